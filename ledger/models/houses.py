"""Houses. The book needs to name the house a grant is earmarked for."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Model


class House(Model):
    """Ngôi nhà cấp ủy: a house built for a member, in one locality."""

    id: Mapped[int] = mapped_column(primary_key=True)
    party_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"), index=True)
    name: Mapped[str]
    """How papers call it, e.g. “Ngôi nhà cấp ủy số 01 xã Long Sơn”; never a person's hardship."""

    __table_args__ = (sa.CheckConstraint("length(name) > 0", name="name"),)
