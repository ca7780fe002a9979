"""Say where the marks of a chart stand: plain geometry, the same for a page and for a paper.

A chart never stands alone: whoever shows one shows its table too. Lengths are whole units of a
drawing that is ``WIDTH`` wide and whose y grows downwards; ``kind`` names how a mark looks, which
is the page's and the paper's own business.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 960
LABELS = 300
"""How much of the width the names on the left take."""
_THIN, _GAP, _MARGIN = 9, 8, 4
_ROW, _BALANCE, _HEAD = 24, 34, 22
_LONGEST_LABEL, _SHORTEST_LABEL = 40, 9
_LETTER = 8
"""About how wide a letter is, for texts that must stay inside their bar."""
_SPAN_QUARTERS = 2
"""A house takes about half a year."""


class Anchor(StrEnum):
    """Choose which end of a text stands at its place."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A rectangle."""

    x: int
    y: int
    width: int
    height: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A short text on its baseline."""

    x: int
    y: int
    text: str
    anchor: Anchor = Anchor.START


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A line through points."""

    points: tuple[tuple[int, int], ...]
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Everything to draw, in the order of drawing."""

    height: int
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    strokes: tuple[Stroke, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A house on the roadmap: what its bar says, and the column in which it begins."""

    column: int
    text: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A purse on the roadmap: its houses, and what it has left in each column."""

    name: str
    spans: tuple[Span, ...]
    balances: tuple[int, ...]
    since: int
    """The column in which the balances begin."""
    note: str
    """What is written beside the line of balances."""


def grouped_bars(
    rows: Sequence[tuple[str, Sequence[int]]], kinds: Sequence[str], *, longest: int = 0
) -> Chart:
    """Lay out a group of thin bars for each row, one bar for each kind, the longest all across.

    ``longest`` is the number that goes all across where a picture is one of several.
    """
    most = max((number for _, numbers in rows for number in numbers), default=0)
    most = max(most, longest)
    step = len(kinds) * (_THIN + 1) + _GAP
    bars, labels = [], []
    for place, (name, numbers) in enumerate(rows):
        y = _MARGIN + place * step
        middle = y + (step - _GAP) // 2 + 4
        labels.append(Label(x=LABELS - 8, y=middle, text=shortened(name), anchor=Anchor.END))
        bars += [
            Bar(
                x=LABELS, y=y + turn * (_THIN + 1), width=_length(number, most), height=_THIN,
                kind=kind,
            )
            for turn, (number, kind) in enumerate(zip(numbers, kinds, strict=True))
        ]  # fmt: skip
    return Chart(height=2 * _MARGIN + len(rows) * step, bars=tuple(bars), labels=tuple(labels))


def timeline(lanes: Sequence[Lane], columns: Sequence[str], *, each: int) -> Chart:
    """Lay out lanes over columns; ``each`` columns stand under one head of ``columns``."""
    count = len(columns) * each
    wide = (WIDTH - LABELS - _MARGIN) // max(count, 1)
    bars: list[Bar] = []
    strokes: list[Stroke] = []
    labels = [
        Label(x=LABELS + place * each * wide + 4, y=_HEAD - 7, text=head)
        for place, head in enumerate(columns)
    ]
    y = _HEAD
    for lane in lanes:
        rows = _packed(lane.spans)
        deep = max(max(rows, default=-1) + 1, 1) * _ROW
        labels.append(Label(x=4, y=y + 16, text=shortened(lane.name)))
        labels.append(Label(x=4, y=y + deep + _BALANCE - 12, text=lane.note))
        for span, row in zip(lane.spans, rows, strict=True):
            bar = _span_bar(span, row, y, wide, count)
            bars.append(bar)
            text = shortened(span.text, max(bar.width // _LETTER, _SHORTEST_LABEL))
            labels.append(Label(x=bar.x + 4, y=bar.y + 14, text=text))
        strokes.append(_steps(lane, top=y + deep, wide=wide))
        y += deep + _BALANCE
        strokes.append(Stroke(points=((0, y), (WIDTH, y)), kind="rule"))
    heads = (LABELS + place * each * wide for place in range(len(columns) + 1))
    strokes += [Stroke(points=((x, 0), (x, y)), kind="rule") for x in heads]
    return Chart(height=y + _MARGIN, bars=tuple(bars), labels=tuple(labels), strokes=tuple(strokes))


def shortened(text: str, longest: int = _LONGEST_LABEL) -> str:
    """Return a text that fits beside a chart; the table has all of it."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _length(number: int, most: int) -> int:
    """Return how long a bar is; whatever is more than nothing can be seen."""
    if number <= 0 or most <= 0:
        return 0
    return max((WIDTH - LABELS - _MARGIN) * number // most, 1)


def _packed(spans: Sequence[Span]) -> list[int]:
    """Return the row of each span, so that none lies on another."""
    free_from: list[int] = []
    rows = []
    for span in spans:
        row = next((one for one, free in enumerate(free_from) if free <= span.column), None)
        if row is None:
            row = len(free_from)
            free_from.append(0)
        free_from[row] = span.column + _SPAN_QUARTERS
        rows.append(row)
    return rows


def _span_bar(span: Span, row: int, y: int, wide: int, count: int) -> Bar:
    columns = max(min(_SPAN_QUARTERS, count - span.column), 1)
    return Bar(
        x=LABELS + span.column * wide, y=y + row * _ROW + 2, width=columns * wide - 3,
        height=_ROW - 4, kind=span.kind,
    )  # fmt: skip


def _steps(lane: Lane, *, top: int, wide: int) -> Stroke:
    """Return the line of what is left: a step for each column, the most at the top."""
    most = max((1, *lane.balances))
    points = []
    for place, left in enumerate(lane.balances, start=lane.since):
        y = top + _BALANCE - 5 - (_BALANCE - 11) * max(left, 0) // most
        points += [(LABELS + place * wide, y), (LABELS + (place + 1) * wide, y)]
    return Stroke(points=tuple(points), kind="left")
