"""Campaigns: list, draft, look at what opening freezes, open, extend, close."""

from datetime import date
from typing import Any

import flask
from werkzeug.wrappers import Response

from ledger import clock
from ledger.clock import format_date
from ledger.db import run
from ledger.labels import options
from ledger.models.jobs import JobKind
from ledger.models.users import Role
from ledger.money import format_vnd
from ledger.reports import campaign_papers, campaign_totals
from ledger.reports import campaigns as reports
from ledger.schemas.campaigns import CampaignForm, ExtensionForm, OpeningForm
from ledger.schemas.users import NoFacts
from ledger.services import campaigns
from ledger.wages import Divisor, Rounding
from ledger.web.access import access, actor, signed_in
from ledger.web.forms import Form, form_of, load_form
from ledger.web.jobs import start_job

bp = flask.Blueprint("campaigns", __name__, url_prefix="/campaigns")

CAMPAIGNERS = (Role.ORGANISATION_BOARD, Role.OFFICE)


@bp.get("")
@signed_in
def list_() -> str:
    """List the campaigns, newest first."""
    return flask.render_template("campaigns/list.html", campaigns=reports.campaigns_of(actor()))


@bp.get("/new")
@access(*CAMPAIGNERS)
def new() -> str:
    """Show the form for a draft, filled from last year's campaign."""
    return _new_page(form_of(_next_year(reports.campaigns_of(actor()))))


@bp.post("")
@access(*CAMPAIGNERS)
def create() -> tuple[str, int] | Response:
    """Add a draft."""
    form = load_form(CampaignForm)
    if form.ok:
        with form:
            campaign_id = run(_draft, form.values)
            flask.flash("Đã lưu dự thảo. Đơn vị đặt mức vận động, rồi xem lại và mở đợt.")
            return _to(campaign_id)
    return _new_page(form), form.status


@bp.get("/<int:campaign_id>")
@signed_in
def show(campaign_id: int) -> str:
    """Show one campaign with the totals of the units in scope."""
    campaign = reports.campaign_facts(actor(), campaign_id)
    units = campaign_totals.unit_totals(actor(), campaign_id, line=campaign.line)
    return flask.render_template(
        "campaigns/show.html",
        campaign=campaign,
        units=units,
        total=campaign_totals.sum_totals(units),
        scans=campaign_papers.scans_of(campaign_id),
    )


@bp.get("/<int:campaign_id>/edit")
@access(*CAMPAIGNERS)
def edit(campaign_id: int) -> str:
    """Show the form for changing a draft."""
    campaign = reports.campaign_facts(actor(), campaign_id)
    return _edit_page(campaign_id, form_of(_shown(campaign)))


@bp.post("/<int:campaign_id>/edit")
@access(*CAMPAIGNERS)
def update(campaign_id: int) -> tuple[str, int] | Response:
    """Change a draft."""
    form = load_form(CampaignForm)
    if form.ok:
        with form:
            run(campaigns.edit_draft, actor(), campaign_id, **form.values)
            return _to(campaign_id)
    return _edit_page(campaign_id, form), form.status


@bp.get("/<int:campaign_id>/open")
@access(*CAMPAIGNERS)
def preview(campaign_id: int) -> str:
    """Show what opening would freeze."""
    return _opening_page(campaign_id, form_of())


@bp.post("/<int:campaign_id>/open", endpoint="open")
@access(*CAMPAIGNERS)
def open_(campaign_id: int) -> tuple[str, int] | Response:
    """Open a campaign: freeze its lists."""
    form = load_form(OpeningForm)
    if form.ok:
        with form:
            if campaigns.takes_long(actor()):
                key, facts = form.values["submission_key"], {"campaign_id": campaign_id}
                return start_job(JobKind.OPEN_CAMPAIGN, key=key, facts=facts)
            run(campaigns.open_campaign, actor(), campaign_id)
            flask.flash("Đã mở đợt vận động; danh sách của các đơn vị đã chốt.")
            return _to(campaign_id)
    return _opening_page(campaign_id, form), form.status


