"""Work out one day's pay ("01 ngày lương") as a suggestion, never as a debt.

W1  The arithmetic is exact: fractions, never float (2 827 of 25 440 sums came out one đồng low).
W2  Halves of a đồng go up; rounding up to thousands starts from the whole đồng that is shown.
W3  A result carries all it was made of, so it can be shown and stored as a sum.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ledger.clock import working_days
from ledger.money import format_vnd

if TYPE_CHECKING:
    from datetime import date

_PARTY_FEE_SHARE = 100  # the fee is 1 % of the month's pay (Quy định 01-QĐ/TW, 3/2/2026)


class Divisor(StrEnum):
    """Say by how many days a month's pay is divided; units differ and no law decides."""

    D22 = "22"
    D24 = "24"
    D26 = "26"
    D30 = "30"
    WORKING_DAYS = "working_days"

    def days(self, month: date) -> int:
        """Return the number of days, for `WORKING_DAYS` Monday to Friday of that month."""
        return working_days(month) if self is Divisor.WORKING_DAYS else int(self.value)


class Rounding(StrEnum):
    """Say how a day's pay is rounded: half-up to the đồng, or up to 1.000 or 10.000."""

    DONG = "dong"
    UP_THOUSAND = "up_thousand"
    UP_TEN_THOUSAND = "up_ten_thousand"

    def round_up(self, amount_vnd: int) -> int:
        """Return the amount rounded up to this step, in đồng."""
        step_vnd = _STEPS_VND[self]
        return -(-amount_vnd // step_vnd) * step_vnd


_STEPS_VND = {
    Rounding.DONG: 1,
    Rounding.UP_THOUSAND: 1_000,
    Rounding.UP_TEN_THOUSAND: 10_000,
}


@dataclass(frozen=True, slots=True)
class Coefficient:
    """Hold a pay coefficient (hệ số lương) and the sum of the allowances given as coefficients."""

    coefficient: Decimal
    allowance: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        if not (self.coefficient.is_finite() and self.allowance.is_finite()):
            raise ValueError("coefficients must be numbers")
        if self.coefficient <= 0 or self.allowance < 0:
            raise ValueError("the coefficient must be above 0 and the allowance not below 0")


@dataclass(frozen=True, slots=True)
class _Amount:
    amount_vnd: int

    def __post_init__(self) -> None:
        if self.amount_vnd <= 0:
            raise ValueError("the amount must be above 0 đồng")


@dataclass(frozen=True, slots=True)
class MonthlyPay(_Amount):
    """Hold a month's pay in đồng."""


@dataclass(frozen=True, slots=True)
class PartyFee(_Amount):
    """Hold a month's party fee (đảng phí) in đồng: 1 % of the pay it was reckoned from."""


@dataclass(frozen=True, slots=True)
class DayPay(_Amount):
    """Hold a day's pay in đồng as the unit states it (police, army, enterprises)."""


PayBasis = Coefficient | MonthlyPay | PartyFee | DayPay

_KINDS: dict[str, type[MonthlyPay | PartyFee | DayPay]] = {
    "monthly_pay": MonthlyPay,
    "party_fee": PartyFee,
    "day_pay": DayPay,
}
_KIND_NAMES = {kind: name for name, kind in _KINDS.items()}


@dataclass(frozen=True, slots=True)
class DayWage:
    """Hold one day's pay with all it was made of.

    `amount_vnd` is the suggestion; `exact_vnd` the quotient, half-up, before rounding and floor.
    `month_pay_vnd` and `days` are None when the unit stated the day's pay, `base_pay_vnd` (lương cơ
    sở) when there is no coefficient, `floor_vnd` when there is no floor.
    """

    amount_vnd: int
    month_pay_vnd: int | None
    days: int | None
    exact_vnd: int
    base_pay_vnd: int | None
    basis: PayBasis
    rounding: Rounding
    floor_vnd: int | None

    def sum_text(self) -> str:
        """Write the sum in numbers and signs: `(3,66 + 0,20) × 1.490.000 ÷ 22 = 261.427`.

        ` → 262.000` follows when rounded up, ` → ≥ 200.000` when the floor decides.
        """
        text = self._quotient_text()
        rounded_vnd = self.rounding.round_up(self.exact_vnd)
        if rounded_vnd != self.exact_vnd:
            text += f" → {format_vnd(rounded_vnd)}"
        if self.amount_vnd != rounded_vnd:
            text += f" → ≥ {format_vnd(self.amount_vnd)}"
        return text

    def _quotient_text(self) -> str:
        if isinstance(self.basis, DayPay):
            return format_vnd(self.exact_vnd)
        if isinstance(self.basis, Coefficient):
            factor = _decimal_text(self.basis.coefficient)
            if self.basis.allowance:
                factor = f"({factor} + {_decimal_text(self.basis.allowance)})"
            month = f"{factor} × {format_vnd(self.base_pay_vnd or 0)}"
        else:
            month = format_vnd(self.basis.amount_vnd)
            if isinstance(self.basis, PartyFee):
                month += f" × {_PARTY_FEE_SHARE}"
        return f"{month} ÷ {self.days} = {format_vnd(self.exact_vnd)}"


def day_wage(
    basis: PayBasis,
    *,
    base_pay_vnd: int | None,
    divisor: Divisor,
    month: date,
    rounding: Rounding,
    floor_vnd: int | None,
) -> DayWage:
    """Work out one day's pay of the month whose pay is given.

    `base_pay_vnd` is the lương cơ sở in force in that month and only matters to a coefficient.
    Rounding and floor hold for stated day's pays too. A floor of 0 or None is no floor.

    Raises: ValueError when a coefficient comes without a base pay above 0.
    """
    if isinstance(basis, DayPay):
        month_pay, days, exact_vnd = None, None, basis.amount_vnd
    else:
        month_pay, days = _month_pay(basis, base_pay_vnd), divisor.days(month)
        exact_vnd = _half_up(month_pay / days)
    return DayWage(
        amount_vnd=max(rounding.round_up(exact_vnd), floor_vnd or 0),
        month_pay_vnd=None if month_pay is None else _half_up(month_pay),
        days=days,
        exact_vnd=exact_vnd,
        base_pay_vnd=base_pay_vnd if isinstance(basis, Coefficient) else None,
        basis=basis,
        rounding=rounding,
        floor_vnd=floor_vnd or None,
    )


def _month_pay(basis: Coefficient | MonthlyPay | PartyFee, base_pay_vnd: int | None) -> Fraction:
    if isinstance(basis, MonthlyPay):
        return Fraction(basis.amount_vnd)
    if isinstance(basis, PartyFee):
        return Fraction(basis.amount_vnd * _PARTY_FEE_SHARE)
    if base_pay_vnd is None or base_pay_vnd <= 0:
        raise ValueError("a coefficient needs the base pay of its month")
    return (Fraction(basis.coefficient) + Fraction(basis.allowance)) * base_pay_vnd


def _half_up(amount: Fraction) -> int:
    """Round to whole đồng, halves up; Python's `round` takes halves to the even neighbour."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def _plain_decimal(number: Decimal) -> str:
    """Write with at least two decimals and no needless ones: `3.66`, `0.20`, `2.345`."""
    whole, _, decimals = f"{number:f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


def _decimal_text(number: Decimal) -> str:
    return _plain_decimal(number).replace(".", ",")


def to_json(basis: PayBasis) -> str:
    """Write a basis as one line of JSON that is the same for equal bases (for sealed storage)."""
    return _dump(_basis_fields(basis))


def from_json(text: str) -> PayBasis:
    """Read what `to_json` wrote.

    Raises: ValueError when it is anything else.
    """
    return _read_basis(_load(text))


def wage_to_json(wage: DayWage) -> str:
    """Write a day's pay with all it was made of as one line of JSON, equal for equal wages."""
    return _dump(asdict(wage) | {"basis": _basis_fields(wage.basis)})


def wage_from_json(text: str) -> DayWage:
    """Read what `wage_to_json` wrote.

    Raises: ValueError when it is anything else.
    """
    fields = _load(text)
    try:
        fields |= {"basis": _read_basis(fields["basis"]), "rounding": Rounding(fields["rounding"])}
        return DayWage(**fields)
    except (KeyError, TypeError) as error:
        raise ValueError("this is no stored day's pay") from error


def _basis_fields(basis: PayBasis) -> dict[str, Any]:
    if isinstance(basis, Coefficient):
        return {
            "kind": "coefficient",
            "coefficient": _plain_decimal(basis.coefficient),
            "allowance": _plain_decimal(basis.allowance),
        }
    return {"kind": _KIND_NAMES[type(basis)], "amount_vnd": basis.amount_vnd}


def _read_basis(fields: dict[str, Any]) -> PayBasis:
    try:
        if fields["kind"] == "coefficient":
            return Coefficient(Decimal(fields["coefficient"]), Decimal(fields["allowance"]))
        return _KINDS[fields["kind"]](fields["amount_vnd"])
    except (KeyError, TypeError, InvalidOperation) as error:
        raise ValueError("this is no stored pay basis") from error


def _dump(fields: dict[str, Any]) -> str:
    return json.dumps(fields, sort_keys=True, separators=(",", ":"))


def _load(text: str) -> dict[str, Any]:
    fields = json.loads(text)
    if not isinstance(fields, dict):
        raise ValueError("this is no stored object")  # noqa: TRY004 - wrong content, not wrong type
    return fields
