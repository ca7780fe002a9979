"""Paint the blank list of a cell, to be filled in by hand and signed (cột Ký nộp).

The list goes from hand to hand in a meeting, so it shows the suggested level and never how it
was computed from pay, nor why somebody is not asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.lib.pagesizes import A4

from ledger import money
from ledger.documents import fonts, paper, tables, text
from ledger.documents.tables import Align, Column, Row
from ledger.reports.receipts import Signer

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from ledger.reports.collection_sheets import CollectionSheet, SheetRow

WIDTH, HEIGHT = A4
LEFT, RIGHT = 40.0, WIDTH - 28
TABLE_TOP = HEIGHT - 148
TABLE_TOP_LATER = HEIGHT - 36
TABLE_BOTTOM = 40.0
END_HEIGHT = 160.0  # what follows the table: the sum in words, place and day, signatures
ROW_HEIGHT = 23.0  # room to write by hand

COLUMNS = (
    Column(head="TT", width=28, align=Align.MIDDLE),
    Column(head="Họ và tên", width=RIGHT - LEFT - 374),
    Column(head="Năm sinh", width=40, align=Align.MIDDLE),
    Column(head="Mức vận động", width=76, align=Align.RIGHT),
    Column(head="Số tiền", width=84, align=Align.RIGHT),
    Column(head="Ký nộp", width=72),
    Column(head="Ghi chú", width=74),
)
SIGNERS = (
    Signer(title="NGƯỜI LẬP BIỂU"),
    Signer(title="THỦ QUỸ"),
    Signer(title="T/M CHI BỘ"),
)
NOT_ASKED = "không vận động"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
TITLE = "DANH SÁCH ĐẢNG VIÊN ỦNG HỘ"


def blank_sheet_pdf(sheet: CollectionSheet) -> bytes:
    """Return the list as an A4 PDF with empty columns for the sum and the signature.

    What somebody gave before is written under Ghi chú; the order is that of the screen, so a
    filled list is keyed in as it was printed.

    Raises: FontMissing.
    """
    title = f"Danh sách ủng hộ {sheet.year} – {sheet.cell_name}"
    canvas = paper.open_paper(title=title, size=(WIDTH, HEIGHT))
    pages = _pages(sheet)
    for number, rows in enumerate(pages, start=1):
        top = TABLE_TOP_LATER
        if number == 1:
            _put_heading(canvas, sheet)
            top = TABLE_TOP
        start = tables.draw_head(canvas, COLUMNS, left=LEFT, top=top)
        end = tables.draw_rows(canvas, COLUMNS, rows, left=LEFT, top=start)
        if number == len(pages):
            _put_end(canvas, sheet, top=end)
        _put_foot(canvas, sheet, number=number, pages=len(pages))
        canvas.showPage()
    return paper.close_paper(canvas)


def _pages(sheet: CollectionSheet) -> list[list[Row]]:
    """Split the list over pages; the total stays on one page with the signatures."""
    head = tables.head_height(COLUMNS)
    first = TABLE_TOP - TABLE_BOTTOM - head
    other = TABLE_TOP_LATER - TABLE_BOTTOM - head
    pages = tables.pages_of([_row(row) for row in sheet.rows], first=first, other=other)
    asked = money.format_vnd(sheet.asked_total_vnd) if sheet.asked_total_vnd else ""
    total = tables.row_of(
        COLUMNS,
        ("", f"Tổng cộng ({sheet.asked_count} người)", "", asked, "", "", ""),
        least_height=ROW_HEIGHT,
        bold=True,
    )
    used = sum(row.height for row in (*pages[-1], total))
    room = first if len(pages) == 1 else other
    if used + END_HEIGHT <= room:
        pages[-1].append(total)
    else:
        # The last person moves along, so that a page of totals is never alone.
        moved = [pages[-1].pop()] if len(pages[-1]) > 1 else []
        pages.append([*moved, total])
    return pages


def _row(row: SheetRow) -> Row:
    """Turn a person into a printed row."""
    asked = "" if row.asked_vnd is None else money.format_vnd(row.asked_vnd)
    note = f"đã góp {money.format_vnd(row.given_vnd)}" if row.given_vnd else ""
    return tables.row_of(
        COLUMNS,
        (
            str(row.position),
            row.name,
            "" if row.birth_year is None else str(row.birth_year),
            NOT_ASKED if row.not_asked else asked,
            "",
            "",
            note,
        ),
        least_height=ROW_HEIGHT,
    )


def _put_heading(canvas: Canvas, sheet: CollectionSheet) -> None:
    """Write who draws the list up, for which campaign and which cell."""
    part = f" (phần {sheet.page}/{sheet.pages})" if sheet.pages > 1 else ""
    middle, half = (LEFT + RIGHT) / 2, (RIGHT - LEFT) / 2
    over_left, over_right = middle - half / 2, middle + half / 2
    ink = canvas.beginText()
    for x, drop, room, size, font, words in (
        (over_left, 34, half, 12, fonts.REGULAR, sheet.committee_name),
        (over_left, 49, half, 12, fonts.BOLD, sheet.unit_name),
        (over_right, 34, half, 12, fonts.BOLD, PARTY),
        (middle, 82, 2 * half, 15, fonts.BOLD, TITLE),
        (middle, 100, 2 * half, 12, fonts.BOLD, sheet.campaign_title),
        (middle, 117, 2 * half, 12, fonts.REGULAR, f"{sheet.cell_name}{part}"),
    ):
        fitted = text.fit(words, font=font, size=size, width=room - 6)
        text.put_lines(ink, x, HEIGHT - drop, fitted, font=font, centred=True)
    text.put_right(ink, RIGHT, HEIGHT - 140, "ĐVT: đồng", font=fonts.ITALIC, size=11)
    canvas.drawText(ink)
    reach = text.width_of(PARTY, fonts.BOLD, 12) / 2
    canvas.setLineWidth(0.8)
    canvas.line(over_right - reach, HEIGHT - 38, over_right + reach, HEIGHT - 38)


def _put_end(canvas: Canvas, sheet: CollectionSheet, *, top: float) -> None:
    """Write the places for the sum in words, the day and the signatures."""
    ink = canvas.beginText()
    dots = "Bằng chữ: "
    while text.width_of(dots + "…", fonts.REGULAR, 12) < RIGHT - LEFT:
        dots += "…"
    text.put(ink, LEFT, top - 24, dots, font=fonts.REGULAR, size=12)
    day = f"………………, ngày …… tháng …… năm {sheet.year}"
    text.put_right(ink, RIGHT, top - 46, day, font=fonts.ITALIC, size=12)
    paper.put_signers(ink, SIGNERS, left=LEFT, right=RIGHT, y=top - 66, name_drop=76, size=12)
    canvas.drawText(ink)


def _put_foot(canvas: Canvas, sheet: CollectionSheet, *, number: int, pages: int) -> None:
    """Write the cell and the number of the page, so that loose sheets find each other."""
    ink = canvas.beginText()
    name = text.fit(sheet.cell_name, font=fonts.REGULAR, size=9, width=400)
    text.put_lines(ink, LEFT, 24, name, font=fonts.REGULAR)
    text.put_right(ink, RIGHT, 24, f"Trang {number:02d}/{pages:02d}", font=fonts.REGULAR, size=9)
    canvas.drawText(ink)
