"""Record what was given: a whole collection sheet in one posting, or one contribution.

Every contribution gets its own event and facts, and its own receipt number unless the unit gives
one receipt for a signed list (B6). A sheet's people come in the printed order of its list, in
whatever order the lines come.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
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
    RuleBroken,
    StateRefused,
)
from ledger.models.books import AccountKind
from ledger.models.campaigns import Campaign, CampaignState, CampaignUnit
from ledger.models.contributions import Method
from ledger.models.journal import Submission, SubmissionKind
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import PartyMember
from ledger.models.party_units import NameKind, PartyUnit, ReceiptsPer
from ledger.models.programmes import Programme
from ledger.models.receipts import DonorCopy
from ledger.reports.list_receipts import place_of
from ledger.reports.scope import Actor, names_on, unit_in_scope
from ledger.services import audit
from ledger.services.contributors import NewContributor, find_or_add, known, listed_party
from ledger.services.doubts import Given, ask_again, differing, large, repeated
from ledger.services.issued_receipts import lock_standing, receipts_of
from ledger.services.receipts import cancel
from ledger.services.treasurers import begin_change


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """What one person of a sheet gave, in đồng."""

    list_entry_id: int
    amount_vnd: int


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
class _Gift:
    """One contribution before it is posted."""

    party: rules.Party
    amount_vnd: int
    list_entry_id: int | None = None
    contributor_id: int | None = None
    paper_number: str | None = None


def record_sheet(
    actor: Actor,
    *,
    key: str,
    campaign_id: int,
    cell_id: int,
    received_on: date,
    method: Method,
    lines: Sequence[SheetLine],
    paper_numbers: Mapping[int, str] | None = None,
    brought_by: str | None = None,
    counted_vnd: int | None = None,
    agreed: Collection[str] = (),
    remark: str = "",
) -> Submission:
    """Record what the people of one cell gave, all of it or nothing.

    ``brought_by`` is who brought the money, named on every receipt of the sheet; ``counted_vnd``
    the cash as counted, if it was; ``agreed`` the tokens of the doubts that the user has seen.
    Several people share one receipt where the unit gives one for a list. ``remark`` is printed
    after what the money is for.

    Raises:
        SubmissionChanged, NotAllowed, NotFound, CampaignNotOpen, StateRefused, InTheFuture,
        BeforeCampaign, RuleBroken (nothing typed, paper numbers on one receipt), Unconfirmed.

    """
    papers = dict(paper_numbers or {})
    body = ("sheet", campaign_id, cell_id, received_on, method, brought_by or "", counted_vnd,
            *((line.list_entry_id, line.amount_vnd, papers.get(line.list_entry_id, ""))
              for line in sorted(lines, key=lambda line: line.list_entry_id)),
            *([remark] if remark else []))  # fmt: skip
    submission, is_new = begin_change(actor, key, SubmissionKind.CONTRIBUTIONS, body)
    if not is_new:
        return submission
    place = replace(take_place(actor, campaign_id, cell_id, received_on), remark=remark)
    gifts = _gifts(place, cell_id, lines, received_on, papers=papers, brought_by=brought_by)
    together = place.receipts_per is ReceiptsPer.LIST and len(gifts) > 1
    if together and any(gift.paper_number for gift in gifts):
        raise RuleBroken(
            "Đơn vị lập một phiếu thu cho cả danh sách nên không ghi số phiếu giấy từng người."
        )
    doubts = differing(counted_vnd, (line.amount_vnd for line in lines))
    ask_again([*doubts, *_doubts(place, gifts, received_on)], agreed)
    drafts = _drafts(
        place, gifts, received_on=received_on, into=AccountKind(method), together=together
    )
    journal.post(drafts, submission_id=submission.id, by_id=actor.user_id, at=clock.now())
    _audit(actor, submission, place, gifts, counted_vnd=counted_vnd, cell_id=cell_id)
    return submission


def deductions(
    place: Place,
    *,
    cell_id: int,
    received_on: date,
    lines: Sequence[SheetLine],
    agreed: Collection[str] = (),
) -> list[rules.Draft]:
    """Return what pay-roll deductions post: they come into the bank, which pays them on at once.

    The caller claims the click, takes the place and posts them with the sending.

    Raises:
        NotFound, RuleBroken (nothing typed), Unconfirmed.

    """
    gifts = _gifts(place, cell_id, lines, received_on)
    ask_again(_doubts(place, gifts, received_on), agreed)
    return _drafts(place, gifts, received_on=received_on, into=AccountKind.BANK)


def record_contribution(
    actor: Actor,
    *,
    key: str,
    campaign_id: int,
    party_unit_id: int,
    received_on: date,
    method: Method,
    amount_vnd: int,
    list_entry_id: int | None = None,
    contributor_id: int | None = None,
    new_contributor: NewContributor | None = None,
    paper_number: str | None = None,
    agreed: Collection[str] = (),
) -> Submission:
    """Record one contribution of somebody on the list, of a known or of a new contributor.

    Exactly one of ``list_entry_id``, ``contributor_id`` and ``new_contributor`` is given.

    Raises:
        SubmissionChanged, NotAllowed, NotFound, CampaignNotOpen, StateRefused, InTheFuture,
        BeforeCampaign, Unconfirmed.

    """
    body = ("one", campaign_id, party_unit_id, received_on, method, amount_vnd, list_entry_id,
            contributor_id, new_contributor, paper_number or "")  # fmt: skip
    submission, is_new = begin_change(actor, key, SubmissionKind.CONTRIBUTIONS, body)
    if not is_new:
        return submission
    place = take_place(actor, campaign_id, party_unit_id, received_on)
    if list_entry_id is not None:
        party = listed_party(actor, campaign_id, list_entry_id, received_on)
    else:
        contributor = (
            find_or_add(place.party_unit_id, new_contributor)
            if new_contributor
            else known(place.party_unit_id, contributor_id or 0)
        )
        contributor_id = contributor.id
        party = rules.Party(name=contributor.name, place=contributor.place)
    gift = _Gift(
        party=party,
        amount_vnd=amount_vnd,
        list_entry_id=list_entry_id,
        contributor_id=contributor_id,
        paper_number=paper_number,
    )
    ask_again(_doubts(place, [gift], received_on), agreed)
    drafts = _drafts(place, [gift], received_on=received_on, into=AccountKind(method))
    journal.post(drafts, submission_id=submission.id, by_id=actor.user_id, at=clock.now())
    _audit(actor, submission, place, [gift])
    return submission


def undo_submission(
    actor: Actor, submission_id: int, *, key: str, reason: str, donor_copy: DonorCopy
) -> Submission:
    """Cancel every receipt of one click that still stands; return that click's submission.

    Raises:
        SubmissionChanged, NotAllowed, NotFound, StateRefused (all cancelled before), HandedIn,
        NotEnough.

    """
    body = ("undo", submission_id, reason, donor_copy)
    void, is_new = begin_change(actor, key, SubmissionKind.VOID, body)
    original = db.session.get(Submission, submission_id)
    if original is None:
        raise NotFound
    if is_new:
        standing = lock_standing(receipts_of(actor, submission_id))
        if not standing:
            raise StateRefused("Các phiếu của lần ghi này đã hủy hết; không còn gì để hoàn tác.")
        cancel(actor, void, standing, reason=reason, donor_copy=donor_copy)
    return original


def take_place(
    actor: Actor, campaign_id: int, unit_id: int, on: date, *, field: str = "received_on"
) -> Place:
    """Take the purse's lock and return where the money goes, if it may be taken on a day.

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
    if on > clock.today():
        what = "Ngày thu" if field == "received_on" else "Ngày ghi"
        raise InTheFuture(today=clock.today(), field=field, what=what)
    if on < campaign.starts_on:
        raise BeforeCampaign(starts_on=campaign.starts_on, field=field)
    return Place(
        campaign_id=campaign.id,
        campaign_unit_id=campaign_unit.id,
        party_unit_id=campaign_unit.party_unit_id,
        purse=rules.Purse(book.id, book.rule),
        aim=f"xây dựng “{programme_name}” năm {campaign.year}",
        receipts_per=receipts_per,
    )


