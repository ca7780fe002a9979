"""PostgreSQL's own copies: ``pg_dump -Fc`` and ``pg_restore``, as the server's version has them."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from ledger.errors import NotABackup, ProgramFailed

_DEBIAN = "/usr/lib/postgresql/{}/bin"
"""Where Debian keeps the programs of each version; PATH there may lead to another one."""


def dump(url: sa.URL, file: Path) -> None:
    """Write one moment of a database to a file; others go on writing.

    Raises:
        ProgramFailed: pg_dump is missing, older than the server, or gave up.

    """
    _run("pg_dump", url, "--format=custom", f"--file={file}")


def require_dump(file: Path) -> None:
    """Tell a dump from other files by its first bytes; pg_restore reads the rest.

    Raises:
        NotABackup: it does not begin like one.

    """
    if not file.is_file():
        raise NotABackup(file, why="không có tệp này")
    with file.open("rb") as opened:
        if opened.read(5) != b"PGDMP":
            raise NotABackup(file, why="không phải tệp của pg_dump -Fc")


def load(file: Path, admin: sa.URL) -> None:
    """Restore a dump into an empty database, all of it or nothing.

    Raises:
        ProgramFailed: pg_restore is missing, older than the server, or gave up.

    """
    _run("pg_restore", admin, "--single-transaction", "--exit-on-error", str(file))


def holds_anything(url: sa.URL) -> bool:
    """Say whether a database has a table, a view or a sequence in its public schema."""
    query = "SELECT EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace)"
    with _connected(url) as connection:
        return bool(connection.exec_driver_sql(query).scalar_one())


@contextmanager
def scratch_database(admin: sa.URL) -> Iterator[str]:
    """Make an empty database for trying a dump, and drop it afterwards."""
    name = f"ngoinha_thu_{secrets.token_hex(6)}"
    with _connected(admin) as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            yield name
        finally:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _connected(url: sa.URL) -> Iterator[sa.Connection]:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield connection


def _run(name: str, url: sa.URL, *arguments: str) -> None:
    """Run a program on a database; its password goes by the environment, which others cannot see."""
    with _connected(url) as connection:
        version = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
    address = url.set(drivername="postgresql", password=None).render_as_string()
    password = {"PGPASSWORD": str(url.password)} if url.password else {}
    done = subprocess.run(  # noqa: S603  (PostgreSQL's program, our arguments)
        [_program(name, version), f"--dbname={address}", "--no-password", *arguments],
        env={**os.environ, **password},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise ProgramFailed(name, why=said or f"kết thúc với mã {done.returncode}")


def _program(name: str, version: int) -> str:
    """Return the path of a program that is not older than the server."""
    found = 0
    for path in (shutil.which(name, path=_DEBIAN.format(version)), shutil.which(name)):
        if path:
            found = _version_of(path)
            if found >= version:
                return path
    why = (
        f"bản có trên máy là {found}, cũ hơn máy chủ PostgreSQL {version}"
        if found
        else "không tìm thấy chương trình này"
    )
    raise ProgramFailed(name, why=f"{why}; hãy cài gói postgresql-client-{version}")


def _version_of(path: str) -> int:
    """Return the major version in “pg_dump (PostgreSQL) 18.6 (Debian …)”; 0 if it says nothing."""
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    words = said.partition("(PostgreSQL)")[2].split()
    return int(words[0].split(".")[0]) if words else 0
