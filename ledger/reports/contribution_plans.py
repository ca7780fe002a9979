"""Decide for every row of a file of contributions whose it is and what becomes of it.

P1  A row is recorded for a person of the list only if it bears the person's code, if nobody else
    can be meant (``people_search`` F2), or if somebody said so; a name that nobody bears becomes
    another contributor only by choice.
P2  A code of a record that was merged since is that of the person whom the other record stands for.
P3  What a receipt stands for already, or an earlier row says too, is left out unless chosen.
P4  The digest names everything that would be recorded: nobody agrees to one plan and gets another.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
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
from ledger.models.party_members import PartyMember
from ledger.names import BadName, clean_name, name_key, search_key
from ledger.reports.campaigns import CampaignLine
from ledger.reports.contribution_choices import ENTRY, KIND, SKIP, Choices
from ledger.reports.lists import unit_inside
from ledger.reports.people_search import Answer, Candidate, Directory, Person, directory_inside
from ledger.reports.persons import folds
from ledger.reports.scope import Actor
from ledger.reports.standing_gifts import GiftKey, standing_receipts
from ledger.reports.visitors import known_elsewhere


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


ELSEWHERE = (
    "có người đúng họ tên này trong danh sách của đơn vị khác; nếu đúng là người đó thì bỏ qua dòng"
    " này và ghi ở «Đảng viên trong danh sách đơn vị khác», để người đó được tính một lần"
)
"""What to do about a member of another unit who gave here; it does not say which unit."""

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
    is_folded: bool = False
    """Whether the row's code is that of a record which the person's own stands for."""
    is_elsewhere: bool = False
    """Whether another unit's list has somebody of this name and year of birth."""

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
            return f"chưa rõ là ai: {likely}" + (f"; {ELSEWHERE}" if self.is_elsewhere else "")
        if self.fate is Fate.UNKNOWN and self.is_elsewhere:
            return ELSEWHERE
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
    answers = {
        row.number: directory.find(
            row.full_name, birth_year=row.birth_year, cell_name=row.cell_name
        )
        for row in read.rows
        if row.list_entry_id is None
    }
    unclear = [row for row in read.rows if row.number in answers and not answers[row.number].person]
    planner = _Planner(
        campaign,
        directory,
        choices,
        answers=answers,
        codes=_other_codes(campaign, directory, read.rows),
        elsewhere=known_elsewhere(
            campaign_unit,
            {(search_key(row.full_name), row.birth_year) for row in unclear if row.birth_year},
        ),
    )
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
        *,
        answers: Mapping[int, Answer],
        codes: Mapping[int, int | str],
        elsewhere: Collection[tuple[str, int]],
    ) -> None:
        self._campaign = campaign
        self._choices = choices
        self._answers = answers
        self._codes = codes
        self._elsewhere = elsewhere
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
        answer = self._answers[row.number]
        if answer.person is not None and row.number not in self._choices.who:
            return self._for_person(replace(gift, candidates=answer.candidates), answer.person)
        gift = replace(
            gift,
            fate=Fate.ASK if answer.candidates else Fate.UNKNOWN,
            candidates=answer.candidates,
            asked=True,
            is_elsewhere=(search_key(row.full_name), row.birth_year) in self._elsewhere,
        )
        return self._as_chosen(gift)

    def _by_code(self, gift: PlannedGift, entry_id: int) -> PlannedGift:
        known = self._codes.get(entry_id, entry_id)
        if isinstance(known, str):
            return replace(gift, fate=Fate.REFUSED, reason=known)
        person = self._by_entry[known]
        return self._for_person(replace(gift, is_folded=known != entry_id), person)

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
        if gift.fate is Fate.UNKNOWN and self._choices.others and not gift.is_elsewhere:
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


def _other_codes(
    campaign: CampaignLine, directory: Directory, rows: Sequence[GiftRow]
) -> dict[int, int | str]:
    """Return for codes that are not of this unit's list which line counts for them, or why none.

    A merged record's is the line of the one that stands (P2); nothing is said about other units.
    """
    own = {person.list_entry_id for person in directory.people}
    names = {row.list_entry_id: row.full_name for row in rows if row.list_entry_id}
    ids = names.keys() - own
    if not ids:
        return {}
    members = {person.member_id for person in directory.people}
    fold = folds()
    query = (
        sa.select(
            ListEntry.id,
            ListEntry.member_id,
            ListEntry.campaign_id,
            Campaign.year,
            PartyMember.search_key,
            fold.counted(ListEntry.id.expression),
        )
        .join(Campaign, Campaign.id == ListEntry.campaign_id)
        .join(PartyMember, PartyMember.id == ListEntry.member_id)
        .outerjoin(fold.lines, fold.of_entry(ListEntry.id.expression))
        .where(ListEntry.id.in_(ids))
    )
    other = "mã dòng này không thuộc danh sách của đơn vị trong đợt này"
    found: dict[int, int | str] = dict.fromkeys(ids, other)
    for entry_id, member_id, campaign_id, year, key, counted_id in db.session.execute(query):
        if counted_id in own:
            found[entry_id] = counted_id
        elif campaign_id == campaign.id and key == search_key(names[entry_id]):
            found[entry_id] = ELSEWHERE
        elif member_id in members:
            found[entry_id] = (
                f"mã dòng này của danh sách năm {year}; tải danh sách của đợt này rồi điền lại"
            )
    return found


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
    """Leave out what a receipt stands for, or an earlier row says too, unless chosen (P3)."""
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
