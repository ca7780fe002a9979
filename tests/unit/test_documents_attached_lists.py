"""Test the signed list behind a receipt: everybody in order, one total, named on every page."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from ledger.documents.receipts import ReceiptLayout, receipts_pdf
from ledger.reports.receipts import Payment, ReceiptPaper
from tests.unit.test_documents_receipts import LONG, PLAIN, VOID


def with_people(paper: ReceiptPaper, number: int) -> ReceiptPaper:
    """Let a receipt stand for that many people, each with another sum."""
    people = tuple(
        Payment(name=f"Nguyễn Văn {'An' * 3} {place}", amount_vnd=100_000 + place)
        for place in range(1, number + 1)
    )
    sum_vnd = sum(person.amount_vnd for person in people)
    return replace(paper, people=people, amount_vnd=sum_vnd)


def pages_of(*papers: ReceiptPaper, layout: ReceiptLayout = ReceiptLayout.A5) -> list[str]:
    """Return the words of each page."""
    reader = PdfReader(io.BytesIO(receipts_pdf(papers, layout=layout)))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def test_a_receipt_for_one_person_has_no_list() -> None:
    (receipt,) = pages_of(PLAIN)
    assert "…… chứng từ gốc" in receipt


def test_a_receipt_for_several_names_its_list_which_follows() -> None:
    receipt, people = pages_of(with_people(PLAIN, 3))
    assert "danh sách 3 người" in receipt
    assert "chứng từ gốc" not in receipt
    assert "kèm theo phiếu thu số 0129/2022 ngày 20 tháng 11 năm 2022" in people
    assert "Ký nộp" in people
    assert "Cộng (3 người) 300.006" in people
    assert "Ba trăm nghìn không trăm lẻ sáu đồng" in people


@pytest.mark.parametrize("number", [2, 23, 24, 25, 26, 27, 28, 29, 60, 108, 500])
def test_everybody_is_on_the_list_once_and_the_total_with_the_signatures(number: int) -> None:
    paper = with_people(replace(PLAIN, copy_no=2, void=VOID), number)
    _, *lists = pages_of(paper)
    words = " ".join(lists)
    for place in (1, number // 2 or 1, number):
        assert words.count(f"AnAnAn {place} {(100_000 + place):,}".replace(",", ".")) == 1
    assert words.count(f"Cộng ({number} người)") == 1
    assert f"Cộng ({number} người)" in lists[-1]
    assert "(ký, họ tên)" in lists[-1]
    for place, page in enumerate(lists, start=1):
        assert f"Trang {place:02d}/{len(lists):02d}" in page
        assert "Phiếu thu 0129/2022 · IN LẠI LẦN 2 · ĐÃ HỦY ngày 25/11/2022" in page


@pytest.mark.parametrize("layout", list(ReceiptLayout))
def test_receipts_keep_their_paper_between_lists(layout: ReceiptLayout) -> None:
    papers = [with_people(LONG, 3), PLAIN, with_people(PLAIN, 2)]
    reader = PdfReader(io.BytesIO(receipts_pdf(papers, layout=layout)))
    wide = [page.mediabox.width > page.mediabox.height for page in reader.pages]
    is_a5 = layout is ReceiptLayout.A5
    assert wide == [is_a5, False, is_a5, is_a5, False]
