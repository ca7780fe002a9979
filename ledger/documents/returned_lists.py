"""Send a list back in its sender's own layout, with a column that says what is wrong in which row.

Every cell stands where it stood. Texts stay texts, whatever sign they begin with; those in a font
from before Unicode keep their bytes and their font, so that the mended file reads as the first one.
"""

from __future__ import annotations

import io
import re
from datetime import date
from typing import TYPE_CHECKING, Any

from ledger.documents import spreadsheets
from ledger.errors import NotFound
from ledger.intake.contribution_lists import ContributionList
from ledger.intake.legacy_text import LegacyCode
from ledger.intake.workbooks import CellError
from ledger.reports.contribution_imports import reasons

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ledger.intake.contribution_lists import ReadSheet
    from ledger.intake.workbooks import Cell, Sheet, Workbook
    from ledger.reports.contribution_imports import KeptFile
    from ledger.reports.contribution_plans import Plan

REASON = "Lý do chưa ghi"

_LONGEST = 32_767  # Excel's limit for one cell
_WIDEST = 45
_NARROWEST = 6
_REASON_WIDTH = 70
# What XML cannot hold; xlsxwriter writes other controls as Excel does.
_NO_LETTER = re.compile("[\ud800-\udfff\ufffe\uffff]")
_FONTS = {
    LegacyCode.TCVN3: ".VnTime",
    LegacyCode.TCVN3_CAPITALS: ".VnTimeH",
    LegacyCode.VNI: "VNI-Times",
}


def returned_list(kept: KeptFile, plan: Plan | None, *, only_faulty: bool = False) -> bytes:
    """Return a kept file with a column of reasons, as it was read and planned.

    Raises:
        NotFound: nothing was read of it yet, so nothing is wrong with rows.

    """
    if plan is None or not isinstance(kept.read, ContributionList):
        raise NotFound
    found = reasons(kept.read, plan)
    return returned_list_xlsx(kept.workbook, kept.read.sheets, found, only_faulty=only_faulty)


def returned_list_xlsx(
    workbook: Workbook,
    sheets: Sequence[ReadSheet],
    reasons: Mapping[tuple[str, int], Sequence[str]],
    *,
    only_faulty: bool = False,
) -> bytes:
    """Return the sheets that were read with a column of reasons, by sheet title and row.

    ``only_faulty`` leaves out the other people and the totals, which would no longer be true;
    titles, headers and groups stay.
    """
    stream = io.BytesIO()
    book = spreadsheets.new_book(stream, "Danh sách gửi lại")
    formats = _Formats(book)
    names: set[str] = set()
    for read in sheets:
        sheet = workbook.sheets[read.index]
        name = _free_name(sheet.name, names)
        found = {row: texts for (title, row), texts in reasons.items() if title == read.title}
        _write(book.add_worksheet(name), sheet, read, found, formats, only_faulty=only_faulty)
    book.close()
    return stream.getvalue()


class _Formats:
    """The looks of cells, made once for each workbook."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401  # xlsxwriter has no types
        face = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
        self.words = book.add_format(face)
        self.number = book.add_format(face | {"num_format": "#,##0"})
        self.plain = book.add_format(face)
        self.day = book.add_format(face | {"num_format": "dd/mm/yyyy"})
        self.head = book.add_format(face | {"bold": True, "text_wrap": True})
        self.reason = book.add_format(face | {"text_wrap": True, "bg_color": "#FDE8D7"})
        self.legacy = {
            code.value: book.add_format(face | {"font_name": font}) for code, font in _FONTS.items()
        }


def _write(
    page: Any,  # noqa: ANN401  # xlsxwriter has no types
    sheet: Sheet,
    read: ReadSheet,
    reasons: Mapping[int, Sequence[str]],
    formats: _Formats,
    *,
    only_faulty: bool,
) -> None:
    width = max((len(row) for row in sheet.rows), default=0)
    left_out = (read.people | read.totals) - reasons.keys() if only_faulty else frozenset()
    place = 0
    widths = [_NARROWEST] * width
    for number, row in enumerate(sheet.rows, start=1):
        if number in left_out:
            continue
        for column, cell in enumerate(row):
            legacy = formats.legacy.get(sheet.fonts.get((number - 1, column), ""))
            _write_cell(page, place, column, cell, formats, legacy)
            if number >= read.header_row and isinstance(cell, str):
                widths[column] = max(widths[column], min(len(cell) + 1, _WIDEST))
        if number == read.header_row:
            page.write_string(place, width, REASON, formats.head)
            page.freeze_panes(place + 1, 0)
        elif texts := reasons.get(number):
            page.write_string(place, width, "; ".join(texts)[:_LONGEST], formats.reason)
        place += 1
    for column, each in enumerate(widths):
        page.set_column(column, column, max(each, 12))
    page.set_column(width, width, _REASON_WIDTH)
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _write_cell(
    page: Any,  # noqa: ANN401  # xlsxwriter has no types
    row: int,
    column: int,
    cell: Cell,
    formats: _Formats,
    legacy: Any,  # noqa: ANN401
) -> None:
    if cell is None or isinstance(cell, CellError):
        return
    if isinstance(cell, str):
        text = _NO_LETTER.sub("", cell)[:_LONGEST]
        page.write_string(row, column, text, legacy or formats.words)
    elif isinstance(cell, date):
        page.write_datetime(row, column, cell, formats.day)
    elif isinstance(cell, bool):
        page.write_boolean(row, column, cell, formats.words)
    else:
        is_sum = isinstance(cell, int) and abs(cell) >= 10_000
        page.write_number(row, column, cell, formats.number if is_sum else formats.plain)


def _free_name(name: str, taken: set[str]) -> str:
    """Return a name for a sheet that Excel takes and no other sheet has."""
    wanted = spreadsheets.sheet_name(name)
    free, number = wanted, 1
    while free.casefold() in taken:
        number += 1
        free = f"{wanted[:27]} {number}"
    taken.add(free.casefold())
    return free
