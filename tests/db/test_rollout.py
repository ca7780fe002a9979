"""Units report plans, surveys and propaganda; what is missing is counted by hand and agrees."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.db import db, run
from ledger.errors import (
    InTheFuture,
    NotAllowed,
    NotFound,
    ReportChanged,
    RuleBroken,
    StateRefused,
    TooLongAgo,
)
from ledger.models.audit_events import AuditEvent
from ledger.models.need_surveys import NeedSurvey
from ledger.models.propaganda import PropagandaKind, PropagandaReport
from ledger.models.rollout import ItemState, RolloutItem
from ledger.models.unit_plans import ModelKind, UnitPlan
from ledger.models.users import Role
from ledger.reports import rollout as reports
from ledger.reports.need_surveys import latest_answers
from ledger.reports.scope import Actor
from ledger.reports.unit_rollouts import unit_rollout
from ledger.services import need_surveys, propaganda, rollout, unit_plans
from tests import collecting, make
from tests.collecting import DAY, Season
from tests.conftest import Store

DUE = date(2024, 12, 1)


def plan(
    at: Season,
    by: Actor,
    unit_id: int,
    *,
    day: date = DAY,
    **changed: Any,  # noqa: ANN401  (facts of a form)
) -> UnitPlan:
    """Report a plan on a day."""
    facts: dict[str, Any] = {
        "replaces_id": None,
        "number": "05-KH/ĐU",
        "issued_on": date(2024, 10, 5),
        "expected_vnd": 20_000_000,
        "model_name": None,
        "model_kind": None,
    }
    with clock.at_day(day):
        return run(unit_plans.report_plan, by, at.campaign_id, unit_id, **facts | changed)


def survey(
    at: Season,
    by: Actor,
    unit_id: int,
    cases: int,
    *,
    day: date = DAY,
    **changed: Any,  # noqa: ANN401  (facts of a form)
) -> NeedSurvey:
    """Return a survey on a day."""
    facts: dict[str, Any] = {
        "replaces_id": None,
        "paper": None,
        "surveyed_on": date(2024, 10, 8),
        "by_cell": {},
    }
    with clock.at_day(day):
        return run(
            need_surveys.return_survey, by, at.campaign_id, unit_id, cases=cases, **facts | changed
        )


def tell(
    at: Season,
    by: Actor,
    unit_id: int,
    *,
    day: date = DAY,
    **changed: Any,  # noqa: ANN401  (facts of a form)
) -> int:
    """Write one thing into the propaganda log."""
    facts: dict[str, Any] = {
        "done_on": date(2024, 11, 1),
        "kind": PropagandaKind.ARTICLE,
        "title": "Long Sơn vận động xây nhà",
        "link": "https://longson.example/bai-1",
    }
    with clock.at_day(day):
        row = run(propaganda.report_propaganda, by, at.campaign_id, unit_id, **facts | changed)
        return row.id


def items(at: Season, unit_id: int, day: date = DAY) -> dict[RolloutItem, ItemState]:
    """Return how far a unit has come, as Ban Tổ chức sees it on a day."""
    with clock.at_day(day):
        board = reports.show_board(make.board(at.world), at.campaign_id)
        (line,) = (unit for unit in board.units if unit.unit_id == unit_id)
        return {facts.item: facts.state for facts in line.items}


def set_due(at: Season, **due: date | None) -> int:
    """Set deadlines, of all items if none is named."""
    days = {RolloutItem(name): day for name, day in due.items()} or dict.fromkeys(RolloutItem, DUE)
    with clock.at_day(DAY):
        return run(
            rollout.set_deadlines,
            make.board(at.world),
            at.campaign_id,
            paper="Công văn số 15-CV/BTC",
            due=days,
        )


def test_the_board_counts_what_a_hand_counts(store: Store) -> None:
    at = collecting.season()
    commune, agency = at.world.commune_id, at.world.agency_id
    set_due(at)
    plan(at, at.treasurer, commune, day=DUE)  # on the last day: in time
    plan(at, at.agency_treasurer, agency, day=DUE + timedelta(days=1))
    survey(at, at.treasurer, commune, 0, day=DUE)
    tell(at, at.agency_treasurer, agency, day=DUE)
    tell(at, at.agency_treasurer, agency, day=DAY, title="Bài thứ hai")
    collecting.give(at, 100_000)

    assert items(at, commune) == {
        RolloutItem.PLAN: ItemState.DONE,
        RolloutItem.SURVEY: ItemState.DONE,
        RolloutItem.PROPAGANDA: ItemState.OVERDUE,
        RolloutItem.COLLECTION: ItemState.LATE,
    }
    assert items(at, agency) == {
        RolloutItem.PLAN: ItemState.LATE,
        RolloutItem.SURVEY: ItemState.OVERDUE,
        RolloutItem.PROPAGANDA: ItemState.DONE,
        RolloutItem.COLLECTION: ItemState.OVERDUE,
    }
    with clock.at_day(DAY):
        surveys = reports.surveys_returned(make.board(at.world), at.campaign_id)
        board = reports.show_board(make.board(at.world), at.campaign_id)
    assert surveys in board.counts
    assert {one.item: (one.missing, one.units, one.total) for one in board.counts} == {
        RolloutItem.PLAN: (0, 2, None),
        RolloutItem.SURVEY: (1, 2, 0),
        RolloutItem.PROPAGANDA: (1, 2, 2),
        RolloutItem.COLLECTION: (1, 2, None),
    }
    assert {unit.unit_id: [facts.item for facts in unit.missing] for unit in board.to_remind} == {
        commune: [RolloutItem.PROPAGANDA],
        agency: [RolloutItem.SURVEY, RolloutItem.COLLECTION],
    }
    assert [unit.days_over for unit in board.to_remind] == [(DAY - DUE).days] * 2
    assert board.expected_vnd == 40_000_000


def test_before_a_deadline_and_without_one_a_report_is_awaited(store: Store) -> None:
    at = collecting.season(people=1)
    assert set(items(at, at.world.commune_id).values()) == {ItemState.WAITING}
    set_due(at, plan=DUE)
    assert items(at, at.world.commune_id, DUE)[RolloutItem.PLAN] is ItemState.WAITING
    late = items(at, at.world.commune_id, DUE + timedelta(days=1))
    assert late[RolloutItem.PLAN] is ItemState.OVERDUE
    assert late[RolloutItem.SURVEY] is ItemState.WAITING


def test_a_cancelled_gift_begins_no_collecting(store: Store) -> None:
    from ledger.models.receipts import DonorCopy
    from ledger.services.receipts import void_receipt

    at = collecting.season(people=1)
    (voucher,) = collecting.vouchers_of(collecting.give(at, 100_000))
    assert items(at, at.world.commune_id)[RolloutItem.COLLECTION] is ItemState.DONE
    with clock.at_day(DAY):
        run(
            void_receipt, at.treasurer, voucher, key=collecting.new_key(), reason="Ghi nhầm",
            donor_copy=DonorCopy.RETURNED,
        )  # fmt: skip
    assert items(at, at.world.commune_id)[RolloutItem.COLLECTION] is ItemState.WAITING


def test_a_correction_keeps_the_earlier_plan_and_the_day_of_the_first(store: Store) -> None:
    at = collecting.season(people=1)
    unit = at.world.commune_id
    first = plan(at, at.treasurer, unit, day=DUE)
    second = plan(
        at, at.treasurer, unit, replaces_id=first.id, expected_vnd=25_000_000,
        model_name="Mỗi chi bộ một việc", model_kind=ModelKind.NEW,
    )  # fmt: skip

    page = unit_rollout(make.board(at.world), at.campaign_id, unit)

    assert [one.id for one in page.plans] == [second.id, first.id]
    assert [one.expected_vnd for one in page.plans] == [25_000_000, 20_000_000]
    assert second.reported_on == DUE
    assert page.unit.model_name == "Mỗi chi bộ một việc"


def test_the_same_click_is_one_report_and_another_page_is_told(store: Store) -> None:
    at = collecting.season(people=1)
    unit = at.world.commune_id
    first = plan(at, at.treasurer, unit)
    assert plan(at, at.treasurer, unit).id == first.id
    with pytest.raises(ReportChanged):
        plan(at, at.treasurer, unit, number="06-KH/ĐU")
    second = plan(at, at.treasurer, unit, replaces_id=first.id, number="06-KH/ĐU")
    again = plan(at, at.treasurer, unit, replaces_id=first.id, number="06-KH/ĐU")
    assert again.id == second.id
    assert plan(at, at.treasurer, unit, replaces_id=second.id, number="06-KH/ĐU").id == second.id
    with pytest.raises(ReportChanged):
        plan(at, at.treasurer, unit, replaces_id=first.id, number="07-KH/ĐU")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(UnitPlan)) == 2


def test_what_was_taken_back_is_missing_and_stays_readable(store: Store) -> None:
    at = collecting.season(people=1)
    unit = at.world.commune_id
    made = plan(at, at.treasurer, unit, day=DUE)
    with clock.at_day(DAY):
        run(
            unit_plans.withdraw_plan, at.treasurer, at.campaign_id, unit, replaces_id=made.id,
            reason="nhầm năm",
        )  # fmt: skip
    assert items(at, unit)[RolloutItem.PLAN] is ItemState.WAITING
    page = unit_rollout(make.board(at.world), at.campaign_id, unit)
    assert page.plan is None
    assert [one.withdrawn for one in page.plans] == ["nhầm năm", ""]
    with clock.at_day(DAY), pytest.raises(StateRefused):
        run(
            unit_plans.withdraw_plan, at.treasurer, at.campaign_id, unit,
            replaces_id=page.plans[0].id, reason="lần nữa",
        )  # fmt: skip
    anew = plan(at, at.treasurer, unit, replaces_id=page.plans[0].id)
    assert anew.reported_on == DAY
    assert items(at, unit)[RolloutItem.PLAN] is ItemState.DONE


def test_no_case_is_an_answer_and_the_newest_year_counts(store: Store) -> None:
    at = collecting.season(people=1)
    unit, board = at.world.commune_id, make.board(at.world)
    assert latest_answers(board) == {}
    first = survey(at, at.treasurer, unit, 0)
    assert latest_answers(board)[unit].no_case
    second = survey(at, at.treasurer, unit, 3, replaces_id=first.id)
    answer = latest_answers(board)[unit]
    assert (answer.cases, answer.year, answer.no_case) == (3, 2024, False)
    assert latest_answers(at.agency_treasurer) == {}
    with clock.at_day(DAY):
        run(
            need_surveys.withdraw_survey, at.treasurer, at.campaign_id, unit,
            replaces_id=second.id, reason="nhầm",
        )  # fmt: skip
    assert latest_answers(board) == {}


def test_cells_answer_for_themselves_and_add_up(store: Store) -> None:
    at = collecting.season(people=1)
    unit, (one, two) = at.world.commune_id, at.world.cell_ids
    kept = survey(at, at.treasurer, unit, 3, by_cell={two: 2})
    assert kept.by_cell == f'{{"{two}": 2}}'
    for by_cell in ({one: 4}, {one: 1, two: 1}):
        with pytest.raises(RuleBroken, match="cộng lại"):
            survey(at, at.treasurer, unit, 3, replaces_id=kept.id, by_cell=by_cell)
    with pytest.raises(NotFound):
        survey(at, at.treasurer, unit, 3, replaces_id=kept.id, by_cell={at.world.agency_id: 1})
    whole = survey(at, at.treasurer, unit, 3, replaces_id=kept.id, by_cell={one: 1, two: 2})
    assert whole.cases == 3


def test_the_organisation_board_enters_from_a_paper_only(store: Store) -> None:
    at = collecting.season(people=1)
    unit, board = at.world.commune_id, make.board(at.world)
    with pytest.raises(RuleBroken, match="Chưa nhập số văn bản"):
        plan(at, board, unit)
    with pytest.raises(InTheFuture):
        plan(at, board, unit, entered_paper="CV 3", reported_on=DAY + timedelta(days=1))
    made = plan(at, board, unit, entered_paper="CV 3", reported_on=DUE)
    assert (made.entered_paper, made.reported_on) == ("CV 3", DUE)
    with pytest.raises(RuleBroken, match="khi Ban Tổ chức nhập thay"):
        survey(at, at.treasurer, unit, 0, entered_paper="CV 3")


def test_units_report_for_themselves_alone(store: Store) -> None:
    at = collecting.season(people=1)
    for by, unit in (
        (at.treasurer, at.world.agency_id),
        (at.agency_treasurer, at.world.commune_id),
        (make.actor(at.cell_id, Role.SECRETARY), at.world.commune_id),
        (at.treasurer, at.cell_id),
    ):
        with pytest.raises(NotFound):
            plan(at, by, unit)
        with pytest.raises(NotFound):
            survey(at, by, unit, 0)
        with pytest.raises(NotFound):
            tell(at, by, unit)
    for role in (Role.OFFICE, Role.STANDING_COMMITTEE, Role.INSPECTOR, Role.ADMIN):
        by = make.actor(at.world.district_id, role)
        with pytest.raises(NotAllowed):
            plan(at, by, at.world.commune_id)
        with pytest.raises(NotAllowed):
            survey(at, by, at.world.commune_id, 0)
        with pytest.raises(NotAllowed):
            tell(at, by, at.world.commune_id)


@pytest.mark.parametrize(
    ("issued_on", "error"),
    [(DAY + timedelta(days=1), InTheFuture), (date(2023, 9, 30), TooLongAgo)],
)
def test_days_of_a_report_are_near(
    sqlite_store: Store, issued_on: date, error: type[RuleBroken]
) -> None:
    at = collecting.season(people=1)
    with pytest.raises(error):
        plan(at, at.treasurer, at.world.commune_id, issued_on=issued_on)
    with pytest.raises(error):
        survey(at, at.treasurer, at.world.commune_id, 0, surveyed_on=issued_on)
    with pytest.raises(error):
        tell(at, at.treasurer, at.world.commune_id, done_on=issued_on)


def test_a_model_has_a_name_and_a_kind(sqlite_store: Store) -> None:
    at = collecting.season(people=1)
    changes: tuple[dict[str, Any], ...] = ({"model_name": "Tên"}, {"model_kind": ModelKind.NEW})
    for changed in changes:
        with pytest.raises(RuleBroken, match="cả tên và loại"):
            plan(at, at.treasurer, at.world.commune_id, **changed)


def test_propaganda_told_twice_is_one_row_and_corrections_keep_the_first(store: Store) -> None:
    at = collecting.season(people=1)
    unit = at.world.commune_id
    first = tell(at, at.treasurer, unit)
    assert tell(at, at.treasurer, unit) == first
    facts: dict[str, Any] = {
        "done_on": date(2024, 11, 2),
        "kind": PropagandaKind.MEETING,
        "title": "Họp chi bộ",
    }
    with clock.at_day(DAY):
        second = run(propaganda.correct_propaganda, at.treasurer, first, link=None, **facts)
        again = run(propaganda.correct_propaganda, at.treasurer, first, link=None, **facts)
        assert again.id == second.id
        with pytest.raises(ReportChanged):
            run(
                propaganda.correct_propaganda, at.treasurer, first, link=None,
                **facts | {"title": "Khác"},
            )  # fmt: skip
        gone = run(propaganda.withdraw_propaganda, at.treasurer, second.id, reason="ghi hai lần")
        with pytest.raises(StateRefused):
            run(propaganda.withdraw_propaganda, at.treasurer, gone.id, reason="nữa")
    assert items(at, unit)[RolloutItem.PROPAGANDA] is ItemState.WAITING
    rows = db.session.scalars(sa.select(PropagandaReport).order_by(PropagandaReport.id)).all()
    assert [row.replaces_id for row in rows] == [None, first, second.id]
    with clock.at_day(DAY), pytest.raises(NotFound):
        run(propaganda.withdraw_propaganda, at.agency_treasurer, second.id, reason="x")


def test_the_propaganda_board_tells_of_itself_and_of_no_unit(store: Store) -> None:
    at = collecting.season(people=1)
    by = make.actor(at.world.district_id, Role.PROPAGANDA_BOARD)
    own = tell(at, by, at.world.district_id)
    with pytest.raises(NotFound):
        tell(at, by, at.world.commune_id)
    theirs = tell(at, at.treasurer, at.world.commune_id)
    with clock.at_day(DAY), pytest.raises(NotFound):
        run(propaganda.withdraw_propaganda, by, theirs, reason="x")
    with clock.at_day(DAY):
        run(propaganda.withdraw_propaganda, by, own, reason="ghi nhầm")


def test_the_propaganda_board_sees_propaganda_and_collecting(store: Store) -> None:
    at = collecting.season(people=1)
    plan(at, at.treasurer, at.world.commune_id)
    survey(at, at.treasurer, at.world.commune_id, 2)
    by = make.actor(at.world.district_id, Role.PROPAGANDA_BOARD)
    board = reports.show_board(by, at.campaign_id)
    assert {facts.item for unit in board.units for facts in unit.items} == set(
        reports.ABOUT_PROPAGANDA
    )
    page = unit_rollout(by, at.campaign_id, at.world.commune_id)
    assert (page.plans, page.surveys) == ((), ())
    assert board.expected_vnd == 0


def test_deadlines_are_set_by_a_paper_and_their_history_stays(store: Store) -> None:
    at = collecting.season(people=1)
    assert set_due(at, plan=DUE, survey=None) == 1
    assert set_due(at, plan=DUE) == 0
    assert set_due(at, plan=DUE + timedelta(days=7)) == 1
    assert reports.deadlines_of(at.campaign_id)[RolloutItem.PLAN].due_on == date(2024, 12, 8)
    with pytest.raises(RuleBroken, match="quá xa"):
        set_due(at, plan=date(2026, 1, 1))
    with clock.at_day(DAY), pytest.raises(NotAllowed):
        run(rollout.set_deadlines, at.treasurer, at.campaign_id, paper="x", due={})
    actions = sa.select(AuditEvent.before).where(AuditEvent.action == "rollout.set_deadline")
    assert db.session.scalars(actions.order_by(AuditEvent.id)).all() == [
        None, '{"plan": "2024-12-01"}',
    ]  # fmt: skip


def test_every_report_is_audited(store: Store) -> None:
    at = collecting.season(people=1)
    made = plan(at, at.treasurer, at.world.commune_id)
    query = sa.select(AuditEvent).where(AuditEvent.subject == f"unit_plan:{made.id}")
    event = db.session.scalars(query).one()
    assert (event.action, event.party_unit_id) == ("unit_plan.report", at.world.commune_id)
    assert '"number": "05-KH/ĐU"' in (event.after or "")
