"""Accounts: the administrator lists, adds and disables them, and gives new passwords."""

import flask
from werkzeug.wrappers import Response

from ledger.db import run
from ledger.labels import options
from ledger.models.users import Role
from ledger.reports import users as reports
from ledger.schemas.users import NewPassword, NewUser, NoFacts
from ledger.services import users
from ledger.web.access import access, actor
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("users", __name__, url_prefix="/users")


@bp.get("")
@access(Role.ADMIN)
def list_() -> str:
    """List the accounts."""
    return flask.render_template("users/list.html", users=reports.list_users(actor()))


@bp.get("/new")
@access(Role.ADMIN)
def new() -> str:
    """Show the form for a new account."""
    return _new_page(form_of())


@bp.post("")
@access(Role.ADMIN)
def create() -> tuple[str, int] | Response:
    """Add an account."""
    form = load_form(NewUser)
    if form.ok:
        with form:
            run(users.add_user, actor(), **form.values)
            flask.flash(f"Đã thêm tài khoản {form.values['username']}.")
            return flask.redirect(flask.url_for("users.list_"), 303)
    return _new_page(form), form.status


@bp.get("/<int:user_id>")
@access(Role.ADMIN)
def show(user_id: int) -> str:
    """Show one account, with a new password and disabling."""
    return _page(user_id, form_of())


@bp.post("/<int:user_id>/password")
@access(Role.ADMIN)
def set_password(user_id: int) -> tuple[str, int] | Response:
    """Give an account a new password."""
    form = load_form(NewPassword)
    if form.ok:
        with form:
            run(users.set_password, actor(), user_id, **form.values)
            flask.flash("Đã đặt mật khẩu mới; các phiên đang mở của tài khoản đó đã dừng.")
            return flask.redirect(flask.url_for("users.list_"), 303)
    return _page(user_id, form), form.status


@bp.post("/<int:user_id>/disable")
@access(Role.ADMIN)
def disable(user_id: int) -> tuple[str, int] | Response:
    """Disable an account."""
    form = load_form(NoFacts)
    if form.ok:
        with form:
            run(users.disable_user, actor(), user_id)
            flask.flash("Đã khóa tài khoản; các phiên đang mở của tài khoản đó đã dừng.")
            return flask.redirect(flask.url_for("users.list_"), 303)
    return _page(user_id, form), form.status


def _new_page(form: Form) -> str:
    return flask.render_template(
        "users/new.html",
        form=form,
        roles=options(Role),
        places=[(place.id, place.name) for place in reports.list_places(actor())],
    )


def _page(user_id: int, form: Form) -> str:
    return flask.render_template(
        "users/show.html", form=form, user=reports.get_user(actor(), user_id)
    )
