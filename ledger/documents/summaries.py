"""Print the committee's summary: one A4 across, and the same table as a spreadsheet (E4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.documents import fonts, paper, tables, text
from ledger.documents.spreadsheets import table_xlsx
from ledger.documents.tables import Align, Column
from ledger.money import format_vnd
from ledger.reports.receipts import Signer

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from ledger.documents.spreadsheets import Cell
    from ledger.documents.tables import Row
    from ledger.reports.figures import Figures
    from ledger.reports.summaries import Summary

WIDTH, HEIGHT = 841.9, 595.3
LEFT, RIGHT = 36.0, WIDTH - 30.0
TITLE = "BẢNG TỔNG HỢP KINH PHÍ VẬN ĐỘNG"
GROUPS = ("I. Xã, thị trấn (sử dụng tại đơn vị)", "II. Khối cơ quan (nộp về Văn phòng)")
HEADERS = (
    "Đơn vị", "Được vận động", "Đã ủng hộ", "Không vận động", "Đã thu", "Đã nộp",
    "Được trả lại", "Đang chuyển", "Đầu kỳ, lãi, phí", "Đã chi", "Còn giữ",
)  # fmt: skip
_WIDTHS = (180, 44, 44, 44, 74, 74, 58, 66, 66, 60, 74)
COLUMNS = tuple(
    Column(head=head, width=width, align=Align.RIGHT if place else Align.LEFT)
    for place, (head, width) in enumerate(zip(HEADERS, _WIDTHS, strict=True))
)
SIGNERS = (Signer(title="NGƯỜI LẬP BIỂU"), Signer(title="KẾ TOÁN"), Signer(title="THỦ TRƯỞNG"))


def summary_pdf(summary: Summary, *, committee: str) -> bytes:
    """Return the summary as a PDF, A4 across."""
    title = _title(summary)
    canvas = paper.open_paper(title=title, size=(WIDTH, HEIGHT))
    pages = tables.pages_of(_table(summary), first=HEIGHT - 210, other=HEIGHT - 110)
    for number, rows in enumerate(pages, start=1):
        top = HEIGHT - 40.0
        if number == 1:
            _put_heading(canvas, committee, title)
            top = HEIGHT - 96.0
        y = tables.draw_head(canvas, COLUMNS, left=LEFT, top=top)
        y = tables.draw_rows(canvas, COLUMNS, rows, left=LEFT, top=y)
        if number == len(pages):
            _put_end(canvas, y)
        canvas.showPage()
    return paper.close_paper(canvas)


def summary_xlsx(summary: Summary, *, committee: str) -> bytes:
    """Return the same table as a spreadsheet."""
    rows: list[list[Cell]] = []
    for heading, keeps, group in _parts(summary):
        rows.append([heading, *[None] * (len(HEADERS) - 1)])
        rows += [
            [line.name, *_numbers(line.figures)] for line in summary.lines if line.keeps == keeps
        ]
        rows.append(["Cộng", *_numbers(group)])
    rows.append(["Tổng cộng", *_numbers(summary.units_total)])
    return table_xlsx(_title(summary), HEADERS, rows, lines=(committee, "Đơn vị tính: đồng"))


def _table(summary: Summary) -> list[Row]:
    rows = []
    for heading, keeps, group in _parts(summary):
        rows.append(_row(heading, None, bold=True))
        rows += [_row(line.name, line.figures) for line in summary.lines if line.keeps == keeps]
        rows.append(_row("Cộng", group, bold=True))
    rows.append(_row("Tổng cộng", summary.units_total, bold=True))
    return rows


def _parts(summary: Summary) -> tuple[tuple[str, bool, Figures], ...]:
    """Return the groups that have units: a commune that stands alone has no agencies."""
    parts = ((GROUPS[0], True, summary.keeping), (GROUPS[1], False, summary.remitting))
    there = {line.keeps for line in summary.lines}
    return tuple(part for part in parts if part[1] in there)


def _row(name: str, figures: Figures | None, *, bold: bool = False) -> Row:
    cells = [""] * (len(HEADERS) - 1)
    if figures is not None:
        cells = [format_vnd(number) for number in _numbers(figures)]
    return tables.row_of(COLUMNS, (name, *cells), bold=bold, size=8.5)


def _numbers(f: Figures) -> tuple[int, ...]:
    return (
        f.asked, f.given, f.not_asked, f.given_vnd, f.handed_in_vnd, f.refunded_vnd,
        f.on_its_way_vnd, f.opening_vnd + f.gains_vnd - f.losses_vnd,
        f.spent_vnd + f.passed_on_vnd, f.held_vnd,
    )  # fmt: skip


def _title(summary: Summary) -> str:
    return f"{TITLE} {f'NĂM {summary.current.year}' if summary.current else 'CÁC NĂM'}"


def _put_heading(canvas: Canvas, committee: str, title: str) -> None:
    ink = canvas.beginText()
    text.put(ink, LEFT, HEIGHT - 40, committee, font=fonts.BOLD, size=12)
    text.put_centred(ink, WIDTH / 2, HEIGHT - 66, title, font=fonts.BOLD, size=14)
    text.put_right(ink, RIGHT, HEIGHT - 88, "Đơn vị tính: người, đồng", font=fonts.ITALIC, size=10)
    canvas.drawText(ink)


def _put_end(canvas: Canvas, y: float) -> None:
    ink = canvas.beginText()
    day = "………………, ngày …… tháng …… năm ………"
    text.put_right(ink, RIGHT, y - 20, day, font=fonts.ITALIC, size=11)
    paper.put_signers(ink, SIGNERS, left=LEFT, right=RIGHT, y=y - 38, name_drop=56)
    canvas.drawText(ink)
