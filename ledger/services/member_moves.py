"""Let a member go from one cell to another: asked once, counted once, with their history (A10).

V1  Within a unit its treasurer moves people. Between units the one they leave proposes and the one
    they join accepts; the organisation board may do both.
V2  The record stays the same: its code, its sealed pay and everything that was written with it. The
    move is a row of its own, dated and never taken away.
V3  The list of an open campaign goes along where nothing was ever recorded for the person. Else the
    line stays where it was, and the person gives wherever they are (``visitors``).
V4  Who stays elsewhere for a time keeps their place, and is asked where they stay.
"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.clock import format_date
from ledger.db import db
from ledger.errors import NotFound, RuleBroken, StateRefused
from ledger.models.campaigns import Campaign, CampaignState
from ledger.models.contributions import Contribution
from ledger.models.list_entries import ListEntry
from ledger.models.member_moves import MemberMove, MoveKind, MoveState
from ledger.models.party_members import PartyMember
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.users import Role
from ledger.reports.scope import Actor, member_in_scope, name_on, purse_of, require_role
from ledger.services import audit, list_entries
from ledger.services.campaign_units import unit_for
from ledger.services.members import check_cell, lock_list, renumber
from ledger.services.treasurers import TREASURERS

MOVERS = (*sorted(TREASURERS), Role.SECRETARY, Role.ORGANISATION_BOARD)
"""The roles that let members go and take them in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a member goes: a cell of the same unit, or another unit, which chooses the cell."""

    unit_id: int
    cell_id: int | None = None


def propose_move(
    actor: Actor,
    member_id: int,
    *,
    kind: MoveKind,
    to: Destination,
    moves_on: date,
    paper: str = "",
) -> MemberMove:
    """Let a member go; within the actor's reach it is done at once, else the other unit accepts.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such member in scope, or no such unit or cell of the same committee.
        RuleBroken: the member has left, goes where they are, or the day is to come.
        StateRefused: the member is on the way already.

    """
    require_role(actor, *MOVERS)
    lock_list(actor)
    member = _locked(member_in_scope(actor, member_id).id)
    if member.left_at is not None:
        raise RuleBroken(f"{member.full_name} đã rời danh sách nên không chuyển được.")
    if moves_on > clock.today():
        raise RuleBroken(
            f"Ngày chuyển không được sau hôm nay ({format_date(clock.today())}).", field="moves_on"
        )
    _require_not_on_the_way(member)
    _require_elsewhere(actor, member, to, kind)
    move = MemberMove(
        member_id=member.id,
        kind=kind,
        state=MoveState.PROPOSED,
        from_cell_id=member.asked_cell_id if kind is MoveKind.TEMPORARY else member.cell_id,
        to_unit_id=to.unit_id,
        moves_on=moves_on,
        paper=paper,
        proposed_by_id=actor.user_id,
        proposed_at=clock.now(),
    )
    db.session.add(move)
    db.session.flush()
    _record(actor, move, "propose")
    if to.cell_id is not None and _reaches(actor, to.unit_id):
        _settle(actor, move, member, to.cell_id)
    return move


def accept_move(actor: Actor, move_id: int, *, to_cell_id: int) -> MemberMove:
    """Take a member in who was proposed, into a cell of the actor's unit.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: nobody was proposed to the actor's unit under this number.
        StateRefused: it was decided before, or the member is no longer there.
        RuleBroken: the cell is not one of the unit's.

    """
    move = _take(actor, move_id, arriving=True)
    _settle(actor, move, _locked(move.member_id), to_cell_id)
    return move


def decline_move(actor: Actor, move_id: int, *, note: str) -> MemberMove:
    """Say that a member is not taken in, and why.

    Raises:
        NotAllowed, NotFound, StateRefused: as for accepting.

    """
    move = _take(actor, move_id, arriving=True)
    _decide(actor, move, MoveState.DECLINED, note=note)
    _record(actor, move, "decline")
    return move


def withdraw_move(actor: Actor, move_id: int) -> MemberMove:
    """Take a proposal back that was not decided yet.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: the actor's unit proposed no such move.
        StateRefused: it was decided before.

    """
    move = _take(actor, move_id, arriving=False)
    _decide(actor, move, MoveState.WITHDRAWN)
    _record(actor, move, "withdraw")
    return move


def end_stay(actor: Actor, move_id: int, *, ended_on: date) -> MemberMove:
    """End a temporary stay: the member is asked at home again, from the next list on.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such move of the actor's unit.
        StateRefused: no stay that goes on.
        RuleBroken: the day is before the stay began or to come.

    """
    require_role(actor, *MOVERS)
    move = _locked_move(move_id)
    if not (_reaches(actor, move.to_unit_id) or _left_from(actor, move)):
        raise NotFound
    if (
        move.kind is not MoveKind.TEMPORARY
        or move.state is not MoveState.ACCEPTED
        or move.ended_on is not None
    ):
        raise StateRefused("Không có thời gian sinh hoạt tạm thời nào đang tiếp diễn.")
    if not move.moves_on <= ended_on <= clock.today():
        raise RuleBroken(
            f"Ngày kết thúc phải từ {format_date(move.moves_on)} đến hôm nay.", field="ended_on"
        )
    _end_stay(_locked(move.member_id), move, ended_on)
    _record(actor, move, "end")
    return move


def _take(actor: Actor, move_id: int, *, arriving: bool) -> MemberMove:
    """Lock a proposal that is the actor's to decide on."""
    require_role(actor, *MOVERS)
    move = _locked_move(move_id)
    mine = _reaches(actor, move.to_unit_id) if arriving else _left_from(actor, move)
    if not mine:
        raise NotFound
    if move.state is not MoveState.PROPOSED:
        raise StateRefused("Việc chuyển sinh hoạt này đã được quyết định.")
    return move


