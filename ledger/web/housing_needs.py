"""Members in housing need: the one list, the đơn, the file, its steps and its place in the order.

For every role but the named ones these pages do not exist (404); each reading of a file is written
down before the file is shown.
"""

import flask
from werkzeug.wrappers import Response

from ledger.clock import format_date, today
from ledger.db import reading, run
from ledger.documents.housing_needs import needs_pdf, needs_xlsx
from ledger.errors import NotFound
from ledger.intake.attachments import TakenFile
from ledger.labels import options
from ledger.models.housing_needs import NeedAct, NeedKind, NeedState
from ledger.models.users import Role
from ledger.reports import housing_needs as reports
from ledger.reports import need_files as files
from ledger.reports.giving_units import giving_units
from ledger.reports.housing_needs import NeedFilter
from ledger.reports.need_applicants import applicant, find_applicants
from ledger.reports.need_lists import NeedsList, compile_list
from ledger.schemas.housing_needs import FIRST_YEAR, LAST_YEAR, ApplicationForm, OrderForm, StepForm
from ledger.services import housing_needs, need_steps
from ledger.services.need_files import note_export, note_reading
from ledger.services.need_steps import Step
from ledger.surveys import OtherProgramme
from ledger.web import inspected
from ledger.web.access import access, actor
from ledger.web.asked import asked_id, asked_text
from ledger.web.files import paint
from ledger.web.forms import Form, form_of, load_form, read_upload

bp = flask.Blueprint("housing_needs", __name__, url_prefix="/housing-needs")

READERS = (Role.ORGANISATION_BOARD, Role.SECRETARY, Role.STANDING_COMMITTEE, Role.INSPECTOR)
KEEPERS = (Role.ORGANISATION_BOARD, Role.SECRETARY)
LISTERS = (*KEEPERS, Role.STANDING_COMMITTEE)
"""Those who take the list away with them; an inspector reads it here."""


@bp.get("")
@access(*READERS, hidden=True)
def list_() -> str | Response:
    """Show the needs in scope; an inspector's are those of a unit that a decision opens."""
    wanted = _filter()
    if inspected.is_inspector() and wanted.unit_id is None:
        return inspected.way_to_decisions()
    page = reports.list_needs(actor(), wanted, page=asked_id("page") or 1)
    if wanted.unit_id and inspected.is_inspector():
        inspected.note_reading(wanted.unit_id)
    return flask.render_template(
        "housing_needs/list.html",
        page=page,
        wanted=wanted,
        query=_query(wanted),
        units=giving_units(actor()) if actor().role is not Role.SECRETARY else (),
        states=options(NeedState),
        named=actor().role in reports.NAMED,
        keeps=actor().role in reports.KEEPERS,
    )


@bp.get("/list.pdf")
@access(*LISTERS, hidden=True)
def pdf() -> Response:
    """Print the list of a filter."""
    listed = _compiled("pdf")
    return paint(lambda: needs_pdf(listed), "danh-sach-kho-khan-nha-o.pdf")


@bp.get("/list.xlsx")
@access(*LISTERS, hidden=True)
def xlsx() -> Response:
    """Give the list of a filter as a spreadsheet."""
    listed = _compiled("xlsx")
    return paint(lambda: needs_xlsx(listed), "danh-sach-kho-khan-nha-o.xlsx")


@bp.get("/new")
@access(*KEEPERS, hidden=True)
def new() -> str:
    """Find the member who hands in a đơn, then ask for what it says."""
    member_id = asked_id("member")
    if member_id is None:
        typed = asked_text()
        found = find_applicants(actor(), typed) if typed.strip() else ()
        return flask.render_template("housing_needs/find.html", typed=typed, found=found)
    return _new_page(form_of({"member_id": member_id, "kind": NeedKind.NEW_HOUSE}), member_id)


@bp.post("")
@access(*KEEPERS, hidden=True)
def create() -> tuple[str, int] | Response:
    """Begin a need file."""
    form = load_form(ApplicationForm, file="file")
    file = read_upload(form, required=False)
    if form.ok:
        with form:
            made = run(_made, form, file)
            flask.flash("Đã ghi đơn. Bước tiếp theo: chi bộ họp xét.")
            return flask.redirect(flask.url_for("housing_needs.show", need_id=made), 303)
    member_id = form.values.get("member_id") or asked_member(form)
    if member_id is None:
        raise NotFound
    return _new_page(form, member_id), form.status


@bp.get("/<int:need_id>")
@access(*READERS, hidden=True)
def show(need_id: int) -> str:
    """Show a file, with what can be done next and who has read it."""
    read_file(need_id, "file")
    page = files.show_page(actor(), need_id)
    file = page.file
    return flask.render_template(
        "housing_needs/show.html",
        page=page,
        file=file,
        next_act=_next_act(file),
        acts=need_steps.acts_for(actor(), file.state),
        ordered=file.state in reports.ORDERED and actor().role is Role.ORGANISATION_BOARD,
    )


