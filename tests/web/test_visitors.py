"""Somebody of another unit's list gives at this counter, found by name and year of birth."""

from collections.abc import Callable

from tests.collecting import Season, new_key
from tests.web.browser import Browser

LogIn = Callable[[str], Browser]


def test_a_member_of_another_unit_gives_here(season: Season, log_in: LogIn) -> None:
    agency = log_in("agency_treasurer")
    start = agency.get("/contributions/new").text
    assert "Đảng viên trong danh sách đơn vị khác" in start

    found = agency.submit(
        "/contributions/visitors",
        campaign_id=season.campaign_id,
        full_name="nguyen van an",
        birth_year="1960",
    )
    assert "Chi bộ ấp Tân Lập, Đảng bộ xã Long Sơn" in found.text
    assert "158" not in found.text  # no level and no amount
    address = found.text.partition("visitor=")[2].partition('"')[0]
    page = agency.get(f"/contributions/new?campaign_id={season.campaign_id}&visitor={address}")
    assert "tính một lần" in page.text
    facts = {
        "submission_key": new_key(),
        "campaign_id": season.campaign_id,
        "visitor_code": address,
        "received_on": "20/12/2024",
        "method": "cash",
    }
    wrong = agency.submit("/contributions", **facts, amount_vnd="nhiều")
    assert wrong.status_code == 422
    assert "Nguyễn Văn An" in wrong.text
    done = agency.submit("/contributions", **facts, amount_vnd="250.000")

    assert done.status_code == 303
    receipt = agency.get(done.location).text
    assert "Nguyễn Văn An" in receipt
    assert "250.000" in receipt
    roll = log_in("commune_treasurer").get(f"/campaigns/{season.campaign_id}/list").text
    assert "nộp tại đơn vị khác" in roll


def test_nobody_is_found_by_half_a_name_or_another_year(season: Season, log_in: LogIn) -> None:
    agency = log_in("agency_treasurer")

    def found(name: str, year: str) -> str:
        return agency.submit(
            "/contributions/visitors",
            campaign_id=season.campaign_id,
            full_name=name,
            birth_year=year,
        ).text

    assert "Không có ai như vậy" in found("Văn An", "1960")
    assert "Không có ai như vậy" in found("Nguyễn Văn An", "1961")
    assert "Chưa nhập năm sinh" in found("Nguyễn Văn An", "")


def test_a_wrong_code_names_nobody(season: Season, log_in: LogIn) -> None:
    agency = log_in("agency_treasurer")
    page = f"/contributions/new?campaign_id={season.campaign_id}&visitor=KHONGCO"

    assert agency.get(page).status_code == 404
    assert agency.get("/contributions/visitors?campaign_id=999").status_code == 404
