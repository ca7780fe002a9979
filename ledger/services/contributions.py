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
    NotFound,
    RuleBroken,
    StateRefused,
)
from ledger.models.books import AccountKind
from ledger.models.contributions import Method
from ledger.models.journal import Submission, SubmissionKind
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import PartyMember
from ledger.models.party_units import NameKind, ReceiptsPer
from ledger.models.receipts import DonorCopy
from ledger.reports.list_receipts import place_of
from ledger.reports.scope import Actor, names_on
from ledger.reports.visitors import visitor
from ledger.services import audit
from ledger.services.contributors import NewContributor, find_or_add, known, listed_party
from ledger.services.doubts import ask_again, differing
from ledger.services.gifts import Gift, Place, doubts_about, drafts_of, take_place
from ledger.services.issued_receipts import lock_standing, receipts_of
from ledger.services.receipts import cancel
from ledger.services.treasurers import begin_change


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """What one person of a sheet gave, in đồng."""

    list_entry_id: int
    amount_vnd: int


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
    together = place.receipts_per is ReceiptsPer.LIST and len(lines) > 1
    if together and papers:
        raise RuleBroken(
            "Đơn vị lập một phiếu thu cho cả danh sách nên không ghi số phiếu giấy từng người."
        )
    gifts = _gifts(
        place,
        cell_id,
        lines,
        received_on=received_on,
        into=AccountKind(method),
        papers=papers,
        brought_by=brought_by,
        together=together,
    )
    doubts = differing(counted_vnd, (line.amount_vnd for line in lines))
    ask_again([*doubts, *doubts_about(place, gifts)], agreed)
    drafts = drafts_of(place, gifts)
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
    gifts = _gifts(place, cell_id, lines, received_on=received_on, into=AccountKind.BANK)
    ask_again(doubts_about(place, gifts), agreed)
    return drafts_of(place, gifts)


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
    visitor_code: str | None = None,
    contributor_id: int | None = None,
    new_contributor: NewContributor | None = None,
    paper_number: str | None = None,
    agreed: Collection[str] = (),
) -> Submission:
    """Record one contribution of somebody on the list, of a known or of a new contributor.

    Exactly one of ``list_entry_id``, ``visitor_code``, ``contributor_id`` and ``new_contributor``
    is given. A visitor is on another unit's list: the money stays where it was given, and the
    person counts once, where they are listed (A10).

    Raises:
        SubmissionChanged, NotAllowed, NotFound, CampaignNotOpen, StateRefused, InTheFuture,
        BeforeCampaign, Unconfirmed.

    """
    body = ("one", campaign_id, party_unit_id, received_on, method, amount_vnd, list_entry_id,
            contributor_id, new_contributor, paper_number or "",
            *([visitor_code] if visitor_code else []))  # fmt: skip
    submission, is_new = begin_change(actor, key, SubmissionKind.CONTRIBUTIONS, body)
    if not is_new:
        return submission
    place = take_place(actor, campaign_id, party_unit_id, received_on)
    if visitor_code:
        guest = visitor(actor, campaign_id, visitor_code, received_on)
        list_entry_id, party = guest.list_entry_id, rules.Party(name=guest.name, place=guest.place)
    elif list_entry_id is not None:
        party = listed_party(actor, campaign_id, list_entry_id, received_on)
    else:
        contributor = (
            find_or_add(place.party_unit_id, new_contributor)
            if new_contributor
            else known(place.party_unit_id, contributor_id or 0)
        )
        contributor_id = contributor.id
        party = rules.Party(name=contributor.name, place=contributor.place)
    gift = Gift(
        party=party,
        amount_vnd=amount_vnd,
        received_on=received_on,
        into=AccountKind(method),
        list_entry_id=list_entry_id,
        contributor_id=contributor_id,
        paper_number=paper_number,
    )
    ask_again(doubts_about(place, [gift]), agreed)
    drafts = drafts_of(place, [gift])
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


def _gifts(
    place: Place,
    cell_id: int,
    lines: Sequence[SheetLine],
    *,
    received_on: date,
    into: AccountKind,
    papers: Mapping[int, str] | None = None,
    brought_by: str | None = None,
    together: bool = False,
) -> list[Gift]:
    """Turn the lines of one cell's sheet into contributions; ``together`` on one receipt."""
    if not lines:
        raise RuleBroken("Chưa nhập khoản nào. Gõ số tiền hoặc đánh dấu «ghi đúng mức».")
    people = _people(place.campaign_id, cell_id, [line.list_entry_id for line in lines])
    cell_name = names_on([cell_id], (NameKind.ORGANISATION,), received_on)
    where = place_of(cell_name.get((cell_id, NameKind.ORGANISATION), ""), brought_by)
    amounts = {line.list_entry_id: line.amount_vnd for line in lines}
    return [
        Gift(
            party=rules.Party(name=name, place=where),
            amount_vnd=amounts[entry_id],
            received_on=received_on,
            into=into,
            list_entry_id=entry_id,
            paper_number=(papers or {}).get(entry_id),
            group="list" if together else None,
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


def _audit(
    actor: Actor,
    submission: Submission,
    place: Place,
    gifts: Sequence[Gift],
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
