"""The office's money for one house, in the hands of the unit that builds it: kept like any purse."""

from functools import partial

import pytest

from ledger.book import checks, journal
from ledger.db import db, run
from ledger.errors import NotAllowed, NotEnough, NotFound
from ledger.models.books import AccountKind, Movement
from ledger.models.housing_needs import NeedAct
from ledger.models.users import Role
from ledger.reports import bank_balances, bank_movements, cash_book, cash_counts, purses
from ledger.reports.scope import Actor, own_purse
from ledger.services import grants, houses
from ledger.services.bank_movements import record_movement, void_movement
from ledger.services.cash_counts import record_count
from tests import building, make, needs
from tests.building import DAY, fund, new_key
from tests.conftest import Store

GRANTED_VND = 40_000_000


@pytest.fixture
def made(store: Store) -> make.World:
    """A commune that holds a grant of 40 million in cash for a house, beside money of its own."""
    world = make.world()
    building.name_bodies(world)
    fund(world, world.office_book_id, cash_vnd=100_000_000)
    fund(world, world.commune_book_id, cash_vnd=5_000_000)
    return world


@pytest.fixture
def book_id(made: make.World) -> int:
    """The book that the grant opened."""
    decision_id = building.granted(made, building.house(made))
    stage_id = building.prepared(building.board(made), decision_id, GRANTED_VND)
    building.paid(building.office(made), stage_id)
    return next(
        line.book_id for line in purses.books_in_scope(building.treasurer(made)) if line.earmark
    )


def money_in(book_id: int) -> tuple[int, int]:
    """Return what a book has in cash and at the bank."""
    balances = journal.balances(book_id)
    db.session.rollback()
    return balances[AccountKind.CASH], balances[AccountKind.BANK]


def move(by: Actor, book_id: int, kind: Movement, amount_vnd: int) -> None:
    """Record what the bank did with the money of a house."""
    record = partial(record_movement, by, key=new_key(), kind=kind, amount_vnd=amount_vnd)
    run(record, on_date=DAY, book_id=book_id)


def count(by: Actor, book_id: int, notes: dict[int, int], **facts: object) -> int:
    """Count the cash of a house."""
    said = {"reason": "", "conclusion": "", "witnesses": "", "book_difference": False} | facts

    def work() -> int:
        record = partial(record_count, by, key=new_key(), denominations=notes, book_id=book_id)
        return record(**said).id  # type: ignore[arg-type]  # the facts of record_count

    return run(work)


def test_the_money_of_a_house_goes_to_the_bank_and_back_apart_from_the_units(
    made: make.World, book_id: int
) -> None:
    by = building.treasurer(made)
    move(by, book_id, Movement.DEPOSIT, 30_000_000)
    move(by, book_id, Movement.WITHDRAWAL, 12_000_000)
    move(by, book_id, Movement.FEE, 11_000)
    move(by, book_id, Movement.INTEREST, 5_000)
    assert money_in(book_id) == (22_000_000, 17_994_000)
    assert money_in(made.commune_book_id) == (5_000_000, 0)

    page = bank_movements.list_movements(by, book_id=book_id)
    assert [line.kind for line in page.lines] == ["interest", "fee", "withdrawal", "deposit"]
    assert page.earmark == "Kinh phí xây Ngôi nhà số 01 xã Long Sơn"
    assert bank_movements.list_movements(by).lines == ()
    fee = page.lines[1]
    assert bank_movements.get_movement(by, fee.event_id).book_id == book_id

    run(void_movement, by, fee.event_id, key=new_key(), reason="gõ nhầm")
    assert money_in(book_id) == (22_000_000, 18_005_000)
    with pytest.raises(NotEnough):
        move(by, book_id, Movement.WITHDRAWAL, 18_005_001)
    assert checks.verify().findings == ()


