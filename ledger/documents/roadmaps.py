"""Print the roadmap and the compiled list of needs as party papers across, and as a spreadsheet.

Needs are called by their codes; a member's name stands beside it only where the reader may see it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.documents import charts, fonts, paper, party_paper, tables, text
from ledger.documents.party_paper import ACROSS, BOTTOM, LEFT, Head
from ledger.documents.spreadsheets import table_xlsx
from ledger.documents.tables import Align, Column
from ledger.labels import capital, label
from ledger.money import format_vnd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.pdfgen.canvas import Canvas

    from ledger.charts import Chart
    from ledger.documents.spreadsheets import Cell
    from ledger.documents.tables import Row as TableRow
    from ledger.reports.organs import Organs
    from ledger.reports.roadmap_pages import Roadmap, Row

RULE = (
    "Nguyên tắc: (1) ưu tiên địa phương chưa có nhà; (2) theo thứ tự do Ban sắp xếp; "
    "(3) khởi công khi đã có đủ tiền. Kinh phí của xã, thị trấn hỗ trợ đảng viên của xã, thị trấn; "
    "kinh phí tại Văn phòng hỗ trợ đảng viên khối cơ quan và, theo quyết định, địa phương còn khó khăn."
)
CHART_TITLE = "Sơ đồ lộ trình theo nguồn kinh phí"
CHART_WORDS = (
    "Thanh bắt đầu ở quý khởi công: nền đậm là đã bàn giao, đậm vừa là đang xây, nhạt là đủ tiền, "
    "trắng là chờ đủ tiền; đường bậc thang là số tiền còn lại."
)
END_HEIGHT = 110.0
LANES_PER_SHEET = 12
ROADMAP_COLUMNS = (
    Column(head="TT", width=26, align=Align.MIDDLE),
    Column(head="Nguồn kinh phí", width=132),
    Column(head="Trường hợp, ngôi nhà", width=132),
    Column(head="Địa phương, đơn vị", width=90),
    Column(head="Kinh phí hỗ trợ (đồng)", width=84, align=Align.RIGHT),
    Column(head="Dự kiến khởi công", width=66, align=Align.MIDDLE),
    Column(head="Tình trạng, lý do", width=ACROSS.body - 530),
)
NEEDS_COLUMNS = (
    Column(head="TT", width=26, align=Align.MIDDLE),
    Column(head="Mã trường hợp", width=120),
    Column(head="Địa phương, đơn vị", width=140),
    Column(head="Hình thức", width=100),
    Column(head="Kinh phí đề nghị hỗ trợ (đồng)", width=100, align=Align.RIGHT),
    Column(head="Lộ trình", width=ACROSS.body - 486),
)


def roadmap_pdf(roadmap: Roadmap | None, *, organs: Organs) -> bytes:
    """Return the roadmap as an A4 PDF across.

    Raises: FontMissing.
    """
    about = _about(roadmap, "xây dựng nhà cho đảng viên khó khăn về nhà ở")
    canvas = _open(f"Lộ trình {about}")
    y = _put_top(canvas, organs, "LỘ TRÌNH", about, (RULE, _unreported(roadmap)))
    number = _put_table(canvas, ROADMAP_COLUMNS, _roadmap_rows(roadmap), y - 12, organs)
    for sheet, chart in enumerate(_sheets(roadmap), start=number + 1):
        _put_chart(canvas, chart, sheet)
    return paper.close_paper(canvas)


def needs_pdf(roadmap: Roadmap | None, *, organs: Organs) -> bytes:
    """Return the compiled list of needs as an A4 PDF across.

    Raises: FontMissing.
    """
    about = _about(roadmap, "đảng viên khó khăn về nhà ở đủ điều kiện hỗ trợ")
    canvas = _open(f"Danh sách tổng hợp {about}")
    y = _put_top(canvas, organs, "DANH SÁCH TỔNG HỢP", about, (_unreported(roadmap),))
    rows = [
        tables.row_of(
            NEEDS_COLUMNS,
            (
                str(place),
                _code(row),
                row.place,
                capital(label(row.kind)) if row.kind else "–",
                _vnd(row.wanted_vnd),
                f"{_start(row)}: {row.reason}" if row.start else capital(row.reason),
            ),
            size=10.5,
        )
        for place, row in enumerate(_needs(roadmap), start=1)
    ]
    _put_table(canvas, NEEDS_COLUMNS, rows, y - 12, organs)
    return paper.close_paper(canvas)


def roadmap_xlsx(roadmap: Roadmap | None, *, organs: Organs) -> bytes:
    """Return the roadmap's table as a spreadsheet."""
    rows: list[list[Cell]] = [
        [
            place,
            row.purse,
            _code(row),
            row.place,
            row.wanted_vnd,
            row.start.year if row.start else None,
            row.start.number if row.start else None,
            row.reason,
        ]
        for place, row in enumerate(roadmap.rows if roadmap else (), start=1)
    ]
    headers = (
        "TT", "Nguồn kinh phí", "Trường hợp, ngôi nhà", "Địa phương, đơn vị",
        "Kinh phí hỗ trợ (đồng)", "Năm", "Quý", "Tình trạng, lý do",
    )  # fmt: skip
    lines = tuple(line for line in (organs.committee, _unreported(roadmap)) if line)
    return table_xlsx("Lộ trình xây dựng nhà", headers, rows, lines=lines, plain=(0, 5, 6))


