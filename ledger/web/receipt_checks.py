"""Tra cứu: is this receipt genuine? For everybody who is logged in, and by QR for the world.

The world may ask only where ``LEDGER_PUBLIC_URL`` says that it reaches this server. A code travels
in a form or in the address that a QR code holds, and stands in no log.
"""

import flask
import flask_login
from werkzeug.wrappers import Response

from ledger.db import reading, settings
from ledger.errors import NotFound
from ledger.reports.receipt_checks import check_receipt
from ledger.schemas.receipt_checks import CheckForm
from ledger.services.receipt_checks import count_check
from ledger.web.access import actor, public
from ledger.web.forms import form_of, load_form

bp = flask.Blueprint("receipt_checks", __name__, url_prefix="/check")


@bp.after_request
def _keep_out_of_indexes(response: flask.Response) -> flask.Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@bp.get("")
@public
def new() -> str:
    """Ask for a number and a code."""
    _require_open()
    return flask.render_template("receipt_checks/new.html", form=form_of())


@bp.post("")
@public
def create() -> tuple[str, int] | Response:
    """Go on to the answer."""
    _require_open()
    form = load_form(CheckForm)
    if form.ok:
        return flask.redirect(flask.url_for("receipt_checks.show", **form.values), 303)
    return flask.render_template("receipt_checks/new.html", form=form), form.status


@bp.get("/<int:year>/<int:number>/<code:code>")
@public
def show(year: int, number: int, code: str) -> str:
    """Answer: genuine, cancelled, or unknown."""
    _require_open()
    count_check(_asker())
    reading(True)
    receipt = check_receipt(year, number, code)
    own = (
        receipt is not None
        and flask_login.current_user.is_authenticated
        and receipt.party_unit_id == actor().party_unit_id
    )
    return flask.render_template("receipt_checks/show.html", receipt=receipt, own=own)


def _require_open() -> None:
    """Let in who is logged in, and the world where this server is public.

    Raises:
        NotFound: nobody is logged in, and no public address is set.

    """
    if not flask_login.current_user.is_authenticated and settings().public_url is None:
        raise NotFound


def _asker() -> str:
    """Say who is asking: an account, or an address."""
    if flask_login.current_user.is_authenticated:
        return f"user {actor().user_id}"
    return f"address {flask.request.remote_addr}"
