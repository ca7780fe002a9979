"""State one unit of a campaign: by which terms its members are asked, and who set them."""

from dataclasses import dataclass

import sqlalchemy as sa

from ledger.db import db
from ledger.errors import NotFound
from ledger.models.books import Book, Rule
from ledger.models.campaigns import Campaign, CampaignState, CampaignUnit
from ledger.models.party_units import NameKind, PartyUnit
from ledger.reports.campaigns import CampaignFacts, campaign_facts
from ledger.reports.scope import Actor, name_on, within
from ledger.wages import Divisor


@dataclass(frozen=True, slots=True, kw_only=True)
class LastTerms:
    """State what the unit set the year before, offered again to be confirmed (A2)."""

    year: int
    suggested_vnd: int | None
    suggested_by: str
    divisor: Divisor | None
    floor_vnd: int | None
    override_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitTerms:
    """State a unit's terms; None is as in the campaign, amounts are in đồng."""

    campaign: CampaignFacts
    campaign_unit_id: int
    unit_id: int
    unit_name: str
    rule: Rule
    suggested_vnd: int | None
    suggested_by: str
    divisor: Divisor | None
    floor_vnd: int | None
    override_reason: str
    last: LastTerms | None
    """What is offered again: only of a draft for which the unit has set nothing yet."""

    @property
    def days(self) -> int:
        """By how many days a month's pay is divided here."""
        return (self.divisor or self.campaign.divisor).days(self.campaign.pay_month)

    @property
    def least_vnd(self) -> int:
        """The least that is asked of members in work; 0: there is no such floor."""
        return self.campaign.floor_vnd if self.floor_vnd is None else self.floor_vnd


def unit_terms(actor: Actor, campaign_id: int, unit_id: int) -> UnitTerms:
    """Return the terms of one unit of a campaign.

    Raises:
        NotFound: no such campaign, or no such unit of it in the actor's scope.

    """
    campaign = campaign_facts(actor, campaign_id)
    query = (
        sa.select(CampaignUnit, Book.rule)
        .join(PartyUnit, PartyUnit.id == CampaignUnit.party_unit_id)
        .join(Book, Book.id == CampaignUnit.book_id)
        .where(
            CampaignUnit.campaign_id == campaign_id,
            CampaignUnit.party_unit_id == unit_id,
            within(actor),
        )
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    unit, rule = row
    return UnitTerms(
        campaign=campaign,
        campaign_unit_id=unit.id,
        unit_id=unit_id,
        unit_name=name_on(unit_id, NameKind.ORGANISATION),
        rule=rule,
        suggested_vnd=unit.suggested_vnd,
        suggested_by=unit.suggested_by,
        divisor=unit.divisor,
        floor_vnd=unit.floor_vnd,
        override_reason=unit.override_reason,
        last=_last(campaign, unit) if _is_untouched(campaign, unit) else None,
    )


def _is_untouched(campaign: CampaignFacts, unit: CampaignUnit) -> bool:
    own = (unit.suggested_vnd, unit.divisor, unit.floor_vnd)
    return campaign.line.state is CampaignState.DRAFT and own == (None, None, None)


def _last(campaign: CampaignFacts, unit: CampaignUnit) -> LastTerms | None:
    """Return what the unit set for the newest campaign before, if it set anything."""
    query = (
        sa.select(CampaignUnit, Campaign.year)
        .join(Campaign, Campaign.id == CampaignUnit.campaign_id)
        .where(
            CampaignUnit.party_unit_id == unit.party_unit_id,
            Campaign.committee_id == campaign.committee_id,
            Campaign.year < campaign.line.year,
        )
        .order_by(Campaign.year.desc())
        .limit(1)
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        return None
    before, year = row
    if (before.suggested_vnd, before.divisor, before.floor_vnd) == (None, None, None):
        return None
    return LastTerms(
        year=year,
        suggested_vnd=before.suggested_vnd,
        suggested_by=before.suggested_by,
        divisor=before.divisor,
        floor_vnd=before.floor_vnd,
        override_reason=before.override_reason,
    )
