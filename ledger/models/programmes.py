"""The programme: its name, its legal basis and its target are data, not code."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Model


class Programme(Model):
    """Chương trình: “Ngôi nhà cấp ủy”, elsewhere “Căn nhà cấp ủy”."""

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"))
    name: Mapped[str]
    legal_basis: Mapped[str]
    first_year: Mapped[int]
    last_year: Mapped[int]
    houses_per_locality: Mapped[int]

    __table_args__ = (
        sa.UniqueConstraint("committee_id"),
        sa.CheckConstraint("last_year >= first_year", name="years"),
        sa.CheckConstraint("houses_per_locality >= 0", name="houses_per_locality"),
    )
