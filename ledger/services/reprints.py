"""Count the copies of receipts: each print after the original is stamped with its number (C4)."""

from collections.abc import Sequence

import sqlalchemy as sa

from ledger import clock
from ledger.book import journal
from ledger.db import db
from ledger.models.receipts import ReceiptPrint
from ledger.reports.scope import Actor
from ledger.services import audit
from ledger.services.issued_receipts import one_receipt, receipts_of
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
    last = count_copies(actor, [voucher_id], party_unit_id=receipt.party_unit_id, after=after)
    return last[voucher_id]


def reprint_submission(actor: Actor, submission_id: int, *, after: int) -> None:
    """Count one more copy of every receipt of one click; ``after`` as in ``reprint``.

    Raises:
        NotAllowed, NotFound.

    """
    require_treasurer(actor)
    receipts = receipts_of(actor, submission_id)
    journal.lock_books({receipt.book_id for receipt in receipts})
    ids = [receipt.voucher_id for receipt in receipts]
    count_copies(actor, ids, party_unit_id=receipts[0].party_unit_id, after=after)


def count_copies(
    actor: Actor, ids: Sequence[int], *, party_unit_id: int, after: int
) -> dict[int, int]:
    """Count one more copy of each voucher and return the last numbers.

    The caller holds the lock of the book and has made sure that the vouchers are the actor's.
    """
    query = (
        sa.select(ReceiptPrint.voucher_id, sa.func.max(ReceiptPrint.copy_no))
        .where(ReceiptPrint.voucher_id.in_(ids))
        .group_by(ReceiptPrint.voucher_id)
    )
    last = dict(db.session.execute(query).all())
    if max(last.values(), default=0) > after:
        return last
    for voucher_id in ids:
        copy_no = last[voucher_id] = last.get(voucher_id, 0) + 1
        db.session.add(
            ReceiptPrint(
                voucher_id=voucher_id,
                copy_no=copy_no,
                printed_at=clock.now(),
                printed_by_id=actor.user_id,
            )
        )
    audit.record(
        actor,
        "receipts.reprint",
        f"voucher:{ids[0]}",
        party_unit_id=party_unit_id,
        after={"receipts": len(ids), "copy_no": max(last.values())},
    )
    db.session.flush()
    return last
