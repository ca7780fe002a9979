"""What happens to a receipt after posting: cancelling and reprinting."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of


class DonorCopy(StrEnum):
    """Where the giver's copy of a cancelled receipt is."""

    RETURNED = "returned"
    NOT_GIVEN = "not_given"
    LOST = "lost"
    KEPT_BY_GIVER = "kept_by_giver"


class ReceiptVoid(Model):
    """Hủy phiếu: the receipt keeps its number; the adjustment voucher has its own."""

    voucher_id: Mapped[int] = mapped_column(
        sa.ForeignKey("voucher.id"), primary_key=True, autoincrement=False
    )
    adjustment_id: Mapped[int] = mapped_column(sa.ForeignKey("voucher.id"))
    replacement_id: Mapped[int | None] = mapped_column(sa.ForeignKey("voucher.id"))
    donor_copy: Mapped[DonorCopy] = mapped_column(Code(DonorCopy))
    reason: Mapped[str]

    __table_args__ = (
        sa.UniqueConstraint("adjustment_id"),
        sa.UniqueConstraint("replacement_id"),
        one_of("donor_copy", DonorCopy),
        sa.CheckConstraint("length(reason) > 0", name="reason"),
    )


class ReceiptPrint(Model):
    """In lại: the nth copy after the original, who printed it and when."""

    id: Mapped[int] = mapped_column(primary_key=True)
    voucher_id: Mapped[int] = mapped_column(sa.ForeignKey("voucher.id"))
    copy_no: Mapped[int]
    printed_at: Mapped[datetime]
    printed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))

    __table_args__ = (
        sa.UniqueConstraint("voucher_id", "copy_no"),
        sa.CheckConstraint("copy_no >= 1", name="copy_no"),
    )
