"""State how a book began, for the page that enters its opening balance."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ledger.db import db
from ledger.errors import NotFound
from ledger.models.books import AccountKind, Movement
from ledger.models.journal import Event, Transfer
from ledger.models.party_units import NameKind
from ledger.reports.scope import Actor, book_in_scope, name_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """State an opening balance that stands, in đồng."""

    on_date: date
    purpose: str
    cash_vnd: int
    bank_vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningState:
    """State a book with its opening, and whether anything else is in it."""

    book_id: int
    unit_name: str
    opening: Opening | None
    has_begun: bool


def opening_state(actor: Actor, book_id: int) -> OpeningState:
    """Return how a book of the actor's own unit began.

    Raises:
        NotFound: no such book, or another unit's.

    """
    book = book_in_scope(actor, book_id)
    if book.party_unit_id != actor.party_unit_id:
        raise NotFound
    others = sa.select(Transfer.id).where(
        Transfer.book_id == book_id, Transfer.kind != Movement.OPENING
    )
    return OpeningState(
        book_id=book_id,
        unit_name=name_on(book.party_unit_id, NameKind.ORGANISATION),
        opening=_standing(book_id),
        has_begun=db.session.scalar(others.limit(1)) is not None,
    )


def _standing(book_id: int) -> Opening | None:
    mirror = sa.orm.aliased(Transfer)
    query = (
        sa.select(Transfer.debit, Transfer.amount_vnd, Event.on_date, Event.purpose)
        .join(Event, Event.id == Transfer.event_id)
        .outerjoin(mirror, mirror.reverses_id == Transfer.id)
        .where(
            Transfer.book_id == book_id,
            Transfer.kind == Movement.OPENING,
            Transfer.sign == 1,
            mirror.id.is_(None),
        )
    )
    rows = db.session.execute(query).all()
    if not rows:
        return None
    held = {row.debit: row.amount_vnd for row in rows}
    return Opening(
        on_date=rows[0].on_date,
        purpose=rows[0].purpose,
        cash_vnd=held.get(AccountKind.CASH, 0),
        bank_vnd=held.get(AccountKind.BANK, 0),
    )
