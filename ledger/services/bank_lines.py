"""Record what the lines of a unit's statements are: contributions, receipts, or no contribution.

U1  The purse's lock is taken before a line is read, so two people never record one line; the guard
    in the database says the same once more.
U2  Every contribution goes through ``record_batch``; here its line is tied to its event.
U3  A line's parts are its whole, to the đồng, unless somebody agrees that the rest goes on waiting.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.errors import (
    Doubt,
    LineUsed,
    NotFound,
    PartsDiffer,
    ReferenceLost,
    RuleBroken,
    StateRefused,
)
from ledger.models.bank_lines import (
    BankLineRelease,
    BankLineUse,
    BankUseKind,
    OtherMoney,
)
from ledger.models.books import Movement
from ledger.models.contributions import Contribution, Method
from ledger.models.journal import Event, Submission, Transfer
from ledger.money import format_vnd
from ledger.reports.bank_lines import LineFacts, get_line, get_lines, is_live
from ledger.reports.bank_matching import look_closely, propose
from ledger.reports.bank_recorded import find_moves
from ledger.reports.scope import Actor
from ledger.services import audit
from ledger.services.bank_movements import record_movement
from ledger.services.bank_uses import use_line
from ledger.services.contribution_batches import BatchLine, record_batch
from ledger.services.contributors import NewContributor
from ledger.services.purses import lock_purse
from ledger.services.submissions import find
from ledger.services.treasurers import require_treasurer


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one giver gave of a line, in đồng; exactly one of the three names the giver."""

    amount_vnd: int
    list_entry_id: int | None = None
    contributor_id: int | None = None
    new_contributor: NewContributor | None = None


def record_certain(
    actor: Actor,
    *,
    key: str,
    campaign_id: int,
    line_ids: Sequence[int],
    agreed: Collection[str] = (),
) -> Submission:
    """Record every line for the person whose reference it bears, in one posting.

    Raises:
        NotAllowed, NotFound, LineUsed, ReferenceLost, RuleBroken (none chosen), and what
        ``record_batch`` raises.

    """
    require_treasurer(actor)
    lock_purse(actor)
    is_new = find(actor, key) is None
    if not line_ids:
        raise RuleBroken("Chưa chọn khoản nào.")
    lines = get_lines(actor, line_ids)
    parts = []
    for proposal in propose(actor, lines):
        line = proposal.line
        if is_new:
            _require_open(line, line.amount_vnd)
        person = proposal.person if is_new else proposal.named
        if person is None or person.campaign_id != campaign_id:
            raise ReferenceLost(on=line.on, amount_vnd=line.amount_vnd)
        parts.append((line, Part(amount_vnd=line.amount_vnd, list_entry_id=person.entry_id)))
    return _record(
        actor,
        parts,
        key=key,
        is_new=is_new,
        campaign_id=campaign_id,
        kind=BankUseKind.REFERENCE,
        agreed=agreed,
    )


def record_parts(
    actor: Actor,
    line_id: int,
    *,
    key: str,
    campaign_id: int,
    parts: Sequence[Part],
    brought_by: str | None = None,
    agreed: Collection[str] = (),
) -> Submission:
    """Record a line for one giver, or split it over many; ``brought_by`` is who paid for them.

    Raises:
        NotAllowed, NotFound, LineUsed, RuleBroken (money that went out, no parts), PartsDiffer
        (more than the line), Unconfirmed (less, so that the rest waits), and what ``record_batch``
        raises.

    """
    require_treasurer(actor)
    lock_purse(actor)
    is_new = find(actor, key) is None
    line = get_line(actor, line_id)
    doubts = _parts_doubts(line, parts) if is_new else []
    return _record(
        actor,
        [(line, part) for part in parts],
        key=key,
        is_new=is_new,
        campaign_id=campaign_id,
        kind=BankUseKind.CHOSEN,
        brought_by=brought_by,
        doubts=doubts,
        agreed=agreed,
    )


