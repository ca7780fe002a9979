"""Count the copies of receipts: each print after the original is stamped with its number (C4)."""

from collections.abc import Sequence

import sqlalchemy as sa

from ledger import clock
from ledger.book import journal
from ledger.db import db
from ledger.models.receipts import ReceiptPrint
from ledger.reports.scope import Actor
from ledger.services import audit
from ledger.services.issued_receipts import Receipt, one_receipt, receipts_of
from ledger.services.treasurers import require_treasurer


def reprint(actor: Actor, voucher_id: int, *, after: int) -> int:
    """Count one more copy of a receipt and return its number; ``after`` is the last one seen.

    A doubled click asks twice for the copy after the same one and gets the same number.

    Raises:
        NotAllowed, NotFound.

    """
    require_treasurer(actor)
    receipt = one_receipt(actor, voucher_id)
    journal.lock_books([receipt.book_id])
    return _count_copies(actor, [receipt], after=after)[voucher_id]


def reprint_submission(actor: Actor, submission_id: int, *, after: int) -> None:
    """Count one more copy of every receipt of one click; ``after`` as in ``reprint``.

    Raises:
        NotAllowed, NotFound.

    """
    require_treasurer(actor)
    receipts = receipts_of(actor, submission_id)
    journal.lock_books({receipt.book_id for receipt in receipts})
    _count_copies(actor, receipts, after=after)


def _count_copies(actor: Actor, receipts: Sequence[Receipt], *, after: int) -> dict[int, int]:
    ids = [receipt.voucher_id for receipt in receipts]
    query = (
        sa.select(ReceiptPrint.voucher_id, sa.func.max(ReceiptPrint.copy_no))
        .where(ReceiptPrint.voucher_id.in_(ids))
        .group_by(ReceiptPrint.voucher_id)
    )
    last = dict(db.session.execute(query).all())
    if max(last.values(), default=0) > after:
        return last
    for receipt in receipts:
        copy_no = last[receipt.voucher_id] = last.get(receipt.voucher_id, 0) + 1
        db.session.add(
            ReceiptPrint(
                voucher_id=receipt.voucher_id,
                copy_no=copy_no,
                printed_at=clock.now(),
                printed_by_id=actor.user_id,
            )
        )
    audit.record(
        actor,
        "receipts.reprint",
        f"voucher:{ids[0]}",
        party_unit_id=receipts[0].party_unit_id,
        after={"receipts": len(ids), "copy_no": max(last.values())},
    )
    db.session.flush()
    return last
