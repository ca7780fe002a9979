"""Cancelling, correcting and reprinting: a receipt keeps its number whatever happens to it."""

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.book import journal, rules
from ledger.db import db, run
from ledger.errors import (
    AlreadyVoided,
    HandedIn,
    NotAllowed,
    NotEnough,
    NotFound,
    NothingChanged,
    Unconfirmed,
)
from ledger.models.books import AccountKind, Rule
from ledger.models.contributions import Contribution, Method
from ledger.models.contributors import Contributor, ContributorKind
from ledger.models.journal import Event, EventParty, Transfer, Voucher, VoucherSeries
from ledger.models.receipts import DonorCopy, ReceiptPrint, ReceiptVoid
from ledger.models.users import Role
from ledger.reports.scope import Actor
from ledger.services.contributions import SheetLine, record_contribution, record_sheet
from ledger.services.contributors import NewContributor
from ledger.services.receipts import Mended, correct_receipt, void_receipt
from ledger.services.reprints import reprint, reprint_submission
from tests import collecting, deciding, make
from tests.collecting import DAY, Season, give, new_key, vouchers_of
from tests.conftest import Store


@pytest.fixture
def at(store: Store) -> Iterator[Season]:
    """A season on its working day, on both engines."""
    made = collecting.season()
    with clock.at_day(DAY):
        yield made


def void(at: Season, voucher_id: int, *, actor: Actor | None = None, key: str = "") -> ReceiptVoid:
    """Cancel a receipt."""
    return run(
        void_receipt,
        actor or at.treasurer,
        voucher_id,
        key=key or new_key(),
        reason="ghi nhầm",
        donor_copy=DonorCopy.RETURNED,
    )


def correct(
    at: Season,
    voucher_id: int,
    *,
    name: str = "Nguyễn Văn An",
    amount_vnd: int = 158_000,
    entry_id: int | None = None,
    key: str = "",
    agreed: tuple[str, ...] = (),
) -> ReceiptVoid:
    """Correct a receipt of the first person of the list."""
    mended = Mended(
        payer_name=name,
        payer_place="Chi bộ ấp Tân Lập",
        amount_vnd=amount_vnd,
        list_entry_id=entry_id,
    )
    return run(
        correct_receipt,
        at.treasurer,
        voucher_id,
        key=key or new_key(),
        reason="sai tên",
        donor_copy=DonorCopy.RETURNED,
        mended=mended,
        agreed=agreed,
    )


def cash(at: Season) -> int:
    """Return what the commune's purse holds in cash."""
    return journal.balances(at.book_id)[AccountKind.CASH]


def spend(book_id: int, rule: Rule, at: Season, amount_vnd: int) -> None:
    """Let a commune spend, or an agency unit send its money on the way."""
    purse = rules.Purse(book_id, rule)
    if rule is Rule.REMIT:
        leg = rules.send_remittance(purse, amount_vnd, out_of=AccountKind.CASH)
        make.post(at.world, rules.Draft(on_date=DAY, purpose="chi", legs=(leg,)))
        return
    paid = run(deciding.stage, book_id, amount_vnd, by_id=at.world.user_id)
    draft = rules.Draft(
        on_date=DAY,
        purpose="chi",
        legs=(rules.disbursement(purse, amount_vnd, out_of=AccountKind.CASH),),
    )
    make.post(at.world, deciding.paying(draft, paid))


def printed_names() -> list[str]:
    """Return the names on all papers, in the order of posting."""
    query = (
        sa.select(EventParty.name)
        .join(Transfer, Transfer.event_id == EventParty.event_id)
        .order_by(Transfer.id)
    )
    return list(db.session.scalars(query))


def test_a_cancelled_receipt_keeps_its_number_and_its_money_goes_back(at: Season) -> None:
    first, second = vouchers_of(give(at, 158_000, 225_000))
    made = void(at, first)
    assert cash(at) == 225_000
    assert db.session.get_one(Voucher, first).number == 1
    adjustment = db.session.get_one(Voucher, made.adjustment_id)
    assert (adjustment.series, adjustment.number) == (VoucherSeries.ADJUSTMENT, 1)
    (third,) = vouchers_of(give(at, 10_000))
    assert db.session.get_one(Voucher, third).number == 3
    assert made.replacement_id is None
    assert second != third


def test_the_mirror_is_dated_today_with_its_reason(at: Season) -> None:
    (voucher_id,) = vouchers_of(give(at, 158_000, on=date(2024, 11, 5)))
    made = void(at, voucher_id)
    adjustment = db.session.get_one(Voucher, made.adjustment_id)
    transfer = db.session.get_one(Transfer, adjustment.first_transfer_id)
    event = db.session.get_one(Event, transfer.event_id)
    assert (event.on_date, event.reason, transfer.sign) == (DAY, "ghi nhầm", -1)


