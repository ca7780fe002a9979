"""Test the bảng kê nộp and the biên bản kiểm kê quỹ as papers."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader

from ledger.documents.cash_counts import minutes_pdf
from ledger.documents.remittances import slip_pdf
from ledger.models.cash_counts import DENOMINATIONS_VND
from ledger.reports.cash_counts import CountLine, Minutes
from ledger.reports.receipts import Signer
from ledger.reports.remittance_papers import Slip, SlipRow

SIGNERS = (Signer(title="Người lập (thủ quỹ)", name="Lê Thị Hà"), Signer(title="Người nhận"))


def make_slip(cells: int) -> Slip:
    rows = tuple(
        SlipRow(name=f"Chi bộ Khối {place}", people=2, given_vnd=100_000)
        for place in range(1, cells + 1)
    )
    return Slip(
        number="BK 0001/2024",
        unit_name="ĐẢNG BỘ CÔNG AN HUYỆN",
        committee_name="HUYỆN ỦY TÂN HÒA",
        office_name="Văn phòng Huyện ủy",
        campaign_title="Vận động xây dựng “Ngôi nhà cấp ủy” năm 2024",
        on=date(2024, 12, 20),
        rows=rows,
        people=2 * cells,
        given_vnd=100_000 * cells,
        before_vnd=0,
        sent_vnd=100_000 * cells,
        method="tiền mặt",
        carrier="Lê Thị Hà",
        signers=SIGNERS,
        check_code="575F 19DB",
    )


def make_minutes() -> Minutes:
    count = CountLine(
        book_id=1,
        earmark="",
        id=1,
        counted_on=date(2024, 12, 20),
        counted_at=datetime(2024, 12, 20, 9, 5, tzinfo=UTC),
        counted_by="Lê Thị Hà",
        counted_vnd=900_000,
        book_vnd=1_000_000,
        reason="trả nhầm tiền lẻ",
        conclusion="",
        witnesses=("Phạm Văn Khoa", "Đỗ Minh Ngọc"),
        voucher="PC 0001/2024",
        notes=((500_000, 1), (200_000, 2)),
    )
    pieces = dict(count.notes)
    return Minutes(
        unit_name="CHI BỘ PHÒNG TÀI CHÍNH",
        unit_address="Khóm 2",
        count=count,
        rows=tuple((note, pieces.get(note, 0)) for note in DENOMINATIONS_VND),
        signers=SIGNERS,
    )


def pages_of(pdf: bytes) -> list[str]:
    return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_a_slip_says_what_is_sent_in_figures_and_words() -> None:
    (page,) = pages_of(slip_pdf(replace(make_slip(1), before_vnd=20_000, sent_vnd=50_000)))
    assert "3. Nộp lần này: 50.000 đồng" in page
    assert "4. Còn lại tại đơn vị (1 − 2 − 3): 30.000 đồng" in page
    assert "Năm mươi nghìn đồng chẵn" in page
    assert "Người mang tiền: Lê Thị Hà." in page
    assert "Kính gửi: Văn phòng Huyện ủy" in page


def test_a_slip_by_the_bank_names_its_reference() -> None:
    (page,) = pages_of(slip_pdf(replace(make_slip(1), method="chuyển khoản", carrier="FT1")))
    assert "Hình thức: chuyển khoản. Số tham chiếu: FT1." in page


@pytest.mark.parametrize(("cells", "pages"), [(0, 1), (8, 1), (17, 2), (24, 2), (60, 3)])
def test_a_slip_of_many_cells_ends_with_its_total_beside_the_signatures(
    cells: int, pages: int
) -> None:
    made = pages_of(slip_pdf(replace(make_slip(cells), sent_vnd=1_000)))
    assert len(made) == pages
    assert "Cộng" in made[-1]
    assert "Người nhận" in made[-1]
    assert f"Trang {pages:02d}/{pages:02d}" in made[-1]


def test_minutes_show_each_note_the_difference_and_what_was_booked() -> None:
    (page,) = pages_of(minutes_pdf(make_minutes()))
    assert "hồi 16 giờ 05 phút, ngày 20 tháng 12 năm 2024" in page
    assert "Phạm Văn Khoa; Đỗ Minh Ngọc" in page
    assert "thiếu 100.000" in page
    assert "Đã ghi sổ phần chênh lệch theo chứng từ PC 0001/2024." in page
    assert "Chín trăm nghìn đồng chẵn" in page


@pytest.mark.parametrize(("counted_vnd", "words"), [(1_000_000, "0"), (1_500_000, "thừa 500.000")])
def test_minutes_name_what_agrees_and_what_is_over(counted_vnd: int, words: str) -> None:
    made = make_minutes()
    count = replace(
        made.count, counted_vnd=counted_vnd, reason="", voucher="", witnesses=(), conclusion="đủ"
    )
    (page,) = pages_of(minutes_pdf(replace(made, count=count)))
    assert f"Chênh lệch (I − II) {words}" in page
    assert "Lý do chênh lệch" not in page
    assert "Kết luận sau khi kiểm kê: đủ" in page


def test_papers_are_the_same_to_the_byte_each_time() -> None:
    assert slip_pdf(make_slip(3)) == slip_pdf(make_slip(3))
    assert minutes_pdf(make_minutes()) == minutes_pdf(make_minutes())