def _open(title: str) -> Canvas:
    return paper.open_paper(title=title, size=(ACROSS.width, ACROSS.height))


def _about(roadmap: Roadmap | None, words: str) -> str:
    if roadmap is None:
        return words
    return f"{words} giai đoạn {roadmap.years[0]}–{roadmap.years[-1]} ({roadmap.programme_name})"


def _unreported(roadmap: Roadmap | None) -> str:
    """Say who has not reported yet: every compilation does."""
    if roadmap is None or not roadmap.unreported:
        return ""
    return (
        f"Còn {roadmap.unreported}/{roadmap.units} đơn vị chưa báo cáo kết quả rà soát "
        f"năm {roadmap.campaign_year}."
    )


def _put_top(
    canvas: Canvas, organs: Organs, kind: str, about: str, paragraphs: Sequence[str]
) -> float:
    """Draw heads, title and what is said before the table; return where that ends."""
    head = Head(
        upper=organs.committee, organ=organs.organisation_board, place=organs.place, on=organs.on
    )
    y = party_paper.put_head(canvas, head, frame=ACROSS)
    y = party_paper.put_title(canvas, y, kind, (about,), frame=ACROSS)
    said = [paragraph for paragraph in paragraphs if paragraph]
    return party_paper.put_paragraphs(canvas, y, said, frame=ACROSS)


def _put_table(
    canvas: Canvas, columns: Sequence[Column], rows: Sequence[TableRow], y: float, organs: Organs
) -> int:
    """Draw the table over pages, the signature below it; return how many pages there are."""
    height = tables.head_height(columns)
    pages = tables.pages_of(
        rows,
        first=y - BOTTOM - height - END_HEIGHT,
        other=ACROSS.top - BOTTOM - height - END_HEIGHT,
    )
    for number, some in enumerate(pages, start=1):
        party_paper.put_page_number(canvas, number, frame=ACROSS)
        top = y if number == 1 else ACROSS.top
        start = tables.draw_head(canvas, columns, left=LEFT, top=top)
        end = tables.draw_rows(canvas, columns, some, left=LEFT, top=start)
        if number == len(pages):
            copies = [
                f"- {organs.standing_committee}," if organs.standing_committee else "- Cấp ủy,"
            ]
            copies.append(f"- Lưu {organs.office}." if organs.office else "- Lưu hồ sơ.")
            organ = organs.organisation_board or organs.committee
            party_paper.put_signature(canvas, end, organ=organ, copies=copies, frame=ACROSS)
        canvas.showPage()
    return len(pages)


def _sheets(roadmap: Roadmap | None) -> list[Chart]:
    """Return the picture of the roadmap, a sheet for so many purses."""
    if roadmap is None:
        return []
    purses = roadmap.purses
    return [
        roadmap.chart_of(purses[first : first + LANES_PER_SHEET])
        for first in range(0, len(purses), LANES_PER_SHEET)
    ]


def _put_chart(canvas: Canvas, chart: Chart, number: int) -> None:
    """Draw the picture of the roadmap on a page of its own, with what its marks mean."""
    party_paper.put_page_number(canvas, number, frame=ACROSS)
    ink = canvas.beginText()
    text.put(ink, LEFT, ACROSS.top - 12, CHART_TITLE, font=fonts.BOLD, size=12)
    text.put(ink, LEFT, ACROSS.top - 28, CHART_WORDS, font=fonts.ITALIC, size=11)
    canvas.drawText(ink)
    top = ACROSS.top - 40
    whole = charts.height_of(chart, ACROSS.body)
    width = ACROSS.body * min(1.0, (top - BOTTOM) / whole)
    charts.draw_chart(canvas, chart, left=LEFT, top=top, width=width)
    canvas.showPage()


def _roadmap_rows(roadmap: Roadmap | None) -> list[TableRow]:
    return [
        tables.row_of(
            ROADMAP_COLUMNS,
            (
                str(place),
                row.purse,
                _code(row),
                row.place,
                _vnd(row.wanted_vnd),
                _start(row),
                row.reason,
            ),
            size=10,
        )
        for place, row in enumerate(roadmap.rows if roadmap else (), start=1)
    ]


def _needs(roadmap: Roadmap | None) -> list[Row]:
    return [row for row in (roadmap.rows if roadmap else ()) if row.house_id is None]


def _code(row: Row) -> str:
    return f"{row.code} – {row.name}" if row.name else row.code


def _start(row: Row) -> str:
    return f"Quý {row.start.number}/{row.start.year}" if row.start else "–"


def _vnd(amount_vnd: int | None) -> str:
    return "–" if amount_vnd is None else format_vnd(amount_vnd)
