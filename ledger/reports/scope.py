"""Who is asking, and what of the tree they may see.

Every object is loaded through its reader's scope: outside it, a thing does not exist (404, the
same answer as for an id that was never given out).
"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.errors import NotAllowed, NotFound
from ledger.models.books import Book
from ledger.models.party_members import PartyMember
from ledger.models.party_units import DatedName, NameKind, PartyUnit
from ledger.models.users import Role, UserAccount


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A logged-in person: the identity and scope of everything they do."""

    user_id: int
    username: str
    full_name: str
    role: Role
    party_unit_id: int
    path: str
    """The path of the unit the role is given at; the scope is everything below it."""


def actor_of(user: UserAccount) -> Actor:
    """Return the actor that a user account stands for."""
    unit = db.session.get_one(PartyUnit, user.party_unit_id)
    return Actor(
        user_id=user.id,
        username=user.username,
        full_name=user.full_name,
        role=user.role,
        party_unit_id=unit.id,
        path=unit.path,
    )


def require_role(actor: Actor | None, *roles: Role) -> None:
    """Let only these roles do something; the command line, where nobody is logged in, may.

    Raises:
        NotAllowed: another role.

    """
    if actor is not None and actor.role not in roles:
        raise NotAllowed


def within(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition that a ``PartyUnit`` lies in the actor's scope; join it first."""
    return PartyUnit.path.like(f"{actor.path}%")


def below(
    actor: Actor, unit_id: sa.ColumnElement[int] | sa.orm.InstrumentedAttribute[int]
) -> sa.ColumnElement[bool]:
    """Return the condition that a column names a unit of the actor's scope, without a join."""
    return unit_id.in_(sa.select(PartyUnit.id).where(within(actor)))


def unit_in_scope(actor: Actor, unit_id: int) -> PartyUnit:
    """Return a unit of the actor's scope.

    Raises:
        NotFound: no such unit, or not in scope.

    """
    unit = db.session.scalar(sa.select(PartyUnit).where(PartyUnit.id == unit_id, within(actor)))
    if unit is None:
        raise NotFound
    return unit


def member_in_scope(actor: Actor, member_id: int) -> PartyMember:
    """Return a member of a cell in the actor's scope.

    Raises:
        NotFound: no such member, or not in scope.

    """
    query = (
        sa.select(PartyMember)
        .join(PartyUnit, PartyUnit.id == PartyMember.cell_id)
        .where(PartyMember.id == member_id, within(actor))
    )
    member = db.session.scalar(query)
    if member is None:
        raise NotFound
    return member


def book_in_scope(actor: Actor, book_id: int) -> Book:
    """Return a book of a unit in the actor's scope.

    Raises:
        NotFound: no such book, or not in scope.

    """
    query = (
        sa.select(Book)
        .join(PartyUnit, PartyUnit.id == Book.party_unit_id)
        .where(Book.id == book_id, within(actor))
    )
    book = db.session.scalar(query)
    if book is None:
        raise NotFound
    return book


def books_of(party_unit_id: int) -> sa.Select[int]:
    """Select the ids of one unit's books.

    Ask for rows ``in_`` them rather than joining ``Book``: then SQLite looks the books up first and
    reads their rows only, where it would else read a whole journal.
    """
    return sa.select(Book.id).where(Book.party_unit_id == party_unit_id)


def purse_of(unit: PartyUnit) -> Book | None:
    """Return the open book that a unit's money goes to: its own, or its nearest ancestor's."""
    return db.session.scalar(purse_query(unit.path))


def own_purse(actor: Actor, book_id: int | None = None) -> Book:
    """Return an open book of the actor's own unit: its purse, or the one that is named.

    The others are earmarked for one house each; nobody else's book is found here.

    Raises:
        NotFound: the unit has no such book.

    """
    which = Book.house_id.is_(None) if book_id is None else Book.id == book_id
    query = sa.select(Book).where(
        Book.party_unit_id == actor.party_unit_id, Book.closed_on.is_(None), which
    )
    book = db.session.scalars(query.order_by(Book.id.desc()).limit(1)).first()
    if book is None:
        raise NotFound
    return book


def purse_query(path: str) -> sa.Select[Book]:
    """Select the one open book that the money of a unit at a path goes to."""
    ancestors = [int(part) for part in path.strip("/").split("/")]
    return (
        sa.select(Book)
        .join(PartyUnit, PartyUnit.id == Book.party_unit_id)
        .where(Book.party_unit_id.in_(ancestors), Book.closed_on.is_(None), Book.house_id.is_(None))
        .order_by(sa.func.length(PartyUnit.path).desc(), Book.id.desc())
        .limit(1)
    )


def names_on(
    unit_ids: list[int], kinds: tuple[NameKind, ...], on: date | None = None
) -> dict[tuple[int, NameKind], str]:
    """Return the names in force on a day (today if not given), one query for many units."""
    day = on or clock.today()
    query = (
        sa.select(DatedName.party_unit_id, DatedName.kind, DatedName.text)
        .where(
            DatedName.party_unit_id.in_(unit_ids),
            DatedName.kind.in_(kinds),
            DatedName.starts_on <= day,
        )
        .order_by(DatedName.starts_on)
    )
    return {(unit_id, kind): text for unit_id, kind, text in db.session.execute(query)}


def named(
    unit_id: sa.ColumnElement[int] | sa.orm.InstrumentedAttribute[int], kind: NameKind
) -> sa.ColumnElement[str]:
    """Select today's name of the unit that a column names, empty if none was ever given."""
    query = (
        sa.select(DatedName.text)
        .where(
            DatedName.party_unit_id == unit_id,
            DatedName.kind == kind,
            DatedName.starts_on <= clock.today(),
        )
        .order_by(DatedName.starts_on.desc())
        .limit(1)
    )
    return sa.func.coalesce(query.scalar_subquery(), "")


def name_on(unit_id: int, kind: NameKind, on: date | None = None) -> str:
    """Return one name in force on a day, empty if none was ever given."""
    return names_on([unit_id], (kind,), on).get((unit_id, kind), "")
