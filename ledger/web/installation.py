"""What this database is: on the demo, time stands still and every page says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import flask

from ledger import clock
from ledger.db import StoreError, db
from ledger.reports import home

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LOOPBACK = frozenset({"127.0.0.1", "::1"})
_CACHE = "ledger.installation"


@dataclass(frozen=True, slots=True)
class Installed:
    """What does not change while an application runs."""

    demo_on: date | None
    programme: str
    """The programme's own name, as the bar shows it."""


def installed() -> Installed:
    """Return what this database is, read once for each application."""
    extensions = flask.current_app.extensions
    if _CACHE not in extensions:
        extensions[_CACHE] = Installed(home.demo_day(), home.programme_name())
    found: Installed = extensions[_CACHE]
    return found


def forget(app: flask.Flask) -> None:
    """Read the row again at the next request: its database was replaced."""
    app.extensions.pop(_CACHE, None)


def is_demo_here() -> bool:
    """Say whether this is the demo, asked for from the machine itself."""
    return installed().demo_on is not None and flask.request.remote_addr in LOOPBACK


def register(app: flask.Flask) -> None:
    """Let every request on a demo database happen on its working day."""
    serve = app.wsgi_app

    def on_its_day(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        day = _demo_day(app)
        if day is None:
            return serve(environ, start)
        with clock.at_day(day):
            return serve(environ, start)

    app.wsgi_app = on_its_day  # type: ignore[assignment,method-assign]  # Flask's documented way to wrap itself
    app.add_template_global(installed, "installed")
    app.add_template_global(is_demo_here, "is_demo_here")


def _demo_day(app: flask.Flask) -> date | None:
    with app.app_context():
        try:
            return installed().demo_on
        except StoreError:
            return None  # the request itself will meet the failure, and say so
        finally:
            db.session.rollback()
