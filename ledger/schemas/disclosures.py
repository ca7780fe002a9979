"""The forms of notice-board sheets: make one, put it up, take it down, and the rule behind."""

from ledger.models.disclosures import DisclosureBasis, DisclosureContent
from ledger.schemas.fields import (
    CodeField,
    DayField,
    FormSchema,
    IdField,
    NumberField,
    TextField,
    TickField,
)

LONGEST_PAPER = 100


class SheetForm(FormSchema):
    """What a sheet tells, and by which basis."""

    campaign_id = IdField(required=True, empty="Chưa chọn đợt vận động.")
    content = CodeField(DisclosureContent, required=True, empty="Chưa chọn nội dung công khai.")
    basis_kind = CodeField(DisclosureBasis)
    basis_paper = TextField(LONGEST_PAPER)
    basis_on = DayField()
    both_decided = TickField()
    reported_on = DayField(required=True, empty="Chưa nhập ngày báo cáo.")


class PostingForm(FormSchema):
    """Where a sheet was put up, when, by which minutes, and who looks after it."""

    place = TextField(200, required=True, empty="Chưa nhập nơi niêm yết.")
    posted_on = DayField(required=True, empty="Chưa nhập ngày niêm yết.")
    paper = TextField(LONGEST_PAPER, required=True, empty="Chưa nhập biên bản niêm yết.")
    responsible = TextField(100, required=True, empty="Chưa nhập người chịu trách nhiệm.")


class RemovalForm(FormSchema):
    """When a sheet was taken down, and why so early if it was."""

    removed_on = DayField(required=True, empty="Chưa nhập ngày gỡ.")
    removed_paper = TextField(LONGEST_PAPER, required=True, empty="Chưa nhập biên bản gỡ.")
    reason = TextField(200)


class TermsForm(FormSchema):
    """The rule of the posting clock from a day on."""

    starts_on = DayField(required=True, empty="Chưa nhập ngày áp dụng.")
    working_days_to_post = NumberField(1, 60, required=True, empty="Chưa nhập số ngày làm việc.")
    days_up_locality = NumberField(1, 365, required=True, empty="Chưa nhập số ngày ở xã.")
    days_up_agency = NumberField(1, 365, required=True, empty="Chưa nhập số ngày ở cơ quan.")
    basis = TextField(200, required=True, empty="Chưa nhập văn bản quy định.")
