"""Recording a batch: several cells, days, methods and payers in one posting, undone as one."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.book import journal
from ledger.book.checks import verify
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
from ledger.models.books import AccountKind, Book
from ledger.models.contributions import Contribution, Method
from ledger.models.contributors import Contributor, ContributorKind
from ledger.models.journal import Event, EventParty, Submission, Transfer, Voucher
from ledger.models.party_units import DatedName, NameKind, PartyUnit, ReceiptsPer
from ledger.models.receipts import DonorCopy, ReceiptVoid
from ledger.models.users import Role
from ledger.reports.scope import Actor
from ledger.services.contribution_batches import BatchLine, record_batch
from ledger.services.contributions import undo_submission
from ledger.services.contributors import NewContributor
from tests import collecting, make
from tests.collecting import DAY, Season, counted_statements, entries_of, give, new_key
from tests.conftest import Store

OCTOBER = date(2024, 10, 5)


@pytest.fixture
def at(store: Store) -> Iterator[Season]:
    """A season on its working day, on both engines."""
    made = collecting.season()
    with clock.at_day(DAY):
        yield made


def line(entry_id: int | None = None, amount_vnd: int = 100_000, **facts: object) -> BatchLine:
    """Return a line of cash given on the working day."""
    usual = {"received_on": DAY, "method": Method.CASH, "list_entry_id": entry_id}
    return BatchLine(amount_vnd=amount_vnd, **usual | facts)  # type: ignore[arg-type]  # facts by name


def batch(
    at: Season,
    *lines: BatchLine,
    actor: Actor | None = None,
    key: str | None = None,
    campaign_id: int | None = None,
    agreed: tuple[str, ...] = (),
    repeats_agreed: bool = False,
) -> int:
    """Record a batch and return its submission."""

    def work() -> int:
        submission = record_batch(
            actor or at.treasurer,
            key=key or new_key(),
            campaign_id=campaign_id or at.campaign_id,
            lines=lines,
            agreed=agreed,
            repeats_agreed=repeats_agreed,
            source={"file": 7},
        )
        return submission.id

    return run(work)


def receipts_of(submission_id: int) -> list[tuple[int, date, str, str, int]]:
    """Return number, day, payer, place and sum of every event of a submission, in order."""
    query = (
        sa.select(
            Voucher.number, Event.on_date, EventParty.name, EventParty.place, Transfer.amount_vnd
        )
        .join(Transfer, Transfer.voucher_id == Voucher.id)
        .join(Event, Event.id == Transfer.event_id)
        .join(EventParty, EventParty.event_id == Event.id)
        .where(Event.submission_id == submission_id)
        .order_by(Transfer.seq)
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in db.session.execute(query)]


def other_cell_entry(at: Season) -> int:
    """Return the one line of the commune's second cell."""
    return entries_of(at.campaign_id, at.world.cell_ids[1])[0]


def test_a_batch_keeps_the_day_cell_method_and_payer_of_every_line(at: Season) -> None:
    shop = NewContributor(kind=ContributorKind.BUSINESS, name="Cửa hàng Minh Anh", place="Chợ xã")
    made = batch(
        at,
        line(at.entries[1], 200_000, received_on=OCTOBER),
        line(other_cell_entry(at), 300_000, method=Method.BANK, brought_by="Trần Thị Bình"),
        line(amount_vnd=1_000_000, new_contributor=shop),
    )
    assert receipts_of(made) == [
        (1, OCTOBER, "Trần Thị Bình", "Chi bộ ấp Tân Lập", 200_000),
        (2, DAY, "Đặng Thị Lan",
         "Chi bộ ấp Hòa Bình; người mang tiền đến: Trần Thị Bình", 300_000),
        (3, DAY, "Cửa hàng Minh Anh", "Chợ xã", 1_000_000),
    ]  # fmt: skip
    held = journal.balances(at.book_id)
    assert held[AccountKind.CASH] == 1_200_000
    assert held[AccountKind.BANK] == 300_000
    assert not verify().findings


