"""Test that a phone reads the QR code of a printed receipt, of a photocopy too (C6)."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from ledger.documents.receipts import LONGEST_QR_TEXT, ReceiptLayout, qr_text, receipts_pdf
from tests.unit.test_documents_receipts import LONG, PLAIN, VOID

if TYPE_CHECKING:
    from ledger.reports.receipts import ReceiptPaper

PUBLIC = "https://ngoinha.tanhoa.example.vn/check"
CODE = PLAIN.code
SHORT_TEXT = f"ĐẢNG ỦY XÃ LONG SƠN\nPHIẾU THU 0129/2022\n20/11/2022\n158.000 đồng\n{CODE}"


def picture_of(
    paper: ReceiptPaper, layout: ReceiptLayout = ReceiptLayout.A5, *, dpi: int = 150
) -> Image.Image:
    """Return the first page as a grey picture."""
    page = pypdfium2.PdfDocument(receipts_pdf([paper], layout=layout))[0]
    picture: Image.Image = page.render(scale=dpi / 72).to_pil()
    return picture.convert("L")


def photocopied(picture: Image.Image) -> Image.Image:
    """Return what an old copier makes of a page: crooked, blurred, speckled, black and white."""
    dice = random.Random(7)  # noqa: S311  (the same dirt every time)
    copy = picture.rotate(1.7, fillcolor=255, expand=True).filter(ImageFilter.GaussianBlur(1.1))
    for _ in range(copy.width * copy.height // 150):
        copy.putpixel(
            (dice.randrange(copy.width), dice.randrange(copy.height)), dice.choice((0, 255))
        )
    return copy.point(lambda value: 255 if value > 140 else 0)


def read(picture: Image.Image) -> list[str]:
    """Return what a reader finds, from the top."""
    found = zxingcpp.read_barcodes(picture)
    return [code.text for code in sorted(found, key=lambda code: code.position.top_left.y)]


def test_the_code_says_unit_number_day_amount_and_code() -> None:
    assert read(picture_of(PLAIN)) == [SHORT_TEXT]


def test_an_address_is_added_only_where_the_world_may_ask() -> None:
    (text,) = read(picture_of(replace(PLAIN, check_url=PUBLIC)))
    assert text == f"{SHORT_TEXT}\n{PUBLIC}/2022/129/{CODE}"


def test_both_copies_of_an_a4_page_carry_it() -> None:
    assert read(picture_of(PLAIN, ReceiptLayout.A4_TWO)) == [SHORT_TEXT] * 2


@pytest.mark.parametrize("check_url", ["", PUBLIC])
@pytest.mark.parametrize("layout", ReceiptLayout)
def test_a_bad_photocopy_is_still_read(check_url: str, layout: ReceiptLayout) -> None:
    # The longest text there is: cancelled, with everything on it.
    paper = replace(LONG, check_url=check_url, void=VOID, copy_no=2)
    found = read(photocopied(picture_of(paper, layout, dpi=200)))
    assert found == [qr_text(paper)] * (2 if layout is ReceiptLayout.A4_TWO else 1)


def test_a_long_name_of_a_unit_is_cut_so_that_the_code_stays_coarse() -> None:
    text = qr_text(replace(LONG, check_url=PUBLIC))
    assert len(text.encode()) <= LONGEST_QR_TEXT
    assert text.startswith("BAN CHẤP HÀNH")
    assert text.partition("\n")[0].endswith("…")
    assert qr_text(LONG).startswith("BAN CHẤP HÀNH ĐẢNG BỘ CÁC CƠ QUAN")
    # With the longest address that the settings allow it still has its place.
    longest = replace(LONG, check_url="https://" + "x" * 72 + "/check")
    assert read(picture_of(longest, dpi=250)) == [qr_text(longest)]


def test_a_paper_without_a_code_has_no_code() -> None:
    paper = replace(PLAIN, code="")
    assert read(picture_of(paper)) == []
    words = pypdfium2.PdfDocument(receipts_pdf([paper], layout=ReceiptLayout.A5))[0]
    assert "Mã kiểm tra" not in words.get_textpage().get_text_range()


def test_the_foot_says_where_to_ask_and_what_to_read_out() -> None:
    def foot(check_url: str) -> str:
        pdf = receipts_pdf([replace(PLAIN, check_url=check_url)], layout=ReceiptLayout.A5)
        words: str = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
        return words

    assert "Mã kiểm tra qua điện thoại:" in foot("")
    assert "7K3M-Q2XA-0V9B" in foot("")
    assert "Kiểm tra tại ngoinha.tanhoa.example.vn/check bằng số phiếu và mã:" in foot(PUBLIC)
    # An address that would run into the other code is in the QR code only.
    assert "Mã kiểm tra qua điện thoại:" in foot("https://" + "x" * 72 + "/check")
