"""The target board: which locality has its house, and what each of the others waits for."""

import flask
from flask import Response

from ledger.documents import targets as documents
from ledger.errors import NotFound
from ledger.models.users import Role
from ledger.reports import targets
from ledger.reports.organs import Organs, organs_on
from ledger.reports.roadmap_money import root_path
from ledger.web.access import access, actor
from ledger.web.files import paint

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
    return flask.render_template(
        "targets/list.html",
        board=targets.board(actor()),
        state_words=documents.state_words,
        unclaimed_note=documents.UNCLAIMED_NOTE,
    )


@bp.get("/board.pdf")
@access(*BOARD_READERS)
def pdf() -> Response:
    """Print the board."""
    board, names = _whole()
    return paint(lambda: documents.board_pdf(board, names), "chi-tieu.pdf")


@bp.get("/board.xlsx")
@access(*BOARD_READERS)
def xlsx() -> Response:
    """Give the board as a spreadsheet."""
    board, names = _whole()
    return paint(lambda: documents.board_xlsx(board, names), "chi-tieu.xlsx")


@bp.get("/<int:unit_id>")
@access(*LOCALITY_READERS)
def show(unit_id: int) -> str:
    """Show one locality: its needs, purse, houses, and what is missing."""
    return flask.render_template(
        "targets/show.html",
        locality=targets.locality(actor(), unit_id),
        with_codes=actor().role in CODE_READERS,
        state_words=documents.state_words,
    )


def _whole() -> tuple[targets.Board, Organs]:
    """Return the board, and what the committee's organs are called today."""
    board = targets.board(actor())
    if board is None:
        raise NotFound
    return board, organs_on(int(root_path(actor()).strip("/")))
