"""State the collection sheet of a cell: who is asked, how much, what was given so far.

It is a unit's own list (``lists``) as one cell is collected from: in printed order, with the sum
that would bring each person to their level.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from ledger.db import db
from ledger.labels import label
from ledger.models.party_units import NameKind, PartyUnit, ReceiptsPer
from ledger.reports import lists
from ledger.reports.campaigns import CampaignLine
from ledger.reports.lists import CellCounts, Roll, RollLine
from ledger.reports.scope import Actor, names_on


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

    @property
    def rest_vnd(self) -> int | None:
        """What brings the person to their level; None where there is none, or it is reached."""
        rest_vnd = (self.asked_vnd or 0) - self.given_vnd
        return rest_vnd if not self.not_asked and rest_vnd > 0 else None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage:
    """State one page of a sheet on the screen, with the other cells that can be turned to.

    ``one_receipt`` says that its people share one receipt (B6).
    """

    campaign: CampaignLine
    one_receipt: bool
    cell: CellCounts
    cells: tuple[CellCounts, ...]
    rows: tuple[SheetRow, ...]
    page: int
    pages: int
    names_only: bool = False
    """Whether the reader enters the list for the unit, and sees nothing but names."""


def sheet_page(actor: Actor, campaign_id: int, cell_id: int, *, page: int = 1) -> SheetPage:
    """Return one page of a cell's sheet, at most ``lists.PAGE_SIZE`` rows.

    Raises:
        NotFound: no such campaign above the actor, or no such cell on the list they may see.
        NamesStayInside: the actor is not the unit's treasurer or secretary.

    """
    roll = lists.show_roll(actor, campaign_id, cell_id=cell_id, page=page)
    return SheetPage(
        campaign=roll.campaign,
        one_receipt=roll.receipts_per is ReceiptsPer.LIST,
        cell=_cell(roll, cell_id),
        cells=roll.cells,
        rows=tuple(map(_row, roll.lines)),
        page=roll.page,
        pages=roll.pages,
    )


def whole_sheet(actor: Actor, campaign_id: int, cell_id: int) -> CollectionSheet:
    """Return a cell's whole sheet, for its blank print.

    Raises:
        NotFound, NamesStayInside: as ``sheet_page``.

    """
    first = lists.show_roll(actor, campaign_id, cell_id=cell_id)
    lines = list(first.lines)
    for page in range(2, first.pages + 1):
        lines += lists.show_roll(actor, campaign_id, cell_id=cell_id, page=page).lines
    unit_name, committee_name = _headings(first.unit_id)
    cell = _cell(first, cell_id)
    return CollectionSheet(
        campaign_id=campaign_id,
        campaign_title=first.campaign.title,
        year=first.campaign.year,
        unit_name=unit_name,
        committee_name=committee_name,
        cell_id=cell_id,
        cell_name=cell.name,
        rows=tuple(map(_row, lines)),
        page=1,
        pages=1,
        asked_count=cell.asked,
        asked_total_vnd=sum(line.asked_vnd or 0 for line in lines if not line.not_asked_reason),
        given_count=cell.given,
        given_total_vnd=cell.given_vnd,
    )


def _cell(roll: Roll, cell_id: int) -> CellCounts:
    return next(each for each in roll.cells if each.cell_id == cell_id)


def _headings(unit_id: int) -> tuple[str, str]:
    """Return how a paper of the unit is headed: its committee, and the committee above it."""
    parent_id = db.session.scalar(sa.select(PartyUnit.parent_id).where(PartyUnit.id == unit_id))
    ids = [unit_id, *([parent_id] if parent_id else [])]
    names = names_on(ids, (NameKind.COMMITTEE, NameKind.ORGANISATION))

    def heading(id_: int | None) -> str:
        if id_ is None:
            return ""
        name = names.get((id_, NameKind.COMMITTEE)) or names.get((id_, NameKind.ORGANISATION), "")
        return name.upper()

    return heading(unit_id), heading(parent_id)


def _row(line: RollLine) -> SheetRow:
    reason = line.not_asked_reason
    return SheetRow(
        entry_id=line.entry_id,
        position=line.position,
        name=line.name,
        birth_year=line.birth_year,
        standing=line.standing,
        not_asked=reason is not None,
        not_asked_reason=label(reason) if reason else "",
        asked_vnd=line.asked_vnd,
        sum_text=line.wage_sum,
        given_vnd=line.given_vnd,
    )
