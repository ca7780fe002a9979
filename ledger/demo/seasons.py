"""Three seasons of collecting: 2022 and 2023 closed, 2024 open and partly given."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from ledger import clock
from ledger.db import db, run
from ledger.demo import hand_ins, transfers
from ledger.demo.places import District, actor, treasurer_at
from ledger.models.books import Book
from ledger.models.campaigns import CampaignUnit
from ledger.models.contributions import Method
from ledger.models.contributors import ContributorKind
from ledger.models.journal import Voucher, VoucherSeries
from ledger.models.list_entries import ListEntry
from ledger.models.party_units import PartyUnit, UnitKind
from ledger.models.receipts import DonorCopy
from ledger.services import campaign_units, campaigns, contributions, receipts
from ledger.services.contributors import NewContributor
from ledger.wages import Divisor, Rounding

Say = Callable[[str], None]

SHEETS_AT_ONCE = 25
"""A commit waits for the disk; the demo may share one among many evenings."""


@dataclass(frozen=True, slots=True)
class Season:
    """One year's campaign, and how far it had come on the demo's day."""

    year: int
    cells_done: float
    """The share of cells that have been collected in."""
    closed: bool
    last_day: date


SEASONS = (
    Season(2022, 1.0, closed=True, last_day=date(2022, 12, 31)),
    Season(2023, 1.0, closed=True, last_day=date(2023, 12, 31)),
    Season(2024, 0.62, closed=False, last_day=date(2024, 12, 19)),
)


def play(season: Season, district: District, dice: random.Random, *, say: Say) -> None:
    """Draft, open, collect and (for past years) close one campaign."""
    starts_on = date(season.year, 10, 1)
    with clock.at_day(starts_on):
        campaign_id = run(_draft, season.year)
        run(_set_levels, campaign_id, season.year)
        run(campaigns.open_campaign, actor("bantochuc"), campaign_id)
    entries = _entries_by_cell(campaign_id)
    recorded = _others(season, district, campaign_id)
    days = (season.last_day - starts_on).days
    plan = sorted(
        (starts_on + timedelta(days=_evening(district, cell_id, days, dice)), cell_id)
        for cell_id in district.cells
        if _collects(season, district, cell_id, dice)
    )
    for start in range(0, len(plan), SHEETS_AT_ONCE):
        some = plan[start : start + SHEETS_AT_ONCE]
        recorded += run(_record_sheets, season, district, campaign_id, some, entries, dice)
    if not season.closed:
        _mend_one_receipt(district)
        hand_ins.leave_on_its_way(campaign_id, district, dice)
        transfers.bring(campaign_id)
    if season.closed:
        hand_ins.settle_year(season.year, campaign_id, district, dice)
        with clock.at_day(date(season.year + 1, 1, 15)):
            run(campaigns.close_campaign, actor("bantochuc"), campaign_id)
    say(f"  đợt {season.year}: {recorded} khoản ủng hộ")


def _record_sheets(
    season: Season,
    district: District,
    campaign_id: int,
    plan: list[tuple[date, int]],
    entries: dict[int, list[tuple[int, int | None]]],
    dice: random.Random,
) -> int:
    """Record several evenings' sheets in one transaction, each on its own day."""
    recorded = 0
    for day, cell_id in plan:
        lines = _lines(entries.get(cell_id, []), dice)
        if not lines:
            continue
        with clock.at_day(day):
            contributions.record_sheet(
                treasurer_at(district.money_unit_of[cell_id]),
                key=f"demo-{season.year}-{cell_id:06d}",
                campaign_id=campaign_id,
                cell_id=cell_id,
                received_on=day,
                method=Method.BANK if dice.random() < 0.25 else Method.CASH,
                lines=lines,
            )
        recorded += len(lines)
    return recorded


def _draft(year: int) -> int:
    campaign = campaigns.draft_campaign(
        actor("bantochuc"),
        year=year,
        title=f"Vận động xây dựng “Ngôi nhà cấp ủy” năm {year}",
        legal_basis="Công văn ngày 04/10/2022 của Ban Thường vụ Huyện ủy",
        resolution="",
        starts_on=date(year, 10, 1),
        ends_on=date(year, 12, 31),
        pay_month=date(year, 10, 1),
        divisor=Divisor.D22,
        rounding=Rounding.UP_THOUSAND,
        floor_vnd=0,
        hand_in_on=date(year, 12, 15),
    )
    db.session.flush()
    return campaign.id


