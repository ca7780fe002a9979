"""Paint the cash book, on A4 for binding and as a spreadsheet.

The columns are those of Sổ quỹ tiền mặt S07-DN and S11-H: days, numbers, what for, in, out and
the balance after each line.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from reportlab.lib.pagesizes import A4, landscape

from ledger import clock, money
from ledger.documents import fonts, paper, spreadsheets, tables, text
from ledger.documents.tables import Align, Column, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.pdfgen.canvas import Canvas

    from ledger.documents.spreadsheets import Cell
    from ledger.reports.cash_book import CashBook, CashBookLine

WIDTH, HEIGHT = landscape(A4)
LEFT, RIGHT = 42.0, WIDTH - 28
TABLE_TOP = HEIGHT - 112
TABLE_TOP_LATER = HEIGHT - 36
TABLE_BOTTOM = 40.0
END_HEIGHT = 150.0  # what follows the table: pages, day of opening, signatures

_NUMBERS = "Số hiệu chứng từ"
_SUMS = "Số tiền (đồng)"
COLUMNS = (
    Column(head="Ngày, tháng ghi sổ", width=62, align=Align.MIDDLE, letter="A"),
    Column(head="Ngày, tháng chứng từ", width=62, align=Align.MIDDLE, letter="B"),
    Column(head="Thu", width=64, align=Align.MIDDLE, group=_NUMBERS, letter="C"),
    Column(head="Chi", width=64, align=Align.MIDDLE, group=_NUMBERS, letter="D"),
    Column(head="Diễn giải", width=RIGHT - LEFT - 572, letter="E"),
    Column(head="Thu", width=80, align=Align.RIGHT, group=_SUMS, letter="1"),
    Column(head="Chi", width=80, align=Align.RIGHT, group=_SUMS, letter="2"),
    Column(head="Tồn", width=80, align=Align.RIGHT, group=_SUMS, letter="3"),
    Column(head="Ghi chú", width=80, letter="G"),
)
OPENING = "Số dư đầu kỳ"
TURNOVER = "Cộng phát sinh trong kỳ"
CLOSING = "Số dư cuối kỳ"


def cash_book_pdf(book: CashBook) -> bytes:
    """Return the book as an A4 PDF, its head repeated and its pages numbered.

    Raises: FontMissing.
    """
    title = f"{_heading(book).capitalize()} {_span(book)}"
    canvas = paper.open_paper(title=title, size=(WIDTH, HEIGHT))
    pages = _pages(book)
    for number, rows in enumerate(pages, start=1):
        top = TABLE_TOP_LATER
        if number == 1:
            _put_heading(canvas, book)
            top = TABLE_TOP
        start = tables.draw_head(canvas, COLUMNS, left=LEFT, top=top)
        end = tables.draw_rows(canvas, COLUMNS, rows, left=LEFT, top=start)
        if number == len(pages):
            _put_end(canvas, book, top=end, pages=len(pages))
        _put_foot(canvas, book, number=number, pages=len(pages))
        canvas.showPage()
    return paper.close_paper(canvas)


def cash_book_xlsx(book: CashBook) -> bytes:
    """Return the book as a spreadsheet with the same columns and rows."""
    headers = (
        "Ngày ghi sổ",
        "Ngày chứng từ",
        "Số phiếu thu",
        "Số phiếu chi",
        "Diễn giải",
        "Thu",
        "Chi",
        "Tồn",
        "Ghi chú",
    )
    rows: list[Sequence[Cell]] = [
        (None, None, None, None, OPENING, None, None, book.opening_vnd, None)
    ]
    rows.extend(_sheet_row(line) for line in book.lines)
    totals = (book.in_total_vnd, book.out_total_vnd, None)
    rows.append((None, None, None, None, TURNOVER, *totals, None))
    rows.append((None, None, None, None, CLOSING, None, None, book.closing_vnd, None))
    return spreadsheets.table_xlsx(
        _heading(book),
        headers,
        rows,
        lines=(
            f"Đơn vị: {book.unit_name}",
            f"Địa chỉ: {book.unit_address}",
            f"Loại quỹ: {_fund(book)}. {_span(book)}. Đơn vị tính: đồng.",
            f"Mã đối chiếu sổ: {book.check_code}",
        ),
    )


def _sheet_row(line: CashBookLine) -> Sequence[Cell]:
    """Turn a line into cells: days as days, sums as numbers, an absent sum as nothing."""
    return (
        line.recorded_on,
        line.voucher_on,
        line.receipt_number or None,
        line.payment_number or None,
        line.description,
        line.in_vnd or None,
        line.out_vnd or None,
        line.balance_vnd,
        line.note or None,
    )


def _heading(book: CashBook) -> str:
    """Compose the name of the book: SỔ QUỸ TIỀN MẶT."""
    return f"SỔ QUỸ {book.fund.upper()}"


def _fund(book: CashBook) -> str:
    """Name the money: its kind, and the house that it is kept apart for."""
    return f"{book.fund} – {book.earmark}" if book.earmark else book.fund


def _span(book: CashBook) -> str:
    """Name the first and the last day that the book covers."""
    last = book.ends_before - timedelta(days=1)
    first = clock.format_date(book.starts_on)
    return f"Từ ngày {first} đến ngày {clock.format_date(last)}"


def _pages(book: CashBook) -> list[list[Row]]:
    """Split the book over pages; the totals stay on one page with the signatures."""
    head = tables.head_height(COLUMNS)
    first = TABLE_TOP - TABLE_BOTTOM - head
    other = TABLE_TOP_LATER - TABLE_BOTTOM - head
    rows = [_row("", "", "", "", OPENING, "", "", _vnd(book.opening_vnd), "", bold=True)]
    rows.extend(_line_row(line) for line in book.lines)
    turnover = (_vnd(book.in_total_vnd), _vnd(book.out_total_vnd), "")
    totals = [
        _row("", "", "", "", TURNOVER, *turnover, "", bold=True),
        _row("", "", "", "", CLOSING, "", "", _vnd(book.closing_vnd), "", bold=True),
    ]
    pages = tables.pages_of(rows, first=first, other=other)
    used = sum(row.height for row in (*pages[-1], *totals))
    room = first if len(pages) == 1 else other
    if used + END_HEIGHT <= room:
        pages[-1].extend(totals)
    else:
        pages.append(totals)
    return pages


def _line_row(line: CashBookLine) -> Row:
    """Turn a line into a printed row; an absent sum prints nothing."""
    return _row(
        clock.format_date(line.recorded_on),
        clock.format_date(line.voucher_on),
        line.receipt_number,
        line.payment_number,
        line.description,
        _vnd(line.in_vnd) if line.in_vnd else "",
        _vnd(line.out_vnd) if line.out_vnd else "",
        _vnd(line.balance_vnd),
        line.note,
    )


def _row(*cells: str, bold: bool = False) -> Row:
    """Fit one row."""
    return tables.row_of(COLUMNS, cells, least_height=19, bold=bold)


def _vnd(amount_vnd: int) -> str:
    """Write a sum as printed."""
    return money.format_vnd(amount_vnd)


def _put_heading(canvas: Canvas, book: CashBook) -> None:
    """Write the unit and the name of the book above the first page's table."""
    ink = canvas.beginText()
    room = RIGHT - LEFT
    unit = text.fit(f"Đơn vị: {book.unit_name}", font=fonts.BOLD, size=12, width=room)
    text.put_lines(ink, LEFT, HEIGHT - 34, unit, font=fonts.BOLD)
    place = f"Địa chỉ: {book.unit_address}"
    address = text.fit(place, font=fonts.REGULAR, size=11, width=room)
    text.put_lines(ink, LEFT, HEIGHT - 48, address, font=fonts.REGULAR)
    middle = (LEFT + RIGHT) / 2
    text.put_centred(ink, middle, HEIGHT - 72, _heading(book), font=fonts.BOLD, size=16)
    fund = f"Loại quỹ: {_fund(book)} · {_span(book)}"
    fitted = text.fit(fund, font=fonts.ITALIC, size=12, width=room)
    text.put_lines(ink, middle, HEIGHT - 90, fitted, font=fonts.ITALIC, centred=True)
    canvas.drawText(ink)


