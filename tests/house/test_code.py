"""What no file of the ledger does, each with the few places that may and why."""

from __future__ import annotations

import ast
import re

import pytest

from tests.house.sources import ROOT, called, name_of, nodes, place, python_files, tree_of

LEDGER = python_files("ledger")
JOURNAL = "ledger/book/journal.py"
JOURNAL_ROWS = {"Event", "EventParty", "Voucher", "Transfer", "Contribution"}
WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE|REPLACE|COPY|TRUNCATE)\b")

LONG_FILES = {
    "ledger/errors.py": "one small class after another; a reader looks one up, and reads no further",
    "ledger/labels.py": "one table after another; a reader looks a word up, and reads no further",
}
FILE_LINES, FUNCTION_LINES = 400, 60


def test_only_run_commits() -> None:
    found = [
        place(path, node) for path in LEDGER for node in nodes(path) if called(node) == "commit"
    ]
    assert [where.split(":")[0] for where in found] == ["ledger/db.py"]


def test_only_the_journal_writes_the_journal() -> None:
    found = []
    for path in LEDGER:
        if name_of(path) == JOURNAL:
            continue
        for node in nodes(path):
            made = called(node) in JOURNAL_ROWS and isinstance(node, ast.Call)
            bulk = called(node) in {"executemany", "copy_expert", "copy_from"}
            if made or bulk:
                found.append(place(path, node))
            if called(node) in {"insert", "update", "delete"} and isinstance(node, ast.Call):
                words = {ast.unparse(argument) for argument in node.args}
                if words & JOURNAL_ROWS:
                    found.append(place(path, node))
    assert found == []


def test_raw_sql_only_reads() -> None:
    """Writing goes through the ORM or the journal; the driver is for questions and for guards."""
    may = {
        JOURNAL: "the fastest way that each engine has",
        "ledger/db.py": "roles of PostgreSQL, made by an administrator's connection",
    }
    found = [
        place(path, node)
        for path in LEDGER
        if name_of(path) not in may
        for node in nodes(path)
        if called(node) in {"exec_driver_sql", "text"} and isinstance(node, ast.Call)
        for argument in node.args
        if isinstance(argument, ast.Constant) and WRITES.search(str(argument.value))
    ]
    assert found == []


@pytest.mark.parametrize(
    "word", ["pickle", "marshal", "shelve", "yaml", "dill", "xmlrpc", "ftplib"]
)
def test_nothing_is_read_that_can_run(word: str) -> None:
    found = [
        place(path, node)
        for path in python_files("ledger", "migrations", "wsgi.py")
        for node in nodes(path)
        if word in imported(node)
    ]
    assert found == []


def test_no_text_is_run_as_code() -> None:
    """R8: no eval, no exec, no template made of a string, no shell."""
    refused = {"eval", "exec", "compile", "__import__", "render_template_string", "from_string",
               "system", "popen", "rl_safe_eval"}  # fmt: skip
    found = []
    for path in LEDGER:
        for node in nodes(path):
            plain = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            of_re = called(node) == "compile" and not plain
            if called(node) in refused and not of_re:
                found.append(place(path, node))
            if isinstance(node, ast.keyword) and node.arg == "shell":
                found.append(place(path, node))
    assert found == []


def test_nothing_is_marked_as_safe_html() -> None:
    found = [
        place(path, node)
        for path in LEDGER
        for node in nodes(path)
        if called(node) in {"Markup", "safe"} or "markupsafe" in imported(node)
    ]
    assert found == []


def test_nothing_swallows_every_error() -> None:
    """One table answers for the unexpected (web/errors.py); elsewhere it may only be let go on."""
    found = [
        place(path, node)
        for path in LEDGER
        for node in nodes(path)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or caught(node) & {"Exception", "BaseException"})
        and not (isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None)
    ]
    assert found == []


def test_nothing_is_left_unfinished() -> None:
    marks = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
    suffixes = {".py", ".html", ".css", ".js", ".sql", ".toml", ".md", ""}
    found = [
        f"{name_of(path)}:{number}"
        for folder in ("ledger", "templates", "migrations", "tests", "Makefile", "pyproject.toml")
        for path in ([ROOT / folder] if (ROOT / folder).is_file() else (ROOT / folder).rglob("*"))
        if path.is_file() and path.suffix in suffixes
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if marks.search(line)
    ]
    assert found == []


def test_no_file_holds_two_nouns() -> None:
    found = {
        name_of(path): lines
        for path in LEDGER
        if (lines := len(path.read_text("utf-8").splitlines())) > FILE_LINES
    }
    assert found.keys() == LONG_FILES.keys(), found


def test_no_function_is_longer_than_a_screen() -> None:
    found = [
        f"{place(path, node)} {node.name}: {node.end_lineno - node.lineno + 1}"
        for path in LEDGER
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef) and node.end_lineno
        if node.end_lineno - body_of(node)[0].lineno + 1 > FUNCTION_LINES
    ]
    assert found == []


def test_views_are_short() -> None:
    found = [
        f"{place(path, node)} {node.name}"
        for path in python_files("ledger/web")
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef) and node.end_lineno
        if any("bp." in ast.unparse(mark) for mark in node.decorator_list)
        if node.end_lineno - body_of(node)[0].lineno + 1 > 25
    ]
    assert found == []


def test_there_is_no_drawer() -> None:
    drawers = {"utils", "util", "helpers", "common", "misc", "base", "manager", "managers"}
    assert [name_of(path) for path in LEDGER if {path.stem, path.parent.name} & drawers] == []


def test_migrations_do_not_know_the_application() -> None:
    """Code changes; what a migration did two years ago must not."""
    found = [
        place(path, node)
        for path in python_files("migrations")
        for node in nodes(path)
        if "ledger" in imported(node)
    ]
    assert found == []


def test_migrations_are_numbered_one_after_the_other() -> None:
    versions = sorted(path.stem for path in (ROOT / "migrations" / "versions").glob("*.py"))
    assert [stem[:4] for stem in versions] == [f"{n:04d}" for n in range(1, len(versions) + 1)]
    assert all(re.fullmatch(r"\d{4}_[a-z_]+", stem) for stem in versions)


def test_reading_rooms_do_not_add_rows() -> None:
    """Reports and documents only read; models hold no queries."""
    found = [
        place(path, node)
        for path in python_files("ledger/reports", "ledger/documents", "ledger/models")
        for node in nodes(path)
        if called(node) in {"add_all", "flush", "insert", "delete"}
        or (called(node) == "add" and "session" in ast.unparse(node))
    ]
    assert found == []


def body_of(node: ast.FunctionDef) -> list[ast.stmt]:
    """Return a function's statements without its docstring."""
    return node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body


def imported(node: ast.AST) -> set[str]:
    """Return the top packages that an import statement names."""
    if isinstance(node, ast.Import):
        return {alias.name.split(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return {node.module.split(".")[0]}
    return set()


def caught(node: ast.ExceptHandler) -> set[str]:
    """Return the names of the classes that a handler catches."""
    return {part.id for part in ast.walk(node.type or node) if isinstance(part, ast.Name)}
