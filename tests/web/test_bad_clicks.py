"""What a stranger sends: twice, changed, too late, for another unit, from another site.

Named by the rows of the specification of bad inputs, like ``test_bad_inputs.py``; what is sent is
always the page's own form, filled well.
"""

import re
from io import BytesIO

import pytest

from tests.make import PASSWORD
from tests.web.browser import Browser
from tests.web.conftest import browser_on
from tests.web.pages import agreed_in, form_with, without_tokens, words_of
from tests.web.town import MONEY, NOT_SENT_BACK, NOTHING, SCREENS, STRANGE, TREASURER, Town, send


def test_the_same_gift_again_is_asked_about_not_refused_25(town: Town) -> None:
    browser = town.browser()
    page = browser.get(
        town.path("/contributions/new?campaign_id={campaign}&entry_id={given_entry}")
    )
    form = form_with(page.text, "amount_vnd").filled({"amount_vnd": "158.000"})
    before = town.rows()
    asked = send(browser, form)
    assert asked.status_code == 422
    assert "Có thể trùng phiếu số 1 hôm nay" in words_of(asked.text)
    assert town.rows() == before
    again = form_with(asked.text, "amount_vnd").filled(agreed_in(asked.text))
    assert send(browser, again).status_code == 303
    assert town.count("voucher") == len(before["voucher"]) + 1


@pytest.mark.parametrize("screen", [*MONEY, "undo"])
def test_sent_twice_recorded_once_and_the_receipt_says_when_26_28(town: Town, screen: str) -> None:
    browser, form = town.open(screen)
    first = send(browser, form)
    recorded = town.rows()
    again = send(browser, form)  # a double click, a refresh, Back and once more, a lost answer
    assert (first.status_code, again.status_code) == (303, 303)
    assert again.location == first.location
    assert town.rows() == recorded
    page = words_of(browser.get(again.location).text)
    if screen in {"gift", "stranger", "firm", "sheet", "sheet with papers"}:
        assert re.search(r"Đã ghi lúc \d\d:\d\d ngày 20/12/2024", page)


CHANGED: dict[str, tuple[dict[str, str], str]] = {
    "gift": ({"amount_vnd": "600.000"}, "500.000 đồng"),
    "stranger": ({"name": "Lê Thị Hạ"}, "90.000 đồng"),
    "sheet": ({"received_on": "19/12/2024"}, "158.000 đồng"),
    "correction": ({"reason": "Khác"}, "ghi với 185.000 đồng"),
    "void": ({"donor_copy": "lost"}, "ghi với khoản hủy 158.000 đồng"),
    "undo": ({"reason": "Khác"}, "ghi với khoản hủy 158.000 đồng"),
    "opening": ({"bank_vnd": "2.000"}, "7.001.000 đồng"),
}


@pytest.mark.parametrize("screen", CHANGED)
def test_another_form_under_the_same_key_is_told_what_was_recorded_27(
    town: Town, screen: str
) -> None:
    browser, form = town.open(screen)
    assert send(browser, form).status_code == 303
    recorded = town.rows()
    changed, sum_text = CHANGED[screen]
    answer = send(browser, form.filled(changed))
    words = words_of(answer.text)
    assert answer.status_code == 409, words
    assert "Mở phiếu mới nếu là khoản khác." in words
    assert sum_text in words, words[:900]
    assert town.rows() == recorded


def test_the_key_of_somebody_else_is_refused_27(town: Town) -> None:
    treasurer, theirs = town.open("gift")
    assert send(treasurer, theirs).status_code == 303
    office, ours = town.open("opening")
    recorded = town.rows()
    answer = send(office, ours.filled({"submission_key": theirs.get("submission_key")}))
    assert answer.status_code == 409
    assert "Mở lại trang này rồi nhập lại." in words_of(answer.text)
    assert town.rows() == recorded
    assert send(office, ours).status_code == 303


