"""The roadmap: which house is possible in which year from which money, and why the others wait."""

import flask
from flask import Response
from werkzeug.wrappers import Response as AnyResponse

from ledger import clock
from ledger.db import run
from ledger.documents.roadmaps import needs_pdf, roadmap_pdf, roadmap_xlsx
from ledger.labels import options
from ledger.models.roadmaps import OverruleKind
from ledger.models.users import Role
from ledger.reports import expected_pages, roadmap_pages
from ledger.reports.organs import Organs, organs_on
from ledger.reports.roadmap_money import root_path
from ledger.schemas.roadmaps import ExpectedForm, OverruleForm
from ledger.services import roadmaps
from ledger.web.access import access, actor
from ledger.web.asked import asked_id
from ledger.web.files import paint
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("roadmaps", __name__, url_prefix="/roadmap")

READERS = (Role.OFFICE, Role.ORGANISATION_BOARD, Role.STANDING_COMMITTEE, Role.INSPECTOR)


@bp.get("")
@access(*READERS)
def list_() -> str:
    """Show the roadmap, a page of it at a time."""
    page = roadmap_pages.roadmap(actor(), page=asked_id("page") or 1)
    return flask.render_template("roadmaps/list.html", roadmap=page)


@bp.get("/needs/<int:need_id>")
@access(*roadmaps.PLANNERS)
def edit(need_id: int) -> str:
    """Ask what is to become of one line."""
    return _need_page(need_id, form_of())


@bp.post("/needs/<int:need_id>")
@access(*roadmaps.PLANNERS)
def update(need_id: int) -> tuple[str, int] | AnyResponse:
    """Overrule one line."""
    form = load_form(OverruleForm)
    if form.ok:
        with form:
            run(roadmaps.overrule, actor(), need_id, **form.values)
            flask.flash("Đã ghi điều chỉnh lộ trình.")
            return flask.redirect(flask.url_for("roadmaps.list_"), 303)
    return _need_page(need_id, form), form.status


@bp.get("/expected")
@access(*READERS)
def expected() -> str:
    """Show what units collected and are expected to collect."""
    page = expected_pages.expected_page(actor(), page=asked_id("page") or 1)
    return flask.render_template("roadmaps/expected.html", expected=page)


@bp.get("/expected/<int:unit_id>")
@access(*roadmaps.ESTIMATORS)
def edit_expected(unit_id: int) -> str:
    """Ask what a unit is expected to collect."""
    return _unit_page(unit_id, form_of())


@bp.post("/expected/<int:unit_id>")
@access(*roadmaps.ESTIMATORS)
def update_expected(unit_id: int) -> tuple[str, int] | AnyResponse:
    """Expect another sum of a unit."""
    form = load_form(ExpectedForm)
    if form.ok:
        with form:
            run(roadmaps.expect, actor(), unit_id, **form.values)
            flask.flash("Đã ghi số dự kiến thu.")
            return flask.redirect(flask.url_for("roadmaps.expected"), 303)
    return _unit_page(unit_id, form), form.status


@bp.get("/roadmap.pdf")
@access(*READERS)
def pdf() -> Response:
    """Print the roadmap."""
    roadmap, organs = _whole()
    return paint(lambda: roadmap_pdf(roadmap, organs=organs), "lo-trinh.pdf")


@bp.get("/needs.pdf")
@access(*READERS)
def needs_list() -> Response:
    """Print the compiled list of members in housing need."""
    roadmap, organs = _whole()
    return paint(lambda: needs_pdf(roadmap, organs=organs), "danh-sach-tong-hop.pdf")


@bp.get("/roadmap.xlsx")
@access(*READERS)
def xlsx() -> Response:
    """Give the roadmap as a spreadsheet."""
    roadmap, organs = _whole()
    return paint(lambda: roadmap_xlsx(roadmap, organs=organs), "lo-trinh.xlsx")


def _whole() -> tuple[roadmap_pages.Roadmap | None, Organs]:
    """Return all of the roadmap, and what the committee's organs are called today."""
    committee_id = int(root_path(actor()).strip("/"))
    return roadmap_pages.roadmap(actor(), page=None), organs_on(committee_id)


def _need_page(need_id: int, form: Form) -> str:
    this_year = clock.today().year
    return flask.render_template(
        "roadmaps/edit.html",
        row=roadmap_pages.need_row(actor(), need_id),
        kinds=options(OverruleKind),
        years=[(year, year) for year in range(this_year, this_year + roadmaps.FARTHEST + 1)],
        form=form,
    )


def _unit_page(unit_id: int, form: Form) -> str:
    row = expected_pages.expected_row(actor(), unit_id)
    return flask.render_template(
        "roadmaps/edit_expected.html",
        row=row,
        years=[(one.year, one.year) for one in row.estimates],
        form=form,
    )
