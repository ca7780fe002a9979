"""Tell the time and read dates as they are in Viet Nam.

C1  An instant (`_at`) is an aware UTC datetime; a day (`_on`) is a date in Viet Nam.
C2  A year turns at midnight in Viet Nam, whatever the machine's time zone is (P17).
C3  Dates are typed day/month/year; Python's own parsers are not used, they read `20221231`.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")

_FIRST_YEAR = 1900
_LAST_YEAR = 2100
_TYPED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_PICKED = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")  # what <input type=date> sends
_SHOWN_LENGTH = 30

_fixed_day: ContextVar[date | None] = ContextVar("fixed_day", default=None)


class BadDate(ValueError):
    """Say in Vietnamese why a text is no date; the sentence is for the person who typed it."""


def system_now() -> datetime:
    """Return the real instant in UTC, never moved: for sessions, locks and the audit trail."""
    return datetime.now(UTC)


def now() -> datetime:
    """Return the instant in UTC; inside `at_day`, the same time of day in Viet Nam on that day."""
    real = system_now()
    day = _fixed_day.get()
    if day is None:
        return real
    return datetime.combine(day, real.astimezone(VIETNAM).timetz()).astimezone(UTC)


def today() -> date:
    """Return the day it is in Viet Nam."""
    return now().astimezone(VIETNAM).date()


@contextmanager
def at_day(day: date) -> Iterator[None]:
    """Let `now` and `today` stand on a given day within this context (the demo's day)."""
    token = _fixed_day.set(day)
    try:
        yield
    finally:
        _fixed_day.reset(token)


def parse_date(text: str) -> date:
    """Read a date typed `20/11/2022` or picked `2022-11-20`, of the years 1900 to 2100.

    Raises: BadDate, in this order: empty; month before day; not in the calendar.
    """
    typed = text.strip()
    if not typed:
        raise BadDate("Chưa nhập ngày.")
    if match := _TYPED.fullmatch(typed):
        day, month, year = map(int, match.groups())
    elif match := _PICKED.fullmatch(typed):
        year, month, day = map(int, match.groups())
        typed = f"{day:02}/{month:02}/{year:04}"
    else:
        raise _not_in_calendar(typed)
    if found := _find_date(year, month, day):
        return found
    if _find_date(year, day, month):
        raise BadDate("Ngày theo thứ tự ngày/tháng/năm.")
    raise _not_in_calendar(typed)


def _find_date(year: int, month: int, day: int) -> date | None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _not_in_calendar(typed: str) -> BadDate:
    shown = typed if len(typed) <= _SHOWN_LENGTH else f"{typed[:_SHOWN_LENGTH]}…"
    return BadDate(f"Ngày {shown} không có trong lịch.")


def format_date(day: date) -> str:
    """Write a date as `20/11/2022`."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def long_date(day: date) -> str:
    """Write a date as papers do: `ngày 05 tháng 02 năm 2026`.

    A zero stands before days below 10 and before months 1 and 2 (and only those), so that no digit
    can be added by hand (Decree 30/2020/NĐ-CP, appendix I).
    """
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def month_start(day: date) -> date:
    """Return the first day of the month in which a day lies."""
    return day.replace(day=1)


def working_days(month: date) -> int:
    """Count Monday to Friday in the month in which a day lies; holidays are not taken out.

    Source: the Government's answer on one day's pay, June 2012 = 21 days.
    """
    first = month_start(month)
    days = (first + timedelta(days=offset) for offset in range(31))
    return sum(day.month == first.month and day.isoweekday() <= 5 for day in days)


def after_working_days(day: date, count: int) -> date:
    """Return the last of so many working days that follow a day; holidays are not taken out."""
    last = day
    while count:
        last += timedelta(days=1)
        count -= last.isoweekday() <= 5
    return last
