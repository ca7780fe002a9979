"""Who may open what: one mark on every view, one place that enforces it.

A1  A view without a mark stops the start (``require_marks``) and is refused if it gets by.
A2  The mark is checked before the view runs; what the view then loads goes through the scope.
A3  Who is asking comes from the session row alone, never from anything that the request says.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlsplit

import flask
import flask_login
from werkzeug.wrappers import Response

from ledger.errors import NotAllowed, NotFound
from ledger.models.users import Role
from ledger.reports.scope import Actor


class Open(StrEnum):
    """Views that no role decides about."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"


Mark = Open | frozenset[Role]
View = TypeVar("View", bound=Callable[..., Any])

MARK = "access"
"""The attribute that holds a view's mark."""

REFUSALS = "refusals"
"""The attribute that holds what certain roles are told instead of the usual sentence."""

HIDDEN = "hidden"
"""The attribute of views that do not exist for the roles that may not open them."""

STATIC = frozenset({"static", "bootstrap.static"})
"""Endpoints of the libraries, which only serve style sheets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """What Flask-Login keeps for a request: the token that was shown and whom it stands for."""

    token: str
    actor: Actor
    place: str
    """The short name of the unit the role is given at, for the bar."""
    title: str
    """What the role is called there."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """Return the session's token: the cookie carries it, the database its hash."""
        return self.token


def access(
    *roles: Role,
    refusals: Mapping[Role, Callable[[Actor], NotAllowed]] | None = None,
    hidden: bool = False,
) -> Callable[[View], View]:
    """Mark a view as open to these roles only; ``refusals`` says to others why it is not.

    A ``hidden`` view is not there for others: even that such things are kept is not told.
    """

    def put(view: View) -> View:
        setattr(view, REFUSALS, dict(refusals or {}))
        setattr(view, HIDDEN, hidden)
        return _marking(frozenset(roles))(view)

    return put


def signed_in(view: View) -> View:
    """Mark a view as open to everybody who is logged in."""
    return _marking(Open.SIGNED_IN)(view)


def public(view: View) -> View:
    """Mark a view as open to the world."""
    return _marking(Open.PUBLIC)(view)


def actor() -> Actor:
    """Return who is asking.

    Raises:
        NotAllowed: nobody is logged in (only possible in a public view).

    """
    user = flask_login.current_user
    if not user.is_authenticated:
        raise NotAllowed
    found: Actor = user.actor
    return found


def mark_of(app: flask.Flask, endpoint: str) -> Mark | None:
    """Return the mark of an endpoint's view, None if it has none."""
    if endpoint in STATIC:
        return Open.PUBLIC
    return getattr(app.view_functions[endpoint], MARK, None)


def require_marks(app: flask.Flask) -> None:
    """Stop the start if a view has no mark (A1).

    Raises:
        RuntimeError: names the endpoints.

    """
    bare = sorted(name for name in app.view_functions if mark_of(app, name) is None)
    if bare:
        message = f"views without an access mark: {', '.join(bare)}"
        raise RuntimeError(message)


def enforce() -> Response | None:
    """Let the request through, or send it to the login page, or refuse it.

    Raises:
        NotAllowed: the role is not among the view's.
        NotFound: likewise, for a hidden view.

    """
    if flask.request.endpoint is None:
        return None  # no such page: everybody gets the same answer
    mark = mark_of(flask.current_app, flask.request.endpoint)
    if mark is Open.PUBLIC:
        return None
    if not flask_login.current_user.is_authenticated:
        ask_to_log_in: Response = flask.current_app.login_manager.unauthorized()  # type: ignore[attr-defined]  # put there by Flask-Login
        return ask_to_log_in
    if mark is Open.SIGNED_IN or (isinstance(mark, frozenset) and actor().role in mark):
        return None
    view = flask.current_app.view_functions[flask.request.endpoint]
    if getattr(view, HIDDEN, False):
        raise NotFound
    refusal = getattr(view, REFUSALS, {}).get(actor().role)
    raise refusal(actor()) if refusal else NotAllowed


def safe_next(target: str | None) -> str:
    """Return a path of this site to go on to, home for anything else (promise R11)."""
    home = "/"
    if not target or len(target) > 200 or not target.startswith("/") or target[1:2] in "/\\":
        return home
    if "\\" in target or any(character <= " " for character in target):
        return home
    return target


def same_origin() -> bool:
    """Say whether a page of this very site sent the request; unknown is no."""
    request = flask.request
    if fetch_site := request.headers.get("Sec-Fetch-Site"):
        return fetch_site == "same-origin"
    sender = request.headers.get("Origin") or request.referrer
    return sender is not None and urlsplit(sender)[:2] == urlsplit(request.host_url)[:2]


def way_back() -> str:
    """Return where to go on after the login: the page itself, or the form that was sent from."""
    request = flask.request
    if request.method in {"GET", "HEAD"}:
        return safe_next(request.full_path.removesuffix("?"))
    if request.referrer and same_origin():
        return safe_next(urlsplit(request.referrer).path)
    return "/"


def _marking(mark: Mark) -> Callable[[View], View]:
    def put(view: View) -> View:
        if hasattr(view, MARK):
            message = f"{view.__name__} is marked twice"
            raise RuntimeError(message)
        setattr(view, MARK, mark)
        return view

    return put
