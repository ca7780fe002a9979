"""A need goes from the member's own đơn to the list, step by step, and follows its house."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from ledger import clock
from ledger.db import db, run
from ledger.errors import (
    FileMovedOn,
    InTheFuture,
    LivingNeed,
    NotAllowed,
    NotFound,
    RuleBroken,
    StateRefused,
    StateTransitionRefused,
    StepMissing,
    TooLongAgo,
    Unconfirmed,
)
from ledger.models.audit_events import AuditEvent
from ledger.models.housing_needs import (
    LIVING,
    TRANSITIONS,
    HousingNeed,
    NeedAct,
    NeedDoubt,
    NeedKind,
    NeedState,
    NeedStep,
)
from ledger.models.users import Role
from ledger.reports import housing_needs as reports
from ledger.reports.housing_needs import NeedFilter
from ledger.reports.need_files import show_file, show_page
from ledger.reports.scope import Actor
from ledger.services import housing_needs, members, need_steps
from ledger.services.need_steps import Step
from ledger.surveys import OtherProgramme
from tests import make, needs
from tests.attachments import scan
from tests.conftest import Store
from tests.needs import DAY


def need_of(need_id: int) -> HousingNeed:
    """The need as it is now."""
    query = sa.select(HousingNeed).where(HousingNeed.id == need_id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def acts_of(need_id: int) -> list[NeedAct]:
    query = sa.select(NeedStep.act).where(NeedStep.need_id == need_id)
    return list(db.session.scalars(query.order_by(NeedStep.position)))


def test_a_need_goes_from_the_letter_to_the_road_map(store: Store) -> None:
    at = needs.place()

    need_id = needs.apply(at, file=scan("đơn"))
    needs.advance(at, need_id, NeedAct.PLAN)

    need = need_of(need_id)
    assert (need.state, need.planned_year, need.board_order) == (NeedState.PLANNED, 2025, 1)
    assert (need.party_unit_id, need.cell_id) == (at.world.commune_id, at.world.cell_ids[0])
    assert acts_of(need_id) == [NeedAct.APPLY, *(step.act for step in needs.CHAIN)]
    file = show_file(at.board, need_id)
    assert (file.name, file.wish) == ("Nguyễn Văn Khổ", "xin xây lại căn nhà dột")
    assert file.survey == needs.FACTS
    assert [(line.act, line.paper, line.by_role) for line in file.steps[1:3]] == [
        (NeedAct.CELL_REVIEW, "05-BB/CB", Role.SECRETARY),
        (NeedAct.NOMINATE, "12-BB/ĐU", Role.SECRETARY),
    ]
    assert file.steps[4].reason == "đúng như đơn"


def test_an_agency_cell_nominates_by_its_own_minutes(store: Store) -> None:
    at = needs.place()
    member_id = make.member(at.world.agency_id, "Trần Thị Nghèo")
    secretary = make.actor(at.world.agency_id, Role.SECRETARY)
    need_id = needs.apply(at, by=secretary, member_id=member_id)

    needs.take(secretary, need_id, NeedAct.CELL_REVIEW, paper="1-BB", votes_for=3, votes_present=3)
    needs.take(at.board, need_id, NeedAct.TAKE_UP)

    assert need_of(need_id).state is NeedState.SURVEYING


def test_steps_are_not_skipped(store: Store) -> None:
    at = needs.place()
    need_id = needs.apply(at)

    with pytest.raises(StepMissing, match="chi bộ họp xét"):
        needs.take(at.secretary, need_id, NeedAct.NOMINATE, paper="1", votes_for=1, votes_present=1)
    with pytest.raises(StepMissing, match="cấp ủy đơn vị đề nghị"):
        needs.take(at.board, need_id, NeedAct.TAKE_UP)
    needs.advance(at, need_id, NeedAct.TAKE_UP)
    with pytest.raises(RuleBroken, match="Chưa ghi kết quả khảo sát"):
        needs.take(at.board, need_id, NeedAct.VERIFY)
    with pytest.raises(StepMissing, match="xác minh"):
        needs.take(at.board, need_id, NeedAct.LIST, paper="1")


def test_the_table_of_transitions_is_all_there_is(store: Store) -> None:
    """Every act from a state that the table does not name is refused."""
    at = needs.place()
    need_id = needs.apply(at)
    facts: dict[str, Any] = {
        "paper": "1",
        "votes_for": 1,
        "votes_present": 1,
        "year": 2025,
        "reason": "vì",
    }

    for act in NeedAct:
        if NeedState.PROPOSED not in TRANSITIONS[act] and act in need_steps.BY:
            with pytest.raises(StateTransitionRefused, match="“đề nghị”"):
                needs.take(at.board, need_id, act, **facts)
    for act in (NeedAct.APPLY, NeedAct.START, NeedAct.HAND_OVER, NeedAct.ORDER):
        with pytest.raises(NotAllowed):
            needs.take(at.board, need_id, act, **facts)
    assert acts_of(need_id) == [NeedAct.APPLY]


@pytest.mark.parametrize(
    ("act", "facts", "field"),
    [
        (NeedAct.CELL_REVIEW, {"votes_for": 1, "votes_present": 2}, "paper"),
        (NeedAct.CELL_REVIEW, {"paper": "1"}, "votes_for"),
        (NeedAct.CELL_REVIEW, {"paper": "1", "votes_for": 3}, "votes_present"),
        (NeedAct.CELL_REVIEW, {"paper": "1", "votes_for": 3, "votes_present": 2}, "votes_for"),
        (NeedAct.RECHECK, {"reason": "còn đúng"}, "year"),
        (NeedAct.NOT_YET, {}, "reason"),
        (NeedAct.ANSWER, {"reason": "chưa"}, "paper"),
    ],
)
def test_a_step_lacks_nothing(
    sqlite_store: Store, act: NeedAct, facts: dict[str, Any], field: str
) -> None:
    at = needs.place()
    need_id = needs.apply(at)

    with pytest.raises(RuleBroken) as refused:
        needs.take(at.board, need_id, act, **facts)

    assert refused.value.field == field


def test_days_are_those_of_real_papers(store: Store) -> None:
    at = needs.place()
    with pytest.raises(InTheFuture):
        needs.apply(at, applied_on=DAY + timedelta(days=1))
    with pytest.raises(TooLongAgo):
        needs.apply(at, applied_on=date(1994, 1, 1))
    need_id = needs.apply(at)
    step = Step(act=NeedAct.DIE, on_date=DAY + timedelta(days=1))
    with clock.at_day(DAY), pytest.raises(InTheFuture):
        run(need_steps.take_step, at.secretary, need_id, step)


def test_a_list_needs_its_figures(store: Store) -> None:
    at = needs.place()
    need_id = needs.apply(at, estimated_cost_vnd=None, wanted_support_vnd=None)
    needs.advance(at, need_id, NeedAct.VERIFY)

    with pytest.raises(RuleBroken, match="Chưa có kinh phí dự kiến"):
        needs.take(at.board, need_id, NeedAct.LIST, paper="1")
    figures = {"estimated_cost_vnd": 100, "wanted_support_vnd": 200}
    with pytest.raises(RuleBroken, match="nhiều hơn"):
        run(housing_needs.set_figures, at.board, need_id, kind=NeedKind.REPAIR, **figures)
    figures = {"estimated_cost_vnd": 90_000_000, "wanted_support_vnd": 30_000_000}
    run(housing_needs.set_figures, at.board, need_id, kind=NeedKind.REPAIR, **figures)

    needs.take(at.board, need_id, NeedAct.LIST, paper="1")
    assert need_of(need_id).kind is NeedKind.REPAIR


def test_two_clicks_are_one_step_and_a_stale_page_is_told(store: Store) -> None:
    at = needs.place()
    need_id = needs.apply(at)
    assert needs.apply(at) == need_id, "the same đơn sent twice"
    facts: dict[str, Any] = {"paper": "05", "votes_for": 2, "votes_present": 2, "seen": 1}

    needs.take(at.secretary, need_id, NeedAct.CELL_REVIEW, **facts)
    needs.take(at.secretary, need_id, NeedAct.CELL_REVIEW, **facts)

    assert acts_of(need_id) == [NeedAct.APPLY, NeedAct.CELL_REVIEW]
    with pytest.raises(FileMovedOn):
        needs.take(at.secretary, need_id, NeedAct.DIE, seen=1)


def test_a_member_has_one_living_need(store: Store) -> None:
    at = needs.place()
    need_id = needs.apply(at)

    with pytest.raises(LivingNeed, match="đề nghị"):
        needs.apply(at, applied_on=DAY - timedelta(days=1))
    needs.take(at.secretary, need_id, NeedAct.WITHDRAW, reason="đã tự xây")
    assert needs.apply(at, applied_on=DAY - timedelta(days=1)) != need_id


def test_the_database_refuses_two_living_needs_of_one_member(store: Store) -> None:
    at = needs.place()
    need_id = needs.apply(at)
    columns = [c.name for c in HousingNeed.__table__.columns if c.name not in {"id", "code"}]
    copied = ", ".join(columns)

    with pytest.raises(DBAPIError):
        db.session.execute(
            sa.text(
                f"INSERT INTO housing_need (code, {copied}) SELECT 'ZZZZZZZ', {copied}"
                " FROM housing_need WHERE id = :id"
            ),
            {"id": need_id},
        )


def test_the_same_person_house_or_another_programme_is_asked_about(store: Store) -> None:
    at = needs.place()
    first = needs.apply(at)
    code = need_of(first).code
    twin = make.member(at.world.cell_ids[1], "Nguyễn Văn Khổ", birth_year=1961)
    wife = make.member(at.world.cell_ids[0], "Lê Thị Hiền", birth_year=1963)

    with pytest.raises(Unconfirmed, match=f"cùng một người.*{code}") as same:
        needs.apply(at, member_id=twin, address="nơi khác hẳn")
    with pytest.raises(Unconfirmed, match=f"[Cc]ùng một nhà.*{code}"):
        needs.apply(at, member_id=wife, address="so 12 AP TAN LAP, xã long sơn")
    with pytest.raises(Unconfirmed, match="chương trình khác"):
        needs.apply(at, member_id=wife, address="khác", other_programme=OtherProgramme.GRANTED)

    agreed = [doubt.token for doubt in same.value.doubts]
    needs.apply(at, member_id=twin, address="nơi khác hẳn", agreed=agreed)
    (warning,) = show_page(at.board, first).warnings
    assert warning.kind is NeedDoubt.SAME_PERSON
    assert warning.code != code


def test_ban_to_chuc_enters_for_a_unit_by_its_paper(store: Store) -> None:
    at = needs.place()

    with pytest.raises(RuleBroken, match="nêu văn bản"):
        needs.apply(at, by=at.board)

    need_id = needs.apply(at, by=at.board, entered_for="Công văn 12-CV/ĐU")
    assert show_file(at.board, need_id).entered_for == "Công văn 12-CV/ĐU"


def test_who_has_left_hands_in_nothing(store: Store) -> None:
    at = needs.place()
    treasurer = make.treasurer(at.world)
    run(members.mark_left, treasurer, at.member_id, left_on=date(2024, 1, 1))

    with pytest.raises(RuleBroken, match="đã rời"):
        needs.apply(at)


def test_not_yet_is_looked_at_again(store: Store) -> None:
    at = needs.place()
    need_id = needs.apply(at)
    needs.advance(at, need_id, NeedAct.VERIFY)
    needs.take(at.board, need_id, NeedAct.NOT_YET, reason="đất đang tranh chấp")
    needs.take(at.secretary, need_id, NeedAct.ANSWER, paper="7-CV/ĐU", reason="xin đồng chí chờ")

    needs.take(at.board, need_id, NeedAct.REOPEN, reason="đã hòa giải xong")

    assert need_of(need_id).state is NeedState.SURVEYING
    with pytest.raises(StepMissing):
        needs.take(at.board, need_id, NeedAct.LIST, paper="1")
    needs.take(at.board, need_id, NeedAct.VERIFY)
    needs.take(at.board, need_id, NeedAct.LIST, paper="1")


@pytest.mark.parametrize(
    ("act", "state"),
    [
        (NeedAct.WITHDRAW, NeedState.WITHDRAWN),
        (NeedAct.OTHER_PROGRAMME, NeedState.OTHER_PROGRAMME),
        (NeedAct.MOVE_AWAY, NeedState.MOVED),
        (NeedAct.DIE, NeedState.DIED),
    ],
)
def test_a_need_ends_in_words_of_its_own(
    sqlite_store: Store, act: NeedAct, state: NeedState
) -> None:
    at = needs.place()
    need_id = needs.apply(at)
    needs.advance(at, need_id, NeedAct.PLAN)

    needs.take(at.secretary, need_id, act, reason="theo đơn")

    need = need_of(need_id)
    assert (need.state, need.board_order, need.planned_year) == (state, None, None)
    assert state not in LIVING


def test_old_needs_are_checked_every_year(store: Store) -> None:
    at = needs.place()
    need_id = needs.apply(at)

    with clock.at_day(date(2025, 2, 1)):
        assert to_recheck(at.secretary) == 1
        assert reports.list_needs(at.secretary, NeedFilter(to_recheck=True)).total == 1
    needs.take(
        at.secretary, need_id, NeedAct.RECHECK, day=date(2025, 2, 1), year=2025, reason="còn đúng"
    )
    with clock.at_day(date(2025, 2, 1)):
        assert to_recheck(at.secretary) == 0
    with clock.at_day(date(2026, 2, 1)):
        assert to_recheck(at.board) == 1


def test_the_boards_order_changes_with_a_reason(store: Store) -> None:
    at = needs.place()
    ids = [needs.apply(at)]
    for name in ("Lê Văn Hai", "Lê Văn Ba"):
        member_id = make.member(at.world.cell_ids[1], name)
        ids.append(needs.apply(at, member_id=member_id, address=name))
    for need_id in ids:
        needs.advance(at, need_id, NeedAct.LIST)

    def ordered() -> list[int]:
        page = reports.list_needs(at.board, NeedFilter(by_order=True))
        return [line.id for line in page.lines]

    assert ordered() == ids
    move = need_steps.move_in_order
    run(move, at.board, ids[2], earlier=True, reason="nhà vừa sập", seen=6)
    assert ordered() == [ids[0], ids[2], ids[1]]
    run(move, at.board, ids[0], earlier=False, reason="đã lợp lại mái", seen=6)
    assert ordered() == [ids[2], ids[0], ids[1]]
    with pytest.raises(StateRefused, match="đầu danh sách"):
        run(move, at.board, ids[2], earlier=True, reason="vì", seen=7)
    with pytest.raises(FileMovedOn):
        run(move, at.board, ids[2], earlier=False, reason="vì", seen=6)
    assert show_file(at.board, ids[2]).steps[-1].reason == "nhà vừa sập"


def test_a_need_follows_its_house(store: Store) -> None:
    at = needs.place()
    need_id = needs.apply(at)

    def follow(status: str, day: date = DAY) -> None:
        run(
            housing_needs.follow_house,
            at.board,
            need_id,
            status=status,
            on_date=day,
            paper="QĐ 15-QĐ/ĐU",
        )

    with pytest.raises(StateTransitionRefused):
        follow("planned")
    needs.advance(at, need_id, NeedAct.LIST)
    for status, state in (
        ("planned", NeedState.PLANNED),
        ("approved", NeedState.PLANNED),
        ("building", NeedState.BUILDING),
        ("approved", NeedState.PLANNED),
        ("building", NeedState.BUILDING),
        ("handed_over", NeedState.HANDED_OVER),
    ):
        follow(status)
        assert need_of(need_id).state is state
    assert need_of(need_id).planned_year == 2024
    with pytest.raises(NotFound):
        run(
            housing_needs.follow_house,
            at.board,
            10**9,
            status="planned",
            on_date=DAY,
            paper="",
        )


def test_a_house_may_be_finished_before_anybody_wrote_that_it_began(store: Store) -> None:
    at = needs.place()
    need_id = needs.apply(at)
    needs.advance(at, need_id, NeedAct.LIST)

    run(
        housing_needs.follow_house,
        at.board,
        need_id,
        status="handed_over",
        on_date=DAY,
        paper="Biên bản bàn giao",
    )

    assert acts_of(need_id)[-2:] == [NeedAct.START, NeedAct.HAND_OVER]


OUTSIDE = sorted(set(Role) - reports.READERS)


@pytest.mark.parametrize("role", OUTSIDE)
def test_for_other_roles_a_need_does_not_exist(sqlite_store: Store, role: Role) -> None:
    at = needs.place()
    need_id = needs.apply(at)
    by = make.actor(at.world.district_id, role)

    for call in (
        lambda: show_file(by, need_id),
        lambda: reports.list_needs(by, NeedFilter()),
        lambda: reports.waiting_queries(by),
        lambda: needs.take(by, need_id, NeedAct.DIE),
        lambda: needs.apply(at, by=by),
    ):
        with pytest.raises(NotFound):
            call()


@pytest.mark.parametrize("role", [Role.STANDING_COMMITTEE, Role.INSPECTOR])
def test_readers_change_nothing(sqlite_store: Store, role: Role) -> None:
    at = needs.place()
    need_id = needs.apply(at)
    by = make.actor(at.world.district_id, role)

    with pytest.raises(NotAllowed):
        needs.take(by, need_id, NeedAct.DIE)
    with pytest.raises(NotAllowed):
        needs.apply(at, by=by)


def test_a_secretary_enters_no_act_of_the_board_and_no_need_of_another_unit(
    store: Store,
) -> None:
    at = needs.place()
    need_id = needs.apply(at)
    needs.advance(at, need_id, NeedAct.NOMINATE)
    stranger = make.actor(at.world.agency_id, Role.SECRETARY)

    with pytest.raises(NotAllowed):
        needs.take(at.secretary, need_id, NeedAct.TAKE_UP)
    with pytest.raises(NotAllowed):
        run(need_steps.move_in_order, at.secretary, need_id, earlier=True, reason="vì", seen=3)
    with pytest.raises(NotFound):
        show_file(stranger, need_id)
    assert reports.list_needs(stranger, NeedFilter()).total == 0


def test_the_audit_tells_nothing_of_hardship(store: Store) -> None:
    at = needs.place()
    need_id = needs.apply(at)
    needs.advance(at, need_id, NeedAct.VERIFY)
    needs.take(at.board, need_id, NeedAct.NOT_YET, reason="bệnh hiểm nghèo")

    told = " ".join(
        f"{row.before} {row.after}" for row in db.session.scalars(sa.select(AuditEvent))
    )

    for secret in ("bệnh", "vách lá", "dột", "ấp Tân Lập, xã", "3500000", "near_poor"):
        assert secret not in told
    assert "household_size" in told, "which facts changed is told"


def to_recheck(by: Actor) -> int | None:
    """Count the files that a first page says are to be looked at again this year."""
    return db.session.scalar(sa.select(reports.waiting_queries(by)[2]))
