"""Open and close a PDF: deterministic, embedded fonts, titled, marked as Vietnamese."""

from __future__ import annotations

import io
import threading
from typing import TYPE_CHECKING

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from ledger.documents import fonts, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.pdfgen.textobject import PDFTextObject

    from ledger.reports.receipts import Signer

# ASCII armour around compressed streams makes each page a quarter larger, and slower.
rl_config.useA85 = 0

# reportlab cuts font subsets through one read position kept in the shared font.
_closing = threading.Lock()

PROGRAM = "Ngôi nhà cấp ủy"
SIGN_HINT = "(ký, họ tên)"


def open_paper(*, title: str, size: tuple[float, float]) -> Canvas:
    """Start a PDF with pages of the given size in points.

    Raises: FontMissing.
    """
    fonts.register()
    canvas = Canvas(
        io.BytesIO(),
        pagesize=size,
        invariant=1,
        pageCompression=1,
        lang="vi-VN",
        initialFontName=fonts.REGULAR,
    )
    canvas.setTitle(text.printable(title))
    canvas.setAuthor(PROGRAM)
    canvas.setCreator(PROGRAM)
    canvas.setProducer(PROGRAM)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    return canvas


def close_paper(canvas: Canvas) -> bytes:
    """Finish the PDF and return its bytes."""
    with _closing:
        return bytes(canvas.getpdfdata())


def put_signers(
    ink: PDFTextObject,
    signers: Sequence[Signer],
    *,
    left: float,
    right: float,
    y: float,
    name_drop: float,
    size: float = 11.0,
) -> None:
    """Write the titles of those who sign in equal columns, a hint, and names below.

    ``name_drop`` is the distance from the title to the printed name: room for a signature.
    """
    column = (right - left) / max(1, len(signers))
    for place, signer in enumerate(signers):
        middle = left + (place + 0.5) * column
        title = text.fit(signer.title, font=fonts.BOLD, size=size, width=column - 6)
        text.put_lines(ink, middle, y, title, font=fonts.BOLD, centred=True)
        text.put_centred(ink, middle, y - 13, SIGN_HINT, font=fonts.ITALIC, size=size - 1)
        name = text.fit(signer.name, font=fonts.BOLD, size=size, width=column - 6, rows=2)
        text.put_lines(ink, middle, y - name_drop, name, font=fonts.BOLD, centred=True)
