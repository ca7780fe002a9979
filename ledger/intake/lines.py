"""Tell what kind of row stands in a list: a person, a title, a total, a signature, nothing."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from datetime import date
from itertools import pairwise

from ledger.intake.workbooks import Cell, CellError

_RUNNING_NUMBER = re.compile(r"[0-9]{1,4}([.)][0-9]{0,3})?")
_NUMBERING = re.compile(r"\(?([0-9]{1,2})\)?")
_GROUP_MARK = re.compile(r"(?=[IVXLC])X{0,3}(IX|IV|V?I{0,3})[.)]?|[A-ZĐ][.)]?")
_GROUP_TITLE = re.compile(
    r"([IVX]+|[A-ZĐ])[.)]\s|(chi bộ|đảng bộ|đảng ủy|đảng uỷ|chi ủy|chi uỷ|khối|tổ đảng)\b",
    re.IGNORECASE,
)
# With their marks: "Tống" and "Công" are names of people.
_TOTAL = re.compile(r"(tổng( cộng| số| hợp)?|cộng|tong cong|tong so)\b")
_NEVER_A_PERSON = re.compile(r"tổng (cộng|số|hợp)\b|cộng[:.]?$")
_SIGNATURE = re.compile(
    r"(t/m|tm|kt|tl|người lập|thủ quỹ|kế toán|bí thư|phó bí thư|thủ trưởng|xác nhận"
    r"|chánh văn phòng|nơi nhận)\b"
)
_PLACE_AND_DATE = re.compile(r"\bngày\b.{0,12}\btháng\b.{0,12}\bnăm\b")
_IN_WORDS = re.compile(r"(số tiền )?(viết )?bằng chữ\b")


def lower(text: str) -> str:
    """Return a text for comparing: composed, without case, single blanks."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


class Line:
    """Tell what kind of row this is, from its cells left of, in and right of the name column."""

    def __init__(self, texts: Sequence[str], row: Sequence[Cell], name: int) -> None:
        self._filled = [text for text in texts if text]
        self._before = [text for text in texts[:name] if text]
        self._name = texts[name] if name < len(row) else ""
        self._has_faults = any(isinstance(cell, CellError) for cell in row[name:])
        self._has_values = any(
            isinstance(cell, int | float | CellError | date) for cell in row[name:]
        )

    @property
    def _is_numbered(self) -> bool:
        return any(_RUNNING_NUMBER.fullmatch(text) for text in self._before)

    @property
    def is_person(self) -> bool:
        """Tell whether the row has a running number and something that may be a name."""
        is_name = self._name and not _NUMBERING.fullmatch(self._name)
        return bool(self._is_numbered and is_name and not _NEVER_A_PERSON.match(lower(self._name)))

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing but a running number stands here."""
        right = len(self._filled) - len(self._before)
        return not (right or self._has_faults) and (self._is_numbered or not self._before)

    @property
    def is_numbering(self) -> bool:
        """Tell whether this is the row "(1) (2) (3)" or "A B 1 2" under a header."""
        found = [match for text in self._filled if (match := _NUMBERING.fullmatch(text))]
        letters = [text for text in self._filled if len(text) == 1 and text.isalpha()]
        steps = pairwise(int(match[1]) for match in found)
        return (
            len(found) >= 2
            and len(found) + len(letters) == len(self._filled)
            and all(right == left + 1 for left, right in steps)
        )

    def is_repeated_header(self, titles: Collection[str]) -> bool:
        """Tell whether the header comes again, as it does on each printed page."""
        lines = [" ".join(text.split()) for text in self._filled]
        return len(lines) >= 2 and all(line in titles for line in lines)

    @property
    def total(self) -> str:
        """Return the words of a total row, or ''."""
        for text in self._filled[:2]:
            if _TOTAL.match(lower(text)):
                return text
        return ""

    @property
    def is_end(self) -> bool:
        """Tell whether signatures, a place and date, or the sum in words begin here."""
        if self._has_values:
            return False
        lowered = [lower(text) for text in self._filled]
        named = lower(self._name)
        if any(_IN_WORDS.match(text) or _PLACE_AND_DATE.search(text) for text in lowered):
            return True
        is_signed = any(_SIGNATURE.match(text) for text in lowered)
        return is_signed and (not named or _SIGNATURE.match(named) is not None)

    @property
    def is_lone(self) -> bool:
        """Tell whether the row has just one filled cell."""
        return len(self._filled) == 1 and not self._has_faults

    @property
    def group_title(self) -> str:
        """Return the title of a group row ("I | Chi bộ ấp Tân Lập"), or ''."""
        if self._before and _GROUP_MARK.fullmatch(self._before[0]):
            return " ".join(self._name.split()) or self._before[0]
        if not self.is_lone or not (self._before or _GROUP_TITLE.match(self._name)):
            return ""
        title = self._filled[0]
        return re.sub(r"^([IVX]+|[A-ZĐ])[.)]\s+", "", " ".join(title.split()))
