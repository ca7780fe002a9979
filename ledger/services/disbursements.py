"""Prepare payments against acceptance, and pay them: two people, one decision (H6, P16).

Y1  One person prepares a stage under a confirmed decision, another who keeps the purse pays it; its
    phiếu chi gets its number when it is paid.
Y2  Neither the stages together nor what is paid ever exceed what the decision leaves.
Y3  A prepared stage is never changed: it is sent back, with a reason, and prepared anew.
Y4  A payment is cancelled by its mirror, dated today, while the book is open; the decision then
    leaves as much again. A grant is cancelled only while the house's book still holds the money.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.book import journal, rules
from ledger.clock import format_date
from ledger.db import db
from ledger.errors import (
    NotAllowed,
    NotFound,
    OverDecision,
    OwnProposal,
    RuleBroken,
    StateRefused,
)
from ledger.intake.attachments import TakenFile
from ledger.models.books import AccountKind, Book, Movement, Rule
from ledger.models.contributions import Method
from ledger.models.decisions import Decision, DecisionKind
from ledger.models.disbursements import Disbursement, DisbursementPayment, DisbursementReturn
from ledger.models.houses import House
from ledger.models.journal import Event, Submission, Transfer
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.users import Role
from ledger.money import format_vnd
from ledger.reports import deciders
from ledger.reports.decision_standings import Standing, standings
from ledger.reports.decisions import spends_nothing
from ledger.reports.disbursements import disbursement_in_scope
from ledger.reports.houses import grant_book, house_in_scope
from ledger.reports.scope import Actor, name_on, purse_of
from ledger.services import audit, units
from ledger.services.attachments import keep_attachment
from ledger.services.doubts import ask_again, large
from ledger.services.purses import begin_movement, require_day, require_held
from ledger.services.reprints import count_copies


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What is to be paid, to whom, and against which minutes; the sum in đồng."""

    amount_vnd: int
    method: Method
    stage: str
    receiver: str
    receiver_place: str = ""
    accepted_on: date | None = None
    acceptance_number: str = ""


