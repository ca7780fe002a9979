"""Services refuse the wrong role themselves, whoever calls them: a web mark is not the only guard.

Every call here is one that the right role is let through with, from the same place of the tree. A
guard that is taken away lets a wrong role record something, and its test fails.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import ModuleType

import pytest
import sqlalchemy as sa

from ledger.db import db, run
from ledger.intake.member_lists import MemberList
from ledger.models.books import Book, Movement, Rule
from ledger.models.imports import ImportFile
from ledger.models.party_members import MemberStanding, PartyMember
from ledger.models.party_units import NameKind, PartyUnit, ReceiptsPer, ReceiptTitle, UnitKind
from ledger.models.users import Role
from ledger.reports import member_imports
from ledger.reports.scope import Actor
from ledger.services import campaign_units, campaigns, imports, members, units, users
from ledger.services.members import NewMember
from tests import make
from tests.conftest import Store
from tests.db.roles import called_of, let_only, services_of

BOARD = frozenset({Role.ORGANISATION_BOARD, Role.OFFICE})
TREASURERS = frozenset({Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER})
ADMIN = frozenset({Role.ADMIN})
PASSWORD = "dòng sông chảy qua cánh đồng"
LIST = (
    "Họ và tên;Năm sinh;Chi bộ;Đối tượng\nLê Minh Chi;1980;Chi bộ ấp Tân Lập;công tác\n"
).encode()
"""Whoever is on it is on the unit's list already, so that no inner step refuses a role."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What the calls are about."""

    world: make.World
    campaign_id: int
    draft_id: int
    member_id: int
    left_id: int
    entry_id: int
    campaign_unit_id: int
    user_id: int
    file_id: int


Call = Callable[[Actor, Place], object]


def unit(unit_id: int) -> PartyUnit:
    """Return a unit of the session that runs."""
    return db.session.get_one(PartyUnit, unit_id)


def book(book_id: int) -> Book:
    """Return a book of the session that runs."""
    return db.session.get_one(Book, book_id)


@cache
def rows() -> MemberList:
    """Read the file once."""
    read = member_imports.read_list(LIST, "ds.csv").members
    assert read is not None
    return read


def confirm(actor: Actor, at: Place) -> object:
    """Confirm the file as it was previewed."""
    file = db.session.get_one(ImportFile, at.file_id)
    plan = member_imports.plan_import(unit(file.party_unit_id), rows())
    return imports.confirm_list(
        actor,
        file.id,
        sha256=file.sha256,
        plan_digest=plan.digest,
        members=rows(),
        cells_to_found=[cell.number for cell in plan.new_cells],
    )


