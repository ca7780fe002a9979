"""Name the lines of a campaign's list on lists that travel: eight characters, the last a check.

C1  A code stands for one line of one campaign; it says nothing of the person and of no other line.
C2  One wrong character, or two exchanged ones, are never another line's code: the check character
    makes the sum of the characters, each times its own power of a generator of GF(32), zero.
"""

import re
from typing import Final

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
_READ_AS = str.maketrans("OIL", "011")
_LETTERS = 7
_RANGE: Final[int] = 32**_LETTERS
_SPREAD = 0x2_5F4D_9C1B  # odd, so that it can be taken back; neighbours look nothing alike
_GATHER: Final[int] = pow(_SPREAD, -1, _RANGE)
_TYPED = re.compile(r"[\s-]+")


class BadCode(ValueError):
    """Say in Vietnamese why a text is no code of a line."""


def row_code(entry_id: int) -> str:
    """Return the code of a line of a list, as it prints: ``K7Q2-9XMA``."""
    if not 0 < entry_id < _RANGE:
        message = f"no code for line {entry_id}"
        raise ValueError(message)
    number = entry_id * _SPREAD % _RANGE
    values = [number >> 5 * place & 31 for place in reversed(range(_LETTERS))]
    text = "".join(_ALPHABET[value] for value in [*values, _sum(values)])
    return f"{text[:4]}-{text[4:]}"


def entry_of(text: str) -> int:
    """Return the line that a code stands for; hyphens, blanks, case, O and I are forgiven.

    Raises:
        BadCode: not eight characters of the alphabet, or mistyped.

    """
    typed = _TYPED.sub("", text).upper().translate(_READ_AS)
    if len(typed) != _LETTERS + 1 or any(letter not in _ALPHABET for letter in typed):
        raise BadCode(f"mã dòng «{text.strip()[:20]}» không đúng; mã có tám ký tự, ví dụ K7Q2-9XMA")
    values = [_ALPHABET.index(letter) for letter in typed]
    if _sum(values[:-1]) != values[-1]:
        raise BadCode(f"mã dòng «{text.strip()[:20]}» sai một ký tự; chép lại đúng mã của dòng")
    number = 0
    for value in values[:-1]:
        number = number << 5 | value
    return number * _GATHER % _RANGE


def _sum(values: list[int]) -> int:
    """Return the check value: Σ value × 2^place in GF(32), counted from the right by Horner."""
    total = 0
    for value in values:
        total = _doubled(total ^ value)
    return total


def _doubled(value: int) -> int:
    """Multiply by the generator x of GF(32) = GF(2)[x] / (x⁵ + x² + 1)."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value
