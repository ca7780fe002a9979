"""State the cash book (sổ quỹ tiền mặt): one line per voucher, the balance after each.

K1  Lines stand in posting order: an entry of an earlier day is never slipped in between.
K2  A voucher belongs to the year of its number, so a year's book holds that year's numbers without
    a gap; it opens with what the years before left.
K3  The unit itself reads who gave what, and an inspector by a decision. Above it a year's gifts are
    one line, the first: their number and sum, less what was cancelled, so nobody's stands alone.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from ledger import clock
from ledger.db import db
from ledger.errors import NotFound
from ledger.labels import label, voucher_number
from ledger.models.books import Account, AccountKind, Book, Movement, Rule
from ledger.models.journal import Event, EventParty, Transfer, Voucher, VoucherSeries
from ledger.models.party_units import NameKind
from ledger.models.users import Role
from ledger.reports.inspections import opens
from ledger.reports.list_receipts import payer_text
from ledger.reports.purses import earmark_of
from ledger.reports.receipts import Signer
from ledger.reports.scope import Actor, book_in_scope, names_on

PAGE_LINES = 100
_CASH = AccountKind.CASH
_INSIDERS = frozenset({Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER, Role.SECRETARY})
_NAMES = (
    NameKind.ORGANISATION, NameKind.COMMITTEE, NameKind.OFFICE, NameKind.ADDRESS,
    NameKind.HEAD_TITLE, NameKind.HEAD, NameKind.ACCOUNTANT, NameKind.CASHIER,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CashBookLine:
    """State one line, in posting order; of the two numbers one is empty."""

    seq: int
    recorded_on: date
    voucher_on: date
    receipt_number: str
    payment_number: str
    description: str
    in_vnd: int
    out_vnd: int
    balance_vnd: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CashBook:
    """State the cash book of one purse for the days [starts_on, ends_before).

    ``fund`` is the kind of money, “tiền mặt”; ``earmark`` which house it is for, empty for a unit's
    own; ``opened_on`` the day the book was opened.
    """

    unit_name: str
    unit_address: str
    fund: str
    earmark: str
    starts_on: date
    ends_before: date
    opening_vnd: int
    lines: tuple[CashBookLine, ...]
    in_total_vnd: int
    out_total_vnd: int
    closing_vnd: int
    opened_on: date | None
    signers: tuple[Signer, ...]
    check_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CashBookPage:
    """State one page of a book on the screen; its totals are the whole year's."""

    book_id: int
    book: CashBook
    year: int
    years: tuple[int, ...]
    page: int
    pages: int
    first_line: int
    """How many lines stand before this page."""
    own: bool
    """Whether the reader's own unit keeps it, and it is open."""
    empty: bool
    """Whether nothing was ever posted, so that an opening balance may be."""
    balance_vnd: int
    """What the purse holds now, in cash."""
    bank_vnd: int


@dataclass(frozen=True, slots=True)
class _Turnover:
    """What came in and went out in a year, and what was there before, in đồng."""

    opening_vnd: int
    in_vnd: int
    out_vnd: int
    lines: int
    opened: bool
    """Whether each gift is a line (K3)."""


def cash_book(actor: Actor, book_id: int, year: int | None = None) -> CashBook:
    """Return a year's whole cash book, for paper and spreadsheet; the last year if not given.

    Raises:
        NotFound: no such book, or not in scope; nothing in that year.

    """
    book = book_in_scope(actor, book_id)
    years = _years(book)
    shown = years[0] if year is None else year
    if shown not in years:
        raise NotFound
    return _state(book, shown, _turnover(book_id, shown, opened=_reads_gifts(actor, book)))


