"""Read commendations, and propose collectives by facts: never by an amount."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger.db import db
from ledger.errors import NotFound
from ledger.models.commendations import Commendation, RecipientKind
from ledger.models.list_entries import ListEntry
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.users import UserAccount
from ledger.reports.campaign_totals import unit_totals
from ledger.reports.campaigns import CampaignLine, campaign_line
from ledger.reports.home import COLLECTING
from ledger.reports.persons import folds, given_by_line
from ledger.reports.scope import Actor, name_on, names_on, within

MOST_LINES = 200
"""How many commendations a page shows; a campaign has few."""
MOST_VERSIONS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class CommendationLine:
    """One commendation as its paper says."""

    id: int
    unit_id: int
    unit_name: str
    recipient_kind: RecipientKind
    recipient: str
    form: str
    issuer: str
    number: str
    decided_on: date
    merit: str
    withdrawn: str
    """Why it was taken off the list; empty: it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A collective of which everybody who was asked has given."""

    unit_id: int
    name: str
    asked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommendationPage:
    """The commendations of a campaign, and who may be proposed."""

    campaign: CampaignLine
    lines: tuple[CommendationLine, ...]
    withdrawn: tuple[CommendationLine, ...]
    """What was taken off the list."""
    proposals: tuple[Proposal, ...]

    @property
    def collectives(self) -> int:
        """How many collectives are commended."""
        return sum(line.recipient_kind is RecipientKind.COLLECTIVE for line in self.lines)

    @property
    def people(self) -> int:
        """How many people are commended."""
        return len(self.lines) - self.collectives


@dataclass(frozen=True, slots=True, kw_only=True)
class CommendationVersion:
    """One version of a commendation, newest first."""

    id: int
    recipient: str
    form: str
    number: str
    decided_on: date
    recorded_at: datetime
    recorded_by: str
    withdrawn: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommendationFacts:
    """One commendation with its earlier versions."""

    campaign_id: int
    line: CommendationLine
    versions: tuple[CommendationVersion, ...]


def commendations_of(actor: Actor, campaign_id: int) -> CommendationPage:
    """Return the commendations of a scope, those taken off apart, and proposals without one.

    Raises:
        NotFound: no such campaign at, above or below the actor.

    """
    campaign = campaign_line(actor, campaign_id)
    later = aliased(Commendation)
    query = (
        sa.select(Commendation)
        .join(PartyUnit, PartyUnit.id == Commendation.party_unit_id)
        .where(
            Commendation.campaign_id == campaign_id,
            ~sa.exists().where(later.replaces_id == Commendation.id),
            within(actor),
        )
        .order_by(Commendation.recipient_kind, Commendation.decided_on, Commendation.id)
        .limit(MOST_LINES)
    )
    rows = list(db.session.scalars(query))
    names = names_on(sorted({row.party_unit_id for row in rows}), (NameKind.ORGANISATION,))
    lines = tuple(
        _line(row, names.get((row.party_unit_id, NameKind.ORGANISATION), "")) for row in rows
    )
    standing = tuple(line for line in lines if not line.withdrawn)
    collectives = (one for one in standing if one.recipient_kind is RecipientKind.COLLECTIVE)
    have = {one.unit_id for one in collectives}
    proposals = (
        _whole_cells(actor, campaign_id)
        if actor.role in COLLECTING
        else _whole_units(actor, campaign)
    )
    return CommendationPage(
        campaign=campaign,
        lines=standing,
        withdrawn=tuple(line for line in lines if line.withdrawn),
        proposals=tuple(one for one in proposals if one.unit_id not in have),
    )


def commendation_facts(actor: Actor, commendation_id: int) -> CommendationFacts:
    """Return a commendation and what it was before.

    Raises:
        NotFound: no such commendation in the actor's scope.

    """
    row = db.session.scalar(
        sa.select(Commendation)
        .join(PartyUnit, PartyUnit.id == Commendation.party_unit_id)
        .where(Commendation.id == commendation_id, within(actor))
    )
    if row is None:
        raise NotFound
    return CommendationFacts(
        campaign_id=row.campaign_id,
        line=_line(row, name_on(row.party_unit_id, NameKind.ORGANISATION)),
        versions=_versions(row.id),
    )


def units_to_commend(actor: Actor) -> tuple[tuple[int, str], ...]:
    """Return the units that the actor may commend: one's own cells, or the units below."""
    below = PartyUnit.parent_id == actor.party_unit_id
    own = PartyUnit.id == actor.party_unit_id
    query = (
        sa.select(PartyUnit.id)
        .where(sa.or_(own, below), within(actor), PartyUnit.ends_before.is_(None))
        .order_by(sa.func.length(PartyUnit.path), PartyUnit.position, PartyUnit.id)
    )
    ids = list(db.session.scalars(query))
    names = names_on(ids, (NameKind.ORGANISATION,))
    return tuple((id_, names.get((id_, NameKind.ORGANISATION), "")) for id_ in ids)


