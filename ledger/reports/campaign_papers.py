"""Find the scans of the resolution or minutes that a campaign's levels rest on (A1)."""

from ledger.reports.attachments import KeptFile, files_of
from ledger.reports.campaigns import campaign_line
from ledger.reports.scope import Actor


def scans_of(campaign_id: int) -> tuple[KeptFile, ...]:
    """Return the scans of a campaign that the caller has loaded through a scope."""
    return files_of(f"campaign:{campaign_id}")


def scans_in_scope(actor: Actor, campaign_id: int) -> tuple[KeptFile, ...]:
    """Return the scans of a campaign.

    Raises:
        NotFound: no such campaign at, above or below the actor.

    """
    campaign_line(actor, campaign_id)
    return scans_of(campaign_id)
