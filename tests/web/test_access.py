"""Marks on views, the way to the login page and back, and refusals."""

import flask
import pytest

from ledger.app import create_app
from ledger.errors import NotAllowed
from ledger.models.users import Role
from ledger.web.access import access, actor, public, require_marks, safe_next, signed_in
from ledger.web.navigation import DAILY, ENTRIES
from tests.conftest import Store
from tests.web.browser import Browser
from tests.web.conftest import username_of


def test_a_view_without_a_mark_stops_the_start(sqlite_store: Store) -> None:
    app = create_app(sqlite_store.app.config["LEDGER"], TESTING=True)
    app.add_url_rule("/bare", "bare", lambda: "")

    with pytest.raises(RuntimeError, match="without an access mark: bare"):
        require_marks(app)


def test_a_view_without_a_mark_is_refused_if_it_gets_by(sqlite_store: Store) -> None:
    app = create_app(sqlite_store.app.config["LEDGER"], TESTING=True)
    app.add_url_rule("/bare", "bare", lambda: "secret")
    app.test_client_class = Browser

    assert app.test_client().get("/bare").status_code == 303


def test_a_view_is_marked_once() -> None:
    def view() -> str:
        return ""

    with pytest.raises(RuntimeError, match="marked twice"):
        public(signed_in(view))
    with pytest.raises(RuntimeError, match="marked twice"):
        access(Role.ADMIN)(view)


def test_nobody_acts_where_nobody_is_logged_in(sqlite_store: Store) -> None:
    with sqlite_store.app.test_request_context("/"), pytest.raises(NotAllowed):
        actor()


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "////evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/a\\b",
        "/a b",
        "/a\r\nSet-Cookie: x=1",
        "/\t/evil.example",
        "users",
        "/" + "a" * 200,
        "",
        None,
    ],
)
def test_the_way_on_leads_nowhere_else_r11(target: str | None) -> None:
    assert safe_next(target) == "/"


@pytest.mark.parametrize("target", ["/users", "/members?q=An&page=2", "/"])
def test_the_way_on_stays_on_this_site(target: str) -> None:
    assert safe_next(target) == target


def test_the_login_leads_back_to_the_page_that_was_wanted(client: Browser) -> None:
    sent = client.get("/users?x=1")

    assert sent.location == "/login?next=/users?x%3D1"
    assert 'name="next" value="/users?x=1"' in client.get(sent.location).text
    entered = client.submit(
        "/login", username="quantri", password="mật khẩu dài để thử nghiệm", next="/users?x=1"
    )
    assert entered.location == "/users?x=1"


def test_an_outside_address_leads_home_after_the_login_39(client: Browser) -> None:
    entered = client.submit(
        "/login",
        username="quantri",
        password="mật khẩu dài để thử nghiệm",
        next="https://evil.example",
    )

    assert entered.location == "/"


def test_a_role_that_may_not_gets_a_sentence_and_a_line_in_the_log(
    client: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    client.log_in(username_of(Role.SECRETARY))

    looked = client.get("/users")
    wrote = client.submit("/users", username="x")

    assert looked.status_code == wrote.status_code == 403
    assert "không có quyền" in looked.text
    assert "Chưa ghi sổ khoản nào." not in looked.text
    assert "Chưa ghi sổ khoản nào." in wrote.text
    assert "403 refused to user" in caplog.text


def test_what_is_out_of_scope_looks_like_what_does_not_exist_36(client: Browser) -> None:
    client.log_in("quantri")

    missing = client.get("/users/999999")
    no_page = client.get("/no-such-page")

    assert missing.status_code == no_page.status_code == 404
    assert "Không tìm thấy." in missing.text
    assert missing.text.replace(' aria-current="page"', "") == no_page.text


def test_a_stranger_who_posts_is_led_back_to_the_form(client: Browser) -> None:
    plain = client.post("/users", data={"username": "x"})
    from_page = client.post("/users", headers={"Referer": "http://localhost/users/new"})
    from_afar = client.post("/users", headers={"Referer": "http://evil.example/users/new"})

    assert plain.location == from_afar.location == "/login"
    assert from_page.location == "/login?next=/users/new"


def test_the_menu_shows_what_the_role_may_open(client: Browser) -> None:
    client.log_in("quantri")
    assert 'href="/users"' in client.get("/").text
    client.log_out()
    client.log_in(username_of(Role.INSPECTOR))
    assert 'href="/users"' not in client.get("/").text


@pytest.mark.parametrize("role", Role)
def test_what_a_role_does_most_days_stands_in_its_menu(role: Role, client: Browser) -> None:
    client.log_in(username_of(role))

    side = client.get("/").text.partition('<nav class="side"')[2].partition("</nav>")[0]

    assert DAILY[role]
    for endpoint in DAILY[role]:
        assert f">{ENTRIES[endpoint]}</a>" in side


@pytest.mark.parametrize("role", Role)
def test_no_menu_has_more_than_seven_entries(role: Role, client: Browser) -> None:
    client.log_in(username_of(role))

    side = client.get("/").text.partition('<nav class="side"')[2].partition("</nav>")[0]

    assert 1 <= side.count("<li>") <= 7


def test_the_way_into_a_form_is_kept_out_of_other_peoples_pages(sqlite_store: Store) -> None:
    from ledger.web.access import same_origin

    cases = {
        "same-origin": True,
        "cross-site": False,
        "same-site": False,
        "none": False,
    }
    for value, expected in cases.items():
        with sqlite_store.app.test_request_context("/", headers={"Sec-Fetch-Site": value}):
            assert same_origin() is expected
    for value, expected in {"http://localhost": True, "https://localhost": False}.items():
        with sqlite_store.app.test_request_context("/", headers={"Origin": value}):
            assert same_origin() is expected
    with sqlite_store.app.test_request_context("/"):
        assert same_origin() is False
        assert flask.request.path == "/"
