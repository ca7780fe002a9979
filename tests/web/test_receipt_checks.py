"""The page that says whether a receipt is genuine: for those inside, and for the world by QR."""

import dataclasses
import logging
from collections.abc import Iterator

import pytest

from ledger import clock
from ledger.db import run
from ledger.models.receipts import DonorCopy
from ledger.models.users import Role
from ledger.reports.receipts import ReceiptPaper, paper_of_voucher
from ledger.services.receipt_checks import MOST_CHECKS
from ledger.services.receipts import void_receipt
from tests import make
from tests.collecting import DAY, Season, give, new_key, vouchers_of
from tests.conftest import Store
from tests.web.browser import Browser
from tests.web.conftest import browser_on

UNKNOWN = "Mã không khớp phiếu thu nào. Kiểm tra lại hoặc hỏi thủ quỹ đơn vị."
PUBLIC = "http://localhost"


@pytest.fixture
def paper(season: Season) -> ReceiptPaper:
    """The receipt of one person."""
    voucher_id = vouchers_of(give(season, 158_000))[0]
    with clock.at_day(DAY):
        return paper_of_voucher(season.treasurer, voucher_id)


@pytest.fixture
def stranger(sqlite_store: Store, season: Season) -> Iterator[Browser]:
    """Somebody with a phone, where the server is public."""
    app, config = sqlite_store.app, sqlite_store.app.config["LEDGER"]
    app.config["LEDGER"] = dataclasses.replace(config, public_url=PUBLIC)
    yield browser_on(sqlite_store)
    app.config["LEDGER"] = config


def address(paper: ReceiptPaper, code: str = "") -> str:
    """Return the path that the QR code holds."""
    return f"/check/{paper.year}/{paper.number}/{code or paper.code}"


def test_a_phone_reads_that_a_receipt_is_genuine(stranger: Browser, paper: ReceiptPaper) -> None:
    answer = stranger.get(address(paper))
    assert "Phiếu thật" in answer.text
    assert "158.000" in answer.text
    assert "Đảng ủy xã Long Sơn" in answer.text
    assert "N… V… A…" in answer.text
    assert "Nguyễn" not in answer.text
    assert "Văn An" not in answer.text
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_number_and_spoken_code_lead_to_the_same_answer(
    stranger: Browser, paper: ReceiptPaper
) -> None:
    spoken = f"{paper.code[:4]} {paper.code[4:8].lower()}-{paper.code[8:12]}"
    sent = stranger.submit("/check", number="0001/2024", code=spoken)
    assert sent.status_code == 303
    assert sent.headers["Location"] == address(paper, spoken.replace(" ", "").replace("-", ""))
    assert "Phiếu thật" in stranger.get(sent.headers["Location"]).text


def test_a_cancelled_receipt_is_told_with_its_day(
    stranger: Browser, season: Season, paper: ReceiptPaper
) -> None:
    with clock.at_day(DAY):
        run(
            void_receipt,
            season.treasurer,
            1,
            key=new_key(),
            reason="ghi nhầm",
            donor_copy=DonorCopy.RETURNED,
        )
    text = stranger.get(address(paper)).text
    assert "Phiếu đã hủy ngày" in text
    assert "20/12/2024" in text
    assert "không có phiếu thay thế" in text
    assert "Phiếu thật" not in text


@pytest.mark.parametrize("code", ["0" * 26, "0" * 12, "7K3M", "U" * 12])
def test_any_other_code_gets_the_sentence(
    stranger: Browser, paper: ReceiptPaper, code: str
) -> None:
    answer = stranger.get(address(paper, code))
    assert answer.status_code == 200
    assert UNKNOWN in answer.text
    assert "158.000" not in answer.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"number": "129", "code": "7K3M-Q2XA-0V9B"}, "Nhập số phiếu cả năm"),
        ({"number": "", "code": "7K3M-Q2XA-0V9B"}, "Nhập số phiếu cả năm"),
        ({"number": "0129/2022", "code": " - "}, "Chưa nhập mã kiểm tra"),
        ({"scanned": "xin chào"}, "Nhập số phiếu cả năm"),
        ({"number": "0129/2022", "code": "x", "is_admin": "1"}, "trường lạ"),
    ],
)
def test_what_cannot_be_asked_is_said_and_kept(
    stranger: Browser, typed: dict[str, object], sentence: str
) -> None:
    answer = stranger.submit_fields("/check", typed)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_the_world_finds_nothing_where_the_server_is_not_public(
    sqlite_store: Store, paper: ReceiptPaper
) -> None:
    closed = browser_on(sqlite_store)
    assert closed.get("/check").status_code == 404
    assert closed.get(address(paper)).status_code == 404
    assert closed.submit("/check", number="0001/2024", code=paper.code).status_code == 404
    assert "/check" not in paper.check_url


@pytest.mark.parametrize("role", [Role.OFFICE, Role.INSPECTOR, Role.PROPAGANDA_BOARD])
def test_whoever_is_logged_in_may_ask_and_learns_no_more(
    sqlite_store: Store, season: Season, paper: ReceiptPaper, role: Role
) -> None:
    browser = browser_on(sqlite_store)
    browser.log_in(make.actor(season.world.district_id, role).username)
    assert 'href="/check"' in browser.get("/").text
    text = browser.get(address(paper)).text
    assert "Phiếu thật" in text
    assert "Nguyễn" not in text.partition('<main id="main"')[2]
    assert "Mở phiếu" not in text


def test_the_units_own_treasurer_goes_on_to_the_receipt(
    treasurer: Browser, paper: ReceiptPaper
) -> None:
    assert 'href="/receipts/1"' in treasurer.get(address(paper)).text
    assert (
        f"{paper.code[:4]}-{paper.code[4:8]}-{paper.code[8:12]}"
        in treasurer.get("/receipts/1").text
    )


def test_codes_cannot_be_tried_out(stranger: Browser, paper: ReceiptPaper) -> None:
    for _ in range(MOST_CHECKS):
        assert stranger.get(address(paper, "0" * 12)).status_code == 200
    refused = stranger.get(address(paper))
    assert refused.status_code == 429
    assert "Đã tra cứu quá nhiều lần. Thử lại sau 5 phút." in refused.text


def test_no_log_holds_a_code(
    sqlite_store: Store, paper: ReceiptPaper, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        browser_on(sqlite_store).get(address(paper))
    assert "/check/2024/1/…" in caplog.text
    assert paper.code not in caplog.text
