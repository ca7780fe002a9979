"""The tree of units: everybody looks at their own part, the administrator keeps it."""

import flask
from werkzeug.wrappers import Response

from ledger.db import run
from ledger.labels import label, options
from ledger.models.party_units import NameKind, ReceiptsPer, ReceiptTitle
from ledger.models.users import Role
from ledger.money import WordStyle, vnd_in_words
from ledger.reports import units as reports
from ledger.reports.wordings import wording_on
from ledger.schemas.units import NewUnit, UnitNames, UnitReceipts, UnitWording, name_kinds
from ledger.services import units, wordings
from ledger.web.access import access, actor, signed_in
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("units", __name__, url_prefix="/units")

_WORDINGS = ("linh", "ngan", "ti", "even")
_EXAMPLE_VND = 2_105_005_000
_FOUNDING_NAMES = (NameKind.ORGANISATION, NameKind.COMMITTEE, NameKind.SHORT, NameKind.ADDRESS)


@bp.get("")
@signed_in
def list_() -> str:
    """Show the unit that the role is given at, with what is right below it."""
    return _page(actor().party_unit_id)


@bp.get("/<int:unit_id>")
@signed_in
def show(unit_id: int) -> str:
    """Show one unit."""
    return _page(unit_id)


@bp.get("/<int:unit_id>/below/new")
@access(Role.ADMIN)
def new(unit_id: int) -> str:
    """Show the form for a unit below this one."""
    return _new_page(unit_id, form_of())


@bp.post("/<int:unit_id>/below")
@access(Role.ADMIN)
def create(unit_id: int) -> tuple[str, int] | Response:
    """Add a unit below this one."""
    form = load_form(NewUnit)
    if form.ok:
        names = {kind: form.values[kind.value] or "" for kind in _FOUNDING_NAMES}
        with form:
            added = run(
                units.add_unit,
                actor(),
                parent_id=unit_id,
                kind=form.values["kind"],
                names=names,
                starts_on=form.values["starts_on"],
            )
            flask.flash("Đã thêm tổ chức.")
            return flask.redirect(flask.url_for("units.show", unit_id=added.id), 303)
    return _new_page(unit_id, form), form.status


@bp.get("/<int:unit_id>/edit")
@access(Role.ADMIN)
def edit(unit_id: int) -> str:
    """Show the forms for a unit's names and receipts."""
    return _edit_page(unit_id)


@bp.post("/<int:unit_id>/names")
@access(Role.ADMIN)
def rename(unit_id: int) -> tuple[str, int] | Response:
    """Give a unit other names from a day on."""
    form = load_form(UnitNames)
    unit = reports.show_unit(actor(), unit_id)
    if form.ok:
        names = {
            kind: form.values[kind.value] or ""
            for kind in name_kinds(unit.kind, is_root=unit.parent_id is None)
        }
        with form:
            run(
                units.rename_unit,
                actor(),
                unit_id,
                names=names,
                starts_on=form.values["starts_on"],
            )
            flask.flash("Đã lưu tên gọi.")
            return flask.redirect(flask.url_for("units.show", unit_id=unit_id), 303)
    return _edit_page(unit_id, names_form=form), form.status


@bp.post("/<int:unit_id>/receipts")
@access(Role.ADMIN)
def set_receipts(unit_id: int) -> tuple[str, int] | Response:
    """Choose what a unit calls its receipts, and whether each giver gets one."""
    form = load_form(UnitReceipts)
    if form.ok:
        facts = {**form.values, "receipt_form": form.values["receipt_form"] or ""}
        with form:
            run(units.set_receipts, actor(), unit_id, **facts)
            flask.flash("Đã lưu cách lập phiếu.")
            return flask.redirect(flask.url_for("units.show", unit_id=unit_id), 303)
    return _edit_page(unit_id, receipts_form=form), form.status


@bp.post("/<int:unit_id>/wording")
@access(Role.ADMIN)
def set_wording(unit_id: int) -> tuple[str, int] | Response:
    """Choose how a unit writes amounts in words, from a day on."""
    form = load_form(UnitWording)
    if form.ok:
        choices = {name: bool(form.values[name]) for name in _WORDINGS}
        with form:
            run(
                wordings.set_wording,
                actor(),
                unit_id,
                starts_on=form.values["wording_from"],
                style=WordStyle(**choices),
            )
            flask.flash("Đã lưu cách viết số tiền bằng chữ.")
            return flask.redirect(flask.url_for("units.show", unit_id=unit_id), 303)
    return _edit_page(unit_id, wording_form=form), form.status


def _page(unit_id: int) -> str:
    unit = reports.show_unit(actor(), unit_id)
    takes_more = bool(units.CHILD_KINDS.get(unit.kind))
    return flask.render_template("units/show.html", unit=unit, takes_more=takes_more)


def _new_page(unit_id: int, form: Form) -> str:
    parent = reports.show_unit(actor(), unit_id)
    kinds = [(kind.value, label(kind)) for kind in units.CHILD_KINDS.get(parent.kind, ())]
    return flask.render_template("units/new.html", form=form, parent=parent, kinds=kinds)


def _edit_page(
    unit_id: int,
    names_form: Form | None = None,
    receipts_form: Form | None = None,
    wording_form: Form | None = None,
) -> str:
    unit = reports.show_unit(actor(), unit_id)
    names = {kind.value: text for kind, text in reports.current_names(actor(), unit_id).items()}
    receipts = {
        "receipt_title": unit.receipt_title.value,
        "receipt_form": unit.receipt_form,
        "receipts_per": unit.receipts_per.value,
    }
    style = wording_on(unit_id)
    return flask.render_template(
        "units/edit.html",
        unit=unit,
        kinds=name_kinds(unit.kind, is_root=unit.parent_id is None),
        titles=options(ReceiptTitle),
        ways=options(ReceiptsPer),
        names_form=names_form or form_of(names),
        receipts_form=receipts_form or form_of(receipts),
        wording_form=wording_form
        or form_of({name: int(getattr(style, name)) for name in _WORDINGS}),
        example=vnd_in_words(_EXAMPLE_VND, style),
    )
