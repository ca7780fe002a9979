"""Find records that may be one person's, and state two of them side by side (F6).

W1  Inside a unit its treasurer decides; the organisation board is shown pairs of different units.
W2  Here stand names, years of birth and places; no pay and no amount (``lists`` R1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger.db import db
from ledger.errors import NotFound
from ledger.likeness import Likeness, compare
from ledger.models.campaigns import Campaign
from ledger.models.list_entries import ListEntry
from ledger.models.member_merges import MemberDistinction
from ledger.models.party_members import MemberStanding, PartyMember
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.users import Role
from ledger.reports.giving_units import has_purse
from ledger.reports.members import left_day
from ledger.reports.scope import Actor, member_in_scope, names_on, within

MOST_PAIRS = 60
_LOOKED_THROUGH = 600
"""How many pairs of one name are compared; a page does not grow with the namesakes of a district."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """State one record of a person."""

    member_id: int
    full_name: str
    birth_year: int | None
    cell_name: str
    unit_name: str
    standing: MemberStanding
    left_on: date | None
    merged_into_id: int | None
    years: tuple[int, ...] = ()
    """The years whose lists it is on."""

    @property
    def place(self) -> str:
        """Its cell and unit; an agency's cell is its own unit."""
        return ", ".join(dict.fromkeys((self.cell_name, self.unit_name)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two records that may be one person's, and how their names are alike."""

    first: Record
    second: Record
    likeness: Likeness


def suspects(actor: Actor) -> tuple[Pair, ...]:
    """Return the pairs that nobody has decided about, by name; one statement finds them.

    Alike are the same name, with or without marks, where no two years of birth contradict.
    """
    one, other = aliased(PartyMember), aliased(PartyMember)
    here, there = aliased(PartyUnit), aliased(PartyUnit)
    decided = sa.exists().where(
        MemberDistinction.first_id == one.id, MemberDistinction.second_id == other.id
    )
    query = (
        sa.select(one, other)
        .join(other, sa.and_(other.search_key == one.search_key, other.id > one.id))
        .join(here, here.id == one.cell_id)
        .join(there, there.id == other.cell_id)
        .where(
            here.path.like(f"{actor.path}%"),
            there.path.like(f"{actor.path}%"),
            one.merged_into_id.is_(None),
            other.merged_into_id.is_(None),
            sa.or_(one.left_at.is_(None), other.left_at.is_(None)),
            sa.or_(
                one.birth_year.is_(None),
                other.birth_year.is_(None),
                one.birth_year == other.birth_year,
            ),
            sa.not_(decided),
        )
        .order_by(one.sort_key, one.id, other.id)
        .limit(_LOOKED_THROUGH)
    )
    rows = db.session.execute(query).all()
    records = _records([member for row in rows for member in row])
    found = (
        Pair(
            first=records[first.id],
            second=records[second.id],
            likeness=compare(first.full_name, second.full_name),
        )
        for first, second in rows
    )
    apart = actor.role is Role.ORGANISATION_BOARD
    return tuple(
        pair for pair in found if not apart or pair.first.unit_name != pair.second.unit_name
    )[:MOST_PAIRS]


def merged_records(actor: Actor) -> tuple[tuple[Record, Record], ...]:
    """Return the records laid aside, the newest first, each with the one that stands for it."""
    stands = aliased(PartyMember)
    query = (
        sa.select(PartyMember, stands)
        .join(stands, stands.id == PartyMember.merged_into_id)
        .join(PartyUnit, PartyUnit.id == PartyMember.cell_id)
        .where(within(actor))
        .order_by(PartyMember.merged_at.desc(), PartyMember.id.desc())
        .limit(MOST_PAIRS)
    )
    rows = db.session.execute(query).all()
    records = _records([member for row in rows for member in row])
    return tuple((records[merged.id], records[kept.id]) for merged, kept in rows)


def two_records(actor: Actor, first_id: int, second_id: int) -> tuple[Record, Record]:
    """Return two records of the actor's scope with the years whose lists they are on.

    Raises:
        NotFound: one of them is not in scope.

    """
    members = [member_in_scope(actor, member_id) for member_id in (first_id, second_id)]
    records = _records(members, with_years=True)
    return records[first_id], records[second_id]


def merge_of(actor: Actor, member_id: int) -> tuple[Record, Record]:
    """Return a record that was laid aside and the one that stands for it.

    Raises:
        NotFound: no such record in scope, or it was not merged.

    """
    member = member_in_scope(actor, member_id)
    if member.merged_into_id is None:
        raise NotFound
    stands = db.session.get_one(PartyMember, member.merged_into_id)
    records = _records([member, stands], with_years=True)
    return records[member.id], records[stands.id]


def records_merged_into(member_id: int) -> tuple[tuple[int, str], ...]:
    """Return the records that a record stands for, each with its name."""
    query = (
        sa.select(PartyMember.id, PartyMember.full_name)
        .where(PartyMember.merged_into_id == member_id)
        .order_by(PartyMember.id)
    )
    return tuple((id_, name) for id_, name in db.session.execute(query))


def _records(members: Sequence[PartyMember], *, with_years: bool = False) -> dict[int, Record]:
    units = _units_of({member.cell_id for member in members})
    names = names_on(sorted({*units, *units.values()}), (NameKind.ORGANISATION,))
    years = _years([member.id for member in members]) if with_years else {}

    def name(unit_id: int) -> str:
        return names.get((unit_id, NameKind.ORGANISATION), "")

    return {
        member.id: Record(
            member_id=member.id,
            full_name=member.full_name,
            birth_year=member.birth_year,
            cell_name=name(member.cell_id),
            unit_name=name(units[member.cell_id]),
            standing=member.standing,
            left_on=left_day(member.left_at),
            merged_into_id=member.merged_into_id,
            years=years.get(member.id, ()),
        )
        for member in members
    }


def _units_of(cell_ids: set[int]) -> dict[int, int]:
    """Return the unit whose purse each cell gives to, else the cell itself."""
    rows = db.session.execute(
        sa.select(PartyUnit.id, PartyUnit.path).where(PartyUnit.id.in_(cell_ids))
    )
    ways = {row.id: [int(part) for part in row.path.strip("/").split("/")] for row in rows}
    passed = {unit_id for way in ways.values() for unit_id in way}
    query = sa.select(PartyUnit.id).where(PartyUnit.id.in_(passed), has_purse())
    purses = set(db.session.scalars(query))
    return {
        cell_id: next((unit_id for unit_id in reversed(way) if unit_id in purses), cell_id)
        for cell_id, way in ways.items()
    }


def _years(member_ids: list[int]) -> dict[int, tuple[int, ...]]:
    query = (
        sa.select(ListEntry.member_id, Campaign.year)
        .join(Campaign, Campaign.id == ListEntry.campaign_id)
        .where(ListEntry.member_id.in_(member_ids))
        .order_by(Campaign.year)
    )
    years: dict[int, tuple[int, ...]] = {}
    for member_id, year in db.session.execute(query):
        years[member_id] = (*years.get(member_id, ()), year)
    return years
