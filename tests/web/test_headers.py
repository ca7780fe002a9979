"""What every answer carries, which hosts are answered, and how much may be sent."""

import dataclasses

import pytest

from ledger.app import create_app
from tests.conftest import Store
from tests.web.browser import Browser

PAGES = ("/", "/login", "/healthz", "/no-such-page", "/users/1", "/static/style.css")


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_protects_its_reader(client: Browser, path: str) -> None:
    headers = client.get(path).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers
    assert "Access-Control-Allow-Origin" not in headers
    assert "Server" not in headers


@pytest.mark.parametrize("path", ["/login", "/no-such-page"])
def test_pages_run_nothing_inline_and_are_kept_nowhere(client: Browser, path: str) -> None:
    headers = client.get(path).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "object-src 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "form-action 'self'" in policy
    assert headers["Cache-Control"] == "no-store"


def test_style_sheets_may_be_kept(client: Browser) -> None:
    page = client.get("/login").text

    assert "/static/style.css?v=" in page
    for path in ("/static/style.css", "/bootstrap/static/css/bootstrap.min.css"):
        assert "no-store" not in client.get(path).headers["Cache-Control"]


def test_the_cookie_is_for_this_site_alone(client: Browser) -> None:
    cookie = client.get("/login").headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_behind_https_the_cookie_and_the_browser_stay_there(sqlite_store: Store) -> None:
    config = dataclasses.replace(
        sqlite_store.app.config["LEDGER"], public_url="https://so.tanhoa.example:8443/x"
    )
    client = create_app(config, TESTING=True).test_client()

    headers = client.get("/login", base_url="https://so.tanhoa.example:8443").headers

    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert headers["Set-Cookie"].startswith("__Host-session=")
    assert "Secure" in headers["Set-Cookie"]


def test_other_hosts_are_not_answered_65(sqlite_store: Store) -> None:
    config = dataclasses.replace(sqlite_store.app.config["LEDGER"], trusted_hosts=("may-chu",))
    client = create_app(config, TESTING=True).test_client()

    assert client.get("/login", base_url="http://may-chu:8000").status_code == 200
    assert client.get("/login", base_url="http://127.0.0.1:8000").status_code == 200
    for host in ("evil.example", "may-chu.evil.example", "localhost.evil.example"):
        refused = client.get("/login", base_url=f"http://{host}")
        assert refused.status_code == 400
        assert host not in refused.text
    told = client.get("/login", headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in told.text


def test_a_file_above_ten_megabytes_is_refused_in_words_47(client: Browser) -> None:
    client.log_in("quantri")

    refused = client.post("/users", data=b"x" * (11 * 1024 * 1024))

    assert refused.status_code == 413
    assert "Tệp quá 10 MB." in refused.text
    assert "Chưa ghi sổ khoản nào." in refused.text


def test_a_form_above_its_limit_is_refused(client: Browser) -> None:
    client.log_in("quantri")

    for kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        refused = client.post("/users", data={"username": "x" * 505_000}, content_type=kind)
        assert refused.status_code == 413
        assert "Chưa ghi sổ khoản nào." in refused.text


def test_a_sheet_of_sixty_people_is_far_from_the_limit(client: Browser) -> None:
    client.log_in("quantri")
    fields: dict[str, object] = {f"amount[{row}]": "158.000" for row in range(400)}

    assert client.submit_fields("/users", fields).status_code == 422


def test_a_way_of_asking_that_a_page_does_not_know(client: Browser) -> None:
    client.log_in("quantri")

    refused = client.delete("/users/1", headers={"X-CSRFToken": client.token()})

    assert refused.status_code == 405
    assert "Trang này không nhận cách gửi đó." in refused.text
