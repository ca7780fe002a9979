"""One day's pay is exact, shown as a sum, and stored without loss (W1, W2, W3)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ledger.wages import (
    Coefficient,
    DayPay,
    DayWage,
    Divisor,
    MonthlyPay,
    PartyFee,
    PayBasis,
    Rounding,
    day_wage,
    from_json,
    to_json,
    wage_from_json,
    wage_to_json,
)

OCTOBER = date(2022, 10, 1)

# Coefficient, allowance, base pay, month's pay, then one day's pay by 22, 26 and 30.
TABLE = [
    ("1.86", "0", 1_490_000, 2_771_400, 125_973, 106_592, 92_380),
    ("1.86", "0", 1_800_000, 3_348_000, 152_182, 128_769, 111_600),
    ("1.86", "0", 2_340_000, 4_352_400, 197_836, 167_400, 145_080),
    ("1.86", "0", 2_530_000, 4_705_800, 213_900, 180_992, 156_860),
    ("2.34", "0", 1_490_000, 3_486_600, 158_482, 134_100, 116_220),
    ("2.34", "0", 1_800_000, 4_212_000, 191_455, 162_000, 140_400),
    ("2.34", "0", 2_340_000, 5_475_600, 248_891, 210_600, 182_520),
    ("2.34", "0", 2_530_000, 5_920_200, 269_100, 227_700, 197_340),
    ("3.00", "0", 1_490_000, 4_470_000, 203_182, 171_923, 149_000),
    ("3.00", "0", 1_800_000, 5_400_000, 245_455, 207_692, 180_000),
    ("3.00", "0", 2_340_000, 7_020_000, 319_091, 270_000, 234_000),
    ("3.00", "0", 2_530_000, 7_590_000, 345_000, 291_923, 253_000),
    ("3.33", "0", 1_490_000, 4_961_700, 225_532, 190_835, 165_390),
    ("3.33", "0", 1_800_000, 5_994_000, 272_455, 230_538, 199_800),
    ("3.33", "0", 2_340_000, 7_792_200, 354_191, 299_700, 259_740),
    ("3.33", "0", 2_530_000, 8_424_900, 382_950, 324_035, 280_830),
    ("3.66", "0.20", 1_490_000, 5_751_400, 261_427, 221_208, 191_713),
    ("3.66", "0.20", 1_800_000, 6_948_000, 315_818, 267_231, 231_600),
    ("3.66", "0.20", 2_340_000, 9_032_400, 410_564, 347_400, 301_080),
    ("3.66", "0.20", 2_530_000, 9_765_800, 443_900, 375_608, 325_527),
    ("4.65", "0.50", 1_490_000, 7_673_500, 348_795, 295_135, 255_783),
    ("4.65", "0.50", 1_800_000, 9_270_000, 421_364, 356_538, 309_000),
    ("4.65", "0.50", 2_340_000, 12_051_000, 547_773, 463_500, 401_700),
    ("4.65", "0.50", 2_530_000, 13_029_500, 592_250, 501_135, 434_317),
    ("4.98", "0", 1_490_000, 7_420_200, 337_282, 285_392, 247_340),
    ("4.98", "0", 1_800_000, 8_964_000, 407_455, 344_769, 298_800),
    ("4.98", "0", 2_340_000, 11_653_200, 529_691, 448_200, 388_440),
    ("4.98", "0", 2_530_000, 12_599_400, 572_700, 484_592, 419_980),
    ("6.78", "0.80", 1_490_000, 11_294_200, 513_373, 434_392, 376_473),
    ("6.78", "0.80", 1_800_000, 13_644_000, 620_182, 524_769, 454_800),
    ("6.78", "0.80", 2_340_000, 17_737_200, 806_236, 682_200, 591_240),
    ("6.78", "0.80", 2_530_000, 19_177_400, 871_700, 737_592, 639_247),
]

BASES: list[PayBasis] = [
    Coefficient(Decimal("3.66"), Decimal("0.20")),
    Coefficient(Decimal("2.34")),
    MonthlyPay(5_751_400),
    PartyFee(59_202),
    DayPay(350_000),
]


def wage_of(
    basis: PayBasis,
    *,
    base_pay_vnd: int | None = 1_490_000,
    divisor: Divisor = Divisor.D22,
    month: date = OCTOBER,
    rounding: Rounding = Rounding.DONG,
    floor_vnd: int | None = None,
) -> DayWage:
    return day_wage(
        basis,
        base_pay_vnd=base_pay_vnd,
        divisor=divisor,
        month=month,
        rounding=rounding,
        floor_vnd=floor_vnd,
    )


@pytest.mark.parametrize("row", TABLE)
def test_day_wages_match_the_computed_table(
    row: tuple[str, str, int, int, int, int, int],
) -> None:
    coefficient, allowance, base_pay_vnd, month_pay_vnd, by_22, by_26, by_30 = row
    basis = Coefficient(Decimal(coefficient), Decimal(allowance))
    for divisor, amount_vnd in (
        (Divisor.D22, by_22),
        (Divisor.D26, by_26),
        (Divisor.D30, by_30),
    ):
        wage = wage_of(basis, base_pay_vnd=base_pay_vnd, divisor=divisor)
        assert wage.month_pay_vnd == month_pay_vnd
        assert wage.amount_vnd == wage.exact_vnd == amount_vnd
        assert wage.days == int(divisor)


def test_the_whole_table_is_here() -> None:
    assert len(TABLE) == 8 * 4


@pytest.mark.parametrize(
    ("before_vnd", "after_vnd", "day_before_vnd", "day_after_vnd"),
    [
        (2_340_000, 2_530_000, 248_891, 269_100),  # 30/6/2026 → 1/7/2026
        (1_490_000, 1_800_000, 158_482, 191_455),  # 30/6/2023 → 1/7/2023
        (1_800_000, 2_340_000, 191_455, 248_891),  # 30/6/2024 → 1/7/2024
    ],
)
def test_a_new_base_pay_changes_the_day_wage(
    before_vnd: int, after_vnd: int, day_before_vnd: int, day_after_vnd: int
) -> None:
    basis = Coefficient(Decimal("2.34"))
    assert wage_of(basis, base_pay_vnd=before_vnd).amount_vnd == day_before_vnd
    assert wage_of(basis, base_pay_vnd=after_vnd).amount_vnd == day_after_vnd


@pytest.mark.parametrize(
    ("fee_vnd", "amount_vnd"), [(59_202, 269_100), (84_249, 382_950), (125_994, 572_700)]
)
def test_a_party_fee_gives_the_day_wage(fee_vnd: int, amount_vnd: int) -> None:
    wage = wage_of(PartyFee(fee_vnd))
    assert wage.amount_vnd == amount_vnd
    assert wage.month_pay_vnd == fee_vnd * 100
    assert wage.base_pay_vnd is None


@pytest.mark.parametrize(
    ("coefficient", "divisor", "exact_vnd", "amount_vnd"),
    [("1.86", Divisor.D30, 156_860, 200_000), ("2.34", Divisor.D22, 269_100, 269_100)],
)
def test_a_floor_lifts_only_what_is_below(
    coefficient: str, divisor: Divisor, exact_vnd: int, amount_vnd: int
) -> None:
    wage = wage_of(
        Coefficient(Decimal(coefficient)),
        base_pay_vnd=2_530_000,
        divisor=divisor,
        floor_vnd=200_000,
    )
    assert (wage.exact_vnd, wage.amount_vnd) == (exact_vnd, amount_vnd)
    assert wage.floor_vnd == 200_000


@pytest.mark.parametrize(
    ("divisor", "month", "days"),
    [
        (Divisor.D22, OCTOBER, 22),
        (Divisor.D24, OCTOBER, 24),
        (Divisor.D26, OCTOBER, 26),
        (Divisor.D30, OCTOBER, 30),
        (Divisor.WORKING_DAYS, OCTOBER, 21),
        (Divisor.WORKING_DAYS, date(2012, 6, 30), 21),
        (Divisor.WORKING_DAYS, date(2026, 7, 15), 23),
    ],
)
def test_divisors_give_days(divisor: Divisor, month: date, days: int) -> None:
    assert divisor.days(month) == days
    assert wage_of(MonthlyPay(days * 1000), divisor=divisor, month=month).amount_vnd == 1000


def test_sums_that_floats_get_wrong_are_exact() -> None:
    wage = wage_of(Coefficient(Decimal("7.97"), Decimal("0.50")), base_pay_vnd=2_530_000)
    assert wage.month_pay_vnd == 21_429_100


def test_halves_of_a_dong_go_up() -> None:
    wage = wage_of(
        Coefficient(Decimal("7.95")), base_pay_vnd=2_530_000, divisor=Divisor.D24
    )  # 838.062,5
    assert wage.amount_vnd == 838_063


@pytest.mark.parametrize(
    ("rounding", "pay_vnd", "amount_vnd"),
    [
        (Rounding.DONG, 261_427, 261_427),
        (Rounding.UP_THOUSAND, 261_427, 262_000),
        (Rounding.UP_THOUSAND, 262_000, 262_000),
        (Rounding.UP_TEN_THOUSAND, 261_427, 270_000),
        (Rounding.UP_TEN_THOUSAND, 270_000, 270_000),
    ],
)
def test_rounding_goes_up_to_the_step(rounding: Rounding, pay_vnd: int, amount_vnd: int) -> None:
    assert wage_of(DayPay(pay_vnd), rounding=rounding).amount_vnd == amount_vnd


def test_rounding_up_starts_from_the_shown_dong() -> None:
    wage = wage_of(MonthlyPay(22 * 261_000 + 1), rounding=Rounding.UP_THOUSAND)
    assert (wage.exact_vnd, wage.amount_vnd) == (261_000, 261_000)


def test_a_stated_day_pay_has_no_month() -> None:
    wage = wage_of(DayPay(350_000))
    assert wage.amount_vnd == wage.exact_vnd == 350_000
    assert (wage.month_pay_vnd, wage.days, wage.base_pay_vnd) == (None, None, None)


@pytest.mark.parametrize("base_pay_vnd", [None, 0, -1])
def test_a_coefficient_needs_a_base_pay(base_pay_vnd: int | None) -> None:
    with pytest.raises(ValueError, match="base pay"):
        wage_of(Coefficient(Decimal("2.34")), base_pay_vnd=base_pay_vnd)


def test_a_floor_of_nothing_is_no_floor() -> None:
    assert wage_of(DayPay(1), floor_vnd=0).floor_vnd is None


@pytest.mark.parametrize(
    ("coefficient", "allowance"), [("0", "0"), ("-1", "0"), ("1", "-0.1"), ("NaN", "0")]
)
def test_impossible_coefficients_are_refused(coefficient: str, allowance: str) -> None:
    with pytest.raises(ValueError, match="coefficient"):
        Coefficient(Decimal(coefficient), Decimal(allowance))


@pytest.mark.parametrize("kind", [MonthlyPay, PartyFee, DayPay])
def test_impossible_amounts_are_refused(kind: type[MonthlyPay | PartyFee | DayPay]) -> None:
    with pytest.raises(ValueError, match="above 0"):
        kind(0)


@pytest.mark.parametrize(
    ("wage", "text"),
    [
        (wage_of(BASES[0]), "(3,66 + 0,20) × 1.490.000 ÷ 22 = 261.427"),
        (
            wage_of(BASES[0], rounding=Rounding.UP_THOUSAND),
            "(3,66 + 0,20) × 1.490.000 ÷ 22 = 261.427 → 262.000",
        ),
        (wage_of(BASES[1]), "2,34 × 1.490.000 ÷ 22 = 158.482"),
        (
            wage_of(BASES[1], floor_vnd=200_000),
            "2,34 × 1.490.000 ÷ 22 = 158.482 → ≥ 200.000",
        ),
        (
            wage_of(BASES[1], rounding=Rounding.UP_THOUSAND, floor_vnd=200_000),
            "2,34 × 1.490.000 ÷ 22 = 158.482 → 159.000 → ≥ 200.000",
        ),
        (wage_of(BASES[2], divisor=Divisor.WORKING_DAYS), "5.751.400 ÷ 21 = 273.876"),
        (wage_of(BASES[3]), "59.202 × 100 ÷ 22 = 269.100"),
        (wage_of(BASES[4]), "350.000"),
        (wage_of(DayPay(350_001), rounding=Rounding.UP_TEN_THOUSAND), "350.001 → 360.000"),
        (wage_of(Coefficient(Decimal(3))), "3,00 × 1.490.000 ÷ 22 = 203.182"),
        (wage_of(Coefficient(Decimal("2.345"))), "2,345 × 1.490.000 ÷ 22 = 158.820"),
    ],
)
def test_sums_are_shown_in_numbers_and_signs(wage: DayWage, text: str) -> None:
    assert wage.sum_text() == text


@pytest.mark.parametrize("basis", BASES)
def test_bases_survive_storage(basis: PayBasis) -> None:
    assert from_json(to_json(basis)) == basis


@pytest.mark.parametrize("basis", BASES)
def test_wages_survive_storage(basis: PayBasis) -> None:
    wage = wage_of(basis, rounding=Rounding.UP_THOUSAND, floor_vnd=200_000)
    stored = wage_from_json(wage_to_json(wage))
    assert stored == wage
    assert stored.sum_text() == wage.sum_text()
    assert isinstance(stored.rounding, Rounding)


def test_stored_forms_are_fixed() -> None:
    assert to_json(BASES[0]) == '{"allowance":"0.20","coefficient":"3.66","kind":"coefficient"}'
    assert to_json(BASES[4]) == '{"amount_vnd":350000,"kind":"day_pay"}'
    assert wage_to_json(wage_of(BASES[3])) == (
        '{"amount_vnd":269100,"base_pay_vnd":null,"basis":{"amount_vnd":59202,'
        '"kind":"party_fee"},"days":22,"exact_vnd":269100,"floor_vnd":null,'
        '"month_pay_vnd":5920200,"rounding":"dong"}'
    )


def test_equal_bases_are_stored_alike() -> None:
    assert to_json(Coefficient(Decimal("3.6600"), Decimal("0.2"))) == to_json(BASES[0])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"kind":"gift","amount_vnd":1}',
        '{"kind":"day_pay"}',
        '{"kind":"day_pay","amount_vnd":0}',
        '{"kind":"coefficient","coefficient":"x","allowance":"0"}',
        '{"kind":"coefficient","coefficient":null,"allowance":"0"}',
    ],
)
def test_foreign_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(text)
    with pytest.raises(ValueError, match=r"."):
        wage_from_json(text)


def test_a_wage_with_a_missing_field_is_refused() -> None:
    text = wage_to_json(wage_of(BASES[4])).replace('"days":null,', "")
    with pytest.raises(ValueError, match="day's pay"):
        wage_from_json(text)
