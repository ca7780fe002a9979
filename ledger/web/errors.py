"""What every refusal and every failure looks like: one table from errors to answers.

E1  A refusal of something that would have written ends with “Chưa ghi sổ khoản nào.”
E2  Before that is said of a failure, the form's submission key is looked up: what was recorded
    after all is shown instead (bad inputs 61 and 62).
E3  Nobody is shown a trace; a failure has a code that stands in the log as well.
"""

import secrets

import flask
import flask_login
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from ledger.db import StoreError, reading, translated
from ledger.errors import (
    NOTHING,
    CommitUncertain,
    Conflict,
    LedgerError,
    NamesStayInside,
    NotAllowed,
    NotFound,
    RuleBroken,
    StoreUnavailable,
    TooManyChecks,
    TooManyLogins,
    WrongLogin,
)
from ledger.services import submissions
from ledger.web.access import same_origin
from ledger.web.forms import kept_fields
from ledger.web.headers import FORM_TYPE

STATUS: dict[type[LedgerError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    Conflict: 409,
    RuleBroken: 422,
    WrongLogin: 422,
    TooManyLogins: 429,
    TooManyChecks: 429,
    StoreUnavailable: 503,
}
"""The families of errors; a class is answered like its nearest ancestor in here."""

TITLES = {
    400: "Yêu cầu không đúng",
    403: "Không có quyền",
    404: "Không tìm thấy",
    405: "Không dùng được cách gửi này",
    409: "Đã thay đổi",
    413: "Quá lớn",
    422: "Chưa ghi được",
    429: "Hãy thử lại sau",
    500: "Có lỗi",
    503: "Sổ đang bận",
}
_SENTENCES = {
    404: str(NotFound()),
    405: "Trang này không nhận cách gửi đó. Hãy đi từ trang đầu.",
    413: "Tệp quá 10 MB.",
}
EXPIRED = "Phiên nhập đã quá hạn; dữ liệu còn trên màn hình, bấm Ghi sổ."
EXPIRED_EMPTY = "Phiên nhập đã quá hạn. Mở lại trang trước rồi gửi lại."
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def register(app: flask.Flask) -> None:
    """Answer every error of this application from here."""
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(LedgerError, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(StoreError, _unreadable)
    app.register_error_handler(Exception, _failed)


def status_of(error: LedgerError) -> int:
    """Return the status that an error is answered with."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def _page(status: int, sentence: str, *, opened_by_decision: bool = False) -> Response:
    if flask.globals.request_ctx.url_adapter is None:
        # A host name that is not ours: no address of this site can be built for it.
        return flask.Response(sentence, status, mimetype="text/plain")
    wrote = flask.request.method not in _SAFE_METHODS
    if status < 500:
        reading(True)
    html = flask.render_template(
        "error.html",
        title=TITLES.get(status, TITLES[400]),
        sentence=sentence,
        nothing=NOTHING if wrote and NOTHING not in sentence else "",
        # The bar asks the database who is looking; a failing database is not asked again.
        bare=status >= 500,
        opened_by_decision=opened_by_decision,
    )
    return flask.make_response(html, status)


def _refused(error: LedgerError) -> Response:
    status = status_of(error)
    if isinstance(error, CommitUncertain) and (recorded := _recorded()):
        return recorded
    if isinstance(error, StoreUnavailable) and flask.request.method == "POST":
        # Its token was ours; the same key may be tried again (bad inputs 59 to 61).
        return _resend(status, TITLES[503], str(error), "Thử lại") or _page(status, str(error))
    if isinstance(error, NotFound | NotAllowed):
        flask.current_app.logger.warning(
            "%s refused to user %s: %s %s",
            status,
            flask_login.current_user.actor.user_id
            if flask_login.current_user.is_authenticated
            else "-",
            flask.request.method,
            _path(),
        )
    return _page(status, str(error), opened_by_decision=isinstance(error, NamesStayInside))


def _http(error: HTTPException) -> Response:
    if error.response is not None:
        return flask.make_response(error.get_response())
    status = error.code or 500
    if status == 413 and flask.request.mimetype == FORM_TYPE:
        return _page(status, "Biểu mẫu gửi lên quá lớn; hãy chia ra gửi nhiều lần.")
    return _page(status, _SENTENCES.get(status, "Yêu cầu không đúng dạng; hãy đi từ trang đầu."))


def _unreadable(error: StoreError) -> Response:
    """Answer what could not even be read: a busy or full store is no failure of ours."""
    told = translated(error)
    if not isinstance(told, StoreUnavailable):
        return _failed(error)
    return _recorded() or _refused(told)


def _failed(error: Exception) -> Response:
    code = secrets.token_hex(3).upper()
    flask.current_app.logger.error(
        "failure %s: %s %s", code, flask.request.method, _path(), exc_info=error
    )
    return _recorded() or _page(500, f"Có lỗi, mã {code}. {NOTHING}")


def _path() -> str:
    """Return the path for the log, without the code of a receipt (P18)."""
    code = (flask.request.view_args or {}).get("code")
    return flask.request.path.replace(f"/{code}", "/…") if code else flask.request.path


def _recorded() -> Response | None:
    """Return the way to what this form has recorded after all, if it has (E2)."""
    key = flask.request.form.get("submission_key")
    user = flask_login.current_user
    if not key or "submissions.show" not in flask.current_app.view_functions:
        return None
    try:
        reading(True)
        found = submissions.find(user.actor, key) if user.is_authenticated else None
    except StoreError:
        return None
    if found is None:
        return None
    return flask.redirect(flask.url_for("submissions.show", submission_id=found.id), 303)


def _expired(_error: CSRFError) -> Response:
    """Answer a form whose token is missing or old: keep what was typed (bad input 38).

    Only a page of this very site gets its fields back with a fresh token; a stranger's page must
    not have its fields confirmed by a click of ours.
    """
    if same_origin() and (page := _resend(400, "Phiên nhập đã quá hạn", EXPIRED, "Ghi sổ")):
        return page
    return _page(400, EXPIRED_EMPTY)


def _resend(status: int, title: str, sentence: str, button: str) -> Response | None:
    """Return a page that sends the same fields again; None if they must not be sent back."""
    form = flask.request.form
    if flask.request.files or "password" in form or not flask_login.current_user.is_authenticated:
        return None
    fields = kept_fields(form)
    if not fields:
        return None
    reading(True)
    html = flask.render_template(
        "resend.html",
        title=title,
        sentence=sentence,
        nothing=NOTHING,
        action=flask.request.full_path.removesuffix("?"),
        fields=fields,
        button=button,
    )
    return flask.make_response(html, status)
