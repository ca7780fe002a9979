"""Read Vietnamese as it was written before Unicode: in TCVN3 (.VnTime) and VNI (VNI-Times) fonts.

L1  The font of a cell is proof; without it the words of a sheet only give a hint, and a person
    confirms it. What was written is kept beside what was read.
L2  Spreadsheets hold these letters as Windows-1252, so that ư of TCVN3 is a soft hyphen, which no
    step before this one may strip.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from ledger.intake.workbooks import Cell, Sheet


class LegacyCode(StrEnum):
    """How letters with marks were stored."""

    TCVN3 = "tcvn3"
    TCVN3_CAPITALS = "tcvn3_capitals"
    """The .Vn…H fonts, which draw small letters as capitals."""
    VNI = "vni"


@dataclass(frozen=True)
class Repaired:
    """Hold a sheet with its old text read, and what stood in each cell that was."""

    sheet: Sheet
    originals: Mapping[tuple[int, int], str]


# TCVN 5712:1993, bytes A1 to FF; 80 to A0 are as in Windows-1252.
_TCVN3_MARKS = "\u0300\u0309\u0303\u0301\u0323"
_TCVN3_LETTERS = (
    f"ĂÂÊÔƠƯĐăâêôơưđẰ{_TCVN3_MARKS}"
    "àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉ"
    "ỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
_TCVN3 = {
    ord(bytes([0xA1 + place]).decode("cp1252")): letter
    for place, letter in enumerate(_TCVN3_LETTERS)
}

_TONES = dict(zip("ùøûõï", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_CIRCUMFLEXED = dict(zip("áàåãä", _TONES.values(), strict=True)) | {"â": ""}
_BREVED = dict(zip("éèúüë", _TONES.values(), strict=True)) | {"ê": ""}
_VNI_LETTERS = {
    "ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ",
}  # fmt: skip
_VNI_PAIR = re.compile("[aeo][âáàåãä]|a[êéèúüë]|[aeouyôö][ùøûõï]|[ñôöíìæóòî]", re.IGNORECASE)

# The vowels of one Vietnamese syllable, without tones.
_SYLLABLE = re.compile(
    "(?:[bcdđghklmnpqrstvx]|ch|gh|gi|kh|ng|ngh|nh|ph|qu|th|tr)?"
    "(?:[aăâeêioôơuưy]|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|ôi|ơi|ua|uâ|uê|ui|uô|uơ|uy|ưa"
    "|ưi|ươ|ưu|yê|iêu|oai|oay|oeo|uôi|ươi|ươu|uya|uyê|uây|uyu|yêu)"
    "(?:c|ch|m|n|ng|nh|p|t)?"
)
_TONE_MARKS = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_ENOUGH_WORDS = 3
_MOST = 0.7


def code_of_font(name: str) -> LegacyCode | None:
    """Return the code of a font by its name: .VnTime, .VnArialH, VNI-Times; None for others."""
    folded = name.strip().casefold()
    if folded.startswith(".vn"):
        return LegacyCode.TCVN3_CAPITALS if folded.endswith("h") else LegacyCode.TCVN3
    return LegacyCode.VNI if folded.startswith("vni") else None


def read_legacy(text: str, code: LegacyCode) -> str:
    """Return a text of an old code in Unicode (NFC); letters that it does not have stay."""
    if code is LegacyCode.VNI:
        letters = _VNI_PAIR.sub(lambda found: _vni_letter(found[0]), text)
        return unicodedata.normalize("NFC", letters)
    letters = unicodedata.normalize("NFC", text.translate(_TCVN3))
    return letters.upper() if code is LegacyCode.TCVN3_CAPITALS else letters


def read_proved(text: str, code: str) -> str:
    """Return a text whose font is proof; with letters beyond Windows-1252 it is Unicode already."""
    return read_legacy(text, LegacyCode(code)) if code and _is_single_byte(text) else text


def suspect(texts: Iterable[str]) -> LegacyCode | None:
    """Return the code in which most of the marked words are Vietnamese syllables, if one is.

    Texts with letters beyond Windows-1252 (ế, ạ, đ) were typed in Unicode and tell nothing.
    """
    words = [
        word
        for text in texts
        if not text.isascii() and _is_single_byte(text)
        for word in text.split()
        if not word.isascii()
    ]
    if len(words) < _ENOUGH_WORDS:
        return None
    plain = _syllables(words)
    scores = {
        code: _syllables(read_legacy(word, code) for word in words)
        for code in (LegacyCode.TCVN3, LegacyCode.VNI)
    }
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] > max(plain, _MOST * len(words)) else None


def texts_without_proof(sheet: Sheet) -> Iterator[str]:
    """Yield the texts of a sheet whose font says nothing."""
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and (row, column) not in sheet.fonts:
                yield cell


def repair(sheet: Sheet, confirmed: LegacyCode | None = None) -> Repaired:
    """Read the cells of old fonts, and with a confirmed code the other single-byte ones too."""
    if not sheet.fonts and confirmed is None:
        return Repaired(sheet, {})
    originals: dict[tuple[int, int], str] = {}
    rows: list[tuple[Cell, ...]] = []
    for row, cells in enumerate(sheet.rows):
        repaired = list(cells)
        for column, cell in enumerate(cells):
            if not isinstance(cell, str):
                continue
            proof = sheet.fonts.get((row, column))
            code = LegacyCode(proof) if proof else confirmed
            if code is None or not _is_single_byte(cell):
                continue
            read = read_legacy(cell, code)
            if read != cell:
                repaired[column] = read
                originals[row, column] = cell
        rows.append(tuple(repaired))
    return Repaired(replace(sheet, rows=tuple(rows)), originals)


def _vni_letter(pair: str) -> str:
    base, mark = pair[0], pair[1:].lower()
    letter = _VNI_LETTERS.get(base.lower(), base.lower())
    if mark in _CIRCUMFLEXED:
        letter += "\u0302" + _CIRCUMFLEXED[mark]
    elif mark in _BREVED:
        letter += "\u0306" + _BREVED[mark]
    elif mark:
        letter += _TONES[mark]
    composed = unicodedata.normalize("NFC", letter)
    return composed.upper() if base.isupper() else composed


def _is_single_byte(text: str) -> bool:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _syllables(words: Iterable[str]) -> int:
    """Count the words that are Vietnamese syllables."""
    return sum(_is_syllable(word) for word in words)


def _is_syllable(word: str) -> bool:
    parts = unicodedata.normalize("NFD", word.strip("“”‘’\"'.,;:!?()-–/…").casefold())
    tones = sum(ord(character) in _TONE_MARKS for character in parts)
    bare = unicodedata.normalize("NFC", parts.translate(_TONE_MARKS))
    return tones <= 1 and _SYLLABLE.fullmatch(bare) is not None
