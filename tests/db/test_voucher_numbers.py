"""No number is missing in the book, and what pre-printed numbers lack is named."""

from collections.abc import Iterator

import pytest

from ledger import clock
from ledger.db import run
from ledger.errors import NotFound, Unconfirmed
from ledger.models.contributions import Method
from ledger.models.journal import VoucherSeries
from ledger.models.receipts import DonorCopy
from ledger.models.users import Role
from ledger.reports.receipt_lists import list_receipts
from ledger.reports.voucher_numbers import NumbersReport, list_numbers, numbers_report
from ledger.services.contributions import SheetLine, record_sheet
from ledger.services.daily_lists import make_list
from ledger.services.receipts import Mended, correct_receipt, void_receipt
from tests import collecting, make
from tests.collecting import DAY, Season, give, new_key, vouchers_of
from tests.conftest import Store


@pytest.fixture
def at(store: Store) -> Iterator[Season]:
    """A season on its working day, on both engines."""
    made = collecting.season()
    with clock.at_day(DAY):
        yield made


def give_on_paper(at: Season, *papers: str, agreed: tuple[str, ...] = ()) -> list[int]:
    """Record receipts that were given on pre-printed paper."""
    entries = at.entries[: len(papers)]
    submission = run(
        record_sheet,
        at.treasurer,
        key=new_key(),
        campaign_id=at.campaign_id,
        cell_id=at.cell_id,
        received_on=DAY,
        method=Method.CASH,
        lines=[
            SheetLine(list_entry_id=entry, amount_vnd=10_000 + len(papers) + place)
            for place, entry in enumerate(entries)
        ],
        paper_numbers=dict(zip(entries, papers, strict=True)),
        agreed=agreed,
    )
    return vouchers_of(submission.id)


def cancel(at: Season, voucher_id: int) -> None:
    """Cancel a receipt."""
    run(
        void_receipt,
        at.treasurer,
        voucher_id,
        key=new_key(),
        reason="ghi nhầm",
        donor_copy=DonorCopy.RETURNED,
    )


def report(at: Season) -> NumbersReport:
    """Return the report of the commune's book."""
    return numbers_report(at.treasurer, at.book_id)


def test_every_series_is_proven_whole(at: Season) -> None:
    _, second, _ = vouchers_of(give(at, 158_000, 100_000, 50_000))
    cancel(at, second)
    run(make_list, at.treasurer, on=DAY, cell_id=None, after=0)
    lines = {line.series: line for line in report(at).numbers.lines}
    receipts = lines[VoucherSeries.RECEIPT]
    assert (receipts.first, receipts.last, receipts.count, receipts.cancelled) == (1, 3, 3, 1)
    assert (lines[VoucherSeries.ADJUSTMENT].last, lines[None].last) == (1, 1)
    assert all(line.complete and not line.missing for line in lines.values())


def test_gaps_and_repeats_of_pre_printed_numbers_are_named(at: Season) -> None:
    give_on_paper(at, "0004512", "0004513", "0004516", "0004600", "AB 07")
    found = report(at)
    assert [(v.first, v.last, v.count, v.missing) for v in found.volumes] == [
        ("0004512", "0004516", 3, ("0004514–0004515",)),
        ("0004600", "0004600", 1, ()),
        ("AB 07", "AB 07", 1, ()),
    ]
    assert not found.repeats
    assert not found.unread


def test_a_number_that_is_none_is_shown_as_it_was_entered(at: Season) -> None:
    give_on_paper(at, "bìa xanh")
    assert report(at).unread == ("bìa xanh",)


def test_a_pre_printed_number_on_a_second_receipt_is_asked_about(at: Season) -> None:
    give_on_paper(at, "0004512")
    with pytest.raises(
        Unconfirmed, match=r"Số phiếu giấy đã dùng: 0004512 \(phiếu 0001/2024\)"
    ) as e:
        give_on_paper(at, "0004512", "0004513")
    tokens = tuple(doubt.token for doubt in e.value.doubts)
    give_on_paper(at, "0004512", "0004513", agreed=tokens)
    (repeat,) = report(at).repeats
    assert (repeat.paper_number, repeat.receipts) == ("0004512", ("0001/2024", "0002/2024"))


def test_one_number_typed_twice_in_a_list_is_asked_about(at: Season) -> None:
    with pytest.raises(Unconfirmed, match=r"0004512 \(nhập cho 2 phiếu\)"):
        give_on_paper(at, "0004512", "0004512")


def test_the_number_of_a_cancelled_or_corrected_receipt_goes_on(at: Season) -> None:
    first, second = give_on_paper(at, "0004512", "0004513")
    cancel(at, first)
    give_on_paper(at, "0004512")
    mended = Mended(
        payer_name="Trần Thị Bính", payer_place="ấp", amount_vnd=10_000, paper_number="0004513"
    )
    run(
        correct_receipt,
        at.treasurer,
        second,
        key=new_key(),
        reason="sai tên",
        donor_copy=DonorCopy.RETURNED,
        mended=mended,
    )
    assert report(at).repeats == ()


def test_a_receipt_is_found_by_its_pre_printed_number(at: Season) -> None:
    give_on_paper(at, "0004512", "AB/07")
    for typed, number in (("0004512", "0001/2024"), (" AB/07 ", "0002/2024"), ("2", "0002/2024")):
        rows = list_receipts(at.treasurer, typed=typed).rows
        assert [row.number for row in rows] == [number]
    assert list_receipts(at.treasurer, typed="4512").rows == ()


def test_whoever_oversees_units_sees_their_numbers_and_no_other(at: Season) -> None:
    give(at, 158_000)
    office = make.actor(at.world.district_id, Role.OFFICE)
    assert [book.book_id for book in list_numbers(office).books] == sorted(
        {at.book_id, at.world.agency_book_id, at.world.office_book_id}
    )
    assert numbers_report(office, at.book_id).numbers.lines[0].last == 1
    assert [book.book_id for book in list_numbers(at.treasurer).books] == [at.book_id]
    with pytest.raises(NotFound):
        numbers_report(at.agency_treasurer, at.book_id)
    assert list_numbers(office, after=10**6).books == ()
    assert list_numbers(office, year=1999).year == 2024
