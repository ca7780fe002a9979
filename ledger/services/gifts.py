"""What is given, before it is posted: where it goes, its events, and what is asked once more.

Shared by every way of recording: one contribution, a cell's sheet, pay-roll deductions, a batch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.book import journal, rules
from ledger.db import db
from ledger.errors import (
    BeforeCampaign,
    CampaignNotOpen,
    Doubt,
    InTheFuture,
    NotFound,
    StateRefused,
)
from ledger.models.books import AccountKind
from ledger.models.campaigns import Campaign, CampaignState, CampaignUnit
from ledger.models.party_units import PartyUnit, ReceiptsPer
from ledger.models.programmes import Programme
from ledger.reports.scope import Actor, unit_in_scope
from ledger.services.doubts import Given, large, repeated
from ledger.services.paper_numbers import repeated_papers


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where money is taken: a campaign's unit, its purse, and what its receipts say."""

    campaign_id: int
    campaign_unit_id: int
    party_unit_id: int
    purse: rules.Purse
    aim: str
    """What the money is for: “xây dựng …”."""
    receipts_per: ReceiptsPer
    remark: str = ""
    """What its receipts say besides, such as who entered them for the unit."""

    @property
    def purpose(self) -> str:
        """What a receipt says that the money was given for."""
        return f"Ủng hộ {self.aim}" + (f" ({self.remark})" if self.remark else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """One contribution, in đồng; gifts of one ``group`` share a receipt."""

    party: rules.Party
    amount_vnd: int
    received_on: date
    into: AccountKind
    list_entry_id: int | None = None
    contributor_id: int | None = None
    paper_number: str | None = None
    group: str | None = None


def take_place(
    actor: Actor, campaign_id: int, unit_id: int, *days: date, field: str = "received_on"
) -> Place:
    """Take the purse's lock and return where the money goes, if it may be taken on these days.

    ``field`` is the box of the form that the day was typed into.

    Raises:
        NotFound, CampaignNotOpen, StateRefused, InTheFuture, BeforeCampaign.

    """
    unit_in_scope(actor, unit_id)
    query = (
        sa.select(Campaign, CampaignUnit, Programme.name, PartyUnit.receipts_per)
        .join(CampaignUnit, CampaignUnit.campaign_id == Campaign.id)
        .join(PartyUnit, PartyUnit.id == CampaignUnit.party_unit_id)
        .join(Programme, Programme.id == Campaign.programme_id)
        .where(Campaign.id == campaign_id, CampaignUnit.party_unit_id == actor.party_unit_id)
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    campaign, campaign_unit, programme_name, receipts_per = row
    book = journal.lock_books([campaign_unit.book_id])[campaign_unit.book_id]
    if campaign.state is CampaignState.DRAFT:
        raise CampaignNotOpen(campaign.year)
    if book.closed_on is not None:
        raise StateRefused(
            f"Sổ của đơn vị đã đóng ngày {clock.format_date(book.closed_on)}; không ghi thêm được."
        )
    if max(days) > clock.today():
        what = "Ngày thu" if field == "received_on" else "Ngày ghi"
        raise InTheFuture(today=clock.today(), field=field, what=what)
    if min(days) < campaign.starts_on:
        raise BeforeCampaign(starts_on=campaign.starts_on, field=field)
    return Place(
        campaign_id=campaign.id,
        campaign_unit_id=campaign_unit.id,
        party_unit_id=campaign_unit.party_unit_id,
        purse=rules.Purse(book.id, book.rule),
        aim=f"xây dựng “{programme_name}” năm {campaign.year}",
        receipts_per=receipts_per,
    )


def doubts_about(place: Place, gifts: Sequence[Gift], *, repeats: bool = True) -> list[Doubt]:
    """Return what is likely a slip: very large sums, and what a receipt stands for already.

    The latter are gifts, and pre-printed numbers; without ``repeats`` they are not looked for: they
    have been asked about before.
    """
    several = len(gifts) > 1
    sums = [(gift.party.name if several else "", gift.amount_vnd) for gift in gifts]
    if not repeats:
        return large(sums)
    given = [
        Given(
            name=gift.party.name,
            amount_vnd=gift.amount_vnd,
            received_on=gift.received_on,
            list_entry_id=gift.list_entry_id,
            contributor_id=gift.contributor_id,
        )
        for gift in gifts
    ]
    # The gifts of one group share a receipt, and so its number.
    papers = {gift.group or at: gift.paper_number for at, gift in enumerate(gifts)}
    return (
        large(sums)
        + repeated(place.campaign_unit_id, given)
        + repeated_papers(place.purse.book_id, [paper for paper in papers.values() if paper])
    )


def drafts_of(place: Place, gifts: Sequence[Gift]) -> list[rules.Draft]:
    """Return an event for each gift."""
    return [
        rules.Draft(
            on_date=gift.received_on,
            purpose=place.purpose,
            legs=(rules.contribution(place.purse, gift.amount_vnd, into=gift.into),),
            campaign_id=place.campaign_id,
            party=gift.party,
            giver=rules.Giver(
                campaign_unit_id=place.campaign_unit_id,
                list_entry_id=gift.list_entry_id,
                contributor_id=gift.contributor_id,
            ),
            paper_number=gift.paper_number,
            voucher_group=gift.group,
        )
        for gift in gifts
    ]
