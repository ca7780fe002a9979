"""State what a receipt says on paper (phiếu thu, biên lai thu tiền)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from ledger.money import WordStyle


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Name a place for a signature: the signer's title, and the printed name if known."""

    title: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidMark:
    """State that a receipt was cancelled: when, why and by which chứng từ điều chỉnh.

    ``adjustment`` is the number as printed, “ĐC 0003/2022”; ``replaced_by`` the number of the
    receipt given instead, if there is one.
    """

    on: date
    reason: str
    adjustment: str
    replaced_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptPaper:
    """State everything that one receipt prints.

    ``title`` is “PHIẾU THU” or “BIÊN LAI THU TIỀN”; ``form`` what follows “Mẫu:” (may be
    empty); ``volume`` the book (quyển); ``method`` “tiền mặt” or “chuyển khoản”;
    ``paper_number`` that of a pre-printed receipt already given (C7); ``attachments`` the
    words before “chứng từ gốc”; ``check_code`` eight characters that tie the paper to the
    book; ``copy_no`` 0 for the first print, n for the n-th reprint (C4).
    """

    title: str
    unit_name: str
    unit_address: str
    form: str
    volume: str
    number: int
    year: int
    on: date
    payer_name: str
    payer_place: str
    purpose: str
    amount_vnd: int
    method: str
    paper_number: str | None
    attachments: str = ""
    signers: tuple[Signer, ...]
    check_code: str
    words: WordStyle
    void: VoidMark | None
    copy_no: int = 0

    @property
    def number_text(self) -> str:
        """Write the number as printed: 0129/2022."""
        return f"{self.number:04d}/{self.year}"
