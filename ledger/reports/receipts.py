"""State what a receipt says on paper (phiếu thu, biên lai thu tiền).

A receipt is read by its own unit only: above the unit nobody sees what a member gave. The names
and titles on it are those in force on its own day, so a reprint says what the original said.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger import clock, receipt_codes
from ledger.db import db, settings
from ledger.errors import NotFound, StateRefused
from ledger.labels import WAYS, voucher_number
from ledger.models.books import Book, Movement
from ledger.models.journal import Event, EventParty, Transfer, Voucher, VoucherSeries
from ledger.models.party_units import NameKind, PartyUnit, ReceiptTitle
from ledger.models.receipts import ReceiptPrint, ReceiptVoid
from ledger.money import WordStyle
from ledger.reports.list_receipts import payer_of
from ledger.reports.scope import Actor, names_on
from ledger.reports.wordings import wording_on

VOLUME = "01"
"""The bound book that a year's receipts belong to (quyển)."""

ERASED = "(đã xóa tên)"
"""What stands for a person whose name was erased from the vouchers."""

Found = sa.Row[*tuple[Any, ...]]
_TITLES = {ReceiptTitle.PHIEU_THU: "PHIẾU THU", ReceiptTitle.BIEN_LAI: "BIÊN LAI THU TIỀN"}
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
class Signer:
    """Name a place for a signature: the signer's title, and the printed name if known."""

    title: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidMark:
    """State that a receipt was cancelled: when, why and by which chứng từ điều chỉnh.

    ``adjustment`` is the number as printed, “ĐC 0003/2022”; ``replaced_by`` the number of the
    receipt given instead, if there is one.
    """

    on: date
    reason: str
    adjustment: str
    replaced_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """State what one person of an attached list gave, in đồng."""

    name: str
    amount_vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptPaper:
    """State everything that one receipt prints.

    ``title`` is “PHIẾU THU” or “BIÊN LAI THU TIỀN”; ``form`` what follows “Mẫu:” (may be
    empty); ``volume`` the book (quyển); ``method`` “tiền mặt” or “chuyển khoản”;
    ``paper_number`` that of a pre-printed receipt already given (C7); ``attachments`` the
    words before “chứng từ gốc”; ``people`` those of the attached list, if it stands for
    several (B6); ``check_code`` eight characters that tie the paper to the book; ``code`` tells
    a genuine receipt (C6), none is printed without; ``check_url`` is where the world asks, empty
    where it cannot; ``copy_no`` 0 for the first print, n for the n-th reprint (C4).
    """

    title: str
    unit_name: str
    unit_address: str
    form: str
    volume: str
    number: int
    year: int
    on: date
    payer_name: str
    payer_place: str
    purpose: str
    amount_vnd: int
    method: str
    paper_number: str | None
    attachments: str = ""
    people: tuple[Payment, ...] = ()
    signers: tuple[Signer, ...]
    check_code: str
    code: str
    check_url: str
    words: WordStyle
    void: VoidMark | None
    copy_no: int = 0

    @property
    def number_text(self) -> str:
        """Write the number as printed: 0129/2022."""
        return f"{self.number:04d}/{self.year}"


def papers_of_submission(
    actor: Actor, submission_id: int, *, copies: bool = False
) -> tuple[ReceiptPaper, ...]:
    """Return the receipts of one click as they are printed, in the order of their numbers.

    Without ``copies`` these are the originals of what still stands, due on the day of recording
    only; with it, each receipt's last counted copy.

    Raises:
        NotFound: no such submission, or none of the actor's own unit.
        StateRefused: the originals are no longer due, or a copy was never counted.

    """
    rows = _rows(actor, Event.submission_id == submission_id)
    counted = _copies([row.id for row in rows])
    if copies and len(counted) < len({row.id for row in rows}):
        raise StateRefused("Chưa có lần in lại nào; hãy bấm «In lại».")
    if not copies:
        rows = [row for row in rows if row.void_reason is None]
        _require_due(rows, reprinted=bool(counted))
        counted = {}
    return _papers(rows, counted)


