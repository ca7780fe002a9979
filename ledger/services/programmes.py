"""Found the programme that a committee's campaigns belong to."""

from ledger.db import db
from ledger.models.party_units import PartyUnit
from ledger.models.programmes import Programme
from ledger.models.users import Role
from ledger.reports.scope import Actor, require_role
from ledger.services import audit


def found_programme(
    actor: Actor | None,
    *,
    committee: PartyUnit,
    name: str,
    legal_basis: str,
    first_year: int,
    last_year: int,
    houses_per_locality: int = 1,
) -> Programme:
    """Add a committee's programme; flushes, never commits.

    Raises:
        NotAllowed: the actor is not the administrator.

    """
    require_role(actor, Role.ADMIN)
    programme = Programme(
        committee_id=committee.id,
        name=name,
        legal_basis=legal_basis,
        first_year=first_year,
        last_year=last_year,
        houses_per_locality=houses_per_locality,
    )
    db.session.add(programme)
    db.session.flush()
    audit.record(
        actor,
        "programme.found",
        f"programme:{programme.id}",
        party_unit_id=committee.id,
        after={"name": name, "legal_basis": legal_basis},
    )
    return programme
