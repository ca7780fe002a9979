"""The member form reads what people type, and says what is missing beside its box."""

from decimal import Decimal
from typing import Any

import pytest
from marshmallow import ValidationError

from ledger.models.party_members import MemberStanding, NotAskedReason
from ledger.reports.members import MemberFilter
from ledger.schemas.members import FILTERS, PAY_KINDS, MemberForm, PayKind, pay_fields, pay_words
from ledger.wages import Coefficient, DayPay, MonthlyPay, PartyFee, PayBasis

USUAL = {"cell_id": "3", "full_name": "Nguyễn Văn An", "standing": "working"}


def load(**typed: str) -> dict[str, Any]:
    facts: dict[str, Any] = MemberForm().load({**USUAL, **typed})
    return facts


def faults(**typed: str) -> dict[str, Any]:
    with pytest.raises(ValidationError) as refusal:
        load(**typed)
    return dict(refusal.value.messages_dict)


def test_the_least_that_must_be_known_of_a_member() -> None:
    assert load() == {
        "cell_id": 3,
        "full_name": "Nguyễn Văn An",
        "birth_year": None,
        "position": None,
        "standing": MemberStanding.WORKING,
        "pay": None,
        "not_asked_reason": None,
        "not_asked_decided_by": None,
        "is_another_person": False,
    }
    assert faults(cell_id="", full_name=" ", standing="") == {
        "cell_id": ["Chưa chọn chi bộ."],
        "full_name": ["Chưa nhập họ tên."],
        "standing": ["Chưa chọn đối tượng."],
    }


@pytest.mark.parametrize(
    ("typed", "pay"),
    [
        ({"pay_kind": "coefficient", "coefficient": "3,66"}, Coefficient(Decimal("3.66"))),
        (
            {"pay_kind": "coefficient", "coefficient": "3.66", "allowance": "0,2"},
            Coefficient(Decimal("3.66"), Decimal("0.2")),
        ),
        ({"pay_kind": "monthly_pay", "pay_amount": "7.450.000"}, MonthlyPay(7_450_000)),
        ({"pay_kind": "party_fee", "pay_amount": "74500"}, PartyFee(74_500)),
        ({"pay_kind": "day_pay", "pay_amount": "261.427"}, DayPay(261_427)),
        # The kind that was chosen decides; a box of another kind may stay filled.
        (
            {"pay_kind": "day_pay", "pay_amount": "261.427", "coefficient": "3,66"},
            DayPay(261_427),
        ),
    ],
)
def test_pay_is_read_by_its_kind_and_shown_again_as_it_was(
    typed: dict[str, str], pay: PayBasis
) -> None:
    assert load(**typed)["pay"] == pay
    assert load(**pay_fields(pay))["pay"] == pay


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"pay_kind": "coefficient"}, "coefficient", "Chưa nhập hệ số lương."),
        (
            {"pay_kind": "coefficient", "coefficient": "３,66"},
            "coefficient",
            "Hệ số lương «３,66» không phải là số, ví dụ 3,66.",
        ),
        (
            {"pay_kind": "coefficient", "coefficient": "36,6"},
            "coefficient",
            "Hệ số lương phải lớn hơn 0 và không quá 20.",
        ),
        ({"allowance": "-1"}, "allowance", "Hệ số phụ cấp phải từ 0 đến 20."),
        ({"pay_kind": "monthly_pay"}, "pay_amount", "Chưa nhập số tiền."),
        (
            {"pay_kind": "monthly_pay", "pay_amount": "7.4"},
            "pay_amount",
            "Dùng dấu chấm ngăn hàng nghìn: 500.000. Sổ không ghi số lẻ dưới 1 đồng.",
        ),
        (
            {"pay_kind": "party_fee", "pay_amount": "745"},
            "pay_amount",
            "Số tiền 745 đồng quá nhỏ; ghi đủ đến đồng.",
        ),
        ({"pay_kind": "wages"}, "pay_kind", "Lựa chọn này không có trong danh sách."),
        ({"coefficient": "3,66"}, "pay_kind", "Chưa chọn cách tính 01 ngày lương."),
        ({"pay_amount": "74.500"}, "pay_kind", "Chưa chọn cách tính 01 ngày lương."),
        (
            {"birth_year": "75"},
            "birth_year",
            "Năm sinh 75 không nằm trong khoảng 1900–",
        ),
        (
            {"birth_year": "x"},
            "birth_year",
            "Năm sinh «x» không đọc được; ghi bốn chữ số, ví dụ 1975.",
        ),
        ({"position": "0"}, "position", "Nhập một số từ 1 đến 2000."),
        (
            {"not_asked_reason": "away"},
            "not_asked_decided_by",
            "Chưa ghi cơ quan quyết định không vận động.",
        ),
        (
            {"not_asked_decided_by": "Chi bộ"},
            "not_asked_reason",
            "Chưa chọn lý do không vận động.",
        ),
        (
            {"full_name": "Nguyễn Văn \u0410"},
            "full_name",
            "Họ tên có ký tự lạ: “\u0410” (vị trí 12).",
        ),
    ],
)
def test_each_fault_is_said_beside_its_box(
    typed: dict[str, str], field: str, sentence: str
) -> None:
    found = faults(**typed)
    assert list(found) == [field]
    assert found[field][0].startswith(sentence)


def test_not_asked_comes_with_who_decided() -> None:
    facts = load(not_asked_reason="away", not_asked_decided_by=" Đảng ủy  xã ")
    assert facts["not_asked_reason"] is NotAskedReason.AWAY
    assert facts["not_asked_decided_by"] == "Đảng ủy  xã"


def test_fields_that_the_form_does_not_have_are_refused() -> None:
    assert faults(is_admin="1") == {"is_admin": ["Dữ liệu gửi lên có trường lạ."]}


@pytest.mark.parametrize(
    ("pay", "words"),
    [
        (None, ""),
        (Coefficient(Decimal("3.66"), Decimal("0.2")), "hệ số 3,66 + phụ cấp 0,20"),
        (Coefficient(Decimal(5)), "hệ số 5,00"),
        (Coefficient(Decimal("2.345")), "hệ số 2,345"),
        (MonthlyPay(7_450_000), "lương tháng 7.450.000 đồng"),
        (PartyFee(74_500), "đảng phí tháng 74.500 đồng"),
        (DayPay(261_427), "01 ngày lương 261.427 đồng"),
    ],
)
def test_pay_is_said_in_words(pay: PayBasis | None, words: str) -> None:
    assert pay_words(pay) == words


def test_every_kind_and_filter_has_its_words() -> None:
    assert set(PAY_KINDS) == set(PayKind)
    assert set(FILTERS) == set(MemberFilter)
    assert pay_fields(None) == {}
