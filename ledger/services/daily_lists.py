"""Gather a day's receipts for cash in a list with a number of its own (C8).

The receipts are in the book already: a list moves no money. It takes every receipt of the day, or of
one cell, that stands on no list yet, and never changes; what is given later goes on the next one.
"""

from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.errors import NothingToList
from ledger.models.daily_lists import DailyList, DailyListLine
from ledger.reports.daily_lists import last_number, open_receipts
from ledger.reports.scope import Actor
from ledger.services import audit
from ledger.services.purses import lock_purse, require_day
from ledger.services.treasurers import require_treasurer


def make_list(actor: Actor, *, on: date, cell_id: int | None, after: int) -> DailyList:
    """List the day's receipts of the actor's own unit; ``after`` is the last list's number seen.

    A doubled click asks twice for the list after the same one and gets the same list; what somebody
    else listed meanwhile is another list.

    Raises:
        NotAllowed, NotFound, InTheFuture, TooLongAgo, NothingToList.

    """
    require_treasurer(actor)
    require_day(on, field="on", what="Ngày thu")
    book = lock_purse(actor)
    made_before = _made_before(actor, book.id, on, cell_id, after)
    if made_before is not None:
        return made_before
    found = [
        receipt
        for receipt in open_receipts(actor.party_unit_id, on)
        if cell_id is None or receipt.cell_id == cell_id
    ]
    if not found:
        raise NothingToList(on)
    made = DailyList(
        book_id=book.id,
        year=on.year,
        number=last_number(book.id, on.year) + 1,
        on_date=on,
        cell_id=cell_id,
        counted_vnd=sum(receipt.counted_vnd for receipt in found),
        last_position=len(found),
        made_at=clock.now(),
        made_by_id=actor.user_id,
    )
    db.session.add(made)
    db.session.flush()
    lines = [
        {
            "daily_list_id": made.id,
            "position": position,
            "voucher_id": receipt.voucher_id,
            "counted_vnd": receipt.counted_vnd,
        }
        for position, receipt in enumerate(found, start=1)
    ]
    db.session.execute(sa.insert(DailyListLine), lines)
    audit.record(
        actor,
        "daily_lists.make",
        f"daily_list:{made.id}",
        party_unit_id=actor.party_unit_id,
        after={"receipts": len(found), "counted_vnd": made.counted_vnd},
    )
    db.session.flush()
    return made


def _made_before(
    actor: Actor, book_id: int, on: date, cell_id: int | None, after: int
) -> DailyList | None:
    query = sa.select(DailyList).where(
        DailyList.book_id == book_id,
        DailyList.year == on.year,
        DailyList.number > after,
        DailyList.on_date == on,
        DailyList.cell_id.is_not_distinct_from(cell_id),
        DailyList.made_by_id == actor.user_id,
    )
    return db.session.scalars(query.order_by(DailyList.number)).first()
