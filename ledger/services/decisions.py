"""Enter decisions of a collective body, and give the second person's word on them (H5, P16).

D1  Nothing here decides: what a body decided on paper is entered, and another person compares the
    entry with the paper.
D2  A refused entry is entered again, corrected, as a new row that replaces it.
D3  A decision is changed or withdrawn only by another decision, which keeps its own number.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.book import journal
from ledger.db import db
from ledger.errors import (
    DecisionEntered,
    NotAllowed,
    NotFound,
    OverDecision,
    OwnProposal,
    RuleBroken,
    StateRefused,
    WordGiven,
)
from ledger.intake.attachments import TakenFile
from ledger.labels import label
from ledger.models.books import Book, Rule
from ledger.models.decisions import (
    CHANGES,
    ConfirmationOutcome,
    Decision,
    DecisionConfirmation,
    DecisionKind,
)
from ledger.models.houses import House
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.users import Role, UserAccount
from ledger.reports import deciders
from ledger.reports.decision_standings import Standing, standings
from ledger.reports.decisions import decision_in_scope, spends_nothing
from ledger.reports.houses import house_in_scope
from ledger.reports.scope import Actor, book_in_scope, name_on, purse_of
from ledger.services import audit
from ledger.services.attachments import keep_attachment
from ledger.services.doubts import ask_again, large
from ledger.services.houses import follow_decision
from ledger.services.purses import require_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a decision says, as somebody read it off the paper; the sum in đồng."""

    kind: DecisionKind
    number: str
    issued_on: date
    issuer: NameKind
    signer: str
    summary: str
    amount_vnd: int
    expires_on: date | None


def enter_decision(
    actor: Actor,
    *,
    house_id: int,
    book_id: int,
    paper: Paper,
    changes_id: int | None = None,
    replaces_id: int | None = None,
    scans: Sequence[TakenFile] = (),
    agreed: Collection[str] = (),
) -> Decision:
    """Enter what a decision on paper says; it waits for the second person. Flushes.

    The same entry sent twice by one person is entered once.

    Raises:
        NotFound, SpendsNothing, NotAllowed, InTheFuture, TooLongAgo, RuleBroken, DecisionEntered,
        StateRefused (nothing to change or replace), OverDecision, Unconfirmed.

    """
    book = _book(actor, book_id)
    house = house_in_scope(actor, house_id)
    journal.lock_books([book.id])
    known = _entered_before(house, book, paper)
    if known is not None:
        withdraws = known.kind is paper.kind is DecisionKind.WITHDRAWAL  # its sum is reckoned
        same = withdraws or known.amount_vnd == paper.amount_vnd
        if known.entered_by_id == actor.user_id and same:
            return known
        raise DecisionEntered(number=known.number, on=known.issued_on, house_name=house.name)
    _require_sense(house, book, paper)
    if replaces_id is not None:
        _require_refused(actor, replaces_id, book)
    if (paper.kind in CHANGES) != (changes_id is not None):
        raise RuleBroken("Chọn quyết định được điều chỉnh hoặc thu hồi.", field="changes_id")
    amount_vnd = paper.amount_vnd
    if changes_id is not None:
        standing = _require_changeable(actor, changes_id, house, book)
        amount_vnd = _changed_sum(standing, paper)
    ask_again(large([("", amount_vnd)]), agreed)
    decision = Decision(
        kind=paper.kind,
        number=paper.number,
        issued_on=paper.issued_on,
        issuer=paper.issuer,
        issued_by=_body_name(book, paper),
        signer=paper.signer,
        summary=paper.summary,
        amount_vnd=amount_vnd,
        expires_on=paper.expires_on,
        book_id=book.id,
        house_id=house.id,
        changes_id=changes_id,
        replaces_id=replaces_id,
        entered_by_id=actor.user_id,
        entered_at=clock.now(),
    )
    db.session.add(decision)
    db.session.flush()
    for scan in scans:
        _keep(actor, decision, book, scan)
    _audit(actor, "decision.enter", decision, book, {"amount_vnd": amount_vnd})
    return decision


