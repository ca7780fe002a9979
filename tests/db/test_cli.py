"""``ngoinha`` as an office uses it: make the database, prove it, look after the accounts."""

from __future__ import annotations

import base64
import io
import json
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
import sqlalchemy as sa

from ledger.cli import main
from tests.db import ledgers
from tests.db.tamperings import edit
from tests.db.test_verify import ledger, store
from tests.postgres import running_postgres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.conftest import SqliteStore
    from tests.db.ledgers import Ledger
    from tests.postgres import PostgresServer

__all__ = ["ledger", "store"]  # fixtures

COMMITTEE = ["--committee", "Đảng bộ huyện Tân Hòa"]
PASSWORD = "chim hót ngoài vườn lúc năm giờ"
KEY = base64.b64encode(b"k" * 32).decode()


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return what points the environment at a database."""

    def point(url: str) -> None:
        for name, value in (("DATABASE_URL", url), ("SECRET_KEY", KEY), ("DATA_KEY", KEY)):
            monkeypatch.setenv(f"LEDGER_{name}", value)

    return point


@pytest.fixture
def path(tmp_path: Path, use: Callable[[str], None]) -> Path:
    """A SQLite file that is not there yet, and the environment for it."""
    path = tmp_path / "ngoinha.db"
    use(f"sqlite:///{path}")
    return path


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """Return what gives what was said since it was last asked."""

    def both() -> str:
        captured = capsys.readouterr()
        return captured.out + captured.err

    return both


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    """Ask a SQLite file."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def test_init_makes_the_committee_its_office_and_the_base_pay(path: Path) -> None:
    assert main(["init", *COMMITTEE]) == 0
    assert rows(path, "SELECT kind FROM party_unit") == [("district_committee",)]
    assert rows(path, "SELECT rule, last_seq FROM book") == [("office", 0)]
    assert rows(path, "SELECT name FROM programme") == [("Ngôi nhà cấp ủy",)]
    assert len(rows(path, "SELECT * FROM base_pay")) >= 4


def test_a_commune_can_stand_alone_under_another_programme(path: Path) -> None:
    name = ["--committee", "Đảng bộ xã Long Sơn", "--kind", "commune_committee"]
    assert main(["init", *name, "--programme", "Căn nhà cấp ủy"]) == 0
    assert rows(path, "SELECT rule FROM book") == [("keep",)]
    assert rows(path, "SELECT name FROM programme") == [("Căn nhà cấp ủy",)]


def test_a_second_init_changes_nothing(path: Path) -> None:
    assert main(["init", *COMMITTEE]) == 0
    with closing(sqlite3.connect(path)) as connection:
        before = list(connection.iterdump())
    assert main(["init", "--committee", "Đảng bộ huyện Khác"]) == 0
    with closing(sqlite3.connect(path)) as connection:
        assert list(connection.iterdump()) == before


def test_verify_says_what_it_proved(path: Path, said: Callable[[], str]) -> None:
    main(["init", *COMMITTEE])
    said()
    assert main(["verify"]) == 0
    assert "1 sổ, 0 bút toán, 0 chứng từ: đúng cả." in said()
    assert main(["verify", "--json"]) == 0
    proof = json.loads(said())
    assert proof["findings"] == []
    assert proof["heads"] == {"1": "0" * 64}


@pytest.mark.parametrize("store", ["sqlite_template"], indirect=True)
def test_verify_refuses_a_tampered_copy_and_names_the_receipt(
    store: SqliteStore,
    ledger: Ledger,
    tmp_path: Path,
    use: Callable[[str], None],
    said: Callable[[], str],
) -> None:
    sound, tampered = tmp_path / "sound.db", tmp_path / "tampered.db"
    shutil.copy(store.path, sound)
    amount = edit("transfer", "amount_vnd = 1", ledger.transfer("binh"))
    ledgers.behind_the_guards(store, [amount])
    shutil.copy(store.path, tampered)
    use(f"sqlite:///{tampered}")
    assert main(["verify"]) == 1
    text = said()
    assert f"SAI: sổ {ledger.facts.world.commune_book_id}, PT 0002/2024: số tiền" in text
    assert "KHÔNG ĐẠT" in text
    assert main(["verify", "--json"]) == 1
    assert json.loads(said())["findings"]
    use(f"sqlite:///{sound}")
    assert main(["verify"]) == 0


