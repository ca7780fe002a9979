"""Read party members for screens: lists that are searched, one person, pay for the few who may.

M1  Names are found without marks and in any order of words; a page never holds more than
    ``PAGE_ROWS`` rows, continued by key, not by offset.
M2  Pay leaves this module only through ``pay_of`` and only for those whom ``sees_pay`` names (P19).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa

from ledger import crypto
from ledger.clock import VIETNAM
from ledger.db import data_key, db
from ledger.models.audit_events import AuditEvent
from ledger.models.party_members import MemberStanding, NotAskedReason, PartyMember
from ledger.models.party_units import NameKind, PartyUnit, UnitKind
from ledger.models.users import Role, UserAccount
from ledger.names import name_key, search_key
from ledger.reports.scope import Actor, member_in_scope, names_on, unit_in_scope, within
from ledger.wages import PayBasis, from_json

PAGE_ROWS = 60
HOLDS_MEMBERS = frozenset({UnitKind.CELL, UnitKind.AGENCY_CELL})
"""Members belong to cells; an agency's cell is a unit of its own."""

_PAY_READERS = frozenset({Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER, Role.SECRETARY})
_CHANGES_SHOWN = 20


class MemberFilter(StrEnum):
    """Which members of a unit a list shows."""

    ALL = "all"
    WORKING = "working"
    RESIDENTIAL = "residential"
    NOT_ASKED = "not_asked"
    WITHOUT_PAY = "without_pay"
    LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """One row of a list; ``lacks_pay`` is only said to those who may read pay."""

    id: int
    position: int
    full_name: str
    birth_year: int | None
    cell_name: str
    standing: MemberStanding
    not_asked_reason: NotAskedReason | None
    lacks_pay: bool
    left_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberPage:
    """One page of a list: its rows, how many there are in all, and where the next page begins."""

    unit_name: str
    is_cell: bool
    rows: tuple[MemberLine, ...]
    total: int
    first_number: int
    next_after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Who changed what of a member, and when."""

    at: datetime
    by: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberDetail:
    """One member as a screen shows them; ``pay`` is None for readers who may not see it."""

    id: int
    cell_id: int
    cell_name: str
    position: int
    full_name: str
    birth_year: int | None
    standing: MemberStanding
    not_asked_reason: NotAskedReason | None
    not_asked_decided_by: str | None
    pay: PayBasis | None
    left_on: date | None
    merged_into_id: int | None
    hosted_at: str
    """The cell where they stay for a time and are asked."""
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """Who a page about something else is about."""

    id: int
    full_name: str
    birth_year: int | None
    cell_id: int
    cell_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Namesake:
    """A member who is likely the same person: same name, year of birth equal or unknown."""

    id: int
    full_name: str
    birth_year: int | None
    cell_name: str
    has_left: bool

    def __str__(self) -> str:
        year = f" ({self.birth_year})" if self.birth_year else ""
        left = ", đã rời danh sách" if self.has_left else ""
        return f"{self.full_name}{year}, {self.cell_name}{left}"


def sees_pay(actor: Actor) -> bool:
    """Say whether the actor may read pay: a unit's own treasurer or secretary, nobody above."""
    is_above_units = actor.path.count("/") <= 2  # a root: "/1/"
    return actor.role in _PAY_READERS and not is_above_units


def pay_of(member: PartyMember) -> PayBasis | None:
    """Open a member's sealed pay; ask ``sees_pay`` before showing it to anyone.

    Raises:
        Unreadable: the data key is not the one that sealed it.

    """
    if member.pay_sealed is None:
        return None
    about = f"party_member:{member.code}"
    return from_json(crypto.unseal(member.pay_sealed, key=data_key(), about=about))


def left_day(member_left_at: datetime | None) -> date | None:
    """Return the day in Viet Nam on which a member left."""
    return member_left_at.astimezone(VIETNAM).date() if member_left_at else None


