"""One unit's statement: collected, handed in, spent, held, year by year (E3)."""

import flask

from ledger.models.users import Role
from ledger.reports import summaries
from ledger.web.access import access, actor
from ledger.web.summaries import READERS

bp = flask.Blueprint("statements", __name__, url_prefix="/statements")


@bp.get("/<int:unit_id>")
@access(*READERS, Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER, Role.SECRETARY)
def show(unit_id: int) -> str:
    """Show the statement of one unit in scope."""
    return flask.render_template(
        "statements/show.html", statement=summaries.statement(actor(), unit_id)
    )
