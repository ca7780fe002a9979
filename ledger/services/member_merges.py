"""Let two records stand for one person, with a trace, and take that back (F6).

W1  A merge is a pointer on the record that is laid aside; no row that a book rests on changes, and
    what was given on either counts for one person (``reports.persons``).
W2  The record laid aside leaves its list with the merge and comes back with its undoing.
W3  Inside a unit its treasurer merges; across units the organisation board.
"""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger import clock
from ledger.db import db
from ledger.errors import Doubt, NotFound, RuleBroken, StateRefused
from ledger.likeness import loose_key
from ledger.models.contributions import Contribution
from ledger.models.list_entries import ListEntry
from ledger.models.member_merges import MemberDistinction
from ledger.models.member_moves import MemberMove, MoveState
from ledger.models.party_members import PartyMember
from ledger.models.users import Role
from ledger.reports.scope import Actor, member_in_scope, require_role
from ledger.services import audit
from ledger.services.doubts import ask_again
from ledger.services.members import lock_list, renumber
from ledger.services.treasurers import TREASURERS

MERGERS = (*sorted(TREASURERS), Role.ORGANISATION_BOARD)
"""The roles that say that two records are one person, or two."""


def merge_members(
    actor: Actor, *, kept_id: int, merged_id: int, reason: str, agreed: Collection[str] = ()
) -> PartyMember:
    """Let one record stand for the person of another; return the one that stands.

    Doing it twice is doing it once.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: one of them is not in scope.
        RuleBroken: it is one record, the years of birth differ, or the one kept has left.
        StateRefused: one of them is merged, stands for others, or is on the way to another unit.
        Unconfirmed: the names differ, or the same sum was recorded with both on one day.

    """
    require_role(actor, *MERGERS)
    lock_list(actor)
    kept, merged = _both(actor, kept_id, merged_id)
    if merged.merged_into_id == kept.id:
        return kept
    _require_mergeable(kept, merged)
    ask_again(_doubts(kept, merged), agreed)
    at = clock.now()
    if merged.left_at is None:
        merged.left_at = at
    merged.merged_into_id, merged.merged_at = kept.id, at
    db.session.flush()
    renumber(merged.cell_id)
    _record(actor, merged, "merge", into=kept.id, reason=reason)
    _record(actor, kept, "merge", merged=merged.id, reason=reason)
    return kept


def unmerge_member(actor: Actor, member_id: int, *, reason: str) -> PartyMember:
    """Let a record that was laid aside stand for itself again.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such record in scope.
        StateRefused: it was not merged.

    """
    require_role(actor, *MERGERS)
    lock_list(actor)
    member = _lock(member_in_scope(actor, member_id).id)
    if member.merged_into_id is None:
        raise StateRefused("Hồ sơ này chưa gộp vào hồ sơ nào.")
    stands_id = member.merged_into_id
    came_off_with_it = member.left_at == member.merged_at
    member.merged_into_id = member.merged_at = None
    if came_off_with_it:
        member.left_at = None
    db.session.flush()
    if came_off_with_it:
        renumber(member.cell_id, member, None)
    _record(actor, member, "unmerge", was_into=stands_id, reason=reason)
    stands = db.session.get_one(PartyMember, stands_id)
    _record(actor, stands, "unmerge", was_merged=member.id, reason=reason)
    return member


def tell_apart(actor: Actor, first_id: int, second_id: int) -> None:
    """Say that two records are two people, so that nobody is asked about them again.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: one of them is not in scope.
        RuleBroken: it is one record.
        StateRefused: they are merged.

    """
    require_role(actor, *MERGERS)
    lock_list(actor)
    one, other = _both(actor, first_id, second_id)
    if one.merged_into_id == other.id or other.merged_into_id == one.id:
        raise StateRefused("Hai hồ sơ này đang gộp làm một; tách ra trước.")
    low, high = sorted((one.id, other.id))
    known = sa.select(MemberDistinction.id).where(
        MemberDistinction.first_id == low, MemberDistinction.second_id == high
    )
    if db.session.scalar(known) is not None:
        return
    db.session.add(
        MemberDistinction(
            first_id=low, second_id=high, decided_by_id=actor.user_id, decided_at=clock.now()
        )
    )
    db.session.flush()
    _record(actor, one, "tell_apart", other=other.id)


