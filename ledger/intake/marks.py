"""Find what a spreadsheet parser does not tell: faulty cells, and fonts from before Unicode.

The parser gives an empty text both for ``#REF!`` and for a formula that no program has computed
yet; taking either for an empty cell would lose an amount. Nor does it say in which font a text is,
without which .VnTime letters are noise. One pass over the sheet's XML finds them, and stops at the
first cell beyond the row and column limits.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.expatreader import DefusedExpatParser

from ledger.intake import workbooks
from ledger.intake.legacy_text import code_of_font, read_proved
from ledger.intake.workbooks import Unreadable

NO_VALUE = "ô công thức chưa có giá trị"

Marks = dict[tuple[int, int], str]


@dataclass(frozen=True)
class Run:
    """Hold a part of a cell's text and its code: '' a font of today, None the font of its cell."""

    text: str
    code: str | None


@dataclass
class Seen:
    """Hold what one sheet's parser does not tell, by place from zero.

    ``marks`` are its faulty cells, ``fonts`` the codes of texts in old fonts, ``texts`` those whose
    letters are in several, read already: no single code would be right for them.
    """

    marks: Marks = field(default_factory=dict)
    fonts: Marks = field(default_factory=dict)
    texts: Marks = field(default_factory=dict)

    def note_text(self, place: tuple[int, int], runs: Sequence[Run], own: str) -> None:
        """Note the old fonts of a text: those of its runs, or ``own``, its cell's."""
        codes = {own if run.code is None else run.code for run in runs if not run.text.isascii()}
        codes = codes or {own}
        if len(codes) > 1:
            self.texts[place] = "".join(
                read_proved(run.text, own if run.code is None else run.code) for run in runs
            )
        elif code := codes.pop():
            self.fonts[place] = code


_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


def xlsx_texts(part: bytes) -> list[tuple[Run, ...]]:
    """Return the runs of the texts that cells share, none for a text in one font; raises alike."""
    handler = _XlsxTexts()
    _parse([part], handler)
    return handler.texts


def xlsx_sheet(
    chunks: Iterable[bytes],
    legacy_styles: Mapping[int, str] | None = None,
    texts: Sequence[tuple[Run, ...]] = (),
) -> Seen:
    """Return what is seen in one worksheet part.

    ``legacy_styles`` are the old fonts' codes, ``texts`` the runs of the texts that cells share.

    Raises:
        Unreadable: a cell with content lies beyond the limits.
        SAXParseException: not well-formed.
        DefusedXmlException: a DTD or entity.

    """
    handler = _XlsxCells(legacy_styles or {}, texts)
    _parse(chunks, handler)
    return handler.seen


def ods_sheets(content: bytes) -> dict[str, Seen]:
    """Return what is seen in every sheet of an .ods content part; raises as ``xlsx_sheet``."""
    handler = _OdsCells()
    _parse([content], handler)
    return handler.sheets


def error_text(shown: str) -> str:
    """Say in Vietnamese that a cell shows an error such as ``#REF!``."""
    return f"ô báo lỗi {shown[:20]}"


def _parse(chunks: Iterable[bytes], handler: ContentHandler) -> None:
    parser = DefusedExpatParser(forbid_dtd=True)
    parser.setContentHandler(handler)
    for chunk in chunks:
        parser.feed(chunk)
    parser.close()


def _refuse_beyond(row: int, column: int) -> None:
    if row >= workbooks.MAX_ROWS:
        raise Unreadable(workbooks.TOO_MANY_ROWS)
    if column >= workbooks.MAX_COLUMNS:
        raise Unreadable(workbooks.TOO_MANY_COLUMNS)


class _Runs:
    """Follow ``<r>``, ``<rFont>`` and ``<t>`` of a text; how it is pronounced is passed over."""

    def __init__(self) -> None:
        self.found: list[Run] = []
        self._code: str | None = None
        self._text: list[str] = []
        self._is_run = self._is_read = self._is_text = False

    def start(self, name: str, attrs: AttributesImpl) -> None:
        match name:
            case "si" | "is":
                self.found = []
            case "r":
                self._is_run, self._code, self._text = True, None, []
            case "rPh":
                self._is_read = True
            case "rFont" if self._is_run:
                self._code = code_of_font(attrs.get("val") or "") or ""
            case "t":
                self._is_text = self._is_run and not self._is_read

    def characters(self, content: str) -> None:
        if self._is_text:
            self._text.append(content)

    def end(self, name: str) -> None:
        match name:
            case "t":
                self._is_text = False
            case "rPh":
                self._is_read = False
            case "r":
                self._is_run = False
                self.found.append(Run("".join(self._text), self._code))


class _XlsxTexts(ContentHandler):
    """Follow the texts that cells share."""

    def __init__(self) -> None:
        self.texts: list[tuple[Run, ...]] = []
        self._runs = _Runs()

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - SAX's name
        self._runs.start(name.rpartition(":")[2], attrs)

    def endElement(self, name: str) -> None:  # noqa: N802 - SAX's name
        local = name.rpartition(":")[2]
        self._runs.end(local)
        if local == "si":
            self.texts.append(tuple(self._runs.found))

    def characters(self, content: str) -> None:
        self._runs.characters(content)


