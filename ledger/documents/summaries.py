"""Print the committee's summary and a unit's statement, and write them as spreadsheets (E3, E4).

The words here are the screen's as well, so that a figure is called the same everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.documents import fonts, paper, text
from ledger.documents.party_paper import ACROSS, LEFT
from ledger.documents.sections import Section, number_columns, sections_pdf, sections_xlsx
from ledger.models.books import Rule
from ledger.reports.receipts import Signer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.pdfgen.canvas import Canvas

    from ledger.documents.spreadsheets import Cell
    from ledger.documents.tables import Column
    from ledger.reports.figures import Figures
    from ledger.reports.summaries import PlaceLine, Statement, Summary

TITLE = "BẢNG TỔNG HỢP KINH PHÍ VẬN ĐỘNG"
STATEMENT = "BẢNG THU, NỘP, CHI"
UNITS, PLACES, HOUSES = "Từng đơn vị", "Tiền đang ở đâu", "Kinh phí cấp cho từng ngôi nhà"
YEARS = "Từng năm"
NO_CAMPAIGN = "Chi, lãi, phí (mọi đợt)"
"""The row of what belongs to no campaign."""
GROUPS = {
    Rule.KEEP: "I. Xã, thị trấn (sử dụng tại đơn vị)",
    Rule.REMIT: "II. Khối cơ quan (nộp về Văn phòng)",
}
PLACE_WORDS: dict[Rule | None, str] = {
    Rule.KEEP: "Tại xã, thị trấn",
    Rule.REMIT: "Tại khối cơ quan",
    None: "Đang chuyển về Văn phòng",
    Rule.OFFICE: "Tại Văn phòng",
    Rule.GRANT: "Trong sổ riêng của từng ngôi nhà",
}
CAMPAIGN_NOTE = (
    "Khoản chi, khoản cấp cho nhà, lãi và phí không thuộc riêng đợt nào nên chỉ có ở bảng tất cả "
    "các năm; «còn giữ» của một đợt là phần chưa tính chi."
)
UNIT_COLUMNS = number_columns(
    ("Đơn vị", 164),
    (
        ("Được vận động", 42), ("Đã ủng hộ", 42), ("Không vận động", 42), ("Đã thu", 66),
        ("Đã nộp", 62), ("Được trả lại", 54), ("Đang chuyển", 58), ("Đầu kỳ, lãi, phí", 62),
        ("Đã chi, bàn giao", 60), ("Còn giữ", 62),
    ),
)  # fmt: skip
PLACE_COLUMNS = number_columns(
    ("Nơi", 194),
    (
        ("Thu, đầu kỳ, lãi (trừ phí)", 104), ("Nhận từ nơi khác", 104),
        ("Chuyển đi nơi khác", 104), ("Đã chi cho nhà", 104), ("Còn giữ", 104),
    ),
)  # fmt: skip
HOUSE_COLUMNS = number_columns(
    ("Đơn vị xây nhà", 298),
    (("Số nhà", 56), ("Được cấp", 120), ("Đã chi", 120), ("Còn trong sổ", 120)),
)
YEAR_COLUMNS = number_columns(
    ("Năm", 80),
    (
        ("Được vận động", 38), ("Đã ủng hộ", 38), ("Không vận động", 38), ("Đã thu", 62),
        ("Đã nộp", 62), ("Được trả lại", 52), ("Đang chuyển", 54), ("Đầu kỳ", 58),
        ("Lãi, thừa quỹ", 52), ("Phí, thiếu quỹ", 52), ("Đã chi, bàn giao", 62), ("Còn giữ", 66),
    ),
)  # fmt: skip
KEEPING_YEAR_COLUMNS = (*YEAR_COLUMNS[:5], *YEAR_COLUMNS[8:])
BOOK_COLUMNS = number_columns(
    ("Ngôi nhà", 354), (("Được cấp", 120), ("Đã chi", 120), ("Còn trong sổ", 120))
)
SIGNERS = (Signer(title="NGƯỜI LẬP BIỂU"), Signer(title="KẾ TOÁN"), Signer(title="THỦ TRƯỞNG"))
END_HEIGHT = 118.0


def summary_pdf(summary: Summary, *, committee: str) -> bytes:
    """Return the summary as a PDF, A4 across.

    Raises: FontMissing.
    """
    return _pdf(_title(summary), summary_sections(summary), who=committee)


def summary_xlsx(summary: Summary, *, committee: str) -> bytes:
    """Return the same tables as a spreadsheet, a sheet for each."""
    return _xlsx(_title(summary), summary_sections(summary), who=committee)


def statement_pdf(statement: Statement) -> bytes:
    """Return a unit's statement as a PDF, A4 across.

    Raises: FontMissing.
    """
    return _pdf(STATEMENT, statement_sections(statement), who=statement.name)


def statement_xlsx(statement: Statement) -> bytes:
    """Return the same tables as a spreadsheet, a sheet for each."""
    return _xlsx(STATEMENT, statement_sections(statement), who=statement.name)


def summary_sections(summary: Summary) -> list[Section]:
    """Return what the summary says: the units, where the money lies, and the houses' books."""
    rows: list[tuple[Cell, ...]] = []
    bold = set()
    for rule, lines, group in summary.groups:
        bold |= {len(rows), len(rows) + len(lines) + 1}
        rows.append((GROUPS[rule], *[""] * (len(UNIT_COLUMNS) - 1)))
        rows += [(line.name, *_numbers(line.figures, rule)) for line in lines]
        rows.append(("Cộng", *_numbers(group, rule)))
    bold.add(len(rows))
    rows.append(("Tổng cộng", *_numbers(summary.units_total, None)))
    note = CAMPAIGN_NOTE if summary.current else ""
    sections = [
        Section(
            title=UNITS, columns=UNIT_COLUMNS, rows=tuple(rows), bold=frozenset(bold), note=note
        ),
        _places(summary),
    ]
    if summary.houses:
        houses = [(line.name, line.houses, *_granted(line.figures)) for line in summary.houses]
        count = sum(line.houses for line in summary.houses)
        total = ("Cộng", count, *_granted(summary.houses_total))
        sections.append(_totalled(HOUSES, HOUSE_COLUMNS, [*houses, total]))
    return sections


