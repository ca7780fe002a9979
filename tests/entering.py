"""Builders for entering a unit's lists: its delegation, and a signed list keyed in."""

from datetime import date

from ledger import clock
from ledger.db import run
from ledger.models.contributions import Method
from ledger.models.users import Role
from ledger.reports.scope import Actor
from ledger.services import delegations
from ledger.services.contributions import SheetLine
from tests import collecting, make
from tests.collecting import DAY, Season

PAPER = "Giấy ủy nhiệm số 3 ngày 01/12/2024"
LIST = "Danh sách ngày 18/12/2024"


def office(at: Season) -> Actor:
    """The committee's office."""
    return make.actor(at.world.district_id, Role.OFFICE)


def delegate(
    at: Season,
    *,
    unit_id: int | None = None,
    starts_on: date = DAY,
    ends_on: date | None = None,
    paper: str = PAPER,
) -> int:
    """Record the commune's delegation (or another unit's) on the working day; return its id."""
    with clock.at_day(DAY):
        return run(
            delegations.record_delegation,
            office(at),
            party_unit_id=unit_id or at.world.commune_id,
            paper=paper,
            starts_on=starts_on,
            ends_on=ends_on,
        ).id


def enter(
    at: Season,
    *amounts_vnd: int,
    by: Actor | None = None,
    cell_id: int | None = None,
    key: str | None = None,
    signed_list: str = LIST,
    day: date = DAY,
) -> int:
    """Key in a list in which the first people of the first cell gave these sums; return its id."""
    entries = collecting.entries_of(at.campaign_id, cell_id) if cell_id else at.entries
    lines = [
        SheetLine(list_entry_id=entry_id, amount_vnd=amount_vnd)
        for entry_id, amount_vnd in zip(entries, amounts_vnd, strict=False)
    ]
    with clock.at_day(day):
        return run(
            delegations.record_signed_list,
            by or office(at),
            key=key or collecting.new_key(),
            cell_id=cell_id or at.cell_id,
            signed_list=signed_list,
            campaign_id=at.campaign_id,
            received_on=DAY,
            method=Method.CASH,
            lines=lines,
        ).id
