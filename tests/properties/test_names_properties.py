"""Keys hold for every text: stable, plain, and blind to the form in which a name arrives (P24)."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.names import BadName, clean_name, clean_text, name_key, search_key, sort_key, tidy_name

QUICK = settings(max_examples=150, deadline=None)
WORDS = [
    "Nguyễn",
    "Văn",
    "Thị",
    "Đức",
    "Hoà",
    "Hòa",
    "Thuỷ",
    "Thủy",
    "Quý",
    "Giếng",
    "Ánh",
    "Ân",
    "Ăn",
    "An",
    "Dũng",
    "Dung",
    "Đào",
    "Khoẻ",
    "Khuỷu",
    "K’Ho",
    "Y-Bhiăo",
    "Êban",
    "Ƀlŏ",
    "Čar",
    "Trường",
    "Lượng",
    "Nguyệt",
    "Huế",
]
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
LATIN = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x24F)
    | st.characters(min_codepoint=0x1E00, max_codepoint=0x1EFF)
    | st.sampled_from("\u0300\u0301\u0303\u0306\u0309\u031b\u0323"),
    max_size=40,
)
ANY = st.text(max_size=40) | LATIN


@QUICK
@given(ANY)
def test_stored_names_are_nfc_visible_and_accepted_again(text: str) -> None:
    try:
        name = clean_name(text)
    except BadName:
        return
    assert unicodedata.is_normalized("NFC", name)
    assert name == name.strip()
    assert clean_name(name) == name
    assert not re.search(r"[\x00-\x1f\u200b-\u200f\u202a-\u202e<>{}=0-9]", name)


@QUICK
@given(ANY)
def test_stored_notes_are_accepted_again(text: str) -> None:
    try:
        note = clean_text(text)
    except BadName:
        return
    assert clean_text(note) == note


@QUICK
@given(NAMES)
def test_the_form_of_arrival_changes_no_key(name: str) -> None:
    decomposed = unicodedata.normalize("NFD", name)
    for key in (name_key, search_key, sort_key):
        assert key(decomposed) == key(name) == key(name.upper()) == key(f"  {name} ")


@QUICK
@given(ANY)
def test_keys_are_their_own_keys(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)
    assert search_key(text).isascii()
    assert re.fullmatch("[a-z0-9]*", sort_key(text))


@QUICK
@given(NAMES)
def test_name_keys_are_stable(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)
    assert sort_key(name_key(name)) == sort_key(name)


@QUICK
@given(NAMES, NAMES)
def test_one_sort_key_means_one_set_of_letters(one: str, other: str) -> None:
    if sort_key(one) == sort_key(other):
        letters = str.maketrans("", "", "'- ")
        assert name_key(one).translate(letters) == name_key(other).translate(letters)


@QUICK
@given(ANY)
def test_tidied_names_have_single_blanks(text: str) -> None:
    tidy = tidy_name(text)
    assert tidy == tidy.strip()
    assert "  " not in tidy
