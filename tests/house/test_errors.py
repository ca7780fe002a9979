"""Every refusal is a sentence, is raised somewhere, and is answered by the table."""

from __future__ import annotations

import ast
import inspect
import re
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING

import pytest

from ledger import errors
from ledger.web.errors import STATUS, status_of
from tests.house.sources import called, name_of, nodes, place, python_files

if TYPE_CHECKING:
    from collections.abc import Iterator

CLASSES: dict[str, type[Exception]] = {
    name: value
    for name, value in vars(errors).items()
    if isinstance(value, type) and issubclass(value, Exception)
    if value.__module__ == errors.__name__
}
FAMILIES = {
    name
    for name, kind in CLASSES.items()
    if any(kind in other.__bases__ for other in CLASSES.values())
}
SENTENCES = {name for name, kind in CLASSES.items() if issubclass(kind, errors.LedgerError)}
COMMAND_LINE = {"ledger/cli.py", "ledger/services/backups.py", "ledger/services/dumps.py"}
ENDS = (".", "!", "?", ".”", ".»")

SAMPLES: dict[str, object] = {
    "bool": True,
    "int": 2022,
    "str": "Đảng bộ xã Long Sơn",
    "object": "Đảng bộ xã Long Sơn",
    "date": date(2022, 11, 20),
    "datetime": datetime(2022, 11, 20, 2, 15, tzinfo=UTC),
    "Sequence": [errors.Doubt(token="t", sentence="Có thể trùng.", agree="Vẫn ghi")],
}


@cache
def made() -> dict[str, set[str]]:
    """Return the files in which each error is made or raised."""
    found: dict[str, set[str]] = {name: set() for name in CLASSES}
    for path in python_files("ledger"):
        if name_of(path) == "ledger/errors.py":
            continue
        for node in nodes(path):
            name = called(node) or (named(node.exc) if isinstance(node, ast.Raise) else "")
            if name in found:
                found[name].add(name_of(path))
    return found


@pytest.mark.parametrize("name", sorted(CLASSES.keys() - FAMILIES))
def test_every_error_is_raised_somewhere(name: str) -> None:
    assert made()[name]


@pytest.mark.parametrize("name", sorted(SENTENCES))
def test_every_error_composes_a_whole_sentence(name: str) -> None:
    if takes_a_sentence(CLASSES[name]):
        return  # its sentences are looked at where they are written
    for error in samples(CLASSES[name]):
        sentence = str(error)
        assert sentence.endswith(ENDS), sentence
        assert sentence[0].isupper() or sentence.startswith(str(SAMPLES["str"])), sentence
        assert "None" not in sentence
        assert "  " not in sentence


def test_sentences_given_at_the_spot_are_whole() -> None:
    free = {name for name in SENTENCES if takes_a_sentence(CLASSES[name])}
    written = [
        (place(path, node), end_of(node.args[0]))
        for path in python_files("ledger")
        for node in nodes(path)
        if isinstance(node, ast.Call) and called(node) in free and node.args
    ]
    assert [(where, end) for where, end in written if end and not end.endswith(ENDS)] == []
    assert len(written) > 10


@pytest.mark.parametrize("name", sorted(SENTENCES - {"LedgerError"}))
def test_every_error_that_a_page_can_meet_has_an_answer(name: str) -> None:
    error = next(samples(CLASSES[name]))
    assert isinstance(error, errors.LedgerError)
    if any(family in STATUS for family in type(error).__mro__):
        assert 400 <= status_of(error) <= 503
    else:
        assert made()[name] <= COMMAND_LINE, "only the command line may meet it"


def takes_a_sentence(kind: type[Exception]) -> bool:
    """Say whether an error's sentence is given to it: a family, and what has no facts."""
    made_by = kind.__init__
    return made_by is Exception.__init__ or "sentence" in inspect.signature(made_by).parameters


def samples(kind: type[Exception]) -> Iterator[Exception]:
    """Make an error with every fact there, and with none that may be missing."""
    if kind.__init__ is Exception.__init__:
        yield kind("Không được.")
        return
    full: dict[str, object] = {}
    bare: dict[str, object] = {}
    for parameter in inspect.signature(kind).parameters.values():
        words = re.findall(r"\w+", inspect.formatannotation(parameter.annotation))
        full[parameter.name] = next(SAMPLES[word] for word in words if word in SAMPLES)
        if "None" in words:
            bare[parameter.name] = None
        elif parameter.default is inspect.Parameter.empty:
            bare[parameter.name] = full[parameter.name]
    yield kind(**full)
    yield kind(**bare)


def end_of(node: ast.expr) -> str:
    """Return the end of a text that is written out; nothing if it is computed."""
    if isinstance(node, ast.JoinedStr):
        node = node.values[-1]
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def named(node: ast.expr | None) -> str:
    """Return the name of an error that is raised without being called."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
