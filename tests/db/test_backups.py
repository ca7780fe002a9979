"""Backups: made while people record money, proven, brought back on an empty machine (P22)."""

import base64
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from ledger import cli
from ledger.app import create_app
from ledger.book import checks, rules
from ledger.db import db, run
from ledger.models.books import Rule
from ledger.models.party_units import PartyUnit, UnitKind
from ledger.models.users import Role
from ledger.reports.attachments import open_attachment
from ledger.services.attachments import keep_attachment
from tests import make
from tests.attachments import scan
from tests.conftest import DATA_KEY, SECRET_KEY, PostgresStore, SqliteStore, Store
from tests.db import ledgers
from tests.postgres import PostgresServer, programs_folder

WRITERS = 4


@dataclass
class Machine:
    """A command line on some database, as an administrator has it."""

    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def on(self, url: str) -> None:
        """Point the environment at a database."""
        self.monkeypatch.setenv("LEDGER_DATABASE_URL", url)

    def run(self, *arguments: str | Path) -> str:
        """Run a command that must succeed and return what it said."""
        self.capsys.readouterr()
        code = cli.main([str(argument) for argument in arguments])
        said = self.capsys.readouterr()
        assert code == 0, said.err
        return said.out

    def refused(self, *arguments: str | Path) -> str:
        """Run a command that must fail and return its sentence."""
        self.capsys.readouterr()
        code = cli.main([str(argument) for argument in arguments])
        said = self.capsys.readouterr()
        assert code == 1, said.out
        return said.err


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Machine:
    """A machine with the keys of the tests."""
    monkeypatch.setenv("LEDGER_SECRET_KEY", base64.b64encode(SECRET_KEY).decode())
    monkeypatch.setenv("LEDGER_DATA_KEY", base64.b64encode(DATA_KEY).decode())
    return Machine(monkeypatch, capsys)


@pytest.fixture
def busy(sqlite_template: SqliteStore, sqlite_store: Store, machine: Machine) -> ledgers.Ledger:
    """A SQLite book with every kind of deed, and the command line on it."""
    machine.on(f"sqlite:///{sqlite_template.path}")
    return ledgers.build()


def heads(said: str) -> list[str]:
    """Return the lines with the heads of books."""
    found = [line for line in said.splitlines() if "mã đối chiếu sổ" in line]
    assert found
    return found


def test_a_backup_restored_on_an_empty_folder_has_the_same_heads(
    busy: ledgers.Ledger, machine: Machine, tmp_path: Path
) -> None:
    file = tmp_path / "nightly.db"
    proven = machine.run("verify")
    made = machine.run("backup", file)
    assert "LEDGER_DATA_KEY" in made
    assert [path.name for path in tmp_path.iterdir()] == ["nightly.db"]

    machine.on(f"sqlite:///{tmp_path}/new/ngoinha.db")
    restored = machine.run("restore", file)
    assert "LEDGER_DATA_KEY" in restored
    assert heads(proven) == heads(made) == heads(restored) == heads(machine.run("verify"))
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["ngoinha.db"]
    assert dump(tmp_path / "new" / "ngoinha.db") == dump(file)


def test_money_is_recorded_in_the_restored_book(
    busy: ledgers.Ledger, machine: Machine, tmp_path: Path
) -> None:
    file, target = tmp_path / "nightly.db", tmp_path / "ngoinha.db"
    machine.run("backup", file)
    url = f"sqlite:///{target}"
    machine.on(url)
    machine.run("restore", file)
    app = create_app()
    with app.app_context():
        earn(busy.facts.world, 12_345)
        assert checks.verify().findings == ()
        for engine in db.engines.values():
            engine.dispose()


def kept_scan(commune_id: int, words: str) -> int:
    """Keep a scan for a commune; return its id."""
    by, file = make.actor(commune_id, Role.SECRETARY), scan(words)
    return run(keep_attachment, by, party_unit_id=commune_id, file=file).id


