"""Make text printable, measure it once, and fit it into its place on the paper."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from reportlab.pdfbase import pdfmetrics

if TYPE_CHECKING:
    from reportlab.pdfgen.textobject import PDFTextObject
#: No place on any paper holds more; a longer text would only cost time.
MAX_LENGTH = 1_000
SMALLEST = 6.0
LEADING = 1.16


@dataclass(frozen=True, slots=True)
class Fitted:
    """Hold a text broken into lines of one size (points) that stay within their place."""

    size: float
    lines: tuple[str, ...]

    @property
    def leading(self) -> float:
        """Tell the distance between two baselines, in points."""
        return self.size * LEADING

    @property
    def drop(self) -> float:
        """Tell how far the last baseline lies below the first, in points."""
        return max(0, len(self.lines) - 1) * self.leading


@lru_cache(maxsize=4096)
def printable(text: str) -> str:
    """Return NFC text without control or hidden characters, on one line, of bounded length.

    NFD marks are drawn beside their letters by every font tried, hence NFC.
    """
    composed = unicodedata.normalize("NFC", text[: 2 * MAX_LENGTH])
    if not composed.isprintable():
        kept = (" " if c.isspace() else c for c in composed if _is_seen(c))
        composed = "".join(kept)
    return composed[:MAX_LENGTH].strip()


def _is_seen(character: str) -> bool:
    """Say whether a character has a place on paper: blanks do, controls and formats do not."""
    return character.isspace() or not unicodedata.category(character).startswith("C")


@lru_cache(maxsize=8192)
def width_of(text: str, font: str, size: float) -> float:
    """Measure a text in points."""
    return float(pdfmetrics.stringWidth(text, font, size))


@lru_cache(maxsize=8192)
def fit(
    text: str, *, font: str, size: float, width: float, height: float = 0.0, rows: int = 1
) -> Fitted:
    """Break a text into lines inside a place; shrink it by half points when it is too long.

    The place is ``width`` points wide and either ``rows`` lines of ``size`` or ``height``
    points high. At the smallest size whatever still does not fit is cut with “…”.
    The fonts must be registered before, which opening a paper does.
    """
    clean = printable(text)
    room = height or rows * size * LEADING
    words = [(word, width_of(word, font, 1.0)) for word in clean.split()]
    blank = width_of(" ", font, 1.0)
    while True:
        lines = _broken(words, blank=blank, font=font, width=width / size)
        allowed = max(1, int(room / (size * LEADING) + 1e-6))
        if len(lines) <= allowed:
            return Fitted(size=size, lines=tuple(lines))
        if size <= SMALLEST:
            last = lines[allowed - 1]
            while last and width_of(last + "…", font, size) > width:
                last = last[:-1]
            return Fitted(size=size, lines=(*lines[: allowed - 1], last + "…"))
        size = max(SMALLEST, size - 0.5)


def _broken(words: list[tuple[str, float]], *, blank: float, font: str, width: float) -> list[str]:
    """Fill lines word by word; a word longer than a line is broken between letters."""
    lines: list[str] = []
    line, used = "", 0.0
    for word, wide in words:
        if line and used + blank + wide <= width:
            line, used = f"{line} {word}", used + blank + wide
            continue
        if line:
            lines.append(line)
        pieces = [word] if wide <= width else _chopped(word, font=font, width=width)
        lines.extend(pieces[:-1])
        line, used = pieces[-1], width_of(pieces[-1], font, 1.0)
    if line:
        lines.append(line)
    return lines


def _chopped(word: str, *, font: str, width: float) -> list[str]:
    """Break one long word into pieces that each fit a line."""
    pieces, piece, used = [], "", 0.0
    for letter in word:
        wide = width_of(letter, font, 1.0)
        if piece and used + wide > width:
            pieces.append(piece)
            piece, used = "", 0.0
        piece, used = piece + letter, used + wide
    return [*pieces, piece]


def put(ink: PDFTextObject, x: float, y: float, text: str, *, font: str, size: float) -> None:
    """Write clean text with a reportlab text object, its left end at x, baseline at y."""
    ink.setFont(font, size)
    ink.setTextOrigin(x, y)
    ink.textOut(text)


def put_right(ink: PDFTextObject, x: float, y: float, text: str, *, font: str, size: float) -> None:
    """Write clean text so that it ends at x."""
    put(ink, round(x - width_of(text, font, size), 1), y, text, font=font, size=size)


def put_centred(
    ink: PDFTextObject, x: float, y: float, text: str, *, font: str, size: float
) -> None:
    """Write clean text with its middle at x."""
    put(ink, round(x - width_of(text, font, size) / 2, 1), y, text, font=font, size=size)


def put_lines(
    ink: PDFTextObject, x: float, y: float, fitted: Fitted, *, font: str, centred: bool = False
) -> None:
    """Write fitted lines downwards from the baseline y."""
    write = put_centred if centred else put
    for number, line in enumerate(fitted.lines):
        write(ink, x, round(y - number * fitted.leading, 1), line, font=font, size=fitted.size)
