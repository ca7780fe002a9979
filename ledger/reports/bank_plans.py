"""Decide which lines of a bank's statement an account does not have yet.

S1  A line is known again by its day, direction, amount, the bank's number and the remark. Where
    several lines have all of that in common, the balance after each tells them apart; where there
    is none, they are counted: the second such line of a file is the second of the account.
S2  So a statement imported twice, or one that overlaps another, adds no line twice; and two real
    transfers that are the same in everything stay two, on one statement or on two.
S3  Where nothing of the bank proves that a line is one that was imported – no number and no balance,
    or another way of exporting that writes the number or the remark differently – it counts as
    that one, but the treasurer is told and may say that it is another.
S4  The plan is what the preview shows and what the import carries out; its digest is confirmed.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import sqlalchemy as sa

from ledger import crypto
from ledger.db import data_key, db
from ledger.intake.bank_statements import Movement, Statement
from ledger.models.bank_lines import BankLine
from ledger.reports.bank_lines import remark_about

_ABOUT = "bank_line:fingerprint"


_Shared = tuple[date, int, int]
"""Day, direction and amount: what lines that may be the same have in common at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLine:
    """One movement, and what the import does with it."""

    movement: Movement
    fingerprint: str
    is_known: bool
    occurrence: int
    """Which of the account's lines that are the same in everything it is."""
    is_unsure: bool = False
    """Whether nothing of the bank proves that it is the line it looks like (S3)."""


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
    def unsure(self) -> tuple[PlannedLine, ...]:
        """The lines of which only the treasurer can tell whether they were imported before."""
        return tuple(line for line in self.lines if line.is_unsure)

    @property
    def known(self) -> int:
        """How many lines were imported before."""
        return len(self.lines) - len(self.new)

    def new_of(self, sign: int) -> tuple[int, int]:
        """Return how many new lines came in (1) or went out (-1), and their sum in đồng."""
        amounts = [line.movement.amount_vnd for line in self.new if line.movement.sign == sign]
        return len(amounts), sum(amounts)


def plan_statement(
    account_id: int, statement: Statement, *, others: Collection[int] = ()
) -> StatementPlan:
    """Decide for every movement whether the account has it already (S1).

    ``others`` are the rows of unsure lines that the treasurer says are other ones (S3). The digest
    is that of the plan without them, which is what was looked at.
    """
    stored = _stored(account_id, statement.movements)
    marks = [fingerprint_of(movement) for movement in statement.movements]
    found = _recognise(statement.movements, marks, stored)
    digest = _digest(account_id, marks, found)
    last = {
        (shared, line.fingerprint): line.occurrence
        for shared, lines in stored.items()
        for line in lines
    }
    planned = []
    for movement, mark, match in zip(statement.movements, marks, found, strict=True):
        is_known = match is not None and not (match.is_unsure and movement.row in others)
        key = (_shared(movement), mark)
        if not is_known:
            last[key] = last.get(key, 0) + 1
        planned.append(
            PlannedLine(
                movement=movement,
                fingerprint=mark,
                is_known=is_known,
                occurrence=match.occurrence if match and is_known else last[key],
                is_unsure=match is not None and match.is_unsure,
            )
        )
    return StatementPlan(lines=tuple(planned), digest=digest)


def fingerprint_of(movement: Movement) -> str:
    """Return a keyed digest of the bank's number and the remark, which banks wrap as they like."""
    text = f"{movement.reference.upper()}\n{_plain(movement.remark)}"
    return crypto.mark_of(text, key=data_key(), about=_ABOUT)


def _plain(remark: str) -> str:
    return "".join(remark.upper().split())


def _shared(movement: Movement) -> _Shared:
    return movement.on, movement.sign, movement.amount_vnd


@dataclass(frozen=True, kw_only=True)
class _Stored:
    """A line that the account has."""

    fingerprint: str
    occurrence: int
    balance_vnd: int | None
    reference: str
    remark_sealed: str

    @cached_property
    def plain(self) -> str:
        """The remark as it is compared."""
        about = remark_about(self.fingerprint)
        return _plain(crypto.unseal(self.remark_sealed, key=data_key(), about=about))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Match:
    """Which stored line a movement is, and whether only its looks say so."""

    occurrence: int
    is_unsure: bool


def _stored(account_id: int, movements: Sequence[Movement]) -> dict[_Shared, list[_Stored]]:
    """Return the account's lines of these days by what they share, equal ones in their order."""
    if not movements:
        return {}
    days = [movement.on for movement in movements]
    query = (
        sa.select(BankLine)
        .where(
            BankLine.bank_account_id == account_id,
            BankLine.on_date.between(min(days), max(days)),
        )
        .order_by(BankLine.occurrence, BankLine.id)
    )
    stored: dict[_Shared, list[_Stored]] = defaultdict(list)
    for line in db.session.scalars(query):
        stored[line.on_date, line.sign, line.amount_vnd].append(
            _Stored(
                fingerprint=line.fingerprint,
                occurrence=line.occurrence,
                balance_vnd=line.balance_vnd,
                reference=line.reference,
                remark_sealed=line.remark_sealed,
            )
        )
    return stored


def _recognise(
    movements: Sequence[Movement], marks: Sequence[str], stored: Mapping[_Shared, Sequence[_Stored]]
) -> list[_Match | None]:
    """Return for each movement which stored line it is, None for a new one.

    What is surest goes first, for all movements, and a stored line is found once: the same in
    everything; then the same but for a balance that one of them lacks, or that changed under the
    bank's number; then those that only look the same (S3).
    """
    free = {shared: list(lines) for shared, lines in stored.items()}
    found: list[_Match | None] = [None] * len(movements)
    for is_same in (_is_same, _is_same_but_balance, _looks_same):
        for place, movement in enumerate(movements):
            lines = free.get(_shared(movement), [])
            if found[place] is not None or not lines:
                continue
            mark = marks[place]
            line = next((line for line in lines if is_same(movement, mark, line)), None)
            if line is not None:
                lines.remove(line)
                is_unsure = is_same is not _is_same and not (
                    movement.reference and mark == line.fingerprint
                )
                found[place] = _Match(occurrence=line.occurrence, is_unsure=is_unsure)
    return found


def _is_same(movement: Movement, mark: str, line: _Stored) -> bool:
    return (
        mark == line.fingerprint
        and line.balance_vnd is not None
        and line.balance_vnd == movement.balance_vnd
    )


def _is_same_but_balance(movement: Movement, mark: str, line: _Stored) -> bool:
    return mark == line.fingerprint and bool(
        movement.reference or line.balance_vnd is None or movement.balance_vnd is None
    )


def _looks_same(movement: Movement, _mark: str, line: _Stored) -> bool:
    """Tell whether a line may be the same in another way of exporting: balance, or remark."""
    if line.balance_vnd is not None and movement.balance_vnd is not None:
        return line.balance_vnd == movement.balance_vnd
    if line.reference and movement.reference:
        return False
    return _plain(movement.remark) == line.plain


def _digest(account_id: int, marks: Sequence[str], found: Sequence[_Match | None]) -> str:
    decided = "\n".join(
        f"{mark}:{match.occurrence if match else 'new'}:{match.is_unsure if match else ''}"
        for mark, match in zip(marks, found, strict=True)
    )
    return hashlib.sha256(f"{account_id}\n{decided}".encode()).hexdigest()
