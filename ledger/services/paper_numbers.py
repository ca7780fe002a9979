"""Ask again when a pre-printed number is about to stand on a second receipt (C7)."""

from collections import Counter
from collections.abc import Sequence

import sqlalchemy as sa

from ledger.db import db
from ledger.errors import Doubt
from ledger.models.journal import Voucher, VoucherSeries
from ledger.models.receipts import ReceiptVoid
from ledger.services.submissions import digest_body

_NAMED = 5
"""How many numbers a sentence names before it stops."""


def repeated_papers(
    book_id: int, papers: Sequence[str], *, instead_of: int | None = None
) -> list[Doubt]:
    """Find pre-printed numbers that a standing receipt of the book has, or that come twice.

    ``papers`` has one number for each new receipt; ``instead_of`` is the receipt that a new one
    replaces, which may hand its number on.
    """
    if not papers:
        return []
    query = (
        sa.select(Voucher.paper_number, Voucher.number, Voucher.year)
        .outerjoin(ReceiptVoid, ReceiptVoid.voucher_id == Voucher.id)
        .where(
            Voucher.book_id == book_id,
            Voucher.paper_number.in_(set(papers)),
            Voucher.series == VoucherSeries.RECEIPT,
            ReceiptVoid.voucher_id.is_(None),
            Voucher.id != (instead_of or 0),
        )
        .order_by(Voucher.id)
    )
    places = [
        f"{paper} (phiếu {number:04d}/{year})" for paper, number, year in db.session.execute(query)
    ]
    places += [
        f"{paper} (nhập cho {count} phiếu)" for paper, count in Counter(papers).items() if count > 1
    ]
    if not places:
        return []
    more = "…" if len(places) > _NAMED else "."
    return [
        Doubt(
            token=f"paper:{digest_body(places)[:16]}",
            sentence=f"Số phiếu giấy đã dùng: {', '.join(places[:_NAMED])}{more}",
            agree="Vẫn ghi: hai tờ in sẵn trùng số",
        )
    ]
