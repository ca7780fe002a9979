"""State what a phiếu chi says (C41-BB): a receipt's counterpart, printed again under a count."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger.db import db
from ledger.errors import NotFound, StateRefused
from ledger.labels import label, voucher_number
from ledger.models.books import Book, Rule
from ledger.models.disbursements import Disbursement, DisbursementPayment
from ledger.models.journal import Event, EventParty, Transfer, Voucher, VoucherSeries
from ledger.models.party_units import NameKind
from ledger.money import WordStyle
from ledger.reports.disbursements import copies_of, disbursement_in_scope
from ledger.reports.receipts import VOLUME, Signer, VoidMark, check_code
from ledger.reports.scope import Actor, names_on

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
_MIRROR, _BACK, _ADJUSTMENT = aliased(Event), aliased(Transfer), aliased(Voucher)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPaper:
    """State everything that one phiếu chi prints (C41-BB); a receipt's counterpart."""

    title: str
    unit_name: str
    unit_address: str
    form: str
    volume: str
    number: int
    year: int
    on: date
    receiver: str
    place: str
    purpose: str
    amount_vnd: int
    method: str
    attachments: str
    signers: tuple[Signer, ...]
    check_code: str
    words: WordStyle
    void: VoidMark | None
    copy_no: int

    @property
    def number_text(self) -> str:
        """Write the number as printed: 0001/2024."""
        return f"{self.number:04d}/{self.year}"


def payment_paper(actor: Actor, disbursement_id: int, *, copy_no: int = 0) -> PaymentPaper:
    """Return the phiếu chi of a paid stage: the original on its day, else a counted copy.

    Raises:
        NotFound: no such stage of the actor's own purse, not paid, or no such copy.
        StateRefused: the original is no longer due.

    """
    stage = disbursement_in_scope(actor, disbursement_id)
    row = db.session.execute(_paid_query(stage)).one_or_none()
    if row is None or row.party_unit_id != actor.party_unit_id:
        raise NotFound
    copies, due = copies_of(stage.id)
    if copy_no > copies:
        raise NotFound
    if copy_no == 0 and not due:
        raise StateRefused(
            "Bản chính chỉ in trong ngày ghi sổ và khi chưa in lại lần nào; hãy bấm «In lại»."
        )
    return _paper(stage, row, copy_no)


def _paid_query(stage: Disbursement) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Event.on_date,
            Event.purpose,
            EventParty.name,
            EventParty.place,
            Transfer.hash,
            Voucher.year,
            Voucher.number,
            Book.party_unit_id,
            Book.rule,
            _MIRROR.on_date.label("cancelled_on"),
            _MIRROR.reason,
            _ADJUSTMENT.year.label("adjustment_year"),
            _ADJUSTMENT.number.label("adjustment_number"),
        )
        .select_from(DisbursementPayment)
        .join(Event, Event.id == DisbursementPayment.event_id)
        .join(Transfer, sa.and_(Transfer.event_id == Event.id, Transfer.position == 1))
        .join(Voucher, Voucher.id == Transfer.voucher_id)
        .join(Book, Book.id == Transfer.book_id)
        .outerjoin(EventParty, EventParty.event_id == Event.id)
        .outerjoin(_MIRROR, _MIRROR.reverses_event_id == Event.id)
        .outerjoin(_BACK, _BACK.reverses_id == Transfer.id)
        .outerjoin(_ADJUSTMENT, _ADJUSTMENT.id == _BACK.voucher_id)
        .where(DisbursementPayment.disbursement_id == stage.id)
    )


def _paper(stage: Disbursement, row: Any, copy_no: int) -> PaymentPaper:  # noqa: ANN401
    dated = names_on([row.party_unit_id], _NAMES, row.on_date)
    names = defaultdict(str, {kind: text for (_, kind), text in dated.items()})
    by_office = row.rule is Rule.OFFICE and names[NameKind.OFFICE]
    unit_name = names[NameKind.OFFICE] if by_office else names[NameKind.COMMITTEE]
    void = row.cancelled_on and VoidMark(
        on=row.cancelled_on,
        adjustment=voucher_number(
            VoucherSeries.ADJUSTMENT, row.adjustment_year, row.adjustment_number
        ),
        reason=row.reason,
        replaced_by=None,
    )
    minutes = f"Biên bản số {stage.acceptance_number}" if stage.acceptance_number else ""
    return PaymentPaper(
        title="PHIẾU CHI",
        unit_name=(unit_name or names[NameKind.ORGANISATION]).upper(),
        unit_address=names[NameKind.ADDRESS],
        form="C41-BB",
        volume=VOLUME,
        number=row.number,
        year=row.year,
        on=row.on_date,
        receiver=row.name or "",
        place=row.place or "",
        purpose=row.purpose,
        amount_vnd=stage.amount_vnd,
        method=label(stage.method),
        attachments=minutes,
        signers=(
            Signer(
                title=names[NameKind.HEAD_TITLE] or "Thủ trưởng đơn vị", name=names[NameKind.HEAD]
            ),
            Signer(title="Kế toán", name=names[NameKind.ACCOUNTANT]),
            Signer(title="Người lập"),
            Signer(title="Thủ quỹ", name=names[NameKind.CASHIER]),
            Signer(title="Người nhận tiền"),
        ),
        check_code=check_code(row.hash),
        words=WordStyle(),
        void=void or None,
        copy_no=copy_no,
    )
