"""Recording contributions: one sheet is one posting, one click is one answer."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.book import journal
from ledger.db import db, run
from ledger.errors import (
    BeforeCampaign,
    CampaignNotOpen,
    InTheFuture,
    NotAllowed,
    NotFound,
    RuleBroken,
    StateRefused,
    SubmissionChanged,
    Unconfirmed,
)
from ledger.models.audit_events import AuditEvent
from ledger.models.books import AccountKind
from ledger.models.contributions import Contribution, Method
from ledger.models.contributors import Contributor, ContributorKind
from ledger.models.journal import EventParty, Submission, Transfer, Voucher
from ledger.models.receipts import DonorCopy, ReceiptVoid
from ledger.models.users import Role
from ledger.reports.scope import Actor
from ledger.services.contributions import (
    SheetLine,
    record_contribution,
    record_sheet,
    undo_submission,
)
from ledger.services.contributors import ANONYMOUS_NAME, NewContributor
from tests import collecting, make
from tests.collecting import DAY, Season, give, new_key
from tests.conftest import Store


@pytest.fixture
def at(store: Store) -> Iterator[Season]:
    """A season on its working day, on both engines."""
    made = collecting.season()
    with clock.at_day(DAY):
        yield made


def sheet(
    at: Season,
    amounts: dict[int, int],
    *,
    actor: Actor | None = None,
    key: str | None = None,
    campaign_id: int | None = None,
    cell_id: int | None = None,
    received_on: date = DAY,
    method: Method = Method.CASH,
    paper_numbers: dict[int, str] | None = None,
    brought_by: str | None = None,
    counted_vnd: int | None = None,
    agreed: tuple[str, ...] = (),
) -> int:
    """Record a sheet and return its submission."""

    def work() -> int:
        submission = record_sheet(
            actor or at.treasurer,
            key=key or new_key(),
            campaign_id=campaign_id or at.campaign_id,
            cell_id=cell_id or at.cell_id,
            received_on=received_on,
            method=method,
            lines=[
                SheetLine(list_entry_id=entry_id, amount_vnd=amount_vnd)
                for entry_id, amount_vnd in amounts.items()
            ],
            paper_numbers=paper_numbers,
            brought_by=brought_by,
            counted_vnd=counted_vnd,
            agreed=agreed,
        )
        return submission.id

    return run(work)


def one(
    at: Season,
    *,
    amount_vnd: int = 500_000,
    key: str | None = None,
    party_unit_id: int | None = None,
    list_entry_id: int | None = None,
    contributor_id: int | None = None,
    new: NewContributor | None = None,
    paper_number: str | None = None,
    agreed: tuple[str, ...] = (),
) -> int:
    """Record one contribution and return its submission."""

    def work() -> int:
        submission = record_contribution(
            at.treasurer,
            key=key or new_key(),
            campaign_id=at.campaign_id,
            party_unit_id=party_unit_id or at.world.commune_id,
            received_on=DAY,
            method=Method.BANK,
            amount_vnd=amount_vnd,
            list_entry_id=list_entry_id,
            contributor_id=contributor_id,
            new_contributor=new,
            paper_number=paper_number,
            agreed=agreed,
        )
        return submission.id

    return run(work)


def numbers(submission_id: int) -> list[int]:
    """Return the receipt numbers of a submission."""
    return [
        db.session.get_one(Voucher, voucher_id).number
        for voucher_id in collecting.vouchers_of(submission_id)
    ]


def test_a_sheet_gives_each_person_a_receipt_in_printed_order(at: Season) -> None:
    first, second, third = at.entries[:3]
    submission_id = sheet(at, {third: 50_000, first: 158_000, second: 225_000})
    assert numbers(submission_id) == [1, 2, 3]
    facts = db.session.execute(
        sa.select(EventParty.name, EventParty.place, Contribution.list_entry_id)
        .join(Transfer, Transfer.event_id == EventParty.event_id)
        .join(Contribution, Contribution.transfer_id == Transfer.id)
        .order_by(Transfer.seq)
    ).all()
    assert [tuple(row) for row in facts] == [
        ("Nguyễn Văn An", "Chi bộ ấp Tân Lập", first),
        ("Trần Thị Bình", "Chi bộ ấp Tân Lập", second),
        ("Lê Minh Chi", "Chi bộ ấp Tân Lập", third),
    ]
    assert journal.balances(at.book_id)[AccountKind.CASH] == 433_000


def test_numbers_go_on_from_sheet_to_sheet_and_begin_anew_each_year(at: Season) -> None:
    assert numbers(sheet(at, {at.entries[0]: 10_000, at.entries[1]: 20_000})) == [1, 2]
    assert numbers(sheet(at, {at.entries[2]: 30_000})) == [3]
    with clock.at_day(date(2025, 1, 2)):
        late = sheet(at, {at.entries[3]: 40_000}, received_on=date(2025, 1, 2))
    assert numbers(late) == [1]


def test_money_by_bank_goes_to_the_bank(at: Season) -> None:
    sheet(at, {at.entries[0]: 10_000}, method=Method.BANK)
    held = journal.balances(at.book_id)
    assert (held[AccountKind.CASH], held[AccountKind.BANK]) == (0, 10_000)


def test_an_agency_unit_owes_what_it_collects_to_the_office(at: Season) -> None:
    (entry,) = at.agency_entries
    sheet(at, {entry: 70_000}, actor=at.agency_treasurer, cell_id=at.world.agency_id)
    assert journal.balances(at.world.agency_book_id)[AccountKind.DUE] == 70_000


def test_who_brings_the_money_is_named_on_every_receipt_of_the_sheet(at: Season) -> None:
    sheet(at, {at.entries[0]: 10_000}, brought_by="Lê Văn Bảy")
    place = db.session.scalar(sa.select(EventParty.place))
    assert place == "Chi bộ ấp Tân Lập; người mang tiền đến: Lê Văn Bảy"


def test_the_number_of_a_paper_receipt_is_kept_with_its_line(at: Season) -> None:
    entry = at.entries[1]
    sheet(at, {at.entries[0]: 10_000, entry: 20_000}, paper_numbers={entry: "0004512"})
    papers = db.session.scalars(sa.select(Voucher.paper_number).order_by(Voucher.number))
    assert list(papers) == [None, "0004512"]


def test_part_payments_add_up(at: Season) -> None:
    entry = at.entries[0]
    sheet(at, {entry: 100_000})
    sheet(at, {entry: 58_000})
    given = sa.select(sa.func.sum(Contribution.sign * Contribution.amount_vnd)).where(
        Contribution.list_entry_id == entry
    )
    assert db.session.scalar(given) == 158_000


def test_the_same_click_twice_gives_the_same_receipts(at: Season) -> None:
    key = new_key()
    first = sheet(at, {at.entries[0]: 158_000}, key=key)
    assert sheet(at, {at.entries[0]: 158_000}, key=key) == first
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Voucher)) == 1


def test_the_same_key_for_another_sum_says_what_was_recorded(at: Season) -> None:
    key = new_key()
    sheet(at, {at.entries[0]: 500_000}, key=key)
    with pytest.raises(SubmissionChanged) as caught:
        sheet(at, {at.entries[0]: 600_000}, key=key)
    assert str(caught.value) == (
        "Phiếu này đã được ghi với 500.000 đồng. Mở phiếu mới nếu là khoản khác."
    )


def test_an_empty_sheet_is_refused_and_leaves_no_trace(at: Season) -> None:
    with pytest.raises(RuleBroken, match="Chưa nhập khoản nào"):
        sheet(at, {})
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Submission)) == 0


def test_a_difference_to_the_counted_cash_is_shown_before_anything_is_written(at: Season) -> None:
    amounts = {at.entries[0]: 6_000_000, at.entries[1]: 318_000}
    with pytest.raises(Unconfirmed) as caught:
        sheet(at, amounts, counted_vnd=6_300_000)
    (doubt,) = caught.value.doubts
    assert doubt.sentence == ("Đếm được 6.300.000, cộng danh sách 6.318.000: thiếu 18.000 đồng.")
    assert journal.balances(at.book_id)[AccountKind.CASH] == 0


def test_agreeing_to_one_difference_agrees_to_no_other(at: Season) -> None:
    amounts = {at.entries[0]: 100_000}
    with pytest.raises(Unconfirmed) as caught:
        sheet(at, amounts, counted_vnd=110_000)
    agreed = tuple(doubt.token for doubt in caught.value.doubts)
    assert "thừa 10.000 đồng" in str(caught.value)
    with pytest.raises(Unconfirmed):
        sheet(at, amounts, counted_vnd=120_000, agreed=agreed)
    assert sheet(at, amounts, counted_vnd=110_000, agreed=agreed)
    written = db.session.scalars(
        sa.select(AuditEvent.after).where(AuditEvent.action == "contributions.record")
    ).one()
    assert json.loads(written or "")["difference_vnd"] == 10_000


def test_the_right_count_passes(at: Season) -> None:
    assert sheet(at, {at.entries[0]: 100_000}, counted_vnd=100_000)


def test_the_same_person_day_and_sum_is_asked_about(at: Season) -> None:
    amounts = {at.entries[0]: 158_000}
    sheet(at, amounts)
    with pytest.raises(Unconfirmed) as caught:
        sheet(at, amounts)
    assert str(caught.value) == "Có thể trùng phiếu số 1 hôm nay: Nguyễn Văn An, 158.000 đồng."
    agreed = tuple(doubt.token for doubt in caught.value.doubts)
    assert numbers(sheet(at, amounts, agreed=agreed)) == [2]


def test_a_sheet_typed_again_is_asked_about_once_for_all(at: Season) -> None:
    amounts = dict.fromkeys(at.entries, 20_000)
    sheet(at, amounts, received_on=date(2024, 12, 2))
    with pytest.raises(Unconfirmed) as caught:
        sheet(at, amounts, received_on=date(2024, 12, 2))
    assert str(caught.value).startswith(
        "Có thể trùng 5 phiếu ngày 02/12/2024: Nguyễn Văn An (phiếu số 1), Trần Thị Bình"
    )
    (doubt,) = caught.value.doubts
    assert sheet(at, amounts, received_on=date(2024, 12, 2), agreed=(doubt.token,))


def test_another_sum_or_a_cancelled_receipt_is_no_repetition(at: Season) -> None:
    first = sheet(at, {at.entries[0]: 158_000})
    assert sheet(at, {at.entries[0]: 100_000})
    undo(at, first)
    assert sheet(at, {at.entries[0]: 158_000})


def test_ten_billion_is_asked_about_in_words(at: Season) -> None:
    with pytest.raises(Unconfirmed) as caught:
        one(at, amount_vnd=50_000_000_000, list_entry_id=at.entries[0])
    assert str(caught.value) == "Năm mươi tỷ đồng – xác nhận?"
    agreed = tuple(doubt.token for doubt in caught.value.doubts)
    assert one(at, amount_vnd=50_000_000_000, list_entry_id=at.entries[0], agreed=agreed)


def test_money_is_not_received_tomorrow_nor_before_the_campaign(at: Season) -> None:
    with pytest.raises(InTheFuture, match=r"Ngày thu không được sau hôm nay \(20/12/2024\)\."):
        sheet(at, {at.entries[0]: 10_000}, received_on=date(2024, 12, 21))
    with pytest.raises(BeforeCampaign, match="01/10/2024"):
        sheet(at, {at.entries[0]: 10_000}, received_on=date(2024, 9, 30))


def test_a_campaign_that_is_not_open_takes_no_money(at: Season) -> None:
    draft_id = make.draft_campaign(at.world, 2023)
    with pytest.raises(CampaignNotOpen, match="năm 2023 chưa mở"):
        sheet(at, {at.entries[0]: 10_000}, campaign_id=draft_id)


def test_only_treasurers_record(at: Season) -> None:
    secretary = make.actor(at.world.commune_id, Role.SECRETARY)
    with pytest.raises(NotAllowed):
        sheet(at, {at.entries[0]: 10_000}, actor=secretary)


def test_another_units_cell_or_line_does_not_exist(at: Season) -> None:
    with pytest.raises(NotFound):
        sheet(at, {at.agency_entries[0]: 10_000}, cell_id=at.world.agency_id)
    with pytest.raises(NotFound):
        sheet(at, {at.agency_entries[0]: 10_000})
    with pytest.raises(NotFound):
        one(at, list_entry_id=at.agency_entries[0])
    with pytest.raises(NotFound):
        one(at, party_unit_id=at.world.agency_id, list_entry_id=at.entries[0])
    with pytest.raises(NotFound):
        sheet(at, {at.entries[0]: 10_000}, campaign_id=999)


def test_a_treasurer_of_another_unit_cannot_use_this_purse(at: Season) -> None:
    with pytest.raises(NotFound):
        sheet(at, {at.entries[0]: 10_000}, actor=at.agency_treasurer)
    above = replace(at.treasurer, party_unit_id=at.world.district_id, path="/1/")
    with pytest.raises(NotFound):
        sheet(at, {at.entries[0]: 10_000}, actor=above)


def test_one_contribution_of_a_listed_member(at: Season) -> None:
    submission_id = one(at, list_entry_id=at.entries[0], paper_number="77")
    (voucher_id,) = collecting.vouchers_of(submission_id)
    assert db.session.get_one(Voucher, voucher_id).paper_number == "77"
    assert db.session.scalar(sa.select(EventParty.name)) == "Nguyễn Văn An"


def test_a_new_contributor_is_remembered_and_not_entered_twice(at: Season) -> None:
    new = NewContributor(
        kind=ContributorKind.BUSINESS, name="Công ty TNHH Minh Phát", place="Ấp Tân Lập"
    )
    one(at, new=new)
    one(at, new=new, amount_vnd=300_000)
    contributor = db.session.scalars(sa.select(Contributor)).one()
    assert contributor.search_key == "cong ty tnhh minh phat"
    one(at, contributor_id=contributor.id, amount_vnd=1_000_000)
    names = db.session.scalars(sa.select(EventParty.name)).all()
    assert list(names) == ["Công ty TNHH Minh Phát"] * 3


def test_an_anonymous_giver_has_no_name_on_the_receipt(at: Season) -> None:
    one(at, new=NewContributor(kind=ContributorKind.ANONYMOUS, name="Trần Văn Giấu"))
    assert db.session.scalar(sa.select(EventParty.name)) == ANONYMOUS_NAME


def test_a_contributor_of_another_unit_does_not_exist(at: Season) -> None:
    other = Contributor(
        party_unit_id=at.world.agency_id,
        kind=ContributorKind.STAFF,
        name="Võ Văn Kiệt",
        search_key="vo van kiet",
    )

    def add() -> int:
        db.session.add(other)
        db.session.flush()
        return other.id

    with pytest.raises(NotFound):
        one(at, contributor_id=run(add))


def undo(at: Season, submission_id: int, *, key: str | None = None) -> None:
    """Take a whole sheet back."""

    def work() -> None:
        undo_submission(
            at.treasurer,
            submission_id,
            key=key or new_key(),
            reason="ghi nhầm chi bộ",
            donor_copy=DonorCopy.NOT_GIVEN,
        )

    run(work)


def test_a_whole_sheet_is_taken_back_with_an_adjustment_for_each_receipt(at: Season) -> None:
    submission_id, key = give(at, 158_000, 225_000, 50_000), new_key()
    undo(at, submission_id, key=key)
    undo(at, submission_id, key=key)
    assert journal.balances(at.book_id)[AccountKind.CASH] == 0
    voids = db.session.scalars(sa.select(ReceiptVoid).order_by(ReceiptVoid.voucher_id)).all()
    assert [void.voucher_id for void in voids] == collecting.vouchers_of(submission_id)
    assert len({void.adjustment_id for void in voids}) == 3


def test_a_sheet_that_is_taken_back_already_says_so(at: Season) -> None:
    submission_id = give(at, 158_000)
    undo(at, submission_id)
    with pytest.raises(StateRefused, match="đã hủy hết"):
        undo(at, submission_id)


def test_nobody_takes_back_another_units_sheet(at: Season) -> None:
    submission_id = give(at, 158_000)
    with pytest.raises(NotFound):
        undo(replace(at, treasurer=at.agency_treasurer), submission_id)
    with pytest.raises(NotFound):
        undo(at, 10_000)


def test_a_closed_book_takes_no_more_money(at: Season) -> None:
    def close() -> None:
        journal.lock_books([at.book_id])[at.book_id].closed_on = DAY

    run(close)
    with pytest.raises(StateRefused, match="đã đóng ngày 20/12/2024"):
        sheet(at, {at.entries[0]: 10_000})


def test_a_sheet_of_forty_takes_few_statements(store: Store) -> None:
    made = collecting.season(people=40)
    with collecting.counted_statements() as small:
        give(made, 10_000)
    with collecting.counted_statements() as large:
        give(made, *[20_000] * 40)
    assert len(large) <= len(small)
    assert len(large) <= 24
