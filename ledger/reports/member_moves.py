"""State who moves between cells: to the unit they leave and to the unit they join.

V1  Each side sees the name, the year of birth and the places; pay goes with the record, not here.
"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger.db import db
from ledger.errors import NotFound
from ledger.models.member_moves import MemberMove, MoveKind, MoveState
from ledger.models.party_members import PartyMember
from ledger.models.party_units import NameKind, PartyUnit
from ledger.reports.giving_units import has_purse
from ledger.reports.members import HOLDS_MEMBERS
from ledger.reports.scope import Actor, names_on

MOST_LINES = 60

_from_cell, _to_unit = aliased(PartyUnit), aliased(PartyUnit)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveLine:
    """State one move; what the reader may do with it stands at its end."""

    id: int
    member_id: int
    name: str
    birth_year: int | None
    kind: MoveKind
    state: MoveState
    from_name: str
    to_unit_id: int
    to_name: str
    moves_on: date
    paper: str
    note: str
    ended_on: date | None
    is_mine_to_accept: bool
    is_mine_to_withdraw: bool

    @property
    def goes_on(self) -> bool:
        """Whether it is a stay for a time that has not ended."""
        return (
            self.kind is MoveKind.TEMPORARY
            and self.state is MoveState.ACCEPTED
            and self.ended_on is None
        )


def moves_of(actor: Actor) -> tuple[MoveLine, ...]:
    """Return the moves from and to the actor's cells: what waits first, then the newest."""
    waits = MemberMove.state != MoveState.PROPOSED
    query = _moves(actor).order_by(waits, MemberMove.id.desc()).limit(MOST_LINES)
    return _lines(actor, query)


def one_move(actor: Actor, move_id: int) -> MoveLine:
    """Return one move from or to the actor's cells.

    Raises:
        NotFound: no such move, or of other units.

    """
    found = _lines(actor, _moves(actor).where(MemberMove.id == move_id))
    if not found:
        raise NotFound
    return found[0]


def waiting_query(actor: Actor) -> sa.Select[int]:
    """Select how many members the actor's unit may take in."""
    return (
        sa.select(sa.func.count())
        .select_from(MemberMove)
        .join(_to_unit, _to_unit.id == MemberMove.to_unit_id)
        .where(MemberMove.state == MoveState.PROPOSED, _to_unit.path.like(f"{actor.path}%"))
    )


def units_to_join(actor: Actor, home_id: int) -> tuple[tuple[int, str], ...]:
    """Return the other units of the actor's committee that people give to, in printed order."""
    root = actor.path.split("/")[1]
    query = (
        sa.select(PartyUnit.id)
        .where(PartyUnit.path.like(f"/{root}/%"), has_purse(), PartyUnit.id != home_id)
        .order_by(sa.func.length(PartyUnit.path), PartyUnit.position, PartyUnit.id)
    )
    return _named(list(db.session.scalars(query)))


def cells_to_join(unit_id: int) -> tuple[tuple[int, str], ...]:
    """Return the standing cells of a unit, in printed order."""
    path = sa.select(PartyUnit.path).where(PartyUnit.id == unit_id).scalar_subquery()
    query = (
        sa.select(PartyUnit.id)
        .where(
            PartyUnit.path.like(path + "%"),
            PartyUnit.kind.in_(HOLDS_MEMBERS),
            PartyUnit.ends_before.is_(None),
        )
        .order_by(sa.func.length(PartyUnit.path), PartyUnit.position, PartyUnit.id)
    )
    return _named(list(db.session.scalars(query)))


def _named(ids: list[int]) -> tuple[tuple[int, str], ...]:
    names = names_on(ids, (NameKind.ORGANISATION,))
    return tuple((id_, names.get((id_, NameKind.ORGANISATION), "")) for id_ in ids)


def _moves(actor: Actor) -> sa.Select[MemberMove, PartyMember, str, str]:
    mine = sa.or_(_from_cell.path.like(f"{actor.path}%"), _to_unit.path.like(f"{actor.path}%"))
    return (
        sa.select(MemberMove, PartyMember, _from_cell.path, _to_unit.path)
        .join(PartyMember, PartyMember.id == MemberMove.member_id)
        .join(_from_cell, _from_cell.id == MemberMove.from_cell_id)
        .join(_to_unit, _to_unit.id == MemberMove.to_unit_id)
        .where(mine)
    )


def _lines(
    actor: Actor, query: sa.Select[MemberMove, PartyMember, str, str]
) -> tuple[MoveLine, ...]:
    rows = db.session.execute(query).all()
    ids = {move.from_cell_id for move, *_ in rows}
    ids |= {move.to_cell_id or move.to_unit_id for move, *_ in rows}
    names = dict(_named(sorted(ids)))
    return tuple(
        MoveLine(
            id=move.id,
            member_id=member.id,
            name=member.full_name,
            birth_year=member.birth_year,
            kind=move.kind,
            state=move.state,
            from_name=names[move.from_cell_id],
            to_unit_id=move.to_unit_id,
            to_name=names[move.to_cell_id or move.to_unit_id],
            moves_on=move.moves_on,
            paper=move.paper,
            note=move.note,
            ended_on=move.ended_on,
            is_mine_to_accept=to_path.startswith(actor.path),
            is_mine_to_withdraw=from_path.startswith(actor.path),
        )
        for move, member, from_path, to_path in rows
    )