def list_members(
    actor: Actor,
    *,
    unit_id: int | None = None,
    typed: str = "",
    only: MemberFilter = MemberFilter.ALL,
    after: int | None = None,
) -> MemberPage:
    """Return a page of the members below a unit of the actor's scope.

    A cell lists in its printed order, anything larger by name. ``after`` is the id of the last
    row of the page before; one that is not on the list starts from the beginning.

    Raises:
        NotFound: the unit is not in the actor's scope.

    """
    unit = unit_in_scope(actor, unit_id or actor.party_unit_id)
    is_cell = unit.kind in HOLDS_MEMBERS
    key = PartyMember.position if is_cell else PartyMember.sort_key
    wanted = (PartyUnit.path.like(f"{unit.path}%"), *_typed_words(typed), *_only(only))
    members = sa.select(PartyMember).join(PartyUnit, PartyUnit.id == PartyMember.cell_id)
    members = members.where(*wanted)
    count = sa.select(sa.func.count()).select_from(members.subquery())
    total = db.session.scalar(count) or 0
    first_number = 1
    page = members
    last = db.session.scalar(members.where(PartyMember.id == after)) if after else None
    if last is not None:
        before = sa.tuple_(key, PartyMember.id) <= sa.tuple_(
            sa.literal(last.position if is_cell else last.sort_key), sa.literal(last.id)
        )
        passed = sa.select(sa.func.count()).select_from(members.where(before).subquery())
        first_number += db.session.scalar(passed) or 0
        page = members.where(sa.not_(before))
    found = db.session.scalars(page.order_by(key, PartyMember.id).limit(PAGE_ROWS + 1)).all()
    rows = found[:PAGE_ROWS]
    return MemberPage(
        unit_name=names_on([unit.id], (NameKind.ORGANISATION,)).get(
            (unit.id, NameKind.ORGANISATION), ""
        ),
        is_cell=is_cell,
        rows=_lines(actor, rows),
        total=total,
        first_number=first_number,
        next_after=rows[-1].id if len(found) > PAGE_ROWS else None,
    )


def show_member(actor: Actor, member_id: int) -> MemberDetail:
    """Return one member of the actor's scope.

    Raises:
        NotFound: no such member, or not in scope.

    """
    member = member_in_scope(actor, member_id)
    names = _cell_names([member.cell_id, member.asked_cell_id])
    return MemberDetail(
        id=member.id,
        cell_id=member.cell_id,
        cell_name=names[member.cell_id],
        position=member.position,
        full_name=member.full_name,
        birth_year=member.birth_year,
        standing=member.standing,
        not_asked_reason=member.not_asked_reason,
        not_asked_decided_by=member.not_asked_decided_by,
        pay=pay_of(member) if sees_pay(actor) else None,
        left_on=left_day(member.left_at),
        merged_into_id=member.merged_into_id,
        hosted_at=names[member.asked_cell_id] if member.hosted_cell_id else "",
        changes=_changes(member),
    )


def member_heading(actor: Actor, member_id: int) -> Heading:
    """Return what a page about something else says of a member of the actor's scope.

    Raises:
        NotFound: no such member, or not in scope.

    """
    member = member_in_scope(actor, member_id)
    return Heading(
        id=member.id,
        full_name=member.full_name,
        birth_year=member.birth_year,
        cell_id=member.cell_id,
        cell_name=_cell_names([member.cell_id])[member.cell_id],
    )


def cells_of(actor: Actor) -> tuple[tuple[int, str], ...]:
    """Return id and name of every standing cell in the actor's scope, in printed order."""
    query = (
        sa.select(PartyUnit.id)
        .where(within(actor), PartyUnit.kind.in_(HOLDS_MEMBERS), PartyUnit.ends_before.is_(None))
        .order_by(sa.func.length(PartyUnit.path), PartyUnit.position, PartyUnit.id)
    )
    ids = list(db.session.scalars(query))
    return tuple(_cell_names(ids).items())


