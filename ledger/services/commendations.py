"""Keep the list of commendations as their papers say (khen thưởng)."""

from datetime import date
from typing import TypedDict, Unpack

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger import clock
from ledger.db import db
from ledger.errors import NotFound, StateRefused
from ledger.models.campaigns import Campaign
from ledger.models.commendations import Commendation, RecipientKind
from ledger.models.party_units import PartyUnit
from ledger.models.users import Role
from ledger.reports.campaigns import campaign_line
from ledger.reports.scope import Actor, require_role, unit_in_scope, within
from ledger.services import audit, reporting

RECORDERS = (Role.ORGANISATION_BOARD, Role.PROPAGANDA_BOARD, Role.SECRETARY)
"""The roles that keep the list, each in its own scope."""


class Facts(TypedDict):
    """What the paper of a commendation says."""

    party_unit_id: int
    recipient_kind: RecipientKind
    recipient: str
    form: str
    issuer: str
    number: str
    decided_on: date
    merit: str


def record_commendation(actor: Actor, campaign_id: int, **facts: Unpack[Facts]) -> Commendation:
    """Put a commendation on the list; told again with the same facts it stays one.

    Raises:
        NotAllowed: the role keeps no list.
        NotFound: no such campaign at or above the actor, or no such unit in scope.
        InTheFuture, TooLongAgo: the decision's day.

    """
    require_role(actor, *RECORDERS)
    campaign_line(actor, campaign_id)
    _check(actor, campaign_id, facts)
    later = aliased(Commendation)
    query = sa.select(Commendation).where(
        Commendation.campaign_id == campaign_id,
        Commendation.withdrawn == "",
        ~sa.exists().where(later.replaces_id == Commendation.id),
        *(getattr(Commendation, name) == value for name, value in facts.items()),
    )
    if known := db.session.scalar(query.order_by(Commendation.id).limit(1)):
        return known
    return _keep(actor, Commendation(campaign_id=campaign_id, **facts), None)


def correct_commendation(
    actor: Actor, commendation_id: int, **facts: Unpack[Facts]
) -> Commendation:
    """Say anew what the paper says; the row it replaces stays readable.

    Raises:
        NotAllowed: the role keeps no list.
        NotFound: no such commendation or unit in the actor's scope.
        InTheFuture, TooLongAgo: the decision's day.
        StateRefused, ReportChanged: it was taken off or corrected meanwhile.

    """
    old = _own(actor, commendation_id)
    _check(actor, old.campaign_id, facts)
    said = {**facts, "withdrawn": ""}
    if done := reporting.goes_on(_successor(old) or old, old.id, said):
        return done
    return _keep(actor, Commendation(campaign_id=old.campaign_id, **said), old)


def withdraw_commendation(actor: Actor, commendation_id: int, *, reason: str) -> Commendation:
    """Take a commendation off the list, as when it was entered by mistake.

    Raises:
        NotAllowed: the role keeps no list.
        NotFound: no such commendation in the actor's scope.
        StateRefused, ReportChanged: it was taken off or corrected meanwhile.

    """
    old = _own(actor, commendation_id)
    if done := reporting.goes_on(_successor(old) or old, old.id, {"withdrawn": reason}):
        return done
    facts = {name: getattr(old, name) for name in Facts.__annotations__}
    return _keep(actor, Commendation(campaign_id=old.campaign_id, withdrawn=reason, **facts), old)


def _check(actor: Actor, campaign_id: int, facts: Facts) -> None:
    unit_in_scope(actor, facts["party_unit_id"])
    campaign = db.session.get_one(Campaign, campaign_id)
    day = facts["decided_on"]
    reporting.check_day(day, campaign, field="decided_on", what="Ngày quyết định")


def _own(actor: Actor, commendation_id: int) -> Commendation:
    require_role(actor, *RECORDERS)
    query = (
        sa.select(Commendation)
        .join(PartyUnit, PartyUnit.id == Commendation.party_unit_id)
        .where(Commendation.id == commendation_id, within(actor))
    )
    row = db.session.scalar(query)
    if row is None:
        raise NotFound
    if row.withdrawn:
        raise StateRefused("Dòng này đã được rút lại.")
    return row


def _successor(row: Commendation) -> Commendation | None:
    return db.session.scalar(sa.select(Commendation).where(Commendation.replaces_id == row.id))


def _keep(actor: Actor, row: Commendation, old: Commendation | None) -> Commendation:
    row.recorded_at, row.recorded_by_id = clock.now(), actor.user_id
    row.replaces_id = old.id if old else None
    db.session.add(row)
    db.session.flush()
    act = "withdraw" if row.withdrawn else "correct" if old else "record"
    audit.record(
        actor,
        f"commendation.{act}",
        f"commendation:{row.id}",
        party_unit_id=row.party_unit_id,
        before=_audited(old) if old else None,
        after=_audited(row),
    )
    return row


def _audited(row: Commendation) -> audit.Facts:
    return {
        "recipient": row.recipient,
        "form": row.form,
        "issuer": row.issuer,
        "number": row.number,
        "decided_on": row.decided_on.isoformat(),
        "withdrawn": row.withdrawn,
    }