def confirm_decision(actor: Actor, decision_id: int) -> Decision:
    """Give the second person's word that the entry is what the paper says. Flushes.

    Raises:
        NotFound, NotAllowed, OwnProposal, WordGiven, OverDecision (more was paid meanwhile).

    """
    decision, book = _lock_waiting(actor, decision_id)
    if decision.changes_id is not None:
        standing = standings(Decision.id == decision.changes_id)[decision.changes_id]
        if decision.amount_vnd < standing.paid_vnd:
            raise OverDecision(number=standing.number, left_vnd=standing.left_vnd)
    _give_word(actor, decision, book, ConfirmationOutcome.CONFIRMED, "")
    follow_decision(actor, decision)
    return decision


def refuse_decision(actor: Actor, decision_id: int, *, reason: str) -> Decision:
    """Send an entry back: it is not what the paper says. Flushes.

    Raises:
        NotFound, NotAllowed, OwnProposal, WordGiven.

    """
    decision, book = _lock_waiting(actor, decision_id)
    _give_word(actor, decision, book, ConfirmationOutcome.REFUSED, reason)
    return decision


def add_scan(actor: Actor, decision_id: int, scan: TakenFile) -> None:
    """Keep one more scan of a decision's paper. Flushes.

    Raises:
        NotFound, NotAllowed.

    """
    decision = decision_in_scope(actor, decision_id)
    book = db.session.get_one(Book, decision.book_id)
    if not deciders.may_enter(actor, book):
        raise NotAllowed
    _keep(actor, decision, book, scan)


def _keep(actor: Actor, decision: Decision, book: Book, scan: TakenFile) -> None:
    owner = f"decision:{decision.id}"
    keep_attachment(actor, party_unit_id=book.party_unit_id, file=scan, owner=owner)


def _book(actor: Actor, book_id: int) -> Book:
    """Return the purse that the actor enters decisions on."""
    book = book_in_scope(actor, book_id)
    if book.rule is Rule.REMIT:
        raise spends_nothing(actor)
    if book.party_unit_id != actor.party_unit_id or book.closed_on is not None:
        raise NotFound
    if not deciders.may_enter(actor, book):
        raise NotAllowed
    return book


def _entered_before(house: House, book: Book, paper: Paper) -> Decision | None:
    query = (
        sa.select(Decision)
        .outerjoin(DecisionConfirmation, DecisionConfirmation.decision_id == Decision.id)
        .where(
            Decision.house_id == house.id,
            Decision.book_id == book.id,
            Decision.number == paper.number,
            Decision.issued_on == paper.issued_on,
            sa.func.coalesce(DecisionConfirmation.outcome, "") != ConfirmationOutcome.REFUSED,
        )
    )
    return db.session.scalar(query)


def _require_sense(house: House, book: Book, paper: Paper) -> None:
    """Refuse days that cannot be, and money that does not serve this house."""
    require_day(paper.issued_on, field="issued_on", what="Ngày ban hành")
    if paper.expires_on is not None and paper.expires_on < paper.issued_on:
        raise RuleBroken("Ngày hết hiệu lực không được trước ngày ban hành.", field="expires_on")
    if book.rule is Rule.KEEP and house.party_unit_id != book.party_unit_id:
        raise RuleBroken(
            "Kinh phí của đơn vị chỉ chi cho ngôi nhà của đơn vị mình.", field="house_id"
        )
    if paper.kind is not DecisionKind.GRANT:
        return
    if book.rule is not Rule.OFFICE:
        raise RuleBroken("Chỉ kinh phí tại Văn phòng mới cấp cho đơn vị xây nhà.", field="kind")
    builder = purse_of(db.session.get_one(PartyUnit, house.party_unit_id))
    if builder is None or builder.rule is not Rule.KEEP:
        raise RuleBroken("Đơn vị xây ngôi nhà này không giữ kinh phí; hãy chọn chi trực tiếp.",
                         field="kind")  # fmt: skip


