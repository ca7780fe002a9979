"""The bank account of one's own unit: what is in force, what was, and a new one."""

import flask
from werkzeug.wrappers import Response

from ledger.banks import choices
from ledger.clock import format_date, today
from ledger.db import run
from ledger.models.users import Role
from ledger.reports import bank_accounts as reports
from ledger.schemas.bank_accounts import AccountForm
from ledger.services import bank_accounts
from ledger.web.access import access, actor
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("bank_accounts", __name__, url_prefix="/bank-account")

TREASURERS = (Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER)


@bp.get("")
@access(*TREASURERS)
def show() -> str:
    """Show the account in force, and the form for another."""
    return _page(form_of({"starts_on": format_date(today())}))


@bp.post("")
@access(*TREASURERS)
def create() -> tuple[str, int] | Response:
    """Let another account be the one from a day on."""
    form = load_form(AccountForm)
    if form.ok:
        facts = dict(form.values)
        with form:
            line = run(bank_accounts.set_account, actor(), bin_=facts.pop("bin"), **facts)
            flask.flash(f"Đã ghi tài khoản {line.words}, dùng từ {format_date(line.starts_on)}.")
            return flask.redirect(flask.url_for("bank_accounts.show"), 303)
    return _page(form), form.status


def _page(form: Form) -> str:
    history = reports.account_history(actor())
    return flask.render_template(
        "bank_accounts/show.html", form=form, history=history, banks=choices()
    )
