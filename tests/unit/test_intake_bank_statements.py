"""Reading statements: five banks' shapes, mapped ones, and what must never be guessed (G2)."""

from collections.abc import Sequence
from datetime import date

import pytest

from ledger import clock
from ledger.intake.bank_shapes import (
    SHAPES,
    Column,
    find_layout,
    likely_header,
    mapped_layout,
    shape_from_json,
    suggest_places,
)
from ledger.intake.bank_statements import Statement, find_sheet, read_statement
from ledger.intake.bank_values import DateOrder, order_of, read_day, read_sum
from ledger.intake.values import BadCell
from ledger.intake.workbooks import Cell, CellError, Sheet, Unreadable, Workbook, read_file
from tests.banking import BANKS, SAMPLES

BIDV = ("Ngày hiệu lực", "Ghi nợ", "Ghi có", "Số dư", "Mô tả")
OTHER = ("Thời gian", "Diễn giải", "Số tiền", "Số dư")


def sheet_of(*rows: Sequence[Cell]) -> Sheet:
    return Sheet("Sheet1", tuple(tuple(row) for row in rows))


def read(*rows: Sequence[Cell]) -> Statement:
    sheet = sheet_of(*rows)
    layout = find_layout(sheet, SHAPES)
    assert layout is not None
    with clock.at_day(date(2024, 12, 20)):
        return read_statement(sheet, layout)


def mapped(*rows: Sequence[Cell], order: DateOrder | None = None) -> Statement:
    sheet = sheet_of(OTHER, *rows)
    places = {Column.DAY: 0, Column.REMARK: 1, Column.SIGNED: 2, Column.BALANCE: 3}
    layout = mapped_layout(sheet, header=0, places=places, order=order)
    with clock.at_day(date(2024, 12, 20)):
        return read_statement(sheet, layout)


@pytest.mark.parametrize("bank", BANKS)
def test_every_sample_is_read_by_its_banks_shape(bank: str) -> None:
    path = SAMPLES / f"bank_{bank}.xlsx"
    found = find_sheet(read_file(path.read_bytes(), path.name))
    assert found is not None
    statement = read_statement(*found)

    assert statement.layout.shape.bank.casefold() == bank
    assert (statement.faults, statement.doubts, statement.notes) == ((), (), ())
    came = [line for line in statement.movements if line.sign == 1]
    assert (len(came), sum(line.amount_vnd for line in came)) == (13, 1_781_000)
    (fee,) = [line for line in statement.movements if line.sign == -1]
    assert (fee.amount_vnd, fee.on, fee.balance_vnd) == (11_000, date(2022, 11, 20), 2_770_000)
    assert (statement.opening_vnd, statement.closing_vnd) == (1_000_000, 2_770_000)
    assert statement.account_number == ("" if bank == "agribank" else "5200205123456")
    assert all("FT2" in line.reference + line.remark for line in statement.movements)


def test_the_plain_vietcombank_shape_is_known_too() -> None:
    head = ("Ngày giao dịch", "Số tham chiếu", "Số tiền ghi nợ", "Số tiền ghi có", "Mô tả")
    statement = read(head, ("13/11/2024", "5243.65937", "", "100,000", "NNCU24 905C85"))

    (line,) = statement.movements
    assert (line.reference, line.amount_vnd, line.on) == (
        "5243.65937",
        100_000,
        date(2024, 11, 13),
    )
    assert (statement.opening_vnd, statement.closing_vnd) == (None, None)


def test_a_day_written_once_stands_for_the_rows_below() -> None:
    statement = read(
        BIDV,
        ("04/11/2024", None, "100,000", "1,100,000", "một"),
        (None, None, "50,000", "1,150,000", "hai"),
        ("05/11/2024", "20,000", "0", "1,130,000", "ba"),
    )

    assert [(line.on.day, line.sign * line.amount_vnd) for line in statement.movements] == [
        (4, 100_000),
        (4, 50_000),
        (5, -20_000),
    ]


