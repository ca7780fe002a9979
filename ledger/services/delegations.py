"""Let the office enter a unit's signed lists for it, by a recorded paper (nhập thay, F8).

G1  The office enters only while a delegation of the unit is in force, and from a signed list that
    it names; paper and list stand on every receipt, so that the book's digest covers them.
G2  The unit's treasurer confirms each entry once, or reports what is wrong with it; putting it
    right is the treasurer's, by correcting or cancelling receipts as always.
"""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from ledger import clock
from ledger.clock import VIETNAM, format_date
from ledger.db import db
from ledger.errors import NotFound, RuleBroken, StateRefused, TooLongAgo
from ledger.models.delegations import DelegatedSubmission, Delegation
from ledger.models.journal import Submission
from ledger.models.party_units import PartyUnit
from ledger.models.users import Role
from ledger.reports import delegations as reports
from ledger.reports.giving_units import giving_unit
from ledger.reports.scope import Actor, require_role, within
from ledger.services import audit, contributions, submissions
from ledger.services.treasurers import TREASURERS

OLDEST = timedelta(days=366)
"""A delegation that begins earlier, or that much later, is most likely a wrong year."""


def record_delegation(
    actor: Actor, *, party_unit_id: int, paper: str, starts_on: date, ends_on: date | None
) -> Delegation:
    """Record the paper by which a unit lets the office enter its signed lists.

    Raises:
        NotAllowed: the actor is not the office.
        NotFound: no such unit in scope, or nobody gives to it.
        TooLongAgo, RuleBroken: the days.
        StateRefused: the unit has a delegation that has not ended by then.

    """
    require_role(actor, Role.OFFICE)
    lock = sa.select(PartyUnit.id).where(PartyUnit.id == party_unit_id)
    db.session.execute(lock.with_for_update(key_share=True))
    unit = giving_unit(actor, party_unit_id)
    if starts_on < clock.today() - OLDEST:
        raise TooLongAgo(field="starts_on")
    if starts_on > clock.today() + OLDEST:
        raise RuleBroken("Ngày bắt đầu quá xa; hãy kiểm tra lại năm.", field="starts_on")
    if ends_on is not None and ends_on < starts_on:
        raise RuleBroken("Ngày cuối không được trước ngày bắt đầu.", field="ends_on")
    _require_alone(unit.id, starts_on, ends_on)
    delegation = Delegation(
        party_unit_id=unit.id,
        paper=paper,
        starts_on=starts_on,
        ends_before=ends_on and ends_on + timedelta(days=1),
        recorded_by_id=actor.user_id,
    )
    db.session.add(delegation)
    db.session.flush()
    _record(actor, delegation, "record", after=_facts(delegation))
    return delegation


def end_delegation(actor: Actor, delegation_id: int, *, ends_on: date) -> Delegation:
    """End a delegation after its last day, as when the unit takes it back.

    Raises:
        NotAllowed: the actor is not the office.
        NotFound: no such delegation in scope.
        StateRefused: it ends as early by itself.
        RuleBroken: the day is before its beginning, or before what was entered under it.

    """
    require_role(actor, Role.OFFICE)
    query = (
        sa.select(Delegation)
        .join(PartyUnit, PartyUnit.id == Delegation.party_unit_id)
        .where(Delegation.id == delegation_id, within(actor))
        .with_for_update(of=Delegation)
        .execution_options(populate_existing=True)
    )
    delegation = db.session.scalar(query)
    if delegation is None:
        raise NotFound
    ends_before = ends_on + timedelta(days=1)
    if delegation.ends_before is not None and delegation.ends_before <= ends_before:
        last = format_date(delegation.ends_before - timedelta(days=1))
        raise StateRefused(f"Ủy nhiệm này đã có ngày cuối là {last}.")
    first = max([delegation.starts_on, *_last_entry(delegation.id)])
    if ends_on < first:
        raise RuleBroken(
            f"Ngày cuối không được trước ngày {format_date(first)}, "
            "là ngày bắt đầu hoặc ngày nhập thay gần nhất.",
            field="ends_on",
        )
    before = _facts(delegation)
    delegation.ends_before = ends_before
    _record(actor, delegation, "end", before=before, after=_facts(delegation))
    db.session.flush()
    return delegation


