"""Open or shut the public page by a decision on paper (I5)."""

from datetime import date, timedelta

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.errors import InTheFuture, NotFound, TooLongAgo
from ledger.models.programmes import Programme
from ledger.models.public_pages import PublicAccess, PublicPageDecision
from ledger.models.users import Role
from ledger.reports.scope import Actor, require_role
from ledger.services import audit

DECIDERS = (Role.ORGANISATION_BOARD, Role.STANDING_COMMITTEE)
OLDEST = timedelta(days=3 * 366)
"""A decision that is older is most likely a wrong year."""


def decide(
    actor: Actor, *, access: PublicAccess, paper: str, decided_on: date
) -> PublicPageDecision:
    """Enter a decision about the page; the last one counts, the same one again is one.

    Raises:
        NotAllowed: the role enters no such decision.
        NotFound: the actor's committee has no programme.
        InTheFuture, TooLongAgo: the decision's day.

    """
    require_role(actor, *DECIDERS)
    committee_id = actor.party_unit_id
    known = sa.select(Programme.id).where(Programme.committee_id == committee_id)
    if db.session.scalar(known) is None:
        raise NotFound
    today = clock.today()
    if decided_on > today:
        raise InTheFuture(today=today, field="decided_on", what="Ngày quyết định")
    if decided_on < today - OLDEST:
        raise TooLongAgo(field="decided_on")
    last = db.session.scalar(
        sa.select(PublicPageDecision)
        .where(PublicPageDecision.committee_id == committee_id)
        .order_by(PublicPageDecision.id.desc())
        .limit(1)
    )
    if last and (last.access, last.paper, last.decided_on) == (access, paper, decided_on):
        return last
    decision = PublicPageDecision(
        committee_id=committee_id,
        access=access,
        paper=paper,
        decided_on=decided_on,
        entered_at=clock.now(),
        entered_by_id=actor.user_id,
    )
    db.session.add(decision)
    db.session.flush()
    audit.record(
        actor,
        "public_page.decide",
        f"public_page_decision:{decision.id}",
        party_unit_id=committee_id,
        before={"access": last.access} if last else None,
        after={"access": access, "paper": paper, "decided_on": decided_on.isoformat()},
    )
    return decision
