"""Accounts as the administrator sees them, and the demo's list of doors."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from ledger.db import db
from ledger.errors import NotFound
from ledger.models.party_units import NameKind, PartyUnit, UnitKind
from ledger.models.users import Role, UserAccount
from ledger.reports.scope import Actor, names_on, within


@dataclass(frozen=True, slots=True, kw_only=True)
class UserLine:
    """One account."""

    id: int
    username: str
    full_name: str
    role: Role
    party_unit_id: int
    place: str
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A unit that a role can be given at."""

    id: int
    name: str


def list_users(actor: Actor) -> list[UserLine]:
    """Return the accounts in scope, living ones first, by role and name; two statements."""
    return _lines(_in_scope(actor))


def get_user(actor: Actor, user_id: int) -> UserLine:
    """Return one account in scope.

    Raises:
        NotFound: no such account, or not in scope.

    """
    lines = _lines(_in_scope(actor).where(UserAccount.id == user_id))
    if not lines:
        raise NotFound
    return lines[0]


def list_places(actor: Actor) -> list[Place]:
    """Return the units above the cells of communes, where roles are given, in tree order."""
    query = (
        sa.select(PartyUnit.id)
        .where(within(actor), PartyUnit.kind != UnitKind.CELL, PartyUnit.ends_before.is_(None))
        .order_by(sa.func.length(PartyUnit.path), PartyUnit.kind, PartyUnit.position, PartyUnit.id)
    )
    ids = list(db.session.scalars(query))
    names = names_on(ids, (NameKind.ORGANISATION,))
    return [Place(id=id_, name=names.get((id_, NameKind.ORGANISATION), "")) for id_ in ids]


def demo_accounts() -> list[UserLine]:
    """Return one account for each role, the first that was made; only the demo shows them."""
    first = (
        sa.select(sa.func.min(UserAccount.id))
        .where(UserAccount.disabled_at.is_(None))
        .group_by(UserAccount.role)
    )
    lines = _lines(sa.select(UserAccount).where(UserAccount.id.in_(first)))
    order = list(Role)
    return sorted(lines, key=lambda line: order.index(line.role))


def _in_scope(actor: Actor) -> sa.Select[UserAccount]:
    return (
        sa.select(UserAccount)
        .join(PartyUnit, PartyUnit.id == UserAccount.party_unit_id)
        .where(within(actor))
    )


def _lines(query: sa.Select[UserAccount]) -> list[UserLine]:
    ordered = query.order_by(
        UserAccount.disabled_at.is_not(None), UserAccount.role, UserAccount.username, UserAccount.id
    )
    users = db.session.scalars(ordered).all()
    names = names_on([user.party_unit_id for user in users], (NameKind.ORGANISATION,))
    return [
        UserLine(
            id=user.id,
            username=user.username,
            full_name=user.full_name,
            role=user.role,
            party_unit_id=user.party_unit_id,
            place=names.get((user.party_unit_id, NameKind.ORGANISATION), ""),
            disabled_at=user.disabled_at,
        )
        for user in users
    ]
