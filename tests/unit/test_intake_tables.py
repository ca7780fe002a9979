"""A table is found wherever it stands, and every row below its header is told apart."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.intake.tables import Table, find_table, fold, text_of
from ledger.intake.workbooks import Cell, CellError, Sheet, Unreadable

COLUMNS = {
    "order": ("STT", "TT"),
    "full_name": ("Họ và tên", "Họ tên"),
    "cell": ("Chi bộ",),
    "coefficient": ("Hệ số lương", "Hệ số"),
    "allowance": ("PC chức vụ", "Phụ cấp"),
    "amount": ("Số tiền", "Số tiền ủng hộ"),
}
HEADER = ("STT", "Họ và tên", "Số tiền")


def found(*rows: tuple[Cell, ...], required: tuple[str, ...] = ("full_name", "amount")) -> Table:
    return find_table(Sheet("Trang 1", rows), COLUMNS, required=required, name="full_name")


def refusal(*rows: tuple[Cell, ...]) -> str:
    with pytest.raises(Unreadable) as caught:
        found(*rows)
    return str(caught.value)


def people(table: Table) -> list[tuple[int, Cell]]:
    return [(row.number, row.cells["full_name"]) for row in table.body]


def test_a_header_is_found_below_titles_in_any_spelling() -> None:
    table = found(
        ("ĐẢNG BỘ HUYỆN TÂN HOÀ", None, "ĐẢNG CỘNG SẢN VIỆT NAM"),
        (),
        ("DANH SÁCH ỦNG HỘ",),
        (None, "ĐVT: đồng"),
        (),
        (),
        ("Số tiền (đồng)", "TT", "HỌ VÀ\nTÊN"),
        (500_000, 1, "Lê Minh Khoẻ"),
    )
    assert table.header_row == 7
    assert table.columns == {"amount": 0, "order": 1, "full_name": 2}
    assert table.titles["full_name"] == "HỌ VÀ TÊN"
    assert people(table) == [(8, "Lê Minh Khoẻ")]
    assert table.body[0].cells["amount"] == 500_000


def test_a_header_may_fill_two_rows_under_a_document_title() -> None:
    table = found(
        ("CHI BỘ ẤP TÂN LẬP", None, None, None, None),
        ("STT", "Họ và tên", "Tiền lương", None, "Số tiền"),
        (None, None, "Hệ số", "PC chức vụ", None),
        ("(1)", "(2)", "(3)", "(4)", "(5)"),
        (1, "Lê Minh Khoẻ", "3,66", "0,20", 500_000),
    )
    assert table.header_row == 3
    assert table.columns == {
        "order": 0,
        "full_name": 1,
        "coefficient": 2,
        "allowance": 3,
        "amount": 4,
    }
    assert table.titles["coefficient"] == "Tiền lương Hệ số"
    assert table.titles["order"] == "STT"
    assert people(table) == [(5, "Lê Minh Khoẻ")]


def test_a_group_row_under_the_header_is_not_taken_into_it() -> None:
    table = found(HEADER, ("I", "Chi bộ ấp Tân Lập", None), (1, "Lê Minh Khoẻ", 1))
    assert (table.header_row, "cell" in table.columns) == (1, False)
    assert table.body[0].group == "Chi bộ ấp Tân Lập"


def test_the_exact_title_wins_over_a_longer_one_which_is_named_as_ignored() -> None:
    table = found(
        ("STT", "Họ tên chồng", "Họ và tên", "Số tiền", "Số thẻ đảng", None),
        (1, "Trần Văn Ba", "Lê Thị Tư", 1, "12345678", None),
    )
    assert table.columns["full_name"] == 2
    assert table.ignored == ("Họ tên chồng", "Số thẻ đảng")


def test_groups_totals_blanks_and_repeated_headers_are_not_people() -> None:
    table = found(
        HEADER,
        ("A", "B", 1),
        ("I", "Chi bộ ấp Tân Lập", None),
        (1, "Tống Công Minh", 100),
        (2, "Cộng Thị Hoà", 200),
        (None, "Cộng", 300),
        (),
        ("STT", "Họ và tên", "Số tiền"),
        ("II. Chi bộ Quân sự", None, None),
        ("1.", "Sơn Thị Lan", 50),
        (None, "Tổng", None),
        ("Chi bộ cơ quan", None, None),
        ("01", "Kim Ngọc Liên", 7),
        (62, None, None),
        (CellError("ô công thức chưa có giá trị"), None, None),
        ("TỔNG CỘNG", None, 357),
        (None, "Bằng chữ: Ba trăm năm mươi bảy đồng", None),
        (None, None, "Long Sơn, ngày 20 tháng 11 năm 2022"),
        (None, "NGƯỜI LẬP BIỂU", "T/M ĐẢNG UỶ"),
        (None, "Nguyễn Văn Ký", "Trần Thị Tên"),
    )
    assert [number for number, _ in people(table)] == [4, 5, 10, 13]
    assert [row.group for row in table.body[:4]] == [
        "Chi bộ ấp Tân Lập",
        "Chi bộ ấp Tân Lập",
        "Chi bộ Quân sự",
        "Chi bộ cơ quan",
    ]
    assert [(t.number, t.text, t.is_grand, t.cells["amount"]) for t in table.totals] == [
        (6, "Cộng", False, 300),
        (11, "Tổng", True, None),
        (16, "TỔNG CỘNG", True, 357),
    ]


def test_a_numbered_person_is_never_lost_even_below_signatures() -> None:
    table = found(
        HEADER,
        (1, "Lê Minh Khoẻ", 1),
        (61, "Tổng cộng", 1),
        (None, None, "THỦ QUỸ"),
        (2, "Võ Bá Khoẻ", 2),
        (None, "Nguyễn Văn Ký", None),
        HEADER,
        (None, "Sơn Thị Lan", 3),
    )
    assert people(table) == [(2, "Lê Minh Khoẻ"), (5, "Võ Bá Khoẻ"), (8, "Sơn Thị Lan")]


def test_an_office_in_a_persons_row_ends_nothing() -> None:
    table = found(
        ("Họ và tên", "Số tiền", "Chức vụ"),
        ("Lê Minh Khoẻ", "500.000", "Thủ quỹ"),
        ("Võ Bá Khoẻ", "20.000", "Bí thư chi bộ"),
    )
    assert len(table.body) == 2


def test_a_broken_row_stays_and_a_remark_after_the_total_does_not() -> None:
    table = found(
        HEADER,
        (1, None, 500),
        (None, "Lê Minh Khoẻ", None),
        (None, None, CellError("ô báo lỗi #REF!")),
        (None, "Tổng cộng: 3 người", None),
        (None, "* Danh sách đã được niêm yết", None),
        (None, "Sơn Thị Lan", 20),
    )
    assert [number for number, _ in people(table)] == [2, 3, 4, 7]


def test_missing_columns_list_what_was_found_and_what_is_needed() -> None:
    assert refusal((), ("STT", "Họ và tên", "Năm sinh"), (1, "Lê Minh Khoẻ", 1999)) == (
        "Thiếu cột «Số tiền». Dòng tiêu đề tìm thấy: dòng 2, gồm «STT», «Họ và tên», «Năm sinh»."
    )
    assert refusal(("Một tệp khác",), (1, 2)) == (
        "Không tìm thấy dòng tiêu đề. Cần có các cột: «Họ và tên», «Số tiền»."
    )
    assert refusal().startswith("Không tìm thấy dòng tiêu đề.")


def test_two_columns_for_one_field_are_refused_by_name() -> None:
    assert refusal(("Họ tên", "Số tiền", "Số tiền"), ("Lê Minh Khoẻ", 1, 2)) == (
        "Có 2 cột cùng là «Số tiền»: «Số tiền», «Số tiền». Hãy để lại một cột."
        " Dòng tiêu đề tìm thấy: dòng 1, gồm «Họ tên», «Số tiền», «Số tiền»."
    )


def test_old_font_encodings_are_named() -> None:
    assert "TCVN3" in refusal(("STT", "Hä vµ tªn", "Sè tiÒn"), (1, "Lª Minh KhoÎ", 1))
    assert "VNI" in refusal(("STT", "Hoï vaø teân", "Soá tieàn"), (1, "Nguyeãn", 1))


def test_a_full_sheet_without_a_header_is_refused() -> None:
    rows = ((f"Nguyễn Thị Ánh {number}", *["chữ Việt"] * 39) for number in range(5_000))
    assert refusal(*rows).startswith("Không tìm thấy dòng tiêu đề.")


def test_titles_are_compared_by_their_words() -> None:
    assert fold(" 01  NGÀY lương (đồng) ") == "01 ngay luong"
    assert fold("Ngày/tháng\nnăm sinh:") == "ngay thang nam sinh"


def test_text_of_a_cell_is_what_the_sheet_shows() -> None:
    assert [
        text_of(cell) for cell in (None, " a\u0301 ", 7, date(2022, 10, 1), CellError("x"))
    ] == [
        "",
        "á",
        "7",
        "01/10/2022",
        "",
    ]
