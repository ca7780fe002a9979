"""Import a unit's member list: send the file, look at every row, then all or nothing.

The preview reads the kept file again at every look and writes nothing; what confirming does was
rehearsed at the upload (services/imports.py).
"""

import re

import flask
from werkzeug.wrappers import Response

from ledger.db import run
from ledger.intake.workbooks import Unreadable
from ledger.models.users import Role
from ledger.reports import member_imports as reports
from ledger.schemas.member_imports import Confirmation, Upload
from ledger.schemas.members import pay_words
from ledger.services import imports
from ledger.web.access import access, actor
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("member_imports", __name__, url_prefix="/member-imports")


@bp.get("/new")
@access(Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER)
def new() -> str:
    """Show the form for a file."""
    return flask.render_template("member_imports/new.html", form=form_of())


@bp.post("")
@access(Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER)
def create() -> tuple[str, int] | Response:
    """Read a file, rehearse its import, and keep it for its preview."""
    form = load_form(Upload, file="file")
    filename, body = _sent_file(form)
    if form.ok:
        try:
            read = reports.read_list(body, filename)
        except Unreadable as fault:
            form.refuse(str(fault), "file")
        else:
            with form:
                file = run(
                    imports.keep_list,
                    actor(),
                    filename=filename,
                    body=body,
                    members=read.members,
                )
                return flask.redirect(flask.url_for("member_imports.show", file_id=file.id), 303)
    return flask.render_template("member_imports/new.html", form=form), form.status


@bp.get("/<int:file_id>")
@access(Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER)
def show(file_id: int) -> str:
    """Show what confirming a file would do, or what it did."""
    return _page(reports.preview(actor(), file_id), None)


@bp.post("/<int:file_id>/confirm")
@access(Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER)
def confirm(file_id: int) -> tuple[str, int] | Response:
    """Import a previewed file whole, or say why nothing of it was recorded."""
    form = load_form(Confirmation)
    kept = reports.stored_list(actor(), file_id)
    done = flask.redirect(flask.url_for("member_imports.show", file_id=file_id), 303)
    if kept is None:
        return done
    if form.ok:
        with form:
            run(
                imports.confirm_list,
                actor(),
                file_id,
                sha256=form.values["sha256"],
                plan_digest=form.values["plan"],
                members=kept.members,
                twins_to_add=frozenset(form.values["twins"]),
                cells_to_found=frozenset(form.values["cells"]),
            )
            return done
    return _page(reports.preview(actor(), file_id), form), form.status


def _sent_file(form: Form) -> tuple[str, bytes]:
    """Return the name and body of the file of this request; without one the form says so."""
    sent = flask.request.files.get("file")
    if sent is None or not sent.filename:
        form.refuse("Chưa chọn tệp.", "file")
        return "", b""
    return sent.filename, sent.read()


def _page_number(pages: int) -> int:
    """Return the page asked for, the first one for anything odd (bad input 64)."""
    typed = flask.request.args.get("page", "")
    return int(typed) if re.fullmatch("[1-9][0-9]{0,4}", typed) and int(typed) <= pages else 1


def _page(shown: reports.Preview, form: Form | None) -> str:
    if shown.plan is None or shown.members is None:
        return flask.render_template("member_imports/done.html", shown=shown)
    plan = shown.plan
    pages = max(1, -(-len(plan.rows) // reports.PAGE_ROWS))
    page = _page_number(pages)
    start = (page - 1) * reports.PAGE_ROWS
    return flask.render_template(
        "member_imports/show.html",
        form=form or form_of({f"cells[{cell.number}]": "1" for cell in plan.new_cells}),
        shown=shown,
        members=shown.members,
        plan=plan,
        rows=[
            (row, pay_words(row.row.pay)) for row in plan.rows[start : start + reports.PAGE_ROWS]
        ],
        working=sum(row.standing == "working" for row in shown.members.rows),
        page=page,
        pages=pages,
        errors=plan.errors[: reports.ERRORS_SHOWN],
        twins=plan.twins[: reports.TWINS_SHOWN],
        warnings=shown.members.warnings[: reports.WARNINGS_SHOWN],
    )
