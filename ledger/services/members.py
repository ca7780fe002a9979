"""Keep the list of party members: who may be asked, in printed order, with their pay sealed.

M1  Pay is sealed before it reaches the session; the audit says that it changed, never how (P19).
M2  People in the villages give what suits them, so their pay is not kept at all.
M3  The places 1, 2, 3 … of a cell's list are those of the people still on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import sqlalchemy as sa

from ledger import clock, crypto
from ledger.clock import VIETNAM, format_date
from ledger.db import data_key, db
from ledger.errors import NotAllowed, PossibleDuplicate, RuleBroken, StateRefused
from ledger.models.party_members import MemberStanding, NotAskedReason, PartyMember
from ledger.models.party_units import PartyUnit
from ledger.names import name_key, search_key, sort_key
from ledger.reports.members import HOLDS_MEMBERS, find_namesake, left_day, pay_of, sees_pay
from ledger.reports.scope import Actor, member_in_scope, require_role, unit_in_scope
from ledger.services import audit
from ledger.services.treasurers import TREASURERS
from ledger.wages import PayBasis, to_json

__all__ = [
    "NewMember",
    "add_member",
    "add_members",
    "bring_back",
    "edit_member",
    "mark_left",
    "pay_of",
]

_CODE_LENGTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMember:
    """One person to add to a cell's list."""

    full_name: str
    birth_year: int | None
    standing: MemberStanding
    pay: PayBasis | None = None
    not_asked_reason: NotAskedReason | None = None
    not_asked_decided_by: str | None = None


def add_member(
    actor: Actor,
    *,
    cell_id: int,
    full_name: str,
    birth_year: int | None,
    standing: MemberStanding,
    pay: PayBasis | None,
    not_asked_reason: NotAskedReason | None = None,
    not_asked_decided_by: str | None = None,
    position: int | None = None,
    refuse_duplicate: bool = False,
) -> PartyMember:
    """Add one person to a cell of the actor's scope, at the end of its list or at a place.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: the cell is not in scope.
        RuleBroken: the unit is not a cell, or half of “not asked” is missing.
        PossibleDuplicate: a likely same person is on the list and ``refuse_duplicate`` holds.

    """
    require_role(actor, *TREASURERS)
    lock_list(actor)
    cell = unit_in_scope(actor, cell_id)
    person = NewMember(
        full_name=full_name,
        birth_year=birth_year,
        standing=standing,
        pay=pay,
        not_asked_reason=not_asked_reason,
        not_asked_decided_by=not_asked_decided_by,
    )
    check_cell(cell)
    _check_not_asked(not_asked_reason, not_asked_decided_by)
    if refuse_duplicate:
        namesake = find_namesake(actor, full_name=full_name, birth_year=birth_year)
        if namesake:
            raise PossibleDuplicate(found=str(namesake))
    member = PartyMember(**_columns(cell, person, position=0))
    db.session.add(member)
    db.session.flush()
    renumber(cell.id, member, position)
    audit.record(
        actor,
        "member.add",
        f"party_member:{member.id}",
        party_unit_id=cell.id,
        after=_audited(member),
    )
    return member


def add_members(actor: Actor | None, cell: PartyUnit, people: Sequence[NewMember]) -> int:
    """Add many people at the end of one cell's list in one statement; return how many.

    For imports and the demo: the cell has been found in scope and duplicates were looked at.

    Raises:
        NotAllowed: the actor has another role.
        RuleBroken: the unit is not a cell, or half of “not asked” is missing.

    """
    require_role(actor, *TREASURERS)
    check_cell(cell)
    for person in people:
        _check_not_asked(person.not_asked_reason, person.not_asked_decided_by)
    if not people:
        return 0
    last = db.session.scalar(
        sa.select(sa.func.max(PartyMember.position)).where(
            PartyMember.cell_id == cell.id, PartyMember.left_at.is_(None)
        )
    )
    rows = [
        _columns(cell, person, position=place)
        for place, person in enumerate(people, start=(last or 0) + 1)
    ]
    db.session.execute(sa.insert(PartyMember), rows)
    audit.record(
        actor,
        "member.add_many",
        f"party_unit:{cell.id}",
        party_unit_id=cell.id,
        after={"people": len(rows)},
    )
    return len(rows)


def edit_member(
    actor: Actor,
    member_id: int,
    *,
    cell_id: int,
    full_name: str,
    birth_year: int | None,
    standing: MemberStanding,
    pay: PayBasis | None,
    not_asked_reason: NotAskedReason | None = None,
    not_asked_decided_by: str | None = None,
    position: int | None = None,
) -> PartyMember:
    """Change a member of the actor's scope; what campaigns and papers have recorded stays.

    Raises:
        NotFound: the member or the cell is not in scope.
        NotAllowed: the actor has another role, or may not see pay and would wipe it out unseen.
        RuleBroken: the unit is not a cell, or half of “not asked” is missing.

    """
    require_role(actor, *TREASURERS)
    lock_list(actor)
    member = member_in_scope(actor, member_id)
    if not sees_pay(actor):
        raise NotAllowed
    cell = unit_in_scope(actor, cell_id)
    if cell.id != member.cell_id:
        check_cell(cell)
    _check_not_asked(not_asked_reason, not_asked_decided_by)
    before = _audited(member)
    left_cell_id = member.cell_id if member.cell_id != cell.id else None
    member.cell_id = cell.id
    _name(member, full_name)
    member.birth_year = birth_year
    member.standing = standing
    member.not_asked_reason = not_asked_reason
    member.not_asked_decided_by = not_asked_decided_by
    kept = pay if standing is MemberStanding.WORKING else None
    if pay_of(member) != kept:
        member.pay_sealed = _sealed(kept, member.code)
        audit.record(actor, "member.pay", f"party_member:{member.id}", party_unit_id=member.cell_id)
    if member.left_at is None:
        renumber(cell.id, member, position or (None if left_cell_id else member.position))
    if left_cell_id:
        renumber(left_cell_id)
    _record_changes(actor, member, before)
    return member


