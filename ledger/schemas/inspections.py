"""The form by which an inspector opens a unit's names."""

from ledger.schemas.fields import DayField, FormSchema, IdField, TextField

LONGEST_PAPER = 100


class InspectionForm(FormSchema):
    """The number and date of a decision, the unit it is about, and its last day."""

    party_unit_id = IdField(required=True, empty="Chưa chọn đơn vị được kiểm tra.")
    paper = TextField(LONGEST_PAPER, required=True, empty="Chưa nhập số quyết định kiểm tra.")
    decided_on = DayField(required=True, empty="Chưa nhập ngày quyết định.")
    ends_on = DayField(required=True, empty="Chưa nhập ngày cuối.")
