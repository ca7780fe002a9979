"""Print the list of commendations as a party paper, and write it as a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.clock import format_date
from ledger.documents.party_paper import ACROSS, Head
from ledger.documents.sections import Section, party_pdf
from ledger.documents.spreadsheets import table_xlsx
from ledger.documents.tables import Align, Column
from ledger.labels import label

if TYPE_CHECKING:
    from ledger.reports.commendations import CommendationLine, CommendationPage
    from ledger.reports.organs import Organs

HEADERS = (
    "TT", "Tập thể, cá nhân", "Tên", "Đơn vị", "Hình thức", "Nơi quyết định", "Số", "Ngày",
    "Thành tích",
)  # fmt: skip
TITLE = "DANH SÁCH"
SIZE = 11.0
COLUMNS = (
    Column(head="TT", width=30, align=Align.MIDDLE),
    Column(head="Tập thể, cá nhân", width=190),
    Column(head="Hình thức", width=110),
    Column(head="Quyết định", width=160),
    Column(head="Thành tích", width=ACROSS.body - 490),
)


def commendations_pdf(page: CommendationPage, names: Organs) -> bytes:
    """Return the list as an A4 PDF across.

    Raises: FontMissing.
    """
    rows = tuple(
        (str(place), _who(line), line.form, _decision(line), line.merit)
        for place, line in enumerate(page.lines, start=1)
    )
    note = f"Danh sách có {page.collectives} tập thể, {page.people} cá nhân."
    organ = names.organisation_board or names.committee
    upper = names.committee if names.organisation_board else ""
    return party_pdf(
        TITLE,
        f"khen thưởng trong {_title_within(page)}",
        [Section(title="", columns=COLUMNS, rows=rows, note=note, size=SIZE)],
        head=Head(upper=upper, organ=organ, place=names.place, on=names.on),
        copies=[f"- Lưu {names.office}." if names.office else "- Lưu hồ sơ."],
    )


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


def _title_within(page: CommendationPage) -> str:
    """Return the campaign's title as it stands inside a sentence."""
    title = page.campaign.title
    return title[:1].lower() + title[1:]


def _who(line: CommendationLine) -> str:
    place = f", {line.unit_name}" if line.unit_name and line.unit_name != line.recipient else ""
    return f"{line.recipient} ({label(line.recipient_kind)}{place})"


def _decision(line: CommendationLine) -> str:
    return f"số {line.number} ngày {format_date(line.decided_on)} của {line.issuer}"
