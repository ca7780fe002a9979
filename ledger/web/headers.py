"""What every answer carries so that a browser protects its user, and the limits of a request."""

import hashlib
from pathlib import Path
from urllib.parse import urlsplit

import flask
from flask_bootstrap import Bootstrap5
from flask_wtf.csrf import CSRFProtect

from ledger.config import Config
from ledger.db import reading
from ledger.web.access import STATIC

CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self';"
    " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PAPER_POLICY = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""For PDFs and spreadsheets: a browser's own viewer needs styles and scripts of its own."""
SANDBOX_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""For what people sent in: whatever it is, nothing in it runs."""

SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
MAX_BODY_BYTES = 10 * 1024 * 1024
MAX_FORM_BYTES = 500 * 1000
FORM_TYPE = "application/x-www-form-urlencoded"
MAX_FIELDS = 1000
"""A sheet of 60 people has about 130 fields; multipart forms are bounded by this."""


def register(app: flask.Flask) -> None:
    """Set limits, cookies and headers from the configuration."""
    config: Config = app.config["LEDGER"]
    secure = (config.public_url or "").startswith("https://")
    app.config.from_mapping(
        BOOTSTRAP_SERVE_LOCAL=True,
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_FORM_BYTES,
        MAX_FORM_PARTS=MAX_FIELDS,
        SEND_FILE_MAX_AGE_DEFAULT=86_400,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_NAME="__Host-session" if secure else "session",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        TRUSTED_HOSTS=_hosts(config),
        # A form stays good for as long as its session: the session decides, and ends sooner.
        WTF_CSRF_TIME_LIMIT=None,
    )
    Bootstrap5(app)
    static = sorted(path for path in Path(app.root_path, "static").iterdir() if path.is_file())
    version = hashlib.sha256(b"".join(path.read_bytes() for path in static)).hexdigest()[:8]
    app.jinja_env.globals["style_version"] = version
    app.before_request(_begin)

    @app.after_request
    def protect(response: flask.Response) -> flask.Response:
        html = response.mimetype == "text/html"
        response.headers.update(SECURITY)
        policy = SANDBOX_POLICY if flask.g.get("sandboxed") and not html else PAPER_POLICY
        response.headers["Content-Security-Policy"] = CONTENT_POLICY if html else policy
        if flask.request.endpoint not in STATIC:
            response.headers["Cache-Control"] = "no-store"
        if secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response


def register_csrf(app: flask.Flask) -> None:
    """Demand a token of every form; asked for after access, so that strangers learn nothing."""
    CSRFProtect(app)


def _begin() -> None:
    """Read through the engine that cannot write; ``run`` takes the other one when it is time."""
    reading(True)
    if flask.request.mimetype == FORM_TYPE:
        # Werkzeug bounds the memory of multipart forms only.
        flask.request.max_content_length = MAX_FORM_BYTES


def _hosts(config: Config) -> list[str]:
    public = urlsplit(config.public_url or "").hostname
    return [
        *config.trusted_hosts,
        *([public] if public else []),
        "localhost",
        "127.0.0.1",
        "[::1]",
    ]
