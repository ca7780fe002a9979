"""State what decisions allow now: their changes counted in, and what was paid under them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger import clock
from ledger.db import db
from ledger.models.decisions import (
    ConfirmationOutcome,
    Decision,
    DecisionConfirmation,
    DecisionKind,
)
from ledger.models.disbursements import Disbursement, DisbursementPayment, DisbursementReturn
from ledger.models.journal import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a first decision allows now, its changes counted in; đồng."""

    decision_id: int
    kind: DecisionKind
    number: str
    issued_on: date
    book_id: int
    house_id: int
    amount_vnd: int
    expires_on: date | None
    withdrawn: bool
    paid_vnd: int
    """Paid, or granted, out of the decision's own book."""
    spent_vnd: int
    """Spent out of the grant's book."""
    waiting_vnd: int
    """Prepared out of the decision's own book, neither paid nor returned."""
    waiting_grant_vnd: int
    """Prepared out of the grant's book."""

    @property
    def left_vnd(self) -> int:
        """What may still be paid or granted."""
        return 0 if self.withdrawn else self.amount_vnd - self.paid_vnd

    def left_on(self, day: date, *, of_grant: bool = False) -> int:
        """Return what may be paid on a day: nothing outside the decision's days."""
        late = self.expires_on is not None and day > self.expires_on
        if self.withdrawn or late or day < self.issued_on:
            return 0
        return self.amount_vnd - (self.spent_vnd if of_grant else self.paid_vnd)

    def why_nothing(self, day: date) -> str:
        """Say why nothing may be paid on a day, empty if something may."""
        if self.withdrawn:
            return "Quyết định đã được thu hồi"
        if self.expires_on is not None and day > self.expires_on:
            return f"Quyết định hết hiệu lực ngày {clock.format_date(self.expires_on)}"
        if day < self.issued_on:
            return f"Quyết định ban hành ngày {clock.format_date(self.issued_on)}"
        return ""


def standings(where: sa.ColumnElement[bool]) -> dict[int, Standing]:
    """Return what each confirmed first decision allows now, by its id; two statements."""
    asked = sa.select(Decision.id).where(Decision.changes_id.is_(None), where).correlate(None)
    confirmed = (
        sa.select(Decision)
        .join(DecisionConfirmation, DecisionConfirmation.decision_id == Decision.id)
        .where(
            DecisionConfirmation.outcome == ConfirmationOutcome.CONFIRMED,
            sa.or_(Decision.id.in_(asked), Decision.changes_id.in_(asked)),
        )
        .order_by(Decision.id)
        .execution_options(populate_existing=True)
    )
    found = db.session.scalars(confirmed).all()
    firsts = [decision for decision in found if decision.changes_id is None]
    ids = [first.id for first in firsts]
    latest = {decision.changes_id or decision.id: decision for decision in found}
    paid, waiting = _paid(ids)
    return {
        first.id: Standing(
            decision_id=first.id,
            kind=first.kind,
            number=first.number,
            issued_on=first.issued_on,
            book_id=first.book_id,
            house_id=first.house_id,
            amount_vnd=latest[first.id].amount_vnd,
            expires_on=latest[first.id].expires_on,
            withdrawn=latest[first.id].kind is DecisionKind.WITHDRAWAL,
            paid_vnd=paid[first.id, True],
            spent_vnd=paid[first.id, False],
            waiting_vnd=waiting[first.id, True],
            waiting_grant_vnd=waiting[first.id, False],
        )
        for first in firsts
    }


Sums = dict[tuple[int, bool], int]
"""Sums in đồng by decision, and whether they are of the decision's own book."""


def _paid(ids: Collection[int]) -> tuple[Sums, Sums]:
    """Return what was paid and not taken back, and what is prepared and waits."""
    mirror = aliased(Event)
    own = Disbursement.book_id == Decision.book_id
    query = (
        sa.select(
            Disbursement.decision_id,
            own.label("own"),
            DisbursementPayment.event_id.is_not(None).label("paid"),
            sa.func.sum(Disbursement.amount_vnd),
        )
        .join(Decision, Decision.id == Disbursement.decision_id)
        .outerjoin(DisbursementPayment, DisbursementPayment.disbursement_id == Disbursement.id)
        .outerjoin(DisbursementReturn, DisbursementReturn.disbursement_id == Disbursement.id)
        .outerjoin(mirror, mirror.reverses_event_id == DisbursementPayment.event_id)
        .where(
            Disbursement.decision_id.in_(ids),
            mirror.id.is_(None),
            DisbursementReturn.disbursement_id.is_(None),
        )
        .group_by(Disbursement.decision_id, "own", "paid")
    )
    paid: Sums = defaultdict(int)
    waiting: Sums = defaultdict(int)
    for decision_id, of_own, is_paid, amount_vnd in db.session.execute(query):
        (paid if is_paid else waiting)[decision_id, bool(of_own)] += int(amount_vnd)
    return paid, waiting
