"""The journal: submissions, events, vouchers and transfers. Rows are added, never changed.

One transfer moves one positive amount between two accounts of one book, so it balances by
construction. What the schema refuses by itself:

* a transfer that is not the next link of its book (trigger), so no gap and no fork;
* a movement between accounts that the movement does not have (CHECK ``movement``);
* an event whose transfers are not all there at commit, or one more added later (deferred key and
  ``position``), so an event is all or nothing, and so is its reversal;
* half of a passage between two books: each half names the other (deferred key and trigger);
* a voucher number that is not the next one, or that covers nothing.
"""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of
from ledger.models.books import ARRIVAL_OF, MOVEMENTS, PARTNER_OF, AccountKind, Movement

GENESIS = "0" * 64
"""The head of a book that has no transfer yet."""


class VoucherSeries(StrEnum):
    """The series of numbers of a book, each 1, 2, 3 … within a year."""

    RECEIPT = "receipt"
    PAYMENT = "payment"
    ADJUSTMENT = "adjustment"
    HAND_IN = "hand_in"
    NOTE = "note"


class SubmissionKind(StrEnum):
    """What one click did; decides where a doubled click is sent."""

    CONTRIBUTIONS = "contributions"
    VOID = "void"
    CORRECTION = "correction"
    OPENING = "opening"
    MOVEMENT = "movement"


def _movement_check() -> str:
    rows = sorted(
        f"'{kind}:{debit}:{credit}'" for kind, pairs in MOVEMENTS.items() for debit, credit in pairs
    )
    listed = ", ".join(rows)
    return (
        "kind || ':' || CASE WHEN sign = 1 THEN debit || ':' || credit"
        f" ELSE credit || ':' || debit END IN ({listed})"
    )


_PASSAGES = ", ".join(f"'{kind}'" for kind in sorted(PARTNER_OF))
LEAVING = frozenset(ARRIVAL_OF)
_MOVES = "kind <> 'contribution' OR debit = 'transit' OR credit = 'transit'"


class Submission(Model):
    """Lần gửi: one click. The same key and body give the same answer, whatever happens."""

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    body_digest: Mapped[str]
    kind: Mapped[SubmissionKind] = mapped_column(Code(SubmissionKind))
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    made_at: Mapped[datetime]

    __table_args__ = (
        sa.UniqueConstraint("key"),
        one_of("kind", SubmissionKind),
        sa.CheckConstraint("length(key) BETWEEN 16 AND 64", name="key"),
        sa.CheckConstraint("length(body_digest) = 64", name="body_digest"),
    )


class Event(Model):
    """Sự việc: the smallest thing that can be reversed; all its transfers or none."""

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    submission_id: Mapped[int] = mapped_column(sa.ForeignKey("submission.id"), index=True)
    campaign_id: Mapped[int | None] = mapped_column(sa.ForeignKey("campaign.id"))
    house_id: Mapped[int | None] = mapped_column(sa.ForeignKey("house.id"))
    on_date: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    purpose: Mapped[str]
    reason: Mapped[str | None]
    reverses_event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("event.id"))
    who_commitment: Mapped[str | None]
    """SHA-256 over a salt and the person as printed; the text itself can be erased."""
    last_position: Mapped[int]

    __table_args__ = (
        sa.UniqueConstraint("reverses_event_id"),
        sa.ForeignKeyConstraint(
            ["id", "last_position"],
            ["transfer.event_id", "transfer.position"],
            name="fk_event_complete",
            use_alter=True,
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.CheckConstraint("last_position >= 1", name="last_position"),
        sa.CheckConstraint(
            "reverses_event_id IS NULL OR length(coalesce(reason, '')) > 0",
            name="reversal_has_reason",
        ),
        sa.CheckConstraint("length(purpose) > 0", name="purpose"),
    )


class EventParty(Model):
    """Người được ghi trên chứng từ: the person as printed; may be blanked, never rewritten."""

    event_id: Mapped[int] = mapped_column(
        sa.ForeignKey("event.id"), primary_key=True, autoincrement=False
    )
    name: Mapped[str]
    place: Mapped[str]
    salt: Mapped[str]


class Voucher(Model):
    """Chứng từ: a number 1, 2, 3 … per book, series and year; it may cover many transfers."""

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    book_id: Mapped[int] = mapped_column(sa.ForeignKey("book.id"))
    series: Mapped[VoucherSeries] = mapped_column(Code(VoucherSeries))
    year: Mapped[int]
    number: Mapped[int]
    paper_number: Mapped[str | None]
    """The number of the pre-printed paper receipt that was given out, if one was."""
    first_transfer_id: Mapped[int]

    __table_args__ = (
        sa.UniqueConstraint("book_id", "series", "year", "number"),
        # Who asks whether a receipt is genuine knows its number, and not always the unit.
        sa.Index("ix_voucher_number_year", "number", "year"),
        sa.Index(
            "ix_voucher_paper_number",
            "book_id",
            "paper_number",
            sqlite_where=sa.text("paper_number IS NOT NULL"),
            postgresql_where=sa.text("paper_number IS NOT NULL"),
        ),
        sa.ForeignKeyConstraint(
            ["id", "first_transfer_id"],
            ["transfer.voucher_id", "transfer.id"],
            name="fk_voucher_covers",
            use_alter=True,
            deferrable=True,
            initially="DEFERRED",
        ),
        one_of("series", VoucherSeries),
        sa.CheckConstraint("number >= 1", name="number"),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name="year"),
    )