@bp.get("/<int:need_id>/step")
@access(*KEEPERS, hidden=True)
def step(need_id: int) -> str | Response:
    """Ask for the act that the address names; without one the file itself is shown."""
    act = flask.request.args.get("act", "")
    if act not in set(NeedAct):
        return _back(need_id)
    read_file(need_id, "step")
    shown = {"on_date": format_date(today()), "act": act, "year": today().year}
    return _step_page(need_id, NeedAct(act), form_of(shown))


@bp.post("/<int:need_id>/steps")
@access(*KEEPERS, hidden=True)
def take(need_id: int) -> tuple[str, int] | Response:
    """Enter one act."""
    form = load_form(StepForm, file="file")
    file = read_upload(form, required=False)
    if form.ok:
        with form:
            run(need_steps.take_step, actor(), need_id, Step(**form.values), file=file)
            flask.flash("Đã ghi bước xét duyệt.")
            return _back(need_id)
    act = form.typed.get("act")
    if act not in set(NeedAct):
        raise NotFound
    return _step_page(need_id, NeedAct(act), form), form.status


@bp.get("/<int:need_id>/order")
@access(Role.ORGANISATION_BOARD, hidden=True)
def order(need_id: int) -> str:
    """Ask why a need changes its place."""
    read_file(need_id, "order")
    return _order_page(need_id, form_of())


@bp.post("/<int:need_id>/order/up")
@access(Role.ORGANISATION_BOARD, hidden=True)
def move_up(need_id: int) -> tuple[str, int] | Response:
    """Put a need one place earlier."""
    return _moved(need_id, earlier=True)


@bp.post("/<int:need_id>/order/down")
@access(Role.ORGANISATION_BOARD, hidden=True)
def move_down(need_id: int) -> tuple[str, int] | Response:
    """Put a need one place later."""
    return _moved(need_id, earlier=False)


def read_file(need_id: int, page: str) -> None:
    """Write down that a file is read; what cannot be written down is not shown.

    Raises:
        NotFound: no such need for whoever asks.

    """
    run(note_reading, actor(), need_id, page=page)
    reading(True)


def _compiled(form: str) -> NeedsList:
    """Return the list of the address's filter, once it is written down that it is taken away."""
    listed = compile_list(actor(), _filter())
    run(note_export, actor(), form=form, count=listed.count)
    return listed


def asked_member(form: Form) -> int | None:
    """Return the member that a refused form is about."""
    typed = form.typed.get("member_id", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None


def _made(form: Form, file: TakenFile | None) -> int:
    return housing_needs.record_application(actor(), **form.values, file=file).id


def _moved(need_id: int, *, earlier: bool) -> tuple[str, int] | Response:
    form = load_form(OrderForm)
    if form.ok:
        with form:
            run(need_steps.move_in_order, actor(), need_id, earlier=earlier, **form.values)
            flask.flash("Đã đổi thứ tự.")
            return flask.redirect(flask.url_for("housing_needs.list_", order="1"), 303)
    return _order_page(need_id, form), form.status


def _next_act(file: files.NeedFile) -> NeedAct | None:
    acts = need_steps.since_reopened([line.act for line in file.steps])
    return need_steps.next_act(actor(), file.state, acts, alone=file.is_alone)


def _back(need_id: int) -> Response:
    return flask.redirect(flask.url_for("housing_needs.show", need_id=need_id), 303)


def _new_page(form: Form, member_id: int) -> str:
    return flask.render_template(
        "housing_needs/new.html",
        form=form,
        member=applicant(actor(), member_id),
        kinds=options(NeedKind),
        programmes=options(OtherProgramme),
        for_unit=actor().role is Role.ORGANISATION_BOARD,
    )


def _step_page(need_id: int, act: NeedAct, form: Form) -> str:
    file = files.show_file(actor(), need_id)
    return flask.render_template(
        "housing_needs/step.html", form=form, file=file, act=act, needs=need_steps
    )


def _order_page(need_id: int, form: Form) -> str:
    file = files.show_file(actor(), need_id)
    return flask.render_template("housing_needs/order.html", form=form, file=file)


def _filter() -> NeedFilter:
    """Return what the address asks for; whatever is odd was not asked."""
    args = flask.request.args
    state, year = args.get("state", ""), asked_id("year")
    return NeedFilter(
        state=NeedState(state) if state in set(NeedState) else None,
        unit_id=asked_id("unit_id"),
        year=year if year and FIRST_YEAR <= year <= LAST_YEAR else None,
        lacks_papers=args.get("papers") == "1",
        to_recheck=args.get("recheck") == "1",
        asked=args.get("asked") == "1" and actor().role in reports.KEEPERS,
        by_order=args.get("order") == "1",
        typed=asked_text(),
    )


def _query(wanted: NeedFilter) -> dict[str, object]:
    """Return the address's parameters for the same list."""
    return {
        "state": wanted.state,
        "unit_id": wanted.unit_id,
        "year": wanted.year,
        "papers": "1" if wanted.lacks_papers else None,
        "recheck": "1" if wanted.to_recheck else None,
        "asked": "1" if wanted.asked else None,
        "order": "1" if wanted.by_order else None,
        "q": wanted.typed or None,
    }
