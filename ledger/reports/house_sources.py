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


def sources_of_house(house_id: int) -> tuple[SourceLine, ...]:
    """Return the co-funding of a house that the caller has loaded through a scope."""
    query = sa.select(HouseSource).where(HouseSource.house_id == house_id).order_by(HouseSource.id)
    sources = db.session.scalars(query).all()
    came = _receipts([source.id for source in sources])
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
            receipts=tuple(came[source.id]),
        )
        for source in sources
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


def _receipts(source_ids: list[int]) -> dict[int, list[SourceReceipt]]:
    query = (
        sa.select(HouseSourceReceipt)
        .where(
            HouseSourceReceipt.source_id.in_(source_ids),
            HouseSourceReceipt.removed_reason.is_(None),
        )
        .order_by(HouseSourceReceipt.received_on, HouseSourceReceipt.id)
    )
    rows = db.session.scalars(query).all()
    files = kept_files(f"house_source_receipt:{row.id}" for row in rows)
    came: dict[int, list[SourceReceipt]] = defaultdict(list)
    for row in rows:
        came[row.source_id].append(
            SourceReceipt(
                id=row.id,
                received_on=row.received_on,
                value_vnd=row.value_vnd,
                days=row.days,
                evidence=row.evidence,
                files=files.get(f"house_source_receipt:{row.id}", ()),
            )
        )
    return came