@bp.get("/<int:campaign_id>/extend")
@access(*CAMPAIGNERS)
def extension(campaign_id: int) -> str:
    """Show the form for an extension."""
    return _page("extend", campaign_id, form_of())


@bp.post("/<int:campaign_id>/extend")
@access(*CAMPAIGNERS)
def extend(campaign_id: int) -> tuple[str, int] | Response:
    """Extend a campaign by a paper."""
    form = load_form(ExtensionForm)
    if form.ok:
        with form:
            run(campaigns.extend_campaign, actor(), campaign_id, **form.values)
            flask.flash(f"Đã gia hạn đến hết ngày {format_date(form.values['ends_on'])}.")
            return _to(campaign_id)
    return _page("extend", campaign_id, form), form.status


@bp.get("/<int:campaign_id>/close")
@access(*CAMPAIGNERS)
def closing(campaign_id: int) -> str:
    """Ask whether a campaign shall close for good."""
    return _page("close", campaign_id, form_of())


@bp.post("/<int:campaign_id>/close")
@access(*CAMPAIGNERS)
def close(campaign_id: int) -> tuple[str, int] | Response:
    """Close a campaign."""
    form = load_form(NoFacts)
    if form.ok:
        with form:
            run(campaigns.close_campaign, actor(), campaign_id)
            flask.flash("Đợt vận động đã kết thúc.")
            return _to(campaign_id)
    return _page("close", campaign_id, form), form.status


def _draft(values: dict[str, Any]) -> int:
    return campaigns.draft_campaign(actor(), **values).id


def _to(campaign_id: int) -> Response:
    return flask.redirect(flask.url_for("campaigns.show", campaign_id=campaign_id), 303)


def _new_page(form: Form) -> str:
    return flask.render_template("campaigns/new.html", form=form, **_choices())


def _edit_page(campaign_id: int, form: Form) -> str:
    line = reports.campaign_line(actor(), campaign_id)
    return flask.render_template("campaigns/edit.html", form=form, line=line, **_choices())


def _opening_page(campaign_id: int, form: Form) -> str:
    return flask.render_template(
        "campaigns/open.html",
        form=form,
        campaign=reports.campaign_facts(actor(), campaign_id),
        plan=campaigns.plan_opening(actor(), campaign_id),
    )


def _page(name: str, campaign_id: int, form: Form) -> str:
    return flask.render_template(
        f"campaigns/{name}.html", form=form, line=reports.campaign_line(actor(), campaign_id)
    )


def _choices() -> dict[str, object]:
    return {"divisors": options(Divisor), "roundings": options(Rounding)}


def _next_year(known: tuple[reports.CampaignLine, ...]) -> dict[str, object]:
    """Return a draft's usual facts: last year's, a year later (A2)."""
    if not known:
        return {"year": clock.today().year, "divisor": Divisor.D22, "rounding": Rounding.DONG}
    last = reports.campaign_facts(actor(), known[0].id)
    year = last.line.year
    return _shown(last) | {
        "year": year + 1,
        "title": last.line.title.replace(str(year), str(year + 1)),
        "resolution": "",
        "pay_month": _month(_year_later(last.pay_month)),
        "starts_on": format_date(_year_later(last.line.starts_on)),
        "ends_on": format_date(_year_later(last.first_ends_on)),
        "hand_in_on": format_date(_year_later(last.hand_in_on)),
    }


def _shown(campaign: reports.CampaignFacts) -> dict[str, object]:
    return {
        "year": campaign.line.year,
        "title": campaign.line.title,
        "legal_basis": campaign.legal_basis,
        "resolution": campaign.resolution,
        "starts_on": format_date(campaign.line.starts_on),
        "ends_on": format_date(campaign.first_ends_on),
        "pay_month": _month(campaign.pay_month),
        "divisor": campaign.divisor,
        "rounding": campaign.rounding,
        "floor_vnd": format_vnd(campaign.floor_vnd) if campaign.floor_vnd else "",
        "hand_in_on": format_date(campaign.hand_in_on),
    }


def _month(day: date) -> str:
    return f"{day.month:02}/{day.year}"


def _year_later(day: date) -> date:
    """Return the same day a year later; of 29 February the 28th."""
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=day.year + 1, day=last)
