"""After 01/07/2025: a commune at the root of its tree collects and keeps, and reads of no district."""

import base64
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.app import create_app
from ledger.cli import main
from ledger.config import read_config
from ledger.db import db, run
from ledger.errors import RuleBroken
from ledger.models.books import Account, AccountKind, Book, Route, Rule
from ledger.models.contributions import Method
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import MemberStanding
from ledger.models.party_units import NameKind, PartyUnit, UnitKind
from ledger.models.users import Role
from ledger.reports.scope import actor_of
from ledger.services import campaigns, contributions, members, units, users
from ledger.services.contributions import SheetLine
from ledger.web import installation
from tests import make, reform
from tests.collecting import new_key, stand_still
from tests.conftest import SqliteStore, Store
from tests.reform import DAY, Commune
from tests.web.browser import Browser
from tests.web.conftest import browser_on
from tests.web.crawl import crawl, pdf_text, text_of, words_of
from tests.web.kept import bring_back, build_once

LogIn = Callable[[Role], Browser]

KEEPS = "Kinh phí xã, thị trấn sử dụng tại đơn vị."


@pytest.fixture(scope="module")
def built(sqlite_template: SqliteStore) -> Commune:
    """The commune, built once."""
    return build_once(sqlite_template, "commune", reform.commune)


@pytest.fixture
def at(built: Commune, sqlite_store: Store) -> Commune:
    """The commune before its campaign; requests see its working day."""
    bring_back(sqlite_store, "commune")
    return built


@pytest.fixture
def log_in(sqlite_store: Store, at: Commune) -> LogIn:
    """A maker of browsers, one for each role."""

    def browser_of(role: Role) -> Browser:
        browser = browser_on(sqlite_store)
        browser.log_in(reform.username_of(role))
        return browser

    return browser_of


@pytest.fixture
def collected(at: Commune, log_in: LogIn) -> int:
    """The opened campaign after a treasurer's evening: a sheet, a cancelled receipt, the bank."""
    campaign_id = opened(log_in(Role.ORGANISATION_BOARD))
    treasurer = log_in(Role.COMMUNE_TREASURER)
    fill_sheet(treasurer, at, campaign_id)
    page = treasurer.get("/receipts").text
    voucher = re.findall(r'href="(/receipts/\d+)"', page)[0]
    form = {"submission_key": new_key(), "reason": "ghi nhầm người", "donor_copy": "returned"}
    assert treasurer.submit(f"{voucher}/void", **form).status_code == 303
    form = {"submission_key": new_key(), "kind": "deposit", "amount_vnd": "100.000",
            "on_date": "20/12/2025", "paper": ""}  # fmt: skip
    assert treasurer.submit("/bank-movements", **form).status_code == 303
    return campaign_id


def opened(board: Browser) -> int:
    """Draft and open the year's campaign on screen, and return its id."""
    drafted = board.submit("/campaigns", **reform.campaign_form())
    assert drafted.status_code == 303, words_of(drafted.text)
    assert board.submit(f"{drafted.location}/open", submission_key=new_key()).status_code == 303
    return int(drafted.location.rpartition("/")[2])


def fill_sheet(treasurer: Browser, at: Commune, campaign_id: int) -> str:
    """Record what the first three people of the first cell gave; return where that leads."""
    path = f"/collection-sheets/{campaign_id}/{at.cell_ids[0]}"
    rows = re.findall(r'name="amount\[(\d+)\]"', treasurer.get(path).text)
    amounts = zip(rows, ("158.000", "225.000", "50.000"), strict=False)
    fields: dict[str, object] = {f"amount[{row}]": amount for row, amount in amounts}
    fields |= {"submission_key": new_key(), "received_on": "20/12/2025", "method": "cash"}
    answer = treasurer.submit_fields(path, fields)
    assert answer.status_code == 303, words_of(answer.text)
    return answer.location


def test_the_commune_is_of_the_size_that_it_should_be(at: Commune) -> None:
    assert len(at.cell_ids) == reform.CELLS
    assert reform.members_of(at.unit_id) == reform.MEMBERS


def test_the_board_opens_and_the_office_extends_a_campaign_of_the_whole_commune(
    at: Commune, log_in: LogIn
) -> None:
    board = log_in(Role.ORGANISATION_BOARD)
    drafted = board.submit("/campaigns", **reform.campaign_form())
    preview = words_of(board.get(f"{drafted.location}/open").text)
    assert f"Mở đợt và chốt danh sách {reform.MEMBERS} người" in preview
    assert "Đảng bộ xã Hòa Hưng" in preview
    board.submit(f"{drafted.location}/open", submission_key=new_key())
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ListEntry)) == reform.MEMBERS
    paper = {"paper": "Công văn số 12-CV/ĐU", "issued_on": "19/12/2025", "ends_on": "31/01/2026"}
    assert log_in(Role.OFFICE).submit(f"{drafted.location}/extend", **paper).status_code == 303
    assert "Công văn số 12-CV/ĐU" in board.get(drafted.location).text


