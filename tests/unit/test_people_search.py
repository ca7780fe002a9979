"""A typed name leads to the one who is meant, or to a question; never to a guess (F1, F2)."""

import pytest

from ledger.likeness import Against, Likeness
from ledger.reports.people_search import Directory, Person, Verdict

CELLS = {1: "Chi bộ ấp Tân Lập", 2: "Chi bộ ấp Hòa Bình", 3: "Chi bộ Trường THCS Long Sơn"}

PEOPLE = [
    ("Nguyễn Văn Hòa", 1965, 1),
    ("Nguyễn Văn Hoa", 1970, 1),
    ("Lê Thị Minh", 1958, 1),
    ("Trần Văn Nam", 1960, 1),
    ("Trần Văn Nam", 1985, 2),
    ("Phạm Thị Lan", None, 2),
    ("Phạm Thị Lan", 1990, 3),
    ("Đỗ Thị Thủy", 1977, 3),
    ("Lý Văn Mỹ", 1980, 3),
    ("Nguyễn Minh Hoàng", 1981, 3),
    ("Hoàng Minh", 1988, 3),
    ("Bá Văn Tư", 1949, 2),
]


def person(number: int, name: str, birth_year: int | None, cell_id: int) -> Person:
    return Person(
        member_id=number,
        list_entry_id=100 + number,
        full_name=name,
        birth_year=birth_year,
        cell_id=cell_id,
        cell_name=CELLS[cell_id],
    )


DIRECTORY = Directory(person(number, *facts) for number, facts in enumerate(PEOPLE))


def found(text: str, *, birth_year: int | None = None, cell_name: str = "") -> tuple[str, ...]:
    """Return the verdict and the candidates with their reasons, in short."""
    answer = DIRECTORY.find(text, birth_year=birth_year, cell_name=cell_name)
    reasons = [
        " ".join([str(one.person.member_id), one.likeness, *one.against])
        for one in answer.candidates
    ]
    return (answer.verdict.value, *reasons)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # As it stands, with marks anywhere, in capitals, with a form of address.
        ("Lê Thị Minh", ("unique", "2 exact")),
        ("LÊ THỊ MINH", ("unique", "2 exact")),
        ("đ/c Lê Thị Minh", ("unique", "2 exact")),
        ("Đỗ Thị Thuỷ", ("unique", "7 exact")),
        ("Nguyễn Văn Hoà", ("unique", "0 exact", "1 other_spelling")),
        # Written with marks, so the bare letter is meant.
        ("Nguyễn Văn Hoa", ("unique", "1 exact", "0 unmarked")),
        # Without marks.
        ("le thi minh", ("unique", "2 unmarked")),
        ("dc LE THI MINH", ("unique", "2 unmarked")),
        ("DO THI THUY", ("unique", "7 unmarked")),
        ("Nguyen Van Hoa", ("several", "0 unmarked", "1 unmarked")),
        ("Ba Van Tu", ("unique", "11 unmarked")),
        # The given name first.
        ("Minh Lê Thị", ("unique", "2 reversed")),
        ("Thi Minh Le", ("unique", "2 reversed")),
        ("MINH THI LE", ("unique", "2 reversed")),
        ("Hoàng Nguyễn Minh", ("unique", "9 reversed")),
        ("Minh Hoàng", ("unique", "10 reversed")),
        # Another spelling is another person until somebody says so.
        ("Lê Thị Mính", ("none", "2 other_spelling")),
        ("Lí Văn Mĩ", ("none", "8 other_spelling")),
        # Namesakes.
        ("Trần Văn Nam", ("several", "3 exact", "4 exact")),
        ("Phạm Thị Lan", ("several", "5 exact", "6 exact")),
        # Nobody.
        ("Lê Thị", ("none",)),
        ("Nguyễn Thị Không Có", ("none",)),
        ("", ("none",)),
        ("…", ("none",)),
    ],
)
def test_a_name_finds_who_bears_it(text: str, expected: tuple[str, ...]) -> None:
    verdict, *candidates = found(text)

    # Namesakes stand in the order of their cells.
    assert (verdict, sorted(candidates)) == (expected[0], sorted(expected[1:]))


