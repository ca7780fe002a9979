"""Find and register the one family of the papers: Liberation Serif, in its four styles.

Liberation Serif has the widths of Times New Roman and every Vietnamese letter. It comes with
the package indico-fonts; ``LEDGER_PDF_FONT_DIR`` may point to a folder with another family.
"""

from __future__ import annotations

import os
import threading
import unicodedata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

if TYPE_CHECKING:
    from collections.abc import Mapping

REGULAR = "Ledger-Regular"
BOLD = "Ledger-Bold"
ITALIC = "Ledger-Italic"
BOLD_ITALIC = "Ledger-BoldItalic"

_STYLES = {REGULAR: "Regular", BOLD: "Bold", ITALIC: "Italic", BOLD_ITALIC: "BoldItalic"}
_FAMILY = "LiberationSerif"
_TONES = "\u0300\u0301\u0303\u0309\u0323"

#: Every letter a Vietnamese paper may need; a family without one of them would print boxes.
LETTERS = frozenset(
    unicodedata.normalize("NFC", vowel + tone)
    for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for tone in ("", *_TONES)
) | frozenset("đĐ₫“”…–")

_registering = threading.Lock()
_registered: list[Path] = []


class FontMissing(RuntimeError):
    """A font file is absent, ambiguous, unreadable or lacks Vietnamese letters."""


def font_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Tell the folder the fonts are read from: LEDGER_PDF_FONT_DIR, else indico-fonts.

    Raises: FontMissing.
    """
    chosen = (os.environ if environment is None else environment).get("LEDGER_PDF_FONT_DIR", "")
    if chosen:
        return Path(chosen)
    found = find_spec("indico_fonts")
    if found is None or not found.submodule_search_locations:
        raise FontMissing(
            "Không tìm thấy phông chữ để in: hãy cài gói indico-fonts==1.1, "
            "hoặc đặt LEDGER_PDF_FONT_DIR trỏ tới thư mục có đủ bốn kiểu chữ."
        )
    return Path(found.submodule_search_locations[0])


def register(folder: Path | None = None) -> None:
    """Register the four styles with reportlab, once per folder; later calls cost nothing.

    Raises: FontMissing.
    """
    place = font_folder() if folder is None else folder
    if _registered == [place]:
        return
    with _registering:
        fonts = [_load(name, place, style) for name, style in _STYLES.items()]
        for font in fonts:
            pdfmetrics.registerFont(font)
        _registered[:] = [place]


def _load(name: str, folder: Path, style: str) -> TTFont:
    """Read one style and make sure that it can print Vietnamese."""
    path = _style_file(folder, style)
    try:
        font = TTFont(name, str(path))
    except (TTFError, OSError) as problem:
        raise FontMissing(f"Không đọc được phông chữ {path}: {problem}.") from problem
    missing = sorted(letter for letter in LETTERS if ord(letter) not in font.face.charToGlyph)
    if missing:
        raise FontMissing(
            f"Phông chữ {path} thiếu {len(missing)} chữ cái tiếng Việt ({''.join(missing[:12])}): "
            "hãy dùng Liberation Serif 2.x hoặc bỏ LEDGER_PDF_FONT_DIR."
        )
    return font


def _style_file(folder: Path, style: str) -> Path:
    """Find the file of one style: Liberation Serif, or the only family in the folder."""
    own = folder / f"{_FAMILY}-{style}.ttf"
    if own.is_file():
        return own
    others = sorted(folder.glob(f"*-{style}.ttf"))
    if len(others) != 1:
        raise FontMissing(
            f"Thư mục phông chữ {folder} cần có {own.name}, hoặc đúng một tệp *-{style}.ttf "
            f"(đang có {len(others)})."
        )
    return others[0]
