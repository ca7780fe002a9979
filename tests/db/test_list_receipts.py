"""One receipt for a signed list (B6): everybody counts, one number, cancelled whole."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.book import journal
from ledger.book.checks import verify
from ledger.db import db, run
from ledger.errors import AlreadyVoided, RuleBroken, StateRefused
from ledger.models.audit_events import AuditEvent
from ledger.models.books import AccountKind
from ledger.models.contributions import Contribution, Method
from ledger.models.journal import Submission, Voucher, VoucherSeries
from ledger.models.party_units import PartyUnit, ReceiptsPer
from ledger.models.receipts import DonorCopy, ReceiptVoid
from ledger.reports.cash_book import cash_book
from ledger.reports.lists import show_roll
from ledger.reports.receipt_lists import list_receipts, receipt_detail
from ledger.reports.receipts import Payment, paper_of_voucher, papers_of_submission
from ledger.reports.submissions import landing, recorded
from ledger.services.contributions import (
    SheetLine,
    record_contribution,
    record_sheet,
    undo_submission,
)
from ledger.services.receipts import Mended, correct_receipt, void_receipt
from ledger.services.reprints import reprint, reprint_submission
from tests import collecting
from tests.collecting import DAY, Season, new_key, vouchers_of
from tests.conftest import Store

CELL = "Chi bộ ấp Tân Lập"


@pytest.fixture
def at(store: Store) -> Iterator[Season]:
    """A season on its working day, on both engines, whose commune gives a receipt per list."""
    made = collecting.season()
    choose(made, ReceiptsPer.LIST)
    with clock.at_day(DAY):
        yield made


def choose(at: Season, receipts_per: ReceiptsPer) -> None:
    """Let the commune give receipts in one way."""

    def work() -> None:
        db.session.get_one(PartyUnit, at.world.commune_id).receipts_per = receipts_per

    run(work)


def sheet(
    at: Season,
    *amounts_vnd: int,
    key: str = "",
    brought_by: str | None = None,
    papers: dict[int, str] | None = None,
) -> int:
    """Record a sheet of the first people of the cell; return the click."""
    lines = [
        SheetLine(list_entry_id=entry_id, amount_vnd=amount_vnd)
        for entry_id, amount_vnd in zip(at.entries, amounts_vnd, strict=False)
    ]
    submission: Submission = run(
        record_sheet,
        at.treasurer,
        key=key or new_key(),
        campaign_id=at.campaign_id,
        cell_id=at.cell_id,
        received_on=DAY,
        method=Method.CASH,
        lines=lines,
        brought_by=brought_by,
        paper_numbers=papers,
    )
    return submission.id


def receipt_of(submission_id: int) -> int:
    """Return the one receipt of a click."""
    (voucher_id,) = set(vouchers_of(submission_id))
    return voucher_id


def void(at: Season, voucher_id: int, *, key: str = "") -> ReceiptVoid:
    """Cancel a receipt."""
    return run(
        void_receipt,
        at.treasurer,
        voucher_id,
        key=key or new_key(),
        reason="ghi nhầm một người",
        donor_copy=DonorCopy.RETURNED,
    )


def numbers(at: Season, series: VoucherSeries) -> list[int]:
    """Return the numbers of the commune's book in one series."""
    query = (
        sa.select(Voucher.number)
        .where(Voucher.book_id == at.book_id, Voucher.series == series)
        .order_by(Voucher.number)
    )
    return list(db.session.scalars(query))


def given(at: Season) -> list[int]:
    """Return what each person of the cell has given, in printed order."""
    roll = show_roll(at.treasurer, at.campaign_id, cell_id=at.cell_id)
    return [line.given_vnd for line in roll.lines]


def assert_sound() -> None:
    """Make sure that nothing is wrong with the whole database."""
    db.session.rollback()
    assert verify().findings == ()


def test_a_list_has_one_number_and_everybody_on_it_counts(at: Season) -> None:
    made = sheet(at, 158_000, 225_000, 50_000)
    again = sheet(at, 10_000, 20_000)
    assert numbers(at, VoucherSeries.RECEIPT) == [1, 2]
    assert receipt_of(made) != receipt_of(again)
    assert given(at) == [168_000, 245_000, 50_000, 0, 0]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Contribution)) == 5
    assert_sound()


