"""Entering for a unit: what the office may enter and has entered, and the unit's word on it."""

import flask
from werkzeug.wrappers import Response

from ledger.clock import format_date, today
from ledger.db import run
from ledger.errors import RuleBroken
from ledger.models.users import Role
from ledger.reports import campaigns
from ledger.reports import delegations as reports
from ledger.reports.giving_units import giving_units
from ledger.schemas.delegations import DelegationEndForm, DelegationForm, EntryReportForm
from ledger.schemas.fields import STRANGE
from ledger.schemas.users import NoFacts
from ledger.services import delegations
from ledger.web.access import access, actor
from ledger.web.asked import asked_id
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("delegations", __name__, url_prefix="/delegations")

TREASURERS = (Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER)


@bp.get("")
@access(Role.OFFICE)
def list_() -> str:
    """Show the delegations of all units."""
    return flask.render_template(
        "delegations/list.html", delegations=reports.delegations_of(actor())
    )


@bp.get("/new")
@access(Role.OFFICE)
def new() -> str:
    """Ask for a unit's delegation."""
    shown = {"starts_on": format_date(today()), "party_unit_id": asked_id("unit")}
    return _new_page(form_of(shown))


@bp.post("")
@access(Role.OFFICE)
def create() -> tuple[str, int] | Response:
    """Record a unit's delegation."""
    form = load_form(DelegationForm)
    if form.ok:
        with form:
            made = run(_created, form)
            flask.flash("Đã ghi ủy nhiệm nhập thay.")
            return flask.redirect(flask.url_for("delegations.show", delegation_id=made), 303)
    return _new_page(form), form.status


@bp.get("/<int:delegation_id>")
@access(Role.OFFICE)
def show(delegation_id: int) -> str:
    """Show a delegation, the lists that may be entered and what was entered."""
    return _page(delegation_id, form_of({"ends_on": format_date(today())}))


@bp.post("/<int:delegation_id>/end")
@access(Role.OFFICE)
def end(delegation_id: int) -> tuple[str, int] | Response:
    """End a delegation after its last day."""
    form = load_form(DelegationEndForm)
    if form.ok:
        with form:
            run(delegations.end_delegation, actor(), delegation_id, **form.values)
            flask.flash("Đã ghi ngày cuối của ủy nhiệm.")
            target = flask.url_for("delegations.show", delegation_id=delegation_id)
            return flask.redirect(target, 303)
    return _page(delegation_id, form), form.status


@bp.get("/entries/<int:submission_id>")
@access(Role.OFFICE)
def entry(submission_id: int) -> str:
    """Show what one click entered: receipts and sums, no names."""
    return flask.render_template(
        "delegations/entry.html", entry=reports.one_entry(actor(), submission_id)
    )


@bp.get("/waiting")
@access(*TREASURERS)
def waiting() -> str:
    """Show the entries that wait for the unit's word."""
    return _waiting_page(form_of())


@bp.post("/entries/<int:submission_id>/confirm")
@access(*TREASURERS)
def confirm(submission_id: int) -> Response:
    """Give the unit's word that an entry is right."""
    if not load_form(NoFacts).ok:
        raise RuleBroken(STRANGE)
    run(delegations.confirm_delegated, actor(), submission_id)
    flask.flash("Đã xác nhận lần nhập thay.")
    return flask.redirect(flask.url_for("delegations.waiting"), 303)


@bp.post("/entries/<int:submission_id>/report")
@access(*TREASURERS)
def report(submission_id: int) -> tuple[str, int] | Response:
    """Report what is wrong with an entry."""
    form = load_form(EntryReportForm)
    if form.ok:
        with form:
            run(delegations.report_delegated, actor(), submission_id, **form.values)
            flask.flash("Đã báo Văn phòng. Phiếu nào sai, đơn vị sửa hoặc hủy rồi xác nhận.")
            return flask.redirect(flask.url_for("delegations.waiting"), 303)
    return _waiting_page(form, wrong_id=submission_id), form.status


def _created(form: Form) -> int:
    return delegations.record_delegation(actor(), **form.values).id


def _new_page(form: Form) -> str:
    return flask.render_template("delegations/new.html", form=form, units=giving_units(actor()))


def _page(delegation_id: int, form: Form) -> str:
    return flask.render_template(
        "delegations/show.html",
        delegation=reports.one_delegation(actor(), delegation_id),
        cells=reports.cells_to_enter(actor(), delegation_id),
        entered=reports.entries_of(actor(), delegation_id),
        campaign=campaigns.current(actor()),
        form=form,
    )


def _waiting_page(form: Form, *, wrong_id: int | None = None) -> str:
    return flask.render_template(
        "delegations/waiting.html",
        entered=reports.waiting_entries(actor()),
        form=form,
        wrong_id=wrong_id,
    )
