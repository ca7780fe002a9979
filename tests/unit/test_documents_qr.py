"""Test the QR codes: the modules are segno's, and a reader finds the text on the page."""

from __future__ import annotations

import random

import pypdfium2
import pytest
import segno
import zxingcpp

from ledger.documents import paper, qr

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ abcđêơư ẤỆỘ\n/:.–₫"
RECEIPT = "ĐẢNG ỦY XÃ LONG SƠN\nPHIẾU THU số 0129/2022\nNgày 20/11/2022\nSố tiền: 158.000 đồng"


def rows_of(text: str) -> list[list[int]]:
    """Return the modules that we would draw."""
    width, rows = qr.encode(text)
    stride = len(rows) // width
    return [
        [rows[row * stride + column // 8] >> (7 - column % 8) & 1 for column in range(width)]
        for row in range(width)
    ]


def segno_of(text: str) -> list[list[int]]:
    """Return the modules that segno makes, in the smallest version that holds the text."""
    code = segno.make(
        text.encode(), micro=False, error="m", mask=qr.MASK, mode="byte", boost_error=False
    )
    return [list(row) for row in code.matrix]


@pytest.mark.parametrize("length", [0, 1, 14, 15, 62, 63, 100, 122, 123, 180, 181, 213, 214])
def test_modules_are_the_same_as_segno_makes(length: int) -> None:
    # The lengths stand on both sides of where versions, blocks and the length's width change.
    pick = random.Random(length)  # noqa: S311  (random texts, not secrets)
    for _ in range(4):
        text = ""
        while len(text.encode()) < length:
            text += pick.choice(LETTERS)
        while len(text.encode()) > length:
            text = text[:-1]
        text += "x" * (length - len(text.encode()))
        assert rows_of(text or "?") == segno_of(text or "?")


def test_a_text_longer_than_the_largest_code_is_refused() -> None:
    assert qr.encode("x" * 287)[0] == 17 + 4 * qr.LARGEST_VERSION

    with pytest.raises(qr.TooLong, match="288 bytes"):
        qr.encode("x" * 288)


def test_readers_find_every_code_of_a_page() -> None:
    canvas = paper.open_paper(title="QR", size=(300, 150))
    qr.draw_qr(canvas, RECEIPT, 20, 40, 70)
    qr.draw_qr(canvas, "https://ngoinha.example.vn", 150.55, 20.25, 60)
    canvas.showPage()

    page = pypdfium2.PdfDocument(paper.close_paper(canvas))[0]
    found = {
        code.text: code.position for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil())
    }

    assert set(found) == {RECEIPT, "https://ngoinha.example.vn"}
    corner = found[RECEIPT].bottom_left
    assert (corner.x / 3, 150 - corner.y / 3) == pytest.approx((20, 40), abs=1)
