"""Find receipts for contributions as they were posted; a receipt is found by its own unit only."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa

from ledger.book import journal
from ledger.db import db
from ledger.errors import NotFound
from ledger.models.books import AccountKind, Book, Rule
from ledger.models.contributions import Contribution
from ledger.models.journal import Event, EventParty, Transfer, Voucher, VoucherSeries
from ledger.models.receipts import ReceiptVoid
from ledger.reports.scope import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A receipt as it was posted: for one contribution, or for those of a signed list (B6).

    The person of a list's receipt is the first one on it; the sum is everybody's.
    """

    voucher_id: int
    event_ids: tuple[int, ...]
    """The contributions that it stands for, in printed order."""
    book_id: int
    rule: Rule
    party_unit_id: int
    account: AccountKind
    """Where the money went: cash or bank."""
    amount_vnd: int
    on_date: date
    purpose: str
    name: str
    place: str
    campaign_id: int
    campaign_unit_id: int
    list_entry_id: int | None
    contributor_id: int | None

    @property
    def of_list(self) -> bool:
        """Whether it stands for several people."""
        return len(self.event_ids) > 1


def receipts_of(actor: Actor, submission_id: int) -> list[Receipt]:
    """Return the receipts of one click, in the order of their numbers.

    Raises:
        NotFound: no such submission, or none of the actor's own unit.

    """
    found = _receipts(actor, Event.submission_id == submission_id)
    if not found:
        raise NotFound
    return found


def one_receipt(actor: Actor, voucher_id: int) -> Receipt:
    """Return a receipt of the actor's own unit.

    Raises:
        NotFound: no such receipt, or another unit's.

    """
    found = _receipts(actor, Voucher.id == voucher_id)
    if not found:
        raise NotFound
    return found[0]


def lock_standing(receipts: Sequence[Receipt]) -> list[Receipt]:
    """Take the lock of the receipts' book and return those that are not cancelled."""
    journal.lock_books({receipt.book_id for receipt in receipts})
    ids = [receipt.voucher_id for receipt in receipts]
    voided = set(
        db.session.scalars(sa.select(ReceiptVoid.voucher_id).where(ReceiptVoid.voucher_id.in_(ids)))
    )
    return [receipt for receipt in receipts if receipt.voucher_id not in voided]


def _receipts(actor: Actor, condition: sa.ColumnElement[bool]) -> list[Receipt]:
    query = (
        sa.select(
            Voucher.id.label("voucher_id"),
            Transfer.event_id,
            Transfer.book_id,
            Book.rule,
            Book.party_unit_id,
            Transfer.debit.label("account"),
            Transfer.amount_vnd,
            Event.on_date,
            Event.purpose,
            EventParty.name,
            EventParty.place,
            Contribution.campaign_id,
            Contribution.campaign_unit_id,
            Contribution.list_entry_id,
            Contribution.contributor_id,
        )
        .join(Transfer, Transfer.voucher_id == Voucher.id)
        .join(Event, Event.id == Transfer.event_id)
        .join(EventParty, EventParty.event_id == Event.id)
        .join(Contribution, Contribution.transfer_id == Transfer.id)
        .join(Book, Book.id == Voucher.book_id)
        .where(
            condition,
            Book.party_unit_id == actor.party_unit_id,
            Voucher.series == VoucherSeries.RECEIPT,
            Transfer.sign == 1,
        )
        .order_by(Voucher.year, Voucher.number, Voucher.id, Transfer.id)
    )
    receipts: dict[int, Receipt] = {}
    for row in db.session.execute(query).mappings():
        facts = dict(row)
        line = Receipt(event_ids=(facts.pop("event_id"),), **facts)
        first = receipts.get(line.voucher_id)
        receipts[line.voucher_id] = _joined(first, line) if first else line
    return list(receipts.values())


def _joined(first: Receipt, line: Receipt) -> Receipt:
    """Add one more person of a list to its receipt."""
    return replace(
        first,
        event_ids=first.event_ids + line.event_ids,
        amount_vnd=first.amount_vnd + line.amount_vnd,
    )