def cash_book_page(
    actor: Actor, book_id: int, *, year: int | None = None, page: int | None = None
) -> CashBookPage:
    """Return one page of a year's cash book; by default the last page of the last year.

    Raises:
        NotFound: no such book, or not in scope.

    """
    book = book_in_scope(actor, book_id)
    years = _years(book)
    shown = year if year in years else years[0]
    turnover = _turnover(book_id, shown, opened=_reads_gifts(actor, book))
    pages = max(1, -(-turnover.lines // PAGE_LINES))
    number = page if page is not None and 1 <= page <= pages else pages
    first = (number - 1) * PAGE_LINES
    held = dict(
        db.session.execute(
            sa.select(Account.kind, Account.debits_vnd - Account.credits_vnd).where(
                Account.book_id == book_id, Account.kind.in_((_CASH, AccountKind.BANK))
            )
        ).all()
    )
    return CashBookPage(
        book_id=book_id,
        book=_state(book, shown, turnover, skip=first, limit=PAGE_LINES),
        year=shown,
        years=years,
        page=number,
        pages=pages,
        first_line=first,
        own=book.party_unit_id == actor.party_unit_id and book.closed_on is None,
        empty=book.last_seq == 0,
        balance_vnd=held[_CASH],
        bank_vnd=held[AccountKind.BANK],
    )


def _reads_gifts(actor: Actor, book: Book) -> bool:
    """Say whether the reader may see who gave what (K3): the office in its own book only."""
    own = book.party_unit_id == actor.party_unit_id
    inside = actor.role in _INSIDERS or (actor.role is Role.OFFICE and book.rule is Rule.OFFICE)
    return (own and inside) or opens(actor, book.party_unit_id)


def _state(
    book: Book,
    year: int,
    turnover: _Turnover,
    *,
    skip: int = 0,
    limit: int | None = None,
) -> CashBook:
    today = clock.today()
    ends_before = today + timedelta(days=1) if year == today.year else date(year + 1, 1, 1)
    dated = names_on([book.party_unit_id], _NAMES, ends_before - timedelta(days=1))
    names = defaultdict(str, {kind: text for (_, kind), text in dated.items()})
    office = names[NameKind.OFFICE] if book.rule is Rule.OFFICE else ""
    rows = _rows(book.id, year, opened=turnover.opened, skip=skip, limit=limit)
    return CashBook(
        unit_name=(office or names[NameKind.COMMITTEE] or names[NameKind.ORGANISATION]).upper(),
        unit_address=names[NameKind.ADDRESS],
        fund=label(_CASH),
        earmark=earmark_of(book),
        starts_on=date(year, 1, 1),
        ends_before=ends_before,
        opening_vnd=turnover.opening_vnd,
        lines=tuple(_line(row, turnover) for row in rows),
        in_total_vnd=turnover.in_vnd,
        out_total_vnd=turnover.out_vnd,
        closing_vnd=turnover.opening_vnd + turnover.in_vnd - turnover.out_vnd,
        opened_on=max(date(year, 1, 1), book.opened_on),
        signers=(
            Signer(title="Người lập sổ (thủ quỹ)", name=names[NameKind.CASHIER]),
            Signer(title="Kế toán", name=names[NameKind.ACCOUNTANT]),
            Signer(
                title=names[NameKind.HEAD_TITLE] or "Thủ trưởng đơn vị", name=names[NameKind.HEAD]
            ),
        ),
        check_code=" ".join(book.head[place : place + 4] for place in range(0, 16, 4)).upper(),
    )


def _years(book: Book) -> tuple[int, ...]:
    """Return the years that have vouchers, and this one, newest first."""
    query = sa.select(Voucher.year).where(Voucher.book_id == book.id).distinct()
    return tuple(sorted({*db.session.scalars(query), clock.today().year}, reverse=True))


def _moved(account: orm.InstrumentedAttribute[AccountKind]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((account == _CASH, Transfer.amount_vnd), else_=0))


def _touches_cash(book_id: int) -> sa.ColumnElement[bool]:
    either = sa.or_(Transfer.debit == _CASH, Transfer.credit == _CASH)
    return sa.and_(Transfer.book_id == book_id, either)


def _turnover(book_id: int, year: int, *, opened: bool) -> _Turnover:
    query = (
        sa.select(
            Voucher.year,
            (Transfer.kind == Movement.CONTRIBUTION).label("of_gifts"),
            _moved(Transfer.debit).label("in_vnd"),
            _moved(Transfer.credit).label("out_vnd"),
            sa.func.count(Voucher.id.distinct()).label("lines"),
        )
        .join(Voucher, Voucher.id == Transfer.voucher_id)
        .where(_touches_cash(book_id), Voucher.year <= year)
        .group_by(Voucher.year, sa.text("of_gifts"))
    )
    rows = db.session.execute(query).all()
    sums = [
        (*_net(int(row.in_vnd), int(row.out_vnd)), 1)
        if row.of_gifts and not opened
        else (int(row.in_vnd), int(row.out_vnd), row.lines)
        for row in rows
        if row.year == year
    ]
    before_vnd = sum(int(row.in_vnd - row.out_vnd) for row in rows if row.year < year)
    in_vnd, out_vnd, lines = (sum(column) for column in zip((0, 0, 0), *sums, strict=True))
    return _Turnover(before_vnd, in_vnd, out_vnd, lines, opened)


def _net(came_vnd: int, went_vnd: int) -> tuple[int, int]:
    """Take what went off what came; one of the two is left."""
    return max(came_vnd - went_vnd, 0), max(went_vnd - came_vnd, 0)


def _rows(
    book_id: int, year: int, *, opened: bool, skip: int, limit: int | None
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Read the year's vouchers that move cash, with what stood in the purse after each.

    Unless ``opened``, gifts are one line, which stands first and bears the day of the last.
    """
    together = sa.false() if opened else Transfer.kind == Movement.CONTRIBUTION
    line = sa.case((together, 0), else_=Transfer.voucher_id)
    per_voucher = (
        sa.select(
            sa.func.min(sa.case((together, 0), else_=Transfer.seq)).label("place"),
            sa.func.max(Transfer.seq).label("seq"),
            sa.func.sum(Transfer.sign).label("gifts"),
            _moved(Transfer.debit).label("in_vnd"),
            _moved(Transfer.credit).label("out_vnd"),
        )
        .join(Voucher, Voucher.id == Transfer.voucher_id)
        .where(_touches_cash(book_id), Voucher.year == year)
        .group_by(line)
        .subquery()
    )
    running = sa.func.sum(per_voucher.c.in_vnd - per_voucher.c.out_vnd)
    page = (
        sa.select(per_voucher, running.over(order_by=per_voucher.c.place).label("so_far_vnd"))
        .order_by(per_voucher.c.place)
        .offset(skip)
        .limit(limit)
        .subquery()
    )
    original, original_voucher = orm.aliased(Transfer), orm.aliased(Voucher)
    query = (
        sa.select(
            page,
            Event.on_date,
            Event.recorded_at,
            Event.purpose,
            Event.reason,
            EventParty.name,
            EventParty.place.label("from_place"),
            Voucher.series,
            Voucher.year,
            Voucher.number,
            Voucher.paper_number,
            original_voucher.series.label("original_series"),
            original_voucher.year.label("original_year"),
            original_voucher.number.label("original_number"),
        )
        .join(Transfer, sa.and_(Transfer.book_id == book_id, Transfer.seq == page.c.seq))
        .join(Event, Event.id == Transfer.event_id)
        .join(Voucher, Voucher.id == Transfer.voucher_id)
        .outerjoin(EventParty, EventParty.event_id == Event.id)
        .outerjoin(original, original.id == Transfer.reverses_id)
        .outerjoin(original_voucher, original_voucher.id == original.voucher_id)
        .order_by(page.c.place)
    )
    return db.session.execute(query).all()


def _line(row: sa.Row[*tuple[Any, ...]], turnover: _Turnover) -> CashBookLine:
    in_vnd, out_vnd = int(row.in_vnd), int(row.out_vnd)
    receipt_number = payment_number = note = ""
    if not row.place:
        in_vnd, out_vnd = _net(in_vnd, out_vnd)
        description = f"Các khoản ủng hộ trong năm: {row.gifts} khoản"
    else:
        description = _description(row, opened=turnover.opened)
        note = f"Phiếu giấy số {row.paper_number}" if row.paper_number else ""
        if in_vnd:
            receipt_number = _number(row, plain=VoucherSeries.RECEIPT)
        else:
            payment_number = _number(row, plain=VoucherSeries.PAYMENT)
    return CashBookLine(
        seq=row.seq,
        recorded_on=row.recorded_at.astimezone(clock.VIETNAM).date(),
        voucher_on=row.on_date,
        receipt_number=receipt_number,
        payment_number=payment_number,
        description=description,
        in_vnd=in_vnd,
        out_vnd=out_vnd,
        balance_vnd=turnover.opening_vnd + int(row.so_far_vnd),
        note=note,
    )


def _number(row: sa.Row[*tuple[Any, ...]], *, plain: VoucherSeries) -> str:
    """Write a voucher's number; the column says already which series is the usual one."""
    text = voucher_number(row.series, row.year, row.number)
    return text.partition(" ")[2] if row.series is plain else text


def _description(row: sa.Row[*tuple[Any, ...]], *, opened: bool) -> str:
    if row.original_number is not None:
        number = voucher_number(row.original_series, row.original_year, row.original_number)
        return f"Hủy {number}: {row.reason}" if opened else f"Hủy {number}"
    payer = payer_text(row.name or "", row.from_place or "", row.gifts) if opened else ""
    return f"{payer} – {row.purpose}" if payer else str(row.purpose)
