"""Take a need from step to step: who may enter which act, after which, with which paper (H2).

N1  Every act is a step with its minutes and who entered it; ``TRANSITIONS`` says which there are.
N2  Reasons are sealed under the file's key; the audit names what changed, never what it says.
N3  A click that was recorded before is answered with what it recorded.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.errors import (
    FileErased,
    FileMovedOn,
    RuleBroken,
    StateRefused,
    StateTransitionRefused,
    StepMissing,
)
from ledger.intake.attachments import TakenFile
from ledger.labels import label
from ledger.models.housing_needs import (
    TRANSITIONS,
    HousingNeed,
    NeedAct,
    NeedPaper,
    NeedPaperKind,
    NeedState,
    NeedStep,
)
from ledger.models.party_units import PartyUnit
from ledger.models.users import Role
from ledger.reports import need_seals
from ledger.reports.housing_needs import KEEPERS, ORDERED, need_in_scope
from ledger.reports.scope import Actor, require_role
from ledger.services.attachments import keep_attachment
from ledger.services.need_keepers import check_day, record, require_keeper, seal

_BOARD = frozenset({Role.ORGANISATION_BOARD})
BY = {
    NeedAct.CELL_REVIEW: KEEPERS,
    NeedAct.NOMINATE: KEEPERS,
    NeedAct.RECHECK: KEEPERS,
    NeedAct.ANSWER: KEEPERS,
    NeedAct.WITHDRAW: KEEPERS,
    NeedAct.OTHER_PROGRAMME: KEEPERS,
    NeedAct.MOVE_AWAY: KEEPERS,
    NeedAct.DIE: KEEPERS,
    NeedAct.TAKE_UP: _BOARD,
    NeedAct.VERIFY: _BOARD,
    NeedAct.LIST: _BOARD,
    NeedAct.PLAN: _BOARD,
    NeedAct.UNPLAN: _BOARD,
    NeedAct.NOT_YET: _BOARD,
    NeedAct.REOPEN: _BOARD,
}
"""Who enters which act; a house's own acts come from the house, an order from ``move_in_order``."""
AFTER = {
    NeedAct.NOMINATE: NeedAct.CELL_REVIEW,
    NeedAct.TAKE_UP: NeedAct.NOMINATE,
    NeedAct.LIST: NeedAct.VERIFY,
}
"""The act that must be on the file first, since it was last taken up or opened again."""
_CHAIN = (
    NeedAct.CELL_REVIEW,
    NeedAct.NOMINATE,
    NeedAct.TAKE_UP,
    NeedAct.VERIFY,
    NeedAct.LIST,
    NeedAct.PLAN,
)
"""The way of a need that nothing stops."""
WITH_PAPER = frozenset({NeedAct.CELL_REVIEW, NeedAct.NOMINATE, NeedAct.LIST, NeedAct.ANSWER})
WITH_VOTES = frozenset({NeedAct.CELL_REVIEW, NeedAct.NOMINATE})
WITH_YEAR = frozenset({NeedAct.PLAN, NeedAct.RECHECK})
WITH_REASON = frozenset(
    {NeedAct.NOT_YET, NeedAct.REOPEN, NeedAct.UNPLAN, NeedAct.OTHER_PROGRAMME, NeedAct.ANSWER,
     NeedAct.RECHECK}
)  # fmt: skip
_PAPER_KINDS = {
    NeedAct.APPLY: NeedPaperKind.APPLICATION,
    NeedAct.CELL_REVIEW: NeedPaperKind.CELL_MINUTES,
    NeedAct.VERIFY: NeedPaperKind.SURVEY_MINUTES,
}
"""The scan of a step's paper counts as this paper of the file."""
_KEEPS_YEAR = frozenset({NeedState.PLANNED, NeedState.BUILDING, NeedState.HANDED_OVER})
_KEEPS_ORDER = frozenset({*ORDERED, NeedState.BUILDING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a form says of one act; ``seen`` is the last position that its page showed."""

    act: NeedAct
    on_date: date
    paper: str | None = None
    votes_for: int | None = None
    votes_present: int | None = None
    year: int | None = None
    reason: str | None = None
    seen: int | None = None


def take_step(
    actor: Actor, need_id: int, step: Step, *, file: TakenFile | None = None
) -> HousingNeed:
    """Enter one act on a need: minutes, verification, decision, answer, or the end of it.

    Raises:
        NotFound: no such need for the actor.
        NotAllowed: the act is another role's.
        FileErased, FileMovedOn: the file was erased, or has a new step since the page was shown.
        StateTransitionRefused, StepMissing: the file does not stand where the act starts.
        InTheFuture, TooLongAgo: the day.
        RuleBroken: a paper, votes, year, reason or finding that the act needs is missing.

    """
    require_keeper(actor)
    need = need_in_scope(actor, need_id, lock=True)
    require_role(actor, *BY.get(step.act, frozenset()))
    history = history_of(need)
    if step.seen is not None and step.seen != len(history):
        last = history[-1]
        same = (last.act, last.on_date, last.paper) == (step.act, step.on_date, step.paper)
        if same and last.recorded_by_id == actor.user_id and step.seen == len(history) - 1:
            return need
        raise FileMovedOn
    if need.erased_at is not None:
        raise FileErased
    to = next_state(need, step.act)
    _require_earlier(need, history, step.act)
    check_day(step.on_date, field="on_date", what="Ngày ghi trên văn bản")
    _check_facts(need, step)
    add_step(actor, need, step, to=to, file=file)
    return need


def move_in_order(
    actor: Actor, need_id: int, *, earlier: bool, reason: str, seen: int
) -> HousingNeed:
    """Change places with the neighbour in the board's order, with a reason.

    Raises:
        NotFound: no such need for the actor.
        NotAllowed: the actor is not Ban Tổ chức.
        FileMovedOn: the file has a new step since the page was shown.
        StateTransitionRefused: the need has no place in the order.
        StateRefused: it is the first or the last already.

    """
    require_keeper(actor)
    need = need_in_scope(actor, need_id, lock=True)
    require_role(actor, Role.ORGANISATION_BOARD)
    if seen != len(history_of(need)):
        raise FileMovedOn
    to = next_state(need, NeedAct.ORDER)
    _lock_order(actor)
    place = sa.tuple_(HousingNeed.board_order, HousingNeed.id)
    own = sa.tuple_(sa.literal(need.board_order), sa.literal(need.id))
    query = sa.select(HousingNeed).where(HousingNeed.state.in_(ORDERED))
    if earlier:
        query = query.where(place < own).order_by(
            HousingNeed.board_order.desc(), HousingNeed.id.desc()
        )
    else:
        query = query.where(place > own).order_by(HousingNeed.board_order, HousingNeed.id)
    other = db.session.scalars(query.limit(1).with_for_update()).first()
    if other is None:
        raise StateRefused(f"Hồ sơ này đã đứng {'đầu' if earlier else 'cuối'} danh sách.")
    step = Step(act=NeedAct.ORDER, on_date=clock.today(), reason=reason)
    add_step(actor, need, step, to=to)
    need.board_order, other.board_order = other.board_order, need.board_order
    db.session.flush()
    return need


def acts_for(actor: Actor, state: NeedState) -> list[NeedAct]:
    """Return the acts that the actor may enter from where a need stands, in their order."""
    return [
        act
        for act in NeedAct
        if actor.role in BY.get(act, frozenset()) and state in TRANSITIONS[act]
    ]


def next_act(
    actor: Actor, state: NeedState, acts: Collection[NeedAct], *, alone: bool
) -> NeedAct | None:
    """Return the act that the file waits for, if it is the actor's to enter.

    ``alone`` says that the cell is its own unit, whose minutes nominate by themselves.
    """
    chain = [act for act in _CHAIN if not (alone and act is NeedAct.NOMINATE)]
    allowed = acts_for(actor, state)
    waiting = [act for act in chain if state in TRANSITIONS[act] and act not in acts]
    return waiting[0] if waiting and waiting[0] in allowed else None


def next_state(need: HousingNeed, act: NeedAct) -> NeedState:
    """Return where an act leads a need.

    Raises:
        StateTransitionRefused: it does not start from where the need stands.

    """
    to = TRANSITIONS[act].get(need.state)
    if to is None:
        raise StateTransitionRefused(doing=label(act), state=label(need.state))
    return to


def add_step(
    actor: Actor, need: HousingNeed, step: Step, *, to: NeedState, file: TakenFile | None = None
) -> None:
    """Add a step to a file's history, keep its scan, and let the file stand where it leads."""
    position = len(history_of(need)) + 1
    attachment_id = _keep_scan(actor, need, step, file) if file else None
    reason = seal(need, f"step:{position}", step.reason, key=need_seals.file_key(need))
    row = NeedStep(
        need_id=need.id,
        position=position,
        act=step.act,
        from_state=None if step.act is NeedAct.APPLY else need.state,
        to_state=to,
        on_date=step.on_date,
        paper=step.paper,
        votes_for=step.votes_for,
        votes_present=step.votes_present,
        year=step.year,
        reason_sealed=reason,
        attachment_id=attachment_id,
        recorded_at=clock.now(),
        recorded_by_id=actor.user_id,
    )
    db.session.add(row)
    db.session.flush()
    if step.act is NeedAct.LIST:
        _lock_order(actor)
        last = sa.select(sa.func.max(HousingNeed.board_order))
        need.board_order = (db.session.scalar(last) or 0) + 1
    if step.act is NeedAct.RECHECK:
        need.checked_on = step.on_date
    if to is not need.state:
        need.state = to
    if step.act is NeedAct.PLAN:
        need.planned_year = step.year
    if to not in _KEEPS_YEAR:
        need.planned_year = None
    if to not in _KEEPS_ORDER:
        need.board_order = None
    record(
        actor,
        need,
        step.act.value,
        after={"state": to.value, "on": step.on_date.isoformat(), "paper": step.paper},
    )
    db.session.flush()


def history_of(need: HousingNeed) -> list[NeedStep]:
    """Return the steps of a file, the first one first."""
    query = sa.select(NeedStep).where(NeedStep.need_id == need.id)
    return list(db.session.scalars(query.order_by(NeedStep.position)))


def _keep_scan(actor: Actor, need: HousingNeed, step: Step, file: TakenFile) -> int:
    kept = keep_attachment(
        actor, party_unit_id=need.party_unit_id, file=file, owner=f"housing_need:{need.id}"
    )
    kind = _PAPER_KINDS.get(step.act, NeedPaperKind.OTHER)
    known = sa.select(NeedPaper.id).where(NeedPaper.attachment_id == kept.id)
    if db.session.scalar(known) is None:
        db.session.add(
            NeedPaper(
                need_id=need.id,
                kind=kind,
                on_date=step.on_date,
                attachment_id=kept.id,
                recorded_at=clock.now(),
                recorded_by_id=actor.user_id,
            )
        )
    return kept.id


def since_reopened(acts: Sequence[NeedAct]) -> Sequence[NeedAct]:
    """Return the acts since a need was last opened again; what came before is asked anew."""
    if NeedAct.REOPEN not in acts:
        return acts
    return acts[len(acts) - 1 - acts[::-1].index(NeedAct.REOPEN) :]


def _require_earlier(need: HousingNeed, history: list[NeedStep], act: NeedAct) -> None:
    """Ask for the act that comes first; an agency's cell nominates by its own minutes."""
    first = AFTER.get(act)
    if first is NeedAct.NOMINATE and need.cell_id == need.party_unit_id:
        first = NeedAct.CELL_REVIEW
    acts = since_reopened([step.act for step in history])
    if first is not None and first not in acts:
        raise StepMissing(doing=label(act), first=label(first))


def _check_facts(need: HousingNeed, step: Step) -> None:
    """Ask for what an act cannot do without.

    Raises:
        RuleBroken: names the first thing that is missing.

    """
    act = step.act
    if act in WITH_PAPER and not step.paper:
        raise RuleBroken("Chưa nhập số biên bản, văn bản.", field="paper")
    if act in WITH_VOTES and step.votes_for is None:
        raise RuleBroken("Chưa nhập số người đồng ý.", field="votes_for")
    if act in WITH_YEAR and step.year is None:
        raise RuleBroken("Chưa nhập năm.", field="year")
    if act in WITH_REASON and not step.reason:
        raise RuleBroken("Chưa nhập lý do, nội dung.", field="reason")
    if (step.votes_for is None) != (step.votes_present is None):
        raise RuleBroken("Nhập cả số người dự họp và số người đồng ý.", field="votes_present")
    if step.votes_for is not None and step.votes_for > (step.votes_present or 0):
        raise RuleBroken("Số đồng ý nhiều hơn số người dự họp.", field="votes_for")
    if act is NeedAct.VERIFY and need.surveyed_on is None:
        raise RuleBroken("Chưa ghi kết quả khảo sát; ghi khảo sát trước khi xác minh xong.")
    if act is NeedAct.LIST and not (need.estimated_cost_vnd and need.wanted_support_vnd):
        raise RuleBroken("Chưa có kinh phí dự kiến và mức đề nghị hỗ trợ.")


def _lock_order(actor: Actor) -> None:
    """Let one person at a time change the board's order."""
    root = int(actor.path.strip("/").split("/")[0])
    lock = sa.select(PartyUnit.id).where(PartyUnit.id == root)
    db.session.execute(lock.with_for_update(key_share=True))
