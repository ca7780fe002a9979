"""What each unit is asked to report in a year's campaign, and by when (triển khai)."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of


class RolloutItem(StrEnum):
    """One thing that every unit does in a campaign."""

    PLAN = "plan"
    SURVEY = "survey"
    PROPAGANDA = "propaganda"
    COLLECTION = "collection"
    """Computed from what was recorded; nobody reports it."""


class ItemState(StrEnum):
    """How far a unit has come with an item; worked out, never stored."""

    DONE = "done"
    LATE = "late"
    """Reported after the day it was due."""
    WAITING = "waiting"
    OVERDUE = "overdue"


class RolloutDeadline(Model):
    """Thời hạn triển khai: the last row of a campaign and item counts, earlier ones are history."""

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id"))
    item: Mapped[RolloutItem] = mapped_column(Code(RolloutItem))
    due_on: Mapped[date]
    """The last day on which the report is in time."""
    paper: Mapped[str]
    """The paper that sets it: type, number, date."""
    set_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    set_at: Mapped[datetime]

    __table_args__ = (
        sa.Index("ix_rollout_deadline_campaign", "campaign_id", "item", "id"),
        one_of("item", RolloutItem),
        sa.CheckConstraint("length(paper) > 0", name="paper"),
    )
