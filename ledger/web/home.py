"""The first page: what is waiting for whoever has logged in."""

import flask

from ledger.reports import home
from ledger.web.access import actor, signed_in

bp = flask.Blueprint("home", __name__)


@bp.get("/")
@signed_in
def show() -> str:
    """Show the first page of a role."""
    return flask.render_template(
        "home/show.html", page=home.first_page(actor()), collecting=actor().role in home.COLLECTING
    )
