"""Tell whether a name as somebody typed it and a name on a list are likely one person's.

K1  What is written may lack marks and capitals, bear a form of address, or begin with the given
    name; what is written with other marks is another name until somebody says so.
K2  Nothing here decides between two people: it says how a name is alike, and readers compare.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Final

from ledger.names import name_key, search_key, tidy_name


class Likeness(StrEnum):
    """How a typed name is like a listed one, the surest first."""

    EXACT = "exact"
    UNMARKED = "unmarked"
    """The same letters, where marks are missing and none differs."""
    REVERSED = "reversed"
    """The same words, the given name first."""
    OTHER_SPELLING = "other_spelling"
    """The same letters with other marks, or i for y: perhaps a slip, perhaps somebody else."""


class Against(StrEnum):
    """What speaks against a person whose name is alike."""

    BIRTH_YEAR = "birth_year"
    CELL = "cell"


_BRACKETED = re.compile(r"\s*[(\[].*$")
_YEAR = re.compile(r"[(\[]\D*((?:19|20)\d\d)\D*[)\]]")
_WORDS = re.compile(r"[^a-z0-9]+")
# As banks and old lists write forms of address; "Bá" and "Ông" are family names too, so the name
# is looked for as it stands before it is looked for without them.
_TITLE: Final = re.compile(
    r"(?:[dđ]\s?[/.]?\s?c|[dđ][oồ]ng ch[ií]|[oô]ng\s?/\s?b[aà]|[oô]ng|b[aà])\b[\s.:]*(?=\S+\s\S)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class TypedName:
    """A name as a list, a remark or a box has it, read once and compared with many."""

    text: str

    @cached_property
    def name(self) -> str:
        """The name alone: no form of address, nothing in brackets."""
        return tidy_name(_BRACKETED.sub("", self.text))

    @cached_property
    def birth_year(self) -> int | None:
        """The year that stands in brackets after the name, as lists tell namesakes apart."""
        found = _YEAR.search(self.text)
        return int(found[1]) if found else None

    @cached_property
    def has_marks(self) -> bool:
        """Whether its writer wrote with marks, so that a bare letter means a bare letter."""
        return any(letter.isalpha() and not letter.isascii() for letter in self.name)

    @cached_property
    def forms(self) -> tuple[tuple[str, bool], ...]:
        """The ways in which it may be read, each with whether its words were put in order."""
        direct = [self.name]
        if title := _TITLE.match(self.name):
            direct.append(self.name[title.end() :])
        ordered = [(" ".join(words), turned) for name in direct for words, turned in orders(name)]
        # What can be read as it stands is not read as turned.
        return tuple(dict.fromkeys(sorted(ordered, key=lambda form: form[1])))


def orders(name: str | Sequence[str]) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Yield a name's words as they stand, then (True) as they stand if the given name is first."""
    words = tuple(name.split() if isinstance(name, str) else name)
    yield words, False
    if len(words) > 1:
        yield (*words[1:], words[0]), True
        yield (words[-1], *words[:-1]), True
        yield words[::-1], True


def plain_words(text: str) -> tuple[str, ...]:
    """Return the words of a text in plain letters and digits, without signs."""
    return tuple(word for word in _WORDS.split(search_key(text)) if word)


def loose_key(name: str) -> str:
    """Return the key under which a name is looked for: plain words, i and y alike."""
    return " ".join(filter(None, map(_loose_word, name.split())))


def compare(typed: str, listed: str, *, turned: bool = False) -> Likeness:
    """Say how two names with one ``loose_key`` are alike; ``turned``: the words were reordered."""
    if name_key(typed) == name_key(listed):
        return Likeness.REVERSED if turned else Likeness.EXACT
    mine, theirs = _letters(typed), _letters(listed)
    lacks_marks = len(mine) == len(theirs) and all(
        one == other and marks <= wanted
        for (one, marks), (other, wanted) in zip(mine, theirs, strict=True)
    )
    if not lacks_marks:
        return Likeness.OTHER_SPELLING
    return Likeness.REVERSED if turned else Likeness.UNMARKED


@lru_cache(maxsize=4096)
def _loose_word(word: str) -> str:
    """Do one word; a few hundred make up most names."""
    return " ".join(plain_words(word)).replace("y", "i")


def _letters(name: str) -> list[tuple[str, frozenset[str]]]:
    """Return each letter of a name with its marks; signs that a list may leave out are gone."""
    letters: list[tuple[str, frozenset[str]]] = []
    for character in unicodedata.normalize("NFD", name_key(name)):
        if unicodedata.category(character) == "Mn" and letters:
            base, marks = letters[-1]
            letters[-1] = (base, marks | {character})
        elif character == "đ":
            letters.append(("d", frozenset({"đ"})))
        elif character.isalnum():
            letters.append((character, frozenset()))
    return letters
