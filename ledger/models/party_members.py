"""Party members: who would be asked, and by which rule."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of


class MemberStanding(StrEnum):
    """Which rule of the letter a member falls under."""

    WORKING = "working"
    RESIDENTIAL = "residential"


class NotAskedReason(StrEnum):
    """Why a member is not asked: a neutral code, never illness or poverty in words."""

    EXEMPT_FROM_DUTIES = "exempt_from_duties"
    AWAY = "away"
    ASKED_ELSEWHERE = "asked_elsewhere"
    UNIT_DECISION = "unit_decision"


class PartyMember(Model):
    """Đảng viên. Pay is sealed; names carry keys of our own for search and order."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    """An opaque code that names the row on lists that travel; also seals the pay to its row."""
    cell_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"))
    full_name: Mapped[str]
    name_key: Mapped[str]
    search_key: Mapped[str]
    sort_key: Mapped[str]
    birth_year: Mapped[int | None]
    position: Mapped[int]
    """The place in the cell's printed list."""
    standing: Mapped[MemberStanding] = mapped_column(Code(MemberStanding))
    not_asked_reason: Mapped[NotAskedReason | None] = mapped_column(Code(NotAskedReason))
    not_asked_decided_by: Mapped[str | None]
    pay_sealed: Mapped[str | None]
    left_at: Mapped[datetime | None]
    """When the member left the cell for good (transferred, died); history stays."""
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("party_member.id"))
    """The record that stands for this person; this one is kept for what was written with it."""
    merged_at: Mapped[datetime | None]
    hosted_cell_id: Mapped[int | None] = mapped_column(sa.ForeignKey("party_unit.id"))
    """The cell that asks the member while they stay there for a time; None: their own."""

    @property
    def asked_cell_id(self) -> int:
        """The cell that asks the member: where they stay for a time, else their own."""
        return self.hosted_cell_id or self.cell_id

    __table_args__ = (
        sa.UniqueConstraint("code"),
        sa.Index("ix_party_member_cell_position", "cell_id", "position", "id"),
        sa.Index("ix_party_member_name_key", "name_key"),
        sa.Index("ix_party_member_search_key", "search_key"),
        sa.Index("ix_party_member_sort_key", "sort_key", "id"),
        sa.Index("ix_party_member_merged_into", "merged_into_id"),
        sa.Index("ix_party_member_hosted_cell", "hosted_cell_id"),
        one_of("standing", MemberStanding),
        one_of("not_asked_reason", NotAskedReason),
        sa.CheckConstraint("birth_year BETWEEN 1900 AND 2100", name="birth_year"),
        sa.CheckConstraint(
            "(not_asked_reason IS NULL) = (not_asked_decided_by IS NULL)", name="not_asked"
        ),
        sa.CheckConstraint("length(full_name) BETWEEN 1 AND 150", name="full_name"),
        sa.CheckConstraint("(merged_into_id IS NULL) = (merged_at IS NULL)", name="merged"),
        sa.CheckConstraint("merged_into_id IS NULL OR left_at IS NOT NULL", name="merged_left"),
    )
