"""List the purses of a scope, and name the house that a book's money is earmarked for.

Whoever keeps or reads purses may not know whose need it is, so the need stands there by its code.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from ledger.db import db
from ledger.labels import earmark_text
from ledger.models.books import Account, AccountKind, Book, Rule
from ledger.models.houses import House
from ledger.models.housing_needs import HousingNeed
from ledger.models.party_units import NameKind, PartyUnit
from ledger.reports.scope import Actor, names_on, within


@dataclass(frozen=True, slots=True, kw_only=True)
class BookLine:
    """State one purse of a list, in đồng."""

    book_id: int
    name: str
    earmark: str
    """Which house the money is for, empty for a unit's own."""
    rule: Rule
    cash_vnd: int
    bank_vnd: int


def books_in_scope(actor: Actor) -> tuple[BookLine, ...]:
    """Return the open purses of the units in scope with what they hold, in printed order."""
    held = {kind: orm.aliased(Account) for kind in (AccountKind.CASH, AccountKind.BANK)}
    cash, bank = held[AccountKind.CASH], held[AccountKind.BANK]
    query = (
        sa.select(
            Book.id,
            Book.rule,
            PartyUnit.id.label("unit_id"),
            House.name.label("house_name"),
            HousingNeed.code.label("need_code"),
            (cash.debits_vnd - cash.credits_vnd).label("cash_vnd"),
            (bank.debits_vnd - bank.credits_vnd).label("bank_vnd"),
        )
        .join(PartyUnit, PartyUnit.id == Book.party_unit_id)
        .outerjoin(House, House.id == Book.house_id)
        .outerjoin(HousingNeed, HousingNeed.id == House.need_id)
        .join(cash, sa.and_(cash.book_id == Book.id, cash.kind == AccountKind.CASH))
        .join(bank, sa.and_(bank.book_id == Book.id, bank.kind == AccountKind.BANK))
        .where(within(actor), Book.closed_on.is_(None))
        .order_by(sa.func.length(PartyUnit.path), PartyUnit.position, Book.id)
    )
    rows = db.session.execute(query).all()
    names = names_on([row.unit_id for row in rows], (NameKind.ORGANISATION,))
    return tuple(
        BookLine(
            book_id=row.id,
            name=names.get((row.unit_id, NameKind.ORGANISATION), ""),
            earmark=earmark_text(row.house_name, row.need_code or "") if row.house_name else "",
            rule=row.rule,
            cash_vnd=row.cash_vnd,
            bank_vnd=row.bank_vnd,
        )
        for row in rows
    )


def earmark_of(book: Book) -> str:
    """Return what a book's money is for, empty for a unit's own; asks only where there is one."""
    if book.house_id is None:
        return ""
    query = (
        sa.select(House.name, HousingNeed.code)
        .outerjoin(HousingNeed, HousingNeed.id == House.need_id)
        .where(House.id == book.house_id)
    )
    name, code = db.session.execute(query).one()
    return earmark_text(name, code or "")
