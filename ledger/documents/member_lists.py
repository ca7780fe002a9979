"""Write a list of members as a spreadsheet, in the columns that units themselves use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.documents import spreadsheets

if TYPE_CHECKING:
    from ledger.reports.member_lists import MemberList

TITLE = "DANH SÁCH ĐẢNG VIÊN"
HEADERS = ("STT", "Họ và tên", "Năm sinh", "Chi bộ", "Đối tượng", "Ghi chú")
STANDINGS = {"working": "Đang công tác", "residential": "Khu dân cư"}


def member_list_xlsx(members: MemberList) -> bytes:
    """Return the list as a spreadsheet that the member import reads back."""
    rows = [
        (
            line.position,
            line.name,
            line.birth_year,
            line.cell_name,
            STANDINGS[line.standing],
            line.note or None,
        )
        for line in members.lines
    ]
    return spreadsheets.table_xlsx(
        TITLE,
        HEADERS,
        rows,
        lines=(members.committee_name, members.unit_name),
        plain=(HEADERS.index("STT"), HEADERS.index("Năm sinh")),
    )
