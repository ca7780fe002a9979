"""Money on its way: the unit sends, the office counts, and both books tell the same."""

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.book import checks
from ledger.db import db, run
from ledger.errors import (
    AlreadyArrived,
    BeforeCampaign,
    CampaignNotOpen,
    HandedIn,
    InTheFuture,
    KeepsAtHome,
    NotAllowed,
    NotEnough,
    NotFound,
    OverCount,
    ReturnNeedsReason,
    RuleBroken,
    SubmissionChanged,
    Unconfirmed,
)
from ledger.models.books import AccountKind, Movement
from ledger.models.contributions import Method
from ledger.models.journal import Event, Submission, Transfer, Voucher, VoucherSeries
from ledger.models.receipts import DonorCopy, ReceiptVoid
from ledger.models.remittances import RemittanceArrival
from ledger.models.users import Role
from ledger.reports import remittance_papers, remittances, summaries
from ledger.reports.cash_book import cash_book
from ledger.services.receipts import void_receipt
from ledger.services.remittance_arrivals import return_all
from tests import make, remitting
from tests.collecting import DAY, new_key, vouchers_of
from tests.conftest import Store
from tests.remitting import COUNTED, Way, collect, count_in, give_back, send_cash

CASH, BANK, TRANSIT = AccountKind.CASH, AccountKind.BANK, AccountKind.TRANSIT


@pytest.fixture
def at(store: Store) -> Iterator[Way]:
    """A district on its working day, on both engines."""
    made = remitting.way()
    with clock.at_day(DAY):
        yield made


def send_back(at: Way, remittance_id: int, *, key: str = "", reason: str = "tiền rách") -> int:
    """Let the office return everything."""

    def work() -> int:
        arrival = return_all(
            at.office, remittance_id, key=key or new_key(), on_date=DAY, reason=reason
        )
        return arrival.event_id

    return run(work)


def void(at: Way, voucher_id: int) -> ReceiptVoid:
    """Cancel a receipt of the agency unit."""
    return run(
        void_receipt,
        at.treasurer,
        voucher_id,
        key=new_key(),
        reason="ghi nhầm",
        donor_copy=DonorCopy.RETURNED,
    )


def test_what_was_sent_counted_returned_refunded_and_cancelled_is_one_story(at: Way) -> None:
    third = vouchers_of(collect(at))[2]
    remittance_id = send_cash(at, 6_200_000)
    assert (at.unit(CASH), at.unit(TRANSIT)) == (0, 6_200_000)

    with pytest.raises(ReturnNeedsReason):
        count_in(at, remittance_id, COUNTED, reason="")
    count_in(at, remittance_id, COUNTED)
    assert (at.unit(CASH), at.unit(TRANSIT)) == (100_000, 0)
    assert (at.unit(AccountKind.DUE), at.office_holds(CASH)) == (100_000, 6_100_000)

    send_cash(at, 100_000)
    with pytest.raises(HandedIn) as caught:
        void(at, third)
    assert "phiếu thu số PT 0001/2024" in str(caught.value)
    give_back(at, 50_000)
    void(at, third)
    assert (at.unit(CASH), at.unit(TRANSIT)) == (0, 100_000)
    assert at.office_holds(CASH) == 6_050_000

    line = remittances.get_remittance(at.office, remittance_id)
    slip = remittance_papers.slip(at.treasurer, remittance_id)
    receipt = remittance_papers.office_receipt(at.office, remittance_id).paper
    assert line.arrived is not None
    assert (line.amount_vnd, line.arrived.received_vnd, line.arrived.returned_vnd) == (
        slip.sent_vnd,
        receipt.amount_vnd,
        100_000,
    )
    assert (slip.given_vnd, slip.sent_vnd, slip.rest_vnd) == (6_200_000, 6_200_000, 0)
    assert (receipt.number_text, receipt.payer_name) == ("0001/2024", "Lê Thị Hà")
    assert "gửi 6.200.000, nhận 6.100.000, trả lại 100.000" in receipt.purpose
    office_book = cash_book(at.office, at.world.office_book_id)
    assert (office_book.in_total_vnd, office_book.out_total_vnd) == (6_100_000, 50_000)
    unit_book = cash_book(at.treasurer, at.world.agency_book_id)
    assert [(each.in_vnd, each.out_vnd) for each in unit_book.lines] == [
        (6_000_000, 0),
        (150_000, 0),
        (50_000, 0),
        (0, 6_200_000),
        (100_000, 0),
        (0, 100_000),
        (50_000, 0),
        (0, 50_000),
    ]

    summary = summaries.summarise(at.office, at.campaign_id)
    assert summary.adds_up
    figures = summary.units_total
    assert (figures.given_vnd, figures.handed_in_vnd, figures.refunded_vnd) == (
        6_150_000,
        6_100_000,
        50_000,
    )
    assert (figures.on_its_way_vnd, figures.held_vnd) == (100_000, 0)
    assert checks.verify().findings == ()


