"""Show one unit's rollout: what stands, what is missing, and every version of its reports (H0)."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from ledger.db import db
from ledger.errors import NotFound
from ledger.models.campaigns import CampaignUnit
from ledger.models.need_surveys import NeedSurvey
from ledger.models.rollout import RolloutItem
from ledger.models.unit_plans import ModelKind, UnitPlan
from ledger.models.users import UserAccount
from ledger.reports.attachments import KeptFile, kept_files
from ledger.reports.campaigns import CampaignLine
from ledger.reports.rollout import UnitLine, sees, show_board
from ledger.reports.scope import Actor

MOST_VERSIONS = 50
"""How many versions of a report a page shows, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanVersion:
    """One version of a unit's plan, newest first."""

    id: int
    number: str
    issued_on: date
    expected_vnd: int | None
    model_name: str
    model_kind: ModelKind | None
    entered_paper: str
    reported_on: date
    recorded_at: datetime
    recorded_by: str
    withdrawn: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyVersion:
    """One version of a unit's answer, newest first."""

    id: int
    paper: str
    surveyed_on: date
    cases: int
    by_cell: str
    entered_paper: str
    reported_on: date
    recorded_at: datetime
    recorded_by: str
    withdrawn: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRollout:
    """Everything that a unit's page says."""

    campaign: CampaignLine
    unit: UnitLine
    plans: tuple[PlanVersion, ...]
    surveys: tuple[SurveyVersion, ...]
    files: tuple[KeptFile, ...]
    """Scans of the plan, those of the newest version first."""

    @property
    def plan(self) -> PlanVersion | None:
        """The plan that stands."""
        return next((one for one in self.plans[:1] if not one.withdrawn), None)

    @property
    def survey(self) -> SurveyVersion | None:
        """The answer that stands."""
        return next((one for one in self.surveys[:1] if not one.withdrawn), None)


def unit_rollout(
    actor: Actor, campaign_id: int, unit_id: int, *, only: RolloutItem | None = None
) -> UnitRollout:
    """Return one unit's rollout, as far as the reader may see it; versions of one item if asked.

    Raises:
        NotFound: no such campaign, or no such unit of it in the actor's scope.

    """
    board = show_board(actor, campaign_id, unit_id=unit_id)
    if not board.units:
        raise NotFound
    shown = [item for item in sees(actor.role) if only in {None, item}]
    plans = _plans(campaign_id, unit_id) if RolloutItem.PLAN in shown else ()
    owners = [plan_owner(one.id) for one in plans]
    kept = kept_files(owners) if owners else {}
    return UnitRollout(
        campaign=board.campaign,
        unit=board.units[0],
        plans=plans,
        surveys=_surveys(campaign_id, unit_id) if RolloutItem.SURVEY in shown else (),
        files=tuple(file for owner in owners for file in kept.get(owner, ())),
    )


def plan_owner(plan_id: int) -> str:
    """Return the owner that a plan's scans are kept for."""
    return f"unit_plan:{plan_id}"


def _plans(campaign_id: int, unit_id: int) -> tuple[PlanVersion, ...]:
    query = (
        sa.select(UnitPlan, UserAccount.full_name)
        .join(CampaignUnit, CampaignUnit.id == UnitPlan.campaign_unit_id)
        .join(UserAccount, UserAccount.id == UnitPlan.recorded_by_id)
        .where(CampaignUnit.campaign_id == campaign_id, CampaignUnit.party_unit_id == unit_id)
        .order_by(UnitPlan.id.desc())
        .limit(MOST_VERSIONS)
    )
    return tuple(
        PlanVersion(
            id=row.id,
            number=row.number,
            issued_on=row.issued_on,
            expected_vnd=row.expected_vnd,
            model_name=row.model_name,
            model_kind=row.model_kind,
            entered_paper=row.entered_paper,
            reported_on=row.reported_on,
            recorded_at=row.recorded_at,
            recorded_by=full_name,
            withdrawn=row.withdrawn,
        )
        for row, full_name in db.session.execute(query)
    )


def _surveys(campaign_id: int, unit_id: int) -> tuple[SurveyVersion, ...]:
    query = (
        sa.select(NeedSurvey, UserAccount.full_name)
        .join(CampaignUnit, CampaignUnit.id == NeedSurvey.campaign_unit_id)
        .join(UserAccount, UserAccount.id == NeedSurvey.recorded_by_id)
        .where(CampaignUnit.campaign_id == campaign_id, CampaignUnit.party_unit_id == unit_id)
        .order_by(NeedSurvey.id.desc())
        .limit(MOST_VERSIONS)
    )
    return tuple(
        SurveyVersion(
            id=row.id,
            paper=row.paper,
            surveyed_on=row.surveyed_on,
            cases=row.cases,
            by_cell=row.by_cell,
            entered_paper=row.entered_paper,
            reported_on=row.reported_on,
            recorded_at=row.recorded_at,
            recorded_by=full_name,
            withdrawn=row.withdrawn,
        )
        for row, full_name in db.session.execute(query)
    )
