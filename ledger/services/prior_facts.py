"""Enter houses and sums from before the software, from a paper that shows them (J8).

They are in no book. What was entered wrongly is replaced by another row, with the reason.
"""

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.errors import NotFound, RuleBroken, StateRefused
from ledger.models.campaigns import Campaign, CampaignState, CampaignUnit
from ledger.models.party_units import LOCALITIES, PartyUnit
from ledger.models.prior_facts import PriorFact
from ledger.models.users import Role
from ledger.reports.scope import Actor, require_role, unit_in_scope, within
from ledger.services import audit

ENTERING = (Role.ORGANISATION_BOARD, Role.OFFICE)


def record_prior_fact(
    actor: Actor,
    *,
    party_unit_id: int,
    year: int,
    houses: int,
    collected_vnd: int,
    spent_vnd: int,
    main_source: str,
    note: str,
    paper: str,
) -> PriorFact:
    """Enter what a paper says of one locality and year.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such locality in scope.
        RuleBroken: nothing is said, the year has not come, or its money is in the books.

    """
    require_role(actor, *ENTERING)
    unit = unit_in_scope(actor, party_unit_id)
    if unit.kind not in LOCALITIES:
        raise NotFound
    if not (houses or collected_vnd or spent_vnd):
        raise RuleBroken("Nhập số nhà hoặc số tiền.", field="houses")
    row = PriorFact(
        party_unit_id=unit.id,
        year=year,
        houses=houses,
        collected_vnd=collected_vnd,
        spent_vnd=spent_vnd,
        main_source=main_source,
        note=note,
        paper=paper,
        reason="",
    )
    return _keep(actor, row, "record")


def replace_prior_fact(
    actor: Actor,
    prior_fact_id: int,
    *,
    year: int,
    houses: int,
    collected_vnd: int,
    spent_vnd: int,
    main_source: str,
    note: str,
    paper: str,
    reason: str,
) -> PriorFact:
    """Put another row in the place of one that is wrong; noughts take it back.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such row in scope.
        StateRefused: it has been replaced already.
        RuleBroken: the year has not come, or its money is in the books.

    """
    require_role(actor, *ENTERING)
    query = (
        sa.select(PriorFact)
        .join(PartyUnit, PartyUnit.id == PriorFact.party_unit_id)
        .where(PriorFact.id == prior_fact_id, within(actor))
    )
    old = db.session.scalar(query)
    if old is None:
        raise NotFound
    known = sa.select(PriorFact.id).where(PriorFact.replaces_id == old.id)
    if db.session.scalar(known) is not None:
        raise StateRefused("Số liệu này đã được thay bằng số liệu khác.")
    row = PriorFact(
        party_unit_id=old.party_unit_id,
        year=year,
        houses=houses,
        collected_vnd=collected_vnd,
        spent_vnd=spent_vnd,
        main_source=main_source,
        note=note,
        paper=paper,
        replaces_id=old.id,
        reason=reason,
    )
    return _keep(actor, row, "replace")


def _keep(actor: Actor, row: PriorFact, verb: str) -> PriorFact:
    today = clock.today()
    if row.year > today.year:
        raise RuleBroken(f"Năm {row.year} chưa đến.", field="year")
    if row.collected_vnd and _campaign_of(row) is not None:
        raise RuleBroken(
            f"Năm {row.year} đã có đợt vận động trong phần mềm: tiền thu của năm đó có trong sổ.",
            field="collected_vnd",
        )
    row.recorded_at, row.recorded_by_id = clock.now(), actor.user_id
    db.session.add(row)
    db.session.flush()
    audit.record(
        actor,
        f"prior_fact.{verb}",
        f"prior_fact:{row.id}",
        party_unit_id=row.party_unit_id,
        after={
            "year": row.year,
            "houses": row.houses,
            "collected_vnd": row.collected_vnd,
            "spent_vnd": row.spent_vnd,
            "paper": row.paper,
            "replaces": row.replaces_id,
            "reason": row.reason,
        },
    )
    return row


def _campaign_of(row: PriorFact) -> int | None:
    """Return the unit's campaign of that year, if the software has had one."""
    query = (
        sa.select(Campaign.id)
        .join(CampaignUnit, CampaignUnit.campaign_id == Campaign.id)
        .where(
            CampaignUnit.party_unit_id == row.party_unit_id,
            Campaign.year == row.year,
            Campaign.state != CampaignState.DRAFT,
        )
    )
    return db.session.scalar(query)
