"""Let the office take what it really counts of the money on its way.

Two people each count. What the office does not take goes back in the same event, with a reason; the
unit's due is settled by exactly what the office booked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.book import journal, rules
from ledger.db import db
from ledger.errors import AlreadyArrived, NotFound, OverCount, ReturnNeedsReason, RuleBroken
from ledger.labels import voucher_number
from ledger.models.books import AccountKind, Book, Movement
from ledger.models.campaigns import Campaign, CampaignUnit
from ledger.models.journal import Event, Submission, Transfer, Voucher, VoucherSeries
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.programmes import Programme
from ledger.models.remittances import Remittance, RemittanceArrival, RemittanceMethod
from ledger.money import format_vnd
from ledger.reports.remittance_papers import office_receipt
from ledger.reports.scope import Actor, name_on, own_purse, within
from ledger.services import audit
from ledger.services.cash_counts import count_notes, write_notes
from ledger.services.purses import begin_movement, require_day, require_office
from ledger.services.remittances import bringer_of, purpose_of
from ledger.services.reprints import count_copies


@dataclass(frozen=True, slots=True, kw_only=True)
class _OnItsWay:
    """A remittance with the two books it lies between."""

    remittance: Remittance
    unit_book: Book
    office_book: Book
    campaign_id: int
    party_unit_id: int
    unit_name: str
    purpose: str


def receive(
    actor: Actor,
    remittance_id: int,
    *,
    key: str,
    received_on: date,
    denominations: Mapping[int, int] | None = None,
    received_vnd: int | None = None,
    reason: str = "",
) -> RemittanceArrival:
    """Take what the office counted: ``denominations`` (note → pieces) of cash, a sum at the bank.

    What was sent and not taken goes back to the unit in the same event, with ``reason``.

    Raises:
        NotAllowed, SubmissionChanged, NotFound, AlreadyArrived, InTheFuture, RuleBroken (nothing
        counted, day before the sending), OverCount, ReturnNeedsReason.

    """
    counted = dict(sorted((denominations or {}).items(), reverse=True))
    body = ("receive", remittance_id, received_on, *counted.items(), received_vnd, reason)
    require_office(actor)
    submission, is_new = begin_movement(actor, key, body)
    if not is_new:
        return db.session.get_one(RemittanceArrival, remittance_id)
    found = _lock(actor, remittance_id, received_on)
    by_cash = found.remittance.method is RemittanceMethod.CASH
    taken_vnd = count_notes(counted) if by_cash else (received_vnd or 0)
    field = "notes" if by_cash else "received_vnd"
    if not taken_vnd:
        raise RuleBroken(
            "Chưa nhập số tiền đã nhận. Nếu không nhận đồng nào, dùng «Trả lại toàn bộ».",
            field=field,
        )
    sent_vnd = found.remittance.amount_vnd
    if taken_vnd > sent_vnd:
        raise OverCount(counted_vnd=taken_vnd, sent_vnd=sent_vnd, field=field)
    if taken_vnd < sent_vnd and not reason:
        raise ReturnNeedsReason(returned_vnd=sent_vnd - taken_vnd, received_vnd=taken_vnd)
    reason = reason if taken_vnd < sent_vnd else ""
    notes = write_notes(counted) if by_cash else ""
    return _arrive(actor, submission, found, taken_vnd, received_on, reason=reason, notes=notes)


def return_all(
    actor: Actor, remittance_id: int, *, key: str, on_date: date, reason: str
) -> RemittanceArrival:
    """Send everything back to the unit: nothing arrived, or nothing of it could be taken.

    Raises:
        NotAllowed, SubmissionChanged, NotFound, AlreadyArrived, InTheFuture, RuleBroken.

    """
    body = ("return", remittance_id, on_date, reason)
    require_office(actor)
    submission, is_new = begin_movement(actor, key, body)
    if not is_new:
        return db.session.get_one(RemittanceArrival, remittance_id)
    found = _lock(actor, remittance_id, on_date)
    return _arrive(actor, submission, found, 0, on_date, reason=reason, notes="")


def reprint_receipt(actor: Actor, remittance_id: int, *, after: int) -> int:
    """Count one more copy of the office's receipt and return its number; ``after`` was the last.

    Raises:
        NotAllowed, NotFound.

    """
    require_office(actor)
    voucher_id = office_receipt(actor, remittance_id).voucher_id
    journal.lock_books([own_purse(actor).id])
    last = count_copies(actor, [voucher_id], party_unit_id=actor.party_unit_id, after=after)
    return last[voucher_id]


def _lock(actor: Actor, remittance_id: int, on: date) -> _OnItsWay:
    """Take the locks of both books and return a remittance that has not arrived."""
    query = (
        sa.select(Remittance, CampaignUnit, Campaign.year, Programme.name)
        .join(CampaignUnit, CampaignUnit.id == Remittance.campaign_unit_id)
        .join(Campaign, Campaign.id == CampaignUnit.campaign_id)
        .join(Programme, Programme.id == Campaign.programme_id)
        .join(PartyUnit, PartyUnit.id == CampaignUnit.party_unit_id)
        .where(Remittance.id == remittance_id, within(actor))
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    remittance, campaign_unit, year, programme_name = row
    office_id = own_purse(actor).id
    books = journal.lock_books([campaign_unit.book_id, office_id])
    _refuse_arrived(remittance_id)
    require_day(on, field="received_on", what="Ngày nhận")
    if on < remittance.sent_on:
        raise RuleBroken(
            f"Đơn vị gửi ngày {clock.format_date(remittance.sent_on)}; "
            "ngày nhận không được trước ngày đó.",
            field="received_on",
        )
    unit_name = name_on(campaign_unit.party_unit_id, NameKind.ORGANISATION, on)
    return _OnItsWay(
        remittance=remittance,
        unit_book=books[campaign_unit.book_id],
        office_book=books[office_id],
        campaign_id=campaign_unit.campaign_id,
        party_unit_id=campaign_unit.party_unit_id,
        unit_name=unit_name,
        purpose=purpose_of(unit_name, f"xây dựng “{programme_name}” năm {year}"),
    )


def _refuse_arrived(remittance_id: int) -> None:
    query = (
        sa.select(Event.on_date, Voucher.year, Voucher.number)
        .select_from(RemittanceArrival)
        .join(Event, Event.id == RemittanceArrival.event_id)
        .outerjoin(
            Transfer,
            sa.and_(Transfer.event_id == Event.id, Transfer.kind == Movement.REMITTANCE_RECEIVED),
        )
        .outerjoin(Voucher, Voucher.id == Transfer.voucher_id)
        .where(RemittanceArrival.remittance_id == remittance_id)
    )
    row = db.session.execute(query).one_or_none()
    if row is not None:
        number = row.number and voucher_number(VoucherSeries.RECEIPT, row.year, row.number)
        raise AlreadyArrived(on=row.on_date, office_receipt=number)


def _arrive(
    actor: Actor,
    submission: Submission,
    found: _OnItsWay,
    received_vnd: int,
    on: date,
    *,
    reason: str,
    notes: str,
) -> RemittanceArrival:
    """Post the arrival: what the office takes with what settles it, then what goes back."""
    remittance = found.remittance
    returned_vnd = remittance.amount_vnd - received_vnd
    by_cash = remittance.method is RemittanceMethod.CASH
    account = AccountKind.CASH if by_cash else AccountKind.BANK
    unit = rules.Purse(found.unit_book.id, found.unit_book.rule)
    office = rules.Purse(found.office_book.id, found.office_book.rule)
    legs: tuple[rules.Leg, ...] = ()
    if received_vnd:
        legs = rules.receive_remittance(unit, office, received_vnd, into=account)
    if returned_vnd:
        legs = (*legs, rules.return_remittance(unit, returned_vnd, into=account))
    draft = rules.Draft(
        on_date=on,
        purpose=found.purpose + _outcome(remittance.amount_vnd, received_vnd, returned_vnd),
        legs=legs,
        campaign_id=found.campaign_id,
        reason=reason or None,
        party=bringer_of(by_cash, remittance.carrier, found.unit_name),
    )
    (posted,) = journal.post(
        [draft], submission_id=submission.id, by_id=actor.user_id, at=clock.now()
    )
    arrival = RemittanceArrival(
        remittance_id=remittance.id,
        event_id=posted.event_id,
        received_vnd=received_vnd,
        returned_vnd=returned_vnd,
        reason=reason,
        denominations=notes,
    )
    db.session.add(arrival)
    db.session.flush()
    audit.record(
        actor,
        "remittances.arrive",
        f"remittance:{remittance.id}",
        party_unit_id=found.party_unit_id,
        after={"received_vnd": received_vnd, "returned_vnd": returned_vnd},
    )
    return arrival


def _outcome(sent_vnd: int, received_vnd: int, returned_vnd: int) -> str:
    """Say on both books and on the receipt when less was taken than sent."""
    if not returned_vnd:
        return ""
    sent, returned = format_vnd(sent_vnd), format_vnd(returned_vnd)
    if not received_vnd:
        return f" (gửi {sent}, Văn phòng trả lại toàn bộ)"
    return f" (gửi {sent}, nhận {format_vnd(received_vnd)}, trả lại {returned})"
