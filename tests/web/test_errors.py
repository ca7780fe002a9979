"""What failures look like, and that nothing is said to be lost before it was looked for."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import flask
import pytest
import sqlalchemy as sa
import time_machine
from werkzeug.exceptions import Conflict

from ledger.app import create_app
from ledger.db import db, run
from ledger.errors import (
    BookBroken,
    CampaignNotOpen,
    CommitUncertain,
    LedgerError,
    NotAllowed,
    NotFound,
    StoreBusy,
    StoreFull,
    TooManyLogins,
    WeakPassword,
    WrongLogin,
)
from ledger.models.journal import SubmissionKind
from ledger.models.users import UserAccount
from ledger.reports.scope import actor_of
from ledger.services import submissions
from ledger.web.access import MARK, Open
from ledger.web.errors import status_of
from tests import make
from tests.conftest import PostgresStore, Store
from tests.web.browser import Browser
from tests.web.conftest import browser_on, settle

KEY = "0123456789abcdef0123"
NOTHING = "Chưa ghi sổ khoản nào."


class DiskGone(RuntimeError):
    """The disk breaks in the middle of a request."""

    def __init__(self, file: Path) -> None:
        super().__init__("disk gone")
        self.file = file


@pytest.fixture
def failing(sqlite_store: Store, world: make.World) -> Callable[[Exception], Browser]:
    """A maker of browsers on an application whose page ``/fail`` fails as told."""

    def make_client(error: Exception) -> Browser:
        app = create_app(sqlite_store.app.config["LEDGER"], TESTING=True)

        def fail() -> str:
            if isinstance(error, DiskGone):
                error.file.write_bytes(b"this is no database" * 100)
            raise error

        setattr(fail, MARK, Open.SIGNED_IN)
        app.add_url_rule("/fail", "fail", fail, methods=["GET", "POST"])
        if "submissions.show" not in app.view_functions:

            def show(submission_id: int) -> str:
                return str(submission_id)

            setattr(show, MARK, Open.SIGNED_IN)
            app.add_url_rule("/submissions/<int:submission_id>", "submissions.show", show)
        app.test_client_class = Browser
        client = app.test_client()
        assert isinstance(client, Browser)
        client.log_in("quantri")
        return client

    return make_client


def record(world: make.World) -> int:
    """Record a submission under the key, as if the answer had been lost on its way."""

    def work() -> int:
        actor = actor_of(db.session.get_one(UserAccount, world.user_id))
        submission, _new = submissions.begin(
            actor,
            key=KEY,
            kind=SubmissionKind.MOVEMENT,
            body_digest="0" * 64,
            describe=lambda _submission: "",
        )
        return submission.id

    return run(work)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound(), 404),
        (NotAllowed(), 403),
        (CampaignNotOpen(2024), 409),
        (WeakPassword(), 422),
        (WrongLogin(), 422),
        (TooManyLogins(), 429),
        (StoreBusy(), 503),
        (StoreFull(), 503),
        (CommitUncertain(), 503),
    ],
)
def test_each_family_has_its_answer_59_60(
    failing: Callable[[Exception], Browser], error: LedgerError, status: int
) -> None:
    assert status_of(error) == status
    client = failing(error)

    looked = client.get("/fail")
    wrote = client.submit("/fail")

    assert looked.status_code == wrote.status_code == status
    assert str(error).partition(" (")[0] in looked.text
    assert NOTHING not in looked.text
    assert NOTHING in wrote.text


@pytest.mark.parametrize("error", [StoreBusy(), CommitUncertain()])
def test_what_was_typed_can_be_tried_again_59_61(
    failing: Callable[[Exception], Browser], error: Exception
) -> None:
    client = failing(error)

    page = client.submit("/fail", submission_key=KEY, note="Trần Thị Bình")
    secret = client.submit("/fail", password="bí mật", note="x")

    assert page.status_code == secret.status_code == 503
    assert 'action="/fail"' in page.text
    assert f'name="submission_key" value="{KEY}"' in page.text
    assert 'value="Trần Thị Bình"' in page.text
    assert ">Thử lại</button>" in page.text
    assert NOTHING in page.text
    assert "bí mật" not in secret.text


@pytest.mark.parametrize("error", [RuntimeError("secret detail"), BookBroken("secret guard")])
def test_a_failure_has_a_code_and_no_trace_62(
    failing: Callable[[Exception], Browser],
    error: Exception,
    caplog: pytest.LogCaptureFixture,
) -> None:
    page = failing(error).submit("/fail")

    assert page.status_code == 500
    code = page.text.partition("Có lỗi, mã ")[2][:6]
    assert len(code) == 6
    assert f"failure {code}" in caplog.text
    assert "secret" in caplog.text
    assert "secret" not in page.text
    assert "Traceback" not in page.text
    assert page.text.count(NOTHING) == 1


@pytest.mark.parametrize("error", [RuntimeError("after the commit"), CommitUncertain()])
def test_what_was_recorded_after_all_is_shown_61(
    failing: Callable[[Exception], Browser], world: make.World, error: Exception
) -> None:
    recorded = record(world)

    answer = failing(error).submit("/fail", submission_key=KEY)

    assert answer.status_code == 303
    assert answer.location == f"/submissions/{recorded}"


@pytest.mark.parametrize("key", [KEY, "another key of nobody", ""])
def test_what_was_not_recorded_is_said_to_be_so(
    failing: Callable[[Exception], Browser], key: str
) -> None:
    answer = failing(CommitUncertain()).submit("/fail", submission_key=key)

    assert answer.status_code == 503
    assert NOTHING in answer.text


def test_a_page_of_its_own_is_passed_on(failing: Callable[[Exception], Browser]) -> None:
    own = Conflict(response=flask.Response("của riêng", 409, mimetype="text/plain"))

    assert failing(own).get("/fail").text == "của riêng"


@pytest.fixture
def database(sqlite_store: Store) -> Path:
    """The file of the database."""
    path = db.engine.url.database
    assert path
    return Path(path)


def test_a_database_that_is_gone_is_a_failure_with_a_page(
    failing: Callable[[Exception], Browser], database: Path
) -> None:
    client = failing(RuntimeError("x"))
    token = client.token()
    database.write_bytes(b"this is no database" * 100)

    page = client.post("/fail", data={"csrf_token": token, "submission_key": KEY})

    assert page.status_code == 500
    assert "Có lỗi, mã " in page.text


def test_a_database_that_goes_meanwhile_is_a_failure_with_a_page(
    failing: Callable[[Exception], Browser], database: Path
) -> None:
    page = failing(DiskGone(database)).submit("/fail", submission_key=KEY)

    assert page.status_code == 500
    assert "Có lỗi, mã " in page.text


def test_where_nothing_can_be_written_people_still_read_60_p23(
    postgres_store: PostgresStore,
) -> None:
    settle(postgres_store)
    client = browser_on(postgres_store)
    with time_machine.travel("2026-03-02T05:00:00+00:00", tick=False) as time:
        client.log_in("quantri")
        token = client.token()
        set_read_only(postgres_store)
        time.shift(timedelta(minutes=2))

        looked = client.get("/users")
        wrote = client.post("/logout", data={"csrf_token": token})

    assert looked.status_code == 200
    assert wrote.status_code == 503
    assert "Máy chủ hết chỗ lưu; chưa ghi. Đã báo quản trị. Vẫn xem được báo cáo." in wrote.text


def set_read_only(store: PostgresStore) -> None:
    """Let the server take no writes, as with a full disk; only this test's database."""
    engine = sa.create_engine(store.server.admin_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(
            "ALTER DATABASE test_ledger SET default_transaction_read_only = on"
        )
    engine.dispose()
    with store.app.app_context():
        for one in db.engines.values():
            one.dispose()
