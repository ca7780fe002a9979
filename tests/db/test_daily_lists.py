"""A day's receipts in one list with a number of its own; the money stands in the book once."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.book import checks, journal
from ledger.db import db, run
from ledger.documents.daily_lists import list_pdf
from ledger.documents.receipts import ReceiptLayout, receipts_pdf
from ledger.errors import InTheFuture, NotAllowed, NotFound, NothingToList
from ledger.models.books import AccountKind
from ledger.models.contributions import Method
from ledger.models.contributors import ContributorKind
from ledger.models.daily_lists import DailyList, DailyListLine
from ledger.models.party_units import PartyUnit, ReceiptTitle
from ledger.models.receipts import DonorCopy
from ledger.models.users import Role
from ledger.reports.daily_list_papers import DailyListPaper, get_list, receipt_of
from ledger.reports.daily_lists import groups_of_day, last_of, list_lists
from ledger.services.contributions import record_contribution
from ledger.services.contributors import NewContributor
from ledger.services.daily_lists import make_list
from ledger.services.receipts import void_receipt
from tests import collecting, make
from tests.collecting import DAY, Season, give, new_key, vouchers_of
from tests.conftest import Store


@pytest.fixture
def at(store: Store) -> Iterator[Season]:
    """A season on its working day, in a unit that hands out biên lai, on both engines."""
    made = collecting.season()

    def call_it_bien_lai() -> None:
        unit = db.session.get_one(PartyUnit, made.world.commune_id)
        unit.receipt_title = ReceiptTitle.BIEN_LAI

    run(call_it_bien_lai)
    with clock.at_day(DAY):
        yield made


def listed(
    at: Season, *, on: date = DAY, cell_id: int | None = None, after: int = 0
) -> DailyListPaper:
    """Make a list and return its paper."""
    made = run(make_list, at.treasurer, on=on, cell_id=cell_id, after=after)
    return get_list(at.treasurer, made.id)


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


def give_as_household(at: Season, method: Method = Method.CASH) -> None:
    """Let somebody outside the list give."""
    run(
        record_contribution,
        at.treasurer,
        key=new_key(),
        campaign_id=at.campaign_id,
        party_unit_id=at.world.commune_id,
        received_on=DAY,
        method=method,
        amount_vnd=500_000,
        new_contributor=NewContributor(
            kind=ContributorKind.HOUSEHOLD, name="Hộ bà Sáu", place="Ấp Tân Lập"
        ),
    )


def test_a_list_holds_the_days_receipts_and_moves_no_money(at: Season) -> None:
    give(at, 158_000, 100_000)
    before = journal.balances(at.book_id)
    paper = listed(at)
    assert paper.number == "BL 0001/2024"
    assert paper.title == "BẢNG KÊ BIÊN LAI THU TIỀN"
    assert [(row.number, row.payer, row.counted_vnd) for row in paper.rows] == [
        ("0001/2024", "Nguyễn Văn An", 158_000),
        ("0002/2024", "Trần Thị Bình", 100_000),
    ]
    assert paper.counted_vnd == 258_000
    assert journal.balances(at.book_id) == before
    assert before[AccountKind.CASH] == 258_000
    assert not checks.verify().findings


def test_one_phieu_thu_covers_the_list(at: Season) -> None:
    give(at, 158_000, 100_000)
    paper = listed(at)
    receipt = receipt_of(paper)
    assert (receipt.title, receipt.number_text, receipt.volume) == ("PHIẾU THU", "0001/2024", "BL")
    assert receipt.amount_vnd == 258_000
    assert receipt.attachments == "01 bảng kê, 2"
    assert "bảng kê số BL 0001/2024, biên lai số 0001/2024 đến 0002/2024" in receipt.purpose
    assert [signer.title for signer in receipt.signers][-1] == "Thủ quỹ"
    assert receipts_pdf([receipt], layout=ReceiptLayout.A5).startswith(b"%PDF")
    assert list_pdf(paper).startswith(b"%PDF")


def test_where_each_receipt_is_a_phieu_thu_no_other_is_made_out(at: Season) -> None:
    def call_it_phieu_thu() -> None:
        unit = db.session.get_one(PartyUnit, at.world.commune_id)
        unit.receipt_title = ReceiptTitle.PHIEU_THU

    run(call_it_phieu_thu)
    give(at, 158_000)
    paper = listed(at)
    assert paper.title == "BẢNG KÊ PHIẾU THU TRONG NGÀY"
    with pytest.raises(NotFound):
        receipt_of(paper)


def test_later_receipts_of_the_day_go_on_the_next_list(at: Season) -> None:
    give(at, 158_000)
    first = listed(at)
    give(at, 20_000, 30_000)
    second = listed(at, after=1)
    assert [row.number for row in second.rows] == ["0002/2024", "0003/2024"]
    assert second.number == "BL 0002/2024"
    assert get_list(at.treasurer, first.id).rows == first.rows
    with pytest.raises(NothingToList, match="không còn phiếu thu tiền mặt nào"):
        listed(at, after=2)


def test_a_doubled_click_makes_one_list(at: Season) -> None:
    give(at, 158_000)
    first = listed(at)
    give(at, 20_000)
    assert listed(at).id == first.id
    assert last_of(at.treasurer, 2024) == 1


def test_a_list_made_meanwhile_for_another_cell_is_not_taken_for_ones_own(at: Season) -> None:
    give(at, 158_000)
    give_as_household(at)
    cells = listed(at, cell_id=at.cell_id)
    rest = listed(at)
    assert (rest.number, rest.counted_vnd) == ("BL 0002/2024", 500_000)
    assert listed(at).id == rest.id
    assert listed(at, cell_id=at.cell_id).id == cells.id


def test_receipts_cancelled_before_are_shown_for_nothing_and_those_after_are_marked(
    at: Season,
) -> None:
    one, two, three = vouchers_of(give(at, 158_000, 100_000, 50_000))
    cancel(at, two)
    paper = listed(at)
    assert [row.counted_vnd for row in paper.rows] == [158_000, 0, 50_000]
    assert [row.cancelled for row in paper.rows] == [False, True, False]
    assert (paper.counted, paper.counted_vnd) == (2, 208_000)
    cancel(at, three)
    again = get_list(at.treasurer, paper.id)
    assert again.counted_vnd == 208_000
    assert [row.cancelled_later for row in again.rows] == [False, False, True]
    assert list_pdf(again) == list_pdf(paper)
    assert one


def test_a_day_of_cancelled_receipts_has_a_list_and_no_phieu_thu(at: Season) -> None:
    (voucher_id,) = vouchers_of(give(at, 158_000))
    cancel(at, voucher_id)
    paper = listed(at)
    assert (paper.counted_vnd, paper.has_receipt) == (0, False)


def test_money_through_the_bank_stands_on_no_list(at: Season) -> None:
    give_as_household(at, Method.BANK)
    with pytest.raises(NothingToList):
        listed(at)
    assert list_lists(at.treasurer).days == ()


def test_a_cell_may_have_its_own_list(at: Season) -> None:
    give(at, 158_000)
    give_as_household(at)
    groups = groups_of_day(at.treasurer, DAY)
    assert [(group.name, group.receipts) for group in groups] == [
        ("cả đơn vị", 2),
        ("Chi bộ ấp Tân Lập", 1),
    ]
    assert listed(at, cell_id=at.cell_id).counted_vnd == 158_000
    rest = listed(at, after=1)
    assert [row.payer for row in rest.rows] == ["Hộ bà Sáu"]
    assert groups_of_day(at.treasurer, DAY) == ()


def test_days_wait_for_their_list_and_lists_are_found(at: Season) -> None:
    give(at, 158_000, on=DAY - timedelta(days=3))
    give(at, 100_000, 20_000)
    days = list_lists(at.treasurer).days
    assert [(day.on, day.receipts, day.counted_vnd) for day in days] == [
        (DAY, 2, 120_000),
        (DAY - timedelta(days=3), 1, 158_000),
    ]
    listed(at)
    page = list_lists(at.treasurer)
    assert [day.on for day in page.days] == [DAY - timedelta(days=3)]
    assert [(line.number, line.receipts) for line in page.lines] == [("BL 0001/2024", 2)]
    assert list_lists(at.treasurer, before=page.lines[0].id).lines == ()


def test_only_the_units_own_treasurer_makes_lists_and_only_its_own_read_them(at: Season) -> None:
    give(at, 158_000)
    secretary = make.actor(at.world.commune_id, Role.SECRETARY)
    with pytest.raises(NotAllowed):
        run(make_list, secretary, on=DAY, cell_id=None, after=0)
    with pytest.raises(NothingToList):
        run(make_list, at.agency_treasurer, on=DAY, cell_id=None, after=0)
    paper = listed(at)
    assert get_list(secretary, paper.id).number == paper.number
    for other in (at.agency_treasurer, make.actor(at.world.district_id, Role.OFFICE)):
        with pytest.raises(NotFound):
            get_list(other, paper.id)


def test_a_day_to_come_has_no_list(at: Season) -> None:
    with pytest.raises(InTheFuture, match="Ngày thu"):
        listed(at, on=DAY + timedelta(days=1))


def test_a_list_of_another_sum_than_its_receipts_is_refused_by_the_database(at: Season) -> None:
    (voucher_id,) = vouchers_of(give(at, 158_000))

    def forge() -> None:
        made = DailyList(
            book_id=at.book_id,
            year=2024,
            number=1,
            on_date=DAY,
            cell_id=None,
            counted_vnd=200_000,
            last_position=1,
            made_at=clock.now(),
            made_by_id=at.treasurer.user_id,
        )
        db.session.add(made)
        db.session.flush()
        line = {"daily_list_id": made.id, "position": 1, "voucher_id": voucher_id}
        db.session.execute(sa.insert(DailyListLine), [line | {"counted_vnd": 158_000}])

    with pytest.raises(Exception, match="not what the receipt says"):
        run(forge)
    assert last_of(at.treasurer, 2024) == 0
