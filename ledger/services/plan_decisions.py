"""Enter a decision on the target or the roadmap, and confirm it against its paper.

Such a decision is taken by a body, on paper; here one person enters what the paper says and another
compares. Only what was confirmed counts.
"""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.errors import InTheFuture, NotAllowed, NotFound, RuleBroken, StateRefused, TooLongAgo
from ledger.intake.attachments import TakenFile
from ledger.models.housing_needs import HousingNeed
from ledger.models.party_units import LOCALITIES, PartyUnit
from ledger.models.plan_decisions import (
    PlanDecision,
    PlanDecisionKind,
    PlanDecisionWord,
    PlanWord,
)
from ledger.models.users import Role
from ledger.reports.scope import Actor, require_role, unit_in_scope, within
from ledger.services import audit
from ledger.services.attachments import keep_attachment
from ledger.services.roadmaps import PLANNABLE

ENTERING = (Role.ORGANISATION_BOARD, Role.OFFICE)
CONFIRMING = (Role.STANDING_COMMITTEE,)
FIRST_DAY = date(2020, 1, 1)
"""No decision of the programme is older."""


def enter_target(
    actor: Actor,
    *,
    party_unit_id: int,
    houses: int,
    number: str,
    issued_on: date,
    issued_by: str,
    reason: str,
    scans: Sequence[TakenFile] = (),
) -> PlanDecision:
    """Enter a decision by which a locality is to have another number of houses.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such locality in scope.
        InTheFuture, TooLongAgo: the decision's day.

    """
    require_role(actor, *ENTERING)
    unit = unit_in_scope(actor, party_unit_id)
    if unit.kind not in LOCALITIES:
        raise NotFound
    return _enter(
        actor,
        PlanDecision(kind=PlanDecisionKind.TARGET, party_unit_id=unit.id, houses=houses),
        number=number,
        issued_on=issued_on,
        issued_by=issued_by,
        reason=reason,
        scans=scans,
    )


def enter_office_aid(
    actor: Actor,
    *,
    need_id: int,
    amount_vnd: int,
    number: str,
    issued_on: date,
    issued_by: str,
    reason: str,
    scans: Sequence[TakenFile] = (),
) -> PlanDecision:
    """Enter a decision by which the office's money fills what a locality lacks for one need.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such need in scope.
        StateRefused: the need does not stand on the roadmap.
        RuleBroken: the member is not of a locality.
        InTheFuture, TooLongAgo: the decision's day.

    """
    require_role(actor, *ENTERING)
    query = (
        sa.select(HousingNeed, PartyUnit)
        .join(PartyUnit, PartyUnit.id == HousingNeed.party_unit_id)
        .where(HousingNeed.id == need_id, within(actor))
    )
    found = db.session.execute(query).first()
    if found is None:
        raise NotFound
    need, unit = found
    if need.state not in PLANNABLE:
        raise StateRefused(f"Trường hợp {need.code} không nằm trong lộ trình.")
    if unit.kind not in LOCALITIES:
        raise RuleBroken(
            "Kinh phí tại Văn phòng vốn dành cho đảng viên khối cơ quan, không cần quyết định này.",
            field="need_id",
        )
    return _enter(
        actor,
        PlanDecision(
            kind=PlanDecisionKind.OFFICE_AID,
            party_unit_id=unit.id,
            need_id=need.id,
            amount_vnd=amount_vnd,
        ),
        number=number,
        issued_on=issued_on,
        issued_by=issued_by,
        reason=reason,
        scans=scans,
    )


def add_scan(actor: Actor, plan_decision_id: int, scan: TakenFile) -> None:
    """Keep one more scan of a decision's paper. Flushes.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such decision in scope.

    """
    require_role(actor, *ENTERING)
    _keep(actor, _in_scope(actor, plan_decision_id), scan)


def give_word(actor: Actor, plan_decision_id: int, *, word: PlanWord, reason: str) -> None:
    """Confirm an entry against the paper, or refuse it with the reason; once.

    Raises:
        NotAllowed: the actor has another role, or entered the decision.
        NotFound: no such decision in scope.
        StateRefused: somebody has given the word already.
        RuleBroken: a refusal without a reason.

    """
    require_role(actor, *CONFIRMING)
    decision = _in_scope(actor, plan_decision_id)
    if decision.entered_by_id == actor.user_id:
        raise NotAllowed("Người nhập quyết định không tự xác nhận quyết định đó.")
    if db.session.get(PlanDecisionWord, decision.id) is not None:
        raise StateRefused("Quyết định này đã có người xác nhận hoặc trả lại.")
    if word is PlanWord.REFUSED and not reason:
        raise RuleBroken("Nhập lý do không xác nhận.", field="reason")
    db.session.add(
        PlanDecisionWord(
            plan_decision_id=decision.id,
            word=word,
            by_id=actor.user_id,
            at=clock.now(),
            reason=reason,
        )
    )
    db.session.flush()
    audit.record(
        actor,
        f"plan_decision.{word}",
        f"plan_decision:{decision.id}",
        party_unit_id=decision.party_unit_id,
        after={"number": decision.number, "reason": reason},
    )


def _in_scope(actor: Actor, plan_decision_id: int) -> PlanDecision:
    query = (
        sa.select(PlanDecision)
        .join(PartyUnit, PartyUnit.id == PlanDecision.party_unit_id)
        .where(PlanDecision.id == plan_decision_id, within(actor))
    )
    decision = db.session.scalar(query)
    if decision is None:
        raise NotFound
    return decision


def _keep(actor: Actor, decision: PlanDecision, scan: TakenFile) -> None:
    owner = f"plan_decision:{decision.id}"
    keep_attachment(actor, party_unit_id=decision.party_unit_id, file=scan, owner=owner)


def _enter(
    actor: Actor,
    decision: PlanDecision,
    *,
    number: str,
    issued_on: date,
    issued_by: str,
    reason: str,
    scans: Sequence[TakenFile],
) -> PlanDecision:
    """Add a decision with what every paper has."""
    today = clock.today()
    if issued_on > today:
        raise InTheFuture(today=today, field="issued_on", what="Ngày quyết định")
    if issued_on < FIRST_DAY:
        raise TooLongAgo(field="issued_on")
    decision.number, decision.issued_on, decision.issued_by = number, issued_on, issued_by
    decision.reason = reason
    decision.entered_by_id, decision.entered_at = actor.user_id, clock.now()
    db.session.add(decision)
    db.session.flush()
    for scan in scans:
        _keep(actor, decision, scan)
    audit.record(
        actor,
        "plan_decision.enter",
        f"plan_decision:{decision.id}",
        party_unit_id=decision.party_unit_id,
        after={
            "kind": decision.kind,
            "number": number,
            "issued_on": issued_on.isoformat(),
            "houses": decision.houses,
            "need_id": decision.need_id,
            "amount_vnd": decision.amount_vnd,
        },
    )
    return decision
