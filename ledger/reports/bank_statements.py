"""Read a bank's statement as it was kept, say what it would add, and which were imported."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from ledger.banks import bank_name
from ledger.db import db
from ledger.intake.bank_shapes import (
    Column,
    Layout,
    Shape,
    likely_header,
    mapped_layout,
    shape_from_json,
    suggest_places,
)
from ledger.intake.bank_statements import (
    Statement,
    find_sheet,
    read_statement,
    visible_sheets,
)
from ledger.intake.bank_values import DateOrder, plain_text
from ledger.intake.workbooks import Sheet, Workbook, read_file
from ledger.models.bank_accounts import BankAccount
from ledger.models.bank_statements import BankStatement
from ledger.models.imports import ImportKind
from ledger.models.users import UserAccount
from ledger.reports.bank_accounts import current_account, require_own_purse
from ledger.reports.bank_plans import StatementPlan, plan_statement
from ledger.reports.import_files import file_in_scope, open_body
from ledger.reports.scope import Actor

PAGE_ROWS = 60
STATEMENTS_SHOWN = 50
UNSURE_SHOWN = 100
MOST_ROWS_TO_MAP = 30
LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """How a person mapped a file: its sheet and header row from zero, its columns, its days."""

    sheet: int
    header: int
    places: Mapping[Column, int]
    order: DateOrder | None

    def to_json(self) -> str:
        """Return the choice as the kept file has it."""
        places = {column.value: place for column, place in self.places.items()}
        facts = {"sheet": self.sheet, "header": self.header, "places": places, "order": self.order}
        return json.dumps(facts, sort_keys=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadStatement:
    """A file as it was read: the statement, or the sheet that somebody must map."""

    statement: Statement | None
    sheets: tuple[Sheet, ...]
    sheet: int
    detected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """State the kept file itself."""

    id: int
    filename: str
    sha256: str
    uploaded_at: datetime
    imported_at: datetime | None
    outcome: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPreview:
    """What the screen shows of a statement before it is imported."""

    file: FileFacts
    read: ReadStatement | None
    """None once it was imported."""
    account_id: int | None
    account: str
    """Which account it is of, in words."""
    foreign: str
    """The account that the file names, where it is none of the unit's."""
    plan: StatementPlan | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """State an imported statement as a list shows it."""

    id: int
    account: str
    filename: str
    first_on: date
    last_on: date
    lines: int
    closing_vnd: int | None
    recorded_by: str
    recorded_at: datetime


def read_kept(
    body: bytes, filename: str, *, choice: Choice | None, shapes: Sequence[Shape]
) -> ReadStatement:
    """Read a statement; takes up to 20 s, so hold no transaction open.

    Raises:
        Unreadable: the whole file cannot be used.

    """
    workbook = read_file(body, filename)
    sheets = tuple(visible_sheets(workbook))
    found = _chosen(sheets, choice) if choice else _found(workbook, sheets, shapes)
    if found is None:
        return ReadStatement(statement=None, sheets=sheets, sheet=0, detected=workbook.detected)
    number, layout = found
    return ReadStatement(
        statement=read_statement(sheets[number], layout),
        sheets=sheets,
        sheet=number,
        detected=workbook.detected,
    )


def suggest_choice(read: ReadStatement, *, sheet: int | None, header: int | None) -> Choice:
    """Return what a person is offered to change: the columns as far as their titles tell."""
    number = read.sheet if sheet is None or sheet >= len(read.sheets) else sheet
    shown = read.sheets[number]
    if read.statement and sheet is None and header is None:
        layout = read.statement.layout
        return Choice(
            sheet=number, header=layout.header, places=layout.places, order=layout.shape.order
        )
    row = likely_header(shown) if header is None or header >= len(shown.rows) else header
    return Choice(sheet=number, header=row, places=suggest_places(shown, row), order=None)


def choice_from_json(text: str) -> Choice:
    """Return the choice that ``Choice.to_json`` wrote."""
    facts = json.loads(text)
    return Choice(
        sheet=facts["sheet"],
        header=facts["header"],
        places={Column(name): place for name, place in facts["places"].items()},
        order=DateOrder(facts["order"]) if facts["order"] else None,
    )


def stored_statement(actor: Actor, file_id: int) -> ReadStatement | None:
    """Read a kept file again; None once it was imported, for then its body is gone.

    Raises:
        NotFound: no such file, or not in scope.

    """
    file = file_in_scope(actor, file_id, ImportKind.BANK_STATEMENT)
    if file.body_sealed is None:
        return None
    body, filename = open_body(file.body_sealed, file.sha256), file.filename
    choice = choice_from_json(file.choices) if file.choices else None
    shapes = remembered_shapes(actor.party_unit_id)
    db.session.rollback()  # the child may take its time; let the database go meanwhile
    return read_kept(body, filename, choice=choice, shapes=shapes)


