"""The house's own files, read once."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


def python_files(*folders: str) -> list[Path]:
    """Return the Python files of folders (or single files) of the repository."""
    found = []
    for name in folders:
        place = ROOT / name
        found += [place] if place.is_file() else sorted(place.rglob("*.py"))
    assert found, folders
    return found


def templates() -> list[Path]:
    """Return every template."""
    found = sorted((ROOT / "templates").rglob("*.html"))
    assert found
    return found


def name_of(path: Path) -> str:
    """Return a file's place in the repository."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text("utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Return every node of a file's syntax tree."""
    return tuple(ast.walk(tree_of(path)))


def place(path: Path, node: ast.AST) -> str:
    """Return where a node stands: ``ledger/money.py:12``."""
    return f"{name_of(path)}:{getattr(node, 'lineno', 0)}"


def called(node: ast.AST) -> str:
    """Return the name that a call calls, without what it is looked up on; else nothing."""
    if not isinstance(node, ast.Call):
        return ""
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def texts(path: Path) -> Iterator[tuple[ast.AST, str]]:
    """Yield the texts of a file that are not docstrings; an f-string comes in its pieces."""
    bare = {
        id(node.value)
        for node in nodes(path)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in nodes(path):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node, node.value
