"""Lay the roadmap out for reading: its rows in words, the purses they are paid from, page by page.

A row is a house that stands already or a need of the plan. Rows stand by purse, in the order of the
plan, those that wait last; a page holds ``PER_PAGE`` of them and their purses.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.charts import Chart, Lane, Span, timeline
from ledger.errors import NotFound
from ledger.labels import TARGET_SHAPES, label
from ledger.models.books import Rule
from ledger.models.houses import HouseStatus
from ledger.models.housing_needs import NeedKind
from ledger.models.roadmaps import OverruleKind
from ledger.money import format_vnd
from ledger.reports.giving_units import RULES_OF_GIVING
from ledger.reports.need_surveys import latest_answers
from ledger.reports.roadmap_houses import HouseRow
from ledger.reports.roadmap_money import own_place
from ledger.reports.roadmaps import Facts, NeedRow, Overruled, read_facts
from ledger.reports.scope import Actor
from ledger.roadmap import Draw, Line, Quarter, TargetState, Why

PER_PAGE = 20
_QUARTERS = 4
_STATES = {
    HouseStatus.HANDED_OVER: TargetState.MET,
    HouseStatus.BUILDING: TargetState.BUILDING,
    HouseStatus.APPROVED: TargetState.FUNDED,
    HouseStatus.PLANNED: TargetState.FUNDED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One house or need of the roadmap."""

    purse_id: int | None
    purse: str
    unit_id: int
    place: str
    code: str
    """The need's code, or the house's own name."""
    name: str
    """The member's, for whom it may be shown."""
    kind: NeedKind | None
    state: TargetState | None
    """How its bar looks; None: it waits and has none."""
    start: Quarter | None
    wanted_vnd: int | None
    draws: tuple[tuple[str, int], ...]
    """Which purse gives how much."""
    reason: str
    """Why it stands there, or what it waits for, in words."""
    overruled: Overruled | None
    need_id: int | None
    house_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PurseRow:
    """One purse of the roadmap, in đồng."""

    purse_id: int
    name: str
    held_vnd: int
    promised_vnd: int
    expected: tuple[int, ...]
    """What is expected to come in, year by year."""
    left: tuple[int, ...]
    """What is left at the end of each year, after the houses of the plan."""
    balances: tuple[int, ...]
    """What is left in each quarter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roadmap:
    """The roadmap, or one page of it."""

    programme_name: str
    years: tuple[int, ...]
    rows: tuple[Row, ...]
    purses: tuple[PurseRow, ...]
    planned: int
    """How many houses of the plan have a quarter, on all pages."""
    waiting: int
    units: int
    unreported: int
    """How many units have not returned this year's survey of members in need."""
    campaign_year: int
    page: int
    pages: int

    @property
    def begun_rows(self) -> tuple[Row, ...]:
        """The rows that have a place in time."""
        return tuple(row for row in self.rows if row.start is not None)

    @property
    def waiting_rows(self) -> tuple[Row, ...]:
        """The rows that have none yet."""
        return tuple(row for row in self.rows if row.start is None)

    @property
    def chart(self) -> Chart:
        """Years across, purses down."""
        return self.chart_of(self.purses)

    def chart_of(self, purses: Sequence[PurseRow]) -> Chart:
        """Return the picture of some purses, as for one sheet."""
        return timeline(
            [_lane(purse, self.rows, self.years) for purse in purses],
            [f"Năm {year}" for year in self.years],
            each=_QUARTERS,
        )


