"""State the cash counts of a purse of the actor's unit, and what the biên bản kiểm kê quỹ says."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from ledger.db import db
from ledger.errors import NotFound
from ledger.labels import earmark_text, voucher_number
from ledger.models.books import Account, AccountKind, Book, Rule
from ledger.models.cash_counts import DENOMINATIONS_VND, CashCount
from ledger.models.houses import House
from ledger.models.housing_needs import HousingNeed
from ledger.models.journal import Transfer, Voucher
from ledger.models.party_units import NameKind
from ledger.models.users import UserAccount
from ledger.reports.purses import earmark_of
from ledger.reports.receipts import Signer
from ledger.reports.remittances import read_notes
from ledger.reports.scope import Actor, names_on, own_purse

PAGE_SIZE = 50
_NAMES = (
    NameKind.ORGANISATION,
    NameKind.COMMITTEE,
    NameKind.OFFICE,
    NameKind.ADDRESS,
    NameKind.HEAD_TITLE,
    NameKind.HEAD,
    NameKind.ACCOUNTANT,
    NameKind.CASHIER,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLine:
    """State one count, in đồng; ``voucher`` booked the difference, if that was done."""

    id: int
    book_id: int
    earmark: str
    """Which house's money was counted, empty for the unit's own."""
    counted_on: date
    counted_at: datetime
    counted_by: str
    counted_vnd: int
    book_vnd: int
    reason: str
    conclusion: str
    witnesses: tuple[str, ...]
    voucher: str
    notes: tuple[tuple[int, int], ...]
    """Note and pieces, the largest note first."""

    @property
    def difference_vnd(self) -> int:
        """What was counted above what the book said; below zero when short."""
        return self.counted_vnd - self.book_vnd


@dataclass(frozen=True, slots=True, kw_only=True)
class CountList:
    """State the counts of a purse, newest first, and what its book says now."""

    book_id: int
    earmark: str
    book_vnd: int
    lines: tuple[CountLine, ...]
    next_before: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """State a biên bản kiểm kê quỹ: every denomination, counted or not."""

    unit_name: str
    unit_address: str
    count: CountLine
    rows: tuple[tuple[int, int], ...]
    signers: tuple[Signer, ...]


def list_counts(
    actor: Actor, *, book_id: int | None = None, before: int | None = None
) -> CountList:
    """Return a page of the counts of the actor's own purse, or of the unit's book named.

    Raises:
        NotFound: the actor's unit has no such open book.

    """
    book = own_purse(actor, book_id)
    cash = db.session.get_one(Account, (book.id, AccountKind.CASH))
    query = _query(actor).where(CashCount.book_id == book.id).limit(PAGE_SIZE + 1)
    if before is not None:
        query = query.where(CashCount.id < before)
    lines = tuple(_line(row) for row in db.session.execute(query))
    return CountList(
        book_id=book.id,
        earmark=earmark_of(book),
        book_vnd=cash.balance_vnd,
        lines=lines[:PAGE_SIZE],
        next_before=lines[PAGE_SIZE - 1].id if len(lines) > PAGE_SIZE else None,
    )


def get_count(actor: Actor, count_id: int) -> CountLine:
    """Return one count of the actor's own unit.

    Raises:
        NotFound: no such count, or another unit's.

    """
    return _line(_one(actor, count_id))


def minutes(actor: Actor, count_id: int) -> Minutes:
    """Return what the paper of a count says.

    Raises:
        NotFound: no such count, or another unit's.

    """
    row = _one(actor, count_id)
    dated = names_on([row.party_unit_id], _NAMES, row.CashCount.counted_on)
    names = defaultdict(str, {kind: text for (_, kind), text in dated.items()})
    count = _line(row)
    office = names[NameKind.OFFICE] if row.rule is Rule.OFFICE else ""
    pieces = dict(count.notes)
    head = Signer(
        title=names[NameKind.HEAD_TITLE] or "Thủ trưởng đơn vị", name=names[NameKind.HEAD]
    )
    return Minutes(
        unit_name=(office or names[NameKind.COMMITTEE] or names[NameKind.ORGANISATION]).upper(),
        unit_address=names[NameKind.ADDRESS],
        count=count,
        rows=tuple((note, pieces.get(note, 0)) for note in DENOMINATIONS_VND),
        signers=(
            Signer(title="Thủ quỹ", name=names[NameKind.CASHIER]),
            Signer(title="Kế toán", name=names[NameKind.ACCOUNTANT]),
            Signer(title="Người kiểm kê"),
            Signer(title="Thủ trưởng đơn vị") if office else head,
        ),
    )


def _one(actor: Actor, count_id: int) -> sa.Row[*tuple[Any, ...]]:
    row = db.session.execute(_query(actor).where(CashCount.id == count_id)).one_or_none()
    if row is None:
        raise NotFound
    return row


def _query(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            CashCount,
            Book.rule,
            Book.party_unit_id,
            House.name.label("house_name"),
            HousingNeed.code.label("need_code"),
            UserAccount.full_name,
            Voucher.series,
            Voucher.year,
            Voucher.number,
        )
        .join(Book, Book.id == CashCount.book_id)
        .outerjoin(House, House.id == Book.house_id)
        .outerjoin(HousingNeed, HousingNeed.id == House.need_id)
        .join(UserAccount, UserAccount.id == CashCount.counted_by_id)
        .outerjoin(Transfer, Transfer.event_id == CashCount.event_id)
        .outerjoin(Voucher, Voucher.id == Transfer.voucher_id)
        .where(Book.party_unit_id == actor.party_unit_id)
        .order_by(CashCount.id.desc())
    )


def _line(row: sa.Row[*tuple[Any, ...]]) -> CountLine:
    count = row.CashCount
    return CountLine(
        id=count.id,
        book_id=count.book_id,
        earmark=earmark_text(row.house_name, row.need_code or "") if row.house_name else "",
        counted_on=count.counted_on,
        counted_at=count.counted_at,
        counted_by=row.full_name,
        counted_vnd=count.counted_vnd,
        book_vnd=count.book_vnd,
        reason=count.reason,
        conclusion=count.conclusion,
        witnesses=tuple(line.strip() for line in count.witnesses.splitlines() if line.strip()),
        voucher=(row.number and voucher_number(row.series, row.year, row.number)) or "",
        notes=read_notes(count.denominations),
    )
