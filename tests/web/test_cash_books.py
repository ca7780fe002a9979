"""The cash book on screen: what moved, what is held, and no names above the unit."""

from collections.abc import Callable

import pytest

from ledger.book import rules
from ledger.models.books import AccountKind, Rule
from ledger.models.users import Role
from ledger.reports.cash_book import PAGE_LINES
from tests import collecting, make
from tests.collecting import DAY, Season, give
from tests.conftest import Store
from tests.web.browser import Browser
from tests.web.conftest import browser_on


@pytest.fixture
def reader(sqlite_store: Store, season: Season) -> Callable[[Role], Browser]:
    """A maker of logged-in readers at the district."""

    def log_in(role: Role) -> Browser:
        browser = browser_on(sqlite_store)
        browser.log_in(make.actor(season.world.district_id, role).username)
        return browser

    return log_in


def test_a_treasurer_is_taken_to_the_only_book(season: Season, treasurer: Browser) -> None:
    assert treasurer.get("/cash-books").location == f"/cash-books/{season.book_id}"


def test_the_book_moves_by_exactly_what_was_recorded(season: Season, treasurer: Browser) -> None:
    give(season, 158_000, 225_000)
    page = treasurer.get(f"/cash-books/{season.book_id}").text
    assert "tồn quỹ tiền mặt hiện nay <strong>383.000 đồng</strong>" in page
    assert "0002/2024" in page
    assert "Nguyễn Văn An – Ủng hộ" in page


def test_an_empty_book_says_what_to_do(season: Season, treasurer: Browser) -> None:
    page = treasurer.get(f"/cash-books/{season.book_id}").text
    assert "chưa có chứng từ tiền mặt nào" in page
    assert "ghi số dư đầu kỳ trước chứng từ đầu tiên" in page


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.OFFICE])
def test_above_the_unit_no_name_is_shown(
    season: Season, reader: Callable[[Role], Browser], role: Role
) -> None:
    give(season, 158_000)
    browser = reader(role)
    assert "Đảng bộ xã Long Sơn" in browser.get("/cash-books").text
    page = browser.get(f"/cash-books/{season.book_id}").text
    assert "158.000" in page
    assert "Nguyễn Văn An" not in page
    assert browser.get(f"/cash-books/{season.book_id}/cash-book.pdf").data.startswith(b"%PDF")


def test_the_book_is_printed_and_taken_as_a_spreadsheet(season: Season, treasurer: Browser) -> None:
    give(season, 158_000)
    path = f"/cash-books/{season.book_id}"
    assert treasurer.get(f"{path}/cash-book.pdf?year=2024").data.startswith(b"%PDF")
    sheet = treasurer.get(f"{path}/cash-book.xlsx")
    assert sheet.data.startswith(b"PK")
    assert "attachment" in sheet.headers["Content-Disposition"]
    assert treasurer.get(f"{path}/cash-book.pdf?year=1999").status_code == 404


def test_another_units_book_does_not_exist(season: Season, treasurer: Browser) -> None:
    for book_id in (season.world.agency_book_id, season.world.office_book_id, 999):
        for path in ("", "/cash-book.pdf", "/cash-book.xlsx"):
            assert treasurer.get(f"/cash-books/{book_id}{path}").status_code == 404


@pytest.mark.parametrize("query", ["page=-1", "page=abc", "page=999", "year=abc", "year=1"])
def test_strange_pages_are_the_last_page(season: Season, treasurer: Browser, query: str) -> None:
    give(season, 158_000)
    page = treasurer.get(f"/cash-books/{season.book_id}?{query}")
    assert page.status_code == 200
    assert "0001/2024" in page.text


def test_a_full_page_is_light_and_takes_few_statements(season: Season, treasurer: Browser) -> None:
    purse = rules.Purse(season.book_id, Rule.KEEP)
    longest = rules.Party(name="Nguyễn Phước Tôn Nữ Công Huyền Thị Thanh Bình")
    draft = rules.Draft(
        on_date=DAY,
        purpose="Ủng hộ xây dựng “Ngôi nhà cấp ủy” năm 2024",
        legs=(rules.contribution(purse, 100_000_000, into=AccountKind.CASH),),
        party=longest,
    )
    make.post(season.world, *[draft] * (PAGE_LINES + 1))
    path = f"/cash-books/{season.book_id}"
    with collecting.counted_statements() as seen:
        answer = treasurer.get(f"{path}?page=1")
    assert answer.text.count("Công Huyền") == PAGE_LINES
    assert len(seen) <= 12, "\n".join(seen)
    assert "Trang 1 / 2" in answer.text
    assert "Trang sau" in answer.text
    assert "Trang trước" in treasurer.get(path).text


def test_years_are_turned_by_links(season: Season, treasurer: Browser) -> None:
    purse = rules.Purse(season.book_id, Rule.KEEP)
    draft = rules.Draft(
        on_date=DAY.replace(year=2023),
        purpose="Ủng hộ",
        legs=(rules.contribution(purse, 70_000, into=AccountKind.CASH),),
    )
    make.post(season.world, draft)
    path = f"/cash-books/{season.book_id}"
    page = treasurer.get(path).text
    assert f"{path}?year=2023" in page
    assert "Số dư đầu kỳ 70.000 đồng" in page
    assert "0001/2023" in treasurer.get(f"{path}?year=2023").text
