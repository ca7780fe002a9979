"""The end of a grant: what a house did not need comes back, and its book closes."""

import flask
from werkzeug.wrappers import Response

from ledger.clock import format_date, today
from ledger.db import run
from ledger.errors import NotFound
from ledger.models.users import Role
from ledger.reports import houses as reports
from ledger.schemas.decisions import ScanForm
from ledger.schemas.disbursements import ReturnGrantForm
from ledger.services import grants
from ledger.web.access import access, actor
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("grants", __name__, url_prefix="/houses/<int:house_id>/grant")


@bp.get("")
@access(Role.OFFICE)
def new(house_id: int) -> str:
    """Show what is left of a grant, and the form for taking it back."""
    return _page(house_id, form_of({"on_date": format_date(today())}))


@bp.post("/return")
@access(Role.OFFICE)
def return_rest(house_id: int) -> tuple[str, int] | Response:
    """Take the rest back and close the book."""
    form = load_form(ReturnGrantForm)
    if form.ok:
        values = dict(form.values)
        key, reason = values.pop("submission_key"), values.pop("reason") or ""
        with form:
            run(grants.return_rest, actor(), house_id, key=key, reason=reason, **values)
            return _back(house_id, "Đã thu hồi kinh phí thừa và đóng sổ của ngôi nhà.")
    return _page(house_id, form), form.status


@bp.post("/close")
@access(Role.OFFICE)
def close(house_id: int) -> tuple[str, int] | Response:
    """Close the book of a grant that was spent to the last đồng."""
    form = load_form(ScanForm)
    if form.ok:
        with form:
            run(grants.close_grant, actor(), house_id)
            return _back(house_id, "Đã đóng sổ của ngôi nhà.")
    return _page(house_id, form), form.status


def _page(house_id: int, form: Form) -> str:
    page = reports.house_page(actor(), house_id)
    if page.open_grant is None:
        raise NotFound
    return flask.render_template(
        "grants/new.html", page=page, line=page.line, grant=page.open_grant, form=form
    )


def _back(house_id: int, words: str) -> Response:
    flask.flash(words)
    return flask.redirect(flask.url_for("houses.show", house_id=house_id), 303)
