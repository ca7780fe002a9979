"""Counts of one's own cash: list, count by denomination, print the minutes."""

import flask
from werkzeug.wrappers import Response

from ledger.db import run
from ledger.documents.cash_counts import minutes_pdf
from ledger.models.cash_counts import DENOMINATIONS_VND
from ledger.models.users import Role
from ledger.reports import cash_counts as reports
from ledger.schemas.cash_counts import CashCountForm
from ledger.services import cash_counts
from ledger.web.access import access, actor
from ledger.web.asked import asked_id, read_id
from ledger.web.files import paint
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("cash_counts", __name__, url_prefix="/cash-counts")

KEEPERS = (Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER, Role.OFFICE)


@bp.get("")
@access(*KEEPERS)
def list_() -> str:
    """List the counts of one's own purse."""
    page = reports.list_counts(actor(), book_id=asked_id("book"), before=asked_id("before"))
    return flask.render_template("cash_counts/list.html", page=page)


@bp.get("/new")
@access(*KEEPERS)
def new() -> str:
    """Show the form for counting."""
    return _page(form_of(), asked_id("book"))


@bp.post("")
@access(*KEEPERS)
def create() -> tuple[str, int] | Response:
    """Record a count, and its difference if that was asked for."""
    form = load_form(CashCountForm)
    if form.ok:
        facts = {name: form.values[name] or "" for name in ("reason", "conclusion", "witnesses")}
        with form:
            count = run(
                cash_counts.record_count,
                actor(),
                key=form.values["submission_key"],
                denominations=form.values["note"],
                book_difference=form.values["book_difference"],
                book_id=form.values["book_id"],
                **facts,
            )
            return flask.redirect(flask.url_for("cash_counts.show", count_id=count.id), 303)
    return _page(form, read_id(form.text("book_id"))), form.status


@bp.get("/<int:count_id>")
@access(*KEEPERS)
def show(count_id: int) -> str:
    """Show one count."""
    return flask.render_template(
        "cash_counts/show.html", count=reports.get_count(actor(), count_id)
    )


@bp.get("/<int:count_id>/minutes.pdf")
@access(*KEEPERS)
def minutes(count_id: int) -> Response:
    """Print the biên bản kiểm kê quỹ."""
    paper = reports.minutes(actor(), count_id)
    return paint(lambda: minutes_pdf(paper), f"bien-ban-kiem-ke-quy-{count_id}.pdf")


def _page(form: Form, book_id: int | None) -> str:
    return flask.render_template(
        "cash_counts/new.html",
        form=form,
        page=reports.list_counts(actor(), book_id=book_id),
        notes=DENOMINATIONS_VND,
    )
