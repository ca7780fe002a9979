"""Builders for money on its way: an agency unit's treasurer, the office, and what they do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ledger.book import journal
from ledger.db import run
from ledger.models.books import AccountKind
from ledger.models.contributions import Method
from ledger.models.users import Role
from ledger.reports.scope import Actor
from ledger.services.contributions import SheetLine, record_sheet
from ledger.services.refunds import refund
from ledger.services.remittance_arrivals import receive
from ledger.services.remittances import send
from tests import collecting, make
from tests.collecting import DAY, new_key

GIFTS_VND = (6_000_000, 150_000, 50_000)
"""What the agency's three members give: 6.200.000 together."""

COUNTED = {500_000: 12, 100_000: 1}
"""6.100.000 in notes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A district with an agency unit of three and the committee's office; ids only."""

    world: make.World
    campaign_id: int
    campaign_unit_id: int
    treasurer: Actor
    office: Actor
    commune_treasurer: Actor
    entries: tuple[int, ...]

    def unit(self, kind: AccountKind) -> int:
        """Return what an account of the unit's book holds, in đồng."""
        return journal.balances(self.world.agency_book_id)[kind]

    def office_holds(self, kind: AccountKind) -> int:
        """Return what an account of the office's book holds, in đồng."""
        return journal.balances(self.world.office_book_id)[kind]


def way() -> Way:
    """Make a district whose agency unit has three people on the list of 2024."""
    world = make.world()
    for name in ("Lê Thị Hà", "Phạm Văn Khoa", "Đỗ Minh Ngọc"):
        make.member(world.agency_id, name)
    campaign_id = make.open_campaign(world, 2024, hand_in_on=date(2024, 12, 25))
    return Way(
        world=world,
        campaign_id=campaign_id,
        campaign_unit_id=make.campaign_unit_id(campaign_id, world.agency_id),
        treasurer=make.actor(world.agency_id, Role.AGENCY_TREASURER),
        office=make.actor(world.district_id, Role.OFFICE),
        commune_treasurer=make.actor(world.commune_id, Role.COMMUNE_TREASURER),
        entries=collecting.entries_of(campaign_id, world.agency_id),
    )


def lines(at: Way, *amounts_vnd: int) -> list[SheetLine]:
    """Return what the first people of the unit's list give."""
    pairs = zip(at.entries, amounts_vnd, strict=False)
    return [SheetLine(list_entry_id=entry, amount_vnd=amount_vnd) for entry, amount_vnd in pairs]


def collect(at: Way, *amounts_vnd: int, method: Method = Method.CASH) -> int:
    """Take what the unit's people give and return the submission."""

    def work() -> int:
        submission = record_sheet(
            at.treasurer,
            key=new_key(),
            campaign_id=at.campaign_id,
            cell_id=at.world.agency_id,
            received_on=DAY,
            method=method,
            lines=lines(at, *(amounts_vnd or GIFTS_VND)),
        )
        return submission.id

    return run(work)


def send_cash(
    at: Way,
    amount_vnd: int,
    *,
    method: Method = Method.CASH,
    key: str = "",
    by: Actor | None = None,
    on: date = DAY,
) -> int:
    """Send money on its way and return the remittance."""

    def work() -> int:
        remittance = send(
            by or at.treasurer,
            key=key or new_key(),
            campaign_id=at.campaign_id,
            method=method,
            amount_vnd=amount_vnd,
            sent_on=on,
            carrier="Lê Thị Hà" if method is Method.CASH else "FT24355001",
        )
        return remittance.id

    return run(work)


def count_in(
    at: Way,
    remittance_id: int,
    counted: Mapping[int, int] | None = None,
    *,
    reason: str = "thiếu một tờ 100.000",
    key: str = "",
    by: Actor | None = None,
    received_vnd: int | None = None,
    on: date = DAY,
) -> int:
    """Let the office count what came, and return the event."""

    def work() -> int:
        arrival = receive(
            by or at.office,
            remittance_id,
            key=key or new_key(),
            received_on=on,
            denominations=counted,
            received_vnd=received_vnd,
            reason=reason,
        )
        return arrival.event_id

    return run(work)


def give_back(at: Way, amount_vnd: int, *, key: str = "", method: Method = Method.CASH) -> int:
    """Let the office give money back to the unit, and return the submission."""

    def work() -> int:
        submission = refund(
            at.office,
            key=key or new_key(),
            campaign_unit_id=at.campaign_unit_id,
            method=method,
            amount_vnd=amount_vnd,
            on_date=DAY,
            receiver="Lê Thị Hà",
            reason="đơn vị ghi nhầm một phiếu",
        )
        return submission.id

    return run(work)
