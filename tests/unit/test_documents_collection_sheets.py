"""Test the blank list that a cell fills in by hand."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from ledger.documents.collection_sheets import blank_sheet_pdf
from ledger.reports.collection_sheets import CollectionSheet, SheetRow


def make_row(position: int) -> SheetRow:
    return SheetRow(
        entry_id=position,
        position=position,
        name=f"Lê Thị Khoẻ {position}x",
        birth_year=1950 + position % 50,
        standing="working",
        not_asked=False,
        not_asked_reason="",
        asked_vnd=158_000 + position,
        sum_text="(3,66 + 0,20) × 1.490.000 ÷ 22 = 261.427",
        given_vnd=0,
    )


def make_sheet(count: int) -> CollectionSheet:
    rows = tuple(make_row(position) for position in range(1, count + 1))
    return CollectionSheet(
        campaign_id=1,
        campaign_title="Ủng hộ xây dựng “Ngôi nhà cấp ủy” năm 2022",
        year=2022,
        unit_name="ĐẢNG ỦY XÃ LONG SƠN",
        committee_name="HUYỆN ỦY CẦU NGANG",
        cell_id=1,
        cell_name="Chi bộ ấp Tân Lập",
        rows=rows,
        page=1,
        pages=1,
        asked_count=count,
        asked_total_vnd=sum(row.asked_vnd or 0 for row in rows),
        given_count=0,
        given_total_vnd=0,
    )


def pages_of(sheet: CollectionSheet) -> list[str]:
    reader = PdfReader(io.BytesIO(blank_sheet_pdf(sheet)))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def with_row(row: SheetRow) -> CollectionSheet:
    return replace(make_sheet(1), rows=(row,))


def test_heading_names_committee_unit_campaign_and_cell() -> None:
    (page,) = pages_of(make_sheet(3))
    assert page.startswith(
        "HUYỆN ỦY CẦU NGANG ĐẢNG ỦY XÃ LONG SƠN ĐẢNG CỘNG SẢN VIỆT NAM "
        "DANH SÁCH ĐẢNG VIÊN ỦNG HỘ Ủng hộ xây dựng “Ngôi nhà cấp ủy” năm 2022 "
        "Chi bộ ấp Tân Lập ĐVT: đồng"
    )


def test_columns_end_with_a_place_to_sign() -> None:
    (page,) = pages_of(make_sheet(1))
    assert "TT Họ và tên Năm sinh Mức vận động Số tiền Ký nộp Ghi chú" in page


def test_person_is_printed_with_suggested_level_and_empty_sum() -> None:
    (page,) = pages_of(make_sheet(3))
    assert "2 Lê Thị Khoẻ 2x 1952 158.002 3 Lê Thị Khoẻ 3x" in page


def test_pay_is_never_on_a_list_that_goes_from_hand_to_hand() -> None:
    (page,) = pages_of(make_sheet(3))
    assert "3,66" not in page
    assert "261.427" not in page


def test_person_not_asked_is_named_without_the_reason() -> None:
    row = replace(make_row(1), not_asked=True, not_asked_reason="được miễn", asked_vnd=None)
    (page,) = pages_of(with_row(row))
    assert "Lê Thị Khoẻ 1x 1951 không vận động" in page
    assert "được miễn" not in page


def test_person_without_birth_year_or_level_leaves_both_empty() -> None:
    row = replace(make_row(1), birth_year=None, asked_vnd=None)
    (page,) = pages_of(with_row(row))
    assert "1 Lê Thị Khoẻ 1x Tổng cộng" in page


def test_what_was_given_before_is_noted() -> None:
    (page,) = pages_of(with_row(replace(make_row(1), given_vnd=100_000)))
    assert "đã góp 100.000" in page


def test_total_sum_in_words_and_three_signatures_close_the_list() -> None:
    (page,) = pages_of(make_sheet(3))
    end = page[page.index("Tổng cộng") :]
    assert end.startswith("Tổng cộng (3 người) 474.006 Bằng chữ: ……")
    assert end.index("NGƯỜI LẬP BIỂU") < end.index("THỦ QUỸ") < end.index("T/M CHI BỘ")
    assert "tháng …… năm 2022" in end


def test_part_of_a_long_cell_says_which_part() -> None:
    (page,) = pages_of(replace(make_sheet(2), page=2, pages=3))
    assert "Chi bộ ấp Tân Lập (phần 2/3)" in page


def test_forty_five_people_take_two_numbered_pages_each_with_its_head() -> None:
    pages = pages_of(make_sheet(45))
    assert len(pages) == 2
    for number, page in enumerate(pages, start=1):
        assert "Mức vận động" in page
        assert f"Chi bộ ấp Tân Lập Trang {number:02d}/02" in page


@pytest.mark.parametrize("count", [0, 1, 18, 19, 20, 21, 24, 25, 26, 27, 52, 53, 54, 200])
def test_every_person_is_printed_once_and_totals_never_stand_alone(count: int) -> None:
    pages = pages_of(make_sheet(count))
    whole = " ".join(pages)
    for position in range(1, count + 1):
        assert whole.count(f" {position} Lê Thị Khoẻ {position}x ") == 1
    assert whole.count("Tổng cộng") == 1
    assert count == 0 or "Khoẻ" in pages[-1]


def test_long_names_wrap_and_stay_whole() -> None:
    name = "Nguyễn Phước Tôn Nữ Công Huyền Thị Thanh Bình Phương Hoàng " * 2
    (page,) = pages_of(with_row(replace(make_row(1), name=name.strip())))
    assert name.strip() in page


def test_same_list_gives_the_same_bytes_and_a_title() -> None:
    sheet = make_sheet(30)
    pdf = blank_sheet_pdf(sheet)
    assert pdf == blank_sheet_pdf(sheet)
    metadata = PdfReader(io.BytesIO(pdf)).metadata
    assert metadata is not None
    assert metadata.title == "Danh sách ủng hộ 2022 – Chi bộ ấp Tân Lập"
