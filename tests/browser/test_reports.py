"""A unit reports and hangs its sheet out, Ban Tổ chức reminds the others, the world may look."""

import io

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Site, log_in, look

pytestmark = pytest.mark.xdist_group("browser")


def test_a_unit_reports_and_the_board_reminds_the_other(page: Page, site: Site) -> None:
    log_in(page, site, "thuquy.xa")
    page.get_by_role("link", name="Triển khai", exact=True).first.click()
    expect(page.locator("main")).to_contain_text("chưa báo cáo")
    look(page)
    _report(page)
    _log_out(page)

    log_in(page, site, f"organisation_board.{site.world.district_id}")
    page.get_by_role("link", name="Triển khai", exact=True).first.click()
    expect(page.get_by_role("row", name="Đảng bộ xã Long Sơn")).to_contain_text("05-KH/ĐU")
    expect(page.get_by_role("row", name="Đảng bộ xã Long Sơn")).to_contain_text(
        "chưa có trường hợp"
    )
    look(page)
    page.get_by_role("link", name="Đặt thời hạn").click()
    look(page)
    page.fill("[name=plan]", "20/10/2024")
    page.fill("[name=paper]", "Công văn số 15-CV/BTC")
    page.get_by_role("button", name="Đặt thời hạn").click()
    other = page.get_by_role("row", name="Chi bộ Phòng Tài chính")
    expect(other).to_contain_text("quá hạn")
    link = page.get_by_role("link", name="In danh sách nhắc").get_attribute("href")
    text = PdfReader(io.BytesIO(page.request.get(f"{site.url}{link}").body())).pages[0]
    words = " ".join(text.extract_text().split())
    assert "còn 1/2 đơn vị chưa báo cáo kế hoạch của đơn vị (hạn 20/10/2024)" in words
    assert "Chi bộ Phòng Tài chính" in words


def test_a_sheet_is_hung_out_on_a_phone_without_script(plain_page: Page, site: Site) -> None:
    page = plain_page
    log_in(page, site, "thuquy.xa")
    page.locator("main").get_by_role("link", name="Bảng công khai").click()
    page.get_by_role("link", name="Lập bản công khai").click()
    page.get_by_role("button", name="Lập bản công khai").click()
    expect(page.locator("main")).to_contain_text("chờ niêm yết")
    page.fill("[name=place]", "Nhà văn hóa ấp Tân Lập")
    page.fill("[name=paper]", "Biên bản số 1")
    page.fill("[name=responsible]", "Lê Thị Hà")
    page.get_by_role("button", name="Ghi niêm yết").click()
    expect(page.locator("main")).to_contain_text("đang niêm yết")
    expect(page.locator("main")).to_contain_text("Nhà văn hóa ấp Tân Lập")


def test_the_world_reads_the_page_when_it_is_decided(page: Page, site: Site) -> None:
    address = f"{site.url}/public"
    assert page.request.get(address).status == 404
    log_in(page, site, f"organisation_board.{site.world.district_id}")
    page.get_by_role("link", name="Số liệu để đăng").first.click()
    expect(page.locator("pre")).to_contain_text("đảng viên đã ủng hộ")
    look(page)
    page.get_by_role("link", name="Trang công khai").click()
    look(page)
    page.get_by_label("mở, không cho máy tìm kiếm ghi lại").check()
    page.fill("[name=paper]", "12-KL/HU")
    page.fill("[name=decided_on]", "20/11/2024")
    page.get_by_role("button", name="Ghi quyết định").click()
    _log_out(page)
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Kết quả vận động")
    expect(page.locator("main")).to_contain_text("Còn 2/2 đơn vị chưa báo cáo")
    look(page)


def _report(page: Page) -> None:
    page.get_by_role("link", name="Nhập kế hoạch").click()
    look(page)
    page.fill("[name=number]", "05-KH/ĐU")
    page.fill("[name=issued_on]", "05/10/2024")
    page.fill("[name=expected_vnd]", "20.000.000")
    page.get_by_role("button", name="Báo cáo kế hoạch").click()
    page.get_by_role("link", name="Nhập kết quả rà soát").click()
    page.fill("[name=surveyed_on]", "08/10/2024")
    page.get_by_role("button", name="Báo cáo kết quả rà soát").click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa chọn kết quả rà soát.")
    look(page)
    page.get_by_label("chưa có trường hợp").check()
    page.get_by_role("button", name="Báo cáo kết quả rà soát").click()
    page.get_by_role("link", name="Ghi việc tuyên truyền").click()
    page.select_option("[name=kind]", "meeting")
    page.fill("[name=title]", "Họp chi bộ")
    page.get_by_role("button", name="Ghi việc tuyên truyền").click()
    expect(page.locator("main")).to_contain_text("Họp chi bộ")
    look(page)


def _log_out(page: Page) -> None:
    page.locator(".user-menu summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/login**")
