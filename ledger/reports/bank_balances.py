"""Hold the books' money at the bank beside what the last statement says, and explain the gap.

Nothing is forced: the comparison names what either side has and the other has not, and what of the
gap stays without a name.
"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ledger.db import db
from ledger.models.bank_accounts import BankAccount
from ledger.models.bank_lines import BankLine, BankLineUse
from ledger.models.bank_statements import BankStatement
from ledger.models.books import Account, AccountKind, Book
from ledger.models.journal import Event, Transfer
from ledger.reports.bank_accounts import require_own_purse
from ledger.reports.bank_lines import is_live
from ledger.reports.scope import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """State both balances on the last day of the last statement, in đồng, and what parts them."""

    on: date
    book_vnd: int
    bank_vnd: int
    came_vnd: int
    """What came in on statements and is in no event of the book."""
    went_vnd: int
    """What went out on statements and is in no event of the book."""
    unseen_vnd: int
    """What the book has and no line stands behind: in above zero, out below."""

    @property
    def gap_vnd(self) -> int:
        """How much more the bank has than the book."""
        return self.bank_vnd - self.book_vnd

    @property
    def rest_vnd(self) -> int:
        """What of the gap has no name here, such as a balance before the first statement."""
        return self.gap_vnd - (self.came_vnd - self.went_vnd - self.unseen_vnd)


def compare_balance(actor: Actor) -> Balance | None:
    """Compare the actor's own book with its last statement; None without a stated balance.

    Raises:
        NotFound: the unit has no open book of its own.

    """
    require_own_purse(actor)
    last = _last_statement(actor.party_unit_id)
    if last is None:
        return None
    account_id, on, bank_vnd = last
    book_vnd, unbooked = books_on(actor.party_unit_id, on), _unbooked(account_id, on)
    return Balance(
        on=on,
        book_vnd=book_vnd,
        bank_vnd=bank_vnd,
        came_vnd=unbooked.get(1, 0),
        went_vnd=unbooked.get(-1, 0),
        unseen_vnd=book_vnd - _seen(account_id, on),
    )


def _last_statement(party_unit_id: int) -> tuple[int, date, int] | None:
    query = (
        sa.select(BankStatement.bank_account_id, BankStatement.last_on, BankStatement.closing_vnd)
        .join(BankAccount, BankAccount.id == BankStatement.bank_account_id)
        .where(BankAccount.party_unit_id == party_unit_id, BankStatement.closing_vnd.is_not(None))
        .order_by(BankStatement.last_on.desc(), BankStatement.id.desc())
        .limit(1)
    )
    row = db.session.execute(query).one_or_none()
    return (row[0], row[1], int(row[2] or 0)) if row else None


def books_on(party_unit_id: int, on: date) -> int:
    """Return what the unit's books had at the bank at the end of a day.

    The money of houses stands in books of its own, and in the same account of the bank.
    """
    books = sa.select(Book.id).where(Book.party_unit_id == party_unit_id)
    now = sa.select(sa.func.sum(Account.debits_vnd - Account.credits_vnd)).where(
        Account.book_id.in_(books), Account.kind == AccountKind.BANK
    )
    is_in = Transfer.debit == AccountKind.BANK
    later = (
        sa.select(sa.func.sum(sa.case((is_in, Transfer.amount_vnd), else_=-Transfer.amount_vnd)))
        .join(Event, Event.id == Transfer.event_id)
        .where(
            Transfer.book_id.in_(books),
            sa.or_(is_in, Transfer.credit == AccountKind.BANK),
            Event.on_date > on,
        )
    )
    return int(db.session.scalar(now) or 0) - int(db.session.scalar(later) or 0)


def _unbooked(account_id: int, on: date) -> dict[int, int]:
    """Return, by direction, what lines until a day have that no event of the book has."""
    booked = (
        sa.select(sa.func.coalesce(sa.func.sum(BankLineUse.amount_vnd), 0))
        .where(
            BankLineUse.bank_line_id == BankLine.id, BankLineUse.event_id.is_not(None), is_live()
        )
        .scalar_subquery()
    )
    query = (
        sa.select(BankLine.sign, sa.func.sum(BankLine.amount_vnd - booked))
        .where(BankLine.bank_account_id == account_id, BankLine.on_date <= on)
        .group_by(BankLine.sign)
    )
    return {sign: int(sum_vnd) for sign, sum_vnd in db.session.execute(query)}


def _seen(account_id: int, on: date) -> int:
    """Return what of the account's lines until a day stands in the book: in above zero."""
    query = (
        sa.select(sa.func.sum(BankLine.sign * BankLineUse.amount_vnd))
        .select_from(BankLineUse)
        .join(BankLine, BankLine.id == BankLineUse.bank_line_id)
        .where(
            BankLine.bank_account_id == account_id,
            BankLine.on_date <= on,
            BankLineUse.event_id.is_not(None),
            is_live(),
        )
    )
    return int(db.session.scalar(query) or 0)
