"""A unit's member list comes in whole: every person, or every fault with its place."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ledger.clock import at_day
from ledger.intake.member_lists import MemberList, read_members
from ledger.intake.workbooks import Cell, CellError, Sheet, Unreadable, Workbook, read_file
from ledger.wages import Coefficient, DayPay, MonthlyPay, PartyFee
from tests.unit.make_files import raw_xlsx, xlsx_of

SAMPLE = Path(__file__).parents[1] / "samples" / "members.xlsx"
HEADER = ("STT", "Họ và tên", "Năm sinh", "Chi bộ", "Đối tượng", "Hệ số lương", "PC chức vụ", "Ghi chú")  # fmt: skip


def listed(*rows: tuple[Cell, ...], header: tuple[Cell, ...] = HEADER) -> MemberList:
    with at_day(date(2024, 12, 20)):
        return read_members(Workbook((Sheet("Trang 1", (header, *rows)),)))


def person(**changes: Cell) -> tuple[Cell, ...]:
    usual: dict[str, Cell] = {
        "order": 1,
        "name": "Lê Minh Khoẻ",
        "year": 1975,
        "cell": "Chi bộ Quân sự",
        "standing": "Đang công tác",
        "coefficient": "3,66",
        "allowance": None,
        "note": None,
    }
    return tuple({**usual, **changes}.values())


def faults(*rows: tuple[Cell, ...]) -> list[str]:
    return [str(error) for error in listed(*rows).errors]


def test_the_sample_list_comes_in_whole() -> None:
    members = read_members(read_file(SAMPLE.read_bytes(), "members.xlsx"))
    assert members.errors == members.warnings == ()
    assert len(members.rows) == members.counted == members.declared_total == 61
    assert sum(row.standing == "working" for row in members.rows) == 28
    assert all(row.pay is not None for row in members.rows if row.standing == "working")
    names = [row.full_name for row in members.rows]
    assert all(unicodedata.is_normalized("NFC", name) for name in names)
    assert not any("đ/c" in name or name.isupper() for name in names)
    assert [row.birth_year for row in members.rows if row.full_name == "Hồ Ngọc Hoà"] == [
        1962,
        1969,
    ]
    assert len({row.cell_name for row in members.rows}) == 5


def test_the_sample_rows_keep_their_place_and_what_was_written() -> None:
    members = read_members(read_file(SAMPLE.read_bytes(), "members.xlsx"))
    rows = {row.row: row for row in members.rows}
    assert (rows[14].full_name, rows[14].original_name) == ("Lý Thanh Yến", "đ/c Lý Thanh Yến")
    assert (rows[16].full_name, rows[16].original_name) == ("Lê Minh Hương", "LÊ MINH HƯƠNG")
    assert rows[8].pay == Coefficient(Decimal("4.65"), Decimal("0.50"))
    assert rows[11].pay == Coefficient(Decimal("3.33"), Decimal(0))
    assert (rows[6].standing, rows[6].pay) == ("residential", None)


@pytest.mark.parametrize(
    ("written", "full_name"),
    [
        (unicodedata.normalize("NFD", "Nguyễn Thị Thủy"), "Nguyễn Thị Thủy"),
        ("  Đ/c  NGUYỄN   THỊ THỦY ", "Nguyễn Thị Thủy"),
        ("K’Ho Y Nuê", "K’Ho Y Nuê"),
    ],
)
def test_names_are_tidied_and_never_cut(written: str, full_name: str) -> None:
    (row,) = listed(person(name=written)).rows
    assert row.full_name == full_name


@pytest.mark.parametrize(
    ("cell", "pay"),
    [
        ("3,66", Decimal("3.66")),
        ("3.66", Decimal("3.66")),
        (3.66, Decimal("3.66")),
        (4.6500000000000004, Decimal("4.65")),
        (3, Decimal(3)),
        (20, Decimal(20)),
    ],
)
def test_coefficients_are_read_with_comma_dot_or_as_numbers(cell: Cell, pay: Decimal) -> None:
    (row,) = listed(person(coefficient=cell, allowance="0,2")).rows
    assert row.pay == Coefficient(pay, Decimal("0.2"))


@pytest.mark.parametrize(
    ("title", "cell", "pay"),
    [
        ("Mức lương tháng", 7_450_000, MonthlyPay(7_450_000)),
        ("Lương tháng", "7.450.000 đ", MonthlyPay(7_450_000)),
        ("Đảng phí", "74 500", PartyFee(74_500)),
        ("01 ngày lương (đồng)", "261.427đồng", DayPay(261_427)),
        ("1 ngày lương", "–", None),
    ],
)
def test_other_pay_columns_become_their_own_basis(title: str, cell: Cell, pay: object) -> None:
    header = ("Họ và tên", "Đối tượng", title)
    members = listed(("Lê Minh Khoẻ", "Đang công tác", cell), header=header)
    assert members.rows[0].pay == pay


def test_the_coefficient_wins_over_an_amount_computed_from_it() -> None:
    header = ("Họ và tên", "Đối tượng", "Hệ số lương", "01 ngày lương")
    members = listed(("Lê Minh Khoẻ", "Đang công tác", "3,66", 247_882), header=header)
    assert members.rows[0].pay == Coefficient(Decimal("3.66"), Decimal(0))


def test_someone_in_work_without_pay_is_a_warning() -> None:
    members = listed(person(coefficient=None), person(standing="Hưu trí", coefficient=None))
    assert members.errors == ()
    assert [str(warning) for warning in members.warnings] == [
        "Dòng 2: đang công tác nhưng chưa có lương để tính mức vận động"
    ]


@pytest.mark.parametrize(
    ("written", "standing"),
    [
        ("ĐANG CÔNG TÁC", "working"),
        ("đảng viên đang công tác", "working"),
        ("Ở khu dân cư", "residential"),
        ("nơi cư trú", "residential"),
        ("hưu trí", "residential"),
    ],
)
def test_standing_is_read_in_the_words_of_the_office(written: str, standing: str) -> None:
    (row,) = listed(person(standing=written)).rows
    assert row.standing == standing


@pytest.mark.parametrize("cell", [1975, "1975", " 05/02/1975", "5.2.1975", date(1975, 2, 5)])
def test_a_birth_year_may_stand_in_a_date(cell: Cell) -> None:
    assert listed(person(year=cell)).rows[0].birth_year == 1975


def test_an_unknown_birth_year_is_no_fault() -> None:
    years = [row.birth_year for row in listed(person(year=None), person(year="-")).rows]
    assert years == [None, None]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name": None}, "cột Họ và tên: Chưa nhập họ tên."),
        ({"name": "Nguyễn Văn А"}, "cột Họ và tên: Họ tên có ký tự lạ: “А” (vị trí 12)."),
        ({"name": "Lê Văn An\nLê Văn Ba"}, "cột Họ và tên: ô có nhiều dòng; mỗi người ghi một dòng riêng"),
        ({"name": CellError("ô báo lỗi #REF!")}, "cột Họ và tên: ô báo lỗi #REF!"),
        ({"year": 1899}, "cột Năm sinh: năm sinh 1899 không nằm trong khoảng 1900–2008"),
        ({"year": 2009}, "cột Năm sinh: năm sinh 2009 không nằm trong khoảng 1900–2008"),
        ({"year": 27430}, "cột Năm sinh: năm sinh 27430 không nằm trong khoảng 1900–2008"),
        ({"year": "khoảng 1950"}, "cột Năm sinh: năm sinh «khoảng 1950» không đọc được; ghi bốn chữ số, ví dụ 1975"),
        ({"standing": None}, "cột Đối tượng: chưa ghi đối tượng; ghi «Đang công tác» hoặc «Khu dân cư»"),
        ({"standing": "Dự bị"}, "cột Đối tượng: không rõ đối tượng «Dự bị»; ghi «Đang công tác» hoặc «Khu dân cư»"),
        ({"coefficient": "0"}, "cột Hệ số lương: hệ số lương phải lớn hơn 0 và không quá 20"),
        ({"coefficient": -3.66}, "cột Hệ số lương: hệ số lương phải lớn hơn 0 và không quá 20"),
        ({"coefficient": 20.01}, "cột Hệ số lương: hệ số lương phải lớn hơn 0 và không quá 20"),
        ({"coefficient": 366}, "cột Hệ số lương: hệ số lương phải lớn hơn 0 và không quá 20"),
        ({"coefficient": "ba phẩy"}, "cột Hệ số lương: hệ số lương «ba phẩy» không phải là số, ví dụ 3,66"),
        ({"coefficient": True}, "cột Hệ số lương: hệ số lương «True» không phải là số, ví dụ 3,66"),
        ({"coefficient": float("nan")}, "cột Hệ số lương: hệ số lương «nan» không phải là số, ví dụ 3,66"),
        ({"coefficient": date(2022, 3, 10)}, "cột Hệ số lương: hệ số lương «10/03/2022» không phải là số, ví dụ 3,66"),
        ({"allowance": -1}, "cột PC chức vụ: hệ số phụ cấp phải từ 0 đến 20"),
        ({"coefficient": None, "allowance": "0,2"}, "cột PC chức vụ: có phụ cấp nhưng không có hệ số lương"),
        ({"note": "a\u202eb"}, "cột Ghi chú: Nội dung có ký tự ẩn; đã đánh dấu để sửa."),
    ],
)  # fmt: skip
def test_each_fault_names_its_row_and_column(changes: dict[str, Cell], fault: str) -> None:
    assert faults(person(**changes)) == [f"Dòng 2, {fault}"]


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        (150, "số tiền 150 đồng quá nhỏ; nếu là 150.000, hãy gõ lại không có dấu"),
        (261_427.27, "số tiền 261427.27 lẻ dưới 1 đồng; hãy làm tròn trong bảng"),
        ("500,000", "Dùng dấu chấm ngăn hàng nghìn: 500.000. Sổ không ghi số lẻ dưới 1 đồng."),
    ],
)
def test_amounts_that_can_be_read_two_ways_are_not_guessed(cell: Cell, fault: str) -> None:
    header = ("Họ và tên", "Đối tượng", "01 ngày lương")
    members = listed(("Lê Minh Khoẻ", "Đang công tác", cell), header=header)
    assert [error.message for error in members.errors] == [fault]


def test_all_faults_of_all_rows_come_at_once() -> None:
    members = listed(
        person(),
        person(name="<script>", year=3000, standing="?"),
        person(),
        person(coefficient=CellError("ô công thức chưa có giá trị")),
    )
    assert [(error.row, error.column) for error in members.errors] == [
        (3, "Họ và tên"),
        (3, "Năm sinh"),
        (3, "Đối tượng"),
        (5, "Hệ số lương"),
    ]
    assert (len(members.rows), members.counted) == (2, 4)


def test_a_formula_without_a_value_is_told_by_its_row() -> None:
    cells = "".join(
        f'<c r="{column}8" t="inlineStr"><is><t>{title}</t></is></c>'
        for column, title in zip("ABC", ("Họ và tên", "Đối tượng", "Hệ số lương"), strict=True)
    )
    body = raw_xlsx(
        f'<row r="8">{cells}</row><row r="9"><c r="A9" t="inlineStr"><is><t>Lê An</t></is></c>'
        '<c r="B9" t="inlineStr"><is><t>Đang công tác</t></is></c><c r="C9"><f>1+2</f></c></row>'
    )
    members = read_members(read_file(body, "a.xlsx"))
    assert [str(error) for error in members.errors] == [
        "Dòng 9, cột Hệ số lương: ô công thức chưa có giá trị"
    ]


@pytest.mark.parametrize(
    "total",
    [
        (None, "Tổng cộng: 3 đảng viên"),
        (None, "TỔNG SỐ", 3),
        ("Tổng cộng", "3 đồng chí"),
        (None, "Tổng cộng 3"),
    ],
)
def test_a_stated_total_is_compared_with_the_count(total: tuple[Cell, ...]) -> None:
    members = listed(person(), person(), total)
    assert (members.declared_total, members.counted) == (3, 2)
    assert [str(error) for error in members.errors] == [
        "Dòng 4: dòng tổng ghi 3 đảng viên ≠ đếm được 2"
    ]
    assert listed(person(), person(), person(), total).errors == ()


@pytest.mark.parametrize("total", ["Tổng cộng năm 2022", "Tổng số tiền: 7.650.000", "Tổng cộng"])
def test_a_total_that_states_no_people_is_not_compared(total: str) -> None:
    members = listed(person(), (None, total))
    assert (members.declared_total, members.errors) == (None, ())


def test_group_titles_and_ditto_marks_name_the_cell() -> None:
    members = listed(
        ("I", "Chi bộ ấp Hoà Bình"),
        person(cell=None),
        person(),
        person(cell='"', standing="nt"),
        (None, "Cộng: 3 đảng viên"),
    )
    assert [row.cell_name for row in members.rows] == [
        "Chi bộ ấp Hoà Bình",
        "Chi bộ Quân sự",
        "Chi bộ Quân sự",
    ]
    assert members.rows[2].standing == "working"
    assert members.declared_total == 3


def test_card_numbers_are_not_read_and_that_is_said() -> None:
    header = ("Họ và tên", "Số thẻ đảng viên", "Đối tượng", "CCCD")
    members = listed(("Lê Minh Khoẻ", "12345678901", "Hưu trí", "x"), header=header)
    assert members.ignored_columns == ("Số thẻ đảng viên", "CCCD")
    assert "12345678901" not in repr(members)


def test_notes_with_formula_signs_are_plain_text() -> None:
    assert listed(person(note="=HYPERLINK(1)")).rows[0].note == "=HYPERLINK(1)"


def test_several_sheets_make_one_list_with_sheet_names_in_errors() -> None:
    other: list[list[object]] = [["Bảng tổng hợp"], ["Đơn vị", 3]]
    body = xlsx_of(
        [HEADER, person()],
        [HEADER, person(name="Lê <b>")],
        other,
        [],
        names=("CB 1", "CB 2", "Tổng hợp", "Sheet4"),
    )
    members = read_members(read_file(body, "a.xlsx"))
    assert [row.sheet for row in members.rows] == ["CB 1"]
    assert [str(error)[:21] for error in members.errors] == ["Trang «CB 2», dòng 2,"]
    assert members.ignored_sheets == ("Tổng hợp",)


def test_hidden_sheets_are_passed_over_and_named() -> None:
    shown = Sheet("Danh sách", (HEADER, person()))
    hidden = Sheet("Cũ", (HEADER, person()), hidden=True)
    members = read_members(Workbook((shown, hidden)))
    assert (members.counted, members.ignored_sheets) == (1, ("Cũ",))


def test_a_workbook_without_a_list_says_what_is_needed() -> None:
    with pytest.raises(Unreadable, match="Thiếu cột «Đối tượng»"):
        listed(("Lê Minh Khoẻ", 1975), header=("Họ và tên", "Năm sinh"))
    with pytest.raises(Unreadable, match="Tệp không có dòng nào"):
        read_members(Workbook((Sheet("Trang 1", ()),)))
    with pytest.raises(Unreadable, match="không có đảng viên nào"):
        listed()


def test_five_thousand_people_are_read_in_seconds() -> None:
    rows = [person(order=number) for number in range(1, 5_001)]
    assert listed(*rows).counted == 5_000
