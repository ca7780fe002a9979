"""Forms for preparing, paying, sending back and cancelling a stage."""

from marshmallow import fields

from ledger.models.contributions import Method
from ledger.schemas.fields import (
    CodeField,
    DayField,
    FormSchema,
    IdField,
    KeyField,
    TextField,
    VndField,
)


class PrepareForm(FormSchema):
    """What is to be paid, to whom, and against which minutes."""

    decision_id = IdField(required=True, empty="Chưa chọn quyết định.")
    stage = TextField(200, required=True, empty="Chưa nhập nội dung của đợt chi.")
    amount_vnd = VndField(required=True)
    method = CodeField(Method, required=True, empty="Chưa chọn hình thức chi.")
    accepted_on = DayField(load_default=None)
    acceptance_number = TextField(60)
    receiver = TextField(150, required=True, empty="Chưa nhập người nhận tiền.")
    receiver_place = TextField(150)
    agreed = fields.List(fields.String(), load_default=list)


class PayForm(FormSchema):
    """The day on which the money is paid."""

    submission_key = KeyField()
    on_date = DayField(required=True, empty="Chưa nhập ngày chi.")
    agreed = fields.List(fields.String(), load_default=list)


class SendBackForm(FormSchema):
    """Why a prepared stage is not paid."""

    reason = TextField(300, required=True, empty="Chưa nhập lý do trả lại.")


class CancelForm(FormSchema):
    """Why a payment is cancelled: its money has come back."""

    submission_key = KeyField()
    reason = TextField(300, required=True, empty="Chưa nhập lý do hủy.")


class ReturnGrantForm(FormSchema):
    """What comes back of a grant: when, and who brings it."""

    submission_key = KeyField()
    on_date = DayField(required=True, empty="Chưa nhập ngày thu hồi.")
    bringer = TextField(150, required=True, empty="Chưa nhập người nộp lại, hoặc số tham chiếu.")
    reason = TextField(200)
