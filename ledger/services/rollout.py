"""Set the days by which units report, for each campaign and item (H0)."""

from datetime import date, timedelta

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.errors import NotFound, RuleBroken
from ledger.models.campaigns import Campaign
from ledger.models.party_units import PartyUnit
from ledger.models.rollout import RolloutDeadline, RolloutItem
from ledger.models.users import Role
from ledger.reports.rollout import deadlines_of
from ledger.reports.scope import Actor, require_role, within
from ledger.services import audit

FARTHEST = timedelta(days=366)
"""A deadline farther from its campaign's first day is most likely a wrong year."""


def set_deadlines(
    actor: Actor, campaign_id: int, *, paper: str, due: dict[RolloutItem, date | None]
) -> int:
    """Set a campaign's deadlines by a paper; return how many of them are new.

    What is as it was stays; an item without a day keeps the one it has.

    Raises:
        NotAllowed: the actor is not Ban Tổ chức.
        NotFound: no such campaign in the actor's scope.
        RuleBroken: a day too far from the campaign.

    """
    require_role(actor, Role.ORGANISATION_BOARD)
    campaign = _campaign(actor, campaign_id)
    known = deadlines_of(campaign_id)
    new = {
        item: day
        for item, day in due.items()
        if day and (item not in known or known[item].due_on != day)
    }
    for item, day in new.items():
        if abs(day - campaign.starts_on) > FARTHEST:
            raise RuleBroken("Hạn này quá xa đợt vận động; hãy kiểm tra lại năm.", field=item.value)
    for item, day in new.items():
        db.session.add(
            RolloutDeadline(
                campaign_id=campaign_id,
                item=item,
                due_on=day,
                paper=paper,
                set_by_id=actor.user_id,
                set_at=clock.now(),
            )
        )
        audit.record(
            actor,
            "rollout.set_deadline",
            f"campaign:{campaign_id}",
            party_unit_id=campaign.committee_id,
            before={item.value: known[item].due_on.isoformat()} if item in known else None,
            after={item.value: day.isoformat(), "paper": paper},
        )
    db.session.flush()
    return len(new)


def _campaign(actor: Actor, campaign_id: int) -> Campaign:
    query = (
        sa.select(Campaign)
        .join(PartyUnit, PartyUnit.id == Campaign.committee_id)
        .where(Campaign.id == campaign_id, within(actor))
    )
    campaign = db.session.scalar(query)
    if campaign is None:
        raise NotFound
    return campaign
