"""An inspector's decisions: enter one, and go on to what it opens."""

import flask
from werkzeug.wrappers import Response

from ledger.clock import format_date, today
from ledger.db import run
from ledger.models.users import Role
from ledger.reports import campaigns
from ledger.reports import inspections as reports
from ledger.reports.giving_units import giving_units
from ledger.schemas.inspections import InspectionForm
from ledger.services import inspections
from ledger.web.access import access, actor
from ledger.web.asked import asked_id
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("inspections", __name__, url_prefix="/inspections")


@bp.get("")
@access(Role.INSPECTOR)
def list_() -> str:
    """Show the decisions entered, each with the lists, receipts and book that it opens."""
    return flask.render_template(
        "inspections/list.html",
        decisions=reports.inspections_of(actor()),
        campaigns=[line for line in campaigns.campaigns_of(actor()) if line.state != "draft"],
    )


@bp.get("/new")
@access(Role.INSPECTOR)
def new() -> str:
    """Ask for a decision; an address may name the unit."""
    shown = {
        "party_unit_id": asked_id("unit"),
        "ends_on": format_date(today() + inspections.USUAL),
    }
    return _new_page(form_of(shown))


@bp.post("")
@access(Role.INSPECTOR)
def create() -> tuple[str, int] | Response:
    """Open a unit's names."""
    form = load_form(InspectionForm)
    if form.ok:
        with form:
            run(inspections.open_inspection, actor(), **form.values)
            flask.flash("Đã ghi quyết định; mỗi lần xem tên đều được ghi vào nhật ký.")
            return flask.redirect(flask.url_for("inspections.list_"), 303)
    return _new_page(form), form.status


def _new_page(form: Form) -> str:
    return flask.render_template(
        "inspections/new.html",
        form=form,
        units=giving_units(actor()),
        most_days=inspections.LONGEST.days,
    )
