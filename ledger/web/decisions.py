"""Decisions on paper: entered by one person, compared with the scan by another."""

from typing import Any

import flask
from werkzeug.wrappers import Response

from ledger.clock import format_date
from ledger.db import run
from ledger.labels import options
from ledger.models.decisions import CHANGES, ConfirmationOutcome, DecisionKind
from ledger.models.users import Role
from ledger.money import format_vnd
from ledger.reports import decisions as reports
from ledger.reports.decision_forms import choices_for
from ledger.schemas.decisions import ConfirmForm, DecisionForm, RefuseForm, ScanForm
from ledger.services import decisions
from ledger.services.decisions import Paper
from ledger.web.access import access, actor
from ledger.web.asked import asked_id
from ledger.web.files import send_scan
from ledger.web.forms import Form, form_of, load_form, read_upload

bp = flask.Blueprint("decisions", __name__, url_prefix="/decisions")

READERS = (
    Role.COMMUNE_TREASURER,
    Role.SECRETARY,
    Role.OFFICE,
    Role.ORGANISATION_BOARD,
    Role.STANDING_COMMITTEE,
    Role.INSPECTOR,
)
ENTERING = (Role.COMMUNE_TREASURER, Role.SECRETARY, Role.OFFICE, Role.ORGANISATION_BOARD)
CONFIRMING = (Role.COMMUNE_TREASURER, Role.SECRETARY, Role.STANDING_COMMITTEE)


@bp.get("")
@access(*READERS)
def list_() -> str:
    """List decisions; those that wait for the actor's word stand first."""
    page = reports.list_decisions(actor(), before=asked_id("before"))
    waiting = reports.waiting_for(actor())
    return flask.render_template("decisions/list.html", page=page, waiting=waiting)


@bp.get("/new")
@access(*ENTERING)
def new() -> str:
    """Show the form for entering a decision: ``house``, or one that is changed or replaced."""
    return _page(form_of(_shown()))


@bp.post("")
@access(*ENTERING)
def create() -> tuple[str, int] | Response:
    """Enter a decision."""
    form = load_form(DecisionForm, file="file")
    scan = read_upload(form, required=False)
    withdraws = form.values.get("kind") is DecisionKind.WITHDRAWAL
    if form.ok and not withdraws and form.values["amount_vnd"] is None:
        form.refuse("Chưa nhập số tiền.", "amount_vnd")
    if form.ok:
        with form:
            facts = _facts(form.values)
            entered = run(decisions.enter_decision, actor(), scans=[scan] if scan else [], **facts)
            flask.flash(f"Đã nhập quyết định số {entered.number}; chờ người thứ hai xác nhận.")
            return _go_to(entered.id)
    return _page(form), form.status


@bp.get("/<int:decision_id>")
@access(*READERS)
def show(decision_id: int) -> str:
    """Show one decision, and to whom it concerns the two buttons."""
    return _decision(decision_id, Form(), Form())


@bp.post("/<int:decision_id>/confirm")
@access(*CONFIRMING)
def confirm(decision_id: int) -> tuple[str, int] | Response:
    """Take the second person's word."""
    form = load_form(ConfirmForm)
    if form.ok and not form.values["compared"]:
        form.refuse("Đánh dấu là đã đối chiếu với quyết định.", "compared")
    if form.ok:
        with form:
            confirmed = run(decisions.confirm_decision, actor(), decision_id)
            flask.flash(f"Đã xác nhận quyết định số {confirmed.number}.")
            return _go_to(decision_id)
    return _decision(decision_id, form, Form()), form.status


@bp.post("/<int:decision_id>/refuse")
@access(*CONFIRMING)
def refuse(decision_id: int) -> tuple[str, int] | Response:
    """Send an entry back with a reason."""
    form = load_form(RefuseForm)
    if form.ok:
        with form:
            reason = form.values["reason"]
            refused = run(decisions.refuse_decision, actor(), decision_id, reason=reason)
            flask.flash(f"Đã trả lại quyết định số {refused.number} cho người nhập.")
            return _go_to(decision_id)
    return _decision(decision_id, Form(), form), form.status


@bp.post("/<int:decision_id>/scans")
@access(*ENTERING)
def add_scan(decision_id: int) -> tuple[str, int] | Response:
    """Keep one more scan of a decision's paper."""
    form = load_form(ScanForm, file="file")
    scan = read_upload(form)
    if form.ok and scan:
        with form:
            run(decisions.add_scan, actor(), decision_id, scan)
            return _go_to(decision_id)
    return _decision(decision_id, Form(), Form(), scan_form=form), form.status


@bp.get("/<int:decision_id>/scans/<int:attachment_id>")
@access(*READERS)
def scan(decision_id: int, attachment_id: int) -> Response:
    """Hand out a scan."""
    return send_scan(reports.decision_page(actor(), decision_id).scans, attachment_id)


def _facts(values: dict[str, Any]) -> dict[str, Any]:
    """Return what the service is told: blanks are empty words, a withdrawal has no sum."""
    paper = Paper(
        kind=values["kind"],
        number=values["number"],
        issued_on=values["issued_on"],
        issuer=values["issuer"],
        signer=values["signer"],
        summary=values["summary"] or "",
        amount_vnd=values["amount_vnd"] or 0,
        expires_on=values["expires_on"],
    )
    kept = ("house_id", "book_id", "changes_id", "replaces_id", "agreed")
    return {"paper": paper} | {name: values[name] for name in kept}


def _shown() -> dict[str, object]:
    """Return what an empty form begins with: the facts of the decision it is about."""
    changed, replaced = asked_id("changes"), asked_id("replaces")
    if replaced:
        line = reports.decision_line(actor(), replaced)
        return {
            "house_id": line.house_id, "book_id": line.book_id, "kind": line.kind,
            "number": line.number, "issued_on": format_date(line.issued_on),
            "signer": line.signer, "summary": line.summary, "changes_id": line.changes_id,
            "amount_vnd": format_vnd(line.amount_vnd), "replaces_id": replaced,
            "expires_on": line.expires_on and format_date(line.expires_on),
        }  # fmt: skip
    if changed:
        line = reports.decision_line(actor(), changed)
        return {
            "house_id": line.house_id, "book_id": line.book_id, "changes_id": changed,
            "kind": DecisionKind.AMENDMENT,
        }  # fmt: skip
    return {"house_id": asked_id("house"), "kind": DecisionKind.SUPPORT}


def _page(form: Form) -> str:
    choices = choices_for(actor())
    changing = bool(form.text("changes_id"))
    kinds = [
        (value, words) for value, words in options(DecisionKind)
        if (DecisionKind(value) in CHANGES) == changing
        and (choices.may_grant or value != DecisionKind.GRANT)
    ]  # fmt: skip
    return flask.render_template("decisions/new.html", form=form, choices=choices, kinds=kinds)


def _decision(decision_id: int, form: Form, refusal: Form, *, scan_form: Form | None = None) -> str:
    page = reports.decision_page(actor(), decision_id)
    return flask.render_template(
        "decisions/show.html",
        page=page,
        line=page.line,
        form=form,
        refusal=refusal,
        scan_form=scan_form or Form(),
        refused=page.line.outcome is ConfirmationOutcome.REFUSED,
    )


def _go_to(decision_id: int) -> Response:
    return flask.redirect(flask.url_for("decisions.show", decision_id=decision_id), 303)
