"""Compare a campaign's people with those of the year before: who is new, gone, moved, changed (A2).

Y1  Before the opening the people are the members as they are now; afterwards the frozen list.
Y2  A person is compared with themselves, whichever record or cell they were written with.
Y3  The committee sees numbers; names are shown to the unit itself, for its own people only.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger.db import db
from ledger.models.campaigns import Campaign, CampaignState, CampaignUnit
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import MemberStanding, PartyMember
from ledger.models.party_units import NameKind, PartyUnit
from ledger.reports.campaigns import CampaignLine, campaign_line
from ledger.reports.lists import INSIDERS
from ledger.reports.persons import folds
from ledger.reports.scope import Actor, names_on, within

MOST_NAMED = 60


class Difference(StrEnum):
    """How a person's line differs from the year before."""

    NEW = "new"
    GONE = "gone"
    CAME = "came"
    """From another unit of the committee."""
    WENT = "went"
    """To another unit of the committee."""
    CELL = "cell"
    """Another cell of the same unit."""
    STANDING = "standing"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChanges:
    """Count the differences of one unit."""

    unit_id: int
    name: str
    people: int
    counts: Counter[Difference]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One person whose line differs."""

    difference: Difference
    name: str
    birth_year: int | None
    cell_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is different from the year before; ``named`` is for the unit itself."""

    campaign: CampaignLine
    since: CampaignLine | None
    units: tuple[UnitChanges, ...]
    named: tuple[Named, ...]
    unnamed: int
    """How many more there are than are named."""


@dataclass(frozen=True, slots=True)
class _Where:
    """Where a person is asked in one year, and by which rule."""

    unit_id: int
    cell_id: int
    standing: MemberStanding


def changes_since(actor: Actor, campaign_id: int) -> Changes:
    """Return the differences in the actor's scope since the campaign before.

    Raises:
        NotFound: no such campaign at, above or below the actor.

    """
    line = campaign_line(actor, campaign_id)
    since = _before(campaign_id)
    last = _listed(since) if since else {}
    draft = line.state is CampaignState.DRAFT
    now = _members(campaign_id) if draft else _listed(campaign_id)
    found = tuple(_differences(last, now)) if since else ()
    mine = _units_in_scope(actor, campaign_id)
    counts: dict[int, Counter[Difference]] = {unit_id: Counter() for unit_id in mine}
    for unit_id, difference, _person in found:
        if unit_id in counts:
            counts[unit_id][difference] += 1
    people = Counter(where.unit_id for where in now.values())
    own = [one for one in found if one[0] in mine] if actor.role in INSIDERS else []
    return Changes(
        campaign=line,
        since=campaign_line(actor, since) if since else None,
        units=tuple(
            UnitChanges(unit_id=id_, name=name, people=people[id_], counts=counts[id_])
            for id_, name in mine.items()
        ),
        named=_named(own[:MOST_NAMED], last, now),
        unnamed=max(0, len(own) - MOST_NAMED),
    )


def _differences(
    last: dict[int, _Where], now: dict[int, _Where]
) -> Iterator[tuple[int, Difference, int]]:
    """Yield the unit, the difference and the person, in the order of persons' records."""
    for person in sorted(last.keys() | now.keys()):
        was, is_ = last.get(person), now.get(person)
        if was is None and is_ is not None:
            yield is_.unit_id, Difference.NEW, person
        elif is_ is None and was is not None:
            yield was.unit_id, Difference.GONE, person
        elif was is not None and is_ is not None:
            if was.unit_id != is_.unit_id:
                yield is_.unit_id, Difference.CAME, person
                yield was.unit_id, Difference.WENT, person
            elif was.cell_id != is_.cell_id:
                yield is_.unit_id, Difference.CELL, person
            if was.standing is not is_.standing:
                yield is_.unit_id, Difference.STANDING, person


