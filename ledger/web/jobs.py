"""Long work: how far it is, and what came of it. The page asks again by itself, without a script."""

from collections.abc import Mapping
from typing import Any

import flask
from werkzeug.wrappers import Response

from ledger.db import run
from ledger.models.jobs import JobKind
from ledger.reports import jobs as reports
from ledger.services import jobs
from ledger.web.access import actor, signed_in

bp = flask.Blueprint("jobs", __name__, url_prefix="/jobs")

ASK_AGAIN_SECONDS = 2

RESULTS: Mapping[JobKind, tuple[str, str]] = {
    JobKind.OPEN_CAMPAIGN: ("campaigns.show", "campaign_id"),
    JobKind.IMPORT_FILE: ("contribution_imports.show", "file_id"),
}
"""Where the result of each kind is shown: an endpoint and the name of its number."""


@bp.get("")
@signed_in
def list_() -> str:
    """List the newest jobs of the reader's unit."""
    return flask.render_template("jobs/list.html", jobs=reports.jobs_of(actor()))


@bp.get("/<int:job_id>")
@signed_in
def show(job_id: int) -> Response:
    """Show one job; while it goes on, the browser asks again."""
    job = reports.one_job(actor(), job_id)
    page = flask.make_response(
        flask.render_template("jobs/show.html", job=job, result=_result(job))
    )
    if not job.is_over:
        page.headers["Refresh"] = str(ASK_AGAIN_SECONDS)
    return page


def start_job(kind: JobKind, *, key: str, facts: jobs.Facts) -> Response:
    """Take work on for the worker, and go on to the page that shows it.

    Raises:
        SubmissionChanged: the key was used for something else.

    """
    by = actor()
    job_id = run(lambda: jobs.start_job(by, key=key, kind=kind, facts=facts).id)
    return flask.redirect(flask.url_for("jobs.show", job_id=job_id), 303)


def _result(job: reports.JobLine) -> str:
    if job.result_id is None or job.kind not in RESULTS:
        return ""
    endpoint, name = RESULTS[job.kind]
    number: dict[str, Any] = {name: job.result_id}
    return flask.url_for(endpoint, **number)
