"""What every report of a unit begins with: who may make it, for which unit, on which day.

R1  A unit reports for itself; Ban Tổ chức may enter a report for it from a paper, by its number.
R2  A report is never changed: a correction or withdrawal is a new row that names the one it
    replaces, and keeps the day on which the unit first reported.
R3  Who corrects must have seen what stands; the same click sent twice is one report.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.errors import InTheFuture, NotFound, ReportChanged, RuleBroken, TooLongAgo
from ledger.models.campaigns import Campaign, CampaignUnit
from ledger.models.commendations import Commendation
from ledger.models.need_surveys import NeedSurvey
from ledger.models.party_units import PartyUnit
from ledger.models.propaganda import PropagandaReport
from ledger.models.unit_plans import UnitPlan
from ledger.models.users import Role
from ledger.reports.scope import Actor, require_role, within
from ledger.services.treasurers import TREASURERS

REPORTERS = (*sorted(TREASURERS), Role.SECRETARY, Role.ORGANISATION_BOARD)
"""The roles that report for a unit."""

LONG_BEFORE = timedelta(days=366)
"""What is dated earlier than that before its campaign is most likely a wrong year."""


Row = TypeVar("Row", UnitPlan, NeedSurvey, PropagandaReport, Commendation)
"""What is corrected by another row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One unit of one campaign."""

    campaign: Campaign
    campaign_unit_id: int
    unit_id: int


def place_of(actor: Actor, campaign_id: int, unit_id: int) -> Place:
    """Return the unit of a campaign that the actor reports for.

    Raises:
        NotAllowed: the role reports nothing.
        NotFound: no such unit of that campaign in the actor's scope.

    """
    require_role(actor, *REPORTERS)
    query = (
        sa.select(Campaign, CampaignUnit.id)
        .join(CampaignUnit, CampaignUnit.campaign_id == Campaign.id)
        .join(PartyUnit, PartyUnit.id == CampaignUnit.party_unit_id)
        .where(Campaign.id == campaign_id, CampaignUnit.party_unit_id == unit_id, within(actor))
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    campaign, campaign_unit_id = row
    return Place(campaign=campaign, campaign_unit_id=campaign_unit_id, unit_id=unit_id)


def entered(actor: Actor, *, paper: str | None, reported_on: date | None) -> tuple[str, date]:
    """Return the paper that a report is entered from, and the day on which it came (R1).

    Raises:
        RuleBroken: Ban Tổ chức names no paper, or a unit names one.
        InTheFuture: the paper came tomorrow.

    """
    today = clock.today()
    if actor.role is not Role.ORGANISATION_BOARD:
        if paper or reported_on:
            raise RuleBroken(
                "Số và ngày văn bản chỉ ghi khi Ban Tổ chức nhập thay.", field="entered_paper"
            )
        return "", today
    if not paper:
        raise RuleBroken("Chưa nhập số văn bản mà đơn vị gửi.", field="entered_paper")
    if reported_on and reported_on > today:
        raise InTheFuture(today=today, field="reported_on", what="Ngày nhận báo cáo")
    return paper, reported_on or today


def check_day(day: date, campaign: Campaign, *, field: str, what: str) -> None:
    """Refuse a day that a paper of this campaign cannot bear.

    Raises:
        InTheFuture, TooLongAgo: as they say.

    """
    today = clock.today()
    if day > today:
        raise InTheFuture(today=today, field=field, what=what)
    if day < campaign.starts_on - LONG_BEFORE:
        raise TooLongAgo(field=field)


def goes_on(last: Row | None, replaces_id: int | None, facts: Mapping[str, object]) -> Row | None:
    """Return the row that says so already, None if a new one is needed (R3).

    ``last`` is the newest version, withdrawn or not; ``replaces_id`` the one that was on the page.

    Raises:
        ReportChanged: another version has come meanwhile.

    """
    if last and replaces_id in {last.id, last.replaces_id} and same(last, facts):
        return last
    if (last.id if last else None) != replaces_id:
        raise ReportChanged
    return None


def same(row: object, facts: Mapping[str, object]) -> bool:
    """Say whether a row holds these facts."""
    return all(getattr(row, name) == value for name, value in facts.items())


def first_reported(last: UnitPlan | NeedSurvey | None, reported_on: date) -> date:
    """Return the day that a version bears: the first report's, unless that was taken back (R2)."""
    return last.reported_on if last and not last.withdrawn else reported_on
