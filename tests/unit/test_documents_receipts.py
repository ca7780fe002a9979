"""Test the printed receipt: every word is there, in its place, and the same each time."""

from __future__ import annotations

import io
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pypdfium2
import pytest
from pypdf import PageObject, PdfReader

from ledger.documents.receipts import ReceiptLayout, receipts_pdf
from ledger.money import WordStyle
from ledger.receipt_codes import make_code
from ledger.reports.receipts import ReceiptPaper, Signer, VoidMark

SIGNERS = (
    Signer(title="Thủ trưởng đơn vị", name="Nguyễn Thị Thanh Huyền"),
    Signer(title="Kế toán", name="Trần Văn Bảy"),
    Signer(title="Người lập", name="Lê Thị Hà"),
    Signer(title="Người nộp"),
    Signer(title="Thủ quỹ", name="Đặng Mỹ Lệ"),
)
PLAIN = ReceiptPaper(
    title="PHIẾU THU",
    unit_name="ĐẢNG ỦY XÃ LONG SƠN",
    unit_address="Ấp Sơn Lập, xã Long Sơn",
    form="C40-BB",
    volume="01",
    number=129,
    year=2022,
    on=date(2022, 11, 20),
    payer_name="Nguyễn Văn An",
    payer_place="Chi bộ ấp Tân Lập",
    purpose="Ủng hộ xây dựng “Ngôi nhà cấp ủy” năm 2022",
    amount_vnd=158_000,
    method="tiền mặt",
    paper_number=None,
    signers=SIGNERS,
    check_code="7K3MQ2XA",
    code="7K3MQ2XA0V9BCDEFGHJKMNPQRS",
    check_url="",
    words=WordStyle(),
    void=None,
)
LONG = replace(
    PLAIN,
    unit_name="BAN CHẤP HÀNH ĐẢNG BỘ CÁC CƠ QUAN, ĐƠN VỊ SỰ NGHIỆP TRỰC THUỘC HUYỆN ỦY CẦU NGANG",
    unit_address="Số 12, đường Hai Tháng Chín, khóm Minh Thuận A, thị trấn Cầu Ngang, Trà Vinh",
    form="C40-BB (ban hành kèm theo Thông tư 107/2017/TT-BTC)",
    payer_name=("Nguyễn Phước Tôn Nữ Công Huyền Thị Thanh Bình Phương Hoàng " * 4)[:150].strip(),
    payer_place="Chi bộ Trường Trung học phổ thông chuyên Nguyễn Thiện Thành – Đảng bộ cơ quan",
    purpose="Ủng hộ xây dựng “Ngôi nhà cấp ủy” năm 2022 theo Kế hoạch số 24-KH/HU ngày "
    "27/4/2021 của Ban Thường vụ Huyện ủy, nộp thay cho 42 đảng viên theo danh sách kèm theo",
    amount_vnd=777_777_777_777,
    method="chuyển khoản",
    attachments="01",
    paper_number="0004512",
)
VOID = VoidMark(
    on=date(2022, 11, 25),
    reason="Ghi nhầm tên người nộp; người nộp đã trả lại liên 2",
    adjustment="ĐC 0003/2022",
    replaced_by="0140/2022",
)
EXTREMES = {
    "plain": PLAIN,
    "long": LONG,
    "letters": replace(LONG, payer_name="W" * 150, payer_place="Ộ" * 150, purpose="M" * 500),
    "words": replace(LONG, purpose="rất dài " * 62),
    "void": replace(LONG, void=replace(VOID, reason="rất dài " * 62)),
}


def open_pdf(papers: list[ReceiptPaper], layout: ReceiptLayout = ReceiptLayout.A5) -> PdfReader:
    return PdfReader(io.BytesIO(receipts_pdf(papers, layout=layout)))


def words_of(page: PageObject) -> str:
    return " ".join(page.extract_text().split())


