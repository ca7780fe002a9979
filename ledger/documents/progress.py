"""Print how far the asking has come, with its pictures, and write it as a spreadsheet (I2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.clock import format_date
from ledger.documents.party_paper import Head
from ledger.documents.sections import Section, number_columns, party_pdf, sections_xlsx
from ledger.models.users import Role
from ledger.reports.progress import age_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.documents.spreadsheets import Cell
    from ledger.reports.organs import Organs
    from ledger.reports.progress import Progress, ProgressPage

TITLE = "BIỂU TIẾN ĐỘ"
PEOPLE = "Thanh trắng: số người được vận động; thanh đậm: số người đã ủng hộ."
MONEY = "Thanh trắng: số tiền dự kiến theo mức vận động; thanh đậm: số tiền đã thu."
UNITS_PER_PICTURE = 16
_HEADS = (
    ("Được vận động (người)", 92), ("Đã ủng hộ (người)", 92), ("Tỷ lệ (%)", 70),
    ("Dự kiến (đồng)", 110), ("Đã thu (đồng)", 110),
)  # fmt: skip
YEARS = number_columns(("Năm", 240), _HEADS)
UNITS = number_columns(("Đơn vị", 240), _HEADS)
AGES = number_columns(("Đã gửi", 240), (("Số khoản", 92), ("Số tiền (đồng)", 110)))


def progress_pdf(page: ProgressPage, names: Organs, *, role: Role) -> bytes:
    """Return the progress as a party paper across, of whoever prints it.

    Raises: FontMissing.
    """
    organ = {
        Role.ORGANISATION_BOARD: names.organisation_board,
        Role.PROPAGANDA_BOARD: names.propaganda_board,
    }.get(role, names.office)
    head = Head(
        upper=names.committee, organ=organ or names.committee, place=names.place, on=names.on
    )
    copies = [f"- {names.standing_committee or 'Cấp ủy'},"]
    copies.append(f"- Lưu {names.office}." if names.office else "- Lưu hồ sơ.")
    return party_pdf(TITLE, _about(names), progress_sections(page), head=head, copies=copies)


def progress_xlsx(page: ProgressPage, names: Organs) -> bytes:
    """Return the same tables as a spreadsheet, a sheet for each."""
    title = f"{TITLE} {_about(names).upper()}"
    return sections_xlsx(title, progress_sections(page), lines=(names.committee,))


def progress_sections(page: ProgressPage) -> list[Section]:
    """Return what the page says: the years, one year's units, and money on its way."""
    pictures = ((page.people_chart, PEOPLE), (page.money_chart, MONEY))
    sections = [
        Section(title="Qua các năm", columns=YEARS, rows=_rows(page.by_year), pictures=pictures)
    ]
    if page.by_unit and page.current:
        units = page.by_unit
        starts = range(0, len(units), UNITS_PER_PICTURE)
        sections.append(
            Section(
                title=f"Từng đơn vị năm {page.current.year}",
                columns=UNITS,
                rows=_rows(units),
                pictures=tuple(
                    (page.chart_of(units[start : start + UNITS_PER_PICTURE]), PEOPLE)
                    for start in starts
                ),
            )
        )
    ages = tuple(
        (age_words(aged), aged.count or None, aged.amount_vnd if aged.count else None)
        for aged in page.ages
    )
    sections.append(
        Section(
            title="Tiền đang chuyển về Văn phòng, theo số ngày",
            columns=AGES,
            rows=ages,
            pictures=((page.ages_chart, ""),),
        )
    )
    return sections


def _about(names: Organs) -> str:
    return f"vận động đến ngày {format_date(names.on)}"


def _rows(rows: Sequence[Progress]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (one.name, one.asked, one.given, one.percent, one.expected_vnd, one.collected_vnd)
        for one in rows
    )
