"""Lay out titled tables one below the other, each with its picture: on paper, and as a workbook.

What a section says is written once: the paper and the spreadsheet show the same cells.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ledger.clock import format_date
from ledger.documents import charts, fonts, paper, party_paper, tables, text
from ledger.documents.party_paper import ACROSS, BOTTOM, LEFT
from ledger.documents.spreadsheets import new_book, write_sheet
from ledger.documents.tables import Align
from ledger.money import format_vnd

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reportlab.pdfgen.canvas import Canvas

    from ledger.charts import Chart
    from ledger.documents.party_paper import Head
    from ledger.documents.spreadsheets import Cell
    from ledger.documents.tables import Column

SIZE = 9.0
PARTY_END_HEIGHT = 120.0
"""What follows a party paper's table: who gets a copy, room for a signature."""
PICTURE_WORDS = 44.0
"""Room for a picture's title, and for what its marks mean."""
LEAST_ROWS = 3
"""A table begins on a page only where so many rows of it follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One table with its title, and the pictures of what it says."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    size: float = SIZE
    """Of the rows' writing, in points."""
    bold: frozenset[int] = frozenset()
    """Which rows are totals or headings."""
    pictures: tuple[tuple[Chart, str], ...] = ()
    """Above the table, each with what its marks mean."""
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
    annex: Sequence[Section] = (),
) -> bytes:
    """Return sections as an A4 PDF across.

    ``put_top`` draws the head of the first page and returns where it ends; ``put_end`` draws what
    follows the last table, ``end_height`` high, and is never alone on a page. Each ``annex`` begins
    a page of its own after that.

    Raises: FontMissing.
    """
    canvas = paper.open_paper(title=title, size=(ACROSS.width, ACROSS.height))
    sheets = Sheets(canvas)
    sheets.y = put_top(canvas)
    for place, section in enumerate(sections, start=1):
        _put_section(sheets, section, below=end_height if place == len(sections) else 0)
    put_end(canvas, sheets.y)
    for section in annex:
        sheets.turn()
        _put_section(sheets, section, below=0)
    canvas.showPage()
    return paper.close_paper(canvas)


def party_pdf(
    kind: str,
    about: str,
    sections: Sequence[Section],
    *,
    head: Head,
    copies: Sequence[str],
    paragraphs: Sequence[str] = (),
    annex: Sequence[Section] = (),
) -> bytes:
    """Return sections as a party paper across: its heads above, who signs below.

    ``paragraphs`` stand before the first section, each ``annex`` on pages after the signature.

    Raises: FontMissing.
    """

    def put_top(canvas: Canvas) -> float:
        y = party_paper.put_head(canvas, head, frame=ACROSS)
        y = party_paper.put_title(canvas, y, kind, (about,), frame=ACROSS)
        return party_paper.put_paragraphs(canvas, y, paragraphs, frame=ACROSS) - 6

    def put_end(canvas: Canvas, y: float) -> None:
        party_paper.put_signature(canvas, y, organ=head.organ, copies=copies, frame=ACROSS)

    return sections_pdf(
        f"{kind.capitalize()} {about}",
        sections,
        put_top=put_top,
        put_end=put_end,
        end_height=PARTY_END_HEIGHT,
        annex=annex,
    )


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
        tables.row_of(section.columns, _texts(row), bold=place in section.bold, size=section.size)
        for place, row in enumerate(section.rows)
    ]
    head = tables.head_height(section.columns)
    begins = head + sum(row.height for row in rows[:LEAST_ROWS])
    _put_pictures(sheets, section, below=begins)
    if not rows and section.pictures:
        return
    title_height = 0.0 if section.pictures or not section.title else 26.0
    sheets.need(title_height + begins + (0 if rows else below))
    if title_height:
        _put_words(sheets, section.title, font=fonts.BOLD, size=11, drop=title_height - 6)
        sheets.y -= 6
    whole = ACROSS.top - BOTTOM - head
    pages = tables.pages_of(rows, first=sheets.room - head, other=whole)
    used = sum(row.height for row in pages[-1])
    room = whole if len(pages) > 1 else sheets.room - head
    note_height = 18.0 if section.note else 0.0
    if used + below + note_height > room:
        kept, moved = pages[-1][:-LEAST_ROWS], pages[-1][-LEAST_ROWS:]
        pages[-1:] = [kept, moved] if kept else [moved]
        if not kept:
            sheets.turn()
    for place, some in enumerate(pages):
        if place:
            sheets.turn()
        start = tables.draw_head(sheets.canvas, section.columns, left=LEFT, top=sheets.y)
        sheets.y = tables.draw_rows(sheets.canvas, section.columns, some, left=LEFT, top=start)
    if section.note:
        _put_words(sheets, section.note, font=fonts.ITALIC, size=10, drop=note_height - 4)
    sheets.y -= 8


def _put_pictures(sheets: Sheets, section: Section, *, below: float) -> None:
    """Draw the pictures of a section, each whole on its page, a small one with its table."""
    most = ACROSS.top - BOTTOM - PICTURE_WORDS
    for place, (chart, legend) in enumerate(section.pictures):
        height = charts.height_of(chart, ACROSS.body)
        width = ACROSS.body * min(1.0, most / height)
        whole = min(height, most)
        sheets.need(whole + PICTURE_WORDS + (below if whole + below < most else 0))
        if not place:
            _put_words(sheets, section.title, font=fonts.BOLD, size=11, drop=18)
        if legend:
            _put_words(sheets, legend, font=fonts.ITALIC, size=10, drop=14)
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
        "–"
        if cell is None
        else format_vnd(cell)
        if isinstance(cell, int)
        else format_date(cell)
        if isinstance(cell, date)
        else cell
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
