"""Record contributions from a file: send it, say what is in doubt, look at every row, decide.

What is shown is read from the kept file anew at every look; looking writes nothing
(services/contribution_imports.py).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import flask
from werkzeug.wrappers import Response

from ledger.clock import format_date
from ledger.db import db, run
from ledger.documents.returned_lists import returned_list
from ledger.errors import NotFound
from ledger.intake.amount_units import AskUnit
from ledger.intake.contribution_lists import AskColumns, AskLetters, ContributionList, Reading
from ledger.intake.contribution_rows import COLUMNS, REQUIRED
from ledger.intake.tables import Chosen
from ledger.intake.workbooks import Unreadable, read_file
from ledger.labels import options
from ledger.models.campaigns import CampaignState
from ledger.models.contributions import Method
from ledger.models.jobs import JobKind
from ledger.models.users import Role
from ledger.money import LARGE_AMOUNT_VND
from ledger.reports import campaigns
from ledger.reports import contribution_imports as reports
from ledger.reports.contribution_choices import Choices
from ledger.reports.contribution_imports import KeptFile
from ledger.reports.contribution_plans import Fate
from ledger.schemas.contribution_imports import (
    KINDS,
    MAPPED,
    Columns,
    Confirmation,
    Decisions,
    Letters,
    Unit,
    Upload,
)
from ledger.services import contribution_imports as services
from ledger.web.access import access, actor
from ledger.web.asked import asked_id
from ledger.web.files import send_file
from ledger.web.forms import Form, form_of, load_form
from ledger.web.jobs import start_job

bp = flask.Blueprint("contribution_imports", __name__, url_prefix="/contribution-imports")

TREASURERS = (Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER)
LONG = 500
"""From more rows than these recording is the worker's, with its progress shown."""


@bp.get("/new")
@access(*TREASURERS)
def new() -> str:
    """Show the form for a file."""
    return _new_page(form_of({"campaign_id": asked_id("campaign_id"), "method": Method.CASH}))


@bp.post("")
@access(*TREASURERS)
def create() -> tuple[str, int] | Response:
    """Read a file, rehearse what is clear in it, and keep it for its preview."""
    form = load_form(Upload, file="file")
    filename, body = _sent_file(form)
    if form.ok:
        choices = Choices(received_on=form.values["received_on"], method=form.values["method"])
        try:
            kept = reports.read_as_chosen(read_file(body, filename), choices)
        except Unreadable as fault:
            form.refuse(str(fault), "file")
        else:
            with form:
                file = run(
                    services.keep_contributions,
                    actor(),
                    campaign_id=form.values["campaign_id"],
                    filename=filename,
                    body=body,
                    kept=kept,
                )
                return _to(file.id)
    return _new_page(form), form.status


@bp.get("/<int:file_id>")
@access(*TREASURERS)
def show(file_id: int) -> str:
    """Show what a file says, what must be told about it, or what it became."""
    kept = reports.read_kept(actor(), file_id)
    if kept is not None and "unit" in flask.request.args:
        kept = _with_units_asked(kept)
    return _page(file_id, kept, None)


@bp.post("/<int:file_id>/letters")
@access(*TREASURERS)
def letters(file_id: int) -> tuple[str, int] | Response:
    """Read the texts of a file as somebody said, and look again."""
    form = load_form(Letters)
    kept = _waiting(file_id)
    if form.ok:
        reading = replace(kept.choices.reading, letters=form.values["letters"])
        return _choose(file_id, kept, kept.choices.read_as(reading))
    return _page(file_id, kept, form), form.status


@bp.post("/<int:file_id>/columns")
@access(*TREASURERS)
def columns(file_id: int) -> tuple[str, int] | Response:
    """Read a sheet by the columns that somebody chose, and look again."""
    form = load_form(Columns)
    kept = _waiting(file_id)
    if form.ok:
        return _choose(file_id, kept, kept.choices.read_as(_reading(kept, form.values)))
    return _page(file_id, kept, form), form.status


