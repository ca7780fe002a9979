"""Record what the bank does with a purse: deposit, withdrawal, interest, fee; and take it back."""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.book import journal, rules
from ledger.db import db
from ledger.errors import NotFound, RuleBroken, StateRefused
from ledger.models.books import ASSETS, AccountKind, Book, Movement
from ledger.models.journal import Event, Submission, Transfer
from ledger.reports.scope import Actor
from ledger.services import audit
from ledger.services.doubts import ask_again, large
from ledger.services.purses import (
    begin_movement,
    lock_purse,
    require_day,
    require_held,
    require_keeper,
)

PURPOSES = {
    Movement.DEPOSIT: "Gửi tiền mặt vào ngân hàng",
    Movement.WITHDRAWAL: "Rút tiền gửi ngân hàng về quỹ tiền mặt",
    Movement.INTEREST: "Lãi tiền gửi ngân hàng",
    Movement.FEE: "Phí ngân hàng",
}
"""What each movement at the bank is called in the books."""


def record_movement(
    actor: Actor,
    *,
    key: str,
    kind: Movement,
    amount_vnd: int,
    on_date: date,
    paper: str = "",
    agreed: Collection[str] = (),
    book_id: int | None = None,
) -> Submission:
    """Record one movement of the actor's own purse, in đồng; ``paper`` is the bank's slip.

    ``book_id`` names another book of the unit, whose money is earmarked for a house.

    Raises:
        NotAllowed, NotFound, SubmissionChanged, InTheFuture, TooLongAgo, RuleBroken (no movement
        at the bank), NotEnough, Unconfirmed.

    """
    require_keeper(actor)
    body = ("bank", kind, amount_vnd, on_date, paper, book_id)
    submission, is_new = begin_movement(actor, key, body)
    if not is_new:
        return submission
    if kind not in PURPOSES:
        raise RuleBroken("Lựa chọn này không có trong danh sách.", field="kind")
    book = lock_purse(actor, book_id)
    require_day(on_date, field="on_date")
    ask_again(large([("", amount_vnd)]), agreed)
    draft = rules.Draft(
        on_date=on_date,
        purpose=PURPOSES[kind] + (f" ({paper})" if paper else ""),
        legs=(_leg(book, kind, amount_vnd),),
    )
    journal.post([draft], submission_id=submission.id, by_id=actor.user_id, at=clock.now())
    _audit(actor, "bank_movements.record", book, {"kind": kind, "amount_vnd": amount_vnd})
    return submission


def void_movement(actor: Actor, event_id: int, *, key: str, reason: str) -> Submission:
    """Take a movement at the bank back by its mirror, dated today.

    Raises:
        NotAllowed, NotFound, SubmissionChanged, StateRefused (taken back before), NotEnough.

    """
    require_keeper(actor)
    submission, is_new = begin_movement(actor, key, ("void bank", event_id, reason))
    if not is_new:
        return submission
    book = lock_purse(actor, _book_of(event_id))
    transfer = _transfer(book, event_id)
    mirrored = sa.select(Event.on_date).where(Event.reverses_event_id == event_id)
    voided_on = db.session.scalar(mirrored)
    if voided_on is not None:
        raise StateRefused(f"Khoản này đã hủy ngày {clock.format_date(voided_on)}.")
    if transfer.debit in ASSETS:
        require_held(book.id, transfer.debit, transfer.amount_vnd, doing="hủy khoản")
    mirror = journal.reversal_of(event_id, on_date=clock.today(), reason=reason)
    journal.post([mirror], submission_id=submission.id, by_id=actor.user_id, at=clock.now())
    _audit(actor, "bank_movements.void", book, {"event": event_id})
    return submission


def _leg(book: Book, kind: Movement, amount_vnd: int) -> rules.Leg:
    """Return the leg of a movement that the purse can make.

    Raises:
        NotEnough.

    """
    purse = rules.Purse(book.id, book.rule)
    match kind:
        case Movement.DEPOSIT:
            require_held(book.id, AccountKind.CASH, amount_vnd, doing="gửi ngân hàng")
            return rules.deposit(purse, amount_vnd)
        case Movement.WITHDRAWAL:
            require_held(book.id, AccountKind.BANK, amount_vnd, doing="rút")
            return rules.withdrawal(purse, amount_vnd)
        case Movement.INTEREST:
            return rules.interest(purse, amount_vnd)
        case _:
            require_held(book.id, AccountKind.BANK, amount_vnd, doing="trả phí")
            return rules.fee(purse, amount_vnd)


def _book_of(event_id: int) -> int:
    query = sa.select(Transfer.book_id).where(
        Transfer.event_id == event_id, Transfer.kind.in_(PURPOSES)
    )
    book_id = db.session.scalar(query)
    if book_id is None:
        raise NotFound
    return book_id


def _transfer(book: Book, event_id: int) -> Transfer:
    query = sa.select(Transfer).where(
        Transfer.event_id == event_id,
        Transfer.book_id == book.id,
        Transfer.kind.in_(PURPOSES),
        Transfer.sign == 1,
    )
    transfer = db.session.scalar(query)
    if transfer is None:
        raise NotFound
    return transfer


def _audit(actor: Actor, action: str, book: Book, facts: dict[str, str | int | None]) -> None:
    audit.record(actor, action, f"book:{book.id}", party_unit_id=book.party_unit_id, after=facts)