def _both(actor: Actor, one_id: int, other_id: int) -> tuple[PartyMember, PartyMember]:
    """Return both records in scope, locked in the order of their numbers."""
    if one_id == other_id:
        raise RuleBroken("Chọn hai hồ sơ khác nhau.")
    for member_id in (one_id, other_id):
        member_in_scope(actor, member_id)
    rows = {member_id: _lock(member_id) for member_id in sorted((one_id, other_id))}
    return rows[one_id], rows[other_id]


def _lock(member_id: int) -> PartyMember:
    query = (
        sa.select(PartyMember)
        .where(PartyMember.id == member_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    member = db.session.scalar(query)
    if member is None:
        raise NotFound
    return member


def _require_mergeable(kept: PartyMember, merged: PartyMember) -> None:
    if kept.birth_year and merged.birth_year and kept.birth_year != merged.birth_year:
        raise RuleBroken(
            "Hai hồ sơ ghi năm sinh khác nhau. Nếu đúng là một người, sửa năm sinh cho khớp rồi gộp."
        )
    if kept.left_at is not None and merged.left_at is None:
        raise RuleBroken(
            "Hồ sơ được giữ đã rời danh sách, hồ sơ kia thì chưa; hãy giữ hồ sơ còn trong danh sách.",
            field="kept_id",
        )
    if kept.merged_into_id is not None or merged.merged_into_id is not None:
        raise StateRefused("Một trong hai hồ sơ đã gộp vào hồ sơ khác; mở hồ sơ đang đứng tên.")
    stood_for = sa.select(PartyMember.id).where(PartyMember.merged_into_id == merged.id).limit(1)
    if db.session.scalar(stood_for) is not None:
        raise StateRefused(
            "Hồ sơ này đang đứng tên cho hồ sơ khác đã gộp vào; hãy giữ hồ sơ này và gộp hồ sơ kia."
        )
    on_the_way = sa.select(MemberMove.id).where(
        MemberMove.member_id == merged.id, MemberMove.state == MoveState.PROPOSED
    )
    if db.session.scalar(on_the_way) is not None:
        raise StateRefused("Hồ sơ này đang chờ nơi khác tiếp nhận; rút đề nghị chuyển rồi gộp.")


def _doubts(kept: PartyMember, merged: PartyMember) -> list[Doubt]:
    doubts = []
    if loose_key(kept.full_name) != loose_key(merged.full_name):
        doubts.append(
            Doubt(
                token=f"names:{kept.id}:{merged.id}",
                sentence=f"Họ tên khác nhau: {kept.full_name} và {merged.full_name}.",
                agree="Đúng là một người",
            )
        )
    if twice := _recorded_twice(kept.id, merged.id):
        doubts.append(
            Doubt(
                token=f"twice:{kept.id}:{merged.id}:{twice}",
                sentence=(
                    f"Có {twice} khoản cùng ngày, cùng số tiền được ghi ở cả hai hồ sơ: có thể một "
                    "khoản đã ghi hai lần. Gộp hồ sơ không hủy khoản nào."
                ),
                agree="Đã kiểm tra, vẫn gộp",
            )
        )
    return doubts


def _recorded_twice(one_id: int, other_id: int) -> int:
    """Count the sums that stand with both records on the same day."""

    def standing(member_id: int) -> sa.Subquery:
        gift, entry = aliased(Contribution), aliased(ListEntry)
        return (
            sa.select(gift.campaign_id, gift.received_on, gift.amount_vnd)
            .join(entry, entry.id == gift.list_entry_id)
            .where(entry.member_id == member_id)
            .group_by(gift.campaign_id, gift.received_on, gift.amount_vnd)
            .having(sa.func.sum(gift.sign) > 0)
            .subquery()
        )

    one, other = standing(one_id), standing(other_id)
    query = sa.select(sa.func.count()).select_from(
        one.join(
            other,
            sa.and_(
                one.c.campaign_id == other.c.campaign_id,
                one.c.received_on == other.c.received_on,
                one.c.amount_vnd == other.c.amount_vnd,
            ),
        )
    )
    return db.session.scalar(query) or 0


def _record(actor: Actor, member: PartyMember, verb: str, **facts: str | int | None) -> None:
    audit.record(
        actor,
        f"member.{verb}",
        f"party_member:{member.id}",
        party_unit_id=member.cell_id,
        after=facts,
    )
