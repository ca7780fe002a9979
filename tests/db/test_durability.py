"""What a user was told is recorded survives kill −9 (P9).

The power cut itself, where the machine forgets what was not synced, is not played here; that the
connections ask for the syncing which survives it, is.
"""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from ledger.book import checks, journal, rules
from ledger.db import READ, db
from ledger.errors import StoreBusy
from ledger.models.books import Rule
from ledger.models.journal import Transfer
from tests import make
from tests.conftest import PostgresStore, Store
from tests.db.soundness import broken

ROOT = Path(__file__).parents[2]
KILLS = 5


@contextmanager
def writers(url: str, world: make.World) -> Iterator[subprocess.Popen[str]]:
    """Run the process that forks writers."""
    words = (url, str(world.commune_book_id), str(world.user_id))
    with subprocess.Popen(
        [sys.executable, "-m", "tests.db.poster", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        try:
            yield process
        finally:
            process.kill()  # a writer left over dies of telling nobody


def told_before_a_kill(process: subprocess.Popen[str], moment: float) -> dict[int, int]:
    """Let one writer post, kill it ``moment`` seconds after its first word; return its words."""
    assert process.stdin
    assert process.stdout
    process.stdin.write("go\n")
    process.stdin.flush()
    writer = 0
    told: dict[int, int] = {}
    while not (writer and told):
        what, *words = process.stdout.readline().split()
        if what == "writer":
            writer = int(words[0])
        else:
            told[int(words[0])] = int(words[1])
    time.sleep(moment)
    os.kill(writer, signal.SIGKILL)
    while (line := process.stdout.readline()) != "gone\n":
        _, event_id, amount_vnd = line.split()
        told[int(event_id)] = int(amount_vnd)
    return told


def recorded() -> dict[int, int]:
    """Return the amount of every event in the journal."""
    rows = db.session.execute(sa.select(Transfer.event_id, Transfer.amount_vnd)).all()
    db.session.rollback()
    return {row.event_id: row.amount_vnd for row in rows}


def test_every_acknowledged_event_survives_kills_of_the_writer(store: Store) -> None:
    world = make.world()
    dice = random.Random(9)  # noqa: S311  (a moment, not a secret)
    told: dict[int, int] = {}
    store.dispose()
    with writers(store.app.config["LEDGER"].database_url, world) as process:
        for kill in range(1, KILLS + 1):
            told |= told_before_a_kill(process, dice.uniform(0.02, 0.3))
            found = recorded()
            assert told.items() <= found.items()
            # What was being committed when a writer died may be there unsaid: one event a kill.
            assert len(found) <= len(told) + kill
            assert broken(lambda question: db.session.execute(sa.text(question))) == []
            db.session.rollback()
            assert checks.verify().findings == ()
    assert len(told) > 2 * KILLS


@pytest.mark.parametrize("bind", [None, READ], ids=["write", "read"])
def test_sqlite_connections_sync_what_they_acknowledge(
    sqlite_store: Store, bind: str | None
) -> None:
    with db.engines[bind].connect() as connection:
        mode, synchronous, foreign_keys = (
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        )
    log_ahead = sqlite3.sqlite_version_info >= (3, 51, 3)
    assert (mode, synchronous) == (("wal", 2) if log_ahead else ("delete", 3))
    assert foreign_keys == 1


@pytest.mark.parametrize("setting", ["fsync", "synchronous_commit", "full_page_writes"])
def test_postgresql_syncs_what_it_acknowledges(postgres_store: PostgresStore, setting: str) -> None:
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql(f"SHOW {setting}").scalar_one() == "on"


def test_a_connection_lost_while_writing_leaves_nothing_and_the_next_one_works(
    postgres_store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make.world()
    purse = rules.Purse(world.commune_book_id, Rule.KEEP)
    draft = rules.Draft(on_date=date(2024, 10, 1), purpose="Thu", legs=(rules.cash_over(purse, 1),))
    address = sa.make_url(postgres_store.server.admin_url).set(drivername="postgresql")
    insert = journal._Posting._insert

    def cut_off(posting: Any, table: type[Any], rows: list[dict[str, Any]]) -> None:  # noqa: ANN401
        pid = db.session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with psycopg.connect(address.render_as_string(hide_password=False)) as admin:
            admin.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        insert(posting, table, rows)

    with monkeypatch.context() as patched:
        patched.setattr(journal._Posting, "_insert", cut_off)
        with pytest.raises(StoreBusy):
            make.post(world, draft)
    assert recorded() == {}
    make.post(world, draft)
    assert list(recorded().values()) == [1]
