"""Show how far each unit has come with its rollout, and who is to be reminded (H0).

H1  Counts, papers and days; nobody's name and nobody's need.
H2  Ban Tuyên giáo sees propaganda and whether collecting has begun, nothing else.
H3  Collecting is worked out from what stands in the book; everything else is what units reported.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger import clock
from ledger.db import db
from ledger.models.books import Book, Rule
from ledger.models.campaigns import CampaignUnit
from ledger.models.contributions import Contribution
from ledger.models.journal import Transfer
from ledger.models.need_surveys import NeedSurvey
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.propaganda import PropagandaReport
from ledger.models.rollout import ItemState, RolloutDeadline, RolloutItem
from ledger.models.unit_plans import ModelKind, UnitPlan
from ledger.models.users import Role
from ledger.reports.campaigns import CampaignLine, campaign_line
from ledger.reports.scope import Actor, names_on, within

EVERYTHING = tuple(RolloutItem)
ABOUT_PROPAGANDA = (RolloutItem.PROPAGANDA, RolloutItem.COLLECTION)
MISSING = frozenset({ItemState.WAITING, ItemState.OVERDUE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The day by which units report an item, and the paper that says so."""

    due_on: date
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """What one unit has done about one item; ``done_on`` None: nothing yet."""

    item: RolloutItem
    done_on: date | None
    due_on: date | None
    as_of: date
    """The day on which it was looked at."""
    count: int | None = None
    """Cases of a survey, or how many things were done to make the campaign known."""
    number: str = ""
    """The plan's number."""

    @property
    def state(self) -> ItemState:
        """How far it has come."""
        if self.done_on is not None:
            late = self.due_on is not None and self.done_on > self.due_on
            return ItemState.LATE if late else ItemState.DONE
        over = self.due_on is not None and self.due_on < self.as_of
        return ItemState.OVERDUE if over else ItemState.WAITING

    @property
    def missing(self) -> bool:
        """Whether it is still to be reported."""
        return self.state in MISSING

    @property
    def days_over(self) -> int:
        """How many days ago it was due; 0 if it is not overdue."""
        over = self.state is ItemState.OVERDUE and self.due_on
        return (self.as_of - self.due_on).days if over and self.due_on else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """One unit of the board."""

    unit_id: int
    name: str
    keeps: bool
    """Whether it keeps the money (communes, towns) or hands it in."""
    expected_vnd: int | None
    """What its plan expects to collect."""
    model_name: str
    model_kind: ModelKind | None
    items: tuple[ItemFacts, ...]

    @property
    def missing(self) -> tuple[ItemFacts, ...]:
        """What the unit has still to report."""
        return tuple(facts for facts in self.items if facts.missing)

    @property
    def days_over(self) -> int:
        """The most days by which anything is overdue."""
        return max((facts.days_over for facts in self.items), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCount:
    """How many units have not reported an item: “còn 7/28 đơn vị chưa báo cáo”."""

    item: RolloutItem
    units: int
    missing: int
    overdue: int
    deadline: Deadline | None
    total: int | None
    """Cases found by all units, or everything done to make the campaign known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Units by items, as far as the reader may see them."""

    campaign: CampaignLine
    units: tuple[UnitLine, ...]
    counts: tuple[ItemCount, ...]

    @property
    def to_remind(self) -> tuple[UnitLine, ...]:
        """The units with something still to report, the longest overdue first."""
        some = [unit for unit in self.units if unit.missing]
        return tuple(sorted(some, key=lambda unit: -unit.days_over))

    @property
    def models(self) -> tuple[UnitLine, ...]:
        """The units that have registered a model."""
        return tuple(unit for unit in self.units if unit.model_kind)

    @property
    def expected_vnd(self) -> int:
        """What all plans that name a sum expect together."""
        return sum(unit.expected_vnd or 0 for unit in self.units)


def sees(role: Role) -> tuple[RolloutItem, ...]:
    """Return the items that a role may look at (H2)."""
    return ABOUT_PROPAGANDA if role is Role.PROPAGANDA_BOARD else EVERYTHING


def show_board(actor: Actor, campaign_id: int, *, unit_id: int | None = None) -> Board:
    """Return the board of a campaign, in a fixed number of statements; or one unit's line of it.

    Raises:
        NotFound: no such campaign at, above or below the actor.

    """
    campaign = campaign_line(actor, campaign_id)
    shown, today = sees(actor.role), clock.today()
    deadlines = deadlines_of(campaign_id)
    rows = _units(actor, campaign_id, unit_id)
    names = names_on([row.unit_id for row in rows], (NameKind.ORGANISATION,))
    done = propaganda_by_unit(campaign_id)
    begun = _begun(campaign_id)
    units = []
    for row in rows:
        known = {
            RolloutItem.PLAN: (row.plan_on, None),
            RolloutItem.SURVEY: (row.survey_on, row.cases),
            RolloutItem.PROPAGANDA: done.get(row.unit_id, (None, 0)),
            RolloutItem.COLLECTION: (begun.get(row.campaign_unit_id), None),
        }
        items = tuple(
            ItemFacts(
                item=item,
                done_on=known[item][0],
                as_of=today,
                count=known[item][1],
                due_on=deadlines[item].due_on if item in deadlines else None,
                number=row.number or "" if item is RolloutItem.PLAN else "",
            )
            for item in shown
        )
        tells_plan = RolloutItem.PLAN in shown
        units.append(
            UnitLine(
                unit_id=row.unit_id,
                name=names.get((row.unit_id, NameKind.ORGANISATION), ""),
                keeps=row.rule is Rule.KEEP,
                expected_vnd=row.expected_vnd if tells_plan else None,
                model_name=row.model_name or "" if tells_plan else "",
                model_kind=row.model_kind if tells_plan else None,
                items=items,
            )
        )
    counts = tuple(
        _count(
            item,
            [facts for unit in units for facts in unit.items if facts.item is item],
            deadlines.get(item),
        )
        for item in shown
    )
    return Board(campaign=campaign, units=tuple(units), counts=counts)


def surveys_returned(actor: Actor, campaign_id: int) -> ItemCount:
    """Return how many units of the scope have not returned their survey yet.

    A list of needs says so; whoever calls has read the campaign through a scope.
    """
    deadline = deadlines_of(campaign_id).get(RolloutItem.SURVEY)
    facts = [
        ItemFacts(
            item=RolloutItem.SURVEY,
            done_on=row.survey_on,
            due_on=deadline.due_on if deadline else None,
            as_of=clock.today(),
            count=row.cases,
        )
        for row in _units(actor, campaign_id, None)
    ]
    return _count(RolloutItem.SURVEY, facts, deadline)


def deadlines_of(campaign_id: int) -> dict[RolloutItem, Deadline]:
    """Return the deadlines of a campaign as they stand now."""
    query = (
        sa.select(RolloutDeadline.item, RolloutDeadline.due_on, RolloutDeadline.paper)
        .where(RolloutDeadline.campaign_id == campaign_id)
        .order_by(RolloutDeadline.id)
    )
    rows = db.session.execute(query)
    return {item: Deadline(due_on=due_on, paper=paper) for item, due_on, paper in rows}


def propaganda_by_unit(campaign_id: int) -> Mapping[int, tuple[date, int]]:
    """Return when each unit first told of propaganda, and how much it has told of."""
    query = (
        sa.select(
            PropagandaReport.party_unit_id,
            sa.func.min(PropagandaReport.reported_on),
            sa.func.count(),
        )
        .where(PropagandaReport.campaign_id == campaign_id, _standing(PropagandaReport))
        .group_by(PropagandaReport.party_unit_id)
    )
    return {unit_id: (first_on, count) for unit_id, first_on, count in db.session.execute(query)}


def _count(item: RolloutItem, facts: list[ItemFacts], deadline: Deadline | None) -> ItemCount:
    numbers = [one.count for one in facts if one.count is not None]
    return ItemCount(
        item=item,
        units=len(facts),
        missing=sum(one.missing for one in facts),
        overdue=sum(one.state is ItemState.OVERDUE for one in facts),
        deadline=deadline,
        total=sum(numbers) if numbers else None,
    )


def _units(actor: Actor, campaign_id: int, unit_id: int | None) -> list[sa.Row[tuple[object, ...]]]:
    """Return the units of a campaign with the plan and survey that stand, in printed order."""
    plan, survey = _standing(UnitPlan), _standing(NeedSurvey)
    query = (
        sa.select(
            CampaignUnit.id.label("campaign_unit_id"),
            PartyUnit.id.label("unit_id"),
            Book.rule,
            UnitPlan.reported_on.label("plan_on"),
            UnitPlan.number,
            UnitPlan.expected_vnd,
            UnitPlan.model_name,
            UnitPlan.model_kind,
            NeedSurvey.reported_on.label("survey_on"),
            NeedSurvey.cases,
        )
        .join(PartyUnit, PartyUnit.id == CampaignUnit.party_unit_id)
        .join(Book, Book.id == CampaignUnit.book_id)
        .outerjoin(UnitPlan, sa.and_(UnitPlan.campaign_unit_id == CampaignUnit.id, plan))
        .outerjoin(NeedSurvey, sa.and_(NeedSurvey.campaign_unit_id == CampaignUnit.id, survey))
        .where(CampaignUnit.campaign_id == campaign_id, within(actor))
        .order_by(PartyUnit.position, PartyUnit.id)
    )
    if unit_id is not None:
        query = query.where(PartyUnit.id == unit_id)
    return list(db.session.execute(query))


def _standing(kind: type[UnitPlan | NeedSurvey | PropagandaReport]) -> sa.ColumnElement[bool]:
    """Return the condition that a version has neither been replaced nor taken back."""
    later = aliased(kind)
    return sa.and_(kind.withdrawn == "", ~sa.exists().where(later.replaces_id == kind.id))


def _begun(campaign_id: int) -> Mapping[int, date]:
    """Return the day of the first gift that stands in each unit's purse (H3)."""
    taken_back = sa.exists().where(Transfer.reverses_id == Contribution.transfer_id)
    units = sa.select(CampaignUnit.id).where(CampaignUnit.campaign_id == campaign_id)
    query = (
        sa.select(
            Contribution.campaign_unit_id,
            sa.func.min(Contribution.received_on),
        )
        .where(
            # The index on contributions begins with the unit: name the campaign's units, not it.
            Contribution.campaign_unit_id.in_(units),
            Contribution.sign == 1,
            ~taken_back,
        )
        .group_by(Contribution.campaign_unit_id)
    )
    return dict(db.session.execute(query).all())
