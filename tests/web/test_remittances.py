"""Sending and receiving in a browser without script: both people's pages and papers."""

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from pypdf import PdfReader

from ledger import clock
from ledger.db import db
from ledger.models.books import AccountKind
from ledger.models.contributions import Method
from ledger.models.remittances import RemittanceArrival
from ledger.models.users import Role
from ledger.web import installation
from tests import remitting
from tests.collecting import DAY, counted_statements, new_key, stand_still
from tests.conftest import Store
from tests.remitting import Way, collect, count_in, send_cash
from tests.web.browser import Browser
from tests.web.conftest import browser_on

LETTER = "Kinh phí xã, thị trấn sử dụng tại đơn vị"


@pytest.fixture
def at(sqlite_store: Store) -> Iterator[Way]:
    """A district on its working day; requests see that day too."""
    installation.forget(sqlite_store.app)
    stand_still()
    made = remitting.way()
    with clock.at_day(DAY):
        yield made


def logged_in(store: Store, at: Way, role: Role) -> Browser:
    """Return a browser of one of the people of the story."""
    names = {
        Role.AGENCY_TREASURER: at.treasurer.username,
        Role.OFFICE: at.office.username,
        Role.COMMUNE_TREASURER: at.commune_treasurer.username,
    }
    browser = browser_on(store)
    browser.log_in(names[role])
    return browser


@pytest.fixture
def unit(sqlite_store: Store, at: Way) -> Browser:
    """The agency's treasurer, whose purse holds 6.200.000."""
    collect(at)
    return logged_in(sqlite_store, at, Role.AGENCY_TREASURER)


@pytest.fixture
def office(sqlite_store: Store, at: Way) -> Browser:
    """The committee's office."""
    return logged_in(sqlite_store, at, Role.OFFICE)


def send_form(at: Way, **changed: object) -> dict[str, object]:
    """Return a filled form for sending everything in cash."""
    facts: dict[str, object] = {
        "submission_key": new_key(),
        "campaign_id": at.campaign_id,
        "method": "cash",
        "amount_vnd": "6.200.000",
        "sent_on": "20/12/2024",
        "carrier": "Lê Thị Hà",
    }
    return facts | changed


