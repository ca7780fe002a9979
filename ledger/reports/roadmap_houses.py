"""Read houses with what was decided for them, as the roadmap and the target board need them.

One statement for a whole committee: a page that plans has few to spend, and ``decisions.standings``
takes several. What it says of a decision is the same: the last change counts, nothing is left of
one that was withdrawn or has expired.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.models.decisions import ConfirmationOutcome, Decision, DecisionConfirmation
from ledger.models.disbursements import Disbursement, DisbursementPayment
from ledger.models.house_sources import HouseSource, SourceForm, SourceKind
from ledger.models.houses import House, HouseStatus
from ledger.models.journal import Event
from ledger.models.party_units import PartyUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRow:
    """A house as the roadmap and the target show it."""

    id: int
    name: str
    unit_id: int
    need_id: int | None
    status: HouseStatus
    started_on: date | None
    handed_over_on: date | None
    decided: bool
    """Whether money is decided for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Houses:
    """The houses of a committee, and what decisions promise, in đồng."""

    rows: tuple[HouseRow, ...]
    unpaid_by_book: dict[int, int]
    decided_by_need: dict[int, int]
    """Paid or not: what is decided for a need's house is no longer asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One line of what others give to a house."""

    kind: SourceKind
    form: SourceForm
    name: str
    planned_vnd: int
    planned_days: int


@dataclass(slots=True)
class _First:
    """A first decision with its last change, while rows are read."""

    book_id: int
    need_id: int | None
    house_id: int
    paid_vnd: int
    amount_vnd: int = 0
    expires_on: date | None = None


def read_houses(path: str) -> Houses:
    """Read every house below a path with its confirmed decisions, in one statement."""
    taken_back = sa.exists().where(Event.reverses_event_id == DisbursementPayment.event_id)
    paid = (
        sa.select(sa.func.coalesce(sa.func.sum(Disbursement.amount_vnd), 0))
        .join(DisbursementPayment, DisbursementPayment.disbursement_id == Disbursement.id)
        # What the office granted is spent from the grant's own book under the same decision.
        .where(Disbursement.decision_id == Decision.id, Disbursement.book_id == Decision.book_id)
        .where(~taken_back)
        .correlate(Decision)
        .scalar_subquery()
    )
    confirmed = sa.exists().where(
        DecisionConfirmation.decision_id == Decision.id,
        DecisionConfirmation.outcome == ConfirmationOutcome.CONFIRMED,
    )
    query = (
        sa.select(House, Decision, paid)
        .join(PartyUnit, PartyUnit.id == House.party_unit_id)
        .outerjoin(Decision, sa.and_(Decision.house_id == House.id, confirmed))
        .where(PartyUnit.path.like(f"{path}%"))
        .order_by(House.id, Decision.id)
    )
    houses: dict[int, House] = {}
    firsts: dict[int, _First] = {}
    for house, decision, paid_vnd in db.session.execute(query):
        houses[house.id] = house
        if decision is None:
            continue
        first_id = decision.changes_id or decision.id
        if decision.changes_id is None:
            firsts[first_id] = _First(
                book_id=decision.book_id,
                need_id=house.need_id,
                house_id=house.id,
                paid_vnd=int(paid_vnd),
            )
        firsts[first_id].amount_vnd = decision.amount_vnd
        firsts[first_id].expires_on = decision.expires_on
    return _summed(houses, list(firsts.values()))


def sources_of(house_ids: list[int]) -> dict[int, tuple[Source, ...]]:
    """Return what others give to each house, the most first; one statement."""
    query = (
        sa.select(HouseSource)
        .where(HouseSource.house_id.in_(house_ids), HouseSource.dropped_reason.is_(None))
        .order_by(HouseSource.house_id, HouseSource.planned_vnd.desc(), HouseSource.id)
    )
    found: dict[int, list[Source]] = defaultdict(list)
    for row in db.session.scalars(query):
        found[row.house_id].append(
            Source(
                kind=row.kind,
                form=row.form,
                name=row.name,
                planned_vnd=row.planned_vnd,
                planned_days=row.planned_days,
            )
        )
    return {house_id: tuple(sources) for house_id, sources in found.items()}


def _summed(houses: dict[int, House], firsts: list[_First]) -> Houses:
    today = clock.today()
    unpaid: dict[int, int] = defaultdict(int)
    by_need: dict[int, int] = defaultdict(int)
    decided: set[int] = set()
    for first in firsts:
        over = first.expires_on is not None and first.expires_on < today
        sum_vnd = first.paid_vnd if over else max(first.amount_vnd, first.paid_vnd)
        unpaid[first.book_id] += sum_vnd - first.paid_vnd
        if sum_vnd:
            decided.add(first.house_id)
        if first.need_id is not None:
            by_need[first.need_id] += sum_vnd
    return Houses(
        rows=tuple(
            HouseRow(
                id=house.id,
                name=house.name,
                unit_id=house.party_unit_id,
                need_id=house.need_id,
                status=house.status,
                started_on=house.started_on,
                handed_over_on=house.handed_over_on,
                decided=house.id in decided,
            )
            for house in houses.values()
            if house.status is not None
        ),
        unpaid_by_book=dict(unpaid),
        decided_by_need=dict(by_need),
    )
