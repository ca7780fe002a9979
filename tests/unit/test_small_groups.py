"""A break-down never tells what one or two people gave, directly or by what is left over."""

from ledger.reports.small_groups import FEWEST_GIVERS, Group, fold_small


def group(givers: int, amount_vnd: int, name: str = "x") -> Group:
    return Group(name=name, givers=givers, amount_vnd=amount_vnd)


def test_large_groups_stay_in_their_order() -> None:
    groups = [group(5, 500, "a"), group(3, 300, "b"), group(9, 900, "c")]
    folded = fold_small(groups)
    assert folded.shown == tuple(groups)
    assert (folded.rest_groups, folded.rest_givers, folded.rest_vnd) == (0, 0, 0)


def test_small_groups_stand_together() -> None:
    folded = fold_small([group(1, 100), group(8, 800, "large"), group(2, 200)])
    assert [one.name for one in folded.shown] == ["large"]
    assert (folded.rest_groups, folded.rest_givers, folded.rest_vnd) == (2, 3, 300)


def test_a_lone_small_group_takes_the_smallest_large_one_with_it() -> None:
    folded = fold_small([group(7, 700, "a"), group(1, 100), group(4, 400, "b"), group(9, 900, "c")])
    assert [one.name for one in folded.shown] == ["a", "c"]
    assert (folded.rest_groups, folded.rest_givers, folded.rest_vnd) == (2, 5, 500)


def test_groups_without_money_give_nothing_away() -> None:
    folded = fold_small([group(0, 0, "none"), group(6, 600, "six")])
    assert [one.name for one in folded.shown] == ["six"]
    assert folded.rest_vnd == 0


def test_nothing_is_shown_where_everything_is_small() -> None:
    folded = fold_small([group(1, 100), group(1, 50)])
    assert folded.shown == ()
    assert folded.rest_givers == 2


def test_whatever_the_sizes_no_line_stands_for_one_or_two() -> None:
    for first in range(6):
        for second in range(6):
            for third in range(6):
                groups = [group(n, n * 10 + 1 if n else 0) for n in (first, second, third)]
                folded = fold_small(groups)
                assert all(one.givers >= FEWEST_GIVERS for one in folded.shown)
                if folded.shown and folded.rest_vnd:
                    assert folded.rest_givers >= FEWEST_GIVERS
                shown = sum(one.amount_vnd for one in folded.shown)
                assert shown + folded.rest_vnd == sum(one.amount_vnd for one in groups)
