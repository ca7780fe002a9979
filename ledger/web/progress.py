"""Progress by year and by unit, and money on its way by its age; each picture with its table."""

import flask

from ledger.reports.progress import age_words, progress
from ledger.web.access import access, actor
from ledger.web.asked import asked_id
from ledger.web.summaries import READERS

bp = flask.Blueprint("progress", __name__, url_prefix="/progress")


@bp.get("")
@access(*READERS)
def show() -> str:
    """Show the progress of all years, and of one year's units."""
    page = progress(actor(), asked_id("campaign"))
    return flask.render_template("progress/show.html", page=page, age_words=age_words)