class Transfer(Model):
    """Bút toán: one positive amount from the credited to the debited account of one book."""

    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int]
    seq: Mapped[int]
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"))
    position: Mapped[int]
    voucher_id: Mapped[int] = mapped_column(sa.ForeignKey("voucher.id"))
    kind: Mapped[Movement] = mapped_column(Code(Movement))
    sign: Mapped[int]
    debit: Mapped[AccountKind] = mapped_column(Code(AccountKind))
    credit: Mapped[AccountKind] = mapped_column(Code(AccountKind))
    amount_vnd: Mapped[int]
    reverses_id: Mapped[int | None] = mapped_column(sa.ForeignKey("transfer.id"))
    other_book_id: Mapped[int | None]
    paired_id: Mapped[int | None]
    facts_digest: Mapped[str]
    prev_hash: Mapped[str]
    hash: Mapped[str]

    __table_args__ = (
        sa.UniqueConstraint("book_id", "seq"),
        sa.UniqueConstraint("event_id", "position"),
        sa.UniqueConstraint("voucher_id", "id"),
        sa.UniqueConstraint("reverses_id"),
        sa.UniqueConstraint("paired_id"),
        # What is not plain collecting is little, and every summary asks for it.
        sa.Index(
            "ix_transfer_moves",
            "book_id",
            "kind",
            "event_id",
            sqlite_where=sa.text(_MOVES),
            postgresql_where=sa.text(_MOVES),
        ),
        sa.ForeignKeyConstraint(
            ["book_id", "debit"], ["account.book_id", "account.kind"], name="fk_transfer_debit"
        ),
        sa.ForeignKeyConstraint(
            ["book_id", "credit"], ["account.book_id", "account.kind"], name="fk_transfer_credit"
        ),
        sa.ForeignKeyConstraint(
            ["book_id", "other_book_id", "kind"],
            ["route.book_id", "route.other_book_id", "route.kind"],
            name="fk_transfer_route",
        ),
        sa.ForeignKeyConstraint(
            ["paired_id"],
            ["transfer.id"],
            name="fk_transfer_paired",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.CheckConstraint(_movement_check(), name="movement"),
        sa.CheckConstraint("amount_vnd BETWEEN 1 AND 1000000000000", name="amount"),
        sa.CheckConstraint("sign = CASE WHEN reverses_id IS NULL THEN 1 ELSE -1 END", name="sign"),
        sa.CheckConstraint(
            f"(kind IN ({_PASSAGES})) = (paired_id IS NOT NULL)"
            " AND (paired_id IS NULL) = (other_book_id IS NULL)",
            name="passage",
        ),
        sa.CheckConstraint(
            "length(hash) = 64 AND length(prev_hash) = 64 AND length(facts_digest) = 64",
            name="digests",
        ),
        sa.CheckConstraint("position >= 1 AND seq >= 1", name="places"),
    )