def boxes_of(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """Return left, bottom, right, top of each run of text on the first page.

    The letters of the diagonal stamp are left out: they are there to cover others.
    """
    textpage = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    boxes = [textpage.get_rect(place) for place in range(textpage.count_rects())]
    return [box for box in boxes if box[3] - box[1] < 40]


@pytest.mark.parametrize(
    "words",
    [
        "Đơn vị: ĐẢNG ỦY XÃ LONG SƠN",
        "Địa chỉ: Ấp Sơn Lập, xã Long Sơn",
        "Mẫu: C40-BB",
        "Quyển: 01",
        "Số: 0129/2022",
        "PHIẾU THU",
        "Ngày 20 tháng 11 năm 2022",
        "Nợ: ……… Có: ………",
        "Họ và tên người nộp:",
        "Nguyễn Văn An",
        "Chi bộ ấp Tân Lập",
        "Ủng hộ xây dựng “Ngôi nhà cấp ủy” năm 2022",
        "158.000 đồng",
        "Hình thức: tiền mặt",
        "Một trăm năm mươi tám nghìn đồng chẵn",
        "…… chứng từ gốc",
        "Thủ trưởng đơn vị",
        "(ký, họ tên)",
        "Đặng Mỹ Lệ",
        "Mã đối chiếu sổ: 7K3MQ2XA",
    ],
)
def test_receipt_text_reads_back_exactly(words: str) -> None:
    assert words in words_of(open_pdf([PLAIN]).pages[0])


def test_first_print_is_neither_stamped_as_reprint_nor_as_cancelled() -> None:
    words = words_of(open_pdf([PLAIN]).pages[0])
    assert "IN LẠI" not in words
    assert "HỦY" not in words
    assert "Số phiếu giấy" not in words


def test_reprint_says_which_time_it_is_and_else_the_same() -> None:
    first = words_of(open_pdf([PLAIN]).pages[0])
    again = words_of(open_pdf([replace(PLAIN, copy_no=2)]).pages[0])
    assert again.replace(" IN LẠI LẦN 2", "") == first


def test_cancelled_receipt_keeps_its_words_and_says_why_when_and_by_what() -> None:
    words = words_of(open_pdf([replace(PLAIN, void=VOID)]).pages[0])
    assert "Số: 0129/2022" in words
    assert "ĐÃ HỦY ngày 25/11/2022 · chứng từ điều chỉnh ĐC 0003/2022" in words
    assert "thay bằng phiếu 0140/2022" in words
    assert "Lý do: Ghi nhầm tên người nộp; người nộp đã trả lại liên 2" in words
    assert words.count("ĐÃ HỦY") == 2


def test_cancelled_receipt_without_successor_names_none() -> None:
    void = replace(VOID, replaced_by=None)
    assert "thay bằng" not in words_of(open_pdf([replace(PLAIN, void=void)]).pages[0])


def test_unit_without_a_form_of_its_own_prints_no_form_line() -> None:
    assert "Mẫu" not in words_of(open_pdf([replace(PLAIN, form="")]).pages[0])


def test_pre_printed_number_and_attachments_are_shown() -> None:
    words = words_of(open_pdf([LONG]).pages[0])
    assert "Số phiếu giấy: 0004512" in words
    assert "01 chứng từ gốc" in words


def test_long_values_are_whole_on_the_paper() -> None:
    words = words_of(open_pdf([LONG]).pages[0])
    for value in (LONG.payer_name, LONG.payer_place, LONG.purpose, LONG.unit_name):
        assert value in words
    assert "bảy trăm bảy mươi bảy đồng" in words


def test_a_name_of_one_endless_word_loses_no_letter() -> None:
    words = words_of(open_pdf([EXTREMES["letters"]]).pages[0])
    assert words.count("W") == 150
    assert words.replace(" ", "").count("Ộ" * 150) == 1


def test_spelling_of_the_sum_follows_the_unit() -> None:
    style = WordStyle(linh=True, ngan=True, even=False)
    words = words_of(open_pdf([replace(PLAIN, amount_vnd=105_000, words=style)]).pages[0])
    assert "Một trăm linh năm ngàn đồng ……" in words


def test_decomposed_and_hidden_characters_are_printed_clean() -> None:
    strange = unicodedata.normalize("NFD", "Nguyễn\u200b Văn\u00a0An\u202e\n")
    assert "Nguyễn Văn An Chi bộ" in words_of(
        open_pdf([replace(PLAIN, payer_name=strange)]).pages[0]
    )


def test_markup_is_printed_as_typed() -> None:
    hostile = '<img src="/etc/passwd"/> (a\\) %s & <b>x</b>'
    assert hostile in words_of(open_pdf([replace(PLAIN, purpose=hostile)]).pages[0])


@pytest.mark.parametrize("name", EXTREMES)
def test_no_text_leaves_the_page_or_enters_the_place_of_the_code(name: str) -> None:
    pdf = receipts_pdf([replace(EXTREMES[name], copy_no=3)], layout=ReceiptLayout.A5)
    for left, bottom, right, top in boxes_of(pdf):
        assert left > 20
        assert right < 575
        assert bottom > 14
        assert top < 400
        assert right < 493 or top < 227 or bottom > 292, "the place of the code is free"


@pytest.mark.parametrize("name", EXTREMES)
def test_no_text_covers_another(name: str) -> None:
    pdf = receipts_pdf([replace(EXTREMES[name], copy_no=3)], layout=ReceiptLayout.A5)
    boxes = boxes_of(pdf)
    assert len(boxes) > 20
    for place, (left, bottom, right, top) in enumerate(boxes):
        for left2, bottom2, right2, top2 in boxes[place + 1 :]:
            wide = min(right, right2) - max(left, left2)
            high = min(top, top2) - max(bottom, bottom2)
            # Neighbouring lines may touch where a tail meets a tone mark, by a point or two.
            assert wide <= 0.5 or high <= 2.5


def test_each_receipt_has_its_a5_page_in_the_order_given() -> None:
    pages = open_pdf([replace(PLAIN, number=number) for number in (5, 6, 7)]).pages
    assert [round(value) for value in pages[0].mediabox[2:]] == [595, 420]
    shown = [words_of(page) for page in pages]
    assert ["Số: 0005" in shown[0], "Số: 0006" in shown[1], "Số: 0007" in shown[2]] == [True] * 3


def test_a4_sheet_has_both_copies_of_one_receipt() -> None:
    (page,) = open_pdf([PLAIN], ReceiptLayout.A4_TWO).pages
    assert [round(value) for value in page.mediabox[2:]] == [595, 842]
    words = words_of(page)
    assert words.count("Số: 0129/2022") == 2
    assert words.count("Nguyễn Văn An") == 2
    assert words.index("Liên 1: lưu") < words.index("Liên 2: giao người nộp")


def test_same_facts_give_the_same_bytes_even_side_by_side() -> None:
    batches = [[replace(PLAIN, number=number), LONG] for number in range(8)]
    expected = [receipts_pdf(batch, layout=ReceiptLayout.A4_TWO) for batch in batches]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda b: receipts_pdf(b, layout=ReceiptLayout.A4_TWO), batches))
    assert found == expected


