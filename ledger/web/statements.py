"""One unit's statement: collected, handed in, spent, held, year by year and book by book (E3)."""

import flask
from flask import Response

from ledger.documents.summaries import NO_CAMPAIGN, statement_pdf, statement_xlsx
from ledger.models.users import Role
from ledger.reports import summaries
from ledger.web.access import access, actor
from ledger.web.files import paint
from ledger.web.summaries import READERS as OVERSEERS

bp = flask.Blueprint("statements", __name__, url_prefix="/statements")

READERS = (*OVERSEERS, Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER, Role.SECRETARY)


@bp.get("/<int:unit_id>")
@access(*READERS)
def show(unit_id: int) -> str:
    """Show the statement of one unit in scope."""
    return flask.render_template(
        "statements/show.html",
        statement=summaries.statement(actor(), unit_id),
        no_campaign=NO_CAMPAIGN,
    )


@bp.get("/<int:unit_id>/statement.pdf")
@access(*READERS)
def pdf(unit_id: int) -> Response:
    """Print the statement."""
    statement = summaries.statement(actor(), unit_id)
    return paint(lambda: statement_pdf(statement), f"thu-nop-chi-{unit_id}.pdf")


@bp.get("/<int:unit_id>/statement.xlsx")
@access(*READERS)
def xlsx(unit_id: int) -> Response:
    """Give the statement as a spreadsheet."""
    statement = summaries.statement(actor(), unit_id)
    return paint(lambda: statement_xlsx(statement), f"thu-nop-chi-{unit_id}.xlsx")
