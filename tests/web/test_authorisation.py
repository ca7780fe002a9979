"""Every route × method × role: the declared table, the marks and the answers agree (P14, P15)."""

from collections.abc import Iterator
from typing import Any

import flask
import pytest
from werkzeug.routing import Rule

from ledger.models.users import Role
from ledger.web.access import STATIC, Mark, Open, mark_of
from tests.conftest import Store
from tests.web.authorisation import HIDDEN, TABLE
from tests.web.browser import Browser
from tests.web.conftest import username_of

LAST = ("sessions.end", "POST")
"""Asked for last: it ends the session that the others need."""


def routes(app: flask.Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in STATIC:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method


def address(app: flask.Flask, rule: Rule) -> str:
    """An address with 1 for every number: what the role may do is decided before it is looked up."""
    numbers: dict[str, Any] = dict.fromkeys(rule.arguments, 1)
    with app.test_request_context():
        return flask.url_for(rule.endpoint, **numbers)


def allows(mark: Mark, role: Role) -> bool:
    return isinstance(mark, Open) or role in mark


def test_every_route_stands_in_the_table_and_nothing_else_does(sqlite_store: Store) -> None:
    found = {(rule.endpoint, method) for rule, method in routes(sqlite_store.app)}

    assert found == set(TABLE)


def test_every_mark_is_the_one_in_the_table(sqlite_store: Store) -> None:
    app = sqlite_store.app
    marks = {(rule.endpoint, method): mark_of(app, rule.endpoint) for rule, method in routes(app)}

    assert marks == dict(TABLE)


def test_addresses_are_typed_and_in_kebab_case(sqlite_store: Store) -> None:
    for rule, _method in routes(sqlite_store.app):
        assert "<" not in rule.rule.replace("<int:", "").replace("<code:", ""), rule.rule
        words = [part for part in rule.rule.split("/") if not part.startswith("<")]
        assert all(word == word.lower() and "_" not in word for word in words), rule.rule


def test_a_stranger_is_sent_to_the_login_page(client: Browser, sqlite_store: Store) -> None:
    for rule, method in routes(sqlite_store.app):
        if TABLE[rule.endpoint, method] is not Open.PUBLIC:
            answer = client.open(address(sqlite_store.app, rule), method=method)
            assert answer.status_code == 303, rule.rule
            assert answer.location.startswith("/login"), rule.rule


@pytest.mark.parametrize("role", Role)
def test_a_role_is_let_in_where_the_table_says_and_nowhere_else(
    role: Role, client: Browser, sqlite_store: Store
) -> None:
    client.log_in(username_of(role))
    token = client.token()
    ordered = sorted(routes(sqlite_store.app), key=lambda one: (one[0].endpoint, one[1]) == LAST)
    for rule, method in ordered:
        path = address(sqlite_store.app, rule)
        data = {"csrf_token": token} if method == "POST" else None
        answer = client.open(path, method=method, data=data)
        if allows(TABLE[rule.endpoint, method], role):
            assert answer.status_code not in {400, 401, 403, 405, 500, 503}, (rule.rule, method)
        else:
            refused = 404 if rule.endpoint.partition(".")[0] in HIDDEN else 403
            assert answer.status_code == refused, (rule.rule, method)
