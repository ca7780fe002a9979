"""The plans that units make for their own campaign, every version kept."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of


class ModelKind(StrEnum):
    """Whether a unit registers a model of its own or takes one over."""

    NEW = "new"
    REPLICATED = "replicated"


class UnitPlan(Model):
    """Kế hoạch vận động của đơn vị: a version; a correction is another row that names this one."""

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign_unit.id"))
    number: Mapped[str]
    """The plan's number as on the paper: 05-KH/ĐU."""
    issued_on: Mapped[date]
    expected_vnd: Mapped[int | None]
    """What the unit expects to collect; None: the plan names no sum."""
    model_name: Mapped[str] = mapped_column(default="")
    """Đăng ký mô hình: what the unit registers, empty if nothing."""
    model_kind: Mapped[ModelKind | None] = mapped_column(Code(ModelKind))
    entered_paper: Mapped[str] = mapped_column(default="")
    """The paper by which Ban Tổ chức entered it for the unit; empty: the unit did so itself."""
    reported_on: Mapped[date]
    """The day on which the unit first reported it; a correction keeps it."""
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    replaces_id: Mapped[int | None]
    withdrawn: Mapped[str] = mapped_column(default="")
    """Why the report is taken back; empty: it stands."""

    __table_args__ = (
        sa.UniqueConstraint("id", "campaign_unit_id"),
        sa.UniqueConstraint("replaces_id"),
        sa.ForeignKeyConstraint(
            ["replaces_id", "campaign_unit_id"], ["unit_plan.id", "unit_plan.campaign_unit_id"]
        ),
        sa.Index(
            "uq_unit_plan_first",
            "campaign_unit_id",
            unique=True,
            sqlite_where=sa.text("replaces_id IS NULL"),
            postgresql_where=sa.text("replaces_id IS NULL"),
        ),
        sa.Index("ix_unit_plan_campaign_unit", "campaign_unit_id", "id"),
        one_of("model_kind", ModelKind),
        sa.CheckConstraint("replaces_id <> id", name="replaces_another"),
        sa.CheckConstraint("replaces_id IS NOT NULL OR withdrawn = ''", name="withdrawn"),
        sa.CheckConstraint("length(number) > 0", name="number"),
        sa.CheckConstraint("expected_vnd > 0", name="expected"),
        sa.CheckConstraint("(model_kind IS NULL) = (model_name = '')", name="model"),
    )
