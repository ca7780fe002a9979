"""Tell the world the totals and the target, once that is decided: nothing about anybody (I5).

P1  Shut until the last decision opens it; nobody logged in is needed to read it then.
P2  Money is in whole millions, rounded down, so that two looks do not tell what came between.
P3  A unit with fewer than three givers is told with others, never alone (``small_groups``).
"""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.models.campaigns import CampaignState
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.programmes import Programme
from ledger.models.public_pages import PublicAccess, PublicPageDecision
from ledger.models.users import Role, UserAccount
from ledger.reports.bulletins import Rounded, rounded_down
from ledger.reports.campaign_totals import sum_totals, unit_totals
from ledger.reports.campaigns import CampaignLine, campaigns_of
from ledger.reports.scope import Actor, named
from ledger.reports.small_groups import Group, fold_small
from ledger.reports.target_headlines import Headline, headline

MOST_DECISIONS = 50
MOST_YEARS = 5
"""How many campaigns the page tells of, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """One decision about the page, newest first."""

    id: int
    committee_id: int
    access: PublicAccess
    paper: str
    decided_on: date
    entered_at: datetime
    entered_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicUnit:
    """What a unit's people have given together."""

    name: str
    givers: int
    received: Rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPage:
    """Everything that the page says."""

    programme: str
    organisation: str
    legal_basis: str
    as_of: date
    campaign: CampaignLine
    asked: int
    given: int
    received: Rounded
    units: int
    units_without_money: int
    groups: tuple[PublicUnit, ...]
    rest_units: int
    """How many units stand together in the last line."""
    rest: PublicUnit | None
    target: Headline | None


def decisions_of(committee_id: int) -> tuple[DecisionLine, ...]:
    """Return the decisions about a committee's page, newest first."""
    query = (
        sa.select(PublicPageDecision, UserAccount.full_name)
        .join(UserAccount, UserAccount.id == PublicPageDecision.entered_by_id)
        .where(PublicPageDecision.committee_id == committee_id)
        .order_by(PublicPageDecision.id.desc())
        .limit(MOST_DECISIONS)
    )
    return tuple(_line(row, full_name) for row, full_name in db.session.execute(query))


def decision_in_force() -> DecisionLine | None:
    """Return the last decision about the page of this installation; one statement.

    An installation serves one committee with a programme, whose page it is.
    """
    query = (
        sa.select(PublicPageDecision, UserAccount.full_name)
        .join(UserAccount, UserAccount.id == PublicPageDecision.entered_by_id)
        .join(Programme, Programme.committee_id == PublicPageDecision.committee_id)
        .order_by(Programme.id, PublicPageDecision.id.desc())
        .limit(1)
    )
    row = db.session.execute(query).first()
    return _line(*row) if row else None


def public_page(committee_id: int) -> PublicPage | None:
    """Return what the page of a committee says, None before its first campaign has opened."""
    path, organisation, programme, legal_basis = db.session.execute(
        sa.select(
            PartyUnit.path,
            named(PartyUnit.id, NameKind.ORGANISATION),
            Programme.name,
            Programme.legal_basis,
        )
        .join(Programme, Programme.committee_id == PartyUnit.id)
        .where(PartyUnit.id == committee_id)
    ).one()
    reader = _reader(committee_id, path)
    line = next((one for one in campaigns_of(reader) if one.state is not CampaignState.DRAFT), None)
    if line is None:
        return None
    target = headline(reader)
    units = unit_totals(reader, line.id, line=line)
    totals = sum_totals(units)
    folded = fold_small(
        Group(
            name=unit.name,
            givers=unit.totals.given + unit.totals.given_unasked,
            amount_vnd=unit.totals.received_vnd,
        )
        for unit in units
        if unit.totals.received_vnd
    )
    return PublicPage(
        programme=programme,
        organisation=organisation,
        legal_basis=legal_basis,
        as_of=clock.today(),
        campaign=line,
        asked=totals.asked,
        given=totals.given,
        received=rounded_down(totals.received_vnd),
        units=len(units),
        units_without_money=sum(not unit.totals.received_vnd for unit in units),
        groups=tuple(
            PublicUnit(
                name=group.name, givers=group.givers, received=rounded_down(group.amount_vnd)
            )
            for group in folded.shown
        ),
        rest_units=folded.rest_groups,
        rest=PublicUnit(name="", givers=folded.rest_givers, received=rounded_down(folded.rest_vnd))
        if folded.rest_vnd
        else None,
        target=target if target and target.localities else None,
    )


def _reader(committee_id: int, path: str) -> Actor:
    """Return the world as a reader: it sees counts and sums of the committee's units."""
    return Actor(
        user_id=0,
        username="",
        full_name="",
        role=Role.PROPAGANDA_BOARD,
        party_unit_id=committee_id,
        path=path,
    )


def _line(row: PublicPageDecision, full_name: str) -> DecisionLine:
    return DecisionLine(
        id=row.id,
        committee_id=row.committee_id,
        access=row.access,
        paper=row.paper,
        decided_on=row.decided_on,
        entered_at=row.entered_at,
        entered_by=full_name,
    )
