"""State what the bank did with a purse of the actor's unit, newest first, and what it holds."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger.db import db
from ledger.errors import NotFound
from ledger.labels import voucher_number
from ledger.models.books import Account, AccountKind, Book, Movement
from ledger.models.journal import Event, Transfer, Voucher
from ledger.reports.purses import earmark_of
from ledger.reports.scope import Actor, own_purse

PAGE_SIZE = 50
KINDS = (Movement.DEPOSIT, Movement.WITHDRAWAL, Movement.INTEREST, Movement.FEE)
"""The movements at the bank, in the order in which a form offers them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankLine:
    """State one movement, in đồng; ``voided_on`` is when it was taken back."""

    event_id: int
    book_id: int
    on: date
    kind: Movement
    number: str
    purpose: str
    amount_vnd: int
    voided_on: date | None
    void_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BankList:
    """State a page of a purse's movements at the bank; ``earmark`` is which house's money it is."""

    book_id: int
    earmark: str
    cash_vnd: int
    bank_vnd: int
    lines: tuple[BankLine, ...]
    next_before: int | None


def list_movements(
    actor: Actor, *, book_id: int | None = None, before: int | None = None
) -> BankList:
    """Return a page of the movements of the actor's own purse, or of the unit's book named.

    Raises:
        NotFound: the actor's unit has no such open book.

    """
    book = own_purse(actor, book_id)
    held = {
        account.kind: account.balance_vnd
        for account in db.session.scalars(sa.select(Account).where(Account.book_id == book.id))
    }
    lines = _lines(Transfer.book_id == book.id, before=before)
    return BankList(
        book_id=book.id,
        earmark=earmark_of(book),
        cash_vnd=held[AccountKind.CASH],
        bank_vnd=held[AccountKind.BANK],
        lines=lines[:PAGE_SIZE],
        next_before=lines[PAGE_SIZE - 1].event_id if len(lines) > PAGE_SIZE else None,
    )


def get_movement(actor: Actor, event_id: int) -> BankLine:
    """Return one movement of an open book of the actor's own unit.

    Raises:
        NotFound: no such movement, or another unit's.

    """
    books = sa.select(Book.id).where(
        Book.party_unit_id == actor.party_unit_id, Book.closed_on.is_(None)
    )
    lines = _lines(sa.and_(Transfer.event_id == event_id, Transfer.book_id.in_(books)))
    if not lines:
        raise NotFound
    return lines[0]


def _lines(where: sa.ColumnElement[bool], *, before: int | None = None) -> tuple[BankLine, ...]:
    mirror = aliased(Event)
    query = (
        sa.select(
            Transfer.event_id,
            Transfer.book_id,
            Event.on_date,
            Transfer.kind,
            Voucher.series,
            Voucher.year,
            Voucher.number,
            Event.purpose,
            Transfer.amount_vnd,
            mirror.on_date.label("voided_on"),
            mirror.reason.label("void_reason"),
        )
        .join(Event, Event.id == Transfer.event_id)
        .join(Voucher, Voucher.id == Transfer.voucher_id)
        .outerjoin(mirror, mirror.reverses_event_id == Event.id)
        .where(where, Transfer.kind.in_(KINDS), Transfer.sign == 1)
        .order_by(Transfer.event_id.desc())
        .limit(PAGE_SIZE + 1)
    )
    if before is not None:
        query = query.where(Transfer.event_id < before)
    return tuple(
        BankLine(
            event_id=row.event_id,
            book_id=row.book_id,
            on=row.on_date,
            kind=row.kind,
            number=voucher_number(row.series, row.year, row.number),
            purpose=row.purpose,
            amount_vnd=row.amount_vnd,
            voided_on=row.voided_on,
            void_reason=row.void_reason or "",
        )
        for row in db.session.execute(query)
    )