def _gifts(
    place: Place,
    cell_id: int,
    lines: Sequence[SheetLine],
    received_on: date,
    *,
    papers: Mapping[int, str] | None = None,
    brought_by: str | None = None,
) -> list[_Gift]:
    """Turn the lines of one cell's sheet into contributions, named as they print."""
    if not lines:
        raise RuleBroken("Chưa nhập khoản nào. Gõ số tiền hoặc đánh dấu «ghi đúng mức».")
    people = _people(place.campaign_id, cell_id, [line.list_entry_id for line in lines])
    cell_name = names_on([cell_id], (NameKind.ORGANISATION,), received_on)
    where = place_of(cell_name.get((cell_id, NameKind.ORGANISATION), ""), brought_by)
    amounts = {line.list_entry_id: line.amount_vnd for line in lines}
    return [
        _Gift(
            party=rules.Party(name=name, place=where),
            amount_vnd=amounts[entry_id],
            list_entry_id=entry_id,
            paper_number=(papers or {}).get(entry_id),
        )
        for entry_id, name in people.items()
    ]


def _people(campaign_id: int, cell_id: int, entry_ids: Sequence[int]) -> dict[int, str]:
    """Return the names of lines of one cell's list in printed order, all of them or none.

    Raises:
        NotFound: a line is not of this cell, or asked for twice.

    """
    query = (
        sa.select(ListEntry.id, PartyMember.full_name)
        .join(PartyMember, PartyMember.id == ListEntry.member_id)
        .where(
            ListEntry.campaign_id == campaign_id,
            ListEntry.cell_id == cell_id,
            ListEntry.id.in_(entry_ids),
        )
        .order_by(ListEntry.position, ListEntry.id)
    )
    people = dict(db.session.execute(query).all())
    if len(people) != len(entry_ids):
        raise NotFound
    return people