class _XlsxCells(ContentHandler):
    """Follow ``<row>``, ``<c>``, ``<f>``, ``<v>`` and ``<is>`` of a worksheet.

    Cells that carry only a style are passed over: offices paint whole columns, and a border
    down to row 1.048.576 is not a million rows.
    """

    def __init__(self, legacy_styles: Mapping[int, str], texts: Sequence[tuple[Run, ...]]) -> None:
        self.seen = Seen()
        self._legacy_styles = legacy_styles
        self._texts = texts
        self._runs = _Runs()
        self._style = 0
        self._row = self._column = -1
        self._type = ""
        self._formula = self._content = self._in_value = False
        self._value: list[str] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - SAX's name
        local = name.rpartition(":")[2]
        self._runs.start(local, attrs)
        match local:
            case "row":
                self._row = int(attrs["r"]) - 1 if "r" in attrs else self._row + 1
                self._column = -1
            case "c":
                self._place(attrs.get("r"))
                self._type = attrs.get("t") or ""
                self._style = int(attrs.get("s") or 0) if self._legacy_styles else 0
                self._formula = self._content = False
                self._value = []
                self._runs.found = []
            case "f":
                self._formula = True
            case "v":
                self._in_value = self._content = True
            case "is":
                self._content = True

    def endElement(self, name: str) -> None:  # noqa: N802 - SAX's name
        local = name.rpartition(":")[2]
        self._runs.end(local)
        match local:
            case "v":
                self._in_value = False
            case "c":
                self._finish()

    def characters(self, content: str) -> None:
        self._runs.characters(content)
        if self._in_value:
            self._value.append(content)

    def _place(self, reference: str | None) -> None:
        found = _REFERENCE.fullmatch(reference or "")
        if found is None:
            self._column += 1
            return
        self._column = -1
        for letter in found[1]:
            self._column = (self._column + 1) * 26 + ord(letter) - ord("A")
        self._row = int(found[2]) - 1

    def _finish(self) -> None:
        if not (self._formula or self._content):
            return
        _refuse_beyond(self._row, self._column)
        value = "".join(self._value).strip()
        runs: Sequence[Run] = self._runs.found
        if self._type == "s" and self._texts and value.isdecimal():
            runs = self._texts[int(value)] if int(value) < len(self._texts) else ()
        self.seen.note_text(
            (self._row, self._column), runs, self._legacy_styles.get(self._style, "")
        )
        if self._type == "e":
            self.seen.marks[self._row, self._column] = error_text(value)
        elif self._formula and not value and self._type != "str":
            # t="str" with nothing in it is a formula whose text really is empty.
            self.seen.marks[self._row, self._column] = NO_VALUE


class _OdsCells(ContentHandler):
    """Follow tables, rows and cells of an .ods, whose repeats stand for many cells at once."""

    def __init__(self) -> None:
        self.sheets: dict[str, Seen] = {}
        self._seen = Seen()
        self._faces: dict[str, str] = {}
        self._style = ""
        self._legacy_styles: dict[str, str] = {}
        self._column_styles: list[tuple[int, str]] = []
        self._row = self._column = self._row_repeat = self._repeat = 0
        self._cell: AttributesImpl | None = None
        self._text: list[str] = []
        self._filled_until = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - SAX's name
        match name:
            case "style:font-face":
                family = (attrs.get("svg:font-family") or "").strip("'\"")
                self._faces[attrs.get("style:name") or ""] = family
            case "style:style":
                self._style = attrs.get("style:name") or ""
            case "style:text-properties":
                self._note_font(attrs)
            case "table:table":
                self._seen = self.sheets.setdefault(attrs.get("table:name") or "", Seen())
                self._row = 0
                self._column_styles = []
            case "table:table-column" if self._legacy_styles:
                end = self._column_styles[-1][0] if self._column_styles else 0
                end += int(attrs.get("table:number-columns-repeated") or 1)
                style = attrs.get("table:default-cell-style-name") or ""
                self._column_styles.append((end, style))
            case "table:table-row":
                self._row_repeat = int(attrs.get("table:number-rows-repeated") or 1)
                self._column = self._filled_until = 0
            case "table:table-cell" | "table:covered-table-cell":
                self._repeat = int(attrs.get("table:number-columns-repeated") or 1)
                self._cell, self._text = attrs, []

    def endElement(self, name: str) -> None:  # noqa: N802 - SAX's name
        match name:
            case "table:table-cell" | "table:covered-table-cell":
                self._finish()
                self._column += self._repeat
                self._cell = None
            case "table:table-row":
                if self._filled_until:
                    _refuse_beyond(self._row + self._row_repeat - 1, self._filled_until - 1)
                self._row += self._row_repeat

    def characters(self, content: str) -> None:
        if self._cell is not None:
            self._text.append(content)

    def _note_font(self, attrs: AttributesImpl) -> None:
        named = attrs.get("style:font-name") or ""
        family = attrs.get("fo:font-family") or self._faces.get(named) or named
        if code := code_of_font(family.strip("'\"")):
            self._legacy_styles[self._style] = code

    def _finish(self) -> None:
        cell, text = self._cell, "".join(self._text).strip()
        if cell is None:
            return
        formula = cell.get("table:formula")
        if not (formula or text or cell.get("office:value-type")):
            return
        self._filled_until = self._column + self._repeat
        _refuse_beyond(self._row, self._filled_until - 1)
        if text and self._legacy_styles:
            self._note_code(cell.get("table:style-name"))
        if cell.get("calcext:value-type") == "error" or (formula and text.startswith("#")):
            message = error_text(text)
        elif formula and not cell.get("office:value-type"):
            message = NO_VALUE
        else:
            return
        for column in range(self._column, self._filled_until):
            self._seen.marks[self._row, column] = message

    def _note_code(self, own_style: str | None) -> None:
        """Note the old font of a text cell: its own style's, else that of its column."""
        for column in range(self._column, self._filled_until):
            style = own_style or next(
                (style for end, style in self._column_styles if column < end), ""
            )
            if code := self._legacy_styles.get(style):
                self._seen.fonts[self._row, column] = code
