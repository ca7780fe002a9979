"""Payments in stages: prepared by one person, paid by another, each with its phiếu chi."""

from typing import Any

import flask
from werkzeug.wrappers import Response

from ledger.clock import format_date, today
from ledger.db import run
from ledger.documents.disbursements import payments_pdf
from ledger.documents.receipts import ReceiptLayout
from ledger.errors import NotFound, RuleBroken
from ledger.labels import options
from ledger.models.contributions import Method
from ledger.models.users import Role
from ledger.money import format_vnd
from ledger.reports import disbursements as reports
from ledger.reports.decisions import spends_nothing
from ledger.reports.disbursement_forms import choice_of
from ledger.reports.payment_papers import payment_paper
from ledger.schemas.disbursements import CancelForm, PayForm, PrepareForm, SendBackForm
from ledger.schemas.fields import STRANGE
from ledger.schemas.receipts import ReprintForm
from ledger.services import disbursements
from ledger.services.disbursements import Stage
from ledger.web.access import access, actor
from ledger.web.asked import asked_id
from ledger.web.files import paint, send_scan
from ledger.web.forms import WHOLE, Form, form_of, load_form, read_upload

bp = flask.Blueprint("disbursements", __name__, url_prefix="/disbursements")

AT_OFFICE = {Role.AGENCY_TREASURER: spends_nothing}
"""What an agency unit's treasurer is told who asks for a page of spending (bad input 33)."""
READERS = (
    Role.COMMUNE_TREASURER,
    Role.SECRETARY,
    Role.OFFICE,
    Role.ORGANISATION_BOARD,
    Role.STANDING_COMMITTEE,
    Role.INSPECTOR,
)
PREPARING = (Role.COMMUNE_TREASURER, Role.SECRETARY, Role.OFFICE, Role.ORGANISATION_BOARD)
PAYING = (Role.COMMUNE_TREASURER, Role.OFFICE)


@bp.get("")
@access(*READERS, refusals=AT_OFFICE)
def list_() -> str:
    """List the stages: those that wait first."""
    page = reports.list_stages(actor(), before=asked_id("before"))
    return flask.render_template("disbursements/list.html", page=page)


@bp.get("/new")
@access(*PREPARING, refusals=AT_OFFICE)
def new() -> str:
    """Show the form for preparing a stage under ``decision``."""
    decision_id = asked_id("decision")
    if decision_id is None:
        raise NotFound
    return _page(decision_id, form_of({"decision_id": decision_id, "method": Method.CASH}))


@bp.post("")
@access(*PREPARING, refusals=AT_OFFICE)
def create() -> tuple[str, int] | Response:
    """Prepare a stage."""
    form = load_form(PrepareForm, file="file")
    file = read_upload(form, required=False)
    if form.ok:
        facts = _facts(form.values)
        with form:
            files = [file] if file else []
            prepared = run(disbursements.prepare, actor(), files=files, **facts)
            flask.flash("Đã chuẩn bị khoản chi; chờ người giữ quỹ chi.")
            return _go_to(prepared.id)
    typed = form.typed.get("decision_id", "")
    if not typed.isascii() or not typed.isdigit():
        raise NotFound
    return _page(int(typed), form), form.status


@bp.get("/<int:disbursement_id>")
@access(*READERS, refusals=AT_OFFICE)
def show(disbursement_id: int) -> str:
    """Show one stage with what became of it."""
    return _stage(disbursement_id)


@bp.post("/<int:disbursement_id>/pay")
@access(*PAYING, refusals=AT_OFFICE)
def pay(disbursement_id: int) -> tuple[str, int] | Response:
    """Pay a prepared stage."""
    form = load_form(PayForm)
    if form.ok:
        values = form.values
        facts = {"key": values["submission_key"], "on_date": values["on_date"]}
        with form:
            run(disbursements.pay, actor(), disbursement_id, agreed=values["agreed"], **facts)
            flask.flash("Đã chi và ghi sổ; in phiếu chi để ký.")
            return _go_to(disbursement_id)
    return _stage(disbursement_id, pay_form=form), form.status


