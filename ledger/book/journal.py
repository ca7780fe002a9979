"""The journal's only writer: lock the books, then give drafts their numbers, links and rows.

Rows go in by the fastest way each engine has: the driver's ``executemany`` on SQLite, ``COPY`` on
PostgreSQL, where one statement of many rows lets the guards look once at all of them.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from ledger.book.digest import Facts, Link, commit_to, digest_facts, hash_link
from ledger.book.rules import Draft, Leg, mirror
from ledger.db import db, utc_text
from ledger.errors import BookBroken
from ledger.models.books import Account, AccountKind, Book
from ledger.models.contributions import Contribution
from ledger.models.disbursements import DisbursementPayment
from ledger.models.journal import Event, EventParty, Transfer, Voucher, VoucherSeries

SALT_BYTES = 16
_PLAIN = frozenset((str, int, type(None)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What became of one draft."""

    event_id: int
    transfer_ids: tuple[int, ...]
    voucher_ids: tuple[int, ...]


def lock_books(book_ids: Iterable[int]) -> dict[int, Book]:
    """Take the locks of books in the order of their ids and return them as they are now.

    Call it before reading anything that decides: on PostgreSQL other books go on meanwhile; on
    SQLite the write transaction already holds the one lock there is.
    """
    ids = sorted(set(book_ids))
    query = (
        sa.select(Book)
        .where(Book.id.in_(ids))
        .order_by(Book.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    books = {book.id: book for book in db.session.scalars(query)}
    if len(books) != len(ids):
        raise BookBroken(f"no such book: {sorted(set(ids) - set(books))}")
    return books


def balances(book_id: int) -> dict[AccountKind, int]:
    """Return what each account of a book holds, in đồng, from its maintained totals."""
    query = sa.select(Account).where(Account.book_id == book_id)
    accounts = db.session.scalars(query.execution_options(populate_existing=True))
    return {account.kind: account.balance_vnd for account in accounts}


def post(drafts: Sequence[Draft], *, submission_id: int, by_id: int, at: datetime) -> list[Posted]:
    """Write drafts into the journal, in order, as one piece of work; never commits.

    Raises:
        BookBroken: a draft is no event (no legs), or a guard of the schema refused a row.

    """
    if not drafts or not all(draft.legs for draft in drafts):
        raise BookBroken("nothing to post")
    db.session.flush()
    books = lock_books(leg.book_id for draft in drafts for leg in draft.legs)
    posting = _Posting(books, submission_id=submission_id, by_id=by_id, at=at)
    posting.allot(drafts)
    posting.write()
    for book in books.values():
        db.session.expire(book, ["last_seq", "head"])
    return posting.posted


def reversal_of(event_id: int, *, on_date: date, reason: str) -> Draft:
    """Return the draft that takes one event back wholly, dated ``on_date``.

    The person, the campaign and the house stay those of the original.
    """
    return reversals_of([event_id], on_date=on_date, reason=reason)[0]


def reversals_of(event_ids: Sequence[int], *, on_date: date, reason: str) -> list[Draft]:
    """Return the drafts that take events back, in their order; two statements."""
    events = {e.id: e for e in db.session.scalars(sa.select(Event).where(Event.id.in_(event_ids)))}
    query = sa.select(Transfer).where(Transfer.event_id.in_(event_ids))
    rows: dict[int, list[Transfer]] = {event_id: [] for event_id in event_ids}
    for row in db.session.scalars(query.order_by(Transfer.event_id, Transfer.position)):
        rows[row.event_id].append(row)
    return [_reversal(events[id_], rows[id_], on_date, reason) for id_ in event_ids]


def _reversal(event: Event, rows: Sequence[Transfer], on_date: date, reason: str) -> Draft:
    index = {row.id: place for place, row in enumerate(rows)}
    legs = [
        Leg(
            book_id=row.book_id,
            kind=row.kind,
            debit=row.debit,
            credit=row.credit,
            amount_vnd=row.amount_vnd,
            series=VoucherSeries.ADJUSTMENT,
            other_book_id=row.other_book_id,
            partner=None if row.paired_id is None else index[row.paired_id],
        )
        for row in rows
    ]
    return Draft(
        on_date=on_date,
        purpose=event.purpose,
        legs=mirror(list(zip(legs, index, strict=True))),
        campaign_id=event.campaign_id,
        house_id=event.house_id,
        reason=reason,
        reverses_event_id=event.id,
    )


class _Posting:
    """The rows of one call of ``post`` while they are being made."""

    def __init__(
        self, books: dict[int, Book], *, submission_id: int, by_id: int, at: datetime
    ) -> None:
        self.books = books
        self.submission_id = submission_id
        self.by_id = by_id
        self.at = at
        self.sqlite = db.session.connection().dialect.name == "sqlite"
        self.rows: dict[type, list[dict[str, Any]]] = {
            table: []
            for table in (Event, EventParty, DisbursementPayment, Voucher, Transfer, Contribution)
        }
        self.tips = {book.id: (book.last_seq, book.head) for book in books.values()}
        self.vouchers: dict[tuple[str | int, int, VoucherSeries, int], dict[str, Any]] = {}
        self.numbers: dict[tuple[int, VoucherSeries, int], int] = {}
        self.posted: list[Posted] = []

    def allot(self, drafts: Sequence[Draft]) -> None:
        """Give every draft its ids, numbers, digests and links."""
        originals = self._originals(drafts)
        legs = sum(len(draft.legs) for draft in drafts)
        event_ids = iter(self._ids(Event, len(drafts)))
        transfer_ids = iter(self._ids(Transfer, legs))
        voucher_ids = iter(self._ids(Voucher, legs))
        for place, draft in enumerate(drafts):
            event_id = next(event_ids)
            ids = [next(transfer_ids) for _ in draft.legs]
            commitment = self._event(event_id, draft, originals)
            vouchers = [
                self._voucher(place, draft, leg, transfer_id, voucher_ids)
                for leg, transfer_id in zip(draft.legs, ids, strict=True)
            ]
            for position, (leg, voucher) in enumerate(zip(draft.legs, vouchers, strict=True)):
                facts = self._facts(draft, voucher, commitment, originals)
                self._transfer(event_id, draft, leg, position, ids, voucher, facts)
                self._contribution(draft, leg, ids[position], originals)
            self.posted.append(
                Posted(
                    event_id=event_id,
                    transfer_ids=tuple(ids),
                    voucher_ids=tuple(dict.fromkeys(voucher["id"] for voucher in vouchers)),
                )
            )

    def write(self) -> None:
        """Insert the rows; the order satisfies every key that is not deferred."""
        for table, rows in self.rows.items():
            if rows:
                self._insert(table, rows)

    def _event(self, event_id: int, draft: Draft, originals: dict[int, "_Original"]) -> str | None:
        original = originals.get(draft.reverses_event_id or 0)
        if original:
            commitment = original.who_commitment
        elif draft.party:
            salt = secrets.token_hex(SALT_BYTES)
            name, place = draft.party.name, draft.party.place
            commitment = commit_to(salt=salt, name=name, place=place)
            self.rows[EventParty].append(
                {"event_id": event_id, "name": name, "place": place, "salt": salt}
            )
        else:
            commitment = None
        if draft.pays_disbursement_id is not None:
            self.rows[DisbursementPayment].append(
                {"disbursement_id": draft.pays_disbursement_id, "event_id": event_id}
            )
        self.rows[Event].append(
            {
                "id": event_id,
                "submission_id": self.submission_id,
                "campaign_id": draft.campaign_id,
                "house_id": draft.house_id,
                "on_date": draft.on_date,
                "recorded_at": self.at,
                "recorded_by_id": self.by_id,
                "purpose": draft.purpose,
                "reason": draft.reason,
                "reverses_event_id": draft.reverses_event_id,
                "who_commitment": commitment,
                "last_position": len(draft.legs),
            }
        )
        return commitment

    def _voucher(
        self, place: int, draft: Draft, leg: Leg, transfer_id: int, ids: Iterable[int]
    ) -> dict[str, Any]:
        """Return the voucher of a leg: one per book and series of a draft, or of its group."""
        year = draft.on_date.year
        series_key = (leg.book_id, leg.series, year)
        key = (draft.voucher_group or place, *series_key)
        if key not in self.vouchers:
            number = self.numbers.get(series_key) or self._last_number(*series_key)
            self.numbers[series_key] = number + 1
            voucher = {
                "id": next(iter(ids)),
                "book_id": leg.book_id,
                "series": leg.series,
                "year": year,
                "number": number + 1,
                "paper_number": draft.paper_number,
                "first_transfer_id": transfer_id,
            }
            self.vouchers[key] = voucher
            self.rows[Voucher].append(voucher)
        return self.vouchers[key]

    def _facts(
        self,
        draft: Draft,
        voucher: dict[str, Any],
        commitment: str | None,
        originals: dict[int, "_Original"],
    ) -> str:
        original = originals.get(draft.reverses_event_id or 0)
        giver = original or draft.giver
        return digest_facts(
            Facts(
                on_date=draft.on_date,
                recorded_at=self.at,
                recorded_by_id=self.by_id,
                purpose=draft.purpose,
                reason=draft.reason,
                reverses_event_id=draft.reverses_event_id,
                campaign_id=draft.campaign_id,
                house_id=draft.house_id,
                who_commitment=commitment,
                series=voucher["series"],
                year=voucher["year"],
                number=voucher["number"],
                paper_number=voucher["paper_number"],
                campaign_unit_id=giver.campaign_unit_id if giver else None,
                list_entry_id=giver.list_entry_id if giver else None,
                contributor_id=giver.contributor_id if giver else None,
            )
        )

    def _transfer(
        self,
        event_id: int,
        draft: Draft,
        leg: Leg,
        position: int,
        ids: Sequence[int],
        voucher: dict[str, Any],
        facts_digest: str,
    ) -> None:
        last_seq, head = self.tips[leg.book_id]
        link: dict[str, Any] = {
            "prev_hash": head,
            "book_id": leg.book_id,
            "seq": last_seq + 1,
            "event_id": event_id,
            "position": position + 1,
            "kind": leg.kind,
            "sign": 1 if draft.reverses_event_id is None else -1,
            "debit": leg.debit,
            "credit": leg.credit,
            "amount_vnd": leg.amount_vnd,
            "reverses_id": leg.reverses_id,
            "other_book_id": leg.other_book_id,
            "paired_id": None if leg.partner is None else ids[leg.partner],
            "facts_digest": facts_digest,
        }
        link_hash = hash_link(Link(transfer_id=ids[position], **link))
        row = {"id": ids[position], **link, "voucher_id": voucher["id"], "hash": link_hash}
        self.rows[Transfer].append(row)
        self.tips[leg.book_id] = (last_seq + 1, link_hash)

    def _contribution(
        self, draft: Draft, leg: Leg, transfer_id: int, originals: dict[int, "_Original"]
    ) -> None:
        original = originals.get(draft.reverses_event_id or 0)
        giver = original or draft.giver
        if giver is None or giver.campaign_unit_id is None:
            return
        self.rows[Contribution].append(
            {
                "transfer_id": transfer_id,
                "campaign_id": draft.campaign_id,
                "campaign_unit_id": giver.campaign_unit_id,
                "list_entry_id": giver.list_entry_id,
                "contributor_id": giver.contributor_id,
                "sign": 1 if original is None else -1,
                "amount_vnd": leg.amount_vnd,
                "received_on": draft.on_date,
            }
        )

    def _originals(self, drafts: Sequence[Draft]) -> dict[int, "_Original"]:
        """Read what reversals keep of their originals, in one query."""
        ids = [draft.reverses_event_id for draft in drafts if draft.reverses_event_id]
        if not ids:
            return {}
        query = (
            sa.select(
                Event.id,
                Event.who_commitment,
                Contribution.campaign_unit_id,
                Contribution.list_entry_id,
                Contribution.contributor_id,
            )
            .outerjoin(Transfer, Transfer.event_id == Event.id)
            .outerjoin(Contribution, Contribution.transfer_id == Transfer.id)
            .where(Event.id.in_(ids))
        )
        return {row[0]: _Original(*row[1:]) for row in db.session.execute(query)}

    def _last_number(self, book_id: int, series: VoucherSeries, year: int) -> int:
        query = sa.select(sa.func.max(Voucher.number)).where(
            Voucher.book_id == book_id, Voucher.series == series, Voucher.year == year
        )
        return db.session.scalar(query) or 0

    def _ids(self, table: type[Event | Voucher | Transfer], count: int) -> list[int]:
        """Allot ids: a SQLite writer is alone; PostgreSQL's sequences may leave gaps in ids."""
        if self.sqlite:
            last = db.session.scalar(sa.select(sa.func.max(table.id))) or 0
            return list(range(last + 1, last + 1 + count))
        name = f"{table.__tablename__}_id_seq"
        query = sa.text("SELECT nextval(CAST(:name AS regclass)) FROM generate_series(1, :count)")
        return sorted(db.session.scalars(query, {"name": name, "count": count}))

    def _insert(self, table: type[Any], rows: list[dict[str, Any]]) -> None:
        values = [tuple(map(_plain, row.values())) for row in rows]
        connection = db.session.connection()
        name, names = table.__tablename__, ", ".join(rows[0])
        if self.sqlite:
            marks = ", ".join("?" * len(rows[0]))
            connection.exec_driver_sql(
                f"INSERT INTO {name} ({names}) VALUES ({marks})",  # noqa: S608  (names are ours)
                values,
            )
            return
        statement = f"COPY {name} ({names}) FROM STDIN"
        cursor: Any = connection.connection.cursor()
        dialect: Any = connection.dialect
        failure = dialect.loaded_dbapi.Error
        try:
            with cursor, cursor.copy(statement) as copy:
                for row in values:
                    copy.write_row(row)
        except failure as error:
            if dialect.is_disconnect(error, cursor.connection, cursor):
                connection.invalidate(error)
            # As if SQLAlchemy had run it: ``db.run`` decides by the class what is tried again.
            raise DBAPIError.instance(statement, None, error, failure, dialect=dialect) from error


@dataclass(frozen=True, slots=True)
class _Original:
    """What a reversal keeps of the event it takes back."""

    who_commitment: str | None
    campaign_unit_id: int | None
    list_entry_id: int | None
    contributor_id: int | None


def _plain(value: object) -> object:
    """Return a value as both drivers take it: codes, days and moments as text."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime):
        return utc_text(value)
    return value.isoformat() if isinstance(value, date) else value
