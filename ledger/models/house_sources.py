"""What else a house is built from: family, sponsors, other programmes; money, goods, labour.

Nothing of this passes through the books: it is given at the house. A line says what was promised;
its receipts say what came, with the paper that shows it.
"""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of


class SourceKind(StrEnum):
    """Who gives."""

    FAMILY = "family"
    KIN = "kin"
    CELL = "cell"
    SPONSOR = "sponsor"
    UPPER_COMMITTEE = "upper_committee"
    PROGRAMME = "programme"
    COMMUNITY = "community"


class SourceForm(StrEnum):
    """In what form."""

    MONEY = "money"
    GOODS = "goods"
    LABOUR = "labour"


class HouseSource(Model):
    """Nguồn đóng góp khác cho ngôi nhà: one line of the plan."""

    id: Mapped[int] = mapped_column(primary_key=True)
    house_id: Mapped[int] = mapped_column(sa.ForeignKey("house.id"), index=True)
    kind: Mapped[SourceKind] = mapped_column(Code(SourceKind))
    form: Mapped[SourceForm] = mapped_column(Code(SourceForm))
    name: Mapped[str]
    """The sponsor or programme by its name; empty for the family itself."""
    what: Mapped[str]
    """The goods, or what the money or labour is for."""
    planned_vnd: Mapped[int]
    """What it is worth; labour may be worth nothing in money."""
    planned_days: Mapped[int]
    entered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    entered_at: Mapped[datetime]
    dropped_reason: Mapped[str | None]
    """Why it will not come after all."""

    __table_args__ = (
        one_of("kind", SourceKind),
        one_of("form", SourceForm),
        sa.CheckConstraint("planned_vnd >= 0 AND planned_days >= 0", name="planned"),
        sa.CheckConstraint("form = 'labour' OR planned_days = 0", name="days_of_labour"),
    )


class HouseSourceReceipt(Model):
    """Đã nhận từ nguồn khác: what came, and the paper that shows it; a slip keeps its row."""

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(sa.ForeignKey("house_source.id"), index=True)
    received_on: Mapped[date]
    value_vnd: Mapped[int]
    days: Mapped[int]
    evidence: Mapped[str]
    entered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    entered_at: Mapped[datetime]
    removed_reason: Mapped[str | None]

    __table_args__ = (
        sa.CheckConstraint("value_vnd >= 0 AND days >= 0 AND value_vnd + days > 0", name="amounts"),
        sa.CheckConstraint("length(evidence) > 0", name="evidence"),
    )
