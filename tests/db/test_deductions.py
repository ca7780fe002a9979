"""Deductions from pay, paid straight to the office: one entry, one confirmation."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.book import checks
from ledger.db import db, run
from ledger.errors import (
    HandedIn,
    KeepsAtHome,
    RuleBroken,
    Unconfirmed,
)
from ledger.models.books import AccountKind
from ledger.models.contributions import Method
from ledger.models.journal import Event
from ledger.models.receipts import DonorCopy, ReceiptVoid
from ledger.models.remittances import Remittance, RemittanceMethod
from ledger.money import MAX_AMOUNT_VND
from ledger.reports import remittance_papers, remittances
from ledger.services.contributions import undo_submission
from ledger.services.receipts import void_receipt
from ledger.services.remittance_arrivals import return_all
from ledger.services.remittances import send_deductions
from tests import remitting
from tests.collecting import DAY, new_key, vouchers_of
from tests.conftest import Store
from tests.remitting import Way, count_in, give_back, lines

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


def deduct(at: Way, *amounts_vnd: int, key: str = "", agreed: tuple[str, ...] = ()) -> int:
    """Record deductions paid straight to the office, and return the remittance."""

    def work() -> int:
        remittance = send_deductions(
            at.treasurer,
            key=key or new_key(),
            campaign_id=at.campaign_id,
            cell_id=at.world.agency_id,
            sent_on=DAY,
            reference="FT24355009",
            lines=lines(at, *amounts_vnd),
            agreed=agreed,
        )
        return remittance.id

    return run(work)


def submission_of(remittance_id: int) -> int:
    """Return the click that sent a remittance."""
    query = (
        sa.select(Event.submission_id)
        .join(Remittance, Remittance.sent_event_id == Event.id)
        .where(Remittance.id == remittance_id)
    )
    return db.session.scalars(query).one()


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


def test_deductions_are_one_entry_and_one_confirmation(at: Way) -> None:
    key = new_key()
    remittance_id = deduct(at, 250_000, 300_000, key=key)
    assert deduct(at, 250_000, 300_000, key=key) == remittance_id
    assert (at.unit(BANK), at.unit(TRANSIT)) == (0, 550_000)
    assert len(vouchers_of(submission_of(remittance_id))) == 2
    line = remittances.get_remittance(at.office, remittance_id)
    assert (line.method, line.amount_vnd, line.number) == (
        RemittanceMethod.DIRECT,
        550_000,
        "BK 0001/2024",
    )
    count_in(at, remittance_id, received_vnd=550_000, reason="")
    assert (at.unit(TRANSIT), at.unit(AccountKind.DUE), at.office_holds(BANK)) == (0, 0, 550_000)
    slip = remittance_papers.slip(at.treasurer, remittance_id)
    assert (slip.people, slip.given_vnd, slip.before_vnd, slip.rest_vnd) == (2, 550_000, 0, 0)
    assert checks.verify().findings == ()


def test_deductions_need_lines_and_stay_below_the_most(at: Way) -> None:
    with pytest.raises(RuleBroken, match="Chưa nhập khoản nào"):
        deduct(at)
    with pytest.raises(Unconfirmed) as caught:
        deduct(at, MAX_AMOUNT_VND, 1)
    with pytest.raises(RuleBroken, match="vượt mức tối đa"):
        deduct(at, MAX_AMOUNT_VND, 1, agreed=tuple(doubt.token for doubt in caught.value.doubts))
    with pytest.raises(KeepsAtHome):
        run(
            send_deductions,
            at.commune_treasurer,
            key=new_key(),
            campaign_id=at.campaign_id,
            cell_id=at.world.cell_ids[0],
            sent_on=DAY,
            reference="x",
            lines=[],
        )


def test_a_deduction_is_cancelled_once_its_money_is_back(at: Way) -> None:
    remittance_id = deduct(at, 250_000, 300_000)
    first, _ = vouchers_of(submission_of(remittance_id))
    with pytest.raises(HandedIn, match="chờ Văn phòng xác nhận"):
        void(at, first)
    count_in(at, remittance_id, received_vnd=550_000, reason="")
    with pytest.raises(HandedIn, match="PT 0001/2024"):
        void(at, first)
    give_back(at, 250_000, method=Method.BANK)
    void(at, first)
    assert (at.unit(BANK), at.unit(TRANSIT), at.unit(AccountKind.DUE)) == (0, 0, 0)
    assert checks.verify().findings == ()


def test_returned_deductions_are_undone_as_one(at: Way) -> None:
    remittance_id = deduct(at, 250_000, 300_000)
    send_back(at, remittance_id)
    assert at.unit(BANK) == 550_000
    run(
        undo_submission,
        at.treasurer,
        submission_of(remittance_id),
        key=new_key(),
        reason="ghi nhầm",
        donor_copy=DonorCopy.NOT_GIVEN,
    )
    assert (at.unit(BANK), at.unit(AccountKind.DUE)) == (0, 0)
    assert checks.verify().findings == ()
