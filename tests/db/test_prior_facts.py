"""Houses and sums from before the software count as such, and are in no book."""

from datetime import date
from typing import Any

import pytest

from ledger import clock
from ledger.db import db, run
from ledger.errors import BookBroken, NotAllowed, NotFound, RuleBroken, StateRefused
from ledger.models.party_units import PartyUnit, UnitKind
from ledger.models.prior_facts import PriorFact
from ledger.models.users import Role
from ledger.reports import prior_facts as reports
from ledger.reports import targets
from ledger.reports.scope import Actor
from ledger.reports.targets import Tile
from ledger.roadmap import TargetState
from ledger.services import prior_facts
from tests import make
from tests.conftest import Store

DAY = date(2024, 12, 20)


@pytest.fixture(autouse=True)
def _working_day() -> Any:  # noqa: ANN401
    with clock.at_day(DAY):
        yield


def facts(**changed: object) -> dict[str, Any]:
    return {
        "year": 2021,
        "houses": 1,
        "collected_vnd": 70_000_000,
        "spent_vnd": 60_000_000,
        "main_source": "",
        "note": "",
        "paper": "Biên bản bàn giao số 02 ngày 20/12/2021",
    } | changed


def record(by: Actor, unit_id: int, **changed: object) -> int:
    def work() -> int:
        return prior_facts.record_prior_fact(by, party_unit_id=unit_id, **facts(**changed)).id

    return run(work)


def replace(by: Actor, fact_id: int, **changed: object) -> int:
    def work() -> int:
        told = facts(**changed) | {"reason": "nhập nhầm năm"}
        return prior_facts.replace_prior_fact(by, fact_id, **told).id

    return run(work)


def tile_of(world: make.World) -> Tile:
    board = targets.board(make.board(world))
    assert board is not None
    return next(tile for tile in board.tiles if tile.unit_id == world.commune_id)


def test_a_house_from_before_counts_and_is_shown_apart(store: Store) -> None:
    world = make.world()
    make.draft_campaign(world)
    record(make.board(world), world.commune_id)
    tile = tile_of(world)
    assert (tile.state, tile.year, tile.handed_over, tile.counted) == (TargetState.MET, 2021, 0, 1)
    assert tile.prior is not None
    assert (tile.prior.collected_vnd, tile.prior.spent_vnd) == (70_000_000, 60_000_000)


def test_money_without_a_house_does_not_meet_the_target(store: Store) -> None:
    world = make.world()
    make.draft_campaign(world)
    record(make.board(world), world.commune_id, houses=0)
    assert tile_of(world).state is TargetState.NO_CASE
    assert tile_of(world).year is None


def test_a_wrong_entry_is_replaced_once_and_stays_to_be_seen(store: Store) -> None:
    world = make.world()
    make.draft_campaign(world)
    board = make.board(world)
    first = record(board, world.commune_id)
    second = replace(board, first, houses=0, collected_vnd=0, spent_vnd=0)
    assert tile_of(world).state is TargetState.NO_CASE
    with pytest.raises(StateRefused):
        replace(board, first)
    lines = reports.prior_facts_of(board)
    assert [(line.id, line.replaced) for line in lines] == [(second, False), (first, True)]
    assert lines[0].reason == "nhập nhầm năm"


def test_what_makes_no_sense_is_refused(store: Store) -> None:
    world = make.world()
    make.member(world.cell_ids[0], "Trần Thị Bình")
    make.open_campaign(world, 2024)
    board = make.board(world)
    with pytest.raises(RuleBroken):
        record(board, world.commune_id, houses=0, collected_vnd=0, spent_vnd=0)
    with pytest.raises(RuleBroken):
        record(board, world.commune_id, year=2025)
    with pytest.raises(RuleBroken):
        record(board, world.commune_id, year=2024)  # its money is in the books
    record(board, world.commune_id, year=2024, collected_vnd=0)  # a house may still be told
    with pytest.raises(NotFound):
        record(board, world.agency_id)
    with pytest.raises(NotFound):
        replace(board, 10**6)
    for role in (Role.STANDING_COMMITTEE, Role.COMMUNE_TREASURER, Role.INSPECTOR):
        with pytest.raises(NotAllowed):
            record(make.actor(world.district_id, role), world.commune_id)


def test_a_fact_of_another_tree_does_not_exist(store: Store) -> None:
    world = make.world()
    fact_id = record(make.board(world), world.commune_id)
    stranger = make.actor(world.agency_id, Role.ORGANISATION_BOARD)
    with pytest.raises(NotFound):
        replace(stranger, fact_id)
    with pytest.raises(NotFound):
        reports.one_prior_fact(stranger, fact_id)


def test_the_schema_keeps_a_replacement_in_its_locality(store: Store) -> None:
    world = make.world()
    board = make.board(world)
    fact_id = record(board, world.commune_id)

    def forge() -> None:
        district = db.session.get_one(PartyUnit, world.district_id)
        other = make.unit(district, UnitKind.TOWN_COMMITTEE, "Đảng bộ thị trấn Tân Hòa")
        told = facts() | {"reason": "chuyển đi"}
        db.session.add(
            PriorFact(
                party_unit_id=other.id, replaces_id=fact_id, recorded_at=clock.now(),
                recorded_by_id=board.user_id, **told,
            )
        )  # fmt: skip

    with pytest.raises(BookBroken):
        run(forge)
