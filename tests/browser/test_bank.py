"""From a notice with a code to matched receipts, in a real browser, by a commune's treasurer."""

import io

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import FilePayload, Page, expect
from pypdf import PdfReader

from ledger import vietqr
from ledger.app import create_app
from ledger.book import checks
from tests.browser.conftest import Site, log_in, look, width_of
from tests.conftest import make_config

pytestmark = pytest.mark.xdist_group("browser")

HEAD = "trdt,tomgntno,acctccyamt,aftrbal,rem\n"
FIRST, SECOND, THIRD = "Nguyễn Văn Thanh An", "Nguyễn Văn Thanh Bình", "NGUYEN VAN THANH CHI"


def test_from_a_notice_to_matched_receipts(page: Page, site: Site) -> None:
    log_in(page, site, "thuquy.xa")
    _enter_the_account(page)
    first, second = _print_notices(page, site)
    statement = HEAD + "".join(
        f"2024-11-{day:02d},FT{day},{vnd},,{remark}\n"
        for day, vnd, remark in (
            (4, 158_000, f"MBVCB.4554223041.{first} ung ho.CT tu 0351000803936"),
            (5, 50_000, second.replace(" ", "")),
            (6, 60_000, f"{THIRD} chuyen tien"),
            (7, 100_000, "CHI BO NOP 3 D/C"),
        )
    )
    _send_statement(page, site, statement)

    expect(page.locator("main")).to_contain_text("4 khoản, 368.000 đồng")
    look(page)
    page.get_by_role("button", name="Ghi các khoản đã chọn và in phiếu thu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã ghi 2 khoản")
    href = page.get_by_role("link", name="Mở bản in").get_attribute("href")
    pdf = PdfReader(io.BytesIO(page.request.get(f"{site.url}{href}").body()))
    assert FIRST in pdf.pages[0].extract_text()
    assert SECOND in pdf.pages[1].extract_text()

    _record_a_suggestion(page, site)
    _split(page, site)
    page.goto(f"{site.url}/bank-lines")
    expect(page.locator("main")).to_contain_text("Không có khoản chuyển khoản nào chờ ghi.")
    look(page)
    _send_statement(page, site, statement + "2024-11-08,FT8,5000,,chuyen tien\n", known=4)
    expect(page.locator("main")).to_contain_text("1 khoản, 5.000 đồng")
    page.goto(site.url)
    expect(page.locator("main")).to_contain_text("1 khoản chuyển khoản chưa rõ người nộp")
    look(page)
    _prove(site)


def test_the_queue_works_without_script_on_a_phone(plain_page: Page, site: Site) -> None:
    page = plain_page
    log_in(page, site, "thuquy.xa")
    _enter_the_account(page)
    _send_statement(page, site, HEAD + "2024-11-04,FT1,100000,,CHI BO NOP 2 D/C\n")
    page.get_by_role("link", name="CHI BO NOP 2 D/C").click()
    assert width_of(page) <= 360
    page.locator("main a[href*='/split/']").first.click()
    page.locator("input[name^=among]").nth(0).check()
    page.locator("input[name^=among]").nth(1).check()
    page.get_by_role("button", name="Chia đều cho người đã chọn").click()
    assert width_of(page) <= 360
    page.get_by_role("button", name="Ghi và in phiếu thu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã ghi 2 khoản")


def _enter_the_account(page: Page) -> None:
    page.get_by_role("link", name="Sao kê ngân hàng").click()
    page.get_by_role("link", name="Nhập tài khoản").click()
    page.select_option("[name=bin]", "970405")
    page.fill("[name=number]", "5200205123456")
    page.fill("[name=number_again]", "5200205123456")
    page.fill("[name=holder]", "DANG UY XA LONG SON")
    page.fill("[name=starts_on]", "01/10/2024")
    page.get_by_role("button", name="Ghi tài khoản").click()
    expect(page.get_by_role("alert")).to_contain_text("Sai một số là tiền đi nơi khác.")
    page.locator("[name=agreed]").check()
    page.get_by_role("button", name="Ghi tài khoản").click()
    expect(page.locator("main")).to_contain_text("Agribank 5200205123456")


def _print_notices(page: Page, site: Site) -> tuple[str, str]:
    """Print the cells' notices, and those of the first two people; return their references."""
    look(page)
    page.get_by_role("link", name="Giấy báo có mã QR").click()
    page.get_by_role("button", name="Lập mã chuyển khoản").click()
    look(page)
    all_cells = page.get_by_role("link", name="In giấy báo của mọi chi bộ")
    orders = [vietqr.read(text) for text in _codes(page, site, all_cells.get_attribute("href"))]
    assert {(one.account, one.amount_vnd) for one in orders} == {("5200205123456", None)}
    page.get_by_role("link", name="Chi bộ ấp Tân Lập", exact=True).click()
    look(page)
    links = page.get_by_role("link", name="không số tiền")
    found = []
    for place in range(2):
        (text,) = _codes(page, site, links.nth(place).get_attribute("href"))
        found.append(vietqr.read(text).purpose)
    return found[0], found[1]


def _codes(page: Page, site: Site, path: str | None) -> list[str]:
    """Return what a telephone reads on each page of a paper."""
    body = page.request.get(f"{site.url}{path}").body()
    sheets = pypdfium2.PdfDocument(body)
    return [zxingcpp.read_barcodes(sheet.render(scale=3).to_pil())[0].text for sheet in sheets]


def _send_statement(page: Page, site: Site, text: str, *, known: int = 0) -> None:
    page.goto(f"{site.url}/bank-statements")
    file = FilePayload(name="sao-ke.csv", mimeType="text/csv", buffer=text.encode())
    page.set_input_files("[name=file]", files=[file])
    page.get_by_role("button", name="Xem trước").click()
    expect(page.locator("main")).to_contain_text("Agribank, tiêu đề ở dòng 1")
    if known:
        expect(page.locator("main")).to_contain_text(f"{known} dòng, không thêm lần nữa")
    page.locator("[name=agreed]").check()
    page.get_by_role("button", name="dòng mới").click()
    page.wait_for_url("**/bank-lines")


def _record_a_suggestion(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/bank-lines")
    page.get_by_role("link", name=f"{THIRD} chuyen tien").click()
    look(page)
    page.get_by_role("button", name="Ghi cho người này").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã ghi 1 khoản")


def _split(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/bank-lines")
    page.get_by_role("link", name="CHI BO NOP 3 D/C").click()
    page.get_by_role("link", name="Chi bộ ấp Tân Lập").click()
    look(page)
    for place in (5, 6, 7):
        page.locator("input[name^=among]").nth(place).check()
    page.get_by_role("button", name="Chia đều cho người đã chọn").click()
    filled = [box.input_value() for box in page.locator("input[name^=amount]").all()]
    assert sorted(filter(None, filled)) == ["33.333", "33.333", "33.334"]
    page.fill("[name=brought_by]", "Trần Văn Thủ")
    page.get_by_role("button", name="Ghi và in phiếu thu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã ghi 3 khoản")


def _prove(site: Site) -> None:
    app = create_app(make_config(f"sqlite:///{site.database}"))
    with app.app_context():
        assert checks.verify().findings == ()
