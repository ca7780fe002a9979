"""Read, write, spell and split amounts of đồng.

M1  Money is an `int` of đồng; the đồng has no subunit, so no decimals exist.
M2  Text becomes money only by `parse_vnd`: ASCII digits, dots as thousands, never `int(text)` alone
    (`int` and `float` read `1_000`, `１２３` and `NaN`).
M3  Splitting loses nothing: the parts add up to the whole.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_AMOUNT_VND: Final = 10**12
"""The most one entry may hold, in đồng."""

LARGE_AMOUNT_VND: Final = 10**10
"""From this amount on a screen asks again, with the amount in words."""

_PLAIN = re.compile(r"[0-9]+")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+|0(?:\.000)+")
_SEPARATED = re.compile(r"[-−]?[0-9.,]*[0-9][0-9.,]*")
_NEGATIVE = re.compile(r"[-−](?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)")
_TYPED_BLANKS = " \t\r\n"

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


class BadAmount(ValueError):
    """Say in Vietnamese why a text is no amount; the sentence is for the person who typed it."""


@dataclass(frozen=True, slots=True)
class WordStyle:
    """Choose between spellings that are all correct; units differ in habit.

    `linh` writes "linh" for "lẻ", `ngan` "ngàn" for "nghìn", `ti` "tỉ" for "tỷ"; `even` adds
    "chẵn" to whole thousands.
    """

    linh: bool = False
    ngan: bool = False
    ti: bool = False
    even: bool = True


_USUAL = WordStyle()


def parse_vnd(text: str) -> int:
    """Read an amount of đồng as typed on a screen: `500.000` or `500000`.

    Blanks around it are forgiven, nothing else is guessed. A leading zero is refused: it is a
    telephone number in the wrong box more often than an amount.

    Raises: BadAmount, in this order: empty; strange digit or hidden character; negative; comma,
    decimals or wrong groups; not digits; zero; leading zero; above `MAX_AMOUNT_VND`.
    """
    typed = text.strip(_TYPED_BLANKS)
    if not typed:
        raise BadAmount("Chưa nhập số tiền.")
    _refuse_strange_characters(text)
    if _NEGATIVE.fullmatch(typed):
        raise BadAmount("Số tiền phải lớn hơn 0. Nếu cần sửa khoản đã ghi, dùng «Hủy phiếu».")
    if not (_PLAIN.fullmatch(typed) or _GROUPED.fullmatch(typed)):
        raise BadAmount(
            "Dùng dấu chấm ngăn hàng nghìn: 500.000. Sổ không ghi số lẻ dưới 1 đồng."
            if _SEPARATED.fullmatch(typed)
            else "Số tiền chỉ gồm chữ số, ví dụ 500.000."
        )
    return _amount_of_digits(typed.replace(".", ""))


def _refuse_strange_characters(text: str) -> None:
    """Refuse what looks like a digit or a gap and is none; positions count from 1 as typed."""
    for position, character in enumerate(text, start=1):
        if character in _TYPED_BLANKS or " " < character <= "~":
            continue
        if unicodedata.category(character)[0] in "NZC":
            raise BadAmount(f"Có ký tự số lạ ở vị trí {position}; hãy gõ lại bằng bàn phím.")


def _amount_of_digits(digits: str) -> int:
    """Turn ASCII digits into đồng; the length is checked first, `int` refuses 5 000 digits."""
    significant = digits.lstrip("0")
    if not significant:
        raise BadAmount("Số tiền phải lớn hơn 0.")
    if significant != digits:
        raise BadAmount("Số tiền không bắt đầu bằng chữ số 0, ví dụ 500.000.")
    if len(digits) > len(str(MAX_AMOUNT_VND)) or int(digits) > MAX_AMOUNT_VND:
        raise BadAmount(f"Số tiền vượt mức tối đa {format_vnd(MAX_AMOUNT_VND)} đồng một lần ghi.")
    return int(digits)


def format_vnd(amount_vnd: int) -> str:
    """Write đồng with dots as thousands: `1.234.567`, `-500`."""
    return f"{amount_vnd:,}".replace(",", ".")


def format_millions(amount_vnd: int) -> str:
    """Write what is missing in short, never less than it is: `12 triệu`, `12,3 triệu`, `900 nghìn`."""
    if amount_vnd < 1_000_000:
        return f"{-(-amount_vnd // 1_000)} nghìn"
    whole, tenth = divmod(-(-amount_vnd // 100_000), 10)
    return f"{format_vnd(whole)}{f',{tenth}' if tenth else ''} triệu"


def number_in_words(number: int, style: WordStyle = _USUAL) -> str:
    """Read a whole number in Vietnamese, lower case."""
    if number < 0:
        return f"âm {number_in_words(-number, style)}"
    return " ".join(_read(number, style)) or _DIGITS[0]


def vnd_in_words(amount_vnd: int, style: WordStyle = _USUAL) -> str:
    """Spell đồng as vouchers do: `Một trăm năm mươi nghìn đồng chẵn`."""
    words = number_in_words(amount_vnd, style)
    is_even = style.even and amount_vnd > 0 and amount_vnd % 1000 == 0
    return f"{words[0].upper()}{words[1:]} đồng{' chẵn' if is_even else ''}"


def _read(number: int, style: WordStyle) -> list[str]:
    """Read by billions: what stands before a "tỷ" is read as a number of its own.

    So 10^12 is "một nghìn tỷ" and 10^18 "một tỷ tỷ".
    """
    billions, rest = divmod(number, 10**9)
    words: list[str] = []
    if billions:
        words += [*_read(billions, style), "tỉ" if style.ti else "tỷ"]
    for size, name in ((10**6, "triệu"), (10**3, "ngàn" if style.ngan else "nghìn"), (1, "")):
        group = rest // size % 1000
        if group:  # a group of zeros is not read at all
            words += _read_group(group, style, leads=not words)
            words += [name] if name else []
    return words


def _read_group(group: int, style: WordStyle, *, leads: bool) -> list[str]:
    """Read three digits; a group that does not lead says "không trăm" when below 100."""
    hundreds, tens, ones = group // 100, group // 10 % 10, group % 10
    words: list[str] = []
    if hundreds or not leads:
        words += [_DIGITS[hundreds], "trăm"]
    if tens == 1:
        words.append("mười")
    elif tens:
        words += [_DIGITS[tens], "mươi"]
    elif ones and words:
        words.append("linh" if style.linh else "lẻ")
    if ones:
        words.append(_read_ones(tens, ones))
    return words


def _read_ones(tens: int, ones: int) -> str:
    """Choose mốt, tư, lăm by the tens before them."""
    match ones:
        case 1 if tens >= 2:
            return "mốt"
        case 4 if tens >= 2:
            return "tư"
        case 5 if tens >= 1:
            return "lăm"
        case _:
            return _DIGITS[ones]


def split_vnd(total_vnd: int, weights: Sequence[int]) -> list[int]:
    """Split đồng in proportion to weights by largest remainder; Σ parts = total (P13).

    Equal remainders are served in the order given; a weight of 0 gets 0.

    Raises: ValueError when a weight is negative or all are zero.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        message = "weights must be non-negative and not all zero"
        raise ValueError(message)
    parts = [total_vnd * weight // whole for weight in weights]
    by_remainder = sorted(
        range(len(weights)), key=lambda index: -(total_vnd * weights[index] % whole)
    )
    for index in by_remainder[: total_vnd - sum(parts)]:
        parts[index] += 1
    return parts
