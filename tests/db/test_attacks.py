"""Every attack of the list is refused, at every door, and leaves nothing behind (P1–P8).

The list itself is in ``tests/db/attacks``; what each door is, in ``tests/db/arena.py``.
"""

import contextlib
import itertools
import re
import sqlite3
from contextlib import closing

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from ledger.book import checks
from ledger.db import READ, db
from ledger.tampering import refuse_tampering
from tests.conftest import ENGINES
from tests.db.arena import Arena
from tests.db.attacks import (
    ANY_DOOR,
    ATTACKS,
    SOONER,
    Attack,
    bank,
    daily_lists,
    decisions,
    facts,
    links,
    needs,
    passages,
    people,
    plans,
    reversals,
    rewriting,
    schema,
    totals,
)
from tests.db.forge import COLUMNS
from tests.db.soundness import broken

LISTED = (
    bank, daily_lists, decisions, facts, links, needs, passages, people, plans, reversals,
    rewriting, schema, totals,
)  # fmt: skip
"""The modules that fill the list when they are imported."""

CONFLICT_CLAUSES = ("IGNORE", "FAIL", "REPLACE", "ROLLBACK")


def named(value: object) -> str:
    """Return what a parameter is called in a test's id."""
    return value.name if isinstance(value, Attack) else str(value)


@pytest.mark.parametrize(
    ("arena", "attack"),
    [
        (engine, attack)
        for engine in ENGINES
        for attack in ATTACKS.values()
        if engine in attack.engines
    ],
    indirect=["arena"],
    ids=named,
)
def test_an_attack_is_refused_and_changes_nothing(arena: Arena, attack: Attack) -> None:
    for door in attack.doors:
        refusal = arena.attempt(door, attack.sql(arena.scene), whole=attack.whole)
        if refusal is None:
            arena.restore()
        assert refusal is not None, f"{attack.name} succeeds at the door {door!r}"
        expected = f"{attack.because}|{SOONER}" if door == "app" else attack.because
        assert re.search(expected, refusal), f"{door}: {refusal}"
    assert arena.fingerprint() == arena.untouched


@pytest.mark.parametrize(
    ("arena", "table"), list(itertools.product(ENGINES, rewriting.APPEND_ONLY)), indirect=["arena"]
)
def test_no_column_of_a_recorded_row_may_be_touched(arena: Arena, table: str) -> None:
    row = rewriting.one(arena.scene, table)
    for column, door in itertools.product(COLUMNS[table], ANY_DOOR):
        touch = f'UPDATE {table} SET "{column}" = "{column}" WHERE {row}'
        refusal = arena.attempt(door, [touch])
        assert refusal is not None, f"{table}.{column} at the door {door!r}"
        assert re.search(f"never changed|{SOONER}", refusal)
    assert arena.fingerprint() == arena.untouched


FORGERIES = [
    attack
    for attack in ATTACKS.values()
    if attack.whole and "sqlite" in attack.engines and not re.search(":|ignored", attack.name)
]
"""The attacks that add rows, which SQLite's conflict clauses may let in by halves."""


def in_memory(arena: Arena, door: str) -> sqlite3.Connection:
    """Copy the scene into memory and connect as a door does, sparing the disk."""
    assert isinstance(arena.untouched, bytes)
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(arena.untouched)
    connection.execute("PRAGMA foreign_keys = ON")
    if door == "app":
        connection.execute("PRAGMA recursive_triggers = ON")
        connection.set_authorizer(refuse_tampering)
    return connection


@pytest.mark.parametrize("attack", FORGERIES, ids=named)
def test_no_conflict_clause_lets_half_an_attack_in(sqlite_arena: Arena, attack: Attack) -> None:
    for door, clause in itertools.product(("app", "owner"), CONFLICT_CLAUSES):
        with closing(in_memory(sqlite_arena, door)) as connection:
            connection.execute("BEGIN")
            # Whatever is refused, the attacker goes on and keeps what there is.
            for statement in (*attack.sql(sqlite_arena.scene), "COMMIT"):
                with contextlib.suppress(sqlite3.Error):
                    connection.execute(re.sub("^(INSERT|UPDATE)", rf"\1 OR {clause}", statement))
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            # What got in must be what would have been let in alone.
            if connection.serialize() != sqlite_arena.untouched:
                assert broken(connection.execute) == []
                assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize("attack", ["INSERT", "UPDATE", "DELETE"])
def test_the_reading_connection_writes_nothing(arena: Arena, attack: str) -> None:
    statement = {
        "INSERT": "INSERT INTO login_attempt (id, username, at) VALUES (1, 'x', '2024-01-01')",
        "UPDATE": "UPDATE party_unit SET position = 7",
        "DELETE": "DELETE FROM login_attempt",
    }[attack]
    with arena.store.app.app_context():
        with (
            db.engines[READ].connect() as connection,
            pytest.raises(DBAPIError, match=r"readonly|read-only"),
        ):
            connection.execute(sa.text(statement))
        db.engines[READ].dispose()
    assert arena.fingerprint() == arena.untouched


def test_the_scene_is_sound_and_its_guards_are_there(arena: Arena) -> None:
    assert arena.differences() == []
    with arena.store.app.app_context():
        found = checks.verify().findings
        db.engines[READ].dispose()
    assert found == ()
