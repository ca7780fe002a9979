"""State what the office gave back to units after hand-in, and which units it can give back to."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger.db import db
from ledger.labels import WAYS, voucher_number
from ledger.models.books import Account, AccountKind, Book, Movement, Rule
from ledger.models.campaigns import Campaign, CampaignUnit
from ledger.models.journal import Event, Transfer, Voucher
from ledger.models.party_units import NameKind, PartyUnit
from ledger.reports.scope import Actor, books_of, names_on, within

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundLine:
    """State one refund, in đồng, with its number in each of the two books."""

    event_id: int
    on: date
    unit_name: str
    year: int
    amount_vnd: int
    way: str
    reason: str
    office_number: str
    """The office's phiếu chi, “PC 0001/2024”."""
    unit_number: str
    """The unit's phiếu thu."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refundable:
    """State what one unit has handed in for one campaign and not got back, in đồng."""

    campaign_unit_id: int
    unit_name: str
    year: int
    handed_in_vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundList:
    """State a page of refunds, what the office holds, and which units have handed in."""

    cash_vnd: int
    bank_vnd: int
    units: tuple[Refundable, ...]
    lines: tuple[RefundLine, ...]
    next_before: int | None


def list_refunds(actor: Actor, *, before: int | None = None) -> RefundList:
    """Return a page of the refunds of the actor's office."""
    lines = _lines(actor, before)
    office = dict(
        db.session.execute(
            sa.select(Account.kind, Account.debits_vnd - Account.credits_vnd)
            .join(Book, Book.id == Account.book_id)
            .where(
                Book.party_unit_id == actor.party_unit_id,
                Book.rule == Rule.OFFICE,
                Book.closed_on.is_(None),
            )
        ).all()
    )
    return RefundList(
        cash_vnd=office.get(AccountKind.CASH, 0),
        bank_vnd=office.get(AccountKind.BANK, 0),
        units=_units(actor),
        lines=lines[:PAGE_SIZE],
        next_before=lines[PAGE_SIZE - 1].event_id if len(lines) > PAGE_SIZE else None,
    )


def _units(actor: Actor) -> tuple[Refundable, ...]:
    """Return what can be given back, the newest campaign first."""
    signed = Transfer.sign * Transfer.amount_vnd
    net = sa.func.sum(
        sa.case((Transfer.kind == Movement.REMITTANCE_SETTLED, signed), else_=-signed)
    )
    query = (
        sa.select(
            CampaignUnit.id, CampaignUnit.party_unit_id, Campaign.year, net.label("handed_in_vnd")
        )
        .join(Campaign, Campaign.id == CampaignUnit.campaign_id)
        .join(PartyUnit, PartyUnit.id == CampaignUnit.party_unit_id)
        .join(Transfer, Transfer.book_id == CampaignUnit.book_id)
        .join(
            Event,
            sa.and_(Event.id == Transfer.event_id, Event.campaign_id == CampaignUnit.campaign_id),
        )
        .where(
            within(actor),
            Transfer.kind.in_((Movement.REMITTANCE_SETTLED, Movement.REFUND_IN)),
        )
        .group_by(CampaignUnit.id, CampaignUnit.party_unit_id, Campaign.year, PartyUnit.position)
        .having(net > 0)
        .order_by(Campaign.year.desc(), PartyUnit.position, CampaignUnit.id)
    )
    rows = db.session.execute(query).all()
    names = names_on(sorted({row.party_unit_id for row in rows}), (NameKind.ORGANISATION,))
    return tuple(
        Refundable(
            campaign_unit_id=row.id,
            unit_name=names.get((row.party_unit_id, NameKind.ORGANISATION), ""),
            year=row.year,
            handed_in_vnd=int(row.handed_in_vnd),
        )
        for row in rows
    )


def _lines(actor: Actor, before: int | None) -> tuple[RefundLine, ...]:
    arrival, arrival_voucher = aliased(Transfer), aliased(Voucher)
    unit_book = aliased(Book)
    query = (
        sa.select(
            Transfer.event_id,
            Event.on_date,
            Event.reason,
            unit_book.party_unit_id,
            Campaign.year.label("campaign_year"),
            Transfer.amount_vnd,
            Transfer.credit,
            Voucher.series,
            Voucher.year,
            Voucher.number,
            arrival_voucher.series.label("unit_series"),
            arrival_voucher.year.label("unit_year"),
            arrival_voucher.number.label("unit_number"),
        )
        .join(Event, Event.id == Transfer.event_id)
        .join(Campaign, Campaign.id == Event.campaign_id)
        .join(Voucher, Voucher.id == Transfer.voucher_id)
        .join(arrival, arrival.id == Transfer.paired_id)
        .join(arrival_voucher, arrival_voucher.id == arrival.voucher_id)
        .join(unit_book, unit_book.id == arrival.book_id)
        .where(
            Transfer.book_id.in_(books_of(actor.party_unit_id)),
            Transfer.kind == Movement.REFUND_OUT,
            Transfer.sign == 1,
        )
        .order_by(Transfer.event_id.desc())
        .limit(PAGE_SIZE + 1)
    )
    if before is not None:
        query = query.where(Transfer.event_id < before)
    rows = db.session.execute(query).all()
    names = names_on(sorted({row.party_unit_id for row in rows}), (NameKind.ORGANISATION,))
    return tuple(
        RefundLine(
            event_id=row.event_id,
            on=row.on_date,
            unit_name=names.get((row.party_unit_id, NameKind.ORGANISATION), ""),
            year=row.campaign_year,
            amount_vnd=row.amount_vnd,
            way=WAYS[row.credit],
            reason=row.reason or "",
            office_number=voucher_number(row.series, row.year, row.number),
            unit_number=voucher_number(row.unit_series, row.unit_year, row.unit_number),
        )
        for row in rows
    )
