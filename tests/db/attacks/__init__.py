"""The attack list: everything that somebody with SQL might do to the book, by name.

An attack is the statements of one transaction, right in all but one thing. ``because`` is what
must be in the refusal, so that an attack which merely has a slip of the pen is not taken for a
guard that holds. The application's own connection may refuse sooner, with the words of ``SOONER``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.conftest import ENGINES
from tests.db.scene import Scene

Statements = Callable[[Scene], Sequence[str]]
SOONER = "not authorized|authorization denied|permission denied|prohibited|must be owner"


ANY_DOOR = ("app", "tool")
"""What the tool cannot get through, the owner cannot either."""
MINDING_KEYS = ("app", "owner")
"""The doors at which foreign keys are minded."""
ONLY_APP = ("app",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One way to falsify the book; every door named must stay shut."""

    name: str
    sql: Statements
    because: str
    engines: tuple[str, ...] = ENGINES
    doors: tuple[str, ...] = ANY_DOOR
    whole: bool = True
    """Whether the statements are one transaction."""


ATTACKS: dict[str, Attack] = {}
"""Every attack, filled by the modules of this package."""


def attack(
    name: str,
    because: str,
    *,
    engines: tuple[str, ...] = ENGINES,
    doors: tuple[str, ...] = ANY_DOOR,
    whole: bool = True,
) -> Callable[[Statements], Statements]:
    """Put a function that writes an attack's statements on the list."""

    def listed(sql: Statements) -> Statements:
        add(name, sql, because, engines=engines, doors=doors, whole=whole)
        return sql

    return listed


def add(
    name: str,
    sql: Statements,
    because: str,
    *,
    engines: tuple[str, ...] = ENGINES,
    doors: tuple[str, ...] = ANY_DOOR,
    whole: bool = True,
) -> None:
    """Put an attack on the list."""
    assert name not in ATTACKS, name
    ATTACKS[name] = Attack(
        name=name, sql=sql, because=because, engines=engines, doors=doors, whole=whole
    )


def key(name: str) -> str:
    """Return the refusal of a foreign key, which SQLite does not name."""
    return f"{name}|FOREIGN KEY constraint failed"
