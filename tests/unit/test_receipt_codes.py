"""Codes of receipts: the same each time, readable as typed, and not to be guessed (P18)."""

import secrets

import pytest

from ledger import receipt_codes
from ledger.receipt_codes import LENGTH, LETTERS, SPOKEN_LENGTH, is_code_of, make_code, read_code

KEY, OTHER = b"k" * 32, b"o" * 32
LINK = "ab" * 32


def test_a_code_is_the_same_each_time_and_another_for_another_link_or_key() -> None:
    code = make_code(LINK, key=KEY)
    assert code == make_code(LINK, key=KEY)
    assert len(code) == LENGTH
    assert set(code) <= set(LETTERS)
    assert len({code, make_code("ac" * 32, key=KEY), make_code(LINK, key=OTHER)}) == 3


def test_a_code_is_the_one_that_was_printed_before() -> None:
    # What hangs on walls cannot be changed: these characters stay as they are.
    assert make_code(LINK, key=KEY) == "TSKWD0XZQTTJG6FXVHT6DPW282"


def test_what_is_read_over_the_phone_are_the_first_three_groups() -> None:
    code = make_code(LINK, key=KEY)
    groups = receipt_codes.spoken(code).split("-")
    assert [len(group) for group in groups] == [4, 4, 4]
    assert "".join(groups) == code[:SPOKEN_LENGTH]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("7K3M-Q2XA-0V9B", "7K3MQ2XA0V9B"),
        (" 7k3m q2xa 0v9b\n", "7K3MQ2XA0V9B"),
        ("7k3m–q2xa.ov9b", "7K3MQ2XA0V9B"),  # typed o for 0
        ("iL00-0000-0000", "110000000000"),
        ("7K3MQ2XA0V9BCDEFGHJKMNPQRS", "7K3MQ2XA0V9BCDEFGHJKMNPQRS"),
        ("7K3M-Q2XA-0V9", None),
        ("7K3M-Q2XA-0V9U", None),  # U is in no code
        ("7K3M-Q2XA-0V9Ấ", None),
        ("", None),
    ],
)
def test_a_code_is_read_as_it_was_meant(typed: str, meant: str | None) -> None:
    assert read_code(typed) == meant


@pytest.mark.parametrize("length", [SPOKEN_LENGTH, LENGTH])
def test_only_the_right_characters_fit_and_any_key_reads_them(length: int) -> None:
    code = make_code(LINK, key=OTHER)[:length]
    assert is_code_of(code, LINK, keys=(KEY, OTHER))
    assert not is_code_of(code, LINK, keys=(KEY,))
    for place in range(length):
        changed = LETTERS[(LETTERS.index(code[place]) + 1) % 32]
        assert not is_code_of(code[:place] + changed + code[place + 1 :], LINK, keys=(KEY, OTHER))


def test_two_hundred_thousand_random_codes_fit_nothing() -> None:
    # A million before a release; the comparison itself is what is_code_of makes of each.
    made = make_code(LINK, key=KEY)[:SPOKEN_LENGTH]
    tried = {secrets.randbits(60) for _ in range(200_000)}
    number = sum(LETTERS.index(letter) << 5 * place for place, letter in enumerate(made[::-1]))
    assert number not in tried
    for guess in list(tried)[:20_000]:
        text = "".join(LETTERS[guess >> place & 31] for place in range(55, -1, -5))
        assert not is_code_of(text, LINK, keys=(KEY,))
