"""The Vietnamese word for every code that users meet; one table per enum.

A test demands a label for every member of every enum in ``models``.
"""

from enum import StrEnum

from ledger.models.journal import VoucherSeries

_SERIES_PREFIX: dict[StrEnum, str] = {
    VoucherSeries.RECEIPT: "PT",
    VoucherSeries.PAYMENT: "PC",
    VoucherSeries.ADJUSTMENT: "ĐC",
    VoucherSeries.HAND_IN: "BK",
    VoucherSeries.NOTE: "CT",
}


def voucher_number(series: VoucherSeries, year: int, number: int) -> str:
    """Return a voucher's number as papers and screens call it: “PT 0129/2022”."""
    return f"{_SERIES_PREFIX[series]} {number:04d}/{year}"
