"""Draft, open, extend and close a campaign.

A1  One campaign per committee and year; draft → open → closed, never back.
A2  Opening freezes everyone who is asked, with what they are asked; ``campaign_units`` mends.
A3  Every act takes the campaign's row first, so that they wait for each other.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypedDict, Unpack

import sqlalchemy as sa

from ledger import clock
from ledger.clock import format_date, month_start
from ledger.db import db
from ledger.errors import (
    CampaignClosed,
    CampaignExists,
    CampaignNotDraft,
    CampaignStillDraft,
    NotFound,
    RuleBroken,
)
from ledger.models.campaigns import Campaign, CampaignExtension, CampaignState
from ledger.models.party_members import PartyMember
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.programmes import Programme
from ledger.models.users import Role
from ledger.reports.campaign_totals import tells_no_pay
from ledger.reports.campaigns import effective_end
from ledger.reports.scope import Actor, names_on, require_role, within
from ledger.services import audit, list_entries
from ledger.services.base_pay import base_pay_for
from ledger.wages import Divisor, Rounding

CAMPAIGNERS = (Role.ORGANISATION_BOARD, Role.OFFICE)
"""The roles of the committee that draft, open, extend and close its campaigns."""


LONG_LIST = 2_000
"""How many people are frozen while a browser waits: about a second; more are frozen by a job."""


class Settings(TypedDict):
    """What a draft says; ``ends_on`` is the last day of the window, ``floor_vnd`` 0 is no floor."""

    year: int
    title: str
    legal_basis: str
    resolution: str
    starts_on: date
    ends_on: date
    pay_month: date
    divisor: Divisor
    rounding: Rounding
    floor_vnd: int
    hand_in_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedUnit:
    """What opening would freeze for one unit; ``expected_vnd`` None would tell a single pay."""

    unit_id: int
    name: str
    listed: int
    not_asked: int
    without_pay: int
    """Members in work whose day's pay nobody can work out."""
    without_level: int
    """Members in the villages for whom the unit has set no level."""
    expected_vnd: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningPlan:
    """What opening would freeze; ``outside`` are cells without a purse above, with their sizes."""

    units: tuple[PlannedUnit, ...]
    outside: tuple[tuple[str, int], ...]

    @property
    def listed(self) -> int:
        """How many people the lists would hold."""
        return sum(unit.listed for unit in self.units)

    @property
    def not_asked(self) -> int:
        """How many of them are not asked."""
        return sum(unit.not_asked for unit in self.units)

    @property
    def without_pay(self) -> int:
        """How many have no day's pay because their pay is unknown."""
        return sum(unit.without_pay for unit in self.units)

    @property
    def without_level(self) -> int:
        """How many in the villages have no level."""
        return sum(unit.without_level for unit in self.units)

    @property
    def expected_vnd(self) -> int:
        """The sum of what is asked by the units that tell theirs, in đồng."""
        return sum(unit.expected_vnd or 0 for unit in self.units)


def draft_campaign(actor: Actor, **settings: Unpack[Settings]) -> Campaign:
    """Draft the year's campaign of the actor's committee, with every unit that has a purse.

    Raises:
        NotAllowed: the actor has another role.
        RuleBroken: the committee has no programme, or the days do not fit each other.
        NoBasePay: no base pay is known for the month whose pay is given.
        CampaignExists: the year has its campaign.

    """
    require_role(actor, *CAMPAIGNERS)
    committee_id = actor.party_unit_id
    programme = db.session.scalar(
        sa.select(Programme).where(Programme.committee_id == committee_id)
    )
    if programme is None:
        raise RuleBroken("Cấp ủy chưa có chương trình; quản trị hãy lập chương trình trước.")
    _require_sense(settings)
    _require_free_year(committee_id, settings["year"])
    campaign = Campaign(
        programme_id=programme.id, committee_id=committee_id, state=CampaignState.DRAFT
    )
    _take(campaign, settings)
    db.session.add(campaign)
    db.session.flush()
    db.session.add_all(list_entries.campaign_units(campaign, actor.path))
    _record(actor, campaign, "draft", after=_settings(campaign))
    db.session.flush()
    return campaign


