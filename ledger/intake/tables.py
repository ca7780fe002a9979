"""Find the table inside a sheet as offices really lay it out.

T1  The header may stand on any row, over one to three rows, and come again on every page.
T2  Columns are known by their words, in any order; what nobody asked for is named as ignored.
T3  Title, group, total, signature, numbering and blank rows are not people; a row that carries a
    running number and a name always is, wherever it stands, so no one is lost silently.
T4  Row numbers are those the spreadsheet shows, from 1.
T5  Where the words leave doubt (`Unsure`), a person says which row and columns are meant.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ledger import names
from ledger.intake.lines import Line, lower
from ledger.intake.workbooks import Cell, CellError, Sheet, Unreadable

MAX_HEADER_ROWS = 3
MAX_ROWS_ABOVE_HEADER = 200
MAX_TITLE_LENGTH = 150

_TCVN3_HEADERS = ("Hä vµ tªn", "Hä tªn")
_VNI_HEADERS = ("Hoï vaø teân", "Hoï teân")
_LEGACY = (
    "Tệp dùng bảng mã {encoding}. Hãy chuyển sang Unicode (ví dụ bằng Unikey Toolkit) rồi nhập lại."
)

_IN_BRACKETS = re.compile(r"\([^)]*\)")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class RowError:
    """Say what is wrong in one row; ``column`` is '' when the whole row is meant."""

    row: int
    column: str
    message: str
    sheet: str = ""

    def __str__(self) -> str:
        sheet = f"Trang «{self.sheet}», dòng" if self.sheet else "Dòng"
        column = f", cột {self.column}" if self.column else ""
        return f"{sheet} {self.row}{column}: {self.message}"


@dataclass(frozen=True)
class BodyRow:
    """Hold one row of the table: its number, the cells by field, and the group title above it."""

    number: int
    cells: Mapping[str, Cell]
    group: str = ""


@dataclass(frozen=True)
class TotalRow:
    """Hold a total or subtotal row: its words as written and the values by field."""

    number: int
    text: str
    cells: Mapping[str, Cell]

    @property
    def is_grand(self) -> bool:
        """Tell "Tổng cộng" from a group's "Cộng"."""
        return not lower(self.text).startswith("cộng")


@dataclass(frozen=True)
class Chosen:
    """Say where a table is, as a person chose it: its last header row (T4; 0: none), its columns.

    ``columns`` maps fields to positions from 0.
    """

    header_row: int
    columns: Mapping[str, int]


class Unsure(Unreadable):
    """The words of the sheet do not tell which columns are meant; a person can.

    ``header_row`` (0: none found) and ``claims`` are what was made out so far.
    """

    def __init__(
        self,
        sentence: str,
        header_row: int = 0,
        claims: Mapping[str, tuple[int, ...]] | None = None,
    ) -> None:
        super().__init__(sentence)
        self.header_row = header_row
        self.claims = claims or {}


@dataclass(frozen=True)
class Table:
    """Hold what was found in one sheet; ``header_row`` is the header's last row (T4)."""

    header_row: int
    columns: Mapping[str, int]
    titles: Mapping[str, str]
    body: tuple[BodyRow, ...]
    totals: tuple[TotalRow, ...]
    ignored: tuple[str, ...]


@dataclass(frozen=True)
class _Header:
    """Hold a candidate header: its rows, its titles by column, and what each field claims."""

    first: int
    last: int
    texts: tuple[str, ...]
    #: The titles as they stand on single rows, to know a repeated header by.
    parts: frozenset[str]
    claims: Mapping[str, tuple[int, ...]]
    #: Fields claimed by their very words, not by how a longer title begins.
    exact: frozenset[str]


