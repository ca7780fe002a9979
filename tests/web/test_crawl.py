"""Walk through every page as every role, over a database in which every text is a script.

The district is walked through twice: as it is, and with three of everything. What is proved of each
page: nothing of the script is more than text, the page is strict and light HTML (the ``Browser``
looks at that), its reader is protected by headers, and it takes a fixed number of statements.
Then every word of an address, and every form, is sent what nobody's browser sends.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode, urlsplit

import pytest

from ledger.db import db
from ledger.models.users import Role
from ledger.web import installation
from tests import collecting
from tests.conftest import PostgresStore, SqliteStore, Store
from tests.house.sources import ROOT
from tests.web.authorisation import TABLE
from tests.web.browser import Browser
from tests.web.district import SCRIPT, District, raw_script_in, taint
from tests.web.pages import PageForm, forms_of, links_of, words_of
from tests.web.town import STRANGE, new_browser, send

MOST_STATEMENTS = 12
MOST_OF_AN_INSPECTOR = 16
"""Their decision is looked up, and that they read names is written down in a second transaction."""

UNLINKED = frozenset({"health.show", "sessions.new"})
"""Pages for machines, and for those who are not logged in."""

GROWING = frozenset(
    {"attachment", "audit_event", "bank_line", "contribution", "event", "event_party", "list_entry",
     "transfer", "voucher"}
)  # fmt: skip
"""Tables that grow with every year and every receipt: none of a page's statements reads one whole."""

OF_ALL_YEARS = frozenset({"progress", "statements", "summaries"})
"""Pages that compare the programme's years add up the lists and gifts of all of them."""

NOT_SHOWN = frozenset({"base_pay.legal_basis"})
"""Texts that are kept as evidence, and that no screen shows yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One page that was opened."""

    role: Role
    path: str
    endpoint: str
    status: int
    headers: Mapping[str, str]
    html: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """All that was opened by everybody, with their browsers."""

    visits: list[Visit]
    browsers: dict[Role, Browser]


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """Both walks, and the columns that hold the script."""

    small: Walk
    large: Walk
    tainted: frozenset[str]

    @property
    def visits(self) -> list[Visit]:
        """Every page of both."""
        return self.small.visits + self.large.visits


def build(store: Store, scale: int) -> tuple[District, dict[Role, Browser]]:
    """Build a district in a fresh database, with everybody logged in."""
    store.reset()
    installation.forget(store.app)
    with store.app.app_context():
        district = District(scale)
        browsers = {person.role: new_browser(store.app) for person in district.people}
        for person in district.people:
            browsers[person.role].log_in(person.username)
        db.session.remove()
    store.dispose()
    return district, browsers


def walk(store: Store, district: District, browsers: dict[Role, Browser], of_a_kind: int) -> Walk:
    """Open every page that every role can reach by links, a few of each kind."""
    installation.forget(store.app)
    with store.app.app_context():
        visits = [
            visit
            for role, browser in browsers.items()
            for visit in _steps(browser, role, ["/", *district.doors.get(role, [])], of_a_kind)
        ]
        db.session.remove()
    store.dispose()
    return Walk(visits=visits, browsers=browsers)


def _steps(browser: Browser, role: Role, waiting: list[str], of_a_kind: int) -> Iterator[Visit]:
    browser.get("/login")  # what an application reads once is read
    routes = browser.application.url_map.bind("localhost")
    seen, kinds = set(waiting), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        with collecting.counted_statements() as statements:
            try:
                answer = browser.get(path)
            except BaseException as error:
                error.add_note(f"{role} at {path}")
                raise
        html = answer.text if answer.mimetype == "text/html" else ""
        yield Visit(
            role=role,
            path=path,
            endpoint=str(routes.match(urlsplit(path).path)[0]),
            status=answer.status_code,
            headers=dict(answer.headers),
            html=html,
            statements=tuple(statements),
        )
        for link in [answer.location] if answer.location else links_of(html):
            kind = re.sub(r"\d+", "1", link)
            inside = link.startswith("/") and "/static/" not in link
            if inside and link not in seen and kinds[kind] < of_a_kind:
                kinds[kind] += 1
                seen.add(link)
                waiting.append(link)


