"""The surveys of members in housing need that units return, every version kept: counts only."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Model


class NeedSurvey(Model):
    """Kết quả rà soát của đơn vị; no case (``cases`` 0) is an answer, too."""

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign_unit.id"))
    paper: Mapped[str] = mapped_column(default="")
    """The report or minutes of the survey as the unit numbered them, empty if it has none."""
    surveyed_on: Mapped[date]
    cases: Mapped[int]
    """How many members are in need; 0: chưa có trường hợp."""
    by_cell: Mapped[str] = mapped_column(default="{}")
    """The answer of each cell as JSON, id → cases; a cell that is not there has not answered."""
    entered_paper: Mapped[str] = mapped_column(default="")
    """The paper by which Ban Tổ chức entered it for the unit; empty: the unit did so itself."""
    reported_on: Mapped[date]
    """The day on which the unit first returned it; a correction keeps it."""
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    replaces_id: Mapped[int | None]
    withdrawn: Mapped[str] = mapped_column(default="")
    """Why the answer is taken back; empty: it stands."""

    __table_args__ = (
        sa.UniqueConstraint("id", "campaign_unit_id"),
        sa.UniqueConstraint("replaces_id"),
        sa.ForeignKeyConstraint(
            ["replaces_id", "campaign_unit_id"], ["need_survey.id", "need_survey.campaign_unit_id"]
        ),
        sa.Index(
            "uq_need_survey_first",
            "campaign_unit_id",
            unique=True,
            sqlite_where=sa.text("replaces_id IS NULL"),
            postgresql_where=sa.text("replaces_id IS NULL"),
        ),
        sa.Index("ix_need_survey_campaign_unit", "campaign_unit_id", "id"),
        sa.CheckConstraint("replaces_id <> id", name="replaces_another"),
        sa.CheckConstraint("replaces_id IS NOT NULL OR withdrawn = ''", name="withdrawn"),
        sa.CheckConstraint("cases >= 0", name="cases"),
    )
