"""Lay out ruled tables over pages: a head on every page, cells that wrap, rows never split."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ledger.documents import fonts, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.pdfgen.canvas import Canvas
    from reportlab.pdfgen.textobject import PDFTextObject

    from ledger.documents.text import Fitted

SIZE = 11.0
HEAD_SIZE = 10.0
MARGIN = 3.0
RULE = 0.5
MOST_LINES = 8


class Align(StrEnum):
    """Choose where a cell's text stands."""

    LEFT = "left"
    MIDDLE = "middle"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Describe a column: its head, width in points and alignment.

    Neighbours with the same ``group`` share a second head above theirs. ``letter`` is the sign
    that official forms print under the head (A, B … 1, 2).
    """

    head: str
    width: float
    align: Align = Align.LEFT
    group: str = ""
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one row ready to draw: its cells fitted to their columns, its height in points."""

    cells: tuple[Fitted, ...]
    height: float
    bold: bool = False


def row_of(
    columns: Sequence[Column],
    cells: Sequence[str],
    *,
    least_height: float = 0.0,
    bold: bool = False,
    size: float = SIZE,
) -> Row:
    """Fit the texts of a row; figures shrink on one line, words wrap and make the row higher."""
    font = fonts.BOLD if bold else fonts.REGULAR
    fitted = tuple(
        text.fit(
            cell,
            font=font,
            size=size,
            width=column.width - 2 * MARGIN,
            rows=MOST_LINES if column.align is Align.LEFT else 1,
        )
        for column, cell in zip(columns, cells, strict=True)
    )
    tallest = max(len(cell.lines) * cell.leading for cell in fitted)
    return Row(cells=fitted, height=max(least_height, tallest + 2 * MARGIN), bold=bold)


def head_height(columns: Sequence[Column]) -> float:
    """Tell how high the head is, in points."""
    grouped = any(column.group for column in columns)
    lettered = any(column.letter for column in columns)
    return (46.0 if grouped else 32.0) + (15.0 if lettered else 0.0)


def pages_of(rows: Sequence[Row], *, first: float, other: float) -> list[list[Row]]:
    """Split rows over pages with that much room (points) on the first and on each other page."""
    pages: list[list[Row]] = [[]]
    room = first
    for row in rows:
        if row.height > room and pages[-1]:
            pages.append([])
            room = other
        pages[-1].append(row)
        room -= row.height
    return pages


def draw_head(canvas: Canvas, columns: Sequence[Column], *, left: float, top: float) -> float:
    """Draw the head downwards from ``top``; return where the first row begins."""
    grouped = any(column.group for column in columns)
    bottom = top - (46.0 if grouped else 32.0)
    x, group_left = left, left
    canvas.setLineWidth(RULE)
    for place, column in enumerate(columns):
        if place == 0 or column.group != columns[place - 1].group:
            group_left = x
        upper = top - 16 if column.group else top
        _head_cell(canvas, column.head, left=x, width=column.width, top=upper, bottom=bottom)
        x += column.width
        ends = place + 1 == len(columns) or columns[place + 1].group != column.group
        if column.group and ends:
            wide = x - group_left
            _head_cell(canvas, column.group, left=group_left, width=wide, top=top, bottom=top - 16)
    if not any(column.letter for column in columns):
        return bottom
    x = left
    for column in columns:
        canvas.rect(x, bottom - 15, column.width, 15)
        ink = canvas.beginText()
        middle = x + column.width / 2
        text.put_centred(ink, middle, bottom - 11, column.letter, font=fonts.ITALIC, size=9)
        canvas.drawText(ink)
        x += column.width
    return bottom - 15


def _head_cell(
    canvas: Canvas, words: str, *, left: float, width: float, top: float, bottom: float
) -> None:
    """Draw one ruled cell of the head, its words in the middle."""
    canvas.rect(left, bottom, width, top - bottom)
    fitted = text.fit(
        words, font=fonts.BOLD, size=HEAD_SIZE, width=width - 4, height=top - bottom - 2
    )
    ink = canvas.beginText()
    y = (top + bottom) / 2 + fitted.drop / 2 - fitted.size * 0.33
    text.put_lines(ink, left + width / 2, y, fitted, font=fonts.BOLD, centred=True)
    canvas.drawText(ink)


def draw_rows(
    canvas: Canvas, columns: Sequence[Column], rows: Sequence[Row], *, left: float, top: float
) -> float:
    """Draw rows downwards from ``top`` with all rules; return where they end."""
    ink = canvas.beginText()
    y = top
    edges = [y]
    for row in rows:
        _put_row(ink, columns, row, left=left, top=y)
        y -= row.height
        edges.append(y)
    canvas.drawText(ink)
    canvas.setLineWidth(RULE)
    right = left + sum(column.width for column in columns)
    lines = [(left, edge, right, edge) for edge in edges]
    x = left
    for width in (0.0, *(column.width for column in columns)):
        x += width
        lines.append((x, top, x, y))
    canvas.lines(lines)
    return y


def _put_row(
    ink: PDFTextObject, columns: Sequence[Column], row: Row, *, left: float, top: float
) -> None:
    """Write the cells of one row."""
    font = fonts.BOLD if row.bold else fonts.REGULAR
    x = left
    for column, cell in zip(columns, row.cells, strict=True):
        spare = (row.height - len(cell.lines) * cell.leading) / 2
        y = top - spare - cell.size * 0.9
        if column.align is Align.LEFT:
            text.put_lines(ink, x + MARGIN, y, cell, font=font)
        elif column.align is Align.MIDDLE:
            text.put_lines(ink, x + column.width / 2, y, cell, font=font, centred=True)
        elif cell.lines:
            end = x + column.width - MARGIN
            text.put_right(ink, end, y, cell.lines[0], font=font, size=cell.size)
        x += column.width