def _doubts(place: Place, gifts: Sequence[_Gift], received_on: date) -> list[Doubt]:
    several = len(gifts) > 1
    given = [
        Given(
            name=gift.party.name,
            amount_vnd=gift.amount_vnd,
            list_entry_id=gift.list_entry_id,
            contributor_id=gift.contributor_id,
        )
        for gift in gifts
    ]
    sums = [(gift.name if several else "", gift.amount_vnd) for gift in given]
    return large(sums) + repeated(place.campaign_unit_id, given, received_on)


def _drafts(
    place: Place,
    gifts: Sequence[_Gift],
    *,
    received_on: date,
    into: AccountKind,
    together: bool = False,
) -> list[rules.Draft]:
    """Return an event for each contribution; ``together`` puts them on one receipt."""
    return [
        rules.Draft(
            on_date=received_on,
            purpose=place.purpose,
            legs=(rules.contribution(place.purse, gift.amount_vnd, into=into),),
            campaign_id=place.campaign_id,
            party=gift.party,
            giver=rules.Giver(
                campaign_unit_id=place.campaign_unit_id,
                list_entry_id=gift.list_entry_id,
                contributor_id=gift.contributor_id,
            ),
            paper_number=gift.paper_number,
            voucher_group="list" if together else None,
        )
        for gift in gifts
    ]


def _audit(
    actor: Actor,
    submission: Submission,
    place: Place,
    gifts: Sequence[_Gift],
    *,
    counted_vnd: int | None = None,
    cell_id: int | None = None,
) -> None:
    sum_vnd = sum(gift.amount_vnd for gift in gifts)
    facts: dict[str, str | int | None] = {"contributions": len(gifts), "sum_vnd": sum_vnd}
    if cell_id is not None:
        facts |= {"cell": cell_id, "counted_vnd": counted_vnd}
    if counted_vnd is not None and counted_vnd != sum_vnd:
        facts["difference_vnd"] = counted_vnd - sum_vnd
    audit.record(
        actor,
        "contributions.record",
        f"submission:{submission.id}",
        party_unit_id=place.party_unit_id,
        after=facts,
    )
