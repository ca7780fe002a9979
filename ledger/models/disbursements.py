"""Stages of payment under a decision: prepared by one person, paid by another.

Rows are added, never changed. A payment names its event before the money moves, so that a guard on
the journal can ask for it: no money leaves for a house, or for a grant, without a prepared stage
under a confirmed decision (P16).
"""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of
from ledger.models.books import Movement
from ledger.models.contributions import Method


class StageState(StrEnum):
    """What became of a prepared stage, read from the rows beside it."""

    WAITING = "waiting"
    PAID = "paid"
    CANCELLED = "cancelled"
    RETURNED = "returned"


class Disbursement(Model):
    """Khoản chi hỗ trợ: one stage as it was prepared, against the minutes of its acceptance."""

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Movement] = mapped_column(Code(Movement))
    """A disbursement to the house, or a grant into the house's book."""
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("decision.id"), index=True)
    house_id: Mapped[int] = mapped_column(sa.ForeignKey("house.id"), index=True)
    book_id: Mapped[int] = mapped_column(sa.ForeignKey("book.id"), index=True)
    """The purse it is paid from."""
    amount_vnd: Mapped[int]
    method: Mapped[Method] = mapped_column(Code(Method))
    stage: Mapped[str]
    accepted_on: Mapped[date | None]
    acceptance_number: Mapped[str]
    """The minutes that this stage rests on; a grant has none."""
    receiver: Mapped[str]
    receiver_place: Mapped[str]
    prepared_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    prepared_at: Mapped[datetime]

    __table_args__ = (
        one_of("method", Method),
        sa.CheckConstraint("kind IN ('disbursement', 'grant_out')", name="kind"),
        sa.CheckConstraint("amount_vnd BETWEEN 1 AND 1000000000000", name="amount"),
        sa.CheckConstraint("length(stage) > 0 AND length(receiver) > 0", name="words"),
        sa.CheckConstraint(
            "kind <> 'disbursement' OR (accepted_on IS NOT NULL AND length(acceptance_number) > 0)",
            name="acceptance",
        ),
    )


class DisbursementPayment(Model):
    """Chi tiền: the event by which a prepared stage was paid; who recorded it is on the event."""

    disbursement_id: Mapped[int] = mapped_column(
        sa.ForeignKey("disbursement.id"), primary_key=True, autoincrement=False
    )
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"))

    __table_args__ = (sa.UniqueConstraint("event_id"),)


class DisbursementReturn(Model):
    """Trả lại khoản đã chuẩn bị: it will not be paid, and why; prepare another one."""

    disbursement_id: Mapped[int] = mapped_column(
        sa.ForeignKey("disbursement.id"), primary_key=True, autoincrement=False
    )
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    at: Mapped[datetime]
    reason: Mapped[str]

    __table_args__ = (sa.CheckConstraint("length(reason) > 0", name="reason"),)
