"""Set what a unit asks of its members, and mend its list after the opening.

A2  After the opening a line changes only by an act of its own unit, which is audited.
A3  Every act takes the campaign's row first, so that opening, closing and mending the list wait
    for each other.
"""

import sqlalchemy as sa

from ledger.db import db
from ledger.errors import (
    AlreadyListed,
    CampaignClosed,
    CampaignStillDraft,
    NotFound,
    RuleBroken,
)
from ledger.models.books import Rule
from ledger.models.campaigns import Campaign, CampaignState, CampaignUnit
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import MemberStanding
from ledger.models.party_units import NameKind, PartyUnit
from ledger.reports.scope import (
    Actor,
    member_in_scope,
    name_on,
    purse_of,
    require_role,
    within,
)
from ledger.services import audit, list_entries
from ledger.services.treasurers import TREASURERS
from ledger.wages import Divisor


def set_level(
    actor: Actor,
    campaign_unit_id: int,
    *,
    suggested_vnd: int | None,
    suggested_by: str,
    divisor: Divisor | None,
    floor_vnd: int | None,
    override_reason: str,
) -> CampaignUnit:
    """Set what a unit suggests to members in the villages, and its own divisor and floor.

    After the opening this changes no line of the list; ``recompute_unit`` does that.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such unit of a campaign in the actor's scope.
        CampaignClosed: the campaign is over.
        RuleBroken: a level without who set it, or an override without its reason.

    """
    require_role(actor, *TREASURERS)
    unit, _, campaign = _at_work(actor, campaign_unit_id)
    if suggested_vnd is not None and not suggested_by:
        raise RuleBroken("Chưa nhập văn bản hoặc nơi quyết định mức này.", field="suggested_by")
    if (divisor is not None or floor_vnd is not None) and not override_reason:
        raise RuleBroken("Chưa nhập lý do tính khác với cả đợt.", field="override_reason")
    before = _levels(unit)
    unit.suggested_vnd = suggested_vnd
    unit.suggested_by = suggested_by if suggested_vnd is not None else ""
    unit.divisor = divisor
    unit.floor_vnd = floor_vnd
    unit.override_reason = override_reason if (divisor, floor_vnd) != (None, None) else ""
    audit.record(
        actor,
        "campaign_unit.set_level",
        f"campaign_unit:{unit.id}",
        party_unit_id=unit.party_unit_id,
        before={"campaign": campaign.id, **before},
        after={"campaign": campaign.id, **_levels(unit)},
    )
    db.session.flush()
    return unit


def add_to_list(actor: Actor, campaign_id: int, member_id: int, reason: str) -> ListEntry:
    """Add a member whom the list has missed, with the reason.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such member in the actor's scope, or no such campaign above them.
        CampaignStillDraft, CampaignClosed: the campaign is not open.
        RuleBroken: the member has left, or no unit with a purse would take their money.
        AlreadyListed: the member is on this campaign's list, here or elsewhere.

    """
    require_role(actor, *TREASURERS)
    member = member_in_scope(actor, member_id)
    cell = db.session.get_one(PartyUnit, member.cell_id)
    campaign = _take_above(cell.path, campaign_id)
    if campaign.state is CampaignState.DRAFT:
        raise CampaignStillDraft(campaign.year)
    if campaign.state is CampaignState.CLOSED:
        raise CampaignClosed(campaign.year)
    if member.left_at is not None:
        raise RuleBroken(f"{member.full_name} đã chuyển đi; không thêm vào danh sách được.")
    listed = db.session.scalar(
        sa.select(ListEntry).where(
            ListEntry.campaign_id == campaign.id, ListEntry.member_id == member.id
        )
    )
    if listed:
        place = name_on(listed.cell_id, NameKind.ORGANISATION)
        raise AlreadyListed(name=member.full_name, year=campaign.year, place=place)
    unit = unit_for(campaign, cell)
    entry = list_entries.add_entry(campaign, unit, member, reason=reason)
    _record_entry(actor, entry, unit, "add", reason=reason)
    return entry


def recompute_entry(actor: Actor, entry_id: int) -> ListEntry:
    """Work one line out again as its member would be asked today; audited if it changes.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such line in the actor's scope.
        CampaignClosed: the campaign is over.

    """
    require_role(actor, *TREASURERS)
    unit_id = db.session.scalar(
        sa.select(ListEntry.campaign_unit_id).where(ListEntry.id == entry_id)
    )
    _recompute(actor, unit_id or 0, entry_id)
    return db.session.get_one(ListEntry, entry_id)


