"""A unit's survey of members in need: returned, corrected, taken back; counts, no names."""

import json

import flask
from werkzeug.wrappers import Response

from ledger.clock import format_date
from ledger.db import run
from ledger.models.rollout import RolloutItem
from ledger.models.users import Role
from ledger.reports.need_surveys import answers_by_cell, cells_of
from ledger.reports.unit_rollouts import SurveyVersion, UnitRollout, unit_rollout
from ledger.schemas.need_surveys import SurveyForm
from ledger.schemas.reporting import WithdrawalForm
from ledger.services import need_surveys
from ledger.services.reporting import REPORTERS
from ledger.web.access import access, actor
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("need_surveys", __name__, url_prefix="/rollout")


@bp.get("/<int:campaign_id>/units/<int:unit_id>/survey")
@access(*REPORTERS)
def new(campaign_id: int, unit_id: int) -> str:
    """Ask for the answer, with what stands already filled in."""
    page = _read(campaign_id, unit_id)
    return _page(page, form_of(_shown(page.survey) if page.survey else None))


@bp.post("/<int:campaign_id>/units/<int:unit_id>/survey")
@access(*REPORTERS)
def create(campaign_id: int, unit_id: int) -> tuple[str, int] | Response:
    """Return the survey, or correct the answer that stands."""
    form = load_form(SurveyForm)
    if form.ok:
        with form:
            run(need_surveys.return_survey, actor(), campaign_id, unit_id, **form.values)
            flask.flash("Đã ghi kết quả rà soát.")
            return _back(campaign_id, unit_id)
    return _page(_read(campaign_id, unit_id), form), form.status


@bp.post("/<int:campaign_id>/units/<int:unit_id>/survey/withdraw")
@access(*REPORTERS)
def withdraw(campaign_id: int, unit_id: int) -> tuple[str, int] | Response:
    """Take the answer back."""
    form = load_form(WithdrawalForm)
    if form.ok:
        with form:
            run(need_surveys.withdraw_survey, actor(), campaign_id, unit_id, **form.values)
            flask.flash("Đã rút lại kết quả rà soát; bản cũ vẫn xem được.")
            return _back(campaign_id, unit_id)
    return _page(_read(campaign_id, unit_id), form), form.status


def _read(campaign_id: int, unit_id: int) -> UnitRollout:
    return unit_rollout(actor(), campaign_id, unit_id, only=RolloutItem.SURVEY)


def _back(campaign_id: int, unit_id: int) -> Response:
    address = flask.url_for("rollout.unit", campaign_id=campaign_id, unit_id=unit_id)
    return flask.redirect(address, 303)


def _page(page: UnitRollout, form: Form) -> str:
    by_cell = page.survey.by_cell if page.survey else "{}"
    return flask.render_template(
        "need_surveys/new.html",
        page=page,
        form=form,
        cells=answers_by_cell(cells_of(page.unit.unit_id), by_cell),
        for_unit=actor().role is Role.ORGANISATION_BOARD,
    )


def _shown(survey: SurveyVersion) -> dict[str, object]:
    cells = {f"by_cell[{cell}]": cases for cell, cases in json.loads(survey.by_cell).items()}
    return {
        "paper": survey.paper,
        "surveyed_on": format_date(survey.surveyed_on),
        "answer": "some" if survey.cases else "none",
        "cases": survey.cases or None,
        "entered_paper": survey.entered_paper,
        "reported_on": format_date(survey.reported_on),
        **cells,
    }
