"""Prove a whole database: re-sum, re-hash, look for halves and gaps, and name what is wrong.

Nothing here trusts the guards: each promise is checked from the rows themselves, so that a change
made behind the application's back, with the guards switched off, is found and named by the
voucher it touches (P11). Finding nothing means every invariant B1–B8 holds.

What it cannot find, because nothing inside the database contradicts it:

* A book rewritten from some row to its end, or cut short there, when the hashes, its head, its
  totals, the vouchers, the events and the submissions were all made to agree; the same goes for
  rows added at the end. Only a head printed before shows it, which is then no longer among the
  book's hashes: this is why heads are printed and kept by others.
* A name erased from a voucher: erasing is allowed, rewriting is not.
* Facts that no voucher states: pay, the list's sums, a receipt's reprints after the last, where the
  giver's copy went, the notes in a count of cash, the key of a click; and rows that a voucher only
  points at (a member's present name, a unit, an account's user name). What was printed stays
  provable whatever becomes of them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from ledger.book import manifest
from ledger.book.digest import Facts, Link, commit_to, digest_facts, hash_link
from ledger.book.sweeps import SWEEPS, sweep_storage
from ledger.db import READ, db
from ledger.labels import voucher_number
from ledger.models.books import ASSETS, CHART, MOVEMENTS, PARTNER_OF, AccountKind, Movement
from ledger.models.journal import GENESIS, VoucherSeries

BATCH = 2_000

_ROWS = sa.text("""
SELECT t.id, t.book_id, t.seq, t.event_id, t.position, t.voucher_id, t.kind, t.sign, t.debit,
       t.credit, t.amount_vnd, t.reverses_id, t.other_book_id, t.paired_id, t.facts_digest,
       t.prev_hash, t.hash,
       e.id AS event, e.submission_id, e.on_date, e.recorded_at, e.recorded_by_id, e.purpose,
       e.reason, e.reverses_event_id, e.campaign_id, e.house_id, e.who_commitment,
       v.id AS voucher, v.book_id AS voucher_book_id, v.series, v.year, v.number, v.paper_number,
       c.transfer_id AS contribution, c.campaign_id AS c_campaign_id, c.campaign_unit_id,
       c.list_entry_id, c.contributor_id, c.sign AS c_sign, c.amount_vnd AS c_amount_vnd,
       c.received_on
FROM transfer AS t
LEFT JOIN event AS e ON e.id = t.event_id
LEFT JOIN voucher AS v ON v.id = t.voucher_id
LEFT JOIN contribution AS c ON c.transfer_id = t.id
WHERE t.book_id = :book_id
ORDER BY t.seq, t.id
""")

_PEOPLE = sa.text("""
SELECT e.id AS event_id, e.reverses_event_id, e.who_commitment, p.name, p.place, p.salt
FROM event AS e LEFT JOIN event_party AS p ON p.event_id = e.id
WHERE p.event_id IS NOT NULL OR (e.who_commitment IS NOT NULL AND e.reverses_event_id IS NULL)
ORDER BY e.id
""")

_GAPS = sa.text("""
SELECT book_id, series, year, number, before FROM (
  SELECT book_id, series, year, number, lag(number, 1, 0)
    OVER (PARTITION BY book_id, series, year ORDER BY number) AS before FROM voucher) AS numbered
WHERE number <> before + 1 ORDER BY book_id, series, year, number
""")

_VOUCHER = sa.text("SELECT book_id, series, year, number FROM voucher WHERE id = :voucher_id")
_VOUCHER_OF_EVENT = sa.text("""
SELECT v.book_id, v.series, v.year, v.number
FROM transfer AS t JOIN voucher AS v ON v.id = t.voucher_id
WHERE t.event_id = :event_id ORDER BY t.position, t.id LIMIT 1
""")

_CHART = {str(rule): frozenset(map(str, kinds)) for rule, kinds in CHART.items()}
_SERIES = {str(series): series for series in VoucherSeries}
_LEGAL = frozenset(
    (str(kind), str(debit), str(credit))
    for kind, pairs in MOVEMENTS.items()
    for debit, credit in pairs
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong: where, and what."""

    where: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was looked at and what was found; the heads are for comparing with printed ones."""

    books: int
    transfers: int
    vouchers: int
    heads: Mapping[int, str]
    findings: tuple[Finding, ...]


@dataclass(slots=True, kw_only=True)
class _Walk:
    """What is gathered while one book's chain is walked."""

    book_id: int
    chart: frozenset[str]
    rows: int = 0
    seq: int = 0
    head: str = GENESIS
    totals: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))


