"""Importing statements: each real movement once, whatever is exported twice or overlaps (G4)."""

from collections.abc import Iterator
from typing import Any

import pytest

from ledger import clock
from ledger.db import run
from ledger.errors import AlreadyImported, Unconfirmed
from ledger.intake.bank_statements import Statement
from ledger.reports.bank_accounts import current_account
from ledger.reports.bank_plans import StatementPlan, plan_statement
from ledger.services import bank_statements
from tests import banking, collecting
from tests.banking import Row, statement, take_in
from tests.collecting import DAY, Season
from tests.conftest import Store

A: Row = ("2024-11-04", "FT001", 100_000, 1_100_000, "IBFT ung ho")
B: Row = ("2024-11-04", "FT002", 100_000, 1_200_000, "IBFT ung ho")
C: Row = ("2024-11-05", "FT003", 50_000, 1_250_000, "VU MINH QUY chuyen tien")
D: Row = ("2024-11-06", "FT004", -11_000, 1_239_000, "Phi quan ly tai khoan")


def bare(row: Row) -> Row:
    """Return a row of a bank that gives no number."""
    return (row[0], "", row[2], row[3], row[4])


def silent(row: Row) -> Row:
    """Return a row of a bank that gives neither a number nor balances."""
    return (row[0], "", row[2], None, row[4])


@pytest.fixture
def at(store: Store) -> Iterator[Season]:
    """A season on its working day, whose commune has an account."""
    made = collecting.season()
    with clock.at_day(DAY):
        banking.account(made.treasurer)
        yield made


def sums(at: Season) -> list[tuple[int, int]]:
    return sorted(
        (line.on.day, line.sign * line.amount_vnd) for line in banking.lines_of(at.treasurer)
    )


ALL = [(4, 100_000), (4, 100_000), (5, 50_000), (6, -11_000)]


@pytest.mark.parametrize(
    "shown", [lambda row: row, bare, silent], ids=["numbers", "balances", "bare"]
)
def test_a_statement_twice_then_one_that_overlaps_brings_each_transfer_once(
    at: Season, shown: object
) -> None:
    rows = [shown(row) for row in (A, B, C, D)]  # type: ignore[operator]  # a fixture's callable

    take_in(at.treasurer, statement(*rows[:3]))
    take_in(at.treasurer, statement(*rows[:3]), body=b"the same rows, saved again")
    take_in(at.treasurer, statement(*rows))

    assert sums(at) == ALL


@pytest.mark.parametrize("shown", [lambda row: row, bare], ids=["numbers", "balances"])
def test_identical_twins_that_exports_part_stay_two(at: Season, shown: object) -> None:
    a, b, c, d = (shown(row) for row in (A, B, C, D))  # type: ignore[operator]  # a fixture's callable

    take_in(at.treasurer, statement(a))
    take_in(at.treasurer, statement(b, c))
    take_in(at.treasurer, statement(a, b, c, d))

    assert sums(at) == ALL


def test_a_second_twin_without_number_or_balance_is_new_when_both_are_shown(at: Season) -> None:
    a, b, c, d = map(silent, (A, B, C, D))

    take_in(at.treasurer, statement(a))
    take_in(at.treasurer, statement(a, b, c, d))

    assert sums(at) == ALL


def plan_of(at: Season, read: Statement) -> StatementPlan:
    account = current_account(at.treasurer.party_unit_id)
    assert account is not None
    return plan_statement(account.account_id, read)


def test_a_twin_that_nothing_tells_apart_is_told_and_added_only_deliberately(at: Season) -> None:
    a, b, c, d = map(silent, (A, B, C, D))
    take_in(at.treasurer, statement(a))
    plan = plan_of(at, statement(b, c))
    assert [(line.is_known, line.is_unsure) for line in plan.lines] == [
        (True, True),
        (False, False),
    ]
    file = run(bank_statements.keep_statement, at.treasurer, filename="x.csv", body=b"apart")
    facts: dict[str, Any] = {
        "sha256": file.sha256,
        "plan_digest": plan.digest,
        "statement": statement(b, c),
    }

    with pytest.raises(Unconfirmed, match="1 dòng giống dòng đã nhập"):
        run(bank_statements.import_statement, at.treasurer, file.id, **facts)
    (doubt,) = bank_statements.statement_doubts(statement(b, c), plan)[1:]
    run(
        bank_statements.import_statement,
        at.treasurer,
        file.id,
        **facts,
        others=[plan.lines[0].movement.row],
        agreed=["statement:account", doubt.token],
    )
    assert sums(at) == ALL[:3]

    take_in(at.treasurer, statement(a, b, c, d))
    assert sums(at) == ALL


def test_a_row_that_is_new_or_known_for_sure_cannot_be_called_another(at: Season) -> None:
    take_in(at.treasurer, statement(A))
    rows = range(10)

    take_in(at.treasurer, statement(A, B, C), others=rows)

    assert sums(at) == ALL[:3]


def same_but(row: Row, *, number: str, remark: str, vnd: int | None) -> Row:
    return (row[0], number, row[2], vnd, remark)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (A, same_but(A, number="", remark="UNG HO/IBFT", vnd=1_100_000)),
        (A, same_but(A, number="5078-1", remark="UNG HO", vnd=1_100_000)),
        (silent(A), same_but(A, number="FT001", remark="IBFT UNG  HO", vnd=None)),
        (same_but(A, number="FT001", remark="IBFT ung ho", vnd=None), bare(A)),
    ],
    ids=["another remark", "another number", "a number at last", "no number"],
)
def test_another_way_of_exporting_adds_no_line_twice_unless_told(
    at: Season, before: Row, after: Row
) -> None:
    take_in(at.treasurer, statement(before))
    assert [line.is_unsure for line in plan_of(at, statement(after)).lines] == [True]

    take_in(at.treasurer, statement(after), body=b"exported otherwise")
    assert sums(at) == ALL[:1]
    row = statement(after).movements[0].row
    take_in(at.treasurer, statement(after), body=b"once more", others=[row])
    assert sums(at) == ALL[:2]


def test_transfers_of_the_same_sum_and_day_are_two_where_the_bank_says_so(at: Season) -> None:
    take_in(at.treasurer, statement(A))

    take_in(at.treasurer, statement(B))
    take_in(at.treasurer, statement(same_but(A, number="", remark="khac", vnd=None)))

    assert sums(at) == [(4, 100_000)] * 3


def test_the_very_same_file_is_recognised(at: Season) -> None:
    take_in(at.treasurer, statement(A, B), body=b"one file")

    with pytest.raises(AlreadyImported):
        run(bank_statements.keep_statement, at.treasurer, filename="x.xlsx", body=b"one file")


@pytest.mark.parametrize("bank", banking.BANKS)
def test_every_sample_comes_in_with_its_credits_and_only_once(at: Season, bank: str) -> None:
    read = banking.sample(bank)

    take_in(at.treasurer, read)
    take_in(at.treasurer, read, body=b"exported again")

    came = [line for line in banking.lines_of(at.treasurer) if line.sign == 1]
    assert (len(came), sum(line.amount_vnd for line in came)) == (13, 1_781_000)
    assert sum("294E24" in line.remark for line in came) == 2