def link_receipts(actor: Actor, line_id: int, *, event_ids: Sequence[int]) -> LineFacts:
    """Say that a line is what was written into the book before; nothing is recorded twice.

    Raises:
        NotAllowed, NotFound (no such line, or a receipt that has its line), LineUsed, RuleBroken
        (none chosen), PartsDiffer (more than the line).

    """
    require_treasurer(actor)
    lock_purse(actor)
    line = get_line(actor, line_id)
    if not event_ids:
        raise RuleBroken("Chưa chọn phiếu nào.", field="event")
    if all(_has_use(line_id, event_id) for event_id in event_ids):
        return line
    _require_open(line, 1)
    receipts = [*look_closely(actor, [line]).receipts, *find_moves(actor, line)]
    found = {one.event_id: one for one in receipts}
    if not set(event_ids) <= found.keys():
        raise NotFound
    chosen = [found[event_id] for event_id in dict.fromkeys(event_ids)]
    chosen_vnd = sum(one.amount_vnd for one in chosen)
    if len(chosen) > 1 and chosen_vnd > line.open_vnd:
        raise PartsDiffer(parts_vnd=chosen_vnd, open_vnd=line.open_vnd)
    for one in chosen:
        amount_vnd = min(line.open_vnd, one.amount_vnd)
        use_line(actor, line_id, BankUseKind.LINKED, amount_vnd, event_id=one.event_id)
    _audit(actor, "bank_lines.link", line, {"receipts": len(chosen), "sum_vnd": chosen_vnd})
    return get_line(actor, line_id)


def set_aside(actor: Actor, line_id: int, *, reason: OtherMoney, note: str = "") -> LineFacts:
    """Say that what is open of a line is no contribution, and why.

    Raises:
        NotAllowed, NotFound, LineUsed, RuleBroken (another reason needs its words).

    """
    require_treasurer(actor)
    lock_purse(actor)
    line = get_line(actor, line_id)
    if any(use.reason is reason and not use.ended for use in line.uses) and not line.open_vnd:
        return line
    _require_open(line, 1)
    if reason is OtherMoney.OTHER and not note:
        raise RuleBroken("Ghi rõ đây là khoản gì.", field="note")
    use_line(actor, line_id, BankUseKind.OTHER, line.open_vnd, reason=reason, note=note)
    _audit(actor, "bank_lines.set_aside", line, {"reason": reason})
    return get_line(actor, line_id)


def book_movement(actor: Actor, line_id: int, *, key: str) -> Submission:
    """Record a line in the book as what the bank did: interest that came in, a fee that went out.

    Raises:
        NotAllowed, NotFound, LineUsed, and what ``record_movement`` raises.

    """
    require_treasurer(actor)
    lock_purse(actor)
    line = get_line(actor, line_id)
    is_new = find(actor, key) is None
    if is_new:
        _require_open(line, line.amount_vnd)
    submission = record_movement(
        actor,
        key=key,
        kind=Movement.INTEREST if line.sign == 1 else Movement.FEE,
        amount_vnd=line.amount_vnd,
        on_date=line.on,
        paper=f"sao kê {line.account}",
        agreed=[f"large:{line.amount_vnd}"],
    )
    if is_new:
        event_id = db.session.scalars(
            sa.select(Event.id).where(Event.submission_id == submission.id)
        ).one()
        use_line(actor, line_id, BankUseKind.MOVEMENT, line.amount_vnd, event_id=event_id)
        _audit(actor, "bank_lines.book", line, {"event": event_id})
    return submission


def release(actor: Actor, line_id: int, use_id: int) -> LineFacts:
    """Take back a link to a receipt or a reason that was a mistake; the line waits again.

    Receipts that were recorded from the line are cancelled as any receipt, which does the same.

    Raises:
        NotAllowed, NotFound, StateRefused.

    """
    require_treasurer(actor)
    lock_purse(actor)
    line = get_line(actor, line_id)
    use = next((one for one in line.uses if one.id == use_id), None)
    if use is None:
        raise NotFound
    if use.ended:
        return line
    if use.kind not in {BankUseKind.LINKED, BankUseKind.OTHER}:
        raise StateRefused(
            f"Khoản này đã lập {use.number}. Hãy hủy chứng từ đó; dòng sao kê tự trở lại hàng chờ."
        )
    db.session.add(
        BankLineRelease(use_id=use_id, released_by_id=actor.user_id, released_at=clock.now())
    )
    db.session.flush()
    _audit(actor, "bank_lines.release", line, {"use": use_id})
    return get_line(actor, line_id)


