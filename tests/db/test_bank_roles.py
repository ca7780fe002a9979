"""Services of the bank and of files of contributions refuse the wrong role themselves."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import ModuleType

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.db import db, run
from ledger.intake.workbooks import read_file
from ledger.models.bank_lines import OtherMoney
from ledger.models.books import Movement
from ledger.models.contributions import Method
from ledger.models.imports import ImportFile
from ledger.models.journal import Event
from ledger.models.users import Role
from ledger.reports import contribution_imports as files
from ledger.reports.bank_lines import get_line
from ledger.reports.bank_matching import look_closely
from ledger.reports.bank_plans import plan_statement
from ledger.reports.bank_statements import Choice
from ledger.reports.contribution_choices import Choices
from ledger.reports.contribution_imports import KeptFile
from ledger.reports.scope import Actor
from ledger.services import (
    bank_accounts,
    bank_lines,
    bank_movements,
    bank_references,
    bank_statements,
    contribution_imports,
)
from ledger.services.bank_lines import Part
from ledger.services.contributions import SheetLine, record_sheet
from tests import banking, collecting
from tests.banking import statement, take_in
from tests.collecting import DAY, Season
from tests.conftest import Store
from tests.db.roles import called_of, let_only, services_of

TREASURERS = frozenset({Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER})
KEEPERS = TREASURERS | {Role.OFFICE}
READ = statement(("2024-12-19", "FT9", 70_000, None, "ung ho"))
FILE = "Họ và tên;Số tiền;Ngày nộp\nNguyễn Văn An;50.000;19/12/2024\n".encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What the calls are about: lines that wait, one that was set aside, files that wait."""

    season: Season
    account_id: int
    certain: int
    unknown: int
    interest: int
    aside: int
    use_id: int
    receipt: int
    movement: int
    statement_id: int
    contributions_id: int
    kept: KeptFile

    @property
    def campaign_id(self) -> int:
        """The campaign that takes money."""
        return self.season.campaign_id


Call = Callable[[Actor, Place], object]


def key() -> str:
    return uuid.uuid4().hex


def import_statement(actor: Actor, at: Place) -> object:
    file = db.session.get_one(ImportFile, at.statement_id)
    plan = plan_statement(at.account_id, READ)
    return bank_statements.import_statement(
        actor,
        file.id,
        sha256=file.sha256,
        plan_digest=plan.digest,
        statement=READ,
        agreed=[doubt.token for doubt in bank_statements.statement_doubts(READ, plan)],
    )


def import_contributions(actor: Actor, at: Place) -> object:
    file = db.session.get_one(ImportFile, at.contributions_id)
    plan = files.preview(at.season.treasurer, file.id, at.kept).plan
    assert plan is not None
    return contribution_imports.import_contributions(
        actor, file.id, sha256=file.sha256, plan_digest=plan.digest, kept=at.kept
    )


def set_account(actor: Actor, _at: Place) -> object:
    facts = (banking.AGRIBANK, "5200205000000", "DANG UY XA LONG SON", date(2024, 1, 1))
    bin_, number, holder, starts_on = facts
    return bank_accounts.set_account(
        actor,
        bin_=bin_,
        number=number,
        holder=holder,
        starts_on=starts_on,
        agreed=[bank_accounts.second_look(*facts).token],
    )


