"""Write the propaganda log as a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.documents.spreadsheets import table_xlsx
from ledger.labels import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.reports.campaigns import CampaignLine
    from ledger.reports.propaganda import PropagandaLine

HEADERS = ("TT", "Ngày", "Đơn vị", "Hình thức", "Tên bài, nội dung", "Đường dẫn")


def propaganda_xlsx(campaign: CampaignLine, lines: Sequence[PropagandaLine]) -> bytes:
    """Return the log, newest first."""
    rows = [
        (place, line.done_on, line.unit_name, label(line.kind), line.title, line.link or None)
        for place, line in enumerate(lines, start=1)
    ]
    return table_xlsx(
        f"NHẬT KÝ TUYÊN TRUYỀN NĂM {campaign.year}",
        HEADERS,
        rows,
        lines=(campaign.title,),
        plain=(0,),
    )
