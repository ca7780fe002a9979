"""Members in housing need: the file, its papers, its history and what the member asked of it.

N1  A file's state is that of its last step; the steps are the history and never change.
N2  What tells of hardship is sealed under the file's own key. Throwing the key away erases all of
    it at once, from the steps too, and leaves the code and the states (promise P19).
N3  A member has one living need at a time.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of


class NeedKind(StrEnum):
    """What the member asks for."""

    NEW_HOUSE = "new_house"
    REPAIR = "repair"


class NeedState(StrEnum):
    """Where a need stands."""

    PROPOSED = "proposed"
    SURVEYING = "surveying"
    ELIGIBLE = "eligible"
    PLANNED = "planned"
    BUILDING = "building"
    HANDED_OVER = "handed_over"
    WITHDRAWN = "withdrawn"
    OTHER_PROGRAMME = "other_programme"
    NOT_YET_ELIGIBLE = "not_yet_eligible"
    MOVED = "moved"
    DIED = "died"


WAITING = (
    NeedState.PROPOSED,
    NeedState.SURVEYING,
    NeedState.ELIGIBLE,
    NeedState.PLANNED,
    NeedState.NOT_YET_ELIGIBLE,
)
"""The states in which a need can still go any way."""
LIVING = (*WAITING, NeedState.BUILDING)
"""The states of which a member has at most one need."""


class NeedAct(StrEnum):
    """What a step of a need's history did."""

    APPLY = "apply"
    CELL_REVIEW = "cell_review"
    NOMINATE = "nominate"
    TAKE_UP = "take_up"
    VERIFY = "verify"
    LIST = "list"
    PLAN = "plan"
    UNPLAN = "unplan"
    START = "start"
    HAND_OVER = "hand_over"
    ORDER = "order"
    RECHECK = "recheck"
    ANSWER = "answer"
    NOT_YET = "not_yet"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    OTHER_PROGRAMME = "other_programme"
    MOVE_AWAY = "move_away"
    DIE = "die"


_State, _Act = NeedState, NeedAct
TRANSITIONS: Mapping[NeedAct, Mapping[NeedState | None, NeedState]] = {
    _Act.APPLY: {None: _State.PROPOSED},
    _Act.CELL_REVIEW: {_State.PROPOSED: _State.PROPOSED},
    _Act.NOMINATE: {_State.PROPOSED: _State.PROPOSED},
    _Act.TAKE_UP: {_State.PROPOSED: _State.SURVEYING},
    _Act.VERIFY: {_State.SURVEYING: _State.SURVEYING},
    _Act.LIST: {_State.SURVEYING: _State.ELIGIBLE},
    _Act.PLAN: {_State.ELIGIBLE: _State.PLANNED, _State.PLANNED: _State.PLANNED},
    _Act.UNPLAN: {_State.PLANNED: _State.ELIGIBLE, _State.BUILDING: _State.PLANNED},
    _Act.START: {_State.ELIGIBLE: _State.BUILDING, _State.PLANNED: _State.BUILDING},
    _Act.HAND_OVER: {_State.BUILDING: _State.HANDED_OVER},
    _Act.ORDER: {_State.ELIGIBLE: _State.ELIGIBLE, _State.PLANNED: _State.PLANNED},
    _Act.RECHECK: {state: state for state in WAITING},
    _Act.ANSWER: {state: state for state in NeedState},
    _Act.NOT_YET: {
        state: _State.NOT_YET_ELIGIBLE for state in WAITING if state != _State.NOT_YET_ELIGIBLE
    },
    _Act.REOPEN: {_State.NOT_YET_ELIGIBLE: _State.SURVEYING},
    _Act.WITHDRAW: dict.fromkeys(WAITING, _State.WITHDRAWN),
    _Act.OTHER_PROGRAMME: dict.fromkeys(WAITING, _State.OTHER_PROGRAMME),
    _Act.MOVE_AWAY: dict.fromkeys(WAITING, _State.MOVED),
    _Act.DIE: dict.fromkeys(WAITING, _State.DIED),
}
"""Each act, the states it may start from, and where it leads: the only table of transitions."""


