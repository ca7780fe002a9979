"""State money on its way: what is in transit, how old, who holds it; and what has arrived.

M1  Above the unit there are sums only: a remittance has a unit and a carrier, never a giver.
M2  Age counts from the day of sending; past the campaign's hand-in date it is marked.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger import clock
from ledger.db import db
from ledger.errors import KeepsAtHome, NotFound
from ledger.labels import voucher_number
from ledger.models.books import Account, AccountKind, Book, Movement, Rule
from ledger.models.campaigns import Campaign, CampaignState, CampaignUnit
from ledger.models.journal import Event, Transfer, Voucher, VoucherSeries
from ledger.models.list_entries import ListEntry
from ledger.models.party_units import NameKind, PartyUnit, UnitKind
from ledger.models.remittances import Remittance, RemittanceArrival, RemittanceMethod
from ledger.reports.scope import Actor, name_on, names_on, within

PAGE_SIZE = 50
MOST_WAITING = 100
"""How many remittances in transit one page shows, the oldest first."""

Found = sa.Row[*tuple[Any, ...]]
_COUNTED, _TAKEN = aliased(Event), aliased(Transfer)
_OFFICE_RECEIPT = aliased(Voucher)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """State what the office made of a remittance, in đồng."""

    on: date
    received_vnd: int
    returned_vnd: int
    reason: str
    receipt_number: str
    """The office's phiếu thu, “PT 0003/2024”; empty if nothing was taken."""
    notes: tuple[tuple[int, int], ...]
    """The count of cash: note and pieces, the largest note first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemittanceLine:
    """State one remittance of a list."""

    id: int
    campaign_unit_id: int
    unit_id: int
    unit_name: str
    year: int
    method: RemittanceMethod
    number: str
    """The unit's bảng kê, “BK 0001/2024”."""
    amount_vnd: int
    sent_on: date
    carrier: str
    hand_in_on: date
    arrived: Arrived | None

    @property
    def age_days(self) -> int:
        """How many days the money has been on its way, or was."""
        until = self.arrived.on if self.arrived else clock.today()
        return (until - self.sent_on).days

    @property
    def is_late(self) -> bool:
        """Whether it is still on its way after the campaign's hand-in date."""
        return self.arrived is None and clock.today() > self.hand_in_on

    @property
    def holder(self) -> str:
        """Who holds it on the way."""
        if self.method is RemittanceMethod.CASH:
            return self.carrier
        return f"ngân hàng, số tham chiếu {self.carrier}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RemittanceList:
    """State what is on its way in a scope, and what has arrived, newest first."""

    waiting: tuple[RemittanceLine, ...]
    waiting_count: int
    waiting_units: int
    waiting_vnd: int
    arrived: tuple[RemittanceLine, ...]
    next_before: int | None
    """Where the next page of what has arrived begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """State a campaign that a unit can send money for, with the cells of its list."""

    campaign_id: int
    title: str
    year: int
    hand_in_on: date
    cells: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """State what a unit can send, in đồng."""

    cash_vnd: int
    bank_vnd: int
    transit_vnd: int
    choices: tuple[Choice, ...]


def list_remittances(actor: Actor, *, before: int | None = None) -> RemittanceList:
    """Return what is on its way in the actor's scope and a page of what has arrived."""
    waiting = RemittanceArrival.event_id.is_(None)
    query = _query(actor)
    oldest = query.where(waiting).order_by(Remittance.sent_on, Remittance.id).limit(MOST_WAITING)
    newest = query.where(~waiting).order_by(Remittance.id.desc()).limit(PAGE_SIZE + 1)
    if before is not None:
        newest = newest.where(Remittance.id < before)
    on_way = db.session.execute(oldest).all()
    done = db.session.execute(newest).all()
    lines = _lines([*on_way, *done[:PAGE_SIZE]])
    count, units, waiting_vnd = _totals(actor, lines[: len(on_way)])
    return RemittanceList(
        waiting=lines[: len(on_way)],
        waiting_count=count,
        waiting_units=units,
        waiting_vnd=waiting_vnd,
        arrived=lines[len(on_way) :],
        next_before=lines[-1].id if len(done) > PAGE_SIZE else None,
    )


