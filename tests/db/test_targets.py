"""The target board against a district made by hand, with a locality in every state."""

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.db import db, run
from ledger.errors import NotFound
from ledger.models.books import Movement, Rule
from ledger.models.party_units import PartyUnit
from ledger.models.roadmaps import OverruleKind
from ledger.models.users import Role
from ledger.reports import targets
from ledger.reports.scope import Actor, purse_of
from ledger.reports.target_headlines import headline
from ledger.reports.targets import Board, Tile
from ledger.roadmap import TargetState, Why
from ledger.services import houses, roadmaps, units
from tests import building, make, planning
from tests.conftest import Store
from tests.needs import Place
from tests.planning import DAY, M


@pytest.fixture(autouse=True)
def _working_day() -> Iterator[None]:
    with clock.at_day(DAY):
        yield


def board_of(actor: Actor) -> Board:
    board = targets.board(actor)
    assert board is not None
    said = headline(actor)
    assert said is not None
    assert (said.localities, said.met) == (len(board.tiles), board.met)
    return board


def tiles(world: make.World) -> dict[int, Tile]:
    return {tile.unit_id: tile for tile in board_of(make.board(world)).tiles}


def test_every_state_of_the_board_is_what_the_facts_say(store: Store) -> None:
    world = make.world()
    make.draft_campaign(world)
    built = planning.locality(world, "Một", vnd=90 * M)
    planning.house(built, decided_vnd=60 * M, until="handed_over")
    sponsored = planning.locality(world, "Hai")
    planning.house(sponsored, until="handed_over")
    begun = planning.locality(world, "Ba", vnd=90 * M)
    planning.house(begun, decided_vnd=60 * M, until="building")
    decided = planning.locality(world, "Bốn", vnd=60 * M)
    planning.house(decided, decided_vnd=60 * M)
    funded = planning.locality(world, "Năm", vnd=60 * M)
    short = planning.locality(world, "Sáu", vnd=48 * M)
    changed = planning.locality(world, "Bảy")
    planning.change_target(world, changed, 0)
    found = tiles(world)
    states = {unit_id: tile.state for unit_id, tile in found.items()}
    assert states == {
        world.commune_id: TargetState.NO_CASE,
        built.world.commune_id: TargetState.MET,
        sponsored.world.commune_id: TargetState.MET,
        begun.world.commune_id: TargetState.BUILDING,
        decided.world.commune_id: TargetState.FUNDED,
        funded.world.commune_id: TargetState.FUNDED,
        short.world.commune_id: TargetState.SHORT,
        changed.world.commune_id: TargetState.CHANGED,
    }
    assert found[short.world.commune_id].missing_vnd == 12 * M
    assert found[built.world.commune_id].year == 2024
    board = board_of(make.board(world))
    assert (board.met, len(board.tiles), board.by_day) == (2, 8, date(2025, 12, 31))
    assert [state for state, _ in board.groups] == list(TargetState)


def test_a_house_handed_over_changes_its_localitys_tile(store: Store) -> None:
    world = make.world()
    make.draft_campaign(world)
    town = planning.locality(world, "Một", vnd=90 * M)
    unit_id = town.world.commune_id
    house_id = planning.house(town, decided_vnd=60 * M, until="accepted")
    assert tiles(world)[unit_id].state is TargetState.BUILDING
    run(
        houses.hand_over_house, town.place.secretary, house_id, on_date=DAY, number="02/BB",
        settled_vnd=None,
    )  # fmt: skip
    tile = tiles(world)[unit_id]
    assert (tile.state, tile.handed_over, tile.cases) == (TargetState.MET, 1, 0)


def test_a_higher_target_is_met_by_as_many_houses(store: Store) -> None:
    world = make.world()
    make.draft_campaign(world)
    town = planning.locality(world, "Một", vnd=90 * M)
    planning.house(town, decided_vnd=60 * M, until="handed_over")
    planning.change_target(world, town, 2)
    tile = tiles(world)[town.world.commune_id]
    assert (tile.state, tile.counted, tile.target) == (TargetState.NO_CASE, 1, 2)


def test_the_offices_aid_makes_a_short_locality_funded(store: Store) -> None:
    world = make.world()
    make.draft_campaign(world)
    town = planning.locality(world, "Một", vnd=48 * M)
    building.fund(world, world.office_book_id, cash_vnd=20 * M)
    planning.aid(world, town.need_id, 12 * M)
    tile = tiles(world)[town.world.commune_id]
    assert tile.state is TargetState.FUNDED
    assert tile.line is not None
    assert [draw.amount_vnd for draw in tile.line.draws] == [12 * M, 48 * M]


def test_money_promised_to_one_house_is_not_there_for_another(store: Store) -> None:
    world = make.world()
    make.draft_campaign(world)
    town = planning.locality(world, "Một", vnd=100 * M)
    planning.house(town, decided_vnd=60 * M)
    other = Place(
        world=town.world, member_id=make.member(town.world.cell_ids[0], "Trần Thị Khó"),
        secretary=town.place.secretary, board=town.place.board,
    )  # fmt: skip
    planning.need(other, "Hai")
    locality = targets.locality(make.board(world), town.world.commune_id)
    assert locality.free_vnd == 40 * M
    line = next(line for line in locality.words.values())
    assert "thiếu 20.000.000 đồng" in line


