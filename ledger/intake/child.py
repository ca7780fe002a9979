"""Parse one spreadsheet inside a process that may be killed at any moment.

Started by ``workbooks.read_file`` only: the file arrives on standard input, the cells leave as
JSON on standard output. Limits are set before the first byte is read, so that whatever a parser
does with a hostile file ends here.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from ledger.intake import workbooks
from ledger.intake.workbooks import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ledger.intake.marks import Marks, Seen

MAX_MEMORY_BYTES = 1024 * 1024 * 1024
MAX_PROCESSOR_SECONDS = 15

_Raw = str | int | float | bool | date | time | timedelta


def main(kind: str) -> None:
    """Read standard input as ``kind`` and write one JSON object; a refusal is an answer too."""
    limit_resources()
    body = sys.stdin.buffer.read(workbooks.MAX_FILE_BYTES + 1)
    text = json.dumps(answer(body, kind), ensure_ascii=True)
    sys.stdout.buffer.write(text.encode("ascii"))


def answer(body: bytes, kind: str) -> dict[str, object]:
    """Return the cells of a file, or the sentence with which it is refused."""
    try:
        return _read(body, kind)
    except Unreadable as refusal:
        return {"refused": str(refusal)}
    except MemoryError:
        return {"refused": workbooks.OVER_LIMITS}


def limit_resources() -> None:
    """Lower this process's memory, processor time and file size for good, where the system can."""
    if sys.platform == "win32":  # has no such limits; the parent's time-out still holds
        return
    import resource

    for limit, value in (
        (resource.RLIMIT_AS, MAX_MEMORY_BYTES),
        (resource.RLIMIT_CPU, MAX_PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, workbooks.MAX_ANSWER_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))


def _read(body: bytes, kind: str) -> dict[str, object]:
    if kind == "csv":
        from ledger.intake import delimited

        text = delimited.read_text(body)
        rows = [[value or None for value in row] for row in text.rows]
        sheet = {"name": "CSV", "hidden": False, "rows": rows, "fonts": []}
        return {"detected": text.detected, "sheets": [sheet]}
    seen: Mapping[str, Seen] = {}
    if kind in {"xlsx", "ods"}:
        from ledger.intake import packages

        package = packages.open_package(body, kind)
        body, seen = package.body, package.seen
    elif kind == "xls":
        from ledger.intake import old_workbooks

        seen = old_workbooks.xls_sheets(body)
    return {"detected": "", "sheets": list(_sheets(body, seen))}


def _sheets(body: bytes, seen: Mapping[str, Seen]) -> Iterator[dict[str, object]]:
    """Yield every worksheet; charts and dialogs have no cells and are passed over.

    Raises:
        Unreadable: not a workbook, protected by a password, or beyond the row and column limits.

    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(body))
        for sheet in book.sheets_metadata:
            if sheet.typ in (SheetTypeEnum.MacroSheet, SheetTypeEnum.Vba):
                raise Unreadable(workbooks.HAS_MACROS)
            if sheet.typ != SheetTypeEnum.WorkSheet:
                continue
            cells = book.get_sheet_by_name(sheet.name)
            _check_size(cells.end)
            rows = cells.to_python(skip_empty_area=False) if cells.end else []
            found = seen.get(sheet.name)
            plain = [[_plain(value) for value in row] for row in rows]
            if found:
                _read_texts(plain, found.texts)
            yield {
                "name": sheet.name,
                "hidden": sheet.visible != SheetVisibleEnum.Visible,
                "rows": _marked(plain, found.marks) if found else plain,
                "fonts": [[*place, code] for place, code in found.fonts.items()] if found else [],
            }
    except (CalamineError, ValueError, OSError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(workbooks.NOT_EXCEL) from None


def _check_size(end: tuple[int, int] | None) -> None:
    """Refuse a last cell beyond the limits; ``end`` counts from zero."""
    if end is not None and end[0] >= workbooks.MAX_ROWS:
        raise Unreadable(workbooks.TOO_MANY_ROWS)
    if end is not None and end[1] >= workbooks.MAX_COLUMNS:
        raise Unreadable(workbooks.TOO_MANY_COLUMNS)


def _plain(value: _Raw) -> object:
    """Turn one parsed value into JSON: whole floats become ints, dates lose their time of day."""
    if isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, str):
        return value or None
    if isinstance(value, date):
        return {"date": (value.date() if isinstance(value, datetime) else value).isoformat()}
    return str(value)


def _read_texts(rows: list[list[object]], texts: Marks) -> None:
    """Put texts that were read already where the parser has them as they were written."""
    for (row, column), text in texts.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text


def _marked(rows: list[list[object]], marks: Marks) -> list[list[object]]:
    """Put the error marks into the grid, which ends before a cell the parser took for empty."""
    for (row, column), message in marks.items():
        while len(rows) <= row:
            rows.append([])
        rows[row].extend([None] * (column + 1 - len(rows[row])))
        rows[row][column] = {"error": message}
    return rows