def recompute_unit(actor: Actor, campaign_unit_id: int) -> int:
    """Work a unit's lines out again («cập nhật mức») and return how many changed.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such unit of a campaign in the actor's scope.
        CampaignClosed: the campaign is over.

    """
    require_role(actor, *TREASURERS)
    return _recompute(actor, campaign_unit_id, None)


def count_changes(actor: Actor, campaign_unit_id: int) -> int:
    """Return how many lines ``recompute_unit`` would change now; reads only.

    Raises:
        NotFound: no such unit of a campaign in the actor's scope.

    """
    unit, path, campaign = _in_scope(actor, campaign_unit_id)
    if campaign.state is not CampaignState.OPEN:
        return 0
    return len(list_entries.differences(campaign, unit, path))


def _recompute(actor: Actor, campaign_unit_id: int, entry_id: int | None) -> int:
    unit, path, campaign = _at_work(actor, campaign_unit_id)
    changes = list_entries.differences(campaign, unit, path, entry_id=entry_id)
    for change in changes:
        # A day's pay tells the pay; only the unit's own level, which everyone knows, is written.
        plain = change.member.standing is MemberStanding.RESIDENTIAL
        level_vnd = change.level.asked_vnd if plain else None
        _record_entry(actor, change.entry, unit, "recompute", level_vnd=level_vnd)
    list_entries.apply(changes)
    db.session.flush()
    return len(changes)


def _take_above(path: str, campaign_id: int) -> Campaign:
    """Lock, for the list's sake, a campaign of a committee above a path (A3)."""
    query = (
        sa.select(Campaign)
        .where(
            Campaign.id == campaign_id,
            Campaign.committee_id.in_([int(part) for part in path.strip("/").split("/")]),
        )
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )
    campaign = db.session.scalar(query)
    if campaign is None:
        raise NotFound
    return campaign


def _in_scope(actor: Actor, campaign_unit_id: int) -> tuple[CampaignUnit, str, Campaign]:
    """Return a unit in the actor's scope, its path and its campaign."""
    query = (
        sa.select(CampaignUnit, PartyUnit.path, Campaign)
        .join(PartyUnit, PartyUnit.id == CampaignUnit.party_unit_id)
        .join(Campaign, Campaign.id == CampaignUnit.campaign_id)
        .where(CampaignUnit.id == campaign_unit_id, within(actor))
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    unit, path, campaign = row
    return unit, path, campaign


def _at_work(actor: Actor, campaign_unit_id: int) -> tuple[CampaignUnit, str, Campaign]:
    """Return the same with the campaign locked, unless that is over."""
    unit, path, _ = _in_scope(actor, campaign_unit_id)
    campaign = _take_above(path, unit.campaign_id)
    if campaign.state is CampaignState.CLOSED:
        raise CampaignClosed(campaign.year)
    return unit, path, campaign


def unit_for(campaign: Campaign, cell: PartyUnit) -> CampaignUnit:
    """Return the unit whose purse takes a cell's money, joining it to the campaign if new."""
    book = purse_of(cell)
    if book is None or book.rule not in (Rule.KEEP, Rule.REMIT):
        raise RuleBroken("Chi bộ này chưa thuộc đơn vị nào có sổ thu; hãy mở sổ cho đơn vị trước.")
    unit = db.session.scalar(
        sa.select(CampaignUnit).where(
            CampaignUnit.campaign_id == campaign.id,
            CampaignUnit.party_unit_id == book.party_unit_id,
        )
    )
    if unit is None:
        unit = CampaignUnit(
            campaign_id=campaign.id, party_unit_id=book.party_unit_id, book_id=book.id
        )
        db.session.add(unit)
        db.session.flush()
    return unit


def _levels(unit: CampaignUnit) -> dict[str, str | int | None]:
    return {
        "suggested_vnd": unit.suggested_vnd,
        "suggested_by": unit.suggested_by,
        "divisor": unit.divisor,
        "floor_vnd": unit.floor_vnd,
        "override_reason": unit.override_reason,
    }


def _record_entry(
    actor: Actor, entry: ListEntry, unit: CampaignUnit, verb: str, **facts: str | int | None
) -> None:
    audit.record(
        actor,
        f"list_entry.{verb}",
        f"list_entry:{entry.id}",
        party_unit_id=unit.party_unit_id,
        after=facts,
    )
