"""State who may enter a unit's signed lists for it, and what was entered so (nhập thay).

D1  The office sees names on one page only: the sheet of a cell whose unit has let it, and there
    nothing but names. What was entered it sees as numbers of receipts and sums.
D2  The unit sees each entry until its treasurer has confirmed it.
"""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger import clock
from ledger.db import db
from ledger.errors import NotAllowed, NotFound
from ledger.labels import voucher_number
from ledger.models.audit_events import AuditEvent
from ledger.models.books import Movement
from ledger.models.delegations import DelegatedSubmission, Delegation
from ledger.models.journal import Event, Submission, Transfer, Voucher, VoucherSeries
from ledger.models.party_units import LOCALITIES, NameKind, PartyUnit
from ledger.models.receipts import ReceiptVoid
from ledger.models.users import Role, UserAccount
from ledger.reports import collection_sheets
from ledger.reports.campaigns import campaign_line
from ledger.reports.collection_sheets import SheetPage
from ledger.reports.scope import Actor, names_on, unit_in_scope, within

MOST_LINES = 100
"""How many delegations or entries a page shows, newest first."""
REPORT = "delegation.report"
"""The audit's word for what a unit reports of an entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationLine:
    """State one delegation; ``ends_on`` is its last day, None while it has none."""

    id: int
    unit_id: int
    unit_name: str
    paper: str
    starts_on: date
    ends_on: date | None
    entries: int
    waiting: int
    """How many of the entries the unit has not confirmed."""

    @property
    def in_force(self) -> bool:
        """Whether the office may enter lists today."""
        return self.starts_on <= clock.today() and not self.over

    @property
    def over(self) -> bool:
        """Whether its last day has passed."""
        return self.ends_on is not None and self.ends_on < clock.today()


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """State one entry: no names, only receipts and sums (D1); money in đồng."""

    submission_id: int
    delegation_id: int
    paper: str
    signed_list: str
    made_at: datetime
    made_by: str
    first_number: str
    last_number: str
    gifts: int
    sum_vnd: int
    cancelled: int
    """How many of the contributions stand on receipts cancelled since."""
    confirmed_at: datetime | None
    confirmed_by: str
    reports: tuple[str, ...]
    """What the unit has reported of it."""


def delegations_of(actor: Actor) -> tuple[DelegationLine, ...]:
    """Return the delegations of the actor's scope, newest first."""
    return _delegations(actor, sa.true())


def one_delegation(actor: Actor, delegation_id: int) -> DelegationLine:
    """Return a delegation of the actor's scope.

    Raises:
        NotFound: no such delegation in scope.

    """
    found = _delegations(actor, Delegation.id == delegation_id)
    if not found:
        raise NotFound
    return found[0]


def entries_of(actor: Actor, delegation_id: int) -> tuple[EntryLine, ...]:
    """Return what was entered under a delegation of the actor's scope, newest first."""
    return _entries(actor, Delegation.id == delegation_id)


def one_entry(actor: Actor, submission_id: int) -> EntryLine:
    """Return an entry for a unit of the actor's scope.

    Raises:
        NotFound: no such entry in scope.

    """
    found = _entries(actor, DelegatedSubmission.submission_id == submission_id)
    if not found:
        raise NotFound
    return found[0]


def waiting_entries(actor: Actor) -> tuple[EntryLine, ...]:
    """Return the entries that wait for the word of the actor's own unit, newest first (D2)."""
    return _entries(actor, _waits_for(actor))


def count_waiting(actor: Actor) -> int:
    """Count the entries that wait for the word of the actor's own unit; one statement."""
    return db.session.scalar(waiting_query(actor)) or 0


def waiting_query(actor: Actor) -> sa.Select[int]:
    """Select how many entries wait for the word of the actor's own unit."""
    return (
        sa.select(sa.func.count())
        .select_from(DelegatedSubmission)
        .join(Delegation, Delegation.id == DelegatedSubmission.delegation_id)
        .where(_waits_for(actor))
    )


def is_entry(actor: Actor, submission_id: int) -> bool:
    """Say whether a click entered a signed list for a unit of the actor's scope."""
    query = (
        sa.select(DelegatedSubmission.submission_id)
        .join(Delegation, Delegation.id == DelegatedSubmission.delegation_id)
        .join(PartyUnit, PartyUnit.id == Delegation.party_unit_id)
        .where(DelegatedSubmission.submission_id == submission_id, within(actor))
    )
    return db.session.scalar(query) is not None