def edit_draft(actor: Actor, campaign_id: int, **settings: Unpack[Settings]) -> Campaign:
    """Change what a draft says.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such campaign of the actor's committee.
        CampaignNotDraft: it has been opened.
        RuleBroken, NoBasePay, CampaignExists: as for a new draft.

    """
    require_role(actor, *CAMPAIGNERS)
    campaign = _take_own(actor, campaign_id)
    _require_draft(campaign)
    _require_sense(settings)
    if settings["year"] != campaign.year:
        _require_free_year(campaign.committee_id, settings["year"])
    before = _settings(campaign)
    _take(campaign, settings)
    _record(actor, campaign, "edit", before=before, after=_settings(campaign))
    db.session.flush()
    return campaign


def plan_opening(actor: Actor, campaign_id: int) -> OpeningPlan:
    """Return what opening would freeze now, unit by unit; writes nothing.

    Raises:
        NotFound: no such campaign of the actor's committee.
        CampaignNotDraft: it has been opened.

    """
    campaign = _own(actor, campaign_id)
    _require_draft(campaign)
    units = list_entries.campaign_units(campaign, actor.path)
    plan = list_entries.plan_lists(campaign, actor.path, units)
    ids = [one.unit.party_unit_id for one in plan.units]
    names = names_on([*ids, *plan.outside], (NameKind.ORGANISATION,))
    return OpeningPlan(
        units=tuple(
            PlannedUnit(
                unit_id=unit_id,
                name=names.get((unit_id, NameKind.ORGANISATION), ""),
                listed=one.listed,
                not_asked=one.not_asked,
                without_pay=one.without_pay,
                without_level=one.without_level,
                expected_vnd=one.expected_vnd
                if tells_no_pay(working_levels=one.working_levels)
                else None,
            )
            for unit_id, one in zip(ids, plan.units, strict=True)
        ),
        outside=tuple(
            (names.get((cell_id, NameKind.ORGANISATION), ""), count)
            for cell_id, count in plan.outside.items()
        ),
    )


def takes_long(actor: Actor) -> bool:
    """Say whether opening freezes so many people that nobody should wait for the answer."""
    people = (
        sa.select(PartyMember.id)
        .join(PartyUnit, PartyUnit.id == PartyMember.cell_id)
        .where(within(actor), PartyMember.left_at.is_(None))
        .limit(LONG_LIST + 1)
    )
    count = sa.select(sa.func.count()).select_from(people.subquery())
    return (db.session.scalar(count) or 0) > LONG_LIST


def open_campaign(actor: Actor, campaign_id: int) -> Campaign:
    """Open a campaign: everyone who is asked, and what they are asked, stays as it is now.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such campaign of the actor's committee.
        CampaignNotDraft: it has been opened before.
        RuleBroken: there is nobody to ask.

    """
    require_role(actor, *CAMPAIGNERS)
    campaign = _take_own(actor, campaign_id)
    _require_draft(campaign)
    units = list_entries.campaign_units(campaign, actor.path)
    db.session.add_all(units)
    db.session.flush()
    listed = list_entries.freeze(list_entries.plan_lists(campaign, actor.path, units))
    if not listed:
        raise RuleBroken(
            "Chưa có đảng viên nào để vận động; hãy nhập danh sách đảng viên của các đơn vị trước."
        )
    campaign.state = CampaignState.OPEN
    campaign.opened_at = clock.now()
    _record(actor, campaign, "open", after={"listed": listed})
    db.session.flush()
    return campaign


def extend_campaign(
    actor: Actor, campaign_id: int, *, paper: str, issued_on: date, ends_on: date
) -> CampaignExtension:
    """Move the end of an open campaign's window on, by a numbered paper.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such campaign of the actor's committee.
        CampaignStillDraft, CampaignClosed: it is not open.
        RuleBroken: the paper is dated after today, or the new end is not later than the present.

    """
    require_role(actor, *CAMPAIGNERS)
    campaign = _take_own(actor, campaign_id)
    _require_open(campaign)
    if issued_on > clock.today():
        raise RuleBroken(
            f"Ngày văn bản không được sau hôm nay ({format_date(clock.today())}).",
            field="issued_on",
        )
    end = effective_end(campaign)
    if ends_on < end:
        last = format_date(end - timedelta(days=1))
        raise RuleBroken(f"Ngày kết thúc mới phải sau ngày {last}.", field="ends_on")
    extension = CampaignExtension(
        campaign_id=campaign.id,
        paper=paper,
        issued_on=issued_on,
        ends_before=ends_on + timedelta(days=1),
    )
    db.session.add(extension)
    _record(actor, campaign, "extend", after={"paper": paper, "ends_on": ends_on.isoformat()})
    db.session.flush()
    return extension


