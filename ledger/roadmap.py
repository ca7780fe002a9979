"""Plan which house can be begun when: the rule of the roadmap, on plain values.

The rule in three lines: localities without a house first; then the board's order; when the money
is in hand. Whoever overrules a line comes before all of that.

R1  No purse is planned below what it holds, at any quarter. Money that is expected in a quarter
    is in hand from the next one on; what confirmed decisions have promised is not there any more.
R2  A need never delays one that comes before it: it takes what those have left over.
R3  Every need has one line. A line that waits says what is missing, in which purse, and from when
    on it is expected to be there, if that is within the plan, and how many wait before it.
R4  A line put into a year is begun in that year or says why not; one left out is not planned.
R5  The same facts give the same plan.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date


class Quarter(int):
    """A quarter of a year, counted on without a gap, so that the next one is one more."""

    @classmethod
    def at(cls, year: int, number: int) -> Quarter:
        """Return quarter ``number`` (1 to 4) of a year."""
        return cls(year * 4 + number - 1)

    @classmethod
    def of(cls, day: date) -> Quarter:
        """Return the quarter in which a day lies."""
        return cls.at(day.year, (day.month + 2) // 3)

    @property
    def year(self) -> int:
        """The year it lies in."""
        return int(self) // 4

    @property
    def number(self) -> int:
        """Which of the four it is."""
        return int(self) % 4 + 1


class Why(StrEnum):
    """Why a house stands where it stands on the roadmap, or does not stand there yet."""

    READY = "ready"
    """The money is in hand."""
    SAVING = "saving"
    """Begun when the money expected has come in."""
    NOT_BEFORE = "not_before"
    """The money is there; the need itself cannot be begun sooner."""
    CHOSEN = "chosen"
    """Put into its year by whoever overruled the rule."""
    SHORT = "short"
    """The money does not suffice within the plan."""
    CHOSEN_SHORT = "chosen_short"
    """Put into a year in which the money does not suffice."""
    CHOSEN_OUTSIDE = "chosen_outside"
    """Put into a year that the plan does not reach."""
    LEFT_OUT = "left_out"
    """Taken out of the plan by whoever overruled the rule."""
    NO_COST = "no_cost"
    """Nobody has estimated what it costs."""
    NO_PURSE = "no_purse"
    """No purse serves the member."""


class TargetState(StrEnum):
    """How far a locality has come towards its house, the farthest first."""

    MET = "met"
    BUILDING = "building"
    FUNDED = "funded"
    """The money is there; nothing has begun."""
    SHORT = "short"
    NO_CASE = "no_case"
    """Nobody there is in need of a house."""
    CHANGED = "changed"
    """A decision has taken the target away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """What one place has: ``free_vnd`` is in hand and promised to nobody."""

    id: int
    free_vnd: int
    expected: Mapping[Quarter, int] = field(default_factory=dict)
    """What is expected to come in during a quarter, in đồng."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """An amount out of one purse, in đồng."""

    purse_id: int
    amount_vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A member's need for a house, as far as planning looks at it."""

    id: int
    code: str
    purse_id: int | None
    """The purse that serves the member; None: there is none."""
    locality_id: int | None
    """The locality for whose target the house counts."""
    cost_vnd: int | None
    co_funding_vnd: int = 0
    """What others have promised towards the cost."""
    aid: tuple[Draw, ...] = ()
    """What other purses give by decision; the member's own purse gives the rest."""
    order: int | None = None
    """The board's order, the smallest first; None comes after all of them."""
    earliest: Quarter | None = None

    @property
    def wanted_vnd(self) -> int:
        """What purses must bring, in đồng."""
        return max((self.cost_vnd or 0) - self.co_funding_vnd, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What the plan says of one need, in the order in which needs were looked at."""

    need: Need
    why: Why
    start: Quarter | None
    """When the house can be begun; None: it waits."""
    draws: tuple[Draw, ...]
    """Which purse gives how much."""
    missing_now: tuple[Draw, ...]
    """What purses lack for beginning today."""
    missing: tuple[Draw, ...]
    """For a line that waits, what they still lack when its time is over."""
    enough_from: Quarter | None
    """From when on the money is expected to suffice."""
    first_in_locality: bool
    """Whether the house is one that its locality's target still lacks."""
    behind: int = 0
    """How many lines that wait before this one lack money of the same purse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The whole roadmap: a line for each need, and each purse's balance in each quarter."""

    quarters: tuple[Quarter, ...]
    lines: tuple[Line, ...]
    balances: Mapping[int, tuple[int, ...]]
    """What each purse has left in each quarter, after the houses that are begun by then."""

    @property
    def begun(self) -> tuple[Line, ...]:
        """The lines that have a quarter."""
        return tuple(line for line in self.lines if line.start is not None)

    @property
    def waiting(self) -> tuple[Line, ...]:
        """The lines that have none."""
        return tuple(line for line in self.lines if line.start is None)


def plan(
    needs: Iterable[Need],
    purses: Iterable[Purse],
    *,
    lacking: Mapping[int, int],
    overruled: Mapping[int, int | None],
    first: Quarter,
    last: Quarter,
) -> Plan:
    """Return the roadmap from the quarter ``first`` to ``last``.

    ``lacking`` says how many houses a locality's target still lacks; ``overruled`` gives a need
    its year, or None to leave it out.
    """
    room = _Room(purses, first, last)
    wanted = dict(lacking)
    lines: list[Line] = []
    left = list(needs)
    while left:
        need = min(left, key=lambda one: _rank(one, wanted, overruled))
        left.remove(need)
        lacks = need.locality_id is not None and wanted.get(need.locality_id, 0) > 0
        line = _placed(need, room, overruled)
        line = replace(line, first_in_locality=lacks, behind=_behind(line, lines))
        if line.start is not None:
            room.take(line.draws, line.start)
            if lacks and need.locality_id is not None:
                wanted[need.locality_id] -= 1
        lines.append(line)
    return Plan(quarters=room.quarters, lines=tuple(lines), balances=room.balances())


def draws_of(need: Need) -> tuple[Draw, ...]:
    """Return which purse gives how much: what was decided from others, the rest from its own."""
    left_vnd = need.wanted_vnd
    parts: dict[int, int] = {}
    for aid in need.aid:
        part_vnd = min(aid.amount_vnd, left_vnd)
        parts[aid.purse_id] = parts.get(aid.purse_id, 0) + part_vnd
        left_vnd -= part_vnd
    if need.purse_id is not None:
        parts[need.purse_id] = parts.get(need.purse_id, 0) + left_vnd
    return tuple(Draw(purse_id=one, amount_vnd=vnd) for one, vnd in parts.items() if vnd)


class _Room:
    """What the purses have left while houses are put into the plan."""

    def __init__(self, purses: Iterable[Purse], first: Quarter, last: Quarter) -> None:
        self.quarters = tuple(Quarter(one) for one in range(first, last + 1))
        self._left = {purse.id: _balances(purse, self.quarters) for purse in purses}

    def has(self, draws: Sequence[Draw]) -> bool:
        """Say whether every purse is known."""
        return all(draw.purse_id in self._left for draw in draws)

    def missing(self, draws: Sequence[Draw], at: Quarter) -> tuple[Draw, ...]:
        """Return what purses lack for a house begun in a quarter; later ones must bear it too."""
        place = at - self.quarters[0]
        lacks = {
            draw.purse_id: draw.amount_vnd - max(min(self._left[draw.purse_id][place:]), 0)
            for draw in draws
        }
        return tuple(Draw(purse_id=one, amount_vnd=vnd) for one, vnd in lacks.items() if vnd > 0)

    def earliest(self, draws: Sequence[Draw], after: Quarter, until: Quarter) -> Quarter | None:
        """Return the first quarter in which nothing is missing."""
        for quarter in self.quarters:
            if after <= quarter <= until and not self.missing(draws, quarter):
                return quarter
        return None

    def take(self, draws: Sequence[Draw], at: Quarter) -> None:
        """Give the money away from a quarter on."""
        for draw in draws:
            left = self._left[draw.purse_id]
            for place in range(at - self.quarters[0], len(left)):
                left[place] -= draw.amount_vnd

    def balances(self) -> dict[int, tuple[int, ...]]:
        """Return what is left, quarter by quarter."""
        return {purse_id: tuple(left) for purse_id, left in self._left.items()}


def _balances(purse: Purse, quarters: Sequence[Quarter]) -> list[int]:
    """Return what a purse has in each quarter before any house of the plan is begun (R1)."""
    return [
        purse.free_vnd
        + sum(vnd for when, vnd in purse.expected.items() if quarters[0] <= when < quarter)
        for quarter in quarters
    ]


def _rank(
    need: Need, wanted: Mapping[int, int], overruled: Mapping[int, int | None]
) -> tuple[bool, bool, bool, int, str, int]:
    """Return what needs are put in order by: the rule's three lines, then the code."""
    lacks = need.locality_id is not None and wanted.get(need.locality_id, 0) > 0
    return (
        need.id not in overruled,
        not lacks,
        need.order is None,
        need.order or 0,
        need.code,
        need.id,
    )


def _placed(need: Need, room: _Room, overruled: Mapping[int, int | None]) -> Line:
    """Return the line of one need, given what those before it have taken."""
    first, last = room.quarters[0], room.quarters[-1]
    draws = draws_of(need)
    line = Line(
        need=need, why=Why.LEFT_OUT, start=None, draws=draws,
        missing_now=(), missing=(), enough_from=None, first_in_locality=False,
    )  # fmt: skip
    chosen = overruled.get(need.id)
    if need.id in overruled and chosen is None:
        return line
    if need.cost_vnd is None:
        return replace(line, why=Why.NO_COST)
    if need.purse_id is None or not room.has(draws):
        return replace(line, why=Why.NO_PURSE)
    line = replace(line, missing_now=room.missing(draws, first))
    after = max(need.earliest or first, first)
    if chosen is not None:
        return _chosen(line, room, chosen, after)
    start = room.earliest(draws, after, last)
    if start is None:
        return replace(line, why=Why.SHORT, missing=room.missing(draws, last))
    why = Why.READY if start == first else Why.SAVING if line.missing_now else Why.NOT_BEFORE
    return replace(line, why=why, start=start, enough_from=start)


def _behind(line: Line, before: Sequence[Line]) -> int:
    """Count the lines before this one that wait for money of the same purse (R3)."""
    purses = {draw.purse_id for draw in line.missing}
    return sum(any(draw.purse_id in purses for draw in one.missing) for one in before)


def _chosen(line: Line, room: _Room, year: int, after: Quarter) -> Line:
    """Return the line of a need that somebody put into a year (R4)."""
    last = room.quarters[-1]
    begins, ends = max(Quarter.at(year, 1), after), min(Quarter.at(year, 4), last)
    enough_from = room.earliest(line.draws, after, last)
    if begins > ends:
        return replace(line, why=Why.CHOSEN_OUTSIDE, enough_from=enough_from)
    start = room.earliest(line.draws, begins, ends)
    if start is None:
        missing = room.missing(line.draws, ends)
        return replace(line, why=Why.CHOSEN_SHORT, missing=missing, enough_from=enough_from)
    return replace(line, why=Why.CHOSEN, start=start, enough_from=start)
