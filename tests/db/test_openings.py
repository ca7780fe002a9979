"""An opening balance comes once, before everything else, and rests on a signed count (J8)."""

from collections.abc import Iterator
from datetime import date

import pytest

from ledger import clock
from ledger.book import journal
from ledger.db import db, run
from ledger.errors import (
    BookHasBegun,
    InTheFuture,
    NotAllowed,
    NotFound,
    RuleBroken,
    StateRefused,
    SubmissionChanged,
    Unconfirmed,
)
from ledger.models.books import AccountKind
from ledger.models.journal import Event, Voucher
from ledger.models.users import Role
from ledger.reports.scope import Actor
from ledger.services.openings import post_opening, undo_opening
from tests import collecting, make
from tests.collecting import DAY, Season, give, new_key
from tests.conftest import Store

PAPER = "Biên bản kiểm kê quỹ số 01/BB ngày 31/12/2023"


@pytest.fixture
def at(store: Store) -> Iterator[Season]:
    """A season on its working day, on both engines."""
    made = collecting.season()
    with clock.at_day(DAY):
        yield made


def begin(
    at: Season,
    *,
    cash_vnd: int = 12_000_000,
    bank_vnd: int = 0,
    actor: Actor | None = None,
    book_id: int | None = None,
    key: str | None = None,
    on_date: date = date(2024, 1, 1),
    agreed: tuple[str, ...] = (),
) -> int:
    """Post an opening balance and return its submission."""

    def work() -> int:
        submission = post_opening(
            actor or at.treasurer,
            key=key or new_key(),
            book_id=book_id or at.book_id,
            on_date=on_date,
            cash_vnd=cash_vnd,
            bank_vnd=bank_vnd,
            paper=PAPER,
            agreed=agreed,
        )
        return submission.id

    return run(work)


def test_a_book_begins_with_cash_and_bank(at: Season) -> None:
    begin(at, cash_vnd=12_000_000, bank_vnd=3_500_000)
    assert journal.balances(at.book_id) == {
        AccountKind.CASH: 12_000_000,
        AccountKind.BANK: 3_500_000,
        AccountKind.FUND: 15_500_000,
    }
    assert db.session.query(Voucher).count() == 1
    assert db.session.query(Event).one().purpose == f"Số dư đầu kỳ theo {PAPER}"


def test_the_office_begins_its_own_book(at: Season) -> None:
    office = make.actor(at.world.district_id, Role.OFFICE)
    begin(at, actor=office, book_id=at.world.office_book_id)
    held = journal.balances(at.world.office_book_id)
    assert held[AccountKind.OFFICE_FUND] == 12_000_000


def test_a_book_that_has_begun_takes_no_opening(at: Season) -> None:
    give(at, 158_000)
    with pytest.raises(BookHasBegun):
        begin(at)


def test_a_second_opening_is_refused_but_the_same_click_is_answered_again(at: Season) -> None:
    key = new_key()
    assert begin(at, key=key) == begin(at, key=key)
    with pytest.raises(BookHasBegun):
        begin(at)
    with pytest.raises(SubmissionChanged, match=r"số dư đầu kỳ 12\.000\.000 đồng"):
        begin(at, key=key, cash_vnd=13_000_000)


def test_nothing_or_tomorrow_is_no_opening(at: Season) -> None:
    with pytest.raises(RuleBroken, match="Nhập số dư"):
        begin(at, cash_vnd=0)
    with pytest.raises(InTheFuture):
        begin(at, on_date=date(2024, 12, 21))


def test_an_opening_of_ten_billion_is_asked_about(at: Season) -> None:
    with pytest.raises(Unconfirmed, match="Tiền mặt: Mười hai tỷ đồng – xác nhận"):
        begin(at, cash_vnd=12_000_000_000)


def test_only_who_keeps_the_purse_begins_it(at: Season) -> None:
    with pytest.raises(NotFound):
        begin(at, actor=at.agency_treasurer)
    with pytest.raises(NotAllowed):
        begin(at, actor=make.actor(at.world.commune_id, Role.SECRETARY))
    with pytest.raises(NotFound):
        begin(at, actor=make.actor(at.world.district_id, Role.OFFICE))


def undo(at: Season) -> None:
    """Take the opening back."""
    run(undo_opening, at.treasurer, key=new_key(), book_id=at.book_id, reason="gõ thiếu số 0")


def test_a_wrong_opening_is_taken_back_while_the_book_is_otherwise_empty(at: Season) -> None:
    begin(at, cash_vnd=1_200_000)
    undo(at)
    begin(at, cash_vnd=12_000_000)
    assert journal.balances(at.book_id)[AccountKind.CASH] == 12_000_000
    give(at, 158_000)
    with pytest.raises(BookHasBegun):
        undo(at)


def test_there_is_nothing_to_take_back_in_an_empty_book(at: Season) -> None:
    with pytest.raises(StateRefused, match="chưa có số dư"):
        undo(at)


def test_the_same_click_takes_back_once(at: Season) -> None:
    begin(at)
    key = new_key()
    for _ in range(2):
        run(undo_opening, at.treasurer, key=key, book_id=at.book_id, reason="gõ nhầm")
    assert journal.balances(at.book_id)[AccountKind.CASH] == 0
