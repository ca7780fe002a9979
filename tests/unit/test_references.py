"""References of transfers: their form, their letter, and how they survive what banks do to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import references
from ledger.references import Found
from ledger.vietqr import LONGEST_PURPOSE

YEARS = st.integers(2000, 2099)
NUMBERS = st.integers(0, references.LARGEST_NUMBER)
SAMPLE_CODES: list[str] = [
    "905C85", "818X83", "480X14", "294E24", "112C82", "107A61",
    "422N24", "478F63", "124D90", "342Q11", "155K52", "707M78",
]  # fmt: skip


def codes(text: str) -> list[str]:
    return [found.code for found in references.find(text) if found.is_sound]


@given(YEARS, NUMBERS)
def test_a_reference_fits_into_every_banks_purpose_and_is_found_again(
    year: int, number: int
) -> None:
    code = references.make(year, number)
    printed = references.printed(code)

    assert len(printed) <= LONGEST_PURPOSE
    assert printed.isascii()
    assert printed.replace(" ", "") == code
    assert codes(printed) == [code]


@pytest.mark.parametrize(
    "remark",
    [
        "MBVCB.4554223041.HO NGOC HOA {} ung ho.CT tu 0351000803936 HO NGOC HOA",
        "{}",
        "{} LE MINH KHOE",
        "IBFT {}",
        "1234567-VCB;0351000803936;{}",
        "Vietcombank:0351000803936:{}12 thang 11",
        "ung ho {} REF FT226499711751",
        "ủng hộ Ngôi nhà cấp ủy, mã {}.",
    ],
)
@pytest.mark.parametrize(
    "written", ["{0} {1}", "{0}{1}", "{0}.{1}", "{0}-{1}", "{0}_{1}", "{0}  {1}", "{0}\n{1}"]
)
def test_a_reference_survives_the_banks(remark: str, written: str) -> None:
    code = references.make(2022, 90585)
    text = remark.format(written.format(code[:6], code[6:]))

    assert codes(text) == [code]
    assert codes(text.upper()) == [code]
    assert codes(text.lower()) == [code]
    assert codes(" ".join(text)) == [code]


@given(YEARS, NUMBERS, st.data())
def test_the_letter_tells_a_wrong_digit(year: int, number: int, data: st.DataObject) -> None:
    code = references.make(year, number)
    places = [place for place, sign in enumerate(code) if sign.isdigit()]
    place = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from(sorted(set("0123456789") - {code[place]})))

    assert codes(code[:place] + other + code[place + 1 :]) == []


@given(YEARS, NUMBERS, st.data())
def test_the_letter_tells_exchanged_neighbours(year: int, number: int, data: st.DataObject) -> None:
    code = references.make(year, number)
    places = [
        place
        for place in range(len(code) - 1)
        if code[place].isdigit() and code[place + 1].isdigit() and code[place] != code[place + 1]
    ]
    if places:
        place = data.draw(st.sampled_from(places))
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert codes(swapped) == []


def test_a_hand_that_writes_o_and_i_for_digits_is_read_as_it_meant() -> None:
    code = references.make(2022, 10101)
    assert "0" in code[6:]
    assert "1" in code[6:]

    assert codes(code.replace("0", "O").replace("1", "I")) == [code]


def test_several_references_in_one_remark_are_all_found_each_once() -> None:
    first, second = references.make(2024, 7), references.make(2024, 12_345)

    assert codes(f"{first} va {second} {references.printed(first)}") == [first, second]


def test_what_has_the_form_but_not_the_letter_is_told_from_nothing() -> None:
    code = references.make(2022, 90585)
    wrong = code.replace(code[9], "A" if code[9] != "A" else "B")

    assert references.find(f"ung ho {wrong}") == (Found(wrong, is_sound=False),)
    assert references.find("ung ho ngoi nha cap uy 2022") == ()


def test_the_samples_references_are_found_by_their_form() -> None:
    """They were made without our letter; a unit that has printed such codes keeps them."""
    for code in SAMPLE_CODES:
        assert [found.code for found in references.find(f"IBFT NNCU22 {code}")] == [f"NNCU22{code}"]


@pytest.mark.parametrize("number", [-1, references.LARGEST_NUMBER + 1])
def test_a_number_beyond_the_form_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="lies between"):
        references.make(2022, number)
