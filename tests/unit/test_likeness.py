"""A typed name is like a listed one in ways that can be told (K1, K2)."""

import pytest

from ledger.likeness import Likeness, TypedName, compare, loose_key, plain_words


@pytest.mark.parametrize(
    ("typed", "listed", "likeness"),
    [
        ("Nguyễn Văn Hòa", "Nguyễn Văn Hòa", Likeness.EXACT),
        ("NGUYỄN VĂN HOÀ", "Nguyễn Văn Hòa", Likeness.EXACT),
        ("Lê Thị Thuỷ", "Lê Thị Thủy", Likeness.EXACT),
        ("Nguyen Van Hoa", "Nguyễn Văn Hòa", Likeness.UNMARKED),
        ("Nguyên Van Hòa", "Nguyễn Văn Hòa", Likeness.UNMARKED),
        ("Do Van Duc", "Đỗ Văn Đức", Likeness.UNMARKED),
        ("K Ho", "K’Ho", Likeness.UNMARKED),
        ("Nguyễn Văn Hóa", "Nguyễn Văn Hòa", Likeness.OTHER_SPELLING),
        ("Nguyễn Văn Hòa", "Nguyễn Văn Hoa", Likeness.OTHER_SPELLING),
        ("Lí Văn Mĩ", "Lý Văn Mỹ", Likeness.OTHER_SPELLING),
    ],
)
def test_a_name_is_alike_as_its_marks_tell(typed: str, listed: str, likeness: Likeness) -> None:
    assert loose_key(typed).replace(" ", "") == loose_key(listed).replace(" ", "")
    assert compare(typed, listed) is likeness


def test_a_turned_name_is_never_more_than_reversed() -> None:
    assert compare("Lê Văn An", "Lê Văn An", turned=True) is Likeness.REVERSED
    assert compare("Le Van An", "Lê Văn An", turned=True) is Likeness.REVERSED
    assert compare("Lê Văn Ân", "Lê Văn An", turned=True) is Likeness.OTHER_SPELLING


@pytest.mark.parametrize(
    ("text", "name", "birth_year"),
    [
        ("đ/c Lê Thị Minh", "Lê Thị Minh", None),
        ("Đ/C LÊ THỊ MINH", "Lê Thị Minh", None),
        ("Ông/Bà: Lê Thị Minh", "Lê Thị Minh", None),
        ("Lê Thị Minh (1965)", "Lê Thị Minh", 1965),
        ("Lê Thị Minh (sn 1965)", "Lê Thị Minh", 1965),
        ("Lê Thị Minh [Bí thư]", "Lê Thị Minh", None),
        ("Lê Thị Minh", "Lê Thị Minh", None),
    ],
)
def test_what_stands_around_a_name_is_read_apart(
    text: str, name: str, birth_year: int | None
) -> None:
    typed = TypedName(text)

    assert (typed.name, typed.birth_year) == (name, birth_year)


@pytest.mark.parametrize("text", ["dc Le Thi Minh", "d/c Le Thi Minh", "dong chi Le Thi Minh"])
def test_an_address_without_marks_may_be_part_of_the_name_or_not(text: str) -> None:
    forms = [form for form, turned in TypedName(text).forms if not turned]

    assert forms == [TypedName(text).name, "Le Thi Minh"]


def test_a_name_is_read_in_every_order_that_people_write() -> None:
    assert TypedName("An Nguyễn Văn").forms == (
        ("An Nguyễn Văn", False),
        ("Nguyễn Văn An", True),
        ("Văn An Nguyễn", True),
        ("Văn Nguyễn An", True),
    )
    assert TypedName("Nay").forms == (("Nay", False),)


def test_plain_words_leave_no_sign() -> None:
    assert plain_words("MB-TKThe :0123; LE THI MINH/ung ho") == (
        "mb", "tkthe", "0123", "le", "thi", "minh", "ung", "ho",
    )  # fmt: skip
