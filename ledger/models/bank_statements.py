"""Statements of bank accounts as they were imported."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Model


class BankStatement(Model):
    """Sao kê: one file of one account, what it spans and the balances that it states."""

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_account_id: Mapped[int] = mapped_column(sa.ForeignKey("bank_account.id"))
    filename: Mapped[str]
    sha256: Mapped[str]
    layout: Mapped[str]
    """How its columns were read, as JSON: the next statement of the account begins from it."""
    first_on: Mapped[date]
    last_on: Mapped[date]
    opening_vnd: Mapped[int | None]
    closing_vnd: Mapped[int | None]
    """What the account held after the last line, where the statement says so."""
    lines: Mapped[int]
    """How many lines it has; those that were known before are among them."""
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]

    __table_args__ = (
        sa.UniqueConstraint("bank_account_id", "sha256"),
        sa.Index("ix_bank_statement_last", "bank_account_id", "last_on", "id"),
        sa.CheckConstraint("last_on >= first_on", name="days"),
        sa.CheckConstraint("lines >= 1", name="lines"),
    )
