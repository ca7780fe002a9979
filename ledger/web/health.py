"""``/healthz``: fine only if the database, its guards and the disk are (for a watching machine)."""

import shutil
import time
from pathlib import Path

import flask

from ledger.book import manifest
from ledger.db import StoreError, db
from ledger.reports import health
from ledger.web.access import public

bp = flask.Blueprint("health", __name__)

GUARDS_EVERY_SECONDS = 60
MIN_FREE_BYTES = 50 * 1024 * 1024
_CACHE = "ledger.guards"


@bp.get("/healthz")
@public
def show() -> tuple[flask.Response, int]:
    """Answer 200 and “ok”, or 503 and the one word that says what is wrong."""
    trouble = _trouble()
    return flask.jsonify(status=trouble or "ok"), 503 if trouble else 200


def _trouble() -> str | None:
    try:
        health.ask_both_engines()
        if not _guards_are_there():
            return "guards"
    except StoreError:
        flask.current_app.logger.exception("the database does not answer")
        return "database"
    return None if _has_room() else "disk"


def _guards_are_there() -> bool:
    at, fine = flask.current_app.extensions.get(_CACHE, (0.0, False))
    now = time.monotonic()
    if not fine or now - at > GUARDS_EVERY_SECONDS:
        fine = next(manifest.find_differences(), None) is None
        flask.current_app.extensions[_CACHE] = (now, fine)
    return bool(fine)


def _has_room() -> bool:
    """Look at the disk beside an SQLite file; a server looks after its own."""
    if db.engine.dialect.name != "sqlite" or not db.engine.url.database:
        return True
    folder = Path(db.engine.url.database).resolve().parent
    return shutil.disk_usage(folder).free >= MIN_FREE_BYTES
