"""What a book begins with, entered once and taken back only while nothing else is in it."""

import flask
from werkzeug.wrappers import Response

from ledger.clock import format_date, today
from ledger.db import run
from ledger.models.users import Role
from ledger.reports import openings as reports
from ledger.schemas.openings import OpeningForm, UndoOpeningForm
from ledger.services import openings
from ledger.web.access import access, actor
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("opening_balances", __name__, url_prefix="/opening-balances")

KEEPERS = (Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER, Role.OFFICE)


@bp.get("/<int:book_id>")
@access(*KEEPERS)
def new(book_id: int) -> str:
    """Ask for the opening balance, or show that the book has begun."""
    return _page(book_id, form_of({"on_date": format_date(today())}))


@bp.post("/<int:book_id>")
@access(*KEEPERS)
def create(book_id: int) -> tuple[str, int] | Response:
    """Post the opening balance."""
    form = load_form(OpeningForm)
    if form.ok:
        facts = dict(form.values)
        facts |= {"cash_vnd": facts["cash_vnd"] or 0, "bank_vnd": facts["bank_vnd"] or 0}
        with form:
            run(
                openings.post_opening,
                actor(),
                key=facts.pop("submission_key"),
                book_id=book_id,
                **facts,
            )
            flask.flash("Đã ghi số dư đầu kỳ.")
            return _to_book(book_id)
    return _page(book_id, form), form.status


@bp.post("/<int:book_id>/undo")
@access(*KEEPERS)
def undo(book_id: int) -> tuple[str, int] | Response:
    """Take the opening balance back."""
    form = load_form(UndoOpeningForm)
    if form.ok:
        facts = dict(form.values)
        with form:
            key = facts.pop("submission_key")
            run(openings.undo_opening, actor(), key=key, book_id=book_id, **facts)
            flask.flash("Đã hủy số dư đầu kỳ; hãy ghi lại số đúng.")
            target = flask.url_for("opening_balances.new", book_id=book_id)
            return flask.redirect(target, 303)
    return _page(book_id, form), form.status


def _to_book(book_id: int) -> Response:
    return flask.redirect(flask.url_for("cash_books.show", book_id=book_id), 303)


def _page(book_id: int, form: Form) -> str:
    return flask.render_template(
        "opening_balances/new.html", state=reports.opening_state(actor(), book_id), form=form
    )