def test_a_double_click_records_a_list_once(at: Season) -> None:
    key = new_key()
    assert sheet(at, 158_000, 225_000, key=key) == sheet(at, 158_000, 225_000, key=key)
    assert numbers(at, VoucherSeries.RECEIPT) == [1]


def test_one_person_and_a_single_contribution_have_their_own_receipt(at: Season) -> None:
    alone = receipt_of(sheet(at, 158_000))
    submission = run(
        record_contribution,
        at.treasurer,
        key=new_key(),
        campaign_id=at.campaign_id,
        party_unit_id=at.world.commune_id,
        received_on=DAY,
        method=Method.CASH,
        amount_vnd=225_000,
        list_entry_id=at.entries[1],
    )
    single = receipt_of(submission.id)
    for voucher_id, name in ((alone, "Nguyễn Văn An"), (single, "Trần Thị Bình")):
        detail = receipt_detail(at.treasurer, voucher_id)
        assert (detail.line.payer_name, detail.line.people, detail.people) == (name, 1, ())
        assert paper_of_voucher(at.treasurer, voucher_id).people == ()


def test_a_unit_that_gives_one_to_each_person_goes_on_doing_so(at: Season) -> None:
    choose(at, ReceiptsPer.PERSON)
    assert len(vouchers_of(sheet(at, 158_000, 225_000))) == 2


def test_a_list_takes_no_numbers_of_paper_receipts(at: Season) -> None:
    with pytest.raises(RuleBroken, match="không ghi số phiếu giấy từng người"):
        sheet(at, 158_000, 225_000, papers={at.entries[1]: "0012"})
    assert numbers(at, VoucherSeries.RECEIPT) == []


@pytest.mark.parametrize(
    ("brought_by", "payer"), [(None, (CELL, "")), ("Lê Văn Bảy", ("Lê Văn Bảy", CELL))]
)
def test_the_payer_is_who_brought_the_money_or_the_cell(
    at: Season, brought_by: str | None, payer: tuple[str, str]
) -> None:
    made = sheet(at, 158_000, 225_000, 50_000, brought_by=brought_by)
    (line,) = list_receipts(at.treasurer).rows
    assert (line.payer_name, line.payer_place) == payer
    assert (line.number, line.amount_vnd, line.attached) == (
        "0001/2024",
        433_000,
        "danh sách 3 người",
    )
    (paper,) = papers_of_submission(at.treasurer, made)
    assert (paper.payer_name, paper.payer_place, paper.amount_vnd) == (*payer, 433_000)
    assert paper.people == (
        Payment(name="Nguyễn Văn An", amount_vnd=158_000),
        Payment(name="Trần Thị Bình", amount_vnd=225_000),
        Payment(name="Lê Minh Chi", amount_vnd=50_000),
    )
    detail = receipt_detail(at.treasurer, line.voucher_id)
    assert (detail.line, detail.people) == (line, paper.people)
    assert detail.check_code == paper.check_code


def test_a_list_is_found_by_anybody_on_it(at: Season) -> None:
    sheet(at, 158_000, 225_000)
    sheet(at, 10_000)
    found = list_receipts(at.treasurer, typed="binh").rows
    assert [line.number for line in found] == ["0001/2024"]
    assert len(list_receipts(at.treasurer, typed="nguyen van an").rows) == 2
    assert list_receipts(at.treasurer, typed="không có ai").rows == ()


def test_the_cash_book_has_one_line_for_a_list(at: Season) -> None:
    voucher_id = receipt_of(sheet(at, 158_000, 225_000, 50_000, brought_by="Lê Văn Bảy"))
    void(at, voucher_id)
    purpose = "Ủng hộ xây dựng “Ngôi nhà cấp ủy” năm 2024"
    lines = cash_book(at.treasurer, at.book_id).lines
    assert [(line.description, line.in_vnd, line.out_vnd, line.balance_vnd) for line in lines] == [
        (f"Lê Văn Bảy (danh sách 3 người) – {purpose}", 433_000, 0, 433_000),
        ("Hủy PT 0001/2024: ghi nhầm một người", 0, 433_000, 0),
    ]


