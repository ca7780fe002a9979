"""Rows of jobs, of members who move, and of records merged or told apart, for attacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import clock
from ledger.db import db
from ledger.models.jobs import Job, JobKind, JobState
from ledger.models.list_entries import ListEntry
from ledger.models.member_merges import MemberDistinction
from ledger.models.member_moves import MemberMove, MoveKind, MoveState
from ledger.models.party_members import MemberStanding, PartyMember
from tests.db.reporting_rows import DAY

if TYPE_CHECKING:
    from tests.db.scene import Scene

MERGED, STANDS, ALONE = "CODEMERGED", "CODESTANDS", "CODEALONE"
"""Codes of the records: one points to another, a third to none."""


def move_and_merge(scene: Scene) -> None:
    """Add an ended job, a move that was accepted and one that waits, and three records."""
    db.session.add(_job(scene))
    given, spare = (db.session.get_one(ListEntry, entry_id) for entry_id in scene.entry_ids)
    db.session.add_all(
        [_move(scene, given, MoveState.ACCEPTED), _move(scene, spare, MoveState.PROPOSED)]
    )
    stands = _member(given.cell_id, STANDS)
    db.session.add_all([stands, _member(given.cell_id, ALONE)])
    db.session.flush()
    merged = _member(given.cell_id, MERGED)
    db.session.add(merged)
    db.session.flush()
    merged.left_at = merged.merged_at = clock.now()
    merged.merged_into_id = stands.id
    db.session.add(
        MemberDistinction(
            first_id=given.member_id,
            second_id=spare.member_id,
            decided_by_id=scene.user_id,
            decided_at=clock.now(),
        )
    )
    db.session.flush()


def _job(scene: Scene) -> Job:
    return Job(
        key="job that ended",
        body_digest="0" * 64,
        kind=JobKind.OPEN_CAMPAIGN,
        state=JobState.DONE,
        party_unit_id=scene.units["district1"],
        started_by_id=scene.user_id,
        created_at=clock.now(),
        finished_at=clock.now(),
        outcome="xong",
    )


def _move(scene: Scene, entry: ListEntry, state: MoveState) -> MemberMove:
    decided = state is MoveState.ACCEPTED
    return MemberMove(
        member_id=entry.member_id,
        kind=MoveKind.FINAL,
        state=state,
        from_cell_id=entry.cell_id,
        to_unit_id=scene.units["keep2"],
        to_cell_id=scene.units["keep2"] if decided else None,
        moves_on=DAY,
        proposed_by_id=scene.user_id,
        proposed_at=clock.now(),
        decided_by_id=scene.user_id if decided else None,
        decided_at=clock.now() if decided else None,
    )


def _member(cell_id: int, code: str) -> PartyMember:
    return PartyMember(
        code=code,
        cell_id=cell_id,
        full_name="Lê Thị Hai",
        name_key="lê thị hai",
        search_key="le thi hai",
        sort_key="hai",
        position=9,
        standing=MemberStanding.RESIDENTIAL,
    )
