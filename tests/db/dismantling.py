"""Take single guards away from a database under attack, as its owner could, and put them back."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg

from tests.db.arena import Arena

JOURNAL = (
    "submission", "event", "event_party", "voucher", "transfer", "contribution", "route", "book",
    "account",
)  # fmt: skip
"""The tables of the journal and of what its keys point at."""


@contextmanager
def superuser(arena: Arena) -> Iterator[psycopg.Connection]:
    """Connect as somebody who may do anything, committing each statement."""
    with closing(psycopg.connect(arena.place, autocommit=True)) as connection:
        yield connection


def triggers(arena: Arena) -> dict[str, str]:
    """Return the table of every trigger that the migration made."""
    if arena.name == "sqlite":
        with closing(sqlite3.connect(arena.place)) as connection:
            rows = connection.execute(
                "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall()
    else:
        with superuser(arena) as server:
            rows = server.execute(
                "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
            ).fetchall()
    return dict(rows)


@contextmanager
def without_trigger(arena: Arena, trigger: str, table: str) -> Iterator[None]:
    """Take a trigger away, and bring exactly it back."""
    if arena.name == "sqlite":
        with closing(sqlite3.connect(arena.place)) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(f"DROP TRIGGER {trigger}")
        yield
        arena.restore()
        return
    arena.close()
    with superuser(arena) as server:
        found = server.execute(
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = %s", [trigger]
        ).fetchone()
        assert found is not None
        server.execute(f"DROP TRIGGER {trigger} ON {table}".encode())
        yield
        server.execute(str(found[0]).encode())
        server.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}".encode())


def constraints(arena: Arena, table: str) -> dict[str, str]:
    """Return the definition of every constraint of a table, by name."""
    if arena.name == "sqlite":
        with closing(sqlite3.connect(arena.place)) as connection:
            (text,) = connection.execute(
                "SELECT sql FROM sqlite_master WHERE name = ?", [table]
            ).fetchone()
        lines = re.findall(r"^ +CONSTRAINT (\w+) (.*?),?$", text, re.MULTILINE)
        return dict(lines)
    with superuser(arena) as server:
        rows = server.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = %s::regclass AND contype <> 'n'",
            [table],
        ).fetchall()
    return dict(rows)


def edited(text: str, constraint: str) -> str:
    """Return a table's SQL without one of its constraints."""
    lines = [
        line
        for line in text.splitlines()
        if not line.lstrip().startswith(f"CONSTRAINT {constraint} ")
    ]
    return re.sub(r",\s*\)( STRICT)?$", r"\n)\1", "\n".join(lines))
