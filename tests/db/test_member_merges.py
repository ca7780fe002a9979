"""Two records of one person are merged with a trace: one person, all the money, nothing rewritten."""

import json
from typing import Any

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.book import checks
from ledger.db import db, run
from ledger.errors import NotAllowed, NotFound, RuleBroken, StateRefused, Unconfirmed
from ledger.models.audit_events import AuditEvent
from ledger.models.list_entries import ListEntry
from ledger.models.member_moves import MoveKind
from ledger.models.party_members import PartyMember
from ledger.models.users import Role
from ledger.reports import contributors, lists
from ledger.reports.people_search import directory_of
from ledger.reports.scope import Actor
from ledger.services import member_merges, member_moves, members
from ledger.services.member_moves import Destination
from tests import collecting, make, visiting
from tests.collecting import DAY, Season
from tests.conftest import Store
from tests.visiting import Counted, counted


def merge(by: Actor, kept_id: int, merged_id: int, *agreed: str) -> None:
    with clock.at_day(DAY):
        run(
            member_merges.merge_members,
            by,
            kept_id=kept_id,
            merged_id=merged_id,
            reason="Nhập hai lần",
            agreed=agreed,
        )


def unmerge(by: Actor, member_id: int) -> None:
    with clock.at_day(DAY):
        run(member_merges.unmerge_member, by, member_id, reason="Hai người khác nhau")


def member(member_id: int) -> PartyMember:
    db.session.rollback()
    return db.session.get_one(PartyMember, member_id, populate_existing=True)


def twice() -> tuple[Season, int, int]:
    """Return a season in which the commune lists one person under two records."""
    world_season = collecting.season()
    at = world_season
    first = visiting.member_of(at, 0)
    again = make.member(at.world.cell_ids[1], "Nguyễn Văn An", birth_year=1960)
    run(_list, at, again)
    return at, first, again


def _list(at: Season, member_id: int) -> None:
    from ledger.services.campaign_units import add_to_list

    add_to_list(at.treasurer, at.campaign_id, member_id, "Bị sót")


def entry_id_of(member_id: int) -> int:
    found = db.session.scalars(
        sa.select(ListEntry.id).where(ListEntry.member_id == member_id)
    ).one()
    db.session.rollback()
    return found


def test_the_person_counts_once_and_all_the_money_stays(store: Store) -> None:
    at, kept, merged = twice()
    collecting.give(at, 100_000)
    visiting.give(at.treasurer, at, 60_000, list_entry_id=entry_id_of(merged))
    assert counted(at)["commune"] == Counted(asked=7, given=2, received_vnd=160_000)

    merge(at.treasurer, kept, merged)

    assert counted(at)["commune"] == Counted(asked=6, given=1, received_vnd=160_000)
    roll = lists.show_roll(at.treasurer, at.campaign_id)
    assert roll.total.listed == 6
    line = next(line for line in roll.lines if line.member_id == kept)
    assert line.given_vnd == 160_000
    assert roll.total.given_vnd == 160_000
    assert merged not in {one.member_id for one in roll.lines}
    assert checks.verify().findings == ()


def test_a_gift_written_with_the_other_record_counts_for_the_one_that_stands(store: Store) -> None:
    at, kept, merged = twice()
    visiting.give(at.treasurer, at, 60_000, list_entry_id=entry_id_of(merged))

    merge(at.treasurer, kept, merged)

    assert counted(at)["commune"] == Counted(asked=6, given=1, received_vnd=60_000)
    found = contributors.find_givers(at.treasurer, at.campaign_id, "nguyen van an")
    assert [(one.entry_id, one.given_vnd) for one in found.listed] == [(at.entries[0], 60_000)]
    person = directory_of(at.treasurer, at.campaign_id).find("Nguyễn Văn An").person
    assert person is not None
    assert person.member_id == kept


def test_records_of_two_units_are_one_person_where_the_one_that_stands_is_listed(
    store: Store,
) -> None:
    at = collecting.season()
    kept = visiting.member_of(at, 0)
    merged = make.member(at.world.agency_id, "Nguyễn Văn An", birth_year=1960)
    from ledger.services.campaign_units import add_to_list

    run(add_to_list, at.agency_treasurer, at.campaign_id, merged, "Bị sót")
    visiting.give(at.agency_treasurer, at, 70_000, list_entry_id=entry_id_of(merged))
    with pytest.raises(NotFound):
        merge(at.treasurer, kept, merged)

    merge(make.board(at.world), kept, merged)

    assert counted(at) == {
        "commune": Counted(asked=6, given=1, received_vnd=0),
        "agency": Counted(asked=1, given=0, received_vnd=70_000),
    }


def test_only_a_merged_record_on_the_list_still_counts_as_its_person(store: Store) -> None:
    at = collecting.season()
    merged = visiting.member_of(at, 0)
    kept = make.member(at.world.cell_ids[1], "Nguyễn Văn An", birth_year=1960)
    third = make.member(at.world.cell_ids[1], "Nguyễn Văn An", birth_year=1960)
    run(_list, at, third)
    merge(at.treasurer, kept, merged)

    merge(at.treasurer, kept, third)

    assert counted(at)["commune"].asked == 6
    collecting.give(at, 10_000)
    visiting.give(at.treasurer, at, 20_000, list_entry_id=entry_id_of(third))
    assert counted(at)["commune"] == Counted(asked=6, given=1, received_vnd=30_000)


