"""Prove by reading that no voucher number is missing, and list what pre-printed numbers lack (C9).

N1  A number is unique in its book, series and year; so as many numbers as the highest one are all of
    1, 2, 3 … to it. Where they are not, what is missing is read and named.
N2  Pre-printed numbers belong to the paper: gaps there are normal, and are to be explained by the
    unused or spoilt sheets of the bound book. A number on two standing receipts is a mistake.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.models.books import Book, Rule
from ledger.models.daily_lists import DailyList
from ledger.models.journal import Voucher, VoucherSeries
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.receipts import ReceiptVoid
from ledger.reports.figures import years_of
from ledger.reports.receipt_lists import number_text
from ledger.reports.scope import Actor, book_in_scope, names_on, within

PAGE_BOOKS = 60
MOST_RUNS = 40
MOST_READ = 20_000
VOLUME_SHEETS = 50
"""Pre-printed numbers further apart than the sheets of one bound book are of another book."""

_PAPER = re.compile(r"(.*?)([0-9]{1,18})")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesLine:
    """State the numbers of one series of a book and year; ``series`` None is the daily lists."""

    series: VoucherSeries | None
    first: int
    last: int
    count: int
    cancelled: int
    missing: tuple[str, ...]
    """Each run of numbers that is not there, which a whole book cannot have."""

    @property
    def complete(self) -> bool:
        """Whether every number from 1 to the last is there."""
        return self.first == 1 and self.count == self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class BookNumbers:
    """State the numbers of one book in a year."""

    book_id: int
    name: str
    rule: Rule
    lines: tuple[SeriesLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersPage:
    """State a page of books and the years that there are; ``next_after`` continues it."""

    year: int
    years: tuple[int, ...]
    books: tuple[BookNumbers, ...]
    next_after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperVolume:
    """State the pre-printed numbers of one bound book, as they were entered."""

    first: str
    last: str
    count: int
    missing: tuple[str, ...]
    more_missing: int
    """How many further runs are not shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """State a pre-printed number that stands on several receipts."""

    paper_number: str
    receipts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersReport:
    """State everything about the numbers of one book and year."""

    numbers: BookNumbers
    year: int
    years: tuple[int, ...]
    volumes: tuple[PaperVolume, ...]
    repeats: tuple[Repeat, ...]
    unread: tuple[str, ...]
    """Entries that are no number."""


def list_numbers(actor: Actor, *, year: int | None = None, after: int | None = None) -> NumbersPage:
    """Return the numbers of every book in scope in a year (the last one if not given)."""
    years = tuple(sorted({year.year for year in years_of(actor)}, reverse=True))
    shown = year if year in years else (years[0] if years else clock.today().year)
    query = (
        sa.select(Book.id, Book.party_unit_id, Book.rule)
        .join(PartyUnit, PartyUnit.id == Book.party_unit_id)
        .where(within(actor), Book.id > (after or 0))
        .order_by(Book.id)
        .limit(PAGE_BOOKS + 1)
    )
    found = db.session.execute(query).all()
    books = found[:PAGE_BOOKS]
    names = names_on([book.party_unit_id for book in books], (NameKind.ORGANISATION,))
    lines = _lines([book.id for book in books], shown)
    return NumbersPage(
        year=shown,
        years=years,
        books=tuple(
            BookNumbers(
                book_id=book.id,
                name=names.get((book.party_unit_id, NameKind.ORGANISATION), ""),
                rule=book.rule,
                lines=tuple(lines[book.id]),
            )
            for book in books
        ),
        next_after=books[-1].id if len(found) > PAGE_BOOKS else None,
    )


def numbers_report(actor: Actor, book_id: int, *, year: int | None = None) -> NumbersReport:
    """Return all about the numbers of one book in a year (the last one if not given).

    Raises:
        NotFound: no such book, or not in scope.

    """
    book = book_in_scope(actor, book_id)
    years = _years(book.id)
    shown = year if year in years else (years[0] if years else clock.today().year)
    names = names_on([book.party_unit_id], (NameKind.ORGANISATION,))
    volumes, repeats, unread = _papers(book.id, shown)
    return NumbersReport(
        numbers=BookNumbers(
            book_id=book.id,
            name=names.get((book.party_unit_id, NameKind.ORGANISATION), ""),
            rule=book.rule,
            lines=tuple(_lines([book.id], shown)[book.id]),
        ),
        year=shown,
        years=years,
        volumes=volumes,
        repeats=repeats,
        unread=unread,
    )


def _years(book_id: int) -> tuple[int, ...]:
    query = (
        sa.select(Voucher.year)
        .where(Voucher.book_id == book_id)
        .distinct()
        .order_by(Voucher.year.desc())
    )
    return tuple(db.session.scalars(query))


