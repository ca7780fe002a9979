"""Give every cell and person of a unit's list a reference for their transfers, once and for good."""

import secrets
from collections.abc import Collection

import sqlalchemy as sa

from ledger import clock, references
from ledger.db import db
from ledger.errors import CampaignNotOpen, NotFound
from ledger.models.bank_references import BankReference
from ledger.models.campaigns import Campaign, CampaignState, CampaignUnit
from ledger.models.list_entries import ListEntry
from ledger.reports.scope import Actor
from ledger.services import audit
from ledger.services.purses import lock_purse
from ledger.services.treasurers import require_treasurer

_ROOMY = 5
"""A year's numbers get a digit more when more than a fifth of them are given out."""


def assign_references(actor: Actor, campaign_id: int) -> int:
    """Give references to whoever of the actor's own unit has none; return how many were given.

    Raises:
        NotAllowed, NotFound, CampaignNotOpen.

    """
    require_treasurer(actor)
    lock_purse(actor)
    row = db.session.execute(
        sa.select(Campaign, CampaignUnit.id)
        .join(CampaignUnit, CampaignUnit.campaign_id == Campaign.id)
        .where(Campaign.id == campaign_id, CampaignUnit.party_unit_id == actor.party_unit_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    campaign, campaign_unit_id = row
    if campaign.state is CampaignState.DRAFT:
        raise CampaignNotOpen(campaign.year)
    wanted = [*_bare_cells(campaign_unit_id), *_bare_entries(campaign_unit_id)]
    if not wanted:
        return 0
    codes = _fresh_codes(campaign.year, len(wanted))
    made_at = clock.now()
    rows = [
        {
            "campaign_unit_id": campaign_unit_id,
            "list_entry_id": entry_id,
            "cell_id": cell_id,
            "code": code,
            "made_at": made_at,
        }
        for (entry_id, cell_id), code in zip(wanted, codes, strict=True)
    ]
    db.session.execute(sa.insert(BankReference), rows)
    audit.record(
        actor,
        "bank_references.assign",
        f"campaign_unit:{campaign_unit_id}",
        party_unit_id=actor.party_unit_id,
        after={"references": len(rows)},
    )
    return len(rows)


def _bare_cells(campaign_unit_id: int) -> list[tuple[int | None, int | None]]:
    """Return the cells of a unit's list without a reference, in a fixed order."""
    taken = sa.select(BankReference.cell_id).where(
        BankReference.campaign_unit_id == campaign_unit_id, BankReference.cell_id.is_not(None)
    )
    query = (
        sa.select(ListEntry.cell_id)
        .where(ListEntry.campaign_unit_id == campaign_unit_id, ListEntry.cell_id.not_in(taken))
        .distinct()
        .order_by(ListEntry.cell_id)
    )
    return [(None, cell_id) for cell_id in db.session.scalars(query)]


def _bare_entries(campaign_unit_id: int) -> list[tuple[int | None, int | None]]:
    """Return the people of a unit's list without a reference, in printed order."""
    query = (
        sa.select(ListEntry.id)
        .outerjoin(BankReference, BankReference.list_entry_id == ListEntry.id)
        .where(ListEntry.campaign_unit_id == campaign_unit_id, BankReference.id.is_(None))
        .order_by(ListEntry.cell_id, ListEntry.position, ListEntry.id)
    )
    return [(entry_id, None) for entry_id in db.session.scalars(query)]


def _fresh_codes(year: int, count: int) -> list[str]:
    """Return codes that nobody has: random, so that one tells nothing of the next.

    Two units in one moment may draw the same; the key refuses the second, which is done again.
    """
    begin = references.make(year, 0)[:6]
    given = sa.select(sa.func.count()).where(BankReference.code.startswith(begin))
    numbers = references.NUMBERS
    while (
        numbers <= references.LARGEST_NUMBER
        and ((db.session.scalar(given) or 0) + count) * _ROOMY > numbers
    ):
        numbers *= 10
    codes: dict[str, None] = {}
    while len(codes) < count:
        drawn = {
            references.make(year, secrets.randbelow(numbers)) for _ in range(count - len(codes))
        }
        codes |= dict.fromkeys(sorted(drawn - _taken(drawn) - codes.keys()))
    return list(codes)


def _taken(codes: Collection[str]) -> set[str]:
    query = sa.select(BankReference.code).where(BankReference.code.in_(sorted(codes)))
    return set(db.session.scalars(query))
