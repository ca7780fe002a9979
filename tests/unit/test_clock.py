"""Days turn at midnight in Viet Nam and dates are read day first (C1, C2, C3)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from ledger.clock import (
    BadDate,
    at_day,
    format_date,
    long_date,
    month_start,
    now,
    parse_date,
    system_now,
    today,
    working_days,
)

WRONG_ORDER = "Ngày theo thứ tự ngày/tháng/năm."

# Monday to Friday, January to December.
WORKING_DAYS = {
    2022: (21, 20, 23, 21, 22, 22, 21, 23, 22, 21, 22, 22),
    2023: (22, 20, 23, 20, 23, 22, 21, 23, 21, 22, 22, 21),
    2024: (23, 21, 21, 22, 23, 20, 23, 22, 21, 23, 21, 22),
    2025: (23, 20, 21, 22, 22, 21, 23, 21, 22, 23, 20, 23),
    2026: (22, 20, 22, 22, 21, 22, 23, 21, 22, 22, 21, 23),
    2027: (21, 20, 23, 22, 21, 22, 22, 22, 22, 21, 22, 23),
}


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2022, 12, 31, 16, 59, 59, tzinfo=UTC), date(2022, 12, 31)),
        (datetime(2022, 12, 31, 17, 0, 0, tzinfo=UTC), date(2023, 1, 1)),
    ],
)
def test_the_year_turns_at_midnight_in_viet_nam(instant: datetime, day: date) -> None:
    with time_machine.travel(instant, tick=False):
        assert today() == day
        assert now() == system_now() == instant


def test_now_is_aware_utc() -> None:
    assert now().tzinfo is UTC
    assert system_now().tzinfo is UTC
    with at_day(date(2022, 11, 20)):
        assert now().tzinfo is UTC


def test_a_fixed_day_keeps_the_time_of_day_in_viet_nam() -> None:
    evening = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)  # 01:30 on 2 March in Viet Nam
    with time_machine.travel(evening, tick=False), at_day(date(2022, 11, 20)):
        assert today() == date(2022, 11, 20)
        assert now() == datetime(2022, 11, 19, 18, 30, tzinfo=UTC)
        assert system_now() == evening


def test_fixed_days_nest_and_end() -> None:
    with at_day(date(2022, 11, 20)):
        with at_day(date(2022, 12, 31)):
            assert today() == date(2022, 12, 31)
        assert today() == date(2022, 11, 20)
    assert abs(now() - system_now()) < timedelta(minutes=1)


def test_a_fixed_day_ends_with_an_error_too() -> None:
    with pytest.raises(RuntimeError), at_day(date(1999, 1, 1)):
        raise RuntimeError
    assert today().year > 1999


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20/11/2022", date(2022, 11, 20)),
        ("5/2/2022", date(2022, 2, 5)),
        (" 05/02/2022 ", date(2022, 2, 5)),
        ("2022-11-20", date(2022, 11, 20)),
        ("29/02/2024", date(2024, 2, 29)),
        ("01/01/1900", date(1900, 1, 1)),
        ("31/12/2100", date(2100, 12, 31)),
    ],
)
def test_dates_are_read_day_first_or_as_picked(text: str, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("29/02/2022", "29/02/2022"),
        ("2022-02-29", "29/02/2022"),
        ("31/04/2022", "31/04/2022"),
        ("31/04", "31/04"),
        ("00/01", "00/01"),
        ("00/01/2022", "00/01/2022"),
        ("13/13/2022", "13/13/2022"),
        ("01/01/0001", "01/01/0001"),
        ("31/12/9999", "31/12/9999"),
        ("31/12/1899", "31/12/1899"),
        ("01/01/2101", "01/01/2101"),
        ("2022-W52-6", "2022-W52-6"),
        ("20221231", "20221231"),
        ("5/2/22", "5/2/22"),
        ("20-11-2022", "20-11-2022"),
        ("2022-11-2", "2022-11-2"),
        ("２0/11/2022", "２0/11/2022"),
        ("20/11/2022 08:00", "20/11/2022 08:00"),
        ("hôm nay", "hôm nay"),
        ("9" * 5000, "9" * 30 + "…"),
    ],
)
def test_days_outside_the_calendar_are_refused(text: str, shown: str) -> None:
    with pytest.raises(BadDate) as refusal:
        parse_date(text)
    assert str(refusal.value) == f"Ngày {shown} không có trong lịch."


@pytest.mark.parametrize("text", ["12/31/2022", "2/29/2024", "2022-31-12"])
def test_month_before_day_is_named(text: str) -> None:
    with pytest.raises(BadDate) as refusal:
        parse_date(text)
    assert str(refusal.value) == WRONG_ORDER


@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_date_is_named(text: str) -> None:
    with pytest.raises(BadDate) as refusal:
        parse_date(text)
    assert str(refusal.value) == "Chưa nhập ngày."


def test_bad_dates_are_value_errors_so_that_schemas_can_catch_them() -> None:
    assert issubclass(BadDate, ValueError)


@pytest.mark.parametrize("day", [date(2022, 11, 20), date(2026, 2, 5)])
def test_written_dates_are_read_back(day: date) -> None:
    assert parse_date(format_date(day)) == day
    assert parse_date(day.isoformat()) == day


def test_dates_are_written_with_two_digits() -> None:
    assert format_date(date(2026, 2, 5)) == "05/02/2026"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2022, 11, 20), "ngày 20 tháng 11 năm 2022"),
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 1, 10), "ngày 10 tháng 01 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
    ],
)
def test_papers_write_zeros_only_where_a_digit_could_be_added(day: date, text: str) -> None:
    assert long_date(day) == text


def test_months_start_on_the_first() -> None:
    assert month_start(date(2024, 2, 29)) == date(2024, 2, 1)


@pytest.mark.parametrize(
    ("year", "month", "days"),
    [
        (year, month, days)
        for year, counts in WORKING_DAYS.items()
        for month, days in enumerate(counts, start=1)
    ],
)
def test_working_days_match_the_calendar(year: int, month: int, days: int) -> None:
    assert working_days(date(year, month, 28)) == days


def test_june_2012_has_the_days_of_the_governments_answer() -> None:
    assert working_days(date(2012, 6, 1)) == 21
