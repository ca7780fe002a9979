"""The day's receipts gathered in one list, for which one phiếu thu is made out.

A list is a paper about vouchers that are in the book already: it moves no money. It has numbers of
its own, 1, 2, 3 … per book and year, and does not change; receipts given later that day go on the
next list.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Model


class DailyList(Model):
    """Bảng kê biên lai thu tiền: the cash receipts of one day, of a unit or of one cell."""

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    book_id: Mapped[int] = mapped_column(sa.ForeignKey("book.id"))
    year: Mapped[int]
    number: Mapped[int]
    on_date: Mapped[date]
    """The day of the receipts."""
    cell_id: Mapped[int | None] = mapped_column(sa.ForeignKey("party_unit.id"))
    """The cell whose receipts these are; every receipt of the day if none."""
    counted_vnd: Mapped[int]
    """What the receipts that stood came to, in đồng."""
    last_position: Mapped[int]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))

    __table_args__ = (
        sa.UniqueConstraint("book_id", "year", "number"),
        sa.ForeignKeyConstraint(
            ["id", "last_position"],
            ["daily_list_line.daily_list_id", "daily_list_line.position"],
            name="fk_daily_list_complete",
            use_alter=True,
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.CheckConstraint("number >= 1", name="number"),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name="year"),
        sa.CheckConstraint("counted_vnd >= 0", name="counted"),
        sa.CheckConstraint("last_position >= 1", name="last_position"),
    )


class DailyListLine(Model):
    """Dòng của bảng kê: one receipt, on one list only, and what the list counts it for."""

    daily_list_id: Mapped[int] = mapped_column(
        sa.ForeignKey("daily_list.id"), primary_key=True, autoincrement=False
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    voucher_id: Mapped[int] = mapped_column(sa.ForeignKey("voucher.id"))
    counted_vnd: Mapped[int]
    """Its amount in đồng; nothing when it had been cancelled before the list was made."""

    __table_args__ = (
        sa.UniqueConstraint("voucher_id"),
        sa.CheckConstraint("position >= 1", name="position"),
        sa.CheckConstraint("counted_vnd >= 0", name="counted"),
    )
