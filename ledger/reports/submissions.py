"""State what one click wrote, for the page after recording."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from ledger.db import db
from ledger.errors import NotFound
from ledger.models.books import Book
from ledger.models.campaigns import Campaign
from ledger.models.contributions import Contribution
from ledger.models.journal import Event, Submission, SubmissionKind, Transfer, Voucher
from ledger.models.list_entries import ListEntry
from ledger.models.receipts import ReceiptPrint, ReceiptVoid
from ledger.models.users import UserAccount
from ledger.reports.lists import INSIDERS
from ledger.reports.receipt_lists import ReceiptLine, receipts_of_submission
from ledger.reports.receipts import is_original_due
from ledger.reports.scope import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """State one click that wrote receipts; money in đồng."""

    id: int
    made_at: datetime
    made_by: str
    campaign_id: int
    campaign_title: str
    cell_id: int | None
    """The cell whose list was collected, if all the givers are of one."""
    receipts: tuple[ReceiptLine, ...]
    last_copy: int
    original_due: bool

    @property
    def gifts(self) -> int:
        """How many contributions were recorded; a list's receipt stands for several."""
        return sum(line.people for line in self.receipts)

    @property
    def sum_vnd(self) -> int:
        """What was recorded, cancelled receipts included."""
        return sum(line.amount_vnd for line in self.receipts)

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day on which its money was received."""
        days = [line.on for line in self.receipts]
        return min(days), max(days)

    @property
    def standing(self) -> tuple[ReceiptLine, ...]:
        """The receipts that are not cancelled."""
        return tuple(line for line in self.receipts if not line.voided)


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """Say where a click is answered: what it wrote, or what it changed."""

    kind: SubmissionKind
    voucher_id: int | None = None
    submission_id: int | None = None
    book_id: int | None = None


def recorded(actor: Actor, submission_id: int) -> Recorded:
    """Return what a click recorded in the actor's own unit; five statements.

    Raises:
        NotFound: no such click, it wrote no receipts, or another unit's.

    """
    receipts = receipts_of_submission(actor, submission_id)
    if not receipts:
        raise NotFound
    query = (
        sa.select(Submission.made_at, UserAccount.full_name)
        .join(UserAccount, UserAccount.id == Submission.made_by_id)
        .where(Submission.id == submission_id)
    )
    made_at, made_by = db.session.execute(query).one()
    campaign_id, title, cells = _campaign(submission_id)
    copies = sa.select(sa.func.max(ReceiptPrint.copy_no)).where(
        ReceiptPrint.voucher_id.in_([line.voucher_id for line in receipts])
    )
    last_copy = db.session.scalar(copies) or 0
    return Recorded(
        id=submission_id,
        made_at=made_at,
        made_by=made_by,
        campaign_id=campaign_id,
        campaign_title=title,
        cell_id=cells.pop() if len(cells) == 1 else None,
        receipts=receipts,
        last_copy=last_copy,
        original_due=is_original_due(made_at, reprinted=bool(last_copy))
        and not all(line.voided for line in receipts),
    )


def landing(actor: Actor, submission_id: int) -> Landing:
    """Return where to send somebody whose click was recorded before.

    Raises:
        NotFound: no such click, another unit's, or gifts whose givers the actor may not read.

    """
    query = (
        sa.select(Submission.kind, Transfer.voucher_id, Transfer.reverses_id, Transfer.book_id)
        .join(Event, Event.submission_id == Submission.id)
        .join(Transfer, Transfer.event_id == Event.id)
        .join(Book, Book.id == Transfer.book_id)
        .where(Submission.id == submission_id, Book.party_unit_id == actor.party_unit_id)
        .order_by(Transfer.id)
    )
    rows = db.session.execute(query).all()
    if not rows:
        raise NotFound
    kind, voucher_id, _, book_id = rows[0]
    if kind is SubmissionKind.CONTRIBUTIONS and actor.role not in INSIDERS:
        raise NotFound  # an office at the root of a commune's tree shares its unit, not its names
    if kind is not SubmissionKind.VOID:
        return Landing(kind=kind, voucher_id=voucher_id, book_id=book_id)
    originals = _originals([row.voucher_id for row in rows])
    only = originals[0][0] if len(originals) == 1 else None
    return Landing(kind=kind, voucher_id=only, submission_id=originals[0][1], book_id=book_id)


def _originals(adjustment_ids: list[int]) -> list[tuple[int, int]]:
    """Return the cancelled receipts of adjustments, each with the click that wrote it."""
    query = (
        sa.select(ReceiptVoid.voucher_id, Event.submission_id)
        .join(Voucher, Voucher.id == ReceiptVoid.voucher_id)
        .join(Transfer, Transfer.id == Voucher.first_transfer_id)
        .join(Event, Event.id == Transfer.event_id)
        .where(ReceiptVoid.adjustment_id.in_(adjustment_ids))
        .order_by(ReceiptVoid.voucher_id)
    )
    return [(voucher_id, submission_id) for voucher_id, submission_id in db.session.execute(query)]


def _campaign(submission_id: int) -> tuple[int, str, set[int]]:
    """Return the campaign of a click's contributions and the cells of its givers."""
    query = (
        sa.select(Campaign.id, Campaign.title, ListEntry.cell_id)
        .join(Contribution, Contribution.campaign_id == Campaign.id)
        .join(Transfer, Transfer.id == Contribution.transfer_id)
        .join(Event, Event.id == Transfer.event_id)
        .outerjoin(ListEntry, ListEntry.id == Contribution.list_entry_id)
        .where(Event.submission_id == submission_id)
        .distinct()
    )
    rows = db.session.execute(query).all()
    return rows[0][0], rows[0][1], {row[2] for row in rows if row[2] is not None}
