"""Send papers and spreadsheets under names of our own, never under a name that came in.

What people sent in themselves goes out to be kept, in a sandbox; only a picture that we made anew
is shown inside a page.
"""

import io
import mimetypes
from collections.abc import Callable, Iterable

import flask
from flask import Response

from ledger.db import db
from ledger.errors import NotFound
from ledger.models.attachments import AttachmentKind
from ledger.reports.attachments import KeptFile, OpenAttachment, open_attachment


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


def send_scan(files: Iterable[KeptFile], attachment_id: int) -> Response:
    """Hand out one of the scans that a page leads to.

    Raises:
        NotFound: it is none of them.

    """
    if attachment_id not in {file.id for file in files}:
        raise NotFound
    return send_attachment(open_attachment(attachment_id))


def send_attachment(opened: OpenAttachment) -> Response:
    """Hand out an attachment; whoever calls has asked whether it may be seen."""
    flask.g.sandboxed = True
    picture = opened.kind is AttachmentKind.PICTURE
    return flask.send_file(
        io.BytesIO(opened.body),
        mimetype="image/jpeg" if picture else "application/pdf",
        as_attachment=not picture,
        download_name=opened.name,
    )
