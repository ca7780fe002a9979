"""Take in member lists: kept sealed for a preview, imported whole or not at all (P10).

I1  The rehearsal is the import itself, undone by a savepoint; nothing else tells its outcome.
I2  A confirmation names the file's digest and the plan that was seen.
"""

from collections.abc import Collection

from ledger import clock
from ledger.db import db
from ledger.errors import AlreadyImported, FileChanged, ImportRefused, ListChanged, RuleBroken
from ledger.intake.member_lists import MemberList
from ledger.models.imports import ImportFile, ImportKind
from ledger.models.party_members import MemberStanding
from ledger.models.party_units import NameKind, PartyUnit, UnitKind
from ledger.reports.import_files import file_in_scope
from ledger.reports.member_imports import Plan, PlannedRow, plan_import
from ledger.reports.scope import Actor, require_role, unit_in_scope
from ledger.services import audit
from ledger.services.import_files import forget_stale_files, keep_file, known_file
from ledger.services.members import NewMember, add_members, lock_list
from ledger.services.treasurers import TREASURERS
from ledger.services.units import found_unit


def keep_list(actor: Actor, *, filename: str, body: bytes, members: MemberList) -> ImportFile:
    """Keep a unit's member list, sealed, until it is confirmed, after rehearsing its import.

    The same file uploaded again is the same preview. ``members`` is what was read from ``body``
    beforehand: reading takes seconds, and the write lock must not wait for it.

    Raises:
        NotAllowed: the actor has another role.
        AlreadyImported: this very file has been imported in this unit.

    """
    require_role(actor, *TREASURERS)
    lock_list(actor)
    unit = unit_in_scope(actor, actor.party_unit_id)
    forget_stale_files()
    known = known_file(unit, ImportKind.MEMBERS, body)
    if known:
        if known.imported_at and known.outcome:
            raise AlreadyImported(at=known.imported_at, outcome=known.outcome)
        return known
    file = keep_file(actor, unit, ImportKind.MEMBERS, filename=filename, body=body)
    plan = plan_import(unit, members)
    if not plan.errors:
        with db.session.begin_nested() as rehearsal:
            _record(actor, unit, plan, twins_to_add=frozenset())
            rehearsal.rollback()
    return file


def confirm_list(
    actor: Actor,
    file_id: int,
    *,
    sha256: str,
    plan_digest: str,
    members: MemberList,
    twins_to_add: Collection[int] = (),
    cells_to_found: Collection[int] = (),
) -> ImportFile:
    """Import a previewed list whole; confirming it twice is confirming it once.

    Likely duplicates are left out unless ``twins_to_add`` names their numbers.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such file in scope.
        FileChanged: the digest confirmed is not this file's.
        ImportRefused: the list has faults.
        ListChanged: the plan is no longer the one that was seen.
        RuleBroken: a new cell was not agreed to.

    """
    require_role(actor, *TREASURERS)
    lock_list(actor)
    file = file_in_scope(actor, file_id, ImportKind.MEMBERS)
    if file.sha256 != sha256:
        raise FileChanged
    if file.imported_at:
        return file
    unit = db.session.get_one(PartyUnit, file.party_unit_id)
    plan = plan_import(unit, members)
    if plan.errors:
        raise ImportRefused(faults=len(plan.errors))
    if plan.digest != plan_digest:
        raise ListChanged
    for cell in plan.new_cells:
        if cell.number not in cells_to_found:
            raise RuleBroken(
                f"Đơn vị chưa có «{cell.name}». Hãy đồng ý lập chi bộ này, "
                "hoặc sửa tên chi bộ trong tệp rồi tải lên lại.",
                field=f"cells[{cell.number}]",
            )
    added = _record(actor, unit, plan, twins_to_add=twins_to_add)
    file.imported_at = clock.now()
    file.outcome = f"{added} đảng viên"
    file.body_sealed = None
    audit.record(
        actor,
        "member.import",
        f"import_file:{file.id}",
        party_unit_id=unit.id,
        after={"sha256": file.sha256, "people": added, "new_cells": len(plan.new_cells)},
    )
    return file


def _record(actor: Actor, unit: PartyUnit, plan: Plan, *, twins_to_add: Collection[int]) -> int:
    """Found the new cells and add the people, each cell in the order of the file."""
    cells = {
        cell.name: found_unit(
            actor,
            parent=unit,
            kind=UnitKind.CELL,
            names={NameKind.ORGANISATION: cell.name},
            starts_on=clock.today(),
        )
        for cell in plan.new_cells
    }
    people: dict[int, list[NewMember]] = {}
    for row in plan.rows:
        if not row.twin or row.number in twins_to_add:
            cell_id = cells[row.cell_name].id if row.cell_id is None else row.cell_id
            people.setdefault(cell_id, []).append(_person(row))
    return sum(
        add_members(actor, db.session.get_one(PartyUnit, cell_id), members)
        for cell_id, members in people.items()
    )


def _person(planned: PlannedRow) -> NewMember:
    row = planned.row
    return NewMember(
        full_name=row.full_name,
        birth_year=row.birth_year,
        standing=MemberStanding(row.standing),
        pay=row.pay,
    )
