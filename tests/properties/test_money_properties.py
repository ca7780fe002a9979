"""Money survives writing, reading, spelling and splitting, whatever the amount (P12, P13)."""

from __future__ import annotations

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ledger.money import (
    MAX_AMOUNT_VND,
    BadAmount,
    WordStyle,
    format_vnd,
    number_in_words,
    parse_vnd,
    split_vnd,
)

QUICK = settings(max_examples=150, deadline=None)
AMOUNTS = st.integers(min_value=1, max_value=MAX_AMOUNT_VND)
STYLES = st.builds(WordStyle, linh=st.booleans(), ngan=st.booleans(), ti=st.booleans())

UNITS = {
    word: value
    for value, words in enumerate(
        ("không", "một mốt", "hai", "ba", "bốn tư", "năm lăm", "sáu", "bảy", "tám", "chín")
    )
    for word in words.split()
}
SCALES = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6}


def read_back(words: str) -> int:
    """Read our own words by another way: small group, group of nine, billions."""
    billions = nine = group = 0
    for word in words.split():
        if word in UNITS:
            group += UNITS[word]
        elif word == "trăm":
            group *= 100
        elif word == "mươi":
            group += group % 10 * 9
        elif word == "mười":
            group += 10
        elif word in SCALES:
            nine, group = nine + group * SCALES[word], 0
        elif word in {"tỷ", "tỉ"}:
            billions, nine, group = (billions + nine + group) * 10**9, 0, 0
        else:
            assert word in {"lẻ", "linh"}
    return billions + nine + group


@QUICK
@given(AMOUNTS)
def test_written_amounts_are_read_back(amount_vnd: int) -> None:
    assert parse_vnd(format_vnd(amount_vnd)) == amount_vnd
    assert parse_vnd(str(amount_vnd)) == amount_vnd


@QUICK
@given(st.text(max_size=20) | st.from_regex(r"[-+ 0-9.,_eE]{1,15}", fullmatch=True))
@example("1_000")
@example("１２３")
@example("٣")
def test_only_ascii_digits_in_groups_of_three_become_money(text: str) -> None:
    try:
        amount_vnd = parse_vnd(text)
    except BadAmount:
        return
    typed = text.strip(" \t\r\n")
    assert re.fullmatch(r"[1-9][0-9]*|[1-9][0-9]{0,2}(\.[0-9]{3})+", typed)
    assert typed in {str(amount_vnd), format_vnd(amount_vnd)}


@QUICK
@given(st.integers(min_value=0, max_value=10**18 - 1), STYLES)
def test_spelled_numbers_are_read_back(number: int, style: WordStyle) -> None:
    assert read_back(number_in_words(number, style)) == number


@QUICK
@given(
    st.integers(min_value=-MAX_AMOUNT_VND, max_value=MAX_AMOUNT_VND),
    st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=30).filter(any),
)
def test_splitting_loses_nothing_and_is_within_one_dong_of_the_share(
    total_vnd: int, weights: list[int]
) -> None:
    parts = split_vnd(total_vnd, weights)
    assert sum(parts) == total_vnd
    whole = sum(weights)
    for part_vnd, weight in zip(parts, weights, strict=True):
        assert abs(part_vnd * whole - total_vnd * weight) < whole
