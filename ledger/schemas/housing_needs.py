"""The forms of need files: the đơn, a step, the survey, papers, consent, the member's requests."""

from typing import Any

from marshmallow import fields, post_load

from ledger.models.housing_needs import (
    ConsentScope,
    NeedAct,
    NeedKind,
    NeedPaperKind,
    RequestKind,
)
from ledger.schemas.fields import (
    ById,
    CodeField,
    DayField,
    FormSchema,
    IdField,
    NumberField,
    TextField,
    VndField,
)
from ledger.surveys import (
    LandRight,
    OtherProgramme,
    Poverty,
    PresentHouse,
    SurveyFacts,
    YesNo,
)

LONGEST_PAPER = 100
LONGEST_ADDRESS = 200
LONGEST_NOTE = 500
LONGEST_WORDS = 2000
MOST_VOTES = 5000
FIRST_YEAR, LAST_YEAR = 2021, 2100


class ApplicationForm(FormSchema):
    """The member's own đơn, as it lies before the secretary."""

    member_id = IdField(required=True, empty="Chưa chọn đảng viên.")
    kind = CodeField(NeedKind, required=True, empty="Chưa chọn xây mới hay sửa chữa.")
    applied_on = DayField(required=True, empty="Chưa nhập ngày ghi trên đơn.")
    address = TextField(LONGEST_ADDRESS, required=True, empty="Chưa nhập địa chỉ hộ.")
    other_programme = CodeField(
        OtherProgramme, required=True, empty="Chưa hỏi gia đình về chương trình khác."
    )
    other_programme_note = TextField(LONGEST_NOTE)
    wish = TextField(LONGEST_WORDS)
    estimated_cost_vnd = VndField()
    wanted_support_vnd = VndField()
    entered_for = TextField(LONGEST_PAPER)
    agreed = fields.List(fields.String(), load_default=list)


class StepForm(FormSchema):
    """One act on a need; which boxes it has, the act decides."""

    act = CodeField(NeedAct, required=True)
    seen = NumberField(1, 10_000, required=True)
    on_date = DayField(required=True, empty="Chưa nhập ngày trên văn bản.")
    paper = TextField(LONGEST_PAPER)
    votes_present = NumberField(1, MOST_VOTES)
    votes_for = NumberField(0, MOST_VOTES)
    year = NumberField(FIRST_YEAR, LAST_YEAR)
    reason = TextField(LONGEST_WORDS)


class OrderForm(FormSchema):
    """One place up or down in the board's order."""

    seen = NumberField(1, 10_000, required=True)
    reason = TextField(LONGEST_NOTE, required=True, empty="Chưa nhập lý do đổi thứ tự.")


class SurveyForm(FormSchema):
    """What the survey found; ``facts`` of the loaded values holds all of it."""

    surveyed_on = DayField(required=True, empty="Chưa nhập ngày khảo sát.")
    surveyed_by = TextField(LONGEST_ADDRESS)
    kind = CodeField(NeedKind, required=True, empty="Chưa chọn xây mới hay sửa chữa.")
    estimated_cost_vnd = VndField()
    wanted_support_vnd = VndField()
    address = TextField(LONGEST_ADDRESS, required=True, empty="Chưa nhập địa chỉ hộ.")
    household_size = NumberField(1, 50)
    income_vnd = VndField()
    poverty = CodeField(Poverty)
    policy_family = TextField(LONGEST_ADDRESS)
    joined_party_on = DayField()
    contributions = TextField(LONGEST_NOTE)
    land = CodeField(LandRight)
    house = CodeField(PresentHouse)
    area_m2 = NumberField(1, 5000)
    house_note = TextField(LONGEST_NOTE)
    own_means = TextField(LONGEST_NOTE)
    family_agrees = CodeField(YesNo)
    supported_before = TextField(LONGEST_NOTE)
    other_programme = CodeField(OtherProgramme)
    other_programme_note = TextField(LONGEST_NOTE)
    note = TextField(LONGEST_NOTE)
    criteria = ById(TextField(LONGEST_NOTE))

    @post_load
    def _gather_facts(self, values: dict[str, Any], **_rest: Any) -> dict[str, Any]:  # noqa: ANN401
        facts = {
            name: values.pop(name) for name in SurveyFacts.__dataclass_fields__ if name in values
        }
        known = {name: value for name, value in facts.items() if value is not None}
        return values | {"facts": SurveyFacts(**known)}


class PaperForm(FormSchema):
    """A paper or picture of the file."""

    kind = CodeField(NeedPaperKind, required=True, empty="Chưa chọn loại giấy tờ.")
    on_date = DayField(required=True, empty="Chưa nhập ngày của giấy tờ.")


class ConsentForm(FormSchema):
    """The family's word about pictures."""

    scope = CodeField(ConsentScope, required=True, empty="Chưa chọn phạm vi đồng ý.")
    on_date = DayField(required=True, empty="Chưa nhập ngày của văn bản.")
    paper = TextField(LONGEST_PAPER, required=True, empty="Chưa nhập văn bản nào, ai ký.")


class RequestForm(FormSchema):
    """What a member asks of their own file."""

    kind = CodeField(RequestKind, required=True, empty="Chưa chọn yêu cầu.")
    received_on = DayField(required=True, empty="Chưa nhập ngày nhận yêu cầu.")
    words = TextField(LONGEST_WORDS)


class RequestAnswerForm(FormSchema):
    """What the member was answered."""

    answered_on = DayField(required=True, empty="Chưa nhập ngày trả lời.")
    answer = TextField(LONGEST_WORDS, required=True, empty="Chưa nhập nội dung trả lời.")


class ReasonForm(FormSchema):
    """Why something goes for good."""

    reason = TextField(LONGEST_NOTE, required=True, empty="Chưa nhập lý do.")


class CriterionForm(FormSchema):
    """One question that is asked of every need."""

    text = TextField(300, required=True, empty="Chưa nhập tiêu chí.")
