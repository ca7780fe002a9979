"""Turn one raw cell into a typed value, or into a Vietnamese sentence saying why not.

Each function returns None (or '') for an empty cell and raises `BadCell`, `names.BadName` or
`money.BadAmount` for one that cannot be read; `CellError` is the caller's to report.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Final

from ledger import clock, money, names
from ledger.intake import tables
from ledger.intake.workbooks import Cell

WORKING: Final = "working"
RESIDENTIAL: Final = "residential"

MAX_COEFFICIENT = 20
MIN_AGE = 16
FIRST_BIRTH_YEAR = 1900
# A pay below this is "150.000" typed where the dot means decimals, which leaves 150.
MIN_PAY_VND = 1_000

_STANDINGS = {
    WORKING: (
        "đang công tác",
        "công tác",
        "đương chức",
        "đang làm việc",
        "hưởng lương",
        "có hưởng lương",
        "cán bộ công chức",
        "công chức",
        "viên chức",
        "cán bộ công chức viên chức",
        "CBCC",
        "CBCCVC",
    ),
    RESIDENTIAL: (
        "khu dân cư",
        "ở khu dân cư",
        "tại khu dân cư",
        "nơi cư trú",
        "tại nơi cư trú",
        "cư trú",
        "hưu trí",
        "nghỉ hưu",
        "cán bộ hưu trí",
        "không hưởng lương",
        "nông thôn",
    ),
}
_STANDING_BY_WORDS = {
    tables.fold(words): standing
    for standing, all_words in _STANDINGS.items()
    for words in all_words
}
_DASHES = frozenset({"-", "–", "—"})
_COEFFICIENT = re.compile(r"[0-9]{1,4}(?:[.,][0-9]{1,4})?")
_DATE_WITH_YEAR = re.compile(r"[0-9]{1,2}\s*[/.-]\s*[0-9]{1,2}\s*[/.-]\s*([0-9]{4})")
_CURRENCY = re.compile(r"\s*(?:đồng|đ|vnđ|vnd)\.?$", re.IGNORECASE)
_BLANKS = re.compile(r"(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3}\b)")


class BadCell(ValueError):
    """Say in Vietnamese why one cell cannot be read."""


def read_name(cell: Cell) -> str:
    """Return a person's name, tidied and cleaned; one cell holds one person."""
    text = tables.text_of(cell)
    if "\n" in text or "\r" in text:
        raise BadCell("ô có nhiều dòng; mỗi người ghi một dòng riêng")
    return names.clean_name(names.tidy_name(text))


def read_line(cell: Cell) -> str:
    """Return a short text on one line, at most 150 characters."""
    return names.clean_text(" ".join(tables.text_of(cell).split()), max_length=150)


def read_note(cell: Cell) -> str:
    """Return a note; signs such as ``=`` stay as text (row 23)."""
    return names.clean_text(tables.text_of(cell))


def read_birth_year(cell: Cell) -> int | None:
    """Read a year, or the year of a whole date; Excel's serial day numbers are refused."""
    text = tables.text_of(cell)
    if not text or text in _DASHES:
        return None
    if isinstance(cell, date):
        year = cell.year
    elif found := _DATE_WITH_YEAR.fullmatch(text):
        year = int(found[1])
    elif re.fullmatch(r"[0-9]{1,6}", text):
        year = int(text)
    else:
        raise BadCell(f"năm sinh «{text[:30]}» không đọc được; ghi bốn chữ số, ví dụ 1975")
    last = clock.today().year - MIN_AGE
    if not FIRST_BIRTH_YEAR <= year <= last:
        raise BadCell(f"năm sinh {year} không nằm trong khoảng {FIRST_BIRTH_YEAR}–{last}")
    return year


def read_standing(cell: Cell) -> str:
    """Return `WORKING` or `RESIDENTIAL`."""
    text = tables.text_of(cell)
    if not text:
        raise BadCell("chưa ghi đối tượng; ghi «Đang công tác» hoặc «Khu dân cư»")
    standing = _STANDING_BY_WORDS.get(tables.fold(text).removeprefix("dang vien "))
    if standing is None:
        raise BadCell(f"không rõ đối tượng «{text[:50]}»; ghi «Đang công tác» hoặc «Khu dân cư»")
    return standing


def read_coefficient(cell: Cell) -> Decimal | None:
    """Return a salary coefficient above 0 and at most `MAX_COEFFICIENT`."""
    number = _read_decimal(cell, "hệ số lương")
    if number is not None and not 0 < number <= MAX_COEFFICIENT:
        raise BadCell(f"hệ số lương phải lớn hơn 0 và không quá {MAX_COEFFICIENT}")
    return number


def read_allowance(cell: Cell) -> Decimal | None:
    """Return an allowance coefficient from 0 to `MAX_COEFFICIENT`."""
    number = _read_decimal(cell, "phụ cấp")
    if number is not None and not 0 <= number <= MAX_COEFFICIENT:
        raise BadCell(f"hệ số phụ cấp phải từ 0 đến {MAX_COEFFICIENT}")
    return number


def _read_decimal(cell: Cell, called: str) -> Decimal | None:
    """Read a coefficient with a comma or a dot; a number's binary dust is rounded away."""
    if isinstance(cell, float):
        text = f"{cell:.4f}".rstrip("0").rstrip(".")
    else:
        text = tables.text_of(cell)
    if not text or text in _DASHES:
        return None
    digits = text.removeprefix("-")
    if isinstance(cell, bool) or not _COEFFICIENT.fullmatch(digits):
        raise BadCell(f"{called} «{text[:30]}» không phải là số, ví dụ 3,66")
    return Decimal(text.replace(",", "."))


def read_amount(cell: Cell) -> int | None:
    """Read an amount of đồng: a number, or text such as "261.427 đ" or "261 427"."""
    text = tables.text_of(cell)
    if not text or text in _DASHES:
        return None
    if isinstance(cell, float):
        raise BadCell(f"số tiền {text} lẻ dưới 1 đồng; hãy làm tròn trong bảng")
    amount_vnd = money.parse_vnd(_BLANKS.sub("", _CURRENCY.sub("", text)))
    if amount_vnd < MIN_PAY_VND:
        raise BadCell(
            f"số tiền {amount_vnd} đồng quá nhỏ; nếu là {amount_vnd}.000, hãy gõ lại không có dấu"
        )
    return amount_vnd
