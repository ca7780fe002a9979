"""Rows of what people decide about the roadmap and the target, for the attacks' scene."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.models.housing_needs import HousingNeed
from ledger.models.plan_decisions import (
    PlanDecision,
    PlanDecisionKind,
    PlanDecisionWord,
    PlanWord,
)
from ledger.models.prior_facts import PriorFact
from ledger.models.roadmaps import ExpectedSum, OverruleKind, RoadmapOverride
from ledger.models.users import UserAccount

if TYPE_CHECKING:
    from tests.db.scene import Scene

DAY = date(2024, 11, 1)


def plan(scene: Scene) -> None:
    """Add one row of each table: a decision confirmed, one that waits, a fact replaced."""
    unit_id = scene.units["keep1"]
    recorded = {"recorded_at": clock.now(), "recorded_by_id": scene.user_id}
    need_id = db.session.scalars(sa.select(HousingNeed.id).order_by(HousingNeed.id)).first()
    entered = [_decision(scene, number) for number in ("118-QĐ/HU", "121-QĐ/HU")]
    db.session.add_all(entered)
    db.session.add(
        RoadmapOverride(
            need_id=need_id, kind=OverruleKind.LEAVE_OUT, year=None, reason="chờ đất", **recorded
        )
    )
    db.session.add(
        ExpectedSum(
            party_unit_id=unit_id, year=2025, amount_vnd=1_000_000, reason="đã hứa", **recorded
        )
    )
    db.session.flush()
    another = sa.select(UserAccount.id).where(UserAccount.id != scene.user_id)
    db.session.add(
        PlanDecisionWord(
            plan_decision_id=entered[0].id,
            word=PlanWord.CONFIRMED,
            by_id=db.session.scalars(another.order_by(UserAccount.id)).first(),
            at=clock.now(),
            reason="",
        )
    )
    for replaces_id, reason in ((None, ""), (1, "nhầm năm")):
        db.session.add(
            PriorFact(
                party_unit_id=unit_id, year=2021, houses=1, collected_vnd=0, spent_vnd=0,
                main_source="", note="", paper="Biên bản số 2", replaces_id=replaces_id,
                reason=reason, **recorded,
            )
        )  # fmt: skip
        db.session.flush()


def _decision(scene: Scene, number: str) -> PlanDecision:
    return PlanDecision(
        kind=PlanDecisionKind.TARGET,
        party_unit_id=scene.units["keep1"],
        number=number,
        issued_on=DAY,
        issued_by="Ban Thường vụ",
        reason="không còn trường hợp",
        houses=0,
        entered_by_id=scene.user_id,
        entered_at=clock.now(),
    )
