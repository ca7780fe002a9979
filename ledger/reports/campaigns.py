"""State campaigns, their windows, and what each unit was asked and gave: counts and money.

C1  Nothing here names a member or tells what one was asked or gave; ``lists`` does, inside a unit.
C2  A window is ``[starts_on, effective_end)``; an extension moves its end. Money received on or
    after the end is late: it is derived from the dates, never stored.
C3  A person counts at the unit whose list they are on, wherever they gave; money counts at the
    unit whose purse took it.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from ledger.db import db
from ledger.errors import NotFound
from ledger.models.base_pay import BasePay
from ledger.models.books import Book, Rule
from ledger.models.campaigns import Campaign, CampaignExtension, CampaignState, CampaignUnit
from ledger.models.contributions import Contribution
from ledger.models.journal import Transfer
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import MemberStanding
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.programmes import Programme
from ledger.reports.scope import Actor, names_on, within
from ledger.wages import Divisor, Rounding

FEWEST_SUMMED = 3
"""Below so many day's pays, their sum would tell what a single member earns: it stays unsaid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignLine:
    """State a campaign as lists and headings show it; ``ends_on`` is the last day."""

    id: int
    year: int
    title: str
    state: CampaignState
    starts_on: date
    ends_on: date

    @property
    def effective_end(self) -> date:
        """The first day on which money is late."""
        return self.ends_on + timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """State one extension of a window; ``ends_on`` is the new last day."""

    paper: str
    issued_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFacts:
    """State everything that a campaign's page says about it."""

    line: CampaignLine
    committee_id: int
    programme_name: str
    legal_basis: str
    resolution: str
    first_ends_on: date
    pay_month: date
    base_pay_vnd: int | None
    divisor: Divisor
    rounding: Rounding
    floor_vnd: int
    hand_in_on: date
    opened_at: datetime | None
    closed_at: datetime | None
    extensions: tuple[Extension, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Count people and money, in đồng; ``expected_vnd`` is None where it would tell a pay."""

    asked: int = 0
    given: int = 0
    """How many of those who are asked have given."""
    not_asked: int = 0
    given_unasked: int = 0
    """How many have given without being asked."""
    expected_vnd: int | None = 0
    received_vnd: int = 0
    """What came in, from members and others."""
    others_vnd: int = 0
    """The part of it that came from givers who are not on any list."""
    late_vnd: int = 0
    """The part of it that came after the window."""

    @property
    def not_yet(self) -> int:
        """How many of those who are asked have not given yet."""
        return self.asked - self.given


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitTotals:
    """State one unit of a campaign with its counts and money."""

    campaign_unit_id: int
    unit_id: int
    name: str
    rule: Rule
    suggested_vnd: int | None
    totals: Totals


def effective_end(campaign: Campaign) -> date:
    """Return the first day after a campaign's window, extensions included (C2)."""
    latest = db.session.scalar(
        sa.select(sa.func.max(CampaignExtension.ends_before)).where(
            CampaignExtension.campaign_id == campaign.id
        )
    )
    return max(campaign.ends_before, latest) if latest else campaign.ends_before


def campaigns_of(actor: Actor) -> tuple[CampaignLine, ...]:
    """Return the campaigns of the committees at, above and below the actor, newest first."""
    query = _lines().where(_readable(actor)).order_by(Campaign.year.desc(), Campaign.id.desc())
    return tuple(_line(*row) for row in db.session.execute(query))


def current(actor: Actor) -> CampaignLine | None:
    """Return the newest open campaign, if there is one."""
    return next(
        (line for line in campaigns_of(actor) if line.state is CampaignState.OPEN),
        None,
    )


def campaign_line(actor: Actor, campaign_id: int) -> CampaignLine:
    """Return one campaign's heading.

    Raises:
        NotFound: no such campaign at, above or below the actor.

    """
    row = db.session.execute(_lines().where(Campaign.id == campaign_id, _readable(actor))).first()
    if row is None:
        raise NotFound
    return _line(*row)


def campaign_facts(actor: Actor, campaign_id: int) -> CampaignFacts:
    """Return what a campaign's page says.

    Raises:
        NotFound: no such campaign at, above or below the actor.

    """
    base_pay_vnd = (
        sa.select(BasePay.amount_vnd)
        .where(BasePay.starts_on <= Campaign.pay_month)
        .order_by(BasePay.starts_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        sa.select(Campaign, Programme.name, base_pay_vnd)
        .join(Programme, Programme.id == Campaign.programme_id)
        .join(PartyUnit, PartyUnit.id == Campaign.committee_id)
        .where(Campaign.id == campaign_id, _readable(actor))
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    campaign, programme_name, base_pay_vnd_then = row
    extensions = _extensions(campaign_id)
    ends_on = extensions[-1].ends_on if extensions else _last_day(campaign.ends_before)
    return CampaignFacts(
        line=CampaignLine(
            id=campaign.id,
            year=campaign.year,
            title=campaign.title,
            state=campaign.state,
            starts_on=campaign.starts_on,
            ends_on=ends_on,
        ),
        committee_id=campaign.committee_id,
        programme_name=programme_name,
        legal_basis=campaign.legal_basis,
        resolution=campaign.resolution,
        first_ends_on=_last_day(campaign.ends_before),
        pay_month=campaign.pay_month,
        base_pay_vnd=base_pay_vnd_then,
        divisor=campaign.divisor,
        rounding=campaign.rounding,
        floor_vnd=campaign.floor_vnd,
        hand_in_on=campaign.hand_in_on,
        opened_at=campaign.opened_at,
        closed_at=campaign.closed_at,
        extensions=extensions,
    )


def unit_totals(
    actor: Actor, campaign_id: int, *, line: CampaignLine | None = None
) -> tuple[UnitTotals, ...]:
    """Return the units of a campaign in the actor's scope, in printed order, with their totals.

    ``line`` is the campaign's heading where the caller has it already.

    Raises:
        NotFound: no such campaign at, above or below the actor.

    """
    line = line or campaign_line(actor, campaign_id)
    query = (
        sa.select(CampaignUnit.id, PartyUnit.id, Book.rule, CampaignUnit.suggested_vnd)
        .join(PartyUnit, PartyUnit.id == CampaignUnit.party_unit_id)
        .join(Book, Book.id == CampaignUnit.book_id)
        .where(CampaignUnit.campaign_id == campaign_id, within(actor))
        .order_by(PartyUnit.position, PartyUnit.id)
    )
    rows = db.session.execute(query).all()
    ids = [row[0] for row in rows]
    names = names_on([row[1] for row in rows], (NameKind.ORGANISATION,))
    people, money = _people(campaign_id, ids), _money(ids, line.effective_end)
    return tuple(
        UnitTotals(
            campaign_unit_id=campaign_unit_id,
            unit_id=unit_id,
            name=names.get((unit_id, NameKind.ORGANISATION), ""),
            rule=rule,
            suggested_vnd=suggested_vnd,
            totals=replace(
                people.get(campaign_unit_id, Totals()), **money.get(campaign_unit_id, {})
            ),
        )
        for campaign_unit_id, unit_id, rule, suggested_vnd in rows
    )


def sum_totals(units: tuple[UnitTotals, ...]) -> Totals:
    """Add the totals of units up; the expected sum covers those units that tell theirs."""
    each = [unit.totals for unit in units]
    return Totals(
        asked=sum(one.asked for one in each),
        given=sum(one.given for one in each),
        not_asked=sum(one.not_asked for one in each),
        given_unasked=sum(one.given_unasked for one in each),
        expected_vnd=sum(one.expected_vnd or 0 for one in each),
        received_vnd=sum(one.received_vnd for one in each),
        others_vnd=sum(one.others_vnd for one in each),
        late_vnd=sum(one.late_vnd for one in each),
    )


def tells_no_pay(*, working_levels: int) -> bool:
    """Say whether a sum over so many day's pays may be shown above the unit."""
    return working_levels == 0 or working_levels >= FEWEST_SUMMED


def signed_vnd() -> sa.ColumnElement[int]:
    """Return what a row of contributions adds to what was given: reversals take away."""
    return Contribution.sign * Contribution.amount_vnd


def is_late(end: date) -> sa.ColumnElement[bool]:
    """Return the condition that a contribution stands and came after the window.

    A reversal bears the day on which it was made, so it is no witness: it takes its original away.
    """
    taken_back = sa.exists().where(Transfer.reverses_id == Contribution.transfer_id)
    return sa.and_(Contribution.sign == 1, Contribution.received_on >= end, sa.not_(taken_back))


def _people(campaign_id: int, campaign_unit_ids: list[int]) -> dict[int, Totals]:
    """Count the people of each unit's list; one statement for all units."""
    given = (
        sa.select(Contribution.list_entry_id)
        .where(
            # The index on contributions begins with the unit: name the campaign's units, not it.
            Contribution.campaign_unit_id.in_(
                sa.select(CampaignUnit.id).where(CampaignUnit.campaign_id == campaign_id)
            ),
            Contribution.list_entry_id.is_not(None),
        )
        .group_by(Contribution.list_entry_id)
        .having(sa.func.sum(signed_vnd()) > 0)
        .subquery()
    )
    asked, gave = ListEntry.not_asked_reason.is_(None), given.c.list_entry_id.is_not(None)
    paid_level = sa.and_(
        ListEntry.standing == MemberStanding.WORKING, ListEntry.asked_vnd.is_not(None)
    )
    query = (
        sa.select(
            ListEntry.campaign_unit_id,
            _count(asked),
            _count(sa.and_(asked, gave)),
            _count(sa.not_(asked)),
            _count(sa.and_(sa.not_(asked), gave)),
            sa.func.sum(ListEntry.asked_vnd),
            _count(paid_level),
        )
        .outerjoin(given, given.c.list_entry_id == ListEntry.id)
        .where(ListEntry.campaign_unit_id.in_(campaign_unit_ids))
        .group_by(ListEntry.campaign_unit_id)
    )
    return {
        row[0]: Totals(
            asked=row[1],
            given=row[2],
            not_asked=row[3],
            given_unasked=row[4],
            expected_vnd=int(row[5] or 0) if tells_no_pay(working_levels=row[6]) else None,
        )
        for row in db.session.execute(query)
    }


def _money(campaign_unit_ids: list[int], end: date) -> dict[int, dict[str, int]]:
    """Add up what came into each unit's purse; two statements for all units."""
    unit, amount_vnd = Contribution.campaign_unit_id, sa.func.sum(signed_vnd())
    from_others = sa.case((Contribution.list_entry_id.is_(None), signed_vnd()), else_=0)
    received = (
        sa.select(unit, amount_vnd, sa.func.sum(from_others))
        .where(unit.in_(campaign_unit_ids))
        .group_by(unit)
    )
    late = (
        sa.select(unit, sa.func.sum(Contribution.amount_vnd))
        .where(unit.in_(campaign_unit_ids), is_late(end))
        .group_by(unit)
    )
    late_vnd = {row[0]: int(row[1]) for row in db.session.execute(late)}
    return {
        row[0]: {
            "received_vnd": int(row[1]),
            "others_vnd": int(row[2]),
            "late_vnd": late_vnd.get(row[0], 0),
        }
        for row in db.session.execute(received)
    }


def _count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))


def _extensions(campaign_id: int) -> tuple[Extension, ...]:
    rows = db.session.scalars(
        sa.select(CampaignExtension)
        .where(CampaignExtension.campaign_id == campaign_id)
        .order_by(CampaignExtension.ends_before)
    )
    return tuple(
        Extension(paper=row.paper, issued_on=row.issued_on, ends_on=_last_day(row.ends_before))
        for row in rows
    )


def _readable(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition that a campaign's committee stands at, above or below the actor."""
    above = [int(part) for part in actor.path.strip("/").split("/")]
    return sa.or_(Campaign.committee_id.in_(above), within(actor))


def _lines() -> sa.Select[int, int, str, CampaignState, date, date, date | None]:
    latest = (
        sa.select(sa.func.max(CampaignExtension.ends_before))
        .where(CampaignExtension.campaign_id == Campaign.id)
        .scalar_subquery()
    )
    return sa.select(
        Campaign.id,
        Campaign.year,
        Campaign.title,
        Campaign.state,
        Campaign.starts_on,
        Campaign.ends_before,
        latest.label("extended"),
    ).join(PartyUnit, PartyUnit.id == Campaign.committee_id)


def _line(
    id_: int,
    year: int,
    title: str,
    state: CampaignState,
    starts_on: date,
    ends_before: date,
    extended: date | None,
) -> CampaignLine:
    return CampaignLine(
        id=id_,
        year=year,
        title=title,
        state=state,
        starts_on=starts_on,
        ends_on=_last_day(max(ends_before, extended or ends_before)),
    )


def _last_day(ends_before: date) -> date:
    return ends_before - timedelta(days=1)
