"""Know the columns of bank statements: the shapes of five banks, and how a person maps another.

S1  A shape names its columns by their titles, wherever the header stands and in any order.
S2  A shape says how days are written where its bank always does so; else the file must prove it.
S3  What a person chose for a statement becomes a shape, and the account's next one is read by it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from ledger.intake.bank_values import DateOrder, plain_text
from ledger.intake.tables import MAX_ROWS_ABOVE_HEADER, fold
from ledger.intake.workbooks import Cell, Sheet


class Column(StrEnum):
    """What a column of a statement holds."""

    DAY = "day"
    POSTED = "posted"
    """The day of booking, where the bank writes both; read where the other is empty."""
    CREDIT = "credit"
    DEBIT = "debit"
    SIGNED = "signed"
    """In above zero, out below, in one column."""
    BALANCE = "balance"
    REMARK = "remark"
    REFERENCE = "reference"


OPTIONAL = frozenset({Column.POSTED, Column.BALANCE, Column.REFERENCE})
"""Columns that a statement may lack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The columns of one kind of statement, each by the titles that it may have, folded."""

    bank: str
    """The bank's name; empty for what a person mapped."""
    titles: Mapping[Column, Sequence[str]]
    order: DateOrder | None = None

    def to_json(self) -> str:
        """Return the shape as the statement keeps it."""
        titles = {column.value: list(texts) for column, texts in self.titles.items()}
        facts = {"bank": self.bank, "order": self.order, "titles": titles}
        return json.dumps(facts, ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the columns of one sheet are; rows and places count from zero."""

    shape: Shape
    header: int
    places: Mapping[Column, int]
    heads: tuple[str, ...] = field(default=())
    """The titles as they stand there."""


def _shape(bank: str, **titles: tuple[str, ...]) -> Shape:
    columns = {Column(name): texts for name, texts in titles.items()}
    return Shape(bank=bank, titles=MappingProxyType(columns), order=DateOrder.DAY_FIRST)


SHAPES = (
    _shape(
        "Agribank",
        day=("trdt",),
        signed=("acctccyamt",),
        balance=("aftrbal",),
        remark=("rem",),
        reference=("tomgntno",),
    ),
    _shape(
        "Vietcombank",
        day=("ngay tnx date so ct doc no", "ngay tnx"),
        debit=("so tien ghi no",),
        credit=("so tien ghi co",),
        balance=("so du",),
        remark=("noi dung chi tiet",),
    ),
    _shape(
        "Vietcombank",
        day=("ngay giao dich",),
        reference=("so tham chieu",),
        debit=("so tien ghi no",),
        credit=("so tien ghi co",),
        balance=("so du",),
        remark=("mo ta",),
    ),
    _shape(
        "VietinBank",
        day=("ngay phat sinh", "ngay giao dich"),
        posted=("ngay hach toan",),
        remark=("mo ta giao dich",),
        debit=("no debit", "no"),
        credit=("co credit", "co"),
        balance=("so du tai khoan",),
        reference=("so giao dich",),
    ),
    _shape(
        "MB",
        day=("ngay giao dich",),
        posted=("ngay hach toan",),
        debit=("phat sinh no",),
        credit=("phat sinh co",),
        balance=("so du",),
        remark=("noi dung", "dien giai"),
        reference=("so but toan", "so tham chieu"),
    ),
    _shape(
        "BIDV",
        day=("ngay hieu luc", "ngay giao dich"),
        debit=("ghi no",),
        credit=("ghi co",),
        balance=("so du",),
        remark=("mo ta",),
        reference=("so tham chieu", "so giao dich"),
    ),
)
"""The banks' shapes, those with more columns of their own first."""

GENERIC = Shape(
    bank="",
    titles=MappingProxyType(
        {
            Column.DAY: ("ngay giao dich", "ngay", "transaction date", "date", "thoi gian"),
            Column.CREDIT: ("ghi co", "so tien ghi co", "phat sinh co", "co", "credit", "tien vao"),
            Column.DEBIT: ("ghi no", "so tien ghi no", "phat sinh no", "no", "debit", "tien ra"),
            Column.SIGNED: ("so tien", "amount", "so tien giao dich", "phat sinh"),
            Column.BALANCE: ("so du", "balance"),
            Column.REMARK: ("noi dung", "dien giai", "mo ta", "description", "remark", "chi tiet"),
            Column.REFERENCE: ("so tham chieu", "ma giao dich", "so giao dich", "reference"),
        }
    ),
)
"""What columns are usually called: a first suggestion for the mapping of another bank's file."""


def shape_from_json(text: str) -> Shape:
    """Return the shape that ``Shape.to_json`` wrote."""
    facts = json.loads(text)
    titles = {Column(name): tuple(texts) for name, texts in facts["titles"].items()}
    order = DateOrder(facts["order"]) if facts["order"] else None
    return Shape(bank=facts["bank"], titles=MappingProxyType(titles), order=order)


def find_layout(sheet: Sheet, shapes: Iterable[Shape]) -> Layout | None:
    """Return where the columns of the first shape that fits are, None if none does."""
    rows = sheet.rows[:MAX_ROWS_ABOVE_HEADER]
    heads = [tuple(map(title_of, row)) for row in rows]
    for shape in shapes:
        for number, texts in enumerate(heads):
            places = _places(shape, texts)
            if all(column in places for column in shape.titles if column not in OPTIONAL):
                return Layout(
                    shape=shape,
                    header=number,
                    places=places,
                    heads=tuple(" ".join(plain_text(cell).split()) for cell in rows[number]),
                )
    return None


def suggest_places(sheet: Sheet, header: int) -> Mapping[Column, int]:
    """Return what the columns below a row may be, by their usual titles."""
    texts = tuple(map(title_of, sheet.rows[header])) if header < len(sheet.rows) else ()
    places = dict(_places(GENERIC, texts))
    if Column.CREDIT in places and Column.DEBIT in places:
        places.pop(Column.SIGNED, None)
    return places


def likely_header(sheet: Sheet) -> int:
    """Return the row whose titles look most like a statement's."""
    rows = sheet.rows[:MAX_ROWS_ABOVE_HEADER]
    found = [len(_places(GENERIC, tuple(map(title_of, row)))) for row in rows]
    return max(range(len(found)), key=found.__getitem__, default=0)


def mapped_layout(
    sheet: Sheet, *, header: int, places: Mapping[Column, int], order: DateOrder | None
) -> Layout:
    """Return the layout that a person chose, as a shape that finds it again (S3).

    A column without a title of its own is remembered by its place.
    """
    row = sheet.rows[header] if header < len(sheet.rows) else ()
    texts = tuple(map(title_of, row))
    titles = {
        column: (texts[place] if place < len(texts) and texts.count(texts[place]) == 1 else "",)
        for column, place in places.items()
    }
    titles = {
        column: names if names[0] else (f"#{places[column]}",) for column, names in titles.items()
    }
    shape = Shape(bank="", titles=MappingProxyType(titles), order=order)
    heads = tuple(" ".join(plain_text(cell).split()) for cell in row)
    return Layout(shape=shape, header=header, places=dict(places), heads=heads)


def title_of(cell: Cell) -> str:
    """Return a title folded for comparing; numbers are no titles."""
    return fold(plain_text(cell)) if isinstance(cell, str) else ""


def _places(shape: Shape, texts: Sequence[str]) -> dict[Column, int]:
    """Return the columns of a shape in a row of titles: by their very words before their begin."""
    places: dict[Column, int] = {}
    for is_fit in (_is_same, _begins):
        for column, titles in shape.titles.items():
            if column in places:
                continue
            for title in titles:
                free = (
                    place
                    for place, text in enumerate(texts)
                    if place not in places.values() and is_fit(text, title, place)
                )
                place = next(free, None)
                if place is not None:
                    places[column] = place
                    break
    return places


def _is_same(text: str, title: str, place: int) -> bool:
    return title in {text, f"#{place}"}


def _begins(text: str, title: str, _place: int) -> bool:
    return text.startswith(f"{title} ")