def _whole_units(actor: Actor, campaign: CampaignLine) -> tuple[Proposal, ...]:
    return tuple(
        Proposal(unit_id=unit.unit_id, name=unit.name, asked=unit.totals.asked)
        for unit in unit_totals(actor, campaign.id, line=campaign)
        if unit.totals.asked and not unit.totals.not_yet
    )


def _whole_cells(actor: Actor, campaign_id: int) -> tuple[Proposal, ...]:
    """Return the cells in scope where everybody who is asked has given."""
    given, fold = given_by_line(campaign_id), folds()
    gave = sa.case((given.c.given_vnd > 0, 1))
    query = (
        sa.select(PartyUnit.id, sa.func.count())
        .select_from(ListEntry)
        .join(PartyUnit, PartyUnit.id == ListEntry.cell_id)
        .outerjoin(given, given.c.entry_id == ListEntry.id)
        .outerjoin(fold.lines, fold.of_entry(ListEntry.id.expression))
        .where(
            ListEntry.campaign_id == campaign_id,
            ListEntry.not_asked_reason.is_(None),
            within(actor),
            fold.counts(),
        )
        .group_by(PartyUnit.id, PartyUnit.position)
        .having(sa.func.count() == sa.func.count(gave))
        .order_by(PartyUnit.position, PartyUnit.id)
    )
    rows = db.session.execute(query).all()
    names = names_on([row[0] for row in rows], (NameKind.ORGANISATION,))
    return tuple(
        Proposal(unit_id=id_, name=names.get((id_, NameKind.ORGANISATION), ""), asked=asked)
        for id_, asked in rows
    )


def _line(row: Commendation, unit_name: str) -> CommendationLine:
    return CommendationLine(
        id=row.id,
        unit_id=row.party_unit_id,
        unit_name=unit_name,
        recipient_kind=row.recipient_kind,
        recipient=row.recipient,
        form=row.form,
        issuer=row.issuer,
        number=row.number,
        decided_on=row.decided_on,
        merit=row.merit,
        withdrawn=row.withdrawn,
    )


def _versions(commendation_id: int) -> tuple[CommendationVersion, ...]:
    """Walk back from a commendation to what it replaced, in one statement."""
    chain = (
        sa.select(Commendation.id, Commendation.replaces_id)
        .where(Commendation.id == commendation_id)
        .cte("chain", recursive=True)
    )
    earlier = aliased(Commendation)
    chain = chain.union_all(
        sa.select(earlier.id, earlier.replaces_id).where(earlier.id == chain.c.replaces_id)
    )
    query = (
        sa.select(Commendation, UserAccount.full_name)
        .join(chain, chain.c.id == Commendation.id)
        .join(UserAccount, UserAccount.id == Commendation.recorded_by_id)
        .order_by(Commendation.id.desc())
        .limit(MOST_VERSIONS)
    )
    return tuple(
        CommendationVersion(
            id=row.id,
            recipient=row.recipient,
            form=row.form,
            number=row.number,
            decided_on=row.decided_on,
            recorded_at=row.recorded_at,
            recorded_by=full_name,
            withdrawn=row.withdrawn,
        )
        for row, full_name in db.session.execute(query)
    )