def find_table(
    sheet: Sheet,
    columns: Mapping[str, Sequence[str]],
    *,
    required: Collection[str],
    name: str,
    chosen: Chosen | None = None,
) -> Table:
    """Find the header by the words of ``columns``, or where it was chosen; sort the rows below it.

    ``columns`` maps each field to its possible titles, the first being the one shown to people;
    ``name`` is the field that says whom a row is about.

    Raises:
        Unreadable: an old font encoding.
        Unsure: no header, a required column missing, or two columns for one field (row 49): with
            the headers found and needed.

    """
    if chosen:
        header = _chosen_header(sheet, chosen)
    else:
        header = _find_header(sheet, columns, required)
        _check_claims(header, columns, required)
    places = {field: claimed[0] for field, claimed in header.claims.items()}
    body, totals = _sort_rows(sheet, header, places, places[name])
    return Table(
        header_row=header.last + 1,
        columns=places,
        titles={field: header.texts[place] for field, place in places.items()},
        body=body,
        totals=totals,
        ignored=tuple(
            text for i, text in enumerate(header.texts) if text and i not in places.values()
        ),
    )


def text_of(cell: Cell) -> str:
    """Return a cell's text without blanks at its ends; '' for an empty or faulty cell."""
    if cell is None or isinstance(cell, CellError):
        return ""
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    return unicodedata.normalize("NFC", str(cell)).strip()


def fold(text: str) -> str:
    """Return the words of a title for comparing: no marks, brackets, signs or capitals."""
    return _NOT_WORD.sub(" ", names.search_key(_IN_BRACKETS.sub(" ", text))).strip()


def _chosen_header(sheet: Sheet, chosen: Chosen) -> _Header:
    last = min(chosen.header_row, len(sheet.rows)) - 1
    row = sheet.rows[last] if last >= 0 else ()
    width = max([len(row), *(place + 1 for place in chosen.columns.values())])
    texts = tuple(_header_text(row[place]) if place < len(row) else "" for place in range(width))
    return _Header(
        first=last,
        last=last,
        texts=texts,
        parts=frozenset(texts) - {""},
        claims={field: (place,) for field, place in chosen.columns.items()},
        exact=frozenset(chosen.columns),
    )


def _find_header(
    sheet: Sheet, columns: Mapping[str, Sequence[str]], required: Collection[str]
) -> _Header:
    """Return the first complete header, else the one that claims most fields (at least two).

    Raises:
        Unreadable: an old font encoding.
        Unsure: no header.

    """
    synonyms = {field: tuple(fold(title) for title in titles) for field, titles in columns.items()}
    best: _Header | None = None
    for first in range(min(len(sheet.rows), MAX_ROWS_ABOVE_HEADER)):
        header = _header_at(sheet, first, synonyms)
        if all(field in header.claims for field in required):
            return header
        if len(header.claims) >= 2 and (best is None or len(header.claims) > len(best.claims)):
            best = header
    if best is None:
        _refuse_legacy_encoding(sheet)
        needed = ", ".join(f"«{columns[field][0]}»" for field in required)
        raise Unsure(f"Không tìm thấy dòng tiêu đề. Cần có các cột: {needed}.")
    return best


def _header_at(sheet: Sheet, first: int, synonyms: Mapping[str, tuple[str, ...]]) -> _Header:
    """Read a header that begins on one row.

    Rows below join if they name more fields and blur no title that was exact; rows above that
    turn out to add nothing (a document's own title) are left out again.
    """
    best = _header_of(sheet, first, first, synonyms)
    if not best.claims:
        return best
    for last in range(first + 1, min(first + MAX_HEADER_ROWS, len(sheet.rows))):
        longer = _header_of(sheet, first, last, synonyms)
        if len(longer.claims) > len(best.claims) and best.exact <= longer.exact:
            best = longer
    for first_row in range(best.first + 1, best.last + 1):
        shorter = _header_of(sheet, first_row, best.last, synonyms)
        if len(shorter.claims) == len(best.claims):
            best = shorter
    return best


