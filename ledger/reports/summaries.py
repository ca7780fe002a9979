"""The committee's summary, a unit's statement, and two years side by side (E3, E4, A11).

Each row adds up by itself, and the columns add up to the committee's totals, by campaign and in
all; ``figures`` says how. Beside the units' rows stands where every đồng lies: with the units, on
its way, at the office, in the books of houses, or spent. Spending and granting belong to no
campaign, since money in a purse has no marks: they show in the whole alone.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ledger.errors import NotFound
from ledger.models.books import Rule
from ledger.reports.figures import Figures, Gathered, Purse, Year, gather, total
from ledger.reports.scope import Actor

GROUPS = (Rule.KEEP, Rule.REMIT)
"""The two groups of units: whether they keep the money or hand it in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """One unit's purse."""

    unit_id: int
    book_id: int
    name: str
    rule: Rule
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class HousesLine:
    """The books of the houses that one unit builds with the office's money."""

    unit_id: int
    name: str
    houses: int
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLine:
    """What one place took in by itself and from the others, gave them, spent and holds, in đồng."""

    rule: Rule | None
    """Which purses; None: money on its way to the office, or all places together."""
    own_vnd: int
    """Given, opening balances and interest, less fees."""
    received_vnd: int
    sent_vnd: int
    spent_vnd: int
    held_vnd: int

    @property
    def adds_up(self) -> bool:
        """Say whether what came less what went is what is held."""
        came_vnd = self.own_vnd + self.received_vnd
        return came_vnd - self.sent_vnd - self.spent_vnd == self.held_vnd


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The whole paper: two groups of units, houses, the office, and what they come to."""

    years: tuple[Year, ...]
    current: Year | None
    """The campaign shown; None: all years together."""
    lines: tuple[UnitLine, ...]
    houses: tuple[HousesLine, ...]
    office: Figures | None
    """The office's own book, if it is in scope; what it took stands there as less than nothing."""

    @property
    def groups(self) -> tuple[tuple[Rule, tuple[UnitLine, ...], Figures], ...]:
        """The groups that have units, each with its total: a lone commune has no agencies."""
        found = ((rule, tuple(one for one in self.lines if one.rule is rule)) for rule in GROUPS)
        return tuple((rule, lines, _sum(lines)) for rule, lines in found if lines)

    @property
    def units_total(self) -> Figures:
        """What all units come to."""
        return _sum(self.lines)

    @property
    def kept_vnd(self) -> int:
        """What was given to units that keep it."""
        return sum(one.figures.given_vnd for one in self.lines if one.rule is Rule.KEEP)

    @property
    def houses_total(self) -> Figures:
        """What the books of all houses come to."""
        return _sum(self.houses)

    @property
    def places(self) -> tuple[PlaceLine, ...]:
        """Where every đồng lies, as far as it is in scope."""
        groups = {rule: figures for rule, _, figures in self.groups}
        found = [_place(rule, figures) for rule, figures in groups.items()]
        if Rule.REMIT in groups:
            found.append(_on_its_way(groups[Rule.REMIT]))
        if self.office is not None:
            found.append(_place(Rule.OFFICE, self.office))
        if self.houses:
            found.append(_place(Rule.GRANT, self.houses_total))
        return tuple(found)

    @property
    def whole(self) -> PlaceLine:
        """What all places come to: what one sent another received."""
        places = self.places
        return PlaceLine(
            rule=None,
            own_vnd=sum(one.own_vnd for one in places),
            received_vnd=sum(one.received_vnd for one in places),
            sent_vnd=sum(one.sent_vnd for one in places),
            spent_vnd=sum(one.spent_vnd for one in places),
            held_vnd=sum(one.held_vnd for one in places),
        )

    @property
    def adds_up(self) -> bool:
        """Say whether every row does, and what left one purse for another has arrived there."""
        rows = [line.figures for line in self.lines] + [line.figures for line in self.houses]
        if self.office is None:
            return all(row.adds_up for row in rows)
        rows.append(self.office)
        every = total(rows)
        passages = (every.handed_in_vnd, every.refunded_vnd, every.granted_vnd)
        return all(row.adds_up for row in rows) and not any(passages)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One campaign of a unit's statement; no year: what belongs to no campaign."""

    campaign_id: int | None
    year: int | None
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class BookLine:
    """One book of a unit: its own purse, or one that is earmarked for a house."""

    book_id: int
    rule: Rule
    house_id: int | None
    house: str
    is_closed: bool
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one unit collected, handed in, spent and holds, year by year and book by book (E3)."""

    unit_id: int
    name: str
    keeps: bool
    lines: tuple[StatementLine, ...]
    """By year, of its own purse: what it was granted for houses belongs to no campaign."""
    own: Figures
    """What the lines come to."""
    books: tuple[BookLine, ...]

    @property
    def houses(self) -> tuple[BookLine, ...]:
        """The books that are earmarked for a house."""
        return tuple(book for book in self.books if book.house_id is not None)

    @property
    def houses_total(self) -> Figures:
        """What they come to."""
        return _sum(self.houses)

    @property
    def total(self) -> Figures:
        """What all its books come to."""
        return _sum(self.books)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One unit in two years."""

    unit_id: int
    name: str
    first: Figures
    second: Figures