def paper_of_voucher(actor: Actor, voucher_id: int, *, copy_no: int = 0) -> ReceiptPaper:
    """Return one receipt as it is printed: the original, or a counted copy of it.

    Raises:
        NotFound: no such receipt or copy, or another unit's.
        StateRefused: the original is no longer due.

    """
    rows = _rows(actor, Voucher.id == voucher_id)
    last = _copies([voucher_id]).get(voucher_id, 0)
    if copy_no > last:
        raise NotFound
    if not copy_no:
        standing = [row for row in rows if row.void_reason is None]
        _require_due(standing, reprinted=bool(last))
    return _papers(rows, {voucher_id: copy_no})[0]


def people_of(lines: Sequence[Found]) -> tuple[Payment, ...]:
    """Return the people of one receipt's attached list, in printed order; none for one person."""
    people = tuple(Payment(name=row.name or ERASED, amount_vnd=row.amount_vnd) for row in lines)
    return people if len(people) > 1 else ()


def is_original_due(recorded_at: datetime, *, reprinted: bool) -> bool:
    """Say whether the original may still be printed: on its day, until there is a copy (C4)."""
    recorded_on = recorded_at.astimezone(clock.VIETNAM).date()
    return recorded_on == clock.today() and not reprinted


def check_code(link_hash: str) -> str:
    """Return the eight characters that tie a paper to its link of the book."""
    return f"{link_hash[:4]} {link_hash[4:8]}".upper()


def code_of(link_hash: str) -> str:
    """Return the code of the receipt whose last link has this hash (C6)."""
    return receipt_codes.make_code(link_hash, key=settings().qr_keys[0])


def check_url() -> str:
    """Return where the world asks whether a receipt is genuine; empty where it cannot."""
    url = settings().public_url
    return f"{url}/check" if url else ""


def _require_due(standing: Sequence[Found], *, reprinted: bool) -> None:
    if not standing or not is_original_due(standing[0].recorded_at, reprinted=reprinted):
        raise StateRefused(
            "Bản chính chỉ in trong ngày ghi sổ, khi phiếu chưa hủy và chưa in lại lần nào; "
            "hãy bấm «In lại»."
        )


def _rows(actor: Actor, condition: sa.ColumnElement[bool]) -> Sequence[Found]:
    """Read receipts with what became of them, in one statement; a list has a row per person."""
    adjustment, replacement = aliased(Voucher), aliased(Voucher)
    mirror, mirror_event = aliased(Transfer), aliased(Event)
    query = (
        sa.select(
            Voucher.id,
            Voucher.year,
            Voucher.number,
            Voucher.paper_number,
            Event.on_date,
            Event.purpose,
            Event.recorded_at,
            EventParty.name,
            EventParty.place,
            Transfer.amount_vnd,
            Transfer.debit,
            Transfer.hash,
            Book.party_unit_id,
            PartyUnit.receipt_title,
            PartyUnit.receipt_form,
            ReceiptVoid.reason.label("void_reason"),
            mirror_event.on_date.label("voided_on"),
            adjustment.year.label("adjustment_year"),
            adjustment.number.label("adjustment_number"),
            replacement.year.label("replacement_year"),
            replacement.number.label("replacement_number"),
        )
        .join(Transfer, Transfer.voucher_id == Voucher.id)
        .join(Event, Event.id == Transfer.event_id)
        .join(EventParty, EventParty.event_id == Event.id)
        .join(Book, Book.id == Voucher.book_id)
        .join(PartyUnit, PartyUnit.id == Book.party_unit_id)
        .outerjoin(ReceiptVoid, ReceiptVoid.voucher_id == Voucher.id)
        .outerjoin(adjustment, adjustment.id == ReceiptVoid.adjustment_id)
        .outerjoin(mirror, mirror.id == adjustment.first_transfer_id)
        .outerjoin(mirror_event, mirror_event.id == mirror.event_id)
        .outerjoin(replacement, replacement.id == ReceiptVoid.replacement_id)
        .where(
            condition,
            Book.party_unit_id == actor.party_unit_id,
            Voucher.series == VoucherSeries.RECEIPT,
            Transfer.kind == Movement.CONTRIBUTION,
            Transfer.sign == 1,
        )
        .order_by(Voucher.year, Voucher.number, Voucher.id, Transfer.id)
    )
    rows = list(db.session.execute(query))
    if not rows:
        raise NotFound
    return rows


