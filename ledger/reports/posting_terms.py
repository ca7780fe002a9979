"""Say how soon a sheet is to be posted and how long it stays up, by the rule of its day."""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from ledger.clock import after_working_days
from ledger.db import db
from ledger.models.disclosures import PostingTerm
from ledger.models.party_units import LOCALITIES, UnitKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The rule in force on a day."""

    starts_on: date
    working_days_to_post: int
    days_up_locality: int
    days_up_agency: int
    basis: str

    def post_by(self, reported_on: date) -> date:
        """Return the last day on which a sheet of that report is posted in time."""
        return after_working_days(reported_on, self.working_days_to_post)

    def days_up(self, kind: UnitKind) -> int:
        """Return how many days in a row a unit's sheet stays up."""
        return self.days_up_locality if kind in LOCALITIES else self.days_up_agency


def all_terms() -> tuple[Terms, ...]:
    """Return every rule that was entered, newest first."""
    query = sa.select(PostingTerm).order_by(PostingTerm.starts_on.desc())
    return tuple(
        Terms(
            starts_on=row.starts_on,
            working_days_to_post=row.working_days_to_post,
            days_up_locality=row.days_up_locality,
            days_up_agency=row.days_up_agency,
            basis=row.basis,
        )
        for row in db.session.scalars(query)
    )


def terms_on(day: date) -> Terms:
    """Return the rule of a day; before the first one there is, that one serves as a model."""
    return terms_among(all_terms(), day)


def terms_among(known: tuple[Terms, ...], day: date) -> Terms:
    """Return the rule of a day among those that ``all_terms`` returned."""
    return next((terms for terms in known if terms.starts_on <= day), known[-1])


def may_come_down(posted_on: date, least_days: int) -> date:
    """Return the first day on which a sheet has been up long enough; the first day counts."""
    return posted_on + timedelta(days=least_days)
