"""A member list comes in whole or not at all, after a preview that told the truth (P10)."""

import hashlib
from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.db import db, run
from ledger.errors import (
    AlreadyImported,
    FileChanged,
    ImportRefused,
    ListChanged,
    NotFound,
    RuleBroken,
)
from ledger.models.audit_events import AuditEvent
from ledger.models.imports import ImportFile
from ledger.models.party_members import MemberStanding, PartyMember
from ledger.models.party_units import PartyUnit
from ledger.models.users import Role, UserAccount
from ledger.reports import member_imports as reports
from ledger.reports import members as member_reports
from ledger.reports.scope import Actor, actor_of
from ledger.services import import_files, imports, members
from ledger.wages import Coefficient
from tests import make
from tests.conftest import SqliteStore, Store

SAMPLE = Path(__file__).parents[1] / "samples" / "members.xlsx"
HEADER = "Họ và tên;Năm sinh;Chi bộ;Đối tượng;Hệ số lương"


def actor_at(unit_id: int, role: Role = Role.COMMUNE_TREASURER) -> Actor:
    def work() -> UserAccount:
        return make.user(db.session.get_one(PartyUnit, unit_id), role, f"{role}.{unit_id}")

    return actor_of(run(work))


def csv_of(*lines: str) -> bytes:
    return "\n".join((HEADER, *lines)).encode("utf-8-sig")


def upload(actor: Actor, body: bytes, filename: str = "ds.csv") -> int:
    read = reports.read_list(body, filename)
    return run(imports.keep_list, actor, filename=filename, body=body, members=read.members).id


def confirm(
    actor: Actor,
    file_id: int,
    *,
    sha256: str | None = None,
    twins: Collection[int] = (),
    cells: Collection[int] = range(1, 100),
) -> str | None:
    shown = reports.preview(actor, file_id)
    assert shown.members is not None
    assert shown.plan is not None
    return run(
        imports.confirm_list,
        actor,
        file_id,
        sha256=sha256 or shown.sha256,
        plan_digest=shown.plan.digest,
        members=shown.members,
        twins_to_add=twins,
        cells_to_found=cells,
    ).outcome


def planned(actor: Actor, file_id: int) -> reports.Plan:
    plan = reports.preview(actor, file_id).plan
    assert plan is not None
    return plan


def people() -> list[PartyMember]:
    query = sa.select(PartyMember).order_by(PartyMember.cell_id, PartyMember.position)
    return list(db.session.scalars(query))