def get_remittance(actor: Actor, remittance_id: int) -> RemittanceLine:
    """Return one remittance of the actor's scope.

    Raises:
        NotFound: no such remittance, or not in scope.

    """
    row = db.session.execute(_query(actor).where(Remittance.id == remittance_id)).one_or_none()
    if row is None:
        raise NotFound
    return _lines([row])[0]


def keeps_at_home(actor: Actor) -> KeepsAtHome:
    """Return what somebody is told whose unit does not hand in, with the letter's signer.

    The letter is a district's; at the root of another tree nobody has signed it.
    """
    root_id = int(actor.path.strip("/").split("/")[0])
    kind = db.session.scalar(sa.select(PartyUnit.kind).where(PartyUnit.id == root_id))
    is_district = kind is UnitKind.DISTRICT_COMMITTEE
    signer = name_on(root_id, NameKind.STANDING_COMMITTEE) if is_district else ""
    return KeepsAtHome(signer=signer)


def sending(actor: Actor) -> Sending:
    """Return what the actor's own unit can send, and for which campaigns.

    Raises:
        KeepsAtHome: the unit uses its money itself.
        NotFound: it takes part in no campaign that was opened.

    """
    query = (
        sa.select(Campaign, CampaignUnit.book_id, Book.rule)
        .join(CampaignUnit, CampaignUnit.campaign_id == Campaign.id)
        .join(Book, Book.id == CampaignUnit.book_id)
        .where(
            CampaignUnit.party_unit_id == actor.party_unit_id,
            Campaign.state != CampaignState.DRAFT,
        )
        .order_by(Campaign.year.desc(), Campaign.id)
    )
    rows = db.session.execute(query).all()
    if rows and rows[0].rule is not Rule.REMIT:
        raise keeps_at_home(actor)
    rows = [row for row in rows if row.rule is Rule.REMIT]
    if not rows:
        return Sending(cash_vnd=0, bank_vnd=0, transit_vnd=0, choices=())
    held = {
        account.kind: account.balance_vnd
        for account in db.session.scalars(
            sa.select(Account).where(Account.book_id == rows[0].book_id)
        )
    }
    campaigns = [row.Campaign for row in rows]
    cells = _cells(actor, [campaign.id for campaign in campaigns])
    return Sending(
        cash_vnd=held[AccountKind.CASH],
        bank_vnd=held[AccountKind.BANK],
        transit_vnd=held[AccountKind.TRANSIT],
        choices=tuple(
            Choice(
                campaign_id=campaign.id,
                title=campaign.title,
                year=campaign.year,
                hand_in_on=campaign.hand_in_on,
                cells=tuple(cells.get(campaign.id, ())),
            )
            for campaign in campaigns
        ),
    )


def _totals(actor: Actor, shown: Sequence[RemittanceLine]) -> tuple[int, int, int]:
    """Return how many remittances are on their way, of how many units, and their sum in đồng."""
    if len(shown) < MOST_WAITING:
        units = {line.unit_id for line in shown}
        return len(shown), len(units), sum(line.amount_vnd for line in shown)
    query = (
        sa.select(
            sa.func.count(),
            sa.func.count(CampaignUnit.party_unit_id.distinct()),
            sa.func.coalesce(sa.func.sum(Remittance.amount_vnd), 0),
        )
        .select_from(Remittance)
        .join(CampaignUnit, CampaignUnit.id == Remittance.campaign_unit_id)
        .join(PartyUnit, PartyUnit.id == CampaignUnit.party_unit_id)
        .outerjoin(RemittanceArrival, RemittanceArrival.remittance_id == Remittance.id)
        .where(within(actor), RemittanceArrival.event_id.is_(None))
    )
    count, units_count, waiting_vnd = db.session.execute(query).one()
    return count, units_count, int(waiting_vnd)