def in_force(actor: Actor, cell_id: int, *, lock: bool = False) -> Delegation:
    """Return the delegation by which the office may enter a cell's lists today.

    With ``lock`` nobody ends it before this transaction has ended.

    Raises:
        NotFound: no such cell in scope.
        NotAllowed: the actor is not the office, or the cell's unit has not let it.

    """
    cell = unit_in_scope(actor, cell_id)
    today = clock.today()
    query = (
        sa.select(Delegation)
        .where(
            Delegation.party_unit_id.in_([int(part) for part in cell.path.strip("/").split("/")]),
            Delegation.starts_on <= today,
            sa.or_(Delegation.ends_before.is_(None), Delegation.ends_before > today),
        )
        .order_by(Delegation.id.desc())
        .limit(1)
    )
    if lock:
        query = query.with_for_update(read=True).execution_options(populate_existing=True)
    delegation = db.session.scalar(query) if actor.role is Role.OFFICE else None
    if delegation is None:
        raise NotAllowed(
            "Đơn vị này không có ủy nhiệm nhập thay còn hiệu lực. Có giấy ủy nhiệm của đơn vị "
            "thì ghi vào mục Nhập thay trước."
        )
    return delegation


def stand_in(actor: Actor, delegation: Delegation) -> Actor:
    """Return the office in the place of the unit's treasurer: the same person, the unit's purse."""
    unit = unit_in_scope(actor, delegation.party_unit_id)
    role = Role.COMMUNE_TREASURER if unit.kind in LOCALITIES else Role.AGENCY_TREASURER
    return replace(actor, role=role, party_unit_id=unit.id, path=unit.path)


def sheet_page(actor: Actor, campaign_id: int, cell_id: int, *, page: int = 1) -> SheetPage:
    """Return one page of a cell's sheet as the office sees it: names, and nothing else (D1).

    Raises:
        NotFound: no such campaign or cell.
        NotAllowed: the cell's unit has not let the office enter its lists.

    """
    campaign_line(actor, campaign_id)
    treasurer = stand_in(actor, in_force(actor, cell_id))
    sheet = collection_sheets.sheet_page(treasurer, campaign_id, cell_id, page=page)
    rows = (
        replace(row, not_asked=False, not_asked_reason="", asked_vnd=None, sum_text="", given_vnd=0)
        for row in sheet.rows
    )
    return replace(sheet, rows=tuple(rows), names_only=True)


def cells_to_enter(actor: Actor, delegation_id: int) -> tuple[tuple[int, str], ...]:
    """Return the cells whose lists may be entered under a delegation, in printed order."""
    unit_id = one_delegation(actor, delegation_id).unit_id
    unit = unit_in_scope(actor, unit_id)
    query = (
        sa.select(PartyUnit.id)
        .where(PartyUnit.path.like(f"{unit.path}%"), PartyUnit.ends_before.is_(None))
        .order_by(PartyUnit.position, PartyUnit.id)
    )
    ids = list(db.session.scalars(query))
    ids = [id_ for id_ in ids if id_ != unit_id] or ids
    names = names_on(ids, (NameKind.ORGANISATION,))
    return tuple((id_, names.get((id_, NameKind.ORGANISATION), "")) for id_ in ids)


