"""Whether the world may read the totals: decided on paper, shut until then."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of


class PublicAccess(StrEnum):
    """How far the public page is open."""

    SHUT = "shut"
    OPEN = "open"
    OPEN_TO_SEARCH = "open_to_search"
    """Search engines may list it, too."""


class PublicPageDecision(Model):
    """Quyết định về trang công khai: the last row of a committee counts, the others are history."""

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"))
    access: Mapped[PublicAccess] = mapped_column(Code(PublicAccess))
    paper: Mapped[str]
    """The decision's number."""
    decided_on: Mapped[date]
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))

    __table_args__ = (
        sa.Index("ix_public_page_decision_committee", "committee_id", "id"),
        one_of("access", PublicAccess),
        sa.CheckConstraint("length(paper) > 0", name="paper"),
    )
