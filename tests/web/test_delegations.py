"""Entering for a unit on the screen: the office's pages, and the unit's word."""

import pytest

from tests import collecting, entering
from tests.collecting import Season
from tests.conftest import Store
from tests.entering import LIST, PAPER
from tests.web.browser import Browser
from tests.web.conftest import browser_on

NAME = collecting.NAMES[0]


@pytest.fixture
def office(sqlite_store: Store, season: Season) -> Browser:
    """The committee's office, logged in."""
    browser = browser_on(sqlite_store)
    browser.log_in(entering.office(season).username)
    return browser


def sheet_of(season: Season) -> str:
    """Return the address of the first cell's sheet."""
    return f"/collection-sheets/{season.campaign_id}/{season.cell_id}"


def delegate(browser: Browser, season: Season, **changed: object) -> str:
    """Record the commune's delegation by its form; return where the browser is sent, or the page."""
    fields: dict[str, object] = {
        "party_unit_id": season.world.commune_id,
        "paper": PAPER,
        "starts_on": "01/12/2024",
        "ends_on": "",
    }
    answer = browser.submit_fields("/delegations", fields | changed)
    return answer.location if answer.status_code == 303 else answer.text


def enter(browser: Browser, season: Season, *amounts: str, **more: object) -> str:
    """Key a signed list in; return where the browser is sent, or the page."""
    fields: dict[str, object] = {
        "submission_key": collecting.new_key(),
        "received_on": "20/12/2024",
        "method": "cash",
        "signed_list": LIST,
    }
    for entry_id, amount in zip(season.entries, amounts, strict=False):
        fields[f"amount[{entry_id}]"] = amount
    answer = browser.submit_fields(sheet_of(season), fields | more)
    return answer.location if answer.status_code == 303 else answer.text


def test_a_delegation_leads_to_the_cells_sheets(season: Season, office: Browser) -> None:
    assert 'href="/delegations"' in office.get("/").text
    assert "Chưa có đơn vị nào ủy nhiệm nhập thay" in office.get("/delegations").text

    page = office.get(delegate(office, season)).text

    assert "còn hiệu lực" in page
    assert f'href="{sheet_of(season)}"' in page
    listed = office.get("/delegations").text
    assert PAPER in listed
    assert "Đảng bộ xã Long Sơn" in listed


def test_the_sheet_is_shut_without_a_delegation(season: Season, office: Browser) -> None:
    page = office.get(sheet_of(season))

    assert page.status_code == 403
    assert "không có ủy nhiệm nhập thay còn hiệu lực" in page.text
    assert NAME not in page.text
    assert "Nhập quyết định" not in page.text
    refused = enter(office, season, "100.000")
    assert "không có ủy nhiệm nhập thay còn hiệu lực" in refused
    assert NAME not in refused


def test_the_office_keys_in_a_signed_list_and_sees_sums_afterwards(
    season: Season, office: Browser
) -> None:
    collecting.give(season, 123_000)
    delegate(office, season)
    sheet = office.get(sheet_of(season)).text
    assert NAME in sheet
    assert "Danh sách ký nộp" in sheet
    for words in ("123.000", "đúng mức", "248.891", "Mức vận động", "khu dân cư", "blank.pdf"):
        assert words not in sheet

    where = enter(office, season, "", "225.000", "50.000")
    after = office.get(where)

    assert after.status_code == 303
    page = office.get(after.location).text
    assert "Đã nhập thay 2 khoản" in page
    assert "275.000" in page
    assert "chờ đơn vị xác nhận" in page
    back = office.get("/delegations/1").text
    for name in collecting.NAMES:
        assert name not in page
        assert name not in back
    assert LIST in back
    for path in ("receipts.pdf", "copies.pdf"):
        assert office.get(f"{where}/{path}").status_code == 403