def verify() -> Proof:
    """Prove the database this application is connected to; reads only, in bounded memory.

    It sees one moment of the database, however long it takes; on SQLite writers wait meanwhile.
    """
    findings: list[Finding] = []
    walks: list[_Walk] = []
    vouchers = 0
    try:
        with db.engines[READ].connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            findings.extend(_findings(connection, walks))
            vouchers = connection.execute(sa.text("SELECT count(*) FROM voucher")).scalar_one()
    except DatabaseError as error:
        # A damaged file ends the walk where the damage is; what was found before still counts.
        findings.append(Finding(where="tệp cơ sở dữ liệu", what=f"không đọc hết: {error.orig}"))
    return Proof(
        books=len(walks),
        transfers=sum(walk.rows for walk in walks),
        vouchers=vouchers,
        heads={walk.book_id: walk.head for walk in walks},
        findings=tuple(findings),
    )


def _findings(connection: sa.Connection, walks: list[_Walk]) -> Iterator[Finding]:
    """Look at everything, and leave in ``walks`` what was gathered for each book."""
    for text in manifest.find_differences():
        yield Finding(where="cấu trúc cơ sở dữ liệu", what=text)
    books = connection.execute(
        sa.text("SELECT id, rule, last_seq, head FROM book ORDER BY id")
    ).all()
    for book in books:
        walk = _Walk(book_id=book.id, chart=_CHART.get(book.rule, frozenset()))
        walks.append(walk)
        yield from _walk_book(connection, walk)
        yield from _compare_totals(connection, walk, book)
    yield from _check_numbers(connection)
    yield from _check_people(connection)
    for what, query in SWEEPS:
        for row in connection.execute(sa.text(query)).all():
            yield Finding(where=_name_of(connection, row), what=what)
    for where, what in sweep_storage(connection):
        yield Finding(where=where, what=what)


def _walk_book(connection: sa.Connection, walk: _Walk) -> Iterator[Finding]:
    """Follow one chain from its first link, re-hashing every fact."""
    cursor = connection.execute(
        _ROWS, {"book_id": walk.book_id}, execution_options={"yield_per": BATCH}
    )
    for row in cursor:
        lost = row.voucher is None
        where = f"sổ {row.book_id}, bút toán thứ {row.seq}" if lost else _voucher_name(row)
        try:
            found = list(_check_row(walk, row))
        except (TypeError, ValueError) as error:
            found = [f"có giá trị không đọc được ({error})"]
        for what in found:
            yield Finding(where=where, what=what)
        walk.rows += 1
        walk.seq, walk.head = row.seq, row.hash


def _check_row(walk: _Walk, row: Any) -> Iterator[str]:  # noqa: ANN401  (a wide raw row)
    if row.seq != walk.seq + 1:
        yield f"bút toán thứ {walk.seq + 1} của sổ bị thiếu hoặc lặp"
    if row.prev_hash != walk.head:
        yield "không nối vào bút toán trước"
    if _hash_of(row) != row.hash:
        yield "số tiền, tài khoản hoặc thứ tự đã bị sửa"
    yield from _check_movement(walk, row)
    if row.event is None or row.voucher is None:
        yield "mất sự việc hoặc chứng từ của bút toán"
        return
    if _facts_of(row) != row.facts_digest:
        yield "nội dung chứng từ (ai, việc gì, đợt, số, ngày) đã bị sửa"
    yield from _check_voucher(row)
    yield from _check_contribution(row)


def _check_movement(walk: _Walk, row: Any) -> Iterator[str]:  # noqa: ANN401
    pair = (row.debit, row.credit) if row.sign == 1 else (row.credit, row.debit)
    if (row.kind, *pair) not in _LEGAL:
        yield "loại nghiệp vụ không đi giữa hai tài khoản này"
    elif not {row.debit, row.credit} <= walk.chart:
        yield "sổ này không có tài khoản đó"
    if row.amount_vnd <= 0 or (row.sign == -1) != (row.reverses_id is not None):
        yield "số tiền hoặc dấu không hợp lệ"
    if (row.kind in PARTNER_OF) != (row.paired_id is not None):
        yield "tiền rời sổ mà không có nơi đến, hoặc ngược lại"
    for account, side in ((row.debit, 0), (row.credit, 1)):
        totals = walk.totals[account]
        totals[side] += row.amount_vnd
    for account in (row.debit, row.credit):
        debits, credits_ = walk.totals[account]
        if (debits < credits_) if account in ASSETS else (credits_ < debits):
            yield "tài khoản âm tại bút toán này"


def _check_voucher(row: Any) -> Iterator[str]:  # noqa: ANN401
    if (row.series == VoucherSeries.ADJUSTMENT) != (row.sign == -1):
        yield "loạt số không đúng loại chứng từ"
    if int(str(row.on_date)[:4]) != row.year:
        yield "số chứng từ không thuộc năm của ngày chứng từ"


def _check_contribution(row: Any) -> Iterator[str]:  # noqa: ANN401
    if (row.kind == Movement.CONTRIBUTION) != (row.contribution is not None):
        yield "thiếu hoặc thừa thông tin người ủng hộ"
    elif row.contribution is not None and (
        (row.c_sign, row.c_amount_vnd, row.c_campaign_id, row.received_on)
        != (row.sign, row.amount_vnd, row.campaign_id, row.on_date)
    ):
        yield "khoản ủng hộ không khớp bút toán"


