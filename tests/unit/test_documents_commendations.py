"""The list of commendations is a party paper, and names whoever decided."""

import io
from datetime import date

from pypdf import PdfReader

from ledger.documents.commendations import commendations_pdf
from ledger.models.campaigns import CampaignState
from ledger.models.commendations import RecipientKind
from ledger.reports.campaigns import CampaignLine
from ledger.reports.commendations import CommendationLine, CommendationPage
from ledger.reports.organs import Organs

NAMES = Organs(
    on=date(2025, 1, 15), organisation="Đảng bộ huyện Tân Hòa", committee="Huyện ủy Tân Hòa",
    place="Tân Hòa", office="Văn phòng Huyện ủy", standing_committee="Ban Thường vụ Huyện ủy",
    organisation_board="Ban Tổ chức Huyện ủy", propaganda_board="", head_title="Bí thư", head="",
)  # fmt: skip


def page(count: int) -> CommendationPage:
    """Return a list of so many commended collectives, and one person."""
    campaign = CampaignLine(
        id=1, year=2024, title="Vận động năm 2024", state=CampaignState.OPEN,
        starts_on=date(2024, 10, 1), ends_on=date(2024, 12, 31),
    )  # fmt: skip
    lines = [
        CommendationLine(
            id=number,
            unit_id=1,
            unit_name="Đảng bộ xã Long Sơn",
            recipient_kind=RecipientKind.COLLECTIVE,
            recipient=f"Chi bộ ấp {number}",
            form="Giấy khen",
            issuer="Ban Thường vụ Huyện ủy",
            number=f"{number}-QĐ/HU",
            decided_on=date(2025, 1, 10),
            merit="Đủ 100 % đảng viên được vận động đã ủng hộ",
            withdrawn="",
        )
        for number in range(1, count + 1)
    ]
    return CommendationPage(campaign=campaign, lines=tuple(lines), withdrawn=(), proposals=())


def test_the_list_stands_on_a_party_paper_with_its_decisions() -> None:
    for count in (1, 12, 13, 14, 15, 40):
        pages = PdfReader(io.BytesIO(commendations_pdf(page(count), NAMES))).pages
        words = [" ".join(one.extract_text().split()) for one in pages]
        assert "ĐẢNG CỘNG SẢN VIỆT NAM" in words[0]
        assert "khen thưởng trong vận động năm 2024" in words[0]
        assert "số 1-QĐ/HU ngày 10/01/2025 của Ban Thường vụ Huyện ủy" in words[0]
        assert f"Danh sách có {count} tập thể, 0 cá nhân." in words[-1]
        assert f"Chi bộ ấp {count} (tập thể" in words[-1]
        assert "Nơi nhận" in words[-1]