def test_a_merge_taken_back_leaves_everything_as_it_was(store: Store) -> None:
    at, kept, merged = twice()
    collecting.give(at, 100_000)
    visiting.give(at.treasurer, at, 60_000, list_entry_id=entry_id_of(merged))
    before = counted(at)
    position = member(merged).position

    merge(at.treasurer, kept, merged)
    assert member(merged).left_at is not None
    unmerge(at.treasurer, merged)

    assert counted(at) == before
    again = member(merged)
    assert (again.merged_into_id, again.merged_at, again.left_at) == (None, None, None)
    assert again.position == position
    with pytest.raises(StateRefused, match="chưa gộp"):
        unmerge(at.treasurer, merged)


def test_who_had_left_before_stays_away_after_the_merge_is_taken_back(store: Store) -> None:
    at, kept, merged = twice()
    with clock.at_day(DAY):
        run(members.mark_left, at.treasurer, merged, left_on=DAY)
    left_at = member(merged).left_at

    merge(at.treasurer, kept, merged)
    unmerge(at.treasurer, merged)

    assert member(merged).left_at == left_at


def test_a_merged_record_is_left_alone(store: Store) -> None:
    at, kept, merged = twice()
    merge(at.treasurer, kept, merged)
    merge(at.treasurer, kept, merged)  # twice is once

    with pytest.raises(StateRefused, match="đã gộp"):
        run(members.bring_back, at.treasurer, merged)
    with pytest.raises(StateRefused, match="đã gộp"):
        run(members.mark_left, at.treasurer, merged, left_on=DAY)
    with pytest.raises(RuleBroken, match="chuyển đi"):
        run(_list, at, merged)
    following = make.open_campaign(at.world, 2025)
    listed = db.session.scalars(
        sa.select(ListEntry.member_id).where(ListEntry.campaign_id == following)
    ).all()
    assert kept in listed
    assert merged not in listed


def test_what_is_likely_a_mistake_is_asked_about(store: Store) -> None:
    at, kept, merged = twice()
    other = visiting.member_of(at, 1)
    with clock.at_day(DAY):
        run(lambda: setattr(db.session.get_one(PartyMember, other), "birth_year", None))
    with pytest.raises(Unconfirmed) as names:
        merge(at.treasurer, kept, other)
    assert "Họ tên khác nhau: Nguyễn Văn An và Trần Thị Bình." in str(
        names.value.doubts[0].sentence
    )

    collecting.give(at, 60_000)
    visiting.give(at.treasurer, at, 60_000, list_entry_id=entry_id_of(merged))
    with pytest.raises(Unconfirmed) as sums:
        merge(at.treasurer, kept, merged)
    doubt = sums.value.doubts[0]
    assert "Có 1 khoản cùng ngày, cùng số tiền" in doubt.sentence
    merge(at.treasurer, kept, merged, doubt.token)
    assert counted(at)["commune"].given == 1


def test_records_that_cannot_be_one_person_are_refused(store: Store) -> None:
    at, kept, merged = twice()
    younger = make.member(at.cell_id, "Nguyễn Văn An", birth_year=1990)
    with pytest.raises(RuleBroken, match="năm sinh khác nhau"):
        merge(at.treasurer, kept, younger)
    with pytest.raises(RuleBroken, match="hai hồ sơ khác nhau"):
        merge(at.treasurer, kept, kept)
    with clock.at_day(DAY):
        run(members.mark_left, at.treasurer, kept, left_on=DAY)
    with pytest.raises(RuleBroken, match="đã rời danh sách"):
        merge(at.treasurer, kept, merged)
    merge(at.treasurer, merged, kept)
    fourth = make.member(at.cell_id, "Nguyễn Văn An", birth_year=1960)
    with pytest.raises(StateRefused, match="đang đứng tên"):
        merge(at.treasurer, fourth, merged)
    with pytest.raises(StateRefused, match="đã gộp vào hồ sơ khác"):
        merge(at.treasurer, fourth, kept)


def test_who_is_on_the_way_is_not_merged(store: Store) -> None:
    at, kept, merged = twice()
    with clock.at_day(DAY):
        run(
            member_moves.propose_move,
            at.treasurer,
            merged,
            kind=MoveKind.FINAL,
            to=Destination(unit_id=at.world.agency_id),
            moves_on=DAY,
        )

    with pytest.raises(StateRefused, match="chờ nơi khác tiếp nhận"):
        merge(at.treasurer, kept, merged)


def test_two_people_are_told_apart_for_good(store: Store) -> None:
    at, kept, merged = twice()

    run(member_merges.tell_apart, at.treasurer, merged, kept)
    run(member_merges.tell_apart, at.treasurer, kept, merged)
    merge(at.treasurer, kept, merged)

    with pytest.raises(StateRefused, match="đang gộp"):
        run(member_merges.tell_apart, at.treasurer, kept, merged)


def test_only_those_who_keep_the_lists_merge(store: Store) -> None:
    at, kept, merged = twice()
    for role, unit_id in (
        (Role.SECRETARY, at.world.commune_id),
        (Role.OFFICE, at.world.district_id),
        (Role.INSPECTOR, at.world.district_id),
    ):
        with pytest.raises(NotAllowed):
            merge(make.actor(unit_id, role), kept, merged)
    with pytest.raises(NotFound):
        merge(at.agency_treasurer, kept, merged)


def test_both_records_tell_of_the_merge(store: Store) -> None:
    at, kept, merged = twice()
    merge(at.treasurer, kept, merged)

    def last(member_id: int) -> Any:  # noqa: ANN401
        query = (
            sa.select(AuditEvent)
            .where(AuditEvent.subject == f"party_member:{member_id}")
            .order_by(AuditEvent.id.desc())
            .limit(1)
        )
        event = db.session.scalars(query).one()
        return event.action, json.loads(event.after or "{}")

    assert last(kept) == ("member.merge", {"merged": merged, "reason": "Nhập hai lần"})
    assert last(merged) == ("member.merge", {"into": kept, "reason": "Nhập hai lần"})