def test_what_was_earned_and_what_is_left_goes_back_with_the_rest(
    made: make.World, book_id: int
) -> None:
    by = building.treasurer(made)
    move(by, book_id, Movement.DEPOSIT, GRANTED_VND)
    move(by, book_id, Movement.INTEREST, 5_000)
    house_id = own_purse(by, book_id).house_id
    back = partial(grants.return_rest, building.office(made), house_id or 0, key=new_key())
    run(back, on_date=DAY, bringer="Lê Thị Hà", reason="")

    assert money_in(made.office_book_id) == (60_000_000, 40_005_000)
    for late in (
        lambda: move(by, book_id, Movement.FEE, 1_000),
        lambda: count(by, book_id, {}),
        lambda: cash_counts.list_counts(by, book_id=book_id),
    ):
        with pytest.raises(NotFound):
            late()
    assert not cash_book.cash_book_page(by, book_id).own
    assert checks.verify().findings == ()


def test_the_cash_of_a_house_is_counted_apart(made: make.World, book_id: int) -> None:
    by = building.treasurer(made)
    exact = count(by, book_id, {500_000: 80})
    short = count(by, book_id, {500_000: 79}, reason="chưa rõ", book_difference=True)

    assert money_in(book_id) == (39_500_000, 0)
    page = cash_counts.list_counts(by, book_id=book_id)
    assert [(line.id, line.difference_vnd) for line in page.lines] == [
        (short, -500_000),
        (exact, 0),
    ]
    assert cash_counts.get_count(by, exact).earmark == page.earmark
    assert cash_counts.list_counts(by).lines == ()
    assert checks.verify().findings == ()


def test_books_say_which_house_they_are_for_by_code(made: make.World) -> None:
    at = needs.Place(
        world=made,
        member_id=make.member(made.cell_ids[0], "Nguyễn Văn Khổ", birth_year=1961),
        secretary=building.secretary(made),
        board=make.board(made),
    )
    need_id = needs.apply(at)
    needs.advance(at, need_id, NeedAct.LIST)
    plan = partial(houses.plan_house, building.secretary(made), party_unit_id=made.commune_id)
    house_id = run(plan, name="Ngôi nhà số 02", kind=None, cost_vnd=1_000_000, need_id=need_id).id
    decision_id = building.granted(made, house_id)
    stage_id = building.prepared(building.board(made), decision_id, GRANTED_VND)
    building.paid(building.office(made), stage_id)

    own, house = purses.books_in_scope(building.treasurer(made))

    assert (own.earmark, own.cash_vnd) == ("", 5_000_000)
    assert house.earmark.startswith("Kinh phí xây Ngôi nhà số 02 (mã ")
    assert "Khổ" not in house.earmark
    assert cash_book.cash_book(building.treasurer(made), house.book_id).earmark == house.earmark


def test_nobody_else_moves_or_counts_the_money_of_a_house(made: make.World, book_id: int) -> None:
    office, secretary = building.office(made), building.secretary(made)
    other = make.actor(made.agency_id, Role.AGENCY_TREASURER)
    for by, error in ((office, NotFound), (other, NotFound), (secretary, NotAllowed)):
        with pytest.raises(error):
            move(by, book_id, Movement.DEPOSIT, 1_000)
        with pytest.raises(error):
            count(by, book_id, {500_000: 80})
    treasurer = building.treasurer(made)
    for foreign in (made.office_book_id, 999):
        with pytest.raises(NotFound):
            move(treasurer, foreign, Movement.DEPOSIT, 1_000)
    assert money_in(book_id) == (GRANTED_VND, 0)


def test_the_banks_balance_is_held_beside_all_books_of_a_unit(
    made: make.World, book_id: int
) -> None:
    by = building.treasurer(made)
    move(by, made.commune_book_id, Movement.DEPOSIT, 2_000_000)
    move(by, book_id, Movement.DEPOSIT, 30_000_000)

    assert bank_balances.books_on(made.commune_id, DAY) == 32_000_000
    assert bank_balances.books_on(made.commune_id, make.START) == 0
