"""How far the asking has come: by year, by unit, and how long money has been on its way (I2).

People and sums only. What a unit expects is left unsaid where it would tell a single member's pay.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.charts import Chart, grouped_bars
from ledger.db import db
from ledger.models.books import Rule
from ledger.models.campaigns import CampaignUnit
from ledger.models.journal import Event
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import MemberStanding
from ledger.models.party_units import PartyUnit
from ledger.models.remittances import Remittance, RemittanceArrival
from ledger.reports.campaign_totals import tells_no_pay
from ledger.reports.figures import Figures, Gathered, Year, gather, total
from ledger.reports.scope import Actor, within

AGES = ((0, 3), (4, 7), (8, 14), (15, None))
"""The ages by which money on its way is counted, in days: from, to (None: and more)."""
KINDS = ("before", "after")
"""How bars look: what was to be, and what is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One unit, or all units in one year: people and đồng."""

    name: str
    asked: int
    given: int
    collected_vnd: int
    expected_vnd: int | None
    """None: it would tell a pay."""
    unit_id: int | None = None

    @property
    def percent(self) -> int:
        """How many of a hundred who were asked have given."""
        return 100 * self.given // self.asked if self.asked else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Aged:
    """Money that has been on its way for so many days, in đồng."""

    first_day: int
    last_day: int | None
    count: int
    amount_vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressPage:
    """The page: all years, the units of one year, and money on its way."""

    years: tuple[Year, ...]
    current: Year | None
    by_year: tuple[Progress, ...]
    by_unit: tuple[Progress, ...]
    ages: tuple[Aged, ...]

    @property
    def people_chart(self) -> Chart:
        """Asked and given, year by year."""
        return grouped_bars([(one.name, (one.asked, one.given)) for one in self.by_year], KINDS)

    @property
    def money_chart(self) -> Chart:
        """Expected and collected, year by year."""
        rows = [(one.name, (one.expected_vnd or 0, one.collected_vnd)) for one in self.by_year]
        return grouped_bars(rows, KINDS)

    @property
    def units_chart(self) -> Chart:
        """Asked and given in one year, unit by unit."""
        return self.chart_of(self.by_unit)

    def chart_of(self, units: Sequence[Progress]) -> Chart:
        """Return the picture of some units, as for one sheet, on the scale of all."""
        longest = max((one.asked for one in self.by_unit), default=0)
        rows = [(one.name, (one.asked, one.given)) for one in units]
        return grouped_bars(rows, KINDS, longest=longest)

    @property
    def ages_chart(self) -> Chart:
        """Money on its way by its age."""
        rows = [(age_words(one), (one.amount_vnd,)) for one in self.ages]
        return grouped_bars(rows, ("after",))


def progress(actor: Actor, campaign_id: int | None) -> ProgressPage:
    """Return the progress of a scope; the newest campaign's units where none is asked for."""
    gathered = gather(actor)
    expected = _expected(actor)
    asked_for = (year for year in gathered.years if year.campaign_id == campaign_id)
    current = next(asked_for, gathered.years[-1] if gathered.years else None)
    return ProgressPage(
        years=gathered.years,
        current=current,
        by_year=tuple(_of_year(gathered, expected, year) for year in gathered.years),
        by_unit=_of_units(gathered, expected, current) if current else (),
        ages=_ages(actor),
    )


def age_words(aged: Aged) -> str:
    """Say for how many days money has been on its way."""
    if aged.last_day is None:
        return f"từ {aged.first_day} ngày trở lên"
    return f"{aged.first_day}–{aged.last_day} ngày"


def _of_year(
    gathered: Gathered, expected: dict[tuple[int, int], int | None], year: Year
) -> Progress:
    cells = [
        figures for (_, campaign), figures in gathered.cells.items() if campaign == year.campaign_id
    ]
    sums = total(cells)
    told = [vnd for (_, campaign), vnd in expected.items() if campaign == year.campaign_id]
    return Progress(
        name=f"Năm {year.year}",
        asked=sums.asked,
        given=sums.given,
        collected_vnd=sums.given_vnd,
        expected_vnd=sum(vnd or 0 for vnd in told),
    )


def _of_units(
    gathered: Gathered, expected: dict[tuple[int, int], int | None], year: Year
) -> tuple[Progress, ...]:
    rows = []
    for purse in gathered.purses:
        figures = gathered.of(purse, year.campaign_id)
        if purse.rule in (Rule.KEEP, Rule.REMIT) and figures != Figures():
            rows.append(
                Progress(
                    name=purse.name,
                    unit_id=purse.unit_id,
                    asked=figures.asked,
                    given=figures.given,
                    collected_vnd=figures.given_vnd,
                    expected_vnd=expected.get((purse.book_id, year.campaign_id)),
                )
            )
    return tuple(rows)


def _expected(actor: Actor) -> dict[tuple[int, int], int | None]:
    """Return (book, campaign) → what its list asks for, in đồng, in one statement."""
    is_asked = ListEntry.not_asked_reason.is_(None)
    paid_level = sa.and_(
        ListEntry.standing == MemberStanding.WORKING, ListEntry.asked_vnd.is_not(None)
    )
    query = (
        sa.select(
            CampaignUnit.book_id,
            CampaignUnit.campaign_id,
            sa.func.sum(sa.case((is_asked, ListEntry.asked_vnd), else_=0)),
            sa.func.sum(sa.case((paid_level, 1), else_=0)),
        )
        .select_from(ListEntry)
        .join(CampaignUnit, CampaignUnit.id == ListEntry.campaign_unit_id)
        .join(PartyUnit, PartyUnit.id == CampaignUnit.party_unit_id)
        .where(within(actor))
        .group_by(CampaignUnit.book_id, CampaignUnit.campaign_id)
    )
    return {
        (book_id, campaign_id): int(vnd or 0) if tells_no_pay(working_levels=paid) else None
        for book_id, campaign_id, vnd, paid in db.session.execute(query)
    }


def _ages(actor: Actor) -> tuple[Aged, ...]:
    """Add up what units sent and nobody has counted yet, by the days it has been on its way."""
    taken_back = sa.exists().where(Event.reverses_event_id == Remittance.sent_event_id)
    query = (
        sa.select(Remittance.sent_on, sa.func.count(), sa.func.sum(Remittance.amount_vnd))
        .join(CampaignUnit, CampaignUnit.id == Remittance.campaign_unit_id)
        .join(PartyUnit, PartyUnit.id == CampaignUnit.party_unit_id)
        .outerjoin(RemittanceArrival, RemittanceArrival.remittance_id == Remittance.id)
        .where(within(actor), RemittanceArrival.remittance_id.is_(None), ~taken_back)
        .group_by(Remittance.sent_on)
    )
    found: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    today = clock.today()
    for sent_on, count, amount_vnd in db.session.execute(query):
        place = _age_group(today, sent_on)
        known = found[place]
        found[place] = (known[0] + count, known[1] + int(amount_vnd))
    return tuple(
        Aged(first_day=first, last_day=last, count=found[place][0], amount_vnd=found[place][1])
        for place, (first, last) in enumerate(AGES)
    )


def _age_group(today: date, sent_on: date) -> int:
    days = (today - sent_on).days
    return next(place for place, (_, last) in enumerate(AGES) if last is None or days <= last)