def _set_levels(campaign_id: int, year: int) -> None:
    """Let every commune suggest a level to members in its villages."""
    rows = db.session.execute(
        sa.select(CampaignUnit.id, PartyUnit.id, PartyUnit.kind)
        .join(PartyUnit, PartyUnit.id == CampaignUnit.party_unit_id)
        .where(CampaignUnit.campaign_id == campaign_id)
        .order_by(CampaignUnit.id)
    ).all()
    for place, (campaign_unit_id, unit_id, kind) in enumerate(rows):
        if kind in (UnitKind.AGENCY_CELL, UnitKind.AGENCY_COMMITTEE):
            continue
        campaign_units.set_level(
            treasurer_at(unit_id),
            campaign_unit_id,
            suggested_vnd=(50_000, 50_000, 70_000, 100_000)[place % 4],
            suggested_by=f"Hội nghị Ban Chấp hành Đảng bộ tháng 9/{year}",
            divisor=None,
            floor_vnd=None,
            override_reason="",
        )


def _entries_by_cell(campaign_id: int) -> dict[int, list[tuple[int, int | None]]]:
    rows = db.session.execute(
        sa.select(ListEntry.cell_id, ListEntry.id, ListEntry.asked_vnd)
        .where(ListEntry.campaign_id == campaign_id, ListEntry.not_asked_reason.is_(None))
        .order_by(ListEntry.cell_id, ListEntry.position, ListEntry.id)
    ).all()
    db.session.rollback()
    found: dict[int, list[tuple[int, int | None]]] = {}
    for cell_id, entry_id, asked_vnd in rows:
        found.setdefault(cell_id, []).append((entry_id, asked_vnd))
    return found


def _collects(season: Season, district: District, cell_id: int, dice: random.Random) -> bool:
    if cell_id == district.first_cell_id:
        return season.closed  # this year's evening there is left to whoever tries the demo
    if cell_id == district.finance_cell_id:
        return True  # the agency unit that logs in has something to hand in
    return dice.random() < season.cells_done


def _evening(district: District, cell_id: int, days: int, dice: random.Random) -> int:
    """Return on which day of the campaign a cell is collected in; agency units are early."""
    return dice.randint(5, 55 if cell_id in district.agency_cells else days)


def _lines(
    entries: list[tuple[int, int | None]], dice: random.Random
) -> list[contributions.SheetLine]:
    """Most give what is asked, some more, a few less, a few nothing."""
    lines = []
    for entry_id, asked_vnd in entries:
        roll = dice.random()
        if roll < 0.06:
            continue
        base = asked_vnd or 50_000
        if roll < 0.18:
            amount_vnd = (base // 50_000 + 1) * 50_000
        elif roll < 0.22:
            amount_vnd = max(20_000, base // 2 // 1_000 * 1_000)
        else:
            amount_vnd = base
        lines.append(contributions.SheetLine(list_entry_id=entry_id, amount_vnd=amount_vnd))
    return lines


def _others(season: Season, district: District, campaign_id: int) -> int:
    """A few businesses and households give too, in the first days."""
    givers = (
        (ContributorKind.BUSINESS, "Doanh nghiệp tư nhân Xây dựng Tân Hòa", 20_000_000),
        (ContributorKind.HOUSEHOLD, "Hộ ông Thạch Sa Rây", 500_000),
        (ContributorKind.COLLECTIVE, "Hợp tác xã Nông nghiệp Long Sơn", 3_000_000),
    )
    unit_id = district.first_commune_id
    for place, (kind, name, amount_vnd) in enumerate(givers):
        day = date(season.year, 10, 2 + place)
        with clock.at_day(day):
            run(
                contributions.record_contribution,
                treasurer_at(unit_id),
                key=f"demo-other-{season.year}-{place}",
                campaign_id=campaign_id,
                party_unit_id=unit_id,
                received_on=day,
                method=Method.BANK if amount_vnd > 1_000_000 else Method.CASH,
                amount_vnd=amount_vnd,
                new_contributor=NewContributor(kind=kind, name=name, place="xã Long Sơn"),
            )
    return len(givers)


def _mend_one_receipt(district: District) -> None:
    """Cancel one receipt, so that a cancelled one can be seen."""
    treasurer = treasurer_at(district.first_commune_id)
    with clock.at_day(date(2024, 12, 19)):
        voucher_id = _last_receipt_id(district.first_commune_id)
        run(
            receipts.void_receipt,
            treasurer,
            voucher_id,
            key="demo-void-one-receipt",
            reason="Ghi nhầm người nộp",
            donor_copy=DonorCopy.RETURNED,
        )


def _last_receipt_id(unit_id: int) -> int:
    query = (
        sa.select(sa.func.max(Voucher.id))
        .join(Book, Book.id == Voucher.book_id)
        .where(Book.party_unit_id == unit_id, Voucher.series == VoucherSeries.RECEIPT)
    )
    voucher_id = db.session.scalar(query)
    db.session.rollback()
    if voucher_id is None:
        raise LookupError("the demo has recorded nothing yet")
    return voucher_id
