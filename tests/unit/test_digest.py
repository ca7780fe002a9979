"""The bytes that are hashed, written out by hand: a book must be provable for fifty years.

Whoever makes one of these tests fail has changed the format: every head printed so far would be
worth nothing. A new format needs a new version line beside the old one, never instead of it.
"""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from ledger.book.digest import Facts, Link, commit_to, digest_facts, hash_link
from ledger.models.books import AccountKind, Movement
from ledger.models.journal import GENESIS, VoucherSeries

FACTS = Facts(
    on_date=date(2022, 11, 20),
    recorded_at=datetime(2022, 11, 20, 2, 15, tzinfo=UTC),
    recorded_by_id=7,
    purpose="Ủng hộ xây dựng “Ngôi nhà cấp ủy” năm 2022",
    reason=None,
    reverses_event_id=None,
    campaign_id=1,
    house_id=None,
    who_commitment="c" * 64,
    series=VoucherSeries.RECEIPT,
    year=2022,
    number=129,
    paper_number="0012345",
    campaign_unit_id=3,
    list_entry_id=42,
    contributor_id=None,
)
FACTS_BYTES = (
    b"ngoinha facts 1\n"
    b"10:2022-11-20"
    b"32:2022-11-20T02:15:00.000000+00:00"
    b"1:7"
    b"60:\xe1\xbb\xa6ng h\xe1\xbb\x99 x\xc3\xa2y d\xe1\xbb\xb1ng \xe2\x80\x9cNg\xc3\xb4i nh\xc3\xa0"
    b" c\xe1\xba\xa5p \xe1\xbb\xa7y\xe2\x80\x9d n\xc4\x83m 2022"
    b"-"
    b"-"
    b"1:1"
    b"-"
    b"64:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
    b"7:receipt"
    b"4:2022"
    b"3:129"
    b"7:0012345"
    b"1:3"
    b"2:42"
    b"-"
)

LINK = Link(
    prev_hash=GENESIS,
    book_id=2,
    seq=1,
    transfer_id=31,
    event_id=30,
    position=1,
    kind=Movement.GRANT_OUT,
    sign=-1,
    debit=AccountKind.CASH,
    credit=AccountKind.OFFICE_FUND,
    amount_vnd=158_482,
    reverses_id=11,
    other_book_id=5,
    paired_id=32,
    facts_digest="f" * 64,
)
LINK_BYTES = (
    b"ngoinha link 1\n"
    b"64:0000000000000000000000000000000000000000000000000000000000000000"
    b"1:2"
    b"1:1"
    b"2:31"
    b"2:30"
    b"1:1"
    b"9:grant_out"
    b"2:-1"
    b"4:cash"
    b"11:office_fund"
    b"6:158482"
    b"2:11"
    b"1:5"
    b"2:32"
    b"64:ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
)


WHO_BYTES = b"ngoinha who 1\n8:00ff00ff11:Nguy\xe1\xbb\x85n An6:\xe1\xba\xa5p 1"


def test_a_person_is_committed_to_by_these_bytes() -> None:
    commitment = commit_to(salt="00ff00ff", name="Nguyễn An", place="ấp 1")
    assert commitment == hashlib.sha256(WHO_BYTES).hexdigest()
    assert commitment == "f30ea007df6237920f31e6acafd30a054863e1cf02f841d5e406f819c7000b54"


def test_the_facts_of_a_voucher_are_these_bytes() -> None:
    digest = digest_facts(FACTS)
    assert digest == hashlib.sha256(FACTS_BYTES).hexdigest()
    assert digest == "2a03f12b747586243f1e7e028c30e8989085afbf98fa6aaaa14a3ea8ee3c824a"


def test_a_link_is_these_bytes() -> None:
    digest = hash_link(LINK)
    assert digest == hashlib.sha256(LINK_BYTES).hexdigest()
    assert digest == "d6b3cffd774f4822f8e9c7904c19daca3f61caf6a731ca83ee40e3a00265465c"


def test_the_raw_texts_of_a_database_row_are_hashed_like_typed_values() -> None:
    raw = dataclasses.replace(
        FACTS,
        on_date="2022-11-20",  # type: ignore[arg-type]  # as SQLite hands it out
        recorded_at="2022-11-20T02:15:00.000000+00:00",  # type: ignore[arg-type]  # text on purpose
        series="receipt",
    )
    assert digest_facts(raw) == digest_facts(FACTS)
    assert hash_link(dataclasses.replace(LINK, kind="grant_out")) == hash_link(LINK)


def test_a_moment_is_the_same_in_every_time_zone() -> None:
    in_viet_nam = datetime(2022, 11, 20, 9, 15, tzinfo=timezone(timedelta(hours=7)))
    assert digest_facts(dataclasses.replace(FACTS, recorded_at=in_viet_nam)) == digest_facts(FACTS)


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Facts)])
def test_every_fact_is_in_the_digest(name: str) -> None:
    assert digest_facts(dataclasses.replace(FACTS, **changed(FACTS, name))) != digest_facts(FACTS)


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Link)])
def test_every_part_of_a_link_is_in_its_hash(name: str) -> None:
    assert hash_link(dataclasses.replace(LINK, **changed(LINK, name))) != hash_link(LINK)


def test_neighbours_cannot_lend_each_other_letters() -> None:
    """Lengths stand before the texts, so moving a letter over changes the digest."""
    one = commit_to(salt="00", name="An", place="Bình")
    assert one != commit_to(salt="00", name="AnB", place="ình")
    assert one != commit_to(salt="0", name="0An", place="Bình")
    nothing = dataclasses.replace(FACTS, reason="-", paper_number=None)
    assert digest_facts(nothing) != digest_facts(dataclasses.replace(FACTS, paper_number=None))


def changed(record: Facts | Link, name: str) -> dict[str, Any]:
    """Return another value for one field."""
    value = getattr(record, name)
    match value:
        case datetime():
            return {name: value + timedelta(microseconds=1)}
        case date():
            return {name: value + timedelta(days=1)}
        case None:
            return {name: 0}
        case _:
            return {name: f"{value}0"}
