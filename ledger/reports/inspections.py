"""Open a unit's names to an inspector whose decision is in force (product rule 2).

I1  A decision opens the unit that it names and all below it, to the person who entered it, until
    its last day. Nothing is changed, printed as a receipt or shown of anyone's pay.
I2  Who asks without a decision gets the answer that everybody above the unit gets.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger import clock
from ledger.db import db
from ledger.errors import NamesStayInside, NotFound
from ledger.models.books import Book
from ledger.models.inspections import Inspection
from ledger.models.journal import Voucher
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.users import Role
from ledger.reports import lists
from ledger.reports.giving_units import RULES_OF_GIVING
from ledger.reports.lists import Roll, Which
from ledger.reports.scope import Actor, book_in_scope, names_on, unit_in_scope, within

MOST_LINES = 100
"""How many decisions a list shows, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionLine:
    """State one decision; ``ends_on`` is its last day, ``book_id`` the unit's open purse."""

    id: int
    unit_id: int
    unit_name: str
    paper: str
    decided_on: date
    ends_on: date
    book_id: int | None

    @property
    def in_force(self) -> bool:
        """Whether names are open today."""
        return self.ends_on >= clock.today()


def inspections_of(actor: Actor) -> tuple[InspectionLine, ...]:
    """Return the decisions that the actor has entered, newest first."""
    query = (
        sa.select(Inspection)
        .where(Inspection.user_id == actor.user_id)
        .order_by(Inspection.id.desc())
        .limit(MOST_LINES)
    )
    rows = list(db.session.scalars(query))
    ids = sorted({row.party_unit_id for row in rows})
    names = names_on(ids, (NameKind.ORGANISATION,))
    query_of_books = sa.select(Book.party_unit_id, Book.id).where(
        Book.party_unit_id.in_(ids), Book.rule.in_(RULES_OF_GIVING), Book.closed_on.is_(None)
    )
    books = dict(db.session.execute(query_of_books.order_by(Book.id)).all())
    return tuple(
        InspectionLine(
            id=row.id,
            unit_id=row.party_unit_id,
            unit_name=names.get((row.party_unit_id, NameKind.ORGANISATION), ""),
            paper=row.paper,
            decided_on=row.decided_on,
            ends_on=row.ends_before - timedelta(days=1),
            book_id=books.get(row.party_unit_id),
        )
        for row in rows
    )


def decision_on(actor: Actor, unit: PartyUnit) -> int | None:
    """Return the decision by which the actor may read a unit's names today, if there is one."""
    if actor.role is not Role.INSPECTOR:
        return None
    at_or_above = [int(part) for part in unit.path.strip("/").split("/")]
    query = (
        sa.select(Inspection.id)
        .where(
            Inspection.user_id == actor.user_id,
            Inspection.party_unit_id.in_(at_or_above),
            Inspection.ends_before > clock.today(),
        )
        .order_by(Inspection.id.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def opened(
    actor: Actor, unit_id: sa.ColumnElement[int] | sa.orm.InstrumentedAttribute[int]
) -> sa.ColumnElement[bool]:
    """Return the condition that a decision opens the unit that a column names to the actor today."""
    decided, unit = aliased(PartyUnit), aliased(PartyUnit)
    return sa.exists().where(
        Inspection.user_id == actor.user_id,
        Inspection.ends_before > clock.today(),
        decided.id == Inspection.party_unit_id,
        unit.id == unit_id,
        unit.path.like(decided.path.concat("%")),
    )


def opens(actor: Actor, unit_id: int) -> bool:
    """Say whether a decision opens a unit's names to the actor today."""
    return decision_on(actor, db.session.get_one(PartyUnit, unit_id)) is not None


def unit_of_book(actor: Actor, book_id: int) -> int:
    """Return whose book it is.

    Raises:
        NotFound: no such book in scope.

    """
    return book_in_scope(actor, book_id).party_unit_id


def opened_by(actor: Actor, unit_id: int) -> int:
    """Return the decision that opens a unit's names to an inspector today.

    Raises:
        NotFound: no such unit in scope.
        NamesStayInside: no decision of theirs is in force there.

    """
    decision_id = decision_on(actor, unit_in_scope(actor, unit_id))
    if decision_id is None:
        raise NamesStayInside
    return decision_id


def inside(actor: Actor, unit_id: int) -> Actor:
    """Return an inspector as a reader in a unit that is open to them: the same person, there.

    Raises:
        NotFound, NamesStayInside: as ``opened_by``.

    """
    opened_by(actor, unit_id)
    unit = unit_in_scope(actor, unit_id)
    return replace(actor, party_unit_id=unit.id, path=unit.path)


def show_roll(
    actor: Actor,
    campaign_id: int,
    *,
    unit_id: int,
    which: Which = Which.ALL,
    cell_id: int | None = None,
    page: int = 1,
) -> Roll:
    """Return one page of an open unit's list as its secretary reads it, but nobody's pay.

    Raises:
        NotFound: no such unit, campaign or cell.
        NamesStayInside: no decision of the actor is in force there.

    """
    reader = replace(inside(actor, unit_id), role=Role.SECRETARY)
    roll = lists.show_roll(reader, campaign_id, which=which, cell_id=cell_id, page=page)
    return replace(roll, lines=tuple(replace(line, wage_sum="") for line in roll.lines))


def unit_of_receipt(actor: Actor, voucher_id: int) -> int:
    """Return whose receipt it is.

    Raises:
        NotFound: no such receipt in scope.

    """
    query = (
        sa.select(Book.party_unit_id)
        .join(Voucher, Voucher.book_id == Book.id)
        .join(PartyUnit, PartyUnit.id == Book.party_unit_id)
        .where(Voucher.id == voucher_id, within(actor))
    )
    unit_id = db.session.scalar(query)
    if unit_id is None:
        raise NotFound
    return unit_id
