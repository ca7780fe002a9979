"""Download the unit's own list, to be filled in without a network and sent back (F7)."""

import flask
from flask import Response

from ledger.documents.travelling_lists import travelling_list_xlsx
from ledger.models.users import Role
from ledger.reports.travelling_lists import travelling_list
from ledger.web.access import access, actor
from ledger.web.files import paint

bp = flask.Blueprint("travelling_lists", __name__, url_prefix="/travelling-lists")

READERS = (Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER, Role.SECRETARY)


@bp.get("/<int:campaign_id>")
@access(*READERS)
def show(campaign_id: int) -> Response:
    """Send the whole unit's list."""
    listed = travelling_list(actor(), campaign_id)
    name = f"danh-sach-ung-ho-{listed.campaign.year}.xlsx"
    return paint(lambda: travelling_list_xlsx(listed), name)


@bp.get("/<int:campaign_id>/<int:cell_id>")
@access(*READERS)
def show_cell(campaign_id: int, cell_id: int) -> Response:
    """Send the list of one cell."""
    listed = travelling_list(actor(), campaign_id, cell_id=cell_id)
    name = f"danh-sach-ung-ho-{listed.campaign.year}-chi-bo-{cell_id}.xlsx"
    return paint(lambda: travelling_list_xlsx(listed), name)
