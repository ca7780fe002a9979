"""Record many contributions in one posting: of several cells, days, methods and payers (F3, G5).

B1  All of a batch or nothing of it; it is one submission and is undone as one.
B2  Receipts are numbered in the order of the lines. Where the unit gives one receipt for a list,
    the people of one cell, day, method, payer and paper number share theirs (B6).
B3  The steps are those of ``contributions``; the statements do not grow with the lines, but for
    one that reads the cells' names on each day.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.book import journal, rules
from ledger.db import db
from ledger.errors import Doubt, NotFound, RuleBroken
from ledger.models.books import AccountKind
from ledger.models.contributions import Method
from ledger.models.contributors import Contributor
from ledger.models.journal import Submission, SubmissionKind
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import PartyMember
from ledger.models.party_units import NameKind, PartyUnit, ReceiptsPer
from ledger.reports.list_receipts import place_of
from ledger.reports.scope import Actor, names_on, within
from ledger.services import audit
from ledger.services.contributors import NewContributor, find_or_add_all
from ledger.services.doubts import ask_again
from ledger.services.gifts import Gift, Place, doubts_about, drafts_of, take_place
from ledger.services.treasurers import begin_change


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLine:
    """What one giver gave, in đồng, and how.

    Exactly one of ``list_entry_id``, ``contributor_id`` and ``new_contributor`` is given;
    ``brought_by`` is who paid for a person of the list, named on the receipt after the cell.
    """

    amount_vnd: int
    received_on: date
    method: Method
    list_entry_id: int | None = None
    contributor_id: int | None = None
    new_contributor: NewContributor | None = None
    paper_number: str | None = None
    brought_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Person:
    """Somebody of the list: the name that a receipt prints, and the cell."""

    name: str
    cell_id: int


def record_batch(
    actor: Actor,
    *,
    key: str,
    campaign_id: int,
    lines: Sequence[BatchLine],
    agreed: Collection[str] = (),
    repeats_agreed: bool = False,
    doubts: Sequence[Doubt] = (),
    remark: str = "",
    source: audit.Facts | None = None,
) -> Submission:
    """Record the lines, all of them or nothing; the same key with the same lines is one batch.

    ``agreed`` holds the tokens of the doubts that the user has seen; ``repeats_agreed`` says that
    the caller asked about each gift that a receipt stands for already; ``doubts`` are the caller's
    own, asked together with those about the gifts. ``remark`` is printed after
    what the money is for; ``source`` goes into the audit, such as the file that it came from.

    Raises:
        SubmissionChanged, NotAllowed, RuleBroken (no lines), NotFound, CampaignNotOpen,
        StateRefused, InTheFuture, BeforeCampaign, Unconfirmed.

    """
    body = ("batch", campaign_id, remark, *lines)
    submission, is_new = begin_change(actor, key, SubmissionKind.CONTRIBUTIONS, body)
    if not is_new:
        return submission
    if not lines:
        raise RuleBroken("Không có khoản nào để ghi.")
    days = {line.received_on for line in lines}
    place = take_place(actor, campaign_id, actor.party_unit_id, *days)
    place = replace(place, remark=remark)
    gifts = _gifts(actor, place, lines)
    ask_again([*doubts, *doubts_about(place, gifts, repeats=not repeats_agreed)], agreed)
    journal.post(
        drafts_of(place, gifts), submission_id=submission.id, by_id=actor.user_id, at=clock.now()
    )
    audit.record(
        actor,
        "contributions.record",
        f"submission:{submission.id}",
        party_unit_id=place.party_unit_id,
        after={"contributions": len(gifts), "sum_vnd": sum(gift.amount_vnd for gift in gifts)}
        | dict(source or {}),
    )
    return submission


def _gifts(actor: Actor, place: Place, lines: Sequence[BatchLine]) -> list[Gift]:
    """Turn lines into gifts that are named as they print, in their order.

    Raises:
        NotFound: a line of another list, a cell outside the scope, another unit's contributor.

    """
    entries = {line.list_entry_id for line in lines if line.list_entry_id is not None}
    people = _people(actor, place.campaign_id, entries)
    cells = _cell_names({person.cell_id for person in people.values()}, lines)
    others = _contributors(place.party_unit_id, lines)
    gifts = []
    for line, other in zip(lines, others, strict=True):
        if other is None:
            person = people[line.list_entry_id or 0]
            cell_name = cells[line.received_on].get((person.cell_id, NameKind.ORGANISATION), "")
            party = rules.Party(name=person.name, place=place_of(cell_name, line.brought_by))
            group = _group(line, person) if place.receipts_per is ReceiptsPer.LIST else None
        else:
            party, group = rules.Party(name=other.name, place=other.place), None
        gifts.append(
            Gift(
                party=party,
                amount_vnd=line.amount_vnd,
                received_on=line.received_on,
                into=AccountKind(line.method),
                list_entry_id=line.list_entry_id,
                contributor_id=other.id if other else None,
                paper_number=line.paper_number,
                group=group,
            )
        )
    return gifts


def _people(actor: Actor, campaign_id: int, entry_ids: Collection[int]) -> dict[int, _Person]:
    """Return people of the campaign's list by their lines, all of them in scope.

    Raises:
        NotFound: no such line, or of a cell outside the actor's scope.

    """
    query = (
        sa.select(ListEntry.id, PartyMember.full_name, ListEntry.cell_id)
        .join(PartyMember, PartyMember.id == ListEntry.member_id)
        .join(PartyUnit, PartyUnit.id == ListEntry.cell_id)
        .where(ListEntry.id.in_(entry_ids), ListEntry.campaign_id == campaign_id, within(actor))
    )
    people = {
        entry_id: _Person(name=name, cell_id=cell_id)
        for entry_id, name, cell_id in db.session.execute(query)
    }
    if len(people) != len(entry_ids):
        raise NotFound
    return people


def _cell_names(
    cell_ids: Collection[int], lines: Iterable[BatchLine]
) -> dict[date, Mapping[tuple[int, NameKind], str]]:
    """Return the names of cells as they were on each day of the lines."""
    days = {line.received_on for line in lines if line.list_entry_id is not None}
    ids = sorted(cell_ids)
    return {day: names_on(ids, (NameKind.ORGANISATION,), day) for day in days}


def _contributors(party_unit_id: int, lines: Sequence[BatchLine]) -> list[Contributor | None]:
    """Return the other contributor of each line, adding the new ones; None for people listed.

    Raises:
        NotFound: no such contributor, or another unit's.

    """
    ids = {line.contributor_id for line in lines if line.contributor_id is not None}
    query = sa.select(Contributor).where(
        Contributor.id.in_(ids), Contributor.party_unit_id == party_unit_id
    )
    known = {row.id: row for row in db.session.scalars(query)} if ids else {}
    if len(known) != len(ids):
        raise NotFound
    new = [line.new_contributor for line in lines if line.new_contributor]
    added = iter(find_or_add_all(party_unit_id, new) if new else ())
    return [
        next(added) if line.new_contributor else known.get(line.contributor_id or 0)
        for line in lines
    ]


def _group(line: BatchLine, person: _Person) -> str:
    """Name the receipt that a person of a list shares with others (B2)."""
    facts = (person.cell_id, line.received_on, line.method, line.brought_by, line.paper_number)
    return repr(facts)
