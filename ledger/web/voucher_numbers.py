"""Whether any number is missing: by book, series and year, pre-printed numbers too (C9)."""

import flask
from werkzeug.wrappers import Response

from ledger.models.users import Role
from ledger.reports import voucher_numbers as reports
from ledger.web.access import access, actor
from ledger.web.asked import asked_id

bp = flask.Blueprint("voucher_numbers", __name__, url_prefix="/voucher-numbers")

READERS = (
    Role.COMMUNE_TREASURER,
    Role.AGENCY_TREASURER,
    Role.SECRETARY,
    Role.OFFICE,
    Role.INSPECTOR,
)


@bp.get("")
@access(*READERS)
def list_() -> str | Response:
    """List the numbers of every book in scope; who has one only is taken to it."""
    page = reports.list_numbers(actor(), year=asked_id("year"), after=asked_id("after"))
    if len(page.books) == 1 and asked_id("after") is None:
        book_id = page.books[0].book_id
        return flask.redirect(flask.url_for("voucher_numbers.show", book_id=book_id))
    return flask.render_template("voucher_numbers/list.html", page=page)


@bp.get("/<int:book_id>")
@access(*READERS)
def show(book_id: int) -> str:
    """Show all about the numbers of one book in a year."""
    report = reports.numbers_report(actor(), book_id, year=asked_id("year"))
    return flask.render_template("voucher_numbers/show.html", report=report)