def prepare(
    actor: Actor,
    decision_id: int,
    stage: Stage,
    *,
    files: Sequence[TakenFile] = (),
    agreed: Collection[str] = (),
) -> Disbursement:
    """Prepare a stage under a decision, for somebody else to pay. Flushes.

    A unit that builds with the office's money prepares from the house's own book; the office
    prepares the grant itself. The same stage sent twice is prepared once.

    Raises:
        SpendsNothing, NotFound, NotAllowed, StateRefused (the book closed meanwhile), RuleBroken
        (no minutes), InTheFuture, TooLongAgo, OverDecision, Unconfirmed.

    """
    decision, book = _purse_for(actor, decision_id)
    if journal.lock_books([book.id])[book.id].closed_on is not None:
        raise StateRefused("Sổ của ngôi nhà đã đóng; không chuẩn bị khoản chi được nữa.")
    granting = decision.kind is DecisionKind.GRANT and book.rule is Rule.OFFICE
    if not granting:
        _require_minutes(stage)
    same = _prepared_before(actor, decision, book, stage)
    if same is not None:
        return same
    _require_left(decision, book, stage.amount_vnd, waiting=True, on=clock.today())
    ask_again(large([("", stage.amount_vnd)]), agreed)
    row = Disbursement(
        kind=Movement.GRANT_OUT if granting else Movement.DISBURSEMENT,
        decision_id=decision.id,
        house_id=decision.house_id,
        book_id=book.id,
        amount_vnd=stage.amount_vnd,
        method=stage.method,
        stage=stage.stage,
        accepted_on=stage.accepted_on,
        acceptance_number=stage.acceptance_number,
        receiver=stage.receiver,
        receiver_place=stage.receiver_place,
        prepared_by_id=actor.user_id,
        prepared_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    for file in files:
        owner = f"disbursement:{row.id}"
        keep_attachment(actor, party_unit_id=book.party_unit_id, file=file, owner=owner)
    _audit(actor, "disbursement.prepare", row, book, {"amount_vnd": row.amount_vnd})
    return row


def pay(
    actor: Actor, disbursement_id: int, *, key: str, on_date: date, agreed: Collection[str] = ()
) -> Submission:
    """Pay a prepared stage: the money leaves, and the phiếu chi gets its number.

    Raises:
        NotFound, NotAllowed, OwnProposal, SubmissionChanged, StateRefused (paid or sent back),
        InTheFuture, TooLongAgo, RuleBroken (before its acceptance), OverDecision, NotEnough,
        Unconfirmed.

    """
    row, book = _own(actor, disbursement_id)
    if not deciders.may_pay(actor, book):
        raise NotAllowed
    if row.prepared_by_id == actor.user_id:
        raise OwnProposal
    submission, is_new = begin_movement(actor, key, ("pay", disbursement_id, on_date))
    if not is_new:
        return submission
    journal.lock_books([book.id])
    house = db.session.get_one(House, row.house_id)
    receiving = _house_book(actor, house) if row.kind is Movement.GRANT_OUT else None
    _refuse_settled(row)
    require_day(on_date, field="on_date", what="Ngày chi")
    if row.accepted_on is not None and on_date < row.accepted_on:
        raise RuleBroken(
            f"Ngày chi không được trước ngày nghiệm thu {format_date(row.accepted_on)}.",
            field="on_date",
        )
    decision = db.session.get_one(Decision, row.decision_id)
    standing = _require_left(decision, book, row.amount_vnd, waiting=False, on=on_date)
    ask_again(large([("", row.amount_vnd)]), agreed)
    account = AccountKind(row.method)
    require_held(book.id, account, row.amount_vnd, doing="chi")
    if book.rule is Rule.GRANT:
        _require_granted(standing, row.amount_vnd)
    draft = rules.Draft(
        on_date=on_date,
        purpose=_purpose(row, decision, house, on_date),
        legs=_legs(row, book, receiving, account),
        house_id=house.id,
        pays_disbursement_id=row.id,
        party=rules.Party(name=row.receiver, place=row.receiver_place),
    )
    journal.post([draft], submission_id=submission.id, by_id=actor.user_id, at=clock.now())
    _audit(actor, "disbursement.pay", row, book, {"amount_vnd": row.amount_vnd})
    return submission


def send_back(actor: Actor, disbursement_id: int, *, reason: str) -> Disbursement:
    """Send a prepared stage back, or take one's own back: it will not be paid. Flushes.

    Raises:
        NotFound, NotAllowed, StateRefused (paid or sent back).

    """
    row, book = _own(actor, disbursement_id)
    if not (deciders.may_pay(actor, book) or deciders.may_prepare(actor, book)):
        raise NotAllowed
    journal.lock_books([book.id])
    _refuse_settled(row)
    db.session.add(
        DisbursementReturn(
            disbursement_id=row.id, by_id=actor.user_id, at=clock.now(), reason=reason
        )
    )
    _audit(actor, "disbursement.send_back", row, book, {"reason": reason})
    db.session.flush()
    return row


def cancel(actor: Actor, disbursement_id: int, *, key: str, reason: str) -> Submission:
    """Cancel a payment whose money has come back: its mirror, dated today.

    Raises:
        NotFound, NotAllowed, SubmissionChanged, StateRefused (not paid, cancelled before, the book
        is closed), NotEnough (a grant that is partly spent).

    """
    row, book = _own(actor, disbursement_id)
    if not deciders.may_pay(actor, book):
        raise NotAllowed
    submission, is_new = begin_movement(actor, key, ("cancel payment", disbursement_id, reason))
    if not is_new:
        return submission
    payment = db.session.get(DisbursementPayment, row.id)
    if payment is None:
        raise StateRefused("Khoản này chưa chi nên không có gì để hủy.")
    book_ids = db.session.scalars(
        sa.select(Transfer.book_id).where(Transfer.event_id == payment.event_id)
    ).all()
    books = journal.lock_books(book_ids)
    mirrored = sa.select(Event.on_date).where(Event.reverses_event_id == payment.event_id)
    cancelled_on = db.session.scalar(mirrored)
    if cancelled_on is not None:
        raise StateRefused(f"Khoản chi này đã hủy ngày {format_date(cancelled_on)}.")
    if any(each.closed_on for each in books.values()):
        raise StateRefused("Sổ của ngôi nhà đã đóng; không hủy khoản chi được nữa.")
    for each in books.values():
        if each.id != book.id:
            require_held(each.id, AccountKind(row.method), row.amount_vnd, doing="thu hồi")
            _require_unspent(row)
    mirror = journal.reversal_of(payment.event_id, on_date=clock.today(), reason=reason)
    journal.post([mirror], submission_id=submission.id, by_id=actor.user_id, at=clock.now())
    _audit(actor, "disbursement.cancel", row, book, {"reason": reason})
    return submission


def reprint(actor: Actor, disbursement_id: int, *, after: int) -> int:
    """Count one more copy of a phiếu chi and return its number; ``after`` was the last.

    Raises:
        NotFound, NotAllowed, StateRefused (not paid).

    """
    row, book = _own(actor, disbursement_id)
    if not deciders.may_pay(actor, book):
        raise NotAllowed
    query = (
        sa.select(Transfer.voucher_id)
        .join(DisbursementPayment, DisbursementPayment.event_id == Transfer.event_id)
        .where(DisbursementPayment.disbursement_id == row.id, Transfer.book_id == book.id)
    )
    voucher_id = db.session.scalar(query)
    if voucher_id is None:
        raise StateRefused("Khoản này chưa chi nên chưa có phiếu chi.")
    journal.lock_books([book.id])
    last = count_copies(actor, [voucher_id], party_unit_id=book.party_unit_id, after=after)
    return last[voucher_id]


def _purse_for(actor: Actor, decision_id: int) -> tuple[Decision, Book]:
    """Return a decision and the purse of the actor's unit from which it is paid."""
    own = purse_of(db.session.get_one(PartyUnit, actor.party_unit_id))
    if own is not None and own.rule is Rule.REMIT:
        raise spends_nothing(actor)
    decision = db.session.get(Decision, decision_id)
    if decision is None:
        raise NotFound
    first = db.session.get_one(Decision, decision.changes_id or decision.id)
    house = house_in_scope(actor, first.house_id)
    book: Book | None = db.session.get_one(Book, first.book_id)
    if first.kind is DecisionKind.GRANT and actor.party_unit_id == house.party_unit_id:
        book = grant_book(house.id)
    if book is None or book.party_unit_id != actor.party_unit_id:
        raise NotFound
    if not deciders.may_prepare(actor, book):
        raise NotAllowed
    return first, book


def _require_minutes(stage: Stage) -> None:
    if stage.accepted_on is None:
        raise RuleBroken("Chưa nhập ngày của biên bản nghiệm thu.", field="accepted_on")
    if not stage.acceptance_number:
        raise RuleBroken("Chưa nhập số biên bản nghiệm thu.", field="acceptance_number")
    require_day(stage.accepted_on, field="accepted_on", what="Ngày nghiệm thu")


def _prepared_before(
    actor: Actor, decision: Decision, book: Book, stage: Stage
) -> Disbursement | None:
    query = (
        sa.select(Disbursement)
        .outerjoin(DisbursementPayment, DisbursementPayment.disbursement_id == Disbursement.id)
        .outerjoin(DisbursementReturn, DisbursementReturn.disbursement_id == Disbursement.id)
        .where(
            Disbursement.decision_id == decision.id,
            Disbursement.book_id == book.id,
            Disbursement.stage == stage.stage,
            Disbursement.amount_vnd == stage.amount_vnd,
            Disbursement.acceptance_number == stage.acceptance_number,
            Disbursement.receiver == stage.receiver,
            Disbursement.prepared_by_id == actor.user_id,
            DisbursementPayment.disbursement_id.is_(None),
            DisbursementReturn.disbursement_id.is_(None),
        )
    )
    return db.session.scalar(query)


def _require_left(
    decision: Decision, book: Book, amount_vnd: int, *, waiting: bool, on: date
) -> Standing:
    """Refuse what the decision does not leave; ``waiting`` counts what is prepared already."""
    standing = standings(Decision.id == decision.id).get(decision.id)
    if standing is None:
        raise OverDecision(number=decision.number, left_vnd=0, why="Quyết định chưa được xác nhận")
    of_grant = book.rule is Rule.GRANT
    left_vnd = standing.left_on(on, of_grant=of_grant)
    if waiting and left_vnd:
        left_vnd -= standing.waiting_grant_vnd if of_grant else standing.waiting_vnd
    if amount_vnd > left_vnd:
        raise OverDecision(number=standing.number, left_vnd=left_vnd, why=standing.why_nothing(on))
    return standing


def _require_granted(standing: Standing, amount_vnd: int) -> None:
    """Spend under a decision what was granted under it: a house may have grants by several."""
    left_vnd = standing.paid_vnd - standing.spent_vnd
    if amount_vnd > left_vnd:
        raise StateRefused(
            f"Kinh phí đã cấp theo Quyết định số {standing.number} còn {format_vnd(left_vnd)} đồng."
        )


def _require_unspent(grant: Disbursement) -> None:
    """Take back of a grant only what was not spent under its decision."""
    standing = standings(Decision.id == grant.decision_id)[grant.decision_id]
    if standing.paid_vnd - grant.amount_vnd < standing.spent_vnd:
        raise StateRefused(
            f"Kinh phí cấp theo Quyết định số {standing.number} đã chi "
            f"{format_vnd(standing.spent_vnd)} đồng; hãy hủy phiếu chi đó trước."
        )


def _own(actor: Actor, disbursement_id: int) -> tuple[Disbursement, Book]:
    """Return a stage of the actor's own purse, with the purse."""
    row = disbursement_in_scope(actor, disbursement_id)
    book = db.session.get_one(Book, row.book_id)
    if book.party_unit_id != actor.party_unit_id:
        raise NotFound
    if actor.role not in (*deciders.ENTERING[book.rule], *deciders.PAYING[book.rule], Role.OFFICE):
        raise NotAllowed
    return row, book


def _refuse_settled(row: Disbursement) -> None:
    payment = db.session.get(DisbursementPayment, row.id, populate_existing=True)
    if payment is not None:
        paid_on = db.session.get_one(Event, payment.event_id).on_date
        raise StateRefused(f"Khoản này đã chi ngày {format_date(paid_on)}.")
    if db.session.get(DisbursementReturn, row.id, populate_existing=True) is not None:
        raise StateRefused("Khoản này đã trả lại người chuẩn bị; không chi nữa.")


def _house_book(actor: Actor, house: House) -> Book:
    """Return the book earmarked for a house, opening it with its first grant."""
    unit = db.session.get_one(PartyUnit, house.party_unit_id)
    return grant_book(house.id) or units.open_book(actor, unit, rule=Rule.GRANT, house_id=house.id)


def _legs(
    row: Disbursement, book: Book, receiving: Book | None, account: AccountKind
) -> tuple[rules.Leg, ...]:
    purse = rules.Purse(book.id, book.rule)
    if receiving is None:
        return (rules.disbursement(purse, row.amount_vnd, out_of=account),)
    into = rules.Purse(receiving.id, receiving.rule)
    return rules.grant(purse, into, row.amount_vnd, out_of=account, into=account)


def _purpose(row: Disbursement, decision: Decision, house: House, on: date) -> str:
    """Say what the money is for, as the phiếu chi prints it."""
    paper = f"theo Quyết định số {decision.number} ngày {format_date(decision.issued_on)}"
    if row.kind is Movement.GRANT_OUT:
        unit = name_on(house.party_unit_id, NameKind.ORGANISATION, on)
        return f"Cấp kinh phí {paper} cho {unit} xây dựng {house.name}: {row.stage}"
    return f"Chi hỗ trợ {house.name} {paper}: {row.stage}"


def _audit(actor: Actor, action: str, row: Disbursement, book: Book, facts: audit.Facts) -> None:
    audit.record(
        actor, action, f"disbursement:{row.id}", party_unit_id=book.party_unit_id, after=facts
    )