def test_the_newest_first_adds_up_as_well() -> None:
    statement = read(
        BIDV,
        ("05/11/2024", None, "50,000", "1,150,000", "hai"),
        ("04/11/2024", None, "100,000", "1,100,000", "một"),
    )

    assert statement.doubts == ()
    assert (statement.opening_vnd, statement.closing_vnd) == (1_000_000, 1_150_000)


def test_totals_and_stated_balances_are_compared() -> None:
    rows: list[Sequence[Cell]] = [
        ("Số dư đầu kỳ", None, None, "1,000,000", None),
        ("04/11/2024", None, "100,000", "1,100,000", "một"),
        ("Tổng số", "0", "100,000", None, None),
        ("Số dư cuối kỳ", None, None, "1,100,000", None),
        ("Người lập biểu", None, None, None, None),
    ]
    assert read(BIDV, *rows).doubts == ()
    rows[2] = ("Tổng số", "0", "150,000", None, None)
    rows[3] = ("Số dư cuối kỳ", None, None, "1,200,000", None)

    total, closing = read(BIDV, *rows).doubts
    assert "150.000" in total
    assert "1.100.000 ≠ số dư cuối 1.200.000" in closing


def test_a_row_that_is_missing_in_between_is_noticed() -> None:
    statement = read(
        BIDV,
        ("04/11/2024", None, "100,000", "1,100,000", "một"),
        ("05/11/2024", None, "50,000", "1,450,000", "hai"),
    )

    (doubt,) = statement.doubts
    assert "Dòng 3" in doubt
    assert "thiếu dòng" in doubt


def test_a_header_that_comes_again_and_rows_without_money_are_no_lines() -> None:
    statement = read(
        ("SAO KÊ",),
        ("Số tài khoản cũ: 111111111",),
        ("Số tài khoản:", None, "5200 2051 23456"),
        BIDV,
        ("04/11/2024", None, "100,000", None, "một"),
        BIDV,
        ("05/11/2024", "0", "0", None, "thông báo"),
    )

    assert len(statement.movements) == 1
    assert statement.notes == ("Dòng 7 không có số tiền nên bỏ qua.",)
    assert statement.account_number == "5200205123456"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("31/02/2024", None, "1,000", None, "x"), "31/02/2024 không có trong lịch"),
        (("21/12/2024", None, "1,000", None, "x"), "sau hôm nay"),
        (("04/11/1999", None, "1,000", None, "x"), "quá xa"),
        (("04/11/2024", None, "1,5", None, "x"), "lẻ dưới 1 đồng"),
        (("04/11/2024", None, "1.5", None, "x"), "lẻ dưới 1 đồng"),
        (("04/11/2024", None, "mười", None, "x"), "không đọc được"),
        (("04/11/2024", "5", "5", None, "x"), "cả tiền vào và tiền ra"),
        (("04/11/2024", None, CellError("ô báo lỗi #REF!"), None, "x"), "#REF!"),
        (("04/11/2024", None, "1,000", "abc", "x"), "không đọc được"),
        ((None, None, "1,000", None, "x"), "không có ngày"),
        ((None, None, "1,000", None, None), "không có ngày"),
    ],
)
def test_what_cannot_be_read_is_a_fault_with_its_row(row: Sequence[Cell], message: str) -> None:
    statement = read(BIDV, row)

    assert statement.movements == ()
    assert [fault.row for fault in statement.faults] == [2]
    assert message in str(statement.faults[0])


@pytest.mark.parametrize(
    ("typed", "amount_vnd"),
    [
        ("100,000", 100_000),
        ("100.000", 100_000),
        ("1,000,000.00 VND", 1_000_000),
        ("1.000.000,00", 1_000_000),
        ("-11,000", -11_000),
        ("−11.000 đ", -11_000),
        ("(11,000)", -11_000),
        ("+5", 5),
        ("\ufeff20\u00a0000", 20_000),
        ("0.00", 0),
        ("", 0),
        ("-", 0),
        (None, 0),
        (227_000, 227_000),
    ],
)
def test_amounts_are_read_as_banks_write_them(typed: Cell, amount_vnd: int) -> None:
    assert read_sum(typed) == amount_vnd


