"""Houses and sums from before the software: entered from their papers, counted, in no book."""

from typing import Any

import flask
from werkzeug.wrappers import Response

from ledger.db import run
from ledger.models.users import Role
from ledger.reports import prior_facts as reports
from ledger.reports.plan_decisions import localities_of
from ledger.schemas.prior_facts import PriorFactChangeForm, PriorFactForm
from ledger.services import prior_facts
from ledger.services.prior_facts import ENTERING
from ledger.web.access import access, actor
from ledger.web.asked import asked_id
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("prior_facts", __name__, url_prefix="/prior-facts")

READERS = (*ENTERING, Role.STANDING_COMMITTEE, Role.INSPECTOR)


@bp.get("")
@access(*READERS)
def list_() -> str:
    """Show what papers say of the time before."""
    return flask.render_template("prior_facts/list.html", facts=reports.prior_facts_of(actor()))


@bp.get("/new")
@access(*ENTERING)
def new() -> str:
    """Ask what a paper says."""
    return _new_page(form_of({"party_unit_id": asked_id("unit"), "houses": 1}))


@bp.post("")
@access(*ENTERING)
def create() -> tuple[str, int] | Response:
    """Enter what a paper says."""
    form = load_form(PriorFactForm)
    if form.ok:
        with form:
            run(prior_facts.record_prior_fact, actor(), **_facts(form))
            flask.flash("Đã ghi số liệu trước khi dùng phần mềm.")
            return flask.redirect(flask.url_for("prior_facts.list_"), 303)
    return _new_page(form), form.status


@bp.get("/<int:prior_fact_id>")
@access(*ENTERING)
def edit(prior_fact_id: int) -> str:
    """Ask what is to stand in the place of an entry that is wrong."""
    fact = reports.one_prior_fact(actor(), prior_fact_id)
    names = ("year", "houses", "collected_vnd", "spent_vnd", "main_source", "note", "paper")
    shown = {name: getattr(fact, name) for name in names}
    money = {name: vnd or None for name, vnd in shown.items() if name.endswith("_vnd")}
    return _edit_page(prior_fact_id, form_of(shown | money))


@bp.post("/<int:prior_fact_id>")
@access(*ENTERING)
def update(prior_fact_id: int) -> tuple[str, int] | Response:
    """Put another entry in the place of one that is wrong."""
    form = load_form(PriorFactChangeForm)
    if form.ok:
        with form:
            run(prior_facts.replace_prior_fact, actor(), prior_fact_id, **_facts(form))
            flask.flash("Đã thay số liệu; số liệu cũ vẫn xem được.")
            return flask.redirect(flask.url_for("prior_facts.list_"), 303)
    return _edit_page(prior_fact_id, form), form.status


def _facts(form: Form) -> dict[str, Any]:
    """Return the form's values with noughts and empty texts where nothing was typed."""
    empty: dict[str, Any] = {
        "collected_vnd": 0, "spent_vnd": 0, "main_source": "", "note": "",
    }  # fmt: skip
    return {name: empty[name] if value is None else value for name, value in form.values.items()}


def _new_page(form: Form) -> str:
    return flask.render_template(
        "prior_facts/new.html", form=form, localities=localities_of(actor())
    )


def _edit_page(prior_fact_id: int, form: Form) -> str:
    return flask.render_template(
        "prior_facts/edit.html", form=form, fact=reports.one_prior_fact(actor(), prior_fact_id)
    )
