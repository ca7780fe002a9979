"""List a unit's receipts, find them by number or payer, and show one with all that became of it.

R1  Only the unit's own treasurer and secretary read receipts: the views say so by role, and every
    query here by unit.
R2  A page is bounded and continued by key.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger import receipt_codes
from ledger.db import db
from ledger.errors import NotFound
from ledger.labels import SERIES_PREFIXES, WAYS, voucher_number
from ledger.models.books import Book, Movement
from ledger.models.campaigns import Campaign, CampaignExtension
from ledger.models.contributions import Contribution
from ledger.models.contributors import Contributor
from ledger.models.delegations import DelegatedSubmission
from ledger.models.journal import Event, EventParty, Transfer, Voucher, VoucherSeries
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import PartyMember
from ledger.models.receipts import DonorCopy, ReceiptPrint, ReceiptVoid
from ledger.models.users import UserAccount
from ledger.names import search_key
from ledger.reports.list_receipts import attached, payer_of
from ledger.reports.receipts import (
    ERASED,
    Payment,
    check_code,
    code_of,
    is_original_due,
    people_of,
)
from ledger.reports.scope import Actor, books_of

PAGE_ROWS = 60
_LONGEST_NUMBER = 9
_PREFIX = SERIES_PREFIXES[VoucherSeries.RECEIPT]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine:
    """State one receipt of a list; ``people`` is for how many it stands (B6)."""

    voucher_id: int
    year: int
    serial: int
    number: str
    on: date
    payer_name: str
    payer_place: str
    amount_vnd: int
    method: str
    late: bool
    """Received after the campaign's window, extensions included."""
    voided: bool
    people: int
    delegated: bool
    """Entered by the office for the unit."""

    @property
    def attached(self) -> str:
        """The words for the attached list, “danh sách 12 người”; empty for one person."""
        return attached(self.people) if self.people > 1 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptPage:
    """State one page of receipts, newest first; ``next_before`` continues it."""

    years: tuple[int, ...]
    year: int
    rows: tuple[ReceiptLine, ...]
    next_before: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Name another receipt: the one that replaced this, or that this replaced."""

    voucher_id: int
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Voided:
    """State how a receipt was cancelled."""

    on: date
    reason: str
    adjustment: str
    donor_copy: DonorCopy
    replaced_by: Neighbour | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """State one counted copy."""

    copy_no: int
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptDetail:
    """State one receipt with all that became of it."""

    line: ReceiptLine
    people: tuple[Payment, ...]
    """Those of the attached list; empty for one person's receipt."""
    purpose: str
    paper_number: str | None
    recorded_at: datetime
    recorded_by: str
    submission_id: int
    campaign_id: int
    campaign_unit_id: int
    list_entry_id: int | None
    check_code: str
    code: str
    """Tells a genuine receipt over the phone (C6)."""
    void: Voided | None
    replaces: Neighbour | None
    copies: tuple[Copy, ...]
    original_due: bool

    @property
    def last_copy(self) -> int:
        """The number of the last counted copy, 0 if there is none."""
        return max((copy.copy_no for copy in self.copies), default=0)


def list_receipts(
    actor: Actor, *, year: int | None = None, typed: str = "", before: int | None = None
) -> ReceiptPage:
    """Return a page of the unit's receipts of a year (the last one if not given).

    ``typed`` is a receipt's number, with or without its year, or words of the payer's name.
    """
    # As values, not as a query: only one book's receipts are read in the order of their index.
    books = list(db.session.scalars(books_of(actor.party_unit_id).where(Book.house_id.is_(None))))
    years = _years(books)
    shown = year if year in years else (years[0] if years else 0)
    query = (
        _search(_lines(books), typed)
        .where(Voucher.year == shown)
        .order_by(Voucher.number.desc())
        .limit(PAGE_ROWS + 1)
    )
    if before is not None:
        query = query.where(Voucher.number < before)
    rows = [_line(row) for row in db.session.execute(query)]
    more = len(rows) > PAGE_ROWS
    return ReceiptPage(
        years=years,
        year=shown,
        rows=tuple(rows[:PAGE_ROWS]),
        next_before=rows[PAGE_ROWS - 1].serial if more else None,
    )


def receipts_of_submission(actor: Actor, submission_id: int) -> tuple[ReceiptLine, ...]:
    """Return the receipts that one click wrote, in the order of their numbers."""
    query = (
        _lines(books_of(actor.party_unit_id))
        .where(Event.submission_id == submission_id)
        .order_by(Voucher.id)
    )
    return tuple(_line(row) for row in db.session.execute(query))


