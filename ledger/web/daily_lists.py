"""Daily lists of a unit's receipts: the days that wait, make a list, print it and its phiếu thu."""

import flask
from werkzeug.wrappers import Response

from ledger.clock import parse_date, today
from ledger.db import run
from ledger.documents.daily_lists import list_pdf
from ledger.documents.receipts import ReceiptLayout, receipts_pdf
from ledger.models.users import Role
from ledger.reports import daily_list_papers as papers
from ledger.reports import daily_lists as reports
from ledger.schemas.daily_lists import DailyListForm
from ledger.services import daily_lists
from ledger.web.access import access, actor
from ledger.web.asked import asked_id
from ledger.web.files import paint
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("daily_lists", __name__, url_prefix="/daily-lists")

TREASURERS = (Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER)
READERS = (*TREASURERS, Role.SECRETARY)


@bp.get("")
@access(*READERS)
def list_() -> str:
    """List the days whose receipts stand on no list, and the lists made."""
    page = reports.list_lists(actor(), before=asked_id("before"))
    return flask.render_template("daily_lists/list.html", page=page)


@bp.get("/new")
@access(*TREASURERS)
def new() -> str:
    """Show what a day's lists would be."""
    return _page(form_of({"on": flask.request.args.get("on", "")[:10] or None}))


@bp.post("")
@access(*TREASURERS)
def create() -> tuple[str, int] | Response:
    """Make a list."""
    form = load_form(DailyListForm)
    if form.ok:
        with form:
            made = run(daily_lists.make_list, actor(), **form.values)
            return flask.redirect(flask.url_for("daily_lists.show", list_id=made.id), 303)
    return _page(form), form.status


@bp.get("/<int:list_id>")
@access(*READERS)
def show(list_id: int) -> str:
    """Show one list."""
    return flask.render_template("daily_lists/show.html", paper=papers.get_list(actor(), list_id))


@bp.get("/<int:list_id>/list.pdf")
@access(*READERS)
def pdf(list_id: int) -> Response:
    """Print the bảng kê."""
    paper = papers.get_list(actor(), list_id)
    return paint(
        lambda: list_pdf(paper), f"bang-ke-bien-lai-{paper.serial:04d}-{paper.on.year}.pdf"
    )


@bp.get("/<int:list_id>/receipt.pdf")
@access(*READERS)
def receipt(list_id: int) -> Response:
    """Print the phiếu thu of the whole list."""
    paper = papers.receipt_of(papers.get_list(actor(), list_id))
    name = f"phieu-thu-theo-bang-ke-{paper.number:04d}-{paper.year}.pdf"
    return paint(lambda: receipts_pdf([paper], layout=ReceiptLayout.A5), name)


def _page(form: Form) -> str:
    try:
        on = parse_date(form.text("on"))
    except ValueError:
        on = today()
    return flask.render_template(
        "daily_lists/new.html",
        form=form,
        on=on,
        groups=reports.groups_of_day(actor(), on),
        after=reports.last_of(actor(), on.year),
    )
