"""The target board and the roadmap as people open them: light at any size, each role its share."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from ledger import clock
from ledger.db import db, run
from ledger.models.books import Rule
from ledger.models.housing_needs import NeedAct, NeedKind
from ledger.models.installation import Installation
from ledger.models.party_members import MemberStanding, PartyMember
from ledger.models.party_units import PartyUnit, UnitKind
from ledger.models.users import Role
from ledger.services import housing_needs, members, need_files, need_steps
from ledger.services.members import NewMember
from ledger.surveys import OtherProgramme
from tests import make, needs, planning
from tests.collecting import counted_statements
from tests.web.conftest import browser_on, settle, username_of
from tests.web.pages import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Store
    from tests.web.browser import Browser

MOST_STATEMENTS, MOST_BYTES = 12, 50_000
LOCALITIES, NEEDS_EACH = 60, 3
PAGES = ("/targets", "/roadmap", "/roadmap/expected", "/progress", "/plan-decisions",
         "/prior-facts")  # fmt: skip


@pytest.fixture
def world(sqlite_store: Store) -> Iterator[make.World]:
    """A district with a programme, a locality with a need, and one user of each role."""
    made = settle(sqlite_store)
    run(_stand_still)
    with clock.at_day(planning.DAY):
        make.member(made.cell_ids[0], "Đinh Văn Núp")
        make.open_campaign(made, 2024)
        yield made


def _stand_still() -> None:
    db.session.add(Installation(id=1, demo_on=planning.DAY))


@pytest.fixture
def town(world: make.World) -> planning.Town:
    """A locality that lacks twelve million."""
    return planning.locality(world, "Sáu", vnd=48 * planning.M)


def log_in(store: Store, role: Role) -> Browser:
    browser = browser_on(store)
    browser.log_in(username_of(role))
    browser.get("/")
    return browser


def test_pages_are_light_and_ask_the_same_at_any_size(
    sqlite_store: Store, world: make.World, town: planning.Town
) -> None:
    board = log_in(sqlite_store, Role.ORGANISATION_BOARD)
    paths = (*PAGES, f"/targets/{town.world.commune_id}", f"/roadmap/needs/{town.need_id}", "/")
    before = {path: read(board, path)[0] for path in paths}
    grow(world)
    after = {path: read(board, path) for path in paths}
    assert {path: asked for path, (asked, _) in after.items()} == before
    assert [path for path, (asked, _) in after.items() if asked > MOST_STATEMENTS] == []
    assert [path for path, (_, size) in after.items() if size > MOST_BYTES] == []


def test_names_are_for_the_organisation_board_and_codes_for_the_others(
    sqlite_store: Store, town: planning.Town
) -> None:
    tile = f"/targets/{town.world.commune_id}"
    for role in (Role.ORGANISATION_BOARD, Role.STANDING_COMMITTEE, Role.OFFICE, Role.INSPECTOR):
        text = log_in(sqlite_store, role).get("/roadmap").text
        assert "thiếu 12.000.000 đồng, nguồn kinh phí tại" in text
        assert ("Nguyễn Văn Sáu" in text) is (role is Role.ORGANISATION_BOARD)
    seen = log_in(sqlite_store, Role.PROPAGANDA_BOARD).get(tile).text
    assert "1 trường hợp" in seen
    assert "Đảng bộ xã Sáu" in seen
    assert "Nguyễn Văn Sáu" not in seen


def test_papers_and_spreadsheets_hold_codes_only_for_the_office(
    sqlite_store: Store, town: planning.Town
) -> None:
    for role in (Role.OFFICE, Role.ORGANISATION_BOARD):
        browser = log_in(sqlite_store, role)
        for name in ("roadmap.pdf", "needs.pdf", "roadmap.xlsx"):
            said = words_in(browser.get(f"/roadmap/{name}").data)
            assert "thiếu 12.000.000 đồng, nguồn kinh phí tại" in said.casefold()
            assert ("Nguyễn Văn Sáu" in said) is (role is Role.ORGANISATION_BOARD), name


def test_the_board_says_the_same_on_its_page_on_paper_and_in_its_spreadsheet(
    sqlite_store: Store, town: planning.Town
) -> None:
    reader = log_in(sqlite_store, Role.STANDING_COMMITTEE)
    for path in ("/targets", "/targets/board.pdf", "/targets/board.xlsx"):
        answer = reader.get(path)
        said = words_of(answer.text) if path == "/targets" else words_in(answer.data)
        assert "thiếu 12 triệu" in said, path
        assert "chưa có trường hợp" in said, path


def words_in(body: bytes) -> str:
    """Return the words of a paper or a spreadsheet, on one line."""
    if body.startswith(b"%PDF"):
        parts = [page.extract_text() for page in PdfReader(io.BytesIO(body)).pages]
    else:
        parts = [
            str(cell)
            for sheet in openpyxl.load_workbook(io.BytesIO(body))
            for row in sheet.iter_rows(values_only=True)
            for cell in row
        ]
    return " ".join(" ".join(parts).split())


def test_a_line_is_overruled_by_form_and_says_by_whom(
    sqlite_store: Store, town: planning.Town
) -> None:
    board = log_in(sqlite_store, Role.ORGANISATION_BOARD)
    path = f"/roadmap/needs/{town.need_id}"
    refused = board.submit(path, kind="year", year="", reason="Gia đình xin chờ")
    assert refused.status_code == 422
    assert "Chưa chọn năm." in refused.text
    assert "Gia đình xin chờ" in refused.text
    done = board.submit(path, kind="leave_out", year="", reason="Gia đình xin chờ")
    assert done.status_code == 303
    text = board.get("/roadmap").text
    assert "chưa đưa vào lộ trình: Gia đình xin chờ" in text


def test_another_sum_is_expected_by_form(sqlite_store: Store, town: planning.Town) -> None:
    office = log_in(sqlite_store, Role.OFFICE)
    path = f"/roadmap/expected/{town.world.commune_id}"
    done = office.submit(path, year="2025", amount_vnd="20.000.000", reason="đã hứa")
    assert done.status_code == 303
    assert "◆ 20.000.000" in office.get("/roadmap/expected").text
    assert "dự kiến đủ vào quý 1/2026" in office.get("/roadmap").text


def test_a_decision_is_entered_refused_entered_again_and_confirmed(
    sqlite_store: Store, town: planning.Town
) -> None:
    office, committee = (
        log_in(sqlite_store, Role.OFFICE),
        log_in(sqlite_store, Role.STANDING_COMMITTEE),
    )
    facts: dict[str, Any] = {
        "party_unit_id": str(town.world.commune_id), "houses": "0", "number": "118-QĐ/HU",
        "issued_on": "28/11/2024", "issued_by": "Ban Thường vụ", "reason": "có chương trình khác",
    }  # fmt: skip
    assert office.submit("/plan-decisions/targets", **facts).status_code == 303
    assert "1 quyết định về chỉ tiêu, lộ trình chờ xác nhận" in committee.get("/").text
    empty = committee.submit("/plan-decisions/1/refuse", reason="")
    assert empty.status_code == 422
    committee.submit("/plan-decisions/1/refuse", reason="sai số")
    office.submit("/plan-decisions/targets", **facts)
    assert "điều chỉnh chỉ tiêu (số" not in office.get("/targets").text
    assert committee.submit("/plan-decisions/2/confirm").status_code == 303
    assert "điều chỉnh chỉ tiêu (số 118-QĐ/HU)" in office.get("/targets").text


def test_the_offices_aid_is_entered_and_ended(sqlite_store: Store, town: planning.Town) -> None:
    office = log_in(sqlite_store, Role.OFFICE)
    facts = {"need_id": str(town.need_id), "number": "121-QĐ/HU", "issued_on": "28/11/2024",
             "issued_by": "Ban Thường vụ", "reason": "còn khó khăn"}  # fmt: skip
    to = "/plan-decisions/aid"
    assert "Nhập số tiền" in office.submit(to, amount_vnd="", **facts).text
    assert office.submit(to, amount_vnd="12.000.000", **facts).status_code == 303
    ended = facts | {"number": "130-QĐ/HU"}
    assert office.submit(to, amount_vnd="", ended="1", **ended).status_code == 303
    text = office.get("/plan-decisions").text
    assert "tối đa 12.000.000 đồng" in text
    assert "Văn phòng thôi hỗ trợ" in text


def test_what_papers_say_of_before_is_entered_and_replaced(
    sqlite_store: Store, town: planning.Town
) -> None:
    board = log_in(sqlite_store, Role.ORGANISATION_BOARD)
    facts = {"year": "2021", "houses": "1", "collected_vnd": "", "spent_vnd": "60.000.000",
             "main_source": "", "note": "", "paper": "Biên bản số 2"}  # fmt: skip
    unit = str(town.world.commune_id)
    made = board.submit("/prior-facts", party_unit_id=unit, **facts)
    assert made.status_code == 303
    assert "đã bàn giao (2021)" in board.get("/targets").text
    changed = facts | {"houses": "0", "spent_vnd": ""}
    again = board.submit("/prior-facts/1", reason="nhập nhầm xã", **changed)
    assert again.status_code == 303
    assert "đã bàn giao (2021)" not in board.get("/targets").text
    assert "nhập nhầm xã" in board.get("/prior-facts").text


def test_first_pages_say_how_many_localities_have_reached_the_target(
    sqlite_store: Store, town: planning.Town
) -> None:
    for role in (Role.STANDING_COMMITTEE, Role.ORGANISATION_BOARD):
        assert "0/2 địa phương đạt" in log_in(sqlite_store, role).get("/").text


def read(browser: Browser, path: str) -> tuple[int, int]:
    """Return how many statements a page takes, and its bytes."""
    with counted_statements() as seen:
        answer = browser.get(path)
    assert answer.status_code == 200, path
    return len(seen), len(answer.data)


def grow(world: make.World) -> None:
    """Let the district have as many localities and needs as the largest one."""
    secretary = make.actor(world.commune_id, Role.SECRETARY)
    board = make.board(world)
    run(_grow, world, secretary, board)


def _grow(world: make.World, secretary: Any, board: Any) -> None:  # noqa: ANN401
    district = db.session.get_one(PartyUnit, world.district_id)
    for number in range(LOCALITIES):
        name = f"Đảng bộ xã Vĩnh Thuận Đông {number}"
        unit = make.unit(district, UnitKind.COMMUNE_COMMITTEE, name, rule=Rule.KEEP)
        cell = make.unit(unit, UnitKind.CELL, f"Chi bộ ấp {number}")
        people = [
            NewMember(full_name=f"Nguyễn Văn Khó {'ABC'[one]}", birth_year=1930 + number,
                      standing=MemberStanding.RESIDENTIAL, pay=None)
            for one in range(NEEDS_EACH)
        ]  # fmt: skip
        own = replace(secretary, party_unit_id=unit.id, path=unit.path)
        members.add_members(None, cell, people)
        ids = db.session.scalars(sa.select(PartyMember.id).where(PartyMember.cell_id == cell.id))
        for place, member_id in enumerate(ids.all()):
            _need(own, board, member_id, f"Số {number}, ấp {place}")


def _need(secretary: Any, board: Any, member_id: int, address: str) -> None:  # noqa: ANN401
    need = housing_needs.record_application(
        secretary, member_id=member_id, kind=NeedKind.NEW_HOUSE, applied_on=date(2024, 11, 20),
        address=address, other_programme=OtherProgramme.NOT_ASKED_FOR, wish="xin xây nhà",
        estimated_cost_vnd=120_000_000, wanted_support_vnd=60_000_000,
    )  # fmt: skip
    for step in needs.CHAIN[:-1]:
        if step.act is NeedAct.VERIFY:
            need_files.record_survey(board, need.id, surveyed_on=step.on_date, facts=needs.FACTS)
        by = secretary if step.act in {NeedAct.CELL_REVIEW, NeedAct.NOMINATE} else board
        need_steps.take_step(by, need.id, step)
