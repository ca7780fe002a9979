"""Return a unit's survey of members in housing need: counts, by cell if the unit has them (H0)."""

import json
from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.errors import NotFound, RuleBroken, StateRefused
from ledger.models.need_surveys import NeedSurvey
from ledger.reports.need_surveys import cells_of
from ledger.reports.scope import Actor
from ledger.services import audit, reporting


def return_survey(
    actor: Actor,
    campaign_id: int,
    unit_id: int,
    *,
    replaces_id: int | None,
    paper: str | None,
    surveyed_on: date,
    cases: int,
    by_cell: Mapping[int, int],
    entered_paper: str | None = None,
    reported_on: date | None = None,
) -> NeedSurvey:
    """Return the survey of a unit, or correct the one that stands; no case is an answer, too.

    ``by_cell`` holds the cells that have answered; where all have, they add up to ``cases``.

    Raises:
        NotAllowed: the role reports nothing.
        NotFound: no such unit of that campaign in the actor's scope, or a cell of another unit.
        InTheFuture, TooLongAgo: the survey's day, or the day it came.
        RuleBroken: the cells tell another number, or the paper that it is entered from.
        ReportChanged: somebody has reported meanwhile.

    """
    place = reporting.place_of(actor, campaign_id, unit_id)
    reporting.check_day(surveyed_on, place.campaign, field="surveyed_on", what="Ngày rà soát")
    _check_cells(unit_id, cases, by_cell)
    entered, came_on = reporting.entered(actor, paper=entered_paper, reported_on=reported_on)
    last = _last(place.campaign_unit_id)
    facts = {
        "paper": paper or "",
        "surveyed_on": surveyed_on,
        "cases": cases,
        "by_cell": json.dumps({str(cell): by_cell[cell] for cell in sorted(by_cell)}),
        "entered_paper": entered,
        "withdrawn": "",
    }
    if done := reporting.goes_on(last, replaces_id, facts):
        return done
    survey = NeedSurvey(
        campaign_unit_id=place.campaign_unit_id,
        reported_on=reporting.first_reported(last, came_on),
        **facts,
    )
    return _keep(actor, unit_id, survey, last)


def withdraw_survey(
    actor: Actor, campaign_id: int, unit_id: int, *, replaces_id: int, reason: str
) -> NeedSurvey:
    """Take a unit's answer back; the unit then counts as not having answered.

    Raises:
        NotAllowed: the role reports nothing.
        NotFound: no such unit of that campaign in the actor's scope.
        StateRefused: no answer stands.
        ReportChanged: somebody has reported meanwhile.

    """
    place = reporting.place_of(actor, campaign_id, unit_id)
    last = _last(place.campaign_unit_id)
    if done := reporting.goes_on(last, replaces_id, {"withdrawn": reason}):
        return done
    if last is None or last.withdrawn:
        raise StateRefused("Không có kết quả rà soát nào để rút lại.")
    survey = NeedSurvey(
        campaign_unit_id=last.campaign_unit_id,
        paper=last.paper,
        surveyed_on=last.surveyed_on,
        cases=last.cases,
        by_cell=last.by_cell,
        entered_paper=last.entered_paper,
        reported_on=last.reported_on,
        withdrawn=reason,
    )
    return _keep(actor, unit_id, survey, last)


def _check_cells(unit_id: int, cases: int, by_cell: Mapping[int, int]) -> None:
    cells = cells_of(unit_id)
    if by_cell.keys() - cells.keys():
        raise NotFound
    told = sum(by_cell.values())
    if told > cases or (cells and by_cell.keys() == cells.keys() and told != cases):
        raise RuleBroken(
            f"Các chi bộ cộng lại {told} trường hợp, khác với {cases} trường hợp của cả đơn vị.",
            field="cases",
        )


def _last(campaign_unit_id: int) -> NeedSurvey | None:
    query = sa.select(NeedSurvey).where(NeedSurvey.campaign_unit_id == campaign_unit_id)
    return db.session.scalar(query.order_by(NeedSurvey.id.desc()).limit(1))


def _keep(actor: Actor, unit_id: int, survey: NeedSurvey, last: NeedSurvey | None) -> NeedSurvey:
    survey.recorded_at, survey.recorded_by_id = clock.now(), actor.user_id
    survey.replaces_id = last.id if last else None
    db.session.add(survey)
    db.session.flush()
    audit.record(
        actor,
        "need_survey.withdraw" if survey.withdrawn else "need_survey.return",
        f"need_survey:{survey.id}",
        party_unit_id=unit_id,
        before=_facts(last) if last else None,
        after=_facts(survey),
    )
    return survey


def _facts(survey: NeedSurvey) -> audit.Facts:
    return {
        "surveyed_on": survey.surveyed_on.isoformat(),
        "paper": survey.paper,
        "cases": survey.cases,
        "by_cell": survey.by_cell,
        "entered_paper": survey.entered_paper,
        "withdrawn": survey.withdrawn,
    }
