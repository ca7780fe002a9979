"""Read a .csv as an office really saves it: any of four encodings, any of three delimiters."""

import codecs
import csv
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from ledger.intake import workbooks
from ledger.intake.workbooks import Unreadable

MAX_FIELD_CHARACTERS = 131_072

_DELIMITER_NAMES = {";": "dấu chấm phẩy", "\t": "dấu tab", ",": "dấu phẩy"}
_SAMPLE_LINES = 50


@dataclass(frozen=True)
class DelimitedText:
    """Hold a text file's rows by position, and how it was understood."""

    rows: list[list[str]]
    detected: str


def read_text(body: bytes) -> DelimitedText:
    """Decode and split a .csv.

    Raises:
        Unreadable: in no known encoding, with a NUL or an unclosed quote, or beyond the limits.

    """
    text, encoding = _decode(body)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Unreadable(f"Dòng {line}: có ký tự rỗng (NUL). Hãy lưu lại tệp từ Excel.")
    delimiter = _delimiter(text)
    detected = f"Bảng mã {encoding}, các cột ngăn bằng {_DELIMITER_NAMES[delimiter]}."
    return DelimitedText(list(_rows(text, delimiter)), detected)


def _decode(body: bytes) -> tuple[str, str]:
    """Return the text and the encoding's name: BOM first, then what decodes without a fault."""
    if body.startswith(codecs.BOM_UTF8):
        attempts = ["utf-8-sig"]
    elif body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        attempts = ["utf-16"]
    elif body[1:200:2].count(0) > len(body[1:200:2]) // 2:
        attempts = ["utf-16-le"]
    else:
        attempts = ["utf-8", "cp1258"]
    for encoding in attempts:
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Windows-1258 writes tones as separate marks.
        name = {"utf-8-sig": "UTF-8", "utf-16-le": "UTF-16", "cp1258": "Windows-1258"}
        return unicodedata.normalize("NFC", text), name.get(encoding, encoding.upper())
    raise Unreadable("Không nhận ra bảng mã của tệp .csv. Hãy lưu lại bằng «Save As → CSV UTF-8».")


def _delimiter(text: str) -> str:
    """Choose the delimiter found on most of the first lines; decimal commas are on fewer."""
    lines = text.splitlines()[:_SAMPLE_LINES]

    def score(delimiter: str) -> tuple[int, int]:
        counts = [line.count(delimiter) for line in lines]
        return sum(count > 0 for count in counts), sum(counts)

    return max(_DELIMITER_NAMES, key=score)


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(MAX_FIELD_CHARACTERS)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter, strict=True)
    count = 0
    while True:
        first_line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            is_long = "field limit" in str(error) and reader.line_num <= first_line
            raise Unreadable(_fault(first_line, is_long=is_long)) from None
        count += 1
        if count > workbooks.MAX_ROWS and any(row):
            raise Unreadable(workbooks.TOO_MANY_ROWS)
        if any(row[workbooks.MAX_COLUMNS :]):
            raise Unreadable(workbooks.TOO_MANY_COLUMNS)
        if count <= workbooks.MAX_ROWS:
            yield row[: workbooks.MAX_COLUMNS]


def _fault(line: int, *, is_long: bool) -> str:
    """Name the line where the faulty record begins: a quote left open swallows what follows."""
    if is_long:
        return f"Dòng {line}: có ô dài quá 131.072 ký tự."
    return f"Dòng {line}: dấu nháy chưa đóng."
