"""Lists of contributions are read as they really arrive; what leaves doubt is asked."""

import json
from datetime import date
from pathlib import Path

import pytest

from ledger.clock import BadDate
from ledger.intake import values
from ledger.intake.contribution_lists import (
    AskColumns,
    ContributionList,
    Reading,
    read_contributions,
)
from ledger.intake.tables import Chosen
from ledger.intake.values import BadCell
from ledger.intake.workbooks import Cell, Sheet, Unreadable, Workbook, read_file
from ledger.money import BadAmount

SAMPLES = Path(__file__).parents[1] / "samples"
HEADER = ("STT", "Họ và tên", "Số tiền", "Ngày nộp")


def read(*rows: tuple[Cell, ...], **reading: object) -> ContributionList:
    book = Workbook((Sheet("Trang 1", rows),))
    found = read_contributions(book, Reading(**reading))  # type: ignore[arg-type]  # facts by name
    assert isinstance(found, ContributionList)
    return found


def asked(*rows: tuple[Cell, ...]) -> AskColumns:
    found = read_contributions(Workbook((Sheet("Trang 1", rows),)), Reading())
    assert isinstance(found, AskColumns)
    return found


@pytest.mark.parametrize("name", ["contributions.xlsx", "contributions.xls", "contributions.ods"])
def test_each_workbook_of_the_samples_has_every_row_of_the_expected_list(name: str) -> None:
    expected = json.loads((SAMPLES / "expected.json").read_text("utf-8"))["contributions"]
    found = read_contributions(read_file((SAMPLES / name).read_bytes(), name), Reading())
    assert isinstance(found, ContributionList)
    assert [
        (row.full_name, row.birth_year, row.cell_name, row.amount_vnd, str(row.received_on))
        for row in found.rows
    ] == [(row["name"], row["year"], row["cell"], row["amount_vnd"], row["on"]) for row in expected]
    assert (found.errors, found.stated_vnd) == ((), 7_650_000)


@pytest.mark.parametrize(
    ("cell", "amount_vnd"),
    [
        (150_000, 150_000), ("250.000 đ", 250_000), ("250.000đ", 250_000), ("250k", 250_000),
        ("500 nghìn", 500_000), ("500 ngàn đồng", 500_000), ("1.500 nghìn", 1_500_000),
        ("1,2 triệu", 1_200_000), ("1.2tr", 1_200_000), ("2 triệu", 2_000_000), ("1tr5", 1_500_000),
        ("1tr250", 1_250_000), ("1 triệu 50 nghìn", 1_050_000), ("20 000", 20_000),
        ("150.000,00", 150_000), ("261\u00a0427 VNĐ", 261_427), ("", None), ("-", None), (0, None),
        (None, None),
    ],
)  # fmt: skip
def test_sums_are_read_as_lists_write_them(cell: Cell, amount_vnd: int | None) -> None:
    assert values.read_gift(cell) == amount_vnd


@pytest.mark.parametrize(
    "cell", ["1.5", "500,000", -50_000, "abc", "1e6", 150, 150.5, True, "0,0005 triệu", "9" * 30]
)
def test_what_can_be_read_two_ways_or_none_is_refused(cell: Cell) -> None:
    with pytest.raises((BadCell, BadAmount)):
        values.read_gift(cell)


def test_commas_are_thousands_only_where_the_whole_column_has_them() -> None:
    rows = ((1, "Lê An", "500,000", None), (2, "Lê Bình", "1,250,000.00", None))
    assert [row.amount_vnd for row in read(HEADER, *rows).rows] == [500_000, 1_250_000]
    mixed = read(HEADER, *rows, (3, "Lê Chi", "200.000", None))
    assert [error.row for error in mixed.errors] == [2, 3]


@pytest.mark.parametrize(
    "cell",
    [date(2022, 11, 20), "20/11/2022", "20.11.2022", "20-11-22", "ngày 20/11/2022", 44_885,
     "20 tháng 11 năm 2022", "2022-11-20 00:00:00", "2022-11-20", " 20 / 11 / 2022 "],
)  # fmt: skip
def test_days_are_read_as_lists_write_them(cell: Cell) -> None:
    assert values.read_day(cell) == date(2022, 11, 20)


@pytest.mark.parametrize("cell", ["31/11/2022", "12/31/2022", "quý IV", 5, "20/11", "29/02/2022"])
def test_days_outside_the_calendar_are_refused(cell: Cell) -> None:
    with pytest.raises(BadDate):
        values.read_day(cell)


