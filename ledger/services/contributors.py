"""Know who gives: people of the list, and the staff, households, businesses beside it."""

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
    name = ANONYMOUS_NAME if new.kind is ContributorKind.ANONYMOUS else new.name
    key = search_key(name)
    query = (
        sa.select(Contributor)
        .where(
            Contributor.party_unit_id == party_unit_id,
            Contributor.search_key == key,
            Contributor.kind == new.kind,
            Contributor.name == name,
            Contributor.place == new.place,
        )
        .order_by(Contributor.id)
        .limit(1)
    )
    contributor = db.session.scalar(query)
    if contributor is None:
        contributor = Contributor(
            party_unit_id=party_unit_id,
            kind=new.kind,
            name=name,
            search_key=key,
            place=new.place,
        )
        db.session.add(contributor)
        db.session.flush()
    return contributor


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
