"""Records that may be one person's: shown side by side, merged, told apart, and taken apart again."""

import flask
from werkzeug.wrappers import Response

from ledger.db import run
from ledger.errors import RuleBroken
from ledger.models.users import Role
from ledger.reports import member_merges as reports
from ledger.reports import members as member_reports
from ledger.schemas.fields import STRANGE
from ledger.schemas.member_merges import ApartForm, MergeForm, UnmergeForm
from ledger.services import member_merges
from ledger.web.access import access, actor
from ledger.web.asked import asked_id, asked_text, read_id
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("member_merges", __name__, url_prefix="/member-merges")

TREASURERS = (Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER)
MERGERS = (*TREASURERS, Role.ORGANISATION_BOARD)


@bp.get("")
@access(*MERGERS)
def list_() -> str:
    """List the pairs that may be one person, and what has been merged."""
    return flask.render_template(
        "member_merges/list.html",
        pairs=reports.suspects(actor()),
        merged=reports.merged_records(actor()),
    )


@bp.get("/search")
@access(*TREASURERS)
def search() -> str:
    """Search for the other record of a member."""
    member = member_reports.member_heading(actor(), asked_id("member_id") or 0)
    typed = asked_text()
    found = member_reports.list_members(actor(), typed=typed).rows if typed.strip() else ()
    return flask.render_template(
        "member_merges/search.html",
        member=member,
        typed=typed,
        found=[row for row in found if row.id != member.id],
    )


@bp.get("/new")
@access(*MERGERS)
def new() -> str:
    """Show two records side by side."""
    return _page(form_of({"first_id": asked_id("first"), "second_id": asked_id("second")}))


@bp.post("")
@access(*MERGERS)
def create() -> tuple[str, int] | Response:
    """Merge two records, the one that was chosen standing for the person."""
    form = load_form(MergeForm)
    if form.ok:
        facts = form.values
        ids = {facts["first_id"], facts["second_id"]}
        merged_id = next(iter(ids - {facts["kept_id"]}), facts["kept_id"])
        with form:
            run(
                member_merges.merge_members,
                actor(),
                kept_id=facts["kept_id"],
                merged_id=merged_id,
                reason=facts["reason"],
                agreed=facts["agreed"],
            )
            flask.flash("Đã gộp: hai hồ sơ nay được tính là một người.")
            target = flask.url_for("member_merges.show", member_id=merged_id)
            return flask.redirect(target, 303)
    return _page(form), form.status


@bp.post("/tell-apart")
@access(*MERGERS)
def tell_apart() -> Response:
    """Say that two records are two people."""
    form = load_form(ApartForm)
    if not form.ok:
        raise RuleBroken(STRANGE)
    run(member_merges.tell_apart, actor(), *form.values.values())
    flask.flash("Đã ghi là hai người khác nhau; sẽ không hỏi lại.")
    return flask.redirect(flask.url_for("member_merges.list_"), 303)


@bp.get("/<int:member_id>")
@access(*MERGERS)
def show(member_id: int) -> str:
    """Show a record that was laid aside, and the one that stands for it."""
    return _merged_page(member_id, form_of())


@bp.post("/<int:member_id>/undo")
@access(*MERGERS)
def undo(member_id: int) -> tuple[str, int] | Response:
    """Take a merge back."""
    form = load_form(UnmergeForm)
    if form.ok:
        with form:
            run(member_merges.unmerge_member, actor(), member_id, **form.values)
            flask.flash("Đã tách hai hồ sơ.")
            return flask.redirect(flask.url_for("member_merges.list_"), 303)
    return _merged_page(member_id, form), form.status


def _page(form: Form) -> str:
    first_id, second_id = (read_id(form.text(name)) or 0 for name in ("first_id", "second_id"))
    first, second = reports.two_records(actor(), first_id, second_id)
    return flask.render_template("member_merges/new.html", form=form, records=(first, second))


def _merged_page(member_id: int, form: Form) -> str:
    merged, stands = reports.merge_of(actor(), member_id)
    return flask.render_template("member_merges/show.html", form=form, merged=merged, stands=stands)
