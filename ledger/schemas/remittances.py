"""The forms of money on its way: sending it, deductions, counting it, returning it."""

from marshmallow import fields

from ledger.models.contributions import Method
from ledger.schemas.fields import (
    ById,
    CodeField,
    DayField,
    FormSchema,
    IdField,
    KeyField,
    NumberField,
    TextField,
    VndField,
)

LONGEST_CARRIER = 150
LONGEST_REASON = 200
MOST_PIECES = 1_000_000


class SendForm(FormSchema):
    """What an agency unit sends; ``carrier`` brings the cash, or is the bank's number."""

    submission_key = KeyField()
    campaign_id = IdField(required=True, empty="Chưa chọn đợt vận động.")
    method = CodeField(Method, required=True, empty="Chưa chọn hình thức nộp.")
    amount_vnd = VndField(required=True)
    sent_on = DayField(required=True, empty="Chưa nhập ngày gửi.")
    carrier = TextField(
        LONGEST_CARRIER, required=True, empty="Chưa nhập người mang tiền hoặc số tham chiếu."
    )
    agreed = fields.List(fields.String(), load_default=list)


class DeductionsForm(FormSchema):
    """Pay-roll deductions of one cell's people, by the id of their line.

    ``level`` is the amount of a ticked «đúng mức», as the page showed it.
    """

    submission_key = KeyField()
    sent_on = DayField(required=True, empty="Chưa nhập ngày chuyển.")
    reference = TextField(
        LONGEST_CARRIER, required=True, empty="Chưa nhập số tham chiếu của ngân hàng."
    )
    amount = ById(VndField())
    level = ById(VndField())
    agreed = fields.List(fields.String(), load_default=list)


class CountForm(FormSchema):
    """What the office counted: pieces by note for cash, a sum at the bank."""

    submission_key = KeyField()
    received_on = DayField(required=True, empty="Chưa nhập ngày nhận.")
    note = ById(NumberField(0, MOST_PIECES))
    received_vnd = VndField()
    reason = TextField(LONGEST_REASON)


class ReturnForm(FormSchema):
    """Why nothing of it was taken."""

    submission_key = KeyField()
    received_on = DayField(required=True, empty="Chưa nhập ngày trả lại.")
    reason = TextField(LONGEST_REASON, required=True, empty="Chưa nhập lý do trả lại.")