def _facts_of(row: Any) -> str:  # noqa: ANN401
    return digest_facts(
        Facts(
            on_date=row.on_date,
            recorded_at=row.recorded_at,
            recorded_by_id=row.recorded_by_id,
            purpose=row.purpose,
            reason=row.reason,
            reverses_event_id=row.reverses_event_id,
            campaign_id=row.campaign_id,
            house_id=row.house_id,
            who_commitment=row.who_commitment,
            series=row.series,
            year=row.year,
            number=row.number,
            paper_number=row.paper_number,
            campaign_unit_id=row.campaign_unit_id,
            list_entry_id=row.list_entry_id,
            contributor_id=row.contributor_id,
        )
    )


def _hash_of(row: Any) -> str:  # noqa: ANN401
    return hash_link(
        Link(
            prev_hash=row.prev_hash,
            book_id=row.book_id,
            seq=row.seq,
            transfer_id=row.id,
            event_id=row.event_id,
            position=row.position,
            kind=row.kind,
            sign=row.sign,
            debit=row.debit,
            credit=row.credit,
            amount_vnd=row.amount_vnd,
            reverses_id=row.reverses_id,
            other_book_id=row.other_book_id,
            paired_id=row.paired_id,
            facts_digest=row.facts_digest,
        )
    )


def _compare_totals(connection: sa.Connection, walk: _Walk, book: Any) -> Iterator[Finding]:  # noqa: ANN401
    where = f"sổ {walk.book_id}"
    if (book.last_seq, book.head) != (walk.seq, walk.head):
        yield Finding(
            where=where,
            what=f"sổ dừng ở bút toán {book.last_seq} nhưng còn lại {walk.seq}: "
            "có bút toán cuối bị bỏ, hoặc đầu sổ bị sửa",
        )
    accounts = connection.execute(
        sa.text("SELECT kind, debits_vnd, credits_vnd FROM account WHERE book_id = :id"),
        {"id": walk.book_id},
    ).all()
    kept = {row.kind: [row.debits_vnd, row.credits_vnd] for row in accounts}
    if set(kept) != walk.chart:
        yield Finding(where=where, what="thiếu hoặc thừa tài khoản")
    for kind in AccountKind:
        if kept.get(kind, [0, 0]) != walk.totals.get(kind, [0, 0]):
            yield Finding(
                where=where, what=f"số dư giữ sẵn của tài khoản {kind} khác tổng cộng lại"
            )


def _check_numbers(connection: sa.Connection) -> Iterator[Finding]:
    """Name the numbers that are missing or repeated in any book, series and year."""
    for row in connection.execute(_GAPS).all():
        if row.number <= row.before:
            yield Finding(where=_voucher_name(row), what="số chứng từ bị lặp")
            continue
        first, last = row.before + 1, row.number - 1
        where = _numbered(row, first)
        if last > first:
            where += f" đến {_numbered(row, last)}"
        yield Finding(where=f"sổ {row.book_id}, {where}", what="số chứng từ bị thiếu")


def _check_people(connection: sa.Connection) -> Iterator[Finding]:
    """Recompute every commitment whose text has not been erased."""
    for row in connection.execute(_PEOPLE, execution_options={"yield_per": BATCH}):
        if row.name == row.place == row.salt == "":
            continue  # erased on purpose; the chain still holds
        if row.name is None or row.who_commitment is None or row.reverses_event_id is not None:
            what = "mất hoặc thừa tên người trên chứng từ"
        elif commit_to(salt=row.salt, name=row.name, place=row.place) != row.who_commitment:
            what = "tên người trên chứng từ bị sửa"
        else:
            continue
        yield Finding(where=_name_of(connection, row), what=what)


def _name_of(connection: sa.Connection, row: Any) -> str:  # noqa: ANN401
    """Return how people call what a row points at: a voucher, itself or through its event."""
    if hasattr(row, "called"):
        return str(row.called)
    if hasattr(row, "voucher_id"):
        voucher = connection.execute(_VOUCHER, {"voucher_id": row.voucher_id}).first()
        return _voucher_name(voucher) if voucher else f"chứng từ có id {row.voucher_id}"
    voucher = connection.execute(_VOUCHER_OF_EVENT, {"event_id": row.event_id}).first()
    return _voucher_name(voucher) if voucher else f"sự việc {row.event_id}"


def _voucher_name(row: Any) -> str:  # noqa: ANN401
    return f"sổ {row.book_id}, {_numbered(row, row.number)}"


def _numbered(row: Any, number: int) -> str:  # noqa: ANN401
    series = _SERIES.get(row.series)
    # An unknown series is itself a finding; it still has to be called something.
    return voucher_number(series, row.year, number) if series else f"{row.series} {number}"
