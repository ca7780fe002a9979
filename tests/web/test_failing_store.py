"""When the database cannot take the write: said in words, kept on the page, recorded once later.

The failures are the store's own: a lock that another connection holds, a file that may not grow, a
connection that only reads, a disk that says no at the commit. SQLite only; what PostgreSQL says
instead is translated in ``db`` and tried in ``test_errors.py``.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

import ledger.db
from ledger.app import create_app
from ledger.db import db
from ledger.tampering import refuse_tampering
from tests.web.browser import Browser
from tests.web.pages import PageForm, form_with, words_of
from tests.web.town import NOT_SENT_BACK, NOTHING, Town, new_browser, send

BUSY = "Sổ đang bận, chưa ghi. Bấm Thử lại (không ghi trùng)."
FULL = "Máy chủ hết chỗ lưu; chưa ghi. Đã báo quản trị. Vẫn xem được báo cáo."
SCREENS = ("gift", "sheet", "correction", "opening", "member")


@pytest.fixture
def hasty(town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """A browser on a server that waits for a lock a moment only."""
    monkeypatch.setattr(ledger.db, "LOCK_WAIT_SECONDS", 0.05)
    app = create_app(town.store.app.config["LEDGER"], TESTING=True)
    yield new_browser(app)
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@contextlib.contextmanager
def held(town: Town, lock: str) -> Iterator[None]:
    """Hold a lock on the database from another connection."""
    connection = sqlite3.connect(town.store.path, isolation_level=None)
    connection.execute(f"BEGIN {lock}")
    yield
    connection.execute("ROLLBACK")
    connection.close()


@contextlib.contextmanager
def failing(browser: Browser, weaken: Callable[[sqlite3.Connection], object]) -> Iterator[None]:
    """Let every new connection that writes be weakened, until the end of the block."""

    def connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.set_authorizer(None)
        weaken(connection)
        connection.set_authorizer(refuse_tampering)

    with browser.application.app_context():
        engine = db.engines[None]
    engine.dispose()
    sa.event.listen(engine, "connect", connected)
    yield
    sa.event.remove(engine, "connect", connected)
    engine.dispose()


def try_again(page: str, sent: PageForm) -> PageForm:
    """Return the form of the page that offers to try again; it holds all that was sent."""
    again = form_with(page, sent.pairs[-1][0])
    assert again.differing(sent, but=NOT_SENT_BACK) == []
    assert again.action == sent.action
    assert ">Thử lại</button>" in page
    return again


@pytest.mark.parametrize("screen", SCREENS)
def test_a_busy_book_keeps_what_was_typed_59(town: Town, hasty: Browser, screen: str) -> None:
    _, form = town.open(screen, hasty)
    before = town.rows()
    with held(town, "IMMEDIATE"):
        answer = send(hasty, form)
        assert town.rows() == before
    assert answer.status_code == 503
    assert BUSY in words_of(answer.text)
    assert NOTHING in words_of(answer.text)
    assert send(hasty, try_again(answer.text, form)).status_code == 303
    recorded = town.rows()
    assert recorded != before
    if screen != "member":  # there one is asked whether it is the same person
        assert send(hasty, try_again(answer.text, form)).status_code == 303
        assert town.rows() == recorded


def test_a_book_that_cannot_even_be_read_is_busy_too_59(town: Town, hasty: Browser) -> None:
    _, form = town.open("gift", hasty)
    before = town.rows()
    with held(town, "EXCLUSIVE"):
        looked = hasty.get("/receipts")
        wrote = send(hasty, form)
    for answer in (looked, wrote):
        assert answer.status_code == 503
        assert "Sổ đang bận" in words_of(answer.text)
    assert NOTHING in words_of(wrote.text)
    assert town.rows() == before
    assert send(hasty, form).status_code == 303


def test_reading_goes_on_while_another_writes_59(town: Town, hasty: Browser) -> None:
    town.browser(client=hasty)
    with held(town, "IMMEDIATE"):
        assert hasty.get("/receipts").status_code == 200


def full(connection: sqlite3.Connection) -> None:
    """Let the file not grow by a single page."""
    connection.execute("PRAGMA max_page_count = 1").fetchone()


def read_only(connection: sqlite3.Connection) -> None:
    """Let the connection write nothing."""
    connection.execute("PRAGMA query_only = ON")


def reports(town: Town, browser: Browser) -> list[int]:
    """Look, as the treasurer, at what must be readable whatever the disk is like."""
    other = town.browser(client=new_browser(browser.application))
    paths = ("/", "/receipts", "/cash-books/{commune_book}", "/receipts/{voucher}/receipt.pdf",
             "/cash-books/{commune_book}/cash-book.xlsx")  # fmt: skip
    return [other.get(town.path(path)).status_code for path in paths]


@pytest.mark.parametrize("screen", SCREENS)
def test_where_nothing_may_be_written_people_still_read_60(
    town: Town, hasty: Browser, screen: str
) -> None:
    _, form = town.open(screen, hasty)
    before = town.rows()
    with failing(hasty, read_only):
        answer = send(hasty, form)
        assert reports(town, hasty) == [200] * 5
    assert answer.status_code == 503
    assert FULL in words_of(answer.text)
    assert NOTHING in words_of(answer.text)
    assert town.rows() == before
    assert send(hasty, try_again(answer.text, form)).status_code == 303


def test_a_full_disk_stops_writing_and_nothing_is_half_done_60(town: Town, hasty: Browser) -> None:
    refused, sent = None, 0
    with failing(hasty, full):
        for amount in range(1, 300):
            before = town.rows()
            _, form = town.open("gift", hasty)
            form = form.filled({"amount_vnd": f"{amount}", "paper_number": f"{7000 + amount}"})
            answer = send(hasty, form)
            if answer.status_code != 303:
                refused = answer
                break
            sent += 1
        assert refused
        assert refused.status_code == 503
        assert FULL in words_of(refused.text)
        assert NOTHING in words_of(refused.text)
        assert town.rows() == before
        assert reports(town, hasty) == [200] * 5
    assert send(hasty, try_again(refused.text, form)).status_code == 303
    assert town.count("contribution") == len(before["contribution"]) + 1


@pytest.mark.parametrize("written", [False, True])
@pytest.mark.parametrize("screen", ["gift", "correction", "void", "opening"])
def test_a_disk_that_fails_at_the_commit_is_asked_what_it_holds_61(
    town: Town, hasty: Browser, monkeypatch: pytest.MonkeyPatch, screen: str, *, written: bool
) -> None:
    _, form = town.open(screen, hasty)
    before = town.rows()
    with hasty.application.app_context():
        dialect = db.engines[None].dialect
    commit = dialect.do_commit

    def fail(connection: sa.PoolProxiedConnection) -> None:
        commit(connection) if written else dialect.do_rollback(connection)
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorname = "SQLITE_IOERR_FSYNC"
        raise error

    monkeypatch.setattr(dialect, "do_commit", fail)
    answer = send(hasty, form)
    monkeypatch.undo()

    if written:
        assert answer.status_code == 303
        assert town.count() == len(before["submission"]) + 1
        recorded = town.rows()
        assert send(hasty, form).location
        assert town.rows() == recorded
    else:
        assert answer.status_code == 503
        assert "Máy chủ gặp lỗi đĩa khi ghi." in words_of(answer.text)
        assert town.rows() == before
        assert send(hasty, try_again(answer.text, form)).status_code == 303
    assert hasty.get(answer.location or "/", follow_redirects=True).status_code == 200


@pytest.mark.parametrize("screen", SCREENS)
def test_the_unexpected_has_a_code_and_has_written_nothing_62(
    town: Town, hasty: Browser, screen: str, caplog: pytest.LogCaptureFixture
) -> None:
    _, form = town.open(screen, hasty)
    before = town.rows()

    def fail(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO audit_event"):
            raise RuntimeError("secret detail")

    with hasty.application.app_context():
        engine = db.engines[None]
    sa.event.listen(engine, "before_cursor_execute", fail)
    answer = send(hasty, form)
    sa.event.remove(engine, "before_cursor_execute", fail)

    words = words_of(answer.text)
    assert answer.status_code == 500
    code = words.partition("Có lỗi, mã ")[2][:6]
    assert f"failure {code}" in caplog.text
    assert NOTHING in words
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert town.rows() == before
    assert send(hasty, form).status_code == 303
