"""Find what the book has at the bank already and no line of a statement stands behind yet.

Money that was written down by hand before its statement came must not be recorded twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from ledger.db import db
from ledger.labels import voucher_number
from ledger.models.bank_lines import BankLineUse
from ledger.models.books import AccountKind, Movement
from ledger.models.contributions import Contribution
from ledger.models.journal import (
    Event,
    EventParty,
    Submission,
    SubmissionKind,
    Transfer,
    Voucher,
)
from ledger.reports.bank_lines import LineFacts, is_live
from ledger.reports.scope import Actor, books_of

MOST_GROUPS = 3
MOST_OFFERED = 20
CLOSE = timedelta(days=10)
"""How far from a line's day something is that is likely the same money."""
NEAR = timedelta(days=45)
"""How far from a line's day receipts are offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A receipt by bank transfer that no line stands behind, in đồng."""

    event_id: int
    submission_id: int
    voucher_id: int
    number: str
    on: date
    name: str
    amount_vnd: int
    """What of it no line stands behind yet."""
    entry_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Linkable:
    """Receipts that no line stands behind yet, the nearest in amount and day first."""

    all: tuple[Recorded, ...]
    groups: tuple[tuple[Recorded, ...], ...]
    """Those of one click whose sum is the line's, such as a pay-roll list typed in beforehand."""


def linkable(line: LineFacts, receipts: Sequence[Recorded]) -> Linkable:
    """Return the receipts that a line may stand behind."""
    clicks: dict[int, list[Recorded]] = {}
    for one in receipts:
        clicks.setdefault(one.submission_id, []).append(one)
    groups = (
        tuple(group)
        for group in clicks.values()
        if len(group) > 1 and sum(one.amount_vnd for one in group) == line.open_vnd
    )
    nearest = sorted(
        receipts,
        key=lambda one: (
            one.amount_vnd != line.open_vnd,
            abs((one.on - line.on).days),
            one.event_id,
        ),
    )
    return Linkable(all=tuple(nearest), groups=tuple(groups)[:MOST_GROUPS])


def find_moves(actor: Actor, line: LineFacts) -> list[Recorded]:
    """Return what else the book moved at the bank near a line's day that may be the line.

    Cash brought or fetched, money sent on or returned, interest and fees: of the same direction and
    amount, with no line behind it yet.
    """
    is_side = (Transfer.debit if line.sign == 1 else Transfer.credit) == AccountKind.BANK
    query = _recorded(actor, line.on - CLOSE, line.on + CLOSE).where(
        Transfer.kind != Movement.CONTRIBUTION, is_side, _rest_vnd() == line.open_vnd
    )
    return [_receipt(row, row.purpose) for row in db.session.execute(query)]


def find_unbacked(actor: Actor, lines: Sequence[LineFacts]) -> list[Recorded]:
    """Return the receipts by bank near the days of some lines that no line stands behind."""
    days = [line.on for line in lines if line.sign == 1 and line.open_vnd]
    if not days:
        return []
    query = (
        _recorded(actor, min(days) - NEAR, max(days) + NEAR)
        .join(Submission, Submission.id == Event.submission_id)
        .where(
            Transfer.kind == Movement.CONTRIBUTION,
            Transfer.debit == AccountKind.BANK,
            # Pay-roll deductions pass through the books alone, never through the account.
            Submission.kind != SubmissionKind.MOVEMENT,
        )
    )
    return [_receipt(row, row.name) for row in db.session.execute(query)]


def _rest_vnd() -> sa.ColumnElement[int]:
    """Return what of a transfer's event no line stands behind."""
    backed = (
        sa.select(sa.func.coalesce(sa.func.sum(BankLineUse.amount_vnd), 0))
        .where(BankLineUse.event_id == Transfer.event_id, is_live())
        .scalar_subquery()
    )
    return Transfer.amount_vnd - backed


def _recorded(actor: Actor, first: date, last: date) -> sa.Select[*tuple[Any, ...]]:
    """Select what stands in the unit's own book between two days and lacks a line, in part."""
    mirror = sa.orm.aliased(Transfer)
    return (
        sa.select(
            Transfer.event_id,
            Event.submission_id,
            Voucher.id.label("voucher_id"),
            Voucher.series,
            Voucher.year,
            Voucher.number,
            Event.on_date,
            Event.purpose,
            EventParty.name,
            _rest_vnd().label("rest_vnd"),
            Contribution.list_entry_id,
        )
        .join(Event, Event.id == Transfer.event_id)
        .outerjoin(EventParty, EventParty.event_id == Event.id)
        .join(Voucher, Voucher.id == Transfer.voucher_id)
        .outerjoin(Contribution, Contribution.transfer_id == Transfer.id)
        .outerjoin(mirror, mirror.reverses_id == Transfer.id)
        .where(
            Transfer.book_id.in_(books_of(actor.party_unit_id)),
            Transfer.sign == 1,
            mirror.id.is_(None),
            Event.on_date.between(first, last),
            _rest_vnd() > 0,
        )
        .order_by(Event.on_date, Transfer.event_id)
    )


def _receipt(row: sa.Row[*tuple[Any, ...]], name: str) -> Recorded:
    return Recorded(
        event_id=row.event_id,
        submission_id=row.submission_id,
        voucher_id=row.voucher_id,
        number=voucher_number(row.series, row.year, row.number),
        on=row.on_date,
        name=name,
        amount_vnd=int(row.rest_vnd),
        entry_id=row.list_entry_id,
    )
