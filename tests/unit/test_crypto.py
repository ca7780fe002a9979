"""Sealed text opens only with its key for its owner; tokens and codes are random (K1, K2)."""

from __future__ import annotations

import re

import pytest

from ledger.crypto import KEY_BYTES, Unreadable, new_code, new_token, seal, token_hash, unseal

KEY = bytes(range(KEY_BYTES))
ABOUT = "contribution:7K2M9:pay"


@pytest.mark.parametrize("text", ["", "5.751.400", "Hoàn cảnh khó khăn: nhà dột", "x" * 10_000])
def test_sealed_text_opens_again(text: str) -> None:
    assert unseal(seal(text, key=KEY, about=ABOUT), key=KEY, about=ABOUT) == text


def test_sealed_text_shows_nothing_and_differs_each_time() -> None:
    one, other = (seal("5751400", key=KEY, about=ABOUT) for _ in range(2))
    assert one != other
    assert "5751400" not in one
    assert re.fullmatch(r"[A-Za-z0-9_-]+=*", one)


def test_another_key_does_not_open() -> None:
    with pytest.raises(Unreadable):
        unseal(seal("a", key=KEY, about=ABOUT), key=bytes(KEY_BYTES), about=ABOUT)


def test_another_owner_does_not_open() -> None:
    with pytest.raises(Unreadable):
        unseal(seal("a", key=KEY, about=ABOUT), key=KEY, about="contribution:OTHER:pay")


def test_any_changed_letter_keeps_it_shut() -> None:
    sealed = seal("5751400 đồng", key=KEY, about=ABOUT)
    for index, letter in enumerate(sealed.rstrip("=")[:-1]):
        changed = f"{sealed[:index]}{'A' if letter != 'A' else 'B'}{sealed[index + 1 :]}"
        with pytest.raises(Unreadable):
            unseal(changed, key=KEY, about=ABOUT)


@pytest.mark.parametrize("sealed", ["", "abc", "AAAA", "đồng", "A" * 40, "!" * 40, "\ud800"])
def test_foreign_text_is_unreadable(sealed: str) -> None:
    with pytest.raises(Unreadable):
        unseal(sealed, key=KEY, about=ABOUT)


def test_letters_added_to_sealed_text_are_noticed() -> None:
    sealed = seal("a", key=KEY, about=ABOUT)
    for added in (f" {sealed}", f"{sealed[:8]}\n{sealed[8:]}", f"{sealed[:8]}!{sealed[8:]}"):
        with pytest.raises(Unreadable):
            unseal(added, key=KEY, about=ABOUT)


@pytest.mark.parametrize("size", [0, 16, 24, 31, 33])
def test_keys_of_another_size_are_refused(size: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        seal("a", key=bytes(size), about=ABOUT)
    with pytest.raises(ValueError, match="32 bytes"):
        unseal("AAAA", key=bytes(size), about=ABOUT)


def test_token_hashes_are_sha256_in_hexadecimal() -> None:
    assert token_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_token_hashes_take_whatever_a_cookie_brings() -> None:
    assert token_hash("\ud800") != token_hash("?")


def test_tokens_are_urlsafe_long_and_never_alike() -> None:
    tokens = {new_token() for _ in range(200)}
    assert len(tokens) == 200
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in tokens)


def test_codes_use_unambiguous_capitals_and_all_of_them() -> None:
    codes = [new_code() for _ in range(400)]
    assert len(set(codes)) == 400
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{10}", code) for code in codes)
    assert len(set("".join(codes))) == 32


def test_codes_have_the_length_asked_for() -> None:
    assert len(new_code(26)) == 26
