"""Refunds of the office to units after hand-in."""

import flask
from werkzeug.wrappers import Response

from ledger.clock import format_date, today
from ledger.db import run
from ledger.labels import options
from ledger.models.contributions import Method
from ledger.models.users import Role
from ledger.money import format_vnd
from ledger.reports import refunds as reports
from ledger.schemas.refunds import RefundForm
from ledger.services import refunds
from ledger.web.access import access, actor
from ledger.web.asked import asked_id
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("refunds", __name__, url_prefix="/refunds")


@bp.get("")
@access(Role.OFFICE)
def list_() -> str:
    """List what was given back."""
    before = asked_id("before")
    page = reports.list_refunds(actor(), before=before)
    return flask.render_template("refunds/list.html", page=page)


@bp.get("/new")
@access(Role.OFFICE)
def new() -> str:
    """Show the form for giving money back; ``unit`` names the campaign's unit."""
    unit = asked_id("unit")
    shown = {"campaign_unit_id": unit, "method": Method.CASH, "on_date": format_date(today())}
    return _page(form_of(shown))


@bp.post("")
@access(Role.OFFICE)
def create() -> tuple[str, int] | Response:
    """Give money back to a unit."""
    form = load_form(RefundForm)
    if form.ok:
        facts = dict(form.values)
        key = facts.pop("submission_key")
        with form:
            run(refunds.refund, actor(), key=key, **facts)
            flask.flash(f"Đã trả lại đơn vị {format_vnd(form.values['amount_vnd'])} đồng.")
            return flask.redirect(flask.url_for("refunds.list_"), 303)
    return _page(form), form.status


def _page(form: Form) -> str:
    page = reports.list_refunds(actor())
    units = [
        (unit.campaign_unit_id,
         f"{unit.unit_name} · đợt {unit.year} · đã nộp {format_vnd(unit.handed_in_vnd)}")
        for unit in page.units
    ]  # fmt: skip
    return flask.render_template(
        "refunds/new.html", form=form, page=page, units=units, methods=options(Method)
    )
