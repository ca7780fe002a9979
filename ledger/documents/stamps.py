"""Stamp vouchers: which copy it is, and that it is cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import clock
from ledger.documents import fonts, text

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from ledger.reports.receipts import VoidMark


def stamp_copy(canvas: Canvas, copy_no: int, *, left: float, y: float) -> None:
    """Put the box that tells a reprint from the first print (C4)."""
    words = f"IN LẠI LẦN {copy_no}"
    wide = text.width_of(words, fonts.BOLD, 12)
    canvas.setLineWidth(1.2)
    canvas.rect(left, y, wide + 16, 20)
    ink = canvas.beginText()
    text.put(ink, left + 8, y + 5.8, words, font=fonts.BOLD, size=12)
    canvas.drawText(ink)


def stamp_void(
    canvas: Canvas, void: VoidMark, *, left: float, right: float, top: float, signs: float
) -> None:
    """Cross a voucher out: ĐÃ HỦY over it and, where it would be signed, the reason (C5).

    The letters are outlines, so that what they cross stays legible on a photocopy.
    """
    canvas.saveState()
    canvas.translate((left + right) / 2 - 20, top - 236)
    canvas.rotate(18)
    canvas.setLineWidth(1.6)
    canvas.setStrokeGray(0.35)
    ink = canvas.beginText()
    ink.setTextRenderMode(1)
    text.put_centred(ink, 0, 0, "ĐÃ HỦY", font=fonts.BOLD, size=96)
    canvas.drawText(ink)
    canvas.restoreState()
    facts = f"ĐÃ HỦY ngày {clock.format_date(void.on)} · chứng từ điều chỉnh {void.adjustment}"
    if void.replaced_by:
        facts += f" · thay bằng phiếu {void.replaced_by}"
    canvas.setLineWidth(0.8)
    canvas.setFillGray(1)
    canvas.rect(left, signs - 57, right - left, 40, fill=1)
    canvas.setFillGray(0)
    room = right - left - 16
    head = text.fit(facts, font=fonts.BOLD, size=11, width=room)
    why = text.fit(f"Lý do: {void.reason}", font=fonts.REGULAR, size=11, width=room, height=22)
    ink = canvas.beginText()
    text.put_lines(ink, left + 8, signs - 28, head, font=fonts.BOLD)
    text.put_lines(ink, left + 8, signs - 40, why, font=fonts.REGULAR)
    canvas.drawText(ink)
