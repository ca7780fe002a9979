"""The opening balance on screen (J8)."""

import pytest

from ledger.book import journal
from ledger.models.books import AccountKind
from ledger.models.users import Role
from tests import collecting, make
from tests.collecting import Season, give
from tests.conftest import Store
from tests.web.browser import Browser
from tests.web.conftest import browser_on
from tests.web.test_collection_sheets import boxes

Fields = dict[str, object]


def path_of(season: Season) -> str:
    """Return the address of the commune's opening balance."""
    return f"/opening-balances/{season.book_id}"


def fields_of(**more: object) -> Fields:
    """Return a filled form."""
    return {
        "submission_key": collecting.new_key(),
        "on_date": "01/01/2024",
        "cash_vnd": "12.000.000",
        "bank_vnd": "",
        "paper": "Biên bản kiểm kê quỹ số 01/BB ngày 31/12/2023",
    } | more


def cash(season: Season) -> int:
    """Return what the purse holds in cash."""
    return journal.balances(season.book_id)[AccountKind.CASH]


def test_a_book_begins_with_what_was_counted(season: Season, treasurer: Browser) -> None:
    assert "Biên bản kiểm kê quỹ" in treasurer.get(path_of(season)).text
    fields = fields_of()
    answer = treasurer.submit_fields(path_of(season), fields)
    assert answer.location == f"/cash-books/{season.book_id}"
    page = treasurer.get(answer.location).text
    assert "Số dư đầu kỳ theo Biên bản kiểm kê quỹ số 01/BB" in page
    assert cash(season) == 12_000_000
    again = treasurer.submit_fields(path_of(season), fields)
    assert again.location == answer.location
    assert "12.000.000" in treasurer.get(path_of(season)).text


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("cash_vnd", "", "Nhập số dư tiền mặt hoặc tiền gửi."),
        ("cash_vnd", "1,5", "Sổ không ghi số lẻ dưới 1 đồng."),
        ("on_date", "21/12/2024", "Ngày kiểm kê không được sau hôm nay (20/12/2024)."),
        ("on_date", "31/02/2024", "Ngày 31/02/2024 không có trong lịch."),
        ("paper", "", "Chưa nhập biên bản kiểm kê quỹ"),
    ],
)
def test_a_wrong_opening_is_said_beside_its_box(
    season: Season, treasurer: Browser, field: str, typed: str, sentence: str
) -> None:
    answer = treasurer.submit_fields(path_of(season), fields_of(**{field: typed}))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'href="#f-{field}"' in answer.text
    assert cash(season) == 0


def test_ten_billion_is_asked_about(season: Season, treasurer: Browser) -> None:
    fields = fields_of(cash_vnd="12.000.000.000")
    answer = treasurer.submit_fields(path_of(season), fields)
    assert "Mười hai tỷ đồng – xác nhận?" in answer.text
    agreed = boxes(answer.text)
    assert treasurer.submit_fields(path_of(season), fields | {"agreed": agreed}).status_code == 303


def test_a_book_that_has_begun_takes_none(season: Season, treasurer: Browser) -> None:
    give(season, 158_000)
    assert "không ghi số dư đầu kỳ được nữa" in treasurer.get(path_of(season)).text
    answer = treasurer.submit_fields(path_of(season), fields_of())
    assert answer.status_code == 409
    assert cash(season) == 158_000


def test_a_wrong_one_is_taken_back_and_entered_again(season: Season, treasurer: Browser) -> None:
    treasurer.submit_fields(path_of(season), fields_of(cash_vnd="1.200.000"))
    undo = f"{path_of(season)}/undo"
    key = collecting.new_key()
    answer = treasurer.submit(undo, submission_key=key, reason="")
    assert "Chưa nhập lý do." in answer.text
    answer = treasurer.submit(undo, submission_key=key, reason="gõ thiếu số 0")
    assert answer.location == path_of(season)
    assert cash(season) == 0
    treasurer.submit_fields(path_of(season), fields_of())
    assert cash(season) == 12_000_000
    give(season, 158_000)
    assert "Số dư này sai?" not in treasurer.get(path_of(season)).text


def test_the_office_begins_its_own_book_only(sqlite_store: Store, season: Season) -> None:
    office = browser_on(sqlite_store)
    office.log_in(make.actor(season.world.district_id, Role.OFFICE).username)
    own = f"/opening-balances/{season.world.office_book_id}"
    assert office.submit_fields(own, fields_of()).status_code == 303
    assert office.get(path_of(season)).status_code == 404
    assert office.submit_fields(path_of(season), fields_of()).status_code == 404
    assert cash(season) == 0


def test_a_click_that_opened_a_book_leads_to_it(season: Season, treasurer: Browser) -> None:
    treasurer.submit_fields(path_of(season), fields_of())
    assert treasurer.get("/submissions/1").location == f"/cash-books/{season.book_id}"
