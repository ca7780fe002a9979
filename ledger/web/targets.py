"""The target board: which locality has its house, and what each of the others waits for."""

import flask

from ledger.models.users import Role
from ledger.reports import targets
from ledger.web.access import access, actor

bp = flask.Blueprint("targets", __name__, url_prefix="/targets")

BOARD_READERS = (
    Role.OFFICE,
    Role.ORGANISATION_BOARD,
    Role.STANDING_COMMITTEE,
    Role.PROPAGANDA_BOARD,
    Role.INSPECTOR,
)
LOCALITY_READERS = (*BOARD_READERS, Role.SECRETARY, Role.COMMUNE_TREASURER)
CODE_READERS = frozenset(LOCALITY_READERS) - {Role.PROPAGANDA_BOARD, Role.COMMUNE_TREASURER}
"""Who sees needs by their codes; the others see how many there are."""


@bp.get("")
@access(*BOARD_READERS)
def list_() -> str:
    """Show every locality, grouped by how far it has come."""
    return flask.render_template("targets/list.html", board=targets.board(actor()))


@bp.get("/<int:unit_id>")
@access(*LOCALITY_READERS)
def show(unit_id: int) -> str:
    """Show one locality: its needs, purse, houses, and what is missing."""
    return flask.render_template(
        "targets/show.html",
        locality=targets.locality(actor(), unit_id),
        with_codes=actor().role in CODE_READERS,
    )