def test_more_than_the_purse_holds_is_not_sent(at: Way) -> None:
    collect(at, 1_200_000)
    with pytest.raises(NotEnough) as caught:
        send_cash(at, 2_000_000)
    assert str(caught.value) == "Quỹ còn 1.200.000 đồng, không đủ nộp 2.000.000 đồng."
    with pytest.raises(NotEnough):
        send_cash(at, 1_200_000, method=Method.BANK)


def test_a_commune_keeps_its_money_at_home(at: Way) -> None:
    with pytest.raises(KeepsAtHome):
        send_cash(at, 1_000, by=at.commune_treasurer)
    with pytest.raises(KeepsAtHome):
        remittances.sending(at.commune_treasurer)
    in_disguise = make.actor(at.world.commune_id, Role.AGENCY_TREASURER)
    with pytest.raises(KeepsAtHome):
        send_cash(at, 1_000, by=in_disguise)


def test_only_the_office_counts_and_only_units_send(at: Way) -> None:
    collect(at)
    with pytest.raises(NotAllowed):
        send_cash(at, 1_000, by=at.office)
    remittance_id = send_cash(at, 6_200_000)
    with pytest.raises(NotAllowed):
        count_in(at, remittance_id, COUNTED, by=at.treasurer)
    with pytest.raises(NotFound):
        count_in(at, remittance_id + 1, COUNTED)
    with pytest.raises(NotFound):
        remittances.get_remittance(at.commune_treasurer, remittance_id)
    with pytest.raises(NotFound):
        remittance_papers.slip(at.office, remittance_id)


def test_a_doubled_click_sends_once(at: Way) -> None:
    collect(at)
    key = new_key()
    first = send_cash(at, 1_000_000, key=key)
    assert send_cash(at, 1_000_000, key=key) == first
    assert at.unit(TRANSIT) == 1_000_000
    with pytest.raises(SubmissionChanged, match=r"1\.000\.000 đồng"):
        send_cash(at, 2_000_000, key=key)


def test_a_doubled_click_receives_once_and_a_second_person_is_told(at: Way) -> None:
    collect(at)
    remittance_id = send_cash(at, 6_200_000)
    key = new_key()
    first = count_in(at, remittance_id, COUNTED, key=key)
    assert count_in(at, remittance_id, COUNTED, key=key) == first
    with pytest.raises(AlreadyArrived) as caught:
        count_in(at, remittance_id, COUNTED)
    assert str(caught.value) == (
        "Khoản nộp này Văn phòng đã nhận (phiếu thu số PT 0001/2024) ngày 20/12/2024."
    )
    with pytest.raises(AlreadyArrived):
        send_back(at, remittance_id)


def test_all_of_it_goes_back_in_one_event_with_its_reason(at: Way) -> None:
    collect(at)
    remittance_id = send_cash(at, 6_200_000)
    key = new_key()
    event_id = send_back(at, remittance_id, key=key)
    assert send_back(at, remittance_id, key=key) == event_id
    assert (at.unit(CASH), at.unit(TRANSIT), at.office_holds(CASH)) == (6_200_000, 0, 0)
    assert db.session.get_one(Event, event_id).reason == "tiền rách"
    with pytest.raises(NotFound):
        remittance_papers.office_receipt(at.office, remittance_id)
    with pytest.raises(AlreadyArrived, match="trả lại toàn bộ ngày 20/12/2024"):
        count_in(at, remittance_id, COUNTED)
    assert checks.verify().findings == ()


