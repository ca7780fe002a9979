"""Say whose a transfer may be: certain by its reference, else suggestions that a person decides on.

M1  Certain is only a line whose remark carries one reference of a person on the unit's own list,
    of which nothing is used, that is not money coming back, and for which no receipt is likely
    there already.
M2  Names and amounts only suggest. Nothing here is ever recorded without somebody saying so.
M3  The statements do not grow with the lines.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from ledger import references
from ledger.db import db
from ledger.labels import voucher_number
from ledger.models.bank_lines import BankLineUse
from ledger.models.bank_references import BankReference
from ledger.models.books import AccountKind, Book, Movement
from ledger.models.campaigns import Campaign, CampaignState, CampaignUnit
from ledger.models.contributions import Contribution
from ledger.models.journal import (
    Event,
    EventParty,
    Submission,
    SubmissionKind,
    Transfer,
    Voucher,
)
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import PartyMember
from ledger.models.party_units import NameKind
from ledger.reports.bank_lines import LineFacts, is_live
from ledger.reports.people_search import Candidate, Directory, directory_of
from ledger.reports.scope import Actor, names_on

MOST_SUGGESTED = 3
NEAR = timedelta(days=45)
"""How far from a transfer's day a receipt is looked for that may be the same money."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A receipt by bank transfer that no line stands behind, in đồng."""

    event_id: int
    voucher_id: int
    number: str
    on: date
    name: str
    amount_vnd: int
    """What of it no line stands behind yet."""
    entry_id: int | None


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


def propose(actor: Actor, lines: Sequence[LineFacts]) -> list[Proposal]:
    """Return what is known about the givers of some lines of the actor's own unit."""
    found = {line.id: references.find(line.remark) for line in lines}
    codes = {one.code for each in found.values() for one in each}
    known = _referenced(actor, codes)
    campaigns = _campaigns(actor)
    directories: dict[int, Directory] = {}
    receipts = _unbacked(actor, lines)
    proposals = []
    for line in lines:
        referenced = tuple(known[one.code] for one in found[line.id] if one.code in known)
        campaign_id = referenced[0].campaign_id if referenced else _campaign_on(campaigns, line.on)
        candidates: tuple[Candidate, ...] = ()
        if campaign_id is not None and not any(one.entry_id for one in referenced):
            if campaign_id not in directories:
                directories[campaign_id] = directory_of(actor, campaign_id)
            candidates = _candidates(directories[campaign_id], line, referenced)
        others = [one for one in found[line.id] if one.code not in known]
        proposals.append(
            Proposal(
                line=line,
                campaign_id=campaign_id,
                referenced=referenced,
                unknown_codes=tuple(one.code for one in others if one.is_sound),
                broken_codes=tuple(one.code for one in others if not one.is_sound),
                candidates=candidates,
                recorded=tuple(_likely(line, referenced, receipts)),
            )
        )
    return proposals


def linkable(actor: Actor, line: LineFacts) -> list[Recorded]:
    """Return the receipts that a line may stand behind, the nearest in day and amount first."""
    receipts = _unbacked(actor, [line])
    return sorted(
        receipts,
        key=lambda one: (
            one.amount_vnd != line.open_vnd,
            abs((one.on - line.on).days),
            one.event_id,
        ),
    )[:20]


def campaigns_on(actor: Actor, on: date) -> list[tuple[int, str]]:
    """Return the unit's campaigns that had begun on a day, the newest first, with their titles."""
    return [(id_, title) for id_, title, starts_on in _campaigns(actor) if starts_on <= on]


def _campaigns(actor: Actor) -> list[tuple[int, str, date]]:
    query = (
        sa.select(Campaign.id, Campaign.title, Campaign.starts_on)
        .join(CampaignUnit, CampaignUnit.campaign_id == Campaign.id)
        .where(
            CampaignUnit.party_unit_id == actor.party_unit_id,
            Campaign.state != CampaignState.DRAFT,
        )
        .order_by(Campaign.starts_on.desc(), Campaign.id.desc())
    )
    return [(id_, title, starts_on) for id_, title, starts_on in db.session.execute(query)]


def _campaign_on(campaigns: Sequence[tuple[int, str, date]], on: date) -> int | None:
    return next((id_ for id_, _title, starts_on in campaigns if starts_on <= on), None)


