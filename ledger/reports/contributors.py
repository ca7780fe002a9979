"""Find who may give to a unit: people of its list, and the contributors that it knows.

Both are searched inside the actor's own unit only, without marks and in any order of words.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from ledger.db import db
from ledger.errors import NotFound
from ledger.models.campaigns import CampaignUnit
from ledger.models.contributions import Contribution
from ledger.models.contributors import Contributor, ContributorKind
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import PartyMember
from ledger.models.party_units import NameKind
from ledger.names import search_key
from ledger.reports.campaign_totals import signed_vnd
from ledger.reports.persons import folds
from ledger.reports.scope import Actor, names_on

MOST_FOUND = 20
FEWEST_LETTERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedGiver:
    """State a person of the list; ``asked_vnd`` None: no level, ``given_vnd`` so far, in đồng."""

    entry_id: int
    cell_id: int
    name: str
    birth_year: int | None
    cell_name: str
    asked_vnd: int | None
    given_vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownContributor:
    """State a contributor that the unit knows."""

    contributor_id: int
    kind: ContributorKind
    name: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """State what a search found; ``more`` says that there are others."""

    listed: tuple[ListedGiver, ...] = ()
    known: tuple[KnownContributor, ...] = ()
    more: bool = False


def is_searchable(typed: str) -> bool:
    """Say whether there are enough letters to search for."""
    return len(search_key(typed).replace(" ", "")) >= FEWEST_LETTERS


def find_givers(actor: Actor, campaign_id: int, typed: str) -> Found:
    """Search a campaign's list and the known contributors by name; three statements at most."""
    if not is_searchable(typed):
        return Found()
    listed = _listed(actor, campaign_id, _matches(PartyMember.search_key, typed))
    known = find_known(actor, typed)
    return Found(
        listed=tuple(listed[:MOST_FOUND]),
        known=tuple(known[:MOST_FOUND]),
        more=max(len(listed), len(known)) > MOST_FOUND,
    )


def find_known(actor: Actor, typed: str) -> list[KnownContributor]:
    """Search the contributors that the actor's own unit knows, one more than are shown."""
    if not is_searchable(typed):
        return []
    query = (
        sa.select(Contributor)
        .where(
            Contributor.party_unit_id == actor.party_unit_id,
            Contributor.kind != ContributorKind.ANONYMOUS,
            _matches(Contributor.search_key, typed),
        )
        .order_by(Contributor.search_key, Contributor.id)
        .limit(MOST_FOUND + 1)
    )
    return [_known(row) for row in db.session.scalars(query)]


def listed_giver(actor: Actor, campaign_id: int, entry_id: int) -> ListedGiver:
    """Return one person of the list of the actor's own unit.

    Raises:
        NotFound: no such line, or another unit's.

    """
    found = _listed(actor, campaign_id, ListEntry.id == entry_id)
    if not found:
        raise NotFound
    return found[0]


def known_contributor(actor: Actor, contributor_id: int) -> KnownContributor:
    """Return one contributor that the actor's own unit knows.

    Raises:
        NotFound: no such contributor, or another unit's.

    """
    query = sa.select(Contributor).where(
        Contributor.id == contributor_id, Contributor.party_unit_id == actor.party_unit_id
    )
    contributor = db.session.scalar(query)
    if contributor is None:
        raise NotFound
    return _known(contributor)


def _matches(key: sa.orm.InstrumentedAttribute[str], typed: str) -> sa.ColumnElement[bool]:
    padded = sa.literal(" ") + key
    words = search_key(typed).split()
    return sa.and_(*(padded.contains(f" {word}", autoescape=True) for word in words))


def _listed(actor: Actor, campaign_id: int, condition: sa.ColumnElement[bool]) -> list[ListedGiver]:
    fold, gifts = folds(), folds("gifts")
    folded = sa.select(gifts.lines.c.entry_id).where(
        gifts.lines.c.counted_id == ListEntry.id, gifts.lines.c.entry_id != ListEntry.id
    )
    given, given_as_another = (
        sa.select(sa.func.coalesce(sa.func.sum(signed_vnd()), 0))
        .where(line)
        .correlate(ListEntry)
        .scalar_subquery()
        for line in (
            Contribution.list_entry_id == ListEntry.id,
            Contribution.list_entry_id.in_(folded.correlate(ListEntry)),
        )
    )
    query = (
        sa.select(
            ListEntry.id,
            ListEntry.cell_id,
            PartyMember.full_name,
            PartyMember.birth_year,
            ListEntry.asked_vnd,
            (given + given_as_another).label("given_vnd"),
        )
        .join(PartyMember, PartyMember.id == ListEntry.member_id)
        .join(CampaignUnit, CampaignUnit.id == ListEntry.campaign_unit_id)
        .outerjoin(fold.lines, fold.of_entry(ListEntry.id.expression))
        .where(
            fold.counts(),
            ListEntry.campaign_id == campaign_id,
            CampaignUnit.party_unit_id == actor.party_unit_id,
            condition,
        )
        .order_by(PartyMember.sort_key, ListEntry.id)
        .limit(MOST_FOUND + 1)
    )
    rows = db.session.execute(query).all()
    names = names_on(sorted({row.cell_id for row in rows}), (NameKind.ORGANISATION,))
    return [
        ListedGiver(
            entry_id=row.id,
            cell_id=row.cell_id,
            name=row.full_name,
            birth_year=row.birth_year,
            cell_name=names.get((row.cell_id, NameKind.ORGANISATION), ""),
            asked_vnd=row.asked_vnd,
            given_vnd=int(row.given_vnd),
        )
        for row in rows
    ]


def _known(contributor: Contributor) -> KnownContributor:
    return KnownContributor(
        contributor_id=contributor.id,
        kind=contributor.kind,
        name=contributor.name,
        place=contributor.place,
    )
