"""What a member asks of their own file, and how it is answered; erasing it at their wish."""

import flask
from werkzeug.wrappers import Response

from ledger.clock import format_date, today
from ledger.db import run
from ledger.documents.need_letters import answer_pdf, extract_pdf
from ledger.errors import NotFound, RuleBroken
from ledger.labels import options
from ledger.models.housing_needs import RequestKind
from ledger.reports import need_files as reports
from ledger.reports import need_letters as letters
from ledger.schemas.fields import STRANGE
from ledger.schemas.housing_needs import ReasonForm, RequestAnswerForm, RequestForm
from ledger.schemas.users import NoFacts
from ledger.services import need_requests
from ledger.web.access import access, actor
from ledger.web.files import paint
from ledger.web.forms import Form, form_of, load_form
from ledger.web.housing_needs import KEEPERS, read_file

bp = flask.Blueprint("need_requests", __name__, url_prefix="/housing-needs")


@bp.get("/<int:need_id>/requests/new")
@access(*KEEPERS, hidden=True)
def new(need_id: int) -> str:
    """Ask what the member wants."""
    read_file(need_id, "requests")
    return _new_page(need_id, form_of({"received_on": format_date(today())}))


@bp.post("/<int:need_id>/requests")
@access(*KEEPERS, hidden=True)
def create(need_id: int) -> tuple[str, int] | Response:
    """Record what the member wants."""
    form = load_form(RequestForm)
    if form.ok:
        with form:
            run(need_requests.record_request, actor(), need_id, **form.values)
            flask.flash("Đã ghi yêu cầu; hạn xác nhận và trả lời tính từ ngày nhận.")
            return _back(need_id)
    return _new_page(need_id, form), form.status


@bp.get("/<int:need_id>/requests/<int:request_id>")
@access(*KEEPERS, hidden=True)
def show(need_id: int, request_id: int) -> str:
    """Show one request, with the forms that answer it."""
    read_file(need_id, "requests")
    return _page(need_id, request_id, form_of({"answered_on": format_date(today())}))


@bp.post("/<int:need_id>/requests/<int:request_id>/acknowledge")
@access(*KEEPERS, hidden=True)
def acknowledge(need_id: int, request_id: int) -> Response:
    """Record that the member was told that the request has come in."""
    if not load_form(NoFacts).ok:
        raise RuleBroken(STRANGE)
    run(need_requests.acknowledge_request, actor(), need_id, request_id)
    flask.flash("Đã ghi ngày xác nhận với đảng viên.")
    return _back(need_id)


@bp.post("/<int:need_id>/requests/<int:request_id>/answer")
@access(*KEEPERS, hidden=True)
def answer(need_id: int, request_id: int) -> tuple[str, int] | Response:
    """Record what the member was answered."""
    form = load_form(RequestAnswerForm)
    if form.ok:
        with form:
            run(need_requests.answer_request, actor(), need_id, request_id, **form.values)
            flask.flash("Đã ghi trả lời.")
            return _back(need_id)
    return _page(need_id, request_id, form), form.status


@bp.get("/<int:need_id>/extract.pdf")
@access(*KEEPERS, hidden=True)
def extract(need_id: int) -> Response:
    """Print what a file says of a member, for that member."""
    read_file(need_id, "extract")
    file = reports.show_file(actor(), need_id)
    if file.erased_at is not None:
        raise NotFound
    issuer = letters.issuer_of(file, actor().role, actor().party_unit_id)
    pictures = letters.pictures_to_print(file)
    return paint(lambda: extract_pdf(file, issuer, pictures), f"ban-trich-{file.code}.pdf")


@bp.get("/<int:need_id>/answers/<int:step_id>.pdf")
@access(*KEEPERS, hidden=True)
def letter(need_id: int, step_id: int) -> Response:
    """Print a written answer to a member."""
    read_file(need_id, "letter")
    file = reports.show_file(actor(), need_id)
    line = letters.answer_in(file, step_id)
    issuer = letters.issuer_of(file, line.by_role, line.by_unit_id, line.on_date)
    return paint(lambda: answer_pdf(file, line, issuer), f"tra-loi-{file.code}.pdf")


@bp.get("/<int:need_id>/erase")
@access(*KEEPERS, hidden=True)
def ask_erase(need_id: int) -> str:
    """Ask once more before a file is erased."""
    read_file(need_id, "erase")
    return _erase_page(need_id, form_of())


@bp.post("/<int:need_id>/erase")
@access(*KEEPERS, hidden=True)
def erase(need_id: int) -> tuple[str, int] | Response:
    """Erase what a file says of a person."""
    form = load_form(ReasonForm)
    if form.ok:
        with form:
            run(need_requests.erase_file, actor(), need_id, **form.values)
            flask.flash("Đã xóa dữ liệu cá nhân của hồ sơ.")
            return _back(need_id)
    return _erase_page(need_id, form), form.status


def _back(need_id: int) -> Response:
    return flask.redirect(flask.url_for("housing_needs.show", need_id=need_id), 303)


def _new_page(need_id: int, form: Form) -> str:
    return flask.render_template(
        "need_requests/new.html",
        form=form,
        file=reports.show_file(actor(), need_id),
        kinds=options(RequestKind),
    )


def _page(need_id: int, request_id: int, form: Form) -> str:
    file = reports.show_file(actor(), need_id)
    line = next((one for one in file.requests if one.id == request_id), None)
    if line is None:
        raise NotFound
    return flask.render_template("need_requests/show.html", form=form, file=file, line=line)


def _erase_page(need_id: int, form: Form) -> str:
    file = reports.show_file(actor(), need_id)
    return flask.render_template("need_requests/erase.html", form=form, file=file)
