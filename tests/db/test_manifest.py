"""What was taken from the schema or changed in it is named, and the start refused (P20)."""

import sqlite3
from contextlib import closing

import flask
import pytest
import sqlalchemy as sa

from ledger.app import create_app
from ledger.book import manifest
from ledger.config import Config
from ledger.db import READ
from tests.conftest import PostgresStore, make_config, prepare_roles
from tests.db.arena import Arena
from tests.db.dismantling import JOURNAL, constraints, edited, superuser, triggers, without_trigger
from tests.db.forge import COLUMNS
from tests.postgres import running_postgres


def test_the_manifest_names_each_trigger_that_is_gone(arena: Arena) -> None:
    for trigger, table in triggers(arena).items():
        with without_trigger(arena, trigger, table):
            assert arena.differences() == [f"thiếu trigger {trigger}"]
    assert arena.differences() == []


@pytest.mark.parametrize("table", COLUMNS)
def test_the_manifest_names_each_key_and_check_that_is_gone_on_sqlite(
    sqlite_arena: Arena, table: str
) -> None:
    with closing(sqlite3.connect(sqlite_arena.place)) as connection:
        schema = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type = 'trigger'"
        ).fetchall()
    unseen = []
    names = constraints(sqlite_arena, table)
    assert names
    for constraint in names:
        text = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;" + ";".join(
            edited(sql, constraint) if name == table else sql for name, sql in schema
        )
        sqlite_arena.close()
        sqlite_arena.store.path.unlink()  # type: ignore[attr-defined]  # the SQLite store
        with closing(sqlite3.connect(sqlite_arena.place)) as connection:
            connection.executescript(text + ";COMMIT")
        if sqlite_arena.differences() != [f"khác table {table}"]:
            unseen.append(constraint)
    sqlite_arena.restore()
    assert not unseen


@pytest.mark.parametrize("table", JOURNAL)
def test_the_manifest_names_each_key_and_check_that_is_gone_on_postgresql(
    postgres_arena: Arena, table: str
) -> None:
    unseen = []
    names = constraints(postgres_arena, table)
    assert names
    for constraint, definition in names.items():
        postgres_arena.close()
        with superuser(postgres_arena) as server:
            server.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint} CASCADE".encode())
        if f"thiếu constraint {table} {constraint}" not in postgres_arena.differences():
            unseen.append(constraint)
        if definition.startswith(("CHECK", "FOREIGN")):
            with superuser(postgres_arena) as server:
                server.execute(
                    f"ALTER TABLE {table} ADD CONSTRAINT {constraint} {definition}".encode()
                )
        else:  # what pointed at the key went with it
            postgres_arena.restore()
    assert not unseen
    assert postgres_arena.differences() == []


MEDDLING = {
    "sqlite": {
        "DROP INDEX uq_book_purse": "thiếu index uq_book_purse",
        "CREATE TRIGGER sqlite1 AFTER INSERT ON event BEGIN SELECT 1; END": "lạ trigger sqlite1",
        "CREATE TRIGGER alembic_version_x AFTER INSERT ON event BEGIN SELECT 1; END":
            "lạ trigger alembic_version_x",
        "CREATE VIEW v AS SELECT 1": "lạ view v",
        "ALTER TABLE voucher ADD COLUMN note TEXT": "khác table voucher",
    },
    "postgresql": {
        "DROP INDEX uq_book_purse": "thiếu index uq_book_purse",
        "ALTER TABLE transfer DISABLE TRIGGER guard_transfer_pair":
            "khác trigger guard_transfer_pair",
        "ALTER TABLE transfer ENABLE TRIGGER guard_transfer_pair":
            "khác trigger guard_transfer_pair",
        "ALTER TABLE transfer DISABLE TRIGGER ALL": "khác key trigger transfer",
        "CREATE OR REPLACE FUNCTION transfer_pair() RETURNS trigger LANGUAGE plpgsql"
        " SECURITY DEFINER SET search_path = public, pg_temp AS 'BEGIN RETURN NULL; END'":
            "khác function transfer_pair",
        "GRANT EXECUTE ON FUNCTION transfer_next_link() TO PUBLIC":
            "khác function transfer_next_link",
        "GRANT UPDATE ON transfer TO ledger_app": "khác relation transfer",
        "GRANT UPDATE (debits_vnd) ON account TO ledger_app": "khác column account.debits_vnd",
        "ALTER TABLE transfer ALTER COLUMN amount_vnd DROP NOT NULL":
            "khác column transfer.amount_vnd",
        "ALTER TABLE transfer ALTER COLUMN sign SET DEFAULT 1": "khác column transfer.sign",
        "ALTER TABLE transfer OWNER TO web": "khác relation transfer",
        "ALTER TABLE transfer ENABLE ROW LEVEL SECURITY": "khác relation transfer",
        "CREATE RULE r AS ON INSERT TO transfer DO INSTEAD NOTHING": "lạ rule transfer r",
        "CREATE FUNCTION alembic_version_f() RETURNS int LANGUAGE sql AS 'SELECT 1'":
            "lạ function alembic_version_f",
        "CREATE VIEW v AS SELECT 1": "lạ relation v",
    },
}  # fmt: skip


def test_the_manifest_names_what_was_meddled_with(arena: Arena) -> None:
    for statement, difference in MEDDLING[arena.name].items():
        arena.close()
        if arena.name == "sqlite":
            with closing(sqlite3.connect(arena.place)) as connection:
                connection.execute(statement)
        else:
            with superuser(arena) as server:
                server.execute(statement.encode())
        found = arena.differences()
        arena.restore()
        assert difference in found, statement


def start(config: Config, *, check_guards: bool = True) -> flask.Flask:
    """Start the application without keeping connections: nobody closes them if it refuses."""
    alone = {"poolclass": sa.NullPool}
    return create_app(
        config,
        check_guards=check_guards,
        SQLALCHEMY_ENGINE_OPTIONS=alone,
        SQLALCHEMY_BINDS={READ: {"url": config.database_url, **alone}},
    )


def test_the_application_does_not_start_without_a_guard(arena: Arena) -> None:
    with (
        without_trigger(arena, "guard_transfer_pair", "transfer"),
        pytest.raises(manifest.GuardsMissing, match="thiếu trigger guard_transfer_pair"),
    ):
        start(arena.store.app.config["LEDGER"])


def test_the_application_does_not_start_as_a_superuser(
    postgres_template: PostgresStore, postgres_arena: Arena
) -> None:
    config = make_config(postgres_template.server.url("test_ledger"))
    with pytest.raises(manifest.GuardsMissing, match="có quyền sửa bảng"):
        start(config)


def test_the_application_does_not_trust_a_careless_server() -> None:
    with running_postgres(durable=False) as server:
        prepare_roles(server)
        app = start(make_config(server.admin_url), check_guards=False)
        with app.app_context():
            found = "; ".join(manifest.find_differences())
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        assert f"{setting} = off" in found
