"""A unit's receipts: find, show, print again, cancel, correct."""

import flask
from werkzeug.wrappers import Response

from ledger.clock import today
from ledger.db import run
from ledger.documents.receipts import receipts_pdf
from ledger.errors import RuleBroken
from ledger.labels import options
from ledger.models.receipts import DonorCopy
from ledger.models.users import Role
from ledger.money import format_vnd
from ledger.reports import contributors, inspections
from ledger.reports import receipt_lists as reports
from ledger.reports.receipt_lists import ReceiptDetail
from ledger.reports.receipts import paper_of_voucher
from ledger.schemas.contributions import UndoForm
from ledger.schemas.fields import STRANGE
from ledger.schemas.receipts import CorrectionForm, PersonCorrectionForm, ReprintForm
from ledger.services import receipts, reprints
from ledger.services.receipts import Mended
from ledger.web import inspected
from ledger.web.access import access, actor
from ledger.web.asked import asked_id, asked_text, read_id
from ledger.web.files import paint
from ledger.web.forms import WHOLE, Form, form_of, load_form
from ledger.web.submissions import asked_layout

bp = flask.Blueprint("receipts", __name__, url_prefix="/receipts")

TREASURERS = (Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER)


@bp.get("")
@access(*TREASURERS, Role.SECRETARY, Role.INSPECTOR)
def list_() -> str | Response:
    """List the receipts of a year, or those found by number or payer."""
    reader, unit_id = actor(), None
    if inspected.is_inspector():
        unit_id = asked_id("unit")
        if unit_id is None:
            return inspected.way_to_decisions()
        reader = inspected.reader_inside(unit_id)
    typed = asked_text()
    page = reports.list_receipts(
        reader, year=asked_id("year"), typed=typed, before=asked_id("before")
    )
    return flask.render_template("receipts/list.html", page=page, typed=typed, unit_id=unit_id)


@bp.get("/<int:voucher_id>")
@access(*TREASURERS, Role.SECRETARY, Role.INSPECTOR)
def show(voucher_id: int) -> str:
    """Show one receipt with all that became of it."""
    reader = actor()
    if inspected.is_inspector():
        reader = inspected.reader_inside(inspections.unit_of_receipt(reader, voucher_id))
    receipt = reports.receipt_detail(reader, voucher_id)
    return flask.render_template("receipts/show.html", receipt=receipt, today=today())


@bp.get("/<int:voucher_id>/receipt.pdf")
@access(*TREASURERS, Role.SECRETARY)
def original(voucher_id: int) -> Response:
    """Print the original, on the day of recording."""
    return _print(voucher_id, 0)


@bp.get("/<int:voucher_id>/copies/<int:copy_no>.pdf")
@access(*TREASURERS, Role.SECRETARY)
def copy(voucher_id: int, copy_no: int) -> Response:
    """Print a counted copy."""
    return _print(voucher_id, copy_no)


@bp.post("/<int:voucher_id>/reprint")
@access(*TREASURERS)
def reprint(voucher_id: int) -> Response:
    """Count one more copy and go on to print it."""
    form = load_form(ReprintForm)
    if STRANGE in form.sentences(WHOLE):
        raise RuleBroken(STRANGE)
    after = form.values["after"] if form.ok else _detail(voucher_id).last_copy
    copy_no = run(reprints.reprint, actor(), voucher_id, after=after)
    layout = form.values.get("layout")
    target = flask.url_for("receipts.copy", voucher_id=voucher_id, copy_no=copy_no, layout=layout)
    return flask.redirect(target, 303)


@bp.get("/<int:voucher_id>/void")
@access(*TREASURERS)
def ask_void(voucher_id: int) -> str:
    """Ask why a receipt is cancelled, and where the giver's copy is."""
    return _void_page(voucher_id, form_of())


@bp.post("/<int:voucher_id>/void")
@access(*TREASURERS)
def void(voucher_id: int) -> tuple[str, int] | Response:
    """Cancel a receipt."""
    form = load_form(UndoForm)
    if form.ok:
        facts = dict(form.values)
        key = facts.pop("submission_key")
        with form:
            run(receipts.void_receipt, actor(), voucher_id, key=key, **facts)
            return flask.redirect(flask.url_for("receipts.show", voucher_id=voucher_id), 303)
    return _void_page(voucher_id, form), form.status


@bp.get("/<int:voucher_id>/correct")
@access(*TREASURERS)
def ask_correct(voucher_id: int) -> str:
    """Show what the receipt says, to be put right."""
    receipt = _detail(voucher_id)
    shown = {
        "payer_name": receipt.line.payer_name,
        "payer_place": receipt.line.payer_place,
        "amount_vnd": format_vnd(receipt.line.amount_vnd),
        "list_entry_id": asked_id("entry_id"),
    }
    return _correct_page(receipt, form_of(shown))


@bp.post("/<int:voucher_id>/correct")
@access(*TREASURERS)
def correct(voucher_id: int) -> tuple[str, int] | Response:
    """Give a new receipt in place of the wrong one."""
    receipt = _detail(voucher_id)
    form = load_form(PersonCorrectionForm if receipt.list_entry_id else CorrectionForm)
    if form.ok:
        with form:
            made = _correct(receipt, form)
            flask.flash(f"Đã hủy phiếu {receipt.line.number} và lập phiếu thay thế dưới đây.")
            target = flask.url_for("receipts.show", voucher_id=made)
            return flask.redirect(target, 303)
    return _correct_page(receipt, form), form.status


def _detail(voucher_id: int) -> ReceiptDetail:
    return reports.receipt_detail(actor(), voucher_id)


def _print(voucher_id: int, copy_no: int) -> Response:
    paper = paper_of_voucher(actor(), voucher_id, copy_no=copy_no)
    layout = asked_layout()
    copy = f"-in-lai-{copy_no}" if copy_no else ""
    name = f"phieu-thu-{paper.number:04d}-{paper.year}{copy}.pdf"
    return paint(lambda: receipts_pdf([paper], layout=layout), name)


def _correct(receipt: ReceiptDetail, form: Form) -> int | None:
    values = form.values
    mended = Mended(
        payer_name=values["payer_name"] or receipt.line.payer_name,
        payer_place=values["payer_place"] or "",
        amount_vnd=values["amount_vnd"],
        list_entry_id=values["list_entry_id"],
        paper_number=values["paper_number"],
    )
    made = run(
        receipts.correct_receipt,
        actor(),
        receipt.line.voucher_id,
        key=values["submission_key"],
        reason=values["reason"],
        donor_copy=values["donor_copy"],
        mended=mended,
        agreed=values["agreed"],
    )
    return made.replacement_id


def _void_page(voucher_id: int, form: Form) -> str:
    return flask.render_template(
        "receipts/void.html",
        receipt=_detail(voucher_id),
        form=form,
        donor_copies=options(DonorCopy),
    )


def _correct_page(receipt: ReceiptDetail, form: Form) -> str:
    typed, entry_id = asked_text(), read_id(form.text("list_entry_id"))
    chosen = None
    if entry_id is not None:
        chosen = contributors.listed_giver(actor(), receipt.campaign_id, entry_id)
    return flask.render_template(
        "receipts/correct.html",
        receipt=receipt,
        form=form,
        chosen=chosen,
        typed=typed,
        found=contributors.find_givers(actor(), receipt.campaign_id, typed),
        donor_copies=options(DonorCopy),
    )
