"""Print the list of units that are to be reminded of their reports, and write it as a spreadsheet.

A party paper of Ban Tổ chức, or of Ban Tuyên giáo where that is who prints it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.clock import format_date
from ledger.documents import paper, party_paper, tables
from ledger.documents.party_paper import BOTTOM, LEFT, RIGHT, TOP, Head
from ledger.documents.spreadsheets import table_xlsx
from ledger.documents.tables import Align, Column
from ledger.labels import label
from ledger.models.rollout import RolloutItem
from ledger.models.users import Role

if TYPE_CHECKING:
    from ledger.documents.tables import Row
    from ledger.reports.organs import Organs
    from ledger.reports.rollout import Board, ItemCount, ItemFacts

TITLE = "DANH SÁCH"
END_HEIGHT = 120.0
"""What follows the table: who gets a copy, room for a signature."""
COLUMNS = (
    Column(head="TT", width=30, align=Align.MIDDLE),
    Column(head="Đơn vị", width=165),
    Column(head="Nội dung chưa báo cáo", width=RIGHT - LEFT - 265),
    Column(head="Quá hạn nhiều nhất (ngày)", width=70, align=Align.RIGHT),
)
HEADERS = ("TT", "Đơn vị", "Nội dung chưa báo cáo", "Hạn", "Quá hạn (ngày)")


def reminder_pdf(board: Board, names: Organs, *, role: Role) -> bytes:
    """Return the list as an A4 PDF.

    Raises: FontMissing.
    """
    about = f"đơn vị chưa báo cáo triển khai đợt vận động năm {board.campaign.year}"
    organ = names.propaganda_board if role is Role.PROPAGANDA_BOARD else names.organisation_board
    canvas = paper.open_paper(
        title=f"Danh sách {about}", size=(party_paper.WIDTH, party_paper.HEIGHT)
    )
    head = Head(upper=names.committee, organ=organ, place=names.place, on=names.on)
    y = party_paper.put_head(canvas, head)
    y = party_paper.put_title(canvas, y, TITLE, (about,))
    y = party_paper.put_paragraphs(canvas, y, _opening(board, names)) - 12
    height = tables.head_height(COLUMNS)
    first, other = y - BOTTOM - height, TOP - BOTTOM - height
    pages = tables.pages_of(_rows(board), first=first, other=other)
    used = sum(row.height for row in pages[-1])
    if used + END_HEIGHT > (first if len(pages) == 1 else other) and len(pages[-1]) > 1:
        pages.append([pages[-1].pop()])
    for number, rows in enumerate(pages, start=1):
        top = y if number == 1 else TOP
        party_paper.put_page_number(canvas, number)
        start = tables.draw_head(canvas, COLUMNS, left=LEFT, top=top)
        end = tables.draw_rows(canvas, COLUMNS, rows, left=LEFT, top=start)
        if number == len(pages):
            copies = ["- Các đơn vị có tên trong danh sách,"]
            copies.append(f"- Lưu {names.office}." if names.office else "- Lưu hồ sơ.")
            party_paper.put_signature(canvas, end, organ=organ or names.committee, copies=copies)
        canvas.showPage()
    return paper.close_paper(canvas)


def reminder_xlsx(board: Board, names: Organs) -> bytes:
    """Return the same list as a spreadsheet, one row for each unit and item."""
    rows = [
        (
            place,
            unit.name,
            label(facts.item),
            facts.due_on,
            facts.days_over or None,
        )
        for place, unit in enumerate(board.to_remind, start=1)
        for facts in unit.missing
    ]
    return table_xlsx(
        f"ĐƠN VỊ CHƯA BÁO CÁO TRIỂN KHAI NĂM {board.campaign.year}",
        HEADERS,
        rows,
        lines=(names.committee, *_opening(board, names)),
        plain=(0, 4),
    )


def missing_words(count: ItemCount) -> str:
    """Return “còn 7/28 đơn vị chưa báo cáo kế hoạch của đơn vị (hạn 15/10/2024)”."""
    doing = "chưa bắt đầu thu" if count.item is RolloutItem.COLLECTION else "chưa báo cáo"
    what = "" if count.item is RolloutItem.COLLECTION else f" {label(count.item)}"
    due = f" (hạn {format_date(count.deadline.due_on)})" if count.deadline else ""
    return f"còn {count.missing}/{count.units} đơn vị {doing}{what}{due}"


def _opening(board: Board, names: Organs) -> list[str]:
    parts = [missing_words(count) for count in board.counts if count.missing]
    if not parts:
        return [f"Tính đến ngày {format_date(names.on)}, các đơn vị đã báo cáo đủ."]
    counted = f"Tính đến ngày {format_date(names.on)}: {'; '.join(parts)}."
    return [f"{counted} Đề nghị các đơn vị có tên dưới đây báo cáo những nội dung chưa có."]


def _rows(board: Board) -> list[Row]:
    return [
        tables.row_of(
            COLUMNS,
            (
                str(place),
                unit.name,
                "; ".join(_missing(facts) for facts in unit.missing),
                str(unit.days_over) if unit.days_over else "–",
            ),
        )
        for place, unit in enumerate(board.to_remind, start=1)
    ]


def _missing(facts: ItemFacts) -> str:
    due = f" (hạn {format_date(facts.due_on)})" if facts.due_on else ""
    return f"{label(facts.item)}{due}"
