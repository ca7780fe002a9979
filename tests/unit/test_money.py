"""Amounts are read strictly, written with dots, spelled as on vouchers (M1, M2, M3)."""

from __future__ import annotations

import pytest

from ledger.money import (
    LARGE_AMOUNT_VND,
    MAX_AMOUNT_VND,
    BadAmount,
    WordStyle,
    format_vnd,
    number_in_words,
    parse_vnd,
    split_vnd,
    vnd_in_words,
)

EMPTY = "Chưa nhập số tiền."
NOT_DIGITS = "Số tiền chỉ gồm chữ số, ví dụ 500.000."
NEGATIVE = "Số tiền phải lớn hơn 0. Nếu cần sửa khoản đã ghi, dùng «Hủy phiếu»."
ZERO = "Số tiền phải lớn hơn 0."
SEPARATOR = "Dùng dấu chấm ngăn hàng nghìn: 500.000. Sổ không ghi số lẻ dưới 1 đồng."
TOO_MUCH = "Số tiền vượt mức tối đa 1.000.000.000.000 đồng một lần ghi."
LEADING_ZERO = "Số tiền không bắt đầu bằng chữ số 0, ví dụ 500.000."

# Every row of the agreed table of readings, in the "lẻ / nghìn / tỷ" variant.
READINGS = [
    (0, "không"),
    (5, "năm"),
    (10, "mười"),
    (11, "mười một"),
    (14, "mười bốn"),
    (15, "mười lăm"),
    (20, "hai mươi"),
    (21, "hai mươi mốt"),
    (24, "hai mươi tư"),
    (25, "hai mươi lăm"),
    (55, "năm mươi lăm"),
    (100, "một trăm"),
    (101, "một trăm lẻ một"),
    (104, "một trăm lẻ bốn"),
    (105, "một trăm lẻ năm"),
    (110, "một trăm mười"),
    (111, "một trăm mười một"),
    (115, "một trăm mười lăm"),
    (121, "một trăm hai mươi mốt"),
    (505, "năm trăm lẻ năm"),
    (999, "chín trăm chín mươi chín"),
    (1_000, "một nghìn"),
    (1_001, "một nghìn không trăm lẻ một"),
    (1_005, "một nghìn không trăm lẻ năm"),
    (1_010, "một nghìn không trăm mười"),
    (1_015, "một nghìn không trăm mười lăm"),
    (1_021, "một nghìn không trăm hai mươi mốt"),
    (10_000, "mười nghìn"),
    (10_005, "mười nghìn không trăm lẻ năm"),
    (10_500, "mười nghìn năm trăm"),
    (15_000, "mười lăm nghìn"),
    (21_000, "hai mươi mốt nghìn"),
    (24_000, "hai mươi tư nghìn"),
    (100_001, "một trăm nghìn không trăm lẻ một"),
    (101_000, "một trăm lẻ một nghìn"),
    (105_000, "một trăm lẻ năm nghìn"),
    (158_482, "một trăm năm mươi tám nghìn bốn trăm tám mươi hai"),
    (205_000, "hai trăm lẻ năm nghìn"),
    (234_000, "hai trăm ba mươi tư nghìn"),
    (248_891, "hai trăm bốn mươi tám nghìn tám trăm chín mươi mốt"),
    (269_100, "hai trăm sáu mươi chín nghìn một trăm"),
    (500_005, "năm trăm nghìn không trăm lẻ năm"),
    (1_000_001, "một triệu không trăm lẻ một"),
    (1_001_000, "một triệu không trăm lẻ một nghìn"),
    (1_005_000, "một triệu không trăm lẻ năm nghìn"),
    (1_010_000, "một triệu không trăm mười nghìn"),
    (1_050_000, "một triệu không trăm năm mươi nghìn"),
    (1_234_567, "một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy"),
    (24_500_000, "hai mươi tư triệu năm trăm nghìn"),
    (31_000_000, "ba mươi mốt triệu"),
    (50_000_000, "năm mươi triệu"),
    (105_005_005, "một trăm lẻ năm triệu không trăm lẻ năm nghìn không trăm lẻ năm"),
    (110_015_000, "một trăm mười triệu không trăm mười lăm nghìn"),
    (748_000_000, "bảy trăm bốn mươi tám triệu"),
    (1_001_000_000, "một tỷ không trăm lẻ một triệu"),
    (1_005_000_001, "một tỷ không trăm lẻ năm triệu không trăm lẻ một"),
    (1_540_000_000, "một tỷ năm trăm bốn mươi triệu"),
    (21_000_000_000, "hai mươi mốt tỷ"),
    (1_000_000_000_000, "một nghìn tỷ"),
    (1_500_000_000_000, "một nghìn năm trăm tỷ"),
    (1_000_000_000_000_000, "một triệu tỷ"),
    (1_000_000_000_000_000_000, "một tỷ tỷ"),
]


def strange(position: int) -> str:
    return f"Có ký tự số lạ ở vị trí {position}; hãy gõ lại bằng bàn phím."


