"""The questions whether a receipt is genuine, counted so that codes cannot be tried out (P18)."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Model


class CheckAttempt(Model):
    """Lần tra cứu phiếu: when, and from where as a hash; kept for some minutes only."""

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    """A hash of who asks: an account, or the address of somebody who is not logged in."""
    at: Mapped[datetime]

    __table_args__ = (
        sa.Index("ix_check_attempt_source_at", "source", "at"),
        sa.CheckConstraint("length(source) = 64", name="source"),
    )
