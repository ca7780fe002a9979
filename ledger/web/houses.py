"""Houses: the list, one house with its money and papers, and its file."""

import flask
from werkzeug.wrappers import Response

from ledger.db import run
from ledger.labels import options
from ledger.models.houses import HouseStatus
from ledger.models.housing_needs import NeedKind
from ledger.models.users import Role
from ledger.money import format_vnd
from ledger.reports import houses as reports
from ledger.schemas.houses import EditHouseForm, HouseForm
from ledger.services import houses
from ledger.web.access import access, actor
from ledger.web.asked import asked_id
from ledger.web.files import send_scan
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("houses", __name__, url_prefix="/houses")

READERS = (
    Role.COMMUNE_TREASURER,
    Role.AGENCY_TREASURER,
    Role.SECRETARY,
    Role.OFFICE,
    Role.ORGANISATION_BOARD,
    Role.STANDING_COMMITTEE,
    Role.PROPAGANDA_BOARD,
    Role.INSPECTOR,
)
BUILDERS = (Role.COMMUNE_TREASURER, Role.SECRETARY, Role.ORGANISATION_BOARD)


@bp.get("")
@access(*READERS)
def list_() -> str:
    """List the houses, all or those of one ``status``."""
    asked = flask.request.args.get("status", "")
    status = HouseStatus(asked) if asked in set(HouseStatus) else None
    page = reports.list_houses(actor(), status=status, before=asked_id("before"))
    return flask.render_template("houses/list.html", page=page, statuses=list(HouseStatus))


@bp.get("/new")
@access(*BUILDERS)
def new() -> str:
    """Show the form for a house; ``need`` names whose need it meets."""
    return _new_page(form_of({"need_id": asked_id("need"), "kind": NeedKind.NEW_HOUSE}))


@bp.post("")
@access(*BUILDERS)
def create() -> tuple[str, int] | Response:
    """Open the file of a house."""
    form = load_form(HouseForm)
    if form.ok:
        with form:
            house = run(houses.plan_house, actor(), **form.values)
            flask.flash(f"Đã lập hồ sơ {house.name}.")
            return _go_to(house.id)
    return _new_page(form), form.status


@bp.get("/<int:house_id>")
@access(*READERS)
def show(house_id: int) -> str:
    """Show one house with its money and papers."""
    page = reports.house_page(actor(), house_id)
    return flask.render_template("houses/show.html", page=page, line=page.line)


@bp.get("/<int:house_id>/edit")
@access(*BUILDERS)
def edit(house_id: int) -> str:
    """Show the form for what a house is called and may cost."""
    house = reports.house_in_scope(actor(), house_id)
    cost = format_vnd(house.cost_vnd) if house.cost_vnd else None
    return _edit_page(house_id, form_of({"name": house.name, "cost_vnd": cost}))


@bp.post("/<int:house_id>")
@access(*BUILDERS)
def update(house_id: int) -> tuple[str, int] | Response:
    """Change what a house is called and may cost."""
    form = load_form(EditHouseForm)
    if form.ok:
        with form:
            run(houses.edit_house, actor(), house_id, **form.values)
            flask.flash("Đã sửa.")
            return _go_to(house_id)
    return _edit_page(house_id, form), form.status


@bp.get("/<int:house_id>/files/<int:attachment_id>")
@access(*READERS)
def file(house_id: int, attachment_id: int) -> Response:
    """Hand out a paper or picture of a house, or of what others gave to it."""
    return send_scan(reports.shown_files(actor(), house_id), attachment_id)


def _new_page(form: Form) -> str:
    return flask.render_template(
        "houses/new.html",
        form=form,
        units=reports.building_units(actor()),
        needs=reports.ready_needs(actor()),
        kinds=options(NeedKind),
    )


def _edit_page(house_id: int, form: Form) -> str:
    house = reports.house_in_scope(actor(), house_id)
    return flask.render_template("houses/edit.html", form=form, house=house)


def _go_to(house_id: int) -> Response:
    return flask.redirect(flask.url_for("houses.show", house_id=house_id), 303)
