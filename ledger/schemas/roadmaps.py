"""The forms by which people overrule the roadmap or expect another sum."""

from ledger.models.roadmaps import OverruleKind
from ledger.schemas.fields import CodeField, FormSchema, NumberField, TextField, VndField

LONGEST_REASON = 300


class OverruleForm(FormSchema):
    """What is to become of one line of the roadmap."""

    kind = CodeField(OverruleKind, required=True, empty="Chưa chọn cách điều chỉnh.")
    year = NumberField(2000, 2100)
    reason = TextField(LONGEST_REASON, required=True, empty="Chưa nhập lý do điều chỉnh.")


class ExpectedForm(FormSchema):
    """What a unit will collect in a year; without an amount the average holds again."""

    year = NumberField(2000, 2100, required=True, empty="Chưa chọn năm.")
    amount_vnd = VndField()
    reason = TextField(LONGEST_REASON, required=True, empty="Chưa nhập lý do.")
