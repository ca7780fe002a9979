"""A client that behaves as a browser does, and looks at every page that it is given.

Each request runs in a context of its own: the test's application context, with its session and
its logged-in user, is not there, as in a real server.
"""

import re
from contextvars import Context
from typing import Any

import flask
import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ledger.db import db
from tests.make import PASSWORD

MAX_PAGE_BYTES = 50_000
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_H1 = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_POST_FORM = re.compile(r'<form[^>]*method="post".*?</form>', re.DOTALL)


class Browser(FlaskClient):
    """The client of the web tests."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:  # noqa: ANN401
        """Ask for a page, and check what every page must be."""
        if flask.has_app_context():
            db.session.rollback()  # let go of the write lock, as another person would
        kwargs.setdefault("buffered", True)  # read to the end, so that files are closed
        response: TestResponse = Context().run(super().open, *args, **kwargs)
        if response.mimetype == "text/html" and response.text and response.status_code != 303:
            check_page(response.text)
        return response

    def token(self) -> str:
        """Return a fresh CSRF token of this browser's session."""
        page = self.get("/login")
        found = _TOKEN.search(page.text)
        assert found
        return found[1]

    def submit(self, path: str, /, **fields: object) -> TestResponse:
        """Post a form with its token; files are passed as tuples, lists as lists."""
        return self.submit_fields(path, fields)

    def submit_fields(self, path: str, fields: dict[str, object]) -> TestResponse:
        """Post a form whose names are no Python names, such as ``amount[12]``."""
        data = {name: value for name, value in fields.items() if value is not None}
        return self.post(path, data={"csrf_token": self.token(), **data})

    def log_in(self, username: str, password: str = PASSWORD) -> TestResponse:
        """Log in and expect it to work."""
        response = self.submit("/login", username=username, password=password)
        assert response.status_code == 303, response.text
        return response

    def log_out(self) -> TestResponse:
        """Log out."""
        return self.submit("/logout")


def without_token(html: str) -> str:
    """Return a page without its CSRF token, which says in which second it was made."""
    return _TOKEN.sub("", html)


def check_page(html: str) -> None:
    """Check what every page must be: strict HTML, one heading, light, no inline style or script."""
    html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    assert len(html.encode()) < MAX_PAGE_BYTES
    headings, title = _H1.findall(html), _TITLE.search(html)
    assert len(headings) == 1
    assert title
    assert title[1].startswith(headings[0].strip())
    assert " style=" not in html
    assert "<script" not in html.replace('<script src="/static/', "")
    for form in _POST_FORM.findall(html):
        assert 'action="' in form
        assert "csrf_token" in form
