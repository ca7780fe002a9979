"""Show notice-board sheets with their posting clock (I3).

D1  Sheets that name people or receipts are read inside their unit only; above it, their totals'
    clock is seen and nothing of the list.
D2  Days are counted by the rule that stood on the sheet when it was made.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

import sqlalchemy as sa

from ledger import clock
from ledger.clock import VIETNAM
from ledger.crypto import unseal
from ledger.db import data_key, db
from ledger.errors import NamesStayInside, NotFound
from ledger.models.campaigns import Campaign, CampaignState, CampaignUnit
from ledger.models.disclosures import (
    Disclosure,
    DisclosureContent,
    DisclosurePosting,
    DisclosureRemoval,
    PostingState,
)
from ledger.models.party_units import NameKind, PartyUnit
from ledger.reports.campaigns import CampaignLine, campaign_line
from ledger.reports.home import COLLECTING
from ledger.reports.posting_terms import may_come_down, terms_on
from ledger.reports.scope import Actor, names_on, within
from ledger.reports.sheet_bodies import Body, read_body

MOST_SHEETS = 200
"""How many sheets of a campaign a page shows, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingLine:
    """A sheet at one place: from when to when, by which minutes, who looked after it."""

    id: int
    place: str
    posted_on: date
    paper: str
    responsible: str
    may_remove_on: date
    """The first day on which it has been up long enough."""
    removed_on: date | None
    removed_paper: str
    reason: str

    @property
    def days_up(self) -> int | None:
        """For how many days it was up; None while it is."""
        return (self.removed_on - self.posted_on).days if self.removed_on else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One sheet of a list."""

    id: int
    unit_id: int
    unit_name: str
    campaign_id: int
    content: DisclosureContent
    basis: str
    reported_on: date
    post_by_on: date
    least_days: int
    terms_basis: str
    made_at: datetime
    digest: str
    postings: tuple[PostingLine, ...]
    has_newer: bool
    """Whether the unit has made another sheet of the same kind since."""
    as_of: date

    @property
    def posted_on(self) -> date | None:
        """When it was first put up."""
        return min((one.posted_on for one in self.postings), default=None)

    @property
    def state(self) -> PostingState:
        """How far it has come."""
        if self.posted_on is None:
            if self.has_newer:
                return PostingState.REPLACED
            return PostingState.LATE if self.as_of > self.post_by_on else PostingState.TO_POST
        up = [one for one in self.postings if one.removed_on is None]
        if up:
            long_enough = all(one.may_remove_on <= self.as_of for one in up)
            return PostingState.LONG_ENOUGH if long_enough else PostingState.UP
        kept = any(one.removed_on and one.removed_on >= one.may_remove_on for one in self.postings)
        return PostingState.DOWN if kept else PostingState.SHORT

    @property
    def days_late(self) -> int:
        """By how many days posting was, or is, too late; 0 if it was in time."""
        if self.state is PostingState.REPLACED:
            return 0
        day = self.posted_on or self.as_of
        return max(0, (day - self.post_by_on).days)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutSheet:
    """A unit that has made no sheet of a campaign that is over."""

    unit_id: int
    unit_name: str
    post_by_on: date
    days_late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetBoard:
    """The sheets of a campaign in a scope, and the units that have none."""

    campaign: CampaignLine
    unit_ids: frozenset[int]
    """The units that take part."""
    sheets: tuple[SheetLine, ...]
    without: tuple[WithoutSheet, ...]

    @property
    def posted(self) -> int:
        """How many units have put a sheet up."""
        return len({one.unit_id for one in self.sheets if one.postings} & self.unit_ids)

    @property
    def overdue(self) -> int:
        """How many units have not put one up in time, by today."""
        late = {one.unit_id for one in self.sheets if one.state is PostingState.LATE}
        return len(late) + sum(one.days_late > 0 for one in self.without)


def sheets_of(actor: Actor, campaign_id: int) -> SheetBoard:
    """Return the sheets of a campaign, in a fixed number of statements.

    Raises:
        NotFound: no such campaign at, above or below the actor.

    """
    campaign = campaign_line(actor, campaign_id)
    query = (
        sa.select(Disclosure)
        .join(PartyUnit, PartyUnit.id == Disclosure.party_unit_id)
        .where(Disclosure.campaign_id == campaign_id, within(actor))
        .order_by(PartyUnit.position, PartyUnit.id, Disclosure.id.desc())
        .limit(MOST_SHEETS)
    )
    rows = list(db.session.scalars(query))
    units = _units(actor, campaign_id)
    names = names_on([*units, *(row.party_unit_id for row in rows)], (NameKind.ORGANISATION,))
    sheets = _lines(rows, names, _newest(rows))
    closed_on = _closed_on(campaign_id)
    have = {one.unit_id for one in sheets}
    without = _without([id_ for id_ in units if id_ not in have], names, closed_on)
    return SheetBoard(campaign=campaign, unit_ids=frozenset(units), sheets=sheets, without=without)


def show_sheet(actor: Actor, disclosure_id: int) -> tuple[SheetLine, Body]:
    """Return a sheet, and what was frozen on it.

    Raises:
        NotFound: no such sheet in the actor's scope.
        NamesStayInside: it names people or receipts, and the reader is none of the unit's (D1).

    """
    row = db.session.scalar(
        sa.select(Disclosure)
        .join(PartyUnit, PartyUnit.id == Disclosure.party_unit_id)
        .where(Disclosure.id == disclosure_id, within(actor))
    )
    if row is None:
        raise NotFound
    if row.content is not DisclosureContent.TOTALS and actor.role not in COLLECTING:
        raise NamesStayInside
    names = names_on([row.party_unit_id], (NameKind.ORGANISATION,))
    (line,) = _lines([row], names, _newest_like(row))
    text = unseal(row.body_sealed, key=data_key(), about=sealed_about(row.body_digest))
    return line, read_body(text)


def sealed_about(digest: str) -> str:
    """Return what a sheet's sealed body is bound to."""
    return f"disclosure:{digest}:body"


