"""What one click recorded: shown after recording, printed, printed again, taken back."""

import flask
from werkzeug.wrappers import Response

from ledger.db import run
from ledger.documents.receipts import ReceiptLayout, receipts_pdf
from ledger.labels import options
from ledger.models.journal import SubmissionKind
from ledger.models.receipts import DonorCopy
from ledger.models.users import Role
from ledger.reports import delegations
from ledger.reports import submissions as reports
from ledger.reports.receipt_lists import PAGE_ROWS
from ledger.reports.receipts import papers_of_submission
from ledger.schemas.contributions import UndoForm
from ledger.schemas.receipts import ReprintForm
from ledger.services import contributions, reprints
from ledger.web.access import access, actor
from ledger.web.asked import asked_id
from ledger.web.files import paint
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("submissions", __name__, url_prefix="/submissions")

TREASURERS = (Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER)


@bp.get("/<int:submission_id>")
@access(*TREASURERS, Role.SECRETARY, Role.OFFICE)
def show(submission_id: int) -> str | Response:
    """Show what a click wrote, or go to what it changed."""
    if actor().role is Role.OFFICE and delegations.is_entry(actor(), submission_id):
        target = flask.url_for("delegations.entry", submission_id=submission_id)
        return flask.redirect(target, 303)
    made = reports.landing(actor(), submission_id)
    match made.kind:
        case SubmissionKind.CONTRIBUTIONS:
            return _page(submission_id, form_of())
        case SubmissionKind.VOID | SubmissionKind.CORRECTION if made.voucher_id:
            target = flask.url_for("receipts.show", voucher_id=made.voucher_id)
        case SubmissionKind.VOID:
            target = flask.url_for("submissions.show", submission_id=made.submission_id)
        case _:
            target = flask.url_for("cash_books.show", book_id=made.book_id)
    return flask.redirect(target, 303)


@bp.get("/<int:submission_id>/receipts.pdf")
@access(*TREASURERS, Role.SECRETARY)
def originals(submission_id: int) -> Response:
    """Print the originals, on the day of recording."""
    papers = papers_of_submission(actor(), submission_id)
    layout = asked_layout()
    return paint(lambda: receipts_pdf(papers, layout=layout), f"phieu-thu-{submission_id}.pdf")


@bp.get("/<int:submission_id>/copies.pdf")
@access(*TREASURERS, Role.SECRETARY)
def copies(submission_id: int) -> Response:
    """Print the last counted copies."""
    papers = papers_of_submission(actor(), submission_id, copies=True)
    layout = asked_layout()
    return paint(
        lambda: receipts_pdf(papers, layout=layout), f"phieu-thu-{submission_id}-in-lai.pdf"
    )


@bp.post("/<int:submission_id>/reprint")
@access(*TREASURERS)
def reprint(submission_id: int) -> tuple[str, int] | str | Response:
    """Count one more copy of each receipt and go on to print it."""
    form = load_form(ReprintForm)
    if not form.ok:
        return _page(submission_id, form), form.status
    run(reprints.reprint_submission, actor(), submission_id, after=form.values["after"])
    target = flask.url_for(
        "submissions.copies", submission_id=submission_id, layout=form.values["layout"]
    )
    return flask.redirect(target, 303)


@bp.post("/<int:submission_id>/undo")
@access(*TREASURERS)
def undo(submission_id: int) -> tuple[str, int] | str | Response:
    """Cancel every receipt of the click that still stands."""
    form = load_form(UndoForm)
    if form.ok:
        facts = dict(form.values)
        with form:
            run(
                contributions.undo_submission,
                actor(),
                submission_id,
                key=facts.pop("submission_key"),
                **facts,
            )
            flask.flash("Đã hủy các phiếu của lần ghi này; số phiếu vẫn giữ trong sổ.")
            target = flask.url_for("submissions.show", submission_id=submission_id)
            return flask.redirect(target, 303)
    return _page(submission_id, form), form.status


def asked_layout() -> ReceiptLayout:
    """Return the layout that an address asks for, A5 for anything else."""
    return flask.request.args.get("layout", ReceiptLayout.A5, type=ReceiptLayout)


def _page(submission_id: int, form: Form) -> str:
    state = reports.recorded(actor(), submission_id)
    pages = -(-len(state.receipts) // PAGE_ROWS)
    page = min(asked_id("page") or 1, pages)
    return flask.render_template(
        "submissions/show.html",
        state=state,
        lines=state.receipts[(page - 1) * PAGE_ROWS : page * PAGE_ROWS],
        page=page,
        pages=pages,
        form=form,
        donor_copies=options(DonorCopy),
    )