def close_campaign(actor: Actor, campaign_id: int) -> Campaign:
    """Close a campaign for good; late money is still taken and marked as such.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such campaign of the actor's committee.
        CampaignStillDraft, CampaignClosed: it is not open.

    """
    require_role(actor, *CAMPAIGNERS)
    campaign = _take_own(actor, campaign_id)
    _require_open(campaign)
    campaign.state = CampaignState.CLOSED
    campaign.closed_at = clock.now()
    _record(actor, campaign, "close")
    db.session.flush()
    return campaign


def _own(actor: Actor, campaign_id: int, *, lock: bool = False) -> Campaign:
    query = sa.select(Campaign).where(
        Campaign.id == campaign_id, Campaign.committee_id == actor.party_unit_id
    )
    if lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    campaign = db.session.scalar(query)
    if campaign is None:
        raise NotFound
    return campaign


def _take_own(actor: Actor, campaign_id: int) -> Campaign:
    """Lock a campaign of the actor's own committee (A3)."""
    return _own(actor, campaign_id, lock=True)


def _take(campaign: Campaign, settings: Settings) -> None:
    campaign.year = settings["year"]
    campaign.title = settings["title"]
    campaign.legal_basis = settings["legal_basis"]
    campaign.resolution = settings["resolution"]
    campaign.starts_on = settings["starts_on"]
    campaign.ends_before = settings["ends_on"] + timedelta(days=1)
    campaign.pay_month = month_start(settings["pay_month"])
    campaign.divisor = settings["divisor"]
    campaign.rounding = settings["rounding"]
    campaign.floor_vnd = settings["floor_vnd"]
    campaign.hand_in_on = settings["hand_in_on"]


def _require_sense(settings: Settings) -> None:
    starts_on = settings["starts_on"]
    if starts_on.year != settings["year"]:
        raise RuleBroken(
            f"Đợt vận động năm {settings['year']} bắt đầu trong năm đó.", field="starts_on"
        )
    if settings["ends_on"] < starts_on:
        raise RuleBroken("Ngày kết thúc không được trước ngày bắt đầu.", field="ends_on")
    if settings["hand_in_on"] < starts_on:
        raise RuleBroken("Hạn nộp về Văn phòng không được trước ngày bắt đầu.", field="hand_in_on")
    base_pay_for(settings["pay_month"])


def _require_free_year(committee_id: int, year: int) -> None:
    taken = sa.select(Campaign.id).where(
        Campaign.committee_id == committee_id, Campaign.year == year
    )
    if db.session.scalar(taken):
        raise CampaignExists(year)


def _require_draft(campaign: Campaign) -> None:
    if campaign.state is not CampaignState.DRAFT:
        raise CampaignNotDraft(campaign.year)


def _require_open(campaign: Campaign) -> None:
    if campaign.state is CampaignState.DRAFT:
        raise CampaignStillDraft(campaign.year)
    if campaign.state is CampaignState.CLOSED:
        raise CampaignClosed(campaign.year)


def _settings(campaign: Campaign) -> audit.Facts:
    return {
        "year": campaign.year,
        "title": campaign.title,
        "legal_basis": campaign.legal_basis,
        "resolution": campaign.resolution,
        "starts_on": campaign.starts_on.isoformat(),
        "ends_before": campaign.ends_before.isoformat(),
        "pay_month": campaign.pay_month.isoformat(),
        "divisor": campaign.divisor,
        "rounding": campaign.rounding,
        "floor_vnd": campaign.floor_vnd,
        "hand_in_on": campaign.hand_in_on.isoformat(),
    }


def _record(
    actor: Actor,
    campaign: Campaign,
    verb: str,
    *,
    before: audit.Facts | None = None,
    after: audit.Facts | None = None,
) -> None:
    audit.record(
        actor,
        f"campaign.{verb}",
        f"campaign:{campaign.id}",
        party_unit_id=campaign.committee_id,
        before=before,
        after=after,
    )