def _waits_for(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.and_(
        Delegation.party_unit_id == actor.party_unit_id, DelegatedSubmission.confirmed_at.is_(None)
    )


def _delegations(actor: Actor, condition: sa.ColumnElement[bool]) -> tuple[DelegationLine, ...]:
    entries = sa.func.count(DelegatedSubmission.submission_id)
    query = (
        sa.select(Delegation, entries, entries - sa.func.count(DelegatedSubmission.confirmed_at))
        .join(PartyUnit, PartyUnit.id == Delegation.party_unit_id)
        .outerjoin(DelegatedSubmission, DelegatedSubmission.delegation_id == Delegation.id)
        .where(within(actor), condition)
        .group_by(Delegation.id)
        .order_by(Delegation.id.desc())
        .limit(MOST_LINES)
    )
    rows = db.session.execute(query).all()
    names = names_on([row[0].party_unit_id for row in rows], (NameKind.ORGANISATION,))
    return tuple(
        DelegationLine(
            id=delegation.id,
            unit_id=delegation.party_unit_id,
            unit_name=names.get((delegation.party_unit_id, NameKind.ORGANISATION), ""),
            paper=delegation.paper,
            starts_on=delegation.starts_on,
            ends_on=delegation.ends_before and delegation.ends_before - timedelta(days=1),
            entries=count,
            waiting=waiting,
        )
        for delegation, count, waiting in rows
    )


def _entries(actor: Actor, condition: sa.ColumnElement[bool]) -> tuple[EntryLine, ...]:
    """Read entries with what became of them; three statements."""
    maker, confirmer = aliased(UserAccount), aliased(UserAccount)
    written = (
        sa.select(
            Event.submission_id,
            sa.func.count().label("gifts"),
            sa.func.sum(Transfer.amount_vnd).label("sum_vnd"),
            sa.func.count(ReceiptVoid.voucher_id).label("cancelled"),
            sa.func.min(Voucher.year).label("year"),
            sa.func.min(Voucher.number).label("first"),
            sa.func.max(Voucher.number).label("last"),
        )
        .join(Transfer, Transfer.event_id == Event.id)
        .join(Voucher, Voucher.id == Transfer.voucher_id)
        .outerjoin(ReceiptVoid, ReceiptVoid.voucher_id == Voucher.id)
        .where(
            Event.submission_id.in_(sa.select(DelegatedSubmission.submission_id)),
            Transfer.kind == Movement.CONTRIBUTION,
            Transfer.sign == 1,
        )
        .group_by(Event.submission_id)
        .subquery()
    )
    query = (
        sa.select(
            DelegatedSubmission,
            Delegation.paper,
            Submission.made_at,
            maker.full_name.label("made_by"),
            confirmer.full_name.label("confirmed_by"),
            written,
        )
        .join(Delegation, Delegation.id == DelegatedSubmission.delegation_id)
        .join(PartyUnit, PartyUnit.id == Delegation.party_unit_id)
        .join(Submission, Submission.id == DelegatedSubmission.submission_id)
        .join(maker, maker.id == Submission.made_by_id)
        .join(written, written.c.submission_id == DelegatedSubmission.submission_id)
        .outerjoin(confirmer, confirmer.id == DelegatedSubmission.confirmed_by_id)
        .where(within(actor), condition)
        .order_by(DelegatedSubmission.submission_id.desc())
        .limit(MOST_LINES)
    )
    rows = db.session.execute(query).all()
    reported = _reports([row.DelegatedSubmission.submission_id for row in rows])
    return tuple(_entry(row, reported) for row in rows)


def _reports(submission_ids: list[int]) -> dict[str, list[str]]:
    """Return what units have reported, by the audit's name of the submission."""
    query = (
        sa.select(AuditEvent.subject, AuditEvent.after)
        .where(
            AuditEvent.subject.in_([f"submission:{id_}" for id_ in submission_ids]),
            AuditEvent.action == REPORT,
        )
        .order_by(AuditEvent.id)
    )
    found: dict[str, list[str]] = {}
    for subject, after in db.session.execute(query):
        found.setdefault(subject, []).append(str(json.loads(after or "{}").get("words", "")))
    return found


def _entry(row: sa.Row[*tuple[Any, ...]], reported: dict[str, list[str]]) -> EntryLine:
    entry = row.DelegatedSubmission
    return EntryLine(
        submission_id=entry.submission_id,
        delegation_id=entry.delegation_id,
        paper=row.paper,
        signed_list=entry.signed_list,
        made_at=row.made_at,
        made_by=row.made_by,
        first_number=voucher_number(VoucherSeries.RECEIPT, row.year, row.first),
        last_number=voucher_number(VoucherSeries.RECEIPT, row.year, row.last),
        gifts=row.gifts,
        sum_vnd=int(row.sum_vnd),
        cancelled=row.cancelled,
        confirmed_at=entry.confirmed_at,
        confirmed_by=row.confirmed_by or "",
        reports=tuple(reported.get(f"submission:{entry.submission_id}", ())),
    )
