"""Paint receipts: one on A5 landscape, or two copies (liên) of each on A4 portrait.

The words that do not change from one receipt to the next are one form object, drawn on every
page by its name; a page itself holds about ten strings. That keeps a thousand receipts near
one second and one kilobyte each (goal 3 of the performance goals). Right of the payer's lines
stands the QR code, at the foot what is read over the phone (C6). A receipt for several people is
followed by their list.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from reportlab.lib.pagesizes import A4, A5, landscape

from ledger import clock, money, receipt_codes
from ledger.documents import attached_lists, fonts, paper, qr, stamps, text
from ledger.reports.list_receipts import attached

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.pdfgen.canvas import Canvas
    from reportlab.pdfgen.textobject import PDFTextObject

    from ledger.documents.text import Fitted
    from ledger.reports.receipts import ReceiptPaper, Signer


class ReceiptLayout(StrEnum):
    """Choose the sheet: A5 with one receipt, or A4 with both copies of one receipt."""

    A5 = "a5"
    A4_TWO = "a4_two"


WIDTH, HEIGHT = landscape(A5)
HALF_A4 = A4[1] / 2
LEFT, RIGHT, MIDDLE = 34.0, 561.0, 297.5
VALUE_X = 152.0
METHOD_X = 380.0
CORNER_X = 420.0
BODY_TOP = HEIGHT - 138
QR_SIZE = 68.0
QR_LEFT = RIGHT - QR_SIZE  # the place kept free, beside the payer's lines
QR_BOTTOM = BODY_TOP - 48
LONGEST_QR_TEXT = 180  # bytes: of the version whose modules are still half a millimetre wide
BODY_DROP = 152.0  # from the first baseline of the body to the last
WIDEST_GAP, LEAST_GAP = 22.0, 2.0
_SIZES = (13.0, 12.5, 12.0, 11.5, 11.0)  # of the body: the first in which all rows fit
SIGN_Y = HEIGHT - 308
NAME_DROP = 66.0
FOOT_Y = HEIGHT - 399
CHECK_ROOM = 300.0  # left of the two codes at the foot
COPY_LABELS = ("Liên 1: lưu", "Liên 2: giao người nộp")


@dataclass(frozen=True, slots=True)
class _Fixed:
    """Name what a form object depends on: equal values share one form."""

    title: str
    unit_name: str
    unit_address: str
    form: str
    volume: str
    signers: tuple[Signer, ...]
    body: _Body
    check: str


@dataclass(frozen=True, slots=True)
class _Body:
    """Hold how the rows of the body stand: their size and baselines, which move the labels."""

    size: float
    baselines: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """Hold one row of the body: how wide its value may be and how it is written."""

    label: str
    font: str
    width: float
    most_lines: int


_BESIDE_QR = QR_LEFT - 8 - VALUE_X
_ROWS = (
    _Row("Họ và tên người nộp:", fonts.BOLD, _BESIDE_QR, 3),
    _Row("Địa chỉ / chi bộ:", fonts.REGULAR, _BESIDE_QR, 3),
    _Row("Nội dung:", fonts.REGULAR, _BESIDE_QR, 3),
    _Row("Số tiền:", fonts.BOLD, METHOD_X - 10 - VALUE_X, 1),
    _Row("Bằng chữ:", fonts.ITALIC, RIGHT - VALUE_X, 2),
    _Row("Kèm theo:", fonts.REGULAR, RIGHT - VALUE_X, 1),
)
_AMOUNT_ROW = 3


def receipts_pdf(papers: Sequence[ReceiptPaper], *, layout: ReceiptLayout) -> bytes:
    """Return one PDF with a page per receipt, in the order given, and its list; never empty.

    Raises: FontMissing; ValueError when there is nothing to print.
    """
    if not papers:
        raise ValueError("no receipts to print")
    two = layout is ReceiptLayout.A4_TWO
    size = A4 if two else (WIDTH, HEIGHT)
    canvas = paper.open_paper(title=_title(papers), size=size)
    forms: dict[_Fixed, str] = {}
    for receipt in papers:
        canvas.setPageSize(size)
        if two:
            _paint_two(canvas, receipt, forms)
        else:
            _paint(canvas, receipt, forms)
        canvas.showPage()
        if receipt.people:
            attached_lists.paint_list(canvas, receipt)
    return paper.close_paper(canvas)


def _title(papers: Sequence[ReceiptPaper]) -> str:
    """Compose the title of the file: the first and the last number."""
    first, last = papers[0], papers[-1]
    name = first.title.capitalize()
    if first.number_text == last.number_text:
        return f"{name} {first.number_text}"
    return f"{name} {first.number_text}–{last.number_text}"


def _paint_two(canvas: Canvas, receipt: ReceiptPaper, forms: dict[_Fixed, str]) -> None:
    """Paint both copies of a receipt on one A4 page, with a line to cut along."""
    for half, label in enumerate(COPY_LABELS):
        canvas.saveState()
        canvas.translate(0, HALF_A4 if half == 0 else 0)
        _paint(canvas, receipt, forms, copy_label=label)
        canvas.restoreState()
    canvas.setLineWidth(0.4)
    canvas.setDash(3, 3)
    canvas.line(LEFT, HALF_A4, RIGHT, HALF_A4)


def _paint(
    canvas: Canvas, receipt: ReceiptPaper, forms: dict[_Fixed, str], *, copy_label: str = ""
) -> None:
    """Paint one receipt, its lower left corner at the origin."""
    values, body = _values(receipt)
    fixed = _Fixed(
        title=receipt.title,
        unit_name=receipt.unit_name,
        unit_address=receipt.unit_address,
        form=receipt.form,
        volume=receipt.volume,
        signers=receipt.signers,
        body=body,
        check=_how_to_check(receipt),
    )
    if fixed not in forms:
        forms[fixed] = f"receipt{len(forms)}"
        _define_form(canvas, forms[fixed], fixed)
    canvas.doForm(forms[fixed])
    ink = canvas.beginText()
    _put_head(ink, receipt, copy_label)
    for row, value, y in zip(_ROWS, values, body.baselines, strict=True):
        text.put_lines(ink, VALUE_X, y, value, font=row.font)
    method = f"Hình thức: {text.printable(receipt.method)}"
    method_y = body.baselines[_AMOUNT_ROW]
    text.put(ink, METHOD_X, method_y, method, font=fonts.REGULAR, size=body.size)
    _put_foot(ink, receipt, fixed.check)
    canvas.drawText(ink)
    if receipt.code:
        qr.draw_qr(canvas, qr_text(receipt), QR_LEFT, QR_BOTTOM, QR_SIZE)
    if receipt.copy_no:
        stamps.stamp_copy(canvas, receipt.copy_no, left=LEFT, y=HEIGHT - 100)
    if receipt.void:
        stamps.stamp_void(canvas, receipt.void, left=LEFT, right=RIGHT, top=HEIGHT, signs=SIGN_Y)


def _values(receipt: ReceiptPaper) -> tuple[list[Fitted], _Body]:
    """Fit the six values of the body, in the largest size in which all rows find their place."""
    texts = (
        receipt.payer_name,
        receipt.payer_place,
        receipt.purpose,
        f"{money.format_vnd(receipt.amount_vnd)} đồng",
        money.vnd_in_words(receipt.amount_vnd, receipt.words),
        _attachments(receipt),
    )
    for size in _SIZES:
        values = _fitted(texts, size, most_lines=3)
        if _leading(values) >= size * text.LEADING + LEAST_GAP:
            return values, _placed(values, size)
    # Two lines each of the smallest size always find their place.
    values = _fitted(texts, _SIZES[-1], most_lines=2)
    return values, _placed(values, _SIZES[-1])


def _attachments(receipt: ReceiptPaper) -> str:
    if receipt.people:
        return attached(len(receipt.people))
    return f"{receipt.attachments or '……'} chứng từ gốc"


def _fitted(texts: Sequence[str], size: float, *, most_lines: int) -> list[Fitted]:
    """Fit each value into at most the given lines of one size."""
    return [
        text.fit(
            value,
            font=row.font,
            size=size,
            width=row.width,
            rows=min(row.most_lines, most_lines),
        )
        for row, value in zip(_ROWS, texts, strict=True)
    ]


def _leading(values: Sequence[Fitted]) -> float:
    """Tell how far apart the rows may stand so that the last one is still above the signatures."""
    return (BODY_DROP - sum(value.drop for value in values)) / (len(values) - 1)


def _placed(values: Sequence[Fitted], size: float) -> _Body:
    """Place the rows downwards, each below the last line of the one before."""
    leading = min(WIDEST_GAP, _leading(values))
    y, baselines = BODY_TOP, []
    for value in values:
        baselines.append(round(y, 1))
        y -= leading + value.drop
    return _Body(size, tuple(baselines))


def _put_head(ink: PDFTextObject, receipt: ReceiptPaper, copy_label: str) -> None:
    """Write number, date and copy."""
    number = f"Số: {receipt.number_text}"
    text.put(ink, CORNER_X, HEIGHT - 74, number, font=fonts.BOLD, size=13)
    if receipt.paper_number:
        given = f"Số phiếu giấy: {text.printable(receipt.paper_number)}"
        fitted = text.fit(given, font=fonts.REGULAR, size=11, width=RIGHT - CORNER_X)
        text.put_lines(ink, CORNER_X, HEIGHT - 89, fitted, font=fonts.REGULAR)
    day = clock.long_date(receipt.on)
    day = day[0].upper() + day[1:]
    text.put_centred(ink, MIDDLE, HEIGHT - 102, day, font=fonts.ITALIC, size=13)
    if copy_label:
        text.put_centred(ink, MIDDLE, HEIGHT - 116, copy_label, font=fonts.ITALIC, size=11)


def _how_to_check(receipt: ReceiptPaper) -> str:
    """Return the words before the code that is read over the phone; none without a code."""
    if not receipt.code:
        return ""
    where = receipt.check_url.partition("://")[2]
    words = f"Kiểm tra tại {where} bằng số phiếu và mã:"
    fits = where and text.width_of(words, fonts.REGULAR, 10) <= CHECK_ROOM
    return words if fits else "Mã kiểm tra qua điện thoại:"


def _put_foot(ink: PDFTextObject, receipt: ReceiptPaper, check: str) -> None:
    """Write the code that is read over the phone, and the one that ties the paper to the book."""
    if receipt.code:
        x = round(LEFT + text.width_of(check, fonts.REGULAR, 10) + 4, 1)
        code = receipt_codes.spoken(receipt.code)
        text.put(ink, x, FOOT_Y, code, font=fonts.BOLD, size=11)
    if receipt.check_code:
        book = f"Mã đối chiếu sổ: {text.printable(receipt.check_code)}"
        text.put_right(ink, RIGHT, FOOT_Y, book, font=fonts.REGULAR, size=10)


def qr_text(receipt: ReceiptPaper) -> str:
    """Return what the QR code of a receipt says: unit, number, date, amount, code, address (C6).

    A long name of the unit is cut, so that the code stays coarse enough for a photocopy.
    """
    lines = [
        f"{receipt.title} {receipt.number_text}",
        clock.format_date(receipt.on),
        f"{money.format_vnd(receipt.amount_vnd)} đồng",
        receipt.code,
    ]
    if receipt.check_url:
        lines.append(f"{receipt.check_url}/{receipt.year}/{receipt.number}/{receipt.code}")
    rest = "\n".join(("", *lines))
    name = text.printable(receipt.unit_name)
    while len(name) > 12 and len((name + rest).encode()) > LONGEST_QR_TEXT:
        name = name[:-2] + "…"
    return name + rest


def _define_form(canvas: Canvas, name: str, fixed: _Fixed) -> None:
    """Record the words that stay the same as one form object."""
    canvas.beginForm(name, 0, 0, WIDTH, HEIGHT)
    ink = canvas.beginText()
    room = CORNER_X - 12 - LEFT
    unit = text.fit(f"Đơn vị: {fixed.unit_name}", font=fonts.BOLD, size=12, width=room, rows=2)
    text.put_lines(ink, LEFT, HEIGHT - 34, unit, font=fonts.BOLD)
    place = f"Địa chỉ: {fixed.unit_address}"
    address = text.fit(place, font=fonts.REGULAR, size=11, width=room, height=26)
    address_y = HEIGHT - 34 - len(unit.lines) * unit.leading
    text.put_lines(ink, LEFT, address_y, address, font=fonts.REGULAR)
    if fixed.form:
        form = f"Mẫu: {fixed.form}"
        fitted = text.fit(form, font=fonts.REGULAR, size=11, width=RIGHT - CORNER_X, height=25)
        text.put_lines(ink, CORNER_X, HEIGHT - 32, fitted, font=fonts.REGULAR)
    volume = f"Quyển: {text.printable(fixed.volume)}"
    text.put(ink, CORNER_X, HEIGHT - 59, volume, font=fonts.REGULAR, size=11)
    debit_credit = "Nợ: ………    Có: ………"
    text.put(ink, CORNER_X, HEIGHT - 104, debit_credit, font=fonts.REGULAR, size=11)
    text.put_centred(
        ink, MIDDLE, HEIGHT - 84, text.printable(fixed.title), font=fonts.BOLD, size=18
    )
    label_size = min(12.0, fixed.body.size)
    for row, y in zip(_ROWS, fixed.body.baselines, strict=True):
        text.put(ink, LEFT, y, row.label, font=fonts.REGULAR, size=label_size)
    text.put(ink, LEFT, FOOT_Y, fixed.check, font=fonts.REGULAR, size=10)
    paper.put_signers(
        ink, fixed.signers, left=LEFT - 6, right=RIGHT + 6, y=SIGN_Y, name_drop=NAME_DROP
    )
    canvas.drawText(ink)
    canvas.endForm()
