"""State what a daily list of receipts prints, and the phiếu thu that is made out for it (C8).

A list says what it said when it was made: a receipt cancelled later is marked on the screen only.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from ledger.db import db
from ledger.errors import NotFound
from ledger.labels import METHODS
from ledger.models.books import Book
from ledger.models.contributions import Method
from ledger.models.daily_lists import DailyList, DailyListLine
from ledger.models.journal import EventParty, Transfer, Voucher
from ledger.models.party_units import NameKind, PartyUnit, ReceiptTitle
from ledger.models.receipts import ReceiptVoid
from ledger.models.users import UserAccount
from ledger.money import WordStyle
from ledger.reports.daily_lists import PREFIX, number_of
from ledger.reports.list_receipts import attached, payer_of
from ledger.reports.receipt_lists import number_text
from ledger.reports.receipts import ERASED, ReceiptPaper, Signer
from ledger.reports.scope import Actor, names_on
from ledger.reports.wordings import wording_on

_NAMES = (
    NameKind.ORGANISATION,
    NameKind.COMMITTEE,
    NameKind.ADDRESS,
    NameKind.HEAD_TITLE,
    NameKind.HEAD,
    NameKind.ACCOUNTANT,
    NameKind.CASHIER,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """State one receipt of a list; ``cancelled`` before the list was made."""

    voucher_id: int
    number: str
    paper_number: str
    payer: str
    place: str
    counted_vnd: int
    cancelled: bool
    cancelled_later: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyListPaper:
    """State everything that a bảng kê prints, in đồng."""

    id: int
    serial: int
    number: str
    title: str
    noun: str
    """What one of its receipts is called: “biên lai”, “phiếu thu”."""
    unit_name: str
    unit_address: str
    on: date
    cell: str
    rows: tuple[Listed, ...]
    counted_vnd: int
    words: WordStyle
    made_at: datetime
    made_by: str
    signers: tuple[Signer, ...]
    has_receipt: bool
    """Whether a phiếu thu is made out for it: where a person's receipt is a biên lai."""

    @property
    def counted(self) -> int:
        """How many receipts count."""
        return sum(not row.cancelled for row in self.rows)


def get_list(actor: Actor, list_id: int) -> DailyListPaper:
    """Return one list of the actor's own unit as it is printed.

    Raises:
        NotFound: no such list, or another unit's.

    """
    query = (
        sa.select(DailyList, Book.party_unit_id, PartyUnit.receipt_title, UserAccount.full_name)
        .join(Book, Book.id == DailyList.book_id)
        .join(PartyUnit, PartyUnit.id == Book.party_unit_id)
        .join(UserAccount, UserAccount.id == DailyList.made_by_id)
        .where(DailyList.id == list_id, Book.party_unit_id == actor.party_unit_id)
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    made, unit_id = row.DailyList, row.party_unit_id
    units = [unit_id, *([made.cell_id] if made.cell_id else [])]
    names = defaultdict(str, names_on(units, _NAMES, made.on_date))
    head = names[unit_id, NameKind.COMMITTEE] or names[unit_id, NameKind.ORGANISATION]
    is_bien_lai = row.receipt_title is ReceiptTitle.BIEN_LAI
    return DailyListPaper(
        id=made.id,
        serial=made.number,
        number=number_of(made.year, made.number),
        title="BẢNG KÊ BIÊN LAI THU TIỀN" if is_bien_lai else "BẢNG KÊ PHIẾU THU TRONG NGÀY",
        noun="biên lai" if is_bien_lai else "phiếu thu",
        unit_name=head.upper(),
        unit_address=names[unit_id, NameKind.ADDRESS],
        on=made.on_date,
        cell=names[made.cell_id or 0, NameKind.ORGANISATION],
        rows=_rows(made),
        counted_vnd=made.counted_vnd,
        words=wording_on(unit_id, made.on_date),
        made_at=made.made_at,
        made_by=row.full_name,
        signers=(
            Signer(title="Người thu tiền", name=names[unit_id, NameKind.CASHIER]),
            Signer(title="Kế toán", name=names[unit_id, NameKind.ACCOUNTANT]),
            Signer(
                title=names[unit_id, NameKind.HEAD_TITLE] or "Thủ trưởng đơn vị",
                name=names[unit_id, NameKind.HEAD],
            ),
        ),
        has_receipt=is_bien_lai and made.counted_vnd > 0,
    )


def receipt_of(paper: DailyListPaper) -> ReceiptPaper:
    """Return the phiếu thu of the whole list, as it is printed.

    It has the list's number and no code: nobody outside the unit is given it.

    Raises:
        NotFound: none is made out for this list.

    """
    if not paper.has_receipt:
        raise NotFound
    first, last = paper.rows[0].number, paper.rows[-1].number
    span = first if first == last else f"{first} đến {last}"
    collector, accountant, head = paper.signers
    return ReceiptPaper(
        title="PHIẾU THU",
        unit_name=paper.unit_name,
        unit_address=paper.unit_address,
        form="",
        volume=PREFIX,
        number=paper.serial,
        year=paper.on.year,
        on=paper.on,
        payer_name=collector.name or paper.made_by,
        payer_place=paper.cell or "Người thu tiền của đơn vị",
        purpose=f"Kinh phí vận động thu trong ngày theo bảng kê số {paper.number}, "
        f"biên lai số {span}",
        amount_vnd=paper.counted_vnd,
        method=METHODS[Method.CASH],
        paper_number=None,
        attachments=f"01 bảng kê, {len(paper.rows)}",
        signers=(
            head,
            accountant,
            Signer(title="Người lập", name=paper.made_by),
            Signer(title="Người nộp"),
            Signer(title="Thủ quỹ", name=collector.name),
        ),
        check_code="",
        code="",
        check_url="",
        words=paper.words,
        void=None,
    )


def _rows(made: DailyList) -> tuple[Listed, ...]:
    """Read the receipts of a list; one for several people has a row for each of them."""
    query = (
        sa.select(
            Voucher.id,
            Voucher.year,
            Voucher.number,
            Voucher.paper_number,
            DailyListLine.counted_vnd,
            sa.func.min(EventParty.name).label("name"),
            sa.func.max(EventParty.place).label("place"),
            sa.func.count().label("people"),
            ReceiptVoid.voucher_id.label("voided"),
        )
        .select_from(DailyListLine)
        .join(Voucher, Voucher.id == DailyListLine.voucher_id)
        .join(Transfer, Transfer.voucher_id == Voucher.id)
        .join(EventParty, EventParty.event_id == Transfer.event_id)
        .outerjoin(ReceiptVoid, ReceiptVoid.voucher_id == Voucher.id)
        .where(DailyListLine.daily_list_id == made.id)
        .group_by(
            Voucher.id,
            Voucher.year,
            Voucher.number,
            Voucher.paper_number,
            DailyListLine.counted_vnd,
            DailyListLine.position,
            ReceiptVoid.voucher_id,
        )
        .order_by(DailyListLine.position)
    )
    return tuple(_listed(row) for row in db.session.execute(query))


def _listed(row: sa.Row[*tuple[Any, ...]]) -> Listed:
    payer, place = row.name, row.place
    if row.people > 1:
        payer, place = payer_of(row.place)
        payer = f"{payer} ({attached(row.people)})"
    cancelled = not row.counted_vnd
    return Listed(
        voucher_id=row.id,
        number=number_text(row.year, row.number),
        paper_number=row.paper_number or "",
        payer=payer or ERASED,
        place=place,
        counted_vnd=row.counted_vnd,
        cancelled=cancelled,
        cancelled_later=row.voided is not None and not cancelled,
    )
