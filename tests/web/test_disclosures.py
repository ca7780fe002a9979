"""Notice-board sheets, the figures to publish and the public page, on screen."""

import io
import re

import pypdf
import pytest

from ledger.models.users import Role
from tests import collecting, make
from tests.collecting import NAMES, Season
from tests.conftest import Store
from tests.web.browser import Browser
from tests.web.conftest import browser_on
from tests.web.pages import words_of

NAMED = {
    "content": "names",
    "basis_kind": "resolution",
    "basis_paper": "12-NQ/ĐU",
    "basis_on": "01/11/2024",
}


def person(store: Store, at: Season, role: Role, unit_id: int | None = None) -> Browser:
    """Log somebody with a role in, at the district unless a unit is named."""
    browser = browser_on(store)
    browser.log_in(make.actor(unit_id or at.world.district_id, role).username)
    return browser


def make_sheet(browser: Browser, at: Season, **changed: object) -> str:
    """Make a sheet and return its address."""
    fields: dict[str, object] = {
        "campaign_id": at.campaign_id, "content": "totals", "reported_on": "20/12/2024"
    }  # fmt: skip
    answer = browser.submit("/disclosures", **fields | changed)
    assert answer.status_code == 303, words_of(answer.text)
    return answer.location


def paper(browser: Browser, sheet: str) -> str:
    """Return the words of a printed sheet."""
    pages = pypdf.PdfReader(io.BytesIO(browser.get(f"{sheet}/sheet.pdf").data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_sheet_is_made_printed_put_up_and_taken_down(season: Season, treasurer: Browser) -> None:
    collecting.give(season, 100_000, 200_000, 50_000)
    sheet = make_sheet(treasurer, season)
    words = paper(treasurer, sheet)
    for text in ("ĐẢNG CỘNG SẢN VIỆT NAM", "ĐẢNG ỦY XÃ LONG SƠN", "BẢNG CÔNG KHAI",
                 "350.000 đồng", "3 người", "ít nhất 30 ngày liên tục"):  # fmt: skip
        assert text in words
    assert not any(name in words for name in NAMES)
    shown = words_of(treasurer.get(sheet).text)
    assert "chờ niêm yết" in shown
    assert "Số tiền đã thu trong đợt: 350.000 đồng." in shown

    facts = {"place": "Trụ sở", "posted_on": "20/12/2024", "paper": "BB số 1", "responsible": "Hà"}
    bare = treasurer.submit(f"{sheet}/postings", **facts | {"paper": ""})
    assert bare.status_code == 422
    assert "Chưa nhập biên bản niêm yết." in bare.text
    assert treasurer.submit(f"{sheet}/postings", **facts).location == sheet
    page = treasurer.get(sheet).text
    assert "đang niêm yết" in words_of(page)
    (action,) = re.findall(r'action="(/disclosures/\d+/postings/\d+/removal)"', page)
    early = {"removed_on": "20/12/2024", "removed_paper": "BB số 2"}
    refused = treasurer.submit(action, **early)
    assert refused.status_code == 422
    assert "Chưa đủ 30 ngày (đủ từ 19/01/2025)." in refused.text
    assert treasurer.submit(action, **early, reason="mưa hỏng").status_code == 303
    assert "lý do gỡ sớm: mưa hỏng" in words_of(treasurer.get(sheet).text)


def test_names_are_printed_inside_and_stay_inside(
    sqlite_store: Store, season: Season, treasurer: Browser
) -> None:
    collecting.give(season, 100_000, 200_000)
    refused = treasurer.submit(
        "/disclosures", campaign_id=season.campaign_id, content="names", reported_on="20/12/2024"
    )
    assert refused.status_code == 422
    assert "cần căn cứ: nghị quyết hoặc văn bản đồng ý" in refused.text
    both = NAMED | {"content": "names_and_amounts", "campaign_id": season.campaign_id,
                    "reported_on": "20/12/2024"}  # fmt: skip
    assert treasurer.submit("/disclosures", **both).status_code == 422

    sheet = make_sheet(treasurer, season, **NAMED)
    words = paper(treasurer, sheet)
    assert NAMES[0] in words
    assert "100.000" not in words
    assert "nghị quyết số 12-NQ/ĐU ngày 01/11/2024" in words
    decided = make_sheet(
        treasurer, season, **NAMED | {"content": "names_and_amounts", "both_decided": "1"}
    )
    assert "100.000" in paper(treasurer, decided)
    for role in (Role.OFFICE, Role.ORGANISATION_BOARD, Role.PROPAGANDA_BOARD, Role.INSPECTOR):
        above = person(sqlite_store, season, role)
        assert above.get(sheet).status_code == 403
        assert above.get(f"{sheet}/sheet.pdf").status_code == 403
        page = above.get("/disclosures").text
        assert "Đảng bộ xã Long Sơn" in page
        assert f'href="{sheet}"' not in page
    agency = person(sqlite_store, season, Role.AGENCY_TREASURER, season.world.agency_id)
    assert agency.get(sheet).status_code == 404
    assert agency.submit(f"{sheet}/postings", place="x").status_code == 404


def test_the_office_makes_the_sheet_of_all_units(sqlite_store: Store, season: Season) -> None:
    collecting.give(season, 100_000, 200_000, 50_000)
    office = person(sqlite_store, season, Role.OFFICE)
    sheet = make_sheet(office, season)
    assert "350.000 đồng" in paper(office, sheet)
    assert office.submit(
        "/disclosures", campaign_id=season.campaign_id, reported_on="20/12/2024", **NAMED
    ).status_code == 422  # fmt: skip


def test_the_rule_of_the_clock_is_data(
    sqlite_store: Store, season: Season, treasurer: Browser
) -> None:
    board = person(sqlite_store, season, Role.ORGANISATION_BOARD)
    fields = {
        "basis": "Quy định số 9-QĐ/TU", "starts_on": "20/12/2024", "working_days_to_post": "3",
        "days_up_locality": "45", "days_up_agency": "25",
    }  # fmt: skip
    assert board.submit("/disclosures/terms", **fields | {"days_up_agency": "0"}).status_code == 422
    assert board.submit("/disclosures/terms", **fields).status_code == 303
    assert treasurer.submit("/disclosures/terms", **fields).status_code == 403
    sheet = make_sheet(treasurer, season)
    assert "Hạn niêm yết 25/12/2024 ; giữ ít nhất 45 ngày" in words_of(treasurer.get(sheet).text)


def test_figures_to_publish_are_rounded_and_say_who_is_missing(
    sqlite_store: Store, season: Season
) -> None:
    collecting.give(season, 1_400_000, 700_000)
    browser = person(sqlite_store, season, Role.PROPAGANDA_BOARD)
    assert 'href="/bulletins"' in browser.get("/").text
    assert browser.get("/bulletins").location == f"/bulletins/{season.campaign_id}"
    with collecting.counted_statements() as statements:
        page = browser.get(f"/bulletins/{season.campaign_id}").text
    assert len(statements) <= 12
    words = words_of(page)
    assert "hơn 2 triệu đồng" in words
    assert "còn 1/2 đơn vị chưa báo cáo" in words
    assert not any(name in words for name in NAMES)
    assert "2.100.000" not in words
    text = browser.get(f"/bulletins/{season.campaign_id}/bulletin.txt").text
    assert len(text.splitlines()) == 5
    assert all(line in page for line in text.splitlines())


@pytest.fixture
def stranger(sqlite_store: Store, season: Season) -> Browser:
    """Somebody who has no account."""
    return browser_on(sqlite_store)


def decide(browser: Browser, access: str, number: str = "12-KL/HU") -> int:
    """Enter a decision about the public page."""
    return browser.submit(
        "/public-page", access=access, paper=number, decided_on="20/12/2024"
    ).status_code


def test_the_public_page_does_not_exist_until_it_is_decided(
    sqlite_store: Store, season: Season, stranger: Browser
) -> None:
    collecting.give(season, 1_400_000, 700_000, 300_000)
    board = person(sqlite_store, season, Role.ORGANISATION_BOARD)
    assert stranger.get("/public").status_code == 404
    assert decide(person(sqlite_store, season, Role.OFFICE), "open") == 403
    assert decide(board, "open", number=" ") == 422
    assert decide(board, "open") == 303

    answer = stranger.get("/public")

    assert answer.status_code == 200
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in answer.text
    words = words_of(answer.text)
    assert "hơn 2 triệu đồng" in words or "2 triệu đồng" in words
    assert "Còn 1/2 đơn vị chưa báo cáo." in words
    assert "2.400.000" not in words
    assert not any(name in words for name in NAMES)

    assert decide(board, "open_to_search", number="13-KL/HU") == 303
    listed = stranger.get("/public")
    assert "X-Robots-Tag" not in listed.headers
    assert "noindex" not in listed.text
    assert decide(board, "shut", number="14-KL/HU") == 303
    assert stranger.get("/public").status_code == 404


def test_a_crowd_of_readers_asks_for_little(
    sqlite_store: Store, season: Season, stranger: Browser
) -> None:
    board = person(sqlite_store, season, Role.STANDING_COMMITTEE)
    decide(board, "open")
    stranger.get("/public")
    with collecting.counted_statements() as statements:
        assert stranger.get("/public").status_code == 200
    assert len(statements) <= 3
