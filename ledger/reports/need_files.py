"""Read one need file: what its readers may see of it, its history, its papers, who read it.

F1  Sealed text is opened here only, and only for those whom ``readable`` lets through.
F2  What the member asked of the file is between the member and its keepers.
F3  An erased file has its code, its states and its dates, and nothing of a person.
"""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from ledger.db import db
from ledger.errors import NotFound
from ledger.models.attachments import Attachment, AttachmentKind
from ledger.models.audit_events import AuditEvent
from ledger.models.housing_needs import (
    ConsentScope,
    HousingNeed,
    NeedAct,
    NeedConsent,
    NeedKind,
    NeedPaper,
    NeedPaperKind,
    NeedState,
    NeedStep,
)
from ledger.models.party_members import PartyMember
from ledger.models.party_units import NameKind
from ledger.models.users import Role, UserAccount
from ledger.reports.housing_needs import KEEPERS, need_in_scope, readable
from ledger.reports.need_criteria import criteria_of
from ledger.reports.need_requests import RequestLine, requests_of
from ledger.reports.need_seals import file_key, open_text
from ledger.reports.need_warnings import NeedWarning, warnings_about
from ledger.reports.scope import Actor, named
from ledger.surveys import SurveyFacts, from_json

READ = "housing_need.read"
"""The action under which a reading stands in the audit."""
READINGS_SHOWN = 20
MOST_PAPERS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One step of the history; ``reason`` is empty where it is not told or was erased."""

    id: int
    position: int
    act: NeedAct
    from_state: NeedState | None
    to_state: NeedState
    on_date: date
    paper: str
    votes_for: int | None
    votes_present: int | None
    year: int | None
    reason: str
    attachment_id: int | None
    recorded_at: datetime
    by: str
    by_role: Role
    by_unit_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """One paper or picture of a file that is still kept."""

    id: int
    kind: NeedPaperKind
    on_date: date
    attachment_id: int
    is_picture: bool
    recorded_at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentLine:
    """What the family agreed to, and by which paper."""

    scope: ConsentScope
    on_date: date
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Who read the file, and when."""

    at: datetime
    by: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionNote:
    """One question of the programme and what this file says to it."""

    id: int
    text: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedFile:
    """A need file as one reader sees it; ``survey`` is None where nothing may or can be read."""

    id: int
    code: str
    name: str
    birth_year: int | None
    member_id: int | None
    cell_name: str
    unit_id: int
    unit_name: str
    kind: NeedKind
    state: NeedState
    applied_on: date
    entered_for: str
    wish: str
    estimated_cost_vnd: int | None
    wanted_support_vnd: int | None
    board_order: int | None
    planned_year: int | None
    surveyed_on: date | None
    checked_on: date | None
    survey: SurveyFacts
    criteria: tuple[CriterionNote, ...]
    steps: tuple[StepLine, ...]
    papers: tuple[PaperLine, ...]
    consent: ConsentLine | None
    requests: tuple[RequestLine, ...]
    erased_at: datetime | None
    is_alone: bool
    """Whether the cell is its own unit, as in agencies."""
    keeps: bool
    """Whether the reader keeps the file, rather than only reading it."""

    @property
    def photos_allowed(self) -> bool:
        """Whether the family's last word lets pictures be kept."""
        return self.consent is not None and self.consent.scope is not ConsentScope.NONE

    @property
    def kept_ids(self) -> frozenset[int]:
        """The attachments that can still be opened."""
        return frozenset(line.attachment_id for line in self.papers)

    @property
    def last_position(self) -> int:
        """The number of the last step, by which a form says what it has seen."""
        return self.steps[-1].position


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedFilePage:
    """A need file with what stands around it on its own page: doubts, and who has read it."""

    file: NeedFile
    warnings: tuple[NeedWarning, ...]
    readings: tuple[Reading, ...]


def survey_of(need: HousingNeed, *, key: bytes | None) -> SurveyFacts:
    """Return what the survey found, nothing where there was none."""
    text = open_text(need, need.survey_sealed, "survey", key=key)
    return from_json(text) if text else SurveyFacts()


def last_consent(need_id: int) -> NeedConsent | None:
    """Return the family's last word about pictures."""
    query = sa.select(NeedConsent).where(NeedConsent.need_id == need_id)
    return db.session.scalars(query.order_by(NeedConsent.id.desc()).limit(1)).first()


def show_file(actor: Actor, need_id: int) -> NeedFile:
    """Return a need file as the actor may see it; whoever calls notes the reading.

    Raises:
        NotFound: no such need for the actor.

    """
    return _file(actor, _row(actor, need_id))


def show_page(actor: Actor, need_id: int) -> NeedFilePage:
    """Return a need file with what makes it doubtful and who has read it; reading it is noted.

    Raises:
        NotFound: no such need for the actor.

    """
    row = _row(actor, need_id)
    file = _file(actor, row)
    need, member = row.HousingNeed, row.PartyMember
    doubts = (
        warnings_about(
            member,
            mark=need.household_mark,
            other_programme=file.survey.other_programme,
            but=need.id,
        )
        if member and file.keeps
        else ()
    )
    return NeedFilePage(file=file, warnings=doubts, readings=_readings(need))