def _query(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    """Read remittances of a scope with what became of them, one row each."""
    return (
        sa.select(
            Remittance.id,
            Remittance.campaign_unit_id,
            Remittance.method,
            Remittance.amount_vnd,
            Remittance.sent_on,
            Remittance.carrier,
            CampaignUnit.party_unit_id,
            Campaign.year,
            Campaign.hand_in_on,
            Voucher.series,
            Voucher.year.label("voucher_year"),
            Voucher.number,
            RemittanceArrival.received_vnd,
            RemittanceArrival.returned_vnd,
            RemittanceArrival.reason,
            RemittanceArrival.denominations,
            _COUNTED.on_date.label("arrived_on"),
            _OFFICE_RECEIPT.year.label("receipt_year"),
            _OFFICE_RECEIPT.number.label("receipt_number"),
        )
        .join(CampaignUnit, CampaignUnit.id == Remittance.campaign_unit_id)
        .join(Campaign, Campaign.id == CampaignUnit.campaign_id)
        .join(PartyUnit, PartyUnit.id == CampaignUnit.party_unit_id)
        # Each has its transfer; joined from outside, it is looked up and not read from end to end.
        .outerjoin(
            Transfer,
            sa.and_(Transfer.event_id == Remittance.sent_event_id, Transfer.position == 1),
        )
        .outerjoin(Voucher, Voucher.id == Transfer.voucher_id)
        .outerjoin(RemittanceArrival, RemittanceArrival.remittance_id == Remittance.id)
        .outerjoin(_COUNTED, _COUNTED.id == RemittanceArrival.event_id)
        .outerjoin(
            _TAKEN,
            sa.and_(_TAKEN.event_id == _COUNTED.id, _TAKEN.kind == Movement.REMITTANCE_RECEIVED),
        )
        .outerjoin(_OFFICE_RECEIPT, _OFFICE_RECEIPT.id == _TAKEN.voucher_id)
        .where(within(actor))
    )


def _lines(rows: Sequence[Found]) -> tuple[RemittanceLine, ...]:
    """Put the units' names of today to rows."""
    unit_ids = sorted({row.party_unit_id for row in rows})
    names = names_on(unit_ids, (NameKind.ORGANISATION,))
    return tuple(
        RemittanceLine(
            id=row.id,
            campaign_unit_id=row.campaign_unit_id,
            unit_id=row.party_unit_id,
            unit_name=names.get((row.party_unit_id, NameKind.ORGANISATION), ""),
            year=row.year,
            method=row.method,
            number=voucher_number(row.series, row.voucher_year, row.number),
            amount_vnd=row.amount_vnd,
            sent_on=row.sent_on,
            carrier=row.carrier,
            hand_in_on=row.hand_in_on,
            arrived=_arrived(row),
        )
        for row in rows
    )


def _arrived(row: Found) -> Arrived | None:
    if row.arrived_on is None:
        return None
    receipt = row.receipt_number and voucher_number(
        VoucherSeries.RECEIPT, row.receipt_year, row.receipt_number
    )
    return Arrived(
        on=row.arrived_on,
        received_vnd=row.received_vnd,
        returned_vnd=row.returned_vnd,
        reason=row.reason,
        receipt_number=receipt or "",
        notes=read_notes(row.denominations),
    )


def read_notes(denominations: str) -> tuple[tuple[int, int], ...]:
    """Return a kept count as pairs of note (đồng) and pieces, the largest note first."""
    counted = json.loads(denominations) if denominations else {}
    return tuple(sorted(((int(note), pieces) for note, pieces in counted.items()), reverse=True))


def _cells(actor: Actor, campaign_ids: list[int]) -> dict[int, list[tuple[int, str]]]:
    """Return the cells of the unit's lists, by campaign, in printed order."""
    query = (
        sa.select(ListEntry.campaign_id, ListEntry.cell_id, PartyUnit.position)
        .join(PartyUnit, PartyUnit.id == ListEntry.cell_id)
        .where(ListEntry.campaign_id.in_(campaign_ids), within(actor))
        .distinct()
        .order_by(ListEntry.campaign_id, PartyUnit.position, ListEntry.cell_id)
    )
    rows = db.session.execute(query).all()
    names = names_on(sorted({row.cell_id for row in rows}), (NameKind.ORGANISATION,))
    cells: dict[int, list[tuple[int, str]]] = {}
    for row in rows:
        name = names.get((row.cell_id, NameKind.ORGANISATION), "")
        cells.setdefault(row.campaign_id, []).append((row.cell_id, name))
    return cells
