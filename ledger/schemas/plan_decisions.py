"""The forms of decisions on the target and the roadmap, and of the second person's word."""

from ledger.schemas.fields import (
    DayField,
    FormSchema,
    IdField,
    NumberField,
    TextField,
    TickField,
    VndField,
)

LONGEST_NUMBER = 60
LONGEST_BODY = 120
LONGEST_REASON = 300


class _DecisionForm(FormSchema):
    """What every decision's paper has."""

    number = TextField(LONGEST_NUMBER, required=True, empty="Chưa nhập số quyết định.")
    issued_on = DayField(required=True, empty="Chưa nhập ngày quyết định.")
    issued_by = TextField(LONGEST_BODY, required=True, empty="Chưa nhập cơ quan ban hành.")
    reason = TextField(LONGEST_REASON, required=True, empty="Chưa nhập lý do.")


class TargetForm(_DecisionForm):
    """A locality's target by decision."""

    party_unit_id = IdField(required=True, empty="Chưa chọn địa phương.")
    houses = NumberField(0, 100, required=True, empty="Chưa nhập số nhà.")


class OfficeAidForm(_DecisionForm):
    """The office's money for one need of a locality that is short."""

    need_id = IdField(required=True, empty="Chưa chọn trường hợp.")
    amount_vnd = VndField()
    ended = TickField()


class RefusalForm(FormSchema):
    """Why the second person does not confirm an entry."""

    reason = TextField(LONGEST_REASON, required=True, empty="Nhập lý do không xác nhận.")
