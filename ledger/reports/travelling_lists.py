"""State a unit's own list as it travels: filled in far from the server, and read back by its codes.

Names stay inside the unit (``lists`` R1); a cell's secretary has the cell.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from ledger.db import db
from ledger.errors import NotFound
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import PartyMember
from ledger.models.party_units import NameKind, PartyUnit
from ledger.reports.campaigns import CampaignLine, campaign_line
from ledger.reports.lists import unit_inside
from ledger.reports.persons import folds
from ledger.reports.scope import Actor, names_on, within
from ledger.row_codes import row_code


@dataclass(frozen=True, slots=True, kw_only=True)
class TravellingLine:
    """State one person of the list; ``asked_vnd`` None: no level."""

    code: str
    name: str
    birth_year: int | None
    cell_name: str
    asked_vnd: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TravellingList:
    """State the list of one cell, or of the whole unit (``cell_name`` empty)."""

    campaign: CampaignLine
    unit_name: str
    cell_name: str
    lines: tuple[TravellingLine, ...]


def travelling_list(
    actor: Actor, campaign_id: int, *, cell_id: int | None = None
) -> TravellingList:
    """Return the list of the actor's own unit, or of one of its cells, in printed order.

    Somebody with several records stands on it once (``persons`` P2).

    Raises:
        NotFound: no such campaign above the actor, or nobody of such a cell on the list they see.
        NamesStayInside: the actor is not the unit's treasurer or secretary.

    """
    campaign = campaign_line(actor, campaign_id)
    unit, place = unit_inside(actor, campaign_id)
    fold = folds()
    query = (
        sa.select(
            ListEntry.id,
            ListEntry.cell_id,
            PartyMember.full_name,
            PartyMember.birth_year,
            ListEntry.asked_vnd,
        )
        .join(PartyMember, PartyMember.id == ListEntry.member_id)
        .join(PartyUnit, PartyUnit.id == ListEntry.cell_id)
        .outerjoin(fold.lines, fold.of_entry(ListEntry.id.expression))
        .where(ListEntry.campaign_unit_id == unit.id, within(actor), fold.counts())
        .order_by(PartyUnit.position, PartyUnit.id, ListEntry.position, ListEntry.id)
    )
    if cell_id is not None:
        query = query.where(ListEntry.cell_id == cell_id)
    rows = db.session.execute(query).all()
    if not rows:
        raise NotFound
    ids = sorted({row.cell_id for row in rows} | {place.id})
    names = names_on(ids, (NameKind.ORGANISATION,))

    def name(unit_id: int) -> str:
        return names.get((unit_id, NameKind.ORGANISATION), "")

    return TravellingList(
        campaign=campaign,
        unit_name=name(place.id),
        cell_name=name(cell_id) if cell_id is not None else "",
        lines=tuple(
            TravellingLine(
                code=row_code(row.id),
                name=row.full_name,
                birth_year=row.birth_year,
                cell_name=name(row.cell_id),
                asked_vnd=row.asked_vnd,
            )
            for row in rows
        ),
    )
