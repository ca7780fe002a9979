"""Begin a book with the balance it had before this software, backed by a signed count (J8)."""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.book import journal, rules
from ledger.db import db
from ledger.errors import (
    BookHasBegun,
    NotAllowed,
    NotFound,
    RuleBroken,
    StateRefused,
)
from ledger.models.books import Book, Movement
from ledger.models.journal import Submission, SubmissionKind, Transfer
from ledger.money import format_vnd
from ledger.reports.scope import Actor, book_in_scope
from ledger.services import audit
from ledger.services.doubts import ask_again, large
from ledger.services.purses import KEEPERS, require_day
from ledger.services.submissions import begin, digest_body


def post_opening(
    actor: Actor,
    *,
    key: str,
    book_id: int,
    on_date: date,
    cash_vnd: int,
    bank_vnd: int,
    paper: str,
    agreed: Collection[str] = (),
) -> Submission:
    """Post what a book begins with, in đồng; ``paper`` is the signed cash count it rests on.

    Raises:
        NotAllowed, NotFound, SubmissionChanged, BookHasBegun, InTheFuture, TooLongAgo, RuleBroken
        (nothing to post), Unconfirmed.

    """
    body = ("opening", book_id, on_date, cash_vnd, bank_vnd, paper)
    submission, is_new = _begin(actor, key, book_id, body)
    if not is_new:
        return submission
    book = _lock_unbegun(book_id)
    require_day(on_date, field="on_date", what="Ngày kiểm kê")
    if not cash_vnd and not bank_vnd:
        raise RuleBroken("Nhập số dư tiền mặt hoặc tiền gửi.", field="cash_vnd")
    ask_again(large([("Tiền mặt", cash_vnd), ("Tiền gửi", bank_vnd)]), agreed)
    draft = rules.Draft(
        on_date=on_date,
        purpose=f"Số dư đầu kỳ theo {paper}",
        legs=rules.opening(rules.Purse(book.id, book.rule), cash_vnd=cash_vnd, bank_vnd=bank_vnd),
    )
    journal.post([draft], submission_id=submission.id, by_id=actor.user_id, at=clock.now())
    _audit(actor, "opening.post", book, {"cash_vnd": cash_vnd, "bank_vnd": bank_vnd})
    return submission


def undo_opening(actor: Actor, *, key: str, book_id: int, reason: str) -> Submission:
    """Take an opening balance back while nothing else is in the book, to post the right one.

    Raises:
        NotAllowed, NotFound, SubmissionChanged, BookHasBegun, StateRefused (no opening stands).

    """
    submission, is_new = _begin(actor, key, book_id, ("undo opening", book_id, reason))
    if not is_new:
        return submission
    book = journal.lock_books([book_id])[book_id]
    _refuse_begun(book_id)
    event_id = _standing_opening(book_id)
    if event_id is None:
        raise StateRefused("Sổ này chưa có số dư đầu kỳ.")
    mirror = journal.reversal_of(event_id, on_date=clock.today(), reason=reason)
    journal.post([mirror], submission_id=submission.id, by_id=actor.user_id, at=clock.now())
    _audit(actor, "opening.undo", book, {"event": event_id})
    return submission


def _begin(
    actor: Actor, key: str, book_id: int, body: tuple[object, ...]
) -> tuple[Submission, bool]:
    if actor.role not in KEEPERS:
        raise NotAllowed
    if book_in_scope(actor, book_id).party_unit_id != actor.party_unit_id:
        raise NotFound
    return begin(
        actor,
        key=key,
        kind=SubmissionKind.OPENING,
        body_digest=digest_body(body),
        describe=lambda _: f"số dư đầu kỳ {format_vnd(_opening_vnd(book_id))} đồng",
    )


def _lock_unbegun(book_id: int) -> Book:
    book = journal.lock_books([book_id])[book_id]
    _refuse_begun(book_id)
    if _standing_opening(book_id) is not None:
        raise BookHasBegun
    return book


def _refuse_begun(book_id: int) -> None:
    query = sa.select(Transfer.id).where(
        Transfer.book_id == book_id, Transfer.kind != Movement.OPENING
    )
    if db.session.scalar(query.limit(1)) is not None:
        raise BookHasBegun


def _standing_opening(book_id: int) -> int | None:
    """Return the event of the opening balance that has not been taken back."""
    mirror = sa.orm.aliased(Transfer)
    query = (
        sa.select(Transfer.event_id)
        .outerjoin(mirror, mirror.reverses_id == Transfer.id)
        .where(
            Transfer.book_id == book_id,
            Transfer.kind == Movement.OPENING,
            Transfer.sign == 1,
            mirror.id.is_(None),
        )
        .limit(1)
    )
    return db.session.scalar(query)


def _opening_vnd(book_id: int) -> int:
    query = sa.select(sa.func.sum(Transfer.sign * Transfer.amount_vnd)).where(
        Transfer.book_id == book_id, Transfer.kind == Movement.OPENING
    )
    return db.session.scalar(query) or 0


def _audit(actor: Actor, action: str, book: Book, facts: dict[str, str | int | None]) -> None:
    audit.record(actor, action, f"book:{book.id}", party_unit_id=book.party_unit_id, after=facts)
