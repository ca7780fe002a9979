"""Lay out a paper of a party organisation: A4, its heads, number, date and signature.

Quy định 399-QĐ/TW and Hướng dẫn 05-HD/VPTW: margins 20, 20, 30, 15 mm; the party's name right,
the issuing organ left with a star below; no colon after «Số»; five dashes under the title.
Names come from the data of the day; nothing here names an organ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger import clock
from ledger.documents import fonts, text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from reportlab.pdfgen.canvas import Canvas

MILLIMETRE = 72 / 25.4
WIDTH, HEIGHT = 595.3, 841.9
LEFT, BOTTOM = 30 * MILLIMETRE, 20 * MILLIMETRE


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A sheet with the margins of a party paper; left and bottom are the same either way up."""

    width: float = WIDTH
    height: float = HEIGHT

    @property
    def right(self) -> float:
        """Where lines end."""
        return self.width - 15 * MILLIMETRE

    @property
    def top(self) -> float:
        """Where the writing begins."""
        return self.height - 20 * MILLIMETRE

    @property
    def body(self) -> float:
        """How wide a line is."""
        return self.right - LEFT


UPRIGHT = Frame()
ACROSS = Frame(width=HEIGHT, height=WIDTH)
RIGHT, TOP, BODY = UPRIGHT.right, UPRIGHT.top, UPRIGHT.body
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
DASHES = "-----"
SIGN_ROOM = 62.0
"""Between the title of who signs and the name below, in points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Who issues a paper: the organ above, the organ itself, where and when."""

    upper: str
    organ: str
    place: str
    on: date
    code: str = ""
    """What follows the number that is written by hand: -DS/BTC."""
    number: str = ""
    """The whole number, where the paper has one already: 07-CV/ĐU."""


def put_head(canvas: Canvas, head: Head, *, frame: Frame = UPRIGHT) -> float:
    """Draw both heads; return the baseline below them."""
    ink = canvas.beginText()
    half = frame.body * 0.46
    middle = LEFT + half / 2
    y = frame.top - 14
    for words, font in ((head.upper, fonts.REGULAR), (head.organ, fonts.BOLD)):
        if words:
            fitted = text.fit(words.upper(), font=font, size=13, width=half, rows=2)
            text.put_lines(ink, middle, y, fitted, font=font, centred=True)
            y -= fitted.drop + 16
    text.put_centred(ink, middle, y, "*", font=fonts.BOLD, size=14)
    number = f"Số          {head.code}" if head.code else "Số ……………"
    number = f"Số {text.printable(head.number)}" if head.number else number
    text.put_centred(ink, middle, y - 15, number, font=fonts.REGULAR, size=13)
    right = frame.right - text.width_of(PARTY, fonts.BOLD, 14)
    text.put(ink, right, frame.top - 14, PARTY, font=fonts.BOLD, size=14)
    dated = f"{head.place or '…………'}, {clock.long_date(head.on)}"
    text.put_right(ink, frame.right, frame.top - 46, dated, font=fonts.ITALIC, size=13)
    canvas.drawText(ink)
    canvas.setLineWidth(0.8)
    canvas.line(right, frame.top - 18, frame.right, frame.top - 18)
    return y - 15


def put_title(
    canvas: Canvas, y: float, kind: str, about: Sequence[str], *, frame: Frame = UPRIGHT
) -> float:
    """Draw the sort of paper and what it is about; return the baseline below the dashes."""
    ink = canvas.beginText()
    y -= 34
    text.put_centred(ink, (LEFT + frame.right) / 2, y, kind.upper(), font=fonts.BOLD, size=15)
    for line in about:
        fitted = text.fit(line, font=fonts.BOLD, size=14, width=frame.body, rows=2)
        y -= 19
        text.put_lines(ink, (LEFT + frame.right) / 2, y, fitted, font=fonts.BOLD, centred=True)
        y -= fitted.drop
    text.put_centred(ink, (LEFT + frame.right) / 2, y - 13, DASHES, font=fonts.BOLD, size=14)
    canvas.drawText(ink)
    return y - 13


def put_paragraphs(
    canvas: Canvas,
    y: float,
    paragraphs: Sequence[str],
    size: float = 13,
    *,
    frame: Frame = UPRIGHT,
) -> float:
    """Write paragraphs downwards, first line indented by 10 mm; return the last baseline."""
    ink = canvas.beginText()
    indent = 10 * MILLIMETRE
    for paragraph in paragraphs:
        y -= 6
        for place, line in enumerate(_indented(paragraph, indent, size, frame.body)):
            y -= size * 1.3
            x = LEFT + (0 if place else indent)
            text.put(ink, x, round(y, 1), line, font=fonts.REGULAR, size=size)
    canvas.drawText(ink)
    return y


def put_signature(
    canvas: Canvas,
    y: float,
    *,
    organ: str,
    copies: Sequence[str],
    title: str = "",
    name: str = "",
    frame: Frame = UPRIGHT,
) -> None:
    """Draw «Nơi nhận» left and the signing organ right, with room for signature and seal.

    ``title`` is that of whoever signs for the organ, ``name`` theirs, where papers print them.
    """
    ink = canvas.beginText()
    y -= 30
    text.put(ink, LEFT, y, "Nơi nhận:", font=fonts.REGULAR, size=13)
    width = text.width_of("Nơi nhận:", fonts.REGULAR, 13)
    for place, line in enumerate(copies, start=1):
        text.put(ink, LEFT, y - 15 * place, line, font=fonts.REGULAR, size=12)
    column = frame.body * 0.48
    fitted = text.fit(organ.upper(), font=fonts.BOLD, size=13, width=column, rows=2)
    middle = frame.right - column / 2
    text.put_lines(ink, middle, y, fitted, font=fonts.BOLD, centred=True)
    y_of_title = y - fitted.drop - 17
    for words, font, below in ((title.upper(), fonts.REGULAR, 0), (name, fonts.BOLD, SIGN_ROOM)):
        signed = text.fit(words, font=font, size=13, width=column)
        text.put_lines(ink, middle, y_of_title - below, signed, font=font, centred=True)
    canvas.drawText(ink)
    canvas.setLineWidth(0.6)
    canvas.line(LEFT, y - 2, LEFT + width, y - 2)


def put_page_number(canvas: Canvas, number: int, *, frame: Frame = UPRIGHT) -> None:
    """Write the number of a page that is not the first, 10 mm from the top."""
    if number > 1:
        ink = canvas.beginText()
        y = frame.height - 10 * MILLIMETRE - 10
        text.put_centred(ink, frame.width / 2, y, str(number), font=fonts.REGULAR, size=13)
        canvas.drawText(ink)


def _indented(paragraph: str, indent: float, size: float, body: float) -> tuple[str, ...]:
    """Break a paragraph whose first line is shorter."""
    words = text.printable(paragraph).split()
    blank = text.width_of(" ", fonts.REGULAR, size)
    lines: list[str] = []
    line: list[str] = []
    used = indent
    for word in words:
        wide = text.width_of(word, fonts.REGULAR, size)
        if line and used + blank + wide > body:
            lines.append(" ".join(line))
            line, used = [], 0.0
        used += wide + (blank if line else 0)
        line.append(word)
    return (*lines, " ".join(line)) if line else tuple(lines)
