"""Clean, compare and order names of people and organisations as people see them (P24).

N1  What is stored is NFC, without hidden characters, written in Latin letters only.
N2  Two spellings that look alike to a Vietnamese reader (NFD, "hoà" and "hòa") have one `name_key`.
N3  `sort_key` holds only `0-9a-z`, so every database and Python order it alike, without collations.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

MAX_NAME_LENGTH: Final = 150

_SPACES = re.compile("[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_EDGES = " \t\r\n\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
# Letters and marks that are drawn as nothing, beside the whole categories C*, Zl, Zp.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
_MARK = "\ufffd"  # what decoders put where they could not read, and pages where nothing is seen
# Marks that stay apart from their letter in NFC, as in Ê Đê, Ba Na, K’Ho and Jrai names (ơ̆, ƀ̆).
_MARKS = frozenset("\u0300\u0301\u0302\u0303\u0304\u0306\u0309\u030c\u0323\u0331")
_MAX_MARKS = 2
_APOSTROPHES = "'’"
_LATIN = re.compile(r"LATIN (?:SMALL|CAPITAL) LETTER .+")
_LATIN_BASE = re.compile(r"LATIN SMALL LETTER ([A-Z]{1,2})(?: WITH .+)?")
# TCVN3 bytes read as Latin-1 put capitals inside words: «NguyÔn ThÞ».
_TCVN3_WORD = re.compile("[a-zß-þ][À-ÖØ-Þ]")

# Tone marks in the order of the dictionary: ngang (none) is 1.
_TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}
_MARKED_VOWELS = "ăâêôơư"
_VOWELS = f"aeiouy{_MARKED_VOWELS}"
_SYLLABLE = re.compile(f"(qu|gi(?=[{_VOWELS}])|[^{_VOWELS}]*)([{_VOWELS}]+)([^{_VOWELS}]*)")
_WORD = re.compile(r"[^\W\d_]+")
_LETTER_CODES = {
    "ă": "a1", "â": "a2", "đ": "d1", "ê": "e1", "ô": "o1", "ơ": "o2", "ư": "u1",
}  # fmt: skip

_COMRADE = re.compile(r"(?:đ\s?[/.]\s?c|đồng chí)\b[\s.:]*+", re.IGNORECASE)
_SIR_OR_MADAM = re.compile(r"(?:ông\s?/\s?bà|ông|bà)\b[\s.:]*+(?=\S+\s\S)", re.IGNORECASE)
# "Ông" is a family name too: Ông Ích Khiêm, Ông Văn Nam.
_FAMILY_ONG = re.compile(r"ông (?:ích|văn|thị) \S+", re.IGNORECASE)
_CAPITALISED = re.compile(r"[^\s'’-]+")


class BadName(ValueError):
    """Say in Vietnamese why a name or note is refused.

    `position` counts from 1 in the text as it reads after NFC and without blanks at its ends; it is
    None when the sentence is about the whole text.
    """

    def __init__(self, sentence: str, position: int | None = None) -> None:
        super().__init__(sentence)
        self.position = position


@dataclass(frozen=True, slots=True)
class _Kind:
    """Hold what differs between the name of a person and of an organisation."""

    called: str
    signs: str
    only: str


_PERSON = _Kind(
    "Họ tên",
    f" -{_APOSTROPHES}",
    "Họ tên chỉ gồm chữ cái, dấu cách, dấu nháy và gạch nối.",
)
_ORGANISATION = _Kind(
    "Tên tổ chức",
    f' -–{_APOSTROPHES}"“”&.,()/0123456789',
    "Tên tổ chức chỉ gồm chữ cái, chữ số, dấu cách, dấu câu (. , - – ( ) / ' \") và &.",
)


def clean_name(text: str) -> str:
    """Return a person's name as it is stored: NFC, single spaces, Latin letters, ' ’ and hyphen.

    Raises: BadName, in this order: empty; above `MAX_NAME_LENGTH`; hidden character; letter of
    another script; other sign; text in the old TCVN3 font code.
    """
    return _clean(text, _PERSON)


def clean_organisation(text: str) -> str:
    """Return an organisation's name as it is stored; digits, `&`, quotes and brackets are allowed.

    "Phòng Tài chính – Kế hoạch", "Chi bộ Văn hóa, Thể thao" and "Chi bộ 4/2" are real names.

    Raises: BadName, in the order of `clean_name`.
    """
    return _clean(text, _ORGANISATION)


def clean_text(text: str, *, max_length: int = 500) -> str:
    r"""Return a note as it is stored: NFC, lines ended by `\n`, tabs as spaces; may be empty.

    Signs such as `=` and `<` stay: exports and templates write them as text.

    Raises: BadName when too long, then when it holds a hidden character.
    """
    note = text.strip(_EDGES)
    if len(note) > 4 * max_length:  # NFC is slow on long runs of marks
        raise BadName(f"Nội dung tối đa {max_length} ký tự.")
    note = unicodedata.normalize("NFC", note).replace("\r\n", "\n").replace("\r", "\n")
    note = note.replace("\t", " ")
    if len(note) > max_length:
        raise BadName(f"Nội dung tối đa {max_length} ký tự.")
    _refuse_hidden(note.replace("\n", " "), "Nội dung")
    return note


def _clean(text: str, kind: _Kind) -> str:
    typed = text.strip(_EDGES)
    if all(_is_hidden(character) for character in typed):
        raise BadName(f"Chưa nhập {kind.called.lower()}.")
    too_long = f"{kind.called} tối đa {MAX_NAME_LENGTH} ký tự."
    if len(typed) > 4 * MAX_NAME_LENGTH:  # as in clean_text
        raise BadName(too_long)
    name = _SPACES.sub(" ", _nfc(typed))
    if len(name) > MAX_NAME_LENGTH:
        raise BadName(too_long)
    _refuse_hidden(name, kind.called)
    _refuse_foreign_letters(name, kind)
    _refuse_signs(name, kind)
    if _TCVN3_WORD.search(name):
        raise BadName(
            "Tệp dùng bảng mã TCVN3 (font .VnTime). Chọn «Chuyển sang Unicode» rồi xem lại."
        )
    return name


def _nfc(text: str) -> str:
    """Return NFC with one Đ: files in old codes bring Ð and Ɖ, which no reader can tell apart."""
    return unicodedata.normalize("NFC", text).replace("Ð", "Đ").replace("Ɖ", "Đ")


def _is_hidden(character: str) -> bool:
    """Tell whether a reader sees nothing where this character stands (spaces are seen)."""
    category = unicodedata.category(character)
    return category[0] == "C" or category in {"Zl", "Zp"} or character in _INVISIBLE


def _refuse_hidden(text: str, called: str) -> None:
    for position, character in enumerate(text, start=1):
        if _is_hidden(character) or character == _MARK:
            raise BadName(f"{called} có ký tự ẩn; đã đánh dấu để sửa.", position)


def _refuse_foreign_letters(name: str, kind: _Kind) -> None:
    """Refuse letters that only look Latin, and heaps of marks."""
    marks = _MAX_MARKS  # none may come before the first letter
    for position, character in enumerate(name, start=1):
        category = unicodedata.category(character)
        if category[0] == "M" and (character not in _MARKS or marks >= _MAX_MARKS):
            is_strange = True
        else:
            is_strange = category[0] == "L" and not _is_latin(character)
        if is_strange:
            sentence = f"{kind.called} có ký tự lạ: “{character}” (vị trí {position})."
            raise BadName(sentence, position)
        if category[0] == "M":
            marks += 1
        else:
            marks = 0 if category[0] == "L" else _MAX_MARKS


def _is_latin(character: str) -> bool:
    """Tell whether this is a plain letter of the Latin script, not a ligature or look-alike."""
    return (
        unicodedata.category(character) in {"Lu", "Ll"}
        and _LATIN.fullmatch(unicodedata.name(character, "")) is not None
    )


def _refuse_signs(name: str, kind: _Kind) -> None:
    for position, character in enumerate(name, start=1):
        if not (unicodedata.category(character)[0] in "LM" or character in kind.signs):
            raise BadName(kind.only, position)
    if not any(character.isalnum() for character in name):
        raise BadName(f"Chưa nhập {kind.called.lower()}.")


def mark_hidden(text: str) -> str:
    """Return a text with � where a reader would see nothing, so that it can be put right.

    Only tabs and ends of lines stay; a note or a name that still holds a � is refused.
    """
    return "".join(
        _MARK if _is_hidden(character) and character not in "\t\r\n" else character
        for character in text
    )


def name_key(name: str) -> str:
    """Return the key by which two spellings are the same name (N2).

    NFC, no case, tone marks moved to one place, apostrophes alike, single spaces. `i` and `y`
    (Lí, Lý) stay different: those are different names.
    """
    visible = "".join(
        character for character in " ".join(name.split()) if not _is_hidden(character)
    )
    folded = unicodedata.normalize("NFC", _nfc(visible).casefold())
    folded = folded.replace("’", "'")
    return _WORD.sub(lambda word: _place_tone(word.group()), folded)


def search_key(name: str) -> str:
    """Return the key for finding a name typed without marks: printable ASCII, `đ` as `d`.

    Apostrophes vanish and hyphens become spaces; what has no Latin letter becomes `?`, so that a
    search for it finds nothing rather than everything.
    """
    spaced = name_key(name).replace("'", "").replace("-", " ")
    marked = unicodedata.normalize("NFD", spaced)
    plain = "".join(_plain_letter(character) for character in marked)
    return " ".join(plain.split())


def _plain_letter(character: str) -> str:
    if unicodedata.category(character) == "Mn":
        return ""
    if " " <= character <= "~":
        return character
    base = _LATIN_BASE.fullmatch(unicodedata.name(character, ""))
    return base[1].lower() if base else "?"


def _split_tone(word: str) -> tuple[str, str]:
    """Return the word without its tone marks, in NFC, and the marks in reading order."""
    characters = unicodedata.normalize("NFD", word)
    bare = "".join(character for character in characters if character not in _TONES)
    tones = "".join(character for character in characters if character in _TONES)
    return unicodedata.normalize("NFC", bare), tones


@lru_cache(maxsize=4096)  # a few hundred syllables make up most names
def _place_tone(word: str) -> str:
    """Move the tone mark of one Vietnamese syllable to where "hòa", "thủy", "khỏe" have it.

    Words that are not one syllable with one tone on a vowel are returned as they are.
    """
    bare, tones = _split_tone(word)
    syllable = _SYLLABLE.fullmatch(bare)
    if len(tones) != 1 or syllable is None or not _is_tone_on_vowel(word):
        return word
    onset, vowels, coda = syllable.groups()
    marked = [index for index, vowel in enumerate(vowels) if vowel in _MARKED_VOWELS]
    if marked:
        at = marked[-1]
    elif len(vowels) == 2 and not coda:
        at = 0
    else:
        at = min(1, len(vowels) - 1)
    toned = f"{onset}{vowels[: at + 1]}{tones}{vowels[at + 1 :]}{coda}"
    return unicodedata.normalize("NFC", toned)


def _is_tone_on_vowel(word: str) -> bool:
    """Tell "nã" from "ña": the tilde of ñ is no tone."""
    return any(tones and bare in _VOWELS for bare, tones in map(_split_tone, word))


def sort_key(name: str) -> str:
    """Return the key that orders Vietnamese lists: given name, middle names, family name (N3).

    Letters a ă â b c d đ e ê …; for equal letters the tones ngang, huyền, hỏi, ngã, sắc, nặng.
    Every letter is a pair (`ă` = `a1`), `0` ends a word and stands below every pair, so a shorter
    word comes first.
    """
    words = [code for word in name_key(name).split() if (code := _sort_word(word))]
    if not words:
        return ""
    family = words[0] if len(words) > 1 else ""
    return f"{words[-1]}0{''.join(words[1:-1])}0{family}"


def _sort_word(word: str) -> str:
    bare, tones = _split_tone(word)
    letters = "".join(_letter_code(letter) for letter in bare)
    return f"{letters}0{''.join(map(_TONES.__getitem__, tones)) or '1'}" if letters else ""


def _letter_code(letter: str) -> str:
    if "a" <= letter <= "z":
        return f"{letter}0"
    if "0" <= letter <= "9":
        return f"1{letter}"
    if code := _LETTER_CODES.get(letter):
        return code
    # Letters of other Latin alphabets come right after their plain letter.
    base = _LATIN_BASE.fullmatch(unicodedata.name(letter, ""))
    return f"{base[1][0].lower()}9" if base else ""


def tidy_name(text: str) -> str:
    """Return a cell of an imported list without forms of address, blanks and shouting.

    Removes "đ/c", "đồng chí", "Ông/Bà" in front, collapses blanks, writes ALL CAPS as names are
    written. For people only ("Bà Rịa" is no lady); `clean_name` still decides.
    """
    name = " ".join(_nfc(text).split())
    name = _COMRADE.sub("", name, count=1) if _COMRADE.match(name) else name
    if not _FAMILY_ONG.fullmatch(name) and _SIR_OR_MADAM.match(name):
        name = _SIR_OR_MADAM.sub("", name, count=1)
    if name.isupper():
        name = _CAPITALISED.sub(lambda word: word[0][0] + word[0][1:].lower(), name)
    return name