def _referenced(actor: Actor, codes: set[str]) -> Mapping[str, Referenced]:
    """Return the unit's own references among some codes."""
    if not codes:
        return {}
    cell = sa.func.coalesce(ListEntry.cell_id, BankReference.cell_id)
    query = (
        sa.select(
            BankReference.code,
            CampaignUnit.campaign_id,
            BankReference.list_entry_id,
            cell.label("cell_id"),
            PartyMember.full_name,
        )
        .join(CampaignUnit, CampaignUnit.id == BankReference.campaign_unit_id)
        .outerjoin(ListEntry, ListEntry.id == BankReference.list_entry_id)
        .outerjoin(PartyMember, PartyMember.id == ListEntry.member_id)
        .where(
            BankReference.code.in_(sorted(codes)),
            CampaignUnit.party_unit_id == actor.party_unit_id,
        )
    )
    rows = db.session.execute(query).all()
    names = names_on(sorted({row.cell_id for row in rows}), (NameKind.ORGANISATION,))
    found = {}
    for row in rows:
        cell_name = names.get((row.cell_id, NameKind.ORGANISATION), "")
        found[row.code] = Referenced(
            code=row.code,
            campaign_id=row.campaign_id,
            entry_id=row.list_entry_id,
            cell_id=row.cell_id,
            name=row.full_name or cell_name,
            cell_name=cell_name,
        )
    return found


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


def _unbacked(actor: Actor, lines: Sequence[LineFacts]) -> list[Recorded]:
    """Return the receipts by bank near the days of some lines that no line stands behind."""
    days = [line.on for line in lines if line.sign == 1 and line.open_vnd]
    if not days:
        return []
    mirror = sa.orm.aliased(Transfer)
    backed = (
        sa.select(sa.func.coalesce(sa.func.sum(BankLineUse.amount_vnd), 0))
        .where(BankLineUse.event_id == Transfer.event_id, is_live())
        .scalar_subquery()
    )
    rest = Transfer.amount_vnd - backed
    query = (
        sa.select(
            Transfer.event_id,
            Voucher.id.label("voucher_id"),
            Voucher.series,
            Voucher.year,
            Voucher.number,
            Event.on_date,
            EventParty.name,
            rest.label("rest_vnd"),
            Contribution.list_entry_id,
        )
        .join(Event, Event.id == Transfer.event_id)
        .join(EventParty, EventParty.event_id == Event.id)
        .join(Voucher, Voucher.id == Transfer.voucher_id)
        .join(Book, Book.id == Transfer.book_id)
        .join(Contribution, Contribution.transfer_id == Transfer.id)
        .join(Submission, Submission.id == Event.submission_id)
        .outerjoin(mirror, mirror.reverses_id == Transfer.id)
        .where(
            Book.party_unit_id == actor.party_unit_id,
            Transfer.kind == Movement.CONTRIBUTION,
            Transfer.sign == 1,
            Transfer.debit == AccountKind.BANK,
            # Pay-roll deductions pass through the books alone, never through the account.
            Submission.kind != SubmissionKind.MOVEMENT,
            mirror.id.is_(None),
            Event.on_date.between(min(days) - NEAR, max(days) + NEAR),
            rest > 0,
        )
        .order_by(Event.on_date, Transfer.event_id)
    )
    return [
        Recorded(
            event_id=row.event_id,
            voucher_id=row.voucher_id,
            number=voucher_number(row.series, row.year, row.number),
            on=row.on_date,
            name=row.name,
            amount_vnd=int(row.rest_vnd),
            entry_id=row.list_entry_id,
        )
        for row in db.session.execute(query)
    ]


def _likely(
    line: LineFacts, referenced: Sequence[Referenced], receipts: Sequence[Recorded]
) -> list[Recorded]:
    """Return receipts of the same amount near the day: of the person referenced, if one is."""
    entries = {one.entry_id for one in referenced if one.entry_id is not None}
    return [
        one
        for one in receipts
        if one.amount_vnd == line.open_vnd
        and abs(one.on - line.on) <= timedelta(days=10)
        and (not entries or one.entry_id in entries)
    ][:MOST_SUGGESTED]


def by_campaign(
    actor: Actor, proposals: Sequence[Proposal]
) -> list[tuple[int, str, list[Proposal]]]:
    """Return the certain ones by the campaign whose references they bear, with its title."""
    titles = {id_: title for id_, title, _starts_on in _campaigns(actor)}
    groups: dict[int, list[Proposal]] = {}
    for proposal in proposals:
        if proposal.person:
            groups.setdefault(proposal.person.campaign_id, []).append(proposal)
    return [(id_, titles.get(id_, ""), group) for id_, group in groups.items()]