def test_totals_are_compared_with_the_rows_they_stand_under() -> None:
    people: list[tuple[Cell, ...]] = [
        ("I", "Chi bộ ấp Tân Lập", None, None),
        (1, "Lê An", 100_000, None), (2, "Lê Bình", 200_000, None),
        (None, "Cộng", 300_000, None),
        ("II", "Chi bộ ấp Hòa Bình", None, None),
        (1, "Lê Chi", 400_000, None),
        (None, "Cộng", 450_000, None),
        (None, "TỔNG CỘNG", 750_000, None),
    ]  # fmt: skip
    found = read(HEADER, *people)
    assert [str(error) for error in found.errors] == [
        "Dòng 8, cột Số tiền: Dòng cộng 450.000 ≠ cộng 400.000",
        "Dòng 9, cột Số tiền: Dòng tổng 750.000 ≠ cộng 700.000",
    ]
    assert [row.cell_name for row in found.rows] == ["Chi bộ ấp Tân Lập"] * 2 + [
        "Chi bộ ấp Hòa Bình"
    ]


def test_a_total_over_a_sum_that_cannot_be_read_says_nothing() -> None:
    found = read(HEADER, (1, "Lê An", "abc", None), (None, "Cộng", 500_000, None))
    assert [error.row for error in found.errors] == [2]


def test_names_come_without_address_capitals_or_composed_marks() -> None:
    decomposed = "Nguye\u0302\u0303n Thi\u0323 Thu\u0309y"
    found = read(
        HEADER,
        (1, "đ/c LÊ THỊ BÍCH NGỌC", 50_000, None),
        (2, decomposed, 50_000, None),
        (3, "Trần Văn Ba (1975)", 50_000, None),
        (4, "Công ty TNHH 1 TV Hồng Hà", 50_000, None),
    )
    assert [row.full_name for row in found.rows] == [
        "Lê Thị Bích Ngọc", "Nguyễn Thị Thủy", "Trần Văn Ba", "Công ty TNHH 1 TV Hồng Hà",
    ]  # fmt: skip
    assert found.rows[2].birth_year == 1975


def test_people_without_a_sum_are_counted_and_ditto_marks_repeat_the_day() -> None:
    found = read(
        HEADER,
        (1, "Lê An", 50_000, "20/11/2022"),
        (2, "Lê Bình", None, None),
        (3, "Lê Chi", 60_000, '"'),
    )
    assert found.blank == 1
    assert [row.received_on for row in found.rows] == [date(2022, 11, 20)] * 2


def test_several_people_in_one_cell_and_hidden_letters_are_told_with_their_row() -> None:
    found = read(HEADER, (1, "Lê An\nLê Bình", 50_000, None), (2, "Lê\u200bChi", 50_000, None))
    assert [error.row for error in found.errors] == [2, 3]
    assert "ô có nhiều dòng" in found.errors[0].message


def test_a_sheet_without_header_or_with_two_sums_is_asked_about() -> None:
    headless = asked((1, "Lê An", 50_000), (2, "Lê Bình", 60_000))
    assert (headless.header_row, headless.claims) == (0, {})
    assert headless.rows[0] == (1, ("1", "Lê An", "50000"))
    two = asked(("STT", "Họ và tên", "Số tiền", "Số tiền ủng hộ"), (1, "Lê An", 1, 2))
    assert (two.header_row, two.claims["amount"]) == (1, (2, 3))
    assert two.titles == ("STT", "Họ và tên", "Số tiền", "Số tiền ủng hộ")


def test_a_chosen_place_is_read_even_without_a_header() -> None:
    chosen = {0: Chosen(0, {"full_name": 1, "amount": 2})}
    found = read((1, "Lê An", 50_000), (2, "Lê Bình", "60k"), chosen=chosen)
    assert [row.amount_vnd for row in found.rows] == [50_000, 60_000]
    assert found.sheets[0].header_row == 0


def test_several_sheets_are_one_list_and_covers_are_named() -> None:
    book = Workbook(
        (
            Sheet("Bìa", (("DANH SÁCH ỦNG HỘ",),)),
            Sheet("Chi bộ 1", (HEADER, (1, "Lê An", 50_000, None))),
            Sheet("Chi bộ 2", (HEADER, (1, "Lê Bình", "x", None), (2, "Lê Chi", 70_000, None))),
            Sheet("ẩn", (HEADER, (1, "Lê Dung", 80_000, None)), hidden=True),
        )
    )
    found = read_contributions(book, Reading())
    assert isinstance(found, ContributionList)
    assert [(row.number, row.sheet, row.cell_name) for row in found.rows] == [
        (1, "Chi bộ 1", "Chi bộ 1"), (2, "Chi bộ 2", "Chi bộ 2"),
    ]  # fmt: skip
    assert str(found.errors[0]).startswith("Trang «Chi bộ 2», dòng 2, cột Số tiền:")
    assert found.ignored_sheets == ("Bìa", "ẩn")


@pytest.mark.parametrize("rows", [(), (HEADER,), (HEADER, (1, "Lê An", None, None))])
def test_a_file_without_sums_is_refused(rows: tuple[tuple[Cell, ...], ...]) -> None:
    with pytest.raises(Unreadable):
        read(*rows)