def _copies(voucher_ids: list[int]) -> dict[int, int]:
    query = (
        sa.select(ReceiptPrint.voucher_id, sa.func.max(ReceiptPrint.copy_no))
        .where(ReceiptPrint.voucher_id.in_(voucher_ids))
        .group_by(ReceiptPrint.voucher_id)
    )
    return dict(db.session.execute(query).all())


def _papers(rows: Sequence[Found], copies: Mapping[int, int]) -> tuple[ReceiptPaper, ...]:
    """Put the names of each receipt's day to it; the receipts of one click share one day."""
    days = {(row.party_unit_id, row.on_date) for row in rows}
    names = {key: names_on([key[0]], _NAMES, key[1]) for key in days}
    words = {key: wording_on(*key) for key in days}
    return tuple(
        _paper(lines, names[key], words[key], copies.get(id_, 0))
        for id_, lines in ((id_, list(of_one)) for id_, of_one in groupby(rows, lambda row: row.id))
        for key in [(lines[0].party_unit_id, lines[0].on_date)]
    )


def _paper(
    lines: Sequence[Found],
    dated: Mapping[tuple[int, NameKind], str],
    words: WordStyle,
    copy_no: int,
) -> ReceiptPaper:
    """State one receipt; the check code of a list's is that of its last link."""
    row = lines[-1]
    names = defaultdict(str, {kind: text for (_, kind), text in dated.items()})
    payer_name, payer_place = row.name, row.place
    people = people_of(lines)
    if people:
        payer_name, payer_place = payer_of(max(line.place for line in lines))
    return ReceiptPaper(
        title=_TITLES[row.receipt_title],
        unit_name=(names[NameKind.COMMITTEE] or names[NameKind.ORGANISATION]).upper(),
        unit_address=names[NameKind.ADDRESS],
        form=row.receipt_form,
        volume=VOLUME,
        number=row.number,
        year=row.year,
        on=row.on_date,
        payer_name=payer_name or ERASED,
        payer_place=payer_place,
        purpose=row.purpose,
        amount_vnd=sum(line.amount_vnd for line in lines),
        method=WAYS[row.debit],
        paper_number=row.paper_number,
        people=people,
        signers=_signers(row.receipt_title, names),
        check_code=check_code(row.hash),
        code=code_of(row.hash),
        check_url=check_url(),
        words=words,
        void=_void(row),
        copy_no=copy_no,
    )


def _signers(title: ReceiptTitle, names: Mapping[NameKind, str]) -> tuple[Signer, ...]:
    """Return the places for signatures of forms C40-BB and C45-BB."""
    if title is ReceiptTitle.BIEN_LAI:
        return (
            Signer(title="Người nộp tiền"),
            Signer(title="Người thu tiền", name=names[NameKind.CASHIER]),
        )
    return (
        Signer(title=names[NameKind.HEAD_TITLE] or "Thủ trưởng đơn vị", name=names[NameKind.HEAD]),
        Signer(title="Kế toán", name=names[NameKind.ACCOUNTANT]),
        Signer(title="Người lập"),
        Signer(title="Người nộp"),
        Signer(title="Thủ quỹ", name=names[NameKind.CASHIER]),
    )


def _void(row: Found) -> VoidMark | None:
    if row.void_reason is None:
        return None
    replaced_by = None
    if row.replacement_number:
        replaced_by = f"{row.replacement_number:04d}/{row.replacement_year}"
    return VoidMark(
        on=row.voided_on,
        reason=row.void_reason,
        adjustment=voucher_number(
            VoucherSeries.ADJUSTMENT, row.adjustment_year, row.adjustment_number
        ),
        replaced_by=replaced_by,
    )
