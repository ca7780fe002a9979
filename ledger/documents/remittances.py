"""Paint the bảng kê nộp kinh phí vận động: what each cell gave, what was sent, what is left.

One line for each cell, never for a person: the paper goes to the office with the money.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.lib.pagesizes import A4

from ledger import clock, money
from ledger.documents import fonts, paper, tables, text
from ledger.documents.tables import Align, Column, Row

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from ledger.reports.remittance_papers import Slip

WIDTH, HEIGHT = A4
LEFT, RIGHT = 48.0, WIDTH - 36
TABLE_TOP = HEIGHT - 172
TABLE_TOP_LATER = HEIGHT - 40
TABLE_BOTTOM = 44.0
END_HEIGHT = 290.0  # what follows the table: five sums, words, day, signatures
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
TITLE = "BẢNG KÊ NỘP KINH PHÍ VẬN ĐỘNG"

COLUMNS = (
    Column(head="TT", width=32, align=Align.MIDDLE),
    Column(head="Chi bộ", width=RIGHT - LEFT - 292),
    Column(head="Số người đã ủng hộ", width=80, align=Align.RIGHT),
    Column(head="Số tiền đã thu (đồng)", width=100, align=Align.RIGHT),
    Column(head="Ghi chú", width=80),
)


def slip_pdf(slip: Slip) -> bytes:
    """Return the bảng kê as an A4 PDF.

    Raises: FontMissing.
    """
    canvas = paper.open_paper(title=f"Bảng kê nộp {slip.number}", size=(WIDTH, HEIGHT))
    pages = _pages(slip)
    for number, rows in enumerate(pages, start=1):
        top = TABLE_TOP_LATER
        if number == 1:
            _put_heading(canvas, slip)
            top = TABLE_TOP
        start = tables.draw_head(canvas, COLUMNS, left=LEFT, top=top)
        end = tables.draw_rows(canvas, COLUMNS, rows, left=LEFT, top=start)
        if number == len(pages):
            _put_end(canvas, slip, top=end)
        _put_foot(canvas, slip, number=number, pages=len(pages))
        canvas.showPage()
    return paper.close_paper(canvas)


def _pages(slip: Slip) -> list[list[Row]]:
    """Split the cells over pages; the total stays on one page with the signatures."""
    head = tables.head_height(COLUMNS)
    first = TABLE_TOP - TABLE_BOTTOM - head
    other = TABLE_TOP_LATER - TABLE_BOTTOM - head
    rows = [
        _row(str(place), row.name, str(row.people), money.format_vnd(row.given_vnd))
        for place, row in enumerate(slip.rows, start=1)
    ]
    total = _row("", "Cộng", str(slip.people), money.format_vnd(slip.given_vnd), bold=True)
    pages = tables.pages_of(rows, first=first, other=other)
    used = sum(row.height for row in (*pages[-1], total))
    if used + END_HEIGHT <= (first if len(pages) == 1 else other):
        pages[-1].append(total)
    else:
        moved = [pages[-1].pop()] if len(pages[-1]) > 1 else []
        pages.append([*moved, total])
    return pages


def _row(*cells: str, bold: bool = False) -> Row:
    return tables.row_of(COLUMNS, (*cells, ""), least_height=21, bold=bold)


def _put_heading(canvas: Canvas, slip: Slip) -> None:
    """Write whose paper it is, its number, and to whom it goes."""
    middle, half = (LEFT + RIGHT) / 2, (RIGHT - LEFT) / 2
    over_left, over_right = middle - half / 2, middle + half / 2
    ink = canvas.beginText()
    for x, drop, room, size, font, words in (
        (over_left, 40, half, 12, fonts.REGULAR, slip.committee_name),
        (over_left, 55, half, 12, fonts.BOLD, slip.unit_name),
        (over_left, 76, half, 12, fonts.REGULAR, f"Số: {slip.number}"),
        (over_right, 40, half, 12, fonts.BOLD, PARTY),
        (middle, 104, 2 * half, 15, fonts.BOLD, TITLE),
        (middle, 122, 2 * half, 12, fonts.BOLD, slip.campaign_title),
        (middle, 140, 2 * half, 12, fonts.REGULAR, f"Kính gửi: {slip.office_name or 'Văn phòng'}"),
    ):
        fitted = text.fit(words, font=font, size=size, width=room - 6)
        text.put_lines(ink, x, HEIGHT - drop, fitted, font=font, centred=True)
    text.put_right(ink, RIGHT, HEIGHT - 164, "Đơn vị tính: đồng", font=fonts.ITALIC, size=11)
    canvas.drawText(ink)
    reach = text.width_of(PARTY, fonts.BOLD, 12) / 2
    canvas.setLineWidth(0.8)
    canvas.line(over_right - reach, HEIGHT - 44, over_right + reach, HEIGHT - 44)


def _put_end(canvas: Canvas, slip: Slip, *, top: float) -> None:
    """Write what is sent in figures and words, how it travels, the day and the signatures."""
    ink = canvas.beginText()
    y = top - 24
    for label, amount_vnd, font in (
        ("1. Đã thu đến ngày nộp:", slip.given_vnd, fonts.REGULAR),
        ("2. Đã nộp các lần trước:", slip.before_vnd, fonts.REGULAR),
        ("3. Nộp lần này:", slip.sent_vnd, fonts.BOLD),
        ("4. Còn lại tại đơn vị (1 − 2 − 3):", slip.rest_vnd, fonts.REGULAR),
    ):
        text.put(ink, LEFT, y, label, font=font, size=12)
        sum_text = f"{money.format_vnd(amount_vnd)} đồng"
        text.put_right(ink, LEFT + 340, y, sum_text, font=font, size=12)
        y -= 18
    room = RIGHT - LEFT
    words = f"Số tiền nộp lần này bằng chữ: {money.vnd_in_words(slip.sent_vnd)}."
    how = f"Hình thức: {slip.method}. {_who(slip)}"
    for sentence, font in ((words, fonts.ITALIC), (how, fonts.REGULAR)):
        fitted = text.fit(sentence, font=font, size=12, width=room, rows=2)
        text.put_lines(ink, LEFT, y, fitted, font=font)
        y -= 18 + fitted.drop
    day = clock.long_date(slip.on)
    text.put_right(ink, RIGHT, y - 6, day[0].upper() + day[1:], font=fonts.ITALIC, size=12)
    paper.put_signers(ink, slip.signers, left=LEFT, right=RIGHT, y=y - 28, name_drop=80, size=12)
    canvas.drawText(ink)


def _who(slip: Slip) -> str:
    """Name who brings the money, or the bank's number of the transfer."""
    by_cash = slip.method == "tiền mặt"
    return f"{'Người mang tiền' if by_cash else 'Số tham chiếu'}: {slip.carrier}."


def _put_foot(canvas: Canvas, slip: Slip, *, number: int, pages: int) -> None:
    ink = canvas.beginText()
    code = f"{slip.number} · Mã đối chiếu sổ: {slip.check_code}"
    text.put(ink, LEFT, 26, text.printable(code), font=fonts.REGULAR, size=9)
    text.put_right(ink, RIGHT, 26, f"Trang {number:02d}/{pages:02d}", font=fonts.REGULAR, size=9)
    canvas.drawText(ink)