def record_signed_list(
    actor: Actor,
    *,
    key: str,
    cell_id: int,
    signed_list: str,
    **sheet: Any,  # noqa: ANN401  (the other facts of a sheet)
) -> Submission:
    """Enter a cell's signed list for its unit; ``sheet`` holds the other facts of record_sheet.

    Raises:
        NotAllowed: the actor is not the office, or the unit has no delegation in force.
        NotFound, SubmissionChanged and the refusals of record_sheet.

    """
    require_role(actor, Role.OFFICE)
    delegation = _known(actor, key) or reports.in_force(actor, cell_id, lock=True)
    submission = contributions.record_sheet(
        reports.stand_in(actor, delegation),
        key=key,
        cell_id=cell_id,
        remark=f"Văn phòng nhập thay theo {delegation.paper}; danh sách ký nộp: {signed_list}",
        **sheet,
    )
    if db.session.get(DelegatedSubmission, submission.id) is None:
        db.session.add(
            DelegatedSubmission(
                submission_id=submission.id,
                delegation_id=delegation.id,
                signed_list=signed_list,
            )
        )
        db.session.flush()
    return submission


def confirm_delegated(actor: Actor, submission_id: int) -> None:
    """Give the unit's word that an entry is what its signed list says; twice is once.

    Raises:
        NotAllowed: the actor is no treasurer.
        NotFound: no such entry for the actor's own unit.

    """
    entry = _lock_own(actor, submission_id)
    if entry.confirmed_at is None:
        entry.confirmed_at = clock.now()
        entry.confirmed_by_id = actor.user_id
        _record_word(actor, entry, "delegation.confirm", {"signed_list": entry.signed_list})


def report_delegated(actor: Actor, submission_id: int, *, words: str) -> None:
    """Report what is wrong with an entry; it goes on waiting for the unit's word.

    Raises:
        NotAllowed: the actor is no treasurer.
        NotFound: no such entry for the actor's own unit.
        StateRefused: the unit has confirmed it.

    """
    entry = _lock_own(actor, submission_id)
    if entry.confirmed_at is not None:
        raise StateRefused("Lần nhập thay này đơn vị đã xác nhận; nếu có chỗ sai hãy sửa phiếu.")
    _record_word(actor, entry, reports.REPORT, {"words": words})


def _require_alone(unit_id: int, starts_on: date, ends_on: date | None) -> None:
    """Let a unit have one delegation a day, so that an entry has one paper."""
    query = sa.select(Delegation).where(
        Delegation.party_unit_id == unit_id,
        sa.or_(Delegation.ends_before.is_(None), Delegation.ends_before > starts_on),
    )
    if ends_on is not None:
        query = query.where(Delegation.starts_on <= ends_on)
    other = db.session.scalars(query.order_by(Delegation.id)).first()
    if other is not None:
        raise StateRefused(
            f"Đơn vị đã có ủy nhiệm theo {other.paper} từ ngày {format_date(other.starts_on)}; "
            "hãy ghi ngày cuối của ủy nhiệm đó trước."
        )


def _last_entry(delegation_id: int) -> list[date]:
    """Return the day of the last entry under a delegation, if there was one."""
    made_at = db.session.scalar(
        sa.select(sa.func.max(Submission.made_at))
        .join(DelegatedSubmission, DelegatedSubmission.submission_id == Submission.id)
        .where(DelegatedSubmission.delegation_id == delegation_id)
    )
    return [made_at.astimezone(VIETNAM).date()] if made_at else []


def _known(actor: Actor, key: str) -> Delegation | None:
    """Return the delegation of a click that was recorded before, even if it has ended since."""
    made = submissions.find(actor, key)
    entry = db.session.get(DelegatedSubmission, made.id) if made else None
    return db.session.get(Delegation, entry.delegation_id) if entry else None


def _lock_own(actor: Actor, submission_id: int) -> DelegatedSubmission:
    require_role(actor, *TREASURERS)
    query = (
        sa.select(DelegatedSubmission)
        .join(Delegation, Delegation.id == DelegatedSubmission.delegation_id)
        .where(
            DelegatedSubmission.submission_id == submission_id,
            Delegation.party_unit_id == actor.party_unit_id,
        )
        .with_for_update(of=DelegatedSubmission)
        .execution_options(populate_existing=True)
    )
    entry = db.session.scalar(query)
    if entry is None:
        raise NotFound
    return entry


def _facts(delegation: Delegation) -> dict[str, str | int | None]:
    ends_before = delegation.ends_before
    return {
        "paper": delegation.paper,
        "starts_on": delegation.starts_on.isoformat(),
        "ends_before": ends_before.isoformat() if ends_before else None,
    }


def _record(
    actor: Actor,
    delegation: Delegation,
    verb: str,
    *,
    before: audit.Facts | None = None,
    after: audit.Facts | None = None,
) -> None:
    audit.record(
        actor,
        f"delegation.{verb}",
        f"delegation:{delegation.id}",
        party_unit_id=delegation.party_unit_id,
        before=before,
        after=after,
    )


def _record_word(actor: Actor, entry: DelegatedSubmission, action: str, after: audit.Facts) -> None:
    audit.record(
        actor,
        action,
        f"submission:{entry.submission_id}",
        party_unit_id=actor.party_unit_id,
        after=after,
    )
    db.session.flush()
