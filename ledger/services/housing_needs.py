"""Begin a need with the member's own đơn, keep its figures, and let it follow its house (H1, H3).

Whose need it is and what it says stays sealed; who else has the same house or the same name is
asked about before anything is recorded.
"""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from ledger import clock, crypto
from ledger.db import db
from ledger.errors import Doubt, FileErased, LivingNeed, NotFound, RuleBroken
from ledger.intake.attachments import TakenFile
from ledger.labels import label
from ledger.models.housing_needs import LIVING, HousingNeed, NeedAct, NeedKind, NeedState
from ledger.models.party_members import PartyMember
from ledger.models.party_units import PartyUnit
from ledger.models.users import Role
from ledger.reports import need_seals, need_warnings
from ledger.reports.housing_needs import need_in_scope
from ledger.reports.scope import Actor, member_in_scope, purse_of
from ledger.services.doubts import ask_again
from ledger.services.need_keepers import check_day, record, require_keeper, seal
from ledger.services.need_steps import Step, add_step, next_state
from ledger.surveys import OtherProgramme, SurveyFacts, to_json

CODE_LENGTH = 7
MAX_PAPER = 100
_STATE_OF_HOUSE = {
    "planned": NeedState.PLANNED,
    "approved": NeedState.PLANNED,
    "building": NeedState.BUILDING,
    "handed_over": NeedState.HANDED_OVER,
}


def record_application(
    actor: Actor,
    *,
    member_id: int,
    kind: NeedKind,
    applied_on: date,
    address: str,
    other_programme: OtherProgramme,
    other_programme_note: str | None = None,
    wish: str | None = None,
    estimated_cost_vnd: int | None = None,
    wanted_support_vnd: int | None = None,
    entered_for: str | None = None,
    file: TakenFile | None = None,
    agreed: Collection[str] = (),
) -> HousingNeed:
    """Begin a need file with the member's own đơn.

    Raises:
        NotFound: need files do not exist for this role, or no such member in scope.
        NotAllowed: the actor only reads need files.
        RuleBroken: the member has left; Ban Tổ chức names no paper; no purse serves the member.
        InTheFuture, TooLongAgo: the day of the đơn.
        LivingNeed: the member has a living need.
        Unconfirmed: the same person, house or another programme (H3), unless agreed to.

    """
    require_keeper(actor)
    member = member_in_scope(actor, member_id)
    lock = sa.select(PartyMember.id).where(PartyMember.id == member.id)
    db.session.execute(lock.with_for_update(key_share=True))
    check_day(applied_on, field="applied_on", what="Ngày ghi trên đơn")
    if member.left_at is not None:
        raise RuleBroken("Đảng viên này đã rời danh sách của chi bộ.", field="member_id")
    if actor.role is Role.ORGANISATION_BOARD and not entered_for:
        raise RuleBroken("Ban Tổ chức nhập thay: nêu văn bản của đơn vị.", field="entered_for")
    if (known := _living_need(member.id)) is not None:
        if known.recorded_by_id == actor.user_id and known.applied_on == applied_on:
            return known
        raise LivingNeed(code=known.code, state=label(known.state))
    cell = db.session.get_one(PartyUnit, member.cell_id)
    purse = purse_of(cell)
    if purse is None:
        raise RuleBroken("Chi bộ của đảng viên chưa có quỹ nào phục vụ.", field="member_id")
    mark = need_warnings.household_mark(address)
    found = need_warnings.warnings_about(member, mark=mark, other_programme=other_programme)
    ask_again(_doubts(found), agreed)
    key, code = crypto.new_key(), crypto.new_code(CODE_LENGTH)
    need = HousingNeed(
        code=code,
        member_id=member.id,
        cell_id=cell.id,
        party_unit_id=purse.party_unit_id,
        kind=kind,
        state=NeedState.PROPOSED,
        applied_on=applied_on,
        entered_for=entered_for,
        estimated_cost_vnd=estimated_cost_vnd,
        wanted_support_vnd=wanted_support_vnd,
        key_sealed=need_seals.seal_key(code, key),
        household_mark=mark,
        recorded_at=clock.now(),
        recorded_by_id=actor.user_id,
    )
    facts = SurveyFacts(
        address=address,
        other_programme=other_programme,
        other_programme_note=other_programme_note or "",
    )
    need.wish_sealed = seal(need, "wish", wish, key=key)
    need.survey_sealed = seal(need, "survey", to_json(facts), key=key)
    db.session.add(need)
    db.session.flush()
    step = Step(act=NeedAct.APPLY, on_date=applied_on, paper=entered_for)
    add_step(actor, need, step, to=NeedState.PROPOSED, file=file)
    return need


