"""State what the papers of a remittance say: the unit's bảng kê nộp, the office's phiếu thu.

Names and titles are those of the paper's own day; sums are those of its own place in the book, so
that a print of next year says what was said then.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from ledger.db import db
from ledger.errors import NotFound, StateRefused
from ledger.labels import METHODS, label, voucher_number
from ledger.models.books import AccountKind, Book, Movement, Rule
from ledger.models.campaigns import Campaign, CampaignUnit
from ledger.models.contributions import Contribution, Method
from ledger.models.journal import Event, EventParty, Transfer, Voucher
from ledger.models.list_entries import ListEntry
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.receipts import ReceiptPrint
from ledger.models.remittances import Remittance, RemittanceArrival
from ledger.reports.receipts import (
    VOLUME,
    ReceiptPaper,
    Signer,
    check_code,
    check_url,
    code_of,
    is_original_due,
)
from ledger.reports.scope import Actor, names_on
from ledger.reports.wordings import wording_on

OTHERS = "Người ủng hộ ngoài danh sách"

_NAMES = (
    NameKind.ORGANISATION,
    NameKind.COMMITTEE,
    NameKind.OFFICE,
    NameKind.ADDRESS,
    NameKind.HEAD_TITLE,
    NameKind.HEAD,
    NameKind.ACCOUNTANT,
    NameKind.CASHIER,
)
Found = sa.Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipRow:
    """State what one cell of the unit has given so far: people, and đồng."""

    name: str
    people: int
    given_vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """State a bảng kê nộp kinh phí vận động, in đồng."""

    number: str
    unit_name: str
    committee_name: str
    office_name: str
    campaign_title: str
    on: date
    rows: tuple[SlipRow, ...]
    people: int
    given_vnd: int
    before_vnd: int
    """Sent for this campaign before, less what came back."""
    sent_vnd: int
    method: str
    carrier: str
    signers: tuple[Signer, ...]
    check_code: str

    @property
    def rest_vnd(self) -> int:
        """What was given and not sent yet."""
        return self.given_vnd - self.before_vnd - self.sent_vnd


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeReceipt:
    """State the office's phiếu thu for a remittance, and whether its original may be printed."""

    voucher_id: int
    paper: ReceiptPaper
    original_due: bool
    copies: int


def slip(actor: Actor, remittance_id: int) -> Slip:
    """Return the bảng kê of a remittance of the actor's own unit.

    Raises:
        NotFound: no such remittance, or another unit's.

    """
    row = _sent(actor, remittance_id)
    dated = names_on([row.party_unit_id, row.committee_id], _NAMES, row.sent_on)
    names = defaultdict(str, dated)
    unit, committee = row.party_unit_id, row.committee_id
    rows = _by_cell(row)
    return Slip(
        number=voucher_number(row.series, row.voucher_year, row.number),
        unit_name=names[unit, NameKind.ORGANISATION].upper(),
        committee_name=names[committee, NameKind.COMMITTEE].upper(),
        office_name=names[committee, NameKind.OFFICE],
        campaign_title=row.title,
        on=row.sent_on,
        rows=rows,
        people=sum(each.people for each in rows),
        given_vnd=sum(each.given_vnd for each in rows),
        before_vnd=_sent_before(row),
        sent_vnd=row.amount_vnd,
        method=label(row.method),
        carrier=row.carrier,
        signers=(
            Signer(title="Người lập (thủ quỹ)", name=names[unit, NameKind.CASHIER]),
            Signer(
                title=names[unit, NameKind.HEAD_TITLE] or "Thủ trưởng đơn vị",
                name=names[unit, NameKind.HEAD],
            ),
            Signer(title="Người nhận", name=""),
        ),
        check_code=check_code(row.hash),
    )


def office_receipt(
    actor: Actor, remittance_id: int, *, copy_no: int | None = None
) -> OfficeReceipt:
    """Return the office's phiếu thu as it is printed: the original, or a counted copy.

    Raises:
        NotFound: nothing of it was received, no such copy, or another office's.
        StateRefused: the original is no longer due.

    """
    row = _received(actor, remittance_id)
    last = sa.select(sa.func.max(ReceiptPrint.copy_no)).where(
        ReceiptPrint.voucher_id == row.voucher_id
    )
    copies = db.session.scalar(last) or 0
    due = is_original_due(row.recorded_at, reprinted=bool(copies))
    if copy_no == 0 and not due:
        raise StateRefused(
            "Bản chính chỉ in trong ngày ghi sổ và khi chưa in lại lần nào; hãy bấm «In lại»."
        )
    if copy_no is not None and copy_no > copies:
        raise NotFound
    return OfficeReceipt(
        voucher_id=row.voucher_id,
        paper=_receipt_paper(row, copy_no or 0),
        original_due=due,
        copies=copies,
    )


def _receipt_paper(row: Found, copy_no: int) -> ReceiptPaper:
    names = defaultdict(
        str,
        {kind: text for (_, kind), text in names_on([row.unit_id], _NAMES, row.on_date).items()},
    )
    return ReceiptPaper(
        title="PHIẾU THU",
        unit_name=(names[NameKind.OFFICE] or names[NameKind.COMMITTEE]).upper(),
        unit_address=names[NameKind.ADDRESS],
        form=row.receipt_form,
        volume=VOLUME,
        number=row.number,
        year=row.year,
        on=row.on_date,
        payer_name=row.name,
        payer_place=row.place,
        purpose=row.purpose,
        amount_vnd=row.amount_vnd,
        method=METHODS[Method(row.debit)],
        paper_number=None,
        signers=(
            Signer(title="Thủ trưởng đơn vị"),
            Signer(title="Kế toán", name=names[NameKind.ACCOUNTANT]),
            Signer(title="Người lập"),
            Signer(title="Người nộp"),
            Signer(title="Thủ quỹ", name=names[NameKind.CASHIER]),
        ),
        check_code=check_code(row.hash),
        code=code_of(row.hash),
        check_url=check_url(),
        words=wording_on(row.unit_id, row.on_date),
        void=None,
        copy_no=copy_no,
    )