def _put_end(canvas: Canvas, book: CashBook, *, top: float, pages: int) -> None:
    """Write what closes the book: its pages, the day it was opened, the signatures."""
    ink = canvas.beginText()
    bound = f"Sổ này có {pages:02d} trang, đánh số từ trang 01 đến trang {pages:02d}."
    text.put(ink, LEFT, top - 20, bound, font=fonts.REGULAR, size=11)
    opened = clock.format_date(book.opened_on) if book.opened_on else "……/……/………"
    text.put(ink, LEFT, top - 36, f"Ngày mở sổ: {opened}", font=fonts.REGULAR, size=11)
    day = "Ngày …… tháng …… năm ………"
    text.put_right(ink, RIGHT - 30, top - 36, day, font=fonts.ITALIC, size=11)
    paper.put_signers(ink, book.signers, left=LEFT, right=RIGHT, y=top - 56, name_drop=76, size=12)
    canvas.drawText(ink)


def _put_foot(canvas: Canvas, book: CashBook, *, number: int, pages: int) -> None:
    """Write the check code and the number of the page."""
    ink = canvas.beginText()
    code = f"Mã đối chiếu sổ: {text.printable(book.check_code)}"
    text.put(ink, LEFT, 24, code, font=fonts.REGULAR, size=9)
    page = f"Trang {number:02d}/{pages:02d}"
    text.put_right(ink, RIGHT, 24, page, font=fonts.REGULAR, size=9)
    canvas.drawText(ink)