def count(model: type[PartyMember | PartyUnit | ImportFile]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_the_sample_list_comes_in_through_preview_and_confirmation(store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id)
    file_id = upload(treasurer, SAMPLE.read_bytes(), "members.xlsx")
    assert people() == []
    plan = planned(treasurer, file_id)
    assert plan.errors == ()
    assert plan.twins == ()
    # "Hoà Bình" of the file is "Hòa Bình" of the unit; three cells are new.
    assert sorted((cell.name, cell.people) for cell in plan.new_cells) == [
        ("Chi bộ Cơ quan UBND", 10),
        ("Chi bộ Quân sự", 10),
        ("Chi bộ Trường THCS", 11),
    ]
    assert confirm(treasurer, file_id) == "61 đảng viên"
    found = people()
    assert len(found) == 61
    working = [member for member in found if member.standing is MemberStanding.WORKING]
    assert len(working) == 28
    assert all(members.pay_of(member) for member in working)
    assert [member.birth_year for member in found if member.full_name == "Hồ Ngọc Hoà"] == [
        1962,
        1969,
    ]
    assert sum(member.cell_id == made.cell_ids[1] for member in found) == 18
    vinh = next(member for member in found if member.full_name == "Dương Bá Vinh")
    assert members.pay_of(vinh) == Coefficient(Decimal("4.65"), Decimal("0.50"))


def test_people_keep_the_order_of_the_file_within_their_cell(store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id)
    body = csv_of(
        "Lê Văn Ba;1970;ấp Tân Lập;Khu dân cư;",
        "Lê Văn Tư;1971;Chi bộ ấp Hoà Bình;Khu dân cư;",
        "Lê Văn An;1972;Chi bộ ấp Tân Lập;Khu dân cư;",
    )
    file_id = upload(treasurer, body)
    assert planned(treasurer, file_id).new_cells == ()
    confirm(treasurer, file_id)
    listed = member_reports.list_members(treasurer, unit_id=made.cell_ids[0])
    assert [row.full_name for row in listed.rows] == ["Lê Văn Ba", "Lê Văn An"]


def test_any_fault_keeps_the_whole_list_out(store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id)
    body = csv_of(
        "Lê Văn Ba;1970;Chi bộ ấp Tân Lập;Khu dân cư;",
        "Lê Văn Tư;19x1;Chi bộ ấp Tân Lập;Khu dân cư;",
        "Lê Văn Năm;1972;;Khu dân cư;",
        "Lê Văn Sáu;1972;Chi bộ <b>;Khu dân cư;",
    )
    file_id = upload(treasurer, body)
    errors = planned(treasurer, file_id).errors
    assert [error.row for error in errors] == [3, 4, 5]
    assert str(errors[1]) == "Dòng 4, cột Chi bộ: chưa ghi chi bộ"
    with pytest.raises(ImportRefused, match="còn 3 lỗi"):
        confirm(treasurer, file_id)
    assert people() == []


def test_an_agencys_list_needs_no_cell_and_accepts_no_other(store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.agency_id, Role.AGENCY_TREASURER)
    body = csv_of(
        "Lê Văn Ba;1970;;Đang công tác;3,00",
        "Lê Văn Tư;1970;Chi bộ Phòng Tài chính-Kế hoạch;Đang công tác;3,33",
    )
    confirm(treasurer, upload(treasurer, body))
    assert [member.cell_id for member in people()] == [made.agency_id] * 2
    other = upload(treasurer, csv_of("Lê Văn Năm;1970;Chi bộ khác;Đang công tác;3,00"))
    (error,) = planned(treasurer, other).errors
    assert "«Chi bộ khác» không phải là «Chi bộ Phòng Tài chính" in error.message


def test_likely_duplicates_are_left_out_unless_asked_for(store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id)
    first = csv_of(
        "Hồ Ngọc Hoà;1962;Chi bộ ấp Tân Lập;Khu dân cư;",
        "Trần Thị Bình;;Chi bộ ấp Tân Lập;Khu dân cư;",
    )
    confirm(treasurer, upload(treasurer, first))
    second = csv_of(
        "Hồ Ngọc Hòa;1962;Chi bộ ấp Hòa Bình;Khu dân cư;",  # the same, spelt otherwise
        "Hồ Ngọc Hoà;1969;Chi bộ ấp Hòa Bình;Khu dân cư;",  # a namesake
        "Trần Thị Bình;1980;Chi bộ ấp Hòa Bình;Khu dân cư;",  # year unknown here
        "Lê Văn Tư;1971;Chi bộ ấp Hòa Bình;Khu dân cư;",
        "Lê Văn Tư;1971;Chi bộ ấp Tân Lập;Khu dân cư;",  # twice in the file
    )
    file_id = upload(treasurer, second)
    twins = planned(treasurer, file_id).twins
    assert [(row.number, row.twin) for row in twins] == [
        (1, "Hồ Ngọc Hoà (1962), Chi bộ ấp Tân Lập"),
        (3, "Trần Thị Bình, Chi bộ ấp Tân Lập"),
        (5, "dòng 5 của tệp"),
    ]
    assert confirm(treasurer, file_id, twins={3}) == "3 đảng viên"
    names = [(member.full_name, member.birth_year) for member in people()]
    assert sorted(names, key=str) == [
        ("Hồ Ngọc Hoà", 1962),
        ("Hồ Ngọc Hoà", 1969),
        ("Lê Văn Tư", 1971),
        ("Trần Thị Bình", 1980),
        ("Trần Thị Bình", None),
    ]


def test_someone_who_left_is_a_likely_duplicate_too(store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id)
    body = csv_of("Lê Văn Tư;1971;Chi bộ ấp Tân Lập;Khu dân cư;")
    confirm(treasurer, upload(treasurer, body))
    run(members.mark_left, treasurer, people()[0].id, left_on=date(2022, 1, 1))
    file_id = upload(treasurer, body + b"\n")
    assert "đã rời danh sách" in planned(treasurer, file_id).twins[0].twin
    assert confirm(treasurer, file_id) == "0 đảng viên"


def test_a_new_cell_must_be_agreed_to_and_a_slip_of_the_pen_is_pointed_at(store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id)
    file_id = upload(treasurer, csv_of("Lê Văn Tư;1971;Chi bộ ấp Tan Lap;Khu dân cư;"))
    (cell,) = planned(treasurer, file_id).new_cells
    assert (cell.name, cell.resembles) == ("Chi bộ ấp Tan Lap", "Chi bộ ấp Tân Lập")
    units = count(PartyUnit)
    with pytest.raises(RuleBroken, match="Đơn vị chưa có «Chi bộ ấp Tan Lap»") as refusal:
        confirm(treasurer, file_id, cells=())
    assert refusal.value.field == "cells[1]"
    assert count(PartyUnit) == units
    confirm(treasurer, file_id, cells={1})
    assert member_reports.cells_of(treasurer)[-1][1] == "Chi bộ ấp Tan Lap"


def test_the_rehearsal_at_upload_leaves_nothing_behind(store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id)
    before = (count(PartyUnit), db.session.scalar(sa.select(sa.func.max(AuditEvent.id))))
    upload(treasurer, csv_of("Lê Văn Tư;1971;Chi bộ Mới;Khu dân cư;"))
    after = (count(PartyUnit), db.session.scalar(sa.select(sa.func.max(AuditEvent.id))))
    assert after == before
    assert people() == []
    assert count(ImportFile) == 1


def test_what_would_fail_in_the_import_fails_in_the_rehearsal(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id)

    def broken(*_args: object, **_facts: object) -> None:
        raise RuleBroken("Không ghi được.")

    monkeypatch.setattr(imports, "add_members", broken)
    with pytest.raises(RuleBroken, match="Không ghi được"):
        upload(treasurer, csv_of("Lê Văn Tư;1971;Chi bộ ấp Tân Lập;Khu dân cư;"))
    assert count(ImportFile) == 0


def test_a_file_imported_before_is_recognised(store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id)
    body = csv_of("Lê Văn Tư;1971;Chi bộ ấp Tân Lập;Khu dân cư;")
    with clock.at_day(date(2024, 12, 20)):
        confirm(treasurer, upload(treasurer, body))
    with pytest.raises(AlreadyImported, match=r"đã nhập ngày 20/12/2024 \(1 đảng viên\)"):
        upload(treasurer, body, "ten-khac.csv")
    agency = actor_at(made.agency_id, Role.AGENCY_TREASURER)
    upload(agency, body)
    assert len(people()) == 1


def test_uploading_twice_is_one_preview_and_confirming_twice_one_import(store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id)
    body = csv_of("Lê Văn Tư;1971;Chi bộ ấp Tân Lập;Khu dân cư;")
    file_id = upload(treasurer, body)
    assert upload(treasurer, body) == file_id
    shown = reports.preview(treasurer, file_id)
    assert shown.plan is not None
    assert shown.members is not None
    for _ in range(2):
        outcome = run(
            imports.confirm_list,
            treasurer,
            file_id,
            sha256=shown.sha256,
            plan_digest=shown.plan.digest,
            members=shown.members,
        ).outcome
        assert outcome == "1 đảng viên"
    assert len(people()) == 1
    gone = reports.preview(treasurer, file_id)
    assert (gone.plan, gone.members, gone.outcome) == (None, None, "1 đảng viên")
    assert reports.stored_list(treasurer, file_id) is None


def test_another_files_digest_is_refused(store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id)
    file_id = upload(treasurer, csv_of("Lê Văn Tư;1971;Chi bộ ấp Tân Lập;Khu dân cư;"))
    with pytest.raises(FileChanged, match="Tệp đã đổi; xem lại"):
        confirm(treasurer, file_id, sha256=hashlib.sha256(b"khac").hexdigest())
    assert people() == []


def test_a_list_that_changed_meanwhile_is_shown_again(store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id)
    file_id = upload(treasurer, csv_of("Lê Văn Tư;1971;Chi bộ ấp Tân Lập;Khu dân cư;"))
    shown = reports.preview(treasurer, file_id)
    assert shown.plan is not None
    assert shown.members is not None
    run(
        members.add_member,
        treasurer,
        cell_id=made.cell_ids[0],
        full_name="Lê Văn Tư",
        birth_year=1971,
        standing=MemberStanding.RESIDENTIAL,
        pay=None,
    )
    with pytest.raises(ListChanged):
        run(
            imports.confirm_list,
            treasurer,
            file_id,
            sha256=shown.sha256,
            plan_digest=shown.plan.digest,
            members=shown.members,
        )
    assert len(people()) == 1


def test_other_units_files_do_not_exist(store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id)
    file_id = upload(treasurer, csv_of("Lê Văn Tư;1971;Chi bộ ấp Tân Lập;Khu dân cư;"))
    agency = actor_at(made.agency_id, Role.AGENCY_TREASURER)
    for missing in (file_id, 999_999):
        with pytest.raises(NotFound):
            reports.preview(agency, missing)


def test_files_that_nobody_confirmed_go_after_a_day(store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id)
    old = upload(treasurer, csv_of("Lê Văn Tư;1971;Chi bộ ấp Tân Lập;Khu dân cư;"))
    done = upload(treasurer, csv_of("Lê Văn Ba;1971;Chi bộ ấp Tân Lập;Khu dân cư;"))
    confirm(treasurer, done)
    with clock.at_day(clock.today() + timedelta(days=2)):
        upload(treasurer, csv_of("Lê Văn Hai;1971;Chi bộ ấp Tân Lập;Khu dân cư;"))
    with pytest.raises(NotFound):
        reports.preview(treasurer, old)
    assert reports.preview(treasurer, done).outcome == "1 đảng viên"


def test_a_waiting_file_is_sealed_and_an_imported_ones_body_is_gone(
    sqlite_store: SqliteStore,
) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id)
    body = csv_of("Lê Văn Tư;1971;Chi bộ ấp Tân Lập;Đang công tác;7,8912")
    file_id = upload(treasurer, body)
    stored = sqlite_store.path.read_bytes()
    assert b"7,8912" not in stored
    assert b"7.8912" not in stored
    confirm(treasurer, file_id)
    assert db.session.get_one(ImportFile, file_id).body_sealed is None
    stored = sqlite_store.path.read_bytes()
    assert b"7.8912" not in stored


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/danh sách.xlsx", "danh sách.xlsx"),
        ("C:\\Users\\a\\ds.xlsx", "ds.xlsx"),
        ("a\r\nSet-Cookie: b.xlsx", "aSet-Cookie: b.xlsx"),
        ("a\u202excod.xlsx", "axcod.xlsx"),
        ("x" * 300 + ".xlsx", "x" * 90 + "….xlsx"),
        ("y" * 300, "y" * 100),
        ("/", "danh sách"),
    ],
)
def test_a_files_name_is_only_ever_shown(sent: str, shown: str) -> None:
    assert import_files.safe_filename(sent) == shown


def test_lists_on_several_sheets_name_the_sheet(store: Store) -> None:
    from tests.unit.make_files import xlsx_of

    made = make.world()
    treasurer = actor_at(made.commune_id)
    header = HEADER.split(";")
    row = ["Lê Văn Tư", 1971, "Chi bộ ấp Tân Lập", "Khu dân cư", None]
    bad = ["Lê Văn Tư", 1971, None, "Khu dân cư", None]
    file_id = upload(
        treasurer, xlsx_of([header, row], [header, row, bad], names=["A", "B"]), "a.xlsx"
    )
    plan = planned(treasurer, file_id)
    assert [twin.twin for twin in plan.twins] == ["trang «A», dòng 2 của tệp"]
    assert [str(error) for error in plan.errors] == [
        "Trang «B», dòng 3, cột Chi bộ: chưa ghi chi bộ"
    ]
