"""Write the list of commendations as a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.documents.spreadsheets import table_xlsx
from ledger.labels import label

if TYPE_CHECKING:
    from ledger.reports.commendations import CommendationPage

HEADERS = (
    "TT", "Tập thể, cá nhân", "Tên", "Đơn vị", "Hình thức", "Nơi quyết định", "Số", "Ngày",
    "Thành tích",
)  # fmt: skip


def commendations_xlsx(page: CommendationPage) -> bytes:
    """Return the list, collectives first."""
    rows = [
        (
            place,
            label(line.recipient_kind),
            line.recipient,
            line.unit_name,
            line.form,
            line.issuer,
            line.number,
            line.decided_on,
            line.merit,
        )
        for place, line in enumerate(page.lines, start=1)
    ]
    return table_xlsx(
        f"DANH SÁCH KHEN THƯỞNG NĂM {page.campaign.year}",
        HEADERS,
        rows,
        lines=(page.campaign.title,),
        plain=(0,),
    )