def test_one_submission_holds_it_all_and_the_audit_says_where_it_came_from(at: Season) -> None:
    made = batch(at, line(at.entries[0]), line(at.entries[1]))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Submission)) == 1
    query = sa.select(AuditEvent).where(AuditEvent.subject == f"submission:{made}")
    event = db.session.scalars(query).one()
    assert json.loads(event.after or "") == {"contributions": 2, "file": 7, "sum_vnd": 200_000}


def test_the_same_person_may_give_twice_in_one_batch(at: Season) -> None:
    made = batch(at, line(at.entries[0]), line(at.entries[0]))
    assert [row[0] for row in receipts_of(made)] == [1, 2]


def test_new_contributors_of_one_name_are_one_and_a_known_one_is_found(at: Season) -> None:
    household = NewContributor(kind=ContributorKind.HOUSEHOLD, name="Hộ bà Sáu", place="Ấp 3")
    unnamed = NewContributor(kind=ContributorKind.ANONYMOUS, name="", place="")
    batch(
        at,
        line(amount_vnd=1_000, new_contributor=household),
        line(amount_vnd=2_000, new_contributor=household),
        line(amount_vnd=3_000, new_contributor=unnamed),
    )
    known = list(db.session.scalars(sa.select(Contributor.id).order_by(Contributor.id)))
    assert len(known) == 2
    made = batch(
        at,
        line(amount_vnd=4_000, contributor_id=known[0]),
        line(amount_vnd=5_000, new_contributor=household),
    )
    assert [row[2] for row in receipts_of(made)] == ["Hộ bà Sáu", "Hộ bà Sáu"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Contributor)) == 2


def test_a_cell_is_named_as_it_was_called_on_the_day(at: Season) -> None:
    def rename() -> None:
        db.session.add(
            DatedName(
                party_unit_id=at.cell_id,
                kind=NameKind.ORGANISATION,
                text="Chi bộ khu phố 1",
                starts_on=date(2024, 12, 1),
            )
        )

    run(rename)
    made = batch(at, line(at.entries[0], received_on=OCTOBER), line(at.entries[1]))
    assert [row[3] for row in receipts_of(made)] == ["Chi bộ ấp Tân Lập", "Chi bộ khu phố 1"]


def test_a_unit_that_receipts_lists_gets_one_receipt_for_each_cell_day_and_paper(
    at: Season,
) -> None:
    def share() -> None:
        db.session.get_one(PartyUnit, at.world.commune_id).receipts_per = ReceiptsPer.LIST

    run(share)
    shop = NewContributor(kind=ContributorKind.BUSINESS, name="Cửa hàng Minh Anh")
    made = batch(
        at,
        line(at.entries[0]),
        line(other_cell_entry(at)),
        line(at.entries[1]),
        line(at.entries[2], received_on=OCTOBER),
        line(at.entries[3], paper_number="0012"),
        line(amount_vnd=1_000, new_contributor=shop),
    )
    assert [row[0] for row in receipts_of(made)] == [1, 2, 1, 3, 4, 5]
    assert not verify().findings


def test_nothing_is_recorded_when_one_line_is_refused(at: Season) -> None:
    for wrong, error in (
        (line(at.agency_entries[0]), NotFound),
        (line(999_999), NotFound),
        (line(contributor_id=999_999), NotFound),
        (line(at.entries[1], received_on=date(2024, 12, 21)), InTheFuture),
        (line(at.entries[1], received_on=date(2024, 9, 30)), BeforeCampaign),
    ):
        with pytest.raises(error):
            batch(at, line(at.entries[0]), wrong)
    for table in (Submission, Event, Transfer, Voucher, Contribution, Contributor):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(table)) == 0


def test_another_units_contributor_is_not_found(at: Season) -> None:
    neighbour = NewContributor(kind=ContributorKind.STAFF, name="Lê Văn Tám")
    batch(at, line(amount_vnd=1_000, new_contributor=neighbour), actor=at.agency_treasurer)
    theirs = db.session.scalars(sa.select(Contributor.id)).one()
    with pytest.raises(NotFound):
        batch(at, line(amount_vnd=1_000, contributor_id=theirs))


