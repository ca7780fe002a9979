"""Decide for every row of a file of contributions whose it is and what becomes of it.

P1  A row is recorded for a person of the list only if it bears the person's code, if nobody else
    can be meant (``people_search`` F2), or if somebody said so; a name that nobody bears becomes
    another contributor only by choice.
P2  What a receipt stands for already, or an earlier row says too, is left out unless chosen.
P3  The digest names everything that would be recorded: nobody agrees to one plan and gets another.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import sqlalchemy as sa

from ledger.clock import format_date, today
from ledger.db import db
from ledger.errors import BeforeCampaign, InTheFuture
from ledger.intake.contribution_lists import ContributionList
from ledger.intake.contribution_rows import GiftRow
from ledger.models.campaigns import Campaign
from ledger.models.contributors import Contributor, ContributorKind
from ledger.models.list_entries import ListEntry
from ledger.names import BadName, clean_name, name_key, search_key
from ledger.reports.campaigns import CampaignLine
from ledger.reports.contribution_choices import ENTRY, KIND, SKIP, Choices
from ledger.reports.lists import unit_inside
from ledger.reports.people_search import Candidate, Directory, Person, directory_inside
from ledger.reports.scope import Actor
from ledger.reports.standing_gifts import GiftKey, standing_receipts


class Fate(StrEnum):
    """What becomes of a row."""

    RECORD = "record"
    ASK = "ask"
    """Who is meant must be said first."""
    UNKNOWN = "unknown"
    """Nobody of the unit has such a name."""
    REPEAT = "repeat"
    """Like a receipt or an earlier row, and left out."""
    SKIPPED = "skipped"
    REFUSED = "refused"


OPEN = frozenset({Fate.ASK, Fate.UNKNOWN, Fate.REFUSED})
"""The fates that somebody has to do something about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedGift:
    """One row of the file with what would become of it."""

    row: GiftRow
    fate: Fate
    received_on: date | None
    person: Person | None = None
    kind: ContributorKind | None = None
    contributor_id: int | None = None
    candidates: tuple[Candidate, ...] = ()
    asked: bool = False
    """Whether who is meant was or is a question, so that the answer can be changed."""
    repeat: str = ""
    """The receipt or the row that this one is like."""
    reason: str = ""
    """Why it cannot be recorded."""

    @property
    def number(self) -> int:
        """The row's number in the file, from 1."""
        return self.row.number

    @property
    def renamed(self) -> bool:
        """Whether the file calls the person by another name than the list."""
        return self.person is not None and name_key(self.row.full_name) != name_key(
            self.person.full_name
        )

    @property
    def is_open(self) -> bool:
        """Whether the row waits for an answer or a mended file."""
        return self.fate in OPEN

    @property
    def sentence(self) -> str:
        """Why the row waits."""
        if self.fate is Fate.ASK:
            likely = "; ".join(str(one.person) for one in self.candidates[:3])
            return f"chưa rõ là ai: {likely}"
        if self.fate is Fate.UNKNOWN:
            return f"không tìm thấy «{self.row.full_name}» trong danh sách của đơn vị"
        return self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that confirming would record, and everything that waits."""

    gifts: tuple[PlannedGift, ...]
    digest: str

    def of(self, *fates: Fate) -> tuple[PlannedGift, ...]:
        """Return the rows of some fates, in the order of the file."""
        return tuple(gift for gift in self.gifts if gift.fate in fates)

    @property
    def recorded(self) -> tuple[PlannedGift, ...]:
        """The rows that would be recorded."""
        return self.of(Fate.RECORD)

    @property
    def sum_vnd(self) -> int:
        """What would be recorded, in đồng."""
        return sum(gift.row.amount_vnd for gift in self.recorded)

    @property
    def waiting(self) -> tuple[PlannedGift, ...]:
        """The rows that cannot be recorded yet."""
        return self.of(*OPEN)


def plan_gifts(
    actor: Actor, campaign: CampaignLine, read: ContributionList, choices: Choices
) -> Plan:
    """Return what recording a file would do; a fixed number of statements.

    Raises:
        NamesStayInside: the actor is not the unit's treasurer or secretary.

    """
    campaign_unit, unit = unit_inside(actor, campaign.id)
    directory = directory_inside(campaign_unit, unit)
    planner = _Planner(campaign, directory, choices, _foreign(directory, read.rows))
    found = [planner.place(row) for row in read.rows]
    found = _known_contributors(unit.id, found)
    gifts = tuple(_without_repeats(campaign_unit.id, found, choices.again))
    return Plan(gifts=gifts, digest=_digest(campaign, choices, gifts))


class _Planner:
    """Find whose a row is, before repeats are looked for."""

    def __init__(
        self,
        campaign: CampaignLine,
        directory: Directory,
        choices: Choices,
        foreign: Mapping[int, str],
    ) -> None:
        self._campaign = campaign
        self._directory = directory
        self._choices = choices
        self._foreign = foreign
        self._by_entry = {
            person.list_entry_id: person for person in directory.people if person.list_entry_id
        }

    def place(self, row: GiftRow) -> PlannedGift:
        """Return a row with whose it is, or with why that is not known."""
        gift = PlannedGift(
            row=row, fate=Fate.RECORD, received_on=row.received_on or self._choices.received_on
        )
        gift = self._with_giver(gift)
        if gift.fate is Fate.RECORD and (reason := self._wrong_day(gift.received_on)):
            return replace(gift, fate=Fate.REFUSED, reason=reason)
        return gift

    def _with_giver(self, gift: PlannedGift) -> PlannedGift:
        row = gift.row
        if row.list_entry_id is not None:
            return self._by_code(gift, row.list_entry_id)
        answer = self._directory.find(
            row.full_name, birth_year=row.birth_year, cell_name=row.cell_name
        )
        if answer.person is not None and row.number not in self._choices.who:
            return self._for_person(replace(gift, candidates=answer.candidates), answer.person)
        fate = Fate.ASK if answer.candidates else Fate.UNKNOWN
        return self._as_chosen(replace(gift, fate=fate, candidates=answer.candidates, asked=True))

    def _by_code(self, gift: PlannedGift, entry_id: int) -> PlannedGift:
        person = self._by_entry.get(entry_id)
        if person is None:
            return replace(gift, fate=Fate.REFUSED, reason=self._foreign[entry_id])
        return self._for_person(gift, person)

    def _for_person(self, gift: PlannedGift, person: Person) -> PlannedGift:
        gift = replace(gift, person=person, fate=Fate.RECORD)
        if person.list_entry_id is None:
            reason = (
                f"{person} chưa có trong danh sách vận động năm {self._campaign.year}; "
                "thêm vào danh sách rồi mở lại trang này"
            )
            return replace(gift, fate=Fate.REFUSED, reason=reason)
        return gift

    def _as_chosen(self, gift: PlannedGift) -> PlannedGift:
        """Follow what somebody said about a row that was asked about."""
        said, _, value = self._choices.who.get(gift.number, "").partition(":")
        if said == SKIP:
            return replace(gift, fate=Fate.SKIPPED)
        if said == ENTRY and value.isdecimal() and (person := self._by_entry.get(int(value))):
            return self._for_person(gift, person)
        if said == KIND:
            return _for_other(gift, ContributorKind(value))
        if gift.fate is Fate.UNKNOWN and self._choices.others:
            return _for_other(gift, self._choices.others)
        return gift

    def _wrong_day(self, day: date | None) -> str:
        if day is None:
            return "chưa có ngày nộp; chọn ngày chung cho các dòng không ghi ngày"
        if day > today():
            return str(InTheFuture(today=today()))
        if day < self._campaign.starts_on:
            return f"{format_date(day)}: {BeforeCampaign(starts_on=self._campaign.starts_on)}"
        return ""


def _for_other(gift: PlannedGift, kind: ContributorKind) -> PlannedGift:
    """Let somebody who is not on the list be the giver; staff are people and named like people."""
    if kind is ContributorKind.STAFF:
        try:
            clean_name(gift.row.full_name)
        except BadName as fault:
            return replace(gift, fate=Fate.REFUSED, reason=str(fault))
    return replace(gift, fate=Fate.RECORD, kind=kind)


def _foreign(directory: Directory, rows: Sequence[GiftRow]) -> dict[int, str]:
    """Say why codes are not of this unit's list; nothing about other units."""
    own = {person.list_entry_id for person in directory.people}
    ids = {row.list_entry_id for row in rows if row.list_entry_id} - own
    if not ids:
        return {}
    members = {person.member_id for person in directory.people}
    query = (
        sa.select(ListEntry.id, ListEntry.member_id, Campaign.year)
        .join(Campaign, Campaign.id == ListEntry.campaign_id)
        .where(ListEntry.id.in_(ids))
    )
    earlier = {
        entry_id: f"mã dòng này của danh sách năm {year}; tải danh sách của đợt này rồi điền lại"
        for entry_id, member_id, year in db.session.execute(query)
        if member_id in members
    }
    other = "mã dòng này không thuộc danh sách của đơn vị trong đợt này"
    return dict.fromkeys(ids, other) | earlier


