"""What must be on paper before money is spent: a decision, a second person's word, a stage."""

import uuid
from dataclasses import replace

import sqlalchemy as sa

from ledger import clock
from ledger.book import rules
from ledger.db import db
from ledger.models.books import Book, Movement, Route, Rule
from ledger.models.contributions import Method
from ledger.models.decisions import (
    ConfirmationOutcome,
    Decision,
    DecisionConfirmation,
    DecisionKind,
)
from ledger.models.disbursements import Disbursement
from ledger.models.houses import House
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.users import Role, UserAccount
from tests import make


def stage(
    book_id: int,
    amount_vnd: int,
    *,
    by_id: int,
    method: Method = Method.CASH,
    kind: Movement = Movement.DISBURSEMENT,
    house_id: int | None = None,
) -> Disbursement:
    """Let somebody else decide on exactly this much and prepare it, for ``by_id`` to pay.

    Money of a grant's book is decided on at the office that it came from. Flushes.
    """
    book = db.session.get_one(Book, book_id)
    house_id = house_id or book.house_id or house_of(book.party_unit_id)
    entered_by_id = somebody_else(book.party_unit_id)
    decision = Decision(
        kind=DecisionKind.SUPPORT,
        number=f"{uuid.uuid4().hex[:8]}-QĐ/HU",
        issued_on=make.START,
        issuer=NameKind.STANDING_COMMITTEE,
        issued_by="Ban Thường vụ",
        signer="Nguyễn Văn Phúc",
        summary="Hỗ trợ kinh phí xây dựng nhà",
        amount_vnd=amount_vnd,
        book_id=book_id,
        house_id=house_id,
        entered_by_id=entered_by_id,
        entered_at=clock.now(),
    )
    if kind is Movement.GRANT_OUT or book.rule is Rule.GRANT:
        decision.kind = DecisionKind.GRANT
        decision.book_id = book_id if kind is Movement.GRANT_OUT else office_of(book_id)
    db.session.add(decision)
    db.session.flush()
    prepared = Disbursement(
        kind=kind,
        decision_id=decision.id,
        house_id=house_id,
        book_id=book_id,
        amount_vnd=amount_vnd,
        method=method,
        stage="Đợt 1",
        accepted_on=make.START,
        acceptance_number="01/BB-NT",
        receiver="Trần Văn Thợ",
        receiver_place="Ấp Tân Lập",
        prepared_by_id=entered_by_id,
        prepared_at=clock.now(),
    )
    word = DecisionConfirmation(
        decision_id=decision.id,
        outcome=ConfirmationOutcome.CONFIRMED,
        by_id=by_id,
        at=clock.now(),
        reason="",
    )
    db.session.add_all([word, prepared])
    db.session.flush()
    return prepared


def paying(draft: rules.Draft, stage: Disbursement | None) -> rules.Draft:
    """Return a draft as the payment of a prepared stage, if there is one."""
    if stage is None:
        return draft
    return replace(draft, house_id=stage.house_id, pays_disbursement_id=stage.id)


def house_of(unit_id: int) -> int:
    """Return a house of a unit, adding the first one."""
    query = sa.select(House.id).where(House.party_unit_id == unit_id).order_by(House.id)
    found = db.session.scalars(query).first()
    if found is None:
        house = House(party_unit_id=unit_id, name="Ngôi nhà cấp ủy số 01")
        db.session.add(house)
        db.session.flush()
        found = house.id
    return found


def somebody_else(unit_id: int) -> int:
    """Return the user who enters and prepares, adding them the first time."""
    username = f"nguoi.lap.{unit_id}"
    known = sa.select(UserAccount.id).where(UserAccount.username == username)
    found = db.session.scalar(known)
    at = db.session.get_one(PartyUnit, unit_id)
    return found or make.user(at, Role.SECRETARY, username).id


def office_of(book_id: int) -> int:
    """Return the book that a grant came from."""
    query = sa.select(Route.other_book_id).where(
        Route.book_id == book_id, Route.kind == Movement.GRANT_RETURN_OUT
    )
    return db.session.scalars(query).one()
