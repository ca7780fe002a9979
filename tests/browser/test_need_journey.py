"""A need in a real browser: from the member's đơn to the board's list, with a picture by consent."""

from pathlib import Path

from playwright.sync_api import Page

from ledger.app import create_app
from ledger.db import db, run
from ledger.models.party_units import PartyUnit
from ledger.models.users import Role
from tests import make
from tests.attachments import PDF, phone_picture
from tests.browser.conftest import Site, log_in, look
from tests.conftest import make_config

DAY = "20/11/2024"


def settle(site: Site) -> None:
    """Add who keeps need files to the site's district."""
    app = create_app(make_config(f"sqlite:///{site.database}"))
    with app.app_context():
        run(_add_keepers, site)
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def _add_keepers(site: Site) -> None:
    commune = db.session.get_one(PartyUnit, site.world.commune_id)
    district = db.session.get_one(PartyUnit, site.world.district_id)
    make.user(commune, Role.SECRETARY, "bithu")
    make.user(district, Role.ORGANISATION_BOARD, "banto")


def come_in(page: Page, site: Site, username: str) -> None:
    """Let somebody else sit down at the browser."""
    page.context.clear_cookies()
    log_in(page, site, username)


def enter(page: Page, **boxes: str) -> None:
    """Enter the act that the file waits for."""
    page.locator("main a.btn-primary").click()
    page.locator("#f-on_date").fill(DAY)
    for name, text in boxes.items():
        page.locator(f"#f-{name}").fill(text)
    page.get_by_role("button", name="Ghi bước này").click()


def test_a_need_from_the_letter_to_the_list(page: Page, site: Site, tmp_path: Path) -> None:
    settle(site)
    letter, photo = tmp_path / "don.pdf", tmp_path / "IMG_0001.jpg"
    letter.write_bytes(PDF)
    photo.write_bytes(phone_picture())
    come_in(page, site, "bithu")
    page.get_by_role("link", name="Khó khăn nhà ở").first.click()
    page.get_by_role("link", name="Ghi đơn đầu tiên").click()
    page.get_by_label("Họ tên đảng viên").fill("nguyen")
    page.locator("main").get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name="Ghi đơn").first.click()
    page.get_by_label("xây mới").check()
    page.locator("#f-applied_on").fill(DAY)
    page.locator("#f-address").fill("Số 12, ấp Tân Lập")
    page.get_by_label("không xin, không được hỗ trợ").check()
    page.locator("#f-file").set_input_files(letter)
    page.get_by_role("button", name="Ghi đơn").click()
    file = page.url

    enter(page, paper="05-BB/CB", votes_present="21", votes_for="20")
    enter(page, paper="12-BB/ĐU", votes_present="11", votes_for="11")
    page.get_by_role("link", name="Giấy tờ, ảnh").click()
    page.get_by_role("link", name="Ghi văn bản đồng ý").click()
    page.get_by_label("lưu ảnh trong hồ sơ").check()
    page.locator("#f-on_date").fill(DAY)
    page.locator("#f-paper").fill("Giấy chủ hộ ký")
    page.get_by_role("button", name="Ghi văn bản đồng ý").click()
    page.locator("#f-kind").select_option("photo")
    page.locator("#f-on_date").fill(DAY)
    page.locator("#f-file").set_input_files(photo)
    page.get_by_role("button", name="Thêm vào hồ sơ").click()
    look(page)
    shown = page.locator(".pictures img")
    shown.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.pictures img').naturalWidth > 0")

    come_in(page, site, "banto")
    page.goto(file)
    enter(page)
    page.locator("main a.btn-primary").click()
    page.locator("#f-surveyed_on").fill(DAY)
    page.locator("#f-estimated_cost_vnd").fill("120.000.000")
    page.locator("#f-wanted_support_vnd").fill("60.000.000")
    page.get_by_role("button", name="Ghi khảo sát").click()
    enter(page, reason="đúng như đơn")
    enter(page, paper="33-TB/HU")

    page.goto(file)
    look(page)
    page.get_by_role("link", name="Khó khăn nhà ở").first.click()
    look(page)
    assert "đủ điều kiện" in page.locator("main tbody tr").inner_text()
    assert "Người dùng bithu, Bí thư" in _readers(page, file)


def _readers(page: Page, file: str) -> str:
    page.goto(file)
    return page.locator("main").inner_text()
