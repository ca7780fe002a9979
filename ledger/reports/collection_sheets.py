"""State the collection sheet of a cell: who is asked, how much, what was given so far."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """State one person of the list.

    ``standing`` is “working” or “residential”; ``asked_vnd`` is None where no level is set;
    ``sum_text`` shows how a day's pay was computed and may be empty.
    """

    entry_id: int
    position: int
    name: str
    birth_year: int | None
    standing: str
    not_asked: bool
    not_asked_reason: str
    asked_vnd: int | None
    sum_text: str
    given_vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionSheet:
    """State one page (``page`` of ``pages``) of a cell's list; the totals are the whole cell's."""

    campaign_id: int
    campaign_title: str
    year: int
    unit_name: str
    committee_name: str
    cell_id: int
    cell_name: str
    rows: tuple[SheetRow, ...]
    page: int
    pages: int
    asked_count: int
    asked_total_vnd: int
    given_count: int
    given_total_vnd: int
