"""Party members: searched and listed by those inside the unit, kept by its treasurer."""

import re

import flask
from werkzeug.wrappers import Response

from ledger.db import run
from ledger.labels import options
from ledger.models.party_members import MemberStanding, NotAskedReason
from ledger.models.users import Role
from ledger.reports import members as reports
from ledger.reports import units as unit_reports
from ledger.reports.members import MemberFilter
from ledger.schemas.members import (
    FILTERS,
    PAY_KINDS,
    MemberForm,
    MemberLeft,
    pay_fields,
    pay_words,
)
from ledger.schemas.users import NoFacts
from ledger.services import members
from ledger.web.access import access, actor
from ledger.web.asked import asked_id, asked_text
from ledger.web.forms import Form, form_of, load_form
from ledger.web.navigation import may_open

bp = flask.Blueprint("members", __name__, url_prefix="/members")


_RECEIPT_NUMBER = re.compile(r"(?:PT\s*)?[0-9]{1,6}(?:/[0-9]{4})?", re.IGNORECASE)


@bp.get("")
@access(Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER, Role.SECRETARY, Role.INSPECTOR)
def list_() -> str | Response:
    """List a unit's members, searched and filtered; odd parameters mean the defaults.

    A receipt's number may be typed into the bar's one search; it leads to the receipts.
    """
    args = flask.request.args
    typed, unit_id = asked_text(), asked_id("unit_id")
    if _RECEIPT_NUMBER.fullmatch(typed.strip()) and may_open("receipts.list_"):
        return flask.redirect(flask.url_for("receipts.list_", q=typed), 303)
    only = _filter(args.get("show", ""))
    page = reports.list_members(
        actor(), unit_id=unit_id, typed=typed, only=only, after=asked_id("after")
    )
    filters = {"q": typed or None, "unit_id": unit_id, "show": None if only == "all" else only}
    return flask.render_template(
        "members/list.html",
        page=page,
        typed=typed,
        unit_id=unit_id,
        only=only,
        filters=filters,
        kinds=[item for item in FILTERS.items() if _may_filter(item[0])],
        units=unit_reports.choices_below(actor(), unit_id),
    )


@bp.get("/new")
@access(Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER)
def new() -> str:
    """Show the form for a new member."""
    return _new_page(form_of({"cell_id": asked_id("cell_id")}))


@bp.post("")
@access(Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER)
def create() -> tuple[str, int] | Response:
    """Add a member, after asking about a likely same person."""
    form = load_form(MemberForm)
    if form.ok:
        is_another = form.values.pop("is_another_person")
        with form:
            member = run(
                members.add_member, actor(), refuse_duplicate=not is_another, **form.values
            )
            flask.flash(f"Đã thêm {member.full_name}.")
            return flask.redirect(flask.url_for("members.show", member_id=member.id), 303)
    return _new_page(form), form.status


@bp.get("/<int:member_id>")
@access(Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER, Role.SECRETARY, Role.INSPECTOR)
def show(member_id: int) -> str:
    """Show one member."""
    return _page(member_id, form_of())


@bp.get("/<int:member_id>/edit")
@access(Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER)
def edit(member_id: int) -> str:
    """Show the form with a member's facts."""
    member = reports.show_member(actor(), member_id)
    facts = {
        "cell_id": member.cell_id,
        "full_name": member.full_name,
        "birth_year": member.birth_year,
        "position": None if member.left_on else member.position,
        "standing": member.standing.value,
        "not_asked_reason": member.not_asked_reason and member.not_asked_reason.value,
        "not_asked_decided_by": member.not_asked_decided_by,
    }
    return _edit_page(member, form_of({**facts, **pay_fields(member.pay)}))


@bp.post("/<int:member_id>/edit")
@access(Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER)
def update(member_id: int) -> tuple[str, int] | Response:
    """Change a member."""
    form = load_form(MemberForm)
    member = reports.show_member(actor(), member_id)
    if form.ok:
        form.values.pop("is_another_person")
        with form:
            run(members.edit_member, actor(), member_id, **form.values)
            flask.flash("Đã lưu.")
            return flask.redirect(flask.url_for("members.show", member_id=member_id), 303)
    return _edit_page(member, form), form.status


@bp.post("/<int:member_id>/leave")
@access(Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER)
def leave(member_id: int) -> tuple[str, int] | Response:
    """Take a member off the list from a day on."""
    form = load_form(MemberLeft)
    if form.ok:
        with form:
            run(members.mark_left, actor(), member_id, **form.values)
            flask.flash("Đã đưa ra khỏi danh sách.")
            return flask.redirect(flask.url_for("members.show", member_id=member_id), 303)
    return _page(member_id, form), form.status


@bp.post("/<int:member_id>/come-back")
@access(Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER)
def come_back(member_id: int) -> tuple[str, int] | Response:
    """Put a member who had left back on the list."""
    form = load_form(NoFacts)
    if form.ok:
        run(members.bring_back, actor(), member_id)
        flask.flash("Đã đưa trở lại danh sách.")
        return flask.redirect(flask.url_for("members.show", member_id=member_id), 303)
    return _page(member_id, form), form.status


def _filter(shown: str) -> MemberFilter:
    return MemberFilter(shown) if shown in list(MemberFilter) else MemberFilter.ALL


def _may_filter(only: MemberFilter) -> bool:
    return only is not MemberFilter.WITHOUT_PAY or reports.sees_pay(actor())


def _page(member_id: int, form: Form) -> str:
    member = reports.show_member(actor(), member_id)
    return flask.render_template(
        "members/show.html",
        form=form,
        member=member,
        pay=pay_words(member.pay),
        says_pay=reports.sees_pay(actor()),
    )


def _new_page(form: Form) -> str:
    cells = reports.cells_of(actor())
    return flask.render_template("members/new.html", form=form, cells=cells, **_choices())


def _edit_page(member: reports.MemberDetail, form: Form) -> str:
    cells = reports.cells_of(actor())
    return flask.render_template(
        "members/edit.html", form=form, member=member, cells=cells, **_choices()
    )


def _choices() -> dict[str, object]:
    return {
        "standings": options(MemberStanding),
        "pay_kinds": [(kind.value, words) for kind, words in PAY_KINDS.items()],
        "reasons": options(NotAskedReason),
    }