@pytest.fixture(scope="module")
def walked(sqlite_template: SqliteStore) -> Iterator[Walked]:
    """Walk through a small district, and through one three times as large."""
    walks, tainted = [], frozenset[str]()
    for scale, of_a_kind in ((1, 2), (3, 1)):
        district, browsers = build(sqlite_template, scale)
        tainted = taint(sqlite_template.path)
        walks.append(walk(sqlite_template, district, browsers, of_a_kind))
    yield Walked(small=walks[0], large=walks[1], tainted=tainted)
    sqlite_template.dispose()


@pytest.fixture(scope="module")
def on_postgres(postgres_template: PostgresStore) -> Iterator[Walk]:
    """Walk through a district on PostgreSQL, one page of each kind."""
    yield walk(postgres_template, *build(postgres_template, 1), 1)
    postgres_template.dispose()


def test_all_nine_roles_reach_every_page_that_is_theirs(walked: Walked) -> None:
    reached = {(visit.endpoint, visit.role) for visit in walked.visits}
    assert {visit.role for visit in walked.small.visits} == set(Role)
    missed = [
        endpoint
        for (endpoint, method), mark in TABLE.items()
        if method == "GET" and endpoint not in UNLINKED
        if not any((endpoint, role) in reached for role in Role)
        if mark
    ]
    assert missed == [], " ".join(missed)


def test_no_link_is_dead_or_forbidden(walked: Walked) -> None:
    found = [
        (visit.role, visit.path, visit.status)
        for visit in walked.visits
        if visit.status not in {200, 302, 303}
    ]
    assert found == []


def test_a_script_in_any_column_stays_text_r1(walked: Walked) -> None:
    found = [(one.role, one.path) for one in walked.visits if raw_script_in(one.html)]
    assert found == []


def test_no_page_reads_a_growing_table_whole(walked: Walked, sqlite_template: SqliteStore) -> None:
    asked: dict[str, set[str]] = {}
    for visit in walked.visits:
        for statement in visit.statements:
            if statement.startswith(("SELECT", "WITH")):
                asked.setdefault(statement, set()).add(visit.endpoint.partition(".")[0])
    with closing(sqlite3.connect(sqlite_template.template)) as connection:
        found = sorted(
            (*sorted(nouns - OF_ALL_YEARS), table)
            for statement, nouns in asked.items()
            for table in tables_read_whole(connection, statement)
            if table in GROWING and nouns - OF_ALL_YEARS
        )
    assert asked
    assert found == []


def tables_read_whole(connection: sqlite3.Connection, statement: str) -> Iterator[str]:
    """Yield the tables, and the derived ones, that SQLite would read from end to end."""
    nothing = [None] * statement.count("?")
    for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {statement}", nothing):
        if scanned := re.match(r"SCAN (\w+)", step):
            named = re.search(rf"(\w+) AS {scanned[1]}\b", statement)
            yield named[1] if named else scanned[1]


def test_every_text_that_was_tainted_is_shown_somewhere(walked: Walked) -> None:
    pages = "\n".join(visit.html for visit in walked.visits)
    shown = escape(SCRIPT).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")
    assert {one for one in walked.tainted if f"{shown}{one}" not in pages} == NOT_SHOWN


def test_every_answer_protects_its_reader(walked: Walked) -> None:
    for visit in walked.small.visits:
        headers = visit.headers
        policy = headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff", visit.path
        assert headers["X-Frame-Options"] == "DENY", visit.path
        assert headers["Referrer-Policy"] == "same-origin", visit.path
        assert headers["Cache-Control"] == "no-store", visit.path
        assert "frame-ancestors 'none'" in policy, visit.path
        assert "unsafe" not in policy, visit.path
        assert "script-src 'self'" in policy or not visit.html, visit.path


