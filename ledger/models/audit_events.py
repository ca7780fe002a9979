"""Who did what, when, before and after. Append-only; without a chain, which would be one queue."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Model


class AuditEvent(Model):
    """Nhật ký thao tác."""

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    action: Mapped[str]
    """What was done, as ``noun.verb``."""
    subject: Mapped[str]
    """To what, as ``table:id``."""
    party_unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("party_unit.id"))
    """The unit whose affairs it concerns, for the scope of readers."""
    before: Mapped[str | None]
    after: Mapped[str | None]

    __table_args__ = (
        sa.Index("ix_audit_event_subject", "subject"),
        sa.Index("ix_audit_event_unit", "party_unit_id", "id"),
    )
