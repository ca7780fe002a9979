"""Tie lines of statements to events: the one place that writes what a line was used for."""

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.models.bank_lines import BankLineRelease, BankLineUse, BankUseKind, OtherMoney
from ledger.reports.scope import Actor


def use_line(
    actor: Actor,
    line_id: int,
    kind: BankUseKind,
    amount_vnd: int,
    *,
    event_id: int | None = None,
    reason: OtherMoney | None = None,
    note: str = "",
) -> None:
    """Write what became of a line, in đồng; the caller holds the purse's lock and knows it is open."""
    db.session.add(
        BankLineUse(
            bank_line_id=line_id,
            kind=kind,
            event_id=event_id,
            amount_vnd=amount_vnd,
            reason=reason,
            note=note,
            made_by_id=actor.user_id,
            made_at=clock.now(),
        )
    )
    db.session.flush()


def follow_correction(actor: Actor, old_event_id: int, new_event_id: int, new_vnd: int) -> None:
    """Let the lines behind a corrected receipt stand behind the one that replaced it.

    The caller has cancelled the old event; what the new one does not need waits again.
    """
    query = (
        sa.select(BankLineUse)
        .where(
            BankLineUse.event_id == old_event_id,
            ~sa.exists().where(BankLineRelease.use_id == BankLineUse.id),
        )
        .order_by(BankLineUse.id)
    )
    for use in db.session.scalars(query):
        amount_vnd = min(use.amount_vnd, new_vnd)
        if amount_vnd:
            use_line(actor, use.bank_line_id, use.kind, amount_vnd, event_id=new_event_id)
            new_vnd -= amount_vnd
