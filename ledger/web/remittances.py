"""Money on its way: an agency unit sends it, the office counts and receives it."""

from typing import Any

import flask
from werkzeug.wrappers import Response

from ledger.clock import format_date, today
from ledger.db import run
from ledger.documents.receipts import ReceiptLayout, receipts_pdf
from ledger.documents.remittances import slip_pdf
from ledger.errors import AlreadyArrived, NotFound, RuleBroken
from ledger.labels import options
from ledger.models.cash_counts import DENOMINATIONS_VND
from ledger.models.contributions import Method
from ledger.models.remittances import RemittanceMethod
from ledger.models.users import Role
from ledger.money import format_vnd
from ledger.reports import collection_sheets, remittance_papers
from ledger.reports import remittances as reports
from ledger.reports.remittance_papers import OfficeReceipt
from ledger.reports.remittances import RemittanceLine
from ledger.schemas.fields import STRANGE
from ledger.schemas.receipts import ReprintForm
from ledger.schemas.remittances import CountForm, DeductionsForm, ReturnForm, SendForm
from ledger.services import remittance_arrivals, remittances
from ledger.services.contributions import SheetLine
from ledger.web.access import access, actor
from ledger.web.asked import asked_id
from ledger.web.files import paint
from ledger.web.forms import WHOLE, Form, form_of, load_form

bp = flask.Blueprint("remittances", __name__, url_prefix="/remittances")

AT_HOME = {Role.COMMUNE_TREASURER: reports.keeps_at_home}
"""What a commune's treasurer is told who asks for a page of handing in (bad input 32)."""


@bp.get("")
@access(Role.AGENCY_TREASURER, Role.OFFICE, Role.INSPECTOR, refusals=AT_HOME)
def list_() -> str:
    """Show what is on its way, and what has arrived."""
    before = asked_id("before")
    page = reports.list_remittances(actor(), before=before)
    sending = reports.sending(actor()) if actor().role is Role.AGENCY_TREASURER else None
    return flask.render_template("remittances/list.html", page=page, sending=sending)


@bp.get("/new")
@access(Role.AGENCY_TREASURER, refusals=AT_HOME)
def new() -> str:
    """Show the form for sending money."""
    sending = reports.sending(actor())
    shown = {
        "campaign_id": sending.choices[0].campaign_id if sending.choices else "",
        "method": Method.CASH if sending.cash_vnd or not sending.bank_vnd else Method.BANK,
        "amount_vnd": format_vnd(sending.cash_vnd or sending.bank_vnd),
        "sent_on": format_date(today()),
        "carrier": actor().full_name if sending.cash_vnd or not sending.bank_vnd else "",
    }
    return _send_page(form_of(shown))


@bp.post("")
@access(Role.AGENCY_TREASURER, refusals=AT_HOME)
def create() -> tuple[str, int] | Response:
    """Send money on its way."""
    form = load_form(SendForm)
    if form.ok:
        facts = dict(form.values)
        key = facts.pop("submission_key")
        with form:
            sent = run(remittances.send, actor(), key=key, **facts)
            return _go_to(sent.id)
    return _send_page(form), form.status


@bp.get("/deductions/<int:campaign_id>/<int:cell_id>")
@access(Role.AGENCY_TREASURER, refusals=AT_HOME)
def new_deductions(campaign_id: int, cell_id: int) -> str:
    """Show a cell's list for what was deducted from pay and sent straight to the office."""
    return _deductions_page(campaign_id, cell_id, form_of({"sent_on": format_date(today())}))


@bp.post("/deductions/<int:campaign_id>/<int:cell_id>")
@access(Role.AGENCY_TREASURER, refusals=AT_HOME)
def create_deductions(campaign_id: int, cell_id: int) -> tuple[str, int] | Response:
    """Record deductions and their sending as one entry."""
    form = load_form(DeductionsForm)
    if form.ok:
        values = form.values
        amounts = values["level"] | values["amount"]
        lines = [SheetLine(list_entry_id=row, amount_vnd=vnd) for row, vnd in amounts.items()]
        facts = {name: values[name] for name in ("sent_on", "reference", "agreed")}
        facts |= {"campaign_id": campaign_id, "cell_id": cell_id, "lines": lines}
        with form:
            key = values["submission_key"]
            sent = run(remittances.send_deductions, actor(), key=key, **facts)
            return _go_to(sent.id)
    return _deductions_page(campaign_id, cell_id, form), form.status


@bp.get("/<int:remittance_id>")
@access(Role.AGENCY_TREASURER, Role.OFFICE, Role.INSPECTOR, refusals=AT_HOME)
def show(remittance_id: int) -> str:
    """Show one remittance with what became of it."""
    line = reports.get_remittance(actor(), remittance_id)
    return flask.render_template(
        "remittances/show.html", line=line, receipt=_office_receipt(line), role=actor().role
    )


