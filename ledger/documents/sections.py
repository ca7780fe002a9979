"""Lay out titled tables one below the other, each with its picture: on paper, and as a workbook.

What a section says is written once: the paper and the spreadsheet show the same cells.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.documents import charts, fonts, paper, party_paper, tables, text
from ledger.documents.party_paper import ACROSS, BOTTOM, LEFT
from ledger.documents.spreadsheets import new_book, write_sheet
from ledger.documents.tables import Align
from ledger.money import format_vnd

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reportlab.pdfgen.canvas import Canvas

    from ledger.charts import Chart
    from ledger.documents.spreadsheets import Cell
    from ledger.documents.tables import Column

SIZE = 9.0
LEAST_ROWS = 3
"""A table begins on a page only where so many rows of it follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One table with its title, and the pictures of what it says."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    bold: frozenset[int] = frozenset()
    """Which rows are totals or headings."""
    charts: tuple[Chart, ...] = ()
    legend: str = ""
    """What the marks of the pictures mean."""
    note: str = ""


class Sheets:
    """The pages of a paper while they are filled from the top; ``y`` is where the next thing goes."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas, self.number, self.y = canvas, 1, ACROSS.top

    @property
    def room(self) -> float:
        """How much of the page is left, in points."""
        return self.y - BOTTOM

    def turn(self) -> None:
        """Begin a new page."""
        self.canvas.showPage()
        self.number += 1
        self.y = ACROSS.top
        party_paper.put_page_number(self.canvas, self.number, frame=ACROSS)

    def need(self, height: float) -> None:
        """Begin a new page unless there is room."""
        if self.room < height:
            self.turn()


def sections_pdf(
    title: str,
    sections: Sequence[Section],
    *,
    put_top: Callable[[Canvas], float],
    put_end: Callable[[Canvas, float], None],
    end_height: float,
) -> bytes:
    """Return sections as an A4 PDF across.

    ``put_top`` draws the head of the first page and returns where it ends; ``put_end`` draws what
    follows the last table, ``end_height`` high, and is never alone on a page.

    Raises: FontMissing.
    """
    canvas = paper.open_paper(title=title, size=(ACROSS.width, ACROSS.height))
    sheets = Sheets(canvas)
    sheets.y = put_top(canvas)
    for place, section in enumerate(sections, start=1):
        _put_section(sheets, section, below=end_height if place == len(sections) else 0)
    put_end(canvas, sheets.y)
    canvas.showPage()
    return paper.close_paper(canvas)


def sections_xlsx(title: str, sections: Sequence[Section], *, lines: Sequence[str]) -> bytes:
    """Return sections as a workbook, one sheet for each."""
    stream = io.BytesIO()
    book = new_book(stream, title)
    for section in sections:
        said = (section.title, *lines, section.note)
        write_sheet(
            book,
            title,
            [column.head for column in section.columns],
            section.rows,
            lines=[line for line in said if line],
            name=section.title,
        )
    book.close()
    return stream.getvalue()


def _put_section(sheets: Sheets, section: Section, *, below: float) -> None:
    """Draw a section's pictures, then its table, whose last page keeps ``below`` free."""
    rows = [
        tables.row_of(section.columns, _texts(row), bold=place in section.bold, size=SIZE)
        for place, row in enumerate(section.rows)
    ]
    head = tables.head_height(section.columns)
    _put_charts(sheets, section)
    title_height = 0.0 if section.charts or not section.title else 26.0
    sheets.need(title_height + head + sum(row.height for row in rows[:LEAST_ROWS]))
    if title_height:
        _put_words(sheets, section.title, font=fonts.BOLD, size=11, drop=title_height - 6)
        sheets.y -= 6
    whole = ACROSS.top - BOTTOM - head
    pages = tables.pages_of(rows, first=sheets.room - head, other=whole)
    used = sum(row.height for row in pages[-1])
    room = whole if len(pages) > 1 else sheets.room - head
    note_height = 18.0 if section.note else 0.0
    if used + below + note_height > room and len(rows) > 1:
        pages.append([pages[-1].pop()])
        pages = [page for page in pages if page]
    for place, some in enumerate(pages):
        if place:
            sheets.turn()
        start = tables.draw_head(sheets.canvas, section.columns, left=LEFT, top=sheets.y)
        sheets.y = tables.draw_rows(sheets.canvas, section.columns, some, left=LEFT, top=start)
    if section.note:
        _put_words(sheets, section.note, font=fonts.ITALIC, size=10, drop=note_height - 4)
    sheets.y -= 8


def _put_charts(sheets: Sheets, section: Section) -> None:
    """Draw the pictures of a section, each whole on its page."""
    for place, chart in enumerate(section.charts):
        height = charts.height_of(chart, ACROSS.body)
        width = ACROSS.body * min(1.0, (ACROSS.top - BOTTOM - 60) / height)
        sheets.need(min(height, ACROSS.top - BOTTOM - 60) + 50)
        if not place:
            _put_words(sheets, section.title, font=fonts.BOLD, size=11, drop=18)
        if section.legend:
            _put_words(sheets, section.legend, font=fonts.ITALIC, size=10, drop=14)
        top = sheets.y - 6
        sheets.y = charts.draw_chart(sheets.canvas, chart, left=LEFT, top=top, width=width) - 6


def _put_words(sheets: Sheets, words: str, *, font: str, size: float, drop: float) -> None:
    """Write one line downwards from where things go next."""
    fitted = text.fit(words, font=font, size=size, width=ACROSS.body)
    sheets.y -= drop
    ink = sheets.canvas.beginText()
    text.put_lines(ink, LEFT, sheets.y, fitted, font=font)
    sheets.canvas.drawText(ink)


def _texts(row: Sequence[Cell]) -> list[str]:
    """Return the cells as a paper shows them: nothing to tell is a dash, a number has dots."""
    return [
        "–" if cell is None else format_vnd(cell) if isinstance(cell, int) else str(cell)
        for cell in row
    ]


def number_columns(
    first: tuple[str, float], heads: Sequence[tuple[str, float]]
) -> tuple[Column, ...]:
    """Return a column of names and columns of numbers, each with its width in points."""
    name, width = first
    return (
        tables.Column(head=name, width=width),
        *(tables.Column(head=head, width=wide, align=Align.RIGHT) for head, wide in heads),
    )
