"""State the days whose receipts wait for a list, and the daily lists of the actor's own unit (C8).

Only receipts for cash are listed: what came through the bank has the bank's own paper.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.errors import NotFound
from ledger.models.books import AccountKind, Book, Movement
from ledger.models.contributions import Contribution
from ledger.models.daily_lists import DailyList, DailyListLine
from ledger.models.journal import Event, Transfer, Voucher, VoucherSeries
from ledger.models.list_entries import ListEntry
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.receipts import ReceiptVoid
from ledger.reports.receipt_lists import number_text
from ledger.reports.scope import Actor, books_of, names_on, purse_of

PAGE_ROWS = 50
PREFIX = "BL"
"""Tells the number of a list, and of its phiếu thu, from those of the book's own vouchers."""

LOOK_BACK = timedelta(days=60)
"""How long a day is held up as waiting for its list; an older one is asked for by its date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenReceipt:
    """Name a receipt that stands on no list yet, and what a list would count it for, in đồng."""

    voucher_id: int
    on: date
    cell_id: int | None
    counted_vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenGroup:
    """State the unlisted receipts of a day, or of one cell on that day."""

    on: date
    cell_id: int | None
    name: str
    receipts: int
    counted_vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLine:
    """State one list in a list of them."""

    id: int
    number: str
    on: date
    cell: str
    receipts: int
    counted_vnd: int
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """State the days that wait for a list, the lists made, newest first, and the last number."""

    days: tuple[OpenGroup, ...]
    lines: tuple[ListLine, ...]
    next_before: int | None


def number_of(year: int, number: int) -> str:
    """Write a list's number as it is printed: BL 0007/2024."""
    return f"{PREFIX} {number_text(year, number)}"


def open_receipts(unit_id: int, on: date) -> list[OpenReceipt]:
    """Return a unit's receipts for cash of a day that stand on no list, in order of their numbers.

    Those cancelled meanwhile are listed too, for nothing, so that no number is missing.
    """
    query = (
        _open_receipts()
        .where(
            Voucher.book_id.in_(books_of(unit_id).where(Book.closed_on.is_(None))),
            Event.on_date == on,
        )
        .order_by(Voucher.number, Voucher.id)
    )
    return [
        OpenReceipt(voucher_id=id_, on=day, cell_id=cell_id, counted_vnd=int(counted_vnd))
        for id_, day, cell_id, counted_vnd in db.session.execute(query)
    ]


def last_number(book_id: int, year: int) -> int:
    """Return the number of a book's last list of a year, 0 before the first."""
    query = sa.select(sa.func.max(DailyList.number)).where(
        DailyList.book_id == book_id, DailyList.year == year
    )
    return db.session.scalar(query) or 0


def last_of(actor: Actor, year: int) -> int:
    """Return the number of the last list of a year of the actor's own purse, 0 before the first.

    Raises:
        NotFound: the actor's unit has no open book of its own.

    """
    book = purse_of(db.session.get_one(PartyUnit, actor.party_unit_id))
    if book is None or book.party_unit_id != actor.party_unit_id:
        raise NotFound
    return last_number(book.id, year)


def list_lists(actor: Actor, *, before: int | None = None) -> ListPage:
    """Return the unit's days without a list, and a page of its lists."""
    query = (
        sa.select(DailyList)
        .join(Book, Book.id == DailyList.book_id)
        .where(Book.party_unit_id == actor.party_unit_id)
        .order_by(DailyList.id.desc())
        .limit(PAGE_ROWS + 1)
    )
    if before is not None:
        query = query.where(DailyList.id < before)
    found = list(db.session.scalars(query))
    cells = [made.cell_id for made in found if made.cell_id]
    names = names_on(cells, (NameKind.ORGANISATION,))
    return ListPage(
        days=_days(actor),
        lines=tuple(
            ListLine(
                id=made.id,
                number=number_of(made.year, made.number),
                on=made.on_date,
                cell=names.get((made.cell_id or 0, NameKind.ORGANISATION), ""),
                receipts=made.last_position,
                counted_vnd=made.counted_vnd,
                made_at=made.made_at,
            )
            for made in found[:PAGE_ROWS]
        ),
        next_before=found[PAGE_ROWS - 1].id if len(found) > PAGE_ROWS else None,
    )


def groups_of_day(actor: Actor, on: date) -> tuple[OpenGroup, ...]:
    """Return the unlisted receipts of a day by cell, the whole day first; nothing if there are none.

    The whole day alone when they are of one cell.
    """
    found = open_receipts(actor.party_unit_id, on)
    by_cell: dict[int | None, list[OpenReceipt]] = defaultdict(list)
    for row in found:
        by_cell[row.cell_id].append(row)
    names = names_on([cell for cell in by_cell if cell], (NameKind.ORGANISATION,))
    whole = [_group(on, None, "cả đơn vị", found)] if found else []
    if len(by_cell) < 2:
        return tuple(whole)
    cells = [
        _group(on, cell_id, names[cell_id, NameKind.ORGANISATION], rows)
        for cell_id, rows in by_cell.items()
        if cell_id is not None
    ]
    return (*whole, *sorted(cells, key=lambda group: group.name))


def _days(actor: Actor) -> tuple[OpenGroup, ...]:
    """Return the last weeks' days that have receipts on no list, the latest first."""
    receipts = (
        _open_receipts()
        .where(
            Voucher.book_id.in_(books_of(actor.party_unit_id)),
            Event.on_date > clock.today() - LOOK_BACK,
        )
        .subquery()
    )
    query = (
        sa.select(receipts.c.on_date, sa.func.count(), sa.func.sum(receipts.c.counted_vnd))
        .group_by(receipts.c.on_date)
        .order_by(receipts.c.on_date.desc())
    )
    return tuple(
        OpenGroup(on=on, cell_id=None, name="", receipts=count, counted_vnd=int(counted_vnd))
        for on, count, counted_vnd in db.session.execute(query)
    )


def _group(on: date, cell_id: int | None, name: str, rows: list[OpenReceipt]) -> OpenGroup:
    return OpenGroup(
        on=on,
        cell_id=cell_id,
        name=name,
        receipts=len(rows),
        counted_vnd=sum(row.counted_vnd for row in rows),
    )


def _open_receipts() -> sa.Select[*tuple[Any, ...]]:
    """Select the receipts for cash that stand on no list, with what a list would count."""
    voided = ReceiptVoid.voucher_id.is_not(None)
    return (
        sa.select(
            Voucher.id,
            Event.on_date,
            sa.func.min(ListEntry.cell_id).label("cell_id"),
            sa.case((voided, 0), else_=sa.func.sum(Transfer.amount_vnd)).label("counted_vnd"),
        )
        .join(Transfer, Transfer.voucher_id == Voucher.id)
        .join(Event, Event.id == Transfer.event_id)
        .join(Contribution, Contribution.transfer_id == Transfer.id)
        .outerjoin(ListEntry, ListEntry.id == Contribution.list_entry_id)
        .outerjoin(ReceiptVoid, ReceiptVoid.voucher_id == Voucher.id)
        .outerjoin(DailyListLine, DailyListLine.voucher_id == Voucher.id)
        .where(
            Voucher.series == VoucherSeries.RECEIPT,
            Transfer.kind == Movement.CONTRIBUTION,
            Transfer.debit == AccountKind.CASH,
            Transfer.sign == 1,
            DailyListLine.voucher_id.is_(None),
        )
        .group_by(Voucher.id, Voucher.number, Event.on_date, ReceiptVoid.voucher_id)
    )
