"""Two records that somebody took for one person and that are two (F6).

A merge itself is a pointer on the member (``party_members``); what is kept here is the other answer.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Model


class MemberDistinction(Model):
    """Hai người khác nhau: two members who are alike and are not the same, so nobody asks again."""

    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(sa.ForeignKey("party_member.id"))
    second_id: Mapped[int] = mapped_column(sa.ForeignKey("party_member.id"), index=True)
    decided_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    decided_at: Mapped[datetime]

    __table_args__ = (
        sa.UniqueConstraint("first_id", "second_id"),
        sa.CheckConstraint("first_id < second_id", name="order"),
    )
