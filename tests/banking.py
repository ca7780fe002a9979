"""Build what the bank needs: an account, references, statements from rows, imported lines."""

import uuid
from collections.abc import Collection
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from ledger.db import db, run
from ledger.intake.bank_shapes import SHAPES, find_layout
from ledger.intake.bank_statements import Statement, find_sheet, read_statement
from ledger.intake.workbooks import Cell, Sheet, read_file
from ledger.models.bank_accounts import BankAccount
from ledger.models.bank_lines import BankLine, OtherMoney
from ledger.models.bank_references import BankReference
from ledger.models.imports import ImportFile
from ledger.reports.bank_accounts import current_account
from ledger.reports.bank_lines import LineFacts, get_lines
from ledger.reports.bank_plans import plan_statement
from ledger.reports.scope import Actor
from ledger.services import bank_accounts, bank_lines, bank_references, bank_statements

NUMBER = "5200205123456"
AGRIBANK = "970405"
SAMPLES = Path(__file__).parent / "samples"
BANKS = ("agribank", "vietcombank", "bidv", "vietinbank", "mb")

Row = tuple[str, str, int, int | None, str]
"""Day, the bank's number, what came in or (below zero) went out, balance afterwards, remark."""


def account(actor: Actor, *, bin_: str = AGRIBANK, number: str = NUMBER) -> int:
    """Let an account be the unit's, and return its id."""
    starts_on = date(2022, 1, 1)
    look = bank_accounts.second_look(bin_, number, "DANG UY XA LONG SON", starts_on)
    line = run(
        bank_accounts.set_account,
        actor,
        bin_=bin_,
        number=number,
        holder="DANG UY XA LONG SON",
        starts_on=starts_on,
        agreed=[look.token],
    )
    return line.account_id


def codes(actor: Actor, campaign_id: int) -> dict[int, str]:
    """Give references to the unit's list, and return those of people by their lines."""
    run(bank_references.assign_references, actor, campaign_id)
    query = sa.select(BankReference.list_entry_id, BankReference.code)
    return {entry: code for entry, code in db.session.execute(query) if entry is not None}


def statement(*rows: Row) -> Statement:
    """Read rows as Agribank writes them."""
    head: tuple[Cell, ...] = ("trdt", "tomgntno", "acctccyamt", "aftrbal", "rem")
    sheet = Sheet(
        "Statement", (head, *((on, ref, vnd, left, rem) for on, ref, vnd, left, rem in rows))
    )
    layout = find_layout(sheet, SHAPES)
    assert layout is not None
    return read_statement(sheet, layout)


def sample(bank: str) -> Statement:
    """Read one of the sample statements as it would be uploaded."""
    path = SAMPLES / f"bank_{bank}.xlsx"
    found = find_sheet(read_file(path.read_bytes(), path.name))
    assert found is not None
    return read_statement(*found)


def take_in(
    actor: Actor, read: Statement, *, body: bytes | None = None, others: Collection[int] = ()
) -> ImportFile:
    """Import a statement as the screens do: keep the file, look at the plan, agree, import."""
    file = run(
        bank_statements.keep_statement,
        actor,
        filename="sao-ke.xlsx",
        body=body or repr(read.movements).encode(),
    )
    current = current_account(actor.party_unit_id)
    assert current is not None
    plan = plan_statement(current.account_id, read)
    tokens = [doubt.token for doubt in bank_statements.statement_doubts(read, plan)]
    return run(
        bank_statements.import_statement,
        actor,
        file.id,
        sha256=file.sha256,
        plan_digest=plan.digest,
        statement=read,
        agreed=tokens,
        others=others,
    )


def cell_code(cell_id: int) -> str:
    """Return the reference that a cell's notice carries."""
    query = sa.select(BankReference.code).where(BankReference.cell_id == cell_id)
    return db.session.scalars(query).one()


def own_lines(actor: Actor) -> list[LineFacts]:
    """Return the lines of an actor's own unit, where others have theirs too."""
    query = (
        sa.select(BankLine.id)
        .join(BankAccount, BankAccount.id == BankLine.bank_account_id)
        .where(BankAccount.party_unit_id == actor.party_unit_id)
    )
    return get_lines(actor, list(db.session.scalars(query)))


def lines_of(actor: Actor) -> list[LineFacts]:
    """Return every line of the unit, in the order of their days."""
    ids = list(db.session.scalars(sa.select(BankLine.id)))
    return get_lines(actor, ids) if ids else []


def csv_of(*rows: Row) -> bytes:
    """Write rows as a file that Agribank's shape reads."""
    head = "trdt,tomgntno,acctccyamt,aftrbal,rem\n"
    return (
        head
        + "".join(f'{on},{ref},{vnd},{left or ""},"{rem}"\n' for on, ref, vnd, left, rem in rows)
    ).encode()


def busy_account(actor: Actor, campaign_id: int, turn: int, remark: str) -> tuple[int, list[int]]:
    """Import a statement with something of every kind; return a file that waits, and the lines.

    One transfer names a person by reference and waits, one is recorded, one set aside, one nobody
    knows; a fee went out.
    """
    if current_account(actor.party_unit_id) is None:
        account(actor)
    given = list(codes(actor, campaign_id).values())
    day = f"2024-12-{10 + turn:02d}"
    read = statement(
        (day, f"FT{turn}1", 11_000 + turn, None, f"{remark} {given[2 * turn]}"),
        (day, f"FT{turn}2", 12_000 + turn, None, f"{remark} {given[2 * turn + 1]}"),
        (day, f"FT{turn}3", 13_000, None, f"{remark} khac"),
        (day, f"FT{turn}4", 14_000, 900_000, f"{remark} chua ro"),
        (day, f"FT{turn}5", -1_000, 899_000, f"{remark} phi"),
    )
    before = {line.id for line in lines_of(actor)}
    take_in(actor, read)
    ids = [line.id for line in lines_of(actor) if line.id not in before]
    run(
        bank_lines.record_certain,
        actor,
        key=uuid.uuid4().hex,
        campaign_id=campaign_id,
        line_ids=ids[:1],
    )
    run(bank_lines.set_aside, actor, ids[2], reason=OtherMoney.OTHER, note="Chưa rõ")
    body = csv_of((day, f"FT{turn}9", 15_000, None, remark))
    waiting = run(bank_statements.keep_statement, actor, filename="sao-ke.csv", body=body)
    return waiting.id, ids