def summarise(actor: Actor, campaign_id: int | None) -> Summary:
    """Return the summary of one campaign, or of everything since the books began.

    Raises:
        NotFound: no such campaign of the actor's committee.

    """
    gathered = gather(actor)
    current = None if campaign_id is None else _year(gathered, campaign_id)
    figures = {
        purse.book_id: gathered.of(purse, campaign_id) if current else gathered.in_all(purse)
        for purse in gathered.purses
    }
    office = [figures[one.book_id] for one in gathered.purses if one.rule is Rule.OFFICE]
    return Summary(
        years=gathered.years,
        current=current,
        lines=tuple(
            UnitLine(
                unit_id=purse.unit_id,
                book_id=purse.book_id,
                name=purse.name,
                rule=purse.rule,
                figures=figures[purse.book_id],
            )
            for purse in gathered.purses
            if purse.rule in GROUPS
        ),
        houses=_houses(gathered.purses, figures),
        office=total(office) if office else None,
    )


def statement(actor: Actor, unit_id: int) -> Statement:
    """Return the statement of one unit that has a book.

    Raises:
        NotFound: no such unit in scope, or it has no book.

    """
    gathered = gather(actor)
    purses = [purse for purse in gathered.purses if purse.unit_id == unit_id]
    if not purses:
        raise NotFound
    own = [purse for purse in purses if purse.house_id is None]
    titles: list[tuple[int | None, int | None]] = [
        (year.campaign_id, year.year) for year in gathered.years
    ]
    lines = [
        StatementLine(
            campaign_id=campaign_id,
            year=year,
            figures=total(gathered.of(purse, campaign_id) for purse in own),
        )
        for campaign_id, year in [*titles, (None, None)]
    ]
    return Statement(
        unit_id=unit_id,
        name=purses[0].name,
        keeps=all(purse.rule is Rule.KEEP for purse in own),
        lines=tuple(line for line in lines if line.figures != Figures()),
        own=total(gathered.in_all(purse) for purse in own),
        books=tuple(
            BookLine(
                book_id=purse.book_id,
                rule=purse.rule,
                house_id=purse.house_id,
                house=purse.house,
                is_closed=purse.is_closed,
                figures=gathered.in_all(purse),
            )
            for purse in purses
        ),
    )


def compare(actor: Actor, first_id: int, second_id: int) -> tuple[Year, Year, tuple[Compared, ...]]:
    """Return two campaigns side by side, unit by unit (A11).

    Raises:
        NotFound: one of them is no campaign of the actor's committee.

    """
    gathered = gather(actor)
    first, second = _year(gathered, first_id), _year(gathered, second_id)
    rows = [
        Compared(
            unit_id=purse.unit_id,
            name=purse.name,
            first=gathered.of(purse, first_id),
            second=gathered.of(purse, second_id),
        )
        for purse in gathered.purses
        if purse.rule in GROUPS
    ]
    return first, second, tuple(rows)


def _year(gathered: Gathered, campaign_id: int) -> Year:
    found = next((year for year in gathered.years if year.campaign_id == campaign_id), None)
    if found is None:
        raise NotFound
    return found


def _sum(lines: Iterable[UnitLine | HousesLine | BookLine]) -> Figures:
    return total(line.figures for line in lines)


def _houses(purses: Iterable[Purse], figures: dict[int, Figures]) -> tuple[HousesLine, ...]:
    """Return one line for each unit that has had books of houses."""
    by_unit: dict[int, list[Purse]] = defaultdict(list)
    for purse in purses:
        if purse.house_id is not None:
            by_unit[purse.unit_id].append(purse)
    return tuple(
        HousesLine(
            unit_id=unit_id,
            name=books[0].name,
            houses=len({book.house_id for book in books}),
            figures=total(figures[book.book_id] for book in books),
        )
        for unit_id, books in by_unit.items()
    )


def _place(rule: Rule, f: Figures) -> PlaceLine:
    """Return the line of some purses; what nets below zero has gone the other way."""
    passages = (
        f.refunded_vnd, f.granted_vnd, -f.handed_in_vnd, -f.on_its_way_vnd, -f.passed_on_vnd,
    )  # fmt: skip
    return PlaceLine(
        rule=rule,
        own_vnd=f.given_vnd + f.opening_vnd + f.gains_vnd - f.losses_vnd,
        received_vnd=sum(vnd for vnd in passages if vnd > 0),
        sent_vnd=-sum(vnd for vnd in passages if vnd < 0),
        spent_vnd=f.spent_vnd,
        held_vnd=f.held_vnd + f.held_for_houses_vnd,
    )


def _on_its_way(f: Figures) -> PlaceLine:
    """Return the line of what units have sent and the office has not counted yet."""
    vnd = f.on_its_way_vnd
    return PlaceLine(rule=None, own_vnd=0, received_vnd=vnd, sent_vnd=0, spent_vnd=0, held_vnd=vnd)
