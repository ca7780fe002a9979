"""Pages are escaped, plain and all in use."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from tests.house.sources import ROOT, name_of, nodes, python_files, templates

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONG = {"templates/_macros.html": "every piece that pages are made of, in one place to look"}
LINES = 150
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
EXPRESSION = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)

REFUSED = {
    "values marked as safe": r"\|\s*safe\b|\bMarkup\b|\|\s*(e|escape|forceescape)\b",
    "escaping switched off": r"\bautoescape\b",
    "a style of its own": r"\sstyle\s*=|<style\b",
    "a script on the page": r"<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*[\"']|javascript:",
    "something from elsewhere": r"(src|href|action)\s*=\s*[\"'](https?:)?//|@import",
    "a frame or an applet": r"<(iframe|object|embed|base)\b",
    "a value without quotes": r"\s[\w-]+=\{\{",
    "an unfinished thought": r"lorem|\?\?\?",
}


@pytest.mark.parametrize("what", REFUSED)
def test_no_template_holds(what: str) -> None:
    found = [
        f"{name_of(path)}: {match.group()}"
        for path in templates()
        for match in re.finditer(REFUSED[what], text_of(path), re.IGNORECASE)
    ]
    assert found == []


def test_scripts_come_from_this_site_and_wait() -> None:
    tags = [tag for path in templates() for tag in re.findall(r"<script\b[^>]*>", text_of(path))]
    assert tags, "the collection sheet has one"
    assert all("url_for('static'" in tag and tag.endswith(" defer>") for tag in tags)


def test_no_template_is_longer_than_two_screens() -> None:
    long = {
        name_of(path) for path in templates() if len(path.read_text("utf-8").splitlines()) > LINES
    }
    assert long == LONG.keys()


def test_every_template_is_shown_and_every_one_shown_exists() -> None:
    there = {path.relative_to(ROOT / "templates").as_posix() for path in templates()}
    by_views = {name for _, name in shown("ledger")}
    by_templates = {
        name
        for path in templates()
        for name in re.findall(
            r"\{%-?\s*(?:extends|include|import|from)\s+[\"']([^\"']+)[\"']", text_of(path)
        )
    }
    patterns = [re.compile(name) for name in by_views | by_templates]
    assert [name for name in sorted(there) if not any(p.fullmatch(name) for p in patterns)] == []
    assert [p.pattern for p in patterns if not any(map(p.fullmatch, there))] == []


def test_a_noun_keeps_its_pages_in_its_own_folder() -> None:
    """web/members.py paints templates/members/…; pieces for many begin with an underscore."""
    shared = {"error.html", "resend.html", "base.html"}
    found = [
        f"{name_of(path)}: {name}"
        for path, name in shown("ledger/web")
        if name not in shared and name.split("/")[0] != path.stem
    ]
    assert found == []


def test_nothing_is_imported_into_a_template_for_nothing() -> None:
    imports = re.compile(
        r"\{%-?\s*(?:from\s+\S+\s+import\s+(?P<names>[^%]+?)|import\s+\S+\s+as\s+(?P<whole>\w+))"
        r"(?:\s+with context)?\s*-?%\}"
    )
    found = []
    for path in templates():
        text = text_of(path)
        rest = imports.sub("", text)
        for match in imports.finditer(text):
            names = (match["names"] or match["whole"]).split(",")
            bound = (name.split(" as ")[-1].strip() for name in names)
            found += [f"{name_of(path)}: {n}" for n in bound if not re.search(rf"\b{n}\b", rest)]
    assert found == []


def test_every_macro_is_used() -> None:
    whole = "\n".join(text_of(path) for path in templates())
    found = [
        name
        for path in templates()
        for name in re.findall(r"\{%-?\s*macro\s+(\w+)\(", text_of(path))
        if len(re.findall(rf"\b{name}\(", whole)) < 2
    ]
    assert found == []


def test_every_form_that_posts_proves_that_it_is_ours() -> None:
    found = []
    for path in templates():
        for form in re.findall(r"<form\b.*?</form>", text_of(path), re.DOTALL):
            posts = re.search(r"method=[\"']post[\"']", form, re.IGNORECASE)
            if posts and "csrf" not in form:
                found.append(f"{name_of(path)}: {form[:80]}")
    assert found == []


def test_every_page_has_a_title_of_its_own() -> None:
    found = [
        name_of(path)
        for path in templates()
        if "{% extends" in text_of(path) and "{% block title %}" not in text_of(path)
    ]
    assert found == []


def test_labels_point_at_what_is_there() -> None:
    """A ``for`` with a fixed name has its ``id`` in the same file."""
    found = []
    for path in templates():
        text = text_of(path)
        fixed = set(re.findall(r"\bfor=\"([\w-]+)\"", text))
        ids = set(re.findall(r"\bid=\"([\w-]+)\"", text))
        made = set(re.findall(r"\(form, [\"'](\w+)[\"']", text))
        found += [
            f"{name_of(path)}: {name}"
            for name in fixed - ids
            if name.removeprefix("f-") not in made
        ]
    assert found == []


def text_of(path: Path) -> str:
    """Return a template without its comments."""
    return COMMENT.sub("", path.read_text("utf-8"))


def shown(folder: str) -> Iterator[tuple[Path, str]]:
    """Yield the templates that code names; what an f-string leaves open matches any word."""
    for path in python_files(folder):
        for node in nodes(path):
            pieces = node.values if isinstance(node, ast.JoinedStr) else [node]
            name = "".join(
                str(piece.value) if isinstance(piece, ast.Constant) else r"\w+" for piece in pieces
            )
            if re.fullmatch(r"[\w\\+]+/[\w\\+]+\.html|\w+\.html", name):
                yield path, name
