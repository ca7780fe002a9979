"""Base pay (lương cơ sở): the state's amount that coefficients multiply, by date."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Model


class BasePay(Model):
    """Lương cơ sở: đồng a month from a day on, with its legal basis."""

    starts_on: Mapped[date] = mapped_column(primary_key=True)
    amount_vnd: Mapped[int]
    legal_basis: Mapped[str]

    __table_args__ = (sa.CheckConstraint("amount_vnd > 0", name="amount"),)
