"""A house's money in a real browser: decided by two people, paid by two, granted and given back."""

import io

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from ledger.app import create_app
from ledger.book import checks
from ledger.db import db, run
from ledger.models.party_units import PartyUnit
from ledger.models.users import Role
from tests import building, make
from tests.browser.conftest import Site, log_in, look
from tests.conftest import make_config

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def house(site: Site) -> int:
    """A house in a commune with 60 million; the district's office has 100."""
    app = create_app(make_config(f"sqlite:///{site.database}"), TESTING=True)
    with app.app_context():
        building.name_bodies(site.world)
        run(_add_deciders, site.world)
        building.fund(site.world, site.world.commune_book_id, cash_vnd=60_000_000)
        building.fund(site.world, site.world.office_book_id, cash_vnd=100_000_000)
        house_id = building.house(site.world)
        _let_go()
    return house_id


def test_a_house_is_decided_refused_corrected_confirmed_and_paid_in_stages(
    page: Page, site: Site, house: int
) -> None:
    come_in(page, site, "thuquy.xa")
    page.goto(f"{site.url}/houses/{house}")
    look(page)
    page.locator("main").get_by_role("link", name="Nhập quyết định").click()
    look(page)
    _fill_decision(page, number="21-QĐ/ĐU", issuer="committee", amount="5.000.000")
    expect(page.get_by_text("Bạn đã nhập quyết định này nên người khác xác nhận.")).to_be_visible()
    look(page)
    first = page.url

    come_in(page, site, "bithu.xa")
    page.goto(first)
    look(page)
    page.locator("#f-reason").fill("Trên giấy là 50 triệu đồng")
    page.get_by_role("button", name="Trả lại người nhập").click()
    expect(_facts(page)).to_contain_text("Trên giấy là 50 triệu đồng")

    come_in(page, site, "thuquy.xa")
    page.goto(first)
    page.get_by_role("link", name="Nhập lại cho đúng").click()
    expect(page.locator("#f-number")).to_have_value("21-QĐ/ĐU")
    page.locator("#f-amount_vnd").fill("50.000.000")
    page.get_by_role("button", name="Nhập, chờ xác nhận").click()
    page.wait_for_url("**/decisions/2")

    come_in(page, site, "bithu.xa")
    _confirm(page, f"{site.url}/decisions/2")
    for stage, amount in (("Đợt 1: móng", "20.000.000"), ("Đợt 2: mái", "30.000.000")):
        come_in(page, site, "bithu.xa")
        page.goto(f"{site.url}/decisions/2")
        page.get_by_role("link", name="Chuẩn bị chi một đợt").click()
        look(page)
        _fill_stage(page, stage, amount)
        come_in(page, site, "thuquy.xa")
        _pay(page, site, stage)
    sheet = _pdf(page, page.get_by_role("link", name="In phiếu chi (hai liên)"), site)
    assert "30.000.000" in sheet
    assert "Trần Văn Thợ" in sheet
    look(page)
    page.goto(f"{site.url}/disbursements")
    look(page)
    page.goto(f"{site.url}/houses/{house}")
    look(page)
    expect(page.locator("main")).to_contain_text("PC 0002/")
    _prove(site)


def test_a_grant_is_spent_and_its_rest_comes_back(page: Page, site: Site, house: int) -> None:
    come_in(page, site, "bantochuc")
    page.goto(f"{site.url}/houses/{house}")
    page.locator("main").get_by_role("link", name="Nhập quyết định").click()
    page.locator("[name=kind][value=grant]").check()
    _fill_decision(page, number="101-QĐ/HU", issuer="standing_committee", amount="50.000.000")
    decision = page.url
    come_in(page, site, "thuongvu")
    _confirm(page, decision)
    come_in(page, site, "bantochuc")
    page.goto(decision)
    page.get_by_role("link", name="Chuẩn bị cấp kinh phí").click()
    _fill_stage(page, "Cấp đợt 1", "40.000.000", minutes=False)
    come_in(page, site, "vanphong")
    _pay(page, site, "Cấp đợt 1")

    come_in(page, site, "bithu.xa")
    page.goto(decision)
    page.get_by_role("link", name="Chuẩn bị chi một đợt").click()
    _fill_stage(page, "Đợt 1: xong nhà", "38.000.000")
    come_in(page, site, "thuquy.xa")
    _pay(page, site, "Đợt 1: xong nhà")
    _keep(page, site)

    come_in(page, site, "vanphong")
    page.goto(f"{site.url}/houses/{house}")
    page.get_by_role("link", name="Thu hồi kinh phí thừa, đóng sổ").click()
    look(page)
    page.locator("#f-bringer").fill("Lê Thị Hà")
    page.get_by_role("button", name="Thu hồi 2.000.000 đồng và đóng sổ").click()
    page.wait_for_url(f"{site.url}/houses/{house}")
    expect(page.locator("main")).to_contain_text("sổ đã đóng ngày")
    expect(page.locator("main")).to_contain_text("38.000.000")
    look(page)
    _prove(site)