def test_attachments_come_back_with_a_backup(
    busy: ledgers.Ledger, machine: Machine, tmp_path: Path
) -> None:
    attachment_id = kept_scan(busy.facts.world.commune_id, "biên bản")
    machine.run("backup", tmp_path / "nightly.db")
    assert "biên bản".encode() not in (tmp_path / "nightly.db").read_bytes()
    machine.on(f"sqlite:///{tmp_path}/new/ngoinha.db")
    machine.run("restore", tmp_path / "nightly.db")
    app = create_app()
    with app.app_context():
        assert open_attachment(attachment_id).body.endswith("biên bản".encode())
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def test_nobody_else_may_read_a_backup(
    busy: ledgers.Ledger, machine: Machine, tmp_path: Path
) -> None:
    machine.run("backup", tmp_path / "nightly.db")
    assert (tmp_path / "nightly.db").stat().st_mode & 0o777 == 0o600


def test_backups_under_load_are_sound_and_lose_nothing_acknowledged(
    sqlite_template: SqliteStore, sqlite_store: Store, machine: Machine, tmp_path: Path
) -> None:
    world = make.world()
    machine.on(f"sqlite:///{sqlite_template.path}")
    stop = threading.Event()
    recorded: list[int] = []

    def write() -> None:
        with sqlite_store.app.app_context():
            while not stop.is_set():
                earn(world, 1_000)
                recorded.append(1)
            db.session.remove()

    writers = [threading.Thread(target=write) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    try:
        for round_ in range(4):
            wait_until(lambda: len(recorded) >= 20 * (round_ + 1))  # noqa: B023  (called at once)
            before = len(recorded)
            machine.run("backup", tmp_path / f"{round_}.db")
            copied = rows(tmp_path / f"{round_}.db")
            assert before <= copied <= len(recorded) + WRITERS
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert checks.verify().transfers == len(recorded)


def test_a_change_that_lies_half_in_the_file_is_not_in_the_backup(
    busy: ledgers.Ledger, sqlite_template: SqliteStore, machine: Machine, tmp_path: Path
) -> None:
    live = sqlite_template.path
    with closing(
        sqlite3.connect(live, isolation_level=None, check_same_thread=False)
    ) as connection:
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO login_attempt (username, at) VALUES (?, 'then')",
            ((f"{number:0100}",) for number in range(2_000)),
        )
        connection.execute("COMMIT")
        before = dump(live)
        connection.execute("PRAGMA cache_size = 5")  # pages go to the file before the commit
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE login_attempt SET at = 'now!'")
        giving_up = threading.Timer(0.5, connection.execute, ["ROLLBACK"])
        giving_up.start()
        try:
            machine.run("backup", tmp_path / "nightly.db")
        finally:
            giving_up.join()
    assert dump(tmp_path / "nightly.db") == dump(live) == before


def test_nothing_is_ever_overwritten(
    busy: ledgers.Ledger, machine: Machine, tmp_path: Path
) -> None:
    file = tmp_path / "nightly.db"
    file.write_text("something dear")
    assert "không ghi đè" in machine.refused("backup", file)
    assert file.read_text() == "something dear"

    other = tmp_path / "other.db"
    (tmp_path / "other.db.part").write_text("half of another copy")
    assert "other.db.part" in machine.refused("backup", other)
    assert not other.exists()


@pytest.mark.parametrize("tail", ["", "-journal", "-wal"])
def test_a_restore_touches_nothing_that_is_there(
    busy: ledgers.Ledger, machine: Machine, tmp_path: Path, tail: str
) -> None:
    machine.run("backup", tmp_path / "nightly.db")
    machine.on(f"sqlite:///{tmp_path}/ngoinha.db")
    there = tmp_path / f"ngoinha.db{tail}"
    there.write_text("something dear")
    assert there.name in machine.refused("restore", tmp_path / "nightly.db")
    assert there.read_text() == "something dear"


