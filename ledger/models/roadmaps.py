"""What people say against the roadmap's own reckoning: a line overruled, a sum expected otherwise.

Both are added, never changed; the last word on a need, or on a unit's year, is the one that counts.
"""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of


class OverruleKind(StrEnum):
    """What somebody decided about one line of the roadmap."""

    YEAR = "year"
    """It is to be begun in this year."""
    LEAVE_OUT = "leave_out"
    """It is not planned for now."""
    FOLLOW_RULE = "follow_rule"
    """The rule holds for it again."""


class RoadmapOverride(Model):
    """Điều chỉnh lộ trình: one line put elsewhere than the rule puts it, and why."""

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(sa.ForeignKey("housing_need.id"))
    kind: Mapped[OverruleKind] = mapped_column(Code(OverruleKind))
    year: Mapped[int | None]
    reason: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))

    __table_args__ = (
        sa.Index("ix_roadmap_override_need", "need_id", "id"),
        one_of("kind", OverruleKind),
        sa.CheckConstraint("(kind = 'year') = (year IS NOT NULL)", name="year_of_kind"),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name="year"),
        sa.CheckConstraint("length(reason) > 0", name="reason"),
    )


class ExpectedSum(Model):
    """Dự kiến thu: what a unit's purse will take in a year, where the average is no guide."""

    id: Mapped[int] = mapped_column(primary_key=True)
    party_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"))
    year: Mapped[int]
    amount_vnd: Mapped[int | None]
    """None: the average of the campaigns so far holds again."""
    reason: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))

    __table_args__ = (
        sa.Index("ix_expected_sum_unit", "party_unit_id", "year", "id"),
        sa.CheckConstraint("amount_vnd BETWEEN 0 AND 1000000000000", name="amount"),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name="year"),
        sa.CheckConstraint("length(reason) > 0", name="reason"),
    )
