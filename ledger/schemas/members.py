"""The form of a member, pay included, and the words for pay and for a list's filters."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from marshmallow import ValidationError, post_load, validates_schema

from ledger.intake import values as cells
from ledger.models.party_members import MemberStanding, NotAskedReason
from ledger.money import format_vnd
from ledger.reports.members import MemberFilter
from ledger.schemas.fields import (
    CodeField,
    DayField,
    FormSchema,
    IdField,
    NameField,
    NumberField,
    ParsedField,
    TextField,
    TickField,
    VndField,
)
from ledger.wages import Coefficient, DayPay, MonthlyPay, PartyFee, PayBasis

MAX_PLACE = 2_000

T = TypeVar("T")


class PayKind(StrEnum):
    """What a member's day of pay is worked out from (A5)."""

    COEFFICIENT = "coefficient"
    MONTHLY_PAY = "monthly_pay"
    PARTY_FEE = "party_fee"
    DAY_PAY = "day_pay"


PAY_KINDS: Mapping[PayKind, str] = {
    PayKind.COEFFICIENT: "hệ số lương × lương cơ sở",
    PayKind.MONTHLY_PAY: "tiền lương một tháng",
    PayKind.PARTY_FEE: "mức đảng phí một tháng (× 100)",
    PayKind.DAY_PAY: "tiền lương 01 ngày do đơn vị tính",
}

FILTERS: Mapping[MemberFilter, str] = {
    MemberFilter.ALL: "tất cả",
    MemberFilter.WORKING: "đang công tác",
    MemberFilter.RESIDENTIAL: "ở khu dân cư",
    MemberFilter.NOT_ASKED: "không vận động",
    MemberFilter.WITHOUT_PAY: "chưa có lương",
    MemberFilter.LEFT: "đã rời danh sách",
}

_AMOUNTS: Mapping[PayKind, type[MonthlyPay | PartyFee | DayPay]] = {
    PayKind.MONTHLY_PAY: MonthlyPay,
    PayKind.PARTY_FEE: PartyFee,
    PayKind.DAY_PAY: DayPay,
}


def _as_typed(read: Callable[[str], T | None]) -> Callable[[str], T | None]:
    """Let a form use the reader of imported cells; its sentences begin in small letters there."""

    def parse(text: str) -> T | None:
        try:
            return read(text)
        except cells.BadCell as fault:
            sentence = str(fault)
            raise ValueError(f"{sentence[:1].upper()}{sentence[1:]}.") from fault

    return parse


class MemberForm(FormSchema):
    """Everything about one member; loads to the facts of ``services.members``."""

    cell_id = IdField(empty="Chưa chọn chi bộ.", required=True)
    full_name = NameField(required=True)
    birth_year: ParsedField[int | None] = ParsedField(
        _as_typed(cells.read_birth_year), empty="Chưa nhập năm sinh."
    )
    position = NumberField(1, MAX_PLACE)
    standing = CodeField(MemberStanding, empty="Chưa chọn đối tượng.", required=True)
    pay_kind = CodeField(PayKind)
    coefficient: ParsedField[Decimal | None] = ParsedField(
        _as_typed(cells.read_coefficient), empty="Chưa nhập hệ số lương."
    )
    allowance: ParsedField[Decimal | None] = ParsedField(
        _as_typed(cells.read_allowance), empty="Chưa nhập phụ cấp."
    )
    pay_amount = VndField()
    not_asked_reason = CodeField(NotAskedReason)
    not_asked_decided_by = TextField(150)
    is_another_person = TickField()

    @validates_schema
    def _check_pay(self, data: Mapping[str, Any], **_rest: Any) -> None:  # noqa: ANN401
        kind = data.get("pay_kind")
        if kind is PayKind.COEFFICIENT and data.get("coefficient") is None:
            raise ValidationError("Chưa nhập hệ số lương.", "coefficient")
        if kind in _AMOUNTS:
            amount_vnd = data.get("pay_amount")
            if amount_vnd is None:
                raise ValidationError("Chưa nhập số tiền.", "pay_amount")
            if amount_vnd < cells.MIN_PAY_VND:
                raise ValidationError(
                    f"Số tiền {format_vnd(amount_vnd)} đồng quá nhỏ; ghi đủ đến đồng.", "pay_amount"
                )
        if kind is None and (data.get("coefficient") is not None or data.get("pay_amount")):
            raise ValidationError("Chưa chọn cách tính 01 ngày lương.", "pay_kind")

    @validates_schema
    def _check_not_asked(self, data: Mapping[str, Any], **_rest: Any) -> None:  # noqa: ANN401
        if data.get("not_asked_reason") and not data.get("not_asked_decided_by"):
            raise ValidationError(
                "Chưa ghi cơ quan quyết định không vận động.", "not_asked_decided_by"
            )
        if data.get("not_asked_decided_by") and not data.get("not_asked_reason"):
            raise ValidationError("Chưa chọn lý do không vận động.", "not_asked_reason")

    @post_load
    def _to_facts(self, data: dict[str, Any], **_rest: Any) -> dict[str, Any]:  # noqa: ANN401
        facts = dict(data)
        kind = facts.pop("pay_kind")
        coefficient, allowance = facts.pop("coefficient"), facts.pop("allowance")
        amount_vnd = facts.pop("pay_amount")
        pay: PayBasis | None = None
        if kind is PayKind.COEFFICIENT:
            pay = Coefficient(coefficient, allowance or Decimal(0))
        elif kind is not None:
            pay = _AMOUNTS[kind](amount_vnd)
        return {**facts, "pay": pay}


class MemberLeft(FormSchema):
    """From which day a member is no longer on the list."""

    left_on = DayField(required=True)


def pay_fields(pay: PayBasis | None) -> dict[str, str]:
    """Return what the boxes of the form show for a pay basis."""
    if pay is None:
        return {}
    if isinstance(pay, Coefficient):
        return {
            "pay_kind": PayKind.COEFFICIENT,
            "coefficient": _decimal_text(pay.coefficient),
            "allowance": _decimal_text(pay.allowance) if pay.allowance else "",
        }
    kind = next(kind for kind, basis in _AMOUNTS.items() if isinstance(pay, basis))
    return {"pay_kind": kind, "pay_amount": format_vnd(pay.amount_vnd)}


def pay_words(pay: PayBasis | None) -> str:
    """Return a pay basis in words, for those who may read it."""
    if pay is None:
        return ""
    if isinstance(pay, Coefficient):
        words = f"hệ số {_decimal_text(pay.coefficient)}"
        return f"{words} + phụ cấp {_decimal_text(pay.allowance)}" if pay.allowance else words
    called = {
        MonthlyPay: "lương tháng",
        PartyFee: "đảng phí tháng",
        DayPay: "01 ngày lương",
    }[type(pay)]
    return f"{called} {format_vnd(pay.amount_vnd)} đồng"


def _decimal_text(number: Decimal) -> str:
    whole, _, decimals = f"{number:f}".partition(".")
    return f"{whole},{decimals.rstrip('0').ljust(2, '0')}"
