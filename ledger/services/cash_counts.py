"""Count the cash of a purse by denomination, and book what is over or short (C34-HD).

A count that booked its difference is found again by its click. One that booked nothing leaves no
submission; the same count again on the same day, over an unchanged book, is the same count.
"""

import json
from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.book import journal, rules
from ledger.db import db
from ledger.errors import CountDiffers, RuleBroken
from ledger.models.books import AccountKind, Book
from ledger.models.cash_counts import DENOMINATIONS_VND, CashCount
from ledger.models.journal import Event, Submission
from ledger.reports.scope import Actor
from ledger.services import audit
from ledger.services.purses import begin_movement, lock_purse, require_keeper
from ledger.services.submissions import find

MAX_PIECES = 1_000_000
"""More notes of one kind than any cashier counts at once."""


def record_count(
    actor: Actor,
    *,
    key: str,
    denominations: Mapping[int, int],
    reason: str,
    conclusion: str,
    witnesses: str,
    book_difference: bool,
    book_id: int | None = None,
) -> CashCount:
    """Record a count of the actor's own purse, now; with ``book_difference`` the book follows it.

    ``book_id`` names another book of the unit, whose money is earmarked for a house and kept
    apart. ``denominations`` says how many pieces of each note; ``witnesses`` who signs, one a line.

    Raises:
        NotAllowed, NotFound, SubmissionChanged, RuleBroken (no such note), CountDiffers (without
        a reason).

    """
    require_keeper(actor)
    book = lock_purse(actor, book_id)
    notes, counted_vnd = write_notes(denominations), count_notes(denominations)
    body = ("count", book.id, notes, reason, conclusion, witnesses, book_difference)
    if find(actor, key) is not None:
        submission, _ = begin_movement(actor, key, body)
        return _counted_by(submission)
    book_vnd = journal.balances(book.id)[AccountKind.CASH]
    if counted_vnd != book_vnd and not reason:
        raise CountDiffers(counted_vnd=counted_vnd, book_vnd=book_vnd)
    count = CashCount(
        book_id=book.id,
        counted_on=clock.today(),
        counted_at=clock.now(),
        counted_by_id=actor.user_id,
        denominations=notes,
        counted_vnd=counted_vnd,
        book_vnd=book_vnd,
        reason=reason if counted_vnd != book_vnd else "",
        conclusion=conclusion,
        witnesses=witnesses,
        event_id=None,
    )
    if counted_vnd != book_vnd and book_difference:
        submission, _ = begin_movement(actor, key, body)
        count.event_id = _book(actor, submission, book, counted_vnd - book_vnd, reason)
    elif (same := _said_before(count)) is not None:
        return same
    db.session.add(count)
    db.session.flush()
    _audit(actor, book, count)
    return count


def count_notes(denominations: Mapping[int, int]) -> int:
    """Return what notes come to, in đồng.

    Raises:
        RuleBroken: a note that does not exist, or a number of pieces that nobody counts.

    """
    for note_vnd, pieces in denominations.items():
        if note_vnd not in DENOMINATIONS_VND or not 0 <= pieces <= MAX_PIECES:
            raise RuleBroken("Số tờ hoặc mệnh giá không hợp lệ; hãy nhập lại.", field="notes")
    return sum(note_vnd * pieces for note_vnd, pieces in denominations.items())


def write_notes(denominations: Mapping[int, int]) -> str:
    """Return a count as it is kept: JSON, the largest note first, nothing of what is not there."""
    kept = {str(note): denominations[note] for note in sorted(denominations, reverse=True)}
    return json.dumps({note: pieces for note, pieces in kept.items() if pieces})


def _book(
    actor: Actor, submission: Submission, book: Book, difference_vnd: int, reason: str
) -> int:
    purse = rules.Purse(book.id, book.rule)
    if difference_vnd > 0:
        purpose, leg = "Thừa quỹ khi kiểm kê", rules.cash_over(purse, difference_vnd)
    else:
        purpose, leg = "Thiếu quỹ khi kiểm kê", rules.cash_short(purse, -difference_vnd)
    draft = rules.Draft(on_date=clock.today(), purpose=purpose, legs=(leg,), reason=reason)
    (posted,) = journal.post(
        [draft], submission_id=submission.id, by_id=actor.user_id, at=clock.now()
    )
    return posted.event_id


def _counted_by(submission: Submission) -> CashCount:
    query = (
        sa.select(CashCount)
        .join(Event, Event.id == CashCount.event_id)
        .where(Event.submission_id == submission.id)
    )
    return db.session.scalars(query).one()


def _said_before(count: CashCount) -> CashCount | None:
    """Return the book's last count if it says the very same, today."""
    query = sa.select(CashCount).where(CashCount.book_id == count.book_id)
    last = db.session.scalars(query.order_by(CashCount.id.desc()).limit(1)).first()
    if last is None or _facts(last) != _facts(count):
        return None
    return last


def _facts(count: CashCount) -> tuple[date, int, str, int, str, str, str, int | None]:
    return (
        count.counted_on,
        count.counted_by_id,
        count.denominations,
        count.book_vnd,
        count.reason,
        count.conclusion,
        count.witnesses,
        count.event_id,
    )


def _audit(actor: Actor, book: Book, count: CashCount) -> None:
    audit.record(
        actor,
        "cash_counts.record",
        f"cash_count:{count.id}",
        party_unit_id=book.party_unit_id,
        after={"counted_vnd": count.counted_vnd, "book_vnd": count.book_vnd},
    )