def test_a_list_without_its_name_is_not_recorded(season: Season, office: Browser) -> None:
    delegate(office, season)

    page = enter(office, season, "100.000", signed_list=" ")

    assert page.count("Chưa nhập danh sách ký nộp nào.") == 2
    assert 'value="100.000"' in page
    assert "Chưa ghi sổ khoản nào." in page


def test_a_treasurer_has_no_such_box(season: Season, treasurer: Browser) -> None:
    assert "signed_list" not in treasurer.get(sheet_of(season)).text
    assert "Dữ liệu gửi lên có trường lạ." in enter(treasurer, season, "100.000")


def test_the_unit_is_told_on_its_first_page_and_confirms(
    season: Season, office: Browser, treasurer: Browser
) -> None:
    delegate(office, season)
    where = enter(office, season, "100.000", "200.000")
    assert "1 lần nhập thay chờ xác nhận" in treasurer.get("/").text
    waiting = treasurer.get("/delegations/waiting").text
    assert f'href="{where}"' in waiting
    assert LIST in waiting
    assert "300.000" in waiting
    assert NAME in treasurer.get(where).text
    assert "nhập thay" in treasurer.get("/receipts").text
    entry = int(where.rpartition("/")[2])

    wrong = treasurer.submit(f"/delegations/entries/{entry}/report", words=" ")
    assert wrong.status_code == 422
    assert wrong.text.count("Chưa nhập chỗ sai.") == 2
    treasurer.submit(f"/delegations/entries/{entry}/report", words="Thiếu một người")
    assert "đơn vị báo: Thiếu một người" in office.get(f"/delegations/entries/{entry}").text
    treasurer.submit(f"/delegations/entries/{entry}/confirm")

    assert "chờ xác nhận" not in treasurer.get("/").text
    assert "Không có lần nhập thay nào" in treasurer.get("/delegations/waiting").text
    assert "đơn vị đã xác nhận" in office.get("/delegations/1").text
    late = treasurer.submit(f"/delegations/entries/{entry}/report", words="Muộn")
    assert late.status_code == 409


def test_another_unit_has_no_word_on_it(
    sqlite_store: Store, season: Season, office: Browser
) -> None:
    delegate(office, season)
    entry = int(enter(office, season, "100.000").rpartition("/")[2])
    other = browser_on(sqlite_store)
    other.log_in(season.agency_treasurer.username)

    assert "nhập thay" not in other.get("/").text
    assert other.submit(f"/delegations/entries/{entry}/confirm").status_code == 404
    assert other.submit(f"/delegations/entries/{entry}/report", words="x").status_code == 404
    assert other.submit(f"/delegations/entries/{entry}/confirm", more="1").status_code == 422
    assert office.get("/delegations/entries/999").status_code == 404
    assert office.get("/delegations/999").status_code == 404


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"paper": ""}, "Chưa nhập giấy ủy nhiệm."),
        ({"party_unit_id": ""}, "Chưa chọn đơn vị ủy nhiệm."),
        ({"starts_on": ""}, "Chưa nhập ngày bắt đầu."),
        ({"ends_on": "30/11/2024"}, "Ngày cuối không được trước ngày bắt đầu."),
        ({"starts_on": "01/12/2020"}, "Ngày này quá xa trong quá khứ; hãy kiểm tra lại năm."),
    ],
)
def test_a_wrong_delegation_is_said_beside_its_box(
    season: Season, office: Browser, changed: dict[str, object], sentence: str
) -> None:
    assert delegate(office, season, **changed).count(sentence) == 2


def test_a_delegation_is_ended_and_shuts_the_sheet(season: Season, office: Browser) -> None:
    where = delegate(office, season)

    early = office.submit(f"{where}/end", ends_on="30/11/2024")
    assert early.status_code == 422
    done = office.submit(f"{where}/end", ends_on="19/12/2024")

    page = office.get(done.location).text
    assert "đã kết thúc" in page
    assert "Kết thúc ủy nhiệm" not in page
    assert office.get(sheet_of(season)).status_code == 403
    assert "chưa đến ngày" in office.get(delegate(office, season, starts_on="25/12/2024")).text
