"""Decisions on the target and the roadmap: entered from the paper, confirmed by another person."""

import flask
from werkzeug.wrappers import Response

from ledger.db import run
from ledger.errors import RuleBroken
from ledger.intake.attachments import TakenFile
from ledger.models.plan_decisions import PlanWord
from ledger.models.users import Role
from ledger.reports import plan_decisions as reports
from ledger.schemas.decisions import ScanForm
from ledger.schemas.fields import STRANGE
from ledger.schemas.plan_decisions import OfficeAidForm, RefusalForm, TargetForm
from ledger.schemas.users import NoFacts
from ledger.services import plan_decisions
from ledger.services.plan_decisions import CONFIRMING, ENTERING
from ledger.web.access import access, actor
from ledger.web.asked import asked_id
from ledger.web.files import send_scan
from ledger.web.forms import Form, form_of, load_form, read_upload

bp = flask.Blueprint("plan_decisions", __name__, url_prefix="/plan-decisions")

READERS = (*ENTERING, *CONFIRMING, Role.INSPECTOR)


@bp.get("")
@access(*READERS)
def list_() -> str:
    """Show the decisions, those that wait for a word first."""
    return flask.render_template(
        "plan_decisions/list.html", decisions=reports.decisions_of(actor())
    )


@bp.get("/targets/new")
@access(*ENTERING)
def new_target() -> str:
    """Ask for a decision on a locality's target."""
    return _target_page(form_of({"party_unit_id": asked_id("unit")}))


@bp.post("/targets")
@access(*ENTERING)
def create_target() -> tuple[str, int] | Response:
    """Enter a decision on a locality's target."""
    form = load_form(TargetForm, file="file")
    scans = _scans(form)
    if form.ok:
        with form:
            run(plan_decisions.enter_target, actor(), **form.values, scans=scans)
            return _entered()
    return _target_page(form), form.status


@bp.get("/aid/new")
@access(*ENTERING)
def new_aid() -> str:
    """Ask for a decision on the office's money for a locality that is short."""
    return _aid_page(form_of({"need_id": asked_id("need")}))


@bp.post("/aid")
@access(*ENTERING)
def create_aid() -> tuple[str, int] | Response:
    """Enter a decision on the office's money for a locality that is short."""
    form = load_form(OfficeAidForm, file="file")
    scans = _scans(form)
    if form.ok and not form.values["ended"] and form.values["amount_vnd"] is None:
        form.refuse("Nhập số tiền, hoặc đánh dấu thôi hỗ trợ.", "amount_vnd")
    if form.ok:
        ended = form.values.pop("ended")
        with form:
            facts = form.values | ({"amount_vnd": 0} if ended else {})
            run(plan_decisions.enter_office_aid, actor(), **facts, scans=scans)
            return _entered()
    return _aid_page(form), form.status


@bp.get("/<int:plan_decision_id>")
@access(*READERS)
def show(plan_decision_id: int) -> str:
    """Show one decision beside the question whether it is what the paper says."""
    return _page(plan_decision_id, form_of())


@bp.post("/<int:plan_decision_id>/scans")
@access(*ENTERING)
def add_scan(plan_decision_id: int) -> tuple[str, int] | Response:
    """Keep one more scan of a decision's paper."""
    form = load_form(ScanForm, file="file")
    scan = read_upload(form)
    if form.ok and scan:
        with form:
            run(plan_decisions.add_scan, actor(), plan_decision_id, scan)
            target = flask.url_for("plan_decisions.show", plan_decision_id=plan_decision_id)
            return flask.redirect(target, 303)
    return _page(plan_decision_id, form_of(), scan_form=form), form.status


@bp.get("/<int:plan_decision_id>/scans/<int:attachment_id>")
@access(*READERS)
def scan(plan_decision_id: int, attachment_id: int) -> Response:
    """Hand out a scan."""
    return send_scan(reports.one_decision(actor(), plan_decision_id).scans, attachment_id)


@bp.post("/<int:plan_decision_id>/confirm")
@access(*CONFIRMING)
def confirm(plan_decision_id: int) -> Response:
    """Confirm an entry against its paper."""
    if not load_form(NoFacts).ok:
        raise RuleBroken(STRANGE)
    word = PlanWord.CONFIRMED
    run(plan_decisions.give_word, actor(), plan_decision_id, word=word, reason="")
    flask.flash("Đã xác nhận quyết định; lộ trình và chỉ tiêu tính theo quyết định này.")
    return flask.redirect(flask.url_for("plan_decisions.list_"), 303)


@bp.post("/<int:plan_decision_id>/refuse")
@access(*CONFIRMING)
def refuse(plan_decision_id: int) -> tuple[str, int] | Response:
    """Say why an entry is not what its paper says."""
    form = load_form(RefusalForm)
    if form.ok:
        with form:
            word = PlanWord.REFUSED
            run(plan_decisions.give_word, actor(), plan_decision_id, word=word, **form.values)
            flask.flash("Đã trả lại; người nhập xem lý do rồi nhập lại.")
            return flask.redirect(flask.url_for("plan_decisions.list_"), 303)
    return _page(plan_decision_id, form), form.status


def _entered() -> Response:
    flask.flash("Đã nhập quyết định; chờ Ban Thường vụ xác nhận với bản giấy.")
    return flask.redirect(flask.url_for("plan_decisions.list_"), 303)


def _scans(form: Form) -> list[TakenFile]:
    scan = read_upload(form, required=False)
    return [scan] if scan else []


def _page(plan_decision_id: int, form: Form, *, scan_form: Form | None = None) -> str:
    decision = reports.one_decision(actor(), plan_decision_id)
    return flask.render_template(
        "plan_decisions/show.html",
        decision=decision,
        form=form,
        scan_form=scan_form or Form(),
        mine=decision.entered_by_id == actor().user_id,
    )


def _target_page(form: Form) -> str:
    return flask.render_template(
        "plan_decisions/new_target.html", form=form, localities=reports.localities_of(actor())
    )


def _aid_page(form: Form) -> str:
    return flask.render_template(
        "plan_decisions/new_aid.html", form=form, needs=reports.needs_to_aid(actor())
    )
