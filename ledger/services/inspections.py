"""Enter the decision that opens a unit's names to an inspector, and write down each reading.

Product rule 2: “Inspectors open names by entering the number of their inspection decision, which
is audited.” A decision entered stays as it is; another one follows it.
"""

from datetime import date, timedelta

from ledger import clock
from ledger.clock import format_date
from ledger.db import db
from ledger.errors import InTheFuture, RuleBroken, TooLongAgo
from ledger.models.inspections import Inspection
from ledger.models.users import Role
from ledger.reports import inspections as reports
from ledger.reports.giving_units import giving_unit
from ledger.reports.scope import Actor, require_role
from ledger.services import audit

LONGEST = timedelta(days=90)
"""How long one decision may keep names open from the day it is entered."""
USUAL = timedelta(days=30)
"""What the form proposes."""
OLDEST = timedelta(days=366)
"""A decision that is older is most likely a wrong year."""


def open_inspection(
    actor: Actor, *, party_unit_id: int, paper: str, decided_on: date, ends_on: date
) -> Inspection:
    """Open a unit's names to an inspector by the number and date of their decision.

    Raises:
        NotAllowed: the actor is no inspector.
        NotFound: no such unit in scope, or nobody gives to it.
        InTheFuture, TooLongAgo: the decision's day.
        RuleBroken: the last day is over, or later than ``LONGEST`` allows.

    """
    require_role(actor, Role.INSPECTOR)
    giving_unit(actor, party_unit_id)
    today = clock.today()
    if decided_on > today:
        raise InTheFuture(today=today, field="decided_on", what="Ngày quyết định")
    if decided_on < today - OLDEST:
        raise TooLongAgo(field="decided_on")
    if not today <= ends_on <= today + LONGEST:
        last = format_date(today + LONGEST)
        raise RuleBroken(
            f"Ngày cuối từ hôm nay đến {last} (không quá {LONGEST.days} ngày).", field="ends_on"
        )
    inspection = Inspection(
        user_id=actor.user_id,
        party_unit_id=party_unit_id,
        paper=paper,
        decided_on=decided_on,
        entered_at=clock.now(),
        ends_before=ends_on + timedelta(days=1),
    )
    db.session.add(inspection)
    db.session.flush()
    audit.record(
        actor,
        "inspection.open",
        f"inspection:{inspection.id}",
        party_unit_id=party_unit_id,
        after={
            "paper": paper,
            "decided_on": decided_on.isoformat(),
            "ends_on": ends_on.isoformat(),
        },
    )
    return inspection


def note_reading(actor: Actor, unit_id: int, *, page: str) -> int:
    """Write down that an inspector reads names; return the decision by which they may.

    Raises:
        NotAllowed: the actor is no inspector.
        NotFound: no such unit in scope.
        NamesStayInside: no decision of theirs is in force there.

    """
    require_role(actor, Role.INSPECTOR)
    decision_id = reports.opened_by(actor, unit_id)
    audit.record(
        actor,
        "inspection.read",
        f"inspection:{decision_id}",
        party_unit_id=unit_id,
        after={"page": page},
    )
    return decision_id