@bp.post("/<int:disbursement_id>/send-back")
@access(*PREPARING, refusals=AT_OFFICE)
def send_back(disbursement_id: int) -> tuple[str, int] | Response:
    """Send a prepared stage back with a reason."""
    form = load_form(SendBackForm)
    if form.ok:
        with form:
            reason = form.values["reason"]
            run(disbursements.send_back, actor(), disbursement_id, reason=reason)
            flask.flash("Đã trả lại người chuẩn bị; khoản này không chi nữa.")
            return _go_to(disbursement_id)
    return _stage(disbursement_id, back_form=form), form.status


@bp.post("/<int:disbursement_id>/cancel")
@access(*PAYING, refusals=AT_OFFICE)
def cancel(disbursement_id: int) -> tuple[str, int] | Response:
    """Cancel a payment whose money has come back."""
    form = load_form(CancelForm)
    if form.ok:
        values = form.values
        with form:
            key, reason = values["submission_key"], values["reason"]
            run(disbursements.cancel, actor(), disbursement_id, key=key, reason=reason)
            flask.flash("Đã hủy phiếu chi; chứng từ điều chỉnh đã có số.")
            return _go_to(disbursement_id)
    return _stage(disbursement_id, cancel_form=form), form.status


@bp.get("/<int:disbursement_id>/payment.pdf")
@access(*PAYING, refusals=AT_OFFICE)
def original(disbursement_id: int) -> Response:
    """Print the phiếu chi on its day, both copies on one sheet."""
    return _print(disbursement_id, 0)


@bp.get("/<int:disbursement_id>/copies/<int:copy_no>.pdf")
@access(*PAYING, refusals=AT_OFFICE)
def copy(disbursement_id: int, copy_no: int) -> Response:
    """Print a counted copy of a phiếu chi."""
    return _print(disbursement_id, copy_no)


@bp.post("/<int:disbursement_id>/reprint")
@access(*PAYING, refusals=AT_OFFICE)
def reprint(disbursement_id: int) -> Response:
    """Count one more copy and go on to print it."""
    form = load_form(ReprintForm)
    if STRANGE in form.sentences(WHOLE):
        raise RuleBroken(STRANGE)
    known = reports.stage_page(actor(), disbursement_id).copies
    after = form.values["after"] if form.ok else known
    copy_no = run(disbursements.reprint, actor(), disbursement_id, after=after)
    target = flask.url_for("disbursements.copy", disbursement_id=disbursement_id, copy_no=copy_no)
    return flask.redirect(target, 303)


@bp.get("/<int:disbursement_id>/files/<int:attachment_id>")
@access(*READERS, refusals=AT_OFFICE)
def file(disbursement_id: int, attachment_id: int) -> Response:
    """Hand out a scan of the minutes."""
    return send_scan(reports.stage_page(actor(), disbursement_id).files, attachment_id)


def _facts(values: dict[str, Any]) -> dict[str, Any]:
    """Return what the service is told; blanks are empty words."""
    stage = Stage(
        amount_vnd=values["amount_vnd"],
        method=values["method"],
        stage=values["stage"],
        receiver=values["receiver"],
        receiver_place=values["receiver_place"] or "",
        accepted_on=values["accepted_on"],
        acceptance_number=values["acceptance_number"] or "",
    )
    return {"decision_id": values["decision_id"], "stage": stage, "agreed": values["agreed"]}


def _page(decision_id: int, form: Form) -> str:
    choice = choice_of(actor(), decision_id)
    return flask.render_template(
        "disbursements/new.html", form=form, choice=choice, methods=options(Method)
    )


def _stage(
    disbursement_id: int,
    *,
    pay_form: Form | None = None,
    back_form: Form | None = None,
    cancel_form: Form | None = None,
) -> str:
    page = reports.stage_page(actor(), disbursement_id)
    return flask.render_template(
        "disbursements/show.html",
        page=page,
        line=page.line,
        form=pay_form or form_of({"on_date": format_date(today())}),
        back_form=back_form or Form(),
        cancel_form=cancel_form or Form(),
        money=format_vnd,
    )


def _print(disbursement_id: int, copy_no: int) -> Response:
    payment = payment_paper(actor(), disbursement_id, copy_no=copy_no)
    name = f"phieu-chi-{payment.number:04d}-{payment.year}.pdf"
    return paint(lambda: payments_pdf([payment], layout=ReceiptLayout.A4_TWO), name)


def _go_to(disbursement_id: int) -> Response:
    target = flask.url_for("disbursements.show", disbursement_id=disbursement_id)
    return flask.redirect(target, 303)
