"""Money on its way from an agency unit to the committee's office: sent by one, counted by another."""

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of


class RemittanceMethod(StrEnum):
    """How the money travels."""

    CASH = "cash"
    BANK = "bank"
    DIRECT = "direct"
    """Pay-roll deductions paid straight from the agency's account to the office's."""


class Remittance(Model):
    """Bảng kê nộp kinh phí vận động: what one unit sent; in transit until it has an arrival."""

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign_unit.id"))
    sent_event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"))
    """The event whose transfers put the money into transit."""
    method: Mapped[RemittanceMethod] = mapped_column(Code(RemittanceMethod))
    amount_vnd: Mapped[int]
    sent_on: Mapped[date]
    carrier: Mapped[str]
    """Who brings the cash, or the bank's reference of the transfer."""

    __table_args__ = (
        sa.UniqueConstraint("sent_event_id"),
        sa.Index("ix_remittance_unit", "campaign_unit_id", "id"),
        one_of("method", RemittanceMethod),
        sa.CheckConstraint("amount_vnd > 0", name="amount"),
    )


class RemittanceArrival(Model):
    """Văn phòng nhận: what was really counted, and what went back with which reason."""

    remittance_id: Mapped[int] = mapped_column(
        sa.ForeignKey("remittance.id"), primary_key=True, autoincrement=False
    )
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"))
    received_vnd: Mapped[int]
    returned_vnd: Mapped[int]
    reason: Mapped[str]
    """Why less was taken than sent; empty when all of it was."""
    denominations: Mapped[str]
    """The count as JSON, note → pieces; empty for the bank."""

    __table_args__ = (
        sa.UniqueConstraint("event_id"),
        sa.CheckConstraint(
            "received_vnd >= 0 AND returned_vnd >= 0 AND received_vnd + returned_vnd > 0",
            name="amounts",
        ),
        sa.CheckConstraint("returned_vnd = 0 OR length(reason) > 0", name="return_has_reason"),
    )