def test_settled_received_and_returned_stand_in_one_event_in_this_order(at: Way) -> None:
    collect(at)
    event_id = count_in(at, send_cash(at, 6_200_000), COUNTED)
    rows = db.session.execute(
        sa.select(Transfer.kind, Transfer.amount_vnd, Voucher.series)
        .join(Voucher, Voucher.id == Transfer.voucher_id)
        .where(Transfer.event_id == event_id)
        .order_by(Transfer.position)
    ).all()
    assert rows == [
        (Movement.REMITTANCE_SETTLED, 6_100_000, VoucherSeries.NOTE),
        (Movement.REMITTANCE_RECEIVED, 6_100_000, VoucherSeries.RECEIPT),
        (Movement.REMITTANCE_RETURNED, 100_000, VoucherSeries.RECEIPT),
    ]


def test_all_counted_needs_no_reason_and_keeps_none(at: Way) -> None:
    collect(at)
    remittance_id = send_cash(at, 6_200_000)
    count_in(at, remittance_id, {500_000: 12, 200_000: 1}, reason="không cần")
    arrival = db.session.get_one(RemittanceArrival, remittance_id)
    assert (arrival.received_vnd, arrival.returned_vnd, arrival.reason) == (6_200_000, 0, "")
    assert arrival.denominations == '{"500000": 12, "200000": 1}'


@pytest.mark.parametrize(
    ("counted", "error"),
    [
        ({500_000: 13}, OverCount),
        ({}, RuleBroken),
        ({500_000: 0}, RuleBroken),
        ({300_000: 1}, RuleBroken),
        ({500_000: -1}, RuleBroken),
    ],
)
def test_a_count_that_cannot_be_is_refused(
    at: Way, counted: dict[int, int], error: type[RuleBroken]
) -> None:
    collect(at)
    remittance_id = send_cash(at, 6_200_000)
    with pytest.raises(error) as caught:
        count_in(at, remittance_id, counted)
    assert caught.value.field == "notes"


def test_money_by_the_bank_arrives_at_the_bank(at: Way) -> None:
    collect(at, 6_000_000, method=Method.BANK)
    remittance_id = send_cash(at, 6_000_000, method=Method.BANK)
    with pytest.raises(RuleBroken, match="Chưa nhập số tiền đã nhận"):
        count_in(at, remittance_id)
    count_in(at, remittance_id, received_vnd=5_999_000, reason="ngân hàng trừ phí")
    assert (at.unit(BANK), at.office_holds(BANK), at.office_holds(CASH)) == (1_000, 5_999_000, 0)
    paper = remittance_papers.office_receipt(at.office, remittance_id).paper
    assert paper.method == "chuyển khoản"
    assert paper.payer_place == "chuyển khoản, số tham chiếu FT24355001"


def test_days_of_sending_and_receiving_follow_each_other(at: Way) -> None:
    collect(at)
    with pytest.raises(InTheFuture) as caught:
        send_cash(at, 1_000, on=date(2024, 12, 21))
    assert caught.value.field == "sent_on"
    with pytest.raises(BeforeCampaign):
        send_cash(at, 1_000, on=date(2024, 9, 30))
    remittance_id = send_cash(at, 6_200_000)
    with pytest.raises(RuleBroken, match="không được trước ngày đó"):
        count_in(at, remittance_id, COUNTED, on=date(2024, 12, 19))
    with pytest.raises(InTheFuture):
        count_in(at, remittance_id, COUNTED, on=date(2024, 12, 21))


def test_a_draft_campaign_takes_no_money_in_transit(at: Way) -> None:
    with clock.at_day(date(2025, 10, 1)):
        draft = make.draft_campaign(at.world, 2025)
        changed = Way(**{name: getattr(at, name) for name in at.__slots__} | {"campaign_id": draft})
        with pytest.raises(CampaignNotOpen):
            send_cash(changed, 1_000, on=date(2025, 10, 1))


def test_ten_billion_on_its_way_is_asked_about(at: Way) -> None:
    with pytest.raises(Unconfirmed):
        send_cash(at, 50_000_000_000)


def test_every_click_that_moved_money_left_its_submission(at: Way) -> None:
    collect(at)
    count_in(at, send_cash(at, 6_200_000), COUNTED)
    give_back(at, 50_000)
    kinds = db.session.scalars(sa.select(Submission.kind).order_by(Submission.id)).all()
    assert list(kinds) == ["contributions", "movement", "movement", "movement"]
