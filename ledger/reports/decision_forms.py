"""Offer what a form for a decision or a payment can choose from: houses, money, bodies."""

from dataclasses import dataclass

import sqlalchemy as sa

from ledger.db import db
from ledger.errors import NotFound
from ledger.models.books import Book, Rule
from ledger.models.houses import House, HouseStatus
from ledger.models.party_units import NameKind, PartyUnit
from ledger.reports.houses import visible
from ledger.reports.scope import Actor, names_on, purse_of

BODIES = (NameKind.STANDING_COMMITTEE, NameKind.COMMITTEE, NameKind.ORGANISATION)
"""Whose decisions are entered: of the standing committee, the committee, or the cell itself."""
MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """State the choices of the actor's own unit."""

    book_id: int
    purse_name: str
    may_grant: bool
    houses: tuple[tuple[int, str], ...]
    bodies: tuple[tuple[str, str], ...]


def choices_for(actor: Actor) -> Choices:
    """Return what the actor may enter a decision about.

    Raises:
        NotFound: the actor's unit has no purse of its own.

    """
    unit = db.session.get_one(PartyUnit, actor.party_unit_id)
    book = purse_of(unit)
    if book is None or book.party_unit_id != unit.id:
        raise NotFound
    names = names_on([unit.id], (*BODIES, NameKind.OFFICE))
    offers_all = book.rule is Rule.OFFICE
    purse = names.get((unit.id, NameKind.OFFICE if offers_all else NameKind.ORGANISATION), "")
    return Choices(
        book_id=book.id,
        purse_name=purse,
        may_grant=offers_all,
        houses=_houses(actor, book),
        bodies=tuple(
            (kind.value, names[unit.id, kind]) for kind in BODIES if (unit.id, kind) in names
        ),
    )


def _houses(actor: Actor, book: Book) -> tuple[tuple[int, str], ...]:
    """Return the houses that this money may be decided on, the newest first."""
    query = (
        sa.select(House.id, House.name)
        .where(
            visible(actor),
            sa.func.coalesce(House.status, "") != HouseStatus.HANDED_OVER.value,
        )
        .order_by(House.id.desc())
        .limit(MOST)
    )
    if book.rule is not Rule.OFFICE:
        query = query.where(House.party_unit_id == book.party_unit_id)
    return tuple((row.id, row.name) for row in db.session.execute(query))