def test_an_empty_batch_says_so(at: Season) -> None:
    with pytest.raises(RuleBroken, match="Không có khoản nào để ghi"):
        batch(at)


def test_only_treasurers_record_batches(at: Season) -> None:
    for role in set(Role) - {Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER}:
        with pytest.raises(NotAllowed):
            batch(at, line(at.entries[0]), actor=replace(at.treasurer, role=role))


def test_a_draft_campaign_and_a_closed_book_take_no_batch(at: Season) -> None:
    draft = make.draft_campaign(at.world, 2025)
    with clock.at_day(date(2025, 10, 2)), pytest.raises(CampaignNotOpen):
        batch(at, line(at.entries[0], received_on=date(2025, 10, 2)), campaign_id=draft)

    def close() -> None:
        db.session.get_one(Book, at.book_id).closed_on = DAY

    run(close)
    with pytest.raises(StateRefused):
        batch(at, line(at.entries[0]))


def test_the_same_key_answers_the_same_and_refuses_other_lines(at: Season) -> None:
    key = new_key()
    first = batch(at, line(at.entries[0]), key=key)
    assert batch(at, line(at.entries[0]), key=key) == first
    with pytest.raises(SubmissionChanged):
        batch(at, line(at.entries[0], 200_000), key=key)
    assert len(receipts_of(first)) == 1


def test_what_a_receipt_stands_for_is_asked_about_once_for_the_whole_batch(at: Season) -> None:
    give(at, 100_000, 200_000)
    again = (line(at.entries[0], 100_000), line(at.entries[1], 200_000), line(at.entries[2], 5_000))
    with pytest.raises(Unconfirmed) as doubted:
        batch(at, *again)
    (doubt,) = doubted.value.doubts
    assert doubt.sentence == (
        "Có thể trùng 2 phiếu hôm nay: Nguyễn Văn An (phiếu số 1), Trần Thị Bình (phiếu số 2)."
    )
    batch(at, *again, agreed=(doubt.token,))
    batch(at, *again, repeats_agreed=True)


def test_repeats_on_several_days_name_each_day(at: Season) -> None:
    lines = (line(at.entries[0], received_on=OCTOBER), line(at.entries[1]))
    batch(at, *lines)
    with pytest.raises(Unconfirmed) as doubted:
        batch(at, *lines)
    assert str(doubted.value) == (
        "Có thể trùng 2 phiếu: Nguyễn Văn An (phiếu số 1 ngày 05/10/2024), "
        "Trần Thị Bình (phiếu số 2 ngày 20/12/2024)."
    )


def test_a_very_large_sum_is_asked_about_even_where_repeats_are_agreed(at: Season) -> None:
    with pytest.raises(Unconfirmed, match="Nguyễn Văn An: Mười tỷ đồng"):
        batch(at, line(at.entries[0], 10_000_000_000), line(at.entries[1]), repeats_agreed=True)


def test_a_batch_is_undone_as_one(at: Season) -> None:
    made = batch(
        at,
        line(at.entries[0], received_on=OCTOBER),
        line(at.entries[1], method=Method.BANK),
        line(other_cell_entry(at)),
    )

    def undo() -> None:
        undo_submission(
            at.treasurer, made, key=new_key(), reason="Nhầm tệp", donor_copy=DonorCopy.NOT_GIVEN
        )

    run(undo)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ReceiptVoid)) == 3
    held = journal.balances(at.book_id)
    assert held[AccountKind.CASH] == held[AccountKind.BANK] == 0
    assert not verify().findings


def test_statements_do_not_grow_with_the_lines(at: Season) -> None:
    with counted_statements() as few:
        batch(at, line(at.entries[0]), line(at.entries[1]))
    shops = [NewContributor(kind=ContributorKind.BUSINESS, name=f"Cơ sở {n}") for n in range(60)]
    with counted_statements() as many:
        batch(
            at,
            *(line(entry, 7_000) for entry in at.entries),
            *(line(amount_vnd=3_000, new_contributor=shop) for shop in shops),
        )
    assert len(many) <= len(few) + 4
