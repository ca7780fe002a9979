"""One transfer for many: split a line of a statement over the people of a cell (G5, B3)."""

import flask
from werkzeug.wrappers import Response

from ledger.db import run
from ledger.models.users import Role
from ledger.money import format_vnd, split_vnd
from ledger.reports import bank_lines, collection_sheets
from ledger.reports.bank_lines import LineFacts
from ledger.reports.collection_sheets import SheetPage
from ledger.schemas.bank_lines import Fill, SplitForm
from ledger.services.bank_lines import Part, record_parts
from ledger.web.access import access, actor
from ledger.web.asked import asked_id
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("bank_splits", __name__, url_prefix="/bank-lines")

TREASURERS = (Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER)


@bp.get("/<int:line_id>/split/<int:campaign_id>/<int:cell_id>")
@access(*TREASURERS)
def new(line_id: int, campaign_id: int, cell_id: int) -> str:
    """Show a cell's list for the parts of a transfer."""
    line = bank_lines.get_line(actor(), line_id)
    return _page(line, _sheet(campaign_id, cell_id), form_of())


@bp.post("/<int:line_id>/split/<int:campaign_id>/<int:cell_id>")
@access(*TREASURERS)
def create(line_id: int, campaign_id: int, cell_id: int) -> str | tuple[str, int] | Response:
    """Record the parts; or fill the boxes of those who are ticked, recording nothing yet."""
    form = load_form(SplitForm)
    line, sheet = bank_lines.get_line(actor(), line_id), _sheet(campaign_id, cell_id)
    if form.ok and form.values["fill"]:
        return _page(line, sheet, _filled(form, line, sheet))
    if form.ok:
        values = form.values
        with form:
            submission = run(
                record_parts,
                actor(),
                line_id,
                key=values["submission_key"],
                campaign_id=campaign_id,
                parts=[
                    Part(list_entry_id=entry_id, amount_vnd=amount_vnd)
                    for entry_id, amount_vnd in values["amount"].items()
                ],
                brought_by=values["brought_by"],
                agreed=values["agreed"],
            )
            target = flask.url_for("submissions.show", submission_id=submission.id)
            return flask.redirect(target, 303)
    return _page(line, sheet, form), form.status


def _sheet(campaign_id: int, cell_id: int) -> SheetPage:
    return collection_sheets.sheet_page(actor(), campaign_id, cell_id, page=asked_id("page") or 1)


def _filled(form: Form, line: LineFacts, sheet: SheetPage) -> Form:
    """Put the ticked people's parts into their boxes: even ones, or each one's level."""
    rows = [row for row in sheet.rows if row.entry_id in form.values["among"]]
    if form.values["fill"] is Fill.EVEN and rows:
        parts = split_vnd(line.open_vnd, [1] * len(rows))
    else:
        parts = [row.asked_vnd or 0 for row in rows]
    for row, part in zip(rows, parts, strict=True):
        if part:
            form.typed[f"amount[{row.entry_id}]"] = format_vnd(part)
    return form


def _page(line: LineFacts, sheet: SheetPage, form: Form) -> str:
    return flask.render_template("bank_splits/new.html", line=line, sheet=sheet, form=form)
