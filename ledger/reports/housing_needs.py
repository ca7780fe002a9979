"""Find the needs of members in housing need: who may see which, the one list, and what waits.

H1  For everybody but the named roles a need does not exist; for an inspector it does while a
    decision of theirs opens its unit.
H2  On lists people have codes; names stand there for Ban Tổ chức, for the unit's secretary, and for
    an inspector, whose decision opens the unit's names.
H3  A list opens nothing that is sealed.
"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger import clock
from ledger.db import db
from ledger.errors import NotFound
from ledger.models.attachments import Attachment
from ledger.models.housing_needs import (
    LIVING,
    WAITING,
    HousingNeed,
    NeedKind,
    NeedPaper,
    NeedPaperKind,
    NeedRequest,
    NeedState,
)
from ledger.models.party_members import PartyMember
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.users import Role
from ledger.names import search_key
from ledger.reports import inspections
from ledger.reports.scope import Actor, below, names_on, within

READERS = frozenset(
    {Role.ORGANISATION_BOARD, Role.SECRETARY, Role.STANDING_COMMITTEE, Role.INSPECTOR}
)
"""The roles for which need files exist."""
KEEPERS = frozenset({Role.ORGANISATION_BOARD, Role.SECRETARY})
"""The roles that keep need files."""
NAMED = KEEPERS | {Role.INSPECTOR}
"""The roles that read names on lists (H2)."""
PAGE_ROWS = 40
WANTED_PAPERS = (
    NeedPaperKind.APPLICATION,
    NeedPaperKind.CELL_MINUTES,
    NeedPaperKind.SURVEY_MINUTES,
    NeedPaperKind.LAND_PAPER,
)
"""What a complete file has, each at least once."""
ORDERED = (NeedState.ELIGIBLE, NeedState.PLANNED)
"""The states that have a place in the board's order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedFilter:
    """Which needs of the scope a list shows; ``typed`` is a code or, where names stand, a name."""

    state: NeedState | None = None
    unit_id: int | None = None
    year: int | None = None
    lacks_papers: bool = False
    to_recheck: bool = False
    asked: bool = False
    """Whether the member asked something of the file and has no answer yet."""
    by_order: bool = False
    typed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedLine:
    """One need on a list; ``name`` and ``birth_year`` are empty for those who read codes."""

    id: int
    code: str
    name: str
    birth_year: int | None
    cell_name: str
    unit_id: int
    unit_name: str
    kind: NeedKind
    state: NeedState
    applied_on: date
    estimated_cost_vnd: int | None
    wanted_support_vnd: int | None
    board_order: int | None
    planned_year: int | None
    papers: int
    """How many of the wanted papers are there."""
    to_recheck: bool

    @property
    def lacks_papers(self) -> int:
        """How many of the wanted papers are missing; a file that is done wants none."""
        return len(WANTED_PAPERS) - self.papers if self.state in LIVING else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedPage:
    """One page of the list, and how many there are in all and in each state."""

    lines: tuple[NeedLine, ...]
    total: int
    page: int
    pages: int
    by_state: dict[NeedState, int]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a keeper of need files."""

    nominations: int
    """Which the cell or the unit looks at, or which Ban Tổ chức is to take up."""
    surveys: int
    to_recheck: int
    requests: int
    """What members asked of their own files and have no answer to yet."""


def require_reader(actor: Actor) -> None:
    """Let only those pass for whom need files exist.

    Raises:
        NotFound: anybody else.

    """
    if actor.role not in READERS:
        raise NotFound


def need_in_scope(actor: Actor, need_id: int, *, lock: bool = False) -> HousingNeed:
    """Return a need of the actor's scope.

    Raises:
        NotFound: no such need, not in scope, or not for this role (H1).

    """
    query = sa.select(HousingNeed).where(HousingNeed.id == need_id, readable(actor))
    if lock:
        query = query.with_for_update()
    need = db.session.scalar(query.execution_options(populate_existing=lock))
    if need is None:
        raise NotFound
    return need


def readable(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition that a ``HousingNeed`` may be read by the actor (H1).

    Raises:
        NotFound: need files do not exist for this role.

    """
    require_reader(actor)
    seen = below(actor, HousingNeed.cell_id)
    if actor.role is not Role.INSPECTOR:
        return seen
    return sa.and_(seen, inspections.opened(actor, HousingNeed.cell_id))


