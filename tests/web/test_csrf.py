"""Only our own forms change things; what was typed into one that is too old is not lost."""

import re

import pytest
import sqlalchemy as sa

from ledger.db import db
from ledger.models.users import Role, UserAccount
from ledger.web.access import Open
from tests.conftest import Store
from tests.web.authorisation import TABLE
from tests.web.browser import Browser
from tests.web.conftest import username_of
from tests.web.test_authorisation import address, routes

EXPIRED = "Phiên nhập đã quá hạn"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def someone_for(mark: object) -> Role:
    return min(mark) if isinstance(mark, frozenset) else Role.ADMIN


def test_no_form_works_without_its_token(client: Browser, sqlite_store: Store) -> None:
    before = db.session.scalar(sa.select(sa.func.count(UserAccount.id)))
    posts = [rule for rule, method in routes(sqlite_store.app) if method == "POST"]
    for role in Role:
        client.log_in(username_of(role))
        for rule in posts:
            mark = TABLE[rule.endpoint, "POST"]
            if someone_for(mark) is role or (mark is Open.SIGNED_IN and role is Role.ADMIN):
                path = address(sqlite_store.app, rule)
                assert client.post(path).status_code == 400, rule.rule
                assert client.post(path, data={"csrf_token": "x.y.z"}).status_code == 400
        client.delete_cookie("session")
    assert db.session.scalar(sa.select(sa.func.count(UserAccount.id))) == before


def test_a_token_of_another_session_does_not_work(client: Browser) -> None:
    stranger = client.token()
    client.log_in("quantri")

    refused = client.post("/users", data={"csrf_token": stranger, "username": "an"})

    assert refused.status_code == 400
    assert "Chưa ghi sổ khoản nào." in refused.text


def test_what_was_typed_comes_back_with_a_fresh_token_38(client: Browser) -> None:
    client.log_in("quantri")

    page = client.post(
        "/users?from=list",
        data={"csrf_token": "old", "username": "an", "full_name": '"><script>'},
        headers=SAME_ORIGIN,
    )

    assert page.status_code == 400
    assert "Phiên nhập đã quá hạn; dữ liệu còn trên màn hình, bấm Ghi sổ." in page.text
    assert "Chưa ghi sổ khoản nào." in page.text
    assert 'action="/users?from=list"' in page.text
    assert 'name="username" value="an"' in page.text
    assert "<script" not in page.text
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page.text)[-1]
    sent = client.post("/users", data={"csrf_token": token, "username": "an"})
    assert sent.status_code == 422


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Referer": "http://evil.example/login"},
        {},
    ],
)
def test_a_strangers_page_does_not_get_its_fields_confirmed(
    client: Browser, headers: dict[str, str]
) -> None:
    client.log_in("quantri")

    page = client.post("/users", data={"username": "evil"}, headers=headers)

    assert page.status_code == 400
    assert EXPIRED in page.text
    assert "evil" not in page.text


def test_a_password_is_never_sent_back(client: Browser) -> None:
    client.log_in("quantri")

    page = client.post(
        "/users", data={"username": "an", "password": "bí mật lắm đấy"}, headers=SAME_ORIGIN
    )

    assert page.status_code == 400
    assert "bí mật" not in page.text


def test_a_login_form_that_is_too_old_says_so(client: Browser) -> None:
    page = client.post("/login", data={"username": "quantri", "password": "x"}, headers=SAME_ORIGIN)

    assert page.status_code == 400
    assert EXPIRED in page.text


def test_behind_https_the_page_that_sends_must_be_ours(client: Browser) -> None:
    client.log_in("quantri")
    token = client.token()

    refused = client.post("/users", data={"csrf_token": token}, base_url="https://localhost")

    assert refused.status_code in {303, 400}
