"""Progress by year and by unit, and money on its way by its age; each picture with its table."""

import flask
from flask import Response

from ledger.documents.progress import progress_pdf, progress_xlsx
from ledger.reports.organs import Organs, organs_on
from ledger.reports.progress import age_words, progress
from ledger.web.access import access, actor
from ledger.web.asked import asked_id
from ledger.web.files import paint
from ledger.web.summaries import READERS

bp = flask.Blueprint("progress", __name__, url_prefix="/progress")


@bp.get("")
@access(*READERS)
def show() -> str:
    """Show the progress of all years, and of one year's units."""
    page = progress(actor(), asked_id("campaign"))
    return flask.render_template("progress/show.html", page=page, age_words=age_words)


@bp.get("/progress.pdf")
@access(*READERS)
def pdf() -> Response:
    """Print the same."""
    page, names, role = progress(actor(), asked_id("campaign")), _names(), actor().role
    return paint(lambda: progress_pdf(page, names, role=role), "tien-do.pdf")


@bp.get("/progress.xlsx")
@access(*READERS)
def xlsx() -> Response:
    """Give the tables as a spreadsheet."""
    page, names = progress(actor(), asked_id("campaign")), _names()
    return paint(lambda: progress_xlsx(page, names), "tien-do.xlsx")


def _names() -> Organs:
    return organs_on(actor().party_unit_id)
