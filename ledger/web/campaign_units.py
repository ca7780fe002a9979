"""One unit of a campaign: its level for the villages, its own divisor and floor, its list anew."""

import flask
from werkzeug.wrappers import Response

from ledger.db import run
from ledger.labels import options
from ledger.models.users import Role
from ledger.money import format_vnd
from ledger.reports import campaign_units as reports
from ledger.schemas.campaigns import LevelForm
from ledger.schemas.users import NoFacts
from ledger.services import campaign_units
from ledger.wages import Divisor
from ledger.web.access import access, actor, signed_in
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("campaign_units", __name__, url_prefix="/campaigns")

TREASURERS = (Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER)


@bp.get("/<int:campaign_id>/units/<int:unit_id>")
@signed_in
def show(campaign_id: int, unit_id: int) -> str:
    """Show a unit's terms, to its treasurer as a form."""
    terms = reports.unit_terms(actor(), campaign_id, unit_id)
    return _page(terms, form_of(_shown(terms)))


@bp.post("/<int:campaign_id>/units/<int:unit_id>")
@access(*TREASURERS)
def update(campaign_id: int, unit_id: int) -> tuple[str, int] | Response:
    """Set a unit's terms."""
    terms = reports.unit_terms(actor(), campaign_id, unit_id)
    form = load_form(LevelForm)
    if form.ok:
        with form:
            run(campaign_units.set_level, actor(), terms.campaign_unit_id, **form.values)
            flask.flash("Đã lưu mức vận động của đơn vị.")
            return _back(campaign_id, unit_id)
    return _page(terms, form), form.status


@bp.post("/<int:campaign_id>/units/<int:unit_id>/recompute")
@access(*TREASURERS)
def recompute(campaign_id: int, unit_id: int) -> tuple[str, int] | Response:
    """Work the unit's list out again by its present terms."""
    terms = reports.unit_terms(actor(), campaign_id, unit_id)
    form = load_form(NoFacts)
    if form.ok:
        with form:
            changed = run(campaign_units.recompute_unit, actor(), terms.campaign_unit_id)
            flask.flash(f"Đã cập nhật mức của {changed} người trong danh sách.")
            return _back(campaign_id, unit_id)
    return _page(terms, form), form.status


def _back(campaign_id: int, unit_id: int) -> Response:
    address = flask.url_for("campaign_units.show", campaign_id=campaign_id, unit_id=unit_id)
    return flask.redirect(address, 303)


def _page(terms: reports.UnitTerms, form: Form) -> str:
    own = actor().role in TREASURERS
    return flask.render_template(
        "campaign_units/show.html",
        terms=terms,
        form=form,
        own=own,
        changes=campaign_units.count_changes(actor(), terms.campaign_unit_id) if own else 0,
        divisors=options(Divisor),
    )


def _shown(terms: reports.UnitTerms) -> dict[str, object]:
    """Return what the form holds: the unit's own terms, or last year's to be confirmed (A2)."""
    source = terms.last or terms
    return {
        "suggested_vnd": _amount(source.suggested_vnd),
        "suggested_by": source.suggested_by,
        "divisor": source.divisor,
        "floor_vnd": _amount(source.floor_vnd),
        "override_reason": source.override_reason,
    }


def _amount(amount_vnd: int | None) -> str | None:
    return None if amount_vnd is None else format_vnd(amount_vnd)