def test_cancelling_twice_says_when_and_under_which_number(at: Season) -> None:
    (voucher_id,) = vouchers_of(give(at, 158_000))
    void(at, voucher_id)
    with pytest.raises(AlreadyVoided) as caught:
        void(at, voucher_id)
    assert str(caught.value) == (
        "Phiếu này đã hủy ngày 20/12/2024 (chứng từ điều chỉnh số ĐC 0001/2024)."
    )
    with pytest.raises(AlreadyVoided):
        correct(at, voucher_id, name="Nguyễn Văn Ân")


def test_the_same_click_cancels_once(at: Season) -> None:
    (voucher_id,) = vouchers_of(give(at, 158_000))
    key = new_key()
    assert (
        void(at, voucher_id, key=key).adjustment_id == void(at, voucher_id, key=key).adjustment_id
    )


def test_money_that_was_spent_cannot_be_given_back(at: Season) -> None:
    (voucher_id,) = vouchers_of(give(at, 158_000))
    spend(at.book_id, Rule.KEEP, at, 100_000)
    with pytest.raises(NotEnough) as caught:
        void(at, voucher_id)
    assert str(caught.value) == "Quỹ còn 58.000 đồng, không đủ để trả lại 158.000 đồng."


def agency_receipt(at: Season) -> int:
    """Record what the agency's member gave and return the receipt."""

    def work() -> int:
        submission = record_sheet(
            at.agency_treasurer,
            key=new_key(),
            campaign_id=at.campaign_id,
            cell_id=at.world.agency_id,
            received_on=DAY,
            method=Method.CASH,
            lines=[SheetLine(list_entry_id=at.agency_entries[0], amount_vnd=200_000)],
        )
        return submission.id

    return vouchers_of(run(work))[0]


def test_money_on_its_way_to_the_office_comes_back_first(at: Season) -> None:
    voucher_id = agency_receipt(at)
    spend(at.world.agency_book_id, Rule.REMIT, at, 200_000)
    with pytest.raises(HandedIn, match="đã gửi, chờ Văn phòng xác nhận"):
        void(at, voucher_id, actor=at.agency_treasurer)


def test_money_that_the_office_has_received_is_named_by_its_receipt(at: Season) -> None:
    voucher_id = agency_receipt(at)
    spend(at.world.agency_book_id, Rule.REMIT, at, 200_000)
    legs = rules.receive_remittance(
        rules.Purse(at.world.agency_book_id, Rule.REMIT),
        rules.Purse(at.world.office_book_id, Rule.OFFICE),
        200_000,
        into=AccountKind.CASH,
    )
    make.post(at.world, rules.Draft(on_date=DAY, purpose="nhận", legs=legs))
    with pytest.raises(HandedIn) as caught:
        void(at, voucher_id, actor=at.agency_treasurer)
    assert str(caught.value).startswith(
        "Số tiền này đã nộp Văn phòng (phiếu thu số PT 0001/2024); "
        "đề nghị Văn phòng trả lại trước khi hủy."
    )


def test_a_wrong_name_is_corrected_even_when_the_money_has_gone(at: Season) -> None:
    (voucher_id,) = vouchers_of(give(at, 158_000))
    spend(at.book_id, Rule.KEEP, at, 158_000)
    made = correct(at, voucher_id, name="Nguyễn Văn Ân")
    assert cash(at) == 0
    assert printed_names() == ["Nguyễn Văn An", "Nguyễn Văn Ân"]
    replacement = db.session.get_one(Voucher, made.replacement_id)
    assert (replacement.series, replacement.number) == (VoucherSeries.RECEIPT, 2)
    signs = db.session.scalars(
        sa.select(Transfer.sign).where(Transfer.kind == "contribution").order_by(Transfer.seq)
    )
    assert list(signs) == [1, 1, -1]


def test_a_wrong_sum_is_corrected_within_what_the_purse_holds(at: Season) -> None:
    (voucher_id,) = vouchers_of(give(at, 158_000))
    correct(at, voucher_id, amount_vnd=185_000)
    assert cash(at) == 185_000
    (other,) = vouchers_of(give(at, 90_000))
    spend(at.book_id, Rule.KEEP, at, 275_000)
    with pytest.raises(NotEnough):
        correct(at, other, amount_vnd=50_000)


def test_the_contribution_moves_to_the_right_person_of_the_list(at: Season) -> None:
    (voucher_id,) = vouchers_of(give(at, 158_000))
    right = at.entries[3]
    correct(at, voucher_id, entry_id=right)
    given = dict(
        db.session.execute(
            sa.select(
                Contribution.list_entry_id,
                sa.func.sum(Contribution.sign * Contribution.amount_vnd),
            ).group_by(Contribution.list_entry_id)
        ).all()
    )
    assert given == {at.entries[0]: 0, right: 158_000}
    assert printed_names()[-1] == "Phạm Ngọc Dung"


