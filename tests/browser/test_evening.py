"""One evening of a commune's treasurer, in a real browser: from the sheet to the cash book."""

import io
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from ledger.app import create_app
from ledger.book import checks
from tests.browser.conftest import PEOPLE, Site, log_in, look
from tests.conftest import make_config

pytestmark = pytest.mark.xdist_group("browser")


def test_a_cell_of_forty_two_is_recorded_printed_and_mended(page: Page, site: Site) -> None:
    log_in(page, site, "thuquy.xa")
    look(page)
    page.locator("main").get_by_role("link", name="Thu theo danh sách").click()
    page.wait_for_url("**/collection-sheets/**")
    look(page)
    typed_vnd = _fill_with_the_keyboard(page)

    page.fill("[name=counted_vnd]", "1.000")
    _record(page)
    expect(page.get_by_role("alert")).to_contain_text("Đếm được 1.000")
    expect(page.get_by_role("alert")).to_contain_text("Chưa ghi sổ khoản nào.")
    expect(page.locator("[data-count]")).to_have_text(str(PEOPLE))
    look(page)

    page.fill("[name=counted_vnd]", str(typed_vnd))
    _record(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Đã ghi {PEOPLE} khoản")
    look(page)
    recorded = page.url
    pdf = _pdf(page, page.get_by_role("link", name="Mở bản in").get_attribute("href"), site)
    assert len(pdf.pages) == PEOPLE
    names = [_payer(sheet.extract_text()) for sheet in pdf.pages]
    assert len(set(names)) == PEOPLE

    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Đã ghi {PEOPLE} khoản")
    assert _held_vnd(page, site) == typed_vnd

    _correct_a_name(page, site, recorded)
    _void_and_reprint(page, site, recorded)
    _prove(site)


def test_the_sheet_works_without_script_on_a_phone(plain_page: Page, site: Site) -> None:
    page = plain_page
    log_in(page, site, "thuquy.xa")
    page.goto(f"{site.url}/collection-sheets/{site.campaign_id}/{site.world.cell_ids[0]}")
    ticks = page.locator("input[type=checkbox][name^='level']")
    assert ticks.count() == PEOPLE
    ticks.nth(0).check()
    ticks.nth(1).check()
    page.get_by_role("button", name="Ghi và in phiếu thu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã ghi 2 khoản")


def test_every_page_of_a_treasurer_is_sound_on_a_phone(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    log_in(page, site, "thuquy.xa")
    pages = {link.get_attribute("href") for link in page.locator("nav a").all()}
    for path in sorted(path for path in pages if path):
        page.goto(f"{site.url}{path}")
        look(page)


def _fill_with_the_keyboard(page: Page) -> int:
    """Give everyone the minimum by Enter, but two; return the sum in đồng."""
    boxes = page.locator("input[name^='amount']")
    expect(boxes).to_have_count(PEOPLE)
    boxes.first.focus()
    for place in range(PEOPLE):
        if place in (4, 17):
            page.keyboard.type("500000" if place == 4 else "20.000")
        page.keyboard.press("Enter")
    expect(page.locator("[data-count]")).to_have_text(str(PEOPLE))
    shown = page.locator("[data-sum]").text_content() or ""
    amounts = [int(box.input_value().replace(".", "")) for box in boxes.all()]
    assert (amounts[4], amounts[17]) == (500_000, 20_000)
    assert int(shown.replace(".", "")) == sum(amounts)
    return sum(amounts)


def _record(page: Page) -> None:
    page.locator("[data-record]").click()


def _correct_a_name(page: Page, site: Site, recorded: str) -> None:
    page.goto(recorded)
    page.locator("tbody a").nth(2).click()
    page.wait_for_url("**/receipts/*")
    page.get_by_role("link", name="Sửa phiếu").click()
    page.wait_for_url("**/correct")
    look(page)
    page.fill("[name=payer_name]", "Trần Thị Bích Ngọc")
    page.fill("[name=reason]", "Ghi nhầm tên")
    page.locator("[name=donor_copy]").first.check()
    page.locator("main .actions .btn-primary[type=submit]").click()
    expect(page.locator("main")).to_contain_text("Trần Thị Bích Ngọc")
    look(page)


def _void_and_reprint(page: Page, site: Site, recorded: str) -> None:
    page.goto(recorded)
    page.locator("tbody a").nth(5).click()
    page.wait_for_url("**/receipts/*")
    receipt = page.url
    page.get_by_role("link", name="Hủy phiếu").click()
    page.wait_for_url("**/void")
    look(page)
    page.fill("[name=reason]", "Người nộp xin rút lại")
    page.locator("[name=donor_copy]").first.check()
    page.locator("main .actions .btn-primary[type=submit]").click()
    expect(page.locator("main")).to_contain_text("ĐÃ HỦY")
    page.goto(receipt)
    with page.expect_response(re.compile(r"copies/1\.pdf")) as answer:
        page.get_by_role("button", name="In lại").first.click()
    pdf = _pdf(page, answer.value.url.removeprefix(site.url), site)
    text = pdf.pages[0].extract_text()
    assert "IN LẠI LẦN 1" in text
    assert "ĐÃ HỦY" in text


def _held_vnd(page: Page, site: Site) -> int:
    """Return the last balance of the cash book of the commune."""
    page.goto(f"{site.url}/cash-books/{site.world.commune_book_id}")
    look(page)
    pdf = _pdf(page, f"/cash-books/{site.world.commune_book_id}/cash-book.pdf", site)
    assert "SỔ QUỸ TIỀN MẶT" in pdf.pages[0].extract_text()
    cells = page.locator("main table tbody tr").last.locator("td").all_text_contents()
    figures = [text for text in cells if re.fullmatch(r"\s*[\d.]+\s*", text)]
    return int(figures[-1].strip().replace(".", ""))


def _pdf(page: Page, path: str | None, site: Site) -> PdfReader:
    """Fetch a paper as the browser would."""
    answer = page.request.get(f"{site.url}{path}")
    assert answer.ok
    return PdfReader(io.BytesIO(answer.body()))


def _payer(text: str) -> str:
    found = re.search(r"Nguyễn Văn \w+ \w+", text)
    assert found, text
    return found[0]


def _prove(site: Site) -> None:
    app = create_app(make_config(f"sqlite:///{site.database}"))
    with app.app_context():
        assert checks.verify().findings == ()
