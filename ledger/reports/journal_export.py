"""State the whole journal for accounting programs that are not ours.

Everything is read in one moment of the database, so that the rows and the totals beside them
belong together. Only the books are held in memory; the transfers stream by.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.db import READ, db
from ledger.models.books import Account, AccountKind, Book, Movement, Rule
from ledger.models.campaigns import Campaign
from ledger.models.journal import Event, Transfer, Voucher, VoucherSeries
from ledger.models.party_units import DatedName, NameKind

BATCH = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalAccount:
    """State one account's maintained total; claims are below zero, as debits less credits."""

    kind: AccountKind
    debits_less_credits_vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalBook:
    """State one book; ``starts_on`` is the day it was opened, or of its first row if earlier."""

    book_id: int
    rule: Rule
    unit_name: str
    starts_on: date
    head: str
    accounts: tuple[JournalAccount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """State one transfer: ``amount_vnd`` from the credited to the debited account of one book."""

    on_date: date
    event_id: int
    position: int
    book_id: int
    kind: Movement
    debit: AccountKind
    credit: AccountKind
    amount_vnd: int
    series: VoucherSeries
    year: int
    number: int
    purpose: str
    campaign_year: int | None
    reverses_event_id: int | None
    other_book_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """State all books, and their lines to be read once, by date, event and position."""

    books: tuple[JournalBook, ...]
    ends_before: date
    """The day after the last one on which anything happened."""
    lines: Iterator[JournalLine]


@contextmanager
def whole_journal() -> Iterator[Journal]:
    """Open the journal for reading; on SQLite writers wait until it is closed again."""
    with db.engines[READ].connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        days = _days(connection)
        books = _books(connection, days)
        starts = [book.starts_on for book in books]
        last_on = max([*starts, *(last for _, last in days.values())], default=clock.today())
        yield Journal(
            books=books,
            ends_before=date.fromordinal(last_on.toordinal() + 1),
            lines=_lines(connection),
        )


def _days(connection: sa.Connection) -> dict[int, tuple[date, date]]:
    """Return the first and the last day on which money moved, by book."""
    query = (
        sa.select(Transfer.book_id, sa.func.min(Event.on_date), sa.func.max(Event.on_date))
        .join(Event, Event.id == Transfer.event_id)
        .group_by(Transfer.book_id)
    )
    return {book_id: (first, last) for book_id, first, last in connection.execute(query)}


def _books(
    connection: sa.Connection, days: dict[int, tuple[date, date]]
) -> tuple[JournalBook, ...]:
    names = _unit_names(connection)
    accounts = _accounts(connection)
    query = sa.select(Book.id, Book.rule, Book.party_unit_id, Book.opened_on, Book.head)
    return tuple(
        JournalBook(
            book_id=row.id,
            rule=row.rule,
            unit_name=names.get(row.party_unit_id, ""),
            starts_on=min([row.opened_on, *days.get(row.id, ())]),
            head=row.head,
            accounts=accounts.get(row.id, ()),
        )
        for row in connection.execute(query.order_by(Book.id))
    )


def _unit_names(connection: sa.Connection) -> dict[int, str]:
    """Return the units' names of today."""
    query = (
        sa.select(DatedName.party_unit_id, DatedName.text)
        .where(DatedName.kind == NameKind.ORGANISATION, DatedName.starts_on <= clock.today())
        .order_by(DatedName.starts_on)
    )
    return {row.party_unit_id: row.text for row in connection.execute(query)}


def _accounts(connection: sa.Connection) -> dict[int, tuple[JournalAccount, ...]]:
    """Return the totals that the journal's guard keeps, not sums made for the occasion."""
    query = sa.select(Account.book_id, Account.kind, Account.debits_vnd, Account.credits_vnd)
    found: dict[int, dict[AccountKind, JournalAccount]] = {}
    for book_id, kind, debits_vnd, credits_vnd in connection.execute(query):
        found.setdefault(book_id, {})[kind] = JournalAccount(
            kind=kind, debits_less_credits_vnd=debits_vnd - credits_vnd
        )
    return {
        book_id: tuple(kinds[kind] for kind in AccountKind if kind in kinds)
        for book_id, kinds in found.items()
    }


def _lines(connection: sa.Connection) -> Iterator[JournalLine]:
    query = (
        sa.select(
            Event.on_date,
            Event.id.label("event_id"),
            Transfer.position,
            Transfer.book_id,
            Transfer.kind,
            Transfer.debit,
            Transfer.credit,
            Transfer.amount_vnd,
            Voucher.series,
            Voucher.year,
            Voucher.number,
            Event.purpose,
            Campaign.year.label("campaign_year"),
            Event.reverses_event_id,
            Transfer.other_book_id,
        )
        .join(Event, Event.id == Transfer.event_id)
        .join(Voucher, Voucher.id == Transfer.voucher_id)
        .outerjoin(Campaign, Campaign.id == Event.campaign_id)
        .order_by(Event.on_date, Event.id, Transfer.position)
    )
    for row in connection.execute(query, execution_options={"yield_per": BATCH}):
        yield JournalLine(**row._asdict())