def set_figures(
    actor: Actor,
    need_id: int,
    *,
    kind: NeedKind,
    estimated_cost_vnd: int | None,
    wanted_support_vnd: int | None,
) -> HousingNeed:
    """Put down what is to be built, what it is estimated to cost and what support is asked for.

    Raises:
        NotFound: no such need for the actor.
        NotAllowed: the actor only reads need files.
        FileErased: the file was erased.
        RuleBroken: more support is asked for than the house costs.

    """
    require_keeper(actor)
    need = need_in_scope(actor, need_id, lock=True)
    if need.erased_at is not None:
        raise FileErased
    if estimated_cost_vnd and wanted_support_vnd and wanted_support_vnd > estimated_cost_vnd:
        raise RuleBroken("Đề nghị hỗ trợ nhiều hơn kinh phí dự kiến.", field="wanted_support_vnd")
    before = _figures(need)
    need.kind = kind
    need.estimated_cost_vnd = estimated_cost_vnd
    need.wanted_support_vnd = wanted_support_vnd
    if before != _figures(need):
        record(actor, need, "set_figures", before=before, after=_figures(need))
    db.session.flush()
    return need


def follow_house(actor: Actor, need_id: int, *, status: str, on_date: date, paper: str) -> None:
    """Let a need stand where its house stands; ``status`` is that of the house. Flushes.

    Whether the actor may is the question of the house.

    Raises:
        NotFound: no such need.
        StateTransitionRefused: the need is not on the list of those that may be built.

    """
    query = sa.select(HousingNeed).where(HousingNeed.id == need_id).with_for_update()
    need = db.session.scalar(query.execution_options(populate_existing=True))
    if need is None:
        raise NotFound
    for act in _acts_to(need.state, _STATE_OF_HOUSE[status]):
        year = on_date.year if act is NeedAct.PLAN else None
        step = Step(act=act, on_date=on_date, paper=paper[:MAX_PAPER], year=year)
        add_step(actor, need, step, to=next_state(need, act))


def _acts_to(state: NeedState, wanted: NeedState) -> tuple[NeedAct, ...]:
    """Return the acts by which a need follows its house; none if it stands there already."""
    if state is wanted:
        return ()
    if wanted is NeedState.PLANNED:
        return (NeedAct.UNPLAN,) if state is NeedState.BUILDING else (NeedAct.PLAN,)
    if wanted is NeedState.BUILDING:
        return (NeedAct.START,)
    return (
        (NeedAct.HAND_OVER,) if state is NeedState.BUILDING else (NeedAct.START, NeedAct.HAND_OVER)
    )


def _living_need(member_id: int) -> HousingNeed | None:
    query = sa.select(HousingNeed).where(
        HousingNeed.member_id == member_id, HousingNeed.state.in_(LIVING)
    )
    return db.session.scalar(query)


def _doubts(found: tuple[need_warnings.NeedWarning, ...]) -> list[Doubt]:
    return [
        Doubt(
            token=f"{warning.kind}:{warning.code}",
            sentence=_sentence(warning),
            agree="Đã hỏi và vẫn ghi đơn này",
        )
        for warning in found
    ]


def _sentence(warning: need_warnings.NeedWarning) -> str:
    words = label(warning.kind)
    other = f": hồ sơ {warning.code}, {warning.unit_name}" if warning.code else ""
    return f"{words[0].upper()}{words[1:]}{other}."


def _figures(need: HousingNeed) -> dict[str, str | int | None]:
    return {
        "kind": need.kind.value,
        "estimated_cost_vnd": need.estimated_cost_vnd,
        "wanted_support_vnd": need.wanted_support_vnd,
    }
