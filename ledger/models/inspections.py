"""Inspections: the decision that opens members' names and amounts to an inspector."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Model


class Inspection(Model):
    """Quyết định kiểm tra, as an inspector entered it before names were shown."""

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    party_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"))
    """The unit under inspection; names open for it and all below it."""
    paper: Mapped[str]
    """The decision's number, as on the paper."""
    decided_on: Mapped[date]
    entered_at: Mapped[datetime]
    ends_before: Mapped[date]

    __table_args__ = (
        sa.Index("ix_inspection_user", "user_id", "ends_before"),
        sa.CheckConstraint("length(paper) > 0", name="paper"),
        sa.CheckConstraint("ends_before > decided_on", name="dates"),
    )