class NeedPaperKind(StrEnum):
    """What a paper or picture in a need's file is."""

    APPLICATION = "application"
    CELL_MINUTES = "cell_minutes"
    SURVEY_MINUTES = "survey_minutes"
    LAND_PAPER = "land_paper"
    HOUSEHOLD_PAPER = "household_paper"
    CONSENT = "consent"
    PHOTO = "photo"
    OTHER = "other"


class ConsentScope(StrEnum):
    """How far the family agreed to pictures; each reaches further than the one before."""

    NONE = "none"
    FILE = "file"
    PAPERS = "papers"
    PUBLIC = "public"


class NeedDoubt(StrEnum):
    """What is asked about before a need goes on: the same person, the same house, other help."""

    SAME_PERSON = "same_person"
    SAME_HOUSEHOLD = "same_household"
    HELPED_BEFORE = "helped_before"
    ASKED_ELSEWHERE = "asked_elsewhere"
    HELPED_ELSEWHERE = "helped_elsewhere"


class RequestKind(StrEnum):
    """What a member may ask of their own file."""

    VIEW = "view"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    DELETE = "delete"


def _in(column: str, states: tuple[NeedState, ...]) -> str:
    return f"{column} IN ({', '.join(repr(state.value) for state in states)})"


def _transitions() -> str:
    allowed = ", ".join(
        f"'{act}:{start or ''}:{end}'"
        for act, moves in TRANSITIONS.items()
        for start, end in moves.items()
    )
    return f"act || ':' || coalesce(from_state, '') || ':' || to_state IN ({allowed})"


class HousingNeed(Model):
    """Trường hợp đảng viên khó khăn về nhà ở: one đơn and all that became of it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    """Printed instead of the name; also seals the file's key to its row."""
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("party_member.id"))
    """Nobody any more once the file has been erased."""
    cell_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"))
    party_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"))
    """The unit whose purse serves the member."""
    kind: Mapped[NeedKind] = mapped_column(Code(NeedKind))
    state: Mapped[NeedState] = mapped_column(Code(NeedState))
    applied_on: Mapped[date]
    entered_for: Mapped[str | None]
    """The unit's paper by which Ban Tổ chức entered the đơn for it."""
    estimated_cost_vnd: Mapped[int | None]
    wanted_support_vnd: Mapped[int | None]
    board_order: Mapped[int | None]
    """The place in the board's one order over the district, 1 first."""
    planned_year: Mapped[int | None]
    surveyed_on: Mapped[date | None]
    checked_on: Mapped[date | None]
    """When it was last asked whether the need still holds."""
    key_sealed: Mapped[str | None]
    """The key that all sealed text of the file is under; gone when the file is erased (N2)."""
    wish_sealed: Mapped[str | None]
    survey_sealed: Mapped[str | None]
    criteria_sealed: Mapped[str | None]
    household_mark: Mapped[str | None]
    """A keyed digest of the household's address, which meets the same house and tells no place."""
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    erased_at: Mapped[datetime | None]

    __table_args__ = (
        sa.UniqueConstraint("code"),
        sa.Index("ix_housing_need_unit", "party_unit_id", "id"),
        sa.Index("ix_housing_need_cell", "cell_id"),
        sa.Index("ix_housing_need_household", "household_mark"),
        sa.Index(
            "uq_housing_need_living",
            "member_id",
            unique=True,
            sqlite_where=sa.text(_in("state", LIVING)),
            postgresql_where=sa.text(_in("state", LIVING)),
        ),
        one_of("kind", NeedKind),
        one_of("state", NeedState),
        sa.CheckConstraint(
            "estimated_cost_vnd > 0 AND estimated_cost_vnd <= 1000000000000", name="cost"
        ),
        sa.CheckConstraint(
            "wanted_support_vnd > 0 AND wanted_support_vnd <= 1000000000000", name="support"
        ),
        sa.CheckConstraint("board_order >= 1", name="board_order"),
        sa.CheckConstraint("planned_year BETWEEN 2000 AND 2100", name="planned_year"),
        sa.CheckConstraint(
            "(erased_at IS NULL) = (member_id IS NOT NULL)"
            " AND (erased_at IS NULL) = (key_sealed IS NOT NULL)"
            " AND (erased_at IS NULL OR (wish_sealed IS NULL AND survey_sealed IS NULL"
            " AND criteria_sealed IS NULL AND household_mark IS NULL))",
            name="erased",
        ),
    )


