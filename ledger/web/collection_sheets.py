"""The collection sheet of a cell: everybody is there already, one click records them all."""

from collections.abc import Callable
from typing import Any

import flask
from werkzeug.wrappers import Response

from ledger.clock import format_date, today
from ledger.db import run
from ledger.documents.collection_sheets import blank_sheet_pdf
from ledger.labels import options
from ledger.models.contributions import Method
from ledger.models.journal import Submission
from ledger.models.users import Role
from ledger.reports import campaigns
from ledger.reports import collection_sheets as reports
from ledger.reports import delegations as entered
from ledger.reports.lists import show_roll
from ledger.reports.pasted_sheets import Pasted, understand
from ledger.schemas.contributions import PasteForm, SheetForm
from ledger.schemas.delegations import SignedSheetForm
from ledger.services import contributions, delegations
from ledger.services.contributions import SheetLine
from ledger.web.access import access, actor
from ledger.web.asked import asked_id
from ledger.web.files import paint
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("collection_sheets", __name__, url_prefix="/collection-sheets")

TREASURERS = (Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER)


@bp.get("")
@access(*TREASURERS)
def list_() -> str:
    """Show the cells of the running campaign, each with its sheet."""
    campaign = campaigns.current(actor())
    roll = show_roll(actor(), campaign.id) if campaign else None
    return flask.render_template("collection_sheets/list.html", roll=roll)


@bp.get("/<int:campaign_id>/<int:cell_id>")
@access(*TREASURERS, Role.OFFICE)
def show(campaign_id: int, cell_id: int) -> str:
    """Show a cell's sheet, ready to be typed in."""
    form = form_of({"received_on": format_date(today()), "method": Method.CASH})
    return _page(campaign_id, cell_id, form)


@bp.post("/<int:campaign_id>/<int:cell_id>")
@access(*TREASURERS, Role.OFFICE)
def create(campaign_id: int, cell_id: int) -> tuple[str, int] | Response:
    """Record what a sheet says, all of it or nothing; the office by the unit's delegation."""
    form = load_form(SignedSheetForm if _enters_for_unit() else SheetForm)
    if form.ok:
        with form:
            submission = run(
                _recording(),
                actor(),
                campaign_id=campaign_id,
                cell_id=cell_id,
                **_facts(form),
            )
            target = flask.url_for("submissions.show", submission_id=submission.id)
            return flask.redirect(target, 303)
    return _page(campaign_id, cell_id, form), form.status


@bp.post("/<int:campaign_id>/<int:cell_id>/paste")
@access(*TREASURERS)
def paste(campaign_id: int, cell_id: int) -> tuple[str, int] | str:
    """Show pasted lines in the boxes of the sheet, as they were understood; record nothing."""
    form = load_form(PasteForm)
    if not form.ok:
        return _page(campaign_id, cell_id, form), form.status
    sheet = reports.sheet_page(actor(), campaign_id, cell_id, page=asked_id("page") or 1)
    pasted = understand(sheet, form.values["pasted"])
    shown = form_of({"received_on": format_date(today()), "method": Method.CASH} | pasted.boxes)
    return _page(campaign_id, cell_id, shown, pasted)


@bp.get("/<int:campaign_id>/<int:cell_id>/blank.pdf")
@access(*TREASURERS, Role.SECRETARY)
def blank(campaign_id: int, cell_id: int) -> Response:
    """Print the list with empty columns for the sum and the signature."""
    sheet = reports.whole_sheet(actor(), campaign_id, cell_id)
    name = f"danh-sach-{sheet.year}-chi-bo-{cell_id}.pdf"
    return paint(lambda: blank_sheet_pdf(sheet), name)


def _facts(form: Form) -> dict[str, Any]:
    """Return what the service asks for; a typed sum counts before a ticked level."""
    values = form.values
    amounts = values["level"] | values["amount"]
    signed = {"signed_list": values["signed_list"]} if "signed_list" in values else {}
    return signed | {
        "key": values["submission_key"],
        "received_on": values["received_on"],
        "method": values["method"],
        "lines": [
            SheetLine(list_entry_id=entry_id, amount_vnd=amount_vnd)
            for entry_id, amount_vnd in amounts.items()
        ],
        "paper_numbers": values["paper"],
        "brought_by": values["brought_by"],
        "counted_vnd": values["counted_vnd"],
        "agreed": values["agreed"],
    }


def _enters_for_unit() -> bool:
    return actor().role is Role.OFFICE


def _recording() -> Callable[..., Submission]:
    return delegations.record_signed_list if _enters_for_unit() else contributions.record_sheet


def _is_paper(box: str) -> bool:
    return box.startswith("paper[")


def _page(campaign_id: int, cell_id: int, form: Form, pasted: Pasted | None = None) -> str:
    sheet_page = entered.sheet_page if _enters_for_unit() else reports.sheet_page
    sheet = sheet_page(actor(), campaign_id, cell_id, page=asked_id("page") or 1)
    return flask.render_template(
        "collection_sheets/show.html",
        sheet=sheet,
        form=form,
        pasted=pasted,
        methods=options(Method),
        with_papers="paper" in flask.request.args or any(map(_is_paper, form.typed)),
    )
