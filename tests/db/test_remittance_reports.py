"""The queue of money on its way, its history, and what its papers say."""

from collections.abc import Iterator
from datetime import date

import pytest

from ledger import clock
from ledger.db import run
from ledger.errors import (
    NotAllowed,
    NotFound,
    StateRefused,
)
from ledger.models.books import AccountKind
from ledger.models.users import Role
from ledger.reports import remittance_papers, remittances
from ledger.services.remittance_arrivals import reprint_receipt
from tests import make, remitting
from tests.collecting import DAY
from tests.conftest import Store
from tests.remitting import COUNTED, Way, collect, count_in, send_cash

CASH, BANK, TRANSIT = AccountKind.CASH, AccountKind.BANK, AccountKind.TRANSIT


@pytest.fixture
def at(store: Store) -> Iterator[Way]:
    """A district on its working day, on both engines."""
    made = remitting.way()
    with clock.at_day(DAY):
        yield made


def test_the_queue_says_how_old_money_is_and_who_holds_it(at: Way) -> None:
    collect(at)
    first = send_cash(at, 1_000_000, on=date(2024, 12, 9))
    second = send_cash(at, 2_000_000)
    queue = remittances.list_remittances(at.office)
    assert [line.id for line in queue.waiting] == [first, second]
    assert (queue.waiting_count, queue.waiting_units, queue.waiting_vnd) == (2, 1, 3_000_000)
    oldest = queue.waiting[0]
    assert (oldest.age_days, oldest.is_late, oldest.holder) == (11, False, "Lê Thị Hà")
    with clock.at_day(date(2024, 12, 26)):
        assert remittances.list_remittances(at.office).waiting[0].is_late
    count_in(at, first, {500_000: 2})
    after = remittances.list_remittances(at.treasurer)
    assert [line.id for line in after.waiting] == [second]
    assert [(line.id, line.is_late) for line in after.arrived] == [(first, False)]
    assert remittances.list_remittances(at.commune_treasurer).waiting_count == 0


def test_a_long_queue_shows_its_oldest_and_the_whole_sum(
    at: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    collect(at)
    ids = [send_cash(at, 500_000) for _ in range(3)]
    monkeypatch.setattr(remittances, "MOST_WAITING", 2)
    queue = remittances.list_remittances(at.office)
    assert [line.id for line in queue.waiting] == ids[:2]
    assert (queue.waiting_count, queue.waiting_units, queue.waiting_vnd) == (3, 1, 1_500_000)


def test_a_unit_outside_every_campaign_has_nothing_to_send(at: Way) -> None:
    cell_treasurer = make.actor(at.world.cell_ids[1], Role.AGENCY_TREASURER)
    assert remittances.sending(cell_treasurer).choices == ()


def test_the_history_is_paged(at: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    collect(at)
    ids = [send_cash(at, 500_000) for _ in range(3)]
    for remittance_id in ids:
        count_in(at, remittance_id, {500_000: 1})
    monkeypatch.setattr(remittances, "PAGE_SIZE", 2)
    first = remittances.list_remittances(at.office)
    assert [line.id for line in first.arrived] == ids[:0:-1]
    rest = remittances.list_remittances(at.office, before=first.next_before)
    assert ([line.id for line in rest.arrived], rest.next_before) == ([ids[0]], None)


def test_the_slip_stays_as_it_was_when_more_is_given(at: Way) -> None:
    collect(at, 1_000_000, 500_000)
    first = send_cash(at, 1_200_000)
    count_in(at, first, {500_000: 2}, reason="thiếu 200.000")
    second = send_cash(at, 500_000)
    one = remittance_papers.slip(at.treasurer, first)
    two = remittance_papers.slip(at.treasurer, second)
    assert (one.number, two.number) == ("BK 0001/2024", "BK 0002/2024")
    assert (one.people, one.given_vnd, one.before_vnd, one.rest_vnd) == (2, 1_500_000, 0, 300_000)
    assert (two.before_vnd, two.sent_vnd, two.rest_vnd) == (1_000_000, 500_000, 0)


def test_the_offices_receipt_is_printed_once_and_then_counted(at: Way) -> None:
    collect(at)
    remittance_id = send_cash(at, 6_200_000)
    count_in(at, remittance_id, COUNTED)
    assert remittance_papers.office_receipt(at.office, remittance_id, copy_no=0).original_due
    with pytest.raises(NotFound):
        remittance_papers.office_receipt(at.office, remittance_id, copy_no=1)
    assert run(reprint_receipt, at.office, remittance_id, after=0) == 1
    assert run(reprint_receipt, at.office, remittance_id, after=0) == 1
    again = remittance_papers.office_receipt(at.office, remittance_id, copy_no=1)
    assert (again.paper.copy_no, again.copies) == (1, 1)
    with pytest.raises(StateRefused):
        remittance_papers.office_receipt(at.office, remittance_id, copy_no=0)
    with pytest.raises(NotAllowed):
        run(reprint_receipt, at.treasurer, remittance_id, after=1)
