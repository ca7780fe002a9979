"""Report a unit's own campaign plan, correct it, take it back (H0)."""

from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.errors import RuleBroken, StateRefused
from ledger.intake.attachments import TakenFile
from ledger.models.unit_plans import ModelKind, UnitPlan
from ledger.reports.scope import Actor
from ledger.reports.unit_rollouts import plan_owner
from ledger.services import attachments, audit, reporting


def report_plan(
    actor: Actor,
    campaign_id: int,
    unit_id: int,
    *,
    replaces_id: int | None,
    number: str,
    issued_on: date,
    expected_vnd: int | None,
    model_name: str | None,
    model_kind: ModelKind | None,
    entered_paper: str | None = None,
    reported_on: date | None = None,
    file: TakenFile | None = None,
) -> UnitPlan:
    """Report the plan of a unit for a campaign, or correct the one that stands.

    ``file`` is its scan; it belongs to this version, and those of earlier ones stay with them.

    Raises:
        NotAllowed: the role reports nothing.
        NotFound: no such unit of that campaign in the actor's scope.
        InTheFuture, TooLongAgo: the plan's day, or the day it came.
        RuleBroken: a model without its kind, or the paper that it is entered from.
        ReportChanged: somebody has reported meanwhile.

    """
    place = reporting.place_of(actor, campaign_id, unit_id)
    reporting.check_day(issued_on, place.campaign, field="issued_on", what="Ngày kế hoạch")
    if bool(model_name) != bool(model_kind):
        raise RuleBroken(
            "Đăng ký mô hình cần cả tên và loại: mới hay nhân rộng.",
            field="model_kind" if model_name else "model_name",
        )
    paper, came_on = reporting.entered(actor, paper=entered_paper, reported_on=reported_on)
    last = _last(place.campaign_unit_id)
    facts = {
        "number": number,
        "issued_on": issued_on,
        "expected_vnd": expected_vnd,
        "model_name": model_name or "",
        "model_kind": model_kind,
        "entered_paper": paper,
        "withdrawn": "",
    }
    plan = reporting.goes_on(last, replaces_id, facts)
    if plan is None:
        plan = UnitPlan(
            campaign_unit_id=place.campaign_unit_id,
            reported_on=reporting.first_reported(last, came_on),
            **facts,
        )
        _keep(actor, unit_id, plan, last)
    if file is not None:
        owner = plan_owner(plan.id)
        attachments.keep_attachment(actor, party_unit_id=unit_id, file=file, owner=owner)
    return plan


def withdraw_plan(
    actor: Actor, campaign_id: int, unit_id: int, *, replaces_id: int, reason: str
) -> UnitPlan:
    """Take a unit's plan back, as when it was entered for the wrong unit or year.

    Raises:
        NotAllowed: the role reports nothing.
        NotFound: no such unit of that campaign in the actor's scope.
        StateRefused: no plan stands.
        ReportChanged: somebody has reported meanwhile.

    """
    place = reporting.place_of(actor, campaign_id, unit_id)
    last = _last(place.campaign_unit_id)
    if done := reporting.goes_on(last, replaces_id, {"withdrawn": reason}):
        return done
    if last is None or last.withdrawn:
        raise StateRefused("Không có kế hoạch nào để rút lại.")
    plan = UnitPlan(
        campaign_unit_id=last.campaign_unit_id,
        number=last.number,
        issued_on=last.issued_on,
        expected_vnd=last.expected_vnd,
        model_name=last.model_name,
        model_kind=last.model_kind,
        entered_paper=last.entered_paper,
        reported_on=last.reported_on,
        withdrawn=reason,
    )
    return _keep(actor, unit_id, plan, last)


def _last(campaign_unit_id: int) -> UnitPlan | None:
    query = sa.select(UnitPlan).where(UnitPlan.campaign_unit_id == campaign_unit_id)
    return db.session.scalar(query.order_by(UnitPlan.id.desc()).limit(1))


def _keep(actor: Actor, unit_id: int, plan: UnitPlan, last: UnitPlan | None) -> UnitPlan:
    plan.recorded_at, plan.recorded_by_id = clock.now(), actor.user_id
    plan.replaces_id = last.id if last else None
    db.session.add(plan)
    db.session.flush()
    audit.record(
        actor,
        "unit_plan.withdraw" if plan.withdrawn else "unit_plan.report",
        f"unit_plan:{plan.id}",
        party_unit_id=unit_id,
        before=_facts(last) if last else None,
        after=_facts(plan),
    )
    return plan


def _facts(plan: UnitPlan) -> audit.Facts:
    return {
        "number": plan.number,
        "issued_on": plan.issued_on.isoformat(),
        "expected_vnd": plan.expected_vnd,
        "model_name": plan.model_name,
        "entered_paper": plan.entered_paper,
        "withdrawn": plan.withdrawn,
    }
