"""What this database is: a real one, or the demo with its fixed working day."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Model


class Installation(Model):
    """Bản cài đặt: one row. ``demo_on`` set means invented people and a day that stands still."""

    id: Mapped[int] = mapped_column(primary_key=True)
    demo_on: Mapped[date | None]

    __table_args__ = (sa.CheckConstraint("id = 1", name="only_one"),)
