"""What others give to a house: promises, and what came."""

from typing import Any

import flask
from werkzeug.wrappers import Response

from ledger.clock import format_date, today
from ledger.db import run
from ledger.errors import NotFound
from ledger.labels import options
from ledger.models.house_sources import SourceForm, SourceKind
from ledger.reports import house_sources as reports
from ledger.reports.house_sources import SourceLine
from ledger.reports.houses import house_in_scope
from ledger.schemas.houses import ReasonForm, SourceFormSchema, SourceReceiptForm
from ledger.services import house_sources
from ledger.services.house_sources import Promise
from ledger.web.access import access, actor
from ledger.web.forms import Form, form_of, load_form, read_upload
from ledger.web.houses import BUILDERS

bp = flask.Blueprint("house_sources", __name__, url_prefix="/houses/<int:house_id>/sources")


@bp.get("/new")
@access(*BUILDERS)
def new(house_id: int) -> str:
    """Show the form for one promise."""
    return _page(house_id, form_of({"form": SourceForm.MONEY}))


@bp.post("")
@access(*BUILDERS)
def create(house_id: int) -> tuple[str, int] | Response:
    """Add a promise."""
    form = load_form(SourceFormSchema)
    if form.ok:
        with form:
            run(house_sources.add_source, actor(), house_id, _promise(form.values))
            return _back(house_id, "Đã ghi nguồn đóng góp.")
    return _page(house_id, form), form.status


@bp.get("/<int:source_id>")
@access(*BUILDERS)
def show(house_id: int, source_id: int) -> str:
    """Show one promise with what came, and the forms for both."""
    return _source_page(house_id, source_id, form_of({"received_on": format_date(today())}))


@bp.post("/<int:source_id>/receipts")
@access(*BUILDERS)
def receive(house_id: int, source_id: int) -> tuple[str, int] | Response:
    """Write down what came."""
    form = load_form(SourceReceiptForm, file="file")
    file = read_upload(form, required=False)
    if form.ok:
        values = form.values | {name: form.values[name] or 0 for name in ("value_vnd", "days")}
        with form:
            files = [file] if file else []
            facts = {"files": files, **values}
            run(house_sources.record_source_receipt, actor(), house_id, source_id, **facts)
            return _back(house_id, "Đã ghi khoản nhận.")
    return _source_page(house_id, source_id, form), form.status


@bp.post("/<int:source_id>/drop")
@access(*BUILDERS)
def drop(house_id: int, source_id: int) -> tuple[str, int] | Response:
    """Say that a promise will not come."""
    form = load_form(ReasonForm)
    if form.ok:
        with form:
            reason = form.values["reason"]
            run(house_sources.drop_source, actor(), house_id, source_id, reason=reason)
            return _back(house_id, "Đã ghi là nguồn này không còn.")
    return _source_page(house_id, source_id, Form(), drop_form=form), form.status


@bp.post("/receipts/<int:receipt_id>/remove")
@access(*BUILDERS)
def remove(house_id: int, receipt_id: int) -> tuple[str, int] | Response:
    """Take back a receipt that was a slip."""
    form = load_form(ReasonForm)
    if form.ok:
        with form:
            reason = form.values["reason"]
            run(house_sources.remove_source_receipt, actor(), house_id, receipt_id, reason=reason)
            return _back(house_id, "Đã gỡ khoản nhận ghi nhầm.")
    house = house_in_scope(actor(), house_id)
    page = flask.render_template(
        "house_sources/remove.html", house=house, form=form, receipt=receipt_id
    )
    return page, form.status


def _promise(values: dict[str, Any]) -> Promise:
    return Promise(
        kind=values["kind"],
        form=values["form"],
        name=values["name"] or "",
        what=values["what"] or "",
        planned_vnd=values["planned_vnd"] or 0,
        planned_days=values["planned_days"] or 0,
    )


def _page(house_id: int, form: Form) -> str:
    return flask.render_template(
        "house_sources/new.html",
        house=house_in_scope(actor(), house_id),
        form=form,
        kinds=options(SourceKind),
        forms=options(SourceForm),
    )


def _source_page(
    house_id: int, source_id: int, form: Form, *, drop_form: Form | None = None
) -> str:
    return flask.render_template(
        "house_sources/show.html",
        house=house_in_scope(actor(), house_id),
        source=_source(house_id, source_id),
        form=form,
        drop_form=drop_form or Form(),
    )


def _source(house_id: int, source_id: int) -> SourceLine:
    house = house_in_scope(actor(), house_id)
    found = next((s for s in reports.sources_of_house(house.id) if s.id == source_id), None)
    if found is None:
        raise NotFound
    return found


def _back(house_id: int, words: str) -> Response:
    flask.flash(words)
    return flask.redirect(flask.url_for("houses.show", house_id=house_id), 303)
