"""Read houses and sums from before the software; what was replaced stays to be seen."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger.db import db
from ledger.errors import NotFound
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.prior_facts import PriorFact
from ledger.models.users import UserAccount
from ledger.reports.scope import Actor, names_on, within

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorLine:
    """What one paper says of one locality and year."""

    id: int
    unit_id: int
    place: str
    year: int
    houses: int
    collected_vnd: int
    spent_vnd: int
    main_source: str
    note: str
    paper: str
    reason: str
    recorded_by: str
    recorded_at: datetime
    replaced: bool


def prior_facts_of(actor: Actor) -> tuple[PriorLine, ...]:
    """Return the prior facts of a scope by locality and year, those replaced last."""
    later = aliased(PriorFact)
    query = (
        sa.select(PriorFact, UserAccount.full_name, later.id)
        .join(PartyUnit, PartyUnit.id == PriorFact.party_unit_id)
        .join(UserAccount, UserAccount.id == PriorFact.recorded_by_id)
        .outerjoin(later, later.replaces_id == PriorFact.id)
        .where(within(actor))
        .order_by(later.id.is_not(None), PartyUnit.position, PriorFact.year, PriorFact.id)
        .limit(MOST_SHOWN)
    )
    rows = db.session.execute(query).all()
    kinds = (NameKind.SHORT, NameKind.ORGANISATION)
    names = names_on([row[0].party_unit_id for row in rows], kinds)
    return tuple(
        PriorLine(
            id=fact.id,
            unit_id=fact.party_unit_id,
            place=names.get((fact.party_unit_id, NameKind.SHORT))
            or names.get((fact.party_unit_id, NameKind.ORGANISATION), ""),
            year=fact.year,
            houses=fact.houses,
            collected_vnd=fact.collected_vnd,
            spent_vnd=fact.spent_vnd,
            main_source=fact.main_source,
            note=fact.note,
            paper=fact.paper,
            reason=fact.reason,
            recorded_by=full_name,
            recorded_at=fact.recorded_at,
            replaced=later_id is not None,
        )
        for fact, full_name, later_id in rows
    )


def one_prior_fact(actor: Actor, prior_fact_id: int) -> PriorLine:
    """Return one prior fact.

    Raises:
        NotFound: no such fact in scope.

    """
    found = next((one for one in prior_facts_of(actor) if one.id == prior_fact_id), None)
    if found is None:
        raise NotFound
    return found
