"""What is different from the year before, looked at before the lists are frozen."""

import flask

from ledger.models.users import Role
from ledger.reports import campaign_changes as reports
from ledger.web.access import access, actor

bp = flask.Blueprint("campaign_changes", __name__, url_prefix="/campaigns")


@bp.get("/<int:campaign_id>/changes")
@access(
    Role.COMMUNE_TREASURER,
    Role.AGENCY_TREASURER,
    Role.SECRETARY,
    Role.ORGANISATION_BOARD,
    Role.OFFICE,
)
def show(campaign_id: int) -> str:
    """Show the differences: numbers by unit, names to the unit itself."""
    return flask.render_template(
        "campaign_changes/show.html",
        changes=reports.changes_since(actor(), campaign_id),
        kinds=list(reports.Difference),
    )
