"""The page that the world may read, and the decision that opens it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import flask
from flask import Response as Answer
from werkzeug.wrappers import Response

from ledger import clock
from ledger.db import run
from ledger.documents.bulletins import money_words
from ledger.errors import NotFound
from ledger.labels import options
from ledger.models.public_pages import PublicAccess
from ledger.reports import public_pages as reports
from ledger.schemas.public_pages import PublicPageForm
from ledger.services import public_pages
from ledger.services.public_pages import DECIDERS
from ledger.web.access import access, actor, public
from ledger.web.forms import Form, form_of, load_form
from ledger.web.rollout import OVERSEERS

bp = flask.Blueprint("public_pages", __name__)

FRESH = timedelta(minutes=5)
"""For how long the figures are kept: a crowd of readers asks the database for little."""
_CACHE = "ledger.public_page"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    decision: reports.DecisionLine
    at: datetime
    page: reports.PublicPage | None


@bp.get("/public")
@public
def show() -> Answer:
    """Show the totals and the target; while the page is shut it does not exist.

    Raises:
        NotFound: no decision has opened the page.

    """
    decision = reports.decision_in_force()
    if decision is None or decision.access is PublicAccess.SHUT:
        raise NotFound
    listed = decision.access is PublicAccess.OPEN_TO_SEARCH
    html = flask.render_template(
        "public_pages/show.html", page=_figures(decision), words=money_words, listed=listed
    )
    answer = flask.make_response(html)
    if not listed:
        answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@bp.get("/public-page")
@access(*OVERSEERS)
def settings() -> str:
    """Show whether the page is open, and by which decisions."""
    return _settings_page(form_of())


@bp.post("/public-page")
@access(*DECIDERS)
def decide() -> tuple[str, int] | Response:
    """Open or shut the page."""
    form = load_form(PublicPageForm)
    if form.ok:
        with form:
            run(public_pages.decide, actor(), **form.values)
            flask.flash("Đã ghi quyết định về trang công khai.")
            return flask.redirect(flask.url_for("public_pages.settings"), 303)
    return _settings_page(form), form.status


def _figures(decision: reports.DecisionLine) -> reports.PublicPage | None:
    """Return the figures of the last few minutes; a new decision begins afresh."""
    extensions = flask.current_app.extensions
    kept: _Kept | None = extensions.get(_CACHE)
    now = clock.system_now()
    if kept is None or kept.decision != decision or now - kept.at > FRESH:
        page = reports.public_page(decision.committee_id)
        kept = extensions[_CACHE] = _Kept(decision=decision, at=now, page=page)
    return kept.page


def _settings_page(form: Form) -> str:
    return flask.render_template(
        "public_pages/settings.html",
        decisions=reports.decisions_of(actor().party_unit_id),
        form=form,
        accesses=options(PublicAccess),
    )
