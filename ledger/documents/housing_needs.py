"""Print the list of members in housing need as a party paper across, and as a spreadsheet.

The columns are those that offices use (TT, họ tên, năm sinh, ngày vào Đảng, chi bộ, hoàn cảnh …);
whoever may not read names gets codes in the place of names and years of birth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.clock import format_date
from ledger.documents import paper, party_paper, tables
from ledger.documents.party_paper import ACROSS, BOTTOM, LEFT, Head
from ledger.documents.reminders import missing_words
from ledger.documents.spreadsheets import table_xlsx
from ledger.documents.tables import Align, Column
from ledger.labels import label
from ledger.money import format_vnd

if TYPE_CHECKING:
    from ledger.documents.spreadsheets import Cell
    from ledger.documents.tables import Row
    from ledger.reports.need_lists import ListedNeed, NeedsList

TITLE = "DANH SÁCH"
ABOUT = "đảng viên khó khăn về nhà ở"
END_HEIGHT = 110.0
HEADERS = (
    "TT", "Họ tên, mã hồ sơ", "Năm sinh", "Ngày vào Đảng", "Chi bộ", "Hoàn cảnh",
    "Hiện trạng nhà", "Đất", "Nhu cầu", "Kinh phí dự kiến", "Đề nghị hỗ trợ", "Trạng thái, năm",
)  # fmt: skip
_WIDTHS = (24, 84, 34, 50, 74, 84, 80, 64, 42, 64, 64)
COLUMNS = tuple(
    Column(
        head=head,
        width=width,
        align=Align.RIGHT if head in {"Kinh phí dự kiến", "Đề nghị hỗ trợ"} else Align.LEFT,
    )
    for head, width in zip(HEADERS, (*_WIDTHS, round(ACROSS.body - sum(_WIDTHS), 1)), strict=True)
)


def needs_pdf(listed: NeedsList) -> bytes:
    """Return the list as an A4 PDF across.

    Raises: FontMissing.
    """
    canvas = paper.open_paper(title=f"Danh sách {ABOUT}", size=(ACROSS.width, ACROSS.height))
    organs = listed.organs
    organ = organs.organisation_board if listed.by_board else organs.committee
    upper = organs.committee if listed.by_board and organ else ""
    head = Head(upper=upper, organ=organ or organs.committee, place=organs.place, on=organs.on)
    y = party_paper.put_head(canvas, head, frame=ACROSS)
    y = party_paper.put_title(canvas, y, TITLE, (ABOUT,), frame=ACROSS)
    y = party_paper.put_paragraphs(canvas, y, _opening(listed), frame=ACROSS) - 10
    height = tables.head_height(COLUMNS)
    first, other = y - BOTTOM - height, ACROSS.top - BOTTOM - height
    pages = tables.pages_of(_rows(listed), first=first, other=other)
    left = (first if len(pages) == 1 else other) - sum(row.height for row in pages[-1])
    if left < END_HEIGHT and len(pages[-1]) > 1:
        pages.append([pages[-1].pop()])  # whoever signs has a line above the signature
    for number, rows in enumerate(pages, start=1):
        party_paper.put_page_number(canvas, number, frame=ACROSS)
        start = tables.draw_head(canvas, COLUMNS, left=LEFT, top=y if number == 1 else ACROSS.top)
        end = tables.draw_rows(canvas, COLUMNS, rows, left=LEFT, top=start)
        if number == len(pages):
            copies = [f"- {organs.standing_committee or 'Cấp ủy cấp trên'},", "- Lưu hồ sơ."]
            party_paper.put_signature(
                canvas, end, organ=organ or organs.committee, copies=copies, frame=ACROSS
            )
        canvas.showPage()
    return paper.close_paper(canvas)


def needs_xlsx(listed: NeedsList) -> bytes:
    """Return the same list as a spreadsheet, each row with its unit."""
    rows: list[list[Cell]] = []
    for unit, needs in listed.groups:
        for need in needs:
            line, survey = need.line, need.survey
            rows.append(
                [
                    len(rows) + 1,
                    line.code,
                    line.name or None,
                    line.birth_year,
                    survey.joined_party_on if line.name else None,
                    unit,
                    line.cell_name,
                    _circumstances(need) or None,
                    _house(need) or None,
                    label(survey.land) if survey.land else None,
                    label(line.kind),
                    line.estimated_cost_vnd,
                    line.wanted_support_vnd,
                    label(line.state),
                    line.planned_year,
                ]
            )
    headers = (
        "TT", "Mã hồ sơ", "Họ và tên", "Năm sinh", "Ngày vào Đảng", "Đơn vị", "Chi bộ",
        "Hoàn cảnh", "Hiện trạng nhà", "Đất", "Nhu cầu", "Kinh phí dự kiến", "Đề nghị hỗ trợ",
        "Trạng thái", "Năm dự kiến",
    )  # fmt: skip
    lines = (listed.organs.committee, *_opening(listed))
    return table_xlsx(f"Danh sách {ABOUT}", headers, rows, lines=lines, plain=(0, 3, 14))


def _opening(listed: NeedsList) -> list[str]:
    said = [f"Tổng số {listed.count} trường hợp. Đơn vị tính: đồng."]
    if listed.unreported is not None and listed.unreported.missing:
        said.append(f"{_capital(missing_words(listed.unreported))}.")
    return said


def _rows(listed: NeedsList) -> list[Row]:
    rows, number = [], 0
    for unit, needs in listed.groups:
        cells = ("", unit, *[""] * (len(COLUMNS) - 2))
        rows.append(tables.row_of(COLUMNS, cells, bold=True, size=9.5))
        for need in needs:
            number += 1
            rows.append(tables.row_of(COLUMNS, _cells(number, need), size=9))
    return rows


def _cells(number: int, need: ListedNeed) -> tuple[str, ...]:
    line, survey = need.line, need.survey
    year = f" {line.planned_year}" if line.planned_year else ""
    joined = format_date(survey.joined_party_on) if survey.joined_party_on and line.name else ""
    return (
        str(number),
        f"{line.name} ({line.code})" if line.name else line.code,
        str(line.birth_year or ""),
        joined,
        line.cell_name,
        _circumstances(need),
        _house(need),
        label(survey.land) if survey.land else "",
        label(line.kind),
        format_vnd(line.estimated_cost_vnd) if line.estimated_cost_vnd else "",
        format_vnd(line.wanted_support_vnd) if line.wanted_support_vnd else "",
        f"{label(line.state)}{year}",
    )


def _circumstances(need: ListedNeed) -> str:
    survey = need.survey
    said = [label(survey.poverty) if survey.poverty else "", survey.policy_family]
    if survey.household_size:
        said.append(f"{survey.household_size} khẩu")
    return "; ".join(part for part in said if part)


def _house(need: ListedNeed) -> str:
    survey = need.survey
    said = [label(survey.house) if survey.house else "", survey.house_note]
    return "; ".join(part for part in said if part)


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
