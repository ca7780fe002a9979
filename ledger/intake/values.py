"""Turn one raw cell into a typed value, or into a Vietnamese sentence saying why not.

Each function returns None (or '') for an empty cell and raises `BadCell`, `names.BadName` or
`money.BadAmount` for one that cannot be read; `CellError` is the caller's to report.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from math import isfinite
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


# What a list of contributions may say for an amount: "250k", "500 nghìn", "1,2 triệu", "1tr5".
_THOUSANDS = r"(?:k|ng|nghìn|ngàn|nghin|ngan)"
_MILLIONS = r"(?:tr|triệu|trieu)"
_COUNTED = re.compile(rf"([0-9]{{1,7}}(?:[.,][0-9]{{1,3}})?)\s*({_THOUSANDS}|{_MILLIONS})")
_AND_PART = re.compile(rf"([0-9]{{1,6}})\s*{_MILLIONS}\s*([0-9]{{1,3}})(\s*{_THOUSANDS})?")
_NO_PENCE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+),0{1,2}|([0-9]{1,3}(?:,[0-9]{3})+)\.0{1,2}")
_COMMAS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+")
#: What can only be a number with decimals, for three digits behind a sign are thousands.
_DECIMAL = re.compile(r"[0-9]{1,7}[.,][0-9]{1,2}|0[.,][0-9]{3,6}")
_GROUPED = re.compile(r"[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
_GROUP_OF_THREE = re.compile(r"[.,][0-9]{3}$")
_DAY = re.compile(r"([0-9]{1,2})\s*[/.\-–]\s*([0-9]{1,2})\s*[/.\-–]\s*([0-9]{4}|[0-9]{2})")
_DAY_IN_WORDS = re.compile(r"([0-9]{1,2}) tháng ([0-9]{1,2}) năm ([0-9]{4})")
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T][0-9:.]+")
#: Excel's day numbers of the years 2000 to 2099.
_SERIALS = range(36_526, 73_051)
_SERIAL_ZERO = date(1899, 12, 30)


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


def has_comma_groups(cells: Iterable[Cell]) -> bool:
    """Tell whether a column writes `500,000` and never `500.000`: only then commas are thousands."""
    texts = [_bare_amount(cell) for cell in cells if isinstance(cell, str)]
    return any(_COMMAS.fullmatch(text) for text in texts) and not any(
        "." in text or _DECIMAL.fullmatch(text) for text in texts
    )


def read_gift(cell: Cell, *, comma_groups: bool = False, times: int = 1) -> int | None:
    """Read what somebody gave, in đồng, as lists write it; None for nothing, a dash or zero.

    ``times`` is how many đồng a number without a word stands for: 1, or what the list counts in.

    Raises:
        BadCell: half a đồng, or an amount so small that its thousands were lost.
        BadAmount: it is no amount, or can be read two ways.

    """
    text = _bare_amount(cell)
    if not text or text in _DASHES or (not isinstance(cell, bool) and cell == 0):
        return None
    if comma_groups and _COMMAS.fullmatch(text):
        text = text.replace(",", ".")
    if times > 1 and (number := bare_number(cell, text)) is not None:
        text = _times(number, times)
    elif isinstance(cell, float):
        raise BadCell(f"số tiền {text} lẻ dưới 1 đồng; hãy làm tròn trong bảng")
    amount_vnd = _in_words(text)
    if amount_vnd is None:
        amount_vnd = money.parse_vnd(text)
    if amount_vnd < MIN_PAY_VND:
        raise BadCell(
            f"số tiền {amount_vnd} đồng quá nhỏ; nếu là {amount_vnd}.000, hãy gõ lại không có dấu"
        )
    return amount_vnd


def bare_number(cell: Cell, text: str | None = None) -> Decimal | None:
    """Return a sum's number if nothing in its cell says what it counts: no “đồng”, no “nghìn”.

    ``text`` is what stands in the cell, where commas were found to be thousands.
    """
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, float):
        return Decimal(f"{cell:.6f}") if isfinite(cell) else None
    if isinstance(cell, int):
        return Decimal(cell)
    if _CURRENCY.search(tables.text_of(cell)):
        return None
    text = _bare_amount(cell) if text is None else text
    if _DECIMAL.fullmatch(text):
        return Decimal(text.replace(",", "."))
    return Decimal(text.replace(".", "")) if _GROUPED.fullmatch(text) else None


def _times(number: Decimal, times: int) -> str:
    """Return the digits of a number of thousands or millions in đồng."""
    amount = number * times
    if amount != amount.to_integral_value():
        raise BadCell(f"số tiền {number.normalize():f} lẻ dưới 1 đồng; hãy làm tròn trong bảng")
    return str(int(amount))


def read_day(cell: Cell) -> date | None:
    """Read a day as lists write it, day first: `5.2.2022`, `05/02/22`, an Excel day number.

    Raises:
        BadDate: not in the calendar, or the month first.

    """
    text = " ".join(tables.text_of(cell).split())
    if not text or text in _DASHES:
        return None
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int) and not isinstance(cell, bool) and cell in _SERIALS:
        return _SERIAL_ZERO + timedelta(days=cell)
    text = text.casefold().removeprefix("ngày").strip()
    if found := _MOMENT.fullmatch(text):
        text = found[1]
    elif found := _DAY.fullmatch(text) or _DAY_IN_WORDS.fullmatch(text):
        day, month, year = found.groups()
        text = f"{day}/{month}/{year if len(year) == 4 else f'20{year}'}"
    return clock.parse_date(text)


def _bare_amount(cell: Cell) -> str:
    """Return an amount's text without its currency, blanks between its thousands and pence."""
    text = _BLANKS.sub("", _CURRENCY.sub("", tables.text_of(cell))).strip()
    if found := _NO_PENCE.fullmatch(text):
        return str(found[1] or found[2])
    return text


def _in_words(text: str) -> int | None:
    """Read "250k", "500 nghìn", "1,2 triệu" and "1tr5"; None for what has no such word."""
    lowered = text.casefold()
    if found := _AND_PART.fullmatch(lowered):
        whole, part, thousands = found.groups()
        return int(whole) * 1_000_000 + (
            int(part) * 1_000 if thousands else int(part.ljust(3, "0")) * 1_000
        )
    if not (found := _COUNTED.fullmatch(lowered)):
        return None
    number, word = found.groups()
    if _GROUP_OF_THREE.search(number):
        number = number.replace(".", "").replace(",", "")  # "1.500 nghìn" is a million and a half
    times = 1_000 if re.fullmatch(_THOUSANDS, word) else 1_000_000
    amount = Decimal(number.replace(",", ".")) * times
    if amount != amount.to_integral_value() or amount > money.MAX_AMOUNT_VND:
        return money.parse_vnd(text)  # which says what is wrong
    return int(amount)
