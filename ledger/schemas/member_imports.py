"""The forms of importing a member list: sending a file, and confirming what it would do."""

from ledger.schemas.fields import ById, FormSchema, TextField, TickField


class Upload(FormSchema):
    """A file and nothing else."""


class Confirmation(FormSchema):
    """Which file and which plan were seen, and what of its doubts is agreed to."""

    sha256 = TextField(64, empty="Biểu mẫu thiếu mã tệp. Mở lại trang này.", required=True)
    plan = TextField(64, empty="Biểu mẫu thiếu mã tệp. Mở lại trang này.", required=True)
    cells = ById(TickField())
    twins = ById(TickField())
