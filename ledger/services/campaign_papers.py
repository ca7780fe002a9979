"""Keep the paper that a campaign's levels rest on: the resolution or the minutes, as scanned (A1)."""

import sqlalchemy as sa

from ledger.db import db
from ledger.errors import NotFound
from ledger.intake.attachments import TakenFile
from ledger.models.campaigns import Campaign
from ledger.reports.scope import Actor, require_role
from ledger.services.attachments import keep_attachment
from ledger.services.campaigns import CAMPAIGNERS


def add_scan(actor: Actor, campaign_id: int, scan: TakenFile) -> None:
    """Keep one more scan of a campaign's resolution. Flushes.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such campaign of the actor's own committee.

    """
    require_role(actor, *CAMPAIGNERS)
    query = sa.select(Campaign.id).where(
        Campaign.id == campaign_id, Campaign.committee_id == actor.party_unit_id
    )
    if db.session.scalar(query) is None:
        raise NotFound
    owner = f"campaign:{campaign_id}"
    keep_attachment(actor, party_unit_id=actor.party_unit_id, file=scan, owner=owner)
