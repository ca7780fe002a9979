"""Count a person once: several records may stand for one (F6), and each may be on a list.

P1  A person is the record that stands for them: the one that a merged record points to, or itself.
P2  Of a person's lines in one campaign one counts: that of the record that stands, else the oldest.
    What was given on any of them was given by that person.
P3  This is derived whenever somebody counts; a merge taken back leaves nothing behind.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger.models.campaigns import CampaignUnit
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
        """Return the line that counts for a line; the folds are outer-joined to it.

        The cast changes no value: SQLite builds an index over a derived column, instead of reading
        it whole for every line that is joined to it, only if the column has a type.
        """
        return sa.cast(sa.func.coalesce(self.lines.c.counted_id, entry_id), ListEntry.id.type)

    def counts(self) -> sa.ColumnElement[bool]:
        """Return the condition that a ``ListEntry`` counts; the folds are outer-joined to it."""
        folded_away = sa.and_(
            self.lines.c.counted_id.is_not(None), self.lines.c.counted_id != ListEntry.id
        )
        return sa.not_(folded_away)


@cache
def folds(of: str = "lines") -> Folds:
    """Return the lines of merged records with those that count.

    It says no value of anybody's, so it is composed once; a query that folds lines and gifts asks
    for the folds ``of`` each.
    """
    entry, member = aliased(ListEntry), aliased(PartyMember)
    other, record = aliased(ListEntry), aliased(PartyMember)
    merged = sa.select(record.id).where(record.merged_into_id.is_not(None))
    alike = sa.select(record.id).where(record.merged_into_id == member.merged_into_id)
    standing = sa.select(other.id).where(
        other.campaign_id == entry.campaign_id, other.member_id == member.merged_into_id
    )
    oldest = sa.select(sa.func.min(other.id)).where(
        other.campaign_id == entry.campaign_id, other.member_id.in_(alike.correlate(member))
    )
    counted = sa.func.coalesce(
        standing.correlate(entry, member).scalar_subquery(),
        oldest.correlate(entry, member).scalar_subquery(),
    )
    # The condition says again what the join says, so that merged records are looked for first.
    lines = (
        sa.select(entry.id.label("entry_id"), counted.label("counted_id"))
        .join(member, member.id == entry.member_id)
        .where(entry.member_id.in_(merged))
        .subquery(f"folded_{of}")
    )
    return Folds(lines)


def given_in(campaign_id: int) -> sa.ColumnElement[bool]:
    """Return the condition that a ``Contribution`` was given in a campaign.

    The index on contributions begins with the unit, so the campaign's units are named, not it.
    """
    units = sa.select(CampaignUnit.id).where(CampaignUnit.campaign_id == campaign_id)
    return Contribution.campaign_unit_id.in_(units)


def given_by_line(campaign_id: int | None = None) -> sa.Subquery:
    """Return what each person of a campaign's lists has given, by the line that counts for them.

    Columns: ``entry_id`` and ``given_vnd``; of all campaigns if none is named.
    """
    wanted = [] if campaign_id is None else [given_in(campaign_id)]
    fold = folds("gifts")
    entry_id = fold.counted(Contribution.list_entry_id.expression)
    return (
        sa.select(
            entry_id.label("entry_id"),
            sa.func.sum(Contribution.sign * Contribution.amount_vnd).label("given_vnd"),
        )
        .outerjoin(fold.lines, fold.of_entry(Contribution.list_entry_id.expression))
        .where(Contribution.list_entry_id.is_not(None), *wanted)
        .group_by(entry_id)
        .subquery()
    )
