"""Prove a whole database: re-sum, re-hash, look for halves and gaps, and name what is wrong.

Nothing here trusts the guards: each promise is checked from the rows themselves, so that a change
made behind the application's back, with the guards switched off, is found and named by the
voucher it touches (P11). Finding nothing means every invariant B1–B8 holds.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from ledger.book import manifest
from ledger.book.digest import Facts, Link, commit_to, digest_facts, hash_link
from ledger.book.sweeps import SWEEPS
from ledger.db import db
from ledger.labels import voucher_number
from ledger.models.books import ASSETS, CHART, MOVEMENTS, PARTNER_OF, AccountKind, Movement, Rule
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
       c.list_entry_id, c.contributor_id, c.sign AS c_sign, c.amount_vnd AS c_amount_vnd
FROM transfer AS t
LEFT JOIN event AS e ON e.id = t.event_id
LEFT JOIN voucher AS v ON v.id = t.voucher_id
LEFT JOIN contribution AS c ON c.transfer_id = t.id
WHERE t.book_id = :book_id
ORDER BY t.seq, t.id
""")


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


@dataclass(slots=True)
class _Walk:
    """What is gathered while one book's chain is walked."""

    book_id: int
    rule: str
    seq: int = 0
    head: str = GENESIS
    totals: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))


def verify() -> Proof:
    """Prove the database this application is connected to; reads only, in bounded memory."""
    findings = [
        Finding(where="cấu trúc cơ sở dữ liệu", what=text) for text in manifest.find_differences()
    ]
    connection = db.session.connection()
    findings += _broken_file(connection)
    books = connection.execute(
        sa.text("SELECT id, rule, last_seq, head FROM book ORDER BY id")
    ).all()
    heads: dict[int, str] = {}
    transfers = 0
    for book in books:
        walk = _Walk(book_id=book.id, rule=book.rule)
        findings += _walk_book(connection, walk)
        transfers += walk.seq
        heads[book.id] = walk.head
        findings += _compare_totals(connection, walk, book)
    vouchers, voucher_findings = _check_vouchers(connection)
    findings += voucher_findings
    for name, query in SWEEPS:
        findings += [
            Finding(where=_voucher_name(row), what=name)
            for row in connection.execute(sa.text(query))
        ]
    findings += _check_people(connection)
    return Proof(
        books=len(books),
        transfers=transfers,
        vouchers=vouchers,
        heads=heads,
        findings=tuple(findings),
    )


def _walk_book(connection: sa.Connection, walk: _Walk) -> Iterator[Finding]:
    """Follow one chain from its first link, re-hashing every fact."""
    cursor = connection.execution_options(yield_per=BATCH).execute(_ROWS, {"book_id": walk.book_id})
    for row in cursor:
        where = _voucher_name(row)
        for what in _check_row(walk, row):
            yield Finding(where=where, what=what)
        walk.seq, walk.head = row.seq, row.hash


def _check_row(walk: _Walk, row: Any) -> Iterator[str]:  # noqa: ANN401  (a wide raw row)
    if row.seq != walk.seq + 1:
        yield f"bút toán thứ {walk.seq + 1} của sổ bị thiếu hoặc lặp"
    if row.prev_hash != walk.head:
        yield "không nối vào bút toán trước"
    if row.event is None or row.voucher is None:
        yield "mất sự việc hoặc chứng từ của bút toán"
        return
    if _facts_of(row) != row.facts_digest:
        yield "nội dung chứng từ (ai, việc gì, đợt, số, ngày) đã bị sửa"
    if _hash_of(row) != row.hash:
        yield "số tiền, tài khoản hoặc thứ tự đã bị sửa"
    yield from _check_movement(walk, row)
    yield from _check_voucher(walk, row)
    yield from _check_contribution(row)


def _check_movement(walk: _Walk, row: Any) -> Iterator[str]:  # noqa: ANN401
    pair = (row.debit, row.credit) if row.sign == 1 else (row.credit, row.debit)
    if (row.kind, *pair) not in _LEGAL:
        yield "loại nghiệp vụ không đi giữa hai tài khoản này"
    elif not {row.debit, row.credit} <= set(CHART[Rule(walk.rule)]):
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


