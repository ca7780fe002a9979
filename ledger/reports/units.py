"""Read the tree of units for screens: one level at a time, with people counted and money held.

U1  People are counted, never named, so every role may look at the units of its scope.
U2  Money comes from the books' maintained totals; nothing here sums the journal.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.models.books import Account, AccountKind, Book, Rule
from ledger.models.party_members import MemberStanding, PartyMember
from ledger.models.party_units import (
    DatedName,
    NameKind,
    PartyUnit,
    ReceiptsPer,
    ReceiptTitle,
    UnitKind,
)
from ledger.reports.members import HOLDS_MEMBERS, sees_pay
from ledger.reports.scope import Actor, names_on, unit_in_scope


@dataclass(slots=True)
class Head:
    """How many people a unit and everything below it has."""

    cells: int = 0
    members: int = 0
    working: int = 0
    residential: int = 0
    not_asked: int = 0
    without_pay: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BookLine:
    """One purse of a unit and what it holds, in đồng."""

    id: int
    rule: Rule
    closed_on: date | None
    cash_vnd: int
    bank_vnd: int
    transit_vnd: int

    @property
    def held_vnd(self) -> int:
        """What lies in the unit's own cash box and account."""
        return self.cash_vnd + self.bank_vnd


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """One unit of a list."""

    id: int
    kind: UnitKind
    name: str
    ends_before: date | None
    count: Head
    held_vnd: int | None
    """None: the unit has no purse of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameLine:
    """One dated name; ``is_current`` is the one in force today."""

    kind: NameKind
    text: str
    starts_on: date
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDetail:
    """One unit as its page shows it."""

    id: int
    kind: UnitKind
    name: str
    parent_id: int | None
    """None at the top of the reader's scope."""
    parent_name: str
    starts_on: date
    ends_before: date | None
    receipt_title: ReceiptTitle
    receipt_form: str
    receipts_per: ReceiptsPer
    is_cell: bool
    says_pay: bool
    """Whether the reader may know who has no pay on record."""
    count: Head
    books: tuple[BookLine, ...]
    names: tuple[NameLine, ...]
    children: tuple[UnitLine, ...]


@dataclass(slots=True)
class _Heads:
    by_unit: dict[int, Head] = field(default_factory=dict)

    def of(self, unit_id: int) -> Head:
        """Return a unit's head count, zero if nobody is there."""
        return self.by_unit.setdefault(unit_id, Head())


def show_unit(actor: Actor, unit_id: int) -> UnitDetail:
    """Return a unit of the actor's scope with its names, books and the units right below it.

    Raises:
        NotFound: no such unit, or not in scope.

    """
    unit = unit_in_scope(actor, unit_id)
    children = list(
        db.session.scalars(
            sa.select(PartyUnit)
            .where(PartyUnit.parent_id == unit.id)
            .order_by(
                PartyUnit.ends_before.is_not(None),
                sa.case(
                    {kind.value: place for place, kind in enumerate(UnitKind)}, value=PartyUnit.kind
                ),
                PartyUnit.position,
                PartyUnit.id,
            )
        )
    )
    parent_id = unit.parent_id if unit.id != actor.party_unit_id else None
    names = names_on(
        [unit.id, *(child.id for child in children), *([parent_id] if parent_id else [])],
        (NameKind.ORGANISATION,),
    )
    heads = _count_heads(unit)
    books = _books([unit.id, *(child.id for child in children)])
    return UnitDetail(
        id=unit.id,
        kind=unit.kind,
        name=names.get((unit.id, NameKind.ORGANISATION), ""),
        parent_id=parent_id,
        parent_name=names.get((parent_id, NameKind.ORGANISATION), "") if parent_id else "",
        starts_on=unit.starts_on,
        ends_before=unit.ends_before,
        receipt_title=unit.receipt_title,
        receipt_form=unit.receipt_form,
        receipts_per=unit.receipts_per,
        is_cell=unit.kind in HOLDS_MEMBERS,
        says_pay=sees_pay(actor),
        count=heads.of(unit.id),
        books=tuple(books.get(unit.id, ())),
        names=_names(unit.id),
        children=tuple(
            UnitLine(
                id=child.id,
                kind=child.kind,
                name=names.get((child.id, NameKind.ORGANISATION), ""),
                ends_before=child.ends_before,
                count=heads.of(child.id),
                held_vnd=_held(books.get(child.id)),
            )
            for child in children
        ),
    )


