"""Say whether a receipt is genuine, cancelled or unknown, by its number and code (C6, P18).

K1  The same statements and the same comparisons are made for every question, whatever the answer.
K2  An answer holds no name: unit, number, day and amount are on the paper already, of the payer it
    has the first letters.
"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger import receipt_codes
from ledger.db import db, settings
from ledger.models.books import Book
from ledger.models.journal import Event, EventParty, Transfer, Voucher, VoucherSeries
from ledger.models.party_units import NameKind
from ledger.models.receipts import ReceiptVoid
from ledger.reports.list_receipts import attached, payer_of
from ledger.reports.receipt_lists import number_text
from ledger.reports.receipts import ERASED
from ledger.reports.scope import names_on

NO_LINK = "0" * 64
"""Stands for a receipt where there is none, so that a miss compares as a hit does."""
NO_CODE = "-" * receipt_codes.LENGTH
"""Stands for what cannot be a code; no receipt has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedReceipt:
    """State what is told of a receipt whose code fits; ``amount_vnd`` in đồng."""

    voucher_id: int
    party_unit_id: int
    number: str
    unit_name: str
    on: date
    amount_vnd: int
    payer: str
    """The first letters of the payer's name, or how many people a list has."""
    voided_on: date | None
    replaced_by: str | None


def check_receipt(year: int, number: int, typed_code: str) -> CheckedReceipt | None:
    """Return the receipt with this number and code, whichever unit's it is; None if unknown."""
    code = receipt_codes.read_code(typed_code) or NO_CODE
    keys = settings().qr_keys
    found = 0
    for voucher_id, link_hash in [(0, NO_LINK), *_links(year, number)]:
        if receipt_codes.is_code_of(code, link_hash, keys=keys):
            found = voucher_id
    return _checked(found)


def _links(year: int, number: int) -> list[tuple[int, str]]:
    """Return the receipts of all books that have a number, each with the hash of its last link."""
    later = aliased(Transfer)
    last = sa.select(sa.func.max(later.id)).where(later.voucher_id == Voucher.id).scalar_subquery()
    query = (
        sa.select(Voucher.id, Transfer.hash)
        .join(Transfer, sa.and_(Transfer.voucher_id == Voucher.id, Transfer.id == last))
        .where(
            Voucher.number == number,
            Voucher.year == year,
            Voucher.series == VoucherSeries.RECEIPT,
        )
        .order_by(Voucher.id)
    )
    return [(voucher_id, link_hash) for voucher_id, link_hash in db.session.execute(query)]


def _checked(voucher_id: int) -> CheckedReceipt | None:
    """State a receipt; for none, ask the same and get nothing (K1)."""
    adjustment, replacement = aliased(Voucher), aliased(Voucher)
    mirror, mirror_event = aliased(Transfer), aliased(Event)
    query = (
        sa.select(
            Voucher.id,
            Voucher.year,
            Voucher.number,
            Book.party_unit_id,
            Event.on_date,
            EventParty.name,
            EventParty.place,
            Transfer.amount_vnd,
            mirror_event.on_date.label("voided_on"),
            replacement.year.label("next_year"),
            replacement.number.label("next_number"),
        )
        .join(Transfer, Transfer.voucher_id == Voucher.id)
        .join(Event, Event.id == Transfer.event_id)
        .join(Book, Book.id == Voucher.book_id)
        .outerjoin(EventParty, EventParty.event_id == Event.id)
        .outerjoin(ReceiptVoid, ReceiptVoid.voucher_id == Voucher.id)
        .outerjoin(adjustment, adjustment.id == ReceiptVoid.adjustment_id)
        .outerjoin(mirror, mirror.id == adjustment.first_transfer_id)
        .outerjoin(mirror_event, mirror_event.id == mirror.event_id)
        .outerjoin(replacement, replacement.id == ReceiptVoid.replacement_id)
        .where(Voucher.id == voucher_id)
        .order_by(Transfer.id)
    )
    rows = db.session.execute(query).all()
    unit_id, on = (rows[0].party_unit_id, rows[0].on_date) if rows else (0, date.min)
    kinds = (NameKind.COMMITTEE, NameKind.ORGANISATION)
    names = names_on([unit_id], kinds, on)
    if not rows:
        return None
    first = rows[0]
    return CheckedReceipt(
        voucher_id=first.id,
        party_unit_id=unit_id,
        number=number_text(first.year, first.number),
        unit_name=next((names[unit_id, kind] for kind in kinds if (unit_id, kind) in names), ""),
        on=on,
        amount_vnd=sum(row.amount_vnd for row in rows),
        payer=_payer([(row.name, row.place) for row in rows]),
        voided_on=first.voided_on,
        replaced_by=number_text(first.next_year, first.next_number) if first.next_number else None,
    )


def _payer(people: list[tuple[str, str]]) -> str:
    """Say who paid without naming anybody."""
    if len(people) > 1:
        cell = payer_of(max(place or "" for _, place in people))
        return f"{cell[1] or cell[0]}, {attached(len(people))}"
    name = people[0][0]
    return " ".join(f"{word[0].upper()}…" for word in name.split()) if name else ERASED
