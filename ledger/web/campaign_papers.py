"""The resolution on file of a campaign: add a scan, hand one out."""

import flask
from werkzeug.wrappers import Response

from ledger.db import run
from ledger.reports import campaign_papers as reports
from ledger.reports.campaigns import campaign_line
from ledger.schemas.decisions import ScanForm
from ledger.services import campaign_papers
from ledger.services.campaigns import CAMPAIGNERS
from ledger.web.access import access, actor, signed_in
from ledger.web.files import send_scan
from ledger.web.forms import Form, load_form, read_upload

bp = flask.Blueprint("campaign_papers", __name__, url_prefix="/campaigns/<int:campaign_id>/scans")


@bp.get("/new")
@access(*CAMPAIGNERS)
def new(campaign_id: int) -> str:
    """Ask for a scan."""
    return _page(campaign_id, Form())


@bp.post("")
@access(*CAMPAIGNERS)
def create(campaign_id: int) -> tuple[str, int] | Response:
    """Keep one more scan."""
    form = load_form(ScanForm, file="file")
    scan = read_upload(form)
    if form.ok and scan:
        with form:
            run(campaign_papers.add_scan, actor(), campaign_id, scan)
            flask.flash("Đã thêm bản chụp.")
            return flask.redirect(flask.url_for("campaigns.show", campaign_id=campaign_id), 303)
    return _page(campaign_id, form), form.status


@bp.get("/<int:attachment_id>")
@signed_in
def show(campaign_id: int, attachment_id: int) -> Response:
    """Hand out a scan."""
    return send_scan(reports.scans_in_scope(actor(), campaign_id), attachment_id)


def _page(campaign_id: int, form: Form) -> str:
    line = campaign_line(actor(), campaign_id)
    return flask.render_template("campaign_papers/new.html", form=form, line=line)
