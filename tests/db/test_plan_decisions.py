"""Decisions on the target: entered by one, confirmed by another, and only then counted."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.db import db, run
from ledger.errors import (
    BookBroken,
    InTheFuture,
    NotAllowed,
    NotFound,
    RuleBroken,
    StateRefused,
    TooLongAgo,
)
from ledger.models.audit_events import AuditEvent
from ledger.models.plan_decisions import PlanDecisionWord, PlanWord
from ledger.models.users import Role
from ledger.reports import plan_decisions as reports
from ledger.reports import targets
from ledger.reports.scope import Actor
from ledger.roadmap import TargetState
from ledger.services import plan_decisions
from tests import make
from tests.conftest import Store

DAY = date(2024, 12, 20)


@pytest.fixture(autouse=True)
def _working_day() -> Any:  # noqa: ANN401
    with clock.at_day(DAY):
        yield


def committee(world: make.World) -> Actor:
    return make.actor(world.district_id, Role.STANDING_COMMITTEE)


def enter(by: Actor, unit_id: int, **changed: object) -> int:
    facts: dict[str, Any] = {
        "party_unit_id": unit_id,
        "houses": 0,
        "number": "12-QĐ/HU",
        "issued_on": date(2024, 12, 1),
        "issued_by": "Ban Thường vụ",
        "reason": "không còn đảng viên khó khăn về nhà ở",
    }

    def work() -> int:
        return plan_decisions.enter_target(by, **(facts | changed)).id

    return run(work)


def give(by: Actor, decision_id: int, word: PlanWord, reason: str = "") -> None:
    run(plan_decisions.give_word, by, decision_id, word=word, reason=reason)


def state_of(world: make.World) -> TargetState:
    board = targets.board(make.board(world))
    assert board is not None
    return next(tile.state for tile in board.tiles if tile.unit_id == world.commune_id)


def test_a_decision_counts_when_another_person_has_confirmed_it(store: Store) -> None:
    world = make.world()
    make.draft_campaign(world)
    decision_id = enter(make.board(world), world.commune_id)
    assert state_of(world) is TargetState.NO_CASE
    assert reports.count_waiting(committee(world)) == 1
    give(committee(world), decision_id, PlanWord.CONFIRMED)
    assert state_of(world) is TargetState.CHANGED
    assert reports.count_waiting(committee(world)) == 0
    actions = db.session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions[-2:] == ["plan_decision.enter", "plan_decision.confirmed"]


def test_a_decision_refused_never_counts_and_says_why(store: Store) -> None:
    world = make.world()
    make.draft_campaign(world)
    decision_id = enter(make.board(world), world.commune_id)
    with pytest.raises(RuleBroken):
        give(committee(world), decision_id, PlanWord.REFUSED)
    give(committee(world), decision_id, PlanWord.REFUSED, "sai số quyết định")
    assert state_of(world) is TargetState.NO_CASE
    line = reports.one_decision(committee(world), decision_id)
    assert (line.word, line.word_reason) == (PlanWord.REFUSED, "sai số quyết định")


def test_the_last_confirmed_decision_is_the_one_that_counts(store: Store) -> None:
    world = make.world()
    make.draft_campaign(world)
    for day, houses in ((10, 1), (1, 0)):
        made = enter(make.board(world), world.commune_id, houses=houses, number=f"{day}-QĐ/HU",
                     issued_on=date(2024, 12, day))  # fmt: skip
        give(committee(world), made, PlanWord.CONFIRMED)
    assert state_of(world) is TargetState.NO_CASE


def test_a_word_is_given_once_and_not_by_who_entered_it(store: Store) -> None:
    world = make.world()
    decision_id = enter(make.board(world), world.commune_id)
    with pytest.raises(NotAllowed):
        give(make.board(world), decision_id, PlanWord.CONFIRMED)
    other = Actor(
        user_id=make.board(world).user_id, username="x", full_name="x",
        role=Role.STANDING_COMMITTEE, party_unit_id=world.district_id,
        path=committee(world).path,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        give(other, decision_id, PlanWord.CONFIRMED)
    give(committee(world), decision_id, PlanWord.CONFIRMED)
    with pytest.raises(StateRefused):
        give(committee(world), decision_id, PlanWord.REFUSED, "nhầm")


def test_the_schema_itself_refuses_the_word_of_who_entered_it(store: Store) -> None:
    world = make.world()
    decision_id = enter(make.board(world), world.commune_id)
    by_id = make.board(world).user_id

    def forge() -> None:
        db.session.add(
            PlanDecisionWord(
                plan_decision_id=decision_id, word=PlanWord.CONFIRMED, by_id=by_id,
                at=clock.now(), reason="",
            )
        )  # fmt: skip

    with pytest.raises(BookBroken):
        run(forge)


def test_only_localities_have_a_target_and_days_are_looked_at(store: Store) -> None:
    world = make.world()
    board = make.board(world)
    with pytest.raises(NotFound):
        enter(board, world.agency_id)
    with pytest.raises(NotFound):
        enter(board, 10**6)
    with pytest.raises(InTheFuture):
        enter(board, world.commune_id, issued_on=date(2024, 12, 21))
    with pytest.raises(TooLongAgo):
        enter(board, world.commune_id, issued_on=date(2012, 12, 1))
    for role in (Role.ADMIN, Role.SECRETARY, Role.STANDING_COMMITTEE, Role.INSPECTOR):
        with pytest.raises(NotAllowed):
            enter(make.actor(world.district_id, role), world.commune_id)


def test_a_decision_of_another_tree_does_not_exist(store: Store) -> None:
    world = make.world()
    decision_id = enter(make.board(world), world.commune_id)
    stranger = make.actor(world.agency_id, Role.STANDING_COMMITTEE)
    with pytest.raises(NotFound):
        give(stranger, decision_id, PlanWord.CONFIRMED)
    with pytest.raises(NotFound):
        reports.one_decision(stranger, decision_id)
