"""One contribution: of somebody found on the list, or of another giver."""

from typing import Any

import flask
from werkzeug.wrappers import Response

from ledger.clock import format_date, today
from ledger.db import run
from ledger.labels import options
from ledger.models.campaigns import CampaignState
from ledger.models.contributions import Method
from ledger.models.contributors import ContributorKind
from ledger.models.users import Role
from ledger.reports import campaigns, contributors
from ledger.reports import visitors as visitor_reports
from ledger.reports.campaigns import CampaignLine
from ledger.schemas.contributions import ContributionForm, VisitorSearch
from ledger.services.contributions import record_contribution
from ledger.services.contributors import NewContributor
from ledger.web.access import access, actor
from ledger.web.asked import asked_id, asked_text, read_id
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("contributions", __name__, url_prefix="/contributions")

TREASURERS = (Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER)


@bp.get("/new")
@access(*TREASURERS)
def new() -> str:
    """Search for who gave; show the form once somebody is chosen."""
    shown = {
        "campaign_id": asked_id("campaign_id"),
        "list_entry_id": asked_id("entry_id"),
        "visitor_code": asked_text("visitor"),
        "contributor_id": asked_id("contributor_id"),
        "received_on": format_date(today()),
        "method": Method.CASH,
    }
    return _page(form_of(shown), other="other" in flask.request.args)


@bp.get("/visitors")
@access(*TREASURERS)
def visitors() -> str:
    """Ask who of another unit's list stands at the counter."""
    return _visitors_page(form_of({"campaign_id": asked_id("campaign_id")}))


@bp.post("/visitors")
@access(*TREASURERS)
def find_visitors() -> tuple[str, int] | str:
    """Find a member of another unit by name and year of birth."""
    form = load_form(VisitorSearch)
    if not form.ok:
        return _visitors_page(form), form.status
    return _visitors_page(form, found=visitor_reports.find_visitors(actor(), **form.values))


@bp.post("")
@access(*TREASURERS)
def create() -> tuple[str, int] | Response:
    """Record one contribution."""
    form = load_form(ContributionForm)
    if form.ok:
        with form:
            submission = run(record_contribution, actor(), **_facts(form))
            target = flask.url_for("submissions.show", submission_id=submission.id)
            return flask.redirect(target, 303)
    return _page(form, other=True), form.status


def _facts(form: Form) -> dict[str, Any]:
    """Return what the service asks for: one giver, of the three ways to name one."""
    facts = dict(form.values)
    kind, name, place = facts.pop("kind"), facts.pop("name"), facts.pop("place")
    facts["key"] = facts.pop("submission_key")
    facts["party_unit_id"] = actor().party_unit_id
    if facts["visitor_code"]:
        facts["list_entry_id"] = facts["contributor_id"] = None
    elif facts["list_entry_id"] is not None:
        facts["contributor_id"] = None
    elif facts["contributor_id"] is None:
        facts["new_contributor"] = NewContributor(kind=kind, name=name, place=place or "")
    return facts


def _campaign(lines: tuple[CampaignLine, ...], typed: str) -> CampaignLine | None:
    """Return the campaign that was chosen, else the running one, else the last that ran."""
    chosen = [line for line in lines if str(line.id) == typed]
    running = [line for line in lines if line.state is CampaignState.OPEN]
    return next(iter([*chosen, *running, *lines]), None)


def _visitors_page(form: Form, found: tuple[visitor_reports.Visitor, ...] | None = None) -> str:
    campaign = campaigns.campaign_line(actor(), read_id(form.text("campaign_id")) or 0)
    return flask.render_template(
        "contributions/visitors.html", form=form, campaign=campaign, found=found
    )


def _page(form: Form, *, other: bool) -> str:
    lines = tuple(
        line for line in campaigns.campaigns_of(actor()) if line.state is not CampaignState.DRAFT
    )
    campaign = _campaign(lines, form.text("campaign_id"))
    typed = asked_text()
    listed = known = guest = None
    found = contributors.Found()
    if campaign and (code := form.text("visitor_code")):
        guest = visitor_reports.visitor(actor(), campaign.id, code)
    elif campaign and (entry_id := read_id(form.text("list_entry_id"))):
        listed = contributors.listed_giver(actor(), campaign.id, entry_id)
    elif contributor_id := read_id(form.text("contributor_id")):
        known = contributors.known_contributor(actor(), contributor_id)
    elif campaign:
        found = contributors.find_givers(actor(), campaign.id, typed)
    return flask.render_template(
        "contributions/new.html",
        form=form,
        campaigns=lines,
        campaign=campaign,
        listed=listed,
        known=known,
        guest=guest,
        found=found,
        typed=typed,
        too_short=bool(typed.strip()) and not contributors.is_searchable(typed),
        other=other,
        kinds=options(ContributorKind),
        methods=options(Method),
    )
