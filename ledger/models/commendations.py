"""Commendations of collectives and people, as their papers say (khen thưởng)."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of


class RecipientKind(StrEnum):
    """Who is commended."""

    COLLECTIVE = "collective"
    PERSON = "person"


class Commendation(Model):
    """Khen thưởng; a correction or withdrawal is another row that names this one."""

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id"))
    party_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"))
    """The collective commended, or the unit that the person belongs to."""
    recipient_kind: Mapped[RecipientKind] = mapped_column(Code(RecipientKind))
    recipient: Mapped[str]
    """The name as on the paper."""
    form: Mapped[str]
    """What the paper is: giấy khen, bằng khen."""
    issuer: Mapped[str]
    number: Mapped[str]
    decided_on: Mapped[date]
    merit: Mapped[str]
    """What for; never an amount."""
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    replaces_id: Mapped[int | None]
    withdrawn: Mapped[str] = mapped_column(default="")
    """Why the row is taken back; empty: it stands."""

    __table_args__ = (
        sa.UniqueConstraint("id", "campaign_id"),
        sa.UniqueConstraint("replaces_id"),
        sa.ForeignKeyConstraint(
            ["replaces_id", "campaign_id"], ["commendation.id", "commendation.campaign_id"]
        ),
        sa.Index("ix_commendation_campaign", "campaign_id", "id"),
        one_of("recipient_kind", RecipientKind),
        sa.CheckConstraint("replaces_id <> id", name="replaces_another"),
        sa.CheckConstraint("replaces_id IS NOT NULL OR withdrawn = ''", name="withdrawn"),
        sa.CheckConstraint(
            "length(recipient) > 0 AND length(form) > 0 AND length(issuer) > 0"
            " AND length(number) > 0 AND length(merit) > 0",
            name="facts",
        ),
    )
