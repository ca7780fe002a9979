"""Notices as papers: a telephone reads the QR from the print, and none sounds like a bill."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from ledger import vietqr
from ledger.documents.bank_notices import notices_pdf
from ledger.models.campaigns import CampaignState
from ledger.reports.bank_accounts import AccountLine
from ledger.reports.bank_notices import Notice, Receiver
from ledger.reports.campaigns import CampaignFacts, CampaignLine
from ledger.wages import Divisor, Rounding

SCALE = 3
LEAST_MM = 25
ACCOUNT = AccountLine(
    account_id=1,
    bin="970405",
    number="5200205123456",
    holder="DANG UY XA LONG SON",
    starts_on=date(2024, 10, 1),
    recorded_by="Lê Thị Thu Hà",
    recorded_at=datetime(2024, 10, 1, tzinfo=UTC),
)
CAMPAIGN = CampaignFacts(
    line=CampaignLine(
        id=1,
        year=2024,
        title="Đợt vận động năm 2024",
        state=CampaignState.OPEN,
        starts_on=date(2024, 10, 1),
        ends_on=date(2024, 12, 31),
    ),
    committee_id=1,
    programme_name="Ngôi nhà cấp ủy",
    legal_basis="Công văn ngày 04/10/2022 của Ban Thường vụ Huyện ủy",
    resolution="",
    first_ends_on=date(2024, 12, 31),
    pay_month=date(2024, 10, 1),
    base_pay_vnd=2_340_000,
    divisor=Divisor.D22,
    rounding=Rounding.DONG,
    floor_vnd=0,
    hand_in_on=date(2024, 12, 15),
    opened_at=None,
    closed_at=None,
    extensions=(),
)


def qr_of(code: str, amount_vnd: int | None = None) -> str:
    return vietqr.payload(
        bin_="970405", account=ACCOUNT.number, amount_vnd=amount_vnd, purpose=code
    )


CELLS = tuple(
    Receiver(name=name, cell_name="", code=code, qr=qr_of(code))
    for name, code in (
        ("Chi bộ ấp Tân Lập", "NNCU24 905C85"),
        ("Chi bộ Trường Trung học cơ sở và Tiểu học ấp Giồng Lớn, xã Long Sơn", "NNCU24 818X83"),
    )
)
NOTICE = Notice(
    campaign=CAMPAIGN,
    upper_name="Huyện ủy Tân Hòa",
    unit_name="Đảng ủy xã Long Sơn",
    place="xã Long Sơn",
    head_title="Bí thư",
    head="Nguyễn Văn Thành",
    on=date(2024, 10, 5),
    suggested_vnd=50_000,
    suggested_by="Nghị quyết chi bộ",
    account=ACCOUNT,
    receivers=CELLS,
)
PERSON = Receiver(
    name="Nguyễn Văn An",
    cell_name="Chi bộ ấp Tân Lập",
    code="NNCU24 124D90",
    qr=qr_of("NNCU24 124D90", 158_000),
    amount_vnd=158_000,
)


def read_codes(pdf: bytes) -> list[tuple[str, float]]:
    """Return what a reader finds on each page, and how wide it is in millimetres."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        (code,) = zxingcpp.read_barcodes(page.render(scale=SCALE).to_pil())
        place = code.position
        width = abs(place.top_right.x - place.top_left.x) / SCALE / 72 * 25.4
        found.append((code.text, width))
    return found


def words(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_reader_finds_the_payload_of_each_cell_on_its_page() -> None:
    found = read_codes(notices_pdf(NOTICE))

    assert [text for text, _width in found] == [one.qr for one in CELLS]
    assert all(width >= LEAST_MM for _text, width in found)
    orders = [vietqr.read(text) for text, _width in found]
    assert [order.purpose for order in orders] == ["NNCU24 905C85", "NNCU24 818X83"]
    assert all(order.amount_vnd is None and not order.dynamic for order in orders)


def test_a_person_who_asks_gets_the_amount_filled_in() -> None:
    pdf = notices_pdf(replace(NOTICE, receivers=(PERSON,)))

    ((text, _width),) = read_codes(pdf)
    assert vietqr.read(text).amount_vnd == 158_000
    assert "theo đề nghị của đồng chí" in words(pdf)
    assert "158.000 đồng" in words(pdf)


def test_a_notice_says_why_how_much_and_where_and_does_not_bill() -> None:
    said = words(notices_pdf(NOTICE))

    for needed in (
        "Kính gửi: Chi bộ ấp Tân Lập",
        "tối thiểu 01 ngày lương",
        "mức vận động 50.000 đồng (Nghị quyết chi bộ)",
        "Việc ủng hộ là tự nguyện",
        "5200 2051 2345 6",
        "DANG UY XA LONG SON",
        "NNCU24 905C85 và họ tên",
        "từ ngày 01/10/2024 đến ngày 31/12/2024",
    ):
        assert needed in said
    assert not re.search(r"\b(nợ|phải nộp|thanh toán|hóa đơn|còn thiếu)\b", said)


@pytest.mark.parametrize("suggested_vnd", [None, 50_000])
def test_a_unit_without_a_level_or_a_head_still_prints(suggested_vnd: int | None) -> None:
    bare = replace(
        NOTICE, suggested_vnd=suggested_vnd, suggested_by="", head="", head_title="", place=""
    )

    assert len(read_codes(notices_pdf(bare))) == 2


def test_the_same_notice_is_the_same_paper() -> None:
    assert notices_pdf(NOTICE) == notices_pdf(NOTICE)
