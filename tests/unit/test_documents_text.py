"""Test how text is cleaned and fitted into its place on paper."""

from __future__ import annotations

import pytest

from ledger.documents import fonts, text


@pytest.fixture(autouse=True)
def registered_fonts() -> None:
    fonts.register()


def test_short_text_keeps_its_size_on_one_line() -> None:
    fitted = text.fit("Nguyễn Văn An", font=fonts.REGULAR, size=13, width=300)
    assert fitted == text.Fitted(size=13, lines=("Nguyễn Văn An",))
    assert fitted.drop == 0


def test_longer_text_wraps_between_words_before_it_shrinks() -> None:
    words = "một hai ba bốn năm sáu bảy tám chín mười"
    fitted = text.fit(words, font=fonts.REGULAR, size=13, width=140, rows=2)
    assert fitted.size == 13
    assert len(fitted.lines) == 2
    assert " ".join(fitted.lines) == words


def test_text_too_long_for_its_lines_shrinks_and_stays_whole() -> None:
    words = "một hai ba bốn năm sáu bảy tám chín mười " * 3
    fitted = text.fit(words, font=fonts.REGULAR, size=13, width=300, rows=2)
    assert fitted.size < 13
    assert " ".join(fitted.lines) == words.strip()
    assert all(text.width_of(line, fonts.REGULAR, fitted.size) <= 300.01 for line in fitted.lines)


def test_endless_text_is_cut_visibly_at_the_smallest_size() -> None:
    fitted = text.fit("dài " * 200, font=fonts.REGULAR, size=13, width=100)
    assert fitted.size == text.SMALLEST
    assert fitted.lines[-1].endswith("…")
    assert text.width_of(fitted.lines[-1], fonts.REGULAR, fitted.size) <= 100


def test_word_longer_than_a_line_is_broken_between_letters() -> None:
    fitted = text.fit("W" * 30 + " ngắn", font=fonts.BOLD, size=10, width=120, rows=9)
    assert fitted.size == 10
    assert "".join(fitted.lines) == "W" * 30 + " ngắn"


def test_empty_text_takes_no_line() -> None:
    assert text.fit("", font=fonts.REGULAR, size=10, width=50).lines == ()


def test_a_very_long_word_costs_no_time() -> None:
    assert len(text.printable("x" * 5_000_000)) == text.MAX_LENGTH


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("a\tb\nc", "a b c"),
        ("a\u200bb\u202ec\x00", "abc"),
        ("Tha\u0323ch", "Thạch"),
        ("  hai đầu  ", "hai đầu"),
        ("không\u00a0tách", "không tách"),
    ],
)
def test_printable_text_is_composed_visible_and_on_one_line(typed: str, printed: str) -> None:
    assert text.printable(typed) == printed
