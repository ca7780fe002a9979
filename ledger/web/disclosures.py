"""Notice-board sheets: made, printed, put up and taken down; and the rule of their clock."""

import flask
from flask import Response as Answer
from werkzeug.wrappers import Response

from ledger.clock import format_date, today
from ledger.db import run
from ledger.documents.disclosures import groups, sheet_pdf, sheet_text, tally
from ledger.labels import options
from ledger.models.disclosures import DisclosureBasis, DisclosureContent
from ledger.models.users import Role
from ledger.reports import campaigns, posting_terms
from ledger.reports import disclosures as reports
from ledger.reports.home import COLLECTING
from ledger.schemas.disclosures import PostingForm, RemovalForm, SheetForm, TermsForm
from ledger.services import disclosures
from ledger.services import posting_terms as terms_services
from ledger.services.disclosures import PUBLISHERS
from ledger.web.access import access, actor
from ledger.web.asked import asked_id
from ledger.web.files import paint
from ledger.web.forms import Form, form_of, load_form
from ledger.web.rollout import READERS

bp = flask.Blueprint("disclosures", __name__, url_prefix="/disclosures")


@bp.get("")
@access(*READERS)
def list_() -> str:
    """Show the sheets of a campaign with their clock; the newest campaign unless one is named."""
    lines = [line for line in campaigns.campaigns_of(actor()) if line.state != "draft"]
    asked = asked_id("campaign")
    line = next((one for one in lines if one.id == asked), lines[0] if lines else None)
    return flask.render_template(
        "disclosures/list.html",
        campaigns=lines,
        board=reports.sheets_of(actor(), line.id) if line else None,
        may_make=actor().role in PUBLISHERS,
        inside=actor().role in COLLECTING,
    )


@bp.get("/new")
@access(*PUBLISHERS)
def new() -> str:
    """Ask what a sheet is to tell."""
    shown: dict[str, object] = {
        "campaign_id": asked_id("campaign"),
        "content": DisclosureContent.TOTALS,
        "reported_on": format_date(today()),
    }
    return _new_page(form_of(shown))


@bp.post("")
@access(*PUBLISHERS)
def create() -> tuple[str, int] | Response:
    """Freeze a sheet."""
    form = load_form(SheetForm)
    if form.ok:
        with form:
            sheet = run(disclosures.make_sheet, actor(), **form.values)
            flask.flash("Đã lập bản công khai. In ra, niêm yết rồi ghi biên bản.")
            return _shown(sheet.id)
    return _new_page(form), form.status


@bp.get("/<int:disclosure_id>")
@access(*READERS)
def show(disclosure_id: int) -> str:
    """Show a sheet as it was frozen, and where it hung."""
    return _page(disclosure_id, form_of({"posted_on": format_date(today())}))


@bp.get("/<int:disclosure_id>/sheet.pdf")
@access(*READERS)
def pdf(disclosure_id: int) -> Answer:
    """Print a sheet."""
    line, body = reports.show_sheet(actor(), disclosure_id)
    return paint(lambda: sheet_pdf(line, body), f"cong-khai-{disclosure_id}.pdf")


@bp.post("/<int:disclosure_id>/postings")
@access(*PUBLISHERS)
def post(disclosure_id: int) -> tuple[str, int] | Response:
    """Write down that a sheet was put up."""
    form = load_form(PostingForm)
    if form.ok:
        with form:
            run(disclosures.post_sheet, actor(), disclosure_id, **form.values)
            flask.flash("Đã ghi niêm yết.")
            return _shown(disclosure_id)
    return _page(disclosure_id, form), form.status


@bp.post("/<int:disclosure_id>/postings/<int:posting_id>/removal")
@access(*PUBLISHERS)
def take_down(disclosure_id: int, posting_id: int) -> tuple[str, int] | Response:
    """Write down that a sheet was taken down."""
    form = load_form(RemovalForm)
    if form.ok:
        facts = {"paper": form.values.pop("removed_paper"), **form.values}
        with form:
            run(disclosures.take_down, actor(), posting_id, **facts)
            flask.flash("Đã ghi gỡ niêm yết.")
            return _shown(disclosure_id)
    return _page(disclosure_id, form), form.status


@bp.get("/terms")
@access(*READERS)
def terms() -> str:
    """Show the rules of the clock by date."""
    return _terms_page(form_of())


@bp.post("/terms")
@access(Role.ORGANISATION_BOARD)
def add_terms() -> tuple[str, int] | Response:
    """Add a rule."""
    form = load_form(TermsForm)
    if form.ok:
        with form:
            run(terms_services.add_terms, actor(), **form.values)
            flask.flash("Đã thêm quy định.")
            return flask.redirect(flask.url_for("disclosures.terms"), 303)
    return _terms_page(form), form.status


def _shown(disclosure_id: int) -> Response:
    return flask.redirect(flask.url_for("disclosures.show", disclosure_id=disclosure_id), 303)


def _new_page(form: Form) -> str:
    lines = [line for line in campaigns.campaigns_of(actor()) if line.state != "draft"]
    return flask.render_template(
        "disclosures/new.html",
        form=form,
        campaigns=[(line.id, f"{line.year} – {line.title}") for line in lines],
        contents=options(DisclosureContent),
        bases=options(DisclosureBasis),
        totals_only=actor().role is Role.OFFICE,
    )


def _page(disclosure_id: int, form: Form) -> str:
    line, body = reports.show_sheet(actor(), disclosure_id)
    own = actor().role in PUBLISHERS and line.unit_id == actor().party_unit_id
    return flask.render_template(
        "disclosures/show.html",
        line=line,
        body=body,
        tally=tally(body),
        groups=groups(body),
        text=sheet_text(body),
        form=form,
        own=own,
    )


def _terms_page(form: Form) -> str:
    return flask.render_template(
        "disclosures/terms.html", terms=posting_terms.all_terms(), form=form
    )