@pytest.mark.parametrize("screen", ["void", "correction"])
def test_a_receipt_is_cancelled_once_29(town: Town, screen: str) -> None:
    browser, form = town.open(screen)
    form.action = form.action.replace(town.path("/{voucher}/"), town.path("/{gone}/"))
    before = town.rows()
    answer = send(browser, form)
    words = words_of(answer.text)
    assert answer.status_code == 409
    assert "Phiếu này đã hủy ngày 20/12/2024 (chứng từ điều chỉnh số " in words
    assert NOTHING in words
    assert town.rows() == before


ELSEWHERE = (
    "/receipts/{agency_voucher}",
    "/receipts/{agency_voucher}/receipt.pdf",
    "/receipts/{agency_voucher}/copies/1.pdf",
    "/receipts/{agency_voucher}/void",
    "/receipts/{agency_voucher}/correct",
    "/submissions/{agency_submission}",
    "/submissions/{agency_submission}/receipts.pdf",
    "/submissions/{agency_submission}/copies.pdf",
    "/collection-sheets/{campaign}/{agency_cell}",
    "/collection-sheets/{campaign}/{agency_cell}/blank.pdf",
    "/contributions/new?campaign_id={campaign}&entry_id={agency_entry}",
    "/receipts/{voucher}/correct?entry_id={agency_entry}",
    "/cash-books/{agency_book}",
    "/cash-books/{agency_book}/cash-book.xlsx",
    "/opening-balances/{agency_book}",
    "/units/{agency_cell}",
    "/campaigns/{campaign}/units/{agency_cell}",
    "/statements/{agency_cell}",
)


