"""Statements of one's own account: send a file, map its columns if need be, look, import."""

import flask
from werkzeug.wrappers import Response

from ledger.db import run
from ledger.errors import RuleBroken
from ledger.intake.workbooks import Unreadable
from ledger.models.users import Role
from ledger.reports import bank_accounts, bank_balances, bank_lines
from ledger.reports import bank_statements as reports
from ledger.reports.bank_statements import Choice, StatementPreview
from ledger.schemas.bank_statements import (
    COLUMN_FIELDS,
    ORDERS,
    StatementConfirmation,
    StatementMapping,
    StatementUpload,
)
from ledger.services import bank_statements
from ledger.web.access import access, actor
from ledger.web.asked import asked_id
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("bank_statements", __name__, url_prefix="/bank-statements")

TREASURERS = (Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER)


@bp.get("")
@access(*TREASURERS)
def list_() -> str:
    """List what was imported, and show the form for a file."""
    return _list_page(form_of())


@bp.post("")
@access(*TREASURERS)
def create() -> tuple[str, int] | Response:
    """Read a file, and keep it for its preview."""
    form = load_form(StatementUpload, file="file")
    filename, body = _sent_file(form)
    if form.ok:
        try:
            reports.read_kept(body, filename, choice=None, shapes=[])
        except Unreadable as fault:
            form.refuse(str(fault), "file")
        else:
            with form:
                file = run(bank_statements.keep_statement, actor(), filename=filename, body=body)
                return _to_file(file.id)
    return _list_page(form), form.status


@bp.get("/balance")
@access(*TREASURERS)
def balance() -> str:
    """Hold the book's money at the bank beside the last statement's."""
    compared = bank_balances.compare_balance(actor())
    return flask.render_template("bank_statements/balance.html", balance=compared)


@bp.get("/files/<int:file_id>")
@access(*TREASURERS)
def show(file_id: int) -> str | Response:
    """Show what importing a file would do; without columns that we know, how they are mapped."""
    shown = reports.preview(actor(), file_id)
    if shown.read is None:
        return flask.redirect(flask.url_for("bank_lines.list_"), 303)
    if shown.read.statement is None or "map" in flask.request.args:
        return _mapping_page(shown, None)
    return _preview_page(shown, form_of())


@bp.post("/files/<int:file_id>/mapping")
@access(*TREASURERS)
def map_columns(file_id: int) -> tuple[str, int] | Response:
    """Keep which column holds what."""
    form = load_form(StatementMapping)
    if form.ok:
        facts = form.values
        choice = Choice(
            sheet=facts["sheet"] - 1,
            header=facts["header"] - 1,
            places={
                column: facts[name] - 1 for name, column in COLUMN_FIELDS.items() if facts[name]
            },
            order=facts["order"],
        )
        with form:
            run(bank_statements.choose_columns, actor(), file_id, choice)
            return _to_file(file_id)
    return _mapping_page(reports.preview(actor(), file_id), form), form.status


@bp.post("/files/<int:file_id>/import")
@access(*TREASURERS)
def confirm(file_id: int) -> tuple[str, int] | Response:
    """Import a previewed statement, or say why nothing of it was recorded."""
    form = load_form(StatementConfirmation)
    kept = reports.stored_statement(actor(), file_id)
    if kept is None:
        return flask.redirect(flask.url_for("bank_lines.list_"), 303)
    if kept.statement is None:
        raise RuleBroken("Chưa chọn các cột của sao kê.")
    if form.ok:
        with form:
            file = run(
                bank_statements.import_statement,
                actor(),
                file_id,
                sha256=form.values["sha256"],
                plan_digest=form.values["plan"],
                statement=kept.statement,
                agreed=form.values["agreed"],
                others=form.values["other"],
            )
            flask.flash(f"Đã nhập sao kê: {file.outcome}.")
            return flask.redirect(flask.url_for("bank_lines.list_"), 303)
    return _preview_page(reports.preview(actor(), file_id), form), form.status


def _sent_file(form: Form) -> tuple[str, bytes]:
    sent = flask.request.files.get("file")
    if sent is None or not sent.filename:
        form.refuse("Chưa chọn tệp.", "file")
        return "", b""
    return sent.filename, sent.read()


def _to_file(file_id: int) -> Response:
    return flask.redirect(flask.url_for("bank_statements.show", file_id=file_id), 303)


def _list_page(form: Form) -> str:
    return flask.render_template(
        "bank_statements/list.html",
        form=form,
        lines=reports.list_statements(actor()),
        account=bank_accounts.current_account(actor().party_unit_id),
        waiting=bank_lines.count_waiting(actor()),
    )


def _preview_page(shown: StatementPreview, form: Form) -> str:
    plan = shown.plan
    page = asked_id("page") or 1
    rows = plan.lines if plan else ()
    pages = max(1, -(-len(rows) // reports.PAGE_ROWS))
    page = page if page <= pages else 1
    statement = shown.read.statement if shown.read else None
    return flask.render_template(
        "bank_statements/show.html",
        form=form,
        shown=shown,
        statement=statement,
        rows=rows[(page - 1) * reports.PAGE_ROWS : page * reports.PAGE_ROWS],
        doubts=bank_statements.statement_doubts(statement, plan) if statement else [],
        unsure=plan.unsure[: reports.UNSURE_SHOWN] if plan else (),
        page=page,
        pages=pages,
    )


def _mapping_page(shown: StatementPreview, form: Form | None) -> str:
    if shown.read is None:
        raise RuleBroken("Sao kê này đã nhập; cách đọc cột không đổi được nữa.")
    sheet, header = asked_id("sheet"), asked_id("header")
    choice = reports.suggest_choice(
        shown.read,
        sheet=sheet - 1 if sheet else None,
        header=header - 1 if header else None,
    )
    suggested = {
        "sheet": choice.sheet + 1,
        "header": choice.header + 1,
        "order": choice.order,
        **{
            name: choice.places[column] + 1
            for name, column in COLUMN_FIELDS.items()
            if column in choice.places
        },
    }
    return flask.render_template(
        "bank_statements/mapping.html",
        form=form or form_of(suggested),
        shown=shown,
        choice=choice,
        grid=reports.grid_of(shown.read.sheets[choice.sheet]),
        columns=reports.columns_of(shown.read.sheets[choice.sheet], choice.header),
        orders=ORDERS,
    )
