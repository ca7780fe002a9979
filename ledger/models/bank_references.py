"""References that transfers carry in their remark, so that the money finds its giver."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Model


class BankReference(Model):
    """Mã chuyển khoản: what the remark of a transfer says, for a person or a cell of one campaign.

    It is printed on paper, so it never changes and is never given to another.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign_unit.id"))
    list_entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("list_entry.id"))
    cell_id: Mapped[int | None] = mapped_column(sa.ForeignKey("party_unit.id"))
    """The cell whose notice carries it; the unit itself where it has no cells."""
    code: Mapped[str]
    """Without the blank that papers print in it."""
    made_at: Mapped[datetime]

    __table_args__ = (
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("list_entry_id"),
        sa.UniqueConstraint("campaign_unit_id", "cell_id"),
        sa.CheckConstraint("(list_entry_id IS NULL) <> (cell_id IS NULL)", name="one_giver"),
        sa.CheckConstraint("length(code) BETWEEN 8 AND 18", name="code"),
    )
