"""Try one call of a service as each role, and see that nothing stays of it."""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import replace
from types import ModuleType

import pytest
import sqlalchemy as sa

from ledger.db import db, run
from ledger.errors import NotAllowed
from ledger.models.users import Role
from ledger.reports.scope import Actor


class _LetThroughError(Exception):
    """The call went through; nothing of it shall stay."""


def let_only(may: frozenset[Role], somebody: Actor, call: Callable[[Actor], object]) -> None:
    """Make a call as somebody of each role in turn; only those who may are let through.

    Each call runs in a transaction that is taken back at its end.
    """
    before = everything()
    for role in Role:
        with pytest.raises(_LetThroughError if role in may else NotAllowed):
            run(_attempt, replace(somebody, role=role), call)
    assert everything() == before


def everything() -> dict[str, int]:
    """Count the rows of every table."""
    found = {
        table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in db.metadata.sorted_tables
    }
    db.session.rollback()
    return found


def services_of(module: ModuleType) -> set[str]:
    """Return the services of a module that somebody calls, as `noun.verb`."""
    return {
        f"{_noun(module)}.{name}"
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and "actor" in inspect.signature(function).parameters
    }


def called_of(module: ModuleType, calls: Iterable[str]) -> set[str]:
    """Return the services of a module that are called; what follows a comma is the way of it."""
    return {name.partition(",")[0] for name in calls if name.startswith(f"{_noun(module)}.")}


def _attempt(actor: Actor, call: Callable[[Actor], object]) -> None:
    """Raise `_LetThroughError` if the service did not refuse."""
    call(actor)
    db.session.flush()
    raise _LetThroughError


def _noun(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]