def find_namesake(
    actor: Actor, *, full_name: str, birth_year: int | None, but: int | None = None
) -> Namesake | None:
    """Return a member of the actor's scope who is likely the same person, the nearest first.

    Namesakes with different years of birth are different people.
    """
    query = (
        sa.select(PartyMember)
        .join(PartyUnit, PartyUnit.id == PartyMember.cell_id)
        .where(within(actor), PartyMember.name_key == name_key(full_name))
        .order_by(
            PartyMember.birth_year.is_(None), PartyMember.left_at.is_not(None), PartyMember.id
        )
    )
    if birth_year is not None:
        query = query.where(
            sa.or_(PartyMember.birth_year == birth_year, PartyMember.birth_year.is_(None))
        )
    if but is not None:
        query = query.where(PartyMember.id != but)
    member = db.session.scalars(query.limit(1)).first()
    if member is None:
        return None
    return Namesake(
        id=member.id,
        full_name=member.full_name,
        birth_year=member.birth_year,
        cell_name=_cell_names([member.cell_id])[member.cell_id],
        has_left=member.left_at is not None,
    )


def _typed_words(typed: str) -> list[sa.ColumnElement[bool]]:
    """Return the conditions that each typed word begins a word of the name, in any order."""
    if not typed.strip():
        return []
    words = search_key(typed).split()
    if not words:
        return [sa.false()]
    padded = sa.literal(" ") + PartyMember.search_key
    return [padded.contains(f" {word}", autoescape=True) for word in words]


def _only(only: MemberFilter) -> list[sa.ColumnElement[bool]]:
    if only is MemberFilter.LEFT:
        return [PartyMember.left_at.is_not(None)]
    here = PartyMember.left_at.is_(None)
    working = PartyMember.standing == MemberStanding.WORKING
    asked = PartyMember.not_asked_reason.is_(None)
    conditions: dict[MemberFilter, list[sa.ColumnElement[bool]]] = {
        MemberFilter.ALL: [],
        MemberFilter.WORKING: [working],
        MemberFilter.RESIDENTIAL: [PartyMember.standing == MemberStanding.RESIDENTIAL],
        MemberFilter.NOT_ASKED: [sa.not_(asked)],
        MemberFilter.WITHOUT_PAY: [working, asked, PartyMember.pay_sealed.is_(None)],
    }
    return [here, *conditions[only]]


def _lines(actor: Actor, members: Sequence[PartyMember]) -> tuple[MemberLine, ...]:
    cell_names = _cell_names([member.cell_id for member in members])
    says_pay = sees_pay(actor)
    return tuple(
        MemberLine(
            id=member.id,
            position=member.position,
            full_name=member.full_name,
            birth_year=member.birth_year,
            cell_name=cell_names[member.cell_id],
            standing=member.standing,
            not_asked_reason=member.not_asked_reason,
            lacks_pay=says_pay and _lacks_pay(member),
            left_on=left_day(member.left_at),
        )
        for member in members
    )


def _lacks_pay(member: PartyMember) -> bool:
    return (
        member.standing is MemberStanding.WORKING
        and member.not_asked_reason is None
        and member.pay_sealed is None
    )


def _cell_names(cell_ids: list[int]) -> dict[int, str]:
    names = names_on(cell_ids, (NameKind.ORGANISATION,))
    return {cell_id: names.get((cell_id, NameKind.ORGANISATION), "") for cell_id in cell_ids}


def _changes(member: PartyMember) -> tuple[Change, ...]:
    query = (
        sa.select(AuditEvent.at, UserAccount.full_name, AuditEvent.action)
        .outerjoin(UserAccount, UserAccount.id == AuditEvent.user_id)
        .where(AuditEvent.subject == f"party_member:{member.id}")
        .order_by(AuditEvent.id.desc())
        .limit(_CHANGES_SHOWN)
    )
    return tuple(
        Change(at=at, by=by or "", action=action) for at, by, action in db.session.execute(query)
    )
