"""Show what each unit collected so far and is expected to collect, year by year."""

from dataclasses import dataclass

from ledger import clock
from ledger.errors import NotFound
from ledger.models.books import Rule
from ledger.reports.expected_sums import Collected, Estimate
from ledger.reports.roadmap_money import Money, Place, own_place, read_money, root_path
from ledger.reports.roadmaps import horizon, programme_of
from ledger.reports.scope import Actor

UNITS_PER_PAGE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedRow:
    """One unit with what its purse took and is expected to take."""

    place: Place
    collected: tuple[Collected | None, ...]
    estimates: tuple[Estimate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedPage:
    """What every unit is expected to collect, by year."""

    past: tuple[int, ...]
    years: tuple[int, ...]
    rows: tuple[ExpectedRow, ...]
    page: int
    pages: int


def expected_page(actor: Actor, *, page: int = 1) -> ExpectedPage | None:
    """Return what units collected and are expected to collect; None before any programme."""
    path = root_path(actor)
    programme = programme_of(path)
    if programme is None:
        return None
    first, last = horizon(programme, clock.today())
    money = read_money(path, first=first, last=last, unpaid_by_book={})
    mine = own_place(actor)
    places = [place for place in _givers(money) if mine in (None, place.unit_id)]
    past = sorted({one.year for many in money.collected.values() for one in many})
    pages = max(-(-len(places) // UNITS_PER_PAGE), 1)
    number = min(max(page, 1), pages)
    shown = places[(number - 1) * UNITS_PER_PAGE : number * UNITS_PER_PAGE]
    return ExpectedPage(
        past=tuple(past),
        years=tuple(range(first.year, last.year + 1)),
        rows=tuple(_row(money, place, past) for place in shown),
        page=number,
        pages=pages,
    )


def expected_row(actor: Actor, unit_id: int) -> ExpectedRow:
    """Return one unit's line of the expected sums.

    Raises:
        NotFound: nobody gives to such a unit in scope.

    """
    path = root_path(actor)
    programme = programme_of(path)
    if programme is None or own_place(actor) not in (None, unit_id):
        raise NotFound
    first, last = horizon(programme, clock.today())
    money = read_money(path, first=first, last=last, unpaid_by_book={})
    place = next((one for one in _givers(money) if one.unit_id == unit_id), None)
    if place is None:
        raise NotFound
    past = sorted({one.year for many in money.collected.values() for one in many})
    return _row(money, place, past)


def _givers(money: Money) -> list[Place]:
    """Return the units that people give to."""
    return [place for place in money.places if place.rule in (Rule.KEEP, Rule.REMIT)]


def _row(money: Money, place: Place, past: list[int]) -> ExpectedRow:
    book_id = place.book_id or 0  # whoever people give to has a book
    by_year = {one.year: one for one in money.collected.get(book_id, ())}
    return ExpectedRow(
        place=place,
        collected=tuple(by_year.get(year) for year in past),
        estimates=money.estimates[book_id],
    )
