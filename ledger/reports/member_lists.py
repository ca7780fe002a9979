"""State a list of members as it is shown and exported: never pay, never an amount."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """State one member of a list; ``standing`` is “working” or “residential”."""

    position: int
    name: str
    birth_year: int | None
    cell_name: str
    standing: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberList:
    """State the members of a party unit."""

    unit_name: str
    committee_name: str
    lines: tuple[MemberLine, ...]
