"""Forms of campaigns: what people type becomes facts, or sentences that say what to mend."""

from datetime import date
from typing import Any

import pytest
from marshmallow import ValidationError

from ledger.schemas.campaigns import AdditionForm, CampaignForm, ExtensionForm, LevelForm
from ledger.schemas.fields import STRANGE
from ledger.wages import Divisor, Rounding

DRAFT = {
    "year": "2022",
    "title": "Đợt vận động năm 2022",
    "legal_basis": "Công văn ngày 04/10/2022",
    "resolution": "",
    "starts_on": "01/10/2022",
    "ends_on": "31/12/2022",
    "pay_month": "10/2022",
    "divisor": "22",
    "rounding": "dong",
    "floor_vnd": "",
    "hand_in_on": "10/01/2023",
}


def faults(form: CampaignForm | LevelForm, **typed: str) -> dict[str, Any]:
    with pytest.raises(ValidationError) as refused:
        form.load(typed)
    return refused.value.messages_dict


def test_a_draft_is_read_as_it_is_typed() -> None:
    assert CampaignForm().load(DRAFT) == {
        "year": 2022,
        "title": "Đợt vận động năm 2022",
        "legal_basis": "Công văn ngày 04/10/2022",
        "resolution": "",
        "starts_on": date(2022, 10, 1),
        "ends_on": date(2022, 12, 31),
        "pay_month": date(2022, 10, 1),
        "divisor": Divisor.D22,
        "rounding": Rounding.DONG,
        "floor_vnd": 0,
        "hand_in_on": date(2023, 1, 10),
    }


@pytest.mark.parametrize("typed", ["10/2022", " 10/2022 ", "2022-10"])
def test_a_month_is_its_first_day(typed: str) -> None:
    assert CampaignForm().load(DRAFT | {"pay_month": typed})["pay_month"] == date(2022, 10, 1)


@pytest.mark.parametrize(
    "typed", ["13/2022", "2022", "10", "10/22", "2022-13", "tháng 10", "1/1/2022"]
)
def test_what_is_no_month_is_refused(typed: str) -> None:
    found = faults(CampaignForm(), **DRAFT | {"pay_month": typed})

    assert found == {"pay_month": ["Nhập tháng và năm, ví dụ 10/2022."]}


@pytest.mark.parametrize(
    ("typed", "floor_vnd"), [("", 0), ("0", 0), ("200.000", 200_000), ("200000", 200_000)]
)
def test_no_floor_is_blank_or_nought(typed: str, floor_vnd: int) -> None:
    assert CampaignForm().load(DRAFT | {"floor_vnd": typed})["floor_vnd"] == floor_vnd


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("year", "22", "Nhập một số từ 2000 đến 2100."),
        ("year", "", "Chưa nhập năm."),
        ("title", " ", "Chưa nhập tên đợt vận động."),
        ("legal_basis", "", "Chưa nhập văn bản làm căn cứ."),
        ("starts_on", "29/02/2022", "Ngày 29/02/2022 không có trong lịch."),
        ("ends_on", "12/31/2022", "Ngày theo thứ tự ngày/tháng/năm."),
        ("divisor", "23", "Lựa chọn này không có trong danh sách."),
        ("rounding", "", "Chưa chọn cách làm tròn."),
        (
            "floor_vnd",
            "1,5",
            "Dùng dấu chấm ngăn hàng nghìn: 500.000. Sổ không ghi số lẻ dưới 1 đồng.",
        ),
        ("hand_in_on", "", "Chưa nhập hạn nộp về Văn phòng."),
    ],
)
def test_a_slip_is_named_beside_its_field(field: str, typed: str, sentence: str) -> None:
    assert faults(CampaignForm(), **DRAFT | {field: typed}) == {field: [sentence]}


def test_facts_that_nobody_asked_for_are_refused() -> None:
    found = faults(CampaignForm(), **DRAFT | {"state": "open", "committee_id": "1"})

    assert found == {"state": [STRANGE], "committee_id": [STRANGE]}


def test_a_units_blank_boxes_mean_as_in_the_campaign() -> None:
    blank = dict.fromkeys(LevelForm().fields, "")

    assert LevelForm().load(blank) == {
        "suggested_vnd": None,
        "suggested_by": "",
        "divisor": None,
        "floor_vnd": None,
        "override_reason": "",
    }


def test_a_units_own_terms_are_read() -> None:
    typed = {"divisor": "working_days", "floor_vnd": "0", "override_reason": "Đơn vị sản xuất"}

    assert LevelForm().load(typed) == {
        "suggested_vnd": None,
        "suggested_by": "",
        "divisor": Divisor.WORKING_DAYS,
        "floor_vnd": 0,
        "override_reason": "Đơn vị sản xuất",
    }


def test_a_level_is_above_nought() -> None:
    assert faults(LevelForm(), suggested_vnd="0") == {"suggested_vnd": ["Số tiền phải lớn hơn 0."]}


def test_an_extension_and_an_addition_need_their_grounds() -> None:
    with pytest.raises(ValidationError) as no_paper:
        ExtensionForm().load({"paper": "", "issued_on": "20/12/2024", "ends_on": "31/01/2025"})
    with pytest.raises(ValidationError) as no_reason:
        AdditionForm().load({"member_id": "12", "reason": ""})

    assert no_paper.value.messages_dict == {"paper": ["Chưa nhập số và loại văn bản gia hạn."]}
    assert no_reason.value.messages_dict == {"reason": ["Chưa nhập lý do thêm vào danh sách."]}
    assert AdditionForm().load({"member_id": "12", "reason": "Bỏ sót"}) == {
        "member_id": 12,
        "reason": "Bỏ sót",
    }
