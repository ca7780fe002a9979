"""The roadmap's rule in worked examples: each could be told to a treasurer on the telephone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ledger.roadmap import Draw, Line, Need, Plan, Purse, Quarter, Why, plan

M = 1_000_000
NOW, END = Quarter.at(2024, 4), Quarter.at(2026, 4)
OFFICE, SON, LOC = 1, 2, 3
"""The office's purse, and those of two communes, which are localities too."""


def need(number: int, purse_id: int, cost_vnd: int, **facts: object) -> Need:
    base = Need(
        id=number, code=f"LS-{number:02d}", purse_id=purse_id, order=number, cost_vnd=cost_vnd,
        locality_id=None if purse_id == OFFICE else purse_id,
    )  # fmt: skip
    return replace(base, **facts)  # type: ignore[arg-type]  # facts by name


def planned(
    *needs: Need,
    purses: tuple[Purse, ...],
    lacking: dict[int, int] | None = None,
    overruled: dict[int, int | None] | None = None,
) -> Plan:
    return plan(
        needs, purses, lacking=lacking or {}, overruled=overruled or {}, first=NOW, last=END
    )


def only(made: Plan) -> Line:
    assert len(made.lines) == 1
    return made.lines[0]


def test_quarters_run_on_over_the_new_year() -> None:
    assert Quarter.of(date(2024, 12, 31)) == NOW
    assert Quarter.of(date(2025, 1, 1)) == NOW + 1 == Quarter.at(2025, 1)
    assert (Quarter.at(2025, 3).year, Quarter.at(2025, 3).number) == (2025, 3)


def test_money_in_hand_builds_at_once() -> None:
    line = only(planned(need(1, SON, 60 * M), purses=(Purse(id=SON, free_vnd=60 * M),)))
    assert (line.why, line.start, line.missing_now) == (Why.READY, NOW, ())


def test_a_house_waits_for_what_is_expected_and_says_what_is_missing_where() -> None:
    son = Purse(id=SON, free_vnd=48 * M, expected={Quarter.at(2026, 1): 20 * M})
    line = only(planned(need(1, SON, 60 * M), purses=(son,)))
    assert (line.why, line.start) == (Why.SAVING, Quarter.at(2026, 2))
    assert line.missing_now == (Draw(purse_id=SON, amount_vnd=12 * M),)
    assert line.enough_from == Quarter.at(2026, 2)


def test_money_expected_in_a_quarter_is_in_hand_from_the_next() -> None:
    son = Purse(id=SON, free_vnd=0, expected={NOW: 60 * M})
    assert only(planned(need(1, SON, 60 * M), purses=(son,))).start == NOW + 1


def test_a_house_that_never_comes_into_reach_says_what_is_missing_at_the_end() -> None:
    son = Purse(id=SON, free_vnd=10 * M, expected={Quarter.at(2025, 4): 20 * M})
    line = only(planned(need(1, SON, 60 * M), purses=(son,)))
    assert (line.why, line.start) == (Why.SHORT, None)
    assert line.missing_now == (Draw(purse_id=SON, amount_vnd=50 * M),)
    assert line.missing == (Draw(purse_id=SON, amount_vnd=30 * M),)


def test_a_locality_without_a_house_comes_before_the_boards_order() -> None:
    office = Purse(id=OFFICE, free_vnd=60 * M)
    aided = need(9, LOC, 60 * M, aid=(Draw(purse_id=OFFICE, amount_vnd=60 * M),))
    first = need(1, OFFICE, 60 * M)
    poor = Purse(id=LOC, free_vnd=0)
    made = planned(first, aided, purses=(office, poor), lacking={LOC: 1})
    assert [(line.need.id, line.why) for line in made.lines] == [(9, Why.READY), (1, Why.SHORT)]
    made = planned(first, aided, purses=(office, poor), lacking={LOC: 0})
    assert [(line.need.id, line.why) for line in made.lines] == [(1, Why.READY), (9, Why.SHORT)]


def test_a_locality_that_gets_its_house_no_longer_comes_first() -> None:
    office = Purse(id=OFFICE, free_vnd=500 * M)
    aid = (Draw(purse_id=OFFICE, amount_vnd=60 * M),)
    needs = (
        need(1, OFFICE, 60 * M), need(2, SON, 60 * M, aid=aid), need(3, SON, 60 * M, aid=aid)
    )  # fmt: skip
    made = planned(*needs, purses=(office, Purse(id=SON, free_vnd=0)), lacking={SON: 1})
    assert [line.need.id for line in made.lines] == [2, 1, 3]
    assert [line.first_in_locality for line in made.lines] == [True, False, False]