def test_serving_is_refused_while_a_guard_is_missing(path: Path, said: Callable[[], str]) -> None:
    main(["init", *COMMITTEE])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER guard_transfer_no_update")
    assert main(["serve"]) == 1
    assert "thiếu trigger guard_transfer_no_update" in said()


@pytest.mark.parametrize("command", [["verify"], ["serve"], ["init"], ["users", "list"]])
def test_a_missing_setting_is_named_with_what_to_do(
    path: Path, monkeypatch: pytest.MonkeyPatch, said: Callable[[], str], command: list[str]
) -> None:
    monkeypatch.delenv("LEDGER_DATA_KEY")
    assert main(command) == 1
    assert said().startswith("Thiếu LEDGER_DATA_KEY. Tạo khóa: python -c ")
    monkeypatch.delenv("LEDGER_DATABASE_URL")
    assert main(command) == 1
    assert said().startswith("Thiếu LEDGER_DATABASE_URL, ví dụ sqlite:////srv/")
    assert not path.exists()


@pytest.mark.parametrize("text", ["không phải base64", base64.b64encode(b"k" * 31).decode()])
def test_a_key_that_is_no_key_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch, said: Callable[[], str], text: str
) -> None:
    monkeypatch.setenv("LEDGER_SECRET_KEY", text)
    assert main(["init"]) == 1
    assert said().startswith("LEDGER_SECRET_KEY ")
    assert not path.exists()


def test_accounts_are_added_listed_and_disabled(
    path: Path, monkeypatch: pytest.MonkeyPatch, said: Callable[[], str]
) -> None:
    main(["init", *COMMITTEE])
    add = ["users", "add", "quantri", "--role", "admin", "--name", "Nguyễn Văn An"]
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    said()
    assert main(add) == 0
    assert main(["users", "list"]) == 0
    assert "quantri\tadmin\t1\tdùng được\n" in said()
    ((kept,),) = rows(path, "SELECT password_hash FROM user_account")
    assert kept.startswith("scrypt:")
    assert PASSWORD not in kept
    assert main(["users", "disable", "quantri"]) == 0
    assert main(["users", "list"]) == 0
    assert "quantri\tadmin\t1\tđã khóa\n" in said()


@pytest.mark.parametrize(
    ("password", "username", "sentence"),
    [
        ("123456789012345", "quantri", "dễ đoán"),
        ("ngắn", "quantri", "dễ đoán"),
        ("", "quantri", "dễ đoán"),
        (PASSWORD, "Quản trị", "Tên đăng nhập gồm"),
    ],
)
def test_an_account_that_cannot_be_is_refused_in_words(
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    said: Callable[[], str],
    password: str,
    username: str,
    sentence: str,
) -> None:
    main(["init", *COMMITTEE])
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    said()
    assert main(["users", "add", username, "--role", "admin", "--name", "Nguyễn Văn An"]) == 1
    assert sentence in said()
    assert rows(path, "SELECT count(*) FROM user_account") == [(0,)]


def test_an_account_before_any_committee_is_refused_in_words(
    path: Path, monkeypatch: pytest.MonkeyPatch, said: Callable[[], str]
) -> None:
    assert main(["init"]) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert main(["users", "add", "quantri", "--role", "admin", "--name", "Nguyễn Văn An"]) == 1
    assert "ngoinha init --committee" in said()
    assert rows(path, "SELECT count(*) FROM user_account") == [(0,)]


