"""State campaigns, their windows, and what each unit was asked and gave: counts and money.

C1  Nothing here names a member or tells what one was asked or gave; ``lists`` does, inside a unit.
C2  A window is ``[starts_on, effective_end)``; an extension moves its end. Money received on or
    after the end is late: it is derived from the dates, never stored.
C3  A person counts at the unit whose list they are on, wherever they gave; money counts at the
    unit whose purse took it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from ledger.db import db
from ledger.errors import NotFound
from ledger.models.base_pay import BasePay
from ledger.models.campaigns import Campaign, CampaignExtension, CampaignState
from ledger.models.party_units import PartyUnit
from ledger.models.programmes import Programme
from ledger.reports.scope import Actor, within
from ledger.wages import Divisor, Rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignLine:
    """State a campaign as lists and headings show it; ``ends_on`` is the last day."""

    id: int
    year: int
    title: str
    state: CampaignState
    starts_on: date
    ends_on: date

    @property
    def effective_end(self) -> date:
        """The first day on which money is late."""
        return self.ends_on + timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """State one extension of a window; ``ends_on`` is the new last day."""

    paper: str
    issued_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFacts:
    """State everything that a campaign's page says about it."""

    line: CampaignLine
    committee_id: int
    programme_name: str
    legal_basis: str
    resolution: str
    first_ends_on: date
    pay_month: date
    base_pay_vnd: int | None
    divisor: Divisor
    rounding: Rounding
    floor_vnd: int
    hand_in_on: date
    opened_at: datetime | None
    closed_at: datetime | None
    extensions: tuple[Extension, ...]


def effective_end(campaign: Campaign) -> date:
    """Return the first day after a campaign's window, extensions included (C2)."""
    latest = db.session.scalar(
        sa.select(sa.func.max(CampaignExtension.ends_before)).where(
            CampaignExtension.campaign_id == campaign.id
        )
    )
    return max(campaign.ends_before, latest) if latest else campaign.ends_before


def campaigns_of(actor: Actor) -> tuple[CampaignLine, ...]:
    """Return the campaigns of the committees at, above and below the actor, newest first."""
    query = _lines().where(_readable(actor)).order_by(Campaign.year.desc(), Campaign.id.desc())
    return tuple(_line(*row) for row in db.session.execute(query))


def current(actor: Actor) -> CampaignLine | None:
    """Return the newest open campaign, if there is one."""
    return next(
        (line for line in campaigns_of(actor) if line.state is CampaignState.OPEN),
        None,
    )


def campaign_line(actor: Actor, campaign_id: int) -> CampaignLine:
    """Return one campaign's heading.

    Raises:
        NotFound: no such campaign at, above or below the actor.

    """
    row = db.session.execute(_lines().where(Campaign.id == campaign_id, _readable(actor))).first()
    if row is None:
        raise NotFound
    return _line(*row)


def campaign_facts(actor: Actor, campaign_id: int) -> CampaignFacts:
    """Return what a campaign's page says.

    Raises:
        NotFound: no such campaign at, above or below the actor.

    """
    base_pay_vnd = (
        sa.select(BasePay.amount_vnd)
        .where(BasePay.starts_on <= Campaign.pay_month)
        .order_by(BasePay.starts_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        sa.select(Campaign, Programme.name, base_pay_vnd)
        .join(Programme, Programme.id == Campaign.programme_id)
        .join(PartyUnit, PartyUnit.id == Campaign.committee_id)
        .where(Campaign.id == campaign_id, _readable(actor))
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    campaign, programme_name, base_pay_vnd_then = row
    extensions = _extensions(campaign_id)
    ends_on = extensions[-1].ends_on if extensions else _last_day(campaign.ends_before)
    return CampaignFacts(
        line=CampaignLine(
            id=campaign.id,
            year=campaign.year,
            title=campaign.title,
            state=campaign.state,
            starts_on=campaign.starts_on,
            ends_on=ends_on,
        ),
        committee_id=campaign.committee_id,
        programme_name=programme_name,
        legal_basis=campaign.legal_basis,
        resolution=campaign.resolution,
        first_ends_on=_last_day(campaign.ends_before),
        pay_month=campaign.pay_month,
        base_pay_vnd=base_pay_vnd_then,
        divisor=campaign.divisor,
        rounding=campaign.rounding,
        floor_vnd=campaign.floor_vnd,
        hand_in_on=campaign.hand_in_on,
        opened_at=campaign.opened_at,
        closed_at=campaign.closed_at,
        extensions=extensions,
    )


def _extensions(campaign_id: int) -> tuple[Extension, ...]:
    rows = db.session.scalars(
        sa.select(CampaignExtension)
        .where(CampaignExtension.campaign_id == campaign_id)
        .order_by(CampaignExtension.ends_before)
    )
    return tuple(
        Extension(paper=row.paper, issued_on=row.issued_on, ends_on=_last_day(row.ends_before))
        for row in rows
    )


def _readable(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition that a campaign's committee stands at, above or below the actor."""
    above = [int(part) for part in actor.path.strip("/").split("/")]
    return sa.or_(Campaign.committee_id.in_(above), within(actor))


def _lines() -> sa.Select[int, int, str, CampaignState, date, date, date | None]:
    latest = (
        sa.select(sa.func.max(CampaignExtension.ends_before))
        .where(CampaignExtension.campaign_id == Campaign.id)
        .scalar_subquery()
    )
    return sa.select(
        Campaign.id,
        Campaign.year,
        Campaign.title,
        Campaign.state,
        Campaign.starts_on,
        Campaign.ends_before,
        latest.label("extended"),
    ).join(PartyUnit, PartyUnit.id == Campaign.committee_id)


def _line(
    id_: int,
    year: int,
    title: str,
    state: CampaignState,
    starts_on: date,
    ends_before: date,
    extended: date | None,
) -> CampaignLine:
    return CampaignLine(
        id=id_,
        year=year,
        title=title,
        state=state,
        starts_on=starts_on,
        ends_on=_last_day(max(ends_before, extended or ends_before)),
    )


def _last_day(ends_before: date) -> date:
    return ends_before - timedelta(days=1)
