"""Paint the bảng kê biên lai thu tiền: every receipt of the day, those cancelled too, and the sum.

The sum is that of the list as it was made; with it the collector hands the day's cash to the
cashier, and one phiếu thu is made out for all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.lib.pagesizes import A4

from ledger import clock, money
from ledger.documents import fonts, paper, tables, text
from ledger.documents.tables import Align, Column, Row

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from ledger.reports.daily_list_papers import DailyListPaper, Listed

WIDTH, HEIGHT = A4
LEFT, RIGHT = 48.0, WIDTH - 36
TABLE_TOP = HEIGHT - 152
TABLE_TOP_LATER = HEIGHT - 40
TABLE_BOTTOM = 44.0
END_HEIGHT = 190.0  # what follows the table: counts, the sum in words, signatures

COLUMNS = (
    Column(head="TT", width=32, align=Align.MIDDLE),
    Column(head="Số chứng từ", width=72, align=Align.MIDDLE),
    Column(head="Người nộp tiền", width=RIGHT - LEFT - 32 - 72 - 130 - 92 - 76),
    Column(head="Chi bộ / địa chỉ", width=130),
    Column(head="Số tiền (đồng)", width=92, align=Align.RIGHT),
    Column(head="Ghi chú", width=76),
)


def list_pdf(made: DailyListPaper) -> bytes:
    """Return the list as an A4 PDF.

    Raises: FontMissing.
    """
    canvas = paper.open_paper(title=f"Bảng kê {made.number}", size=(WIDTH, HEIGHT))
    pages = _pages(made)
    for number, rows in enumerate(pages, start=1):
        top = TABLE_TOP_LATER
        if number == 1:
            _put_heading(canvas, made)
            top = TABLE_TOP
        start = tables.draw_head(canvas, COLUMNS, left=LEFT, top=top)
        end = tables.draw_rows(canvas, COLUMNS, rows, left=LEFT, top=start)
        if number == len(pages):
            _put_end(canvas, made, top=end)
        _put_foot(canvas, made, number=number, pages=len(pages))
        canvas.showPage()
    return paper.close_paper(canvas)


def _pages(made: DailyListPaper) -> list[list[Row]]:
    """Split the receipts over pages; the total stays on one page with the signatures."""
    head = tables.head_height(COLUMNS)
    first = TABLE_TOP - TABLE_BOTTOM - head
    other = TABLE_TOP_LATER - TABLE_BOTTOM - head
    rows = [_row(place, row) for place, row in enumerate(made.rows, start=1)]
    cells = ("", "", "Cộng", "", money.format_vnd(made.counted_vnd), "")
    total = tables.row_of(COLUMNS, cells, least_height=20, bold=True)
    pages = tables.pages_of(rows, first=first, other=other)
    used = sum(row.height for row in (*pages[-1], total))
    if used + END_HEIGHT <= (first if len(pages) == 1 else other):
        pages[-1].append(total)
    else:
        # The last receipt moves along, so that a page of totals is never alone.
        moved = [pages[-1].pop()] if len(pages[-1]) > 1 else []
        pages.append([*moved, total])
    return pages


def _row(place: int, row: Listed) -> Row:
    note = "đã hủy" if row.cancelled else ""
    if row.paper_number:
        note = " · ".join(part for part in (f"giấy {row.paper_number}", note) if part)
    amount = "0" if row.cancelled else money.format_vnd(row.counted_vnd)
    cells = (str(place), row.number, row.payer, row.place, amount, note)
    return tables.row_of(COLUMNS, cells, least_height=18)


def _put_heading(canvas: Canvas, made: DailyListPaper) -> None:
    """Write whose list it is, its number and its day."""
    middle, room = (LEFT + RIGHT) / 2, RIGHT - LEFT
    ink = canvas.beginText()
    unit = text.fit(f"Đơn vị: {made.unit_name}", font=fonts.BOLD, size=12, width=room - 130)
    text.put_lines(ink, LEFT, HEIGHT - 44, unit, font=fonts.BOLD)
    place = f"Địa chỉ: {made.unit_address}"
    address = text.fit(place, font=fonts.REGULAR, size=11, width=room - 130)
    text.put_lines(ink, LEFT, HEIGHT - 60, address, font=fonts.REGULAR)
    text.put_right(ink, RIGHT, HEIGHT - 44, f"Số: {made.number}", font=fonts.BOLD, size=12)
    day = clock.long_date(made.on)
    where = f"{day[0].upper()}{day[1:]}{f' · {made.cell}' if made.cell else ''}"
    for drop, size, font, words in (
        (92, 15.0, fonts.BOLD, made.title),
        (112, 12.0, fonts.ITALIC, where),
    ):
        fitted = text.fit(words, font=font, size=size, width=room)
        text.put_lines(ink, middle, HEIGHT - drop, fitted, font=font, centred=True)
    text.put_right(ink, RIGHT, HEIGHT - 142, "Tiền mặt · ĐVT: đồng", font=fonts.ITALIC, size=11)
    canvas.drawText(ink)


def _put_end(canvas: Canvas, made: DailyListPaper, *, top: float) -> None:
    """Write how many receipts there are, the sum in words and the places for signatures."""
    cancelled = len(made.rows) - made.counted
    span = f"Từ số {made.rows[0].number} đến số {made.rows[-1].number}"
    count = f"{span}: {len(made.rows)} {made.noun}, trong đó {cancelled} đã hủy."
    words = f"Số tiền bằng chữ: {money.vnd_in_words(made.counted_vnd, made.words)}."
    ink = canvas.beginText()
    y = top - 22
    for sentence, font in ((count, fonts.REGULAR), (words, fonts.ITALIC)):
        fitted = text.fit(sentence, font=font, size=12, width=RIGHT - LEFT, rows=2)
        text.put_lines(ink, LEFT, y, fitted, font=font)
        y -= 18 + fitted.drop
    paper.put_signers(ink, made.signers, left=LEFT, right=RIGHT, y=y - 20, name_drop=78, size=12)
    canvas.drawText(ink)


def _put_foot(canvas: Canvas, made: DailyListPaper, *, number: int, pages: int) -> None:
    ink = canvas.beginText()
    at = made.made_at.astimezone(clock.VIETNAM)
    foot = f"{made.number} · lập hồi {at:%H:%M} ngày {at:%d/%m/%Y}, {made.made_by}"
    fitted = text.fit(foot, font=fonts.REGULAR, size=9, width=400)
    text.put_lines(ink, LEFT, 26, fitted, font=fonts.REGULAR)
    text.put_right(ink, RIGHT, 26, f"Trang {number:02d}/{pages:02d}", font=fonts.REGULAR, size=9)
    canvas.drawText(ink)
