"""Read a bank's statement: every movement of an account, and every fault at once.

L1  Each row of the table is a movement, a total, a balance or has a fault; none is lost silently.
L2  Nothing is guessed: whether the day or the month comes first is known of the bank, or proved by
    the file, or asked. “Ghi có, Credit, Phát sinh có” is money that came in.
L3  Where balances are stated, the one before and the movements make the one after; stated totals
    and balances of the whole are compared with what was read.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TypeVar

from ledger.intake.bank_shapes import SHAPES, Column, Layout, Shape, find_layout, title_of
from ledger.intake.bank_values import DateOrder, TypedDay, order_of, plain_text, read_day, read_sum
from ledger.intake.tables import fold
from ledger.intake.values import BadCell
from ledger.intake.workbooks import Cell, CellError, Sheet, Unreadable, Workbook
from ledger.money import format_vnd

MAX_REMARK = 1_000
MAX_REFERENCE = 60
_MOST_NAMED = 5

_OPENING = re.compile(r"\b(so du dau|du dau|opening balance|beginning balance)\b")
_CLOSING = re.compile(r"\b(so du cuoi|du cuoi|closing balance|ending balance)\b")
_TOTAL = re.compile(r"(tong|cong|total)\b")
_ACCOUNT = re.compile(r"\b(so tai khoan|tai khoan|account (?:no|number)|so tk)\b")
_OLD = re.compile(r"\b(cu|old)\b")
_NUMBER = re.compile(r"(?<![0-9])[0-9]{6,19}(?![0-9])")

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One movement of the account; ``sign`` is 1 for money that came in."""

    row: int
    on: date
    sign: int
    amount_vnd: int
    balance_vnd: int | None
    reference: str
    remark: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Say what is wrong in one row."""

    row: int
    message: str

    def __str__(self) -> str:
        return f"Dòng {self.row}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A statement as it was read; with faults nothing of it may be recorded."""

    layout: Layout
    account_number: str
    """The account that the file names; empty where it names none."""
    movements: tuple[Movement, ...]
    faults: tuple[Fault, ...]
    doubts: tuple[str, ...]
    """What does not add up, in words, though each row could be read."""
    notes: tuple[str, ...]
    """Rows that were left out, in words."""
    needs_order: bool
    """Whether every day can be read two ways."""
    opening_vnd: int | None
    closing_vnd: int | None


def find_sheet(workbook: Workbook, shapes: Sequence[Shape] = ()) -> tuple[Sheet, Layout] | None:
    """Return the first visible sheet that a shape fits: the given ones first, then the banks'."""
    for sheet in visible_sheets(workbook):
        layout = find_layout(sheet, [*shapes, *SHAPES])
        if layout:
            return sheet, layout
    return None


def visible_sheets(workbook: Workbook) -> list[Sheet]:
    """Return the sheets that a person sees and that hold something.

    Raises:
        Unreadable: there is none.

    """
    sheets = [
        sheet
        for sheet in workbook.sheets
        if not sheet.hidden and any(plain_text(cell) for row in sheet.rows for cell in row)
    ]
    if not sheets:
        raise Unreadable("Tệp không có dòng nào.")
    return sheets


def read_statement(sheet: Sheet, layout: Layout) -> Statement:
    """Read the rows below the header."""
    return _Reader(sheet, layout).read()