def _settle(actor: Actor, move: MemberMove, member: PartyMember, cell_id: int) -> None:
    """Let the member belong where they go, and the lists of open campaigns follow (V2–V4)."""
    if member.left_at is not None or move.from_cell_id not in (
        member.cell_id,
        member.asked_cell_id,
    ):
        raise StateRefused(f"{member.full_name} không còn ở chi bộ đã đề nghị chuyển.")
    cell = _cell_of(move.to_unit_id, cell_id)
    if cell.id == move.from_cell_id:
        raise RuleBroken("Người này đang sinh hoạt tại chính chi bộ đó.", field="to_cell_id")
    move.to_cell_id = cell.id
    _decide(actor, move, MoveState.ACCEPTED)
    stay = _stay_of(member)
    if move.kind is MoveKind.TEMPORARY:
        if stay is not None:
            stay.ended_on = move.moves_on
        member.hosted_cell_id = cell.id
        db.session.flush()
    else:
        if stay is not None:
            _end_stay(member, stay, move.moves_on)
        left_cell_id, member.cell_id = member.cell_id, cell.id
        renumber(cell.id, member, None)
        renumber(left_cell_id)
    followed = _let_lists_follow(move)
    _record(actor, move, "accept", lists=followed)


def _let_lists_follow(move: MemberMove) -> int:
    """Move the lines of open campaigns for which nothing was ever recorded; return how many."""
    query = (
        sa.select(ListEntry, Campaign)
        .join(Campaign, Campaign.id == ListEntry.campaign_id)
        .where(
            ListEntry.member_id == move.member_id,
            ListEntry.cell_id == move.from_cell_id,
            Campaign.state == CampaignState.OPEN,
        )
        .with_for_update(of=ListEntry)
        .order_by(ListEntry.id)
    )
    followed = 0
    cell = db.session.get_one(PartyUnit, move.to_cell_id)
    came_from = name_on(move.from_cell_id, NameKind.ORGANISATION)
    for entry, campaign in db.session.execute(query).all():
        recorded = sa.select(sa.exists().where(Contribution.list_entry_id == entry.id))
        if db.session.scalar(recorded):
            continue
        unit, last = unit_for(campaign, cell), list_entries.last_position(campaign.id, cell.id)
        entry.campaign_unit_id, entry.cell_id, entry.position = unit.id, cell.id, last + 1
        entry.added_reason = f"Chuyển sinh hoạt từ {came_from} ngày {format_date(move.moves_on)}"
        db.session.flush()
        followed += 1
    return followed


