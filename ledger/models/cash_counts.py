"""Counts of the cash in hand, by denomination, against the book."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Model

DENOMINATIONS_VND = (
    500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200,
)  # fmt: skip
"""The notes and coins in use, in đồng."""


class CashCount(Model):
    """Biên bản kiểm kê quỹ: what was counted, what the book said, and what was done about it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int] = mapped_column(sa.ForeignKey("book.id"))
    counted_on: Mapped[date]
    counted_at: Mapped[datetime]
    counted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    denominations: Mapped[str]
    """The count as JSON, note → pieces."""
    counted_vnd: Mapped[int]
    book_vnd: Mapped[int]
    reason: Mapped[str]
    conclusion: Mapped[str]
    witnesses: Mapped[str]
    """The names of those who signed, one a line."""
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("event.id"))
    """The cash over or short that was booked for the difference, if one was."""

    __table_args__ = (
        sa.Index("ix_cash_count_book", "book_id", "id"),
        sa.UniqueConstraint("event_id"),
        sa.CheckConstraint("counted_vnd >= 0 AND book_vnd >= 0", name="sums"),
        sa.CheckConstraint(
            "counted_vnd = book_vnd OR length(reason) > 0", name="difference_has_reason"
        ),
    )