def _lines(book_ids: list[int], year: int) -> dict[int, list[SeriesLine]]:
    """Count the numbers of books, series by series; read them only where some are missing."""
    query = (
        sa.select(
            Voucher.book_id,
            Voucher.series,
            sa.func.min(Voucher.number),
            sa.func.max(Voucher.number),
            sa.func.count(),
            sa.func.count(ReceiptVoid.voucher_id),
        )
        .outerjoin(ReceiptVoid, ReceiptVoid.voucher_id == Voucher.id)
        .where(Voucher.book_id.in_(book_ids), Voucher.year == year)
        .group_by(Voucher.book_id, Voucher.series)
    )
    lists = (
        sa.select(
            DailyList.book_id,
            sa.func.min(DailyList.number),
            sa.func.max(DailyList.number),
            sa.func.count(),
        )
        .where(DailyList.book_id.in_(book_ids), DailyList.year == year)
        .group_by(DailyList.book_id)
    )
    rows: list[tuple[Any, ...]] = [tuple(row) for row in db.session.execute(query)]
    rows += [(row[0], None, *row[1:], 0) for row in db.session.execute(lists)]
    order = {series: place for place, series in enumerate((*VoucherSeries, None))}
    found: dict[int, list[SeriesLine]] = defaultdict(list)
    for book_id, series, first, last, count, cancelled in sorted(rows, key=lambda r: order[r[1]]):
        missing: tuple[str, ...] = ()
        if count != last:
            missing = _runs(_missing(_numbers(book_id, series, year)))
        found[book_id].append(
            SeriesLine(
                series=series,
                first=first,
                last=last,
                count=count,
                cancelled=cancelled,
                missing=missing,
            )
        )
    return found


def _numbers(book_id: int, series: VoucherSeries | None, year: int) -> list[int]:
    query = sa.select(DailyList.number).where(DailyList.book_id == book_id, DailyList.year == year)
    if series is not None:
        query = sa.select(Voucher.number).where(
            Voucher.book_id == book_id, Voucher.series == series, Voucher.year == year
        )
    return [0, *db.session.scalars(query.order_by("number"))]


def _missing(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return the runs between sorted numbers that are not there."""
    return [(one + 1, two - 1) for one, two in pairwise(numbers) if two - one > 1]


def _runs(runs: Iterable[tuple[int, int]], *, prefix: str = "", width: int = 4) -> tuple[str, ...]:
    def text(number: int) -> str:
        return f"{prefix}{number:0{width}d}"

    return tuple(text(one) if one == two else f"{text(one)}–{text(two)}" for one, two in runs)


def _papers(
    book_id: int, year: int
) -> tuple[tuple[PaperVolume, ...], tuple[Repeat, ...], tuple[str, ...]]:
    """Read the pre-printed numbers of the receipts of a year that stand."""
    query = (
        sa.select(Voucher.paper_number, Voucher.number)
        .outerjoin(ReceiptVoid, ReceiptVoid.voucher_id == Voucher.id)
        .where(
            Voucher.book_id == book_id,
            Voucher.series == VoucherSeries.RECEIPT,
            Voucher.year == year,
            Voucher.paper_number.is_not(None),
        )
        .add_columns(ReceiptVoid.voucher_id.label("voided"))
        .order_by(Voucher.number)
        .limit(MOST_READ)
    )
    receipts: dict[str, list[str]] = defaultdict(list)
    used: dict[tuple[str, int], set[int]] = defaultdict(set)
    unread: list[str] = []
    for paper_number, number, voided in db.session.execute(query):
        read = _PAPER.fullmatch(paper_number.strip())
        if read is None:
            unread.append(paper_number)
            continue
        used[read[1], len(read[2])].add(int(read[2]))
        if voided is None:
            receipts[paper_number.strip()].append(number_text(year, number))
    repeats = tuple(
        Repeat(paper_number=paper, receipts=tuple(numbers))
        for paper, numbers in sorted(receipts.items())
        if len(numbers) > 1
    )
    volumes = tuple(
        _volume(prefix, width, numbers)
        for (prefix, width), every in sorted(used.items())
        for numbers in _volumes(sorted(every))
    )
    return volumes[:MOST_RUNS], repeats[:MOST_RUNS], tuple(dict.fromkeys(unread))[:MOST_RUNS]


def _volumes(numbers: Sequence[int]) -> list[list[int]]:
    """Split sorted numbers where another bound book begins."""
    volumes = [[numbers[0]]]
    for one, two in pairwise(numbers):
        if two - one > VOLUME_SHEETS:
            volumes.append([])
        volumes[-1].append(two)
    return volumes


def _volume(prefix: str, width: int, numbers: Sequence[int]) -> PaperVolume:
    missing = _runs(_missing(numbers), prefix=prefix, width=width)
    return PaperVolume(
        first=f"{prefix}{numbers[0]:0{width}d}",
        last=f"{prefix}{numbers[-1]:0{width}d}",
        count=len(numbers),
        missing=missing[:MOST_RUNS],
        more_missing=max(0, len(missing) - MOST_RUNS),
    )
