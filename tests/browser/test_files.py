"""A treasurer's spreadsheets in a real browser: out and back with the list, and a list as it is."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import PEOPLE, Site, log_in, look

pytestmark = pytest.mark.xdist_group("browser")

DAY = date(2024, 11, 20)


def test_the_list_travels_out_is_filled_in_and_comes_back(page: Page, site: Site) -> None:
    log_in(page, site, "thuquy.xa")
    page.goto(f"{site.url}/collection-sheets")
    look(page)
    with page.expect_download() as leaving:
        page.get_by_role("link", name="Tải danh sách của đơn vị").click()
    filled = _fill(Path(leaving.value.path()))

    page.get_by_role("link", name="Nhập từ Excel").click()
    look(page)
    _send(page, "ve-tu-chi-bo.xlsx", filled)
    expect(page.locator("main")).to_contain_text("nhận ra từng người theo mã dòng")
    look(page)
    page.get_by_role("button", name=f"Ghi {PEOPLE} khoản và in phiếu thu").click()
    look(page)
    page.get_by_role("link", name="Mở và in phiếu thu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Đã ghi {PEOPLE} khoản")
    address = page.get_by_role("link", name="Mở bản in").get_attribute("href")
    pdf = page.request.get(f"{site.url}{address}")
    assert len(PdfReader(BytesIO(pdf.body())).pages) == PEOPLE

    page.goto(f"{site.url}/contribution-imports/new")
    _send(page, "ve-tu-chi-bo.xlsx", filled)
    expect(page.get_by_role("alert")).to_contain_text("Tệp này đã nhập ngày")


def test_a_list_with_faults_is_answered_and_its_rest_comes_back(page: Page, site: Site) -> None:
    log_in(page, site, "thuquy.xa")
    name = "Nguyễn Văn Thanh An"
    text = (
        f"STT;Họ và tên;Số tiền;Ngày nộp\n1;đ/c {name.upper()};250k;20/11/2024\n"
        "2;Cơ sở may Hồng Hà;2 triệu;20/11/2024\n3;Ai Đó;abc;31/11/2024\n;Tổng cộng;2.260.000;\n"
    )
    page.goto(f"{site.url}/contribution-imports/new")
    _send(page, "thu.csv", text.encode("utf-8-sig"))
    look(page)
    expect(page.locator("main")).to_contain_text("Ngày 31/11/2024 không có trong lịch.")
    page.get_by_label("Cơ sở may Hồng Hà").select_option("kind:business")
    page.get_by_role("button", name="Lưu lựa chọn và xem lại").click()
    page.get_by_role("button", name="Ghi 2 dòng đúng, gửi lại 1 dòng").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã ghi 2 phiếu 1–2")
    look(page)
    with page.expect_download() as leaving:
        page.get_by_role("link", name="Tải các dòng chưa ghi").click()
    sheet = load_workbook(BytesIO(Path(leaving.value.path()).read_bytes())).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][1:3] == ["Ai Đó", "abc"]


def test_a_copied_column_fills_the_sheet_downwards(page: Page, site: Site) -> None:
    log_in(page, site, "thuquy.xa")
    page.goto(f"{site.url}/collection-sheets/{site.campaign_id}/{site.world.cell_ids[0]}")
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text", "150.000 đ\\n\\n200000\\n");
          const box = document.querySelector("input[name^='amount[']");
          box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, cancelable: true}));
        }"""
    )
    boxes = page.locator("input[name^='amount[']")
    assert [boxes.nth(place).input_value() for place in range(4)] == ["150.000", "", "200.000", ""]
    expect(page.locator("[data-count]")).to_have_text("2")
    expect(page.locator("[data-sum]")).to_have_text("350.000")


def _send(page: Page, name: str, body: bytes) -> None:
    kind = "application/octet-stream"
    page.set_input_files("[name=file]", {"name": name, "mimeType": kind, "buffer": body})
    page.get_by_role("button", name="Xem trước").click()


def _fill(path: Path) -> bytes:
    """Fill the first cell's people in as a cell's treasurer does, without a network."""
    book = load_workbook(BytesIO(path.read_bytes()))
    sheet = book.active
    assert sheet is not None
    top = next(row[0].row for row in sheet.iter_rows() if row[0].value == "STT")
    for row in range(top + 1, top + 1 + PEOPLE):
        sheet.cell(row, 7, 150_000)
        sheet.cell(row, 8, DAY)
    filled = BytesIO()
    book.save(filled)
    return filled.getvalue()