@bp.get("/<int:remittance_id>/slip.pdf")
@access(Role.AGENCY_TREASURER, refusals=AT_HOME)
def slip(remittance_id: int) -> Response:
    """Print the unit's bảng kê nộp."""
    paper = remittance_papers.slip(actor(), remittance_id)
    return paint(lambda: slip_pdf(paper), f"bang-ke-nop-{remittance_id}.pdf")


@bp.get("/<int:remittance_id>/receive")
@access(Role.OFFICE)
def count(remittance_id: int) -> str:
    """Show the form for counting what came."""
    line = reports.get_remittance(actor(), remittance_id)
    shown = {"received_on": format_date(today())}
    if line.method is not RemittanceMethod.CASH:
        shown["received_vnd"] = format_vnd(line.amount_vnd)
    return _count_page(line, form_of(shown))


@bp.post("/<int:remittance_id>/receive")
@access(Role.OFFICE)
def receive(remittance_id: int) -> tuple[str, int] | Response:
    """Take what was counted; the rest goes back."""
    form = load_form(CountForm)
    if form.ok:
        values = form.values
        facts: dict[str, Any] = {name: values[name] for name in ("received_on", "received_vnd")}
        facts |= {"denominations": values["note"], "reason": values["reason"] or ""}
        with form:
            key = values["submission_key"]
            run(remittance_arrivals.receive, actor(), remittance_id, key=key, **facts)
            return _go_to(remittance_id)
    return _count_page(reports.get_remittance(actor(), remittance_id), form), form.status


@bp.post("/<int:remittance_id>/return")
@access(Role.OFFICE)
def return_all(remittance_id: int) -> tuple[str, int] | Response:
    """Send everything back to the unit."""
    form = load_form(ReturnForm)
    if form.ok:
        values = form.values
        facts = {"on_date": values["received_on"], "reason": values["reason"]}
        with form:
            key = values["submission_key"]
            run(remittance_arrivals.return_all, actor(), remittance_id, key=key, **facts)
            return _go_to(remittance_id)
    line = reports.get_remittance(actor(), remittance_id)
    return _count_page(line, form, returning=True), form.status


@bp.get("/<int:remittance_id>/receipt.pdf")
@access(Role.OFFICE)
def original(remittance_id: int) -> Response:
    """Print the office's phiếu thu, both copies on one sheet, on the day of receiving."""
    return _print(remittance_id, 0)


@bp.get("/<int:remittance_id>/copies/<int:copy_no>.pdf")
@access(Role.OFFICE)
def copy(remittance_id: int, copy_no: int) -> Response:
    """Print a counted copy of the office's phiếu thu."""
    return _print(remittance_id, copy_no)


@bp.post("/<int:remittance_id>/reprint")
@access(Role.OFFICE)
def reprint(remittance_id: int) -> Response:
    """Count one more copy and go on to print it."""
    form = load_form(ReprintForm)
    if STRANGE in form.sentences(WHOLE):
        raise RuleBroken(STRANGE)
    known = remittance_papers.office_receipt(actor(), remittance_id).copies
    after = form.values["after"] if form.ok else known
    copy_no = run(remittance_arrivals.reprint_receipt, actor(), remittance_id, after=after)
    target = flask.url_for("remittances.copy", remittance_id=remittance_id, copy_no=copy_no)
    return flask.redirect(target, 303)


def _go_to(remittance_id: int) -> Response:
    return flask.redirect(flask.url_for("remittances.show", remittance_id=remittance_id), 303)


def _send_page(form: Form) -> str:
    return flask.render_template(
        "remittances/new.html", form=form, sending=reports.sending(actor()), methods=options(Method)
    )


def _deductions_page(campaign_id: int, cell_id: int, form: Form) -> str:
    page = asked_id("page") or 1
    sheet = collection_sheets.sheet_page(actor(), campaign_id, cell_id, page=page)
    return flask.render_template("remittances/deductions.html", form=form, sheet=sheet)


def _count_page(line: RemittanceLine, form: Form, *, returning: bool = False) -> str:
    if line.arrived and form.ok:
        number = line.arrived.receipt_number or None
        raise AlreadyArrived(on=line.arrived.on, office_receipt=number)
    return flask.render_template(
        "remittances/receive.html",
        line=line,
        form=Form() if returning else form,
        back_form=form if returning else form_of({"received_on": format_date(today())}),
        notes=DENOMINATIONS_VND,
    )


def _office_receipt(line: RemittanceLine) -> OfficeReceipt | None:
    """Return the receipt's state for those who print it."""
    if actor().role is not Role.OFFICE:
        return None
    try:
        return remittance_papers.office_receipt(actor(), line.id)
    except NotFound:
        return None


def _print(remittance_id: int, copy_no: int) -> Response:
    receipt = remittance_papers.office_receipt(actor(), remittance_id, copy_no=copy_no).paper
    name = f"phieu-thu-van-phong-{receipt.number:04d}-{receipt.year}.pdf"
    return paint(lambda: receipts_pdf([receipt], layout=ReceiptLayout.A4_TWO), name)
