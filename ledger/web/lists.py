"""The list of a unit: who gave, who has not yet, below and above; late additions."""

from functools import partial

import flask
from werkzeug.wrappers import Response

from ledger.db import run
from ledger.errors import NotFound, RuleBroken
from ledger.models.users import Role
from ledger.reports import inspections
from ledger.reports import lists as reports
from ledger.reports.campaigns import campaign_line
from ledger.reports.lists import Which
from ledger.schemas.campaigns import AdditionForm
from ledger.schemas.fields import STRANGE
from ledger.schemas.users import NoFacts
from ledger.services import campaign_units
from ledger.web import inspected
from ledger.web.access import access, actor
from ledger.web.asked import asked_id
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("lists", __name__, url_prefix="/campaigns")

TREASURERS = (Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER)

CHOICES = (
    (Which.ALL, "Tất cả"),
    (Which.NOT_YET, "Chưa ủng hộ"),
    (Which.BELOW, "Dưới mức vận động"),
    (Which.ABOVE, "Trên mức"),
)


@bp.get("/<int:campaign_id>/list")
@access(*TREASURERS, Role.SECRETARY, Role.INSPECTOR)
def show(campaign_id: int) -> str | Response:
    """Show one page of the unit's list; what an address says wrongly is left out."""
    asked = flask.request.args
    show_roll = reports.show_roll
    if inspected.is_inspector():
        unit_id = asked_id("unit")
        if unit_id is None:
            return inspected.way_to_decisions()
        inspected.note_reading(unit_id)
        show_roll = partial(inspections.show_roll, unit_id=unit_id)
    roll = show_roll(
        actor(),
        campaign_id,
        which=asked.get("which", Which.ALL, type=Which),
        cell_id=asked_id("cell"),
        page=asked_id("page") or 1,
    )
    return flask.render_template("lists/show.html", roll=roll, choices=CHOICES)


@bp.get("/<int:campaign_id>/list/new")
@access(*TREASURERS)
def new(campaign_id: int) -> str:
    """Show whom the list has missed."""
    return _new_page(campaign_id, form_of())


@bp.post("/<int:campaign_id>/list")
@access(*TREASURERS)
def create(campaign_id: int) -> tuple[str, int] | Response:
    """Add a member to the list."""
    form = load_form(AdditionForm)
    if form.ok:
        with form:
            run(campaign_units.add_to_list, actor(), campaign_id, **form.values)
            flask.flash("Đã thêm vào danh sách vận động.")
            return _to_list(campaign_id)
    return _new_page(campaign_id, form), form.status


@bp.post("/<int:campaign_id>/list/<int:entry_id>/recompute")
@access(*TREASURERS)
def recompute(campaign_id: int, entry_id: int) -> Response:
    """Work one line out again, as after a missing pay has been entered."""
    if not load_form(NoFacts).ok:
        raise RuleBroken(STRANGE)
    if run(_recompute, campaign_id, entry_id):
        flask.flash("Đã tính lại mức.")
    else:
        flask.flash("Vẫn chưa có hệ số lương nên chưa tính được mức.")
    return _to_list(campaign_id)


def _recompute(campaign_id: int, entry_id: int) -> bool:
    entry = campaign_units.recompute_entry(actor(), entry_id)
    if entry.campaign_id != campaign_id:
        raise NotFound
    return entry.asked_vnd is not None


def _to_list(campaign_id: int) -> Response:
    return flask.redirect(flask.url_for("lists.show", campaign_id=campaign_id), 303)


def _new_page(campaign_id: int, form: Form) -> str:
    return flask.render_template(
        "lists/new.html",
        form=form,
        line=campaign_line(actor(), campaign_id),
        candidates=reports.find_candidates(actor(), campaign_id),
    )
