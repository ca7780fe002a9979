"""A unit's campaign plan: reported, corrected, taken back."""

import flask
from flask import Response as Answer
from werkzeug.wrappers import Response

from ledger.clock import format_date
from ledger.db import run
from ledger.errors import NotFound
from ledger.labels import options
from ledger.models.rollout import RolloutItem
from ledger.models.unit_plans import ModelKind
from ledger.models.users import Role
from ledger.money import format_vnd
from ledger.reports.attachments import open_attachment
from ledger.reports.unit_rollouts import PlanVersion, UnitRollout, unit_rollout
from ledger.schemas.reporting import WithdrawalForm
from ledger.schemas.unit_plans import PlanForm
from ledger.services import unit_plans
from ledger.services.reporting import REPORTERS
from ledger.web.access import access, actor
from ledger.web.files import send_attachment
from ledger.web.forms import Form, form_of, load_form, read_upload
from ledger.web.rollout import READERS

bp = flask.Blueprint("unit_plans", __name__, url_prefix="/rollout")


@bp.get("/<int:campaign_id>/units/<int:unit_id>/plan")
@access(*REPORTERS)
def new(campaign_id: int, unit_id: int) -> str:
    """Ask for the plan, with what stands already filled in."""
    page = _read(campaign_id, unit_id)
    return _page(page, form_of(_shown(page.plan) if page.plan else None))


@bp.post("/<int:campaign_id>/units/<int:unit_id>/plan")
@access(*REPORTERS)
def create(campaign_id: int, unit_id: int) -> tuple[str, int] | Response:
    """Report the plan, or correct the one that stands."""
    form = load_form(PlanForm, file="file")
    file = read_upload(form, "file", required=False)
    if form.ok:
        with form:
            run(unit_plans.report_plan, actor(), campaign_id, unit_id, file=file, **form.values)
            flask.flash("Đã ghi kế hoạch của đơn vị.")
            return _back(campaign_id, unit_id)
    return _page(_read(campaign_id, unit_id), form), form.status


@bp.post("/<int:campaign_id>/units/<int:unit_id>/plan/withdraw")
@access(*REPORTERS)
def withdraw(campaign_id: int, unit_id: int) -> tuple[str, int] | Response:
    """Take the plan back."""
    form = load_form(WithdrawalForm)
    if form.ok:
        with form:
            run(unit_plans.withdraw_plan, actor(), campaign_id, unit_id, **form.values)
            flask.flash("Đã rút lại kế hoạch; bản cũ vẫn xem được.")
            return _back(campaign_id, unit_id)
    return _page(_read(campaign_id, unit_id), form), form.status


@bp.get("/<int:campaign_id>/units/<int:unit_id>/plan/files/<int:file_id>")
@access(*READERS)
def file(campaign_id: int, unit_id: int, file_id: int) -> Answer:
    """Hand out a scan of the plan.

    Raises:
        NotFound: no such scan of a plan that the reader may see.

    """
    page = _read(campaign_id, unit_id)
    if file_id not in {one.id for one in page.files}:
        raise NotFound
    return send_attachment(open_attachment(file_id))


def _read(campaign_id: int, unit_id: int) -> UnitRollout:
    return unit_rollout(actor(), campaign_id, unit_id, only=RolloutItem.PLAN)


def _back(campaign_id: int, unit_id: int) -> Response:
    address = flask.url_for("rollout.unit", campaign_id=campaign_id, unit_id=unit_id)
    return flask.redirect(address, 303)


def _page(page: UnitRollout, form: Form) -> str:
    return flask.render_template(
        "unit_plans/new.html",
        page=page,
        form=form,
        kinds=options(ModelKind),
        for_unit=actor().role is Role.ORGANISATION_BOARD,
    )


def _shown(plan: PlanVersion) -> dict[str, object]:
    return {
        "number": plan.number,
        "issued_on": format_date(plan.issued_on),
        "expected_vnd": None if plan.expected_vnd is None else format_vnd(plan.expected_vnd),
        "model_name": plan.model_name,
        "model_kind": plan.model_kind,
        "entered_paper": plan.entered_paper,
        "reported_on": format_date(plan.reported_on),
    }
