"""Logging in and out: what ends a session, what is counted, what is kept."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from ledger import clock
from ledger.crypto import token_hash
from ledger.db import db, run
from ledger.models.audit_events import AuditEvent
from ledger.models.installation import Installation
from ledger.models.users import LoginAttempt, LoginSession, Role, UserAccount
from ledger.reports.scope import Actor, actor_of
from ledger.services import logins, users
from ledger.web import installation
from tests import make
from tests.conftest import Store
from tests.make import PASSWORD
from tests.web.browser import Browser
from tests.web.conftest import username_of

WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."
TOO_MANY = "Sai quá nhiều lần. Thử lại sau 5 phút."
NEW_PASSWORD = "trâu trắng thong thả gặm cỏ bên sông"
NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)


def is_in(client: Browser) -> bool:
    return client.get("/").status_code == 200


def admin(world: make.World) -> Actor:
    return actor_of(db.session.get_one(UserAccount, world.user_id))


def account_id(username: str) -> int:
    return db.session.scalars(
        sa.select(UserAccount.id).where(UserAccount.username == username)
    ).one()


def test_a_person_logs_in_and_out(both_client: Browser) -> None:
    assert not is_in(both_client)
    both_client.log_in("quantri")
    assert is_in(both_client)
    left = both_client.log_out()
    assert left.status_code == 303
    assert not is_in(both_client)


def test_a_name_is_read_as_people_type_it(client: Browser) -> None:
    client.log_in("  QuanTri ")
    assert is_in(client)


def test_the_old_cookie_opens_nothing_after_logout(
    client: Browser, new_client: Callable[[], Browser]
) -> None:
    client.log_in("quantri")
    cookie = client.get_cookie("session")
    assert cookie
    thief = new_client()
    thief.set_cookie("session", cookie.value)
    assert is_in(thief)

    client.log_out()

    assert not is_in(thief)


def test_logging_out_twice_is_no_error(client: Browser) -> None:
    assert client.log_out().status_code == 303


def test_a_login_brings_a_session_of_its_own_and_ends_the_one_before(client: Browser) -> None:
    client.log_in("quantri")
    with client.session_transaction() as cookie:
        first = cookie["_user_id"]
        cookie["planted"] = "x"

    client.log_in(username_of(Role.SECRETARY))

    with client.session_transaction() as cookie:
        assert cookie["_user_id"] != first
        assert "planted" not in cookie
    row = db.session.get_one(LoginSession, token_hash(first))
    assert row.ended_at is not None


def test_the_database_never_sees_a_token(client: Browser) -> None:
    client.log_in("quantri")
    with client.session_transaction() as cookie:
        token = cookie["_user_id"]

    row = db.session.scalars(sa.select(LoginSession)).one()

    assert row.token_hash != token
    assert row.token_hash == token_hash(token)


@pytest.mark.parametrize(
    ("username", "password"),
    [("quantri", "sai"), ("nobody", PASSWORD), ("quantri", PASSWORD + " ")],
)
def test_a_wrong_name_and_a_wrong_password_read_the_same(
    client: Browser, username: str, password: str
) -> None:
    refused = client.submit("/login", username=username, password=password)

    assert refused.status_code == 422
    assert WRONG in refused.text
    assert f'value="{username}"' in refused.text
    assert password not in refused.text


def test_an_empty_form_says_what_is_missing(client: Browser) -> None:
    refused = client.submit("/login", username="", password="")

    assert refused.status_code == 422
    assert "Chưa nhập tên đăng nhập." in refused.text
    assert "Chưa nhập mật khẩu." in refused.text


@pytest.mark.parametrize("username", ["quantri", "nobody"])
def test_the_sixth_attempt_waits_whatever_the_name_40_41(
    both_client: Browser, username: str
) -> None:
    for _ in range(5):
        assert both_client.submit("/login", username=username, password="sai").status_code == 422

    sixth = both_client.submit("/login", username=username.upper(), password="sai")
    right = both_client.submit("/login", username=username, password=PASSWORD)

    assert sixth.status_code == right.status_code == 429
    assert TOO_MANY in sixth.text
    assert TOO_MANY in right.text
    assert not is_in(both_client)


def test_others_may_log_in_meanwhile_and_five_minutes_are_enough(client: Browser) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        for _ in range(6):
            client.submit("/login", username="quantri", password="sai")
        client.log_in(username_of(Role.OFFICE))
        client.log_out()
        time.shift(timedelta(minutes=5, seconds=1))
        client.log_in("quantri")
        assert is_in(client)
    assert db.session.scalar(sa.select(sa.func.count(LoginAttempt.id))) == 0


def test_the_right_password_clears_the_count(client: Browser) -> None:
    for _ in range(3):
        for _ in range(4):
            client.submit("/login", username="quantri", password="sai")
        client.log_in("quantri")
        client.log_out()


def test_a_session_ends_after_half_an_idle_hour(client: Browser) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        client.log_in("quantri")
        time.shift(timedelta(minutes=29))
        assert is_in(client)
        time.shift(timedelta(minutes=29))
        assert is_in(client)
        time.shift(timedelta(minutes=31))
        assert not is_in(client)


def test_a_session_ends_after_twelve_busy_hours(client: Browser) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        client.log_in("quantri")
        for _ in range(36):
            time.shift(timedelta(minutes=20))
            assert is_in(client)
        time.shift(timedelta(minutes=1))
        assert not is_in(client)


def test_being_here_is_noted_at_most_once_a_minute(client: Browser) -> None:
    def seen_at() -> datetime:
        db.session.rollback()
        return db.session.scalars(sa.select(LoginSession.seen_at)).one()

    with time_machine.travel(NOON, tick=False) as time:
        client.log_in("quantri")
        time.shift(timedelta(seconds=59))
        client.get("/")
        assert seen_at() == NOON
        time.shift(timedelta(seconds=1))
        client.get("/")
        assert seen_at() == NOON + timedelta(minutes=1)


def test_a_disabled_account_is_out_at_once(client: Browser, world: make.World) -> None:
    client.log_in(username_of(Role.OFFICE))
    run(users.disable_user, admin(world), account_id("office"))

    assert not is_in(client)
    refused = client.submit("/login", username="office", password=PASSWORD)
    assert WRONG in refused.text


def test_a_disabled_account_is_out_even_if_a_session_was_left(client: Browser) -> None:
    client.log_in(username_of(Role.OFFICE))

    def disable_only() -> None:
        db.session.get_one(UserAccount, account_id("office")).disabled_at = clock.now()

    run(disable_only)
    assert not is_in(client)


def test_a_new_password_ends_every_session(client: Browser, world: make.World) -> None:
    client.log_in(username_of(Role.OFFICE))
    run(users.set_password, admin(world), account_id("office"), password=NEW_PASSWORD)

    assert not is_in(client)
    client.log_in("office", NEW_PASSWORD)
    assert is_in(client)


def test_a_login_is_written_down(client: Browser, world: make.World) -> None:
    client.log_in("quantri")

    event = db.session.scalars(
        sa.select(AuditEvent).where(AuditEvent.action == "session.start")
    ).one()

    assert event.user_id == world.user_id


def kept_of(html: str) -> str:
    found = re.search(r'name="kept" value="([^"]+)"', html)
    assert found
    return found[1]


def expired_form(client: Browser, username: str = "quantri") -> str:
    """Send a form after the session has run out; return what the login page keeps of it."""
    with time_machine.travel(NOON, tick=False) as time:
        client.log_in(username)
        token = client.token()
        time.shift(timedelta(hours=1))
        answer = client.post(
            "/users", data={"csrf_token": token, "username": "an", "full_name": "<b>Ân</b>"}
        )
    assert answer.status_code == 401
    assert "Phiên làm việc đã hết hạn." in answer.text
    assert "Chưa ghi sổ khoản nào." in answer.text
    assert "<b>" not in answer.text
    return kept_of(answer.text)


def test_a_form_sent_too_late_comes_back_after_the_login_39(client: Browser) -> None:
    kept = expired_form(client)

    page = client.submit("/login", username="quantri", password=PASSWORD, kept=kept)

    assert page.status_code == 200
    assert 'action="/users"' in page.text
    assert 'name="username" value="an"' in page.text
    assert "&lt;b&gt;" in page.text
    token = re.search(
        r'action="/users">\s*<input type="hidden" name="csrf_token" value="([^"]+)"', page.text
    )
    assert token
    sent = client.post("/users", data={"csrf_token": token[1], "username": "an"})
    assert sent.status_code == 422
    assert "Chưa nhập họ tên." in sent.text


def test_a_wrong_password_does_not_lose_the_form(client: Browser) -> None:
    kept = expired_form(client)

    page = client.submit("/login", username="quantri", password="sai", kept=kept)

    assert kept_of(page.text) == kept


def test_nobody_else_gets_the_kept_form(client: Browser) -> None:
    kept = expired_form(client)

    other = client.submit("/login", username="office", password=PASSWORD, kept=kept)
    forged = client.submit("/login", username="quantri", password=PASSWORD, kept="x" * 80)

    assert other.status_code == forged.status_code == 303


def test_a_form_of_a_strangers_page_is_not_kept(client: Browser) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        client.log_in("quantri")
        time.shift(timedelta(hours=1))
        answer = client.post("/users", data={"username": "evil"})

    assert answer.status_code == 303
    assert answer.location == "/login"


def make_demo(store: Store) -> None:
    def mark() -> None:
        db.session.add(Installation(id=1, demo_on=date(2024, 12, 20)))

    run(mark)
    installation.forget(store.app)


@pytest.fixture
def demo(client: Browser, sqlite_store: Store) -> Browser:
    """A browser on the demo database."""
    make_demo(sqlite_store)
    return client


def test_the_demo_has_a_button_for_each_role_and_says_what_it_is(demo: Browser) -> None:
    page = demo.get("/login").text

    assert page.count('name="username" value=') == len(Role)
    assert "Bản dùng thử – ngày làm việc 20/12/2024 cố định, dữ liệu bịa" in page
    assert demo.submit("/demo-login", username="office").status_code == 303
    assert is_in(demo)
    assert "Bản dùng thử" in demo.get("/").text


def test_the_demos_buttons_work_on_this_machine_only(demo: Browser) -> None:
    elsewhere = {"REMOTE_ADDR": "192.168.1.20"}
    token = demo.token()

    page = demo.get("/login", environ_overrides=elsewhere).text
    answer = demo.post(
        "/demo-login",
        data={"csrf_token": token, "username": "office"},
        environ_overrides=elsewhere,
    )

    assert "/demo-login" not in page
    assert answer.status_code == 404
    assert not is_in(demo)


@pytest.mark.parametrize("username", ["nobody", "", None])
def test_a_button_that_the_demo_does_not_have(demo: Browser, username: str | None) -> None:
    answer = demo.submit("/demo-login", username=username)

    assert answer.status_code in {404, 422}
    assert not is_in(demo)


def test_a_real_database_has_no_door_without_a_password(client: Browser) -> None:
    assert "/demo-login" not in client.get("/login").text
    assert client.submit("/demo-login", username="office").status_code == 404
    assert "Bản dùng thử" not in client.get("/login").text


def test_sessions_of_the_demo_live_in_real_time(demo: Browser) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        demo.log_in("quantri")
        time.shift(timedelta(minutes=31))
        assert not is_in(demo)
    assert db.session.scalars(sa.select(LoginSession.created_at)).one() == NOON


def test_a_session_that_is_not_touched_in_time_stays_dead(world: make.World) -> None:
    with time_machine.travel(NOON, tick=False):
        token = run(logins.start_session_named, "quantri")
        run(logins.end_session, token)
        run(logins.touch_session, token)

        assert logins.find_session(token) is None
        assert logins.find_session("x") is None
        assert logins.user_of("x") is None
        assert logins.user_of(token) == world.user_id
