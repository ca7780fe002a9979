"""Build a world once for many tests: each gets a copy of its database."""

import shutil
from collections.abc import Callable
from typing import TypeVar

from ledger.db import db
from ledger.web import installation
from tests.conftest import SqliteStore, Store

World = TypeVar("World")


def build_once(store: SqliteStore, name: str, build: Callable[[], World]) -> World:
    """Build a world in a fresh database, keep the file under a name, and return its ids."""
    store.reset()
    with store.app.app_context():
        made = build()
        db.session.remove()
    store.dispose()
    shutil.copy(store.path, store.path.with_name(f"{name}.kept"))
    return made


def bring_back(store: Store, name: str) -> None:
    """Put a kept world in place of the test's empty database."""
    assert isinstance(store, SqliteStore)
    store.dispose()
    shutil.copy(store.path.with_name(f"{name}.kept"), store.path)
    installation.forget(store.app)
