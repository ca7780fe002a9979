"""What receipts say on paper and in lists, and that only their own unit reads them."""

from collections.abc import Iterator
from datetime import date

import pytest

from ledger import clock
from ledger.db import db, run
from ledger.documents.receipts import ReceiptLayout, receipts_pdf
from ledger.errors import NotFound, StateRefused
from ledger.models.contributions import Method
from ledger.models.contributors import ContributorKind
from ledger.models.journal import Event, SubmissionKind, Transfer, Voucher
from ledger.models.party_units import NameKind, PartyUnit, ReceiptTitle
from ledger.models.receipts import DonorCopy, ReceiptVoid
from ledger.models.users import Role
from ledger.reports.receipt_lists import PAGE_ROWS, list_receipts, receipt_detail
from ledger.reports.receipts import Signer, paper_of_voucher, papers_of_submission
from ledger.reports.submissions import landing, recorded
from ledger.services.campaigns import extend_campaign
from ledger.services.contributions import record_contribution, undo_submission
from ledger.services.contributors import NewContributor
from ledger.services.openings import post_opening
from ledger.services.receipts import Mended, correct_receipt, void_receipt
from ledger.services.reprints import reprint, reprint_submission
from ledger.services.units import name_unit
from tests import collecting, make
from tests.collecting import DAY, Season, give, new_key, vouchers_of
from tests.conftest import Store


@pytest.fixture
def at(store: Store) -> Iterator[Season]:
    """A season on its working day, on both engines."""
    made = collecting.season()
    with clock.at_day(DAY):
        yield made


def name_commune(at: Season, kind: NameKind, text: str, starts_on: date) -> None:
    """Give the commune or one of its signers a name from a day on."""

    def work() -> None:
        unit = db.session.get_one(PartyUnit, at.world.commune_id)
        name_unit(None, unit, kind=kind, text=text, starts_on=starts_on)

    run(work)


def correct(at: Season, voucher_id: int, name: str) -> int:
    """Correct the name on a receipt, and return the new receipt."""
    mended = Mended(payer_name=name, payer_place="Chi bộ ấp Tân Lập", amount_vnd=158_000)
    made = run(
        correct_receipt,
        at.treasurer,
        voucher_id,
        key=new_key(),
        reason="sai dấu tên",
        donor_copy=DonorCopy.RETURNED,
        mended=mended,
    )
    assert made.replacement_id
    return made.replacement_id


def test_a_receipt_says_all_that_its_paper_needs(at: Season) -> None:
    name_commune(at, NameKind.HEAD, "Phạm Văn Sáu", date(2022, 1, 1))
    name_commune(at, NameKind.HEAD_TITLE, "Bí thư", date(2022, 1, 1))
    submission_id = give(at, 158_000)
    (paper,) = papers_of_submission(at.treasurer, submission_id)
    assert paper.title == "PHIẾU THU"
    assert paper.unit_name == "ĐẢNG ỦY XÃ LONG SƠN"
    assert (paper.number_text, paper.on, paper.volume) == ("0001/2024", DAY, "01")
    assert (paper.payer_name, paper.payer_place) == ("Nguyễn Văn An", "Chi bộ ấp Tân Lập")
    assert paper.purpose == "Ủng hộ xây dựng “Ngôi nhà cấp ủy” năm 2024"
    assert (paper.amount_vnd, paper.method, paper.copy_no) == (158_000, "tiền mặt", 0)
    assert paper.signers[0] == Signer(title="Bí thư", name="Phạm Văn Sáu")
    link = db.session.query(Transfer).one().hash
    assert paper.check_code == f"{link[:4]} {link[4:8]}".upper()
    assert receipts_pdf([paper], layout=ReceiptLayout.A5).startswith(b"%PDF")


def test_the_names_on_a_receipt_are_those_of_its_day(at: Season) -> None:
    name_commune(at, NameKind.CASHIER, "Lê Thị Cũ", date(2022, 1, 1))
    name_commune(at, NameKind.CASHIER, "Trần Thị Mới", date(2024, 12, 1))
    old = papers_of_submission(at.treasurer, give(at, 158_000, on=date(2024, 11, 5)))[0]
    new = papers_of_submission(at.treasurer, give(at, 20_000))[0]
    assert [paper.signers[-1].name for paper in (old, new)] == ["Lê Thị Cũ", "Trần Thị Mới"]


def test_a_unit_may_call_it_a_bien_lai(at: Season) -> None:
    def work() -> None:
        unit = db.session.get_one(PartyUnit, at.world.commune_id)
        unit.receipt_title = ReceiptTitle.BIEN_LAI
        unit.receipt_form = "C27-X"

    run(work)
    (paper,) = papers_of_submission(at.treasurer, give(at, 158_000))
    assert (paper.title, paper.form) == ("BIÊN LAI THU TIỀN", "C27-X")
    assert [signer.title for signer in paper.signers] == ["Người nộp tiền", "Người thu tiền"]


