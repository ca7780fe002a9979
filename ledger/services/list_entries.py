"""Work out what each member is asked, and keep it in the rows of the campaign's list.

L1  One function decides what a member is asked; the preview, the opening, a late addition and a
    recomputation all use it, so they cannot differ.
L2  A day's pay is stored sealed with everything it was made of; nothing here writes it elsewhere.
L3  The list of a whole committee is read and written in a bounded number of statements.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from ledger import crypto, wages
from ledger.db import data_key, db
from ledger.models.books import Book, Rule
from ledger.models.campaigns import Campaign, CampaignUnit
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import MemberStanding, PartyMember
from ledger.models.party_units import PartyUnit
from ledger.reports.lists import unseal_wage, wage_about
from ledger.reports.members import pay_of
from ledger.services.base_pay import base_pay_for
from ledger.wages import DayWage, Divisor, Rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """By which rules a unit's members are asked: the campaign's, with the unit's overrides."""

    suggested_vnd: int | None
    divisor: Divisor
    month: date
    rounding: Rounding
    floor_vnd: int
    base_pay_vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """What one member is asked, in đồng; None: not asked, no level, or the pay is unknown."""

    asked_vnd: int | None = None
    wage: DayWage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One member as the list will keep them; ``position`` counts from 1 within the cell."""

    member: PartyMember
    position: int
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPlan:
    """The list of one unit as it would be frozen now."""

    unit: CampaignUnit
    lines: tuple[Planned, ...]

    @property
    def listed(self) -> int:
        """How many people stand on it."""
        return len(self.lines)

    @property
    def not_asked(self) -> int:
        """How many of them are not asked."""
        return sum(line.member.not_asked_reason is not None for line in self.lines)

    @property
    def without_pay(self) -> int:
        """How many are asked for a day's pay that nobody can work out."""
        return self._without(MemberStanding.WORKING)

    @property
    def without_level(self) -> int:
        """How many in the villages are asked without a level."""
        return self._without(MemberStanding.RESIDENTIAL)

    @property
    def expected_vnd(self) -> int:
        """The sum of what is asked, in đồng."""
        return sum(line.level.asked_vnd or 0 for line in self.lines)

    @property
    def working_levels(self) -> int:
        """How many day's pays the sum is made of."""
        return sum(line.level.wage is not None for line in self.lines)

    def _without(self, standing: MemberStanding) -> int:
        return sum(
            line.member.standing is standing
            and line.member.not_asked_reason is None
            and line.level.asked_vnd is None
            for line in self.lines
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The list of the whole committee, and the cells whose members no unit would ask."""

    units: tuple[UnitPlan, ...]
    outside: dict[int, int]
    """The number of members by cell, where the cell belongs to no unit with a purse."""


def campaign_units(campaign: Campaign, path: str) -> list[CampaignUnit]:
    """Return the units that take part, in printed order: those kept, and new rows for the others.

    A unit takes part if it has a purse that keeps or hands in, below the committee, whose ``path``
    is given; a commune that is the root of its tree takes part itself. New rows are not added to
    the session: a preview must not write.
    """
    query = (
        sa.select(PartyUnit.id, Book.id, CampaignUnit)
        .join(Book, Book.party_unit_id == PartyUnit.id)
        .outerjoin(
            CampaignUnit,
            sa.and_(
                CampaignUnit.party_unit_id == PartyUnit.id,
                CampaignUnit.campaign_id == campaign.id,
            ),
        )
        .where(
            PartyUnit.path.like(f"{path}%"),
            Book.rule.in_((Rule.KEEP, Rule.REMIT)),
            sa.or_(Book.closed_on.is_(None), CampaignUnit.id.is_not(None)),
        )
        .order_by(PartyUnit.position, PartyUnit.id, Book.id)
    )
    # Of two purses the newer one comes last, and counts.
    return list(
        {
            unit_id: kept
            or CampaignUnit(campaign_id=campaign.id, party_unit_id=unit_id, book_id=book_id)
            for unit_id, book_id, kept in db.session.execute(query)
        }.values()
    )


def terms_of(campaign: Campaign, unit: CampaignUnit, base_pay_vnd: int) -> Terms:
    """Return the rules for one unit's members."""
    return Terms(
        suggested_vnd=unit.suggested_vnd,
        divisor=unit.divisor or campaign.divisor,
        month=campaign.pay_month,
        rounding=campaign.rounding,
        floor_vnd=campaign.floor_vnd if unit.floor_vnd is None else unit.floor_vnd,
        base_pay_vnd=base_pay_vnd,
    )


def level_of(member: PartyMember, terms: Terms) -> Level:
    """Decide what a member is asked (the letter of 04/10/2022, point 2)."""
    if member.not_asked_reason:
        return Level()
    if member.standing is MemberStanding.RESIDENTIAL:
        return Level(asked_vnd=terms.suggested_vnd)
    pay = pay_of(member)
    if pay is None:
        return Level()
    wage = wages.day_wage(
        pay,
        base_pay_vnd=terms.base_pay_vnd,
        divisor=terms.divisor,
        month=terms.month,
        rounding=terms.rounding,
        floor_vnd=terms.floor_vnd,
    )
    # A few đồng of monthly pay, surely a slip, round to nothing: that is no level.
    return Level(asked_vnd=wage.amount_vnd, wage=wage) if wage.amount_vnd else Level()


def plan_lists(campaign: Campaign, path: str, units: Sequence[CampaignUnit]) -> Plan:
    """Work out the lists of all units below the committee's path, without writing."""
    base_pay_vnd = base_pay_for(campaign.pay_month)
    terms = {row.party_unit_id: terms_of(campaign, row, base_pay_vnd) for row in units}
    lines: dict[int, list[Planned]] = {row.party_unit_id: [] for row in units}
    outside: dict[int, int] = {}
    for cell, members in _members_by_cell(path):
        owner = _owner(cell.path, terms)
        if owner is None:
            outside[cell.id] = len(members)
            continue
        lines[owner] += (
            Planned(member=member, position=position, level=level_of(member, terms[owner]))
            for position, member in enumerate(members, start=1)
        )
    return Plan(
        units=tuple(UnitPlan(unit=row, lines=tuple(lines[row.party_unit_id])) for row in units),
        outside=outside,
    )


def freeze(plan: Plan) -> int:
    """Write the rows of a plan in one statement and return how many they are."""
    rows = [
        _row(unit.unit, line.member, line.position, line.level)
        for unit in plan.units
        for line in unit.lines
    ]
    if rows:
        db.session.execute(sa.insert(ListEntry), rows)
    return len(rows)


def add_entry(
    campaign: Campaign, unit: CampaignUnit, member: PartyMember, *, reason: str
) -> ListEntry:
    """Add one member at the end of their cell's list, with the reason."""
    place = last_position(campaign.id, member.asked_cell_id) + 1
    terms = terms_of(campaign, unit, base_pay_for(campaign.pay_month))
    row = _row(unit, member, place, level_of(member, terms))
    entry = ListEntry(**row | {"added_reason": reason})
    db.session.add(entry)
    db.session.flush()
    return entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A line of the list that would read otherwise if it were worked out now."""

    entry: ListEntry
    member: PartyMember
    level: Level


def differences(
    campaign: Campaign, unit: CampaignUnit, path: str, *, entry_id: int | None = None
) -> list[Difference]:
    """Return the lines of a unit (at that path) that differ from what its members would be asked today.

    Members who have gone to another unit since are left out: their pay is no longer this unit's
    business, and the line stays as it was frozen.
    """
    query = (
        sa.select(ListEntry, PartyMember)
        .join(PartyMember, PartyMember.id == ListEntry.member_id)
        .join(PartyUnit, PartyUnit.id == asked_at())
        .where(ListEntry.campaign_unit_id == unit.id, PartyUnit.path.like(f"{path}%"))
        .order_by(ListEntry.id)
    )
    if entry_id is not None:
        query = query.where(ListEntry.id == entry_id)
    terms = terms_of(campaign, unit, base_pay_for(campaign.pay_month))
    found = []
    for entry, member in db.session.execute(query):
        level = level_of(member, terms)
        now = (member.standing, member.not_asked_reason, level.asked_vnd, level.wage)
        wage = unseal_wage(campaign.id, member.code, entry.wage_sealed)
        kept = (entry.standing, entry.not_asked_reason, entry.asked_vnd, wage)
        if now != kept:
            found.append(Difference(entry=entry, member=member, level=level))
    return found


def apply(changes: Iterable[Difference]) -> None:
    """Let lines read as their members would be asked today."""
    for change in changes:
        fresh = _facts(change.entry.campaign_id, change.member, change.level)
        for name, value in fresh.items():
            setattr(change.entry, name, value)


def last_position(campaign_id: int, cell_id: int) -> int:
    """Return the last place of a cell's list, 0 if nobody is on it."""
    query = sa.select(sa.func.max(ListEntry.position)).where(
        ListEntry.campaign_id == campaign_id, ListEntry.cell_id == cell_id
    )
    return db.session.scalar(query) or 0


def asked_at() -> sa.ColumnElement[int]:
    """Return the cell that asks a ``PartyMember``: where they stay for a time, else their own."""
    return sa.func.coalesce(PartyMember.hosted_cell_id, PartyMember.cell_id)


def _members_by_cell(path: str) -> Iterator[tuple[PartyUnit, list[PartyMember]]]:
    """Yield the cells below a committee with the members who have not left, in printed order."""
    query = (
        sa.select(PartyUnit, PartyMember)
        .join(PartyMember, asked_at() == PartyUnit.id)
        .where(PartyUnit.path.like(f"{path}%"), PartyMember.left_at.is_(None))
        .order_by(PartyUnit.position, PartyUnit.id, PartyMember.position, PartyMember.id)
    )
    cell: PartyUnit | None = None
    members: list[PartyMember] = []
    for unit, member in db.session.execute(query):
        if cell is not None and unit.id != cell.id:
            yield cell, members
            members = []
        cell = unit
        members.append(member)
    if cell is not None:
        yield cell, members


def _owner(path: str, owners: Iterable[int]) -> int | None:
    """Return the nearest unit on a path, from the bottom up, that is one of the owners."""
    known = frozenset(owners)
    ids = [int(part) for part in path.strip("/").split("/")]
    return next((unit_id for unit_id in reversed(ids) if unit_id in known), None)


def _row(unit: CampaignUnit, member: PartyMember, position: int, level: Level) -> dict[str, Any]:
    return {
        "campaign_id": unit.campaign_id,
        "campaign_unit_id": unit.id,
        "cell_id": member.asked_cell_id,
        "member_id": member.id,
        "position": position,
        "added_reason": None,
        **_facts(unit.campaign_id, member, level),
    }


def _facts(campaign_id: int, member: PartyMember, level: Level) -> dict[str, Any]:
    """Return the columns that say what a member is asked and by which rule."""
    sealed = None
    if level.wage is not None:
        about = wage_about(campaign_id, member.code)
        sealed = crypto.seal(wages.wage_to_json(level.wage), key=data_key(), about=about)
    return {
        "standing": member.standing,
        "not_asked_reason": member.not_asked_reason,
        "asked_vnd": level.asked_vnd,
        "wage_sealed": sealed,
    }
