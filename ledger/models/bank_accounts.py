"""Bank accounts of units: which account the notices name, from which day on."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Model


class BankAccount(Model):
    """Tài khoản ngân hàng của đơn vị: the bank's identification number and the account's own."""

    id: Mapped[int] = mapped_column(primary_key=True)
    party_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"))
    bin: Mapped[str]
    number: Mapped[str]

    __table_args__ = (
        sa.UniqueConstraint("party_unit_id", "bin", "number"),
        sa.CheckConstraint("length(bin) = 6", name="bin"),
        sa.CheckConstraint("length(number) BETWEEN 4 AND 19", name="number"),
    )


class BankAccountPeriod(Model):
    """Thời gian dùng tài khoản: from a day on this account is the one that money is sent to.

    Of several that have begun the one that began last holds, of one day the one written last.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_account_id: Mapped[int] = mapped_column(sa.ForeignKey("bank_account.id"), index=True)
    holder: Mapped[str]
    """The account's name as the bank shows it to who sends money."""
    starts_on: Mapped[date]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]

    __table_args__ = (sa.CheckConstraint("length(holder) BETWEEN 1 AND 150", name="holder"),)
