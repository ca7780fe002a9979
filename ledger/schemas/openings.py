"""The form of an opening balance (J8)."""

from marshmallow import fields

from ledger.schemas.fields import DayField, FormSchema, KeyField, TextField, VndField


class OpeningForm(FormSchema):
    """What a book begins with; an empty box is nothing there."""

    submission_key = KeyField()
    on_date = DayField(required=True)
    cash_vnd = VndField()
    bank_vnd = VndField()
    paper = TextField(
        200, required=True, empty="Chưa nhập biên bản kiểm kê quỹ (số, ngày, người ký)."
    )
    agreed = fields.List(fields.String(), load_default=list)


class UndoOpeningForm(FormSchema):
    """Why an opening balance is taken back."""

    submission_key = KeyField()
    reason = TextField(200, required=True, empty="Chưa nhập lý do.")
