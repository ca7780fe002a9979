"""The propaganda log: what was done to make the campaign known, corrected, taken back."""

import flask
from flask import Response as Answer
from werkzeug.wrappers import Response

from ledger.clock import format_date, today
from ledger.db import run
from ledger.documents.propaganda import propaganda_xlsx
from ledger.labels import options
from ledger.models.propaganda import PropagandaKind
from ledger.models.users import Role
from ledger.reports import propaganda as reports
from ledger.reports.propaganda import PropagandaFacts
from ledger.reports.rollout import show_board
from ledger.reports.scope import unit_in_scope
from ledger.schemas.propaganda import (
    NewPropagandaForm,
    PropagandaForm,
    PropagandaWithdrawalForm,
)
from ledger.services import propaganda
from ledger.web.access import access, actor
from ledger.web.asked import asked_id
from ledger.web.files import paint
from ledger.web.forms import Form, form_of, load_form
from ledger.web.rollout import READERS

bp = flask.Blueprint("propaganda", __name__, url_prefix="/rollout")


@bp.get("/<int:campaign_id>/propaganda")
@access(*READERS)
def list_(campaign_id: int) -> str:
    """Show the log of a campaign, of one unit if the address names it."""
    log = reports.propaganda_log(
        actor(),
        campaign_id,
        unit_id=asked_id("unit"),
        withdrawn=flask.request.args.get("which") == "withdrawn",
        page=min(asked_id("page") or 1, reports.LAST_PAGE),
    )
    own = actor().party_unit_id if actor().role is Role.PROPAGANDA_BOARD else log.unit_id
    return flask.render_template(
        "propaganda/list.html",
        log=log,
        own=own if actor().role in propaganda.REPORTERS else None,
    )


@bp.get("/<int:campaign_id>/propaganda.xlsx")
@access(*READERS)
def xlsx(campaign_id: int) -> Answer:
    """Give the whole log as a spreadsheet."""
    campaign, lines = reports.whole_log(actor(), campaign_id)
    return paint(lambda: propaganda_xlsx(campaign, lines), f"tuyen-truyen-{campaign.year}.xlsx")


@bp.get("/<int:campaign_id>/units/<int:unit_id>/propaganda")
@access(*propaganda.REPORTERS)
def new(campaign_id: int, unit_id: int) -> str:
    """Ask what was done."""
    return _new_page(campaign_id, unit_id, form_of({"done_on": format_date(today())}))


@bp.post("/<int:campaign_id>/units/<int:unit_id>/propaganda")
@access(*propaganda.REPORTERS)
def create(campaign_id: int, unit_id: int) -> tuple[str, int] | Response:
    """Write it down."""
    form = load_form(NewPropagandaForm)
    if form.ok:
        with form:
            run(propaganda.report_propaganda, actor(), campaign_id, unit_id, **form.values)
            flask.flash("Đã ghi việc tuyên truyền.")
            return _back(campaign_id, unit_id)
    return _new_page(campaign_id, unit_id, form), form.status


@bp.get("/propaganda/<int:report_id>")
@access(*propaganda.REPORTERS)
def edit(report_id: int) -> str:
    """Show a row as a form, and what it was before."""
    facts = reports.propaganda_facts(actor(), report_id)
    now = facts.current
    shown: dict[str, object] = {
        "done_on": format_date(now.done_on), "kind": now.kind, "title": now.title, "link": now.link
    }  # fmt: skip
    return _edit_page(facts, form_of(shown))


@bp.post("/propaganda/<int:report_id>")
@access(*propaganda.REPORTERS)
def update(report_id: int) -> tuple[str, int] | Response:
    """Correct a row."""
    facts = reports.propaganda_facts(actor(), report_id)
    form = load_form(PropagandaForm)
    if form.ok:
        with form:
            run(propaganda.correct_propaganda, actor(), report_id, **form.values)
            flask.flash("Đã sửa; bản trước vẫn giữ.")
            return _back(facts.campaign_id, facts.unit_id)
    return _edit_page(facts, form), form.status


@bp.post("/propaganda/<int:report_id>/withdraw")
@access(*propaganda.REPORTERS)
def withdraw(report_id: int) -> tuple[str, int] | Response:
    """Take a row back."""
    facts = reports.propaganda_facts(actor(), report_id)
    form = load_form(PropagandaWithdrawalForm)
    if form.ok:
        with form:
            run(propaganda.withdraw_propaganda, actor(), report_id, **form.values)
            flask.flash("Đã rút lại; bản cũ vẫn giữ.")
            return _back(facts.campaign_id, facts.unit_id)
    return _edit_page(facts, form), form.status


def _back(campaign_id: int, unit_id: int) -> Response:
    address = flask.url_for("propaganda.list_", campaign_id=campaign_id, unit=unit_id)
    return flask.redirect(address, 303)


def _new_page(campaign_id: int, unit_id: int, form: Form) -> str:
    unit_in_scope(actor(), unit_id)
    board = show_board(actor(), campaign_id, unit_id=unit_id)
    return flask.render_template(
        "propaganda/new.html",
        campaign=board.campaign,
        unit_id=unit_id,
        unit_name=board.units[0].name if board.units else "",
        form=form,
        kinds=options(PropagandaKind),
        for_unit=actor().role is Role.ORGANISATION_BOARD,
    )


def _edit_page(facts: PropagandaFacts, form: Form) -> str:
    return flask.render_template(
        "propaganda/edit.html", facts=facts, form=form, kinds=options(PropagandaKind)
    )
