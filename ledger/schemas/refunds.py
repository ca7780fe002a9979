"""The form of a refund from the office to a unit after hand-in."""

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


class RefundForm(FormSchema):
    """What is given back, to whom, and why."""

    submission_key = KeyField()
    campaign_unit_id = IdField(required=True, empty="Chưa chọn đơn vị.")
    method = CodeField(Method, required=True, empty="Chưa chọn hình thức trả.")
    amount_vnd = VndField(required=True)
    on_date = DayField(required=True, empty="Chưa nhập ngày trả.")
    receiver = TextField(150, required=True, empty="Chưa nhập người nhận hoặc số tham chiếu.")
    reason = TextField(200, required=True, empty="Chưa nhập lý do trả lại.")
    agreed = fields.List(fields.String(), load_default=list)
