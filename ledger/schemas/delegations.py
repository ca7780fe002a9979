"""The forms of entering for a unit: its delegation, its end, the signed list, the unit's word."""

from ledger.schemas.contributions import SheetForm
from ledger.schemas.fields import DayField, FormSchema, IdField, TextField

LONGEST_PAPER = 100
LONGEST_LIST = 100


class DelegationForm(FormSchema):
    """The paper by which a unit lets the office enter its lists."""

    party_unit_id = IdField(required=True, empty="Chưa chọn đơn vị ủy nhiệm.")
    paper = TextField(LONGEST_PAPER, required=True, empty="Chưa nhập giấy ủy nhiệm.")
    starts_on = DayField(required=True, empty="Chưa nhập ngày bắt đầu.")
    ends_on = DayField()


class DelegationEndForm(FormSchema):
    """The last day of a delegation."""

    ends_on = DayField(required=True, empty="Chưa nhập ngày cuối.")


class SignedSheetForm(SheetForm):
    """A collection sheet that the office keys in from a signed list, which it names."""

    signed_list = TextField(LONGEST_LIST, required=True, empty="Chưa nhập danh sách ký nộp nào.")


class EntryReportForm(FormSchema):
    """What a unit finds wrong with an entry."""

    words = TextField(300, required=True, empty="Chưa nhập chỗ sai.")