@pytest.mark.parametrize("path", ELSEWHERE)
def test_what_is_another_units_is_what_does_not_exist_36(
    town: Town, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    browser = town.browser()
    theirs = browser.get(town.path(path))
    missing = browser.get(town.path(re.sub(r"\{agency_\w+\}", "999999", path)))
    assert theirs.status_code == missing.status_code == 404
    assert "Không tìm thấy." in theirs.text
    assert without_tokens(theirs.text) == without_tokens(missing.text)
    assert caplog.text.count("404 refused to user") == 2


@pytest.mark.parametrize("screen", ["void", "correction", "undo", "sheet"])
def test_a_form_for_another_unit_records_nothing_36(town: Town, screen: str) -> None:
    browser, form = town.open(screen)
    theirs = {"{voucher}": "{agency_voucher}", "{submission}": "{agency_submission}",
              "{cell}": "{agency_cell}"}  # fmt: skip
    for ours, other in theirs.items():
        form.action = re.sub(rf"/{town.path(ours)}(?=/|$)", town.path(f"/{other}"), form.action)
    before = town.rows()
    assert send(browser, form).status_code == 404
    assert town.rows() == before


@pytest.mark.parametrize("screen", SCREENS)
def test_fields_that_a_form_does_not_have_are_refused_and_logged_37(
    town: Town, screen: str, caplog: pytest.LogCaptureFixture
) -> None:
    browser, form = town.open(screen)
    before = town.rows()
    doubled = form.filled({})
    doubled.pairs.append(next(pair for pair in form.pairs if pair[0] in SCREENS[screen].good))
    for sent in (
        form.filled({"unit_id": town.path("{agency_cell}"), "is_admin": "1"}),
        form.filled({"amount_vnd[x]": "1"}),
        doubled,
    ):
        answer = send(browser, sent)
        assert answer.status_code == 422
        assert STRANGE in words_of(answer.text)
    assert town.rows() == before
    assert caplog.text.count("strange fields") == 3
    assert send(browser, form).status_code == 303


def test_one_box_has_one_name_and_a_form_only_its_own_files_37(town: Town) -> None:
    browser, form = town.open("sheet")
    before = town.rows()
    entry = town.path("{entry}")
    again = send(browser, form.filled({f"amount[0{entry}]": "7"}))
    assert again.status_code == 422
    assert "Lựa chọn này không có trong danh sách." in words_of(again.text)
    for path in ("/contributions", "/member-imports"):
        answer = browser.submit(path, x=(BytesIO(b"x"), "a.csv"))
        assert answer.status_code == 422
        assert STRANGE in words_of(answer.text)
    two = browser.submit(
        "/member-imports", file=[(BytesIO(b"a"), "a.csv"), (BytesIO(b"b"), "b.csv")]
    )
    assert STRANGE in words_of(two.text)
    assert browser.get("/receipts/\u0661").status_code == 404
    assert town.rows() == before


def as_sent_by_us(browser: Browser) -> Browser:
    """Let a browser say that a page of this site sent the form, as real ones do."""
    browser.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return browser


@pytest.mark.parametrize("screen", MONEY)
def test_a_token_that_is_too_old_loses_nothing_38(town: Town, screen: str) -> None:
    browser, form = town.open(screen)
    before = town.rows()
    answer = send(as_sent_by_us(browser), form.filled({"csrf_token": "old.and.gone"}))
    words = words_of(answer.text)
    assert answer.status_code == 400
    assert "Phiên nhập đã quá hạn; dữ liệu còn trên màn hình, bấm Ghi sổ." in words
    assert NOTHING in words
    assert town.rows() == before
    again = form_with(answer.text, form.pairs[-1][0])
    assert again.differing(form, but=NOT_SENT_BACK) == []
    assert send(browser, again).status_code == 303
    assert town.count() == len(before["submission"]) + 1


@pytest.mark.parametrize("screen", ["gift", "sheet", "correction"])
def test_a_session_that_ended_elsewhere_loses_nothing_39(town: Town, screen: str) -> None:
    browser, form = town.open(screen)
    other = town.browser()
    before = town.rows()
    assert other.log_out().status_code == 303
    answer = send(browser, form)
    assert answer.status_code == 401
    assert NOTHING in words_of(answer.text)
    login = form_with(answer.text, "password")
    person = {"username": town.kept.usernames[TREASURER], "password": PASSWORD}
    resent = send(browser, login.filled(person))
    assert "Bạn đã đăng nhập lại; dữ liệu còn đây, bấm Ghi sổ." in words_of(resent.text)
    again = form_with(resent.text, "submission_key")
    assert again.differing(form, but=NOT_SENT_BACK) == []
    assert again.action == form.action
    assert send(browser, again).status_code == 303
    assert town.count() == len(before["submission"]) + 1


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "////evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/ /evil.example",
        "/" + "a" * 300,
    ],
)
def test_another_site_after_the_login_is_the_first_page_39(town: Town, target: str) -> None:
    browser = browser_on(town.store)
    page = browser.get("/login", query_string={"next": target})
    form = form_with(page.text, "password")
    assert form.get("next") == "/"
    person = {"username": town.kept.usernames[TREASURER], "password": PASSWORD}
    assert send(browser, form.filled(person | {"next": target})).location == "/"


def test_the_sixth_wrong_password_closes_a_name_40_41(town: Town) -> None:
    browser = browser_on(town.store)
    form = form_with(browser.get("/login").text, "password")
    before = town.rows()
    said: dict[str, list[tuple[int, str]]] = {}
    for name in (town.kept.usernames[TREASURER], "khong.co.ai"):
        for password in ["sai"] * 6 + [PASSWORD]:
            answer = send(browser, form.filled({"username": name, "password": password}))
            form = form_with(answer.text, "password")
            assert form.get("username") == name
            words = words_of(answer.text).replace(name, "")
            said.setdefault(name, []).append((answer.status_code, words))
    known, unknown = said.values()
    assert known == unknown
    assert [status for status, _words in known] == [422] * 5 + [429] * 2
    assert "Sai quá nhiều lần. Thử lại sau 5 phút." in known[-1][1]
    assert town.rows() == before