@pytest.mark.parametrize(
    ("text", "birth_year", "cell_name", "expected"),
    [
        ("Trần Văn Nam", 1985, "", ("unique", "4 exact", "3 exact birth_year")),
        ("Trần Văn Nam (1985)", None, "", ("unique", "4 exact", "3 exact birth_year")),
        ("Tran Van Nam", None, "ấp Tân Lập", ("unique", "3 unmarked", "4 unmarked cell")),
        ("Tran Van Nam", None, "CB Tan Lap", ("unique", "3 unmarked", "4 unmarked cell")),
        # The year fits one and the other's is not known: still two who may be meant.
        ("Phạm Thị Lan", 1990, "", ("several", "5 exact", "6 exact")),
        ("Phạm Thị Lan", 1991, "", ("unique", "5 exact", "6 exact birth_year")),
        # What is said of the person fits nobody of that name.
        ("Lê Thị Minh", 1980, "", ("none", "2 exact birth_year")),
        ("Lê Thị Minh", None, "ấp Hòa Bình", ("none", "2 exact cell")),
        ("Trần Văn Nam", 1985, "ấp Tân Lập", ("none", "3 exact birth_year", "4 exact cell")),
        # A cell that the unit does not have tells nothing.
        ("Lê Thị Minh", None, "Tổ 3", ("unique", "2 exact")),
        # The name as written belongs to somebody of another year; who is alike is asked about.
        ("Nguyễn Văn Hoa", 1965, "", ("several", "0 unmarked", "1 exact birth_year")),
    ],
)
def test_year_and_cell_tell_namesakes_apart(
    text: str, birth_year: int | None, cell_name: str, expected: tuple[str, ...]
) -> None:
    verdict, *candidates = found(text, birth_year=birth_year, cell_name=cell_name)

    assert (verdict, sorted(candidates)) == (expected[0], sorted(expected[1:]))


def test_the_one_who_is_meant_stands_first() -> None:
    answer = DIRECTORY.find("Trần Văn Nam", birth_year=1985)

    assert answer.verdict is Verdict.UNIQUE
    assert str(answer.person) == "Trần Văn Nam (1985), Chi bộ ấp Hòa Bình"
    assert answer.candidates[1].against == (Against.BIRTH_YEAR,)


def test_nobody_is_meant_where_a_question_is_left() -> None:
    assert DIRECTORY.find("Trần Văn Nam").person is None
    assert DIRECTORY.find("Lê Thị Mính").person is None


@pytest.mark.parametrize(
    ("remark", "expected"),
    [
        ("LE THI MINH chuyen tien ung ho nha cap uy", ("unique", "2 unmarked")),
        ("MBVCB.512.Le Thi Minh ung ho.CT tu 0071 toi 0123", ("unique", "2 unmarked")),
        ("Đồng chí Lê Thị Minh ủng hộ", ("unique", "2 unmarked")),
        ("MINH LE THI nop", ("unique", "2 reversed")),
        ("TRAN VAN NAM NOP TIEN", ("several", "3 unmarked", "4 unmarked")),
        ("le thi minh nop thay do thi thuy", ("several", "2 unmarked", "7 unmarked")),
        # The longer name is the one that is there: no Hoàng Minh inside.
        ("nguyen minh hoang ung ho", ("unique", "9 unmarked")),
        ("chuyen tien", ("none",)),
        ("", ("none",)),
    ],
)
def test_a_remark_names_people_in_plain_capitals(remark: str, expected: tuple[str, ...]) -> None:
    answer = DIRECTORY.find_mentioned(remark)

    candidates = [f"{one.person.member_id} {one.likeness}" for one in answer.candidates]
    assert (answer.verdict.value, *sorted(candidates)) == expected


def test_each_of_thousands_is_found_alone() -> None:
    given = [f"{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(500)]
    directory = Directory(
        person(n, f"Nguyễn Thị {given[n % 500]} {given[n // 500]}", None, 1) for n in range(5000)
    )

    unique = sum(directory.find(one.full_name).person is one for one in directory.people)
    named = directory.find_mentioned("CK 0123 NGUYEN THI AB AC ung ho nha cap uy nam 2024")

    assert unique == 5000
    assert [one.likeness for one in named.candidates] == [Likeness.UNMARKED]
