"""Entry on behalf of a unit (nhập thay): by a recorded delegation, confirmed by the unit."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Model


class Delegation(Model):
    """Ủy nhiệm nhập thay: the paper by which a unit lets the office record its signed lists."""

    id: Mapped[int] = mapped_column(primary_key=True)
    party_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"), index=True)
    paper: Mapped[str]
    starts_on: Mapped[date]
    ends_before: Mapped[date | None]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))

    __table_args__ = (
        sa.CheckConstraint("length(paper) > 0", name="paper"),
        sa.CheckConstraint("ends_before IS NULL OR ends_before > starts_on", name="dates"),
    )


class DelegatedSubmission(Model):
    """Lần nhập thay: one click made for another unit, and that unit's word on it."""

    submission_id: Mapped[int] = mapped_column(
        sa.ForeignKey("submission.id"), primary_key=True, autoincrement=False
    )
    delegation_id: Mapped[int] = mapped_column(sa.ForeignKey("delegation.id"), index=True)
    signed_list: Mapped[str]
    """Which signed paper list was keyed in."""
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))

    __table_args__ = (
        sa.CheckConstraint("length(signed_list) > 0", name="signed_list"),
        sa.CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed"),
    )
