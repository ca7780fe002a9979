"""Counting the purse and the bank's movements in a browser."""

import re

import pytest

from ledger.models.users import Role
from tests import building, make
from tests.collecting import new_key
from tests.web.browser import Browser
from tests.web.conftest import username_of
from tests.web.pages import forms_of


@pytest.fixture
def keeper(client: Browser) -> Browser:
    """A commune's treasurer, whose purse is empty."""
    client.log_in(username_of(Role.COMMUNE_TREASURER))
    return client


def test_a_difference_asks_its_reason_and_then_moves_the_book(keeper: Browser) -> None:
    assert "Chưa kiểm kê lần nào" in keeper.get("/cash-counts").text
    assert "500.000" in keeper.get("/cash-counts/new").text
    form: dict[str, object] = {
        "submission_key": new_key(),
        "note[500000]": "2",
        "witnesses": "Phạm Văn Khoa\n\nĐỗ Minh Ngọc",
    }
    asked = keeper.submit_fields("/cash-counts", dict(form))
    assert asked.status_code == 422
    assert "thừa 1.000.000 đồng" in asked.text
    assert "Đỗ Minh Ngọc" in asked.text
    form |= {"reason": "tiền chưa kịp ghi", "book_difference": "1", "conclusion": "đã rõ"}
    made = keeper.submit_fields("/cash-counts", form)
    assert made.status_code == 303
    assert keeper.submit_fields("/cash-counts", form).location == made.location
    page = keeper.get(made.location).text
    assert "chứng từ PT 0001" in page
    assert "Phạm Văn Khoa; Đỗ Minh Ngọc" in page
    assert "khớp" not in keeper.get("/cash-counts").text
    assert keeper.get(f"{made.location}/minutes.pdf").data.startswith(b"%PDF")


def test_eleven_witnesses_are_too_many(keeper: Browser) -> None:
    names = "\n".join(f"Người thứ {'một' * place}" for place in range(1, 12))
    answer = keeper.submit("/cash-counts", submission_key=new_key(), witnesses=names)
    assert answer.status_code == 422
    assert "nhiều nhất 10 người" in answer.text


def test_an_empty_purse_counted_empty_agrees(keeper: Browser) -> None:
    made = keeper.submit("/cash-counts", submission_key=new_key())
    assert "khớp" in keeper.get(made.location).text
    assert keeper.get(f"{made.location}0").status_code == 404


def test_interest_is_recorded_and_taken_back(keeper: Browser) -> None:
    form = {
        "submission_key": new_key(),
        "kind": "interest",
        "amount_vnd": "12.345",
        "on_date": "20/11/2024",
        "paper": "giấy báo có số 12",
    }
    assert keeper.submit("/bank-movements", **form).status_code == 303
    page = keeper.get("/bank-movements").text
    assert "Lãi tiền gửi ngân hàng (giấy báo có số 12)" in page
    assert "tiền gửi <strong>12.345 đồng" in page
    path = page.split('href="/bank-movements/')[1].split('"')[0]
    path = f"/bank-movements/{path}"
    assert "Lý do hủy" in keeper.get(path).text
    assert keeper.submit(path, submission_key=new_key()).status_code == 422
    assert keeper.submit(path, submission_key=new_key(), reason="nhầm").status_code == 303
    assert "đã hủy" in keeper.get("/bank-movements").text
    assert "đã hủy" in keeper.get(path).text
    again = keeper.submit(path, submission_key=new_key(), reason="nhầm")
    assert again.status_code == 409


def test_what_the_bank_does_not_do_is_refused(keeper: Browser) -> None:
    form = {"submission_key": new_key(), "amount_vnd": "1.000", "on_date": "20/11/2024"}
    assert "Chưa chọn loại." in keeper.submit("/bank-movements", **form).text
    other = keeper.submit("/bank-movements", **form, kind="disbursement")
    assert other.status_code == 422
    assert "không có trong danh sách" in other.text
    fee = keeper.submit("/bank-movements", **form, kind="fee")
    assert "Quỹ còn 0 đồng, không đủ trả phí 1.000 đồng." in fee.text


def test_the_money_of_a_house_is_kept_like_the_units_own(
    keeper: Browser, world: make.World
) -> None:
    building.name_bodies(world)
    building.fund(world, world.office_book_id, cash_vnd=9_000_000)
    decision_id = building.granted(world, building.house(world))
    stage_id = building.prepared(building.board(world), decision_id, 9_000_000)
    building.paid(building.office(world), stage_id)
    listed = keeper.get("/cash-books").text
    assert "Kinh phí xây Ngôi nhà số 01 xã Long Sơn" in listed
    book = keeper.get(re.findall(r'href="(/cash-books/\d+)"', listed)[-1]).text
    assert "Số dư đầu kỳ</a>" not in book
    at_bank, counts = re.findall(r'href="(/(?:bank-movements|cash-counts)\?book=\d+)"', book)

    (form,) = (one for one in forms_of(keeper.get(at_bank).text) if one.action == "/bank-movements")
    filled = form.filled({"kind": "deposit", "amount_vnd": "8.000.000", "on_date": "20/11/2024"})
    made = keeper.submit_fields(form.action, dict(filled.pairs))
    assert made.location == at_bank
    page = keeper.get(at_bank).text
    assert "tiền gửi <strong>8.000.000 đồng" in page
    assert "tiền gửi <strong>0 đồng" in keeper.get("/bank-movements").text

    path = counts.replace("?", "/new?")
    (form,) = (one for one in forms_of(keeper.get(path).text) if one.action == "/cash-counts")
    counted = keeper.submit_fields(form.action, dict(form.filled({"note[500000]": "2"}).pairs))
    assert "khớp" in keeper.get(counted.location).text
    assert "Kinh phí xây" in keeper.get(counted.location).text
    assert keeper.get(f"{counted.location}/minutes.pdf").data.startswith(b"%PDF")
    assert keeper.get(f"/bank-movements?book={world.office_book_id}").status_code == 404
