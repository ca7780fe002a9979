"""Read the roadmap: every need that may be planned, the money for it, and what the rule makes of it.

L1  One committee's money is one plan, whoever looks at it; of its lines everybody sees those of
    their own scope.
L2  A need is called by its code. Its member's name is for the organisation board alone.
L3  A house that is decided, building or handed over is no longer planned: it stands on the roadmap
    as it is, and its locality counts as having one.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.models.houses import HouseStatus
from ledger.models.housing_needs import HousingNeed, NeedKind, NeedState
from ledger.models.party_members import PartyMember
from ledger.models.party_units import PartyUnit
from ledger.models.plan_decisions import (
    PlanDecision,
    PlanDecisionKind,
    PlanDecisionWord,
    PlanWord,
)
from ledger.models.prior_facts import PriorFact
from ledger.models.programmes import Programme
from ledger.models.roadmaps import OverruleKind, RoadmapOverride
from ledger.models.users import Role, UserAccount
from ledger.reports.roadmap_houses import HouseRow, read_houses
from ledger.reports.roadmap_money import Money, Place, read_money, root_path
from ledger.reports.scope import Actor
from ledger.roadmap import Draw, Need, Plan, Quarter, plan

PLANNABLE = (NeedState.ELIGIBLE, NeedState.PLANNED)
ASKED_FOR = (NeedState.PROPOSED, NeedState.SURVEYING, *PLANNABLE)
"""The states in which a locality has a case."""
YEARS_AHEAD = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Overruled:
    """What somebody said of a line, and why."""

    kind: OverruleKind
    year: int | None
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedRow:
    """A need as the roadmap shows it."""

    id: int
    code: str
    name: str
    """The member's, for whom it may be shown; empty otherwise."""
    kind: NeedKind
    state: NeedState
    unit_id: int
    cost_vnd: int | None
    wanted_vnd: int | None
    decided_vnd: int
    board_order: int | None
    planned_year: int | None
    overruled: Overruled | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A decision by which a locality's target is another one."""

    houses: int
    number: str
    issued_on: date
    issued_by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """What papers say of a locality before the software."""

    houses: int
    last_year: int
    collected_vnd: int
    spent_vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that the roadmap and the target board are made from."""

    programme: Programme
    first: Quarter
    last: Quarter
    money: Money
    needs: tuple[NeedRow, ...]
    houses: tuple[HouseRow, ...]
    targets: dict[int, Target]
    aid: dict[int, Draw]
    """By need."""
    priors: dict[int, Prior]
    plan: Plan

    @property
    def place_of(self) -> dict[int, Place]:
        """The units by id."""
        return {place.unit_id: place for place in self.money.places}

    def target_of(self, unit_id: int) -> int:
        """Return how many houses a locality is to have."""
        changed = self.targets.get(unit_id)
        return changed.houses if changed else self.programme.houses_per_locality


def read_facts(actor: Actor) -> Facts | None:
    """Read everything in eight statements whatever the committee's size, and plan.

    None: the committee has no programme yet.
    """
    path = root_path(actor)
    programme = programme_of(path)
    if programme is None:
        return None
    first, last = horizon(programme, clock.today())
    houses = read_houses(path)
    unpaid = houses.unpaid_by_book
    money = read_money(path, first=first, last=last, unpaid_by_book=unpaid)
    needs = _needs(actor, path, houses.decided_by_need)
    targets, aid = _decisions(path, money)
    priors = _priors(path)
    lacking = _lacking(programme, money, houses.rows, targets, priors)
    return Facts(
        programme=programme,
        first=first,
        last=last,
        money=money,
        needs=needs,
        houses=houses.rows,
        targets=targets,
        aid=aid,
        priors=priors,
        plan=plan(
            [made for row in needs if (made := _plan_need(row, money, aid)) is not None],
            money.purses,
            lacking=lacking,
            overruled=_overruled(needs, first),
            first=first,
            last=last,
        ),
    )


def programme_of(path: str) -> Programme | None:
    """Return the programme of the committee at a path."""
    root_id = int(path.strip("/"))
    return db.session.scalar(sa.select(Programme).where(Programme.committee_id == root_id))


def horizon(programme: Programme, today: date) -> tuple[Quarter, Quarter]:
    """Return the first and the last quarter of the roadmap."""
    last_year = max(programme.last_year, today.year + YEARS_AHEAD)
    return Quarter.of(today), Quarter.at(last_year, 4)


def _plan_need(row: NeedRow, money: Money, aid: dict[int, Draw]) -> Need | None:
    """Return a need as the planner looks at it; None where nothing is left to plan (L3)."""
    if row.state not in PLANNABLE:
        return None
    asked_vnd = row.wanted_vnd or row.cost_vnd
    if asked_vnd is not None and 0 < asked_vnd <= row.decided_vnd:
        return None
    place = next((one for one in money.places if one.unit_id == row.unit_id), None)
    return Need(
        id=row.id,
        code=row.code,
        purse_id=money.purse_of(row.unit_id),
        locality_id=row.unit_id if place is not None and place.is_locality else None,
        cost_vnd=asked_vnd,
        co_funding_vnd=row.decided_vnd,
        aid=(aid[row.id],) if row.id in aid else (),
        order=row.board_order,
    )


def _overruled(needs: tuple[NeedRow, ...], first: Quarter) -> dict[int, int | None]:
    """Return what overrules the rule: somebody's last word, else the year it was taken up for."""
    found: dict[int, int | None] = {}
    for row in needs:
        said = row.overruled
        if said is not None and said.kind is OverruleKind.LEAVE_OUT:
            found[row.id] = None
        elif said is not None and said.kind is OverruleKind.YEAR:
            found[row.id] = said.year
        elif row.planned_year is not None and row.planned_year >= first.year:
            found[row.id] = row.planned_year
    return found


