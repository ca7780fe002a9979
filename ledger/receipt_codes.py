"""Make and read the codes that tell a genuine receipt (P18).

R1  A code is HMAC-SHA256 over the hash of the receipt's last link of the book, which ties number,
    date, amount and payer together; it is the same on every reprint and stored nowhere.
R2  The QR code carries 26 characters (130 bits); over the phone the first 12 (60 bits) are read in
    three groups, together with the receipt's number.
R3  The alphabet has no letter that is taken for a digit: I, L, O and U are not in it, and what was
    typed for them is read as meant.
"""

import hashlib
import hmac
import re
from collections.abc import Sequence
from typing import Final

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 26
SPOKEN_LENGTH: Final = 12

_ABOUT = b"ledger receipt 1\n"
_BITS = 5
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BLANKS = re.compile(r"[\s.–-]+")


def make_code(link_hash: str, *, key: bytes) -> str:
    """Return the code of the receipt whose last link has this hash."""
    digest = hmac.digest(key, _ABOUT + link_hash.encode("ascii"), hashlib.sha256)
    number = int.from_bytes(digest) >> (len(digest) * 8 - LENGTH * _BITS)
    places = range((LENGTH - 1) * _BITS, -1, -_BITS)
    return "".join(LETTERS[number >> place & 31] for place in places)


def spoken(code: str) -> str:
    """Return what is read over the phone: “7K3M-Q2XA-0V9B”."""
    return "-".join(code[start : start + 4] for start in range(0, SPOKEN_LENGTH, 4))


def read_code(typed: str) -> str | None:
    """Return a code as it was meant, spoken or whole; None if it cannot be one."""
    code = _BLANKS.sub("", typed).upper().translate(_MEANT)
    if len(code) not in {SPOKEN_LENGTH, LENGTH} or not set(code) <= set(LETTERS):
        return None
    return code


def is_code_of(code: str, link_hash: str, *, keys: Sequence[bytes]) -> bool:
    """Say whether a code that was read belongs to a link, under any key; the time tells nothing."""
    same = False
    for key in keys:
        made = make_code(link_hash, key=key)[: len(code)]
        same |= hmac.compare_digest(made, code)
    return same
