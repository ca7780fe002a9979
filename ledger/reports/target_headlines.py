"""The target in one line, for first pages: the board's own count in a single statement."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger import clock
from ledger.db import db
from ledger.models.books import Book, Movement, Route
from ledger.models.houses import House, HouseStatus
from ledger.models.party_units import LOCALITIES, PartyUnit
from ledger.models.plan_decisions import PlanDecision, PlanDecisionWord, PlanWord
from ledger.models.prior_facts import PriorFact
from ledger.models.programmes import Programme
from ledger.reports.roadmap_money import root_path
from ledger.reports.scope import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """How many localities have reached their target, and how many are on the way."""

    localities: int
    met: int
    building: int
    """How many of the others have a house being built."""
    by_day: date


def headline(actor: Actor) -> Headline | None:
    """Return the committee's target in one line, None before there is a programme."""
    rows = db.session.execute(_query(root_path(actor))).all()
    if not rows:
        return None
    by_day = date(rows[0].last_year, 12, 31)
    seen_on = min(clock.today(), by_day)
    heirs = {row.id: row.heir for row in rows if row.heir and not _stands(row, seen_on)}
    there: dict[int, int] = defaultdict(int)
    building: dict[int, int] = defaultdict(int)
    for row in rows:
        unit_id, seen = row.id, {row.id}
        while unit_id in heirs and heirs[unit_id] not in seen:
            unit_id = heirs[unit_id]
            seen.add(unit_id)
        there[unit_id] += row.handed_over + row.prior
        building[unit_id] += row.building
    standing = [row for row in rows if _stands(row, seen_on)]
    met = {row.id for row in standing if there[row.id] >= max(row.target, 1)}
    return Headline(
        localities=len(standing),
        met=len(met),
        building=sum(building[row.id] > 0 for row in standing if row.id not in met),
        by_day=by_day,
    )


def _stands(row: sa.Row[*tuple[object, ...]], day: date) -> bool:
    return bool(row.starts_on <= day and (row.ends_before is None or day < row.ends_before))


def _query(path: str) -> sa.Select[*tuple[object, ...]]:
    """Select every locality there has been below a path with what counts for it."""
    root_id = int(path.strip("/"))
    target = (
        sa.select(PlanDecision.houses)
        .join(PlanDecisionWord, PlanDecisionWord.plan_decision_id == PlanDecision.id)
        .where(
            PlanDecision.party_unit_id == PartyUnit.id,
            PlanDecision.houses.is_not(None),
            PlanDecisionWord.word == PlanWord.CONFIRMED,
        )
        .order_by(PlanDecision.issued_on.desc(), PlanDecision.id.desc())
        .limit(1)
        .correlate(PartyUnit)
        .scalar_subquery()
    )
    return (
        sa.select(
            PartyUnit.id,
            PartyUnit.starts_on,
            PartyUnit.ends_before,
            Programme.last_year,
            sa.func.coalesce(target, Programme.houses_per_locality).label("target"),
            _houses(HouseStatus.HANDED_OVER).label("handed_over"),
            _houses(HouseStatus.BUILDING).label("building"),
            _prior().label("prior"),
            _heir().label("heir"),
        )
        .join(Programme, Programme.committee_id == root_id)
        .where(
            sa.or_(PartyUnit.id == root_id, PartyUnit.parent_id == root_id),
            PartyUnit.kind.in_(LOCALITIES),
        )
    )


def _houses(status: HouseStatus) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .where(House.party_unit_id == PartyUnit.id, House.status == status)
        .correlate(PartyUnit)
        .scalar_subquery()
    )


def _prior() -> sa.ScalarSelect[int]:
    later = aliased(PriorFact)
    return (
        sa.select(sa.func.coalesce(sa.func.sum(PriorFact.houses), 0))
        .where(
            PriorFact.party_unit_id == PartyUnit.id,
            ~sa.exists().where(later.replaces_id == PriorFact.id),
        )
        .correlate(PartyUnit)
        .scalar_subquery()
    )


def _heir() -> sa.ScalarSelect[int]:
    """Return the one unit to which a unit's purse was handed over, if it is one."""
    old, new = aliased(Book), aliased(Book)
    return (
        sa.select(sa.func.min(new.party_unit_id))
        .select_from(Route)
        .join(old, old.id == Route.book_id)
        .join(new, new.id == Route.other_book_id)
        .where(
            Route.kind == Movement.HAND_OVER_OUT,
            old.party_unit_id == PartyUnit.id,
            new.party_unit_id != PartyUnit.id,
        )
        .having(sa.func.count(sa.distinct(new.party_unit_id)) == 1)
        .correlate(PartyUnit)
        .scalar_subquery()
    )
