"""Draw on a paper what ``ledger/charts.py`` laid out: outlines and washes that a copier keeps."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from ledger.charts import WIDTH, Anchor
from ledger.documents import fonts, text
from ledger.labels import TARGET_SHAPES

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from ledger.charts import Chart

_TEXT = 13
_GREYS = {
    "after": 0.35,
    "bar-met": 0.55,
    "bar-building": 0.75,
    "bar-funded": 0.9,
}
"""How dark a mark is; whatever is not named stays white with its outline."""


def height_of(chart: Chart, width: float) -> float:
    """Tell how high a chart is when it is drawn that wide, in points."""
    return chart.height * width / WIDTH


def draw_chart(canvas: Canvas, chart: Chart, *, left: float, top: float, width: float) -> float:
    """Draw a chart downwards from ``top``; return where it ends."""
    scale = width / WIDTH
    canvas.saveState()
    canvas.setLineWidth(0.4)
    for stroke in chart.strokes:
        canvas.setDash(1, 2) if stroke.kind == "rule" else canvas.setDash()
        points = [(left + x * scale, top - y * scale) for x, y in stroke.points]
        segments = itertools.pairwise(points)
        canvas.lines([(*start, *end) for start, end in segments])
    canvas.setDash()
    for bar in chart.bars:
        canvas.setFillGray(_GREYS.get(bar.kind, 1))
        y = top - (bar.y + bar.height) * scale
        canvas.rect(left + bar.x * scale, y, bar.width * scale, bar.height * scale, fill=1)
    canvas.restoreState()
    ink = canvas.beginText()
    for label in chart.labels:
        write = {
            Anchor.START: text.put,
            Anchor.MIDDLE: text.put_centred,
            Anchor.END: text.put_right,
        }
        x, y = left + label.x * scale, top - label.y * scale
        # The papers' font has no such signs; how dark a bar is says the same.
        words = label.text.lstrip("".join(TARGET_SHAPES.values())).lstrip()
        write[label.anchor](ink, x, y, words, font=fonts.REGULAR, size=_TEXT * scale)
    canvas.drawText(ink)
    return top - height_of(chart, width)
