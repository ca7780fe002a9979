"""The roadmap never spends what is not there and explains itself, whatever the facts (R1 to R5).

How many houses a plan has is no measure: more money may let one dear house in before two cheap
ones. What more money must never do is push back the first line in which two plans differ.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.roadmap import Draw, Line, Need, Plan, Purse, Quarter, Why, draws_of, plan

QUICK = settings(max_examples=40, deadline=None)
FIRST, LAST = Quarter.at(2024, 4), Quarter.at(2027, 2)
QUARTERS = [Quarter(one) for one in range(FIRST, LAST + 1)]
PURSES, LOCALITIES = (1, 2, 3), (11, 12, 13)
MILLIONS = st.integers(min_value=0, max_value=90).map(lambda number: number * 1_000_000)
BEGUN = {Why.READY, Why.SAVING, Why.NOT_BEFORE, Why.CHOSEN}


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a plan is made from."""

    needs: tuple[Need, ...]
    purses: tuple[Purse, ...]
    lacking: dict[int, int]
    overruled: dict[int, int | None]

    def plan(self) -> Plan:
        """Make the plan of these facts."""
        return plan(
            self.needs, self.purses, lacking=self.lacking, overruled=self.overruled,
            first=FIRST, last=LAST,
        )  # fmt: skip


@st.composite
def needs_of(draw: st.DrawFn, number: int) -> Need:
    aid = draw(
        st.lists(st.builds(Draw, purse_id=st.sampled_from(PURSES), amount_vnd=MILLIONS), max_size=2)
    )
    return Need(
        id=number,
        code=f"N-{number:02d}",
        purse_id=draw(st.sampled_from([*PURSES, 9, None])),
        locality_id=draw(st.sampled_from([*LOCALITIES, None])),
        cost_vnd=draw(st.none() | MILLIONS),
        co_funding_vnd=draw(MILLIONS),
        aid=tuple(aid),
        order=draw(st.none() | st.integers(min_value=1, max_value=5)),
        earliest=draw(st.none() | st.sampled_from([FIRST - 3, *QUARTERS, LAST + 1]).map(Quarter)),
    )


@st.composite
def worlds(draw: st.DrawFn) -> Facts:
    count = draw(st.integers(min_value=0, max_value=7))
    incomes = st.dictionaries(
        st.sampled_from([Quarter(FIRST - 1), *QUARTERS, Quarter(LAST + 1)]), MILLIONS, max_size=4
    )
    return Facts(
        needs=tuple(draw(needs_of(number)) for number in range(count)),
        purses=tuple(
            Purse(
                id=purse_id,
                free_vnd=draw(MILLIONS) - draw(st.sampled_from([0, 0, 50_000_000])),
                expected=draw(incomes),
            )
            for purse_id in PURSES
        ),
        lacking=draw(st.dictionaries(st.sampled_from(LOCALITIES), st.integers(0, 2), max_size=3)),
        overruled=draw(
            st.dictionaries(st.integers(0, 9), st.none() | st.integers(2023, 2028), max_size=4)
        ),
    )


def taken(made: Plan, purse_id: int, quarter: Quarter) -> int:
    """Add up what the plan takes from a purse until the end of a quarter, on its own account."""
    return sum(
        draw.amount_vnd
        for line in made.begun
        for draw in line.draws
        if draw.purse_id == purse_id and line.start is not None and line.start <= quarter
    )


def held(purse: Purse, quarter: Quarter) -> int:
    """Return what a purse has at the beginning of a quarter if no house is built."""
    came = (vnd for when, vnd in purse.expected.items() if FIRST <= when < quarter)
    return purse.free_vnd + sum(came)


@QUICK
@given(worlds())
def test_no_purse_is_ever_planned_below_what_it_holds(facts: Facts) -> None:
    made = facts.plan()
    for purse in facts.purses:
        for place, quarter in enumerate(QUARTERS):
            left_vnd = held(purse, quarter) - taken(made, purse.id, quarter)
            assert made.balances[purse.id][place] == left_vnd
            assert left_vnd >= 0 or not taken(made, purse.id, quarter)


@QUICK
@given(worlds())
def test_every_need_has_one_line_and_its_purses_bring_what_is_wanted(facts: Facts) -> None:
    made = facts.plan()
    assert sorted(line.need.id for line in made.lines) == [need.id for need in facts.needs]
    for line in made.begun:
        assert sum(draw.amount_vnd for draw in line.draws) == line.need.wanted_vnd
        assert line.start is not None
        assert FIRST <= line.start <= LAST
        assert line.start >= (line.need.earliest or FIRST)


@QUICK
@given(worlds())
def test_every_house_that_waits_is_explained(facts: Facts) -> None:
    for line in facts.plan().lines:
        assert (line.why in BEGUN) == (line.start is not None)
        asked = {draw.purse_id: draw.amount_vnd for draw in line.draws}
        assert all(
            0 < one.amount_vnd <= asked[one.purse_id] for one in line.missing_now + line.missing
        )
        explained(line, facts)


