"""Build spreadsheet files for tests, good ones through openpyxl and bad ones byte by byte."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook as OpenpyxlWorkbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

OLE2_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def xlsx_of(*sheets: Sequence[Sequence[object]], names: Sequence[str] = ()) -> bytes:
    """Return an .xlsx with these rows, saved as a program would save it."""
    book = OpenpyxlWorkbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(names[number] if names else f"Sheet{number + 1}")
        for row in rows:
            sheet.append(list(row))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def raw_xlsx(sheet_data: str, extra: Mapping[str, bytes] | None = None) -> bytes:
    """Return a minimal .xlsx whose one sheet holds this XML, with parts added or replaced."""
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{sheet_data}</sheetData></worksheet>'
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES.encode(),
        "_rels/.rels": (
            f'{_RELATIONS}<Relationship Id="r1" Type="{_OFFICE}/officeDocument"'
            ' Target="xl/workbook.xml"/></Relationships>'
        ).encode(),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="Trang 1" sheetId="1" r:id="r1"/></sheets></workbook>'
        ).encode(),
        "xl/_rels/workbook.xml.rels": (
            f'{_RELATIONS}<Relationship Id="r1" Type="{_OFFICE}/worksheet"'
            ' Target="worksheets/sheet1.xml"/></Relationships>'
        ).encode(),
        "xl/worksheets/sheet1.xml": sheet.encode(),
    }
    return zip_of({**parts, **(extra or {})})


def zip_of(parts: Mapping[str, bytes]) -> bytes:
    """Return a ZIP archive of these parts."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def ods_of(table_xml: str, extra: Mapping[str, bytes] | None = None) -> bytes:
    """Return a minimal .ods whose one table holds this XML."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{space}:office:1.0"'
        f' xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0"'
        ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        "<office:body><office:spreadsheet>"
        f'<table:table table:name="Trang 1">{table_xml}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = b'<manifest:manifest xmlns:manifest="m"/>'
    parts = {
        "mimetype": mimetype,
        "META-INF/manifest.xml": manifest,
        "content.xml": content.encode(),
    }
    return zip_of({**parts, **(extra or {})})


@dataclass(frozen=True)
class Text:
    """A text cell of an .xls: its font by number, and from where on another font draws it."""

    text: str
    font: int = 0
    runs: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Fault:
    """A cell of an .xls that shows an error, typed in or as a formula's value."""

    code: int
    is_formula: bool = False


def xls_of(
    rows: Sequence[Sequence[Text | Fault | str | float | None]],
    *,
    fonts: Sequence[str] = ("Times New Roman",),
    most: int = 8_224,
) -> bytes:
    """Return an .xls as Excel 97 writes it; ``most`` is how long one record may be."""
    texts = [_text(cell) for row in rows for cell in row if isinstance(cell, Text | str)]
    # Excel gives no font the number 4, and every workbook has some that nobody uses.
    used = ["Arial"] * 4 + list(fonts)
    globals_ = [
        _record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 1997, 0, 0)),
        _record(0x0042, struct.pack("<H", 1_200)),
        *(_record(0x0031, _font(name)) for name in used),
        *(
            _record(0x00E0, struct.pack("<HHHBBBBHIIH", n + 5, *[0] * 10))
            for n in range(len(fonts))
        ),
    ]
    shared = _shared(texts, most)
    sheet = [_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 1997, 0, 0))]
    sheet.append(_record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, 20, 0)))
    number = iter(range(len(texts)))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell is not None:
                sheet.append(_cell(row, column, cell, number))
    sheet.append(_record(0x000A, b""))
    name = b"Trang 1"
    start = sum(map(len, globals_)) + 4 + 8 + len(name) + len(shared) + 4
    globals_.append(_record(0x0085, struct.pack("<IHBB", start, 0, len(name), 0) + name))
    stream = b"".join([*globals_, shared, _record(0x000A, b""), *sheet])
    return _compound(stream.ljust(4_096, b"\0"))


def _text(cell: Text | str) -> Text:
    return cell if isinstance(cell, Text) else Text(cell)


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _font(name: str) -> bytes:
    facts = struct.pack("<HHHHHBBBB", 240, 0, 0x7FFF, 400, 0, 0, 0, 0, 0)
    return facts + bytes([len(name), 0]) + name.encode("latin-1")


def _shared(texts: Sequence[Text], most: int) -> bytes:
    """Return the texts that cells share, in as many records as they need."""
    pieces = [bytearray(struct.pack("<II", len(texts), len(texts)))]
    for text in texts:
        wide = any(letter > "\xff" for letter in text.text)
        head = struct.pack("<HB", len(text.text), wide | (8 if text.runs else 0))
        if text.runs:
            head += struct.pack("<H", len(text.runs))
        if len(pieces[-1]) + len(head) > most:
            pieces.append(bytearray())
        pieces[-1] += head
        for letter in text.text:
            if len(pieces[-1]) + 2 > most:
                pieces.append(bytearray([wide]))
            pieces[-1] += letter.encode("utf-16-le" if wide else "latin-1")
        for start, font in text.runs:
            if len(pieces[-1]) + 4 > most:
                pieces.append(bytearray())
            pieces[-1] += struct.pack("<HH", start, font + 5)
    kinds = [0x00FC] + [0x003C] * (len(pieces) - 1)
    return b"".join(_record(kind, bytes(piece)) for kind, piece in zip(kinds, pieces, strict=True))


def _cell(row: int, column: int, cell: Text | Fault | str | float, number: Iterator[int]) -> bytes:
    if isinstance(cell, Fault):
        place = struct.pack("<HHH", row, column, 0)
        if not cell.is_formula:
            return _record(0x0205, place + bytes([cell.code, 1]))
        value = bytes([2, 0, cell.code, 0, 0, 0, 0xFF, 0xFF])
        return _record(
            0x0006, place + value + struct.pack("<HIH", 0, 0, 2) + b"\x1c" + bytes([cell.code])
        )
    if isinstance(cell, Text | str):
        place = struct.pack("<HHH", row, column, _text(cell).font)
        return _record(0x00FD, place + struct.pack("<I", next(number)))
    return _record(0x0203, struct.pack("<HHHd", row, column, 0, cell))


def _compound(stream: bytes) -> bytes:
    """Return a compound file with one stream: its table, its directory, the stream."""
    size = 512
    sectors = -(-len(stream) // size)
    end = 0xFFFF_FFFE
    table = [0xFFFF_FFFD, end, *range(3, 2 + sectors), end]
    head = OLE2_MAGIC + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<IIIIIIIII", 1, 1, 0, 4_096, end, 0, end, 0, 0)
    head += b"\xff" * (size - len(head))

    def entry(name: str, kind: int, child: int, start: int, length: int) -> bytes:
        text = name.encode("utf-16-le")
        facts = struct.pack("<HBBiii", len(text) + 2, kind, 1, -1, -1, child)
        return text.ljust(64, b"\0") + facts + bytes(36) + struct.pack("<IQ", start, length)

    directory = entry("Root Entry", 5, 1, end, 0) + entry("Workbook", 2, -1, 2, len(stream))
    return b"".join(
        [head, struct.pack(f"<{len(table)}I", *table).ljust(size, b"\xff"),
         directory.ljust(size, b"\0"), stream.ljust(sectors * size, b"\0")]
    )  # fmt: skip