def test_the_click_says_how_many_gave(at: Season) -> None:
    made = recorded(at.treasurer, sheet(at, 158_000, 225_000, 50_000))
    assert (made.gifts, len(made.receipts), made.sum_vnd) == (3, 1, 433_000)
    assert made.cell_id == at.cell_id


def test_a_list_is_cancelled_whole_by_one_adjustment(at: Season) -> None:
    voucher_id = receipt_of(sheet(at, 158_000, 225_000, 50_000))
    key = new_key()
    made = void(at, voucher_id, key=key)
    assert void(at, voucher_id, key=key).adjustment_id == made.adjustment_id
    assert numbers(at, VoucherSeries.ADJUSTMENT) == [1]
    assert given(at) == [0, 0, 0, 0, 0]
    assert journal.balances(at.book_id)[AccountKind.CASH] == 0
    mark = paper_of_voucher(at.treasurer, voucher_id, copy_no=count_copy(at, voucher_id)).void
    assert mark is not None
    assert mark.adjustment == "ĐC 0001/2024"
    with pytest.raises(AlreadyVoided):
        void(at, voucher_id)
    sheet(at, 158_000, 225_000, 60_000)
    assert numbers(at, VoucherSeries.RECEIPT) == [1, 2]
    assert_sound()


def count_copy(at: Season, voucher_id: int) -> int:
    """Print a receipt once more and return the copy's number."""
    return run(reprint, at.treasurer, voucher_id, after=0)


def test_undoing_a_click_cancels_its_list(at: Season) -> None:
    made = sheet(at, 158_000, 225_000)
    run(
        undo_submission,
        at.treasurer,
        made,
        key=(key := new_key()),
        reason="ghi nhầm chi bộ",
        donor_copy=DonorCopy.NOT_GIVEN,
    )
    assert numbers(at, VoucherSeries.ADJUSTMENT) == [1]
    assert recorded(at.treasurer, made).standing == ()
    undoing = db.session.scalars(sa.select(Submission.id).where(Submission.key == key)).one()
    assert landing(at.treasurer, undoing).voucher_id == receipt_of(made)
    assert_sound()


def test_one_person_of_a_list_is_not_corrected(at: Season) -> None:
    voucher_id = receipt_of(sheet(at, 158_000, 225_000))
    mended = Mended(payer_name="Nguyễn Văn Ân", payer_place=CELL, amount_vnd=158_000)
    with pytest.raises(StateRefused, match="Hãy hủy phiếu rồi ghi lại"):
        run(
            correct_receipt,
            at.treasurer,
            voucher_id,
            key=new_key(),
            reason="sai tên",
            donor_copy=DonorCopy.RETURNED,
            mended=mended,
        )
    assert numbers(at, VoucherSeries.RECEIPT) == [1]


def test_a_list_is_printed_again_as_one_copy(at: Season) -> None:
    made = sheet(at, 158_000, 225_000)
    assert count_copy(at, receipt_of(made)) == 1
    run(reprint_submission, at.treasurer, made, after=1)
    (paper,) = papers_of_submission(at.treasurer, made, copies=True)
    assert (paper.copy_no, len(paper.people), paper.amount_vnd) == (2, 2, 383_000)
    assert_sound()


def test_recording_says_in_the_audit_how_many_gave(at: Season) -> None:
    sheet(at, 158_000, 225_000)
    query = sa.select(AuditEvent.after).where(AuditEvent.action == "contributions.record")
    assert '"contributions": 2' in str(db.session.scalars(query).one()).replace("'", '"')


@pytest.mark.parametrize("amounts_vnd", [(10_000, 20_000), (10_000, 20_000, 30_000, 40_000)])
def test_reading_receipts_costs_the_same_however_long_the_list(
    at: Season, amounts_vnd: tuple[int, ...]
) -> None:
    voucher_id = receipt_of(sheet(at, *amounts_vnd))
    with collecting.counted_statements() as seen:
        list_receipts(at.treasurer)
        receipt_detail(at.treasurer, voucher_id)
        paper_of_voucher(at.treasurer, voucher_id)
    assert len(seen) == 11
