"""Members who go from one cell to another, for good or for a time: asked and counted once (A10)."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of


class MoveKind(StrEnum):
    """For how long a member goes."""

    FINAL = "final"
    TEMPORARY = "temporary"
    """The member stays on the list of the cell they come from, and is asked where they are."""


class MoveState(StrEnum):
    """What has become of a move."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class MemberMove(Model):
    """Chuyển sinh hoạt đảng: proposed by the unit a member leaves, accepted by the one they join."""

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("party_member.id"))
    kind: Mapped[MoveKind] = mapped_column(Code(MoveKind))
    state: Mapped[MoveState] = mapped_column(Code(MoveState))
    from_cell_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"))
    to_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"))
    """The unit that is to accept; it chooses the cell."""
    to_cell_id: Mapped[int | None] = mapped_column(sa.ForeignKey("party_unit.id"))
    moves_on: Mapped[date]
    paper: Mapped[str] = mapped_column(default="")
    """The letter of introduction, if it is known."""
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")
    """Why it was declined."""
    ended_on: Mapped[date | None]
    """When a temporary stay ended."""

    __table_args__ = (
        sa.Index(
            "uq_member_move_waiting",
            "member_id",
            unique=True,
            sqlite_where=sa.text("state = 'proposed'"),
            postgresql_where=sa.text("state = 'proposed'"),
        ),
        sa.Index("ix_member_move_member", "member_id", "id"),
        sa.Index("ix_member_move_to_unit", "to_unit_id", "state"),
        one_of("kind", MoveKind),
        one_of("state", MoveState),
        sa.CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="decided"),
        sa.CheckConstraint("(decided_by_id IS NULL) = (decided_at IS NULL)", name="decided_by"),
        sa.CheckConstraint("(state = 'accepted') = (to_cell_id IS NOT NULL)", name="cell"),
        sa.CheckConstraint("to_cell_id <> from_cell_id", name="elsewhere"),
        sa.CheckConstraint(
            "ended_on IS NULL OR (kind = 'temporary' AND state = 'accepted')", name="ended"
        ),
    )
