"""State which bank account a unit's money is sent to, and which accounts it has had."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from ledger import clock
from ledger.banks import bank_name
from ledger.db import db
from ledger.errors import NotFound
from ledger.models.bank_accounts import BankAccount, BankAccountPeriod
from ledger.models.users import UserAccount
from ledger.reports.scope import Actor, own_purse


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """State an account from a day on, who entered it and when."""

    account_id: int
    bin: str
    number: str
    holder: str
    starts_on: date
    recorded_by: str
    recorded_at: datetime

    @property
    def bank(self) -> str:
        """The bank's short name."""
        return bank_name(self.bin)

    @property
    def words(self) -> str:
        """The bank and the number, as sentences name the account."""
        return f"{self.bank} {self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountHistory:
    """State a unit's account in force, if there is one, and all that were entered, newest first."""

    current: AccountLine | None
    lines: tuple[AccountLine, ...]


def account_history(actor: Actor) -> AccountHistory:
    """Return the accounts of the actor's own unit.

    Raises:
        NotFound: the unit has no open book of its own.

    """
    require_own_purse(actor)
    rows = db.session.execute(_lines(actor.party_unit_id)).mappings()
    lines = tuple(AccountLine(**row) for row in rows)
    begun = (line for line in lines if line.starts_on <= clock.today())
    return AccountHistory(current=next(begun, None), lines=lines)


def current_account(party_unit_id: int) -> AccountLine | None:
    """Return the account that money is sent to today, None where the unit has none."""
    query = _lines(party_unit_id).where(BankAccountPeriod.starts_on <= clock.today()).limit(1)
    row = db.session.execute(query).mappings().one_or_none()
    return AccountLine(**row) if row else None


def own_account(actor: Actor, account_id: int) -> BankAccount:
    """Return one account of the actor's own unit.

    Raises:
        NotFound: no such account, or another unit's.

    """
    query = sa.select(BankAccount).where(
        BankAccount.id == account_id, BankAccount.party_unit_id == actor.party_unit_id
    )
    account = db.session.scalar(query)
    if account is None:
        raise NotFound
    return account


def require_own_purse(actor: Actor) -> int:
    """Return the id of the open book of the actor's own unit.

    Raises:
        NotFound: it has none of its own, as a cell of a commune.

    """
    return own_purse(actor).id


def _lines(party_unit_id: int) -> sa.Select[int, str, str, str, date, str, datetime]:
    return (
        sa.select(
            BankAccount.id.label("account_id"),
            BankAccount.bin,
            BankAccount.number,
            BankAccountPeriod.holder,
            BankAccountPeriod.starts_on,
            UserAccount.full_name.label("recorded_by"),
            BankAccountPeriod.recorded_at,
        )
        .join(BankAccountPeriod, BankAccountPeriod.bank_account_id == BankAccount.id)
        .join(UserAccount, UserAccount.id == BankAccountPeriod.recorded_by_id)
        .where(BankAccount.party_unit_id == party_unit_id)
        .order_by(BankAccountPeriod.starts_on.desc(), BankAccountPeriod.id.desc())
    )
