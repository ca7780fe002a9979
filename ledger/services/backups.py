"""Backups: copies that are proven before they are called good, and the way back (P22).

A copy is made beside its final name, as ``FILE.part``, and takes that name only after the whole
book in it has been proven. Nothing is ever overwritten. The keys are not in it: without
``LEDGER_DATA_KEY`` the pay in a restored database stays sealed for ever.

A proof is made by an application of its own on the copy; this room knows no applications, so its
callers hand in ``prove``, which takes the URL of a database.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa

from ledger.book.checks import Proof
from ledger.config import BadConfig
from ledger.db import LOCK_WAIT_SECONDS, allow_application, db
from ledger.errors import CopyUnsound, InTheWay, NotABackup, ProgramFailed
from ledger.services import dumps

Prove = Callable[[str], Proof]
"""Prove the database at a URL and let go of it."""


def back_up(file: Path, *, prove: Prove, admin_url: str | None = None) -> Proof:
    """Copy the database of this application to a new file while it goes on working.

    On PostgreSQL the copy is proven by restoring it into a database made for the purpose, which
    takes ``admin_url``, the URL of somebody who may create databases. A copy that is not sound
    stays behind as ``FILE.part``: of a damaged book it may be the last one that can be had.

    Raises:
        InTheWay: the file, or its unfinished half, is there already.
        BadConfig: PostgreSQL without an admin URL.
        ProgramFailed: PostgreSQL's programs cannot do it.
        CopyUnsound: the copy does not prove itself.

    """
    file = file.resolve()
    if db.engine.dialect.name == "sqlite":
        return _copy(f"{_database_file().as_uri()}?mode=rw", file, prove)
    admin = _admin(admin_url)
    with _unfinished(file) as part:
        dumps.dump(db.engine.url, part)
        proof = _prove_dump(part, admin, prove)
    _refuse_unsound(part, proof)
    _take_name(part, file)
    return proof


def restore(file: Path, *, prove: Prove, admin_url: str | None = None) -> Proof:
    """Make a backup the database of this application, where none is yet; prove it twice.

    Raises:
        InTheWay: the target holds something already.
        BadConfig: PostgreSQL without an admin URL.
        NotABackup: the file is damaged or something else.
        ProgramFailed: PostgreSQL's programs cannot do it.
        CopyUnsound: what the backup holds does not prove itself; the target stays empty.

    """
    if db.engine.dialect.name == "sqlite":
        _restore_file(file, _database_file(), prove)
    else:
        _restore_dump(file, _admin(admin_url), prove)
    proof = prove(_text(db.engine.url))
    _refuse_unsound(db.engine.url, proof)
    return proof


def _restore_file(file: Path, target: Path, prove: Prove) -> None:
    """Copy a backup to where the database is to be, proving the copy on the way."""
    # What a lost database left beside itself would be replayed into the restored one.
    for name in (target, *(Path(f"{target}{tail}") for tail in ("-journal", "-wal", "-shm"))):
        if name.exists() and name.stat().st_size:
            raise InTheWay(name)
    source = f"{file.resolve().as_uri()}?immutable=1"
    _read_through(file, source)
    target.unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        _copy(source, target, prove)
    except CopyUnsound:
        _remove(_part_of(target))  # the backup itself is still there to be looked into
        raise


def _restore_dump(file: Path, admin: sa.URL, prove: Prove) -> None:
    """Restore a dump into a database made for trying it, then into the empty target."""
    dumps.require_dump(file)
    target = admin.set(database=db.engine.url.database)
    if dumps.holds_anything(target):
        raise InTheWay(f"Dữ liệu trong cơ sở dữ liệu {target.database}")
    allow_application(_text(target), _text(db.engine.url))
    _refuse_unsound(file, _prove_dump(file, admin, prove))
    dumps.load(file, target)


def _prove_dump(file: Path, admin: sa.URL, prove: Prove) -> Proof:
    with dumps.scratch_database(admin) as name:
        dumps.load(file, admin.set(database=name))
        return prove(_text(db.engine.url.set(database=name)))


def _copy(source: str, target: Path, prove: Prove) -> Proof:
    """Copy one SQLite database to a new file and let it take its name when it is proven."""
    with _unfinished(target) as part:
        try:
            _copy_pages(source, part)
        except sqlite3.Error as error:
            raise ProgramFailed("SQLite", why=str(error)) from error
        proof = prove(_text(sa.URL.create("sqlite", database=str(part))))
        _fold(part)
    _refuse_unsound(part, proof)
    _take_name(part, target)
    return proof


def _copy_pages(source: str, part: Path) -> None:
    with (
        closing(sqlite3.connect(source, uri=True, timeout=LOCK_WAIT_SECONDS)) as old,
        closing(sqlite3.connect(part)) as new,
    ):
        old.execute("PRAGMA query_only = ON")
        # In one step: a copy in several begins again whenever somebody writes meanwhile, and
        # under load never ends. Writers wait for it; a district takes well under a second.
        old.backup(new)


def _fold(part: Path) -> None:
    """Leave one plain file without a log beside it, readable from a disk that is read-only."""
    with closing(sqlite3.connect(part)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def _read_through(file: Path, source: str) -> None:
    """Read every page of a backup before anything is made of it.

    Raises:
        NotABackup: it is damaged, or no SQLite database.

    """
    if not file.is_file():
        raise NotABackup(file, why="không có tệp này")
    try:
        with closing(sqlite3.connect(source, uri=True)) as connection:
            (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            books = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'book'")
            (known,) = books.fetchone()
    except sqlite3.DatabaseError as error:
        raise NotABackup(file, why=str(error)) from error
    if verdict != "ok" or not known:
        raise NotABackup(file, why=verdict if known else "không có sổ nào trong đó")


def _part_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.part")


@contextmanager
def _unfinished(file: Path) -> Iterator[Path]:
    """Make the file that a copy is written to, for nobody else to read; remove it on failure.

    Raises:
        InTheWay: the file or its unfinished half is there already.

    """
    part = _part_of(file)
    if file.exists():
        raise InTheWay(file)
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError as error:
        raise InTheWay(part) from error
    try:
        yield part
    except BaseException:
        _remove(part)
        raise


def _remove(part: Path) -> None:
    for name in (part, *part.parent.glob(f"{part.name}-*")):
        name.unlink(missing_ok=True)


def _refuse_unsound(copy: object, proof: Proof) -> None:
    if proof.findings:
        first = proof.findings[0]
        raise CopyUnsound(copy, faults=len(proof.findings), first=f"{first.where}: {first.what}")


def _take_name(part: Path, file: Path) -> None:
    """Bring a finished copy to the disk itself, and give it its name."""
    with part.open("rb+") as written:
        os.fsync(written.fileno())
    if file.exists():
        raise InTheWay(file)
    part.rename(file)
    if os.name == "posix":  # elsewhere folders cannot be opened
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _database_file() -> Path:
    """Return the file of this application's SQLite database."""
    return Path(db.engine.url.database or "").resolve()


def _admin(url: str | None) -> sa.URL:
    if url is None:
        raise BadConfig(
            "PostgreSQL: thêm --admin-url, URL của tài khoản được tạo cơ sở dữ liệu, "
            "để bản sao được phục hồi thử và kiểm tra."
        )
    return sa.make_url(url)


def _text(url: sa.URL) -> str:
    return url.render_as_string(hide_password=False)
