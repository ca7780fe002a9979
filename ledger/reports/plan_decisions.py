"""Read the decisions on the target and the roadmap, and what waits for a second person's word."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger import clock
from ledger.db import db
from ledger.errors import NotFound
from ledger.models.housing_needs import HousingNeed, NeedState
from ledger.models.party_units import LOCALITIES, NameKind, PartyUnit
from ledger.models.plan_decisions import (
    PlanDecision,
    PlanDecisionKind,
    PlanDecisionWord,
    PlanWord,
)
from ledger.models.users import UserAccount
from ledger.reports.attachments import KeptFile, files_of
from ledger.reports.scope import Actor, names_on, within

MOST_SHOWN = 60
_PLANNABLE = (NeedState.ELIGIBLE, NeedState.PLANNED)
_CONFIRMER = aliased(UserAccount)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """One decision as it was entered, and the word on it."""

    id: int
    kind: PlanDecisionKind
    unit_id: int
    place: str
    number: str
    issued_on: date
    issued_by: str
    reason: str
    houses: int | None
    need_code: str
    amount_vnd: int | None
    entered_by_id: int
    entered_by: str
    entered_at: datetime
    word: PlanWord | None
    word_by: str
    word_reason: str
    scans: tuple[KeptFile, ...] = ()
    """Of the paper; lists do not look for them."""


def decisions_of(actor: Actor) -> tuple[DecisionLine, ...]:
    """Return the decisions of a scope: those that wait first, then the newest."""
    query = _lines().where(within(actor))
    waits = PlanDecisionWord.plan_decision_id.is_not(None)
    rows = db.session.execute(query.order_by(waits, PlanDecision.id.desc()).limit(MOST_SHOWN)).all()
    return _read(rows)


def one_decision(actor: Actor, plan_decision_id: int) -> DecisionLine:
    """Return one decision.

    Raises:
        NotFound: no such decision in scope.

    """
    rows = db.session.execute(
        _lines().where(within(actor), PlanDecision.id == plan_decision_id)
    ).all()
    if not rows:
        raise NotFound
    return replace(_read(rows)[0], scans=files_of(f"plan_decision:{plan_decision_id}"))


def count_waiting(actor: Actor) -> int:
    """Count the decisions that wait for a word and that the actor did not enter."""
    query = (
        sa.select(sa.func.count())
        .select_from(PlanDecision)
        .join(PartyUnit, PartyUnit.id == PlanDecision.party_unit_id)
        .outerjoin(PlanDecisionWord, PlanDecisionWord.plan_decision_id == PlanDecision.id)
        .where(
            within(actor),
            PlanDecisionWord.plan_decision_id.is_(None),
            PlanDecision.entered_by_id != actor.user_id,
        )
    )
    return db.session.scalar(query) or 0


def localities_of(actor: Actor) -> tuple[tuple[int, str], ...]:
    """Return the localities of a scope that stand today, each with its short name."""
    today = clock.today()
    query = (
        sa.select(PartyUnit.id)
        .where(
            within(actor),
            PartyUnit.kind.in_(LOCALITIES),
            PartyUnit.starts_on <= today,
            sa.or_(PartyUnit.ends_before.is_(None), PartyUnit.ends_before > today),
        )
        .order_by(PartyUnit.position, PartyUnit.id)
    )
    ids = list(db.session.scalars(query))
    names = names_on(ids, (NameKind.SHORT, NameKind.ORGANISATION))
    return tuple(
        (id_, names.get((id_, NameKind.SHORT)) or names.get((id_, NameKind.ORGANISATION), ""))
        for id_ in ids
    )


def needs_to_aid(actor: Actor) -> tuple[tuple[int, str], ...]:
    """Return the plannable needs of localities in scope: code and place."""
    query = (
        sa.select(HousingNeed.id, HousingNeed.code, HousingNeed.party_unit_id)
        .join(PartyUnit, PartyUnit.id == HousingNeed.party_unit_id)
        .where(within(actor), PartyUnit.kind.in_(LOCALITIES), HousingNeed.state.in_(_PLANNABLE))
        .order_by(PartyUnit.position, HousingNeed.code)
    )
    rows = db.session.execute(query).all()
    names = names_on([row[2] for row in rows], (NameKind.SHORT,))
    return tuple(
        (need_id, f"{code} ({names.get((unit_id, NameKind.SHORT), '')})")
        for need_id, code, unit_id in rows
    )


def _lines() -> sa.Select[PlanDecision, str, PlanDecisionWord, str, str]:
    return (
        sa.select(
            PlanDecision,
            UserAccount.full_name,
            PlanDecisionWord,
            _CONFIRMER.full_name,
            HousingNeed.code,
        )
        .join(PartyUnit, PartyUnit.id == PlanDecision.party_unit_id)
        .join(UserAccount, UserAccount.id == PlanDecision.entered_by_id)
        .outerjoin(PlanDecisionWord, PlanDecisionWord.plan_decision_id == PlanDecision.id)
        .outerjoin(_CONFIRMER, _CONFIRMER.id == PlanDecisionWord.by_id)
        .outerjoin(HousingNeed, HousingNeed.id == PlanDecision.need_id)
    )


def _read(
    rows: Sequence[sa.Row[PlanDecision, str, PlanDecisionWord, str, str]],
) -> tuple[DecisionLine, ...]:
    names = names_on(
        [row[0].party_unit_id for row in rows], (NameKind.SHORT, NameKind.ORGANISATION)
    )
    return tuple(
        DecisionLine(
            id=decision.id,
            kind=decision.kind,
            unit_id=decision.party_unit_id,
            place=names.get((decision.party_unit_id, NameKind.SHORT))
            or names.get((decision.party_unit_id, NameKind.ORGANISATION), ""),
            number=decision.number,
            issued_on=decision.issued_on,
            issued_by=decision.issued_by,
            reason=decision.reason,
            houses=decision.houses,
            need_code=code or "",
            amount_vnd=decision.amount_vnd,
            entered_by_id=decision.entered_by_id,
            entered_by=entered_by,
            entered_at=decision.entered_at,
            word=word.word if word else None,
            word_by=word_by or "",
            word_reason=word.reason if word else "",
        )
        for decision, entered_by, word, word_by, code in rows
    )
