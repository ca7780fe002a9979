"""Safe figures for Ban Tuyên giáo: dated, rounded down, nobody's amount (I4).

B1  Money is told in whole millions of đồng, never more than there is; what was cut off is said
    by «hơn».
B2  The figures say how many units have not begun to report, so that nobody takes them for all.
"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger import clock
from ledger.db import db
from ledger.models.books import Rule
from ledger.models.houses import House, HouseStatus
from ledger.models.housing_needs import NeedKind
from ledger.models.party_units import PartyUnit
from ledger.models.prior_facts import PriorFact
from ledger.reports.campaign_totals import Totals, sum_totals, unit_totals
from ledger.reports.campaigns import CampaignLine, campaign_line
from ledger.reports.organs import Organs, organs_on
from ledger.reports.rollout import propaganda_by_unit
from ledger.reports.scope import Actor, within

MILLION_VND = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounded:
    """A sum of money as it may be published: whole millions, and whether there is more."""

    millions: int
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """The figures of one day."""

    campaign: CampaignLine
    as_of: date
    names: Organs
    units: int
    units_with_money: int
    totals: Totals
    received: Rounded
    kept: Rounded
    """What communes and towns use at home."""
    remitted: Rounded
    """What agency units have collected for the office."""
    propaganda: int
    """How many things the units have done to make the campaign known."""
    units_with_propaganda: int
    houses: int
    """Houses handed over, in whatever year."""

    @property
    def units_without_money(self) -> int:
        """How many units have no figure yet."""
        return self.units - self.units_with_money

    @property
    def percent(self) -> int:
        """The share of those asked who have given, rounded down."""
        return 100 * self.totals.given // (self.totals.asked or 1)


def rounded_down(amount_vnd: int) -> Rounded:
    """Return a sum in whole millions, never more than it is (B1)."""
    return Rounded(millions=amount_vnd // MILLION_VND, more=amount_vnd % MILLION_VND > 0)


def bulletin(actor: Actor, campaign_id: int) -> Bulletin:
    """Return the figures of a campaign as of today.

    Raises:
        NotFound: no such campaign at, above or below the actor.

    """
    line = campaign_line(actor, campaign_id)
    units = unit_totals(actor, campaign_id, line=line)
    told = propaganda_by_unit(campaign_id)
    own = [told[unit.unit_id][1] for unit in units if unit.unit_id in told]
    keeping = [unit.totals.received_vnd for unit in units if unit.rule is Rule.KEEP]
    totals = sum_totals(units)
    return Bulletin(
        campaign=line,
        as_of=clock.today(),
        names=organs_on(actor.party_unit_id),
        units=len(units),
        units_with_money=sum(unit.totals.received_vnd > 0 for unit in units),
        totals=totals,
        received=rounded_down(totals.received_vnd),
        kept=rounded_down(sum(keeping)),
        remitted=rounded_down(totals.received_vnd - sum(keeping)),
        propaganda=sum(own),
        units_with_propaganda=len(own),
        houses=_houses(actor),
    )


def _houses(actor: Actor) -> int:
    """Count new houses handed over, and those that papers tell of from before the software."""
    handed_over = (
        sa.select(sa.func.count())
        .select_from(House)
        .join(PartyUnit, PartyUnit.id == House.party_unit_id)
        .where(
            within(actor),
            House.status == HouseStatus.HANDED_OVER,
            sa.or_(House.kind.is_(None), House.kind != NeedKind.REPAIR),
        )
        .scalar_subquery()
    )
    later = aliased(PriorFact)
    before = (
        sa.select(sa.func.coalesce(sa.func.sum(PriorFact.houses), 0))
        .select_from(PriorFact)
        .join(PartyUnit, PartyUnit.id == PriorFact.party_unit_id)
        .where(within(actor), ~sa.exists().where(later.replaces_id == PriorFact.id))
        .scalar_subquery()
    )
    return int(db.session.scalars(sa.select(handed_over + before)).one())
