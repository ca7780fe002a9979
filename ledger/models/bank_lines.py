"""Lines of bank statements, and what became of the money of each.

A line is a fact of the bank and never changes. What it was used for stands beside it: a
contribution that was recorded from it, a receipt that was there before, a movement at the bank, or
that it is no contribution. A use counts while its event is not cancelled and it was not released,
so that cancelling a receipt puts the line back among those that wait. The sum of what counts never
exceeds the line's amount, nor an event's: a guard of the database.
"""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of


class BankLine(Model):
    """Dòng sao kê: one movement of a bank account, kept once however often it is exported."""

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_account_id: Mapped[int] = mapped_column(sa.ForeignKey("bank_account.id"))
    statement_id: Mapped[int] = mapped_column(sa.ForeignKey("bank_statement.id"), index=True)
    """The statement that brought it first."""
    on_date: Mapped[date]
    sign: Mapped[int]
    """1 for money that came in (ghi có), -1 for money that went out."""
    amount_vnd: Mapped[int]
    balance_vnd: Mapped[int | None]
    """What the account held afterwards, where the statement says so."""
    reference: Mapped[str]
    """The bank's own number of the movement; empty where it has none."""
    remark_sealed: Mapped[str]
    """The remark, with names and account numbers of private people."""
    fingerprint: Mapped[str]
    """A keyed digest of the remark and the bank's number, to know the line again by."""
    occurrence: Mapped[int]
    """1, 2, … among lines that are the same in everything else."""

    __table_args__ = (
        sa.UniqueConstraint(
            "bank_account_id",
            "on_date",
            "sign",
            "amount_vnd",
            "fingerprint",
            "occurrence",
            name="uq_bank_line_same",
        ),
        sa.Index("ix_bank_line_account", "bank_account_id", "sign", "on_date", "id"),
        sa.CheckConstraint("sign IN (1, -1)", name="sign"),
        sa.CheckConstraint("amount_vnd BETWEEN 1 AND 1000000000000", name="amount"),
        sa.CheckConstraint("length(fingerprint) = 64", name="fingerprint"),
        sa.CheckConstraint("occurrence >= 1", name="occurrence"),
    )


class BankUseKind(StrEnum):
    """How a line's money was recognised."""

    REFERENCE = "reference"
    """By the reference in its remark."""
    CHOSEN = "chosen"
    """By the treasurer, who said whose it is."""
    LINKED = "linked"
    """As a receipt that had been written before."""
    MOVEMENT = "movement"
    """As interest or a fee of the bank."""
    OTHER = "other"
    """As no contribution."""


class OtherMoney(StrEnum):
    """Why a line is no contribution."""

    INTEREST = "interest"
    FEE = "fee"
    RETURNED = "returned"
    """A transfer that came back or was sent back."""
    OWN_MONEY = "own_money"
    """The unit's own money moving, such as cash brought to the bank."""
    NOT_FOR_US = "not_for_us"
    """Sent by mistake, to be sent back."""
    OTHER = "other"


class BankLineUse(Model):
    """Việc sử dụng một dòng sao kê: which event its money is, in part or whole, or none."""

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_line_id: Mapped[int] = mapped_column(sa.ForeignKey("bank_line.id"), index=True)
    kind: Mapped[BankUseKind] = mapped_column(Code(BankUseKind))
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("event.id"), index=True)
    amount_vnd: Mapped[int]
    reason: Mapped[OtherMoney | None] = mapped_column(Code(OtherMoney))
    note: Mapped[str]
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    made_at: Mapped[datetime]

    __table_args__ = (
        one_of("kind", BankUseKind),
        one_of("reason", OtherMoney),
        sa.CheckConstraint("amount_vnd > 0", name="amount"),
        sa.CheckConstraint("(kind = 'other') = (event_id IS NULL)", name="event"),
        sa.CheckConstraint("(kind = 'other') = (reason IS NOT NULL)", name="other_has_reason"),
    )


class BankLineRelease(Model):
    """Bỏ ghép: a use that was a mistake counts no more; the line waits again."""

    use_id: Mapped[int] = mapped_column(
        sa.ForeignKey("bank_line_use.id"), primary_key=True, autoincrement=False
    )
    released_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    released_at: Mapped[datetime]