def test_file_is_titled_vietnamese_and_carries_its_fonts() -> None:
    reader = open_pdf([PLAIN, replace(PLAIN, number=168)])
    assert reader.metadata is not None
    assert reader.metadata.title == "Phiếu thu 0129/2022–0168/2022"
    catalog: Any = reader.trailer["/Root"]
    assert catalog["/Lang"] == "vi-VN"
    fonts: Any = reader.pages[0]["/Resources"]["/Font"]  # type: ignore[index]  # the reader's loose types
    for font in fonts.values():
        assert "/FontFile2" in font.get_object()["/FontDescriptor"]


def test_one_receipt_names_the_file_by_its_number() -> None:
    metadata = open_pdf([PLAIN]).metadata
    assert metadata is not None
    assert metadata.title == "Phiếu thu 0129/2022"


def test_fixed_part_is_recorded_once_and_a_receipt_stays_small() -> None:
    papers = [
        replace(
            PLAIN,
            number=number,
            payer_name=f"Nguyễn Văn {chr(65 + number % 20)}",
            code=make_code(str(number), key=b"k" * 32),
        )
        for number in range(200)
    ]
    pdf = receipts_pdf(papers, layout=ReceiptLayout.A5)
    assert pdf.count(b"/Subtype /Form") == 1
    first = len(receipts_pdf(papers[:20], layout=ReceiptLayout.A5))
    assert (len(pdf) - first) / 180 <= 1_250


def test_printing_nothing_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no receipts"):
        receipts_pdf([], layout=ReceiptLayout.A5)