def _header_of(
    sheet: Sheet, first: int, last: int, synonyms: Mapping[str, tuple[str, ...]]
) -> _Header:
    rows = sheet.rows[first : last + 1]
    stacks = [
        [text for row in rows if column < len(row) and (text := _header_text(row[column]))]
        for column in range(max(len(row) for row in rows))
    ]
    exact: dict[str, list[int]] = {}
    begun: dict[str, list[int]] = {}
    for column, stack in enumerate(stacks):
        # A lower title under a wide one ("Tiền lương" over "Hệ số") is read alone and together.
        forms = {fold(stack[-1]), fold(" ".join(stack))} if stack else set()
        for field, titles in synonyms.items():
            if forms.intersection(titles):
                exact.setdefault(field, []).append(column)
            elif any(form.startswith(f"{title} ") for form in forms for title in titles):
                begun.setdefault(field, []).append(column)
    claims = {field: tuple(claimed) for field, claimed in exact.items()}
    taken = {column for claimed in exact.values() for column in claimed}
    for field, claimed in begun.items():
        free = tuple(column for column in claimed if column not in taken)
        if free and field not in claims:
            claims[field] = free
            taken.update(free)
    return _Header(
        first,
        last,
        texts=tuple(" ".join(stack) for stack in stacks),
        parts=frozenset(text for stack in stacks for text in stack),
        claims=claims,
        exact=frozenset(exact),
    )


def _header_text(cell: Cell) -> str:
    """Return a title's text on one line; numbers and long texts are no titles."""
    text = " ".join(text_of(cell).split()) if isinstance(cell, str) else ""
    return text if len(text) <= MAX_TITLE_LENGTH else ""


def _check_claims(
    header: _Header, columns: Mapping[str, Sequence[str]], required: Collection[str]
) -> None:
    found = ", ".join(f"«{text}»" for text in header.texts if text)
    where = f"Dòng tiêu đề tìm thấy: dòng {header.last + 1}, gồm {found}."
    missing = [columns[field][0] for field in required if field not in header.claims]
    if missing:
        needed = ", ".join(f"«{title}»" for title in missing)
        raise Unsure(f"Thiếu cột {needed}. {where}", header.last + 1, header.claims)
    for field, claimed in header.claims.items():
        if len(claimed) > 1:
            rivals = ", ".join(f"«{header.texts[place]}»" for place in claimed)
            raise Unsure(
                f"Có {len(claimed)} cột cùng là «{columns[field][0]}»: {rivals}."
                f" Hãy để lại một cột. {where}",
                header.last + 1,
                header.claims,
            )


def _refuse_legacy_encoding(sheet: Sheet) -> None:
    """Say so when the titles are in an old font encoding, the usual reason for no header."""
    texts = {text_of(cell) for row in sheet.rows for cell in row if isinstance(cell, str)}
    if texts.intersection(_TCVN3_HEADERS):
        raise Unreadable(_LEGACY.format(encoding="TCVN3 (font .VnTime)"))
    if texts.intersection(_VNI_HEADERS):
        raise Unreadable(_LEGACY.format(encoding="VNI (font VNI-Times)"))


def _sort_rows(
    sheet: Sheet, header: _Header, places: Mapping[str, int], name: int
) -> tuple[tuple[BodyRow, ...], tuple[TotalRow, ...]]:
    body: list[BodyRow] = []
    totals: list[TotalRow] = []
    group, is_ended = "", False
    for index, row in _rows_below(sheet, header):
        line = Line([text_of(cell) for cell in row], row, name)
        cells = {field: row[place] if place < len(row) else None for field, place in places.items()}
        if line.is_person:
            body.append(BodyRow(index + 1, cells, group))
        elif line.is_repeated_header(header.parts):
            is_ended = False
        elif is_ended or line.is_blank or (index == header.last + 1 and line.is_numbering):
            continue
        elif total := line.total:
            totals.append(TotalRow(index + 1, total, cells))
        elif line.is_end:
            is_ended = True
        elif title := line.group_title:
            group = title
        elif not (line.is_lone and any(total.is_grand for total in totals)):
            # After the grand total one cell alone is a remark, anywhere else a broken row.
            body.append(BodyRow(index + 1, cells, group))
    return tuple(body), tuple(totals)


def _rows_below(sheet: Sheet, header: _Header) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    return ((index, sheet.rows[index]) for index in range(header.last + 1, len(sheet.rows)))
