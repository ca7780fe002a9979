"""Members go from one cell to another: asked and counted once, their history with them (A10)."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.book import checks
from ledger.db import db, run
from ledger.errors import NotAllowed, NotFound, RuleBroken, StateRefused
from ledger.models.audit_events import AuditEvent
from ledger.models.list_entries import ListEntry
from ledger.models.member_moves import MemberMove, MoveKind, MoveState
from ledger.models.party_members import PartyMember
from ledger.models.users import Role
from ledger.reports import members as member_reports
from ledger.reports.scope import Actor
from ledger.services import campaigns, member_moves
from ledger.services.member_moves import Destination
from tests import collecting, make, visiting
from tests.collecting import DAY, Season
from tests.conftest import Store
from tests.visiting import Counted, counted


def on_the_day(work: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
    with clock.at_day(DAY):
        return run(work, *args, **kwargs)


def propose(by: Actor, member_id: int, to: Destination, **facts: Any) -> int:  # noqa: ANN401
    """Propose a move on the working day; return its id."""
    given = {"kind": MoveKind.FINAL, "moves_on": date(2024, 12, 1)} | facts
    move_id: int = on_the_day(
        lambda: member_moves.propose_move(by, member_id, to=to, **given).id  # type: ignore[arg-type]  # facts by name
    )
    return move_id


def member(member_id: int) -> PartyMember:
    found = db.session.get_one(PartyMember, member_id, populate_existing=True)
    db.session.rollback()
    db.session.refresh(found)
    return found


def move_of(move_id: int) -> MemberMove:
    return db.session.get_one(MemberMove, move_id, populate_existing=True)


def to_agency(at: Season) -> Destination:
    return Destination(unit_id=at.world.agency_id)


def moved_to_the_agency(at: Season, place: int = 0) -> int:
    """Let a member of the commune be taken in by the agency; return the member."""
    member_id = visiting.member_of(at, place)
    move_id = propose(at.treasurer, member_id, to_agency(at))
    on_the_day(
        member_moves.accept_move, at.agency_treasurer, move_id, to_cell_id=at.world.agency_id
    )
    return member_id


def test_a_treasurer_moves_somebody_within_the_unit_at_once(store: Store) -> None:
    at = collecting.season()
    member_id, other = visiting.member_of(at, 0), at.world.cell_ids[1]

    move_id = propose(
        at.treasurer, member_id, Destination(unit_id=at.world.commune_id, cell_id=other)
    )

    assert move_of(move_id).state is MoveState.ACCEPTED
    assert (member(member_id).cell_id, member(member_id).position) == (other, 2)
    entry = make.entry_of(member_id)
    assert (entry.cell_id, entry.position) == (other, 2)
    assert entry.added_reason == "Chuyển sinh hoạt từ Chi bộ ấp Tân Lập ngày 01/12/2024"
    assert counted(at)["commune"].asked == 6


def test_between_units_the_other_side_takes_the_member_in(store: Store) -> None:
    at = collecting.season()
    member_id = visiting.member_of(at, 0)

    move_id = propose(at.treasurer, member_id, to_agency(at), paper="Giấy giới thiệu số 12")

    assert move_of(move_id).state is MoveState.PROPOSED
    assert member(member_id).cell_id == at.cell_id
    on_the_day(
        member_moves.accept_move, at.agency_treasurer, move_id, to_cell_id=at.world.agency_id
    )
    assert member(member_id).cell_id == at.world.agency_id
    assert counted(at) == {
        "commune": Counted(asked=5, given=0, received_vnd=0),
        "agency": Counted(asked=2, given=0, received_vnd=0),
    }
    assert checks.verify().findings == ()


def test_pay_stays_readable_for_the_new_unit_and_for_nobody_else(store: Store) -> None:
    at = collecting.season()
    member_id = moved_to_the_agency(at)

    found = member_reports.show_member(at.agency_treasurer, member_id)

    assert found.pay == make.STARTER_PAY
    with pytest.raises(NotFound):
        member_reports.show_member(at.treasurer, member_id)


def test_a_line_with_money_stays_and_the_person_still_counts_once(store: Store) -> None:
    at = collecting.season()
    collecting.give(at, 100_000)

    member_id = moved_to_the_agency(at)

    entry = make.entry_of(member_id)
    assert entry.cell_id == at.cell_id
    code = member(member_id).code
    visiting.give(at.agency_treasurer, at, 50_000, visitor_code=code)
    assert counted(at) == {
        "commune": Counted(asked=6, given=1, received_vnd=100_000),
        "agency": Counted(asked=1, given=0, received_vnd=50_000),
    }


def test_the_next_years_list_asks_them_where_they_are(store: Store) -> None:
    at = collecting.season()
    collecting.give(at, 100_000)
    member_id = moved_to_the_agency(at)

    following = make.open_campaign(at.world, 2025)

    query = sa.select(ListEntry.cell_id).where(
        ListEntry.campaign_id == following, ListEntry.member_id == member_id
    )
    assert db.session.scalars(query).all() == [at.world.agency_id]


def test_who_stays_elsewhere_for_a_time_is_asked_there_and_comes_back(store: Store) -> None:
    at = collecting.season()
    member_id = visiting.member_of(at, 0)
    move_id = propose(at.treasurer, member_id, to_agency(at), kind=MoveKind.TEMPORARY)
    on_the_day(
        member_moves.accept_move, at.agency_treasurer, move_id, to_cell_id=at.world.agency_id
    )

    assert member(member_id).cell_id == at.cell_id  # still on the list at home
    assert make.entry_of(member_id).cell_id == at.world.agency_id
    assert counted(at)["agency"].asked == 2

    on_the_day(member_moves.end_stay, at.treasurer, move_id, ended_on=DAY)
    assert member(member_id).hosted_cell_id is None
    assert make.entry_of(member_id).cell_id == at.world.agency_id  # this year's list stays
    following = make.open_campaign(at.world, 2025)
    query = sa.select(ListEntry.cell_id).where(
        ListEntry.campaign_id == following, ListEntry.member_id == member_id
    )
    assert db.session.scalars(query).all() == [at.cell_id]
    with pytest.raises(StateRefused):
        on_the_day(member_moves.end_stay, at.treasurer, move_id, ended_on=DAY)


def test_a_stay_that_becomes_final_ends(store: Store) -> None:
    at = collecting.season()
    member_id = visiting.member_of(at, 0)
    stay = propose(at.treasurer, member_id, to_agency(at), kind=MoveKind.TEMPORARY)
    on_the_day(member_moves.accept_move, at.agency_treasurer, stay, to_cell_id=at.world.agency_id)

    final = propose(at.treasurer, member_id, to_agency(at), moves_on=DAY)
    on_the_day(member_moves.accept_move, at.agency_treasurer, final, to_cell_id=at.world.agency_id)

    assert move_of(stay).ended_on == DAY
    assert (member(member_id).cell_id, member(member_id).hosted_cell_id) == (
        at.world.agency_id,
        None,
    )


def test_a_proposal_is_declined_or_taken_back_and_can_be_made_again(store: Store) -> None:
    at = collecting.season()
    member_id = visiting.member_of(at, 0)
    first = propose(at.treasurer, member_id, to_agency(at))
    with pytest.raises(StateRefused):
        propose(at.treasurer, member_id, to_agency(at))

    on_the_day(
        member_moves.decline_move, at.agency_treasurer, first, note="Chưa có giấy giới thiệu"
    )
    second = propose(at.treasurer, member_id, to_agency(at))
    on_the_day(member_moves.withdraw_move, at.treasurer, second)

    assert (move_of(first).state, move_of(first).note) == (
        MoveState.DECLINED,
        "Chưa có giấy giới thiệu",
    )
    assert move_of(second).state is MoveState.WITHDRAWN
    for move_id in (first, second):
        with pytest.raises(StateRefused):
            on_the_day(
                member_moves.accept_move,
                at.agency_treasurer,
                move_id,
                to_cell_id=at.world.agency_id,
            )


def test_the_organisation_board_does_both_at_once(store: Store) -> None:
    at = collecting.season()
    member_id = visiting.member_of(at, 0)
    to = Destination(unit_id=at.world.agency_id, cell_id=at.world.agency_id)

    move_id = propose(make.board(at.world), member_id, to)

    assert move_of(move_id).state is MoveState.ACCEPTED
    actions = db.session.scalars(
        sa.select(AuditEvent.action)
        .where(AuditEvent.subject == f"party_member:{member_id}")
        .order_by(AuditEvent.id)
    ).all()
    assert actions[-2:] == ["member.move_propose", "member.move_accept"]


def test_each_side_decides_its_own(store: Store) -> None:
    at = collecting.season()
    member_id = visiting.member_of(at, 0)
    move_id = propose(at.treasurer, member_id, to_agency(at))

    with pytest.raises(NotFound):  # the one who sends does not accept
        on_the_day(member_moves.accept_move, at.treasurer, move_id, to_cell_id=at.world.agency_id)
    with pytest.raises(NotFound):
        on_the_day(member_moves.withdraw_move, at.agency_treasurer, move_id)
    with pytest.raises(NotFound):
        propose(at.agency_treasurer, visiting.member_of(at, 1), to_agency(at))
    with pytest.raises(NotAllowed):
        on_the_day(
            member_moves.accept_move,
            make.actor(at.world.district_id, Role.OFFICE),
            move_id,
            to_cell_id=at.world.agency_id,
        )
    with pytest.raises(NotFound):
        on_the_day(member_moves.withdraw_move, at.treasurer, 10**9)


def test_what_makes_no_sense_is_refused(store: Store) -> None:
    at = collecting.season()
    member_id, commune = visiting.member_of(at, 0), at.world.commune_id

    with pytest.raises(RuleBroken, match="không được sau hôm nay"):
        propose(at.treasurer, member_id, to_agency(at), moves_on=date(2024, 12, 21))
    with pytest.raises(RuleBroken, match="Chọn chi bộ"):
        propose(at.treasurer, member_id, Destination(unit_id=commune))
    with pytest.raises(RuleBroken, match="chính chi bộ đó"):
        propose(at.treasurer, member_id, Destination(unit_id=commune, cell_id=at.cell_id))
    with pytest.raises(RuleBroken, match="chi bộ của đơn vị tiếp nhận"):
        propose(at.treasurer, member_id, Destination(unit_id=commune, cell_id=at.world.agency_id))
    with pytest.raises(NotFound):
        propose(at.treasurer, member_id, Destination(unit_id=10**9))
    move_id = propose(at.treasurer, member_id, to_agency(at))
    with pytest.raises(RuleBroken, match="chi bộ của đơn vị tiếp nhận"):
        on_the_day(member_moves.accept_move, at.agency_treasurer, move_id, to_cell_id=at.cell_id)


def test_who_left_meanwhile_is_not_taken_in(store: Store) -> None:
    from ledger.services.members import mark_left

    at = collecting.season()
    member_id = visiting.member_of(at, 0)
    move_id = propose(at.treasurer, member_id, to_agency(at))
    on_the_day(mark_left, at.treasurer, member_id, left_on=date(2024, 12, 2))

    with pytest.raises(StateRefused, match="không còn ở chi bộ"):
        on_the_day(
            member_moves.accept_move, at.agency_treasurer, move_id, to_cell_id=at.world.agency_id
        )
    with pytest.raises(RuleBroken, match="đã rời danh sách"):
        propose(at.treasurer, member_id, to_agency(at))


def test_the_line_of_a_closed_campaign_stays(store: Store) -> None:
    at = collecting.season()
    run(campaigns.close_campaign, make.board(at.world), at.campaign_id)

    member_id = moved_to_the_agency(at)

    assert make.entry_of(member_id).cell_id == at.cell_id
