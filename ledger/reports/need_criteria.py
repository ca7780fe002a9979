"""Read the programme's questions to every need."""

import sqlalchemy as sa

from ledger.db import db
from ledger.models.housing_needs import NeedCriterion
from ledger.models.programmes import Programme


def criteria_of(*, standing: bool = True) -> list[NeedCriterion]:
    """Return the programme's questions in their order, the standing ones or all."""
    query = sa.select(NeedCriterion).order_by(NeedCriterion.position, NeedCriterion.id)
    if standing:
        query = query.where(NeedCriterion.retired_on.is_(None))
    return list(db.session.scalars(query))


def programme_id() -> int | None:
    """Return the programme that criteria belong to."""
    return db.session.scalar(sa.select(Programme.id).order_by(Programme.id).limit(1))