def _lacking(
    programme: Programme,
    money: Money,
    houses: tuple[HouseRow, ...],
    targets: dict[int, Target],
    priors: dict[int, Prior],
) -> dict[int, int]:
    """Return how many houses each locality's target still lacks, begun and decided ones counted."""
    there: dict[int, int] = defaultdict(int)
    for house in houses:
        there[house.unit_id] += house.decided or house.status in (
            HouseStatus.BUILDING,
            HouseStatus.HANDED_OVER,
        )
    lacking = {}
    for place in money.places:
        if not place.is_locality:
            continue
        target = targets.get(place.unit_id)
        wanted = target.houses if target else programme.houses_per_locality
        prior = priors.get(place.unit_id)
        lacking[place.unit_id] = wanted - there[place.unit_id] - (prior.houses if prior else 0)
    return lacking


def _needs(actor: Actor, path: str, decided: Mapping[int, int]) -> tuple[NeedRow, ...]:
    """Read the needs that are asked for, each with the last word on its line."""
    last = sa.select(sa.func.max(RoadmapOverride.id)).group_by(RoadmapOverride.need_id)
    query = (
        sa.select(HousingNeed, PartyMember.full_name, RoadmapOverride, UserAccount.full_name)
        .join(PartyUnit, PartyUnit.id == HousingNeed.party_unit_id)
        .outerjoin(PartyMember, PartyMember.id == HousingNeed.member_id)
        .outerjoin(
            RoadmapOverride,
            sa.and_(RoadmapOverride.need_id == HousingNeed.id, RoadmapOverride.id.in_(last)),
        )
        .outerjoin(UserAccount, UserAccount.id == RoadmapOverride.recorded_by_id)
        .where(PartyUnit.path.like(f"{path}%"), HousingNeed.state.in_(ASKED_FOR))
        .order_by(HousingNeed.id)
    )
    named = actor.role is Role.ORGANISATION_BOARD
    return tuple(
        NeedRow(
            id=need.id,
            code=need.code,
            name=(name or "") if named else "",
            kind=need.kind,
            state=need.state,
            unit_id=need.party_unit_id,
            cost_vnd=need.estimated_cost_vnd,
            wanted_vnd=need.wanted_support_vnd,
            decided_vnd=decided.get(need.id, 0),
            board_order=need.board_order,
            planned_year=need.planned_year,
            overruled=_word(said, said_by),
        )
        for need, name, said, said_by in db.session.execute(query)
    )


def _word(said: RoadmapOverride | None, by: str | None) -> Overruled | None:
    if said is None or said.kind is OverruleKind.FOLLOW_RULE:
        return None
    return Overruled(
        kind=said.kind, year=said.year, reason=said.reason, by=by or "", at=said.recorded_at
    )


def _decisions(path: str, money: Money) -> tuple[dict[int, Target], dict[int, Draw]]:
    """Read the last confirmed decision on each locality's target and each need's aid."""
    query = (
        sa.select(PlanDecision)
        .join(PlanDecisionWord, PlanDecisionWord.plan_decision_id == PlanDecision.id)
        .join(PartyUnit, PartyUnit.id == PlanDecision.party_unit_id)
        .where(PlanDecisionWord.word == PlanWord.CONFIRMED, PartyUnit.path.like(f"{path}%"))
        .order_by(PlanDecision.issued_on, PlanDecision.id)
    )
    targets: dict[int, Target] = {}
    aid: dict[int, Draw] = {}
    office_id = money.office.book_id if money.office else None
    for row in db.session.scalars(query):
        if row.kind is PlanDecisionKind.TARGET and row.houses is not None:
            targets[row.party_unit_id] = Target(
                houses=row.houses,
                number=row.number,
                issued_on=row.issued_on,
                issued_by=row.issued_by,
                reason=row.reason,
            )
        elif row.need_id is not None and row.amount_vnd is not None and office_id is not None:
            aid[row.need_id] = Draw(purse_id=office_id, amount_vnd=row.amount_vnd)
    return targets, aid


def _priors(path: str) -> dict[int, Prior]:
    """Add up what papers say of each locality before the software."""
    replaced = sa.select(PriorFact.replaces_id).where(PriorFact.replaces_id.is_not(None))
    query = (
        sa.select(
            PriorFact.party_unit_id,
            sa.func.sum(PriorFact.houses),
            sa.func.max(sa.case((PriorFact.houses > 0, PriorFact.year), else_=0)),
            sa.func.sum(PriorFact.collected_vnd),
            sa.func.sum(PriorFact.spent_vnd),
        )
        .join(PartyUnit, PartyUnit.id == PriorFact.party_unit_id)
        .where(PartyUnit.path.like(f"{path}%"), PriorFact.id.not_in(replaced))
        .group_by(PriorFact.party_unit_id)
    )
    return {
        unit_id: Prior(
            houses=int(houses),
            last_year=last_year,
            collected_vnd=int(collected_vnd),
            spent_vnd=int(spent_vnd),
        )
        for unit_id, houses, last_year, collected_vnd, spent_vnd in db.session.execute(query)
    }
