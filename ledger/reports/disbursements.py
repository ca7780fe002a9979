"""State the stages of payment: prepared, paid, sent back, cancelled."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger.db import db
from ledger.errors import NotFound
from ledger.labels import voucher_number
from ledger.models.books import Account, Book, Movement, Rule
from ledger.models.contributions import Method
from ledger.models.decisions import Decision
from ledger.models.disbursements import (
    Disbursement,
    DisbursementPayment,
    DisbursementReturn,
    StageState,
)
from ledger.models.houses import House
from ledger.models.journal import Event, Transfer, Voucher, VoucherSeries
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.receipts import ReceiptPrint
from ledger.models.users import Role, UserAccount
from ledger.reports import deciders
from ledger.reports.attachments import KeptFile, kept_files
from ledger.reports.receipts import is_original_due
from ledger.reports.scope import Actor, below, named, within

PAGE_SIZE = 50
_PREPARER, _PAYER = aliased(UserAccount), aliased(UserAccount)
_MIRROR, _BACK = aliased(Event), aliased(Transfer)
_ADJUSTMENT, _FUND = aliased(Voucher), aliased(Book)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageLine:
    """State one stage and what became of it, in đồng."""

    id: int
    kind: Movement
    decision_id: int
    decision_number: str
    house_id: int
    house_name: str
    book_id: int
    rule: Rule
    purse_name: str
    fund_id: int
    """The book that the decision is about: for a grant's stages the office's (T3)."""
    fund_name: str
    amount_vnd: int
    method: Method
    stage: str
    accepted_on: date | None
    acceptance_number: str
    receiver: str
    receiver_place: str
    prepared_by: str
    prepared_by_id: int
    prepared_at: datetime
    state: StageState
    paid_on: date | None
    number: str
    """The phiếu chi, “PC 0001/2024”; empty until it is paid."""
    paid_by: str
    cancelled_on: date | None
    adjustment: str
    """The chứng từ điều chỉnh of a cancelled payment."""
    reason: str
    """Why it was sent back or cancelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageList:
    """State a page of stages: those that wait first, then the newest."""

    waiting: tuple[StageLine, ...]
    """From the purses of the actor's own unit."""
    elsewhere: tuple[StageLine, ...]
    """Waiting too, from purses of units below."""
    lines: tuple[StageLine, ...]
    next_before: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePage:
    """State one stage for its page, and what the actor may do with it."""

    line: StageLine
    files: tuple[KeptFile, ...]
    own: bool
    """Whether the actor prepared it, and may therefore not pay it."""
    may_pay: bool
    may_send_back: bool
    held_vnd: int
    """What the purse holds in the account it is paid from."""
    copies: int
    original_due: bool