@pytest.mark.parametrize("typed", ["1,00,000", "1.000,5", "(5", "5)", "1e6", True, 1.5, "9" * 20])
def test_other_amounts_are_refused(typed: Cell) -> None:
    with pytest.raises(BadCell):
        read_sum(typed)


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["01/02/2024", "13/02/2024"], DateOrder.DAY_FIRST),
        (["01/02/2024", "02/13/2024"], DateOrder.MONTH_FIRST),
        (["01/02/2024", "03/04/2024"], None),
        (["01/01/2024"], DateOrder.DAY_FIRST),
        (["2024-02-01"], DateOrder.DAY_FIRST),
    ],
)
def test_the_order_of_day_and_month_is_proved_or_unknown(
    texts: list[str], order: DateOrder | None
) -> None:
    assert order_of(day for text in texts if (day := read_day(text))) is order


@pytest.mark.parametrize(
    ("cell", "on", "rest"),
    [
        ("01/11/2022\nFT224982906017", date(2022, 11, 1), "FT224982906017"),
        ("01/11/2022 00:00:00", date(2022, 11, 1), ""),
        ("2022-11-01 23:59", date(2022, 11, 1), ""),
        ("1-11-22", date(2022, 11, 1), ""),
        (date(2022, 11, 1), date(2022, 11, 1), ""),
    ],
)
def test_days_stand_with_times_and_numbers_in_one_cell(cell: Cell, on: date, rest: str) -> None:
    day = read_day(cell)
    assert day is not None
    assert (day.on(DateOrder.DAY_FIRST), day.rest) == (on, rest)


def test_a_mapped_file_whose_days_read_both_ways_asks() -> None:
    rows: list[Sequence[Cell]] = [("04/11/2024", "một", "100,000", None)]
    assert mapped(*rows).needs_order

    told = mapped(*rows, order=DateOrder.MONTH_FIRST)
    assert not told.needs_order
    assert told.movements[0].on == date(2024, 4, 11)
    assert not mapped(*rows, ("14/11/2024", "hai", "-5", None)).needs_order


def test_a_persons_mapping_finds_the_next_file_by_its_titles() -> None:
    sheet = sheet_of(OTHER, ("14/11/2024", "một", "100,000", None))
    places = {Column.DAY: 0, Column.REMARK: 1, Column.SIGNED: 2}
    text = mapped_layout(sheet, header=0, places=places, order=None).shape.to_json()
    later = sheet_of(("SAO KÊ",), (None,), ("Số dư", *OTHER[:3]), (5, "15/11/2024", "hai", "7,000"))

    layout = find_layout(later, [shape_from_json(text), *SHAPES])

    assert layout is not None
    assert (layout.header, layout.places[Column.DAY], layout.places[Column.SIGNED]) == (2, 1, 3)


def test_columns_without_titles_are_remembered_by_their_place() -> None:
    sheet = sheet_of(("", "", ""), ("14/11/2024", "một", "100,000"))
    places = {Column.DAY: 0, Column.REMARK: 1, Column.SIGNED: 2}
    shape = mapped_layout(sheet, header=0, places=places, order=None).shape

    layout = find_layout(sheet, [shape])

    assert layout is not None
    assert dict(layout.places) == places


def test_a_mapping_is_suggested_by_usual_titles() -> None:
    sheet = sheet_of(("SAO KÊ",), ("Ngày", "Nội dung", "Ghi có", "Ghi nợ", "Số dư"))

    header = likely_header(sheet)

    assert header == 1
    assert suggest_places(sheet, header) == {
        Column.DAY: 0,
        Column.REMARK: 1,
        Column.CREDIT: 2,
        Column.DEBIT: 3,
        Column.BALANCE: 4,
    }


def test_an_empty_file_is_refused_and_hidden_sheets_are_passed_over() -> None:
    with pytest.raises(Unreadable):
        find_sheet(Workbook((Sheet("A", ()),)))
    hidden = Sheet("B", (BIDV, ("04/11/2024", None, "1", None, "x")), hidden=True)
    with pytest.raises(Unreadable):
        find_sheet(Workbook((hidden,)))
    assert find_sheet(Workbook((hidden, sheet_of(("Họ tên",))))) is None
