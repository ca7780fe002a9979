"""Read the propaganda log: what was done, by whom, how often (Ban Tuyên giáo)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger.db import db
from ledger.errors import NotFound
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.propaganda import PropagandaKind, PropagandaReport
from ledger.models.users import UserAccount
from ledger.reports.campaigns import CampaignLine, campaign_line
from ledger.reports.scope import Actor, name_on, names_on, unit_in_scope, within

PAGE = 50
LAST_PAGE = 1_000
MOST_LINES = 5_000
"""How many rows a spreadsheet holds."""
MOST_VERSIONS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PropagandaLine:
    """One thing that was done."""

    id: int
    unit_id: int
    unit_name: str
    done_on: date
    kind: PropagandaKind
    title: str
    link: str
    entered_paper: str
    withdrawn: str
    """Why it was taken back; empty: it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PropagandaLog:
    """One page of a campaign's log, newest first, with the counts of all of it."""

    campaign: CampaignLine
    unit_id: int | None
    unit_name: str
    lines: tuple[PropagandaLine, ...]
    by_kind: tuple[tuple[PropagandaKind, int], ...]
    units: int
    """How many have told of something."""
    withdrawn: bool
    """Whether it shows what was taken back instead."""
    page: int
    has_next: bool

    @property
    def total(self) -> int:
        """How many things were done."""
        return sum(count for _, count in self.by_kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class PropagandaVersion:
    """One version of a row, newest first."""

    id: int
    done_on: date
    kind: PropagandaKind
    title: str
    link: str
    recorded_at: datetime
    recorded_by: str
    withdrawn: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PropagandaFacts:
    """One row with its earlier versions, and who did it."""

    campaign_id: int
    unit_id: int
    unit_name: str
    versions: tuple[PropagandaVersion, ...]

    @property
    def current(self) -> PropagandaVersion:
        """The newest version."""
        return self.versions[0]


def propaganda_log(
    actor: Actor,
    campaign_id: int,
    *,
    unit_id: int | None = None,
    withdrawn: bool = False,
    page: int = 1,
) -> PropagandaLog:
    """Return one page of the log of a scope, or of one unit of it, or of what was taken back.

    Raises:
        NotFound: no such campaign at, above or below the actor, or no such unit in scope.

    """
    campaign = campaign_line(actor, campaign_id)
    unit_name = ""
    if unit_id is not None:
        unit_in_scope(actor, unit_id)
        unit_name = name_on(unit_id, NameKind.ORGANISATION)
    standing = _standing(actor, campaign_id, unit_id, withdrawn=withdrawn)
    rows = _lines(standing, offset=(page - 1) * PAGE, limit=PAGE + 1)
    counts = (
        sa.select(PropagandaReport.kind, sa.func.count())
        .join(PartyUnit, PartyUnit.id == PropagandaReport.party_unit_id)
        .where(*standing)
        .group_by(PropagandaReport.kind)
    )
    told = dict(db.session.execute(counts).all())
    units = (
        sa.select(sa.func.count(PropagandaReport.party_unit_id.distinct()))
        .join(PartyUnit, PartyUnit.id == PropagandaReport.party_unit_id)
        .where(*standing)
    )
    return PropagandaLog(
        campaign=campaign,
        unit_id=unit_id,
        unit_name=unit_name,
        lines=rows[:PAGE],
        by_kind=tuple((kind, told[kind]) for kind in PropagandaKind if kind in told),
        units=db.session.scalars(units).one(),
        withdrawn=withdrawn,
        page=page,
        has_next=len(rows) > PAGE,
    )


def whole_log(actor: Actor, campaign_id: int) -> tuple[CampaignLine, tuple[PropagandaLine, ...]]:
    """Return the campaign and the whole log of a scope, for a spreadsheet.

    Raises:
        NotFound: no such campaign at, above or below the actor.

    """
    campaign = campaign_line(actor, campaign_id)
    return campaign, _lines(_standing(actor, campaign_id, None), offset=0, limit=MOST_LINES)


def propaganda_facts(actor: Actor, report_id: int) -> PropagandaFacts:
    """Return a row of the log and what it was before.

    Raises:
        NotFound: no such row in the actor's scope.

    """
    row = db.session.scalar(
        sa.select(PropagandaReport)
        .join(PartyUnit, PartyUnit.id == PropagandaReport.party_unit_id)
        .where(PropagandaReport.id == report_id, within(actor))
    )
    if row is None:
        raise NotFound
    return PropagandaFacts(
        campaign_id=row.campaign_id,
        unit_id=row.party_unit_id,
        unit_name=name_on(row.party_unit_id, NameKind.ORGANISATION),
        versions=_versions(row.id),
    )


def _standing(
    actor: Actor, campaign_id: int, unit_id: int | None, *, withdrawn: bool = False
) -> Sequence[sa.ColumnElement[bool]]:
    later = aliased(PropagandaReport)
    conditions = [
        PropagandaReport.campaign_id == campaign_id,
        PropagandaReport.withdrawn != "" if withdrawn else PropagandaReport.withdrawn == "",
        ~sa.exists().where(later.replaces_id == PropagandaReport.id),
        within(actor),
    ]
    if unit_id is not None:
        conditions.append(PropagandaReport.party_unit_id == unit_id)
    return conditions


def _lines(
    standing: Sequence[sa.ColumnElement[bool]], *, offset: int, limit: int
) -> tuple[PropagandaLine, ...]:
    query = (
        sa.select(PropagandaReport)
        .join(PartyUnit, PartyUnit.id == PropagandaReport.party_unit_id)
        .where(*standing)
        .order_by(PropagandaReport.done_on.desc(), PropagandaReport.id.desc())
        .offset(offset)
        .limit(limit)
    )
    rows = list(db.session.scalars(query))
    names = names_on(sorted({row.party_unit_id for row in rows}), (NameKind.ORGANISATION,))
    return tuple(
        PropagandaLine(
            id=row.id,
            unit_id=row.party_unit_id,
            unit_name=names.get((row.party_unit_id, NameKind.ORGANISATION), ""),
            done_on=row.done_on,
            kind=row.kind,
            title=row.title,
            link=row.link,
            entered_paper=row.entered_paper,
            withdrawn=row.withdrawn,
        )
        for row in rows
    )


def _versions(report_id: int) -> tuple[PropagandaVersion, ...]:
    """Walk back from a row to what it replaced, in one statement."""
    first = sa.select(PropagandaReport.id, PropagandaReport.replaces_id).where(
        PropagandaReport.id == report_id
    )
    chain = first.cte("chain", recursive=True)
    earlier = aliased(PropagandaReport)
    chain = chain.union_all(
        sa.select(earlier.id, earlier.replaces_id).where(earlier.id == chain.c.replaces_id)
    )
    query = (
        sa.select(PropagandaReport, UserAccount.full_name)
        .join(chain, chain.c.id == PropagandaReport.id)
        .join(UserAccount, UserAccount.id == PropagandaReport.recorded_by_id)
        .order_by(PropagandaReport.id.desc())
        .limit(MOST_VERSIONS)
    )
    return tuple(
        PropagandaVersion(
            id=row.id,
            done_on=row.done_on,
            kind=row.kind,
            title=row.title,
            link=row.link,
            recorded_at=row.recorded_at,
            recorded_by=full_name,
            withdrawn=row.withdrawn,
        )
        for row, full_name in db.session.execute(query)
    )
