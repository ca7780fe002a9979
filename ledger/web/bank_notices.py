"""Notices of the campaign with the unit's account: references, papers per cell and per person."""

import flask
from werkzeug.wrappers import Response

from ledger.db import run
from ledger.documents.bank_notices import notices_pdf
from ledger.errors import RuleBroken
from ledger.models.users import Role
from ledger.reports import bank_notices as reports
from ledger.schemas.fields import STRANGE
from ledger.schemas.users import NoFacts
from ledger.services.bank_references import assign_references
from ledger.web.access import access, actor
from ledger.web.files import paint
from ledger.web.forms import load_form

bp = flask.Blueprint("bank_notices", __name__, url_prefix="/bank-notices")

TREASURERS = (Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER)


@bp.get("")
@access(*TREASURERS, Role.SECRETARY)
def list_() -> str | Response:
    """Go to the notices of the newest campaign."""
    lines = reports.running(actor())
    if not lines:
        return flask.render_template("bank_notices/list.html")
    return _to(lines[0].id)


@bp.get("/<int:campaign_id>")
@access(*TREASURERS, Role.SECRETARY)
def show(campaign_id: int) -> str:
    """Show the cells with what can be printed for each."""
    return flask.render_template(
        "bank_notices/show.html",
        page=reports.notice_page(actor(), campaign_id),
        campaigns=reports.running(actor()),
    )


@bp.post("/<int:campaign_id>/references")
@access(*TREASURERS)
def assign(campaign_id: int) -> Response:
    """Give references to the cells and people that have none."""
    if not load_form(NoFacts).ok:
        raise RuleBroken(STRANGE)
    count = run(assign_references, actor(), campaign_id)
    flask.flash(f"Đã lập {count} mã chuyển khoản." if count else "Ai cũng đã có mã.")
    return _to(campaign_id)


@bp.get("/<int:campaign_id>/cells.pdf")
@access(*TREASURERS, Role.SECRETARY)
def all_cells(campaign_id: int) -> Response:
    """Print the notices of every cell."""
    notice = reports.cell_notices(actor(), campaign_id)
    return paint(lambda: notices_pdf(notice), f"thong-bao-{notice.campaign.line.year}.pdf")


@bp.get("/<int:campaign_id>/cells/<int:cell_id>")
@access(*TREASURERS, Role.SECRETARY)
def cell(campaign_id: int, cell_id: int) -> str:
    """Show the people of a cell, each of whom may ask for a notice."""
    name, people = reports.people_of(actor(), campaign_id, cell_id)
    return flask.render_template(
        "bank_notices/cell.html", campaign_id=campaign_id, name=name, people=people
    )


@bp.get("/<int:campaign_id>/cells/<int:cell_id>/notice.pdf")
@access(*TREASURERS, Role.SECRETARY)
def one_cell(campaign_id: int, cell_id: int) -> Response:
    """Print the notice of one cell."""
    notice = reports.cell_notices(actor(), campaign_id, cell_id)
    return paint(lambda: notices_pdf(notice), f"thong-bao-chi-bo-{cell_id}.pdf")


@bp.get("/<int:campaign_id>/people/<int:entry_id>/notice.pdf")
@access(*TREASURERS, Role.SECRETARY)
def person(campaign_id: int, entry_id: int) -> Response:
    """Print a person's notice, without an amount."""
    return _person(campaign_id, entry_id, with_amount=False)


@bp.get("/<int:campaign_id>/people/<int:entry_id>/notice-with-amount.pdf")
@access(*TREASURERS, Role.SECRETARY)
def person_with_amount(campaign_id: int, entry_id: int) -> Response:
    """Print a person's notice with the amount of their level, because they asked for it."""
    return _person(campaign_id, entry_id, with_amount=True)


def _person(campaign_id: int, entry_id: int, *, with_amount: bool) -> Response:
    notice = reports.person_notice(actor(), campaign_id, entry_id, with_amount=with_amount)
    return paint(lambda: notices_pdf(notice), f"thong-bao-{entry_id}.pdf")


def _to(campaign_id: int) -> Response:
    return flask.redirect(flask.url_for("bank_notices.show", campaign_id=campaign_id), 303)