CALLS: Mapping[str, tuple[frozenset[Role], Call]] = {
    "bank_accounts.set_account": (TREASURERS, set_account),
    "bank_references.assign_references": (
        TREASURERS,
        lambda actor, at: bank_references.assign_references(actor, at.campaign_id),
    ),
    "bank_statements.keep_statement": (
        TREASURERS,
        lambda actor, _at: bank_statements.keep_statement(actor, filename="a.csv", body=b"khac"),
    ),
    "bank_statements.choose_columns": (
        TREASURERS,
        lambda actor, at: bank_statements.choose_columns(
            actor, at.statement_id, Choice(sheet=0, header=0, places={}, order=None)
        ),
    ),
    "bank_statements.import_statement": (TREASURERS, import_statement),
    "bank_lines.record_certain": (
        TREASURERS,
        lambda actor, at: bank_lines.record_certain(
            actor, key=key(), campaign_id=at.campaign_id, line_ids=[at.certain]
        ),
    ),
    "bank_lines.record_parts": (
        TREASURERS,
        lambda actor, at: bank_lines.record_parts(
            actor,
            at.unknown,
            key=key(),
            campaign_id=at.campaign_id,
            parts=[Part(amount_vnd=50_000, list_entry_id=at.season.entries[1])],
        ),
    ),
    "bank_lines.link_receipts": (
        TREASURERS,
        lambda actor, at: bank_lines.link_receipts(actor, at.unknown, event_ids=[at.receipt]),
    ),
    "bank_lines.set_aside": (
        TREASURERS,
        lambda actor, at: bank_lines.set_aside(actor, at.unknown, reason=OtherMoney.NOT_FOR_US),
    ),
    "bank_lines.book_movement": (
        TREASURERS,
        lambda actor, at: bank_lines.book_movement(actor, at.interest, key=key()),
    ),
    "bank_lines.release": (
        TREASURERS,
        lambda actor, at: bank_lines.release(actor, at.aside, at.use_id),
    ),
    "bank_movements.record_movement": (
        KEEPERS,
        lambda actor, _at: bank_movements.record_movement(
            actor, key=key(), kind=Movement.INTEREST, amount_vnd=5_000, on_date=DAY
        ),
    ),
    "bank_movements.void_movement": (
        KEEPERS,
        lambda actor, at: bank_movements.void_movement(
            actor, at.movement, key=key(), reason="Nhầm số"
        ),
    ),
    "contribution_imports.keep_contributions": (
        TREASURERS,
        lambda actor, at: contribution_imports.keep_contributions(
            actor, campaign_id=at.campaign_id, filename="a.csv", body=FILE + b"\n", kept=at.kept
        ),
    ),
    "contribution_imports.choose": (
        TREASURERS,
        lambda actor, at: contribution_imports.choose(actor, at.contributions_id, at.kept),
    ),
    "contribution_imports.import_contributions": (TREASURERS, import_contributions),
}
"""Each service that changes something, with who may and a call that would be recorded."""


@pytest.fixture
def at(sqlite_store: Store) -> Iterator[Place]:
    """A commune with an account, on its working day."""
    season = collecting.season()
    treasurer = season.treasurer
    with clock.at_day(DAY):
        account_id = banking.account(treasurer)
        code = banking.codes(treasurer, season.campaign_id)[season.entries[0]]
        run(
            record_sheet,
            treasurer, key=key(), campaign_id=season.campaign_id, cell_id=season.cell_id,
            received_on=DAY, method=Method.BANK,
            lines=[SheetLine(list_entry_id=season.entries[0], amount_vnd=50_000)],
        )  # fmt: skip
        lines = statement(
            ("2024-12-20", "FT1", 60_000, None, code),
            ("2024-12-20", "FT2", 50_000, None, "NGUYEN VAN AN"),
            ("2024-12-20", "FT3", 1_000, None, "lai"),
            ("2024-12-20", "FT4", 30_000, None, "khac"),
        )
        take_in(treasurer, lines)
        ids = {line.reference: line.id for line in banking.lines_of(treasurer)}
        aside = run(bank_lines.set_aside, treasurer, ids["FT4"], reason=OtherMoney.RETURNED)
        moved = run(
            bank_movements.record_movement,
            treasurer, key=key(), kind=Movement.INTEREST, amount_vnd=9_000, on_date=DAY,
        )  # fmt: skip
        waiting = run(bank_statements.keep_statement, treasurer, filename="b.csv", body=b"cho")
        kept = files.read_as_chosen(read_file(FILE, "a.csv"), Choices())
        file = run(
            contribution_imports.keep_contributions,
            treasurer, campaign_id=season.campaign_id, filename="a.csv", body=FILE, kept=kept,
        )  # fmt: skip
        (receipt,) = look_closely(treasurer, [get_line(treasurer, ids["FT2"])]).receipts
        yield Place(
            season=season,
            account_id=account_id,
            certain=ids["FT1"],
            unknown=ids["FT2"],
            interest=ids["FT3"],
            aside=ids["FT4"],
            use_id=aside.uses[0].id,
            receipt=receipt.event_id,
            movement=event_of(moved.id),
            statement_id=waiting.id,
            contributions_id=file.id,
            kept=kept,
        )


def event_of(submission_id: int) -> int:
    """Return the event that a submission recorded."""
    query = sa.select(Event.id).where(Event.submission_id == submission_id)
    return db.session.scalars(query).one()


@pytest.mark.parametrize("name", CALLS)
def test_a_service_lets_its_roles_through_and_no_other(at: Place, name: str) -> None:
    may, call = CALLS[name]

    let_only(may, at.season.treasurer, lambda actor: call(actor, at))


@pytest.mark.parametrize(
    "module",
    [bank_accounts, bank_lines, bank_movements, bank_references, bank_statements,
     contribution_imports],
)  # fmt: skip
def test_no_service_is_forgotten(module: ModuleType) -> None:
    assert services_of(module) == called_of(module, CALLS)
