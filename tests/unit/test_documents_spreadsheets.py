"""Test that spreadsheets keep types and never carry a formula (R15)."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from ledger.documents.member_lists import member_list_xlsx
from ledger.documents.spreadsheets import Cell, table_xlsx
from ledger.reports.member_lists import MemberLine, MemberList

HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://evil","x")',
    "+84",
    "-1",
    "@SUM(A1)",
    "{=1+1}",
    "\t=1+1",
    "http://evil.example",
    "12345",
    "_x0041_",
]


def sheet_of(content: bytes) -> Any:  # noqa: ANN401  # openpyxl is untyped
    return openpyxl.load_workbook(io.BytesIO(content)).active


@pytest.mark.parametrize("typed", HOSTILE)
def test_text_stays_text_wherever_it_stands(typed: str) -> None:
    content = table_xlsx(typed, [typed], [[typed]], lines=[typed])
    sheet = sheet_of(content)
    cells = [sheet["A1"], sheet["A2"], sheet["A4"], sheet["A5"]]
    assert [cell.data_type for cell in cells] == ["s"] * 4
    assert [cell.value for cell in cells] == [typed.strip()] * 4
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
        assert "xl/worksheets/_rels/sheet1.xml.rels" not in parts.namelist()


def test_numbers_are_numbers_and_days_are_days() -> None:
    sheet = sheet_of(table_xlsx("Sổ", ["a", "b", "c"], [[10**12, -500, date(2022, 11, 20)]]))
    assert sheet["A4"].value == 10**12
    assert sheet["A4"].number_format == "#,##0"
    assert sheet["B4"].value == -500
    assert sheet["C4"].value == datetime(2022, 11, 20)  # noqa: DTZ001  # as openpyxl reads a day
    assert sheet["C4"].number_format == "dd/mm/yyyy"


def test_absent_cell_is_empty_and_zero_is_not() -> None:
    sheet = sheet_of(table_xlsx("Sổ", ["a", "b"], [[None, 0]]))
    assert sheet["A4"].value is None
    assert sheet["B4"].value == 0


def test_years_and_places_are_not_grouped_like_sums() -> None:
    sheet = sheet_of(table_xlsx("Sổ", ["Năm", "Tiền"], [[1975, 1975]], plain=[0]))
    assert (sheet["A4"].value, sheet["A4"].number_format) == (1975, "0")
    assert sheet["B4"].number_format == "#,##0"


def test_header_stays_in_sight_and_filters_every_row() -> None:
    sheet = sheet_of(table_xlsx("Sổ", ["a", "b"], [[1, 2], [3, 4]], lines=["x", "y"]))
    assert sheet.freeze_panes == "A6"
    assert sheet.auto_filter.ref == "A5:B7"
    assert sheet.print_title_rows == "$5:$5"


def test_empty_list_is_a_readable_file() -> None:
    assert sheet_of(table_xlsx("Sổ", ["a"], [])).max_row == 3


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Sổ quỹ: 01/2022 [xã]", "Sổ quỹ  01 2022  xã"),
        ("a" * 40, "a" * 31),
        ("'", "Bảng"),
        ("Sổ", "Sổ"),
    ],
)
def test_name_of_the_sheet_is_one_that_excel_accepts(title: str, name: str) -> None:
    assert sheet_of(table_xlsx(title, ["a"], [])).title == name


def test_columns_are_as_wide_as_their_words_within_reason() -> None:
    sheet = sheet_of(table_xlsx("Sổ", ["a", "b", "c"], [["x" * 20, "y" * 500, 1_000_000]]))
    widths = [sheet.column_dimensions[letter].width for letter in "ABC"]
    assert 22 <= widths[0] < 24
    assert 60 <= widths[1] < 62
    assert 11 <= widths[2] < 13


def test_same_facts_give_the_same_bytes() -> None:
    rows: list[list[Cell]] = [["Nguyễn", 1, date(2022, 11, 20)]]
    assert table_xlsx("Sổ", ["a", "b", "c"], rows) == table_xlsx("Sổ", ["a", "b", "c"], rows)


def test_member_list_has_the_columns_units_use_and_no_pay() -> None:
    members = MemberList(
        committee_name="HUYỆN ỦY CẦU NGANG",
        unit_name="ĐẢNG ỦY XÃ LONG SƠN",
        lines=(
            MemberLine(
                position=1,
                name="Nguyễn Văn An",
                birth_year=1975,
                cell_name="Chi bộ ấp Tân Lập",
                standing="working",
            ),
            MemberLine(
                position=2,
                name="=Lê Thị Bình",
                birth_year=None,
                cell_name="Chi bộ Quân sự",
                standing="residential",
                note="mới chuyển đến",
            ),
        ),
    )
    rows = list(sheet_of(member_list_xlsx(members)).iter_rows(values_only=True))
    assert rows[0][0] == "DANH SÁCH ĐẢNG VIÊN"
    assert rows[1][0] == "HUYỆN ỦY CẦU NGANG"
    assert rows[4] == ("STT", "Họ và tên", "Năm sinh", "Chi bộ", "Đối tượng", "Ghi chú")
    assert rows[5] == (1, "Nguyễn Văn An", 1975, "Chi bộ ấp Tân Lập", "Đang công tác", None)
    assert rows[6][1:6] == (
        "=Lê Thị Bình",
        None,
        "Chi bộ Quân sự",
        "Khu dân cư",
        "mới chuyển đến",
    )
