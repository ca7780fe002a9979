"""Sums in thousands or millions are never read as đồng without somebody's word."""

import pytest

from ledger.intake import values
from ledger.intake.amount_units import AmountUnit, AskUnit, Stated
from ledger.intake.contribution_lists import ContributionList, Reading, read_contributions
from ledger.intake.member_lists import read_members
from ledger.intake.values import BadCell
from ledger.intake.workbooks import Cell, Sheet, Workbook
from ledger.money import MAX_AMOUNT_VND, BadAmount

DONG, THOUSAND, MILLION = AmountUnit
HEADER = ("STT", "Họ và tên", "Số tiền")
PEOPLE: tuple[tuple[Cell, ...], ...] = (
    (1, "Lê An", 250),
    (2, "Lê Bình", "1.500"),
    (3, "Lê Chi", 100.5),
    (None, "Tổng cộng", 1850.5),
)


def book_of(*rows: tuple[Cell, ...]) -> Workbook:
    return Workbook((Sheet("Trang 1", rows),))


def asked(*rows: tuple[Cell, ...]) -> AskUnit:
    found = read_contributions(book_of(*rows), Reading())
    assert isinstance(found, AskUnit)
    return found


def read(*rows: tuple[Cell, ...], **units: AmountUnit) -> ContributionList:
    said = {AmountUnit(stated): unit for stated, unit in units.items()}
    found = read_contributions(book_of(*rows), Reading(units=said))
    assert isinstance(found, ContributionList)
    return found


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("Đơn vị tính: nghìn đồng", THOUSAND), ("ĐVT: 1.000đ", THOUSAND), ("ĐVT : ngàn đ", THOUSAND),
        ("đvt: 1000 đồng", THOUSAND), ("(nghìn đồng)", THOUSAND), ("ĐVT: ng.đ", THOUSAND),
        ("Đơn vị: 1.000 VNĐ", THOUSAND), ("(Đơn vị tính: nghìn)", THOUSAND),
        ("ĐVT: triệu đồng", MILLION), ("(Tính bằng tr.đ)", MILLION), ("ĐVT: 1.000.000 đ", MILLION),
        ("Danh sách kèm theo, đơn vị tính: triệu đồng", MILLION),
    ],
)  # fmt: skip
def test_the_unit_above_a_table_is_asked_about(words: str, unit: AmountUnit) -> None:
    found = asked((None, None, words), HEADER, (1, "Lê An", 250_000), (2, "Lê Bình", 300_000))
    assert found.stated == Stated(unit, words)
    assert (found.sums_vnd[DONG], found.sums_vnd[unit]) == (550_000, 550_000 * unit.times)


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("Số tiền (nghìn đồng)", THOUSAND), ("Số tiền (1.000đ)", THOUSAND),
        ("Số tiền ủng hộ\n(ĐVT: 1000 đ)", THOUSAND), ("Số tiền (x1000)", THOUSAND),
        ("Số tiền triệu đồng", MILLION), ("Số tiền (triệu)", MILLION),
    ],
)  # fmt: skip
def test_the_unit_in_the_title_of_the_sums_is_asked_about(title: str, unit: AmountUnit) -> None:
    found = asked(("STT", "Họ và tên", title), (1, "Lê An", 250_000))
    assert found.stated.unit is unit


@pytest.mark.parametrize(
    "words",
    ["ĐVT: đồng", "Đơn vị: Đảng bộ xã Triệu Phong", "Đơn vị: Triệu Phong", "Kế hoạch 1000-KH/HU",
     "Danh sách vận động 100.000 đồng", "Nghìn lẻ một tấm lòng", "Đơn vị tính: VNĐ"],
)  # fmt: skip
def test_words_that_state_no_unit_ask_nothing(words: str) -> None:
    found = read((words,), ("STT", "Họ và tên", "Số tiền (đồng)"), (1, "Lê An", 250_000))
    assert (found.sum_vnd, found.units) == (250_000, ())


def test_a_row_of_units_under_the_header_is_asked_about_and_is_nobody() -> None:
    rows = (HEADER, (None, None, "(nghìn đồng)"), *PEOPLE)
    assert asked(*rows).stated.words == "(nghìn đồng)"
    found = read(*rows, thousand=THOUSAND)
    assert (found.errors, found.sum_vnd, found.stated_vnd) == ((), 1_850_500, 1_850_500)
    assert 2 not in found.sheets[0].people
    plain = read(HEADER, (None, None, "(đồng)"), (1, "Lê An", 250_000))
    assert (plain.errors, plain.sum_vnd) == ((), 250_000)


def test_sums_and_totals_are_in_the_unit_that_was_confirmed() -> None:
    rows = (("ĐVT: nghìn đồng",), HEADER, *PEOPLE)
    found = read(*rows, thousand=THOUSAND)
    assert [row.amount_vnd for row in found.rows] == [250_000, 1_500_000, 100_500]
    assert [row.amount_text for row in found.rows] == ["250", "1.500", "100.5"]
    assert found.stated_vnd == 1_850_500
    assert [(each.stated.words, each.unit) for each in found.units] == [
        ("ĐVT: nghìn đồng", THOUSAND)
    ]
    wrong = read(*rows[:-1], (None, "Tổng cộng", 1_950), thousand=THOUSAND)
    assert [error.message for error in wrong.errors] == ["Dòng tổng 1.950.000 ≠ cộng 1.850.500"]


