"""Paint the biên bản kiểm kê quỹ: each note × its pieces, the count against the book (C34-HD)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.lib.pagesizes import A4

from ledger import clock, money
from ledger.documents import fonts, paper, tables, text
from ledger.documents.tables import Align, Column

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from ledger.reports.cash_counts import CountLine, Minutes

WIDTH, HEIGHT = A4
LEFT, RIGHT = 48.0, WIDTH - 36
BOTTOM = 40.0
TITLE = "BIÊN BẢN KIỂM KÊ QUỸ"
MOST_WITNESSES = 10

COLUMNS = (
    Column(head="STT", width=40, align=Align.MIDDLE),
    Column(head="Mệnh giá (đồng)", width=130, align=Align.RIGHT),
    Column(head="Số lượng (tờ)", width=120, align=Align.RIGHT),
    Column(head="Số tiền (đồng)", width=RIGHT - LEFT - 290, align=Align.RIGHT),
)


def minutes_pdf(minutes: Minutes) -> bytes:
    """Return the minutes of a count as an A4 PDF of one page.

    Raises: FontMissing.
    """
    count = minutes.count
    title = f"Biên bản kiểm kê quỹ ngày {clock.format_date(count.counted_on)}"
    canvas = paper.open_paper(title=title, size=(WIDTH, HEIGHT))
    top = _put_heading(canvas, minutes)
    rows = [
        tables.row_of(
            COLUMNS,
            (
                str(place),
                money.format_vnd(note_vnd),
                str(pieces) if pieces else "",
                money.format_vnd(note_vnd * pieces) if pieces else "",
            ),
        )
        for place, (note_vnd, pieces) in enumerate(minutes.rows, start=1)
    ]
    rows += [
        tables.row_of(
            COLUMNS, ("I", "Cộng theo đếm", "", money.format_vnd(count.counted_vnd)), bold=True
        ),
        tables.row_of(
            COLUMNS, ("II", "Số dư theo sổ", "", money.format_vnd(count.book_vnd)), bold=True
        ),
        tables.row_of(COLUMNS, ("III", "Chênh lệch (I − II)", "", _difference(count)), bold=True),
    ]
    start = tables.draw_head(canvas, COLUMNS, left=LEFT, top=top)
    end = tables.draw_rows(canvas, COLUMNS, rows, left=LEFT, top=start)
    _put_end(canvas, minutes, top=end)
    canvas.showPage()
    return paper.close_paper(canvas)


def _difference(count: CountLine) -> str:
    """Write the difference with its sign and its word."""
    difference_vnd = count.difference_vnd
    if not difference_vnd:
        return "0"
    word = "thừa" if difference_vnd > 0 else "thiếu"
    return f"{word} {money.format_vnd(abs(difference_vnd))}"


def _put_heading(canvas: Canvas, minutes: Minutes) -> float:
    """Write whose purse was counted, when and before whom; return where the table begins."""
    count = minutes.count
    room = RIGHT - LEFT
    ink = canvas.beginText()
    unit = text.fit(f"Đơn vị: {minutes.unit_name}", font=fonts.BOLD, size=12, width=room)
    text.put_lines(ink, LEFT, HEIGHT - 44, unit, font=fonts.BOLD)
    place = f"Địa chỉ: {minutes.unit_address}"
    address = text.fit(place, font=fonts.REGULAR, size=11, width=room)
    text.put_lines(ink, LEFT, HEIGHT - 60, address, font=fonts.REGULAR)
    middle = (LEFT + RIGHT) / 2
    text.put_centred(ink, middle, HEIGHT - 92, TITLE, font=fonts.BOLD, size=16)
    text.put_centred(ink, middle, HEIGHT - 110, "(Tiền mặt Việt Nam)", font=fonts.ITALIC, size=12)
    at = count.counted_at.astimezone(clock.VIETNAM)
    y: float = HEIGHT - 134
    present = "; ".join(count.witnesses) or "……………………………………"
    day = clock.long_date(count.counted_on)
    what = f"tiền mặt ({count.earmark})" if count.earmark else "quỹ tiền mặt"
    for sentence in (
        f"Hôm nay, hồi {at:%H} giờ {at:%M} phút, {day}, kiểm kê {what} của đơn vị.",
        f"Người đếm: {count.counted_by}. Người chứng kiến: {present}.",
    ):
        fitted = text.fit(sentence, font=fonts.REGULAR, size=12, width=room, rows=3)
        text.put_lines(ink, LEFT, y, fitted, font=fonts.REGULAR)
        y -= 17 + fitted.drop
    canvas.drawText(ink)
    return y + 4


def _put_end(canvas: Canvas, minutes: Minutes, *, top: float) -> None:
    """Write the sum in words, the reason, the conclusion and the places to sign."""
    count = minutes.count
    room = RIGHT - LEFT
    sentences = [f"Số tiền đếm được bằng chữ: {money.vnd_in_words(count.counted_vnd)}."]
    if count.reason:
        sentences.append(f"Lý do chênh lệch: {count.reason}")
    if count.voucher:
        sentences.append(f"Đã ghi sổ phần chênh lệch theo chứng từ {count.voucher}.")
    sentences.append(f"Kết luận sau khi kiểm kê: {count.conclusion or '……………………………………'}")
    ink = canvas.beginText()
    y = top - 20
    for sentence in sentences:
        fitted = text.fit(sentence, font=fonts.REGULAR, size=12, width=room, rows=3)
        text.put_lines(ink, LEFT, y, fitted, font=fonts.REGULAR)
        y -= 18 + fitted.drop
    y = max(y - 14, BOTTOM + 90)
    paper.put_signers(ink, minutes.signers, left=LEFT, right=RIGHT, y=y, name_drop=78, size=11)
    canvas.drawText(ink)
