"""Log in and out. The cookie is signed and carries a random token; the database decides.

A form sent after the session has run out is not lost: its fields travel, sealed for the same
person, through the login page and come back with a button (bad input 39).
"""

import json

import flask
import flask_login
from flask_wtf.csrf import ValidationError, validate_csrf
from werkzeug.wrappers import Response

from ledger.crypto import Unreadable, seal, unseal
from ledger.db import StoreError, data_key, reading, run
from ledger.errors import NOTHING, NotFound, StoreUnavailable, TooManyLogins, WrongLogin
from ledger.reports import users as user_reports
from ledger.schemas.logins import DemoLogin, Login
from ledger.services import logins
from ledger.web.access import SignedIn, public, safe_next, way_back
from ledger.web.forms import CSRF_FIELD, Form, form_of, kept_fields, load_form
from ledger.web.installation import is_demo_here

bp = flask.Blueprint("sessions", __name__)

GO_ON = "Bạn đã đăng nhập lại; dữ liệu còn đây, bấm Ghi sổ."


def register(app: flask.Flask) -> None:
    """Let Flask-Login find out who is asking by the session row."""
    manager = flask_login.LoginManager()
    manager.session_protection = None  # the row decides, not the browser's name
    manager.user_loader(_load)
    manager.unauthorized_handler(_ask_to_log_in)
    manager.init_app(app)


@bp.get("/login")
@public
def new() -> str:
    """Show the login form."""
    return _login_page(form_of({"next": safe_next(flask.request.args.get("next"))}))


@bp.post("/login")
@public
def create() -> tuple[str, int] | str | Response:
    """Log in, and go on to where the person wanted to go."""
    form = load_form(Login)
    if form.ok:
        try:
            token = logins.log_in(form.values["username"], form.values["password"])
        except (WrongLogin, TooManyLogins) as error:
            form.refuse(str(error))
            form.status = 429 if isinstance(error, TooManyLogins) else 422
            reading(True)
        else:
            return _enter(token, next_=form.values["next"], kept=form.values["kept"])
    return _login_page(form), form.status


@bp.post("/demo-login")
@public
def demo() -> tuple[str, int] | str | Response:
    """Log in by a button: only on the demo database, only from this machine.

    Raises:
        NotFound: this is not the demo, or somebody else's machine.

    """
    if not is_demo_here():
        raise NotFound
    form = load_form(DemoLogin)
    if not form.ok:
        return _login_page(form), form.status
    return _enter(run(logins.start_session_named, form.values["username"]))


@bp.post("/logout")
@public
def end() -> Response:
    """End the session in the database: the cookie opens nothing any more, wherever it is kept."""
    if flask_login.current_user.is_authenticated:
        run(logins.end_session, flask_login.current_user.token)
    flask.session.clear()
    return flask.redirect(flask.url_for("sessions.new"), 303)


def _load(token: str) -> SignedIn | None:
    if "session_failed" in flask.g:
        return None  # asked for again by the page that tells of the failure
    reading(True)
    try:
        found = logins.find_session(token)
    except StoreError:
        flask.g.session_failed = True
        raise
    if found is None:
        return None
    if found.stale:
        try:
            run(logins.touch_session, token)
        except StoreUnavailable:
            flask.current_app.logger.warning("a session could not be touched")
        reading(True)
    return SignedIn(token=token, actor=found.actor, place=found.place, title=found.title)


def _enter(token: str, *, next_: str = "", kept: str = "") -> str | Response:
    """Put a new session in place of whatever the browser brought (no fixation)."""
    if flask_login.current_user.is_authenticated:
        run(logins.end_session, flask_login.current_user.token)
    user = _load(token)
    if user is None:
        raise WrongLogin  # pragma: no cover  (disabled in this very moment)
    flask.session.clear()
    flask_login.login_user(user)
    if kept and (page := _go_on(user, kept)):
        return page
    return flask.redirect(safe_next(next_), 303)


def _login_page(form: Form) -> str:
    accounts = user_reports.demo_accounts() if is_demo_here() else []
    return flask.render_template("sessions/new.html", form=form, accounts=accounts)


def _ask_to_log_in() -> Response:
    request = flask.request
    if request.method == "POST" and (kept := _keep()):
        form = form_of({"kept": kept})
        form.refuse(f"Phiên làm việc đã hết hạn. {NOTHING} Đăng nhập lại, dữ liệu vẫn còn.")
        return flask.make_response(_login_page(form), 401)
    wanted = way_back()
    target = flask.url_for("sessions.new", next=wanted if wanted != "/" else None)
    return flask.redirect(target, 303)


def _keep() -> str | None:
    """Seal a form for the person whose session ran out; None if it was not sent by our page."""
    user_id = logins.user_of(flask.session.get("_user_id", ""))
    if user_id is None or flask.request.files:
        return None
    try:
        validate_csrf(flask.request.form.get(CSRF_FIELD))
    except ValidationError:
        return None
    fields = kept_fields(flask.request.form)
    sent = {"action": flask.request.full_path.removesuffix("?"), "fields": fields}
    return seal(json.dumps(sent), key=data_key(), about=f"kept form:{user_id}")


def _go_on(user: SignedIn, kept: str) -> str | None:
    """Show the kept form's fields to the person it belongs to, with a fresh token."""
    try:
        text = unseal(kept, key=data_key(), about=f"kept form:{user.actor.user_id}")
    except Unreadable:
        return None
    sent = json.loads(text)
    return flask.render_template(
        "resend.html",
        title="Tiếp tục ghi",
        sentence=GO_ON,
        nothing=NOTHING,
        action=sent["action"],
        fields=sent["fields"],
        button="Ghi sổ",
    )
