"""The next year starts from the last: who is new, gone, moved or changed is shown first (A2)."""

from datetime import date

from ledger import clock
from ledger.db import db, run
from ledger.models.member_moves import MoveKind
from ledger.models.party_members import MemberStanding, PartyMember
from ledger.reports.campaign_changes import Changes, Difference, changes_since
from ledger.reports.campaign_units import unit_terms
from ledger.reports.scope import Actor
from ledger.services import campaign_units, campaigns, member_merges, member_moves, members
from ledger.services.member_moves import Destination
from tests import collecting, make, visiting
from tests.collecting import DAY, Season
from tests.conftest import Store


def seen(by: Actor, campaign_id: int) -> Changes:
    changes = changes_since(by, campaign_id)
    db.session.rollback()
    return changes


def counts(changes: Changes, unit_id: int) -> dict[Difference, int]:
    return dict(next(unit.counts for unit in changes.units if unit.unit_id == unit_id))


def a_year_passes(at: Season) -> int:
    """Let one come, one go, one move away, one change cells and one retire; draft the next year."""
    ids = [visiting.member_of(at, place) for place in range(5)]
    world = at.world
    make.member(at.cell_id, "Võ Thị Sáu")
    with clock.at_day(DAY):
        run(members.mark_left, at.treasurer, ids[0], left_on=DAY)
        for member_id, to in (
            (ids[1], Destination(unit_id=world.agency_id, cell_id=world.agency_id)),
            (ids[3], Destination(unit_id=world.commune_id, cell_id=world.cell_ids[1])),
        ):
            run(
                member_moves.propose_move,
                make.board(world),
                member_id,
                kind=MoveKind.FINAL,
                to=to,
                moves_on=date(2024, 12, 1),
            )
    retired = MemberStanding.RESIDENTIAL
    run(lambda: setattr(db.session.get_one(PartyMember, ids[4]), "standing", retired))
    return make.draft_campaign(world, 2025)


def test_what_changed_is_counted_by_unit_before_the_opening(store: Store) -> None:
    at = collecting.season()
    collecting.give(at, 10_000, 10_000, 10_000, 10_000, 10_000)  # so that last year's lines stay
    following = a_year_passes(at)

    changes = seen(make.board(at.world), following)

    assert changes.since is not None
    assert changes.since.year == 2024
    assert counts(changes, at.world.commune_id) == {
        Difference.NEW: 1,
        Difference.GONE: 1,
        Difference.WENT: 1,
        Difference.CELL: 1,
        Difference.STANDING: 1,
    }
    assert counts(changes, at.world.agency_id) == {Difference.CAME: 1}
    assert changes.named == ()  # names stay inside


def test_the_unit_sees_the_names_of_its_own(store: Store) -> None:
    at = collecting.season()
    collecting.give(at, 10_000, 10_000, 10_000, 10_000, 10_000)
    following = a_year_passes(at)

    changes = seen(at.treasurer, following)

    assert [(one.difference, one.name) for one in changes.named] == [
        (Difference.NEW, "Võ Thị Sáu"),
        (Difference.GONE, "Nguyễn Văn An"),
        (Difference.WENT, "Trần Thị Bình"),
        (Difference.CELL, "Phạm Ngọc Dung"),
        (Difference.STANDING, "Hoàng Văn Đức"),
    ]
    assert [unit.unit_id for unit in changes.units] == [at.world.commune_id]
    assert changes.unnamed == 0


def test_the_frozen_list_is_compared_once_it_is_open(store: Store) -> None:
    at = collecting.season()
    collecting.give(at, 10_000, 10_000, 10_000, 10_000, 10_000)
    following = a_year_passes(at)
    before = seen(make.board(at.world), following)

    run(campaigns.open_campaign, make.board(at.world), following)

    after = seen(make.board(at.world), following)
    assert after.units == before.units


def test_a_merged_record_is_no_change(store: Store) -> None:
    at = collecting.season()
    again = make.member(at.world.cell_ids[1], "Nguyễn Văn An", birth_year=1960)
    run(
        member_merges.merge_members,
        at.treasurer,
        kept_id=again,
        merged_id=visiting.member_of(at, 0),
        reason="Nhập hai lần",
    )
    following = make.draft_campaign(at.world, 2025)

    changes = seen(at.treasurer, following)

    assert counts(changes, at.world.commune_id) == {Difference.CELL: 1}


def test_the_first_year_has_nothing_to_be_compared_with(store: Store) -> None:
    at = collecting.season()

    changes = seen(at.treasurer, at.campaign_id)

    assert (changes.since, changes.named) == (None, ())


def test_last_years_level_is_offered_until_the_unit_confirms_its_own(store: Store) -> None:
    at = collecting.season(suggested_vnd=50_000)
    following = make.draft_campaign(at.world, 2025)
    unit_id = at.world.commune_id

    offered = unit_terms(at.treasurer, following, unit_id)

    assert offered.suggested_vnd is None
    assert offered.last is not None
    assert (offered.last.year, offered.last.suggested_vnd, offered.last.suggested_by) == (
        2024,
        50_000,
        "Nghị quyết chi bộ",
    )
    db.session.rollback()
    run(
        campaign_units.set_level,
        at.treasurer,
        make.campaign_unit_id(following, unit_id),
        suggested_vnd=60_000,
        suggested_by="Nghị quyết năm 2025",
        divisor=None,
        floor_vnd=None,
        override_reason="",
    )
    assert unit_terms(at.treasurer, following, unit_id).last is None


def test_nothing_is_offered_where_nothing_was_set(store: Store) -> None:
    at = collecting.season(suggested_vnd=None)
    following = make.draft_campaign(at.world, 2025)

    assert unit_terms(at.treasurer, following, at.world.commune_id).last is None
    assert unit_terms(at.treasurer, at.campaign_id, at.world.commune_id).last is None
