"""Send an agency unit's money on its way: it is in transit until the office has counted it."""

from collections.abc import Collection, Sequence
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.book import journal, rules
from ledger.db import db
from ledger.errors import NotAllowed, RuleBroken
from ledger.models.books import AccountKind, Rule
from ledger.models.contributions import Method
from ledger.models.journal import Event, Submission
from ledger.models.party_units import NameKind
from ledger.models.remittances import Remittance, RemittanceMethod
from ledger.models.users import Role
from ledger.money import MAX_AMOUNT_VND
from ledger.reports.remittances import keeps_at_home
from ledger.reports.scope import Actor, name_on
from ledger.services import audit
from ledger.services.contributions import SheetLine, deductions
from ledger.services.doubts import ask_again, large
from ledger.services.gifts import Place, take_place
from ledger.services.purses import (
    begin_movement,
    require_held,
)


def send(
    actor: Actor,
    *,
    key: str,
    campaign_id: int,
    method: Method,
    amount_vnd: int,
    sent_on: date,
    carrier: str,
    agreed: Collection[str] = (),
) -> Remittance:
    """Send money from the unit's cash or bank; ``carrier`` is who brings it, or the bank's number.

    Raises:
        KeepsAtHome, NotAllowed, SubmissionChanged, NotFound, CampaignNotOpen, StateRefused,
        InTheFuture, BeforeCampaign, NotEnough, Unconfirmed.

    """
    body = ("send", campaign_id, method, amount_vnd, sent_on, carrier)
    require_sender(actor)
    submission, is_new = begin_movement(actor, key, body)
    if not is_new:
        return _sent_by(submission)
    place = _take_place(actor, campaign_id, sent_on)
    ask_again(large([("", amount_vnd)]), agreed)
    account = AccountKind(method)
    require_held(place.purse.book_id, account, amount_vnd, doing="nộp")
    draft = _draft(place, amount_vnd, sent_on, out_of=account, carrier=carrier)
    posted = journal.post([draft], submission_id=submission.id, by_id=actor.user_id, at=clock.now())
    return _add(actor, place, posted[0], RemittanceMethod(method), amount_vnd, sent_on, carrier)


def send_deductions(
    actor: Actor,
    *,
    key: str,
    campaign_id: int,
    cell_id: int,
    sent_on: date,
    reference: str,
    lines: Sequence[SheetLine],
    agreed: Collection[str] = (),
) -> Remittance:
    """Record pay-roll deductions that the agency paid straight to the office's account.

    A receipt for each person and the sending of their sum are one click; ``reference`` is the
    bank's number of the transfer. The agency's account stands in the book as the unit's bank, so
    what comes back from the office is there to be given back.

    Raises:
        KeepsAtHome, NotAllowed, SubmissionChanged, NotFound, CampaignNotOpen, StateRefused,
        InTheFuture, BeforeCampaign, RuleBroken (nothing typed), Unconfirmed.

    """
    typed = sorted((line.list_entry_id, line.amount_vnd) for line in lines)
    require_sender(actor)
    body = ("deductions", campaign_id, cell_id, sent_on, reference, *typed)
    submission, is_new = begin_movement(actor, key, body)
    if not is_new:
        return _sent_by(submission)
    place = _take_place(actor, campaign_id, sent_on, cell_id=cell_id)
    given = deductions(place, cell_id=cell_id, received_on=sent_on, lines=lines, agreed=agreed)
    amount_vnd = sum(line.amount_vnd for line in lines)
    if amount_vnd > MAX_AMOUNT_VND:
        raise RuleBroken("Tổng số vượt mức tối đa 1.000.000.000.000 đồng một lần ghi.")
    sent = _draft(place, amount_vnd, sent_on, out_of=AccountKind.BANK, carrier=reference)
    posted = journal.post(
        [*given, sent], submission_id=submission.id, by_id=actor.user_id, at=clock.now()
    )
    return _add(actor, place, posted[-1], RemittanceMethod.DIRECT, amount_vnd, sent_on, reference)


def require_sender(actor: Actor) -> None:
    """Let an agency unit's treasurer pass.

    Raises:
        KeepsAtHome: a commune uses its money itself (bad input 32).
        NotAllowed: anyone else.

    """
    if actor.role is Role.COMMUNE_TREASURER:
        raise keeps_at_home(actor)
    if actor.role is not Role.AGENCY_TREASURER:
        raise NotAllowed


def _take_place(
    actor: Actor, campaign_id: int, sent_on: date, *, cell_id: int | None = None
) -> Place:
    place = take_place(actor, campaign_id, cell_id or actor.party_unit_id, sent_on, field="sent_on")
    if place.purse.rule is not Rule.REMIT:
        raise keeps_at_home(actor)
    return place


def _draft(
    place: Place, amount_vnd: int, sent_on: date, *, out_of: AccountKind, carrier: str
) -> rules.Draft:
    unit_name = name_on(place.party_unit_id, NameKind.ORGANISATION, sent_on)
    return rules.Draft(
        on_date=sent_on,
        purpose=purpose_of(unit_name, place.aim),
        legs=(rules.send_remittance(place.purse, amount_vnd, out_of=out_of),),
        campaign_id=place.campaign_id,
        party=bringer_of(out_of is AccountKind.CASH, carrier, unit_name),
    )


def purpose_of(unit_name: str, aim: str) -> str:
    """Return what the books and papers of both sides say that the money is."""
    return f"{unit_name} nộp kinh phí vận động {aim}"


def bringer_of(by_cash: bool, carrier: str, unit_name: str) -> rules.Party:  # noqa: FBT001
    """Return whom papers name: the person with the cash, or the unit and the bank's number."""
    if by_cash:
        return rules.Party(name=carrier, place=unit_name)
    return rules.Party(name=unit_name, place=f"chuyển khoản, số tham chiếu {carrier}")


def _add(
    actor: Actor,
    place: Place,
    posted: journal.Posted,
    method: RemittanceMethod,
    amount_vnd: int,
    sent_on: date,
    carrier: str,
) -> Remittance:
    remittance = Remittance(
        campaign_unit_id=place.campaign_unit_id,
        sent_event_id=posted.event_id,
        method=method,
        amount_vnd=amount_vnd,
        sent_on=sent_on,
        carrier=carrier,
    )
    db.session.add(remittance)
    db.session.flush()
    audit.record(
        actor,
        "remittances.send",
        f"remittance:{remittance.id}",
        party_unit_id=place.party_unit_id,
        after={"amount_vnd": amount_vnd, "method": method},
    )
    return remittance


def _sent_by(submission: Submission) -> Remittance:
    query = (
        sa.select(Remittance)
        .join(Event, Event.id == Remittance.sent_event_id)
        .where(Event.submission_id == submission.id)
    )
    return db.session.scalars(query).one()