def test_a_book_that_does_not_prove_itself_gives_no_backup(
    busy: ledgers.Ledger, machine: Machine, sqlite_store: Store, tmp_path: Path
) -> None:
    ledgers.behind_the_guards(
        sqlite_store,
        [f"UPDATE transfer SET amount_vnd = 149999 WHERE id = {busy.transfer('an')}"],
    )
    said = machine.refused("backup", tmp_path / "nightly.db")
    assert "không đạt" in said
    assert "PT 0001/2024" in said
    # What could be saved is there, under a name that nobody takes for a backup.
    assert [path.name for path in tmp_path.iterdir()] == ["nightly.db.part"]


def test_a_backup_that_was_changed_is_refused(
    busy: ledgers.Ledger, machine: Machine, tmp_path: Path
) -> None:
    file = tmp_path / "nightly.db"
    machine.run("backup", file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DROP TRIGGER guard_event_no_update")
        connection.execute("UPDATE event SET purpose = 'Việc khác' WHERE id = 1")
        connection.commit()
    machine.on(f"sqlite:///{tmp_path}/new/ngoinha.db")
    assert "không đạt" in machine.refused("restore", file)
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize("where", ["head", "middle", "end"])
def test_a_damaged_backup_is_refused(
    busy: ledgers.Ledger, machine: Machine, tmp_path: Path, where: str
) -> None:
    file = tmp_path / "nightly.db"
    machine.run("backup", file)
    data = bytearray(file.read_bytes())
    if where == "end":
        del data[len(data) // 2 :]
    else:
        start = 0 if where == "head" else len(data) // 2
        data[start : start + 8192] = os.urandom(8192)
    file.write_bytes(data)
    machine.on(f"sqlite:///{tmp_path}/new/ngoinha.db")
    assert "Chưa phục hồi gì" in machine.refused("restore", file)
    assert not (tmp_path / "new").exists()


def test_a_file_that_is_no_backup_is_refused(machine: Machine, tmp_path: Path) -> None:
    machine.on(f"sqlite:///{tmp_path}/ngoinha.db")
    assert "không có tệp này" in machine.refused("restore", tmp_path / "nowhere.db")
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    assert "không có sổ nào" in machine.refused("restore", tmp_path / "other.db")
    assert not (tmp_path / "ngoinha.db").exists()


def test_a_backup_of_a_missing_database_says_so_and_makes_none(
    machine: Machine, tmp_path: Path
) -> None:
    machine.on(f"sqlite:///{tmp_path}/nowhere.db")
    assert "unable to open database file" in machine.refused("backup", tmp_path / "nightly.db")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def postgres(
    postgres_template: PostgresStore,
    postgres_store: Store,
    machine: Machine,
    monkeypatch: pytest.MonkeyPatch,
) -> PostgresServer:
    """A PostgreSQL book with every kind of deed, the command line on it, and its programs."""
    server = postgres_template.server
    machine.on(server.url("test_ledger", user="web"))
    monkeypatch.setenv("PATH", f"{programs_folder()}{os.pathsep}{os.environ['PATH']}")
    ledgers.build()
    db.session.remove()
    return server


def test_a_dump_restored_on_an_empty_database_has_the_same_heads(
    postgres: PostgresServer, machine: Machine, tmp_path: Path
) -> None:
    file = tmp_path / "nightly.dump"
    commune = sa.select(PartyUnit.id).where(PartyUnit.kind == UnitKind.COMMUNE_COMMITTEE)
    attachment_id = kept_scan(db.session.scalars(commune.order_by(PartyUnit.id)).all()[0], "scan")
    db.session.remove()
    proven = machine.run("verify")
    made = machine.run("backup", file, "--admin-url", postgres.admin_url)

    postgres.drop_database("restored_ledger")
    postgres.create_database("restored_ledger", template="template0")
    machine.on(postgres.url("restored_ledger", user="web"))
    try:
        restored = machine.run("restore", file, "--admin-url", postgres.admin_url)
        assert heads(proven) == heads(made) == heads(restored) == heads(machine.run("verify"))
        again = machine.refused("restore", file, "--admin-url", postgres.admin_url)
        assert "restored_ledger đã có sẵn" in again
        app = create_app()  # refuses to start if a guard or a grant is missing
        with app.app_context():
            assert db.session.scalar(sa.text("SELECT count(*) FROM voucher"))
            assert open_attachment(attachment_id).body.endswith(b"scan")
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()
    finally:
        postgres.drop_database("restored_ledger")
    assert not leftovers(postgres)


def test_a_damaged_dump_is_refused_and_leaves_the_target_empty(
    postgres: PostgresServer, machine: Machine, tmp_path: Path
) -> None:
    file = tmp_path / "nightly.dump"
    machine.run("backup", file, "--admin-url", postgres.admin_url)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    (tmp_path / "other.dump").write_text("no dump at all")
    postgres.drop_database("restored_ledger")
    postgres.create_database("restored_ledger", template="template0")
    machine.on(postgres.url("restored_ledger", user="web"))
    try:
        for name, sentence in (
            ("nightly.dump", "pg_restore không làm được"),
            ("other.dump", "không phải tệp của pg_dump"),
            ("nowhere.dump", "không có tệp này"),
        ):
            said = machine.refused("restore", tmp_path / name, "--admin-url", postgres.admin_url)
            assert sentence in said
        engine = sa.create_engine(postgres.url("restored_ledger"), poolclass=sa.NullPool)
        assert sa.inspect(engine).get_table_names() == []
    finally:
        postgres.drop_database("restored_ledger")
    assert not leftovers(postgres)


def test_a_dump_that_cannot_be_tried_is_not_called_good(
    postgres: PostgresServer, machine: Machine, tmp_path: Path
) -> None:
    file = tmp_path / "nightly.dump"
    assert "--admin-url" in machine.refused("backup", file)
    nobody = postgres.url("postgres", user="web")
    assert "permission denied" in machine.refused("backup", file, "--admin-url", nobody)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("version", "sentence"),
    [("9.6.24", "bản có trên máy là 9, cũ hơn"), (None, "không tìm thấy chương trình này")],
)
def test_an_older_or_missing_pg_dump_is_named(
    postgres: PostgresServer,
    machine: Machine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    version: str | None,
    sentence: str,
) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    if version:
        old = programs / "pg_dump"
        old.write_text(f"#!{sys.executable}\nprint('pg_dump (PostgreSQL) {version}')\n")
        old.chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setattr("ledger.services.dumps._DEBIAN", "/nowhere/{}")
    said = machine.refused("backup", tmp_path / "nightly.dump", "--admin-url", postgres.admin_url)
    assert sentence in said
    assert "postgresql-client-" in said
    assert [path.name for path in tmp_path.iterdir()] == ["bin"]


def test_a_server_that_does_not_answer_is_a_sentence(
    postgres: PostgresServer, machine: Machine, tmp_path: Path
) -> None:
    machine.on("postgresql+psycopg://web@127.0.0.1:1/ngoinha")
    said = machine.refused("backup", tmp_path / "nightly.dump", "--admin-url", postgres.admin_url)
    assert said.startswith("Cơ sở dữ liệu: ")
    assert list(tmp_path.iterdir()) == []


def earn(world: make.World, amount_vnd: int) -> None:
    """Record money that no member gave, so that nothing but the journal is needed."""
    leg = rules.interest(rules.Purse(world.commune_book_id, Rule.KEEP), amount_vnd)
    make.post(world, rules.Draft(on_date=date(2024, 11, 2), purpose="Lãi tiền gửi", legs=(leg,)))


def wait_until(reached: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something that other threads do."""
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def rows(file: Path) -> int:
    """Count the transfers in a SQLite file."""
    with closing(sqlite3.connect(file)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM transfer").fetchone()
    return int(count)


def dump(file: Path) -> list[str]:
    """Return everything in a SQLite file as SQL."""
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


def leftovers(server: PostgresServer) -> list[str]:
    """Return the databases that were made for trying a dump and are still there."""
    engine = sa.create_engine(server.admin_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        names = connection.scalars(sa.text("SELECT datname FROM pg_database")).all()
    return [name for name in names if name.startswith("ngoinha_thu_")]
