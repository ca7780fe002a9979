"""The forms of a campaign: its draft, its extension, its units' levels, a late addition."""

import re
from datetime import date
from typing import Any

from marshmallow import post_load

from ledger.clock import BadDate, parse_date
from ledger.money import parse_vnd
from ledger.schemas.fields import (
    CodeField,
    DayField,
    FormSchema,
    IdField,
    KeyField,
    NumberField,
    ParsedField,
    TextField,
    VndField,
)
from ledger.wages import Divisor, Rounding

_TYPED_MONTH = re.compile(r"[0-9]{1,2}/[0-9]{4}")
_PICKED_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")


def _month(text: str) -> date:
    typed = text.strip()
    if _PICKED_MONTH.fullmatch(typed):
        typed = f"{typed[5:]}/{typed[:4]}"
    wrong = "Nhập tháng và năm, ví dụ 10/2022."
    if not _TYPED_MONTH.fullmatch(typed):
        raise ValueError(wrong)
    try:
        return parse_date(f"1/{typed}")
    except BadDate as error:
        raise ValueError(wrong) from error


def _floor(text: str) -> int:
    return 0 if text.strip() == "0" else parse_vnd(text)


class MonthField(ParsedField[date]):
    """A month typed ``10/2022`` (or picked), as its first day."""

    def __init__(self, *, empty: str = "Chưa nhập tháng.", **facts: Any) -> None:  # noqa: ANN401
        super().__init__(_month, empty=empty, **facts)


class FloorField(ParsedField[int]):
    """The least that is asked, in đồng; 0 says that there is no such floor."""

    def __init__(self, **facts: Any) -> None:  # noqa: ANN401
        super().__init__(_floor, empty="Chưa nhập mức thấp nhất.", **facts)


class CampaignForm(FormSchema):
    """What a draft says; loads to the facts of ``services.campaigns.Settings``."""

    year = NumberField(2000, 2100, empty="Chưa nhập năm.", required=True)
    title = TextField(150, empty="Chưa nhập tên đợt vận động.", required=True)
    legal_basis = TextField(300, empty="Chưa nhập văn bản làm căn cứ.", required=True)
    resolution = TextField(300)
    starts_on = DayField(empty="Chưa nhập ngày bắt đầu.", required=True)
    ends_on = DayField(empty="Chưa nhập ngày kết thúc.", required=True)
    pay_month = MonthField(empty="Chưa nhập tháng lương.", required=True)
    divisor = CodeField(Divisor, empty="Chưa chọn số ngày.", required=True)
    rounding = CodeField(Rounding, empty="Chưa chọn cách làm tròn.", required=True)
    floor_vnd = FloorField()
    hand_in_on = DayField(empty="Chưa nhập hạn nộp về Văn phòng.", required=True)

    @post_load
    def _without_blanks(self, values: dict[str, Any], **_rest: Any) -> dict[str, Any]:  # noqa: ANN401
        return values | {
            "resolution": values["resolution"] or "",
            "floor_vnd": values["floor_vnd"] or 0,
        }


class OpeningForm(FormSchema):
    """The word that the lists are to be frozen."""

    submission_key = KeyField()


class ExtensionForm(FormSchema):
    """A later end of the window, and the paper that says so."""

    paper = TextField(150, empty="Chưa nhập số và loại văn bản gia hạn.", required=True)
    issued_on = DayField(empty="Chưa nhập ngày văn bản.", required=True)
    ends_on = DayField(empty="Chưa nhập ngày kết thúc mới.", required=True)


class LevelForm(FormSchema):
    """What a unit suggests, and where it computes differently; blank is as in the campaign."""

    suggested_vnd = VndField()
    suggested_by = TextField(200)
    divisor = CodeField(Divisor)
    floor_vnd = FloorField()
    override_reason = TextField(300)

    @post_load
    def _without_blanks(self, values: dict[str, Any], **_rest: Any) -> dict[str, Any]:  # noqa: ANN401
        return values | {
            "suggested_by": values["suggested_by"] or "",
            "override_reason": values["override_reason"] or "",
        }


class AdditionForm(FormSchema):
    """A member whom the list has missed."""

    member_id = IdField(empty="Chưa chọn đảng viên.", required=True)
    reason = TextField(200, empty="Chưa nhập lý do thêm vào danh sách.", required=True)
