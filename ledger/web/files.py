"""Send papers and spreadsheets under names of our own, never under a name that came in."""

import io
import mimetypes
from collections.abc import Callable

import flask
from flask import Response

from ledger.db import db


def send_file(body: bytes, name: str) -> Response:
    """Return a paper to look at, or a spreadsheet to keep; ``name`` is plain ASCII."""
    kind = mimetypes.guess_type(name)[0]
    return flask.send_file(
        io.BytesIO(body),
        mimetype=kind or "application/octet-stream",
        as_attachment=kind != "application/pdf",
        download_name=name,
    )


def paint(work: Callable[[], bytes], name: str) -> Response:
    """Let go of the database, then paint: a long paper must not hold a read open."""
    db.session.rollback()
    return send_file(work(), name)
