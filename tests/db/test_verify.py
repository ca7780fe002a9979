"""``verify`` finds what was done behind the guards, and names the voucher (P11)."""

from __future__ import annotations

import random
import shutil
import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING, TypeAlias

import pytest
import sqlalchemy as sa

from ledger.book import checks, rules
from ledger.book.digest import Link, hash_link
from ledger.db import db
from ledger.models.books import Rule
from ledger.models.journal import Transfer
from tests import make
from tests.db import ledgers
from tests.db.tamperings import (
    CASH,
    COLUMNS,
    FUND,
    PROVEN,
    TAMPERINGS,
    commune,
    edit,
    gone,
    head_back,
    totals,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import SqliteStore, Store
    from tests.db.ledgers import Ledger

Value: TypeAlias = int | str | None

STRUCTURE = "cấu trúc cơ sở dữ liệu"
pick = random.choice
"""Seeded by pytest-randomly, which prints the seed of a failing run."""
BUILT: dict[type[Store], ledgers.Healthy] = {}


@pytest.fixture(params=["sqlite_template", "postgres_template"], ids=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """A store that holds the healthy ledger, on each engine in turn."""
    store: Store = request.getfixturevalue(request.param)
    with store.app.app_context():
        restored(store)
        yield store
        db.session.remove()
    store.dispose()


@pytest.fixture
def ledger(store: Store) -> Ledger:
    """What stands in the store: a ledger in which every kind of deed was done."""
    return BUILT[type(store)].ledger


def restored(store: Store) -> None:
    """Bring the healthy ledger back; it is built once for each engine."""
    if type(store) not in BUILT:
        store.reset()
        BUILT[type(store)] = ledgers.Healthy(store)
    BUILT[type(store)].restore(store)


def test_a_ledger_of_every_deed_proves_clean(ledger: Ledger) -> None:
    proof = checks.verify()
    assert proof.findings == ()
    assert (proof.books, proof.transfers, proof.vouchers) == (5, 26, 23)
    heads = {row.id: row.head for row in db.session.execute(sa.text("SELECT id, head FROM book"))}
    assert proof.heads == heads
    assert len(set(heads.values())) == 5


def test_a_name_that_is_erased_is_no_finding(store: Store, ledger: Ledger) -> None:
    erase = "UPDATE event_party SET name = '', place = '', salt = ''"
    ledgers.behind_the_guards(store, [f"{erase} WHERE event_id = {ledger.event('binh')}"])
    assert checks.verify().findings == ()


def test_verify_sees_one_moment_while_others_write(store: Store, ledger: Ledger) -> None:
    purse = rules.Purse(ledger.facts.world.commune_book_id, Rule.KEEP)
    deposit = rules.Draft(
        on_date=ledgers.DAY, purpose="Gửi tiền", legs=(rules.deposit(purse, 1_000),)
    )

    def write() -> None:
        with store.app.app_context():
            for _ in range(12):
                make.post(ledger.facts.world, deposit)

    writer = threading.Thread(target=write)
    writer.start()
    while writer.is_alive():
        assert checks.verify().findings == ()
    writer.join()
    assert checks.verify().transfers == 38


@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_deed_behind_the_guards_is_found_and_named(
    store: Store, ledger: Ledger, name: str
) -> None:
    tamper, expected = TAMPERINGS[name]
    ledgers.behind_the_guards(store, tamper(ledger))
    proof = checks.verify()
    assert proof.findings
    places = {finding.where for finding in proof.findings}
    assert STRUCTURE not in places, "the guards are back: the rows alone must tell"
    facts = ledger.facts
    books = {
        "commune": facts.world.commune_book_id,
        "agency": facts.world.agency_book_id,
        "office": facts.world.office_book_id,
        "house": facts.grant_book_id,
        "heir": facts.successor_book_id,
    }
    assert {place.format(**books) for place in expected} <= places


@pytest.mark.parametrize(
    ("store", "deed"),
    [
        ("sqlite_template", "DROP TRIGGER guard_transfer_no_update"),
        ("postgres_template", "DROP TRIGGER guard_transfer_no_update ON transfer"),
        ("postgres_template", "ALTER TABLE transfer DISABLE TRIGGER guard_transfer_no_update"),
    ],
    indirect=["store"],
)
def test_a_guard_that_is_gone_is_found(store: Store, deed: str) -> None:
    ledgers.as_owner(store, deed)
    (finding,) = checks.verify().findings
    assert finding.where == STRUCTURE
    assert "trigger guard_transfer_no_update" in finding.what


@pytest.mark.parametrize("store", ["postgres_template"], indirect=True)
def test_a_number_used_twice_is_named_even_without_its_key(store: Store, ledger: Ledger) -> None:
    ledgers.as_owner(
        store, "ALTER TABLE voucher DROP CONSTRAINT uq_voucher_book_id_series_year_number"
    )
    ledgers.behind_the_guards(store, [edit("voucher", "number = 1", ledger.voucher("binh"))])
    twice = [found for found in checks.verify().findings if found.what == "số chứng từ bị lặp"]
    assert [found.where for found in twice] == [f"sổ {commune(ledger)}, PT 0001/2024"]


def test_a_row_that_was_hashed_anew_no_longer_holds_the_next(store: Store, ledger: Ledger) -> None:
    ledgers.behind_the_guards(store, hashed_anew(ledger, "binh", amount_vnd=20_000))
    facts = edit(
        "contribution", "amount_vnd = 20000", ledger.transfer("binh"), column="transfer_id"
    )
    ledgers.behind_the_guards(store, [facts])
    chain = {finding.where for finding in checks.verify().findings if "nối" in finding.what}
    assert chain == {f"sổ {commune(ledger)}, PT 0003/2024"}


def test_cutting_the_last_deed_off_is_found_unless_every_trace_is_mended(
    store: Store, ledger: Ledger
) -> None:
    """Where nothing is left to find, only a head that was printed before tells."""
    book_id = commune(ledger)
    printed = checks.verify().heads[book_id]
    steps = [
        *gone(book_id, ledger.transfer("last")),
        head_back(book_id),
        *totals(book_id, "debits_vnd = debits_vnd - 70000", CASH),
        *totals(book_id, "credits_vnd = credits_vnd - 70000", FUND),
    ]
    for left_out in steps:
        restored(store)
        ledgers.behind_the_guards(store, [step for step in steps if step != left_out])
        assert checks.verify().findings, left_out
    restored(store)
    ledgers.behind_the_guards(store, steps)
    proof = checks.verify()
    assert proof.findings == ()
    assert printed not in hashes(proof, book_id)


def test_rewriting_the_last_row_with_its_head_shows_only_against_a_printed_head(
    store: Store, ledger: Ledger
) -> None:
    book_id = commune(ledger)
    printed = checks.verify().heads[book_id]
    mended = [
        *hashed_anew(ledger, "last", amount_vnd=7_000),
        edit("contribution", "amount_vnd = 7000", ledger.transfer("last"), column="transfer_id"),
        head_back(book_id),
        *totals(book_id, "debits_vnd = debits_vnd - 63000", CASH),
        *totals(book_id, "credits_vnd = credits_vnd - 63000", FUND),
    ]
    ledgers.behind_the_guards(store, mended)
    proof = checks.verify()
    assert proof.findings == ()
    assert printed not in hashes(proof, book_id)


def hashes(proof: checks.Proof, book_id: int) -> set[str]:
    """Return every hash that a book has now, its head among them."""
    query = sa.text("SELECT hash FROM transfer WHERE book_id = :book_id")
    found = set(db.session.scalars(query, {"book_id": book_id}))
    assert proof.heads[book_id] in found
    return found


def hashed_anew(ledger: Ledger, deed: str, *, amount_vnd: int) -> list[str]:
    """Return what a forger writes who knows how a link is hashed."""
    transfer = db.session.get_one(Transfer, ledger.transfer(deed))
    link = {name: getattr(transfer, name) for name in Link.__slots__ if name != "transfer_id"}
    new = hash_link(Link(**link | {"transfer_id": transfer.id, "amount_vnd": amount_vnd}))
    db.session.rollback()
    return [edit("transfer", f"amount_vnd = {amount_vnd}, hash = '{new}'", ledger.transfer(deed))]


ON_SQLITE = pytest.mark.parametrize("store", ["sqlite_template"], indirect=True)


@ON_SQLITE
def test_a_damaged_file_is_a_finding_wherever_the_damage_is(store: SqliteStore) -> None:
    for page in range(0, store.path.stat().st_size, 4096):
        restored(store)
        with store.path.open("r+b") as file:
            file.seek(page)
            file.write(bytes(4096))
        assert checks.verify().findings, page


@ON_SQLITE
def test_every_column_of_the_journal_is_proven(store: SqliteStore) -> None:
    template = laid_open(store)
    for table in PROVEN:
        for column in COLUMNS[table]:
            assert_found(store, template, table, column)


@ON_SQLITE
def test_a_hundred_random_edits_of_the_journal_are_all_found(store: SqliteStore) -> None:
    template = laid_open(store)
    for _ in range(100):
        table = pick(PROVEN)
        assert_found(store, template, table, pick(COLUMNS[table]))


def laid_open(store: SqliteStore) -> Path:
    """Return a copy of the ledger without any trigger."""
    path = store.path.with_name("open.db")
    shutil.copy(store.path, path)
    with closing(ledgers.unguarded(path)) as connection:
        ledgers.drop_triggers(connection)
    return path


def assert_found(store: SqliteStore, template: Path, table: str, column: str) -> None:
    """Change one value of one row, and see that it is found."""
    db.session.remove()
    store.dispose()
    shutil.copy(template, store.path)
    with closing(ledgers.unguarded(store.path)) as connection:
        values = connection.execute(f"SELECT rowid, {column} FROM {table}").fetchall()
        while True:
            row_id, old = pick(values)
            new = another(old, [value for _, value in values])
            if new == old:
                continue
            try:
                connection.execute(
                    f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (new, row_id)
                )
            except sqlite3.IntegrityError:
                continue  # a unique index, NOT NULL or STRICT stands even without guards
            break
    findings = [found for found in checks.verify().findings if found.where != STRUCTURE]
    assert findings, f"{table}.{column} of row {row_id}: {old!r} → {new!r}"


def another(old: Value, others: list[Value]) -> Value:
    """Return some other value that a column might hold."""
    candidates: list[Value] = [None, *others]
    if isinstance(old, int):
        candidates += [old + 1, old - 1, old * 10, -old]
    elif isinstance(old, str):
        place = pick(range(len(old) + 1))
        candidates += [
            old[:place] + old[place + 1 :],
            old[:place] + "1" + old[place:],
            old.upper(),
            "",
        ]
    else:
        candidates += [1, 2, "1"]
    return pick(candidates)
