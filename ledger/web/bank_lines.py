"""Lines of statements: what waits for its giver, and what became of the others."""

from typing import Any

import flask
from werkzeug.wrappers import Response

from ledger.db import run
from ledger.labels import options
from ledger.models.bank_lines import OtherMoney
from ledger.models.contributors import ContributorKind
from ledger.models.journal import Submission
from ledger.models.users import Role
from ledger.reports import bank_lines as reports
from ledger.reports import bank_matching, bank_recorded, contributors
from ledger.reports.bank_lines import Shown
from ledger.schemas.bank_lines import (
    CertainForm,
    GiverForm,
    KeyForm,
    LinkForm,
    SetAsideForm,
)
from ledger.schemas.users import NoFacts
from ledger.services import bank_lines
from ledger.services.bank_lines import Part
from ledger.services.contributors import NewContributor
from ledger.web.access import access, actor
from ledger.web.asked import asked_id, asked_text
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("bank_lines", __name__, url_prefix="/bank-lines")

TREASURERS = (Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER)
TABS = (
    (Shown.WAITING, "Chờ ghi"),
    (Shown.DONE, "Đã ghi"),
    (Shown.OUT, "Tiền ra"),
)


@bp.get("")
@access(*TREASURERS)
def list_() -> str:
    """Show a page of lines: those that wait, with what is known about their givers."""
    return _list_page(form_of())


@bp.post("/certain")
@access(*TREASURERS)
def record_certain() -> tuple[str, int] | Response:
    """Record the lines whose remark names a person by reference."""
    form = load_form(CertainForm)
    if form.ok:
        values = form.values
        with form:
            submission = run(
                bank_lines.record_certain,
                actor(),
                key=values["submission_key"],
                campaign_id=values["campaign_id"],
                line_ids=values["line"],
                agreed=values["agreed"],
            )
            return _to_receipts(submission)
    return _list_page(form), form.status


@bp.get("/<int:line_id>")
@access(*TREASURERS)
def show(line_id: int) -> str:
    """Show one line, and the ways to say what it is."""
    return _page(line_id, form_of())


@bp.post("/<int:line_id>/giver")
@access(*TREASURERS)
def record_giver(line_id: int) -> tuple[str, int] | Response:
    """Record a line for one giver."""
    form = load_form(GiverForm)
    if form.ok:
        line = reports.get_line(actor(), line_id)
        with form:
            submission = run(
                bank_lines.record_parts,
                actor(),
                line_id,
                key=form.values["submission_key"],
                campaign_id=form.values["campaign_id"],
                parts=[_part(form, line.open_vnd or line.amount_vnd)],
                agreed=form.values["agreed"],
            )
            return _to_receipts(submission)
    return _page(line_id, form), form.status


@bp.post("/<int:line_id>/link")
@access(*TREASURERS)
def link(line_id: int) -> tuple[str, int] | Response:
    """Let a line stand behind receipts that were written before."""
    form = load_form(LinkForm)
    if form.ok:
        with form:
            run(bank_lines.link_receipts, actor(), line_id, event_ids=form.values["event"])
            flask.flash("Đã khớp với phiếu ghi trước; không ghi thêm khoản nào.")
            return _to_list()
    return _page(line_id, form), form.status


@bp.post("/<int:line_id>/set-aside")
@access(*TREASURERS)
def set_aside(line_id: int) -> tuple[str, int] | Response:
    """Say that a line is no contribution."""
    form = load_form(SetAsideForm)
    if form.ok:
        note = form.values["note"] or ""
        with form:
            run(bank_lines.set_aside, actor(), line_id, reason=form.values["reason"], note=note)
            flask.flash("Đã để riêng; khoản này không phải tiền ủng hộ.")
            return _to_list()
    return _page(line_id, form), form.status


@bp.post("/<int:line_id>/book")
@access(*TREASURERS)
def book(line_id: int) -> tuple[str, int] | Response:
    """Record a line as interest or a fee of the bank."""
    form = load_form(KeyForm)
    if form.ok:
        with form:
            key = form.values["submission_key"]
            run(bank_lines.book_movement, actor(), line_id, key=key)
            flask.flash("Đã ghi vào sổ theo sao kê.")
            return flask.redirect(flask.url_for("bank_lines.show", line_id=line_id), 303)
    return _page(line_id, form), form.status


@bp.post("/<int:line_id>/uses/<int:use_id>/release")
@access(*TREASURERS)
def release(line_id: int, use_id: int) -> tuple[str, int] | Response:
    """Take a link or a reason back; the line waits again."""
    form = load_form(NoFacts)
    if form.ok:
        with form:
            run(bank_lines.release, actor(), line_id, use_id)
            flask.flash("Đã bỏ ghép; khoản này trở lại hàng chờ.")
            return flask.redirect(flask.url_for("bank_lines.show", line_id=line_id), 303)
    return _page(line_id, form), form.status


def _part(form: Form, amount_vnd: int) -> Part:
    """Return the giver that a form names, by one of the three ways."""
    values: dict[str, Any] = form.values
    if values["list_entry_id"]:
        return Part(amount_vnd=amount_vnd, list_entry_id=values["list_entry_id"])
    if values["contributor_id"]:
        return Part(amount_vnd=amount_vnd, contributor_id=values["contributor_id"])
    new = NewContributor(kind=values["kind"], name=values["name"], place=values["place"] or "")
    return Part(amount_vnd=amount_vnd, new_contributor=new)


def _to_receipts(submission: Submission) -> Response:
    return flask.redirect(flask.url_for("submissions.show", submission_id=submission.id), 303)


def _to_list() -> Response:
    return flask.redirect(flask.url_for("bank_lines.list_"), 303)


def _list_page(form: Form) -> str:
    shown = flask.request.args.get("shown", Shown.WAITING, type=Shown)
    page = reports.list_lines(actor(), shown, after=asked_id("after"))
    look = bank_matching.look_closely(actor(), page.lines) if shown is Shown.WAITING else None
    return flask.render_template(
        "bank_lines/list.html",
        form=form,
        shown=shown,
        tabs=TABS,
        page=page,
        proposals=look.proposals if look else [],
        certain=look.certain if look else [],
        waiting=reports.count_waiting(actor()),
    )


def _page(line_id: int, form: Form) -> str:
    line = reports.get_line(actor(), line_id)
    waits = line.sign == 1 and line.open_vnd > 0
    look = bank_matching.look_closely(actor(), [line], asked_id("campaign")) if waits else None
    proposal = look.proposals[0] if look else None
    campaign_id = proposal.campaign_id if proposal else None
    typed = asked_text()
    return flask.render_template(
        "bank_lines/show.html",
        form=form,
        line=line,
        proposal=proposal,
        campaigns=[one for one in look.campaigns if one.starts_on <= line.on] if look else [],
        campaign_id=campaign_id,
        typed=typed,
        people=look.find(campaign_id, typed) if look else [],
        known=contributors.find_known(actor(), typed) if look else [],
        cells=look.cells(campaign_id) if look else [],
        receipts=bank_recorded.linkable(line, look.receipts) if look else None,
        offered=bank_recorded.MOST_OFFERED,
        moves=bank_recorded.find_moves(actor(), line) if line.open_vnd else [],
        kinds=options(ContributorKind),
        reasons=options(OtherMoney),
    )