def _known_contributors(unit_id: int, gifts: Sequence[PlannedGift]) -> list[PlannedGift]:
    """Find the other contributors that the unit knows by the same name and kind; one query."""
    names = {gift.row.full_name for gift in gifts if gift.kind}
    if not names:
        return list(gifts)
    query = (
        sa.select(Contributor.kind, Contributor.name, Contributor.id)
        .where(
            Contributor.party_unit_id == unit_id,
            Contributor.search_key.in_({search_key(name) for name in names}),
            Contributor.place == "",
        )
        .order_by(Contributor.id.desc())
    )
    known = {(kind, name): id_ for kind, name, id_ in db.session.execute(query)}
    return [
        replace(gift, contributor_id=known.get((gift.kind, gift.row.full_name)))
        if gift.kind
        else gift
        for gift in gifts
    ]


def _without_repeats(
    campaign_unit_id: int, gifts: Sequence[PlannedGift], again: frozenset[int]
) -> Iterable[PlannedGift]:
    """Leave out what a receipt stands for, or an earlier row says too, unless chosen (P2)."""
    standing = standing_receipts(
        campaign_unit_id, [key for gift in gifts if (key := _key(gift)) is not None]
    )
    seen: dict[tuple[object, ...], GiftRow] = {}
    for gift in gifts:
        if gift.fate is not Fate.RECORD:
            yield gift
            continue
        key = _key(gift)
        number = standing.get(key) if key else None
        entry_id = gift.person.list_entry_id if gift.person else None
        other = gift.row.full_name if gift.kind else ""
        alike = (gift.received_on, gift.row.amount_vnd, entry_id, gift.kind, other)
        repeat = ""
        if number is not None and gift.received_on:
            repeat = f"phiếu số {number} ngày {format_date(gift.received_on)}"
        elif alike in seen:
            first = seen[alike]
            repeat = f"dòng {first.row}" + (f" trang «{first.sheet}»" if first.sheet else "")
        seen.setdefault(alike, gift.row)
        fate = Fate.REPEAT if repeat and gift.number not in again else Fate.RECORD
        yield replace(gift, repeat=repeat, fate=fate)


def _key(gift: PlannedGift) -> GiftKey | None:
    """Return what the row's gift is known by; None for a giver whom nobody knows yet."""
    entry_id = gift.person.list_entry_id if gift.person else None
    if gift.received_on is None or (entry_id is None and gift.contributor_id is None):
        return None
    return GiftKey(gift.received_on, entry_id, gift.contributor_id, gift.row.amount_vnd)


def _digest(campaign: CampaignLine, choices: Choices, gifts: Iterable[PlannedGift]) -> str:
    facts = [f"{campaign.id}:{choices.method}"]
    facts += [
        f"{gift.number}:{gift.fate}:{gift.person and gift.person.list_entry_id}:{gift.kind}:"
        f"{gift.row.amount_vnd}:{gift.received_on}:{gift.row.paper_number or ''}"
        for gift in gifts
    ]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()