@bp.post("/<int:file_id>/unit")
@access(*TREASURERS)
def unit(file_id: int) -> tuple[str, int] | Response:
    """Read the sums of a file in the unit that somebody chose, and look again."""
    form = load_form(Unit)
    kept = _waiting(file_id)
    if form.ok:
        reading = kept.choices.reading
        units = {**reading.units, form.values["stated"]: form.values["unit"]}
        return _choose(file_id, kept, kept.choices.read_as(replace(reading, units=units)))
    return _page(file_id, kept, form), form.status


@bp.post("/<int:file_id>/decisions")
@access(*TREASURERS)
def decide(file_id: int) -> tuple[str, int] | Response:
    """Keep what somebody said about rows, and look again."""
    form = load_form(Decisions)
    kept = _waiting(file_id)
    if form.ok:
        with form:
            return _choose(file_id, kept, _decided(kept.choices, form.values))
    return _page(file_id, kept, form), form.status


@bp.post("/<int:file_id>/confirm")
@access(*TREASURERS)
def confirm(file_id: int) -> tuple[str, int] | Response:
    """Record what is clear, all of it or nothing, or say why nothing was recorded."""
    form = load_form(Confirmation)
    kept = reports.read_kept(actor(), file_id)
    if kept is None:
        return _to(file_id)
    if form.ok and _is_long(file_id, kept):
        return start_job(JobKind.IMPORT_FILE, key=form.values["submission_key"], facts={
            "file_id": file_id, "sha256": form.values["sha256"], "plan": form.values["plan"],
            "leave_out": form.values["leave_out"],
        })  # fmt: skip
    if form.ok:
        rest = _returned(file_id, kept, only_faulty=True) if form.values["leave_out"] else None
        with form:
            run(
                services.import_contributions,
                actor(),
                file_id,
                sha256=form.values["sha256"],
                plan_digest=form.values["plan"],
                kept=kept,
                agreed=form.values["agreed"],
                leave_out=form.values["leave_out"],
                rest=rest,
            )
            return _to(file_id)
    return _page(file_id, kept, form), form.status


@bp.get("/<int:file_id>/returned.xlsx")
@access(*TREASURERS)
def returned(file_id: int) -> Response:
    """Send the file back in its own layout with a column of reasons, whole or its faulty rows."""
    name = f"danh-sach-gui-lai-{file_id}.xlsx"
    kept = reports.read_kept(actor(), file_id)
    if kept is not None:
        only = "only" in flask.request.args
        return send_file(_returned(file_id, kept, only_faulty=only), name)
    rest = reports.rest_of(actor(), file_id)
    if rest is None:
        raise NotFound
    return send_file(rest, name)


def _to(file_id: int) -> Response:
    return flask.redirect(flask.url_for("contribution_imports.show", file_id=file_id), 303)


def _sent_file(form: Form) -> tuple[str, bytes]:
    """Return the name and body of the file of this request; without one the form says so."""
    sent = flask.request.files.get("file")
    if sent is None or not sent.filename:
        form.refuse("Chưa chọn tệp.", "file")
        return "", b""
    return sent.filename, sent.read()


def _waiting(file_id: int) -> KeptFile:
    """Return a file that waits for its confirmation.

    Raises:
        NotFound: not in scope, or recorded before.

    """
    kept = reports.read_kept(actor(), file_id)
    if kept is None:
        raise NotFound
    return kept


def _choose(file_id: int, kept: KeptFile, choices: Choices) -> Response:
    read = reports.read_as_chosen(kept.workbook, choices)
    run(services.choose, actor(), file_id, read)
    return _to(file_id)


def _with_units_asked(kept: KeptFile) -> KeptFile:
    """Return the file as if nobody had said yet what its sums are in."""
    asked = replace(kept.choices, reading=replace(kept.choices.reading, units={}))
    return reports.read_as_chosen(kept.workbook, asked)


def _reading(kept: KeptFile, values: Mapping[str, Any]) -> Reading:
    reading, sheet = kept.choices.reading, values["sheet"] - 1
    if values["skip"]:
        return replace(reading, skipped=reading.skipped | {sheet})
    places = {name: values[f"at_{name}"] - 1 for name in MAPPED if values[f"at_{name}"]}
    chosen = Chosen(values["header_row"], places)
    return replace(reading, chosen={**reading.chosen, sheet: chosen})


