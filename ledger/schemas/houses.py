"""Forms for a house: its plan, its steps, its papers and what others give."""

from ledger.models.house_sources import SourceForm, SourceKind
from ledger.models.houses import HousePaperKind
from ledger.models.housing_needs import NeedKind
from ledger.schemas.fields import (
    CodeField,
    DayField,
    FormSchema,
    IdField,
    NumberField,
    TextField,
    VndField,
)

MOST_DAYS = 10_000
"""More days of labour than this for one house is a slip of the hand."""


class HouseForm(FormSchema):
    """Where a house is built, what it is called, and what it may cost."""

    party_unit_id = IdField(required=True, empty="Chưa chọn xã, thị trấn.")
    need_id = IdField(load_default=None)
    name = TextField(150, required=True, empty="Chưa nhập tên gọi của ngôi nhà.")
    kind = CodeField(NeedKind, required=True, empty="Chưa chọn xây mới hay sửa chữa.")
    cost_vnd = VndField(load_default=None)


class EditHouseForm(FormSchema):
    """What a house is called and may cost."""

    name = TextField(150, required=True, empty="Chưa nhập tên gọi của ngôi nhà.")
    cost_vnd = VndField(load_default=None)


class StepForm(FormSchema):
    """The day and number of the minutes of a step; what it cost, at hand-over."""

    on_date = DayField(required=True, empty="Chưa nhập ngày trên biên bản.")
    number = TextField(60, required=True, empty="Chưa nhập số biên bản.")
    settled_vnd = VndField(load_default=None)


class ConsentForm(FormSchema):
    """How the family agreed to be photographed; empty takes it back."""

    words = TextField(200)


class HousePaperForm(FormSchema):
    """One paper or picture."""

    kind = CodeField(HousePaperKind, required=True, empty="Chưa chọn loại giấy tờ.")
    number = TextField(60)
    issued_on = DayField(required=True, empty="Chưa nhập ngày trên giấy.")
    title = TextField(200)


class ReasonForm(FormSchema):
    """Why a row is taken away."""

    reason = TextField(200, required=True, empty="Chưa nhập lý do.")


class SourceFormSchema(FormSchema):
    """One promise of others."""

    kind = CodeField(SourceKind, required=True, empty="Chưa chọn nguồn.")
    form = CodeField(SourceForm, required=True, empty="Chưa chọn hình thức.")
    name = TextField(150)
    what = TextField(200)
    planned_vnd = VndField(load_default=0)
    planned_days = NumberField(0, MOST_DAYS)


class SourceReceiptForm(FormSchema):
    """What came of a promise, and the paper that shows it."""

    received_on = DayField(required=True, empty="Chưa nhập ngày nhận.")
    value_vnd = VndField(load_default=0)
    days = NumberField(0, MOST_DAYS)
    evidence = TextField(200, required=True, empty="Chưa nhập giấy tờ kèm theo.")
