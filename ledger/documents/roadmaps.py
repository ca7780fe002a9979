"""Print the roadmap and the compiled list of needs as party papers across, and as a spreadsheet.

Needs are called by their codes; a member's name stands beside it only where the reader may see it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.documents.party_paper import ACROSS, Head
from ledger.documents.sections import Section, number_columns, party_pdf, sections_xlsx
from ledger.documents.tables import Align, Column
from ledger.labels import capital, label
from ledger.money import format_vnd

if TYPE_CHECKING:
    from ledger.documents.spreadsheets import Cell
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
LANES_PER_SHEET = 8
SIZE = 10.0
ROADMAP_COLUMNS = (
    Column(head="TT", width=26, align=Align.MIDDLE),
    Column(head="Nguồn kinh phí", width=116),
    Column(head="Trường hợp, ngôi nhà", width=132),
    Column(head="Địa phương, đơn vị", width=90),
    Column(head="Kinh phí hỗ trợ (đồng)", width=74, align=Align.RIGHT),
    Column(head="Dự kiến khởi công", width=62, align=Align.MIDDLE),
    Column(head="Tình trạng, lý do", width=ACROSS.body - 500),
)
NEEDS_COLUMNS = (
    Column(head="TT", width=26, align=Align.MIDDLE),
    Column(head="Mã trường hợp", width=120),
    Column(head="Địa phương, đơn vị", width=130),
    Column(head="Hình thức", width=80),
    Column(head="Kinh phí đề nghị hỗ trợ (đồng)", width=86, align=Align.RIGHT),
    Column(head="Lộ trình", width=ACROSS.body - 442),
)


def roadmap_pdf(roadmap: Roadmap | None, *, organs: Organs) -> bytes:
    """Return the roadmap as an A4 PDF across: its lines, the purses, and the picture.

    Raises: FontMissing.
    """
    about = _about(roadmap, "xây dựng nhà cho đảng viên khó khăn về nhà ở")
    return party_pdf(
        "LỘ TRÌNH",
        about,
        [_lines(roadmap), _purses(roadmap)] if roadmap else [],
        head=_head(organs),
        copies=_copies(organs),
        paragraphs=[one for one in (RULE, _unreported(roadmap)) if one],
        annex=_pictures(roadmap),
    )


def needs_pdf(roadmap: Roadmap | None, *, organs: Organs) -> bytes:
    """Return the compiled list of needs as an A4 PDF across.

    Raises: FontMissing.
    """
    return party_pdf(
        "DANH SÁCH TỔNG HỢP",
        _about(roadmap, "đảng viên khó khăn về nhà ở đủ điều kiện hỗ trợ"),
        [_needs(roadmap)],
        head=_head(organs),
        copies=_copies(organs),
        paragraphs=[one for one in (_unreported(roadmap),) if one],
    )


def roadmap_xlsx(roadmap: Roadmap | None, *, organs: Organs) -> bytes:
    """Return the roadmap, the compiled list and the purses as a spreadsheet, a sheet for each."""
    sections = [_lines(roadmap), _needs(roadmap)] + ([_purses(roadmap)] if roadmap else [])
    lines = [line for line in (organs.committee, _unreported(roadmap)) if line]
    return sections_xlsx("Lộ trình xây dựng nhà", sections, lines=lines)


def _head(organs: Organs) -> Head:
    organ = organs.organisation_board or organs.committee
    upper = organs.committee if organs.organisation_board else ""
    return Head(upper=upper, organ=organ, place=organs.place, on=organs.on)


def _copies(organs: Organs) -> list[str]:
    return [
        f"- {organs.standing_committee or 'Cấp ủy'},",
        f"- Lưu {organs.office}." if organs.office else "- Lưu hồ sơ.",
    ]


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


def _lines(roadmap: Roadmap | None) -> Section:
    rows: list[tuple[Cell, ...]] = [
        (str(place), row.purse, _code(row), row.place, row.wanted_vnd, _start(row), _reason(row))
        for place, row in enumerate(roadmap.rows if roadmap else (), start=1)
    ]
    return Section(title="Lộ trình", columns=ROADMAP_COLUMNS, rows=tuple(rows), size=SIZE)


def _needs(roadmap: Roadmap | None) -> Section:
    needs = [row for row in (roadmap.rows if roadmap else ()) if row.house_id is None]
    rows: list[tuple[Cell, ...]] = [
        (
            str(place),
            _code(row),
            row.place,
            capital(label(row.kind)) if row.kind else None,
            row.wanted_vnd,
            f"{_start(row)}: {_reason(row)}" if row.start else capital(_reason(row)),
        )
        for place, row in enumerate(needs, start=1)
    ]
    return Section(title="Danh sách tổng hợp", columns=NEEDS_COLUMNS, rows=tuple(rows), size=SIZE)


def _purses(roadmap: Roadmap) -> Section:
    """Return what each purse has, expects, and has left at the end of each year."""
    years = roadmap.years
    wide = (ACROSS.body - 150 - 2 * 74) / (2 * len(years))
    heads = [("Đang giữ", 74.0), ("Đã quyết định, chưa chi", 74.0)]
    heads += [(f"Dự kiến thu {year}", wide) for year in years]
    heads += [(f"Còn lại {year}", wide) for year in years]
    return Section(
        title="Nguồn kinh phí (đồng)",
        columns=number_columns(("Nguồn", 150), heads),
        rows=tuple(
            (purse.name, purse.held_vnd, purse.promised_vnd, *purse.expected, *purse.left)
            for purse in roadmap.purses
        ),
        note="«Còn lại» là sau khi trừ các nhà trong lộ trình.",
    )


def _pictures(roadmap: Roadmap | None) -> list[Section]:
    """Return the picture of the roadmap, a sheet for so many purses."""
    purses = roadmap.purses if roadmap else ()
    return [
        Section(
            title=CHART_TITLE,
            columns=(),
            rows=(),
            pictures=((roadmap.chart_of(purses[first : first + LANES_PER_SHEET]), CHART_WORDS),),
        )
        for first in range(0, len(purses), LANES_PER_SHEET)
        if roadmap
    ]


def _code(row: Row) -> str:
    return f"{row.code} – {row.name}" if row.name else row.code


def _start(row: Row) -> str | None:
    return f"quý {row.start.number}/{row.start.year}" if row.start else None


def _reason(row: Row) -> str:
    """Return why it stands there, and who pays where that is more than one purse."""
    if len(row.draws) < 2:
        return row.reason
    return f"{row.reason}; {'; '.join(f'{name}: {format_vnd(vnd)}' for name, vnd in row.draws)}"
