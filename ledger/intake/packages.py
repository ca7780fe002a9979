"""Open the ZIP package of an .xlsx or .ods and keep only parts that were looked at.

The parts are read once, under the limits, and packed again without compression: the parser then
sees exactly the bytes that were checked, so a lying header, a second entry of the same name or a
hidden local header has nobody left to deceive.
"""

import posixpath
import re
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from xml.sax import SAXParseException
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from ledger.intake import marks as cell_marks
from ledger.intake import workbooks
from ledger.intake.legacy_text import code_of_font
from ledger.intake.marks import Seen
from ledger.intake.workbooks import Unreadable

MAX_ENTRIES = 200
MAX_UNPACKED_BYTES = 30 * 1024 * 1024
MAX_RATIO = 100

# Holds 5.001 rows of 40 cells.
_SHEET_HEAD_BYTES = 8 * 1024 * 1024

_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
#: What a damaged package or part makes the standard readers raise.
_BROKEN = (
    BadZipFile,
    SAXParseException,
    ElementTree.ParseError,
    LookupError,
    NotImplementedError,
    ValueError,
    EOFError,
    OSError,
)
_OFFICE_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ENCRYPTED = 0x1


@dataclass(frozen=True)
class Package:
    """Hold a package packed again, and what was seen in each sheet by its name."""

    body: bytes
    seen: Mapping[str, Seen]


def open_package(body: bytes, kind: str) -> Package:
    """Check an .xlsx or .ods package and find its faulty cells and those in old fonts.

    Raises:
        Unreadable: not a package, encrypted, oddly compressed, with a DTD, macros or links to
            other files, or with more rows or columns than are read.

    """
    try:
        with ZipFile(BytesIO(body)) as package:
            _check_entries(package)
            parts = {entry.filename: _read_entry(package, entry) for entry in package.infolist()}
        _check_parts(parts)
        ods = kind == "ods"
        found = cell_marks.ods_sheets(parts["content.xml"]) if ods else _xlsx_sheets(parts)
    except Unreadable:
        raise
    except (DefusedXmlException, zlib.error):
        raise Unreadable(workbooks.ODD_ARCHIVE) from None
    except _BROKEN:
        raise Unreadable(workbooks.NOT_EXCEL) from None
    return Package(_packed(parts), found)


def _check_entries(package: ZipFile) -> None:
    entries = package.infolist()
    names = {entry.filename.casefold() for entry in entries}
    if len(entries) > MAX_ENTRIES or len(names) < len(entries):
        raise Unreadable(workbooks.ODD_ARCHIVE)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise Unreadable(workbooks.NOT_EXCEL)
    if any(_is_odd(entry) for entry in entries):
        raise Unreadable(workbooks.ODD_ARCHIVE)
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        # A million honest rows unpack to more than the limit too; they deserve the other words.
        _refuse_long_sheets(package, entries)
        raise Unreadable(workbooks.ODD_ARCHIVE)
    _refuse_macros(names)


def _is_odd(entry: ZipInfo) -> bool:
    return entry.compress_type not in {
        ZIP_STORED,
        ZIP_DEFLATED,
    } or entry.file_size > MAX_RATIO * max(entry.compress_size, 1)


def _refuse_long_sheets(package: ZipFile, entries: Iterable[ZipInfo]) -> None:
    """Look for too many rows in the head of the largest sheet, which is enough to meet them."""
    sheets = [entry for entry in entries if entry.filename.startswith("xl/worksheets/")]
    if not sheets:
        return
    with package.open(max(sheets, key=lambda entry: entry.file_size)) as part:
        head = part.read(_SHEET_HEAD_BYTES)
    with suppress(SAXParseException):  # the head is cut in the middle of something
        cell_marks.xlsx_sheet([head])


def _refuse_macros(names: Iterable[str]) -> None:
    for name in names:
        if name.endswith("vbaproject.bin") or "/macrosheets/" in name:
            raise Unreadable(workbooks.HAS_MACROS)
        if name.startswith(("basic/", "scripts/")):
            raise Unreadable(workbooks.HAS_MACROS)
        if "/externallinks/" in name:
            raise Unreadable(workbooks.HAS_EXTERNAL_LINKS)


def _read_entry(package: ZipFile, entry: ZipInfo) -> bytes:
    """Return one entry's bytes, never more than its header declares, checked against its CRC."""
    with package.open(entry) as part:
        return part.read(entry.file_size or 1)


def _check_parts(parts: Mapping[str, bytes]) -> None:
    for name, part in parts.items():
        # Without the zero bytes UTF-16 reads as ASCII, which is all that the search needs.
        is_markup = part.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")
        if is_markup and _DOCTYPE.search(part.replace(b"\0", b"")):
            raise Unreadable(workbooks.ODD_ARCHIVE)
        if name == "[Content_Types].xml" and b"macroEnabled" in part:
            raise Unreadable(workbooks.HAS_MACROS)
        if name == "META-INF/manifest.xml" and b"encryption-data" in part:
            raise Unreadable(workbooks.NOT_EXCEL)


def _xlsx_sheets(parts: Mapping[str, bytes]) -> dict[str, Seen]:
    """Look through each worksheet of the workbook; KeyError if a part is missing."""
    relations = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"], forbid_dtd=True)
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    workbook = ElementTree.fromstring(parts["xl/workbook.xml"], forbid_dtd=True)
    styles = _legacy_styles(parts.get("xl/styles.xml", b""))
    shared = parts.get("xl/sharedStrings.xml", b"")
    # Only a part that names a font can say that a text, or a piece of it, is in another one.
    texts = cell_marks.xlsx_texts(shared) if b"rFont" in shared else []
    found = {}
    for sheet in workbook.iterfind("{*}sheets/{*}sheet"):
        target = targets.get(sheet.get(_OFFICE_REL), "")
        path = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
        if path in parts and "worksheets" in path:
            found[sheet.get("name", "")] = cell_marks.xlsx_sheet([parts[path]], styles, texts)
    return found


def _legacy_styles(part: bytes) -> dict[int, str]:
    """Return the codes of the cell styles whose font is from before Unicode, by their number."""
    if not part:
        return {}
    styles = ElementTree.fromstring(part, forbid_dtd=True)
    codes = [
        code_of_font(name.get("val", "") if name is not None else "")
        for name in (font.find("{*}name") for font in styles.iterfind("{*}fonts/{*}font"))
    ]
    found = {}
    for number, style in enumerate(styles.iterfind("{*}cellXfs/{*}xf")):
        font = int(style.get("fontId") or 0)
        if font < len(codes) and (code := codes[font]):
            found[number] = code.value
    return found


def _packed(parts: Mapping[str, bytes]) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as package:
        for name, part in parts.items():
            package.writestr(ZipInfo(name), part)
    return packed.getvalue()
