"""Say whose a transfer may be: certain by its reference, else suggestions that a person decides on.

M1  Certain is only a line whose remark carries one reference of a person on the unit's own list,
    of which nothing is used, that is not money coming back, and for which no receipt is likely
    there already.
M2  Names and amounts only suggest. Nothing here is ever recorded without somebody saying so.
M3  The statements do not grow with the lines.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

import sqlalchemy as sa

from ledger import references
from ledger.db import db
from ledger.models.bank_references import BankReference
from ledger.models.campaigns import Campaign, CampaignState, CampaignUnit
from ledger.names import search_key
from ledger.reports.bank_lines import LineFacts
from ledger.reports.bank_recorded import CLOSE, MOST_OFFERED, Recorded, find_unbacked
from ledger.reports.people_search import Candidate, Directory, Person, list_directory
from ledger.reports.scope import Actor

MOST_SUGGESTED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Referenced:
    """Whose a reference is: a person of a list, or a cell."""

    code: str
    campaign_id: int
    entry_id: int | None
    cell_id: int
    name: str
    """The person's, or the cell's."""
    cell_name: str


@dataclass(frozen=True, slots=True)
class _Reference:
    """A reference as it was given: to a person of a list, or to a cell."""

    code: str
    campaign_id: int
    entry_id: int | None
    cell_id: int | None


@dataclass(frozen=True, slots=True)
class Running:
    """A campaign whose list stands."""

    id: int
    title: str
    starts_on: date
    campaign_unit_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is known about a line's giver."""

    line: LineFacts
    campaign_id: int | None
    """The campaign that it would be recorded in; None where none had begun."""
    referenced: tuple[Referenced, ...]
    unknown_codes: tuple[str, ...]
    """References of the right form that are none of this unit's."""
    broken_codes: tuple[str, ...]
    """References with a slip in them."""
    candidates: tuple[Candidate, ...]
    recorded: tuple[Recorded, ...]
    """Receipts that may be this very money."""

    @property
    def named(self) -> Referenced | None:
        """The one person whose reference the remark carries."""
        people = [one for one in self.referenced if one.entry_id is not None]
        return people[0] if len(people) == 1 else None

    @property
    def person(self) -> Referenced | None:
        """The one person that the line is certainly from (M1)."""
        is_whole = self.line.open_vnd == self.line.amount_vnd and self.line.sign == 1
        return self.named if is_whole and not self.line.is_return and not self.recorded else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was read for some lines: the proposals, and what they were made from."""

    proposals: list[Proposal]
    campaigns: list[Running]
    """The unit's campaigns, the newest first."""
    receipts: list[Recorded]
    directories: dict[int, Directory]

    @property
    def certain(self) -> list[tuple[int, str, list[Proposal]]]:
        """The certain ones by the campaign whose references they bear, with its title."""
        titles = {one.id: one.title for one in self.campaigns}
        groups: dict[int, list[Proposal]] = {}
        for proposal in self.proposals:
            if proposal.person:
                groups.setdefault(proposal.person.campaign_id, []).append(proposal)
        return [(id_, titles.get(id_, ""), group) for id_, group in groups.items()]

    def find(self, campaign_id: int | None, typed: str) -> list[Person]:
        """Return the people of a campaign's list by some letters of their name, without marks."""
        words = search_key(typed).split()
        people = self.directories[campaign_id].people if campaign_id and words else ()
        found = (
            one
            for one in people
            if all(f" {word}" in f" {search_key(one.full_name)}" for word in words)
        )
        return list(islice(found, MOST_OFFERED))

    def cells(self, campaign_id: int | None) -> list[tuple[int, str]]:
        """Return the cells of a campaign's list with their names."""
        people = self.directories[campaign_id].people if campaign_id else ()
        found = {one.cell_id: one.cell_name for one in people if one.list_entry_id}
        return list(found.items())


def propose(actor: Actor, lines: Sequence[LineFacts]) -> list[Proposal]:
    """Return what is known about the givers of some lines of the actor's own unit."""
    return look_closely(actor, lines).proposals


