"""Keep the log of what units have done to make the campaign known (Ban Tuyên giáo)."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger import clock
from ledger.db import db
from ledger.errors import NotFound, StateRefused
from ledger.models.campaigns import Campaign
from ledger.models.party_units import PartyUnit
from ledger.models.propaganda import PropagandaKind, PropagandaReport
from ledger.models.users import Role
from ledger.reports.scope import Actor, require_role, within
from ledger.services import audit, reporting

REPORTERS = (*reporting.REPORTERS, Role.PROPAGANDA_BOARD)
"""Ban Tuyên giáo writes down its own work and that of no unit."""


def report_propaganda(
    actor: Actor,
    campaign_id: int,
    unit_id: int,
    *,
    done_on: date,
    kind: PropagandaKind,
    title: str,
    link: str | None,
    entered_paper: str | None = None,
    reported_on: date | None = None,
) -> PropagandaReport:
    """Write down one thing that a unit, or the committee itself, has done.

    Told again with the same facts it stays one row.

    Raises:
        NotAllowed: the role reports nothing.
        NotFound: no such unit of that campaign in the actor's scope.
        InTheFuture, TooLongAgo: the day.
        RuleBroken: the paper that it is entered from.

    """
    campaign = _campaign_for(actor, campaign_id, unit_id)
    reporting.check_day(done_on, campaign, field="done_on", what="Ngày thực hiện")
    paper, came_on = reporting.entered(actor, paper=entered_paper, reported_on=reported_on)
    facts = {
        "done_on": done_on,
        "kind": kind,
        "title": title,
        "link": link or "",
        "entered_paper": paper,
    }
    if known := _standing(campaign_id, unit_id, facts):
        return known
    row = PropagandaReport(
        campaign_id=campaign_id, party_unit_id=unit_id, reported_on=came_on, **facts
    )
    return _keep(actor, row, None)


def correct_propaganda(
    actor: Actor,
    report_id: int,
    *,
    done_on: date,
    kind: PropagandaKind,
    title: str,
    link: str | None,
) -> PropagandaReport:
    """Say anew what was done; the row it replaces stays readable.

    Raises:
        NotAllowed: the role reports nothing.
        NotFound: no such row in the actor's scope.
        InTheFuture, TooLongAgo: the day.
        ReportChanged: the row has been corrected or taken back meanwhile.

    """
    old = _own(actor, report_id)
    campaign = db.session.get_one(Campaign, old.campaign_id)
    reporting.check_day(done_on, campaign, field="done_on", what="Ngày thực hiện")
    facts = {"done_on": done_on, "kind": kind, "title": title, "link": link or "", "withdrawn": ""}
    last = _successor(old)
    if done := reporting.goes_on(last or old, old.id, facts):
        return done
    row = PropagandaReport(
        campaign_id=old.campaign_id,
        party_unit_id=old.party_unit_id,
        entered_paper=old.entered_paper,
        reported_on=old.reported_on,
        **facts,
    )
    return _keep(actor, row, old)


def withdraw_propaganda(actor: Actor, report_id: int, *, reason: str) -> PropagandaReport:
    """Take a row back, as when it was written down twice.

    Raises:
        NotAllowed: the role reports nothing.
        NotFound: no such row in the actor's scope.
        ReportChanged: the row has been corrected or taken back meanwhile.

    """
    old = _own(actor, report_id)
    if done := reporting.goes_on(_successor(old) or old, old.id, {"withdrawn": reason}):
        return done
    row = PropagandaReport(
        campaign_id=old.campaign_id,
        party_unit_id=old.party_unit_id,
        done_on=old.done_on,
        kind=old.kind,
        title=old.title,
        link=old.link,
        entered_paper=old.entered_paper,
        reported_on=old.reported_on,
        withdrawn=reason,
    )
    return _keep(actor, row, old)


def _campaign_for(actor: Actor, campaign_id: int, unit_id: int) -> Campaign:
    if actor.role is not Role.PROPAGANDA_BOARD:
        return reporting.place_of(actor, campaign_id, unit_id).campaign
    query = sa.select(Campaign).where(
        Campaign.id == campaign_id,
        Campaign.committee_id == unit_id,
        Campaign.committee_id == actor.party_unit_id,
    )
    campaign = db.session.scalar(query)
    if campaign is None:
        raise NotFound
    return campaign


def _own(actor: Actor, report_id: int) -> PropagandaReport:
    """Return a row that the actor may correct: a unit's own, and the committee's own."""
    require_role(actor, *REPORTERS)
    query = (
        sa.select(PropagandaReport)
        .join(PartyUnit, PartyUnit.id == PropagandaReport.party_unit_id)
        .where(PropagandaReport.id == report_id, within(actor))
    )
    row = db.session.scalar(query)
    own_only = actor.role is Role.PROPAGANDA_BOARD
    if row is None or (own_only and row.party_unit_id != actor.party_unit_id):
        raise NotFound
    if row.withdrawn:
        raise StateRefused("Dòng này đã được rút lại.")
    return row


def _standing(campaign_id: int, unit_id: int, facts: dict[str, object]) -> PropagandaReport | None:
    later = aliased(PropagandaReport)
    query = sa.select(PropagandaReport).where(
        PropagandaReport.campaign_id == campaign_id,
        PropagandaReport.party_unit_id == unit_id,
        PropagandaReport.withdrawn == "",
        ~sa.exists().where(later.replaces_id == PropagandaReport.id),
        *(getattr(PropagandaReport, name) == value for name, value in facts.items()),
    )
    return db.session.scalar(query.order_by(PropagandaReport.id).limit(1))


def _successor(row: PropagandaReport) -> PropagandaReport | None:
    return db.session.scalar(
        sa.select(PropagandaReport).where(PropagandaReport.replaces_id == row.id)
    )


def _keep(actor: Actor, row: PropagandaReport, old: PropagandaReport | None) -> PropagandaReport:
    row.recorded_at, row.recorded_by_id = clock.now(), actor.user_id
    row.replaces_id = old.id if old else None
    db.session.add(row)
    db.session.flush()
    act = "withdraw" if row.withdrawn else "correct" if old else "report"
    audit.record(
        actor,
        f"propaganda.{act}",
        f"propaganda:{row.id}",
        party_unit_id=row.party_unit_id,
        before=_facts(old) if old else None,
        after=_facts(row),
    )
    return row


def _facts(row: PropagandaReport) -> audit.Facts:
    return {
        "done_on": row.done_on.isoformat(),
        "kind": row.kind,
        "title": row.title,
        "link": row.link,
        "withdrawn": row.withdrawn,
    }