def test_every_page_takes_few_statements_however_much_there_is(walked: Walked) -> None:
    found = {
        (visit.endpoint, visit.role.value, len(visit.statements))
        for visit in walked.visits
        if len(visit.statements) > most_allowed(visit)
    }
    assert found == set()


def most_allowed(visit: Visit) -> int:
    """Return how many statements a page may take."""
    return MOST_OF_AN_INSPECTOR if visit.role is Role.INSPECTOR else MOST_STATEMENTS


def test_no_page_asks_once_a_row(walked: Walked) -> None:
    small, large = most_statements(walked.small), most_statements(walked.large)
    grown = {
        key: (small.get(key), most) for key, most in large.items() if most > small.get(key, 99)
    }
    assert grown == {}


def most_statements(of: Walk) -> dict[tuple[str, Role], int]:
    """Return the most statements that any page of an endpoint took for a role."""
    most: dict[tuple[str, Role], int] = {}
    for visit in of.visits:
        key = visit.endpoint, visit.role
        most[key] = max(most.get(key, 0), len(visit.statements))
    return most


ASKED = re.compile(
    r"""(?:asked_id|asked_text|args\.get|asked\.get)\(\s*"(\w+)"|"(\w+)" in (?:asked|flask)"""
)
HOSTILE = (
    "') --; DROP TABLE event",
    "1 or 1=1",
    "\x00%_<script>alert(1)</script>",
    "9" * 20,
    "-1²",
)


def words_asked(endpoint: str) -> list[str]:
    """Return the words of an address that the views of a noun read, as their source says."""
    source = (ROOT / "ledger" / "web" / f"{endpoint.partition('.')[0]}.py").read_text("utf-8")
    found = {one or other for one, other in ASKED.findall(source)}
    found |= {"q"} if "asked_text()" in source else set()
    found |= {"layout"} if "asked_layout()" in source else set()
    return sorted(found)


def test_every_word_of_an_address_is_known_here() -> None:
    read = {
        word
        for path in sorted((ROOT / "ledger" / "web").glob("*.py"))
        for word in words_asked(f"{path.stem}.show")
    }
    assert {"q", "page", "year", "before", "unit_id", "layout", "paper", "which", "next"} <= read


def attack(of: Walk) -> list[tuple[str, int]]:
    """Send every hostile word for every word of one page of each endpoint; return what failed."""
    samples = {visit.endpoint: visit for visit in of.visits if visit.status == 200}
    failed = []
    for endpoint, visit in samples.items():
        words = words_asked(endpoint)
        for turn in range(len(HOSTILE) if words else 0):
            asked = {word: HOSTILE[(turn + i) % len(HOSTILE)] for i, word in enumerate(words)}
            path = f"{urlsplit(visit.path).path}?{urlencode(asked)}"
            answer = of.browsers[visit.role].get(path)
            if answer.status_code >= 500 or (visit.html and raw_script_in(answer.text)):
                failed.append((path, answer.status_code))
    return failed


def test_signs_of_sql_in_an_address_break_nothing_r3(walked: Walked) -> None:
    assert attack(walked.large) == []


def test_signs_of_sql_in_an_address_break_nothing_on_postgresql_r3(on_postgres: Walk) -> None:
    assert attack(on_postgres) == []


def test_every_form_refuses_boxes_that_it_does_not_have_r4(walked: Walked) -> None:
    forms: dict[tuple[Role, str], PageForm] = {}
    for visit in walked.large.visits:
        for form in forms_of(visit.html):
            if form.method == "post" and form.action != "/logout":
                forms[visit.role, re.sub(r"\d+", "1", form.action)] = form
    assert len({action for _role, action in forms}) > 30
    accepted = []
    for (role, action), form in forms.items():
        answer = send(walked.large.browsers[role], form.filled({"is_admin": "1"}))
        if answer.status_code != 422 or STRANGE not in words_of(answer.text):
            accepted.append((role, action, answer.status_code))
    assert accepted == []
