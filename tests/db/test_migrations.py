"""Migrations: numbered, one head, apart from the application, and all or nothing (P21)."""

import ast
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import flask_migrate
import psycopg
import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from ledger.app import create_app
from ledger.book import manifest
from ledger.db import Base, db
from tests.conftest import PostgresStore, Store, allow_owner, make_config, migrate
from tests.postgres import PostgresServer

MIGRATIONS = Path(__file__).parents[2] / "migrations"
VERSIONS = sorted((MIGRATIONS / "versions").glob("*.py"))


def test_files_are_numbered_without_a_gap_and_named_by_their_revision() -> None:
    numbers = [re.fullmatch(r"(\d{4})_[a-z_]+\.py", path.name) for path in VERSIONS]
    assert [match and int(match[1]) for match in numbers] == list(range(1, len(VERSIONS) + 1))
    scripts = ScriptDirectory(str(MIGRATIONS))
    for path in VERSIONS:
        script = scripts.get_revision(path.name[:4])
        number = int(path.name[:4])
        assert script.down_revision == (f"{number - 1:04d}" if number > 1 else None)


def test_there_is_one_head_and_it_is_the_last_file() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [VERSIONS[-1].name[:4]]


@pytest.mark.parametrize("path", sorted(MIGRATIONS.rglob("*.py")), ids=lambda path: path.name)
def test_a_migration_never_imports_the_application(path: Path) -> None:
    imported: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            imported.update(alias.name.split(".")[0] for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").split(".")[0])
    assert imported
    assert "ledger" not in imported


def test_what_cannot_be_taken_back_says_so() -> None:
    for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions():
        with pytest.raises(RuntimeError, match="restore a backup"):
            script.module.downgrade()


def tidied(text: str) -> str:
    """Return SQL with its white space evened out."""
    return re.sub(r"\s*([(),])\s*", r"\1", " ".join(text.split()))


def test_sqlite_gets_exactly_the_tables_of_the_models(sqlite_store: Store) -> None:
    dialect = sqlite.dialect()
    expected = {}
    for name, table in Base.metadata.tables.items():
        expected[name] = tidied(str(CreateTable(table).compile(dialect=dialect)))
        for index in table.indexes:
            expected[str(index.name)] = tidied(str(CreateIndex(index).compile(dialect=dialect)))
    with db.engine.connect() as connection:
        found = {
            row.name: tidied(row.sql)
            for row in connection.exec_driver_sql(
                "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index')"
                " AND sql IS NOT NULL AND name <> 'alembic_version'"
            )
        }
    assert found == expected


CATALOGUE = """
SELECT 'column', c.relname, a.attname,
       concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull,
                 pg_get_expr(d.adbin, d.adrelid))
FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0
UNION ALL
SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
"""


def catalogue(server: PostgresServer, name: str) -> set[tuple[Any, ...]]:
    """Return every column, constraint and index of a database but the migration tool's."""
    address = sa.make_url(server.url(name)).set(drivername="postgresql")
    with closing(psycopg.connect(address.render_as_string(hide_password=False))) as connection:
        rows = connection.execute(CATALOGUE).fetchall()
    return {row for row in rows if row[1] != "alembic_version"}


@contextmanager
def scratch_database(server: PostgresServer) -> Iterator[str]:
    """Make an empty database for a moment."""
    server.create_database("scratch_ledger")
    try:
        yield "scratch_ledger"
    finally:
        server.drop_database("scratch_ledger")


@contextmanager
def unchanged_keys() -> Iterator[None]:
    """Undo what creating tables does to deferred keys: they would no longer compile inline."""
    keys = [key for table in Base.metadata.tables.values() for key in table.foreign_key_constraints]
    rules = [key._create_rule for key in keys]
    yield
    for key, rule in zip(keys, rules, strict=True):
        key._create_rule = rule


def test_postgresql_gets_exactly_the_tables_of_the_models(
    postgres_template: PostgresStore,
) -> None:
    server = postgres_template.server
    with scratch_database(server) as name:
        engine = sa.create_engine(server.url(name), poolclass=sa.NullPool)
        with unchanged_keys():
            Base.metadata.create_all(engine)
        expected = catalogue(server, name)
    found = catalogue(server, "template_ledger")
    assert found == expected
    assert len(found) > 100


def test_the_migration_tool_sees_nothing_left_to_do(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    if isinstance(store, PostgresStore):
        monkeypatch.setitem(store.app.config, "MIGRATION_URL", store.server.url("test_ledger"))
    flask_migrate.check()


def test_migrating_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "again.db"
    migrate(f"sqlite:///{path}")
    before = path.read_bytes()
    migrate(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_the_application_does_not_migrate_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    with pytest.raises(manifest.GuardsMissing):
        create_app(make_config(f"sqlite:///{path}"))
    assert tables(path) == set()


def tables(path: Path) -> set[str]:
    """Return what a SQLite file holds, after whatever recovery opening it takes."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        rows = connection.execute("SELECT type || ' ' || name FROM sqlite_master").fetchall()
    return {name for (name,) in rows}


@contextmanager
def before_each_statement(look: Callable[[str], None]) -> Iterator[None]:
    """Call ``look`` before every statement and every commit of any engine."""

    def on_connect(connection: Any, _record: object) -> None:  # noqa: ANN401
        if isinstance(connection, sqlite3.Connection):
            # Hardly any memory: pages go to the file long before the commit.
            connection.execute("PRAGMA cache_size = 1")

    def on_statement(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        look(statement)

    def on_commit(_connection: object) -> None:
        look("COMMIT")

    listeners: dict[str, Callable[..., None]] = {
        "connect": on_connect,
        "before_cursor_execute": on_statement,
        "commit": on_commit,
    }
    for name, listener in listeners.items():
        sa.event.listen(sa.Engine, name, listener)
    yield
    for name, listener in listeners.items():
        sa.event.remove(sa.Engine, name, listener)


def test_a_migration_killed_at_any_statement_leaves_nothing_on_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    journal = Path(f"{path}-journal")
    seen: list[tuple[str, bool]] = []

    def keep_what_the_disk_holds(statement: str) -> None:
        # A kill leaves what the system was given, which is what another process reads.
        if path.exists():
            copy = tmp_path / f"killed-{len(seen)}.db"
            shutil.copy(path, copy)
            if journal.exists():
                shutil.copy(journal, f"{copy}-journal")
            seen.append((statement, journal.exists() and journal.stat().st_size > 0))

    with before_each_statement(keep_what_the_disk_holds):
        migrate(f"sqlite:///{path}")
    complete = tables(path)
    assert len(complete) > 100
    assert sum(half_written for _, half_written in seen) > 100
    for number, (statement, _) in enumerate(seen):
        left = tables(tmp_path / f"killed-{number}.db")
        assert left in (set(), complete), statement
    middle = tmp_path / f"killed-{len(seen) // 2}.db"
    migrate(f"sqlite:///{middle}")
    assert tables(middle) == complete


class Killed(Exception):
    """The migration dies here."""


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99], ids=["early", "halfway", "late"])
def test_a_migration_that_dies_leaves_nothing_on_postgresql(
    postgres_template: PostgresStore, share: float
) -> None:
    server = postgres_template.server
    count = sum(1 for _ in catalogue(server, "template_ledger")) // 5
    seen: list[str] = []

    def die(statement: str) -> None:
        if statement.startswith(("CREATE", "GRANT")):
            seen.append(statement)
        if len(seen) > count * share:
            raise Killed

    with scratch_database(server) as name:
        allow_owner(server.url(name))
        with before_each_statement(die), pytest.raises(Killed):
            migrate(server.url(name, user="web"), admin_url=server.url(name))
        assert catalogue(server, name) == set()
        migrate(server.url(name, user="web"), admin_url=server.url(name))
        assert catalogue(server, name) == catalogue(server, "template_ledger")
