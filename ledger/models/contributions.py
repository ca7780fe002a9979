"""Contributions: who a transfer into a book came from."""

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Model


class Method(StrEnum):
    """How money came in; each is the account it enters."""

    CASH = "cash"
    BANK = "bank"


class Contribution(Model):
    """Khoản ủng hộ: the facts of one transfer of that kind; a reversal has its own row, sign −1.

    What somebody has given is therefore Σ sign × amount, without looking for reversals.
    """

    transfer_id: Mapped[int] = mapped_column(
        sa.ForeignKey("transfer.id"), primary_key=True, autoincrement=False
    )
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id"))
    campaign_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign_unit.id"))
    list_entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("list_entry.id"))
    contributor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contributor.id"))
    sign: Mapped[int]
    amount_vnd: Mapped[int]
    received_on: Mapped[date]

    __table_args__ = (
        sa.Index(
            "ix_contribution_unit",
            "campaign_unit_id",
            "list_entry_id",
            "sign",
            "amount_vnd",
            "received_on",
        ),
        sa.Index("ix_contribution_entry", "list_entry_id"),
        sa.Index("ix_contribution_contributor", "contributor_id"),
        sa.CheckConstraint("sign IN (1, -1)", name="sign"),
        sa.CheckConstraint("amount_vnd > 0", name="amount"),
        sa.CheckConstraint("(list_entry_id IS NULL) <> (contributor_id IS NULL)", name="one_giver"),
    )
