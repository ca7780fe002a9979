"""An installation of the first version is brought to this one with every row it has (P21)."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa

from ledger.app import create_app
from ledger.book import manifest
from ledger.db import db
from migrations import statements
from tests.conftest import PostgresStore, allow_owner, make_config
from tests.db.test_migrations import scratch_database

ROWS = {
    "party_unit": {"id": 1, "path": "/1/", "kind": "commune_committee", "position": 1,
                   "starts_on": "2022-01-01", "receipt_title": "phieu_thu",
                   "receipts_per": "person", "receipt_form": ""},
    "user_account": {"id": 1, "username": "thuquy", "full_name": "Lê Thị Hà",
                     "role": "commune_treasurer", "party_unit_id": 1, "password_hash": "x"},
    "party_member": {"id": 1, "code": "AAAA-BBBB", "cell_id": 1, "full_name": "Nguyễn Văn An",
                     "name_key": "nguyễn văn an", "search_key": "nguyen van an",
                     "sort_key": "an", "position": 1, "standing": "working"},
    "house": {"id": 1, "party_unit_id": 1, "name": "Ngôi nhà số 01"},
    "import_file": {"id": 1, "kind": "members", "party_unit_id": 1, "filename": "ds.xlsx",
                    "sha256": "0" * 64, "uploaded_by_id": 1,
                    "uploaded_at": "2022-10-01T00:00:00.000000+00:00"},
    "programme": {"id": 1, "committee_id": 1, "name": "Ngôi nhà cấp ủy", "legal_basis": "",
                  "first_year": 2021, "last_year": 2025, "houses_per_locality": 1},
}  # fmt: skip
"""What the first version's tables held, as its own columns name it."""


@contextmanager
def first_version(url: str, admin_url: str | None = None) -> Iterator[None]:
    """Make a database of the first version with rows in it, and open the application on it."""
    app = create_app(make_config(url), check_guards=False, MIGRATION_URL=admin_url or url)
    with app.app_context():
        flask_migrate.upgrade(revision="0001")
        engine = sa.create_engine(admin_url or url, poolclass=sa.NullPool)
        with engine.begin() as connection:
            for table, row in ROWS.items():
                columns, places = ", ".join(row), ", ".join(f":{name}" for name in row)
                text = f"INSERT INTO {table} ({columns}) VALUES ({places})"
                connection.execute(sa.text(text), row)
        yield
        db.session.remove()
        for each in db.engines.values():
            each.dispose()


def check_rows() -> None:
    """Compare what is there now with what there was, and the schema with its manifest."""
    flask_migrate.upgrade()
    assert list(manifest.find_differences()) == []
    for table, row in ROWS.items():
        found = db.session.execute(sa.text(f"SELECT * FROM {table}")).mappings().one()
        assert {name: str(found[name])[:10] for name in row} == {
            name: str(value)[:10] for name, value in row.items()
        }


def test_rows_of_the_first_version_survive_on_sqlite(tmp_path: Path) -> None:
    with first_version(f"sqlite:///{tmp_path / 'old.db'}"):
        check_rows()
        assert db.session.execute(sa.text("PRAGMA integrity_check")).scalars().all() == ["ok"]
        assert db.session.execute(sa.text("PRAGMA foreign_key_check")).all() == []


def test_rows_of_the_first_version_survive_on_postgresql(
    postgres_template: PostgresStore,
) -> None:
    server = postgres_template.server
    with scratch_database(server) as name:
        allow_owner(server.url(name))
        with first_version(server.url(name, user="web"), server.url(name)):
            check_rows()


@pytest.fixture
def bind(tmp_path: Path) -> Iterator[sa.Connection]:
    """A migration's own connection to a little database of one table and one trigger."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'little.db'}", poolclass=sa.NullPool)
    with closing(engine.connect()) as connection:
        connection.exec_driver_sql(
            "CREATE TABLE a (x INTEGER NOT NULL, CONSTRAINT c CHECK (x < 3)) STRICT"
        )
        connection.exec_driver_sql(
            "CREATE TRIGGER t BEFORE DELETE ON a BEGIN SELECT RAISE(ABORT, 'stays'); END"
        )
        connection.exec_driver_sql("INSERT INTO a VALUES (1)")
        connection.commit()
        yield connection.execution_options(no_parameters=True)


def test_a_table_of_sqlite_gains_a_column_and_keeps_rows_and_triggers(bind: sa.Connection) -> None:
    statements._rewrite(
        bind,
        ["CREATE TABLE a (x INTEGER NOT NULL, y TEXT, CONSTRAINT c CHECK (x < 9)) STRICT"],
    )
    bind.exec_driver_sql("INSERT INTO a VALUES (8, 'new')")
    bind.commit()
    assert bind.exec_driver_sql("SELECT * FROM a").all() == [(1, None), (8, "new")]
    with pytest.raises(sa.exc.IntegrityError, match="stays"):
        bind.exec_driver_sql("DELETE FROM a")


def test_a_change_that_the_rows_do_not_fit_stops_the_migration(bind: sa.Connection) -> None:
    with pytest.raises(RuntimeError, match="does not fit its rows"):
        statements._rewrite(
            bind, ["CREATE TABLE a (x INTEGER NOT NULL, CONSTRAINT c CHECK (x > 1)) STRICT"]
        )


@pytest.mark.parametrize("text", ["CREATE TABLE b (x INTEGER)", "DROP TABLE a"])
def test_only_the_text_of_a_table_that_is_there_can_be_changed(
    bind: sa.Connection, text: str
) -> None:
    with pytest.raises(RuntimeError, match=r"no such table|not the text"):
        statements._rewrite(bind, [text])
