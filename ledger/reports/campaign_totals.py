"""Count people and money of a campaign, unit by unit; nothing here names a member.

A person counts once, at the unit whose list they are on, wherever they gave (``persons``); money
counts at the unit whose purse took it.
"""

from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa

from ledger.db import db
from ledger.models.books import Book, Rule
from ledger.models.campaigns import CampaignUnit
from ledger.models.contributions import Contribution
from ledger.models.journal import Transfer
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import MemberStanding
from ledger.models.party_units import NameKind, PartyUnit
from ledger.reports.campaigns import CampaignLine, campaign_line
from ledger.reports.persons import folds, given_by_line
from ledger.reports.scope import Actor, named, within

FEWEST_SUMMED = 3
"""Below so many day's pays, or late gifts, their sum would tell a single member's: it stays unsaid.

What a unit's purse took is always told, even from one giver: it is the unit's money.
"""


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
    late: int = 0
    """How many gifts that part is made of."""

    @property
    def tells_late(self) -> bool:
        """Say whether the sum of what came late may be shown above the unit."""
        return self.late >= FEWEST_SUMMED

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
        sa.select(
            CampaignUnit.id,
            PartyUnit.id,
            Book.rule,
            CampaignUnit.suggested_vnd,
            named(PartyUnit.id, NameKind.ORGANISATION),
        )
        .join(PartyUnit, PartyUnit.id == CampaignUnit.party_unit_id)
        .join(Book, Book.id == CampaignUnit.book_id)
        .where(CampaignUnit.campaign_id == campaign_id, within(actor))
        .order_by(PartyUnit.position, PartyUnit.id)
    )
    rows = db.session.execute(query).all()
    ids = [row[0] for row in rows]
    people, money = _people(campaign_id, ids), _money(ids, line.effective_end)
    return tuple(
        UnitTotals(
            campaign_unit_id=campaign_unit_id,
            unit_id=unit_id,
            name=name,
            rule=rule,
            suggested_vnd=suggested_vnd,
            totals=replace(
                people.get(campaign_unit_id, Totals()), **money.get(campaign_unit_id, {})
            ),
        )
        for campaign_unit_id, unit_id, rule, suggested_vnd, name in rows
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
        late=sum(one.late for one in each),
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
    given, fold = given_by_line(campaign_id), folds()
    asked = ListEntry.not_asked_reason.is_(None)
    gave = sa.func.coalesce(given.c.given_vnd, 0) > 0
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
        .outerjoin(given, given.c.entry_id == ListEntry.id)
        .outerjoin(fold.lines, fold.of_entry(ListEntry.id.expression))
        .where(ListEntry.campaign_unit_id.in_(campaign_unit_ids), fold.counts())
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
        sa.select(unit, sa.func.sum(Contribution.amount_vnd), sa.func.count())
        .where(unit.in_(campaign_unit_ids), is_late(end))
        .group_by(unit)
    )
    came_late = {row[0]: (int(row[1]), row[2]) for row in db.session.execute(late)}
    return {
        row[0]: {
            "received_vnd": int(row[1]),
            "others_vnd": int(row[2]),
            "late_vnd": came_late.get(row[0], (0, 0))[0],
            "late": came_late.get(row[0], (0, 0))[1],
        }
        for row in db.session.execute(received)
    }


def _count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))
