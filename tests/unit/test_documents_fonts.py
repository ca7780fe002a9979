"""Test that papers find their fonts, and that a missing one is told clearly."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from ledger.documents import fonts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STYLES = ("Regular", "Bold", "Italic", "BoldItalic")


@pytest.fixture(autouse=True)
def usual_fonts_afterwards() -> Iterator[None]:
    yield
    fonts.register(fonts.font_folder({}))


def copy_family(folder: Path, *, source: str = "LiberationSerif", name: str) -> None:
    for style in STYLES:
        shutil.copy(fonts.font_folder({}) / f"{source}-{style}.ttf", folder / f"{name}-{style}.ttf")


def test_fonts_come_from_the_package_by_default() -> None:
    assert (fonts.font_folder({}) / "LiberationSerif-Regular.ttf").is_file()


def test_environment_points_to_another_folder(tmp_path: Path) -> None:
    assert fonts.font_folder({"LEDGER_PDF_FONT_DIR": str(tmp_path)}) == tmp_path


def test_environment_of_the_process_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGER_PDF_FONT_DIR", str(tmp_path))
    assert fonts.font_folder() == tmp_path


def test_missing_package_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "find_spec", lambda _name: None)
    with pytest.raises(fonts.FontMissing, match="hãy cài gói indico-fonts"):
        fonts.font_folder({})


def test_another_family_is_accepted_under_its_own_name(tmp_path: Path) -> None:
    copy_family(tmp_path, name="Tinos")
    fonts.register(tmp_path)
    assert fonts._registered == [tmp_path]


def test_missing_style_is_named(tmp_path: Path) -> None:
    copy_family(tmp_path, name="Tinos")
    (tmp_path / "Tinos-Italic.ttf").unlink()
    with pytest.raises(fonts.FontMissing, match=r"LiberationSerif-Italic\.ttf.*đang có 0"):
        fonts.register(tmp_path)


def test_two_strange_families_are_refused_as_ambiguous(tmp_path: Path) -> None:
    copy_family(tmp_path, name="Tinos")
    copy_family(tmp_path, name="Other")
    with pytest.raises(fonts.FontMissing, match="đang có 2"):
        fonts.register(tmp_path)


def test_family_without_vietnamese_letters_is_refused(tmp_path: Path) -> None:
    japanese = fonts.font_folder({}) / "kochi-mincho-subst.ttf"
    for style in STYLES:
        shutil.copy(japanese, tmp_path / f"Kochi-{style}.ttf")
    with pytest.raises(fonts.FontMissing, match=r"thiếu \d+ chữ cái tiếng Việt"):
        fonts.register(tmp_path)


def test_broken_file_is_told_with_its_path(tmp_path: Path) -> None:
    copy_family(tmp_path, name="LiberationSerif")
    (tmp_path / "LiberationSerif-Bold.ttf").write_bytes(b"no font")
    with pytest.raises(fonts.FontMissing, match=r"Không đọc được .*LiberationSerif-Bold\.ttf"):
        fonts.register(tmp_path)


def test_all_vietnamese_letters_are_asked_for() -> None:
    assert {"ễ", "Ệ", "ữ", "ỷ", "Ỵ", "đ", "Đ", "ă", "Ơ", "₫"} <= fonts.LETTERS
    assert sum(letter.isalpha() for letter in fonts.LETTERS) == 146
