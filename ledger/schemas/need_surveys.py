"""The form by which a unit returns its survey: no case is an answer, too."""

from enum import StrEnum
from typing import Any

from marshmallow import ValidationError, post_load

from ledger.schemas.fields import ById, CodeField, DayField, NumberField, TextField
from ledger.schemas.reporting import LONGEST_PAPER, ReportForm

MOST_CASES = 9_999


class Answer(StrEnum):
    """What a survey has found."""

    NONE = "none"
    SOME = "some"


class SurveyForm(ReportForm):
    """When the unit looked, what it found, and what its cells say."""

    paper = TextField(LONGEST_PAPER)
    surveyed_on = DayField(required=True, empty="Chưa nhập ngày rà soát.")
    answer = CodeField(Answer, required=True, empty="Chưa chọn kết quả rà soát.")
    cases = NumberField(1, MOST_CASES)
    by_cell = ById(NumberField(0, MOST_CASES))

    @post_load
    def _count(self, data: dict[str, Any], **_rest: object) -> dict[str, Any]:
        """Turn the answer into a number of cases."""
        some = data.pop("answer") is Answer.SOME
        if some and data["cases"] is None:
            raise ValidationError("Chưa nhập số trường hợp.", "cases")
        if not some and (data["cases"] is not None or any(data["by_cell"].values())):
            raise ValidationError("Đã chọn chưa có trường hợp mà lại có số; hãy xem lại.", "answer")
        data["cases"] = data["cases"] or 0
        return data