CALLS: Mapping[str, tuple[frozenset[Role], Call]] = {
    "campaigns.draft_campaign": (
        BOARD,
        lambda actor, _at: campaigns.draft_campaign(actor, **make.settings(2026)),
    ),
    "campaigns.edit_draft": (
        BOARD,
        lambda actor, at: campaigns.edit_draft(actor, at.draft_id, **make.settings(2025)),
    ),
    "campaigns.open_campaign": (
        BOARD,
        lambda actor, at: campaigns.open_campaign(actor, at.draft_id),
    ),
    "campaigns.extend_campaign": (
        BOARD,
        lambda actor, at: campaigns.extend_campaign(
            actor,
            at.campaign_id,
            paper="Công văn số 5",
            issued_on=date(2024, 12, 1),
            ends_on=date(2025, 1, 31),
        ),
    ),
    "campaigns.close_campaign": (
        BOARD,
        lambda actor, at: campaigns.close_campaign(actor, at.campaign_id),
    ),
    "campaign_units.set_level": (
        TREASURERS,
        lambda actor, at: campaign_units.set_level(
            actor,
            at.campaign_unit_id,
            suggested_vnd=70_000,
            suggested_by="Nghị quyết",
            divisor=None,
            floor_vnd=None,
            override_reason="",
        ),
    ),
    "campaign_units.add_to_list": (
        TREASURERS,
        lambda actor, at: campaign_units.add_to_list(
            actor, at.campaign_id, at.member_id, "Bỏ sót khi lập"
        ),
    ),
    "campaign_units.recompute_entry": (
        TREASURERS,
        lambda actor, at: campaign_units.recompute_entry(actor, at.entry_id),
    ),
    "campaign_units.recompute_unit": (
        TREASURERS,
        lambda actor, at: campaign_units.recompute_unit(actor, at.campaign_unit_id),
    ),
    "members.add_member": (
        TREASURERS,
        lambda actor, at: members.add_member(
            actor,
            cell_id=at.world.cell_ids[0],
            full_name="Đỗ Văn Mới",
            birth_year=1990,
            standing=MemberStanding.RESIDENTIAL,
            pay=None,
        ),
    ),
    "members.add_members": (
        TREASURERS,
        lambda actor, at: members.add_members(
            actor,
            unit(at.world.cell_ids[0]),
            [
                NewMember(
                    full_name="Đỗ Văn Mới", birth_year=1990, standing=MemberStanding.RESIDENTIAL
                )
            ],
        ),
    ),
    "members.edit_member": (
        TREASURERS,
        lambda actor, at: members.edit_member(
            actor,
            at.member_id,
            cell_id=at.world.cell_ids[0],
            full_name="Đỗ Văn Khác",
            birth_year=1990,
            standing=MemberStanding.RESIDENTIAL,
            pay=None,
        ),
    ),
    "members.mark_left": (
        TREASURERS,
        lambda actor, at: members.mark_left(actor, at.member_id, left_on=date(2024, 12, 1)),
    ),
    "members.bring_back": (
        TREASURERS,
        lambda actor, at: members.bring_back(actor, at.left_id),
    ),
    "imports.keep_list": (
        TREASURERS,
        lambda actor, _at: imports.keep_list(
            actor, filename="khac.csv", body=LIST + b"\n", members=rows()
        ),
    ),
    "imports.confirm_list": (TREASURERS, confirm),
    "units.found_unit": (
        ADMIN,
        lambda actor, at: units.found_unit(
            actor,
            parent=unit(at.world.district_id),
            kind=UnitKind.AGENCY_CELL,
            names={NameKind.ORGANISATION: "Chi bộ Mới"},
            starts_on=make.START,
            rule=Rule.REMIT,
        ),
    ),
    "units.found_unit, a cell without a purse": (
        ADMIN | TREASURERS,
        lambda actor, at: units.found_unit(
            actor,
            parent=unit(at.world.commune_id),
            kind=UnitKind.CELL,
            names={NameKind.ORGANISATION: "Chi bộ Mới"},
            starts_on=make.START,
        ),
    ),
    "units.add_unit": (
        ADMIN,
        lambda actor, at: units.add_unit(
            actor,
            parent_id=at.world.commune_id,
            kind=UnitKind.CELL,
            names={NameKind.ORGANISATION: "Chi bộ Mới"},
            starts_on=make.START,
        ),
    ),
    "units.rename_unit": (
        ADMIN,
        lambda actor, at: units.rename_unit(
            actor,
            at.world.commune_id,
            names={NameKind.ORGANISATION: "Đảng bộ xã Khác"},
            starts_on=date(2024, 1, 1),
        ),
    ),
    "units.set_receipts": (
        ADMIN,
        lambda actor, at: units.set_receipts(
            actor,
            at.world.commune_id,
            receipt_title=ReceiptTitle.BIEN_LAI,
            receipt_form="C45-BB",
            receipts_per=ReceiptsPer.LIST,
        ),
    ),
    "units.name_unit": (
        ADMIN,
        lambda actor, at: units.name_unit(
            actor, unit(at.world.commune_id), kind=NameKind.HEAD, text="X", starts_on=make.START
        ),
    ),
    "units.open_book": (
        ADMIN,
        lambda actor, at: units.open_book(actor, unit(at.world.cell_ids[0]), rule=Rule.KEEP),
    ),
    "units.open_route": (
        ADMIN,
        lambda actor, at: units.open_route(
            actor,
            book(at.world.commune_book_id),
            units.open_book(None, unit(at.world.cell_ids[0]), rule=Rule.KEEP),
            leaving=Movement.HAND_OVER_OUT,
        ),
    ),
    "users.add_user": (
        ADMIN,
        lambda actor, at: users.add_user(
            actor,
            username="nguoi.moi",
            full_name="Đỗ Văn Mới",
            role=Role.OFFICE,
            party_unit_id=at.world.district_id,
            password=PASSWORD,
        ),
    ),
    "users.set_password": (
        ADMIN,
        lambda actor, at: users.set_password(actor, at.user_id, password=PASSWORD),
    ),
    "users.disable_user": (ADMIN, lambda actor, at: users.disable_user(actor, at.user_id)),
    "users.disable_named": (
        ADMIN,
        lambda actor, at: users.disable_named(actor, username=f"secretary.{at.world.commune_id}"),
    ),
}
"""Each service that changes something, with who may and a call that would be recorded."""

READERS = {
    "campaigns.plan_opening", "campaigns.takes_long", "campaign_units.count_changes",
    "users.user_in_scope",
}  # fmt: skip
"""Services with an actor that change nothing."""

STEPS = {"members.lock_list"}
"""Steps of services that record nothing themselves."""


@pytest.fixture
def at(sqlite_store: Store) -> Place:
    """A commune in an open campaign and a draft; one member is not listed, one has left."""
    world = make.world()
    listed = make.member(world.cell_ids[0], "Nguyễn Văn An")
    left = make.member(world.cell_ids[0], "Trần Thị Bình")
    campaign_id = make.open_campaign(world, 2024)
    draft_id = make.draft_campaign(world, 2025)
    forgotten = make.member(world.cell_ids[0], "Lê Minh Chi")
    treasurer = make.treasurer(world)
    run(members.mark_left, treasurer, left, left_on=date(2024, 10, 2))
    file = run(imports.keep_list, treasurer, filename="ds.csv", body=LIST, members=rows())
    return Place(
        world=world,
        campaign_id=campaign_id,
        draft_id=draft_id,
        member_id=forgotten,
        left_id=left,
        entry_id=make.entry_of(listed).id,
        campaign_unit_id=make.campaign_unit_id(campaign_id, world.commune_id),
        user_id=make.actor(world.commune_id, Role.SECRETARY).user_id,
        file_id=file.id,
    )


@pytest.mark.parametrize("name", CALLS)
def test_a_service_lets_its_roles_through_and_no_other(at: Place, name: str) -> None:
    may, call = CALLS[name]
    inside = not may & (ADMIN | BOARD) or may > ADMIN
    unit_id = at.world.commune_id if inside else at.world.district_id

    let_only(may, make.actor(unit_id, min(may)), lambda actor: call(actor, at))


@pytest.mark.parametrize("module", [campaigns, campaign_units, members, imports, units, users])
def test_no_service_is_forgotten(module: ModuleType) -> None:
    assert services_of(module) - READERS - STEPS == called_of(module, CALLS)


def test_the_command_line_is_nobody_and_may(at: Place) -> None:
    def work() -> int:
        cell = unit(at.world.cell_ids[0])
        person = NewMember(full_name="Đỗ Văn Mới", birth_year=1990, standing=MemberStanding.WORKING)
        return members.add_members(None, cell, [person])

    assert run(work) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PartyMember)) == 4
