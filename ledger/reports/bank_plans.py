"""Decide which lines of a bank's statement an account does not have yet.

S1  A line is known again by its day, direction, amount, the bank's number and the remark. Where
    several lines have all of that in common, the balance after each tells them apart; where there
    is none, they are counted: the second such line of a file is the second of the account.
S2  So a statement imported twice, or one that overlaps another, adds no line twice; and two real
    transfers that are the same in everything stay two, on one statement or on two.
S3  The plan is what the preview shows and what the import carries out; its digest is confirmed.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ledger import crypto
from ledger.db import data_key, db
from ledger.intake.bank_statements import Movement, Statement
from ledger.models.bank_lines import BankLine

_ABOUT = "bank_line:fingerprint"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLine:
    """One movement, and what the import does with it."""

    movement: Movement
    fingerprint: str
    is_known: bool
    occurrence: int
    """Which of the account's lines that are the same in everything it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPlan:
    """Everything that importing a statement would do."""

    lines: tuple[PlannedLine, ...]
    digest: str

    @property
    def new(self) -> tuple[PlannedLine, ...]:
        """The lines that the account does not have yet."""
        return tuple(line for line in self.lines if not line.is_known)

    @property
    def known(self) -> int:
        """How many lines were imported before."""
        return len(self.lines) - len(self.new)

    def new_of(self, sign: int) -> tuple[int, int]:
        """Return how many new lines came in (1) or went out (-1), and their sum in đồng."""
        amounts = [line.movement.amount_vnd for line in self.new if line.movement.sign == sign]
        return len(amounts), sum(amounts)


def plan_statement(account_id: int, statement: Statement) -> StatementPlan:
    """Decide for every movement whether the account has it already (S1)."""
    groups: dict[tuple[date, int, int, str], list[int]] = defaultdict(list)
    for place, movement in enumerate(statement.movements):
        key = (movement.on, movement.sign, movement.amount_vnd, fingerprint_of(movement))
        groups[key].append(place)
    stored = _stored(account_id, statement.movements)
    planned: dict[int, PlannedLine] = {}
    for key, places in groups.items():
        movements = [statement.movements[place] for place in places]
        known = _recognised(movements, stored.get(key, {}))
        occurrence = max(stored.get(key, {0: None}))
        for place, movement, found in zip(places, movements, known, strict=True):
            occurrence += not found
            planned[place] = PlannedLine(
                movement=movement,
                fingerprint=key[3],
                is_known=bool(found),
                occurrence=found or occurrence,
            )
    lines = tuple(planned[place] for place in sorted(planned))
    decided = "\n".join(f"{line.fingerprint}:{line.occurrence}:{line.is_known}" for line in lines)
    digest = hashlib.sha256(f"{account_id}\n{decided}".encode()).hexdigest()
    return StatementPlan(lines=lines, digest=digest)


def fingerprint_of(movement: Movement) -> str:
    """Return a keyed digest of the bank's number and the remark, which banks wrap as they like."""
    remark = "".join(movement.remark.upper().split())
    text = f"{movement.reference.upper()}\n{remark}"
    return crypto.mark_of(text, key=data_key(), about=_ABOUT)


def _stored(
    account_id: int, movements: Sequence[Movement]
) -> dict[tuple[date, int, int, str], dict[int, int | None]]:
    """Return the account's lines of these days: occurrence and balance by what they share."""
    if not movements:
        return {}
    days = [movement.on for movement in movements]
    query = sa.select(
        BankLine.on_date,
        BankLine.sign,
        BankLine.amount_vnd,
        BankLine.fingerprint,
        BankLine.occurrence,
        BankLine.balance_vnd,
    ).where(
        BankLine.bank_account_id == account_id,
        BankLine.on_date.between(min(days), max(days)),
    )
    stored: dict[tuple[date, int, int, str], dict[int, int | None]] = defaultdict(dict)
    for on, sign, amount_vnd, fingerprint, occurrence, balance_vnd in db.session.execute(query):
        stored[on, sign, amount_vnd, fingerprint][occurrence] = balance_vnd
    return stored


def _recognised(
    movements: Sequence[Movement], stored: Mapping[int, int | None]
) -> list[int | None]:
    """Return for each of some equal movements which stored line it is, None for a new one.

    Equal balances first; then in their order, unless two balances that differ say otherwise and
    there is no number of the bank to say that they are the same after all.
    """
    free = dict(sorted(stored.items()))
    found: list[int | None] = []
    for movement in movements:
        same = (
            number
            for number, balance_vnd in free.items()
            if balance_vnd is not None and balance_vnd == movement.balance_vnd
        )
        number = next(same, None)
        if number is not None:
            del free[number]
        found.append(number)
    for place, movement in enumerate(movements):
        if found[place] is not None:
            continue
        possible = (
            number
            for number, balance_vnd in free.items()
            if movement.reference or balance_vnd is None or movement.balance_vnd is None
        )
        number = next(possible, None)
        if number is not None:
            del free[number]
        found[place] = number
    return found
