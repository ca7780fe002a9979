"""Decisions of a collective body, taken on paper: entered by one person, confirmed by another.

Rows are added, never changed. What was entered wrongly is refused and entered again as a new row
that replaces it; what was decided anew is a decision of its own that changes the first one. The
schema refuses by itself (P16):

* a confirmation by the person who entered the decision, or a second word on it;
* a change to a decision that is not in force, or of another book or house;
* a change that falls below what has been paid already;
* the same paper entered twice for one house and book.
"""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of
from ledger.models.party_units import NameKind


class DecisionKind(StrEnum):
    """What a decision says."""

    SUPPORT = "support"
    """This book's money for this house."""
    GRANT = "grant"
    """The office's money for a house that a unit builds: it moves into a book of its own."""
    AMENDMENT = "amendment"
    """The first decision's sum and last day are these now."""
    WITHDRAWAL = "withdrawal"
    """Nothing more is paid under the first decision."""


CHANGES = frozenset({DecisionKind.AMENDMENT, DecisionKind.WITHDRAWAL})
"""The decisions that are about another one."""


class ConfirmationOutcome(StrEnum):
    """What the second person found when comparing the entry with the paper."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"


class Decision(Model):
    """Quyết định hỗ trợ kinh phí: what the paper says, as it was entered."""

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[DecisionKind] = mapped_column(Code(DecisionKind))
    number: Mapped[str]
    issued_on: Mapped[date]
    issuer: Mapped[NameKind] = mapped_column(Code(NameKind))
    issued_by: Mapped[str]
    """The body's name on that day, as the paper is headed."""
    signer: Mapped[str]
    summary: Mapped[str]
    amount_vnd: Mapped[int]
    """What may be paid in all; for a withdrawal, what had been paid by then."""
    expires_on: Mapped[date | None]
    """The last day on which it may be paid, if the paper has one."""
    book_id: Mapped[int] = mapped_column(sa.ForeignKey("book.id"), index=True)
    house_id: Mapped[int] = mapped_column(sa.ForeignKey("house.id"), index=True)
    changes_id: Mapped[int | None] = mapped_column(sa.ForeignKey("decision.id"), index=True)
    """The first decision that this one amends or withdraws."""
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("decision.id"))
    """The refused entry that this one puts right."""
    entered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    entered_at: Mapped[datetime]

    __table_args__ = (
        sa.UniqueConstraint("replaces_id"),
        one_of("kind", DecisionKind),
        one_of("issuer", NameKind),
        sa.CheckConstraint(
            "length(number) > 0 AND length(issued_by) > 0 AND length(signer) > 0", name="paper"
        ),
        sa.CheckConstraint(
            # No BETWEEN before an AND: a dump of PostgreSQL would bracket it otherwise.
            "amount_vnd >= 0 AND amount_vnd <= 1000000000000"
            " AND (amount_vnd > 0 OR kind = 'withdrawal')",
            name="amount",
        ),
        sa.CheckConstraint("expires_on IS NULL OR expires_on >= issued_on", name="days"),
        sa.CheckConstraint(
            "(kind IN ('amendment', 'withdrawal')) = (changes_id IS NOT NULL)", name="change"
        ),
    )


class DecisionConfirmation(Model):
    """Xác nhận quyết định: the second person's word, once; a refusal has its reason."""

    decision_id: Mapped[int] = mapped_column(
        sa.ForeignKey("decision.id"), primary_key=True, autoincrement=False
    )
    outcome: Mapped[ConfirmationOutcome] = mapped_column(Code(ConfirmationOutcome))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    at: Mapped[datetime]
    reason: Mapped[str]

    __table_args__ = (
        one_of("outcome", ConfirmationOutcome),
        sa.CheckConstraint("outcome <> 'refused' OR length(reason) > 0", name="refusal_has_reason"),
    )
