"""Test the cash book on paper and as a spreadsheet."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from ledger.documents.cash_book import cash_book_pdf, cash_book_xlsx
from ledger.reports.cash_book import CashBook, CashBookLine
from ledger.reports.receipts import Signer


def make_line(seq: int, *, out: bool = False) -> CashBookLine:
    """Make a line whose amounts, in and out, are its own and easy to find again."""
    return CashBookLine(
        seq=seq,
        recorded_on=date(2022, 11, 21),
        voucher_on=date(2022, 11, 20),
        receipt_number="" if out else f"{seq:04d}/2022",
        payment_number=f"PC {seq:04d}/2022" if out else "",
        description=f"Chi hỗ trợ nhà số {seq}" if out else f"Nguyễn Văn An {seq} – ấp Tân Lập",
        in_vnd=0 if out else 100_000 + seq,
        out_vnd=300_000 + seq if out else 0,
        balance_vnd=5_000_000 + seq,
    )


def make_book(count: int) -> CashBook:
    lines = tuple(make_line(seq, out=seq % 10 == 0) for seq in range(1, count + 1))
    return CashBook(
        earmark="",
        unit_name="ĐẢNG ỦY XÃ LONG SƠN",
        unit_address="Ấp Sơn Lập, xã Long Sơn",
        fund="tiền mặt",
        starts_on=date(2022, 1, 1),
        ends_before=date(2023, 1, 1),
        opening_vnd=3_000_000,
        lines=lines,
        in_total_vnd=sum(line.in_vnd for line in lines),
        out_total_vnd=sum(line.out_vnd for line in lines),
        closing_vnd=7_654_321,
        opened_on=date(2022, 1, 3),
        signers=(
            Signer(title="Người ghi sổ (thủ quỹ)", name="Lê Thị Hà"),
            Signer(title="Kế toán", name="Trần Văn Bảy"),
            Signer(title="Thủ trưởng"),
        ),
        check_code="7K3MQ2XA",
    )


def pages_of(book: CashBook) -> list[str]:
    reader = PdfReader(io.BytesIO(cash_book_pdf(book)))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def sheet_of(book: CashBook) -> Any:  # noqa: ANN401  # openpyxl is untyped
    return openpyxl.load_workbook(io.BytesIO(cash_book_xlsx(book))).active


def test_heading_names_unit_fund_and_days() -> None:
    (page,) = pages_of(make_book(3))
    assert "Đơn vị: ĐẢNG ỦY XÃ LONG SƠN Địa chỉ: Ấp Sơn Lập, xã Long Sơn SỔ QUỸ TIỀN MẶT" in page
    assert "Loại quỹ: tiền mặt · Từ ngày 01/01/2022 đến ngày 31/12/2022" in page


def test_lines_show_days_numbers_sums_and_balance() -> None:
    page = " ".join(pages_of(make_book(10)))
    assert "21/11/2022 20/11/2022 0003/2022 Nguyễn Văn An 3 – ấp Tân Lập 100.003 5.000.003" in page
    assert "21/11/2022 20/11/2022 PC 0010/2022 Chi hỗ trợ nhà số 10 300.010 5.000.010" in page


def test_opening_totals_and_closing_balance_frame_the_lines() -> None:
    page = " ".join(pages_of(make_book(10)))
    assert page.index("Số dư đầu kỳ 3.000.000") < page.index("Nguyễn Văn An 1 ")
    assert page.index("nhà số 10") < page.index("Cộng phát sinh trong kỳ 900.045 300.010")
    assert page.index("Cộng phát sinh") < page.index("Số dư cuối kỳ 7.654.321")


def test_end_counts_the_pages_and_is_signed() -> None:
    pages = pages_of(make_book(50))
    assert len(pages) == 3
    end = pages[-1]
    assert "Sổ này có 03 trang, đánh số từ trang 01 đến trang 03." in end
    assert "Ngày mở sổ: 03/01/2022" in end
    assert "Người ghi sổ (thủ quỹ) (ký, họ tên) Lê Thị Hà Kế toán" in end
    assert "Thủ trưởng" in end
    assert all("Sổ này có" not in page for page in pages[:-1])


def test_day_of_opening_not_known_leaves_room_to_write() -> None:
    (page,) = pages_of(replace(make_book(1), opened_on=None))
    assert "Ngày mở sổ: ……/……/………" in page


def test_every_page_repeats_the_head_and_bears_number_and_code() -> None:
    for number, page in enumerate(pages_of(make_book(50)), start=1):
        assert "Diễn giải" in page
        assert "Ngày, tháng ghi sổ" in page
        assert "A B C D E 1 2 3 G" in page
        assert f"Trang {number:02d}/03" in page
        assert "Mã đối chiếu sổ: 7K3MQ2XA" in page


@pytest.mark.parametrize("count", [0, 1, 12, 13, 14, 15, 16, 17, 18, 40, 137])
def test_every_line_is_printed_once_whatever_the_length(count: int) -> None:
    whole = " ".join(pages_of(make_book(count)))
    for seq in range(1, count + 1):
        number = f"PC {seq:04d}/2022" if seq % 10 == 0 else f" {seq:04d}/2022 Nguyễn"
        assert whole.count(number) == 1
    assert whole.count("Số dư cuối kỳ") == 1


def test_long_descriptions_wrap_and_stay_whole() -> None:
    words = "Chi hỗ trợ xây nhà cho đồng chí Trần Thị Bình theo Quyết định số 12-QĐ/HU ngày 1/11"
    line = replace(make_line(1), description=words, note="điều chỉnh ĐC 0003/2022")
    (page,) = pages_of(replace(make_book(1), lines=(line,)))
    assert words in page
    assert "điều chỉnh ĐC 0003/2022" in page


def test_same_book_gives_the_same_bytes() -> None:
    book = make_book(30)
    assert cash_book_pdf(book) == cash_book_pdf(book)
    assert cash_book_xlsx(book) == cash_book_xlsx(book)


def test_file_is_titled_and_vietnamese() -> None:
    reader = PdfReader(io.BytesIO(cash_book_pdf(make_book(1))))
    assert reader.metadata is not None
    assert reader.metadata.title == "Sổ quỹ tiền mặt Từ ngày 01/01/2022 đến ngày 31/12/2022"
    catalog: Any = reader.trailer["/Root"]
    assert catalog["/Lang"] == "vi-VN"


def test_spreadsheet_has_the_same_rows_as_numbers_and_days() -> None:
    rows = list(sheet_of(make_book(10)).iter_rows(values_only=True))
    start = next(place for place, row in enumerate(rows) if row[0] == "Ngày ghi sổ")
    day = datetime(2022, 11, 21)  # noqa: DTZ001  # as openpyxl reads a day
    body = rows[start + 1 :]
    assert body[0] == (*[None] * 4, "Số dư đầu kỳ", None, None, 3_000_000, None)
    assert body[3][0] == day
    assert body[3][2:8] == (
        "0003/2022",
        None,
        "Nguyễn Văn An 3 – ấp Tân Lập",
        100_003,
        None,
        5_000_003,
    )
    assert body[10][3:8] == ("PC 0010/2022", "Chi hỗ trợ nhà số 10", None, 300_010, 5_000_010)
    assert body[11][4:7] == ("Cộng phát sinh trong kỳ", 900_045, 300_010)
    assert body[12][4:8] == ("Số dư cuối kỳ", None, None, 7_654_321)
    assert len(body) == 13


def test_spreadsheet_names_unit_fund_and_code() -> None:
    sheet = sheet_of(make_book(1))
    assert sheet["A1"].value == "SỔ QUỸ TIỀN MẶT"
    assert sheet["A2"].value == "Đơn vị: ĐẢNG ỦY XÃ LONG SƠN"
    assert sheet["A4"].value.startswith("Loại quỹ: tiền mặt. Từ ngày 01/01/2022")
    assert sheet["A5"].value == "Mã đối chiếu sổ: 7K3MQ2XA"