def test_the_treasurer_collects_at_the_root_and_prints_in_the_committees_name(
    at: Commune, log_in: LogIn
) -> None:
    campaign_id = opened(log_in(Role.ORGANISATION_BOARD))
    treasurer = log_in(Role.COMMUNE_TREASURER)
    level = {"suggested_vnd": "50.000", "suggested_by": "Nghị quyết số 4-NQ/ĐU", "divisor": "",
             "floor_vnd": "", "override_reason": ""}  # fmt: skip
    path = f"/campaigns/{campaign_id}/units/{at.unit_id}"
    assert treasurer.submit(path, **level).status_code == 303
    recorded = fill_sheet(treasurer, at, campaign_id)
    paper = pdf_text(treasurer.get(f"{recorded}/receipts.pdf").data)
    assert paper.count("ĐẢNG ỦY XÃ HÒA HƯNG") == 3
    assert "“Căn nhà cấp ủy” năm 2025" in paper
    book = pdf_text(treasurer.get(f"/cash-books/{at.book_id}/cash-book.pdf").data)
    assert "ĐẢNG ỦY XÃ HÒA HƯNG" in book
    assert "433.000" in book
    assert "3 / 783 người" in words_of(treasurer.get("/").text)


def test_the_commune_keeps_its_money(at: Commune, log_in: LogIn, collected: int) -> None:
    treasurer = log_in(Role.COMMUNE_TREASURER)
    held = {row.kind: row.balance_vnd for row in db.session.scalars(sa.select(Account))}
    assert held[AccountKind.CASH] + held[AccountKind.BANK] == held[AccountKind.FUND] > 0
    assert db.session.scalars(sa.select(Book.rule)).all() == [Rule.KEEP]
    assert db.session.scalars(sa.select(Route)).all() == []
    for answer in (treasurer.get("/remittances"), treasurer.submit("/remittances")):
        assert answer.status_code == 403
        assert KEEPS in answer.text
    assert "/remittances" not in treasurer.get("/").text


def test_its_summary_and_statement_show_one_unit_that_keeps(
    at: Commune, log_in: LogIn, collected: int
) -> None:
    board = log_in(Role.STANDING_COMMITTEE)
    page = words_of(board.get(f"/summaries/{collected}").text)
    assert re.search(r"Đảng bộ xã Hòa Hưng 783 2 0 \d{3}\.000", page)
    assert "Khối cơ quan" not in page
    paper = pdf_text(board.get(f"/summaries/{collected}/summary.pdf").data)
    assert "Đảng ủy xã Hòa Hưng" in paper
    assert "Khối cơ quan" not in paper
    assert "Đảng bộ xã Hòa Hưng" in board.get(f"/statements/{at.unit_id}").text


@pytest.mark.parametrize("role", reform.ROLES)
def test_no_page_and_no_paper_speaks_of_a_district(
    at: Commune, log_in: LogIn, collected: int, role: Role
) -> None:
    pages = list(crawl(log_in(role), of_a_kind=2))
    assert [page.path for page in pages if "huyện" in page.text.casefold()] == []
    assert [(page.path, page.status) for page in pages if page.status >= 400] == []
    assert len(pages) > 10


def test_what_is_crawled_holds_papers_spreadsheets_and_forms(
    at: Commune, log_in: LogIn, collected: int
) -> None:
    paths = {re.sub(r"\d+", "#", page.path.partition("?")[0])
             for page in crawl(log_in(Role.COMMUNE_TREASURER), of_a_kind=2)}  # fmt: skip
    assert paths >= {
        "/campaigns/#/list", "/campaigns/#/units/#", "/cash-books/#", "/cash-books/#/cash-book.pdf",
        "/cash-books/#/cash-book.xlsx", "/collection-sheets/#/#", "/collection-sheets/#/#/blank.pdf",
        "/contributions/new", "/member-imports/new", "/members", "/members/#", "/members/#/edit",
        "/receipts", "/receipts/#", "/receipts/#/void", "/receipts/#/correct", "/units/#",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("role", "organ"),
    [
        (Role.OFFICE, "Văn phòng Đảng ủy"),
        (Role.ORGANISATION_BOARD, "Ban Xây dựng Đảng"),
        (Role.STANDING_COMMITTEE, "Ban Thường vụ Đảng ủy"),
        (Role.INSPECTOR, "Ủy ban Kiểm tra Đảng ủy"),
        (Role.SECRETARY, "Bí thư"),
    ],
)
def test_a_role_is_called_what_its_organ_is_called(role: Role, organ: str, log_in: LogIn) -> None:
    assert f"<p>{organ}<br>" in log_in(role).get("/").text