Kind: TypeAlias = tuple[int, int, DisclosureContent]
"""Unit, campaign and content: the sheets of which the newest counts."""


def _lines(
    rows: list[Disclosure], names: dict[tuple[int, NameKind], str], newest: dict[Kind, int]
) -> tuple[SheetLine, ...]:
    postings = _postings(rows)
    return tuple(
        SheetLine(
            id=row.id,
            unit_id=row.party_unit_id,
            unit_name=names.get((row.party_unit_id, NameKind.ORGANISATION), ""),
            campaign_id=row.campaign_id,
            content=row.content,
            basis=row.basis_paper,
            reported_on=row.reported_on,
            post_by_on=row.post_by_on,
            least_days=row.least_days,
            terms_basis=row.terms_basis,
            made_at=row.made_at,
            digest=row.body_digest,
            postings=tuple(postings[row.id]),
            has_newer=newest[row.party_unit_id, row.campaign_id, row.content] > row.id,
            as_of=clock.today(),
        )
        for row in rows
    )


def _newest(rows: list[Disclosure]) -> dict[Kind, int]:
    oldest_first = sorted(rows, key=lambda row: row.id)
    return {(row.party_unit_id, row.campaign_id, row.content): row.id for row in oldest_first}


def _newest_like(row: Disclosure) -> dict[Kind, int]:
    query = sa.select(sa.func.max(Disclosure.id)).where(
        Disclosure.party_unit_id == row.party_unit_id,
        Disclosure.campaign_id == row.campaign_id,
        Disclosure.content == row.content,
    )
    newest = db.session.scalars(query).one()
    return {(row.party_unit_id, row.campaign_id, row.content): newest}


def _postings(rows: Iterable[Disclosure]) -> dict[int, list[PostingLine]]:
    least = {row.id: row.least_days for row in rows}
    query = (
        sa.select(DisclosurePosting, DisclosureRemoval)
        .outerjoin(DisclosureRemoval, DisclosureRemoval.posting_id == DisclosurePosting.id)
        .where(DisclosurePosting.disclosure_id.in_(least))
        .order_by(DisclosurePosting.posted_on, DisclosurePosting.id)
    )
    found: dict[int, list[PostingLine]] = defaultdict(list)
    for posting, removal in db.session.execute(query):
        found[posting.disclosure_id].append(
            PostingLine(
                id=posting.id,
                place=posting.place,
                posted_on=posting.posted_on,
                paper=posting.paper,
                responsible=posting.responsible,
                may_remove_on=may_come_down(posting.posted_on, least[posting.disclosure_id]),
                removed_on=removal.removed_on if removal else None,
                removed_paper=removal.paper if removal else "",
                reason=removal.reason if removal else "",
            )
        )
    return found


def _units(actor: Actor, campaign_id: int) -> list[int]:
    query = (
        sa.select(PartyUnit.id)
        .join(CampaignUnit, CampaignUnit.party_unit_id == PartyUnit.id)
        .where(CampaignUnit.campaign_id == campaign_id, within(actor))
        .order_by(PartyUnit.position, PartyUnit.id)
    )
    return list(db.session.scalars(query))


def _closed_on(campaign_id: int) -> date | None:
    query = sa.select(Campaign.closed_at).where(
        Campaign.id == campaign_id, Campaign.state == CampaignState.CLOSED
    )
    closed_at = db.session.scalar(query)
    return closed_at.astimezone(VIETNAM).date() if closed_at else None


def _without(
    unit_ids: list[int], names: dict[tuple[int, NameKind], str], closed_on: date | None
) -> tuple[WithoutSheet, ...]:
    """Return whose sheet is awaited: a campaign that is over has been reported on."""
    if closed_on is None:
        return ()
    post_by_on = terms_on(closed_on).post_by(closed_on)
    late = max(0, (clock.today() - post_by_on).days)
    return tuple(
        WithoutSheet(
            unit_id=id_,
            unit_name=names.get((id_, NameKind.ORGANISATION), ""),
            post_by_on=post_by_on,
            days_late=late,
        )
        for id_ in unit_ids
    )