def test_a_house_out_of_reach_does_not_use_up_its_localitys_turn() -> None:
    son = Purse(id=SON, free_vnd=30 * M)
    made = planned(need(1, SON, 900 * M), need(2, SON, 30 * M), purses=(son,), lacking={SON: 1})
    assert [(line.why, line.first_in_locality) for line in made.lines] == [
        (Why.SHORT, True),
        (Why.READY, True),
    ]


def test_a_cheap_house_is_begun_beside_a_dear_one_only_from_what_that_leaves() -> None:
    son = Purse(id=SON, free_vnd=50 * M, expected={NOW: 50 * M})
    made = planned(need(1, SON, 80 * M), need(2, SON, 20 * M), need(3, SON, 1 * M), purses=(son,))
    assert [line.start for line in made.lines] == [NOW + 1, NOW, None]
    assert made.balances[SON][:2] == (30 * M, 0)


def test_what_others_pay_is_not_asked_of_the_purse() -> None:
    son = Purse(id=SON, free_vnd=60 * M)
    line = only(planned(need(1, SON, 160 * M, co_funding_vnd=100 * M), purses=(son,)))
    assert line.why is Why.READY


def test_aid_by_decision_fills_what_a_commune_lacks() -> None:
    aided = need(1, SON, 60 * M, aid=(Draw(purse_id=OFFICE, amount_vnd=12 * M),))
    made = planned(
        aided, purses=(Purse(id=OFFICE, free_vnd=80 * M), Purse(id=SON, free_vnd=48 * M))
    )
    assert made.lines[0].why is Why.READY
    assert (made.balances[OFFICE][0], made.balances[SON][0]) == (68 * M, 0)


def test_a_line_put_into_a_year_waits_for_that_year() -> None:
    son = Purse(id=SON, free_vnd=90 * M)
    made = planned(need(1, SON, 60 * M), purses=(son,), overruled={1: 2026})
    assert (only(made).why, only(made).start) == (Why.CHOSEN, Quarter.at(2026, 1))


def test_a_line_put_into_a_year_without_money_says_when_there_is_some() -> None:
    son = Purse(id=SON, free_vnd=0, expected={Quarter.at(2025, 4): 60 * M})
    line = only(planned(need(1, SON, 60 * M), purses=(son,), overruled={1: 2025}))
    assert (line.why, line.start) == (Why.CHOSEN_SHORT, None)
    assert line.missing == (Draw(purse_id=SON, amount_vnd=60 * M),)
    assert line.enough_from == Quarter.at(2026, 1)


def test_a_line_put_into_a_year_outside_the_plan_says_so() -> None:
    for year in (2023, 2030):
        made = planned(need(1, SON, 1 * M), purses=(Purse(id=SON, free_vnd=9 * M),),
                       overruled={1: year})  # fmt: skip
        assert (only(made).why, only(made).enough_from) == (Why.CHOSEN_OUTSIDE, NOW)


def test_what_is_left_out_takes_nothing() -> None:
    made = planned(need(1, SON, 60 * M), need(2, SON, 60 * M),
                   purses=(Purse(id=SON, free_vnd=60 * M),), overruled={1: None})  # fmt: skip
    assert [line.why for line in made.lines] == [Why.LEFT_OUT, Why.READY]


def test_a_need_that_cannot_be_begun_yet_says_so() -> None:
    ready = need(1, SON, 60 * M, earliest=Quarter.at(2025, 2))
    line = only(planned(ready, purses=(Purse(id=SON, free_vnd=60 * M),)))
    assert (line.why, line.start, line.missing_now) == (Why.NOT_BEFORE, Quarter.at(2025, 2), ())


def test_needs_without_a_cost_or_a_purse_say_so() -> None:
    made = planned(replace(need(1, SON, 0), cost_vnd=None), need(2, 99, 60 * M),
                   replace(need(3, SON, 60 * M), purse_id=None), purses=(Purse(id=SON, free_vnd=0),))  # fmt: skip
    assert [line.why for line in made.lines] == [Why.NO_COST, Why.NO_PURSE, Why.NO_PURSE]


def test_a_line_that_waits_says_how_many_wait_before_it_for_the_same_purse() -> None:
    made = planned(*(need(number, SON, 60 * M) for number in (1, 2, 3)), need(4, OFFICE, 60 * M),
                   purses=(Purse(id=SON, free_vnd=60 * M), Purse(id=OFFICE, free_vnd=0)))  # fmt: skip
    assert {line.need.id: line.behind for line in made.lines} == {1: 0, 2: 0, 3: 1, 4: 0}