def test_disabling_nobody_is_refused_in_words(path: Path, said: Callable[[], str]) -> None:
    main(["init", *COMMITTEE])
    said()
    assert main(["users", "disable", "aidó"]) == 1
    assert said() == "Không tìm thấy.\n"


@pytest.mark.parametrize("command", [[], ["sai"], ["users"], ["users", "add", "an"]])
def test_a_command_that_does_not_exist_ends_with_the_usage(
    said: Callable[[], str], command: list[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(command)
    assert ended.value.code == 2
    assert said().startswith("usage: ngoinha")


LOGIN = "ngoinha'của tôi"
"""A name and a password that SQL has to quote."""


def connected(url: str) -> psycopg.Connection:
    """Connect as a URL says, each statement for itself."""
    at = sa.make_url(url)
    return psycopg.connect(
        host=at.host,
        port=at.port,
        user=at.username,
        password=at.password,
        dbname=at.database,
        autocommit=True,
    )


@pytest.fixture(scope="module")
def new_server() -> Iterator[PostgresServer]:
    """A server that has never heard of the ledger."""
    with running_postgres() as server:
        server.drop_database("cli_ledger")
        server.create_database("cli_ledger")
        yield server


def test_init_gives_a_new_postgresql_its_roles(
    new_server: PostgresServer, use: Callable[[str], None], said: Callable[[], str]
) -> None:
    admin = new_server.url("cli_ledger")
    url = new_server.url("cli_ledger", user=LOGIN, password=LOGIN)
    use(url)
    for _ in range(2):
        assert main(["init", "--admin-url", admin, *COMMITTEE]) == 0
    assert main(["verify"]) == 0
    assert "1 sổ, 0 bút toán, 0 chứng từ: đúng cả." in said()
    with connected(url) as app:
        power = "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls FROM pg_roles"
        assert app.execute(f"{power} WHERE rolname = current_user").fetchone() == (False,)
        owner = app.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
        assert owner.fetchall() == [("ledger_owner",)]
        for deed in ("UPDATE transfer SET sign = 1", "DELETE FROM event", "TRUNCATE voucher",
                     "UPDATE account SET debits_vnd = 1", "DROP TABLE transfer",
                     "ALTER TABLE transfer DISABLE TRIGGER ALL", "SET ROLE ledger_owner",
                     "CREATE TABLE extra (id int)"):  # fmt: skip
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(deed.encode())


def test_an_application_with_too_much_power_does_not_pass(
    new_server: PostgresServer, use: Callable[[str], None], said: Callable[[], str]
) -> None:
    admin = new_server.url("cli_ledger")
    use(new_server.url("cli_ledger", user=LOGIN, password=LOGIN))
    assert main(["init", "--admin-url", admin, *COMMITTEE]) == 0
    use(admin)
    assert main(["verify"]) == 1
    assert "tài khoản PostgreSQL của phần mềm có quyền sửa bảng" in said()
    assert main(["serve"]) == 1


def test_a_server_that_may_lose_what_it_confirmed_does_not_pass(
    new_server: PostgresServer, use: Callable[[str], None], said: Callable[[], str]
) -> None:
    use(new_server.url("cli_ledger", user=LOGIN, password=LOGIN))
    assert main(["init", "--admin-url", new_server.url("cli_ledger"), *COMMITTEE]) == 0
    with connected(new_server.url("cli_ledger")) as admin:
        admin.execute("ALTER DATABASE cli_ledger SET synchronous_commit = off")
        try:
            assert main(["serve"]) == 1
        finally:
            admin.execute("ALTER DATABASE cli_ledger RESET synchronous_commit")
    assert "PostgreSQL đặt synchronous_commit = off" in said()


def test_init_says_that_receipt_codes_have_no_key_of_their_own(
    path: Path, said: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["init", *COMMITTEE]) == 0
    assert "Chưa đặt LEDGER_QR_KEY" in said()
    monkeypatch.setenv("LEDGER_QR_KEY", KEY)
    assert main(["init", *COMMITTEE]) == 0
    assert "LEDGER_QR_KEY" not in said()
