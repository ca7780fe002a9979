"""The committee's summary, a unit's statement, and two years side by side (E3, E4, A11).

Each row adds up by itself, and the columns add up to the committee's totals, by campaign and in
all; ``figures`` says how.
"""

from dataclasses import dataclass

from ledger.errors import NotFound
from ledger.models.books import Rule
from ledger.reports.figures import Figures, Gathered, Year, gather, total
from ledger.reports.scope import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """One unit of the summary."""

    unit_id: int
    book_id: int
    name: str
    keeps: bool
    """Whether it keeps the money (communes, towns) or hands it in."""
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The whole paper: two groups of units, the office, and what they come to."""

    years: tuple[Year, ...]
    current: Year | None
    """The campaign shown; None: all years together."""
    lines: tuple[UnitLine, ...]
    keeping: Figures
    remitting: Figures
    units_total: Figures
    office: Figures | None
    """The office's own book, if it is in scope; what it took stands there as less than nothing."""

    @property
    def adds_up(self) -> bool:
        """Say whether every row does, and what units handed in is what the office took."""
        rows = [line.figures for line in self.lines]
        taken = -self.office.handed_in_vnd if self.office else self.units_total.handed_in_vnd
        return all(row.adds_up for row in rows) and taken == self.units_total.handed_in_vnd


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One campaign of a unit's statement; no year: what belongs to no campaign."""

    campaign_id: int | None
    year: int | None
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one unit collected, handed in, spent and holds, year by year (E3)."""

    unit_id: int
    name: str
    keeps: bool
    book_id: int
    lines: tuple[StatementLine, ...]
    total: Figures


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
    lines, office = [], None
    for purse in gathered.purses:
        figures = (
            gathered.of(purse.book_id, campaign_id) if current else gathered.in_all(purse.book_id)
        )
        if purse.rule is Rule.OFFICE:
            office = figures
        elif purse.rule is not Rule.GRANT:
            keeps = purse.rule is Rule.KEEP
            lines.append(
                UnitLine(
                    unit_id=purse.unit_id,
                    book_id=purse.book_id,
                    name=purse.name,
                    keeps=keeps,
                    figures=figures,
                )
            )
    return Summary(
        years=gathered.years,
        current=current,
        lines=tuple(lines),
        keeping=total(line.figures for line in lines if line.keeps),
        remitting=total(line.figures for line in lines if not line.keeps),
        units_total=total(line.figures for line in lines),
        office=office,
    )


def statement(actor: Actor, unit_id: int) -> Statement:
    """Return the statement of one unit that has a book.

    Raises:
        NotFound: no such unit in scope, or it has no book of its own.

    """
    gathered = gather(actor)
    purse = next(
        (p for p in gathered.purses if p.unit_id == unit_id and p.rule is not Rule.GRANT), None
    )
    if purse is None:
        raise NotFound
    titles: list[tuple[int | None, int | None]] = [
        (year.campaign_id, year.year) for year in gathered.years
    ]
    lines = [
        StatementLine(
            campaign_id=campaign_id, year=year, figures=gathered.of(purse.book_id, campaign_id)
        )
        for campaign_id, year in [*titles, (None, None)]
    ]
    return Statement(
        unit_id=unit_id,
        name=purse.name,
        keeps=purse.rule is Rule.KEEP,
        book_id=purse.book_id,
        lines=tuple(line for line in lines if line.figures != Figures()),
        total=gathered.in_all(purse.book_id),
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
            first=gathered.of(purse.book_id, first_id),
            second=gathered.of(purse.book_id, second_id),
        )
        for purse in gathered.purses
        if purse.rule in (Rule.KEEP, Rule.REMIT)
    ]
    return first, second, tuple(rows)


def _year(gathered: Gathered, campaign_id: int) -> Year:
    found = next((year for year in gathered.years if year.campaign_id == campaign_id), None)
    if found is None:
        raise NotFound
    return found
