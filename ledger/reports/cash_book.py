"""State the cash book (sổ quỹ tiền mặt): one line per voucher, the balance after each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from ledger.reports.receipts import Signer


@dataclass(frozen=True, slots=True, kw_only=True)
class CashBookLine:
    """State one line, in posting order; of the two numbers one is empty."""

    seq: int
    recorded_on: date
    voucher_on: date
    receipt_number: str
    payment_number: str
    description: str
    in_vnd: int
    out_vnd: int
    balance_vnd: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CashBook:
    """State the cash book of one purse for the days [starts_on, ends_before).

    ``fund`` is the kind of money, “tiền mặt”; ``opened_on`` the day the book was opened.
    """

    unit_name: str
    unit_address: str
    fund: str
    starts_on: date
    ends_before: date
    opening_vnd: int
    lines: tuple[CashBookLine, ...]
    in_total_vnd: int
    out_total_vnd: int
    closing_vnd: int
    opened_on: date | None
    signers: tuple[Signer, ...]
    check_code: str
