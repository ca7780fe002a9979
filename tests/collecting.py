"""Builders for collecting: a commune's cell with its list, on a working day of the campaign."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.db import db, run
from ledger.models.contributions import Method
from ledger.models.installation import Installation
from ledger.models.journal import Event, Transfer, Voucher, VoucherSeries
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import MemberStanding
from ledger.models.users import Role
from ledger.reports.scope import Actor
from ledger.services.contributions import SheetLine, record_sheet
from tests import make

DAY = date(2024, 12, 20)
"""The working day of these tests."""

NAMES = ("Nguyễn Văn An", "Trần Thị Bình", "Lê Minh Chi", "Phạm Ngọc Dung", "Hoàng Văn Đức")


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """A campaign with the lists of one commune cell and of one agency cell."""

    world: make.World
    campaign_id: int
    treasurer: Actor
    agency_treasurer: Actor
    cell_id: int
    entries: tuple[int, ...]
    agency_entries: tuple[int, ...]

    @property
    def book_id(self) -> int:
        """The commune's book."""
        return self.world.commune_book_id


def season(*, people: int = 5, suggested_vnd: int | None = 50_000) -> Season:
    """Make a district whose campaign of 2024 is open; every third person lives in the village."""
    world = make.world()
    cell_id = world.cell_ids[0]
    for place in range(people):
        standing = MemberStanding.RESIDENTIAL if place % 3 == 2 else MemberStanding.WORKING
        make.member(cell_id, name(place), standing=standing, birth_year=1960 + place % 40)
    make.member(world.cell_ids[1], "Đặng Thị Lan")
    make.member(world.agency_id, "Lê Thị Hà")
    campaign_id = make.open_campaign(world, 2024, suggested_vnd=suggested_vnd)
    return Season(
        world=world,
        campaign_id=campaign_id,
        treasurer=make.actor(world.commune_id, Role.COMMUNE_TREASURER),
        agency_treasurer=make.actor(world.agency_id, Role.AGENCY_TREASURER),
        cell_id=cell_id,
        entries=entries_of(campaign_id, cell_id),
        agency_entries=entries_of(campaign_id, world.agency_id),
    )


def stand_still() -> None:
    """Let every request happen on the working day, as on the demo."""

    def work() -> None:
        db.session.add(Installation(id=1, demo_on=DAY))

    run(work)


def name(place: int) -> str:
    """Return the name of the person at a place of the list; all are different."""
    given = ("An", "Bình", "Chi", "Dung", "Đức", "Giang", "Hải")[place // 5 % 7]
    return NAMES[place] if place < len(NAMES) else f"{NAMES[place % 5]} {given}"


def entries_of(campaign_id: int, cell_id: int) -> tuple[int, ...]:
    """Return the lines of a cell's list, in printed order."""
    query = (
        sa.select(ListEntry.id)
        .where(ListEntry.campaign_id == campaign_id, ListEntry.cell_id == cell_id)
        .order_by(ListEntry.position, ListEntry.id)
    )
    return tuple(db.session.scalars(query))


def new_key() -> str:
    """Return a submission key as a form has it."""
    return uuid.uuid4().hex


def give(
    at: Season, *amounts_vnd: int, key: str | None = None, on: date = DAY, day: date = DAY
) -> int:
    """Record a sheet in which the first people of the cell give these sums; return its id."""
    lines = [
        SheetLine(list_entry_id=entry_id, amount_vnd=amount_vnd)
        for entry_id, amount_vnd in zip(at.entries, amounts_vnd, strict=False)
    ]

    def work() -> int:
        submission = record_sheet(
            at.treasurer,
            key=key or new_key(),
            campaign_id=at.campaign_id,
            cell_id=at.cell_id,
            received_on=on,
            method=Method.CASH,
            lines=lines,
        )
        return submission.id

    with clock.at_day(day):
        return run(work)


def vouchers_of(submission_id: int) -> list[int]:
    """Return the receipts of a submission, in the order of their numbers."""
    query = (
        sa.select(Voucher.id)
        .join(Transfer, Transfer.voucher_id == Voucher.id)
        .join(Event, Event.id == Transfer.event_id)
        .where(Event.submission_id == submission_id, Voucher.series == VoucherSeries.RECEIPT)
        .order_by(Voucher.number)
    )
    return list(db.session.scalars(query))


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """Collect the SQL that is run meanwhile, on every engine.

    Once a minute a page also notes that its reader is still here; on a slow machine that falls
    on any page, and says nothing about it.
    """
    seen: list[str] = []
    besides = ("BEGIN", "PRAGMA", "UPDATE login_session")

    def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(besides):
            seen.append(statement)

    for engine in db.engines.values():
        sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in db.engines.values():
            sa.event.remove(engine, "before_cursor_execute", note)