def list_needs(actor: Actor, wanted: NeedFilter, *, page: int = 1) -> NeedPage:
    """Return one page of the needs in scope, grouped by unit, else in the board's order.

    Raises:
        NotFound: need files do not exist for this role, or the unit is not open to it.

    """
    unit, cell = aliased(PartyUnit), aliased(PartyUnit)
    chosen = _chosen(actor, wanted, unit, cell)
    inner = chosen.with_only_columns(HousingNeed.state).subquery()
    found = db.session.execute(
        sa.select(inner.c.state, sa.func.count()).group_by(inner.c.state)
    ).all()
    counts = {NeedState(state): count for state, count in found}
    by_state = {state: counts[state] for state in NeedState if state in counts}
    total = sum(by_state.values())
    pages = max(1, -(-total // PAGE_ROWS))
    page = min(max(page, 1), pages)
    rows = chosen.limit(PAGE_ROWS).offset((page - 1) * PAGE_ROWS)
    return NeedPage(
        lines=_lines(actor, rows), total=total, page=page, pages=pages, by_state=by_state
    )


def all_needs(actor: Actor, wanted: NeedFilter) -> tuple[NeedLine, ...]:
    """Return every need of a filter, for papers.

    Raises:
        NotFound: as ``list_needs``.

    """
    unit, cell = aliased(PartyUnit), aliased(PartyUnit)
    return _lines(actor, _chosen(actor, wanted, unit, cell))


def waiting_queries(actor: Actor) -> tuple[sa.ScalarSelect[int], ...]:
    """Return what counts the facts of ``Waiting``, in its order, for a keeper of need files.

    Raises:
        NotFound: need files do not exist for this role.

    """
    require_reader(actor)
    needs = (
        sa.select(sa.func.count())
        .select_from(HousingNeed)
        .join(PartyUnit, PartyUnit.id == HousingNeed.cell_id)
        .where(within(actor))
    )
    requests = needs.join(NeedRequest, NeedRequest.need_id == HousingNeed.id)
    return (
        needs.where(HousingNeed.state == NeedState.PROPOSED).scalar_subquery(),
        needs.where(HousingNeed.state == NeedState.SURVEYING).scalar_subquery(),
        needs.where(_to_recheck()).scalar_subquery(),
        requests.where(NeedRequest.answered_on.is_(None)).scalar_subquery(),
    )


def _chosen(
    actor: Actor, wanted: NeedFilter, unit: type[PartyUnit], cell: type[PartyUnit]
) -> sa.Select[HousingNeed, PartyMember, int]:
    """Select the needs of a filter with their members and how many wanted papers they have.

    Raises:
        NotFound: need files do not exist for this role, or the unit is not open to it.

    """
    require_reader(actor)
    papers = (
        sa.select(sa.func.count(sa.distinct(NeedPaper.kind)))
        .join(Attachment, Attachment.id == NeedPaper.attachment_id)
        .where(
            NeedPaper.need_id == HousingNeed.id,
            NeedPaper.kind.in_(WANTED_PAPERS),
            Attachment.erased_at.is_(None),
        )
        .correlate(HousingNeed)
        .scalar_subquery()
    )
    query = (
        sa.select(HousingNeed, PartyMember, papers)
        .join(unit, unit.id == HousingNeed.party_unit_id)
        .join(cell, cell.id == HousingNeed.cell_id)
        .outerjoin(PartyMember, PartyMember.id == HousingNeed.member_id)
        .where(cell.path.like(f"{_open_path(actor, wanted.unit_id)}%"))
    )
    if wanted.state is not None:
        query = query.where(HousingNeed.state == wanted.state)
    if wanted.year is not None:
        query = query.where(HousingNeed.planned_year == wanted.year)
    if wanted.lacks_papers:
        query = query.where(HousingNeed.state.in_(LIVING), papers < len(WANTED_PAPERS))
    if wanted.to_recheck:
        query = query.where(_to_recheck())
    if wanted.asked:
        open_ = sa.select(NeedRequest.need_id).where(NeedRequest.answered_on.is_(None))
        query = query.where(HousingNeed.id.in_(open_))
    if wanted.typed:
        query = query.where(_typed(actor, wanted.typed))
    if wanted.by_order:
        query = query.where(HousingNeed.state.in_(ORDERED))
        return query.order_by(HousingNeed.board_order, HousingNeed.id)
    return query.order_by(
        sa.func.length(unit.path), unit.position, unit.id, HousingNeed.applied_on, HousingNeed.id
    )


def _open_path(actor: Actor, unit_id: int | None) -> str:
    """Return the path below which the actor may list needs.

    Raises:
        NotFound: the unit is not in scope, or not open to an inspector.

    """
    if unit_id is None and actor.role is not Role.INSPECTOR:
        return actor.path
    query = sa.select(PartyUnit).where(PartyUnit.id == unit_id, within(actor))
    unit = db.session.scalar(query)
    if unit is None:
        raise NotFound
    if actor.role is Role.INSPECTOR and inspections.decision_on(actor, unit) is None:
        raise NotFound
    return unit.path


def _to_recheck() -> sa.ColumnElement[bool]:
    """Return the condition that nobody has asked this year whether a need still holds."""
    this_year = date(clock.today().year, 1, 1)
    return sa.and_(
        HousingNeed.state.in_(WAITING),
        HousingNeed.applied_on < this_year,
        sa.or_(HousingNeed.checked_on.is_(None), HousingNeed.checked_on < this_year),
    )


def _typed(actor: Actor, typed: str) -> sa.ColumnElement[bool]:
    code = HousingNeed.code == typed.strip().upper()
    if actor.role not in NAMED:
        return code
    words = search_key(typed).split()
    named = [PartyMember.search_key.contains(word, autoescape=True) for word in words]
    return sa.or_(code, sa.and_(sa.true(), *named)) if named else code


def _lines(actor: Actor, query: sa.Select[HousingNeed, PartyMember, int]) -> tuple[NeedLine, ...]:
    rows = db.session.execute(query).all()
    ids = sorted({id_ for row in rows for id_ in (row[0].cell_id, row[0].party_unit_id)})
    names = names_on(ids, (NameKind.ORGANISATION,))
    this_year = clock.today().year
    named = actor.role in NAMED
    return tuple(
        NeedLine(
            id=need.id,
            code=need.code,
            name=member.full_name if named and member else "",
            birth_year=member.birth_year if named and member else None,
            cell_name=names.get((need.cell_id, NameKind.ORGANISATION), ""),
            unit_id=need.party_unit_id,
            unit_name=names.get((need.party_unit_id, NameKind.ORGANISATION), ""),
            kind=need.kind,
            state=need.state,
            applied_on=need.applied_on,
            estimated_cost_vnd=need.estimated_cost_vnd,
            wanted_support_vnd=need.wanted_support_vnd,
            board_order=need.board_order,
            planned_year=need.planned_year,
            papers=papers,
            to_recheck=need.state in WAITING
            and max(need.applied_on, need.checked_on or need.applied_on).year < this_year,
        )
        for need, member, papers in rows
    )
