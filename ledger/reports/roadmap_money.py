"""Say what money there is for houses: in hand, promised, and expected, in each place it is kept.

K1  A commune's money is the commune's own purse; what agency units hold or have sent is on its way
    to the office's purse, and is expected there in this quarter.
K2  What confirmed decisions promise and nobody has paid yet is not free any more.
K3  A purse is known by its book.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger import clock
from ledger.db import db
from ledger.models.books import Account, AccountKind, Book, Rule
from ledger.models.party_units import LOCALITIES, DatedName, NameKind, PartyUnit, UnitKind
from ledger.reports import expected_sums
from ledger.reports.expected_sums import Collected, Estimate
from ledger.reports.scope import Actor
from ledger.roadmap import Purse, Quarter

_MONEY = (AccountKind.CASH, AccountKind.BANK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A unit directly below the committee, or the committee itself, with its open purse."""

    unit_id: int
    kind: UnitKind
    name: str
    """The organisation: Đảng bộ xã Long Sơn."""
    short: str
    """The place alone: xã Long Sơn."""
    starts_on: date
    ends_before: date | None
    book_id: int | None
    rule: Rule | None
    held_vnd: int
    transit_vnd: int
    held_for_houses_vnd: int
    """What lies in the books of houses that the unit builds with the office's money."""

    @property
    def is_locality(self) -> bool:
        """Whether the target counts it."""
        return self.kind in LOCALITIES

    def stands_on(self, day: date) -> bool:
        """Whether the unit exists on a day."""
        return self.starts_on <= day and (self.ends_before is None or day < self.ends_before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """The purses that houses are built from."""

    places: tuple[Place, ...]
    collected: dict[int, tuple[Collected, ...]]
    estimates: dict[int, tuple[Estimate, ...]]
    """By book."""
    unpaid_by_book: Mapping[int, int]
    """What decisions in force promise and nobody has paid yet."""
    purses: tuple[Purse, ...]

    @property
    def office(self) -> Place | None:
        """The committee's office."""
        return next((one for one in self.places if one.rule is Rule.OFFICE), None)

    def purse_of(self, unit_id: int) -> int | None:
        """Return the purse that serves the members of a unit (K1)."""
        place = next((one for one in self.places if one.unit_id == unit_id), None)
        if place is None:
            return None
        if place.rule is Rule.REMIT:
            return self.office.book_id if self.office else None
        return place.book_id


def root_path(actor: Actor) -> str:
    """Return the path of the committee at the top of the actor's tree: its money is one plan."""
    return f"/{actor.path.split('/')[1]}/"


def own_place(actor: Actor) -> int | None:
    """Return the one place below the committee that the actor sees, None for all of them."""
    parts = actor.path.strip("/").split("/")
    return int(parts[1]) if len(parts) > 1 else None


def read_money(
    path: str, *, first: Quarter, last: Quarter, unpaid_by_book: Mapping[int, int]
) -> Money:
    """Read the purses of a committee, in three statements whatever its size."""
    places = places_below(path)
    collected = expected_sums.collected_below(path)
    said = expected_sums.said_below(path)
    estimates = {
        place.book_id: expected_sums.estimate(
            collected.get(place.book_id, ()),
            said.get(place.unit_id, {}),
            first_year=first.year,
            last_year=last.year,
        )
        for place in places
        if place.book_id is not None
    }
    return Money(
        places=places,
        collected=collected,
        estimates=estimates,
        unpaid_by_book=unpaid_by_book,
        purses=_purses(places, estimates, unpaid_by_book, first),
    )


def places_below(path: str) -> tuple[Place, ...]:
    """Return a committee and the units directly below it, in the order of every list."""
    root_id = int(path.strip("/"))
    held = sa.func.sum(
        sa.case((Account.kind.in_(_MONEY), Account.debits_vnd - Account.credits_vnd), else_=0)
    )
    transit = sa.func.sum(
        sa.case(
            (Account.kind == AccountKind.TRANSIT, Account.debits_vnd - Account.credits_vnd),
            else_=0,
        )
    )
    sums = (
        sa.select(Account.book_id, held.label("held"), transit.label("transit"))
        .group_by(Account.book_id)
        .subquery()
    )
    earmarked = aliased(Book)
    for_houses = (
        sa.select(sa.func.sum(sums.c.held))
        .join(earmarked, earmarked.id == sums.c.book_id)
        .where(earmarked.party_unit_id == PartyUnit.id, earmarked.house_id.is_not(None))
        .correlate(PartyUnit)
        .scalar_subquery()
    )
    book = sa.and_(
        Book.party_unit_id == PartyUnit.id, Book.closed_on.is_(None), Book.house_id.is_(None)
    )
    query = (
        sa.select(
            PartyUnit,
            _name(NameKind.ORGANISATION),
            _name(NameKind.SHORT),
            Book.id,
            Book.rule,
            sums.c.held,
            sums.c.transit,
            for_houses,
        )
        .outerjoin(Book, book)
        .outerjoin(sums, sums.c.book_id == Book.id)
        .where(sa.or_(PartyUnit.id == root_id, PartyUnit.parent_id == root_id))
        .order_by(PartyUnit.parent_id.is_not(None), PartyUnit.position, PartyUnit.id, Book.id)
    )
    return tuple(
        Place(
            unit_id=unit.id,
            kind=unit.kind,
            name=name or "",
            short=short or name or "",
            starts_on=unit.starts_on,
            ends_before=unit.ends_before,
            book_id=book_id,
            rule=rule,
            held_vnd=int(held_vnd or 0),
            transit_vnd=int(transit_vnd or 0),
            held_for_houses_vnd=int(for_houses_vnd or 0),
        )
        for (
            unit, name, short, book_id, rule, held_vnd, transit_vnd, for_houses_vnd,
        ) in db.session.execute(query)
    )  # fmt: skip


def _name(kind: NameKind) -> sa.ScalarSelect[str]:
    """Return a unit's name of today as a column."""
    return (
        sa.select(DatedName.text)
        .where(
            DatedName.party_unit_id == PartyUnit.id,
            DatedName.kind == kind,
            DatedName.starts_on <= clock.today(),
        )
        .order_by(DatedName.starts_on.desc())
        .limit(1)
        .correlate(PartyUnit)
        .scalar_subquery()
    )


def _purses(
    places: tuple[Place, ...],
    estimates: dict[int, tuple[Estimate, ...]],
    unpaid_by_book: Mapping[int, int],
    first: Quarter,
) -> tuple[Purse, ...]:
    """Return the purses that may pay for a house, with what agencies bring to the office's."""
    on_the_way: dict[Quarter, int] = defaultdict(int)
    for place in places:
        if place.rule is Rule.REMIT and place.book_id is not None:
            on_the_way[first] += place.held_vnd + place.transit_vnd
            for quarter, vnd in _by_quarter(estimates[place.book_id], first).items():
                on_the_way[quarter] += vnd
    purses = []
    for place in places:
        if place.book_id is None or place.rule not in (Rule.KEEP, Rule.OFFICE):
            continue
        expected = _by_quarter(estimates[place.book_id], first)
        if place.rule is Rule.OFFICE:
            for quarter, vnd in on_the_way.items():
                expected[quarter] = expected.get(quarter, 0) + vnd
        free_vnd = place.held_vnd - unpaid_by_book.get(place.book_id, 0)
        purses.append(Purse(id=place.book_id, free_vnd=free_vnd, expected=expected))
    return tuple(purses)


def _by_quarter(estimates: tuple[Estimate, ...], first: Quarter) -> dict[Quarter, int]:
    """Return when a unit's money comes: campaigns are in the fourth quarter."""
    return {
        Quarter(max(Quarter.at(one.year, 4), first)): one.rest_vnd
        for one in estimates
        if one.rest_vnd
    }
