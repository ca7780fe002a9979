"""Find the table inside a sheet as offices really lay it out.

T1  The header may stand on any row, over one to three rows, and come again on every page.
T2  Columns are known by their words, in any order; what nobody asked for is named as ignored.
T3  Title, group, total, signature, numbering and blank rows are not people; a row that carries a
    running number and a name always is, wherever it stands, so no one is lost silently.
T4  Row numbers are those the spreadsheet shows, from 1.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from ledger import names
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
_RUNNING_NUMBER = re.compile(r"[0-9]{1,4}([.)][0-9]{0,3})?")
_NUMBERING = re.compile(r"\(?([0-9]{1,2})\)?")
_GROUP_MARK = re.compile(r"(?=[IVXLC])X{0,3}(IX|IV|V?I{0,3})[.)]?|[A-ZĐ][.)]?")
_GROUP_TITLE = re.compile(
    r"([IVX]+|[A-ZĐ])[.)]\s|(chi bộ|đảng bộ|đảng ủy|đảng uỷ|chi ủy|chi uỷ|khối|tổ đảng)\b",
    re.IGNORECASE,
)
# With their marks: "Tống" and "Công" are names of people.
_TOTAL = re.compile(r"(tổng( cộng| số| hợp)?|cộng|tong cong|tong so)\b")
_NEVER_A_PERSON = re.compile(r"tổng (cộng|số|hợp)\b|cộng[:.]?$")
_SIGNATURE = re.compile(
    r"(t/m|tm|kt|tl|người lập|thủ quỹ|kế toán|bí thư|phó bí thư|thủ trưởng|xác nhận"
    r"|chánh văn phòng|nơi nhận)\b"
)
_PLACE_AND_DATE = re.compile(r"\bngày\b.{0,12}\btháng\b.{0,12}\bnăm\b")
_IN_WORDS = re.compile(r"(số tiền )?(viết )?bằng chữ\b")


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
        return not _lower(self.text).startswith("cộng")


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
    sheet: Sheet, columns: Mapping[str, Sequence[str]], *, required: Collection[str], name: str
) -> Table:
    """Find the header by the words of ``columns`` and sort the rows below it.

    ``columns`` maps each field to its possible titles, the first being the one shown to people;
    ``name`` is the field that says whom a row is about.

    Raises:
        Unreadable: an old font encoding, no header, a required column missing, or two columns for
            one field (row 49): with the headers found and needed.

    """
    header = _find_header(sheet, columns, required)
    if header is None:
        _refuse_legacy_encoding(sheet)
        needed = ", ".join(f"«{columns[field][0]}»" for field in required)
        raise Unreadable(f"Không tìm thấy dòng tiêu đề. Cần có các cột: {needed}.")
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


def _lower(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _find_header(
    sheet: Sheet, columns: Mapping[str, Sequence[str]], required: Collection[str]
) -> _Header | None:
    """Return the first complete header, else the one that claims most fields (at least two)."""
    synonyms = {field: tuple(fold(title) for title in titles) for field, titles in columns.items()}
    best: _Header | None = None
    for first in range(min(len(sheet.rows), MAX_ROWS_ABOVE_HEADER)):
        header = _header_at(sheet, first, synonyms)
        if all(field in header.claims for field in required):
            return header
        if len(header.claims) >= 2 and (best is None or len(header.claims) > len(best.claims)):
            best = header
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
    for lower in range(best.first + 1, best.last + 1):
        shorter = _header_of(sheet, lower, best.last, synonyms)
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
        raise Unreadable(f"Thiếu cột {needed}. {where}")
    for field, claimed in header.claims.items():
        if len(claimed) > 1:
            rivals = ", ".join(f"«{header.texts[place]}»" for place in claimed)
            raise Unreadable(
                f"Có {len(claimed)} cột cùng là «{columns[field][0]}»: {rivals}."
                f" Hãy để lại một cột. {where}"
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
        line = _Line(row, name)
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


class _Line:
    """Tell what kind of row this is, from its cells left of, in and right of the name column."""

    def __init__(self, row: Sequence[Cell], name: int) -> None:
        self._texts = [text_of(cell) for cell in row]
        self._filled = [text for text in self._texts if text]
        self._before = [text for text in self._texts[:name] if text]
        self._name = self._texts[name] if name < len(row) else ""
        self._has_faults = any(isinstance(cell, CellError) for cell in row[name:])
        self._has_values = any(
            isinstance(cell, int | float | CellError | date) for cell in row[name:]
        )

    @property
    def _is_numbered(self) -> bool:
        return any(_RUNNING_NUMBER.fullmatch(text) for text in self._before)

    @property
    def is_person(self) -> bool:
        """Tell whether the row has a running number and something that may be a name."""
        is_name = self._name and not _NUMBERING.fullmatch(self._name)
        return bool(self._is_numbered and is_name and not _NEVER_A_PERSON.match(_lower(self._name)))

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing but a running number stands here."""
        right = len(self._filled) - len(self._before)
        return not (right or self._has_faults) and (self._is_numbered or not self._before)

    @property
    def is_numbering(self) -> bool:
        """Tell whether this is the row "(1) (2) (3)" or "A B 1 2" under a header."""
        found = [match for text in self._filled if (match := _NUMBERING.fullmatch(text))]
        letters = [text for text in self._filled if len(text) == 1 and text.isalpha()]
        steps = pairwise(int(match[1]) for match in found)
        return (
            len(found) >= 2
            and len(found) + len(letters) == len(self._filled)
            and all(right == left + 1 for left, right in steps)
        )

    def is_repeated_header(self, titles: Collection[str]) -> bool:
        """Tell whether the header comes again, as it does on each printed page."""
        lines = [" ".join(text.split()) for text in self._filled]
        return len(lines) >= 2 and all(line in titles for line in lines)

    @property
    def total(self) -> str:
        """Return the words of a total row, or ''."""
        for text in self._filled[:2]:
            if _TOTAL.match(_lower(text)):
                return text
        return ""

    @property
    def is_end(self) -> bool:
        """Tell whether signatures, a place and date, or the sum in words begin here."""
        if self._has_values:
            return False
        lowered = [_lower(text) for text in self._filled]
        named = _lower(self._name)
        if any(_IN_WORDS.match(text) or _PLACE_AND_DATE.search(text) for text in lowered):
            return True
        is_signed = any(_SIGNATURE.match(text) for text in lowered)
        return is_signed and (not named or _SIGNATURE.match(named) is not None)

    @property
    def is_lone(self) -> bool:
        """Tell whether the row has just one filled cell."""
        return len(self._filled) == 1 and not self._has_faults

    @property
    def group_title(self) -> str:
        """Return the title of a group row ("I | Chi bộ ấp Tân Lập"), or ''."""
        if self._before and _GROUP_MARK.fullmatch(self._before[0]):
            return " ".join(self._name.split()) or self._before[0]
        if not self.is_lone or not (self._before or _GROUP_TITLE.match(self._name)):
            return ""
        title = self._filled[0]
        return re.sub(r"^([IVX]+|[A-ZĐ])[.)]\s+", "", " ".join(title.split()))
