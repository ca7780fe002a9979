"""The first commune's account in the last weeks: a statement, some of it recorded, some waiting."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ledger import clock, references
from ledger.db import db, run
from ledger.demo.places import actor
from ledger.intake.bank_statements import Statement, find_sheet, read_statement
from ledger.intake.workbooks import Unreadable, read_file
from ledger.models.bank_references import BankReference
from ledger.models.contributions import Contribution
from ledger.models.imports import ImportKind
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import PartyMember
from ledger.models.party_units import PartyUnit
from ledger.names import search_key
from ledger.reports.bank_lines import Shown, list_lines
from ledger.reports.bank_matching import propose
from ledger.reports.bank_plans import plan_statement
from ledger.reports.bank_statements import account_of
from ledger.reports.import_files import file_in_scope
from ledger.reports.scope import Actor
from ledger.services import bank_accounts, bank_lines, bank_references, bank_statements

AGRIBANK, NUMBER, HOLDER = "970405", "5200205123456", "DANG UY XA LONG SON"
OPENING_VND = 1_000_000
RECORDED = 4
"""How many of the transfers with a reference were recorded; the others wait."""
FILENAME = "sao-ke-thang-12.csv"


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    amount_vnd: int
    code: str
    cell_code: str


def bring(campaign_id: int) -> None:
    """Give the commune an account and references, and import December's statement."""
    treasurer = actor("thuquy.xa")
    with clock.at_day(date(2024, 10, 1)):
        _open_account(treasurer)
        run(bank_references.assign_references, treasurer, campaign_id)
    people = _people_without_receipt(treasurer, campaign_id)
    with clock.at_day(date(2024, 12, 19)):
        file_id, statement = _send_in(treasurer, _rows(people))
        run(_import, treasurer, file_id, statement)
        run(_record_some, treasurer, campaign_id)


def _open_account(treasurer: Actor) -> None:
    starts_on = date(2024, 10, 1)
    look = bank_accounts.second_look(AGRIBANK, NUMBER, HOLDER, starts_on)
    run(
        bank_accounts.set_account,
        treasurer,
        bin_=AGRIBANK,
        number=NUMBER,
        holder=HOLDER,
        starts_on=starts_on,
        agreed=[look.token],
    )


def _people_without_receipt(treasurer: Actor, campaign_id: int) -> list[_Person]:
    """Return people of the commune's list who have not given yet, with their references."""
    of_cell = sa.orm.aliased(BankReference)
    query = (
        sa.select(
            PartyMember.full_name,
            ListEntry.asked_vnd,
            BankReference.code,
            of_cell.code.label("cell_code"),
        )
        .join(ListEntry, ListEntry.member_id == PartyMember.id)
        .join(BankReference, BankReference.list_entry_id == ListEntry.id)
        .join(
            of_cell,
            sa.and_(
                of_cell.cell_id == ListEntry.cell_id,
                of_cell.campaign_unit_id == ListEntry.campaign_unit_id,
            ),
        )
        .join(PartyUnit, PartyUnit.id == ListEntry.cell_id)
        .outerjoin(Contribution, Contribution.list_entry_id == ListEntry.id)
        .where(
            ListEntry.campaign_id == campaign_id,
            PartyUnit.path.like(f"{treasurer.path}%"),
            ListEntry.asked_vnd.is_not(None),
            ListEntry.not_asked_reason.is_(None),
            Contribution.transfer_id.is_(None),
        )
        .order_by(ListEntry.position, ListEntry.id)
        .limit(12)
    )
    return [
        _Person(_plain(row.full_name), row.asked_vnd, row.code, row.cell_code)
        for row in db.session.execute(query)
    ]


def _plain(name: str) -> str:
    """Return a name as banks write it."""
    return search_key(name).upper()


def _rows(people: Sequence[_Person]) -> list[tuple[str, int, str]]:
    """Return days, amounts and remarks as banks leave them."""
    a, b, c, d, e, f, g, h, *others = people
    split_vnd = sum(one.amount_vnd for one in others)
    printed = references.printed
    return [
        (
            "02",
            a.amount_vnd,
            f"MBVCB.4554223041.{a.name} {printed(a.code)} ung ho.CT tu 03510008039",
        ),
        ("03", b.amount_vnd, f"{b.code} {b.name}"),
        ("03", c.amount_vnd, f"IBFT {printed(c.code)}"),
        ("05", d.amount_vnd, f"1234567-VCB;0351000803936;{d.code} ung ho ngoi nha"),
        ("06", e.amount_vnd, f"IBFT {printed(e.code)} {e.name}"),
        ("09", f.amount_vnd, f"{f.name} chuyen tien ung ho"),
        ("10", g.amount_vnd, f"{printed(g.cell_code)} {g.name}"),
        ("10", 100_000, "IBFT UNG HO NGOI NHA CAP UY"),
        ("10", 100_000, "IBFT UNG HO NGOI NHA CAP UY"),
        ("12", split_vnd, f"{h.name} CHUYEN THAY {len(others)} D/C CHI BO"),
        ("13", 50_000, f"HOAN TRA LENH CHUYEN TIEN {h.name}"),
        ("16", -11_000, "Phi quan ly tai khoan"),
        ("18", 3_250, "TRA LAI TIEN GUI"),
    ]


def _send_in(treasurer: Actor, rows: Sequence[tuple[str, int, str]]) -> tuple[int, Statement]:
    """Write the statement as Agribank would, send it in, and return it as it was read."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["trdt", "tomgntno", "acctccyamt", "aftrbal", "rem"])
    held_vnd = OPENING_VND
    for place, (day, amount_vnd, remark) in enumerate(rows, start=1):
        held_vnd += amount_vnd
        writer.writerow([f"2024-12-{day}", f"FT2434{place:06d}", amount_vnd, held_vnd, remark])
    body = out.getvalue().encode()
    found = find_sheet(read_file(body, FILENAME))
    if found is None:
        raise Unreadable(FILENAME)
    file = run(bank_statements.keep_statement, treasurer, filename=FILENAME, body=body)
    return file.id, read_statement(*found)


def _import(treasurer: Actor, file_id: int, statement: Statement) -> None:
    account_id, _words, _foreign = account_of(treasurer, statement)
    file = file_in_scope(treasurer, file_id, ImportKind.BANK_STATEMENT)
    plan = plan_statement(account_id or 0, statement)
    bank_statements.import_statement(
        treasurer,
        file_id,
        sha256=file.sha256,
        plan_digest=plan.digest,
        statement=statement,
        agreed=[doubt.token for doubt in bank_statements.statement_doubts(statement, plan)],
    )


def _record_some(treasurer: Actor, campaign_id: int) -> None:
    """Record the first transfers that name their giver; the rest is for whoever tries it out."""
    waiting = list_lines(treasurer, Shown.WAITING).lines
    certain = [one.line.id for one in propose(treasurer, waiting) if one.person]
    bank_lines.record_certain(
        treasurer,
        key=f"demo-bank-{campaign_id:08d}",
        campaign_id=campaign_id,
        line_ids=certain[:RECORDED],
    )