def test_a_unit_sees_its_own_locality_and_no_other(store: Store) -> None:
    world = make.world()
    make.draft_campaign(world)
    town = planning.locality(world, "Một", vnd=60 * M)
    secretary = town.place.secretary
    assert targets.locality(secretary, town.world.commune_id).tile.state is TargetState.FUNDED
    assert len(board_of_scope(secretary).tiles) == 1
    with pytest.raises(NotFound):
        targets.locality(secretary, world.commune_id)
    for unit_id in (world.agency_id, 10**6):
        with pytest.raises(NotFound):
            targets.locality(make.board(world), unit_id)


def board_of_scope(actor: Actor) -> Board:
    board = targets.board(actor)
    assert board is not None
    return board


def test_without_a_programme_there_is_no_board(store: Store) -> None:
    world = make.world()
    assert targets.board(make.board(world)) is None
    assert headline(make.board(world)) is None
    with pytest.raises(NotFound):
        targets.locality(make.board(world), world.commune_id)


def test_what_a_merged_locality_built_counts_for_its_successor(store: Store) -> None:
    world = make.world()
    make.draft_campaign(world)
    old = planning.locality(world, "Một", vnd=90 * M, listed=False)
    planning.house(old, decided_vnd=60 * M, until="handed_over")
    new = planning.locality(world, "Hai", listed=False)

    def merge() -> None:
        sender = db.session.get_one(PartyUnit, old.world.commune_id)
        sender.ends_before = date(2024, 12, 1)
        books = [purse_of(db.session.get_one(PartyUnit, one.world.commune_id))
                 for one in (old, new)]  # fmt: skip
        assert books[0] is not None
        assert books[1] is not None
        units.open_route(None, books[0], books[1], leaving=Movement.HAND_OVER_OUT)

    run(merge)
    found = tiles(world)
    assert old.world.commune_id not in found
    assert found[new.world.commune_id].state is TargetState.MET


def test_what_a_divided_locality_built_is_neither_counted_twice_nor_lost(store: Store) -> None:
    world = make.world()
    make.draft_campaign(world)
    old = planning.locality(world, "Một", vnd=90 * M, listed=False)
    planning.house(old, decided_vnd=60 * M, until="handed_over")
    heirs = [planning.locality(world, name, listed=False) for name in ("Hai", "Ba")]

    def divide() -> None:
        sender = db.session.get_one(PartyUnit, old.world.commune_id)
        sender.ends_before = date(2024, 12, 1)
        for heir in heirs:
            books = [purse_of(db.session.get_one(PartyUnit, one.world.commune_id))
                     for one in (old, heir)]  # fmt: skip
            assert books[0] is not None
            assert books[1] is not None
            units.open_route(None, books[0], books[1], leaving=Movement.HAND_OVER_OUT)

    run(divide)
    board = board_of(make.board(world))
    assert board.met == 0
    assert {old.world.commune_id} & {tile.unit_id for tile in board.tiles} == set()
    assert [(one.handed_over, one.building) for one in board.unclaimed] == [(1, 0)]


def test_a_locality_with_two_purses_is_one_tile(store: Store) -> None:
    world = make.world()
    make.draft_campaign(world)
    town = planning.locality(world, "Một", vnd=60 * M)
    unit_id = town.world.commune_id
    run(lambda: units.open_book(None, db.session.get_one(PartyUnit, unit_id), rule=Rule.REMIT))
    shown = [tile.unit_id for tile in board_of(make.board(world)).tiles]
    assert shown.count(unit_id) == 1


def test_roles_see_codes_and_only_the_board_sees_names(store: Store) -> None:
    world = make.world()
    make.draft_campaign(world)
    town = planning.locality(world, "Một", vnd=60 * M)
    for role in (Role.OFFICE, Role.STANDING_COMMITTEE, Role.INSPECTOR):
        seen = targets.locality(make.actor(world.district_id, role), town.world.commune_id)
        assert [need.name for need in seen.needs] == [""]
    seen = targets.locality(make.board(world), town.world.commune_id)
    assert [need.name for need in seen.needs] == ["Nguyễn Văn Một"]


def test_a_locality_whose_only_line_was_left_out_says_so(store: Store) -> None:
    world = make.world()
    make.draft_campaign(world)
    town = planning.locality(world, "Một", vnd=60 * M)
    run(
        roadmaps.overrule, make.board(world), town.need_id,
        kind=OverruleKind.LEAVE_OUT, year=None, reason="Đất chờ tách thửa",
    )  # fmt: skip
    tile = tiles(world)[town.world.commune_id]
    assert tile.state is TargetState.SHORT
    assert tile.line is not None
    assert tile.line.why is Why.LEFT_OUT
    assert db.session.scalar(sa.text("SELECT count(*) FROM roadmap_override")) == 1