def look_closely(actor: Actor, lines: Sequence[LineFacts], campaign_id: int | None = None) -> Look:
    """Return what is known about some lines; they are recorded in ``campaign_id``, where given."""
    found = {line.id: references.find(line.remark) for line in lines}
    known = _references(actor, {one.code for each in found.values() for one in each})
    campaigns = _campaigns(actor)
    receipts = find_unbacked(actor, lines)
    directories: dict[int, Directory] = {}
    proposals = []
    for line in lines:
        mine = [known[one.code] for one in found[line.id] if one.code in known]
        of = next((one.campaign_id for one in mine), None) or _campaign_on(campaigns, line.on)
        of = next((one.id for one in campaigns if one.id == campaign_id), of)
        wanted = {one.campaign_id for one in mine} | ({of} if of else set())
        for one in campaigns:
            if one.id in wanted - directories.keys():
                directories[one.id] = list_directory(one.campaign_unit_id)
        named = [_referenced(directories[one.campaign_id], one) for one in mine]
        referenced = tuple(one for one in named if one is not None)
        candidates: tuple[Candidate, ...] = ()
        if of and not any(one.entry_id for one in referenced):
            candidates = _candidates(directories[of], line, referenced)
        ours = {one.code for one in referenced}
        others = [one for one in found[line.id] if one.code not in ours]
        proposals.append(
            Proposal(
                line=line,
                campaign_id=of,
                referenced=referenced,
                unknown_codes=tuple(one.code for one in others if one.is_sound),
                broken_codes=tuple(one.code for one in others if not one.is_sound),
                candidates=candidates,
                recorded=tuple(_likely(line, referenced, receipts)),
            )
        )
    return Look(
        proposals=proposals, campaigns=campaigns, receipts=receipts, directories=directories
    )


def _campaigns(actor: Actor) -> list[Running]:
    query = (
        sa.select(Campaign.id, Campaign.title, Campaign.starts_on, CampaignUnit.id)
        .join(CampaignUnit, CampaignUnit.campaign_id == Campaign.id)
        .where(
            CampaignUnit.party_unit_id == actor.party_unit_id,
            Campaign.state != CampaignState.DRAFT,
        )
        .order_by(Campaign.starts_on.desc(), Campaign.id.desc())
    )
    return [Running(*row) for row in db.session.execute(query)]


def _campaign_on(campaigns: Sequence[Running], on: date) -> int | None:
    return next((one.id for one in campaigns if one.starts_on <= on), None)


def _references(actor: Actor, codes: set[str]) -> Mapping[str, _Reference]:
    """Return the unit's own references among some codes."""
    if not codes:
        return {}
    query = (
        sa.select(
            BankReference.code,
            CampaignUnit.campaign_id,
            BankReference.list_entry_id,
            BankReference.cell_id,
        )
        .join(CampaignUnit, CampaignUnit.id == BankReference.campaign_unit_id)
        .where(
            BankReference.code.in_(sorted(codes)),
            CampaignUnit.party_unit_id == actor.party_unit_id,
        )
    )
    return {row[0]: _Reference(*row) for row in db.session.execute(query)}


def _referenced(directory: Directory, reference: _Reference) -> Referenced | None:
    """Say by name whose a reference is; None when the person has moved to another unit."""
    cells = {one.cell_id: one.cell_name for one in directory.people}
    people = {one.list_entry_id: one for one in directory.people if one.list_entry_id}
    if reference.entry_id is None:
        cell_name = cells.get(reference.cell_id or 0, "")
        return Referenced(
            code=reference.code,
            campaign_id=reference.campaign_id,
            entry_id=None,
            cell_id=reference.cell_id or 0,
            name=cell_name,
            cell_name=cell_name,
        )
    person = people.get(reference.entry_id)
    if person is None:
        return None
    return Referenced(
        code=reference.code,
        campaign_id=reference.campaign_id,
        entry_id=reference.entry_id,
        cell_id=person.cell_id,
        name=person.full_name,
        cell_name=person.cell_name,
    )


def _candidates(
    directory: Directory, line: LineFacts, referenced: Sequence[Referenced]
) -> tuple[Candidate, ...]:
    """Return who the remark may name: of the cell whose reference it bears first, then by level."""
    cells = {one.cell_id for one in referenced}
    answer = directory.find_mentioned(line.remark)
    listed = [one for one in answer.candidates if one.person.list_entry_id is not None]
    listed.sort(
        key=lambda one: (
            bool(cells) and one.person.cell_id not in cells,
            one.person.asked_vnd != line.amount_vnd,
        )
    )
    return tuple(listed[:MOST_SUGGESTED])


def _likely(
    line: LineFacts, referenced: Sequence[Referenced], receipts: Sequence[Recorded]
) -> list[Recorded]:
    """Return receipts of the same amount near the day: of the person referenced, if one is."""
    entries = {one.entry_id for one in referenced if one.entry_id is not None}
    return [
        one
        for one in receipts
        if one.amount_vnd == line.open_vnd
        and abs(one.on - line.on) <= CLOSE
        and (not entries or one.entry_id in entries)
    ][:MOST_SUGGESTED]
