"""Figures that Ban Tuyên giáo may publish, and five lines to copy."""

import flask
from flask import Response as Answer
from werkzeug.wrappers import Response

from ledger.documents.bulletins import bulletin_lines, bulletin_text, money_words
from ledger.reports import campaigns
from ledger.reports.bulletins import bulletin
from ledger.web.access import access, actor
from ledger.web.files import send_file
from ledger.web.rollout import OVERSEERS

bp = flask.Blueprint("bulletins", __name__, url_prefix="/bulletins")


@bp.get("")
@access(*OVERSEERS)
def list_() -> str | Response:
    """Go to the campaign that runs, or to the newest one that has opened."""
    lines = [line for line in campaigns.campaigns_of(actor()) if line.state != "draft"]
    if not lines:
        return flask.render_template("bulletins/list.html")
    line = next((one for one in lines if one.state == "open"), lines[0])
    return flask.redirect(flask.url_for("bulletins.show", campaign_id=line.id), 303)


@bp.get("/<int:campaign_id>")
@access(*OVERSEERS)
def show(campaign_id: int) -> str:
    """Show the figures of today, and the text."""
    facts = bulletin(actor(), campaign_id)
    return flask.render_template(
        "bulletins/show.html",
        facts=facts,
        lines=bulletin_lines(facts),
        received=money_words(facts.received),
    )


@bp.get("/<int:campaign_id>/bulletin.txt")
@access(*OVERSEERS)
def text(campaign_id: int) -> Answer:
    """Give the text as a file."""
    facts = bulletin(actor(), campaign_id)
    return send_file(bulletin_text(facts).encode(), f"thong-tin-{facts.campaign.year}.txt")