def current_names(actor: Actor, unit_id: int) -> Mapping[NameKind, str]:
    """Return the names in force today of a unit of the actor's scope.

    Raises:
        NotFound: no such unit, or not in scope.

    """
    unit = unit_in_scope(actor, unit_id)
    return {kind: text for (_, kind), text in names_on([unit.id], tuple(NameKind)).items()}


def choices_below(actor: Actor, shown_id: int | None = None) -> tuple[tuple[int, str, int], ...]:
    """Return id, name and members of the units right below the actor's own, for a list's filter.

    A deeper unit that is being shown is offered too, so that the filter can say where one is.
    """
    own = unit_in_scope(actor, actor.party_unit_id)
    query = (
        sa.select(PartyUnit.id)
        .where(PartyUnit.parent_id == own.id)
        .order_by(PartyUnit.ends_before.is_not(None), PartyUnit.position, PartyUnit.id)
    )
    ids = list(db.session.scalars(query))
    if shown_id and shown_id not in (own.id, *ids):
        ids.append(unit_in_scope(actor, shown_id).id)
    names = names_on(ids, (NameKind.ORGANISATION,))
    heads = _count_heads(own)
    return tuple(
        (unit_id, names.get((unit_id, NameKind.ORGANISATION), ""), heads.of(unit_id).members)
        for unit_id in ids
    )


def _count_heads(unit: PartyUnit) -> _Heads:
    """Count the people and cells of a unit and of every unit below it, in two statements."""
    heads = _Heads()
    below = PartyUnit.path.like(f"{unit.path}%")
    cells = sa.select(PartyUnit.path).where(
        below, PartyUnit.kind.in_(HOLDS_MEMBERS), PartyUnit.ends_before.is_(None)
    )
    for path in db.session.scalars(cells):
        for unit_id in _ids(path):
            heads.of(unit_id).cells += 1
    is_asked = PartyMember.not_asked_reason.is_(None)
    has_pay = PartyMember.pay_sealed.is_not(None)
    people = (
        sa.select(PartyUnit.path, PartyMember.standing, is_asked, has_pay, sa.func.count())
        .join(PartyUnit, PartyUnit.id == PartyMember.cell_id)
        .where(below, PartyMember.left_at.is_(None))
        .group_by(PartyUnit.path, PartyMember.standing, is_asked, has_pay)
    )
    for path, standing, asked, paid, number in db.session.execute(people):
        works = standing is MemberStanding.WORKING
        for unit_id in _ids(path):
            head = heads.of(unit_id)
            head.members += number
            head.working += number if works else 0
            head.residential += 0 if works else number
            head.not_asked += 0 if asked else number
            head.without_pay += number if works and asked and not paid else 0
    return heads


def _ids(path: str) -> list[int]:
    return [int(part) for part in path.strip("/").split("/")]


def _books(unit_ids: Iterable[int]) -> dict[int, list[BookLine]]:
    """Return the units' own purses, standing ones first; grants belong to their houses."""
    query = (
        sa.select(Book, Account)
        .join(Account, Account.book_id == Book.id)
        .where(Book.party_unit_id.in_(list(unit_ids)), Book.house_id.is_(None))
        .order_by(Book.closed_on.is_not(None), Book.id)
    )
    held: dict[Book, dict[AccountKind, int]] = {}
    for book, account in db.session.execute(query):
        held.setdefault(book, {})[account.kind] = account.balance_vnd
    books: dict[int, list[BookLine]] = {}
    for book, kinds in held.items():
        line = BookLine(
            id=book.id,
            rule=book.rule,
            closed_on=book.closed_on,
            cash_vnd=kinds.get(AccountKind.CASH, 0),
            bank_vnd=kinds.get(AccountKind.BANK, 0),
            transit_vnd=kinds.get(AccountKind.TRANSIT, 0),
        )
        books.setdefault(book.party_unit_id, []).append(line)
    return books


def _held(books: Iterable[BookLine] | None) -> int | None:
    return None if books is None else sum(book.held_vnd for book in books)


def _names(unit_id: int) -> tuple[NameLine, ...]:
    query = (
        sa.select(DatedName.kind, DatedName.text, DatedName.starts_on)
        .where(DatedName.party_unit_id == unit_id)
        .order_by(DatedName.starts_on, DatedName.id)
    )
    rows = list(db.session.execute(query))
    today = clock.today()
    current = {kind: starts_on for kind, _, starts_on in rows if starts_on <= today}
    order = list(NameKind)
    return tuple(
        NameLine(
            kind=kind, text=text, starts_on=starts_on, is_current=current.get(kind) == starts_on
        )
        for kind, text, starts_on in sorted(rows, key=lambda row: order.index(row[0]))
    )
