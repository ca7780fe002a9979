"""Addresses are plain, typed and marked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from ledger.app import create_app
from ledger.web.access import STATIC
from tests.conftest import make_config

if TYPE_CHECKING:
    import flask
    from werkzeug.routing import Rule

SEGMENT = re.compile(
    r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)?|<int:[a-z]+(_[a-z]+)*>(\.pdf|\.xlsx)?|<code:code>"
)
COUNTED = {"copy_no", "year", "number", "code"}
"""What stands in addresses and is not a row's number; a receipt's code is in its QR code."""


@pytest.fixture(scope="module")
def app() -> flask.Flask:
    """The application, without a database behind it."""
    return create_app(make_config("sqlite://"), check_guards=False)


def rules(app: flask.Flask) -> list[Rule]:
    """Return our own addresses."""
    found = [rule for rule in app.url_map.iter_rules() if rule.endpoint not in STATIC]
    assert len(found) > 20
    return found


def test_addresses_are_kebab_case_with_typed_parameters(app: flask.Flask) -> None:
    odd = [
        rule.rule
        for rule in rules(app)
        for segment in rule.rule.split("/")[1:]
        if segment and not SEGMENT.fullmatch(segment)
    ]
    assert odd == []
    assert [rule.rule for rule in rules(app) if rule.rule != "/" and rule.rule.endswith("/")] == []


def test_parameters_are_ids(app: flask.Flask) -> None:
    odd = [
        rule.rule
        for rule in rules(app)
        for name in rule.arguments
        if not name.endswith("_id") and name not in COUNTED
    ]
    assert odd == []


def test_an_address_reads_or_writes_never_both(app: flask.Flask) -> None:
    for rule in rules(app):
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        assert methods in ({"GET"}, {"POST"}), rule


def test_every_address_has_one_view_and_every_view_one_address(app: flask.Flask) -> None:
    keys = [(rule.rule, *sorted(rule.methods or ())) for rule in rules(app)]
    assert len(keys) == len(set(keys))
    endpoints = [rule.endpoint for rule in rules(app)]
    assert len(endpoints) == len(set(endpoints))


def test_views_have_the_names_of_their_nouns(app: flask.Flask) -> None:
    for rule in rules(app):
        noun, _, view = rule.endpoint.partition(".")
        assert noun in app.blueprints
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*_?", view), rule.endpoint
        assert app.view_functions[rule.endpoint].__module__ == f"ledger.web.{noun}"