def mark_left(actor: Actor, member_id: int, *, left_on: date) -> PartyMember:
    """Take a member off the list from a day on; what they gave stays where it is recorded.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such member in scope.
        RuleBroken: the day is in the future.
        StateRefused: the record was merged into another.

    """
    require_role(actor, *TREASURERS)
    lock_list(actor)
    member = member_in_scope(actor, member_id)
    if left_on > clock.today():
        raise RuleBroken(
            f"Ngày rời danh sách không được sau hôm nay ({format_date(clock.today())}).",
            field="left_on",
        )
    if member.merged_into_id is not None:
        raise StateRefused("Hồ sơ này đã gộp vào hồ sơ khác; hãy mở hồ sơ đang đứng tên.")
    if left_day(member.left_at) == left_on:
        return member
    member.left_at = datetime.combine(left_on, time.min, tzinfo=VIETNAM)
    db.session.flush()
    renumber(member.cell_id)
    audit.record(
        actor,
        "member.left",
        f"party_member:{member.id}",
        party_unit_id=member.cell_id,
        after={"left_on": left_on.isoformat()},
    )
    return member


def bring_back(actor: Actor, member_id: int) -> PartyMember:
    """Put a member who had left back at the end of their cell's list.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such member in scope.
        StateRefused: the record was merged into another.

    """
    require_role(actor, *TREASURERS)
    lock_list(actor)
    member = member_in_scope(actor, member_id)
    if member.left_at is None:
        return member
    if member.merged_into_id is not None:
        raise StateRefused("Hồ sơ này đã gộp vào hồ sơ khác; tách ra thay vì đưa trở lại.")
    member.left_at = None
    db.session.flush()
    renumber(member.cell_id, member, None)
    audit.record(actor, "member.back", f"party_member:{member.id}", party_unit_id=member.cell_id)
    return member


def lock_list(actor: Actor) -> None:
    """Let one change of a unit's list happen at a time, so that no person is added twice."""
    lock = sa.select(PartyUnit.id).where(PartyUnit.id == actor.party_unit_id)
    db.session.execute(lock.with_for_update(key_share=True))


def check_cell(cell: PartyUnit) -> None:
    """Let people belong to standing cells only.

    Raises:
        RuleBroken: the unit holds no members, or has ended.

    """
    if cell.kind not in HOLDS_MEMBERS:
        raise RuleBroken("Đảng viên sinh hoạt tại chi bộ; hãy chọn một chi bộ.", field="cell_id")
    if cell.ends_before and cell.ends_before <= clock.today():
        raise RuleBroken("Chi bộ này đã kết thúc hoạt động.", field="cell_id")


def _check_not_asked(reason: NotAskedReason | None, decided_by: str | None) -> None:
    if reason and not decided_by:
        raise RuleBroken(
            "Chưa ghi cơ quan quyết định không vận động.", field="not_asked_decided_by"
        )
    if decided_by and not reason:
        raise RuleBroken("Chưa chọn lý do không vận động.", field="not_asked_reason")


def _columns(cell: PartyUnit, person: NewMember, *, position: int) -> dict[str, object]:
    code = crypto.new_code(_CODE_LENGTH)
    pay = person.pay if person.standing is MemberStanding.WORKING else None
    return {
        "code": code,
        "cell_id": cell.id,
        "full_name": person.full_name,
        "name_key": name_key(person.full_name),
        "search_key": search_key(person.full_name),
        "sort_key": sort_key(person.full_name),
        "birth_year": person.birth_year,
        "position": position,
        "standing": person.standing,
        "not_asked_reason": person.not_asked_reason,
        "not_asked_decided_by": person.not_asked_decided_by,
        "pay_sealed": _sealed(pay, code),
    }


def _name(member: PartyMember, full_name: str) -> None:
    member.full_name = full_name
    member.name_key = name_key(full_name)
    member.search_key = search_key(full_name)
    member.sort_key = sort_key(full_name)


def _sealed(pay: PayBasis | None, code: str) -> str | None:
    if pay is None:
        return None
    return crypto.seal(to_json(pay), key=data_key(), about=f"party_member:{code}")


def renumber(cell_id: int, moved: PartyMember | None = None, place: int | None = None) -> None:
    """Number a cell's list 1, 2, 3 …, with one person moved to a place (the end if None)."""
    db.session.flush()
    query = (
        sa.select(PartyMember)
        .where(PartyMember.cell_id == cell_id, PartyMember.left_at.is_(None))
        .order_by(PartyMember.position, PartyMember.id)
    )
    members = [member for member in db.session.scalars(query) if member is not moved]
    if moved is not None:
        members.insert(len(members) if place is None else place - 1, moved)
    for number, member in enumerate(members, start=1):
        if member.position != number:
            member.position = number
    db.session.flush()


def _record_changes(actor: Actor, member: PartyMember, before: audit.Facts) -> None:
    after = _audited(member)
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        audit.record(
            actor,
            "member.edit",
            f"party_member:{member.id}",
            party_unit_id=member.cell_id,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )


def _audited(member: PartyMember) -> dict[str, str | int | None]:
    return {
        "full_name": member.full_name,
        "birth_year": member.birth_year,
        "cell_id": member.cell_id,
        "standing": member.standing,
        "not_asked_reason": member.not_asked_reason,
        "not_asked_decided_by": member.not_asked_decided_by,
    }
