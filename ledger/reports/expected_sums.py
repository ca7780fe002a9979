"""Estimate what each purse will take in the years to come, from the campaigns so far.

X1  The average of the last three closed campaigns, rounded down; before the first one is closed,
    what the open one has brought so far.
X2  Where somebody expects another sum, theirs counts, with the reason and who said it.
X3  What this year has brought already is not expected once more.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from ledger.db import db
from ledger.models.campaigns import Campaign, CampaignState, CampaignUnit
from ledger.models.contributions import Contribution
from ledger.models.party_units import PartyUnit
from ledger.models.roadmaps import ExpectedSum
from ledger.models.users import UserAccount

AVERAGED = 3
_ROUND_VND = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What one unit's purse took in one campaign, in đồng."""

    year: int
    given_vnd: int
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody expects instead of the average; no amount: the average after all."""

    amount_vnd: int | None
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What one unit is expected to take in a year, in đồng."""

    year: int
    amount_vnd: int
    rest_vnd: int
    """What of it has not come in yet."""
    average_vnd: int
    said: Said | None

    @property
    def is_said(self) -> bool:
        """Whether it is somebody's word instead of the average."""
        return self.said is not None and self.said.amount_vnd is not None


def estimate(
    collected: Sequence[Collected], said: Mapping[int, Said], *, first_year: int, last_year: int
) -> tuple[Estimate, ...]:
    """Return the estimate of each year from this one, ``first_year``, to the last."""
    average_vnd = average_of(collected)
    this = next((one for one in collected if one.year == first_year), None)
    estimates = []
    for year in range(first_year, last_year + 1):
        word = said.get(year)
        amount_vnd = average_vnd
        if word is not None and word.amount_vnd is not None:
            amount_vnd = word.amount_vnd
        rest_vnd = amount_vnd
        if year == first_year and this is not None:
            rest_vnd = 0 if this.closed else max(amount_vnd - this.given_vnd, 0)
        estimates.append(
            Estimate(
                year=year,
                amount_vnd=amount_vnd,
                rest_vnd=rest_vnd,
                average_vnd=average_vnd,
                said=word,
            )
        )
    return tuple(estimates)


def average_of(collected: Sequence[Collected]) -> int:
    """Return the average of the last closed campaigns, or what the open one has brought (X1)."""
    newest_first = sorted(collected, key=lambda one: one.year, reverse=True)
    closed = [one.given_vnd for one in newest_first if one.closed][:AVERAGED]
    if closed:
        return sum(closed) // len(closed) // _ROUND_VND * _ROUND_VND
    return newest_first[0].given_vnd if newest_first else 0


def collected_below(path: str) -> dict[int, tuple[Collected, ...]]:
    """Return what each book below a path took in each campaign that was opened, oldest first."""
    given_vnd = sa.func.sum(Contribution.sign * Contribution.amount_vnd)
    query = (
        sa.select(CampaignUnit.book_id, Campaign.year, Campaign.state, given_vnd)
        .join(Campaign, Campaign.id == CampaignUnit.campaign_id)
        .join(PartyUnit, PartyUnit.id == CampaignUnit.party_unit_id)
        .outerjoin(Contribution, Contribution.campaign_unit_id == CampaignUnit.id)
        .where(PartyUnit.path.like(f"{path}%"), Campaign.state != CampaignState.DRAFT)
        .group_by(CampaignUnit.book_id, Campaign.year, Campaign.state)
        .order_by(CampaignUnit.book_id, Campaign.year)
    )
    rows = db.session.execute(query)
    return _by_key(
        (
            book_id,
            Collected(year=year, given_vnd=int(vnd or 0), closed=state is CampaignState.CLOSED),
        )
        for book_id, year, state, vnd in rows
    )


def said_below(path: str) -> dict[int, dict[int, Said]]:
    """Return the last word on each unit's year below a path."""
    last = (
        sa.select(sa.func.max(ExpectedSum.id))
        .join(PartyUnit, PartyUnit.id == ExpectedSum.party_unit_id)
        .where(PartyUnit.path.like(f"{path}%"))
        .group_by(ExpectedSum.party_unit_id, ExpectedSum.year)
    )
    query = (
        sa.select(ExpectedSum, UserAccount.full_name)
        .join(UserAccount, UserAccount.id == ExpectedSum.recorded_by_id)
        .where(ExpectedSum.id.in_(last))
    )
    found: dict[int, dict[int, Said]] = defaultdict(dict)
    for row, full_name in db.session.execute(query):
        found[row.party_unit_id][row.year] = Said(
            amount_vnd=row.amount_vnd, reason=row.reason, by=full_name, at=row.recorded_at
        )
    return found


def _by_key(pairs: Iterable[tuple[int, Collected]]) -> dict[int, tuple[Collected, ...]]:
    found: dict[int, list[Collected]] = defaultdict(list)
    for key, one in pairs:
        found[key].append(one)
    return {key: tuple(many) for key, many in found.items()}