def _decided(choices: Choices, values: Mapping[str, Any]) -> Choices:
    again = (choices.again - set(values["shown"])) | set(values["again"])
    return replace(
        choices,
        received_on=values["received_on"],
        method=values["method"],
        others=values["others"],
        who={**choices.who, **values["who"]},
        again=frozenset(again),
    )


def _is_long(file_id: int, kept: KeptFile) -> bool:
    """Whether recording takes long enough for the worker; what must be asked again stays here."""
    plan = reports.preview(actor(), file_id, kept).plan
    db.session.rollback()
    if plan is None or len(plan.recorded) <= LONG:
        return False
    return all(gift.row.amount_vnd < LARGE_AMOUNT_VND for gift in plan.recorded)


def _returned(file_id: int, kept: KeptFile, *, only_faulty: bool) -> bytes:
    """Paint the file to send back; the database is let go of before."""
    plan = reports.preview(actor(), file_id, kept).plan
    db.session.rollback()
    return returned_list(kept, plan, only_faulty=only_faulty)


def _new_page(form: Form) -> str:
    lines = tuple(
        line for line in campaigns.campaigns_of(actor()) if line.state is not CampaignState.DRAFT
    )
    return flask.render_template(
        "contribution_imports/new.html", form=form, campaigns=lines, methods=options(Method)
    )


def _page(file_id: int, kept: KeptFile | None, form: Form | None) -> str:
    shown = reports.preview(actor(), file_id, kept)
    if kept is None:
        return flask.render_template("contribution_imports/done.html", shown=shown)
    if isinstance(kept.read, AskLetters):
        return flask.render_template(
            "contribution_imports/letters.html", shown=shown, form=form or form_of(), ask=kept.read
        )
    if isinstance(kept.read, AskUnit):
        return flask.render_template(
            "contribution_imports/unit.html", shown=shown, form=form or form_of(), ask=kept.read
        )
    if not isinstance(kept.read, ContributionList):
        ask = kept.read if isinstance(kept.read, AskColumns) else None
        return flask.render_template(
            "contribution_imports/columns.html",
            shown=shown,
            ask=ask,
            form=form or form_of(_proposed(ask)),
            refusal=kept.refusal,
            fields=[(name, COLUMNS[name][0]) for name in MAPPED],
            required=REQUIRED,
        )
    return _plan_page(shown, kept, kept.read, form)


def _proposed(ask: AskColumns | None) -> dict[str, object]:
    """Return what the words of a sheet told so far, for the boxes of the mapping."""
    if ask is None:
        return {}
    places = {
        f"at_{name}": claimed[0] + 1
        for name, claimed in ask.claims.items()
        if name in MAPPED and len(claimed) == 1
    }
    return {"header_row": ask.header_row, **places}


def _plan_page(
    shown: reports.Preview, kept: KeptFile, read: ContributionList, form: Form | None
) -> str:
    choices, plan = kept.choices, shown.plan
    if plan is None:
        raise NotFound
    said = {f"who[{number}]": answer for number, answer in choices.who.items()}
    ticked = {f"again[{number}]": "1" for number in choices.again}
    usual = form_of({
        "received_on": choices.received_on and format_date(choices.received_on),
        "method": choices.method, "others": choices.others, **said, **ticked,
    })  # fmt: skip
    pages = max(1, -(-len(plan.gifts) // reports.PAGE_ROWS))
    page = min(asked_id("page") or 1, pages)
    start = (page - 1) * reports.PAGE_ROWS
    return flask.render_template(
        "contribution_imports/show.html",
        form=form or usual,
        shown=shown,
        read=read,
        plan=plan,
        errors=read.errors[: reports.ERRORS_SHOWN],
        questions=reports.questions(plan, choices.who, asked_id("row"))[: reports.QUESTIONS_SHOWN],
        repeats=[gift for gift in plan.gifts if gift.repeat][: reports.REPEATS_SHOWN],
        rows=plan.gifts[start : start + reports.PAGE_ROWS],
        page=page,
        pages=pages,
        Fate=Fate,
        kinds=KINDS,
        methods=options(Method),
        undated=any(gift.row.received_on is None for gift in plan.gifts),
    )
