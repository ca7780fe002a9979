"""Cancel, correct and reprint receipts. A receipt keeps its number whatever happens to it.

Cancelling mirrors the receipt's event, dated today, under an adjustment voucher of its own. A
correction posts the replacement first and the mirror second, in one posting, so that a wrong name
can be put right even when the money is no longer in the purse.

A receipt for a signed list (B6) is cancelled whole, with one adjustment voucher; it is not
corrected: the list is recorded again.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.book import journal, rules
from ledger.db import db
from ledger.errors import (
    AlreadyVoided,
    HandedIn,
    NotEnough,
    NothingChanged,
    StateRefused,
)
from ledger.labels import voucher_number
from ledger.models.books import AccountKind, Movement, Rule
from ledger.models.contributors import Contributor, ContributorKind
from ledger.models.journal import (
    Event,
    Submission,
    SubmissionKind,
    Transfer,
    Voucher,
    VoucherSeries,
)
from ledger.models.receipts import DonorCopy, ReceiptVoid
from ledger.reports.scope import Actor
from ledger.services import audit
from ledger.services.bank_uses import follow_correction
from ledger.services.contributors import NewContributor, find_or_add, listed_party
from ledger.services.doubts import ask_again, large
from ledger.services.issued_receipts import Receipt, lock_standing, one_receipt
from ledger.services.paper_numbers import repeated_papers
from ledger.services.treasurers import begin_change


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """What a corrected receipt shall say; ``list_entry_id`` names another person of the list."""

    payer_name: str
    payer_place: str
    amount_vnd: int
    list_entry_id: int | None = None
    paper_number: str | None = None


def void_receipt(
    actor: Actor, voucher_id: int, *, key: str, reason: str, donor_copy: DonorCopy
) -> ReceiptVoid:
    """Cancel one receipt, with a reason; it stays in the book under its number (P6).

    That of a list is cancelled for everybody on it.

    Raises:
        NotAllowed, SubmissionChanged, NotFound, AlreadyVoided, HandedIn, NotEnough.

    """
    submission, is_new = begin_change(
        actor, key, SubmissionKind.VOID, ("void", voucher_id, reason, donor_copy)
    )
    if is_new:
        receipt = _lock_receipt(actor, voucher_id)
        cancel(actor, submission, [receipt], reason=reason, donor_copy=donor_copy)
    return db.session.get_one(ReceiptVoid, voucher_id)


def correct_receipt(
    actor: Actor,
    voucher_id: int,
    *,
    key: str,
    reason: str,
    donor_copy: DonorCopy,
    mended: Mended,
    agreed: Collection[str] = (),
) -> ReceiptVoid:
    """Give a new receipt in place of a wrong one, which is cancelled in the same posting.

    The new receipt is dated as the old one while that year lasts, and today afterwards: a year
    that is over keeps its totals.

    Raises:
        NotAllowed, SubmissionChanged, NotFound, AlreadyVoided, StateRefused (a list's receipt),
        NothingChanged, Unconfirmed, HandedIn, NotEnough.

    """
    body = ("correct", voucher_id, reason, donor_copy, mended)
    submission, is_new = begin_change(actor, key, SubmissionKind.CORRECTION, body)
    if not is_new:
        return db.session.get_one(ReceiptVoid, voucher_id)
    receipt = _lock_receipt(actor, voucher_id)
    if receipt.of_list:
        raise StateRefused(
            "Phiếu này lập cho cả danh sách nên không sửa từng người. Hãy hủy phiếu rồi ghi lại "
            "danh sách cho đúng."
        )
    on_date = receipt.on_date if receipt.on_date.year == clock.today().year else clock.today()
    party, giver = _mended_giver(actor, receipt, mended, on_date)
    same = rules.Party(name=receipt.name, place=receipt.place)
    if party == same and mended.amount_vnd == receipt.amount_vnd and not mended.list_entry_id:
        raise NothingChanged
    papers = [mended.paper_number] if mended.paper_number else []
    doubts = repeated_papers(receipt.book_id, papers, instead_of=voucher_id)
    ask_again(large([("", mended.amount_vnd)]) + doubts, agreed)
    _require_money([receipt], added={receipt.account: mended.amount_vnd})
    purse = rules.Purse(receipt.book_id, receipt.rule)
    replacement = rules.Draft(
        on_date=on_date,
        purpose=receipt.purpose,
        legs=(rules.contribution(purse, mended.amount_vnd, into=receipt.account),),
        campaign_id=receipt.campaign_id,
        reason=reason,
        party=party,
        giver=giver,
        paper_number=mended.paper_number,
    )
    posted, mirrored = journal.post(
        [replacement, *_mirrors([receipt], reason)],
        submission_id=submission.id,
        by_id=actor.user_id,
        at=clock.now(),
    )
    void = ReceiptVoid(
        voucher_id=voucher_id,
        adjustment_id=mirrored.voucher_ids[0],
        replacement_id=posted.voucher_ids[0],
        donor_copy=donor_copy,
        reason=reason,
    )
    db.session.add(void)
    follow_correction(actor, receipt.event_ids[0], posted.event_id, mended.amount_vnd)
    _audit(actor, "receipts.correct", receipt, donor_copy)
    return void


def cancel(
    actor: Actor,
    submission: Submission,
    receipts: Sequence[Receipt],
    *,
    reason: str,
    donor_copy: DonorCopy,
) -> None:
    """Mirror receipts that stand; the caller holds the lock of their book.

    Raises:
        HandedIn, NotEnough.

    """
    _require_money(receipts)
    posted = journal.post(
        _mirrors(receipts, reason),
        submission_id=submission.id,
        by_id=actor.user_id,
        at=clock.now(),
    )
    mirrored = iter(posted)
    for receipt in receipts:
        adjustments = {next(mirrored).voucher_ids[0] for _ in receipt.event_ids}
        db.session.add(
            ReceiptVoid(
                voucher_id=receipt.voucher_id,
                adjustment_id=adjustments.pop(),
                donor_copy=donor_copy,
                reason=reason,
            )
        )
        _audit(actor, "receipts.void", receipt, donor_copy)
    db.session.flush()


def _lock_receipt(actor: Actor, voucher_id: int) -> Receipt:
    """Take the book's lock and return a receipt that stands."""
    receipt = one_receipt(actor, voucher_id)
    if not lock_standing([receipt]):
        raise _voided_already(voucher_id)
    return receipt


def _voided_already(voucher_id: int) -> AlreadyVoided:
    query = (
        sa.select(Event.on_date, Voucher.year, Voucher.number)
        .join(Voucher, Voucher.id == ReceiptVoid.adjustment_id)
        .join(Transfer, Transfer.id == Voucher.first_transfer_id)
        .join(Event, Event.id == Transfer.event_id)
        .where(ReceiptVoid.voucher_id == voucher_id)
        .select_from(ReceiptVoid)
    )
    row = db.session.execute(query).one()
    number = voucher_number(VoucherSeries.ADJUSTMENT, row.year, row.number)
    return AlreadyVoided(on=row.on_date, adjustment=number)


def _mirrors(receipts: Sequence[Receipt], reason: str) -> list[rules.Draft]:
    """Return the drafts that take receipts back, each under one adjustment voucher."""
    groups = {
        event_id: f"receipt {receipt.voucher_id}"
        for receipt in receipts
        for event_id in receipt.event_ids
    }
    drafts = journal.reversals_of(list(groups), on_date=clock.today(), reason=reason)
    return [
        replace(draft, voucher_group=group)
        for draft, group in zip(drafts, groups.values(), strict=True)
    ]


def _mended_giver(
    actor: Actor, receipt: Receipt, mended: Mended, on: date
) -> tuple[rules.Party, rules.Giver]:
    """Return who the new receipt names, and whose contribution it is."""
    giver = rules.Giver(
        campaign_unit_id=receipt.campaign_unit_id,
        list_entry_id=receipt.list_entry_id,
        contributor_id=receipt.contributor_id,
    )
    if mended.list_entry_id is not None:
        party = listed_party(actor, receipt.campaign_id, mended.list_entry_id, on)
        return party, replace(giver, list_entry_id=mended.list_entry_id, contributor_id=None)
    party = rules.Party(name=mended.payer_name, place=mended.payer_place)
    changed = party != rules.Party(name=receipt.name, place=receipt.place)
    if receipt.contributor_id is not None and changed:
        kind = db.session.get_one(Contributor, receipt.contributor_id).kind
        if kind is ContributorKind.ANONYMOUS:
            kind = ContributorKind.HOUSEHOLD
        new = NewContributor(kind=kind, name=party.name, place=party.place)
        contributor = find_or_add(receipt.party_unit_id, new)
        return party, replace(giver, contributor_id=contributor.id)
    return party, giver


def _require_money(
    receipts: Sequence[Receipt], added: dict[AccountKind, int] | None = None
) -> None:
    """Make sure that what a mirror takes back is there; ``added`` is put in before it, in đồng.

    Raises:
        HandedIn: the unit has handed its money in.
        NotEnough: it was spent, or brought to the bank.

    """
    wanted: Counter[AccountKind] = Counter()
    for receipt in receipts:
        wanted[receipt.account] += receipt.amount_vnd
    first = receipts[0]
    held = Counter(journal.balances(first.book_id))
    for account, wanted_vnd in wanted.items():
        held_vnd = held[account] + (added or {}).get(account, 0)
        if held_vnd < wanted_vnd:
            if first.rule is Rule.REMIT and (number := _office_receipt(first.book_id)):
                raise HandedIn(office_receipt=number)
            if held[AccountKind.TRANSIT] >= wanted_vnd - held_vnd:
                raise HandedIn(office_receipt=None)
            raise NotEnough(held_vnd=held_vnd, wanted_vnd=wanted_vnd, doing="để trả lại")


def _office_receipt(book_id: int) -> str | None:
    """Return the number of the office's last receipt for money of this book."""
    arrival = sa.orm.aliased(Transfer)
    query = (
        sa.select(Voucher.year, Voucher.number)
        .join(arrival, arrival.voucher_id == Voucher.id)
        .join(Transfer, Transfer.paired_id == arrival.id)
        .where(
            Transfer.book_id == book_id,
            Transfer.kind == Movement.REMITTANCE_SETTLED,
            Transfer.sign == 1,
        )
        .order_by(Transfer.seq.desc())
        .limit(1)
    )
    row = db.session.execute(query).one_or_none()
    return voucher_number(VoucherSeries.RECEIPT, row.year, row.number) if row else None


def _audit(actor: Actor, action: str, receipt: Receipt, donor_copy: DonorCopy) -> None:
    audit.record(
        actor,
        action,
        f"voucher:{receipt.voucher_id}",
        party_unit_id=receipt.party_unit_id,
        after={"donor_copy": donor_copy, "amount_vnd": receipt.amount_vnd},
    )