def test_a_correction_that_changes_nothing_is_refused(at: Season) -> None:
    (voucher_id,) = vouchers_of(give(at, 158_000))
    with pytest.raises(NothingChanged):
        correct(at, voucher_id)


def test_a_corrected_sum_of_ten_billion_is_asked_about(at: Season) -> None:
    (voucher_id,) = vouchers_of(give(at, 158_000))
    with pytest.raises(Unconfirmed) as caught:
        correct(at, voucher_id, amount_vnd=15_800_000_000)
    agreed = tuple(doubt.token for doubt in caught.value.doubts)
    assert correct(at, voucher_id, amount_vnd=15_800_000_000, agreed=agreed)


def test_the_same_click_corrects_once(at: Season) -> None:
    (voucher_id,) = vouchers_of(give(at, 158_000))
    key = new_key()
    first = correct(at, voucher_id, name="Nguyễn Văn Ân", key=key).replacement_id
    assert correct(at, voucher_id, name="Nguyễn Văn Ân", key=key).replacement_id == first


def test_a_replacement_keeps_the_day_of_the_money_while_its_year_lasts(at: Season) -> None:
    (voucher_id,) = vouchers_of(give(at, 158_000, on=date(2024, 11, 5)))
    made = correct(at, voucher_id, name="Nguyễn Văn Ân")
    assert received_on(made.replacement_id) == date(2024, 11, 5)
    with clock.at_day(date(2025, 1, 10)):
        again = correct(at, made.replacement_id or 0, name="Nguyễn Văn Ấn")
    assert received_on(again.replacement_id) == date(2025, 1, 10)


def received_on(voucher_id: int | None) -> date:
    """Return the day that a receipt bears."""
    query = (
        sa.select(Contribution.received_on)
        .join(Transfer, Transfer.id == Contribution.transfer_id)
        .where(Transfer.voucher_id == voucher_id)
    )
    return db.session.scalars(query).one()


def outside_receipt(at: Season, kind: ContributorKind, name: str) -> int:
    """Record what somebody who is on no list gave, and return the receipt."""

    def work() -> int:
        submission = record_contribution(
            at.treasurer,
            key=new_key(),
            campaign_id=at.campaign_id,
            party_unit_id=at.world.commune_id,
            received_on=DAY,
            method=Method.CASH,
            amount_vnd=158_000,
            new_contributor=NewContributor(kind=kind, name=name),
        )
        return submission.id

    return vouchers_of(run(work))[0]


@pytest.mark.parametrize(
    ("kind", "becomes"),
    [
        (ContributorKind.BUSINESS, ContributorKind.BUSINESS),
        (ContributorKind.ANONYMOUS, ContributorKind.HOUSEHOLD),
    ],
)
def test_a_corrected_contributor_becomes_known_under_the_right_name(
    at: Season, kind: ContributorKind, becomes: ContributorKind
) -> None:
    voucher_id = outside_receipt(at, kind, "Công ty Minh Phat")
    correct(at, voucher_id, name="Công ty Minh Phát")
    newest = db.session.scalars(sa.select(Contributor).order_by(Contributor.id.desc())).first()
    assert newest is not None
    assert (newest.name, newest.kind) == ("Công ty Minh Phát", becomes)


def test_only_the_units_own_treasurer_changes_a_receipt(at: Season) -> None:
    (voucher_id,) = vouchers_of(give(at, 158_000))
    with pytest.raises(NotFound):
        void(at, voucher_id, actor=at.agency_treasurer)
    with pytest.raises(NotAllowed):
        void(at, voucher_id, actor=make.actor(at.world.commune_id, Role.SECRETARY))
    with pytest.raises(NotFound):
        void(at, 10_000)


def test_reprints_are_counted_and_a_doubled_click_counts_once(at: Season) -> None:
    (voucher_id,) = vouchers_of(give(at, 158_000))
    assert run(reprint, at.treasurer, voucher_id, after=0) == 1
    assert run(reprint, at.treasurer, voucher_id, after=0) == 1
    assert run(reprint, at.treasurer, voucher_id, after=1) == 2
    with pytest.raises(NotFound):
        run(reprint, at.agency_treasurer, voucher_id, after=0)


def test_a_whole_sheet_is_reprinted_each_with_its_own_count(at: Season) -> None:
    submission_id = give(at, 158_000, 225_000)
    first, second = vouchers_of(submission_id)
    run(reprint, at.treasurer, first, after=0)
    run(reprint_submission, at.treasurer, submission_id, after=1)
    run(reprint_submission, at.treasurer, submission_id, after=1)
    copies = db.session.execute(
        sa.select(ReceiptPrint.voucher_id, sa.func.max(ReceiptPrint.copy_no)).group_by(
            ReceiptPrint.voucher_id
        )
    ).all()
    assert dict(copies) == {first: 2, second: 1}
