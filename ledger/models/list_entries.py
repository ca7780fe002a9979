"""The list of everyone who is asked, as it stood when the campaign opened."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of
from ledger.models.party_members import MemberStanding, NotAskedReason


class ListEntry(Model):
    """Dòng danh sách vận động: one member in one campaign, wherever they give."""

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id"))
    campaign_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign_unit.id"))
    cell_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"))
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("party_member.id"))
    position: Mapped[int]
    standing: Mapped[MemberStanding] = mapped_column(Code(MemberStanding))
    not_asked_reason: Mapped[NotAskedReason | None] = mapped_column(Code(NotAskedReason))
    asked_vnd: Mapped[int | None]
    """A day's pay or the suggested level; None: no level (not asked, or pay unknown)."""
    wage_sealed: Mapped[str | None]
    """The day's pay with every operand, sealed like the pay itself."""
    added_reason: Mapped[str | None]
    """Why the member was added after the campaign had opened."""

    __table_args__ = (
        sa.UniqueConstraint("campaign_id", "member_id"),
        sa.Index("ix_list_entry_sheet", "campaign_id", "cell_id", "position", "id"),
        sa.Index("ix_list_entry_unit", "campaign_unit_id", "not_asked_reason", "asked_vnd"),
        sa.Index("ix_list_entry_member", "member_id"),
        one_of("standing", MemberStanding),
        one_of("not_asked_reason", NotAskedReason),
        sa.CheckConstraint("asked_vnd > 0", name="asked"),
    )