class _Reader:
    """Read one sheet, collecting movements, faults and what the bank states about the whole."""

    def __init__(self, sheet: Sheet, layout: Layout) -> None:
        self._sheet = sheet
        self._layout = layout
        self._order: DateOrder = DateOrder.DAY_FIRST
        self._movements: list[Movement] = []
        self._faults: list[Fault] = []
        self._notes: list[str] = []
        self._doubts: list[str] = []
        self._opening: int | None = None
        self._closing: int | None = None
        self._totals: list[tuple[int, int]] = []
        self._above: TypedDay | None = None

    def read(self) -> Statement:
        rows = list(self._rows())
        proved = order_of(day for _number, row in rows if (day := self._day(row)))
        order = self._layout.shape.order or proved
        self._order = order or DateOrder.DAY_FIRST
        for number, row in rows:
            self._take(number, row)
        self._compare()
        return Statement(
            layout=self._layout,
            account_number=account_number(self._sheet, self._layout.header),
            movements=tuple(self._movements),
            faults=tuple(self._faults),
            doubts=tuple(self._doubts),
            notes=tuple(self._notes),
            needs_order=order is None,
            opening_vnd=self._opening,
            closing_vnd=self._closing,
        )

    def _rows(self) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """Yield the rows below the header that hold something, with the number a reader sees."""
        heads = self._sheet.rows[self._layout.header]
        titles = tuple(filter(None, map(title_of, heads)))
        for index in range(self._layout.header + 1, len(self._sheet.rows)):
            row = self._sheet.rows[index]
            is_filled = any(plain_text(cell) or _is_fault(cell) for cell in row)
            if is_filled and tuple(filter(None, map(title_of, row))) != titles:
                yield index + 1, row

    def _cell(self, row: Sequence[Cell], column: Column) -> Cell:
        place = self._layout.places.get(column)
        return row[place] if place is not None and place < len(row) else None

    def _day(self, row: Sequence[Cell]) -> TypedDay | None:
        day = read_day(self._cell(row, Column.DAY))
        return day or read_day(self._cell(row, Column.POSTED))

    def _take(self, number: int, row: Sequence[Cell]) -> None:
        day = self._day(row)
        if day is None and self._take_label(row):
            return
        came_vnd = self._sum(number, row)
        if came_vnd is None:
            return
        remark = " ".join(plain_text(self._cell(row, Column.REMARK)).split())
        if not came_vnd:
            if day is not None:
                self._notes.append(f"Dòng {number} không có số tiền nên bỏ qua.")
            return
        if day is None:
            # A day that is written once for several rows, or no row of the table at all.
            day = self._above if remark else None
        if day is None:
            self._faults.append(Fault(number, "có số tiền nhưng không có ngày"))
            return
        self._above = day
        on = self._read(number, lambda: day.on(self._order))
        balance = self._cell(row, Column.BALANCE)
        has_balance = bool(plain_text(balance)) or _is_fault(balance)
        balance_vnd = self._read(number, lambda: read_sum(balance)) if has_balance else None
        if on is None or (has_balance and balance_vnd is None):
            return
        reference = plain_text(self._cell(row, Column.REFERENCE)) or day.rest
        self._movements.append(
            Movement(
                row=number,
                on=on,
                sign=1 if came_vnd > 0 else -1,
                amount_vnd=abs(came_vnd),
                balance_vnd=balance_vnd,
                reference=" ".join(reference.split())[:MAX_REFERENCE],
                remark=remark[:MAX_REMARK],
            )
        )

    def _sum(self, number: int, row: Sequence[Cell]) -> int | None:
        """Return what came in, below zero what went out; None after noting a fault."""
        if Column.SIGNED in self._layout.places:
            return self._read(number, lambda: read_sum(self._cell(row, Column.SIGNED)))
        credit = self._read(number, lambda: read_sum(self._cell(row, Column.CREDIT)))
        debit = self._read(number, lambda: read_sum(self._cell(row, Column.DEBIT)))
        if credit is None or debit is None:
            return None
        if credit and debit:
            self._faults.append(Fault(number, "có cả tiền vào và tiền ra"))
            return None
        return credit or -abs(debit)

    def _take_label(self, row: Sequence[Cell]) -> bool:
        """Take a row without a day that states a balance or a total; say whether it was one."""
        words = fold(" ".join(text for cell in row if isinstance(cell, str) and (text := cell)))
        sums = [amount for cell in row if (amount := _number_in(cell)) is not None]
        if _OPENING.search(words):
            self._opening = sums[-1] if sums else None
        elif _CLOSING.search(words):
            self._closing = sums[-1] if sums else None
        elif _TOTAL.match(words):
            self._take_total(row)
        else:
            return False
        return True

    def _take_total(self, row: Sequence[Cell]) -> None:
        debit = _number_in(self._cell(row, Column.DEBIT))
        credit = _number_in(self._cell(row, Column.CREDIT))
        if debit or credit:
            self._totals.append((credit or 0, abs(debit or 0)))

    def _read(self, number: int, read: Callable[[], _T]) -> _T | None:
        """Read one cell; a fault is noted with its row and gives None."""
        try:
            return read()
        except BadCell as fault:
            self._faults.append(Fault(number, str(fault)))
            return None

    def _compare(self) -> None:
        """Compare totals and balances with what was read (L3)."""
        came_vnd = sum(line.amount_vnd for line in self._movements if line.sign > 0)
        went_vnd = sum(line.amount_vnd for line in self._movements if line.sign < 0)
        if self._totals and (came_vnd, went_vnd) not in self._totals:
            stated = self._totals[-1]
            self._doubts.append(
                f"Dòng tổng: vào {format_vnd(stated[0])}, ra {format_vnd(stated[1])} "
                f"≠ cộng các dòng {format_vnd(came_vnd)} và {format_vnd(went_vnd)}."
            )
        ordered, breaks = in_order(self._movements)
        for before, after in breaks[:_MOST_NAMED]:
            self._doubts.append(
                f"Dòng {after.row}: số dư {format_vnd(after.balance_vnd or 0)} không nối với dòng "
                f"{before.row}; tệp có thể thiếu dòng."
            )
        opening = self._opening if self._opening is not None else _before(ordered[:1])
        last_vnd = ordered[-1].balance_vnd if ordered else None
        closing = self._closing if self._closing is not None else last_vnd
        if opening is not None and closing is not None and not breaks:
            expected_vnd = opening + came_vnd - went_vnd
            if expected_vnd != closing:
                self._doubts.append(
                    f"Số dư đầu {format_vnd(opening)} cộng các dòng là {format_vnd(expected_vnd)} "
                    f"≠ số dư cuối {format_vnd(closing)}."
                )
        self._opening, self._closing = opening, closing


