"""Find the member of another unit who stands at the counter: by full name and year of birth only.

V1  Whoever knows both may learn in which cell the person is listed, and nothing else: no level, no
    amount, no namesakes of other years (``lists`` R1).
V2  Forms name the person by the opaque code of their record, which nobody can guess.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ledger.db import db
from ledger.errors import NotFound
from ledger.models.campaigns import CampaignUnit
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import PartyMember
from ledger.models.party_units import NameKind
from ledger.names import search_key
from ledger.reports.campaigns import campaign_line
from ledger.reports.persons import folds
from ledger.reports.scope import Actor, names_on

MOST_FOUND = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """State one person of another unit's list."""

    code: str
    list_entry_id: int
    name: str
    birth_year: int | None
    cell_name: str
    unit_name: str

    @property
    def place(self) -> str:
        """Where they belong, as a receipt says it; an agency's cell is its own unit."""
        return ", ".join(dict.fromkeys((self.cell_name, self.unit_name)))


def find_visitors(
    actor: Actor, campaign_id: int, *, full_name: str, birth_year: int
) -> tuple[Visitor, ...]:
    """Return the people of other units' lists who bear this name and were born that year (V1).

    Raises:
        NotFound: no such campaign above the actor.

    """
    key = search_key(full_name)
    if not key:
        return ()
    return _visitors(
        actor,
        campaign_id,
        sa.and_(PartyMember.search_key == key, PartyMember.birth_year == birth_year),
    )


def known_elsewhere(
    unit: CampaignUnit, people: Collection[tuple[str, int]]
) -> frozenset[tuple[str, int]]:
    """Return which names (``search_key``) and years of birth other units' lists have, as they came.

    No place is told: who reads a file finds the person on the page for visitors (V1).
    """
    if not people:
        return frozenset()
    fold = folds()
    query = (
        sa.select(PartyMember.search_key, PartyMember.birth_year)
        .join(ListEntry, ListEntry.member_id == PartyMember.id)
        .outerjoin(fold.lines, fold.of_entry(ListEntry.id.expression))
        .where(
            ListEntry.campaign_id == unit.campaign_id,
            ListEntry.campaign_unit_id != unit.id,
            fold.counts(),
            PartyMember.search_key.in_({key for key, _year in people}),
        )
    )
    return frozenset(people) & {
        (row.search_key, row.birth_year) for row in db.session.execute(query)
    }


def visitor(actor: Actor, campaign_id: int, code: str, on: date | None = None) -> Visitor:
    """Return the person whom a form names by their code; names are those of a day.

    Raises:
        NotFound: no such campaign above the actor, or nobody of another unit's list has that code.

    """
    found = _visitors(actor, campaign_id, PartyMember.code == code, on)
    if not found:
        raise NotFound
    return found[0]


def _visitors(
    actor: Actor, campaign_id: int, condition: sa.ColumnElement[bool], on: date | None = None
) -> tuple[Visitor, ...]:
    campaign_line(actor, campaign_id)
    fold = folds()
    query = (
        sa.select(
            PartyMember.code,
            ListEntry.id,
            PartyMember.full_name,
            PartyMember.birth_year,
            ListEntry.cell_id,
            CampaignUnit.party_unit_id,
        )
        .join(PartyMember, PartyMember.id == ListEntry.member_id)
        .join(CampaignUnit, CampaignUnit.id == ListEntry.campaign_unit_id)
        .outerjoin(fold.lines, fold.of_entry(ListEntry.id.expression))
        .where(
            ListEntry.campaign_id == campaign_id,
            CampaignUnit.party_unit_id != actor.party_unit_id,
            fold.counts(),
            condition,
        )
        .order_by(PartyMember.sort_key, ListEntry.id)
        .limit(MOST_FOUND)
    )
    rows = db.session.execute(query).all()
    ids = sorted({unit_id for row in rows for unit_id in (row.cell_id, row.party_unit_id)})
    names = names_on(ids, (NameKind.ORGANISATION,), on)
    return tuple(
        Visitor(
            code=row.code,
            list_entry_id=row.id,
            name=row.full_name,
            birth_year=row.birth_year,
            cell_name=names.get((row.cell_id, NameKind.ORGANISATION), ""),
            unit_name=names.get((row.party_unit_id, NameKind.ORGANISATION), ""),
        )
        for row in rows
    )
