"""Break a sum down by groups without telling what one or two people gave.

G1  A group of fewer than ``FEWEST_GIVERS`` stands with others like it in one line, *the rest*.
G2  The rest is no such group itself: if it would be, the next smallest group joins it; otherwise
    the total less what is shown would tell it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

FEWEST_GIVERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """People of one cell or unit who gave, and what they gave together."""

    name: str
    givers: int
    amount_vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """The groups that may be shown, in their order, and the rest in one; no rest, no line."""

    shown: tuple[Group, ...]
    rest_groups: int
    rest_givers: int
    rest_vnd: int


def fold_small(groups: Iterable[Group]) -> Folded:
    """Return what may be shown of groups that add up to a known total."""
    every = list(groups)
    rest = [group for group in every if group.givers < FEWEST_GIVERS]
    larger = sorted(
        (group for group in every if group.givers >= FEWEST_GIVERS),
        key=lambda group: group.givers,
        reverse=True,
    )
    while larger and any(group.amount_vnd for group in rest) and _givers(rest) < FEWEST_GIVERS:
        rest.append(larger.pop())
    kept = {id(group) for group in larger}
    return Folded(
        shown=tuple(group for group in every if id(group) in kept),
        rest_groups=len(rest),
        rest_givers=_givers(rest),
        rest_vnd=sum(group.amount_vnd for group in rest),
    )


def _givers(groups: list[Group]) -> int:
    return sum(group.givers for group in groups)