def _row(actor: Actor, need_id: int) -> sa.Row[*tuple[Any, ...]]:
    """Read a need with its member, its units' names and the family's last word about pictures."""
    last = (
        sa.select(sa.func.max(NeedConsent.id))
        .where(NeedConsent.need_id == HousingNeed.id)
        .correlate(HousingNeed)
        .scalar_subquery()
    )
    query = (
        sa.select(
            HousingNeed,
            PartyMember,
            NeedConsent,
            named(HousingNeed.cell_id, NameKind.ORGANISATION).label("cell_name"),
            named(HousingNeed.party_unit_id, NameKind.ORGANISATION).label("unit_name"),
        )
        .outerjoin(PartyMember, PartyMember.id == HousingNeed.member_id)
        .outerjoin(NeedConsent, NeedConsent.id == last)
        .where(HousingNeed.id == need_id, readable(actor))
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return row


def _file(actor: Actor, row: sa.Row[*tuple[Any, ...]]) -> NeedFile:
    need, member, consent = row.HousingNeed, row.PartyMember, row.NeedConsent
    key, keeps = file_key(need), actor.role in KEEPERS
    survey = survey_of(need, key=key)
    return NeedFile(
        id=need.id,
        code=need.code,
        name=member.full_name if member else "",
        birth_year=member.birth_year if member else None,
        member_id=need.member_id if keeps else None,
        cell_name=row.cell_name,
        unit_id=need.party_unit_id,
        unit_name=row.unit_name,
        kind=need.kind,
        state=need.state,
        applied_on=need.applied_on,
        entered_for=need.entered_for or "",
        wish=open_text(need, need.wish_sealed, "wish", key=key),
        estimated_cost_vnd=need.estimated_cost_vnd,
        wanted_support_vnd=need.wanted_support_vnd,
        board_order=need.board_order,
        planned_year=need.planned_year,
        surveyed_on=need.surveyed_on,
        checked_on=need.checked_on,
        survey=survey if keeps else replace(survey, address=""),
        criteria=_criteria(need, key),
        steps=_steps(need, key),
        papers=_papers(need),
        consent=None
        if consent is None
        else ConsentLine(scope=consent.scope, on_date=consent.on_date, paper=consent.paper),
        requests=requests_of(need, key) if keeps else (),
        erased_at=need.erased_at,
        is_alone=need.cell_id == need.party_unit_id,
        keeps=keeps,
    )


def paper_in_file(actor: Actor, need_id: int, attachment_id: int) -> int:
    """Return the attachment of a paper or step of a file that the actor may see.

    Raises:
        NotFound: no such need for the actor, or the attachment is not of this file.

    """
    need = need_in_scope(actor, need_id)
    papers = sa.select(NeedPaper.attachment_id).where(
        NeedPaper.need_id == need.id, NeedPaper.attachment_id == attachment_id
    )
    steps = sa.select(NeedStep.attachment_id).where(
        NeedStep.need_id == need.id, NeedStep.attachment_id == attachment_id
    )
    found = db.session.scalar(papers) or db.session.scalar(steps.limit(1))
    if found is None:
        raise NotFound
    return found


def criteria_notes(need: HousingNeed, *, key: bytes | None) -> dict[int, str]:
    """Return what a file says to each question, by its id."""
    text = open_text(need, need.criteria_sealed, "criteria", key=key)
    return {int(id_): note for id_, note in json.loads(text or "{}").items()}


def _criteria(need: HousingNeed, key: bytes | None) -> tuple[CriterionNote, ...]:
    notes = criteria_notes(need, key=key)
    return tuple(
        CriterionNote(id=row.id, text=row.text, note=notes.get(row.id, ""))
        for row in criteria_of(standing=False)
        if row.retired_on is None or row.id in notes
    )


def _steps(need: HousingNeed, key: bytes | None) -> tuple[StepLine, ...]:
    query = (
        sa.select(NeedStep, UserAccount)
        .join(UserAccount, UserAccount.id == NeedStep.recorded_by_id)
        .where(NeedStep.need_id == need.id)
        .order_by(NeedStep.position)
    )
    return tuple(
        StepLine(
            id=step.id,
            position=step.position,
            act=step.act,
            from_state=step.from_state,
            to_state=step.to_state,
            on_date=step.on_date,
            paper=step.paper or "",
            votes_for=step.votes_for,
            votes_present=step.votes_present,
            year=step.year,
            reason=open_text(need, step.reason_sealed, f"step:{step.position}", key=key),
            attachment_id=step.attachment_id,
            recorded_at=step.recorded_at,
            by=user.full_name,
            by_role=user.role,
            by_unit_id=user.party_unit_id,
        )
        for step, user in db.session.execute(query)
    )


def _papers(need: HousingNeed) -> tuple[PaperLine, ...]:
    query = (
        sa.select(NeedPaper, Attachment.kind, UserAccount.full_name)
        .join(Attachment, Attachment.id == NeedPaper.attachment_id)
        .join(UserAccount, UserAccount.id == NeedPaper.recorded_by_id)
        .where(NeedPaper.need_id == need.id, Attachment.erased_at.is_(None))
        .order_by(NeedPaper.id)
    )
    return tuple(
        PaperLine(
            id=paper.id,
            kind=paper.kind,
            on_date=paper.on_date,
            attachment_id=paper.attachment_id,
            is_picture=kind is AttachmentKind.PICTURE,
            recorded_at=paper.recorded_at,
            by=by,
        )
        for paper, kind, by in db.session.execute(query)
    )


def _readings(need: HousingNeed) -> tuple[Reading, ...]:
    query = (
        sa.select(AuditEvent.at, UserAccount.full_name, UserAccount.role)
        .join(UserAccount, UserAccount.id == AuditEvent.user_id)
        .where(AuditEvent.subject == f"housing_need:{need.id}", AuditEvent.action == READ)
        .order_by(AuditEvent.id.desc())
        .limit(READINGS_SHOWN)
    )
    return tuple(Reading(at=at, by=by, role=role) for at, by, role in db.session.execute(query))
