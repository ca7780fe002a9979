"""The codes of a list's lines come back as typed, and no slip of the hand is another line."""

import pytest

from ledger.row_codes import BadCode, entry_of, row_code

LINES = (1, 2, 3, 60, 5_000, 123_456_789, 32**7 - 1)


def test_a_code_comes_back_as_the_line_that_it_stands_for() -> None:
    assert [entry_of(row_code(line)) for line in LINES] == list(LINES)
    assert len({row_code(line) for line in range(1, 2_000)}) == 1_999


def test_neighbours_look_nothing_alike() -> None:
    pairs = [(row_code(line), row_code(line + 1)) for line in range(1, 200)]
    alike = [sum(a == b for a, b in zip(*pair, strict=True)) for pair in pairs]
    assert max(alike) <= 5  # the hyphen is one of them


def test_blanks_hyphens_case_and_look_alike_letters_are_forgiven() -> None:
    code = next(code for line in range(1, 500) if {"0", "1"} <= set(code := row_code(line)))
    typed = code.replace("-", " ").replace("0", "o").replace("1", "l").lower()
    assert entry_of(f"  {typed} ") == entry_of(code)


@pytest.mark.parametrize("line", LINES)
def test_one_wrong_character_is_never_a_code(line: int) -> None:
    code = row_code(line)
    for place, right in enumerate(code):
        for wrong in "0123456789ABCDEFGHJKMNPQRSTVWXYZ":
            if right not in {wrong, "-"}:
                with pytest.raises(BadCode, match="sai một ký tự"):
                    entry_of(code[:place] + wrong + code[place + 1 :])


@pytest.mark.parametrize("line", LINES)
def test_two_exchanged_characters_are_never_a_code(line: int) -> None:
    letters = row_code(line).replace("-", "")
    for one in range(8):
        for other in range(one + 1, 8):
            turned = list(letters)
            turned[one], turned[other] = turned[other], turned[one]
            if turned != list(letters):
                with pytest.raises(BadCode):
                    entry_of("".join(turned))


@pytest.mark.parametrize("text", ["", "ABC", "K7Q2-9XM", "K7Q2-9XMAA", "U7Q2-9XMA", "Nguyễn An"])
def test_what_is_no_code_is_told(text: str) -> None:
    with pytest.raises(BadCode, match="tám ký tự"):
        entry_of(text)


@pytest.mark.parametrize("line", [0, -1, 32**7])
def test_only_lines_have_codes(line: int) -> None:
    with pytest.raises(ValueError, match="no code"):
        row_code(line)
