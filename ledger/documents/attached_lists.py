"""Paint the signed list that goes behind a receipt for several people (B6).

It is the list of that receipt alone: who gave, how much, and a place to sign for each. It stands
on A4 whatever the receipt is printed on, names its receipt on every page, and its total is the
receipt's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.lib.pagesizes import A4

from ledger import clock, money
from ledger.documents import fonts, paper, tables, text
from ledger.documents.tables import Align, Column, Row
from ledger.reports.receipts import Signer

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from ledger.reports.receipts import ReceiptPaper

WIDTH, HEIGHT = A4
LEFT, RIGHT = 56.0, WIDTH - 34
TABLE_TOP = HEIGHT - 172
TABLE_TOP_LATER = HEIGHT - 40
TABLE_BOTTOM = 40.0
END_HEIGHT = 150.0  # what follows the table: the sum in words, day and signatures
ROW_HEIGHT = 22.0  # room to sign by hand

COLUMNS = (
    Column(head="TT", width=34, align=Align.MIDDLE),
    Column(head="Họ và tên", width=RIGHT - LEFT - 34 - 110 - 120),
    Column(head="Số tiền (đồng)", width=110, align=Align.RIGHT),
    Column(head="Ký nộp", width=120),
)
TITLE = "DANH SÁCH NGƯỜI NỘP TIỀN"


def paint_list(canvas: Canvas, receipt: ReceiptPaper) -> None:
    """Add the pages of a receipt's list to its PDF."""
    pages = _pages(receipt)
    canvas.setPageSize((WIDTH, HEIGHT))
    for number, rows in enumerate(pages, start=1):
        top = TABLE_TOP_LATER
        if number == 1:
            _put_heading(canvas, receipt)
            top = TABLE_TOP
        start = tables.draw_head(canvas, COLUMNS, left=LEFT, top=top)
        end = tables.draw_rows(canvas, COLUMNS, rows, left=LEFT, top=start)
        if number == len(pages):
            _put_end(canvas, receipt, top=end)
        _put_foot(canvas, receipt, number=number, pages=len(pages))
        canvas.showPage()


def _pages(receipt: ReceiptPaper) -> list[list[Row]]:
    """Split the list over pages; the total stays on one page with the signatures."""
    head = tables.head_height(COLUMNS)
    first = TABLE_TOP - TABLE_BOTTOM - head
    other = TABLE_TOP_LATER - TABLE_BOTTOM - head
    rows = [
        _row(str(place), person.name, person.amount_vnd)
        for place, person in enumerate(receipt.people, start=1)
    ]
    pages = tables.pages_of(rows, first=first, other=other)
    total = _row("", f"Cộng ({len(receipt.people)} người)", receipt.amount_vnd, bold=True)
    used = sum(row.height for row in (*pages[-1], total))
    room = first if len(pages) == 1 else other
    if used + END_HEIGHT <= room:
        pages[-1].append(total)
    else:
        # The last person moves along, so that a page of totals is never alone.
        moved = [pages[-1].pop()] if len(pages[-1]) > 1 else []
        pages.append([*moved, total])
    return pages


def _row(place: str, name: str, amount_vnd: int, *, bold: bool = False) -> Row:
    cells = (place, name, money.format_vnd(amount_vnd), "")
    return tables.row_of(COLUMNS, cells, least_height=ROW_HEIGHT, bold=bold)


def _put_heading(canvas: Canvas, receipt: ReceiptPaper) -> None:
    """Write whose list it is, and which receipt it belongs to."""
    middle, room = (LEFT + RIGHT) / 2, RIGHT - LEFT
    ink = canvas.beginText()
    unit = f"Đơn vị: {receipt.unit_name}"
    fitted = text.fit(unit, font=fonts.BOLD, size=12, width=room)
    text.put_lines(ink, LEFT, HEIGHT - 40, fitted, font=fonts.BOLD)
    for drop, size, font, words in (
        (74, 15.0, fonts.BOLD, TITLE),
        (94, 12.0, fonts.REGULAR, f"(kèm theo {_name(receipt)})"),
        (112, 12.0, fonts.REGULAR, f"Người nộp: {_payer(receipt)}"),
        (130, 12.0, fonts.REGULAR, receipt.purpose),
        (148, 12.0, fonts.BOLD, _mark(receipt)),
    ):
        fitted = text.fit(words, font=font, size=size, width=room)
        text.put_lines(ink, middle, HEIGHT - drop, fitted, font=font, centred=True)
    text.put_right(ink, RIGHT, HEIGHT - 164, "ĐVT: đồng", font=fonts.ITALIC, size=11)
    canvas.drawText(ink)


def _name(receipt: ReceiptPaper) -> str:
    """Call the receipt as one speaks of it."""
    return f"{receipt.title.lower()} số {receipt.number_text} {clock.long_date(receipt.on)}"


def _payer(receipt: ReceiptPaper) -> str:
    return ", ".join(part for part in (receipt.payer_name, receipt.payer_place) if part)


def _mark(receipt: ReceiptPaper) -> str:
    """Say what became of the receipt: printed again, cancelled."""
    marks = [f"IN LẠI LẦN {receipt.copy_no}"] if receipt.copy_no else []
    if receipt.void:
        marks.append(f"ĐÃ HỦY ngày {clock.format_date(receipt.void.on)}")
    return " · ".join(marks)


def _put_end(canvas: Canvas, receipt: ReceiptPaper, *, top: float) -> None:
    """Write the sum in words and the places for the signatures."""
    ink = canvas.beginText()
    words = f"Bằng chữ: {money.vnd_in_words(receipt.amount_vnd, receipt.words)}"
    fitted = text.fit(words, font=fonts.ITALIC, size=12, width=RIGHT - LEFT, rows=2)
    text.put_lines(ink, LEFT, top - 22, fitted, font=fonts.ITALIC)
    signers = (Signer(title="Người nộp"), receipt.signers[-1])
    paper.put_signers(ink, signers, left=LEFT, right=RIGHT, y=top - 62, name_drop=72, size=12)
    canvas.drawText(ink)


def _put_foot(canvas: Canvas, receipt: ReceiptPaper, *, number: int, pages: int) -> None:
    """Write the receipt's number and the page's, so that loose sheets find each other."""
    ink = canvas.beginText()
    name = f"{receipt.title.capitalize()} {receipt.number_text}"
    mark = _mark(receipt)
    foot = f"{name} · {mark}" if mark else name
    fitted = text.fit(foot, font=fonts.REGULAR, size=9, width=380)
    text.put_lines(ink, LEFT, 24, fitted, font=fonts.REGULAR)
    text.put_right(ink, RIGHT, 24, f"Trang {number:02d}/{pages:02d}", font=fonts.REGULAR, size=9)
    canvas.drawText(ink)
