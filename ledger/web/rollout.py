"""Rollout: units by what they report, the list for reminding, the deadlines, one unit's page."""

import flask
from flask import Response as Answer
from werkzeug.wrappers import Response

from ledger.clock import format_date
from ledger.db import run
from ledger.documents.reminders import reminder_pdf, reminder_xlsx
from ledger.models.rollout import RolloutItem
from ledger.models.users import Role
from ledger.reports import campaigns, organs, unit_rollouts
from ledger.reports import rollout as reports
from ledger.reports.home import COLLECTING
from ledger.schemas.rollout import DeadlinesForm
from ledger.services import reporting, rollout
from ledger.web.access import access, actor
from ledger.web.files import paint
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("rollout", __name__, url_prefix="/rollout")

OVERSEERS = (
    Role.OFFICE,
    Role.ORGANISATION_BOARD,
    Role.STANDING_COMMITTEE,
    Role.PROPAGANDA_BOARD,
    Role.INSPECTOR,
)
READERS = (*OVERSEERS, *sorted(COLLECTING))


@bp.get("")
@access(*READERS)
def list_() -> str | Response:
    """Go to the campaign that runs, or to the newest one."""
    lines = campaigns.campaigns_of(actor())
    if not lines:
        return flask.render_template("rollout/list.html")
    line = next((one for one in lines if one.state == "open"), lines[0])
    return flask.redirect(flask.url_for("rollout.show", campaign_id=line.id), 303)


@bp.get("/<int:campaign_id>")
@access(*READERS)
def show(campaign_id: int) -> str | Response:
    """Show the board, or to a unit's own people their unit."""
    board = reports.show_board(actor(), campaign_id)
    if actor().role in COLLECTING and len(board.units) == 1:
        only = board.units[0].unit_id
        address = flask.url_for("rollout.unit", campaign_id=campaign_id, unit_id=only)
        return flask.redirect(address, 303)
    return flask.render_template(
        "rollout/show.html", board=board, campaigns=campaigns.campaigns_of(actor())
    )


@bp.get("/<int:campaign_id>/reminder.pdf")
@access(*OVERSEERS)
def reminder(campaign_id: int) -> Answer:
    """Print the list of units to be reminded."""
    board = reports.show_board(actor(), campaign_id)
    names = organs.organs_on(organs.committee_of(campaign_id))
    name = f"nhac-bao-cao-{board.campaign.year}.pdf"
    return paint(lambda: reminder_pdf(board, names, role=actor().role), name)


@bp.get("/<int:campaign_id>/reminder.xlsx")
@access(*OVERSEERS)
def reminder_sheet(campaign_id: int) -> Answer:
    """Give the same list as a spreadsheet."""
    board = reports.show_board(actor(), campaign_id)
    names = organs.organs_on(organs.committee_of(campaign_id))
    name = f"nhac-bao-cao-{board.campaign.year}.xlsx"
    return paint(lambda: reminder_xlsx(board, names), name)


@bp.get("/<int:campaign_id>/deadlines")
@access(Role.ORGANISATION_BOARD)
def deadlines(campaign_id: int) -> str:
    """Show the deadlines as a form."""
    known = reports.deadlines_of(campaign_id)
    shown: dict[str, object] = {item: format_date(one.due_on) for item, one in known.items()}
    return _deadlines_page(campaign_id, form_of(shown))


@bp.post("/<int:campaign_id>/deadlines")
@access(Role.ORGANISATION_BOARD)
def set_deadlines(campaign_id: int) -> tuple[str, int] | Response:
    """Set the deadlines."""
    form = load_form(DeadlinesForm)
    if form.ok:
        due = {item: form.values[item.value] for item in RolloutItem}
        with form:
            changed = run(
                rollout.set_deadlines, actor(), campaign_id, paper=form.values["paper"], due=due
            )
            flask.flash(f"Đã đặt {changed} thời hạn." if changed else "Các thời hạn vẫn như cũ.")
            return flask.redirect(flask.url_for("rollout.show", campaign_id=campaign_id), 303)
    return _deadlines_page(campaign_id, form), form.status


@bp.get("/<int:campaign_id>/units/<int:unit_id>")
@access(*READERS)
def unit(campaign_id: int, unit_id: int) -> str:
    """Show one unit: what stands, what is missing, and the versions."""
    return flask.render_template(
        "rollout/unit.html",
        page=unit_rollouts.unit_rollout(actor(), campaign_id, unit_id),
        may_report=actor().role in reporting.REPORTERS,
    )


def _deadlines_page(campaign_id: int, form: Form) -> str:
    return flask.render_template(
        "rollout/deadlines.html",
        campaign=campaigns.campaign_line(actor(), campaign_id),
        deadlines=reports.deadlines_of(campaign_id),
        form=form,
    )