def in_order(
    movements: Sequence[Movement],
) -> tuple[list[Movement], list[tuple[Movement, Movement]]]:
    """Return movements in the order of the balances, and neighbours whose balances do not join.

    Some banks write the newest first.
    """
    down, up = list(movements), list(reversed(movements))
    breaks_down, breaks_up = _breaks(down), _breaks(up)
    return (up, breaks_up) if len(breaks_up) < len(breaks_down) else (down, breaks_down)


def account_number(sheet: Sheet, header: int) -> str:
    """Return the account that the rows above the header name; an old number is passed over."""
    for row in sheet.rows[:header]:
        for place, cell in enumerate(row):
            words = fold(plain_text(cell))
            if not _ACCOUNT.search(words) or _OLD.search(words):
                continue
            for text in (plain_text(cell), *map(plain_text, row[place + 1 :])):
                found = _NUMBER.search(text.replace(" ", ""))
                if found:
                    return found[0]
    return ""


def _breaks(movements: Sequence[Movement]) -> list[tuple[Movement, Movement]]:
    return [
        (before, after)
        for before, after in pairwise(movements)
        if before.balance_vnd is not None
        and after.balance_vnd is not None
        and before.balance_vnd != _before([after])
    ]


def _before(movements: Sequence[Movement]) -> int | None:
    """Return what the account held before the first of some movements, where it says so."""
    if not movements or movements[0].balance_vnd is None:
        return None
    return movements[0].balance_vnd - movements[0].sign * movements[0].amount_vnd


def _number_in(cell: Cell) -> int | None:
    try:
        return read_sum(cell) if plain_text(cell) else None
    except BadCell:
        return None


def _is_fault(cell: Cell) -> bool:
    return isinstance(cell, CellError)
