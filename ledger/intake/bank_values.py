"""Read the dates and amounts of bank statements, as banks write them and never by guess."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ledger import clock
from ledger.intake.tables import text_of
from ledger.intake.values import BadCell
from ledger.intake.workbooks import Cell, CellError
from ledger.money import MAX_AMOUNT_VND

FIRST_YEAR = 2000
_DATED = re.compile(
    r"(?P<first>[0-9]{1,4})[/.-](?P<middle>[0-9]{1,2})[/.-](?P<last>[0-9]{4}|[0-9]{2})(?![0-9])"
    r"(?:[ T]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?[AP]M)?)?"
)
_MARKS = dict.fromkeys(map(ord, "\ufeff\u200b\u200e\u200f"))
_CURRENCY = re.compile(r"\s*(?:VND|VNĐ|đồng|đ)\.?$", re.IGNORECASE)
_SIGNED = re.compile(r"(?P<open>\()?\s*(?P<sign>[+−-])?\s*(?P<number>[0-9.,]+)\s*(?P<close>\))?")
_COMMAS = re.compile(r"(?P<whole>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.(?P<rest>[0-9]{1,2}))?")
_DOTS = re.compile(r"(?P<whole>[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,(?P<rest>[0-9]{1,2}))?")


class DateOrder(StrEnum):
    """Which of the first two numbers of a date is the day."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


@dataclass(frozen=True, slots=True)
class TypedDay:
    """A day as its cell has it: its numbers, and what else stands in the cell."""

    year: int
    first: int
    second: int
    is_certain: bool
    """Whether the order is known: a real date of the sheet, or the year in front."""
    rest: str = ""

    def on(self, order: DateOrder) -> date:
        """Return the day.

        Raises:
            BadCell: not in the calendar.

        """
        turned = not self.is_certain and order is DateOrder.DAY_FIRST
        month, day = (self.second, self.first) if turned else (self.first, self.second)
        try:
            found = date(self.year, month, day)
        except ValueError:
            shown = f"{self.first:02d}/{self.second:02d}/{self.year}"
            raise BadCell(f"ngày {shown} không có trong lịch") from None
        if not found.year >= FIRST_YEAR:
            raise BadCell(f"ngày {clock.format_date(found)} quá xa trong quá khứ")
        if found > clock.today():
            raise BadCell(f"ngày {clock.format_date(found)} sau hôm nay")
        return found


def plain_text(cell: Cell) -> str:
    """Return a cell's text without byte order marks, hidden signs and odd blanks."""
    return text_of(cell).translate(_MARKS).replace("\u00a0", " ").replace("\u202f", " ").strip()


def read_day(cell: Cell) -> TypedDay | None:
    """Return the day that a cell begins with, None where it begins with none."""
    if isinstance(cell, date):
        return TypedDay(cell.year, cell.month, cell.day, is_certain=True)
    found = _DATED.match(text := plain_text(cell))
    if found is None:
        return None
    first, middle, last = found["first"], int(found["middle"]), found["last"]
    rest = " ".join(text[found.end() :].split())
    if len(first) > 2:
        return TypedDay(int(first), middle, int(last), is_certain=True, rest=rest)
    year = int(last) if len(last) > 2 else 2000 + int(last)
    return TypedDay(year, int(first), middle, is_certain=False, rest=rest)


def order_of(days: Iterable[TypedDay]) -> DateOrder | None:
    """Return the order that the days of a file prove, None where every one can be read two ways."""
    open_days = [day for day in days if not day.is_certain]
    if any(day.first > 12 for day in open_days):
        return DateOrder.DAY_FIRST
    if any(day.second > 12 for day in open_days):
        return DateOrder.MONTH_FIRST
    same = all(day.first == day.second for day in open_days)
    return DateOrder.DAY_FIRST if same else None


def read_sum(cell: Cell) -> int:
    """Return an amount with its sign, 0 for an empty cell.

    Three digits stand between separators, at most two behind the last one: so ``100,000`` and
    ``100.000`` are a hundred thousand, ``100,000.00`` and ``100.000,00`` too.

    Raises:
        BadCell: not a number, below one đồng, or beyond every account.

    """
    if isinstance(cell, CellError):
        raise BadCell(cell.message)
    if isinstance(cell, bool):
        raise BadCell(f"số tiền «{cell}» không đọc được")
    if isinstance(cell, int):
        return _within(cell)
    if isinstance(cell, float):
        raise BadCell(f"số tiền {cell} lẻ dưới 1 đồng")
    text = _CURRENCY.sub("", plain_text(cell)).strip()
    if not text or text in {"-", "–", "—"}:
        return 0
    found = _SIGNED.fullmatch(text.replace(" ", ""))
    number = found and (_COMMAS.fullmatch(found["number"]) or _DOTS.fullmatch(found["number"]))
    if not found or not number or bool(found["open"]) != bool(found["close"]):
        raise BadCell(f"số tiền «{text[:30]}» không đọc được")
    if int(number["rest"] or 0):
        raise BadCell(f"số tiền {text[:30]} lẻ dưới 1 đồng")
    amount_vnd = int(re.sub("[.,]", "", number["whole"])[:16])
    is_negative = bool(found["open"]) or found["sign"] in {"-", "−"}
    return _within(-amount_vnd if is_negative else amount_vnd)


def _within(amount_vnd: int) -> int:
    if abs(amount_vnd) > MAX_AMOUNT_VND:
        raise BadCell("số tiền vượt mức 1.000.000.000.000 đồng")
    return amount_vnd
