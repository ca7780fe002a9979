"""The committee's summary, by campaign and in all, and two years side by side."""

import flask
from flask import Response

from ledger.charts import grouped_bars
from ledger.documents import summaries as documents
from ledger.models.party_units import NameKind
from ledger.models.users import Role
from ledger.reports import summaries
from ledger.reports.figures import total, years_of
from ledger.reports.scope import name_on
from ledger.web.access import access, actor
from ledger.web.asked import asked_id
from ledger.web.files import paint

bp = flask.Blueprint("summaries", __name__, url_prefix="/summaries")

READERS = (
    Role.OFFICE,
    Role.ORGANISATION_BOARD,
    Role.STANDING_COMMITTEE,
    Role.PROPAGANDA_BOARD,
    Role.INSPECTOR,
)


@bp.get("")
@access(*READERS)
def list_() -> str:
    """Show everything since the books began."""
    return _page(None)


@bp.get("/<int:campaign_id>")
@access(*READERS)
def show(campaign_id: int) -> str:
    """Show one campaign."""
    return _page(campaign_id)


@bp.get("/<int:campaign_id>/summary.pdf")
@access(*READERS)
def pdf(campaign_id: int) -> Response:
    """Print one campaign on one sheet."""
    summary, committee = _read(campaign_id or None)
    name = f"tong-hop-{campaign_id}.pdf"
    return paint(lambda: documents.summary_pdf(summary, committee=committee), name)


@bp.get("/<int:campaign_id>/summary.xlsx")
@access(*READERS)
def xlsx(campaign_id: int) -> Response:
    """Give one campaign's tables as a spreadsheet."""
    summary, committee = _read(campaign_id or None)
    name = f"tong-hop-{campaign_id}.xlsx"
    return paint(lambda: documents.summary_xlsx(summary, committee=committee), name)


@bp.get("/compare")
@access(*READERS)
def compare() -> str:
    """Show two years side by side; the last two unless others are asked for."""
    years = years_of(actor())
    if len(years) < 2:
        return flask.render_template("summaries/compare.html", years=years, rows=())
    known = {year.campaign_id for year in years}
    first_id = asked_id("first")
    second_id = asked_id("second")
    first, second, rows = summaries.compare(
        actor(),
        first_id if first_id in known else years[-2].campaign_id,
        second_id if second_id in known else years[-1].campaign_id,
    )
    bars = [(row.name, (row.first.given_vnd, row.second.given_vnd)) for row in rows]
    return flask.render_template(
        "summaries/compare.html",
        years=years,
        first=first,
        second=second,
        rows=rows,
        first_total=total(row.first for row in rows),
        second_total=total(row.second for row in rows),
        chart=grouped_bars(bars, ("before", "after")),
    )


def _page(campaign_id: int | None) -> str:
    return flask.render_template(
        "summaries/show.html",
        summary=summaries.summarise(actor(), campaign_id),
        groups=documents.GROUPS,
        places=documents.PLACE_WORDS,
        note=documents.CAMPAIGN_NOTE,
    )


def _read(campaign_id: int | None) -> tuple[summaries.Summary, str]:
    """Return what a paper needs."""
    summary = summaries.summarise(actor(), campaign_id)
    return summary, name_on(actor().party_unit_id, NameKind.COMMITTEE)
