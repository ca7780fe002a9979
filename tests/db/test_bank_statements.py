"""Importing statements: each real movement once, whatever is exported twice or overlaps (G4)."""

from collections.abc import Iterator

import pytest

from ledger import clock
from ledger.db import run
from ledger.errors import AlreadyImported
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
    rows = [shown(row) for row in (A, B, C, D)]  # type: ignore[operator]

    take_in(at.treasurer, statement(*rows[:3]))
    take_in(at.treasurer, statement(*rows[:3]), body=b"the same rows, saved again")
    take_in(at.treasurer, statement(*rows))

    assert sums(at) == ALL


@pytest.mark.parametrize("shown", [lambda row: row, bare], ids=["numbers", "balances"])
def test_identical_twins_that_exports_part_stay_two(at: Season, shown: object) -> None:
    a, b, c, d = (shown(row) for row in (A, B, C, D))  # type: ignore[operator]

    take_in(at.treasurer, statement(a))
    take_in(at.treasurer, statement(b, c))
    take_in(at.treasurer, statement(a, b, c, d))

    assert sums(at) == ALL


def test_a_second_twin_without_number_or_balance_is_new_when_both_are_shown(at: Season) -> None:
    a, b, c, d = map(silent, (A, B, C, D))

    take_in(at.treasurer, statement(a))
    take_in(at.treasurer, statement(a, b, c, d))

    assert sums(at) == ALL


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
