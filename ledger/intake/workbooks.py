"""Read a spreadsheet from a stranger into plain cells, without trusting one byte of it.

W1  The file's name decides only what the file claims to be; it is never used as a path.
W2  Parsing happens in a child process with 1 GB of memory, 15 s of processor and 20 s of time.
W3  Positions are kept: ``rows[0]`` is row 1 of the sheet, leading blank rows and columns included.
W4  A cell that Excel shows as an error, or a formula nobody computed, is a ``CellError``,
    never an empty cell: an amount must not vanish silently.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from tempfile import TemporaryFile
from typing import IO, Any

from ledger.intake.confined import ROOT, Stopped, run_confined

MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_ROWS = 5_001
MAX_COLUMNS = 40
MAX_ANSWER_BYTES = 64 * 1024 * 1024

NOT_EXCEL = (
    "Tệp không mở được như Excel (.xlsx). Hãy lưu lại bằng «Save As → Excel Workbook»."  # row 43
)
ODD_ARCHIVE = "Tệp nén bất thường; không đọc."  # rows 44 and 45
TOO_MANY_ROWS = "Tệp có hơn 5.000 dòng; hãy tách."  # row 46
TOO_MANY_COLUMNS = "Tệp có hơn 40 cột; hãy bỏ bớt các cột không dùng."
TOO_LARGE = "Tệp quá 10 MB."  # row 47
HAS_MACROS = "Không nhận tệp có macro."  # row 48
HAS_EXTERNAL_LINKS = (
    "Không nhận tệp có macro. Tệp này lấy số từ tệp khác; hãy dán lại dạng giá trị"
    " (Paste Special → Values) rồi nhập."
)
UNKNOWN_KIND = "Chỉ nhận tệp .xlsx, .xls, .ods hoặc .csv."
OVER_LIMITS = (
    "Tệp quá lớn hoặc bị hỏng, không đọc được trong giới hạn cho phép."
    " Hãy lưu lại bằng «Save As → Excel Workbook» và chỉ giữ trang cần nhập."
)

_KINDS = ("xlsx", "xls", "ods", "csv")
_MACRO_KINDS = ("xlsm", "xltm", "xlsb", "xlam")
_ZIP = b"PK\x03\x04"
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_START_CHILD = (
    "import sys; sys.path.insert(0, sys.argv[1]); from ledger.intake.child import main;"
    " main(sys.argv[2])"
)


class Unreadable(ValueError):
    """Say in one Vietnamese sentence why a whole file cannot be read."""


@dataclass(frozen=True)
class CellError:
    """Stand where a cell holds no usable value, with the reason in Vietnamese."""

    message: str


Cell = None | str | int | float | bool | date | CellError


@dataclass(frozen=True)
class Sheet:
    """Hold one sheet's cells by position (W3)."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    hidden: bool = False
    #: The cells in a font from before Unicode, by row and column from 0 (``legacy_text``).
    fonts: Mapping[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Workbook:
    """Hold a file's sheets in their order, and how a text file was understood."""

    sheets: tuple[Sheet, ...]
    #: For a .csv: its encoding and delimiter in Vietnamese, to be shown for confirmation.
    detected: str = ""


def read_file(body: bytes, filename: str) -> Workbook:
    """Return the raw cells of a spreadsheet file.

    Raises:
        Unreadable: with the sentence of ``bad-inputs`` rows 43–48 and 52, or that limits were hit.

    """
    if len(body) > MAX_FILE_BYTES:
        raise Unreadable(TOO_LARGE)
    kind = _kind(body, filename)
    with TemporaryFile() as question, TemporaryFile() as answer:
        question.write(body)
        question.seek(0)
        _run_child(kind, question, answer)
        answer.seek(0)
        text = answer.read(MAX_ANSWER_BYTES + 1)
    if len(text) > MAX_ANSWER_BYTES:
        raise Unreadable(OVER_LIMITS)
    return _workbook(text)


def _kind(body: bytes, filename: str) -> str:
    kind = filename.rpartition(".")[2].strip().casefold()
    if kind in _MACRO_KINDS:
        raise Unreadable(HAS_MACROS)
    if kind not in _KINDS:
        raise Unreadable(UNKNOWN_KIND)
    expected = {"xlsx": _ZIP, "ods": _ZIP, "xls": _OLE2}.get(kind)
    if not body or (expected and not body.startswith(expected)):
        raise Unreadable(NOT_EXCEL)
    if kind == "csv" and body.startswith((_ZIP, _OLE2)):
        raise Unreadable(NOT_EXCEL)
    if kind == "xls":
        _refuse_ole2_contents(body)
    return kind


def _refuse_ole2_contents(body: bytes) -> None:
    """Refuse what an OLE2 directory names openly: an encrypted package, a macro project."""
    if "EncryptedPackage".encode("utf-16-le") in body:
        raise Unreadable(NOT_EXCEL)
    if "_VBA_PROJECT".encode("utf-16-le") in body:
        raise Unreadable(HAS_MACROS)


def _run_child(kind: str, question: IO[bytes], answer: IO[bytes]) -> None:
    try:
        run_confined(_START_CHILD, [ROOT, kind], question=question, answer=answer)
    except Stopped:
        raise Unreadable(OVER_LIMITS) from None


def _workbook(text: bytes) -> Workbook:
    """Rebuild the workbook from the child's JSON, believing only its shape.

    Raises:
        Unreadable: the sentence the child refused with, or limits if the answer is cut.

    """
    try:
        answer = json.loads(text)
        refused = answer.get("refused")
        workbook = _rebuilt(answer) if refused is None else None
    except (ValueError, AttributeError, KeyError, TypeError, RecursionError):
        raise Unreadable(OVER_LIMITS) from None
    if workbook is None:
        raise Unreadable(str(refused))
    return workbook


def _rebuilt(answer: Mapping[str, Any]) -> Workbook:
    sheets = tuple(
        Sheet(
            name=str(sheet["name"]),
            rows=tuple(tuple(_cell(raw) for raw in row) for row in sheet["rows"]),
            hidden=bool(sheet["hidden"]),
            fonts={(int(row), int(column)): str(code) for row, column, code in sheet["fonts"]},
        )
        for sheet in answer["sheets"]
    )
    return Workbook(sheets, detected=str(answer["detected"]))


def _cell(raw: object) -> Cell:
    """Turn one JSON value into a cell; a date and an error travel as one-key objects."""
    if raw is None or isinstance(raw, str | int | float):
        return raw
    if isinstance(raw, Mapping) and "date" in raw:
        return date.fromisoformat(str(raw["date"]))
    if isinstance(raw, Mapping) and "error" in raw:
        return CellError(str(raw["error"]))
    raise TypeError(raw)
