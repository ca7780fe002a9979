"""Decisions on the target and the roadmap: entered by one person, confirmed by another.

They move no money: a locality's target becomes another one, or the office's money is to fill what
a locality lacks. Rows are added, never changed; the schema refuses the word of whoever entered the
decision, and a second word on it.
"""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of


class PlanDecisionKind(StrEnum):
    """What a decision says."""

    TARGET = "target"
    """How many houses a locality is to have."""
    OFFICE_AID = "office_aid"
    """The office's money for a need of a locality that is short."""


class PlanWord(StrEnum):
    """What the second person found when comparing the entry with the paper."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"


class PlanDecision(Model):
    """Quyết định về chỉ tiêu, lộ trình: what the paper says, as it was entered."""

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PlanDecisionKind] = mapped_column(Code(PlanDecisionKind))
    party_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"), index=True)
    """The locality it is about."""
    number: Mapped[str]
    issued_on: Mapped[date]
    issued_by: Mapped[str]
    """The body that decided, as the paper is headed."""
    reason: Mapped[str]
    houses: Mapped[int | None]
    """The locality's target from now on."""
    need_id: Mapped[int | None] = mapped_column(sa.ForeignKey("housing_need.id"), index=True)
    amount_vnd: Mapped[int | None]
    """The most that the office gives towards the need."""
    entered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    entered_at: Mapped[datetime]

    __table_args__ = (
        one_of("kind", PlanDecisionKind),
        sa.CheckConstraint(
            "length(number) > 0 AND length(issued_by) > 0 AND length(reason) > 0", name="paper"
        ),
        sa.CheckConstraint("(kind = 'target') = (houses IS NOT NULL)", name="target"),
        sa.CheckConstraint(
            "(kind = 'office_aid') = (need_id IS NOT NULL)"
            " AND (need_id IS NULL) = (amount_vnd IS NULL)",
            name="office_aid",
        ),
        sa.CheckConstraint("houses BETWEEN 0 AND 100", name="houses"),
        sa.CheckConstraint("amount_vnd BETWEEN 0 AND 1000000000000", name="amount"),
    )


class PlanDecisionWord(Model):
    """Xác nhận quyết định: the second person's word, once; a refusal has its reason."""

    plan_decision_id: Mapped[int] = mapped_column(
        sa.ForeignKey("plan_decision.id"), primary_key=True, autoincrement=False
    )
    word: Mapped[PlanWord] = mapped_column(Code(PlanWord))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    at: Mapped[datetime]
    reason: Mapped[str]

    __table_args__ = (
        one_of("word", PlanWord),
        sa.CheckConstraint("word <> 'refused' OR length(reason) > 0", name="refusal_has_reason"),
    )