def _require_refused(actor: Actor, replaces_id: int, book: Book) -> None:
    refused = decision_in_scope(actor, replaces_id)
    if refused.book_id != book.id:
        raise NotFound
    word = db.session.get(DecisionConfirmation, refused.id)
    replaced = sa.exists().where(Decision.replaces_id == refused.id)
    if word is None or word.outcome is not ConfirmationOutcome.REFUSED:
        raise StateRefused(f"Quyết định số {refused.number} chưa bị trả lại nên không nhập lại.")
    if db.session.scalar(sa.select(replaced)):
        raise StateRefused(f"Quyết định số {refused.number} đã được nhập lại.")


def _require_changeable(actor: Actor, changes_id: int, house: House, book: Book) -> Standing:
    first = decision_in_scope(actor, changes_id)
    standing = standings(Decision.id == first.id).get(first.id)
    if standing is None or (standing.house_id, standing.book_id) != (house.id, book.id):
        raise NotFound
    if standing.withdrawn:
        raise StateRefused(f"Quyết định số {first.number} đã được thu hồi.")
    waiting = (
        sa.select(Decision.number)
        .outerjoin(DecisionConfirmation, DecisionConfirmation.decision_id == Decision.id)
        .where(Decision.changes_id == first.id, DecisionConfirmation.decision_id.is_(None))
    )
    number = db.session.scalar(waiting)
    if number is not None:
        raise StateRefused(f"Quyết định số {number} đang chờ xác nhận; hãy chờ xong rồi nhập.")
    return standing


def _changed_sum(standing: Standing, paper: Paper) -> int:
    """Return what may be paid in all after a change; withdrawn, it is what has been paid."""
    if paper.kind is DecisionKind.WITHDRAWAL:
        return standing.paid_vnd
    if paper.amount_vnd < standing.paid_vnd:
        raise OverDecision(
            number=standing.number,
            left_vnd=standing.left_vnd,
            why="Số tiền điều chỉnh không được thấp hơn số đã chi",
        )
    return paper.amount_vnd


def _body_name(book: Book, paper: Paper) -> str:
    text = name_on(book.party_unit_id, paper.issuer, paper.issued_on)
    if not text:
        raise RuleBroken("Cơ quan này chưa có tên gọi vào ngày ban hành.", field="issuer")
    return text


def _lock_waiting(actor: Actor, decision_id: int) -> tuple[Decision, Book]:
    """Take the lock of a decision's book and make sure that the actor's word is due."""
    decision = decision_in_scope(actor, decision_id)
    book = journal.lock_books([decision.book_id])[decision.book_id]
    entered_by: Role = db.session.get_one(UserAccount, decision.entered_by_id).role
    if decision.entered_by_id == actor.user_id:
        raise OwnProposal
    if not deciders.may_confirm(actor, book, entered_by=entered_by):
        raise NotAllowed
    word = db.session.get(DecisionConfirmation, decision.id)
    if word is not None:
        raise WordGiven(number=decision.number, outcome=label(word.outcome), on=word.at)
    return decision, book


def _give_word(
    actor: Actor, decision: Decision, book: Book, outcome: ConfirmationOutcome, reason: str
) -> None:
    word = DecisionConfirmation(
        decision_id=decision.id,
        outcome=outcome,
        by_id=actor.user_id,
        at=clock.now(),
        reason=reason,
    )
    db.session.add(word)
    db.session.flush()
    _audit(actor, f"decision.{outcome.value}", decision, book, {"reason": reason or None})


def _audit(actor: Actor, action: str, decision: Decision, book: Book, facts: audit.Facts) -> None:
    audit.record(
        actor,
        action,
        f"decision:{decision.id}",
        party_unit_id=book.party_unit_id,
        after={"number": decision.number, **facts},
    )