def test_the_original_is_printed_on_its_day_and_before_any_copy(at: Season) -> None:
    submission_id = give(at, 158_000)
    (voucher_id,) = vouchers_of(submission_id)
    assert paper_of_voucher(at.treasurer, voucher_id).copy_no == 0
    with clock.at_day(date(2024, 12, 21)):
        with pytest.raises(StateRefused, match="Bản chính chỉ in trong ngày"):
            paper_of_voucher(at.treasurer, voucher_id)
        with pytest.raises(StateRefused):
            papers_of_submission(at.treasurer, submission_id)
    run(reprint, at.treasurer, voucher_id, after=0)
    with pytest.raises(StateRefused):
        paper_of_voucher(at.treasurer, voucher_id)
    assert paper_of_voucher(at.treasurer, voucher_id, copy_no=1).copy_no == 1
    with pytest.raises(NotFound):
        paper_of_voucher(at.treasurer, voucher_id, copy_no=2)


def test_copies_of_a_whole_sheet_bear_each_its_own_count(at: Season) -> None:
    submission_id = give(at, 158_000, 225_000)
    first, _ = vouchers_of(submission_id)
    with pytest.raises(StateRefused, match="Chưa có lần in lại"):
        papers_of_submission(at.treasurer, submission_id, copies=True)
    run(reprint, at.treasurer, first, after=0)
    run(reprint_submission, at.treasurer, submission_id, after=1)
    papers = papers_of_submission(at.treasurer, submission_id, copies=True)
    assert [paper.copy_no for paper in papers] == [2, 1]


def test_a_cancelled_receipt_says_so_on_paper_with_its_successor(at: Season) -> None:
    (voucher_id,) = vouchers_of(give(at, 158_000))
    correct(at, voucher_id, "Nguyễn Văn Ân")
    with pytest.raises(StateRefused, match="khi phiếu chưa hủy"):
        paper_of_voucher(at.treasurer, voucher_id)
    run(reprint, at.treasurer, voucher_id, after=0)
    void = paper_of_voucher(at.treasurer, voucher_id, copy_no=1).void
    assert void is not None
    assert (void.adjustment, void.replaced_by) == ("ĐC 0001/2024", "0002/2024")
    assert (void.on, void.reason) == (DAY, "sai dấu tên")


def test_the_originals_of_a_sheet_are_those_that_stand(at: Season) -> None:
    submission_id = give(at, 158_000, 225_000)
    first, _ = vouchers_of(submission_id)
    correct(at, first, "Nguyễn Văn Ân")
    papers = papers_of_submission(at.treasurer, submission_id)
    assert [paper.number for paper in papers] == [2]


def test_receipts_are_read_by_their_own_unit_only(at: Season) -> None:
    submission_id = give(at, 158_000)
    (voucher_id,) = vouchers_of(submission_id)
    for role, unit_id in (
        (Role.AGENCY_TREASURER, at.world.agency_id),
        (Role.SECRETARY, at.world.district_id),
        (Role.SECRETARY, at.cell_id),
        (Role.INSPECTOR, at.world.district_id),
    ):
        reader = make.actor(unit_id, role)
        assert list_receipts(reader).rows == ()
        for ask in (receipt_detail, paper_of_voucher):
            with pytest.raises(NotFound):
                ask(reader, voucher_id)
        for ask_all in (papers_of_submission, recorded, landing):
            with pytest.raises(NotFound):
                ask_all(reader, submission_id)
    secretary = make.actor(at.world.commune_id, Role.SECRETARY)
    assert receipt_detail(secretary, voucher_id).line.payer_name == "Nguyễn Văn An"


def test_receipts_are_listed_newest_first_and_found_by_number_or_name(at: Season) -> None:
    give(at, 158_000, 225_000, 50_000)
    page = list_receipts(at.treasurer)
    assert [line.number for line in page.rows] == ["0003/2024", "0002/2024", "0001/2024"]
    assert (page.years, page.year, page.next_before) == ((2024,), 2024, None)

    def found(typed: str) -> list[str]:
        return [line.payer_name for line in list_receipts(at.treasurer, typed=typed).rows]

    assert found("2") == found("0002/2024") == ["Trần Thị Bình"]
    assert found("minh le") == ["Lê Minh Chi"]
    assert found("' OR 1=1 --") == found("%") == found("_") == found("\x00") == []
    assert len(found("  ")) == 3


def test_other_contributors_are_found_too(at: Season) -> None:
    def work() -> None:
        record_contribution(
            at.treasurer,
            key=new_key(),
            campaign_id=at.campaign_id,
            party_unit_id=at.world.commune_id,
            received_on=DAY,
            method=Method.BANK,
            amount_vnd=5_000_000,
            new_contributor=NewContributor(kind=ContributorKind.BUSINESS, name="Công ty Minh Phát"),
        )

    run(work)
    (line,) = list_receipts(at.treasurer, typed="phat").rows
    assert (line.payer_name, line.method) == ("Công ty Minh Phát", "chuyển khoản")