def explained(line: Line, facts: Facts) -> None:
    """Check that the reason of a line is the true one."""
    known = {purse.id for purse in facts.purses}
    late = (line.need.earliest or FIRST) > LAST
    match line.why:
        case Why.READY:
            assert (line.start, line.missing_now) == (FIRST, ())
        case Why.SAVING:
            assert line.missing_now
            assert line.start == line.enough_from
        case Why.NOT_BEFORE:
            assert not line.missing_now
            assert line.start == line.need.earliest
        case Why.SHORT | Why.CHOSEN_SHORT:
            assert line.missing or late
        case Why.NO_COST:
            assert line.need.cost_vnd is None
        case Why.NO_PURSE:
            assert line.need.purse_id is None or {d.purse_id for d in line.draws} - known
        case Why.LEFT_OUT | Why.CHOSEN | Why.CHOSEN_OUTSIDE:
            assert line.need.id in facts.overruled


@QUICK
@given(worlds())
def test_an_overruled_line_is_in_its_year_or_says_why_not(facts: Facts) -> None:
    for line in facts.plan().lines:
        if line.need.id not in facts.overruled:
            assert line.why not in {Why.LEFT_OUT, Why.CHOSEN, Why.CHOSEN_SHORT}
            continue
        year = facts.overruled[line.need.id]
        if line.start is not None:
            assert line.start.year == year
        elif year is None:
            assert line.why is Why.LEFT_OUT
        else:
            assert line.why in {
                Why.CHOSEN_SHORT, Why.CHOSEN_OUTSIDE, Why.NO_COST, Why.NO_PURSE,
            }  # fmt: skip


@QUICK
@given(worlds())
def test_what_comes_later_in_order_never_delays_what_comes_before(facts: Facts) -> None:
    lines = facts.plan().lines
    for count in range(len(lines)):
        ids = {line.need.id for line in lines[: count + 1]}
        fewer = replace(facts, needs=tuple(n for n in facts.needs if n.id in ids))
        assert fewer.plan().lines == lines[: count + 1]


@QUICK
@given(worlds())
def test_a_cheaper_line_of_the_same_purse_starts_first_only_where_it_takes_nothing_away(
    facts: Facts,
) -> None:
    """Between two lines of one purse, the later is begun earlier only if it costs less."""
    plain = [line for line in facts.plan().begun if not line.need.aid and line.why in
             {Why.READY, Why.SAVING}]  # fmt: skip
    by_purse: dict[int | None, list[Line]] = defaultdict(list)
    for line in plain:
        by_purse[line.need.purse_id].append(line)
    for lines in by_purse.values():
        for before, after in itertools.pairwise(lines):
            if after.start is not None and before.start is not None and after.start < before.start:
                earliest = before.need.earliest or FIRST
                assert after.need.wanted_vnd < before.need.wanted_vnd or earliest > after.start


@QUICK
@given(worlds())
def test_localities_without_a_house_come_before_all_others(facts: Facts) -> None:
    lines = [line for line in facts.plan().lines if line.need.id not in facts.overruled]
    flags = [line.first_in_locality for line in lines]
    assert flags == sorted(flags, reverse=True)
    for flag in (True, False):
        orders = [line.need.order or 99 for line in lines if line.first_in_locality is flag]
        assert orders == sorted(orders)


@QUICK
@given(worlds(), st.sampled_from(PURSES), MILLIONS)
def test_more_money_helps_the_first_line_that_it_changes(
    facts: Facts, purse_id: int, more_vnd: int
) -> None:
    richer = replace(
        facts,
        purses=tuple(
            replace(purse, free_vnd=purse.free_vnd + more_vnd) if purse.id == purse_id else purse
            for purse in facts.purses
        ),
    )
    for before, after in zip(facts.plan().lines, richer.plan().lines, strict=True):
        assert before.need == after.need
        if before.start != after.start:
            assert after.start is not None
            assert before.start is None or after.start < before.start
            return


@QUICK
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_in_which_facts_are_given_changes_nothing(facts: Facts, dice: object) -> None:
    shuffled = list(facts.needs)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random
    other = replace(facts, needs=tuple(shuffled), purses=tuple(reversed(facts.purses)))
    assert other.plan().lines == facts.plan().lines


@QUICK
@given(worlds())
def test_aid_never_gives_more_than_is_wanted(facts: Facts) -> None:
    for need in facts.needs:
        draws = draws_of(need)
        total = sum(draw.amount_vnd for draw in draws)
        assert total == need.wanted_vnd or need.purse_id is None
        assert len({draw.purse_id for draw in draws}) == len(draws)