def _record(
    actor: Actor,
    parts: Sequence[tuple[LineFacts, Part]],
    *,
    key: str,
    is_new: bool,
    campaign_id: int,
    kind: BankUseKind,
    brought_by: str | None = None,
    doubts: Sequence[Doubt] = (),
    agreed: Collection[str] = (),
) -> Submission:
    """Record the parts as contributions of their lines' days, and tie each event to its line."""
    submission = record_batch(
        actor,
        key=key,
        campaign_id=campaign_id,
        lines=_batch(parts, brought_by),
        doubts=doubts,
        agreed=agreed,
        source={"bank_lines": len({line.id for line, _part in parts})},
    )
    if not is_new:
        return submission
    query = (
        sa.select(Transfer.event_id)
        .join(Event, Event.id == Transfer.event_id)
        .join(Contribution, Contribution.transfer_id == Transfer.id)
        .where(Event.submission_id == submission.id)
        .order_by(Transfer.seq)
    )
    events = db.session.scalars(query).all()
    for (line, part), event_id in zip(parts, events, strict=True):
        use_line(actor, line.id, kind, part.amount_vnd, event_id=event_id)
    return submission


def _batch(parts: Sequence[tuple[LineFacts, Part]], brought_by: str | None) -> list[BatchLine]:
    return [
        BatchLine(
            amount_vnd=part.amount_vnd,
            received_on=line.on,
            method=Method.BANK,
            list_entry_id=part.list_entry_id,
            contributor_id=part.contributor_id,
            new_contributor=part.new_contributor,
            brought_by=brought_by,
        )
        for line, part in parts
    ]


def _require_open(line: LineFacts, wanted_vnd: int) -> None:
    """Make sure that as much of a line is open.

    Raises:
        LineUsed: names who used it last.

    """
    if line.open_vnd < wanted_vnd:
        standing = [use for use in line.uses if not use.ended]
        raise LineUsed(
            on=line.on,
            amount_vnd=line.amount_vnd,
            open_vnd=line.open_vnd,
            who=standing[-1].made_by if standing else "",
        )


def _parts_doubts(line: LineFacts, parts: Sequence[Part]) -> list[Doubt]:
    """Return what is asked about the parts of a line: whether the rest shall wait (U3).

    Raises:
        RuleBroken: money that went out, or no parts.
        LineUsed, PartsDiffer.

    """
    if line.sign != 1:
        raise RuleBroken("Đây là tiền ra, không phải tiền ủng hộ.")
    if not parts:
        raise RuleBroken("Chưa chọn ai. Chọn người ủng hộ hoặc gõ số tiền của từng người.")
    parts_vnd = sum(part.amount_vnd for part in parts)
    _require_open(line, 1)
    rest_vnd = line.open_vnd - parts_vnd
    differ = PartsDiffer(parts_vnd=parts_vnd, open_vnd=line.open_vnd)
    if rest_vnd < 0:
        raise differ
    agree = f"Ghi phần này trước; {format_vnd(rest_vnd)} đồng còn lại ở trong hàng chờ"
    return [Doubt(token=f"rest:{rest_vnd}", sentence=str(differ), agree=agree)] if rest_vnd else []


def _has_use(line_id: int, event_id: int) -> bool:
    query = sa.select(BankLineUse.id).where(
        BankLineUse.bank_line_id == line_id, BankLineUse.event_id == event_id, is_live()
    )
    return db.session.scalars(query).first() is not None


def _audit(actor: Actor, action: str, line: LineFacts, facts: dict[str, str | int | None]) -> None:
    audit.record(
        actor,
        action,
        f"bank_line:{line.id}",
        party_unit_id=actor.party_unit_id,
        after={"amount_vnd": line.amount_vnd} | facts,
    )