def words_of(data: bytes) -> str:
    """Return the text of a paper, blanks as one."""
    pages = PdfReader(BytesIO(data)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def test_what_is_sent_shows_on_both_sides_with_its_papers(
    at: Way, unit: Browser, office: Browser
) -> None:
    shown = unit.get("/remittances/new").text
    assert 'value="6.200.000"' in shown
    answer = unit.submit("/remittances", **send_form(at))
    assert answer.status_code == 303
    assert "đang chuyển" in unit.get(answer.location).text
    slip = words_of(unit.get(f"{answer.location}/slip.pdf").data)
    assert "Nộp lần này: 6.200.000 đồng" in slip
    assert "Sáu triệu hai trăm nghìn đồng chẵn" in slip

    queue = office.get("/remittances").text
    assert "Đang chuyển · 1 đơn vị" in queue
    assert "Đếm và nhận" in queue
    path = f"{answer.location}/receive"
    form: dict[str, object] = {"submission_key": new_key(), "received_on": "20/12/2024"}
    counted = form | {"note[500000]": "12", "note[100000]": "1"}
    short = office.submit_fields(path, dict(counted))
    assert short.status_code == 422
    assert "Nhận 6.100.000 đồng, trả lại đơn vị 100.000 đồng" in short.text
    assert 'value="12"' in short.text
    taken = office.submit_fields(path, counted | {"reason": "thiếu một tờ"})
    assert taken.status_code == 303
    page = office.get(taken.location).text
    assert "đã nhận một phần" in page
    assert "PT 0001/2024" in page
    assert "thiếu một tờ" in unit.get(taken.location).text

    receipt = words_of(office.get(f"{answer.location}/receipt.pdf").data)
    assert receipt.count("6.100.000 đồng") == 2
    assert "Liên 2: giao người nộp" in receipt
    assert "gửi 6.200.000, nhận 6.100.000, trả lại 100.000" in receipt


def test_a_doubled_click_goes_to_the_same_remittance(at: Way, unit: Browser) -> None:
    form = send_form(at, amount_vnd="1.000.000")
    first = unit.submit("/remittances", **form)
    assert unit.submit("/remittances", **form).location == first.location
    changed = unit.submit("/remittances", **form | {"amount_vnd": "2.000.000"})
    assert changed.status_code == 409
    assert at.unit(AccountKind.TRANSIT) == 1_000_000


def test_more_than_the_purse_holds_is_said_with_the_form_kept(at: Way, unit: Browser) -> None:
    answer = unit.submit("/remittances", **send_form(at, amount_vnd="7.000.000"))
    assert answer.status_code == 422
    assert "Quỹ còn 6.200.000 đồng, không đủ nộp 7.000.000 đồng." in answer.text
    assert "Chưa ghi sổ khoản nào." in answer.text
    assert 'value="7.000.000"' in answer.text


def test_a_commune_reads_the_letter_and_has_no_button(sqlite_store: Store, at: Way) -> None:
    browser = logged_in(sqlite_store, at, Role.COMMUNE_TREASURER)
    assert "/remittances" not in browser.get("/").text
    for path in ("/remittances", "/remittances/new"):
        answer = browser.get(path)
        assert answer.status_code == 403
        assert LETTER in answer.text
    posted = browser.submit("/remittances", **send_form(at))
    assert posted.status_code == 403
    assert LETTER in posted.text


def test_an_empty_purse_says_what_to_do_first(sqlite_store: Store, at: Way) -> None:
    browser = logged_in(sqlite_store, at, Role.AGENCY_TREASURER)
    assert "chưa có tiền để nộp" in browser.get("/remittances/new").text
    assert "Không có khoản nào đang chuyển" in browser.get("/remittances").text


def test_the_office_returns_all_with_a_reason(at: Way, unit: Browser, office: Browser) -> None:
    path = f"/remittances/{send_cash(at, 6_200_000)}"
    form: dict[str, object] = {"submission_key": new_key(), "received_on": "20/12/2024"}
    bare = office.submit(f"{path}/return", **form)
    assert bare.status_code == 422
    assert "Chưa nhập lý do trả lại." in bare.text
    assert office.submit(f"{path}/return", **form, reason="tiền ướt").status_code == 303
    assert "đã trả lại toàn bộ" in unit.get(path).text
    assert office.get(f"{path}/receive").status_code == 409
    assert office.get(f"{path}/receipt.pdf").status_code == 404


def test_money_at_the_bank_is_received_as_a_sum(at: Way, office: Browser) -> None:
    collect(at, 6_000_000, method=Method.BANK)
    path = f"/remittances/{send_cash(at, 6_000_000, method=Method.BANK)}"
    page = office.get(f"{path}/receive").text
    assert "note[500000]" not in page
    assert 'value="6.000.000"' in page
    answer = office.submit(
        f"{path}/receive",
        submission_key=new_key(),
        received_on="20/12/2024",
        received_vnd="6.000.000",
    )
    assert answer.status_code == 303
    assert "đã nhận đủ" in office.get(path).text


def test_deductions_are_ticked_off_the_list(at: Way, unit: Browser, office: Browser) -> None:
    path = f"/remittances/deductions/{at.campaign_id}/{at.world.agency_id}"
    assert path in unit.get("/remittances").text
    assert "Phạm Văn Khoa" in unit.get(path).text
    first, second, _ = at.entries
    form: dict[str, object] = {
        "submission_key": new_key(),
        "sent_on": "20/12/2024",
        "reference": "FT24355009",
        f"level[{first}]": "248.891",
        f"amount[{second}]": "300.000",
    }
    missing = unit.submit_fields(path, form | {"reference": ""})
    assert missing.status_code == 422
    assert "Chưa nhập số tham chiếu" in missing.text
    unknown = unit.submit_fields(path, form | {f"level[{first}]": "", f"amount[{second}]": ""})
    assert "Chưa nhập khoản nào" in unknown.text
    sent = unit.submit_fields(path, form)
    assert sent.status_code == 303
    page = office.get(sent.location).text
    assert "548.891 đồng" in page
    assert "Phạm Văn Khoa" not in page


def test_the_receipt_is_printed_again_under_a_count(at: Way, office: Browser) -> None:
    collect(at)
    remittance_id = send_cash(at, 6_200_000)
    count_in(at, remittance_id, remitting.COUNTED)
    path = f"/remittances/{remittance_id}"
    first = office.submit(f"{path}/reprint", after="0")
    assert first.location.endswith("/copies/1.pdf")
    assert "IN LẠI LẦN 1" in words_of(office.get(first.location).data)
    assert office.submit(f"{path}/reprint").location.endswith("/copies/2.pdf")
    assert office.get(f"{path}/receipt.pdf").status_code == 409


def test_the_office_sees_no_member_and_no_amount_of_one(at: Way, office: Browser) -> None:
    collect(at)
    remittance_id = send_cash(at, 6_200_000)
    count_in(at, remittance_id, remitting.COUNTED)
    pages = [
        office.get(path).text
        for path in ("/remittances", f"/remittances/{remittance_id}", "/refunds", "/refunds/new")
    ]
    for secret in ("Phạm Văn Khoa", "Đỗ Minh Ngọc", "150.000"):
        assert not any(secret in page for page in pages), secret
    assert office.get(f"/remittances/{remittance_id}/slip.pdf").status_code == 403


def test_lists_cost_a_fixed_number_of_statements(at: Way, unit: Browser, office: Browser) -> None:
    for _ in range(3):
        count_in(at, send_cash(at, 500_000), {500_000: 1})
    send_cash(at, 500_000)
    for browser in (unit, office):
        with counted_statements() as seen:
            assert browser.get("/remittances").status_code == 200
        assert len(seen) <= 12


def test_a_refund_is_given_and_listed(at: Way, office: Browser) -> None:
    collect(at)
    count_in(at, send_cash(at, 6_200_000), remitting.COUNTED)
    assert "Chưa trả lại khoản nào" in office.get("/refunds").text
    form: dict[str, object] = {
        "submission_key": new_key(),
        "campaign_unit_id": at.campaign_unit_id,
        "method": "cash",
        "amount_vnd": "50.000",
        "on_date": "20/12/2024",
        "receiver": "Lê Thị Hà",
    }
    assert "6.100.000" in office.get(f"/refunds/new?unit={at.campaign_unit_id}").text
    assert office.submit("/refunds", **form).status_code == 422
    too_much = office.submit("/refunds", **form | {"amount_vnd": "7.000.000", "reason": "x"})
    assert "không trả lại 7.000.000 đồng được" in too_much.text
    done = office.submit("/refunds", **form, reason="hủy phiếu PT 0003/2024")
    assert done.status_code == 303
    page = office.get(done.location).text
    assert "Đã trả lại đơn vị 50.000 đồng." in page
    assert "PC 0001/2024" in page
    assert "hủy phiếu PT 0003/2024" in page


def test_nothing_handed_in_leaves_nothing_to_give_back(at: Way, office: Browser) -> None:
    assert "Chưa đơn vị nào nộp tiền" in office.get("/refunds/new").text


def test_a_count_with_letters_is_said_beside_its_note(at: Way, office: Browser) -> None:
    collect(at)
    remittance_id = send_cash(at, 6_200_000)
    answer = office.submit_fields(
        f"/remittances/{remittance_id}/receive",
        {"submission_key": new_key(), "received_on": "20/12/2024", "note[500000]": "mười hai"},
    )
    assert answer.status_code == 422
    assert "Nhập một số từ 0 đến 1000000." in answer.text
    assert db.session.get(RemittanceArrival, remittance_id) is None


def test_first_pages_say_what_is_on_its_way(at: Way, unit: Browser, office: Browser) -> None:
    assert "Nộp 6.200.000 đồng đang giữ về Văn phòng" in unit.get("/").text
    assert "chờ đếm và nhận" not in office.get("/").text
    unit.submit_fields("/remittances", send_form(at))
    assert "6.200.000 đồng đã gửi, chờ Văn phòng xác nhận" in unit.get("/").text
    waiting = "1 khoản đang chuyển chờ đếm và nhận · 6.200.000 đồng · lâu nhất 0 ngày"
    assert waiting in office.get("/").text
