"""Which bytes are hashed, written down once; a change here would break every book.

A value is written as its length in bytes, a colon, and its UTF-8 text: ``6:Số 1``. Nothing is
written as ``-``. Integers are decimal without leading zeros, days ISO (2022-11-20), moments ISO in
UTC with six decimals (2022-11-20T02:15:00.000000+00:00). A record is its version line followed by
its values in the order below; its digest is SHA-256 in lower-case hex.

``ngoinha who 1``    salt, name, place
``ngoinha facts 1``  day, recorded at, recorded by, purpose, reason, reversed event, campaign,
                     house, commitment to the person, voucher series, year, number, paper number,
                     campaign unit, list entry, other contributor
``ngoinha link 1``   previous hash, book, sequence, transfer, event, position, kind, sign, debit,
                     credit, amount, reversed transfer, other book, paired transfer, facts digest
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

Value = str | int | date | datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the paper of one transfer says besides the money."""

    on_date: date
    recorded_at: datetime
    recorded_by_id: int
    purpose: str
    reason: str | None
    reverses_event_id: int | None
    campaign_id: int | None
    house_id: int | None
    who_commitment: str | None
    series: str
    year: int
    number: int
    paper_number: str | None
    campaign_unit_id: int | None
    list_entry_id: int | None
    contributor_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One transfer as a link of its book's chain."""

    prev_hash: str
    book_id: int
    seq: int
    transfer_id: int
    event_id: int
    position: int
    kind: str
    sign: int
    debit: str
    credit: str
    amount_vnd: int
    reverses_id: int | None
    other_book_id: int | None
    paired_id: int | None
    facts_digest: str


def commit_to(*, salt: str, name: str, place: str) -> str:
    """Return the commitment to a person as printed; without the salt it tells nothing."""
    return _digest("ngoinha who 1", (salt, name, place))


def digest_facts(facts: Facts) -> str:
    """Return the digest of what a voucher says."""
    f = facts
    return _digest(
        "ngoinha facts 1",
        (
            f.on_date, f.recorded_at, f.recorded_by_id, f.purpose, f.reason, f.reverses_event_id,
            f.campaign_id, f.house_id, f.who_commitment, f.series, f.year, f.number,
            f.paper_number, f.campaign_unit_id, f.list_entry_id, f.contributor_id,
        ),
    )  # fmt: skip


def hash_link(link: Link) -> str:
    """Return the hash of one link, which is the next link's previous hash."""
    k = link
    return _digest(
        "ngoinha link 1",
        (
            k.prev_hash, k.book_id, k.seq, k.transfer_id, k.event_id, k.position, k.kind, k.sign,
            k.debit, k.credit, k.amount_vnd, k.reverses_id, k.other_book_id, k.paired_id,
            k.facts_digest,
        ),
    )  # fmt: skip


def _digest(version: str, values: Iterable[Value]) -> str:
    parts = [version, "\n"]
    for value in values:
        if value is None:
            parts.append("-")
            continue
        text = _text(value)
        # Almost every value is ASCII, whose length in bytes needs no encoding.
        length = len(text) if text.isascii() else len(text.encode())
        parts.append(f"{length}:{text}")
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def _text(value: str | int | date | datetime) -> str:
    # The plain kinds first: they are nearly all. A datetime is also a date, a StrEnum also a str.
    if type(value) is str:
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