def _before(campaign_id: int) -> int | None:
    this = aliased(Campaign)
    query = (
        sa.select(Campaign.id)
        .join(this, this.committee_id == Campaign.committee_id)
        .where(
            this.id == campaign_id,
            Campaign.year < this.year,
            Campaign.state != CampaignState.DRAFT,
        )
        .order_by(Campaign.year.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def _listed(campaign_id: int) -> dict[int, _Where]:
    """Return where each person of a frozen list is asked, by the record that stands for them."""
    fold = folds()
    person = sa.func.coalesce(PartyMember.merged_into_id, PartyMember.id)
    query = (
        sa.select(person, CampaignUnit.party_unit_id, ListEntry.cell_id, ListEntry.standing)
        .join(PartyMember, PartyMember.id == ListEntry.member_id)
        .join(CampaignUnit, CampaignUnit.id == ListEntry.campaign_unit_id)
        .outerjoin(fold.lines, fold.of_entry(ListEntry.id.expression))
        .where(ListEntry.campaign_id == campaign_id, fold.counts())
    )
    return {row[0]: _Where(*row[1:]) for row in db.session.execute(query)}


def _members(campaign_id: int) -> dict[int, _Where]:
    """Return where each member would be asked now; cells without a purse above are left out."""
    takes_part = sa.select(CampaignUnit.party_unit_id).where(
        CampaignUnit.campaign_id == campaign_id
    )
    units = frozenset(db.session.scalars(takes_part))
    asked_at = sa.func.coalesce(PartyMember.hosted_cell_id, PartyMember.cell_id)
    query = (
        sa.select(PartyMember.id, PartyUnit.path, PartyUnit.id, PartyMember.standing)
        .join(PartyUnit, PartyUnit.id == asked_at)
        .where(PartyMember.left_at.is_(None))
    )
    found = {}
    for member_id, path, cell_id, standing in db.session.execute(query):
        way = [int(part) for part in path.strip("/").split("/")]
        unit_id = next((id_ for id_ in reversed(way) if id_ in units), None)
        if unit_id is not None:
            found[member_id] = _Where(unit_id, cell_id, standing)
    return found


def _units_in_scope(actor: Actor, campaign_id: int) -> dict[int, str]:
    """Return the campaign's units that the actor answers for, in printed order, with their names."""
    above = [int(part) for part in actor.path.strip("/").split("/")]
    query = (
        sa.select(PartyUnit.id)
        .join(CampaignUnit, CampaignUnit.party_unit_id == PartyUnit.id)
        .where(
            CampaignUnit.campaign_id == campaign_id,
            sa.or_(within(actor), PartyUnit.id.in_(above)),
        )
        .order_by(PartyUnit.position, PartyUnit.id)
    )
    ids = list(db.session.scalars(query))
    names = names_on(ids, (NameKind.ORGANISATION,))
    return {id_: names.get((id_, NameKind.ORGANISATION), "") for id_ in ids}


def _named(
    found: list[tuple[int, Difference, int]], last: dict[int, _Where], now: dict[int, _Where]
) -> tuple[Named, ...]:
    persons = {person for _unit, _difference, person in found}
    query = sa.select(PartyMember.id, PartyMember.full_name, PartyMember.birth_year).where(
        PartyMember.id.in_(persons)
    )
    people = {row.id: row for row in db.session.execute(query)}
    cells = {where.cell_id for person in persons for where in _of(person, last, now)}
    names = names_on(sorted(cells), (NameKind.ORGANISATION,))
    lines = []
    for _unit, difference, person in found:
        # Who went is named where they were: where they are is the other unit's to say.
        left = difference in {Difference.GONE, Difference.WENT}
        where = last[person] if left else now[person]
        lines.append(
            Named(
                difference=difference,
                name=people[person].full_name,
                birth_year=people[person].birth_year,
                cell_name=names.get((where.cell_id, NameKind.ORGANISATION), ""),
            )
        )
    order = list(Difference)
    return tuple(sorted(lines, key=lambda line: (order.index(line.difference), line.cell_name)))


def _of(person: int, *years: dict[int, _Where]) -> Iterator[_Where]:
    for year in years:
        if person in year:
            yield year[person]
