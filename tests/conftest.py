"""Fixtures: a fresh, migrated database for every test, on the engines it asks for.

The schema is migrated once a run; each test gets a copy (a file copy on SQLite, a template database
on PostgreSQL), so tests commit for real and nothing leaks between them.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import flask
import flask_migrate
import pytest
import sqlalchemy as sa

from ledger.app import create_app
from ledger.config import Config
from ledger.db import db
from ledger.web import installation
from tests.postgres import PostgresServer, running_postgres

SECRET_KEY = b"s" * 32
DATA_KEY = b"d" * 32
QR_KEY = b"q" * 32
ENGINES = ("sqlite", "postgresql")


def make_config(url: str) -> Config:
    """Return a configuration for tests."""
    return Config(database_url=url, secret_key=SECRET_KEY, data_key=DATA_KEY, qr_key=QR_KEY)


class Store:
    """A database that tests reset, and the application on it."""

    def __init__(self, app: flask.Flask) -> None:
        self.app = app

    def reset(self) -> None:
        """Bring back the freshly migrated state."""
        raise AssertionError

    def dispose(self) -> None:
        """Let go of every connection."""
        with self.app.app_context():
            for engine in db.engines.values():
                engine.dispose()


class SqliteStore(Store):
    """A file that is copied from a template."""

    def __init__(self, folder: Path) -> None:
        self.template = folder / "template.db"
        self.path = folder / "test.db"
        url = f"sqlite:///{self.path}"
        migrate(f"sqlite:///{self.template}")
        shutil.copy(self.template, self.path)
        super().__init__(create_app(make_config(url), TESTING=True))

    def reset(self) -> None:
        """Copy the template again."""
        self.dispose()
        for leftover in self.path.parent.glob("test.db*"):
            leftover.unlink()
        shutil.copy(self.template, self.path)


class PostgresStore(Store):
    """A database that is copied from a template; the application logs in as ``web``."""

    def __init__(self, server: PostgresServer) -> None:
        self.server = server
        prepare_roles(server)
        server.create_database("template_ledger")
        admin = server.url("template_ledger")
        allow_owner(admin)
        migrate(server.url("template_ledger", user="web"), admin_url=admin)
        server.create_database("test_ledger", template="template_ledger")
        url = server.url("test_ledger", user="web")
        super().__init__(create_app(make_config(url), TESTING=True))

    def reset(self) -> None:
        """Copy the template again."""
        self.dispose()
        self.server.drop_database("test_ledger")
        self.server.create_database("test_ledger", template="template_ledger")


def migrate(url: str, admin_url: str | None = None) -> None:
    """Bring an empty database to the newest schema."""
    app = create_app(make_config(url), check_guards=False, MIGRATION_URL=admin_url or url)
    with app.app_context():
        flask_migrate.upgrade()
        for engine in db.engines.values():
            engine.dispose()


def prepare_roles(server: PostgresServer) -> None:
    """Make the roles that ``ngoinha init`` makes, and ``web`` to log in as."""
    engine = sa.create_engine(server.admin_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for role in ("ledger_owner", "ledger_app", "ledger_reader"):
            connection.exec_driver_sql(f"CREATE ROLE {role} NOLOGIN")
        connection.exec_driver_sql("CREATE ROLE web LOGIN IN ROLE ledger_app")
    engine.dispose()


def allow_owner(admin_url: str) -> None:
    """Let the owner of the tables make them."""
    engine = sa.create_engine(admin_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("GRANT CREATE, USAGE ON SCHEMA public TO ledger_owner")
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> SqliteStore:
    """The one SQLite store of this run."""
    return SqliteStore(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The one PostgreSQL server of this run."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> PostgresStore:
    """The one PostgreSQL store of this run."""
    return PostgresStore(postgres_server)


def _fresh(store: Store) -> Iterator[Store]:
    store.reset()
    installation.forget(store.app)  # it is read once a process, and this is another database
    with store.app.app_context():
        yield store
        db.session.remove()
    store.dispose()


@pytest.fixture
def sqlite_store(sqlite_template: SqliteStore) -> Iterator[Store]:
    """A fresh SQLite database, inside an application context."""
    yield from _fresh(sqlite_template)


@pytest.fixture
def postgres_store(postgres_template: PostgresStore) -> Iterator[Store]:
    """A fresh PostgreSQL database, inside an application context."""
    yield from _fresh(postgres_template)


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest) -> Store:
    """A fresh database on each engine in turn, inside an application context."""
    name = "sqlite_store" if request.param == "sqlite" else "postgres_store"
    fresh: Store = request.getfixturevalue(name)
    return fresh
