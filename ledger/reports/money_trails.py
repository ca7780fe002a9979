"""Follow money from units' totals through a fund and its decisions to a house; never names (H9).

T1  Money in a purse has no marks: what one purse paid is said as one sum, and beside it whose money
    the purse is made of, unit by unit, up to the last day on which it paid for this house.
T2  A share of a unit is its part of that purse applied to the sum, split so that nothing is lost
    (P13). It is a share, not a claim that these very notes were used.
T3  A grant is followed to the office's purse that it came from.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger.db import db
from ledger.models.books import Book, Movement, Route, Rule
from ledger.models.disbursements import Disbursement, DisbursementPayment
from ledger.models.journal import Event, Transfer
from ledger.models.party_units import NameKind
from ledger.money import split_vnd
from ledger.reports.scope import names_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Giver:
    """State one unit's part of a purse, and the share of the house that it comes to, in đồng."""

    unit_name: str
    gave_vnd: int
    share_vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """State what one purse paid for a house, and whose money the purse is made of."""

    book_id: int
    purse_name: str
    rule: Rule
    by_grant_vnd: int
    """How much of it went by way of the book earmarked for the house."""
    paid_vnd: int
    last_on: date
    givers: tuple[Giver, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """State the whole way of a house's money, purse by purse."""

    legs: tuple[Leg, ...]

    @property
    def paid_vnd(self) -> int:
        """What was spent on the house."""
        return sum(leg.paid_vnd for leg in self.legs)


_MIRROR = aliased(Event)


def spent_by_book(house_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """Return what each book spent on each house and did not get back, in đồng."""
    query = (
        sa.select(Disbursement.house_id, Disbursement.book_id, sa.func.sum(Disbursement.amount_vnd))
        .join(DisbursementPayment, DisbursementPayment.disbursement_id == Disbursement.id)
        .outerjoin(_MIRROR, _MIRROR.reverses_event_id == DisbursementPayment.event_id)
        .where(
            Disbursement.house_id.in_(house_ids),
            Disbursement.kind == Movement.DISBURSEMENT,
            _MIRROR.id.is_(None),
        )
        .group_by(Disbursement.house_id, Disbursement.book_id)
    )
    return {(row[0], row[1]): int(row[2]) for row in db.session.execute(query)}


def trail_of(house_id: int) -> Trail:
    """Return the way of a house's money; a fixed number of statements."""
    query = (
        sa.select(
            Book.id,
            Book.rule,
            Route.other_book_id,
            sa.func.sum(Disbursement.amount_vnd).label("paid_vnd"),
            sa.func.max(Event.on_date).label("last_on"),
        )
        .join(Disbursement, Disbursement.book_id == Book.id)
        .join(DisbursementPayment, DisbursementPayment.disbursement_id == Disbursement.id)
        .join(Event, Event.id == DisbursementPayment.event_id)
        .outerjoin(_MIRROR, _MIRROR.reverses_event_id == Event.id)
        .outerjoin(
            Route, sa.and_(Route.book_id == Book.id, Route.kind == Movement.GRANT_RETURN_OUT)
        )
        .where(
            Disbursement.house_id == house_id,
            Disbursement.kind == Movement.DISBURSEMENT,
            _MIRROR.id.is_(None),
        )
        .group_by(Book.id, Book.rule, Route.other_book_id)
        .order_by(Book.id)
    )
    paid: dict[int, int] = defaultdict(int)
    granted: dict[int, int] = defaultdict(int)
    last: dict[int, date] = {}
    for row in db.session.execute(query):
        purse_id = row.other_book_id if row.rule is Rule.GRANT else row.id
        paid[purse_id] += int(row.paid_vnd)
        granted[purse_id] += int(row.paid_vnd) if row.rule is Rule.GRANT else 0
        day = row.last_on if isinstance(row.last_on, date) else date.fromisoformat(row.last_on)
        last[purse_id] = max(day, last.get(purse_id, day))
    return Trail(legs=_legs(paid, granted, last))


def _legs(paid: dict[int, int], granted: dict[int, int], last: dict[int, date]) -> tuple[Leg, ...]:
    books = {book.id: book for book in db.session.scalars(sa.select(Book).where(Book.id.in_(paid)))}
    gave = _given(books, last)
    unit_ids = {book.party_unit_id for book in books.values()} | {unit for _, unit in gave}
    names = names_on(sorted(unit_ids), (NameKind.ORGANISATION, NameKind.OFFICE))
    return tuple(
        Leg(
            book_id=book_id,
            purse_name=_purse_name(books[book_id], names),
            rule=books[book_id].rule,
            by_grant_vnd=granted[book_id],
            paid_vnd=paid_vnd,
            last_on=last[book_id],
            givers=_shares(book_id, paid_vnd, gave, names),
        )
        for book_id, paid_vnd in paid.items()
    )


def _given(books: dict[int, Book], last: dict[int, date]) -> dict[tuple[int, int], int]:
    """Return what each unit put into each purse by its last payment, less what it got back."""
    other = aliased(Book)
    source = sa.func.coalesce(other.party_unit_id, Book.party_unit_id)
    out = Transfer.kind == Movement.REFUND_OUT
    signed = Transfer.sign * Transfer.amount_vnd
    until = sa.or_(
        *(
            sa.and_(Transfer.book_id == book_id, Event.on_date <= day)
            for book_id, day in last.items()
        ),
        sa.false(),
    )
    query = (
        sa.select(
            Transfer.book_id,
            source.label("unit_id"),
            sa.func.sum(sa.case((out, -signed), else_=signed)),
        )
        .join(Event, Event.id == Transfer.event_id)
        .join(Book, Book.id == Transfer.book_id)
        .outerjoin(other, other.id == Transfer.other_book_id)
        .where(
            Transfer.book_id.in_(books),
            Transfer.kind.in_(
                (
                    Movement.OPENING,
                    Movement.CONTRIBUTION,
                    Movement.REMITTANCE_RECEIVED,
                    Movement.REFUND_OUT,
                    Movement.HAND_OVER_IN,
                )
            ),
            until,
        )
        .group_by(Transfer.book_id, source)
        .order_by(Transfer.book_id, source)
    )
    return {(row[0], row[1]): int(row[2]) for row in db.session.execute(query)}


def _shares(
    book_id: int,
    paid_vnd: int,
    gave: dict[tuple[int, int], int],
    names: dict[tuple[int, NameKind], str],
) -> tuple[Giver, ...]:
    parts = [(unit_id, vnd) for (book, unit_id), vnd in gave.items() if book == book_id and vnd > 0]
    if not parts:
        return ()
    shares = split_vnd(paid_vnd, [vnd for _, vnd in parts])
    return tuple(
        Giver(
            unit_name=names.get((unit_id, NameKind.ORGANISATION), ""),
            gave_vnd=vnd,
            share_vnd=share_vnd,
        )
        for (unit_id, vnd), share_vnd in zip(parts, shares, strict=True)
    )


def _purse_name(book: Book, names: dict[tuple[int, NameKind], str]) -> str:
    kind = NameKind.OFFICE if book.rule is Rule.OFFICE else NameKind.ORGANISATION
    return names.get((book.party_unit_id, kind)) or names.get(
        (book.party_unit_id, NameKind.ORGANISATION), ""
    )
