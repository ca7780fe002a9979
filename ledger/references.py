"""Make and find the references that transfers carry: ``NNCU22 905C85``.

R1  A reference is ``NNCU``, the campaign's year, and a number with a check letter before its last
    two digits. It has at most 19 characters of ``A-Z``, ``0-9`` and one blank.
R2  Banks write other things before and after it, in capitals, and drop blanks and signs; so it is
    looked for in the letters and digits of a remark alone.
R3  The letter changes with every slip of one digit and every exchange of two neighbours: weights
    that differ, modulo the prime 23. It leaves out I, L and O, which hands mistake for digits; such
    a hand is read as it meant.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

NUMBERS: Final = 10**5
"""How many numbers the shortest references of one year have."""
LARGEST_NUMBER: Final = 10**7 - 1

_PREFIX = "NNCU"
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"
_FORM = re.compile(r"NNCU([0-9]{2})([0-9]{3,5})([A-HJKMNP-Z])([0-9]{2})")
_OTHER_SIGNS = re.compile(r"[^A-Z0-9]+")
_MEANT = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True)
class Found:
    """A reference as it stands in a remark; ``is_sound`` tells whether its letter fits."""

    code: str
    is_sound: bool


def make(year: int, number: int) -> str:
    """Return the reference of a number in a year, without its blank.

    Raises: ValueError when the number is negative or above ``LARGEST_NUMBER``.
    """
    if not 0 <= number <= LARGEST_NUMBER:
        message = f"a reference's number lies between 0 and {LARGEST_NUMBER}"
        raise ValueError(message)
    years, digits = f"{year % 100:02d}", f"{number:05d}"
    return f"{_PREFIX}{years}{digits[:-2]}{_check_letter(years + digits)}{digits[-2:]}"


def printed(code: str) -> str:
    """Return a reference as papers and purposes have it, with its blank: ``NNCU22 905C85``."""
    start = len(_PREFIX) + 2
    return f"{code[:start]} {code[start:]}"


def find(remark: str) -> tuple[Found, ...]:
    """Return the references in a remark, each once, in their order."""
    plain = unicodedata.normalize("NFKD", remark).upper()
    squeezed = _OTHER_SIGNS.sub("", plain).translate(_MEANT)
    found: dict[str, Found] = {}
    for match in _FORM.finditer(squeezed):
        years, first, letter, last = match.groups()
        is_sound = _check_letter(years + first + last) == letter
        found.setdefault(match[0], Found(match[0], is_sound))
    return tuple(found.values())


def _check_letter(digits: str) -> str:
    """Return the letter of the digits of year and number, weighted from the right."""
    weighted = sum(weight * int(digit) for weight, digit in enumerate(reversed(digits), start=1))
    return _LETTERS[weighted % len(_LETTERS)]
