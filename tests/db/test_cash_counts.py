"""Counting a purse's cash by denomination, and booking what is over or short."""

from collections.abc import Iterator, Mapping

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.book import checks
from ledger.db import db, run
from ledger.errors import CountDiffers, NotAllowed, NotFound, RuleBroken, SubmissionChanged
from ledger.models.books import AccountKind
from ledger.models.cash_counts import CashCount
from ledger.models.users import Role
from ledger.reports import cash_counts as reports
from ledger.reports.scope import Actor
from ledger.services.cash_counts import record_count
from tests import make, remitting
from tests.collecting import DAY, new_key
from tests.conftest import Store
from tests.remitting import Way, collect

CASH, DUE = AccountKind.CASH, AccountKind.DUE
RIGHT = {500_000: 2}


@pytest.fixture
def at(store: Store) -> Iterator[Way]:
    """A unit whose book says a million in cash, on both engines."""
    made = remitting.way()
    with clock.at_day(DAY):
        collect(made, 1_000_000)
        yield made


def count(
    at: Way,
    notes: Mapping[int, int],
    *,
    key: str = "",
    reason: str = "",
    by: Actor | None = None,
    book_difference: bool = False,
) -> int:
    """Count the purse and return the count."""

    def work() -> int:
        made = record_count(
            by or at.treasurer,
            key=key or new_key(),
            denominations=notes,
            reason=reason,
            conclusion="",
            witnesses="Phạm Văn Khoa\nĐỗ Minh Ngọc",
            book_difference=book_difference,
        )
        return made.id

    return run(work)


def test_a_count_that_agrees_books_nothing(at: Way) -> None:
    line = reports.get_count(at.treasurer, count(at, RIGHT, reason="không cần"))
    assert (line.counted_vnd, line.book_vnd, line.difference_vnd) == (1_000_000, 1_000_000, 0)
    assert (line.reason, line.voucher, line.notes) == ("", "", ((500_000, 2),))
    assert line.witnesses == ("Phạm Văn Khoa", "Đỗ Minh Ngọc")
    assert checks.verify().findings == ()


def test_a_difference_asks_for_its_reason(at: Way) -> None:
    with pytest.raises(CountDiffers) as caught:
        count(at, {500_000: 1, 200_000: 2})
    assert str(caught.value) == (
        "Đếm được 900.000 đồng, sổ ghi 1.000.000 đồng: thiếu 100.000 đồng. "
        "Đếm lại cho chắc rồi nhập lý do."
    )
    with pytest.raises(CountDiffers, match="thừa 500"):
        count(at, {500_000: 2, 500: 1})


@pytest.mark.parametrize(
    ("notes", "voucher", "held_vnd"),
    [
        ({500_000: 2, 50_000: 1}, "PT 0002/2024", 1_050_000),
        ({500_000: 1, 200_000: 2}, "PC 0001/2024", 900_000),
    ],
)
def test_the_book_follows_the_cash_when_asked_to(
    at: Way, notes: dict[int, int], voucher: str, held_vnd: int
) -> None:
    count_id = count(at, notes, reason="trả nhầm tiền lẻ", book_difference=True)
    assert reports.get_count(at.treasurer, count_id).voucher == voucher
    assert (at.unit(CASH), at.unit(DUE)) == (held_vnd, held_vnd)
    assert checks.verify().findings == ()


def test_a_difference_may_also_be_left_in_the_open(at: Way) -> None:
    count_id = count(at, {500_000: 1}, reason="đang tìm")
    assert reports.get_count(at.treasurer, count_id).voucher == ""
    assert at.unit(CASH) == 1_000_000


def test_a_doubled_click_counts_once(at: Way) -> None:
    key = new_key()
    first = count(at, {500_000: 1}, key=key, reason="mất", book_difference=True)
    assert count(at, {500_000: 1}, key=key, reason="mất", book_difference=True) == first
    assert at.unit(CASH) == 500_000
    with pytest.raises(SubmissionChanged):
        count(at, {500_000: 1}, key=key, reason="mất thật", book_difference=True)
    key = new_key()
    second = count(at, {500_000: 1}, key=key)
    assert count(at, {500_000: 1}, key=key) == second
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CashCount)) == 2


def test_another_count_of_the_day_is_another_count(at: Way) -> None:
    first = count(at, RIGHT)
    assert count(at, {200_000: 5}) != first
    with clock.at_day(DAY.replace(day=21)):
        assert count(at, {200_000: 5}) > first + 1


@pytest.mark.parametrize("notes", [{300_000: 1}, {500_000: -1}, {500_000: 1_000_001}])
def test_notes_that_do_not_exist_are_refused(at: Way, notes: dict[int, int]) -> None:
    with pytest.raises(RuleBroken) as caught:
        count(at, notes)
    assert caught.value.field == "notes"


def test_everybody_counts_their_own_purse(at: Way) -> None:
    office_count = count(at, {}, by=at.office)
    assert reports.minutes(at.office, office_count).signers[-1].title == "Thủ trưởng đơn vị"
    with pytest.raises(NotFound):
        reports.get_count(at.treasurer, office_count)
    with pytest.raises(NotAllowed):
        count(at, {}, by=make.actor(at.world.commune_id, Role.SECRETARY))
    with pytest.raises(NotFound):
        reports.list_counts(make.actor(at.world.cell_ids[0], Role.COMMUNE_TREASURER))


def test_the_list_is_paged_and_the_minutes_name_every_note(
    at: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [count(at, {500_000: pieces}, reason="thử") for pieces in (0, 1, 2)]
    monkeypatch.setattr(reports, "PAGE_SIZE", 2)
    first = reports.list_counts(at.treasurer)
    rest = reports.list_counts(at.treasurer, before=first.next_before)
    assert [line.id for line in (*first.lines, *rest.lines)] == ids[::-1]
    assert (first.book_vnd, rest.next_before) == (1_000_000, None)
    rows = reports.minutes(at.treasurer, ids[1]).rows
    assert (len(rows), rows[0], rows[-1]) == (11, (500_000, 1), (200, 0))