def test_the_administrator_names_the_organs_of_the_root(at: Commune, log_in: LogIn) -> None:
    admin = log_in(Role.ADMIN)
    page = admin.get(f"/units/{at.unit_id}/edit").text
    assert 'value="Ban Xây dựng Đảng"' in page
    names: dict[str, object] = {kind.value: text for kind, text in reform.NAMES.items()}
    names |= {"starts_on": "01/12/2025", "office": "Văn phòng Đảng ủy xã", "accountant": ""}
    assert admin.submit(f"/units/{at.unit_id}/names", **names).status_code == 303
    assert "<p>Văn phòng Đảng ủy xã<br>" in log_in(Role.OFFICE).get("/").text


def test_the_office_of_the_root_shares_its_unit_but_not_its_names(
    at: Commune, log_in: LogIn, collected: int
) -> None:
    given = db.session.scalars(sa.text("SELECT name FROM event_party")).all()
    assert len(set(given)) == 3
    office = log_in(Role.OFFICE)
    assert office.get("/submissions/1").status_code == 404
    for path in ("", "/cash-book.pdf", "/cash-book.xlsx"):
        read = text_of(office.get(f"/cash-books/{at.book_id}{path}"))
        assert [name for name in given if str(name) in read] == []


def test_a_district_reads_whose_letter_lets_communes_keep(sqlite_store: Store) -> None:
    installation.forget(sqlite_store.app)
    stand_still()
    world = make.world()
    treasurer = make.treasurer(world)
    run(
        units.rename_unit,
        make.actor(world.district_id, Role.ADMIN),
        world.district_id,
        names={NameKind.STANDING_COMMITTEE: "Ban Thường vụ Huyện ủy"},
        starts_on=make.START,
    )
    browser = browser_on(sqlite_store)
    browser.log_in(treasurer.username)
    assert (
        "Kinh phí xã, thị trấn sử dụng tại đơn vị (văn bản ngày 04/10/2022 "
        "của Ban Thường vụ Huyện ủy, mục 2)." in browser.get("/remittances").text
    )


def test_init_for_a_commune_makes_a_system_that_can_be_worked_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = base64.b64encode(b"k" * 32).decode()
    for name, value in (
        ("DATABASE_URL", f"sqlite:///{tmp_path / 'xa.db'}"),
        ("SECRET_KEY", key),
        ("DATA_KEY", key),
    ):
        monkeypatch.setenv(f"LEDGER_{name}", value)
    committee = ["--committee", "Đảng bộ xã Hòa Hưng", "--kind", "commune_committee"]
    with clock.at_day(DAY):
        assert main(["init", *committee]) == 0
        app = create_app(read_config())
        with app.app_context():
            given_vnd = run(_first_evening)
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()
        assert given_vnd == 158_000
        assert main(["verify"]) == 0


def _first_evening() -> int:
    """Do what a new commune does first, through the services; return what its purse holds."""
    root = db.session.get_one(PartyUnit, units.root_unit_id())
    people = {
        role: actor_of(
            users.add_user(
                None,
                username=f"{role}.xa",
                full_name="Lê Thị Hà",
                role=role,
                party_unit_id=root.id,
                password="chim hót ngoài vườn lúc năm giờ",
            )
        )
        for role in reform.ROLES
    }
    with pytest.raises(RuleBroken):
        users.add_user(
            None,
            username="coquan.xa",
            full_name="Lê Thị Hà",
            role=Role.AGENCY_TREASURER,
            party_unit_id=root.id,
            password="chim hót ngoài vườn lúc năm giờ",
        )
    cell = units.add_unit(
        people[Role.ADMIN],
        parent_id=root.id,
        kind=UnitKind.CELL,
        names={NameKind.ORGANISATION: "Chi bộ ấp 1"},
        starts_on=root.starts_on,
    )
    treasurer = people[Role.COMMUNE_TREASURER]
    members.add_member(
        treasurer,
        cell_id=cell.id,
        full_name="Đinh Văn Núp",
        birth_year=1961,
        standing=MemberStanding.WORKING,
        pay=make.STARTER_PAY,
    )
    campaign = campaigns.draft_campaign(people[Role.OFFICE], **make.settings(DAY.year))
    campaigns.open_campaign(people[Role.ORGANISATION_BOARD], campaign.id)
    entry_id = db.session.scalars(sa.select(ListEntry.id)).one()
    contributions.record_sheet(
        treasurer,
        key=new_key(),
        campaign_id=campaign.id,
        cell_id=cell.id,
        received_on=DAY,
        method=Method.CASH,
        lines=[SheetLine(list_entry_id=entry_id, amount_vnd=158_000)],
    )
    cash = sa.select(Account).where(Account.kind == AccountKind.CASH)
    return db.session.scalars(cash).one().balance_vnd