def _end_stay(member: PartyMember, stay: MemberMove, on: date) -> None:
    stay.ended_on = max(on, stay.moves_on)
    member.hosted_cell_id = None
    db.session.flush()


def _stay_of(member: PartyMember) -> MemberMove | None:
    if member.hosted_cell_id is None:
        return None
    query = sa.select(MemberMove).where(
        MemberMove.member_id == member.id,
        MemberMove.kind == MoveKind.TEMPORARY,
        MemberMove.state == MoveState.ACCEPTED,
        MemberMove.ended_on.is_(None),
        MemberMove.to_cell_id == member.hosted_cell_id,
    )
    return db.session.scalars(query.order_by(MemberMove.id.desc())).first()


def _decide(actor: Actor, move: MemberMove, state: MoveState, *, note: str = "") -> None:
    move.state, move.note = state, note
    move.decided_by_id, move.decided_at = actor.user_id, clock.now()
    db.session.flush()


def _require_not_on_the_way(member: PartyMember) -> None:
    waiting = sa.select(MemberMove.id).where(
        MemberMove.member_id == member.id, MemberMove.state == MoveState.PROPOSED
    )
    if db.session.scalar(waiting) is not None:
        raise StateRefused(
            f"{member.full_name} đang chờ nơi đến tiếp nhận; rút đề nghị đó trước khi lập lại."
        )


def _require_elsewhere(actor: Actor, member: PartyMember, to: Destination, kind: MoveKind) -> None:
    """Make sure that there is such a place within the committee, and that it is another."""
    root = actor.path.split("/")[1]
    place = db.session.get(PartyUnit, to.unit_id)
    if place is None or not place.path.startswith(f"/{root}/"):
        raise NotFound
    purse = purse_of(db.session.get_one(PartyUnit, member.cell_id))
    if to.cell_id is None and purse is not None and purse.party_unit_id == to.unit_id:
        raise RuleBroken("Chọn chi bộ trong đơn vị mà người này chuyển đến.", field="to_cell_id")
    if to.cell_id is not None:
        _cell_of(to.unit_id, to.cell_id)
        here = member.cell_id if kind is MoveKind.FINAL else member.asked_cell_id
        if to.cell_id == here:
            raise RuleBroken("Người này đang sinh hoạt tại chính chi bộ đó.", field="to_cell_id")


def _cell_of(unit_id: int, cell_id: int) -> PartyUnit:
    unit, cell = db.session.get_one(PartyUnit, unit_id), db.session.get(PartyUnit, cell_id)
    if cell is None or not cell.path.startswith(unit.path):
        raise RuleBroken("Chọn một chi bộ của đơn vị tiếp nhận.", field="to_cell_id")
    check_cell(cell)
    return cell


def _reaches(actor: Actor, unit_id: int) -> bool:
    """Say whether a unit lies in the actor's scope."""
    return db.session.get_one(PartyUnit, unit_id).path.startswith(actor.path)


def _left_from(actor: Actor, move: MemberMove) -> bool:
    return _reaches(actor, move.from_cell_id)


def _locked(member_id: int) -> PartyMember:
    query = (
        sa.select(PartyMember)
        .where(PartyMember.id == member_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).one()


def _locked_move(move_id: int) -> MemberMove:
    query = (
        sa.select(MemberMove)
        .where(MemberMove.id == move_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    move = db.session.scalar(query)
    if move is None:
        raise NotFound
    return move


def _record(actor: Actor, move: MemberMove, verb: str, **facts: str | int | None) -> None:
    """Write the audit down with the member, so that both units find it there."""
    audit.record(
        actor,
        f"member.move_{verb}",
        f"party_member:{move.member_id}",
        party_unit_id=move.to_unit_id,
        after={
            "move": move.id,
            "kind": move.kind,
            "from_cell": move.from_cell_id,
            "to_unit": move.to_unit_id,
            "to_cell": move.to_cell_id,
            "moves_on": move.moves_on.isoformat(),
            **facts,
        },
    )
