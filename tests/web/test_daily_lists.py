"""Daily lists on screen: the days that wait, made by a click, shown, printed."""

import pytest

from ledger.db import db, run
from ledger.models.party_units import PartyUnit, ReceiptTitle
from ledger.models.users import Role
from tests import make
from tests.collecting import Season, give
from tests.conftest import Store
from tests.web.browser import Browser
from tests.web.conftest import browser_on
from tests.web.crawl import pdf_text

DAY = "20/12/2024"


@pytest.fixture
def given(season: Season) -> Season:
    """Two people have given, in a unit that hands out biên lai."""

    def call_it_bien_lai() -> None:
        unit = db.session.get_one(PartyUnit, season.world.commune_id)
        unit.receipt_title = ReceiptTitle.BIEN_LAI

    run(call_it_bien_lai)
    give(season, 158_000, 225_000)
    return season


def test_a_day_becomes_a_list_and_one_phieu_thu(treasurer: Browser, given: Season) -> None:
    page = treasurer.get("/daily-lists").text
    assert f"/daily-lists/new?on={DAY.replace('/', '%2F')}" in page or DAY in page
    asked = treasurer.get("/daily-lists/new", query_string={"on": DAY}).text
    assert "383.000" in asked
    sent = treasurer.submit("/daily-lists", on=DAY, after="0")
    assert sent.status_code == 303
    shown = treasurer.get(sent.headers["Location"]).text
    assert "BL 0001/2024" in shown
    assert "Nguyễn Văn An" in shown
    printed = pdf_text(treasurer.get(f"{sent.headers['Location']}/list.pdf").data)
    assert "BẢNG KÊ BIÊN LAI THU TIỀN" in printed
    assert "Từ số 0001/2024 đến số 0002/2024: 2 biên lai, trong đó 0 đã hủy." in printed
    assert "Ba trăm tám mươi ba nghìn đồng chẵn" in printed
    receipt = pdf_text(treasurer.get(f"{sent.headers['Location']}/receipt.pdf").data)
    assert "PHIẾU THU" in receipt
    assert "bảng kê số BL 0001/2024" in receipt
    assert "383.000 đồng" in receipt
    assert "Mã đối chiếu sổ" not in receipt
    assert "BL 0001/2024" in treasurer.get("/daily-lists").text


def test_a_doubled_click_leads_to_the_same_list(treasurer: Browser, given: Season) -> None:
    first = treasurer.submit("/daily-lists", on=DAY, after="0").headers["Location"]
    assert treasurer.submit("/daily-lists", on=DAY, after="0").headers["Location"] == first


def test_nothing_left_to_list_is_said(treasurer: Browser, given: Season) -> None:
    treasurer.submit("/daily-lists", on=DAY, after="0")
    again = treasurer.submit("/daily-lists", on=DAY, after="1")
    assert again.status_code == 422
    assert "không còn phiếu thu tiền mặt nào chưa vào bảng kê" in again.text
    assert "Ngày này không có phiếu thu tiền mặt" in treasurer.get("/daily-lists/new").text


@pytest.mark.parametrize("on", ["", "31/02/2024", "x" * 5_000])
def test_an_odd_day_is_today_or_refused(treasurer: Browser, given: Season, on: str) -> None:
    assert "ngày 20/12/2024" in treasurer.get("/daily-lists/new", query_string={"on": on[:50]}).text
    assert treasurer.submit("/daily-lists", on=on, after="0").status_code == 422


def test_another_units_list_does_not_exist(
    treasurer: Browser, given: Season, sqlite_store: Store
) -> None:
    treasurer.submit("/daily-lists", on=DAY, after="0")
    agency = browser_on(sqlite_store)
    agency.log_in(make.actor(given.world.agency_id, Role.AGENCY_TREASURER).username)
    for path in ("/daily-lists/1", "/daily-lists/1/list.pdf", "/daily-lists/1/receipt.pdf"):
        assert agency.get(path).status_code == 404
    assert "BL 0001" not in agency.get("/daily-lists").text