def preview(actor: Actor, file_id: int) -> StatementPreview:
    """Return what importing a kept statement would do.

    Raises:
        NotFound: no such file, or not in scope.

    """
    read = stored_statement(actor, file_id)
    file = file_in_scope(actor, file_id, ImportKind.BANK_STATEMENT)
    statement = read.statement if read else None
    account_id, account, foreign = account_of(actor, statement)
    return StatementPreview(
        file=FileFacts(
            id=file.id,
            filename=file.filename,
            sha256=file.sha256,
            uploaded_at=file.uploaded_at,
            imported_at=file.imported_at,
            outcome=file.outcome,
        ),
        read=read,
        account_id=account_id,
        account=account,
        foreign=foreign,
        plan=plan_statement(account_id, statement) if account_id and statement else None,
    )


def account_of(actor: Actor, statement: Statement | None) -> tuple[int | None, str, str]:
    """Return the unit's account that a statement is of, in words too, or the foreign one it names.

    A file that names none is taken to be of the account in force.
    """
    named = statement.account_number if statement else ""
    query = sa.select(BankAccount).where(BankAccount.party_unit_id == actor.party_unit_id)
    if named:
        account = db.session.scalar(query.where(BankAccount.number == named))
        if account is None:
            return None, "", named
        return account.id, f"{bank_name(account.bin)} {account.number}", ""
    current = current_account(actor.party_unit_id)
    return (current.account_id, current.words, "") if current else (None, "", "")


def remembered_shapes(party_unit_id: int) -> list[Shape]:
    """Return the shapes that the unit's last statements were mapped to, the newest first."""
    query = (
        sa.select(BankStatement.layout)
        .join(BankAccount, BankAccount.id == BankStatement.bank_account_id)
        .where(BankAccount.party_unit_id == party_unit_id)
        .order_by(BankStatement.id.desc())
        .limit(5)
    )
    shapes = (shape_from_json(text) for text in db.session.scalars(query))
    return [shape for shape in shapes if not shape.bank]


def list_statements(actor: Actor) -> tuple[StatementLine, ...]:
    """Return the newest statements of the actor's own unit.

    Raises:
        NotFound: the unit has no open book of its own.

    """
    require_own_purse(actor)
    query = (
        sa.select(BankStatement, BankAccount.bin, BankAccount.number, UserAccount.full_name)
        .join(BankAccount, BankAccount.id == BankStatement.bank_account_id)
        .join(UserAccount, UserAccount.id == BankStatement.recorded_by_id)
        .where(BankAccount.party_unit_id == actor.party_unit_id)
        .order_by(BankStatement.id.desc())
        .limit(STATEMENTS_SHOWN)
    )
    return tuple(
        StatementLine(
            id=row.id,
            account=f"{bank_name(bin_)} {number}",
            filename=row.filename,
            first_on=row.first_on,
            last_on=row.last_on,
            lines=row.lines,
            closing_vnd=row.closing_vnd,
            recorded_by=who,
            recorded_at=row.recorded_at,
        )
        for row, bin_, number, who in db.session.execute(query)
    )


def _found(
    workbook: Workbook, sheets: Sequence[Sheet], shapes: Sequence[Shape]
) -> tuple[int, Layout] | None:
    found = find_sheet(workbook, shapes)
    return (sheets.index(found[0]), found[1]) if found else None


def _chosen(sheets: Sequence[Sheet], choice: Choice) -> tuple[int, Layout]:
    number = min(choice.sheet, len(sheets) - 1)
    header = min(choice.header, len(sheets[number].rows) - 1)
    layout = mapped_layout(sheets[number], header=header, places=choice.places, order=choice.order)
    return number, layout


def grid_of(sheet: Sheet) -> list[tuple[int, list[str]]]:
    """Return the first filled rows of a sheet with their numbers, for a person who maps them."""
    rows = []
    for number, row in enumerate(sheet.rows, start=1):
        texts = [" ".join(plain_text(cell).split())[:LONGEST_SHOWN] for cell in row]
        if any(texts):
            rows.append((number, texts))
        if len(rows) == MOST_ROWS_TO_MAP:
            break
    return rows


def columns_of(sheet: Sheet, header: int) -> list[tuple[int, str]]:
    """Return (number, words) of each column that holds something: its letter and its title."""
    width = max((len(row) for row in sheet.rows), default=0)
    heads = sheet.rows[header] if header < len(sheet.rows) else ()
    titles = [" ".join(plain_text(cell).split())[:LONGEST_SHOWN] for cell in heads]
    filled = [
        place
        for place in range(width)
        if any(place < len(row) and plain_text(row[place]) for row in sheet.rows)
    ]
    return [
        (
            place + 1,
            f"{_letter(place)} – {titles[place]}" if place < len(titles) else _letter(place),
        )
        for place in filled
    ]


def _letter(place: int) -> str:
    """Return what a spreadsheet calls a column below 702."""
    first, second = divmod(place, 26)
    return (chr(ord("A") + first - 1) if first else "") + chr(ord("A") + second)