def disbursement_in_scope(actor: Actor, disbursement_id: int) -> Disbursement:
    """Return a stage of a purse, or of a house, in the actor's scope.

    Raises:
        NotFound: no such stage, or not in scope.

    """
    query = (
        sa.select(Disbursement)
        .join(Book, Book.id == Disbursement.book_id)
        .join(House, House.id == Disbursement.house_id)
        .where(
            Disbursement.id == disbursement_id,
            sa.or_(below(actor, Book.party_unit_id), below(actor, House.party_unit_id)),
        )
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def list_stages(actor: Actor, *, before: int | None = None) -> StageList:
    """Return the stages of a scope: those that wait, one's own first, and a page of the others."""
    waits = sa.and_(
        DisbursementPayment.disbursement_id.is_(None), DisbursementReturn.disbursement_id.is_(None)
    )
    settled = _query().where(within(actor), ~waits).limit(PAGE_SIZE + 1)
    if before is not None:
        settled = settled.where(Disbursement.id < before)
    lines = _lines(settled)
    here = Book.party_unit_id == actor.party_unit_id
    waiting, elsewhere = (
        tuple(reversed(_lines(_query().where(within(actor), waits, where).limit(PAGE_SIZE))))
        if before is None
        else ()
        for where in (here, ~here)
    )
    return StageList(
        waiting=waiting,
        elsewhere=elsewhere,
        lines=lines[:PAGE_SIZE],
        next_before=lines[PAGE_SIZE - 1].id if len(lines) > PAGE_SIZE else None,
    )


def stages_of_house(house_id: int) -> tuple[StageLine, ...]:
    """Return the stages of a house that the caller has loaded through a scope, oldest first."""
    return tuple(reversed(_lines(_query().where(Disbursement.house_id == house_id))))


def count_query(actor: Actor) -> sa.Select[int]:
    """Select how many stages the actor can pay now."""
    rules = [rule for rule, roles in deciders.PAYING.items() if actor.role in roles]
    return _open_stages().where(
        Book.party_unit_id == actor.party_unit_id,
        Book.rule.in_(rules),
        Disbursement.prepared_by_id != actor.user_id,
    )


def waiting_count(book_id: int) -> int:
    """Count the stages that wait to be paid from a book."""
    return db.session.scalar(_open_stages().where(Disbursement.book_id == book_id)) or 0


def stage_page(actor: Actor, disbursement_id: int) -> StagePage:
    """Return one stage with all around it.

    Raises:
        NotFound: no such stage in scope.

    """
    row = disbursement_in_scope(actor, disbursement_id)
    (line,) = _lines(_query().where(Disbursement.id == row.id))
    if actor.role is Role.INSPECTOR:
        line = replace(line, receiver="", receiver_place="")  # names need a decision to inspect
    book = db.session.get_one(Book, row.book_id)
    paying = deciders.may_pay(actor, book)
    waiting = line.state is StageState.WAITING
    copies, due = copies_of(row.id) if paying and not waiting else (0, False)
    return StagePage(
        line=line,
        files=kept_files([f"disbursement:{row.id}"]).get(f"disbursement:{row.id}", ()),
        own=row.prepared_by_id == actor.user_id,
        may_pay=paying,
        may_send_back=waiting and (paying or deciders.may_prepare(actor, book)),
        held_vnd=_held(row) if paying and waiting else 0,
        copies=copies,
        original_due=due,
    )


def _open_stages() -> sa.Select[int]:
    return (
        sa.select(sa.func.count())
        .select_from(Disbursement)
        .join(Book, Book.id == Disbursement.book_id)
        .outerjoin(DisbursementPayment, DisbursementPayment.disbursement_id == Disbursement.id)
        .outerjoin(DisbursementReturn, DisbursementReturn.disbursement_id == Disbursement.id)
        .where(
            DisbursementPayment.disbursement_id.is_(None),
            DisbursementReturn.disbursement_id.is_(None),
        )
    )


def _held(row: Disbursement) -> int:
    account = db.session.get_one(Account, (row.book_id, row.method.value))
    return account.balance_vnd


def copies_of(disbursement_id: int) -> tuple[int, bool]:
    """Return how many copies were printed again, and whether the original is still due."""
    query = (
        sa.select(
            sa.func.coalesce(sa.func.max(ReceiptPrint.copy_no), 0),
            Event.recorded_at,
            _MIRROR.id.is_(None),
        )
        .select_from(DisbursementPayment)
        .join(Event, Event.id == DisbursementPayment.event_id)
        .join(Transfer, sa.and_(Transfer.event_id == Event.id, Transfer.position == 1))
        .outerjoin(ReceiptPrint, ReceiptPrint.voucher_id == Transfer.voucher_id)
        .outerjoin(_MIRROR, _MIRROR.reverses_event_id == Event.id)
        .where(DisbursementPayment.disbursement_id == disbursement_id)
        .group_by(Event.recorded_at, _MIRROR.id)
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        return 0, False
    copies, recorded_at, stands = row
    return copies, bool(stands) and is_original_due(recorded_at, reprinted=bool(copies))


def _query() -> sa.Select[*tuple[Any, ...]]:
    """Read stages with what became of them, newest first, one row each."""
    return (
        sa.select(
            Disbursement,
            Decision.number.label("decision_number"),
            House.name.label("house_name"),
            Book.rule,
            named(Book.party_unit_id, NameKind.ORGANISATION).label("purse_name"),
            _FUND.id.label("fund_id"),
            named(_FUND.party_unit_id, NameKind.ORGANISATION).label("fund_name"),
            sa.case(
                (_FUND.rule == Rule.OFFICE, named(_FUND.party_unit_id, NameKind.OFFICE)), else_=""
            ).label("fund_office_name"),
            _PREPARER.full_name.label("prepared_by"),
            Event.on_date.label("paid_on"),
            _PAYER.full_name.label("paid_by"),
            Voucher.series,
            Voucher.year,
            Voucher.number,
            _MIRROR.on_date.label("cancelled_on"),
            _MIRROR.reason.label("cancel_reason"),
            _ADJUSTMENT.year.label("adjustment_year"),
            _ADJUSTMENT.number.label("adjustment_number"),
            DisbursementReturn.reason.label("return_reason"),
        )
        .join(Decision, Decision.id == Disbursement.decision_id)
        .join(_FUND, _FUND.id == Decision.book_id)
        .join(House, House.id == Disbursement.house_id)
        .join(Book, Book.id == Disbursement.book_id)
        .join(PartyUnit, PartyUnit.id == Book.party_unit_id)
        .join(_PREPARER, _PREPARER.id == Disbursement.prepared_by_id)
        .outerjoin(DisbursementPayment, DisbursementPayment.disbursement_id == Disbursement.id)
        .outerjoin(DisbursementReturn, DisbursementReturn.disbursement_id == Disbursement.id)
        .outerjoin(Event, Event.id == DisbursementPayment.event_id)
        .outerjoin(_PAYER, _PAYER.id == Event.recorded_by_id)
        .outerjoin(Transfer, sa.and_(Transfer.event_id == Event.id, Transfer.position == 1))
        .outerjoin(Voucher, Voucher.id == Transfer.voucher_id)
        .outerjoin(_MIRROR, _MIRROR.reverses_event_id == Event.id)
        .outerjoin(_BACK, _BACK.reverses_id == Transfer.id)
        .outerjoin(_ADJUSTMENT, _ADJUSTMENT.id == _BACK.voucher_id)
        .order_by(Disbursement.id.desc())
    )


def _lines(query: sa.Select[*tuple[Any, ...]]) -> tuple[StageLine, ...]:
    rows = db.session.execute(query).all()
    return tuple(_line(row) for row in rows)


def _line(row: Any) -> StageLine:  # noqa: ANN401  (a wide raw row)
    stage: Disbursement = row.Disbursement
    return StageLine(
        id=stage.id,
        kind=stage.kind,
        decision_id=stage.decision_id,
        decision_number=row.decision_number,
        house_id=stage.house_id,
        house_name=row.house_name,
        book_id=stage.book_id,
        rule=row.rule,
        purse_name=row.purse_name,
        fund_id=row.fund_id,
        fund_name=row.fund_office_name or row.fund_name,
        amount_vnd=stage.amount_vnd,
        method=stage.method,
        stage=stage.stage,
        accepted_on=stage.accepted_on,
        acceptance_number=stage.acceptance_number,
        receiver=stage.receiver,
        receiver_place=stage.receiver_place,
        prepared_by=row.prepared_by,
        prepared_by_id=stage.prepared_by_id,
        prepared_at=stage.prepared_at,
        state=_state(row),
        paid_on=row.paid_on,
        number=voucher_number(row.series, row.year, row.number) if row.number else "",
        paid_by=row.paid_by or "",
        cancelled_on=row.cancelled_on,
        adjustment=(
            voucher_number(VoucherSeries.ADJUSTMENT, row.adjustment_year, row.adjustment_number)
            if row.adjustment_number
            else ""
        ),
        reason=row.return_reason or row.cancel_reason or "",
    )


def _state(row: Any) -> StageState:  # noqa: ANN401
    if row.return_reason:
        return StageState.RETURNED
    if row.cancelled_on:
        return StageState.CANCELLED
    return StageState.PAID if row.paid_on else StageState.WAITING
