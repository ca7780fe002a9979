"""One receipt for a signed list on screen: chosen, recorded, shown, printed, cancelled whole."""

import html
import io
import re

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from ledger.db import db, run
from ledger.models.audit_events import AuditEvent
from ledger.models.journal import Voucher, VoucherSeries
from ledger.models.party_units import PartyUnit, ReceiptsPer
from ledger.models.users import Role
from tests import collecting, make
from tests.collecting import Season
from tests.conftest import Store
from tests.web.browser import Browser
from tests.web.conftest import browser_on


@pytest.fixture
def listing(season: Season) -> Season:
    """The season, in which the commune gives one receipt for a list."""

    def work() -> None:
        db.session.get_one(PartyUnit, season.world.commune_id).receipts_per = ReceiptsPer.LIST

    run(work)
    return season


def plain(page: str) -> str:
    """Return the words of a page."""
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", page)).split())


def record(at: Season, treasurer: Browser, **more: object) -> str:
    """Record that three people have given; return where the click is shown."""
    fields: dict[str, object] = {
        "submission_key": collecting.new_key(),
        "received_on": "20/12/2024",
        "method": "cash",
    }
    amounts = ("158.000", "225.000", "50.000")
    for entry_id, amount in zip(at.entries, amounts, strict=False):
        fields[f"amount[{entry_id}]"] = amount
    path = f"/collection-sheets/{at.campaign_id}/{at.cell_id}"
    answer = treasurer.submit_fields(path, fields | more)
    assert answer.status_code == 303, answer.text
    return answer.location


def receipt_path(click: str, treasurer: Browser) -> str:
    """Return the address of the one receipt of a click."""
    (number,) = set(re.findall(r'href="/receipts/(\d+)"', treasurer.get(click).text))
    return f"/receipts/{number}"


def count(series: VoucherSeries) -> int:
    """Count the vouchers of a series."""
    query = sa.select(sa.func.count()).where(Voucher.series == series)
    return db.session.scalar(query) or 0


def test_the_administrator_chooses_how_a_unit_gives_receipts(
    sqlite_store: Store, season: Season
) -> None:
    admin = browser_on(sqlite_store)
    admin.log_in(make.actor(season.world.district_id, Role.ADMIN).username)
    unit_id = season.world.commune_id
    answer = admin.submit(f"/units/{unit_id}/receipts", receipt_title="phieu_thu")
    assert answer.status_code == 422
    assert "Chưa chọn cách lập phiếu." in answer.text
    answer = admin.submit(
        f"/units/{unit_id}/receipts", receipt_title="phieu_thu", receipts_per="list"
    )
    assert answer.status_code == 303
    assert "mỗi danh sách ký nộp một phiếu thu" in plain(admin.get(f"/units/{unit_id}").text)
    page = admin.get(f"/units/{unit_id}/edit").text
    assert re.search(r'name="receipts_per"[^>]*value="list"[^>]*checked', page)
    query = sa.select(AuditEvent).where(AuditEvent.action == "unit.receipts")
    assert len(db.session.scalars(query).all()) == 1


def test_the_sheet_says_that_the_list_has_one_receipt(listing: Season, treasurer: Browser) -> None:
    page = treasurer.get(f"/collection-sheets/{listing.campaign_id}/{listing.cell_id}").text
    assert "một phiếu thu cho cả danh sách" in plain(page)
    assert "?paper=1" not in page


def test_a_recorded_list_is_one_row_with_everybody_behind_it(
    listing: Season, treasurer: Browser
) -> None:
    click = record(listing, treasurer, brought_by="Lê Văn Bảy")
    words = plain(treasurer.get(click).text)
    assert "Đã ghi 3 khoản" in words
    assert "0001/2024 Lê Văn Bảy danh sách 3 người 433.000" in words
    assert "Cộng 1 phiếu 433.000" in words
    words = plain(treasurer.get("/receipts?q=binh").text)
    assert "Lê Văn Bảy Chi bộ ấp Tân Lập · danh sách 3 người 433.000" in words
    words = plain(treasurer.get(receipt_path(click, treasurer)).text)
    assert "Danh sách kèm theo (3 người)" in words
    assert "1 Nguyễn Văn An 158.000 2 Trần Thị Bình 225.000 3 Lê Minh Chi 50.000" in words
    assert "«Hủy phiếu» cho cả danh sách" in words
    assert "Sửa phiếu" not in words
    book = plain(treasurer.get(f"/cash-books/{listing.book_id}").text)
    assert book.count("Lê Văn Bảy (danh sách 3 người) – Ủng hộ") == 1


def test_the_list_is_printed_behind_its_receipt(listing: Season, treasurer: Browser) -> None:
    click = record(listing, treasurer)
    for layout in ("a5", "a4_two"):
        pdf = treasurer.get(f"{click}/receipts.pdf?layout={layout}")
        receipt, people = (
            " ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf.data)).pages
        )
        assert "danh sách 3 người" in receipt
        assert "433.000 đồng" in receipt
        assert "kèm theo phiếu thu số 0001/2024" in people
        for name in collecting.NAMES[:3]:
            assert name in people
            assert name not in receipt


def test_a_list_is_cancelled_whole_after_saying_so(listing: Season, treasurer: Browser) -> None:
    path = receipt_path(record(listing, treasurer), treasurer)
    refused = plain(treasurer.get(f"{path}/correct").text)
    assert "không sửa từng người" in refused
    assert "Lập phiếu mới" not in refused
    assert "mọi người trong danh sách đều bị hủy" in plain(treasurer.get(f"{path}/void").text)
    fields: dict[str, object] = {
        "submission_key": collecting.new_key(),
        "reason": "sai một người",
        "donor_copy": "returned",
    }
    for _ in range(2):
        assert treasurer.submit_fields(f"{path}/void", fields).status_code == 303
    assert count(VoucherSeries.ADJUSTMENT) == 1
    assert "ĐÃ HỦY" in treasurer.get(path).text


def test_a_correction_that_is_sent_anyway_is_refused(listing: Season, treasurer: Browser) -> None:
    path = receipt_path(record(listing, treasurer), treasurer)
    answer = treasurer.submit(
        f"{path}/correct",
        submission_key=collecting.new_key(),
        reason="sai tên",
        donor_copy="returned",
        payer_name="Nguyễn Văn Ân",
        payer_place="Chi bộ ấp Tân Lập",
        amount_vnd="158.000",
    )
    assert answer.status_code == 409
    assert "không sửa từng người" in plain(answer.text)
    assert count(VoucherSeries.RECEIPT) == 1


def test_a_list_is_printed_again_with_its_mark_on_every_page(
    listing: Season, treasurer: Browser
) -> None:
    path = receipt_path(record(listing, treasurer), treasurer)
    answer = treasurer.submit(f"{path}/reprint", after=0, layout="a5")
    assert answer.status_code == 303
    pages = PdfReader(io.BytesIO(treasurer.get(answer.location).data)).pages
    assert len(pages) == 2
    assert all("IN LẠI LẦN 1" in page.extract_text() for page in pages)
