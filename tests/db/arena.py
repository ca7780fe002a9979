"""A prepared database under attack, its three doors, and what it looks like from outside.

* ``app``: the application's own connection, with all it sets up.
* ``owner``: somebody who owns the database: a plain ``sqlite3`` connection that minds foreign
  keys, or PostgreSQL's superuser.
* ``tool``: somebody who also switches off what can be: a plain ``sqlite3`` connection as it
  comes, or a superuser who pretends to replay a replica's log, which silences foreign keys and
  every ordinary trigger.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import psycopg
import sqlalchemy as sa

from ledger.book import manifest
from ledger.db import db
from tests.conftest import PostgresStore, SqliteStore, Store
from tests.db.scene import Scene

_JOURNAL = ("event", "voucher", "transfer")


class Arena(Protocol):
    """A database with the scene in it."""

    name: str
    scene: Scene
    place: str
    """The file, or the address of the database for somebody with every right."""

    @property
    def store(self) -> Store:
        """The store whose database it is."""

    @property
    def untouched(self) -> object:
        """The fingerprint of the scene as it was arranged."""

    def attempt(
        self,
        door: str,
        statements: Sequence[str],
        *,
        keep: bool = True,
        whole: bool = True,
    ) -> str | None:
        """Run statements as one transaction and commit; return why not, or None if recorded.

        ``keep=False`` looks at what waits for the commit and takes everything back;
        ``whole=False`` runs each statement on its own.
        """

    def accepts(self, door: str, choices: Iterable[Sequence[str]]) -> list[bool]:
        """Say of each choice of statements whether it would be let in; nothing stays."""

    def fingerprint(self) -> object:
        """Return something that differs if anything in the database does."""

    def differences(self) -> list[str]:
        """Say what the application would refuse to start with."""

    def restore(self) -> None:
        """Bring the scene back, whatever happened to it."""

    def close(self) -> None:
        """Close every door."""


class SqliteArena:
    """The scene in the file of the SQLite store."""

    name = "sqlite"

    def __init__(self, store: SqliteStore, pristine: bytes, scene: Scene) -> None:
        self.store = store
        self.place = str(store.path)
        self.untouched = pristine
        self.scene = scene
        self.doors: dict[str, sqlite3.Connection] = {}
        self.restore()

    def attempt(
        self,
        door: str,
        statements: Sequence[str],
        *,
        keep: bool = True,
        whole: bool = True,
    ) -> str | None:
        """Run statements as one transaction."""
        connection = self._open(door)
        try:
            if whole:
                connection.execute("BEGIN IMMEDIATE")
            for statement in statements:
                connection.execute(statement).fetchall()
            if not keep and door != "tool" and _dangling(connection):
                return "FOREIGN KEY constraint failed"
            if keep and connection.in_transaction:
                connection.execute("COMMIT")
        except sqlite3.Error as error:
            return str(error)
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        return None

    def accepts(self, door: str, choices: Iterable[Sequence[str]]) -> list[bool]:
        """Try each choice in a savepoint, which spares the file a journal for each."""
        connection = self._open(door)
        connection.execute("BEGIN IMMEDIATE")
        answers = []
        for statements in choices:
            connection.execute("SAVEPOINT choice")
            try:
                for statement in statements:
                    connection.execute(statement)
                answers.append(not _dangling(connection))
            except sqlite3.Error:
                answers.append(False)
            connection.execute("ROLLBACK TO choice")
            connection.execute("RELEASE choice")
        connection.execute("ROLLBACK")
        return answers

    def fingerprint(self) -> bytes:
        """Return the file."""
        return self.store.path.read_bytes()

    def restore(self) -> None:
        """Write the file again."""
        self.close()
        self.store.path.write_bytes(self.untouched)

    def differences(self) -> list[str]:
        """Say what the application would refuse to start with."""
        return _differences(self.store)

    def close(self) -> None:
        """Close every door."""
        for connection in self.doors.values():
            connection.close()
        self.doors.clear()
        self.store.dispose()

    def _open(self, door: str) -> sqlite3.Connection:
        if door not in self.doors:
            made: Any
            if door == "app":
                made = _app_connection(self.store)
            else:
                made = sqlite3.connect(self.store.path, isolation_level=None)
                if door == "owner":
                    made.execute("PRAGMA foreign_keys = ON")
            self.doors[door] = made
        return self.doors[door]


def _dangling(connection: sqlite3.Connection) -> bool:
    """Say whether a key of the journal points nowhere, which a commit would not let pass."""
    return any(
        connection.execute(f"PRAGMA foreign_key_check({table})").fetchone() for table in _JOURNAL
    )


class PostgresArena:
    """The scene in the test database of the PostgreSQL store; ``scene_ledger`` is its copy."""

    name = "postgresql"

    def __init__(self, store: PostgresStore, scene: Scene) -> None:
        self.store = store
        self.scene = scene
        self.doors: dict[str, psycopg.Connection] = {}
        address = sa.make_url(store.server.url("test_ledger")).set(drivername="postgresql")
        self.place = address.render_as_string(hide_password=False)
        self.restore()
        self.untouched = self.fingerprint()

    def attempt(
        self,
        door: str,
        statements: Sequence[str],
        *,
        keep: bool = True,
        whole: bool = True,
    ) -> str | None:
        """Run statements as one transaction, in one message to the server."""
        connection = self._open(door)
        try:
            if whole:
                text: Any = ";\n".join(statements)
                connection.execute(text)
                if keep:
                    connection.commit()
                else:
                    connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
            else:
                connection.autocommit = True
                for statement in statements:
                    lone: Any = statement
                    connection.execute(lone)
        except psycopg.Error as error:
            return str(error)
        finally:
            connection.rollback()
            connection.autocommit = False
        return None

    def accepts(self, door: str, choices: Iterable[Sequence[str]]) -> list[bool]:
        """Try each choice and take it back."""
        return [self.attempt(door, statements, keep=False) is None for statements in choices]

    def fingerprint(self) -> tuple[object, ...]:
        """Return a digest of every row, of the schema's parts and of the roles."""
        with self._open("owner").cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
            tables = [row[0] for row in cursor]
            rows = " UNION ALL ".join(
                f"SELECT '{table}', md5(coalesce(string_agg(t::text, '' ORDER BY t::text), ''))"
                f" FROM {table} AS t"
                for table in tables
            )
            cursor.execute(
                f"{rows} UNION ALL "
                "SELECT c.relname, concat(c.relkind, c.relacl, c.relowner)"
                " FROM pg_class AS c WHERE relnamespace = 'public'::regnamespace UNION ALL "
                "SELECT t.tgname, concat(t.tgrelid, t.tgenabled) FROM pg_trigger AS t"
                " UNION ALL SELECT proname, md5(prosrc) FROM pg_proc"
                " WHERE pronamespace = 'public'::regnamespace UNION ALL "
                "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
                " WHERE connamespace = 'public'::regnamespace UNION ALL "
                "SELECT rolname, concat(rolsuper, rolcreaterole) FROM pg_roles UNION ALL "
                "SELECT roleid::text, member::text FROM pg_auth_members ORDER BY 1, 2".encode()
            )
            found = tuple(cursor.fetchall())
        self._open("owner").rollback()
        return found

    def restore(self) -> None:
        """Copy the database again."""
        self.close()
        self.store.server.drop_database("test_ledger")
        self.store.server.create_database("test_ledger", template="scene_ledger")

    def differences(self) -> list[str]:
        """Say what the application would refuse to start with."""
        return _differences(self.store)

    def close(self) -> None:
        """Close every door."""
        for connection in self.doors.values():
            connection.close()
        self.doors.clear()
        self.store.dispose()

    def _open(self, door: str) -> psycopg.Connection:
        if door not in self.doors:
            made: Any
            if door == "app":
                made = _app_connection(self.store)
            else:
                made = psycopg.connect(self.place)
                if door == "tool":
                    made.execute("SET session_replication_role = replica")
                    made.commit()
            self.doors[door] = made
        return self.doors[door]


def _app_connection(store: Store) -> Any:  # noqa: ANN401
    """Return the driver's connection as the application sets it up."""
    with store.app.app_context():
        raw = db.engine.raw_connection()
        connection = raw.driver_connection
        raw.detach()
    return connection


def _differences(store: Store) -> list[str]:
    """Say what the application would refuse to start with."""
    with store.app.app_context():
        found = list(manifest.find_differences())
        for engine in db.engines.values():
            engine.dispose()
    return found
