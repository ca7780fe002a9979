"""Keep the rule of the posting clock by date: how soon, and for how long (I3)."""

from datetime import date

from ledger.db import db
from ledger.errors import StateRefused
from ledger.models.disclosures import PostingTerm
from ledger.models.users import Role
from ledger.reports.scope import Actor, require_role
from ledger.services import audit


def add_terms(
    actor: Actor,
    *,
    starts_on: date,
    working_days_to_post: int,
    days_up_locality: int,
    days_up_agency: int,
    basis: str,
) -> PostingTerm:
    """Add the rule in force from a day on; sheets made before keep theirs.

    Raises:
        NotAllowed: the actor is not Ban Tổ chức.
        StateRefused: another rule begins on that day.

    """
    require_role(actor, Role.ORGANISATION_BOARD)
    facts: audit.Facts = {
        "working_days_to_post": working_days_to_post,
        "days_up_locality": days_up_locality,
        "days_up_agency": days_up_agency,
        "basis": basis,
    }
    known = db.session.get(PostingTerm, starts_on)
    if known:
        if all(getattr(known, name) == value for name, value in facts.items()):
            return known
        raise StateRefused("Đã có quy định áp dụng từ ngày này.")
    terms = PostingTerm(starts_on=starts_on, **facts)
    db.session.add(terms)
    db.session.flush()
    audit.record(actor, "posting_term.add", f"posting_term:{starts_on.isoformat()}", after=facts)
    return terms
