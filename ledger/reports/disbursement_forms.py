"""Offer what a form for preparing a stage needs to know: the decision, and what is left of it."""

from dataclasses import dataclass

from ledger import clock
from ledger.db import db
from ledger.errors import NotFound
from ledger.models.books import Account, AccountKind, Book, Rule
from ledger.models.decisions import Decision, DecisionKind
from ledger.models.houses import House
from ledger.reports.decision_standings import standings
from ledger.reports.houses import grant_book, house_in_scope
from ledger.reports.scope import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """State what a stage can be prepared from, in đồng."""

    decision_id: int
    number: str
    house: House
    grants: bool
    """Whether the stage is the grant itself, which needs no minutes."""
    left_vnd: int
    """What the decision leaves, less what is prepared already."""
    why: str
    cash_vnd: int
    bank_vnd: int


def choice_of(actor: Actor, decision_id: int) -> Choice:
    """Return what the actor's unit can prepare under a decision.

    Raises:
        NotFound: no such decision, or none of the actor's money.

    """
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
    of_grant = book.rule is Rule.GRANT
    left_vnd, why = 0, "Quyết định chưa được xác nhận"
    standing = standings(Decision.id == first.id).get(first.id)
    if standing is not None:
        waiting_vnd = standing.waiting_grant_vnd if of_grant else standing.waiting_vnd
        left_vnd = standing.left_on(clock.today(), of_grant=of_grant) - waiting_vnd
        why = standing.why_nothing(clock.today())
    cash = db.session.get_one(Account, (book.id, AccountKind.CASH))
    bank = db.session.get_one(Account, (book.id, AccountKind.BANK))
    return Choice(
        decision_id=first.id,
        number=first.number,
        house=house,
        grants=first.kind is DecisionKind.GRANT and not of_grant,
        left_vnd=max(0, left_vnd),
        why=why,
        cash_vnd=cash.balance_vnd,
        bank_vnd=bank.balance_vnd,
    )