def _check_voucher(walk: _Walk, row: Any) -> Iterator[str]:  # noqa: ANN401
    if row.voucher_book_id != walk.book_id:
        yield "chứng từ thuộc sổ khác"
    if (row.series == VoucherSeries.ADJUSTMENT) != (row.sign == -1):
        yield "loạt số không đúng loại chứng từ"
    if int(str(row.on_date)[:4]) != row.year:
        yield "số chứng từ không thuộc năm của ngày chứng từ"


def _check_contribution(row: Any) -> Iterator[str]:  # noqa: ANN401
    if (row.kind == Movement.CONTRIBUTION) != (row.contribution is not None):
        yield "thiếu hoặc thừa thông tin người ủng hộ"
    elif row.contribution is not None and (row.c_sign, row.c_amount_vnd, row.c_campaign_id) != (
        row.sign,
        row.amount_vnd,
        row.campaign_id,
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
    if set(kept) != {str(kind) for kind in CHART[Rule(walk.rule)]}:
        yield Finding(where=where, what="thiếu hoặc thừa tài khoản")
    for kind in AccountKind:
        if kept.get(kind, [0, 0]) != walk.totals.get(kind, [0, 0]):
            yield Finding(
                where=where, what=f"số dư giữ sẵn của tài khoản {kind} khác tổng cộng lại"
            )


def _check_vouchers(connection: sa.Connection) -> tuple[int, list[Finding]]:
    """Look for numbers that are missing or repeated in any book, series and year."""
    query = sa.text("""
        SELECT book_id, series, year, count(*) AS n, min(number) AS low, max(number) AS high,
               count(DISTINCT number) AS different
        FROM voucher GROUP BY book_id, series, year ORDER BY book_id, series, year
    """)
    rows = connection.execute(query).all()
    findings = [
        Finding(
            where=f"sổ {row.book_id}, {voucher_number(VoucherSeries(row.series), row.year, 1)}"
            f"–{row.high:04d}",
            what="số chứng từ bị thiếu hoặc lặp",
        )
        for row in rows
        if (row.low, row.high, row.different) != (1, row.n, row.n)
    ]
    return sum(row.n for row in rows), findings


def _check_people(connection: sa.Connection) -> Iterator[Finding]:
    """Recompute every commitment whose text has not been erased."""
    query = sa.text("""
        SELECT e.id AS event_id, e.who_commitment, p.name, p.place, p.salt
        FROM event AS e LEFT JOIN event_party AS p ON p.event_id = e.id
        WHERE e.reverses_event_id IS NULL AND (e.who_commitment IS NOT NULL OR p.name IS NOT NULL)
        ORDER BY e.id
    """)
    for row in connection.execution_options(yield_per=BATCH).execute(query):
        if row.name == "" and row.salt == "":
            continue  # erased on purpose; the chain still holds
        if row.name is None or row.who_commitment is None:
            yield Finding(where=f"sự việc {row.event_id}", what="mất tên người trên chứng từ")
        elif commit_to(salt=row.salt, name=row.name, place=row.place) != row.who_commitment:
            yield Finding(where=f"sự việc {row.event_id}", what="tên người trên chứng từ bị sửa")


def _broken_file(connection: sa.Connection) -> Iterator[Finding]:
    if connection.dialect.name != "sqlite":
        return
    for (text,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if text != "ok":
            yield Finding(where="tệp cơ sở dữ liệu", what=str(text))
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Finding(
            where=f"bảng {row[0]}, dòng {row[1]}", what=f"trỏ tới dòng không có ở {row[2]}"
        )


def _voucher_name(row: Any) -> str:  # noqa: ANN401
    """Return how people call the voucher a row belongs to, or the event if it has none."""
    series = getattr(row, "series", None)
    if series is None:
        return f"sự việc {row.event_id}"
    return f"sổ {row.book_id}, {voucher_number(VoucherSeries(series), row.year, row.number)}"