def test_pages_of_a_house_fit_a_phone(page: Page, site: Site, house: int) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    log_in(page, site, "bithu.xa")
    page.goto(f"{site.url}/houses/{house}")
    page.get_by_role("link", name="Thêm giấy tờ, hình ảnh").click()
    page.locator("#f-kind").select_option("acceptance")
    page.locator("#f-number").fill("01/BB-NT")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(f"{site.url}/houses/{house}")
    expect(page.locator("main")).to_contain_text("Dự toán cao hơn các nguồn đã có")
    expect(page.get_by_role("button", name="Gỡ")).to_be_visible()
    look(page)
    for path in ("houses", "decisions", "decisions/new", "disbursements"):
        page.goto(f"{site.url}/{path}")
        look(page)


def come_in(page: Page, site: Site, username: str) -> None:
    """Let somebody else sit down at the browser."""
    page.context.clear_cookies()
    log_in(page, site, username)


def _fill_decision(page: Page, *, number: str, issuer: str, amount: str) -> None:
    page.locator("#f-number").fill(number)
    page.locator("#f-issued_on").fill("03/06/2024")
    page.locator("#f-issuer").select_option(issuer)
    page.locator("#f-signer").fill("Nguyễn Văn Phúc")
    page.locator("#f-amount_vnd").fill(amount)
    page.get_by_role("button", name="Nhập, chờ xác nhận").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Quyết định số {number}")


def _confirm(page: Page, decision: str) -> None:
    page.goto(decision)
    page.locator("#f-compared").check()
    page.get_by_role("button", name="Xác nhận đúng với quyết định").click()
    expect(_facts(page)).to_contain_text("đã xác nhận")


def _fill_stage(page: Page, stage: str, amount: str, *, minutes: bool = True) -> None:
    page.locator("#f-stage").fill(stage)
    page.locator("#f-amount_vnd").fill(amount)
    if minutes:
        page.locator("#f-acceptance_number").fill("01/BB-NT")
        page.locator("#f-accepted_on").fill("04/06/2024")
    page.locator("#f-receiver").fill("Trần Văn Thợ")
    page.get_by_role("button", name="Chuẩn bị, chờ chi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(stage)


def _pay(page: Page, site: Site, stage: str) -> None:
    """Find what waits from the first page of payments, and pay it."""
    page.goto(f"{site.url}/disbursements")
    page.get_by_role("link", name=stage).click()
    look(page)
    page.get_by_role("button", name="đồng và ghi sổ").click()
    expect(_facts(page)).to_contain_text("phiếu chi PC")


def _keep(page: Page, site: Site) -> None:
    """Bring most of what is left to the bank, and count the rest, apart from the unit's money."""
    page.goto(f"{site.url}/cash-books")
    look(page)
    page.get_by_role("link", name="Kinh phí xây").click()
    look(page)
    main = page.locator("main")
    main.get_by_role("link", name="Tiền gửi ngân hàng").click()
    page.locator("[name=kind][value=deposit]").check()
    page.locator("#f-amount_vnd").fill("1.500.000")
    page.get_by_role("button", name="Ghi sổ").click()
    expect(main).to_contain_text("Tiền mặt 500.000 đồng · tiền gửi 1.500.000 đồng")
    look(page)
    main.get_by_role("link", name="Sổ quỹ").click()
    main.get_by_role("link", name="Kiểm kê quỹ").click()
    main.get_by_role("link", name="Đếm quỹ").click()
    page.locator("[name='note[500000]']").fill("1")
    page.get_by_role("button", name="Lập biên bản").click()
    expect(_facts(page)).to_contain_text("khớp")
    look(page)


def _facts(page: Page) -> Locator:
    return page.locator("main dl.facts")


def _pdf(page: Page, link: Locator, site: Site) -> str:
    answer = page.request.get(f"{site.url}{link.get_attribute('href')}")
    assert answer.ok
    return "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(answer.body())).pages)


def _add_deciders(world: make.World) -> None:
    district = db.session.get_one(PartyUnit, world.district_id)
    make.user(district, Role.ORGANISATION_BOARD, "bantochuc")
    make.user(district, Role.STANDING_COMMITTEE, "thuongvu")


def _prove(site: Site) -> None:
    app = create_app(make_config(f"sqlite:///{site.database}"))
    with app.app_context():
        assert checks.verify().findings == ()
        _let_go()


def _let_go() -> None:
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()