def test_a_template_that_says_thousands_over_sums_in_dong_stays_in_dong() -> None:
    rows = (("ĐVT: nghìn đồng",), HEADER, (1, "Lê An", 250_000), (None, "Cộng", 250_000))
    found = read(*rows, thousand=DONG)
    assert (found.sum_vnd, found.stated_vnd) == (250_000, 250_000)
    assert found.units[0].unit is DONG


def test_sums_too_small_to_be_dong_are_asked_about_without_any_words() -> None:
    found = asked(HEADER, *PEOPLE)
    assert found.stated == Stated()
    assert [(each.text, *each.sums_vnd.values()) for each in found.samples] == [
        ("250", None, 250_000, 250_000_000),
        ("1.500", 1_500, 1_500_000, 1_500_000_000),
        ("100.5", None, 100_500, 100_500_000),
    ]
    assert found.sums_vnd == {DONG: 1_500, THOUSAND: 1_850_500, MILLION: 1_850_500_000}
    assert [error.row for error in read(HEADER, *PEOPLE, dong=DONG).errors] == [2, 4]


def test_one_small_sum_among_sums_in_dong_is_a_fault_and_no_question() -> None:
    found = read(HEADER, (1, "Lê An", 250_000), (2, "Lê Bình", 150))
    assert [error.row for error in found.errors] == [3]


def test_each_sheet_has_its_own_unit() -> None:
    book = Workbook(
        (
            Sheet("A", (("ĐVT: nghìn đồng",), HEADER, (1, "Lê An", 250))),
            Sheet("B", (("ĐVT: đồng",), HEADER, (1, "Lê Bình", 300_000))),
            Sheet("C", (("ĐVT: triệu đồng",), HEADER, (1, "Lê Chi", 2))),
        )
    )
    first = read_contributions(book, Reading())
    assert isinstance(first, AskUnit)
    assert first.sums_vnd[THOUSAND] == 250_000
    second = read_contributions(book, Reading(units={THOUSAND: THOUSAND}))
    assert isinstance(second, AskUnit)
    assert second.stated.unit is MILLION
    found = read_contributions(book, Reading(units={THOUSAND: THOUSAND, MILLION: MILLION}))
    assert isinstance(found, ContributionList)
    assert [row.amount_vnd for row in found.rows] == [250_000, 300_000, 2_000_000]


@pytest.mark.parametrize(
    ("cell", "amount_vnd"),
    [(250, 250_000), (250.5, 250_500), ("250,5", 250_500), ("1.250", 1_250_000), ("0,5", None),
     ("250.000 đ", 250_000), ("250k", 250_000), ("1,2 triệu", 1_200_000), ("250 nghìn", 250_000),
     (0.1 + 0.2 + 0.7, 1_000), (None, None), ("-", None), (0, None)],
)  # fmt: skip
def test_a_word_in_the_cell_says_more_than_the_unit_of_the_list(
    cell: Cell, amount_vnd: int | None
) -> None:
    if cell == "0,5":
        with pytest.raises(BadCell, match="500 đồng quá nhỏ"):
            values.read_gift(cell, times=1_000)
    else:
        assert values.read_gift(cell, times=1_000) == amount_vnd


@pytest.mark.parametrize(
    "cell",
    ["1,250", "0,0005", -250, "abc", 0.0001, float("inf"), float("nan"), MAX_AMOUNT_VND, 10**40],
)
def test_what_can_be_read_two_ways_or_none_is_refused_in_thousands_too(cell: Cell) -> None:
    with pytest.raises((BadCell, BadAmount)):
        values.read_gift(cell, times=1_000)


def test_commas_are_thousands_or_decimals_but_never_both_in_one_column() -> None:
    above = (("ĐVT: nghìn đồng",), HEADER)
    both = ((1, "Lê An", "1,250"), (2, "Lê Bình", "250,5"))
    found = read(*above, *both, thousand=THOUSAND)
    assert ([row.amount_vnd for row in found.rows], found.errors[0].row) == ([250_500], 3)
    found = read(*above, both[0], (2, "Lê Bình", "300"), thousand=THOUSAND)
    assert [row.amount_vnd for row in found.rows] == [1_250_000, 300_000]


def test_pay_in_thousands_is_refused_in_a_list_of_members() -> None:
    header = ("STT", "Họ và tên", "Đối tượng", "Lương tháng (nghìn đồng)", "Hệ số lương")
    found = read_members(book_of(header, (1, "Lê An", "Đang công tác", 5_400, None)))
    (error,) = found.errors
    assert (error.row, error.column) == (1, "Lương tháng (nghìn đồng)")
    assert error.message == (
        "tệp ghi «Lương tháng (nghìn đồng)»; hãy đổi số tiền ra đồng rồi nhập lại"
    )