def test_a_list_of_receipts_goes_on_by_key(at: Season) -> None:
    for amount_vnd in range(PAGE_ROWS // 5 + 1):
        give(at, *[1_000 + amount_vnd] * 5)
    page = list_receipts(at.treasurer)
    assert len(page.rows) == PAGE_ROWS
    rest = list_receipts(at.treasurer, before=page.next_before)
    assert [line.number for line in rest.rows] == [f"000{n}/2024" for n in (5, 4, 3, 2, 1)]
    assert list_receipts(at.treasurer, before=0).rows == ()
    assert list_receipts(at.treasurer, year=1999).year == 2024


def test_late_money_says_so_and_an_extension_makes_it_timely(at: Season) -> None:
    late_day = date(2025, 1, 10)
    give(at, 158_000, on=late_day, day=late_day)
    with clock.at_day(late_day):
        (line,) = list_receipts(at.treasurer).rows
        assert line.late
        board = make.actor(at.world.district_id, Role.ORGANISATION_BOARD)
        run(
            extend_campaign,
            board,
            at.campaign_id,
            paper="Công văn số 12-CV/HU",
            issued_on=date(2024, 12, 30),
            ends_on=date(2025, 1, 31),
        )
        (line,) = list_receipts(at.treasurer).rows
        assert not line.late


def test_a_receipt_shows_all_that_became_of_it(at: Season) -> None:
    submission_id = give(at, 158_000)
    (voucher_id,) = vouchers_of(submission_id)
    run(reprint, at.treasurer, voucher_id, after=0)
    successor_id = correct(at, voucher_id, "Nguyễn Văn Ân")
    old, new = receipt_detail(at.treasurer, voucher_id), receipt_detail(at.treasurer, successor_id)
    assert old.void is not None
    assert old.void.replaced_by is not None
    assert old.void.replaced_by.voucher_id == successor_id
    assert (old.last_copy, old.original_due, old.submission_id) == (1, False, submission_id)
    assert new.replaces is not None
    assert (new.replaces.voucher_id, new.replaces.number) == (voucher_id, "0001/2024")
    assert (new.void, new.last_copy, new.original_due) == (None, 0, True)


def test_what_one_click_wrote(at: Season) -> None:
    submission_id = give(at, 158_000, 225_000)
    first, _ = vouchers_of(submission_id)
    correct(at, first, "Nguyễn Văn Ân")
    state = recorded(at.treasurer, submission_id)
    assert (len(state.receipts), state.sum_vnd, len(state.standing)) == (2, 383_000, 1)
    assert (state.cell_id, state.campaign_id) == (at.cell_id, at.campaign_id)
    assert state.original_due


def test_a_click_that_was_answered_before_lands_where_it_did(at: Season) -> None:
    submission_id = give(at, 158_000, 225_000)
    first, second = vouchers_of(submission_id)
    made = landing(at.treasurer, submission_id)
    assert (made.kind, made.voucher_id) == (SubmissionKind.CONTRIBUTIONS, first)
    key = new_key()
    run(void_receipt, at.treasurer, second, key=key, reason="nhầm", donor_copy=DonorCopy.LOST)
    assert landing(at.treasurer, submission_of(second)).voucher_id == second
    run(
        undo_submission,
        at.treasurer,
        submission_id,
        key=new_key(),
        reason="nhầm",
        donor_copy=DonorCopy.LOST,
    )
    again = give(at, 10_000, 20_000)
    run(
        undo_submission,
        at.treasurer,
        again,
        key=new_key(),
        reason="nhầm",
        donor_copy=DonorCopy.LOST,
    )
    undone = landing(at.treasurer, submission_of(vouchers_of(again)[0]))
    assert (undone.voucher_id, undone.submission_id) == (None, again)


def submission_of(voucher_id: int) -> int:
    """Return the click that cancelled a receipt."""
    void = db.session.get_one(ReceiptVoid, voucher_id)
    adjustment = db.session.get_one(Voucher, void.adjustment_id)
    transfer = db.session.get_one(Transfer, adjustment.first_transfer_id)
    return db.session.get_one(Event, transfer.event_id).submission_id


def test_an_opening_lands_at_its_book(at: Season) -> None:
    def work() -> int:
        submission = post_opening(
            at.treasurer,
            key=new_key(),
            book_id=at.book_id,
            on_date=date(2024, 1, 2),
            cash_vnd=1_000,
            bank_vnd=0,
            paper="Biên bản số 1",
        )
        return submission.id

    made = landing(at.treasurer, run(work))
    assert (made.kind, made.book_id) == (SubmissionKind.OPENING, at.book_id)