def _sent(actor: Actor, remittance_id: int) -> Found:
    query = (
        sa.select(
            Remittance.amount_vnd,
            Remittance.method,
            Remittance.sent_on,
            Remittance.carrier,
            CampaignUnit.party_unit_id,
            CampaignUnit.book_id,
            CampaignUnit.campaign_id,
            CampaignUnit.id.label("campaign_unit_id"),
            Campaign.title,
            Campaign.committee_id,
            Transfer.seq,
            Transfer.hash,
            Voucher.series,
            Voucher.year.label("voucher_year"),
            Voucher.number,
        )
        .join(CampaignUnit, CampaignUnit.id == Remittance.campaign_unit_id)
        .join(Campaign, Campaign.id == CampaignUnit.campaign_id)
        .join(Event, Event.id == Remittance.sent_event_id)
        .join(Transfer, sa.and_(Transfer.event_id == Event.id, Transfer.position == 1))
        .join(Voucher, Voucher.id == Transfer.voucher_id)
        .where(Remittance.id == remittance_id, CampaignUnit.party_unit_id == actor.party_unit_id)
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return row


def _by_cell(row: Found) -> tuple[SlipRow, ...]:
    """Return what each cell had given when the money was sent, in printed order."""
    signed_vnd = Contribution.sign * Contribution.amount_vnd
    givers = (
        sa.select(
            ListEntry.cell_id,
            Contribution.list_entry_id,
            Contribution.contributor_id,
            sa.func.sum(signed_vnd).label("given_vnd"),
        )
        .join(Transfer, Transfer.id == Contribution.transfer_id)
        .outerjoin(ListEntry, ListEntry.id == Contribution.list_entry_id)
        .where(
            Contribution.campaign_unit_id == row.campaign_unit_id,
            Transfer.book_id == row.book_id,
            Transfer.seq < row.seq,
        )
        .group_by(ListEntry.cell_id, Contribution.list_entry_id, Contribution.contributor_id)
        .having(sa.func.sum(signed_vnd) > 0)
        .subquery()
    )
    query = (
        sa.select(givers.c.cell_id, sa.func.count(), sa.func.sum(givers.c.given_vnd))
        .select_from(givers)
        .outerjoin(PartyUnit, PartyUnit.id == givers.c.cell_id)
        .group_by(givers.c.cell_id, PartyUnit.position)
        .order_by(givers.c.cell_id.is_(None), PartyUnit.position, givers.c.cell_id)
    )
    found = db.session.execute(query).all()
    cell_ids = [cell_id for cell_id, _, _ in found if cell_id is not None]
    names = names_on(cell_ids, (NameKind.ORGANISATION,), row.sent_on)
    return tuple(
        SlipRow(
            name=names.get((cell_id, NameKind.ORGANISATION), OTHERS),
            people=people,
            given_vnd=int(given_vnd),
        )
        for cell_id, people, given_vnd in found
    )


def _sent_before(row: Found) -> int:
    """Return what was sent for this campaign before, less what came back from the office."""
    away = sa.case(
        (Transfer.debit == AccountKind.TRANSIT, Transfer.amount_vnd),
        (Transfer.kind == Movement.REMITTANCE_SETTLED, 0),
        else_=-Transfer.amount_vnd,
    )
    query = (
        sa.select(sa.func.coalesce(sa.func.sum(away), 0))
        .join(Event, Event.id == Transfer.event_id)
        .where(
            Transfer.book_id == row.book_id,
            Transfer.seq < row.seq,
            Event.campaign_id == row.campaign_id,
            sa.or_(
                Transfer.debit == AccountKind.TRANSIT,
                Transfer.credit == AccountKind.TRANSIT,
                Transfer.kind == Movement.REFUND_IN,
            ),
        )
    )
    return int(db.session.scalar(query) or 0)


def _received(actor: Actor, remittance_id: int) -> Found:
    query = (
        sa.select(
            Transfer.voucher_id,
            Transfer.amount_vnd,
            Transfer.debit,
            Transfer.hash,
            Voucher.year,
            Voucher.number,
            Event.on_date,
            Event.recorded_at,
            Event.purpose,
            EventParty.name,
            EventParty.place,
            PartyUnit.id.label("unit_id"),
            PartyUnit.receipt_form,
        )
        .select_from(RemittanceArrival)
        .join(Event, Event.id == RemittanceArrival.event_id)
        .join(EventParty, EventParty.event_id == Event.id)
        .join(
            Transfer,
            sa.and_(Transfer.event_id == Event.id, Transfer.kind == Movement.REMITTANCE_RECEIVED),
        )
        .join(Voucher, Voucher.id == Transfer.voucher_id)
        .join(Book, Book.id == Transfer.book_id)
        .join(PartyUnit, PartyUnit.id == Book.party_unit_id)
        .where(
            RemittanceArrival.remittance_id == remittance_id,
            Book.party_unit_id == actor.party_unit_id,
            Book.rule == Rule.OFFICE,
        )
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return row
