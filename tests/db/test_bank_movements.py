"""Deposits, withdrawals, interest and fees of a purse, and taking them back."""

from collections.abc import Iterator
from datetime import date

import pytest

from ledger import clock
from ledger.book import checks
from ledger.db import run
from ledger.errors import (
    InTheFuture,
    NotAllowed,
    NotEnough,
    NotFound,
    RuleBroken,
    StateRefused,
    TooLongAgo,
    Unconfirmed,
)
from ledger.models.books import AccountKind, Movement
from ledger.models.contributions import Method
from ledger.models.users import Role
from ledger.reports import bank_movements as reports
from ledger.reports.scope import Actor
from ledger.services.bank_movements import record_movement, void_movement
from tests import make, remitting
from tests.collecting import DAY, new_key
from tests.conftest import Store
from tests.remitting import Way, collect

CASH, BANK, DUE = AccountKind.CASH, AccountKind.BANK, AccountKind.DUE


@pytest.fixture
def at(store: Store) -> Iterator[Way]:
    """A unit that holds a million in cash, on both engines."""
    made = remitting.way()
    with clock.at_day(DAY):
        collect(made, 1_000_000)
        yield made


def move(
    at: Way,
    kind: Movement,
    amount_vnd: int,
    *,
    key: str = "",
    on: date = DAY,
    by: Actor | None = None,
    paper: str = "",
) -> int:
    """Record a movement and return its event as lists show it."""
    run(
        record_movement,
        by or at.treasurer,
        key=key or new_key(),
        kind=kind,
        amount_vnd=amount_vnd,
        on_date=on,
        paper=paper,
    )
    return reports.list_movements(by or at.treasurer).lines[0].event_id


def void(at: Way, event_id: int, *, key: str = "") -> None:
    """Take a movement back."""
    run(void_movement, at.treasurer, event_id, key=key or new_key(), reason="gõ nhầm")


def test_each_movement_goes_where_it_says(at: Way) -> None:
    move(at, Movement.DEPOSIT, 800_000)
    assert (at.unit(CASH), at.unit(BANK)) == (200_000, 800_000)
    move(at, Movement.WITHDRAWAL, 300_000)
    assert (at.unit(CASH), at.unit(BANK)) == (500_000, 500_000)
    move(at, Movement.INTEREST, 1_234)
    move(at, Movement.FEE, 11_000)
    assert (at.unit(BANK), at.unit(DUE)) == (490_234, 990_234)
    listed = reports.list_movements(at.treasurer)
    assert (listed.cash_vnd, listed.bank_vnd) == (500_000, 490_234)
    assert [(line.kind, line.number) for line in listed.lines] == [
        (Movement.FEE, "CT 0002/2024"),
        (Movement.INTEREST, "CT 0001/2024"),
        (Movement.WITHDRAWAL, "PT 0002/2024"),
        (Movement.DEPOSIT, "PC 0001/2024"),
    ]
    assert checks.verify().findings == ()


def test_the_office_and_communes_do_the_same_in_their_own_books(at: Way) -> None:
    move(at, Movement.INTEREST, 500, by=at.office)
    move(at, Movement.INTEREST, 700, by=at.commune_treasurer)
    assert at.office_holds(BANK) == 500
    assert at.unit(BANK) == 0


@pytest.mark.parametrize("kind", [Movement.WITHDRAWAL, Movement.FEE, Movement.DEPOSIT])
def test_more_than_is_held_does_not_move(at: Way, kind: Movement) -> None:
    with pytest.raises(NotEnough):
        move(at, kind, 1_000_001)


def test_no_other_movement_passes_for_one_at_the_bank(at: Way) -> None:
    with pytest.raises(RuleBroken, match="không có trong danh sách"):
        move(at, Movement.DISBURSEMENT, 1_000)


@pytest.mark.parametrize(
    ("day", "error"), [(date(2024, 12, 21), InTheFuture), (date(1999, 12, 31), TooLongAgo)]
)
def test_the_day_is_one_that_can_have_been(at: Way, day: date, error: type[RuleBroken]) -> None:
    with pytest.raises(error) as caught:
        move(at, Movement.INTEREST, 1_000, on=day)
    assert caught.value.field == "on_date"


def test_ten_billion_of_interest_is_asked_about(at: Way) -> None:
    with pytest.raises(Unconfirmed):
        move(at, Movement.INTEREST, 10_000_000_000)


def test_a_doubled_click_moves_once(at: Way) -> None:
    key = new_key()
    first = move(at, Movement.DEPOSIT, 100_000, key=key)
    assert move(at, Movement.DEPOSIT, 100_000, key=key) == first
    assert at.unit(BANK) == 100_000
    key = new_key()
    void(at, first, key=key)
    void(at, first, key=key)
    assert at.unit(BANK) == 0


def test_a_movement_is_taken_back_once_with_its_reason(at: Way) -> None:
    collect(at, 50_000, method=Method.BANK)
    event_id = move(at, Movement.FEE, 11_000, paper="giấy báo nợ số 7")
    void(at, event_id)
    assert (at.unit(BANK), at.unit(DUE)) == (50_000, 1_050_000)
    line = reports.get_movement(at.treasurer, event_id)
    assert (line.voided_on, line.void_reason) == (DAY, "gõ nhầm")
    assert line.purpose == "Phí ngân hàng (giấy báo nợ số 7)"
    with pytest.raises(StateRefused, match="đã hủy ngày 20/12/2024"):
        void(at, event_id)
    assert checks.verify().findings == ()


def test_what_was_spent_since_cannot_be_taken_back(at: Way) -> None:
    event_id = move(at, Movement.DEPOSIT, 100_000)
    move(at, Movement.FEE, 1_000)
    with pytest.raises(NotEnough):
        void(at, event_id)


def test_a_movement_of_another_purse_is_not_there(at: Way) -> None:
    event_id = move(at, Movement.INTEREST, 500, by=at.office)
    with pytest.raises(NotFound):
        void(at, event_id)
    with pytest.raises(NotFound):
        reports.get_movement(at.treasurer, event_id)


def test_who_keeps_no_purse_moves_nothing(at: Way) -> None:
    secretary = make.actor(at.world.commune_id, Role.SECRETARY)
    with pytest.raises(NotAllowed):
        move(at, Movement.INTEREST, 500, by=secretary)
    cell_treasurer = make.actor(at.world.cell_ids[0], Role.COMMUNE_TREASURER)
    with pytest.raises(NotFound):
        move(at, Movement.INTEREST, 500, by=cell_treasurer)
    with pytest.raises(NotFound):
        reports.list_movements(cell_treasurer)


def test_the_list_is_paged(at: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [move(at, Movement.INTEREST, 100 + place) for place in range(3)]
    monkeypatch.setattr(reports, "PAGE_SIZE", 2)
    first = reports.list_movements(at.treasurer)
    rest = reports.list_movements(at.treasurer, before=first.next_before)
    assert [line.event_id for line in (*first.lines, *rest.lines)] == ids[::-1]
    assert rest.next_before is None
