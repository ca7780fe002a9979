"""The target board: how far each locality has come towards its house.

T1  Localities are those of the day that is looked at: today, or the programme's last day once that
    is over. What a locality that is no more has built counts for its one successor; what belongs to
    none, because it was divided among several, is said beside the board and counted nowhere.
T2  A house counts when it is handed over, whoever paid most of it; houses from before the software
    count as such and are shown apart.
T3  A locality is funded when the money for its first house is in hand, by the roadmap or by a
    decision; else it is short of what the roadmap says is missing today.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger import clock
from ledger.db import db
from ledger.errors import NotFound
from ledger.models.books import Book, Movement, Route
from ledger.models.houses import HouseStatus
from ledger.models.party_units import PartyUnit
from ledger.models.programmes import Programme
from ledger.reports.roadmap_houses import HouseRow, Source, sources_of
from ledger.reports.roadmap_money import Place, own_place, root_path
from ledger.reports.roadmap_pages import purse_names, why_words
from ledger.reports.roadmaps import Facts, NeedRow, Prior, Target, read_facts
from ledger.reports.scope import Actor
from ledger.roadmap import Line, TargetState

_ORDER = tuple(TargetState)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One locality of the board."""

    unit_id: int
    name: str
    state: TargetState
    target: int
    """How many houses it is to have."""
    changed: Target | None
    """The decision by which that is another number than everybody's."""
    handed_over: int
    prior: Prior | None
    """What papers say of the time before the software."""
    year: int | None
    """The year in which the last house was handed over."""
    building: int
    cases: int
    """How many needs stand on the roadmap or are on their way to it."""
    surveying: int
    """How many of them are still being looked at."""
    missing_vnd: int | None
    """What is missing today for the first house; None: unknown or nothing."""
    line: Line | None
    """The roadmap's line that the state rests on."""

    @property
    def counted(self) -> int:
        """How many houses count towards the target."""
        return self.handed_over + (self.prior.houses if self.prior else 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclaimed:
    """What stands in a locality that is none on the board's day and has no single successor."""

    name: str
    handed_over: int
    """With those from before the software."""
    building: int
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The whole board."""

    programme_name: str
    by_day: date
    """The day by which the target is to be met."""
    seen_on: date
    """The day whose localities are counted."""
    tiles: tuple[Tile, ...]
    unclaimed: tuple[Unclaimed, ...]

    @property
    def met(self) -> int:
        """How many localities have reached their target."""
        return sum(tile.state is TargetState.MET for tile in self.tiles)

    @property
    def groups(self) -> tuple[tuple[TargetState, tuple[Tile, ...]], ...]:
        """The tiles by state, those states that there are."""
        found = {
            state: tuple(tile for tile in self.tiles if tile.state is state) for state in _ORDER
        }
        return tuple((state, tiles) for state, tiles in found.items() if tiles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Locality:
    """One locality opened: its tile, its needs, its houses, its purse and its lines."""

    tile: Tile
    place: Place
    needs: tuple[NeedRow, ...]
    houses: tuple[HouseRow, ...]
    sources: dict[int, tuple[Source, ...]]
    """What others give to each house."""
    words: dict[int, str]
    """What the roadmap says of each need."""
    free_vnd: int | None
    """What its purse has and nobody was promised; None: it has no purse."""


def board(actor: Actor) -> Board | None:
    """Return the board of what lies in the actor's scope, None before there is a programme."""
    facts = read_facts(actor)
    if facts is None:
        return None
    by_day, seen_on = _days(facts.programme)
    heirs = _heirs(root_path(actor), facts, seen_on)
    return Board(
        programme_name=facts.programme.name,
        by_day=by_day,
        seen_on=seen_on,
        tiles=tuple(_tiles(facts, seen_on, heirs, own_place(actor))),
        unclaimed=tuple(_unclaimed(facts, seen_on, heirs, own_place(actor))),
    )


def locality(actor: Actor, unit_id: int) -> Locality:
    """Return one locality of the board.

    Raises:
        NotFound: no such locality in scope on the board's day, or no programme.

    """
    facts = read_facts(actor)
    if facts is None:
        raise NotFound
    _, seen_on = _days(facts.programme)
    heirs = _heirs(root_path(actor), facts, seen_on)
    tiles = _tiles(facts, seen_on, heirs, own_place(actor))
    tile = next((one for one in tiles if one.unit_id == unit_id), None)
    if tile is None:
        raise NotFound
    place = facts.place_of[unit_id]
    stands_for = _standing_for(unit_id, heirs)
    ids = {row.id for row in facts.needs if row.unit_id in stands_for}
    purse = next((one for one in facts.money.purses if one.id == place.book_id), None)
    houses = tuple(row for row in facts.houses if row.unit_id in stands_for)
    return Locality(
        tile=tile,
        place=place,
        needs=tuple(row for row in facts.needs if row.id in ids),
        houses=houses,
        sources=sources_of([house.id for house in houses]),
        words=_words(facts, ids),
        free_vnd=purse.free_vnd if purse else None,
    )


def _words(facts: Facts, ids: set[int]) -> dict[int, str]:
    """Say what the roadmap has for each need."""
    names = purse_names(facts)
    by_id = {row.id: row for row in facts.needs}
    words = {}
    for line in facts.plan.lines:
        if line.need.id in ids:
            said = why_words(line, by_id[line.need.id], names, facts.last)
            start = line.start
            words[line.need.id] = f"quý {start.number}/{start.year}: {said}" if start else said
    return words


def _days(programme: Programme) -> tuple[date, date]:
    by_day = date(programme.last_year, 12, 31)
    return by_day, min(clock.today(), by_day)


def _tiles(facts: Facts, seen_on: date, heirs: dict[int, int], mine: int | None) -> Iterable[Tile]:
    houses: dict[int, list[HouseRow]] = defaultdict(list)
    needs: dict[int, list[NeedRow]] = defaultdict(list)
    for house in facts.houses:
        houses[_heir(house.unit_id, heirs)].append(house)
    for need in facts.needs:
        needs[_heir(need.unit_id, heirs)].append(need)
    # Once each: a unit whose rule has changed is a place with two purses for a while.
    for place in facts.place_of.values():
        in_scope = mine is None or place.unit_id == mine
        if place.is_locality and place.stands_on(seen_on) and in_scope:
            prior = _prior(facts, place.unit_id, heirs)
            yield _tile(facts, place, houses[place.unit_id], needs[place.unit_id], prior)


def _unclaimed(
    facts: Facts, seen_on: date, heirs: dict[int, int], mine: int | None
) -> Iterable[Unclaimed]:
    """Yield the localities whose houses and cases stand in no tile."""
    for place in facts.place_of.values():
        heir = facts.place_of.get(_heir(place.unit_id, heirs))
        is_counted = heir is not None and heir.is_locality and heir.stands_on(seen_on)
        if is_counted or not place.is_locality or mine not in (None, place.unit_id):
            continue
        houses = [one.status for one in facts.houses if one.unit_id == place.unit_id]
        prior = facts.priors.get(place.unit_id)
        found = Unclaimed(
            name=place.short,
            handed_over=houses.count(HouseStatus.HANDED_OVER) + (prior.houses if prior else 0),
            building=houses.count(HouseStatus.BUILDING),
            cases=sum(need.unit_id == place.unit_id for need in facts.needs),
        )
        if found.handed_over or found.building or found.cases:
            yield found


def _tile(
    facts: Facts, place: Place, houses: list[HouseRow], needs: list[NeedRow], prior: Prior | None
) -> Tile:
    ids = {need.id for need in needs}
    lines = [line for line in facts.plan.lines if line.need.id in ids]
    line = next((one for one in lines if one.first_in_locality), lines[0] if lines else None)
    handed_over = [house for house in houses if house.status is HouseStatus.HANDED_OVER]
    building = sum(house.status is HouseStatus.BUILDING for house in houses)
    years = [house.handed_over_on.year for house in handed_over if house.handed_over_on]
    counted = len(handed_over) + (prior.houses if prior else 0)
    target = facts.target_of(place.unit_id)
    decided = any(house.decided and house.status is HouseStatus.APPROVED for house in houses)
    in_hand = line is not None and line.start is not None and not line.missing_now
    state = TargetState.SHORT
    if counted and counted >= target:
        state = TargetState.MET
    elif building:
        state = TargetState.BUILDING
    elif target == 0:
        state = TargetState.CHANGED
    elif decided or in_hand:
        state = TargetState.FUNDED
    elif not needs:
        state = TargetState.NO_CASE
    missing_vnd = sum(draw.amount_vnd for draw in line.missing_now) if line else 0
    return Tile(
        unit_id=place.unit_id,
        name=place.short,
        state=state,
        target=target,
        changed=facts.targets.get(place.unit_id),
        handed_over=len(handed_over),
        prior=prior,
        year=max([*years, *([prior.last_year] if prior and prior.houses else [])], default=None),
        building=building,
        cases=len(needs),
        surveying=len(needs) - len(lines),
        missing_vnd=missing_vnd if state is TargetState.SHORT and missing_vnd else None,
        line=line,
    )


def _prior(facts: Facts, unit_id: int, heirs: dict[int, int]) -> Prior | None:
    """Add up the prior facts of a locality and of those it stands for."""
    found = [
        facts.priors[one] for one in sorted(_standing_for(unit_id, heirs)) if one in facts.priors
    ]
    if not found:
        return None
    return Prior(
        houses=sum(one.houses for one in found),
        last_year=max(one.last_year for one in found),
        collected_vnd=sum(one.collected_vnd for one in found),
        spent_vnd=sum(one.spent_vnd for one in found),
    )


def _heirs(path: str, facts: Facts, seen_on: date) -> dict[int, int]:
    """Return the successor of each unit that is no more and has just one heir of its purse (T1)."""
    old, new = aliased(Book), aliased(Book)
    query = (
        sa.select(old.party_unit_id, new.party_unit_id)
        .select_from(Route)
        .join(old, old.id == Route.book_id)
        .join(new, new.id == Route.other_book_id)
        .join(PartyUnit, PartyUnit.id == old.party_unit_id)
        .where(
            Route.kind == Movement.HAND_OVER_OUT,
            old.party_unit_id != new.party_unit_id,
            PartyUnit.path.like(f"{path}%"),
        )
        .distinct()
    )
    found: dict[int, list[int]] = defaultdict(list)
    for unit_id, heir_id in db.session.execute(query):
        found[unit_id].append(heir_id)
    standing = {place.unit_id for place in facts.money.places if place.stands_on(seen_on)}
    return {
        unit_id: heirs[0]
        for unit_id, heirs in found.items()
        if len(heirs) == 1 and unit_id not in standing
    }


def _heir(unit_id: int, heirs: dict[int, int]) -> int:
    """Follow successions to the unit that stands for another today."""
    seen = {unit_id}
    while unit_id in heirs and heirs[unit_id] not in seen:
        unit_id = heirs[unit_id]
        seen.add(unit_id)
    return unit_id


def _standing_for(unit_id: int, heirs: dict[int, int]) -> set[int]:
    """Return a unit and all whose successor it is."""
    return {unit_id, *(one for one in heirs if _heir(one, heirs) == unit_id)}
