"""Know who gives: people of the list, and the staff, households, businesses beside it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ledger.book.rules import Party
from ledger.db import db
from ledger.errors import NotFound
from ledger.models.contributors import Contributor, ContributorKind
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import PartyMember
from ledger.models.party_units import NameKind, PartyUnit
from ledger.names import search_key
from ledger.reports.scope import Actor, names_on, within

ANONYMOUS_NAME = "Người ủng hộ không nêu tên"
"""What a receipt says where the giver wants no name on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContributor:
    """Somebody who gives to a unit for the first time; the name is ignored if anonymous."""

    kind: ContributorKind
    name: str
    place: str = ""


def find_or_add(party_unit_id: int, new: NewContributor) -> Contributor:
    """Return the unit's contributor of that kind, name and place; add one if there is none."""
    return find_or_add_all(party_unit_id, [new])[0]


def find_or_add_all(party_unit_id: int, wanted: Sequence[NewContributor]) -> list[Contributor]:
    """Return a unit's contributors in the order asked for; add those that there are not."""
    keys = [(new.kind, _name_of(new), new.place) for new in wanted]
    there = _known_as(party_unit_id, keys)
    missing = [
        {"party_unit_id": party_unit_id, "kind": kind, "name": name, "place": place,
         "search_key": search_key(name)}
        for kind, name, place in dict.fromkeys(keys)
        if (kind, name, place) not in there
    ]  # fmt: skip
    if missing:
        db.session.execute(sa.insert(Contributor), missing)
        there = _known_as(party_unit_id, keys)
    return [there[key] for key in keys]


def _known_as(
    party_unit_id: int, keys: Collection[tuple[ContributorKind, str, str]]
) -> dict[tuple[ContributorKind, str, str], Contributor]:
    """Return a unit's contributors by kind, name and place; the oldest where there are two."""
    names = {name for _, name, _ in keys}
    query = (
        sa.select(Contributor)
        .where(
            Contributor.party_unit_id == party_unit_id,
            Contributor.search_key.in_({search_key(name) for name in names}),
            Contributor.name.in_(names),
        )
        .order_by(Contributor.id.desc())
    )
    return {(row.kind, row.name, row.place): row for row in db.session.scalars(query)}


def _name_of(new: NewContributor) -> str:
    return ANONYMOUS_NAME if new.kind is ContributorKind.ANONYMOUS else new.name


def known(party_unit_id: int, contributor_id: int) -> Contributor:
    """Return a contributor that the unit knows.

    Raises:
        NotFound: no such contributor, or another unit's.

    """
    query = sa.select(Contributor).where(
        Contributor.id == contributor_id, Contributor.party_unit_id == party_unit_id
    )
    contributor = db.session.scalar(query)
    if contributor is None:
        raise NotFound
    return contributor


def listed_party(actor: Actor, campaign_id: int, list_entry_id: int, on: date) -> Party:
    """Return a person of the campaign's list as a receipt names them: the name and the cell.

    Raises:
        NotFound: no such line, or of a cell outside the actor's scope.

    """
    query = (
        sa.select(PartyMember.full_name, ListEntry.cell_id)
        .join(PartyMember, PartyMember.id == ListEntry.member_id)
        .join(PartyUnit, PartyUnit.id == ListEntry.cell_id)
        .where(ListEntry.id == list_entry_id, ListEntry.campaign_id == campaign_id, within(actor))
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    cell_name = names_on([row.cell_id], (NameKind.ORGANISATION,), on)
    return Party(name=row.full_name, place=cell_name.get((row.cell_id, NameKind.ORGANISATION), ""))