@pytest.mark.parametrize(
    ("text", "amount_vnd"),
    [
        ("1", 1),
        ("500000", 500_000),
        ("500.000", 500_000),
        ("1.234.567", 1_234_567),
        ("  500.000\t\r\n", 500_000),
        ("1000000000000", MAX_AMOUNT_VND),
        ("1.000.000.000.000", MAX_AMOUNT_VND),
    ],
)
def test_amounts_with_or_without_dots_are_read(text: str, amount_vnd: int) -> None:
    assert parse_vnd(text) == amount_vnd


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", EMPTY),
        ("   ", EMPTY),
        ("\t\n", EMPTY),
        ("abc", NOT_DIGITS),
        ("500 nghìn", NOT_DIGITS),
        ("500 nghi\u0300n", NOT_DIGITS),
        ("500 000", NOT_DIGITS),
        ("500.000 đ", NOT_DIGITS),
        ("500.000 đồng", NOT_DIGITS),
        ("+500000", NOT_DIGITS),
        ("--5", NOT_DIGITS),
        ("-", NOT_DIGITS),
        (".", NOT_DIGITS),
        ("500000\n000", NOT_DIGITS),
        ("-500000", NEGATIVE),
        ("-500.000", NEGATIVE),
        ("−500000", NEGATIVE),
        ("0", ZERO),
        ("000", ZERO),
        ("0.000", ZERO),
        ("0" * 5000, ZERO),
        ("500,000", SEPARATOR),
        ("1,5", SEPARATOR),
        ("-1,5", SEPARATOR),
        ("1.5", SEPARATOR),
        ("10.00", SEPARATOR),
        ("1.234,56", SEPARATOR),
        ("1234.567", SEPARATOR),
        ("1.2345", SEPARATOR),
        ("500.", SEPARATOR),
        (".500", SEPARATOR),
        ("1..000", SEPARATOR),
        ("0.500", SEPARATOR),
        ("1e6", NOT_DIGITS),
        ("NaN", NOT_DIGITS),
        ("Infinity", NOT_DIGITS),
        ("0x10", NOT_DIGITS),
        ("1_000", NOT_DIGITS),
        ("１２３", strange(1)),
        ("٣", strange(1)),
        ("²", strange(1)),
        ("5²", strange(2)),
        ("500\u200b000", strange(4)),
        ("500\u00a0000", strange(4)),
        ("\u00a0500", strange(1)),
        ("  500\u202f000", strange(6)),
        ("500\x00", strange(4)),
        ("\ud800", strange(1)),
        ("0912345678", LEADING_ZERO),
        ("999999999999999999", TOO_MUCH),
        ("1000000000001", TOO_MUCH),
        ("1.000.000.000.001", TOO_MUCH),
        ("9" * 5000, TOO_MUCH),
    ],
)
def test_what_is_no_amount_is_refused_with_its_sentence(text: str, sentence: str) -> None:
    with pytest.raises(BadAmount) as refusal:
        parse_vnd(text)
    assert str(refusal.value) == sentence


def test_bad_amounts_are_value_errors_so_that_schemas_can_catch_them() -> None:
    assert issubclass(BadAmount, ValueError)


@pytest.mark.parametrize(
    ("amount_vnd", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1_000, "1.000"),
        (1_234_567, "1.234.567"),
        (-1_500, "-1.500"),
        (MAX_AMOUNT_VND, "1.000.000.000.000"),
    ],
)
def test_amounts_are_written_with_dots(amount_vnd: int, text: str) -> None:
    assert format_vnd(amount_vnd) == text


@pytest.mark.parametrize(("number", "words"), READINGS)
def test_numbers_are_read_as_in_the_table(number: int, words: str) -> None:
    assert number_in_words(number) == words


@pytest.mark.parametrize(("number", "words"), READINGS)
def test_northern_reading_says_linh_and_nothing_else_changes(number: int, words: str) -> None:
    assert number_in_words(number, WordStyle(linh=True)) == words.replace("lẻ", "linh")


def test_all_sixty_two_readings_are_here() -> None:
    assert len({number for number, _ in READINGS}) == 62


def test_style_chooses_ngan_and_ti() -> None:
    style = WordStyle(ngan=True, ti=True)
    assert number_in_words(1_000_002_000, style) == "một tỉ không trăm lẻ hai ngàn"


def test_negative_numbers_begin_with_am() -> None:
    assert number_in_words(-15) == "âm mười lăm"


@pytest.mark.parametrize(
    ("amount_vnd", "words"),
    [
        (0, "Không đồng"),
        (1, "Một đồng"),
        (150_000, "Một trăm năm mươi nghìn đồng chẵn"),
        (269_100, "Hai trăm sáu mươi chín nghìn một trăm đồng"),
        (1_000_001, "Một triệu không trăm lẻ một đồng"),
        (24_500_000, "Hai mươi tư triệu năm trăm nghìn đồng chẵn"),
        (
            105_005_005,
            "Một trăm lẻ năm triệu không trăm lẻ năm nghìn không trăm lẻ năm đồng",
        ),
        (-500_000, "Âm năm trăm nghìn đồng"),
    ],
)
def test_money_is_spelled_as_on_vouchers(amount_vnd: int, words: str) -> None:
    assert vnd_in_words(amount_vnd) == words


def test_large_amounts_can_be_spelled_without_chan_to_ask_again() -> None:
    assert vnd_in_words(5 * LARGE_AMOUNT_VND, WordStyle(even=False)) == "Năm mươi tỷ đồng"


@pytest.mark.parametrize(
    ("total_vnd", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (1, [1, 1], [1, 0]),
        (10, [0, 3, 1], [0, 8, 2]),
        (10, [1, 2, 3], [2, 3, 5]),
        (0, [5, 5], [0, 0]),
        (-100, [1, 1, 1], [-33, -33, -34]),
    ],
)
def test_splitting_gives_the_odd_dong_to_the_largest_remainders(
    total_vnd: int, weights: list[int], parts: list[int]
) -> None:
    assert split_vnd(total_vnd, weights) == parts


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_splitting_by_impossible_weights_is_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        split_vnd(100, weights)
