"""Find the units that people give to: those with an open purse of their own."""

import sqlalchemy as sa

from ledger.db import db
from ledger.errors import NotFound
from ledger.models.books import Book, Rule
from ledger.models.party_units import NameKind, PartyUnit
from ledger.reports.scope import Actor, names_on, purse_of, within

RULES_OF_GIVING = (Rule.KEEP, Rule.REMIT)
"""The rules of the purses that people give to."""


def giving_units(actor: Actor) -> tuple[tuple[int, str], ...]:
    """Return the units of the actor's scope that people give to, each with its name."""
    query = (
        sa.select(PartyUnit.id)
        .where(within(actor), has_purse())
        .order_by(sa.func.length(PartyUnit.path), PartyUnit.position, PartyUnit.id)
    )
    ids = list(db.session.scalars(query))
    names = names_on(ids, (NameKind.ORGANISATION,))
    return tuple((id_, names.get((id_, NameKind.ORGANISATION), "")) for id_ in ids)


def giving_unit(actor: Actor, unit_id: int) -> PartyUnit:
    """Return a unit of the actor's scope that people give to.

    Raises:
        NotFound: no such unit in scope, or another kind.

    """
    query = sa.select(PartyUnit).where(PartyUnit.id == unit_id, within(actor), has_purse())
    unit = db.session.scalar(query)
    if unit is None:
        raise NotFound
    return unit


def giving_unit_of(cell_id: int) -> int:
    """Return the unit whose open purse a cell gives to, else the cell itself; 0 for no such cell."""
    cell = db.session.get(PartyUnit, cell_id)
    if cell is None:
        return 0
    purse = purse_of(cell)
    return purse.party_unit_id if purse else cell.id


def has_purse() -> sa.ColumnElement[bool]:
    """Return the condition that people give to a ``PartyUnit``."""
    purses = sa.select(Book.party_unit_id).where(
        Book.rule.in_(RULES_OF_GIVING), Book.closed_on.is_(None)
    )
    return PartyUnit.id.in_(purses)
