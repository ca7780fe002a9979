"""Say something against the roadmap's own reckoning: overrule a line, expect another sum.

The last word counts; what was said before stays, with who said it and why.
"""

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.errors import NotFound, RuleBroken, StateRefused
from ledger.models.housing_needs import HousingNeed, NeedState
from ledger.models.party_units import PartyUnit
from ledger.models.roadmaps import ExpectedSum, OverruleKind, RoadmapOverride
from ledger.models.users import Role
from ledger.reports.giving_units import giving_unit
from ledger.reports.scope import Actor, require_role, within
from ledger.services import audit

PLANNERS = (Role.ORGANISATION_BOARD,)
"""Who answers for the order of the houses."""
ESTIMATORS = (Role.ORGANISATION_BOARD, Role.OFFICE)
"""Who knows what a unit will collect."""
PLANNABLE = frozenset({NeedState.ELIGIBLE, NeedState.PLANNED})
"""The states in which a need stands on the roadmap."""
FARTHEST = 10
"""How many years ahead anything is planned."""


def overrule(
    actor: Actor, need_id: int, *, kind: OverruleKind, year: int | None, reason: str
) -> RoadmapOverride:
    """Put one line into another year, leave it out, or let the rule hold for it again.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such need in scope.
        StateRefused: the need does not stand on the roadmap.
        RuleBroken: the year is missing, given for nothing, past, or too far away.

    """
    require_role(actor, *PLANNERS)
    need = _lock_need(actor, need_id)
    if need.state not in PLANNABLE:
        raise StateRefused(f"Trường hợp {need.code} không nằm trong lộ trình nên không điều chỉnh.")
    if kind is OverruleKind.YEAR:
        _require_year(year)
    elif year is not None:
        raise RuleBroken("Chỉ chọn năm khi đưa vào năm khác.", field="year")
    row = RoadmapOverride(
        need_id=need.id,
        kind=kind,
        year=year,
        reason=reason,
        recorded_at=clock.now(),
        recorded_by_id=actor.user_id,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        actor,
        "roadmap.overrule",
        f"housing_need:{need.id}",
        party_unit_id=need.party_unit_id,
        after={"code": need.code, "kind": kind, "year": year, "reason": reason},
    )
    return row


def expect(
    actor: Actor, party_unit_id: int, *, year: int, amount_vnd: int | None, reason: str
) -> ExpectedSum:
    """State what a unit's purse will take in a year; without an amount the average holds again.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such unit in scope, or nobody gives to it.
        RuleBroken: the year is past or too far away.

    """
    require_role(actor, *ESTIMATORS)
    unit = giving_unit(actor, party_unit_id)
    _require_year(year)
    row = ExpectedSum(
        party_unit_id=unit.id,
        year=year,
        amount_vnd=amount_vnd,
        reason=reason,
        recorded_at=clock.now(),
        recorded_by_id=actor.user_id,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        actor,
        "roadmap.expect",
        f"party_unit:{unit.id}",
        party_unit_id=unit.id,
        after={"year": year, "amount_vnd": amount_vnd, "reason": reason},
    )
    return row


def _require_year(year: int | None) -> None:
    this_year = clock.today().year
    if year is None:
        raise RuleBroken("Chưa chọn năm.", field="year")
    if not this_year <= year <= this_year + FARTHEST:
        raise RuleBroken(f"Chọn một năm từ {this_year} đến {this_year + FARTHEST}.", field="year")


def _lock_need(actor: Actor, need_id: int) -> HousingNeed:
    """Return a need of the actor's scope, its row locked so that its state stays meanwhile."""
    query = (
        sa.select(HousingNeed)
        .join(PartyUnit, PartyUnit.id == HousingNeed.party_unit_id)
        .where(HousingNeed.id == need_id, within(actor))
        .with_for_update(of=HousingNeed, key_share=True)
        .execution_options(populate_existing=True)
    )
    need = db.session.scalar(query)
    if need is None:
        raise NotFound
    return need
