"""Every attack of the list is refused, at every door, and leaves nothing behind (P1–P8).

The list itself is in ``tests/db/attacks``; what each door is, in ``tests/db/arena.py``.
"""

import itertools
import re
import sqlite3

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from ledger.book import checks
from ledger.db import READ, db
from tests.conftest import ENGINES
from tests.db.arena import Arena
from tests.db.attacks import (
    ATTACKS,
    SOONER,
    Attack,
    facts,
    links,
    passages,
    reversals,
    rewriting,
    schema,
    totals,
)
from tests.db.soundness import broken

LISTED = (facts, links, passages, reversals, rewriting, schema, totals)
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


FORGERIES = [
    attack
    for attack in ATTACKS.values()
    if attack.whole and "sqlite" in attack.engines and not re.search(":|ignored", attack.name)
]
"""The attacks that add rows, which SQLite's conflict clauses may let in by halves."""


@pytest.mark.parametrize("attack", FORGERIES, ids=named)
def test_no_conflict_clause_lets_half_an_attack_in(sqlite_arena: Arena, attack: Attack) -> None:
    for clause, door in itertools.product(CONFLICT_CLAUSES, ("app", "owner")):
        statements = [
            re.sub("^(INSERT|UPDATE)", rf"\1 OR {clause}", statement)
            for statement in attack.sql(sqlite_arena.scene)
        ]
        sqlite_arena.attempt(door, statements, stubborn=True)
        if sqlite_arena.fingerprint() != sqlite_arena.untouched:
            # What got in must be what would have been let in alone.
            with sqlite3.connect(sqlite_arena.place) as connection:
                wrong = broken(connection.execute)
                dangling = connection.execute("PRAGMA foreign_key_check").fetchall()
            connection.close()
            sqlite_arena.restore()
            assert not wrong
            assert not dangling


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