def statement_sections(statement: Statement) -> list[Section]:
    """Return what a statement says: its own purse by year, and its houses' books."""
    columns = KEEPING_YEAR_COLUMNS if statement.keeps else YEAR_COLUMNS
    # What is held is told for all years alone: no payment says which year's money it spends.
    years: list[tuple[Cell, ...]] = [
        (
            f"Năm {line.year}" if line.year else NO_CAMPAIGN,
            *_full(statement, line.figures)[:-1],
            None,
        )
        for line in statement.lines
    ]
    years.append(("Tất cả", *_full(statement, statement.own)))
    sections = [_totalled(YEARS, columns, years)]
    if statement.houses:
        houses: list[tuple[Cell, ...]] = [
            (f"{book.house}{' (sổ đã đóng)' if book.is_closed else ''}", *_granted(book.figures))
            for book in statement.houses
        ]
        total = ("Cộng", *_granted(statement.houses_total))
        sections.append(_totalled(HOUSES, BOOK_COLUMNS, [*houses, total]))
    return sections


def _places(summary: Summary) -> Section:
    rows = [(PLACE_WORDS[place.rule], *_flow(place)) for place in summary.places]
    return _totalled(PLACES, PLACE_COLUMNS, [*rows, ("Tổng cộng", *_flow(summary.whole))])


def _totalled(title: str, columns: tuple[Column, ...], rows: Sequence[tuple[Cell, ...]]) -> Section:
    """Return a table whose last row is its total."""
    last = frozenset({len(rows) - 1})
    return Section(title=title, columns=columns, rows=tuple(rows), bold=last)


def _numbers(f: Figures, rule: Rule | None) -> tuple[Cell, ...]:
    return (
        f.asked, f.given, f.not_asked, f.given_vnd, *_handed_in(f, rule),
        f.opening_vnd + f.gains_vnd - f.losses_vnd, f.spent_vnd + f.passed_on_vnd, f.held_vnd,
    )  # fmt: skip


def _full(statement: Statement, f: Figures) -> tuple[Cell, ...]:
    return (
        f.asked, f.given, f.not_asked, f.given_vnd,
        *(() if statement.keeps else _handed_in(f, None)),
        f.opening_vnd, f.gains_vnd, f.losses_vnd, f.spent_vnd + f.passed_on_vnd, f.held_vnd,
    )  # fmt: skip


def _handed_in(f: Figures, rule: Rule | None) -> tuple[Cell, ...]:
    """Return what concerns the office; a unit that keeps its money has nothing there."""
    if rule is Rule.KEEP:
        return (None, None, None)
    return (f.handed_in_vnd, f.refunded_vnd, f.on_its_way_vnd)


def _granted(f: Figures) -> tuple[Cell, ...]:
    return (f.granted_vnd, f.spent_vnd, f.held_for_houses_vnd)


def _flow(place: PlaceLine) -> tuple[Cell, ...]:
    return (place.own_vnd, place.received_vnd, place.sent_vnd, place.spent_vnd, place.held_vnd)


def _title(summary: Summary) -> str:
    return f"{TITLE} {f'NĂM {summary.current.year}' if summary.current else 'CÁC NĂM'}"


def _pdf(title: str, sections: list[Section], *, who: str) -> bytes:
    return sections_pdf(
        title,
        sections,
        put_top=lambda canvas: _put_heading(canvas, who, title),
        put_end=_put_end,
        end_height=END_HEIGHT,
    )


def _xlsx(title: str, sections: list[Section], *, who: str) -> bytes:
    return sections_xlsx(title, sections, lines=(who, "Đơn vị tính: người, đồng"))


def _put_heading(canvas: Canvas, who: str, title: str) -> float:
    top = ACROSS.top - 8
    ink = canvas.beginText()
    text.put(ink, LEFT, top, who, font=fonts.BOLD, size=12)
    middle = (LEFT + ACROSS.right) / 2
    text.put_centred(ink, middle, top - 26, title, font=fonts.BOLD, size=14)
    unit = "Đơn vị tính: người, đồng"
    text.put_right(ink, ACROSS.right, top - 44, unit, font=fonts.ITALIC, size=10)
    canvas.drawText(ink)
    return top - 44


def _put_end(canvas: Canvas, y: float) -> None:
    ink = canvas.beginText()
    day = "………………, ngày …… tháng …… năm ………"
    text.put_right(ink, ACROSS.right, y - 20, day, font=fonts.ITALIC, size=11)
    paper.put_signers(ink, SIGNERS, left=LEFT, right=ACROSS.right, y=y - 38, name_drop=56)
    canvas.drawText(ink)
