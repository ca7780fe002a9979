"""Let the office give money back to an agency unit that has handed it in.

The unit's book holds it again in the same event, so the unit may then cancel the receipt that the
money came by.
"""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.book import journal, rules
from ledger.db import db
from ledger.errors import BeforeCampaign, NotFound, OverRefund
from ledger.models.books import AccountKind, Movement, Rule
from ledger.models.campaigns import Campaign, CampaignUnit
from ledger.models.contributions import Method
from ledger.models.journal import Event, Submission, Transfer
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.programmes import Programme
from ledger.reports.remittances import keeps_at_home
from ledger.reports.scope import Actor, name_on, own_purse, within
from ledger.services import audit
from ledger.services.doubts import ask_again, large
from ledger.services.purses import (
    begin_movement,
    require_day,
    require_held,
    require_office,
)


def refund(
    actor: Actor,
    *,
    key: str,
    campaign_unit_id: int,
    method: Method,
    amount_vnd: int,
    on_date: date,
    receiver: str,
    reason: str,
    agreed: Collection[str] = (),
) -> Submission:
    """Give a unit back some of what it handed in for one campaign, in đồng, with the reason.

    ``receiver`` is who takes the money for the unit, or the bank's number of the transfer.

    Raises:
        NotAllowed, SubmissionChanged, NotFound, KeepsAtHome, InTheFuture, BeforeCampaign,
        OverRefund, NotEnough, Unconfirmed.

    """
    require_office(actor)
    body = ("refund", campaign_unit_id, method, amount_vnd, on_date, receiver, reason)
    submission, is_new = begin_movement(actor, key, body)
    if not is_new:
        return submission
    campaign_unit, campaign, programme_name = _unit(actor, campaign_unit_id)
    office_id = own_purse(actor).id
    books = journal.lock_books([office_id, campaign_unit.book_id])
    unit_book, office_book = books[campaign_unit.book_id], books[office_id]
    if unit_book.rule is not Rule.REMIT:
        raise keeps_at_home(actor)
    require_day(on_date, field="on_date")
    if on_date < campaign.starts_on:
        raise BeforeCampaign(starts_on=campaign.starts_on, field="on_date")
    handed_in_vnd = _handed_in(unit_book.id, campaign.id)
    if amount_vnd > handed_in_vnd:
        raise OverRefund(handed_in_vnd=handed_in_vnd, wanted_vnd=amount_vnd)
    ask_again(large([("", amount_vnd)]), agreed)
    account = AccountKind(method)
    require_held(office_id, account, amount_vnd, doing="trả lại")
    unit_name = name_on(campaign_unit.party_unit_id, NameKind.ORGANISATION, on_date)
    draft = rules.Draft(
        on_date=on_date,
        purpose=f"Văn phòng trả lại {unit_name} kinh phí vận động "
        f"xây dựng “{programme_name}” năm {campaign.year}",
        legs=rules.refund(
            rules.Purse(office_book.id, office_book.rule),
            rules.Purse(unit_book.id, unit_book.rule),
            amount_vnd,
            out_of=account,
            into=account,
        ),
        campaign_id=campaign.id,
        reason=reason,
        party=rules.Party(name=receiver, place=unit_name),
    )
    journal.post([draft], submission_id=submission.id, by_id=actor.user_id, at=clock.now())
    audit.record(
        actor,
        "refunds.record",
        f"campaign_unit:{campaign_unit_id}",
        party_unit_id=campaign_unit.party_unit_id,
        after={"amount_vnd": amount_vnd, "method": method},
    )
    return submission


def _unit(actor: Actor, campaign_unit_id: int) -> tuple[CampaignUnit, Campaign, str]:
    query = (
        sa.select(CampaignUnit, Campaign, Programme.name)
        .join(Campaign, Campaign.id == CampaignUnit.campaign_id)
        .join(Programme, Programme.id == Campaign.programme_id)
        .join(PartyUnit, PartyUnit.id == CampaignUnit.party_unit_id)
        .where(CampaignUnit.id == campaign_unit_id, within(actor))
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1], row[2]


def _handed_in(book_id: int, campaign_id: int) -> int:
    """Return what a unit has handed in for a campaign and not got back, in đồng."""
    signed = Transfer.sign * Transfer.amount_vnd
    net = sa.case((Transfer.kind == Movement.REMITTANCE_SETTLED, signed), else_=-signed)
    query = (
        sa.select(sa.func.coalesce(sa.func.sum(net), 0))
        .join(Event, Event.id == Transfer.event_id)
        .where(
            Transfer.book_id == book_id,
            Transfer.kind.in_((Movement.REMITTANCE_SETTLED, Movement.REFUND_IN)),
            Event.campaign_id == campaign_id,
        )
    )
    return int(db.session.scalar(query) or 0)
