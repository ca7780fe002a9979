"""``/healthz`` is fine only if everything is."""

import sqlite3
from pathlib import Path

import pytest

from ledger.app import create_app
from ledger.db import db
from ledger.web import health
from tests.conftest import Store
from tests.web.browser import Browser


def database_of(store: Store) -> Path:
    with store.app.app_context():
        path = db.engine.url.database
    assert path
    return Path(path)


def test_a_machine_that_is_fine_says_so(both_client: Browser) -> None:
    answer = both_client.get("/healthz")

    assert answer.status_code == 200
    assert answer.get_json() == {"status": "ok"}
    assert both_client.get("/healthz").get_json() == {"status": "ok"}


def test_a_missing_guard_is_told_p20(sqlite_store: Store) -> None:
    client = create_app(sqlite_store.app.config["LEDGER"], TESTING=True).test_client()
    with sqlite3.connect(database_of(sqlite_store)) as connection:
        name = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
        ).fetchone()[0]
        connection.execute(f'DROP TRIGGER "{name}"')
    connection.close()

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.get_json() == {"status": "guards"}


def test_a_database_that_does_not_answer_is_told(sqlite_store: Store) -> None:
    client = create_app(sqlite_store.app.config["LEDGER"], TESTING=True).test_client()
    database_of(sqlite_store).write_bytes(b"this is no database" * 100)

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.get_json() == {"status": "database"}


def test_a_full_disk_is_told_p23(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "MIN_FREE_BYTES", 2**62)

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.get_json() == {"status": "disk"}
