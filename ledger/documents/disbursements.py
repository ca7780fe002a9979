"""Paint phiếu chi in the form of C41-BB: one on A5 landscape, or two copies on A4 portrait.

It is a receipt's counterpart: who receives instead of who pays, and below the signatures the line
in which the receiver states what was counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.lib.pagesizes import A4, A5, landscape

from ledger import clock, money
from ledger.documents import fonts, paper, stamps, text
from ledger.documents.receipts import ReceiptLayout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.pdfgen.canvas import Canvas
    from reportlab.pdfgen.textobject import PDFTextObject

    from ledger.reports.payment_papers import PaymentPaper

WIDTH, HEIGHT = landscape(A5)
HALF_A4 = A4[1] / 2
LEFT, RIGHT, MIDDLE = 34.0, 561.0, 297.5
VALUE_X, CORNER_X, METHOD_X = 152.0, 420.0, 400.0
BODY_TOP, ROW = HEIGHT - 138, 21.0
SIGN_Y = HEIGHT - 296
NAME_DROP = 62.0
TAKEN_Y = HEIGHT - 379
FOOT_Y = HEIGHT - 402
COPY_LABELS = ("Liên 1: lưu", "Liên 2: giao người nhận tiền")


def payments_pdf(papers: Sequence[PaymentPaper], *, layout: ReceiptLayout) -> bytes:
    """Return one PDF with a page per phiếu chi, in the order given; never empty.

    Raises: FontMissing; ValueError when there is nothing to print.
    """
    if not papers:
        raise ValueError("nothing to print")
    two = layout is ReceiptLayout.A4_TWO
    size = A4 if two else (WIDTH, HEIGHT)
    canvas = paper.open_paper(title=f"Phiếu chi {papers[0].number_text}", size=size)
    for payment in papers:
        canvas.setPageSize(size)
        if two:
            _paint_two(canvas, payment)
        else:
            _paint(canvas, payment)
        canvas.showPage()
    return paper.close_paper(canvas)


def _paint_two(canvas: Canvas, payment: PaymentPaper) -> None:
    """Paint both copies on one A4 page, with a line to cut along."""
    for half, label in enumerate(COPY_LABELS):
        canvas.saveState()
        canvas.translate(0, HALF_A4 if half == 0 else 0)
        _paint(canvas, payment, copy_label=label)
        canvas.restoreState()
    canvas.setLineWidth(0.4)
    canvas.setDash(3, 3)
    canvas.line(LEFT, HALF_A4, RIGHT, HALF_A4)


def _paint(canvas: Canvas, payment: PaymentPaper, *, copy_label: str = "") -> None:
    """Paint one phiếu chi, its lower left corner at the origin."""
    ink = canvas.beginText()
    _put_head(ink, payment, copy_label)
    _put_body(ink, payment)
    paper.put_signers(
        ink, payment.signers, left=LEFT - 6, right=RIGHT + 6, y=SIGN_Y, name_drop=NAME_DROP
    )
    taken = "Đã nhận đủ số tiền (viết bằng chữ): " + "." * 112
    fitted = text.fit(taken, font=fonts.REGULAR, size=11, width=RIGHT - LEFT)
    text.put_lines(ink, LEFT, TAKEN_Y, fitted, font=fonts.REGULAR)
    code = f"Mã đối chiếu sổ: {text.printable(payment.check_code)}"
    text.put_right(ink, RIGHT, FOOT_Y, code, font=fonts.REGULAR, size=10)
    canvas.drawText(ink)
    if payment.copy_no:
        stamps.stamp_copy(canvas, payment.copy_no, left=LEFT, y=HEIGHT - 100)
    if payment.void:
        stamps.stamp_void(canvas, payment.void, left=LEFT, right=RIGHT, top=HEIGHT, signs=SIGN_Y)


def _put_head(ink: PDFTextObject, payment: PaymentPaper, copy_label: str) -> None:
    """Write whose paper it is, its form, number and date."""
    room = CORNER_X - 12 - LEFT
    unit = text.fit(f"Đơn vị: {payment.unit_name}", font=fonts.BOLD, size=12, width=room, rows=2)
    text.put_lines(ink, LEFT, HEIGHT - 34, unit, font=fonts.BOLD)
    address = text.fit(
        f"Địa chỉ: {payment.unit_address}", font=fonts.REGULAR, size=11, width=room, height=26
    )
    address_y = HEIGHT - 34 - len(unit.lines) * unit.leading
    text.put_lines(ink, LEFT, address_y, address, font=fonts.REGULAR)
    corner = (
        (f"Mẫu: {payment.form}", HEIGHT - 32),
        (f"Quyển: {text.printable(payment.volume)}", HEIGHT - 59),
        ("Nợ: ………    Có: ………", HEIGHT - 104),
    )
    for words, y in corner:
        text.put(ink, CORNER_X, y, words, font=fonts.REGULAR, size=11)
    number = f"Số: {payment.number_text}"
    text.put(ink, CORNER_X, HEIGHT - 74, number, font=fonts.BOLD, size=13)
    text.put_centred(ink, MIDDLE, HEIGHT - 84, payment.title, font=fonts.BOLD, size=18)
    day = clock.long_date(payment.on)
    day = day[0].upper() + day[1:]
    text.put_centred(ink, MIDDLE, HEIGHT - 102, day, font=fonts.ITALIC, size=13)
    if copy_label:
        text.put_centred(ink, MIDDLE, HEIGHT - 116, copy_label, font=fonts.ITALIC, size=11)


def _put_body(ink: PDFTextObject, payment: PaymentPaper) -> None:
    """Write who receives what for which reason, each row below the last line of the one before."""
    amount = f"{money.format_vnd(payment.amount_vnd)} đồng"
    words = money.vnd_in_words(payment.amount_vnd, payment.words)
    attached = payment.attachments or "…… chứng từ gốc"
    rows = (
        ("Họ và tên người nhận tiền:", payment.receiver, fonts.BOLD, 1),
        ("Địa chỉ:", payment.place, fonts.REGULAR, 1),
        ("Nội dung:", payment.purpose, fonts.REGULAR, 2),
        ("Số tiền:", amount, fonts.BOLD, 1),
        ("(Viết bằng chữ):", words, fonts.ITALIC, 2),
        ("Kèm theo:", attached, fonts.REGULAR, 1),
    )
    y = BODY_TOP
    for label, value, font, most in rows:
        text.put(ink, LEFT, y, label, font=fonts.REGULAR, size=12)
        x = VALUE_X + 24
        wide = (METHOD_X if value == amount else RIGHT) - x
        fitted = text.fit(value, font=font, size=13, width=wide, rows=most)
        text.put_lines(ink, x, y, fitted, font=font)
        if value == amount:
            method = f"Hình thức: {text.printable(payment.method)}"
            text.put(ink, METHOD_X, y, method, font=fonts.REGULAR, size=12)
        y = round(y - ROW - fitted.drop, 1)
