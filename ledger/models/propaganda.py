"""What units have done to make the campaign known, one row for each thing (tuyên truyền)."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of


class PropagandaKind(StrEnum):
    """By which way something was made known."""

    ARTICLE = "article"
    BROADCAST = "broadcast"
    SOCIAL = "social"
    MEETING = "meeting"
    VISUAL = "visual"
    BULLETIN = "bulletin"
    OTHER = "other"


class PropagandaReport(Model):
    """Hoạt động tuyên truyền; a correction or withdrawal is another row that names this one."""

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id"))
    party_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"))
    """Who did it: a unit of the campaign, or the committee itself."""
    done_on: Mapped[date]
    kind: Mapped[PropagandaKind] = mapped_column(Code(PropagandaKind))
    title: Mapped[str]
    link: Mapped[str] = mapped_column(default="")
    """An address to read it at, kept as text and never fetched."""
    entered_paper: Mapped[str] = mapped_column(default="")
    """The paper by which Ban Tổ chức entered it for the unit; empty: the unit did so itself."""
    reported_on: Mapped[date]
    """The day on which it was first reported; a correction keeps it."""
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    replaces_id: Mapped[int | None]
    withdrawn: Mapped[str] = mapped_column(default="")
    """Why the row is taken back; empty: it stands."""

    __table_args__ = (
        sa.UniqueConstraint("id", "campaign_id", "party_unit_id"),
        sa.UniqueConstraint("replaces_id"),
        sa.ForeignKeyConstraint(
            ["replaces_id", "campaign_id", "party_unit_id"],
            [
                "propaganda_report.id",
                "propaganda_report.campaign_id",
                "propaganda_report.party_unit_id",
            ],
        ),
        sa.Index("ix_propaganda_report_unit", "campaign_id", "party_unit_id", "id"),
        one_of("kind", PropagandaKind),
        sa.CheckConstraint("replaces_id <> id", name="replaces_another"),
        sa.CheckConstraint("replaces_id IS NOT NULL OR withdrawn = ''", name="withdrawn"),
        sa.CheckConstraint("length(title) > 0", name="title"),
        sa.CheckConstraint(
            "link = '' OR substr(link, 1, 7) = 'http://' OR substr(link, 1, 8) = 'https://'",
            name="link",
        ),
    )
