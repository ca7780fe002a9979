"""Forms for entering a decision and for the second person's word on it."""

from marshmallow import fields

from ledger.models.decisions import DecisionKind
from ledger.models.party_units import NameKind
from ledger.schemas.fields import (
    CodeField,
    DayField,
    FormSchema,
    IdField,
    TextField,
    VndField,
)


class DecisionForm(FormSchema):
    """What the paper says, and which house and money it is about."""

    house_id = IdField(required=True, empty="Chưa chọn ngôi nhà.")
    book_id = IdField(required=True, empty="Chưa chọn kinh phí.")
    kind = CodeField(DecisionKind, required=True, empty="Chưa chọn loại quyết định.")
    changes_id = IdField(load_default=None)
    replaces_id = IdField(load_default=None)
    number = TextField(60, required=True, empty="Chưa nhập số quyết định.")
    issued_on = DayField(required=True, empty="Chưa nhập ngày ban hành.")
    issuer = CodeField(NameKind, required=True, empty="Chưa chọn cơ quan ban hành.")
    signer = TextField(150, required=True, empty="Chưa nhập người ký.")
    summary = TextField(300)
    amount_vnd = VndField(load_default=None)
    expires_on = DayField(load_default=None)
    agreed = fields.List(fields.String(), load_default=list)


class ConfirmForm(FormSchema):
    """The second person's word that the entry is what the paper says."""

    compared = fields.String(load_default="")


class RefuseForm(FormSchema):
    """Why an entry is sent back."""

    reason = TextField(300, required=True, empty="Chưa nhập chỗ chưa đúng.")


class ScanForm(FormSchema):
    """A scan added later: the file is all there is."""