def receipt_detail(actor: Actor, voucher_id: int) -> ReceiptDetail:
    """Return one receipt of the actor's own unit.

    Raises:
        NotFound: no such receipt, or another unit's.

    """
    query = (
        _lines(books_of(actor.party_unit_id))
        .add_columns(
            Event.purpose,
            Voucher.paper_number,
            Event.recorded_at,
            UserAccount.full_name,
            Event.submission_id,
            Contribution.campaign_id,
            Contribution.campaign_unit_id,
            Contribution.list_entry_id,
            Transfer.hash,
        )
        .join(UserAccount, UserAccount.id == Event.recorded_by_id)
        .where(Voucher.id == voucher_id)
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    copies = _copies(voucher_id)
    people, last_hash = _people(voucher_id) if row.people > 1 else ((), row.hash)
    return ReceiptDetail(
        line=_line(row),
        people=people,
        purpose=row.purpose,
        paper_number=row.paper_number,
        recorded_at=row.recorded_at,
        recorded_by=row.full_name,
        submission_id=row.submission_id,
        campaign_id=row.campaign_id,
        campaign_unit_id=row.campaign_unit_id,
        list_entry_id=row.list_entry_id,
        check_code=check_code(last_hash),
        code=receipt_codes.spoken(code_of(last_hash)),
        void=_void(voucher_id) if row.voided else None,
        replaces=_replaced_by(voucher_id),
        copies=copies,
        original_due=not row.voided and is_original_due(row.recorded_at, reprinted=bool(copies)),
    )


def _people(voucher_id: int) -> tuple[tuple[Payment, ...], str]:
    """Return the people of a list's receipt and the hash of its last link."""
    query = (
        sa.select(EventParty.name, Transfer.amount_vnd, Transfer.hash)
        .join(Event, Event.id == Transfer.event_id)
        .join(EventParty, EventParty.event_id == Event.id)
        .where(Transfer.voucher_id == voucher_id)
        .order_by(Transfer.id)
    )
    rows = db.session.execute(query).all()
    return people_of(rows), rows[-1].hash


def _lines(books: list[int] | sa.Select[int]) -> sa.Select[*tuple[Any, ...]]:
    """Select the receipts of some books, each by its first contribution.

    Reversals are no receipts.
    """
    line, line_party = aliased(Transfer), aliased(EventParty)

    def over_list(what: sa.ColumnElement[Any]) -> sa.ScalarSelect[Any]:
        """Gather something from all contributions of one receipt."""
        return (
            sa.select(what)
            .select_from(line)
            .join(line_party, line_party.event_id == line.event_id)
            .where(line.voucher_id == Voucher.id)
            .scalar_subquery()
        )

    extended = (
        sa.select(CampaignExtension.id)
        .where(
            CampaignExtension.campaign_id == Campaign.id,
            CampaignExtension.ends_before > Event.on_date,
        )
        .exists()
    )
    return (
        sa.select(
            Voucher.id,
            Voucher.year,
            Voucher.number,
            Event.on_date,
            EventParty.name,
            over_list(sa.func.max(line_party.place)).label("place"),
            over_list(sa.func.sum(line.amount_vnd)).label("amount_vnd"),
            over_list(sa.func.count()).label("people"),
            Transfer.debit,
            sa.and_(Event.on_date >= Campaign.ends_before, ~extended).label("late"),
            ReceiptVoid.voucher_id.is_not(None).label("voided"),
            DelegatedSubmission.submission_id.is_not(None).label("delegated"),
        )
        .join(Transfer, Transfer.id == Voucher.first_transfer_id)
        .join(Event, Event.id == Transfer.event_id)
        .join(EventParty, EventParty.event_id == Event.id)
        .join(Contribution, Contribution.transfer_id == Transfer.id)
        .join(Campaign, Campaign.id == Contribution.campaign_id)
        .outerjoin(ReceiptVoid, ReceiptVoid.voucher_id == Voucher.id)
        .outerjoin(DelegatedSubmission, DelegatedSubmission.submission_id == Event.submission_id)
        .where(
            Voucher.book_id.in_(books),
            Voucher.series == VoucherSeries.RECEIPT,
            Transfer.kind == Movement.CONTRIBUTION,
            Transfer.sign == 1,
        )
    )


def _line(row: sa.Row[*tuple[Any, ...]]) -> ReceiptLine:
    name, place = payer_of(row.place) if row.people > 1 else (row.name, row.place)
    return ReceiptLine(
        voucher_id=row.id,
        year=row.year,
        serial=row.number,
        number=number_text(row.year, row.number),
        on=row.on_date,
        payer_name=name or ERASED,
        payer_place=place,
        amount_vnd=int(row.amount_vnd),
        method=WAYS[row.debit],
        late=bool(row.late),
        voided=bool(row.voided),
        people=row.people,
        delegated=bool(row.delegated),
    )


def number_text(year: int, number: int) -> str:
    """Write a receipt's number as it is printed: 0129/2022."""
    return f"{number:04d}/{year}"


def _years(books: list[int]) -> tuple[int, ...]:
    query = (
        sa.select(Voucher.year)
        .where(Voucher.book_id.in_(books), Voucher.series == VoucherSeries.RECEIPT)
        .distinct()
        .order_by(Voucher.year.desc())
    )
    return tuple(db.session.scalars(query))


def _search(query: sa.Select[*tuple[Any, ...]], typed: str) -> sa.Select[*tuple[Any, ...]]:
    """Narrow a list to a number, printed by us or before, or to the words of a giver's name."""
    text = typed.strip().replace("\x00", "\ufffd")
    digits = text.upper().removeprefix(_PREFIX).strip().partition("/")[0]
    if digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_NUMBER:
        # A pre-printed number is digits too, and seldom the same (C7).
        return query.where(sa.or_(Voucher.number == int(digits), Voucher.paper_number == text))
    if not text:
        return query
    key = sa.literal(" ") + sa.func.coalesce(PartyMember.search_key, Contributor.search_key)
    words = search_key(text).split()
    line, gift = aliased(Transfer), aliased(Contribution)
    givers = (
        sa.select(line.id)
        .join(gift, gift.transfer_id == line.id)
        .outerjoin(ListEntry, ListEntry.id == gift.list_entry_id)
        .outerjoin(PartyMember, PartyMember.id == ListEntry.member_id)
        .outerjoin(Contributor, Contributor.id == gift.contributor_id)
        .where(line.voucher_id == Voucher.id)
        .where(*(key.contains(f" {word}", autoescape=True) for word in words or ["?"]))
    )
    return query.where(sa.or_(givers.exists(), Voucher.paper_number == text))


def _void(voucher_id: int) -> Voided:
    adjustment, replacement = aliased(Voucher), aliased(Voucher)
    query = (
        sa.select(ReceiptVoid, adjustment, replacement, Event.on_date)
        .join(adjustment, adjustment.id == ReceiptVoid.adjustment_id)
        .join(Transfer, Transfer.id == adjustment.first_transfer_id)
        .join(Event, Event.id == Transfer.event_id)
        .outerjoin(replacement, replacement.id == ReceiptVoid.replacement_id)
        .where(ReceiptVoid.voucher_id == voucher_id)
    )
    void, paper, successor, voided_on = db.session.execute(query).one()
    return Voided(
        on=voided_on,
        reason=void.reason,
        adjustment=voucher_number(paper.series, paper.year, paper.number),
        donor_copy=void.donor_copy,
        replaced_by=Neighbour(
            voucher_id=successor.id, number=number_text(successor.year, successor.number)
        )
        if successor
        else None,
    )


def _replaced_by(voucher_id: int) -> Neighbour | None:
    """Return the receipt that this one was given in place of."""
    query = (
        sa.select(Voucher.id, Voucher.year, Voucher.number)
        .join(ReceiptVoid, ReceiptVoid.voucher_id == Voucher.id)
        .where(ReceiptVoid.replacement_id == voucher_id)
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        return None
    return Neighbour(voucher_id=row.id, number=number_text(row.year, row.number))


def _copies(voucher_id: int) -> tuple[Copy, ...]:
    query = (
        sa.select(ReceiptPrint.copy_no, ReceiptPrint.printed_at, UserAccount.full_name)
        .join(UserAccount, UserAccount.id == ReceiptPrint.printed_by_id)
        .where(ReceiptPrint.voucher_id == voucher_id)
        .order_by(ReceiptPrint.copy_no)
    )
    return tuple(
        Copy(copy_no=copy_no, at=at, by=by) for copy_no, at, by in db.session.execute(query)
    )
