"""The bank's movements of one's own purse: list, record, take back."""

import flask
from werkzeug.wrappers import Response

from ledger.clock import format_date, today
from ledger.db import run
from ledger.labels import label
from ledger.models.users import Role
from ledger.reports import bank_movements as reports
from ledger.schemas.bank_movements import MovementForm, VoidForm
from ledger.services import bank_movements
from ledger.web.access import access, actor
from ledger.web.asked import asked_id, read_id
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("bank_movements", __name__, url_prefix="/bank-movements")

KEEPERS = (Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER, Role.OFFICE)


@bp.get("")
@access(*KEEPERS)
def list_() -> str:
    """Show the form for a movement, and those that were recorded."""
    return _page(form_of({"on_date": format_date(today())}), asked_id("book"))


@bp.post("")
@access(*KEEPERS)
def create() -> tuple[str, int] | Response:
    """Record a movement."""
    form = load_form(MovementForm)
    if form.ok:
        facts = dict(form.values)
        key, paper = facts.pop("submission_key"), facts.pop("paper") or ""
        with form:
            run(bank_movements.record_movement, actor(), key=key, paper=paper, **facts)
            flask.flash("Đã ghi sổ; dòng mới nằm đầu danh sách.")
            return _to_list(facts["book_id"])
    return _page(form, read_id(form.text("book_id"))), form.status


@bp.get("/<int:event_id>/void")
@access(*KEEPERS)
def ask_void(event_id: int) -> str:
    """Ask why a movement is taken back."""
    return _void_page(event_id, form_of())


@bp.post("/<int:event_id>/void")
@access(*KEEPERS)
def void(event_id: int) -> tuple[str, int] | Response:
    """Take a movement back."""
    form = load_form(VoidForm)
    if form.ok:
        key, reason = form.values["submission_key"], form.values["reason"]
        with form:
            run(bank_movements.void_movement, actor(), event_id, key=key, reason=reason)
            flask.flash("Đã hủy bằng chứng từ điều chỉnh ghi ngày hôm nay.")
            return _to_list(reports.get_movement(actor(), event_id).book_id)
    return _void_page(event_id, form), form.status


def _page(form: Form, book_id: int | None) -> str:
    page = reports.list_movements(actor(), book_id=book_id, before=asked_id("before"))
    return flask.render_template(
        "bank_movements/list.html",
        form=form,
        page=page,
        kinds=[(kind.value, label(kind)) for kind in reports.KINDS],
    )


def _to_list(book_id: int | None) -> Response:
    return flask.redirect(flask.url_for("bank_movements.list_", book=book_id), 303)


def _void_page(event_id: int, form: Form) -> str:
    line = reports.get_movement(actor(), event_id)
    return flask.render_template("bank_movements/void.html", form=form, line=line)
