"""Houses and sums from before the software, as papers tell of them; they are in no book (J8)."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Model


class PriorFact(Model):
    """Số liệu trước khi dùng phần mềm: of one locality and year, with the paper that shows it.

    Rows are added, never changed: what was entered wrongly is replaced by another row, which may
    say nothing at all.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    party_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"), index=True)
    year: Mapped[int]
    houses: Mapped[int]
    """How many houses were handed over."""
    collected_vnd: Mapped[int]
    spent_vnd: Mapped[int]
    main_source: Mapped[str]
    """Who paid most of it, where it was not the unit's own money; empty otherwise."""
    note: Mapped[str]
    paper: Mapped[str]
    """Type, number and date of the paper."""
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("prior_fact.id"))
    reason: Mapped[str]
    """Why the earlier row is replaced; empty for a first one."""
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))

    __table_args__ = (
        sa.UniqueConstraint("replaces_id"),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name="year"),
        sa.CheckConstraint("houses BETWEEN 0 AND 100", name="houses"),
        sa.CheckConstraint(
            # Without BETWEEN, which PostgreSQL writes back differently after a dump.
            "collected_vnd >= 0 AND collected_vnd <= 1000000000000"
            " AND spent_vnd >= 0 AND spent_vnd <= 1000000000000",
            name="sums",
        ),
        sa.CheckConstraint("length(paper) > 0", name="paper"),
        sa.CheckConstraint(
            "replaces_id IS NULL OR length(reason) > 0", name="replacing_has_reason"
        ),
    )
