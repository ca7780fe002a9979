"""Givers who are not on the list: staff, households, businesses, collectives, anonymous."""

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of


class ContributorKind(StrEnum):
    """Who else may give."""

    STAFF = "staff"
    HOUSEHOLD = "household"
    BUSINESS = "business"
    COLLECTIVE = "collective"
    ANONYMOUS = "anonymous"


class Contributor(Model):
    """Người ủng hộ khác, known to one unit."""

    id: Mapped[int] = mapped_column(primary_key=True)
    party_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"))
    kind: Mapped[ContributorKind] = mapped_column(Code(ContributorKind))
    name: Mapped[str]
    search_key: Mapped[str]
    place: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        sa.Index("ix_contributor_unit", "party_unit_id", "search_key"),
        one_of("kind", ContributorKind),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 150", name="name"),
    )
