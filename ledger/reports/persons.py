"""Count a person once: several records may stand for one (F6), and each may be on a list.

P1  A person is the record that stands for them: the one that a merged record points to, or itself.
P2  Of a person's lines in one campaign one counts: that of the record that stands, else the oldest.
    What was given on any of them was given by that person.
P3  This is derived whenever somebody counts; a merge taken back leaves nothing behind.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger.models.contributions import Contribution
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import PartyMember


@dataclass(frozen=True, slots=True)
class Folds:
    """The lines of merged records, each with the line that counts for the person (P2).

    Few records are merged, so a query joins a handful of rows; lines that are not among them count
    for themselves.
    """

    lines: sa.Subquery

    def of_entry(self, entry_id: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        """Return the condition to outer-join the folds on, for a column that names a line."""
        return self.lines.c.entry_id == entry_id

    def counted(self, entry_id: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
        """Return the line that counts for a line; the folds are outer-joined to it."""
        return sa.func.coalesce(self.lines.c.counted_id, entry_id)

    def counts(self) -> sa.ColumnElement[bool]:
        """Return the condition that a ``ListEntry`` counts; the folds are outer-joined to it."""
        folded_away = sa.and_(
            self.lines.c.counted_id.is_not(None), self.lines.c.counted_id != ListEntry.id
        )
        return sa.not_(folded_away)


def folds() -> Folds:
    """Return the lines of merged records with those that count."""
    entry, member = aliased(ListEntry), aliased(PartyMember)
    other, record = aliased(ListEntry), aliased(PartyMember)
    counted = (
        sa.select(other.id)
        .join(record, record.id == other.member_id)
        .where(
            other.campaign_id == entry.campaign_id,
            sa.or_(
                record.id == member.merged_into_id,
                record.merged_into_id == member.merged_into_id,
            ),
        )
        .order_by(record.merged_into_id.is_not(None), other.id)
        .limit(1)
        .correlate(entry, member)
        .scalar_subquery()
    )
    lines = (
        sa.select(entry.id.label("entry_id"), counted.label("counted_id"))
        .join(member, member.id == entry.member_id)
        .where(member.merged_into_id.is_not(None))
        .subquery()
    )
    return Folds(lines)


def given_by_line(*conditions: sa.ColumnElement[bool]) -> sa.Subquery:
    """Return what each person of a list has given, by the line that counts for them.

    Columns: ``entry_id`` and ``given_vnd``. The conditions are on ``Contribution``.
    """
    fold = folds()
    entry_id = fold.counted(Contribution.list_entry_id.expression)
    return (
        sa.select(
            entry_id.label("entry_id"),
            sa.func.sum(Contribution.sign * Contribution.amount_vnd).label("given_vnd"),
        )
        .outerjoin(fold.lines, fold.of_entry(Contribution.list_entry_id.expression))
        .where(Contribution.list_entry_id.is_not(None), *conditions)
        .group_by(entry_id)
        .subquery()
    )
