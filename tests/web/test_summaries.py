"""The committee's pages stay light and ask little, however many people and units there are."""

import io

import openpyxl
import pytest
from pypdf import PdfReader

from ledger.db import db, run
from ledger.models.books import Rule
from ledger.models.party_members import MemberStanding
from ledger.models.party_units import PartyUnit, UnitKind
from ledger.models.users import Role
from ledger.services import members
from ledger.services.members import NewMember
from tests import make
from tests.collecting import counted_statements
from tests.conftest import Store
from tests.web.browser import Browser
from tests.web.conftest import browser_on, settle, username_of
from tests.web.pages import links_of, words_of

MOST_STATEMENTS, MOST_BYTES = 12, 50_000
UNITS, PEOPLE = 50, 6
"""As many units as a district has, with 300 people."""


@pytest.fixture
def small(sqlite_store: Store) -> make.World:
    """A district of three units with two campaigns, one user of each role."""
    world = settle(sqlite_store)
    make.member(world.cell_ids[0], "Đinh Văn Núp")
    make.member(world.agency_id, "Lê Thị Hà")
    for year in (2023, 2024):
        make.open_campaign(world, year)
    return world


def test_pages_above_the_unit_are_light_and_ask_the_same_at_any_size(
    sqlite_store: Store, small: make.World
) -> None:
    office = log_in(sqlite_store, Role.OFFICE)
    statement = f"/statements/{small.commune_id}"
    paths = ("/", "/summaries", "/summaries/1", "/summaries/2", "/summaries/compare", statement)
    before = {path: read(office, path)[0] for path in paths}
    grow(small)
    make.open_campaign(small, 2025)
    after = {path: read(office, path) for path in (*paths, "/summaries/3")}
    assert {path: asked for path, (asked, _) in after.items() if path in before} == before
    assert [path for path, (asked, _) in after.items() if asked > MOST_STATEMENTS] == []
    assert [path for path, (_, size) in after.items() if size > MOST_BYTES] == []
    assert after["/summaries/3"][1] > after[statement][1] * 5


@pytest.mark.parametrize("role", Role)
def test_the_first_page_of_each_role_asks_little(
    sqlite_store: Store, small: make.World, role: Role
) -> None:
    browser = log_in(sqlite_store, role)
    before, _ = read(browser, "/")
    grow(small)
    make.open_campaign(small, 2025)
    asked, size = read(browser, "/")
    assert before == asked <= MOST_STATEMENTS
    assert size < MOST_BYTES


def test_progress_says_the_same_on_its_page_on_paper_and_in_its_spreadsheet(
    sqlite_store: Store, small: make.World
) -> None:
    board = log_in(sqlite_store, Role.ORGANISATION_BOARD)
    page = words_of(board.get("/progress?campaign=2").text)
    paper = words_on(board.get("/progress/progress.pdf?campaign=2").data)
    book = openpyxl.load_workbook(io.BytesIO(board.get("/progress/progress.xlsx?campaign=2").data))
    cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    for name in ("Năm 2023", "Năm 2024", "Đảng bộ xã Long Sơn"):
        assert name in page
        assert name in paper
        assert name in cells
    assert "BIỂU TIẾN ĐỘ vận động đến ngày" in paper
    assert "Từng đơn vị năm 2024" in paper


def test_a_statement_is_printed_by_the_unit_itself(sqlite_store: Store, small: make.World) -> None:
    treasurer = log_in(sqlite_store, Role.COMMUNE_TREASURER)
    paper = words_on(treasurer.get(f"/statements/{small.commune_id}/statement.pdf").data)
    assert "BẢNG THU, NỘP, CHI" in paper
    assert "Tất cả" in paper
    assert treasurer.get(f"/statements/{small.agency_id}/statement.xlsx").status_code == 404


def test_a_locality_is_led_to_its_own_target(sqlite_store: Store, small: make.World) -> None:
    own = f"/targets/{small.commune_id}"
    for role in (Role.COMMUNE_TREASURER, Role.SECRETARY):
        unit = log_in(sqlite_store, role)
        assert own in links_of(unit.get("/").text)
        assert unit.get(own).status_code == 200
    for role in (Role.AGENCY_TREASURER, Role.ORGANISATION_BOARD):
        assert own not in links_of(log_in(sqlite_store, role).get("/").text)


def words_on(pdf: bytes) -> str:
    """Return the words of a paper, on one line."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def log_in(store: Store, role: Role) -> Browser:
    """Return a browser of a role that has opened its first page once."""
    browser = browser_on(store)
    browser.log_in(username_of(role))
    browser.get("/")
    return browser


def read(browser: Browser, path: str) -> tuple[int, int]:
    """Return how many statements a page takes, and its bytes."""
    with counted_statements() as seen:
        answer = browser.get(path)
    assert answer.status_code == 200
    return len(seen), len(answer.data)


def grow(world: make.World) -> None:
    """Let the district have as many units and people as a real one."""

    def work() -> None:
        district = db.session.get_one(PartyUnit, world.district_id)
        people = [
            NewMember(
                full_name="Nguyễn Văn An",
                birth_year=1980 + place,
                standing=MemberStanding.WORKING,
                pay=make.STARTER_PAY,
            )
            for place in range(PEOPLE)
        ]
        for number in range(UNITS):
            name = f"Chi bộ Phòng Nông nghiệp và Phát triển nông thôn {number}"
            unit = make.unit(district, UnitKind.AGENCY_CELL, name, rule=Rule.REMIT)
            members.add_members(None, unit, people)

    run(work)
