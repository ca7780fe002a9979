"""State what else a house is built from: promised and received, in money, goods and labour (H7)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ledger.db import db
from ledger.models.house_sources import HouseSource, HouseSourceReceipt, SourceForm, SourceKind
from ledger.reports import money_trails
from ledger.reports.attachments import KeptFile, kept_files


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReceipt:
    """State one thing that came, in đồng and days of labour, with the paper that shows it."""

    id: int
    received_on: date
    value_vnd: int
    days: int
    evidence: str
    files: tuple[KeptFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """State one line of co-funding: the plan, and what came of it."""

    id: int
    kind: SourceKind
    form: SourceForm
    name: str
    what: str
    planned_vnd: int
    planned_days: int
    dropped_reason: str
    receipts: tuple[SourceReceipt, ...]

    @property
    def received_vnd(self) -> int:
        """What came, in đồng."""
        return sum(receipt.value_vnd for receipt in self.receipts)

    @property
    def received_days(self) -> int:
        """What came, in days of labour."""
        return sum(receipt.days for receipt in self.receipts)


Rows = dict[HouseSource, list[HouseSourceReceipt]]
"""The lines of a house's co-funding, each with what came of it."""


def sources_of_house(house_id: int) -> tuple[SourceLine, ...]:
    """Return the co-funding of a house that the caller has loaded through a scope."""
    read = read_sources(house_id)
    return lines_of(read, kept_files(owners_of(read)))


def read_sources(house_id: int) -> Rows:
    """Read the co-funding of a house with all that came, in one statement."""
    came = sa.and_(
        HouseSourceReceipt.source_id == HouseSource.id, HouseSourceReceipt.removed_reason.is_(None)
    )
    query = (
        sa.select(HouseSource, HouseSourceReceipt)
        .outerjoin(HouseSourceReceipt, came)
        .where(HouseSource.house_id == house_id)
        .order_by(HouseSource.id, HouseSourceReceipt.received_on, HouseSourceReceipt.id)
    )
    read: Rows = defaultdict(list)
    for source, receipt in db.session.execute(query):
        read[source] += [receipt] if receipt else []
    return read


def owners_of(read: Rows) -> list[str]:
    """Return by which names the scans of what came are kept."""
    return [_owner(receipt) for receipts in read.values() for receipt in receipts]


def lines_of(read: Rows, files: dict[str, tuple[KeptFile, ...]]) -> tuple[SourceLine, ...]:
    """State co-funding with the scans that were found."""
    return tuple(
        SourceLine(
            id=source.id,
            kind=source.kind,
            form=source.form,
            name=source.name,
            what=source.what,
            planned_vnd=source.planned_vnd,
            planned_days=source.planned_days,
            dropped_reason=source.dropped_reason or "",
            receipts=tuple(_receipt(each, files) for each in receipts),
        )
        for source, receipts in read.items()
    )


def main_source(house_ids: Collection[int]) -> dict[int, SourceKind | None]:
    """Return who gave most to each house; None where it is the programme's own money."""
    ids = list(house_ids)
    best: dict[int, tuple[int, SourceKind | None]] = dict.fromkeys(ids, (0, None))
    for (house_id, _), spent_vnd in money_trails.spent_by_book(ids).items():
        best[house_id] = (best[house_id][0] + spent_vnd, None)
    given = sa.func.sum(HouseSourceReceipt.value_vnd)
    query = (
        sa.select(HouseSource.house_id, HouseSource.kind, given)
        .join(HouseSourceReceipt, HouseSourceReceipt.source_id == HouseSource.id)
        .where(HouseSource.house_id.in_(ids), HouseSourceReceipt.removed_reason.is_(None))
        .group_by(HouseSource.house_id, HouseSource.kind)
        .order_by(HouseSource.house_id, given, HouseSource.kind)
    )
    for house_id, kind, given_vnd in db.session.execute(query):
        if int(given_vnd) > best[house_id][0]:
            best[house_id] = (int(given_vnd), kind)
    return {house_id: kind for house_id, (_, kind) in best.items()}


def _receipt(row: HouseSourceReceipt, files: dict[str, tuple[KeptFile, ...]]) -> SourceReceipt:
    return SourceReceipt(
        id=row.id,
        received_on=row.received_on,
        value_vnd=row.value_vnd,
        days=row.days,
        evidence=row.evidence,
        files=files.get(_owner(row), ()),
    )


def _owner(row: HouseSourceReceipt) -> str:
    return f"house_source_receipt:{row.id}"
