"""Write tables as .xlsx: numbers as numbers, days as days, text never as a formula (R15)."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeAlias

import xlsxwriter

from ledger.documents import text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

Cell: TypeAlias = "str | int | date | None"

_NAME_LENGTH = 31  # Excel's limit for the name of a sheet
_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\]")
_WIDEST = 60
_NARROWEST = 6
_SETTINGS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# The file says nothing of the clock, so the same facts give the same bytes.
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  # xlsxwriter takes naive days only


def table_xlsx(
    title: str,
    headers: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    lines: Sequence[str] = (),
    plain: Collection[int] = (),
) -> bytes:
    """Return a workbook of one sheet: title, lines below it, a blank row, headers and rows.

    A cell of None stays empty. Numbers are sums, shown in groups of three, except in the
    ``plain`` columns (positions from 0), which hold years or places in a list. The headers stay in sight when the sheet is scrolled, repeat on
    each printed page and can filter.
    """
    stream = io.BytesIO()
    book = new_book(stream, title)
    write_sheet(book, title, headers, rows, lines=lines, plain=plain)
    book.close()
    return stream.getvalue()


def write_sheet(
    book: xlsxwriter.Workbook,
    title: str,
    headers: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    lines: Sequence[str] = (),
    plain: Collection[int] = (),
    name: str = "",
) -> None:
    """Write one sheet as ``table_xlsx`` describes it; without a name it is called by its title."""
    sheet = book.add_worksheet(sheet_name(name or title))
    face = {"font_name": "Times New Roman", "font_size": 12}
    line_face = book.add_format(face)
    strong = book.add_format(face | {"bold": True, "font_size": 14})
    head = book.add_format(face | {"bold": True, "border": 1, "text_wrap": True, "align": "center"})
    words = book.add_format(face | {"border": 1, "text_wrap": True, "valign": "top"})
    number = book.add_format(face | {"border": 1, "num_format": "#,##0", "valign": "top"})
    count = book.add_format(face | {"border": 1, "num_format": "0", "valign": "top"})
    day = book.add_format(face | {"border": 1, "num_format": "dd/mm/yyyy", "valign": "top"})
    sheet.write_string(0, 0, text.printable(title), strong)
    for place, line in enumerate(lines, start=1):
        sheet.write_string(place, 0, text.printable(line), line_face)
    top = len(lines) + 2
    for column, header in enumerate(headers):
        sheet.write_string(top, column, text.printable(header), head)
    for place, row in enumerate(rows, start=top + 1):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(place, column, cell, day)
            elif isinstance(cell, int):
                sheet.write_number(place, column, cell, count if column in plain else number)
            elif cell is None:
                sheet.write_blank(place, column, None, words)
            else:
                sheet.write_string(place, column, text.printable(cell), words)
    for column, width in enumerate(_widths(headers, rows)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    sheet.autofilter(top, 0, top + len(rows), len(headers) - 1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def new_book(stream: io.BytesIO, title: str) -> xlsxwriter.Workbook:
    """Begin a workbook in which no text becomes a formula, a link or a number; close it at last."""
    book = xlsxwriter.Workbook(stream, _SETTINGS)
    book.set_properties({"title": text.printable(title), "created": _CREATED})
    return book


def sheet_name(title: str) -> str:
    """Shorten a title to what Excel allows as the name of a sheet."""
    name = _FORBIDDEN_IN_NAME.sub(" ", text.printable(title))[:_NAME_LENGTH].strip(" '")
    return name or "Bảng"


def _widths(headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[int]:
    """Tell how wide each column should be, in characters."""
    widths = [max((len(word) for word in header.split()), default=0) for header in headers]
    for row in rows:
        for column, cell in enumerate(row):
            widths[column] = max(widths[column], _length(cell))
    return [min(_WIDEST, max(_NARROWEST, width + 2)) for width in widths]


def _length(cell: Cell) -> int:
    """Tell how many characters a cell shows."""
    if isinstance(cell, int):
        return len(f"{cell:,}")
    return len("31/12/2022") if isinstance(cell, date) else len(cell or "")
