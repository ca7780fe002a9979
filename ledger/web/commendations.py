"""Commendations: the list with its papers, and proposals from facts."""

import flask
from flask import Response as Answer
from werkzeug.wrappers import Response

from ledger.clock import format_date
from ledger.db import run
from ledger.documents.commendations import commendations_pdf, commendations_xlsx
from ledger.labels import options
from ledger.models.commendations import RecipientKind
from ledger.reports import campaigns
from ledger.reports import commendations as reports
from ledger.reports.commendations import CommendationFacts
from ledger.reports.organs import organs_on
from ledger.schemas.commendations import CommendationForm, CommendationWithdrawalForm
from ledger.services import commendations
from ledger.services.commendations import RECORDERS
from ledger.web.access import access, actor
from ledger.web.asked import asked_id
from ledger.web.files import paint
from ledger.web.forms import Form, form_of, load_form
from ledger.web.rollout import READERS

bp = flask.Blueprint("commendations", __name__, url_prefix="/commendations")

WHOLE = "Đủ 100 % đảng viên được vận động đã ủng hộ"
"""The merit that a proposal fills in."""


@bp.get("/<int:campaign_id>")
@access(*READERS)
def list_(campaign_id: int) -> str:
    """Show the commendations of a campaign, and whom facts propose."""
    return flask.render_template(
        "commendations/list.html",
        page=reports.commendations_of(actor(), campaign_id),
        may_record=actor().role in RECORDERS,
    )


@bp.get("/<int:campaign_id>/commendations.pdf")
@access(*READERS)
def pdf(campaign_id: int) -> Answer:
    """Print the list, headed by whoever reads it."""
    page, names = reports.commendations_of(actor(), campaign_id), organs_on(actor().party_unit_id)
    return paint(lambda: commendations_pdf(page, names), f"khen-thuong-{page.campaign.year}.pdf")


@bp.get("/<int:campaign_id>/commendations.xlsx")
@access(*READERS)
def xlsx(campaign_id: int) -> Answer:
    """Give the list as a spreadsheet."""
    page = reports.commendations_of(actor(), campaign_id)
    return paint(lambda: commendations_xlsx(page), f"khen-thuong-{page.campaign.year}.xlsx")


@bp.get("/<int:campaign_id>/new")
@access(*RECORDERS)
def new(campaign_id: int) -> str:
    """Ask for a commendation; an address may name a collective that facts propose."""
    unit_id = asked_id("unit")
    names = dict(reports.units_to_commend(actor()))
    shown: dict[str, object] = {"recipient_kind": RecipientKind.COLLECTIVE}
    if unit_id in names:
        shown |= {"party_unit_id": unit_id, "recipient": names[unit_id], "merit": WHOLE}
    return _new_page(campaign_id, form_of(shown))


@bp.post("/<int:campaign_id>")
@access(*RECORDERS)
def create(campaign_id: int) -> tuple[str, int] | Response:
    """Put it on the list."""
    form = load_form(CommendationForm)
    if form.ok:
        with form:
            run(commendations.record_commendation, actor(), campaign_id, **form.values)
            flask.flash("Đã ghi khen thưởng.")
            return _back(campaign_id)
    return _new_page(campaign_id, form), form.status


@bp.get("/papers/<int:commendation_id>")
@access(*RECORDERS)
def edit(commendation_id: int) -> str:
    """Show a commendation as a form, and what it was before."""
    facts = reports.commendation_facts(actor(), commendation_id)
    line = facts.line
    shown: dict[str, object] = {
        "recipient_kind": line.recipient_kind, "party_unit_id": line.unit_id,
        "recipient": line.recipient, "form": line.form, "issuer": line.issuer,
        "number": line.number, "decided_on": format_date(line.decided_on), "merit": line.merit,
    }  # fmt: skip
    return _edit_page(facts, form_of(shown))


@bp.post("/papers/<int:commendation_id>")
@access(*RECORDERS)
def update(commendation_id: int) -> tuple[str, int] | Response:
    """Correct a commendation."""
    facts = reports.commendation_facts(actor(), commendation_id)
    form = load_form(CommendationForm)
    if form.ok:
        with form:
            run(commendations.correct_commendation, actor(), commendation_id, **form.values)
            flask.flash("Đã sửa; bản trước vẫn giữ.")
            return _back(facts.campaign_id)
    return _edit_page(facts, form), form.status


@bp.post("/papers/<int:commendation_id>/withdraw")
@access(*RECORDERS)
def withdraw(commendation_id: int) -> tuple[str, int] | Response:
    """Take a commendation off the list."""
    facts = reports.commendation_facts(actor(), commendation_id)
    form = load_form(CommendationWithdrawalForm)
    if form.ok:
        with form:
            run(commendations.withdraw_commendation, actor(), commendation_id, **form.values)
            flask.flash("Đã rút lại; bản cũ vẫn giữ.")
            return _back(facts.campaign_id)
    return _edit_page(facts, form), form.status


def _back(campaign_id: int) -> Response:
    return flask.redirect(flask.url_for("commendations.list_", campaign_id=campaign_id), 303)


def _new_page(campaign_id: int, form: Form) -> str:
    return flask.render_template(
        "commendations/new.html",
        campaign=campaigns.campaign_line(actor(), campaign_id),
        form=form,
        units=reports.units_to_commend(actor()),
        kinds=options(RecipientKind),
    )


def _edit_page(facts: CommendationFacts, form: Form) -> str:
    return flask.render_template(
        "commendations/edit.html",
        facts=facts,
        form=form,
        units=reports.units_to_commend(actor()),
        kinds=options(RecipientKind),
    )