def roadmap(actor: Actor, *, page: int | None = 1) -> Roadmap | None:
    """Return one page of the roadmap, or all of it; None before there is a programme."""
    facts = read_facts(actor)
    if facts is None:
        return None
    mine = own_place(actor)
    rows = [row for row in (*_house_rows(facts), *_need_rows(facts)) if mine in (None, row.unit_id)]
    order = {place.book_id: number for number, place in enumerate(facts.money.places)}
    rows.sort(
        key=lambda row: (order.get(row.purse_id, len(order)), row.start is None, row.start or 0)
    )
    pages = max(-(-len(rows) // PER_PAGE), 1)
    shown, number = rows, 1
    if page is not None:
        number = min(max(page, 1), pages)
        shown = rows[(number - 1) * PER_PAGE : number * PER_PAGE]
    ids = {row.purse_id for row in shown}
    answers = latest_answers(actor)
    givers = {one.unit_id for one in facts.money.places if one.rule in RULES_OF_GIVING}
    campaign_year = max(
        (one.year for many in facts.money.collected.values() for one in many),
        default=facts.first.year,
    )
    return Roadmap(
        programme_name=facts.programme.name,
        years=tuple(range(facts.first.year, facts.last.year + 1)),
        rows=tuple(shown),
        purses=tuple(row for row in _purse_rows(facts) if row.purse_id in ids),
        planned=len(facts.plan.begun),
        waiting=len(facts.plan.waiting),
        units=len(givers),
        unreported=sum(
            unit_id not in answers or answers[unit_id].year < campaign_year for unit_id in givers
        ),
        campaign_year=campaign_year,
        page=number,
        pages=pages,
    )


def need_row(actor: Actor, need_id: int) -> Row:
    """Return the row of one need of the roadmap.

    Raises:
        NotFound: no such need stands on it.

    """
    facts = read_facts(actor)
    rows = _need_rows(facts) if facts else ()
    mine = own_place(actor)
    found = next(
        (row for row in rows if row.need_id == need_id and mine in (None, row.unit_id)), None
    )
    if found is None:
        raise NotFound
    return found


def purse_names(facts: Facts) -> dict[int, str]:
    """Return what each purse is called: the source that a paper would name."""
    return {
        place.book_id: "Kinh phí tại Văn phòng"
        if place.rule is Rule.OFFICE
        else f"Kinh phí tại {place.short}"
        for place in facts.money.places
        if place.book_id is not None
    }


def why_words(line: Line, row: NeedRow, names: dict[int, str], last: Quarter) -> str:
    """Say in words why a line stands where it stands, or what it waits for."""
    now, later = _missing(line.missing_now, names), _missing(line.missing, names)
    enough = ""
    if line.enough_from is not None:
        enough = f"dự kiến đủ vào quý {line.enough_from.number}/{line.enough_from.year}"
    behind = line.behind and f"xếp sau {line.behind} trường hợp cũng đang chờ nguồn này"
    chosen = f"đã đưa vào lộ trình năm {row.planned_year}"
    if row.overruled is not None:
        said = row.overruled
        what = f"đưa vào năm {said.year}" if said.kind is OverruleKind.YEAR else label(said.kind)
        chosen = f"{what}: {said.reason} ({said.by})"
    parts = {
        Why.SAVING: (now, enough),
        Why.SHORT: (later and f"{later}, tính đến hết năm {last.year}", behind),
        Why.CHOSEN: (chosen, now and f"hôm nay {now}", now and enough),
        Why.CHOSEN_SHORT: (chosen, later, enough, behind),
        Why.CHOSEN_OUTSIDE: (chosen, label(line.why)),
        Why.LEFT_OUT: (chosen,),
    }.get(line.why, ())
    return "; ".join(part for part in parts if part) or label(line.why)


def _missing(draws: Iterable[Draw], names: dict[int, str]) -> str:
    parts = (
        f"thiếu {format_vnd(draw.amount_vnd)} đồng, nguồn {_lower(names.get(draw.purse_id, ''))}"
        for draw in draws
    )
    return "; ".join(parts)


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _need_rows(facts: Facts) -> Iterable[Row]:
    names = purse_names(facts)
    by_id = {row.id: row for row in facts.needs}
    for line in facts.plan.lines:
        need = by_id[line.need.id]
        place = facts.place_of.get(need.unit_id)
        purse_id = line.need.purse_id
        yield Row(
            purse_id=purse_id if purse_id in names else None,
            purse=names.get(purse_id or 0, label(Why.NO_PURSE)),
            unit_id=need.unit_id,
            place=place.short if place else "",
            code=need.code,
            name=need.name,
            kind=need.kind,
            state=None
            if line.start is None
            else TargetState.FUNDED
            if not line.missing_now
            else TargetState.SHORT,
            start=line.start,
            wanted_vnd=line.need.wanted_vnd if line.need.cost_vnd is not None else None,
            draws=tuple((names.get(one.purse_id, ""), one.amount_vnd) for one in line.draws),
            reason=why_words(line, need, names, facts.last),
            overruled=need.overruled,
            need_id=need.id,
            house_id=None,
        )


def _house_rows(facts: Facts) -> Iterable[Row]:
    """Yield the houses that stand or are decided; those of earlier years are history."""
    names = purse_names(facts)
    for house in facts.houses:
        start = _start_of(house, facts)
        if start is None:
            continue
        purse_id = facts.money.purse_of(house.unit_id)
        place = facts.place_of.get(house.unit_id)
        yield Row(
            purse_id=purse_id,
            purse=names.get(purse_id or 0, label(Why.NO_PURSE)),
            unit_id=house.unit_id,
            place=place.short if place else "",
            code=house.name,
            name="",
            kind=None,
            state=_STATES[house.status],
            start=start,
            wanted_vnd=None,
            draws=(),
            reason=label(house.status)
            if house.status is not HouseStatus.APPROVED
            else "đã có quyết định, chưa khởi công",
            overruled=None,
            need_id=house.need_id,
            house_id=house.id,
        )


def _start_of(house: HouseRow, facts: Facts) -> Quarter | None:
    """Return where a house's bar begins; None for what is not on this roadmap."""
    begins = Quarter.at(facts.first.year, 1)
    if house.status is HouseStatus.HANDED_OVER:
        done = house.handed_over_on
        if done is None or done.year < facts.first.year:
            return None
        return Quarter(max(Quarter.of(house.started_on or done), begins))
    if house.status is HouseStatus.BUILDING:
        return Quarter(max(Quarter.of(house.started_on), begins)) if house.started_on else begins
    return facts.first if house.decided else None


def _purse_rows(facts: Facts) -> Iterable[PurseRow]:
    names = purse_names(facts)
    held = {place.book_id: place.held_vnd for place in facts.money.places}
    years = range(facts.first.year, facts.last.year + 1)
    for purse in facts.money.purses:
        balances = facts.plan.balances[purse.id]
        yield PurseRow(
            purse_id=purse.id,
            name=names[purse.id],
            held_vnd=held[purse.id],
            promised_vnd=facts.money.unpaid_by_book.get(purse.id, 0),
            expected=tuple(
                sum(vnd for when, vnd in purse.expected.items() if when.year == year)
                for year in years
            ),
            left=tuple(balances[Quarter.at(year, 4) - facts.first] for year in years),
            balances=balances,
        )


def _lane(purse: PurseRow, rows: tuple[Row, ...], years: tuple[int, ...]) -> Lane:
    """Return a purse's lane; the quarters of this year that are over are blank."""
    first = Quarter.at(years[0], 1)
    spans = tuple(
        Span(
            column=row.start - first,
            text=f"{TARGET_SHAPES[row.state]} {row.code}",
            kind=f"bar-{row.state}",
        )
        for row in rows
        if row.purse_id == purse.purse_id and row.start is not None and row.state is not None
    )
    return Lane(
        name=purse.name,
        spans=spans,
        balances=purse.balances,
        since=len(years) * _QUARTERS - len(purse.balances),
        note=f"còn lại cuối kỳ: {format_vnd(purse.left[-1])} đồng",
    )