class NeedStep(Model):
    """Bước xét duyệt: one act on a need, with its minutes and who entered it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(sa.ForeignKey("housing_need.id"))
    position: Mapped[int]
    act: Mapped[NeedAct] = mapped_column(Code(NeedAct))
    from_state: Mapped[NeedState | None] = mapped_column(Code(NeedState))
    to_state: Mapped[NeedState] = mapped_column(Code(NeedState))
    on_date: Mapped[date]
    """The day on the paper."""
    paper: Mapped[str | None]
    """The number of the minutes, decision or letter."""
    votes_for: Mapped[int | None]
    votes_present: Mapped[int | None]
    year: Mapped[int | None]
    """The year planned for, or for which the need was checked again."""
    reason_sealed: Mapped[str | None]
    attachment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("attachment.id"))
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))

    __table_args__ = (
        sa.UniqueConstraint("need_id", "position"),
        one_of("act", NeedAct),
        sa.CheckConstraint(_transitions(), name="transition"),
        sa.CheckConstraint("position >= 1", name="position"),
        sa.CheckConstraint(
            "(votes_for IS NULL) = (votes_present IS NULL)"
            " AND votes_for BETWEEN 0 AND votes_present",
            name="votes",
        ),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name="year"),
    )


class NeedPaper(Model):
    """Giấy tờ, ảnh trong hồ sơ."""

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(sa.ForeignKey("housing_need.id"), index=True)
    kind: Mapped[NeedPaperKind] = mapped_column(Code(NeedPaperKind))
    on_date: Mapped[date]
    attachment_id: Mapped[int] = mapped_column(sa.ForeignKey("attachment.id"))
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))

    __table_args__ = (sa.UniqueConstraint("attachment_id"), one_of("kind", NeedPaperKind))


class NeedConsent(Model):
    """Văn bản đồng ý của gia đình về hình ảnh; the last one holds, silence is none."""

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(sa.ForeignKey("housing_need.id"), index=True)
    scope: Mapped[ConsentScope] = mapped_column(Code(ConsentScope))
    on_date: Mapped[date]
    paper: Mapped[str]
    """Which signed paper says so."""
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))

    __table_args__ = (
        one_of("scope", ConsentScope),
        sa.CheckConstraint("length(paper) > 0", name="paper"),
    )


class NeedRequest(Model):
    """Yêu cầu của đảng viên về hồ sơ của mình, with its clocks."""

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(sa.ForeignKey("housing_need.id"), index=True)
    kind: Mapped[RequestKind] = mapped_column(Code(RequestKind))
    received_on: Mapped[date]
    words_sealed: Mapped[str | None]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    acknowledged_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    answer_sealed: Mapped[str | None]
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))

    __table_args__ = (
        one_of("kind", RequestKind),
        sa.CheckConstraint("acknowledged_on >= received_on", name="acknowledged"),
        sa.CheckConstraint("answered_on >= received_on", name="answered"),
        sa.CheckConstraint("(answered_on IS NULL) = (answered_by_id IS NULL)", name="answered_by"),
    )


class NeedCriterion(Model):
    """Tiêu chí xét của chương trình: a question with a note, never a score."""

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    position: Mapped[int]
    text: Mapped[str]
    retired_on: Mapped[date | None]
    """From when on it is not asked any more; older files keep its notes."""

    __table_args__ = (
        sa.Index("ix_need_criterion_programme", "programme_id", "position", "id"),
        sa.CheckConstraint("length(text) BETWEEN 1 AND 300", name="text"),
    )
