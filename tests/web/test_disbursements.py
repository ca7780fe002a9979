"""Payments through the screens: prepared by one, paid by another, never above the decision."""

import re

import pytest
from werkzeug.test import TestResponse

from ledger.models.contributions import Method
from ledger.models.users import Role
from tests import building, make
from tests.building import decided, fund, held, house, new_key, paper, prepared
from tests.conftest import Store
from tests.web.browser import Browser
from tests.web.conftest import username_of
from tests.web.pages import forms_of, words_of
from tests.web.test_decisions import browse, entered


@pytest.fixture
def made(world: make.World) -> make.World:
    """A commune with 60 million in cash; its district's bodies have their names."""
    building.name_bodies(world)
    fund(world, world.commune_book_id, cash_vnd=60_000_000)
    return world


def prepare(browser: Browser, decision_id: int, **changed: object) -> TestResponse:
    """Send the form of a stage, with other values in some of its boxes."""
    typed: dict[str, object] = {
        "decision_id": str(decision_id),
        "stage": "Đợt 1: xong phần móng",
        "amount_vnd": "20.000.000",
        "method": Method.CASH.value,
        "acceptance_number": "01/BB-NT",
        "accepted_on": "03/06/2024",
        "receiver": "Trần Văn Thợ",
        "receiver_place": "Ấp Tân Lập",
    }
    return browser.submit_fields("/disbursements", typed | changed)


def pay(browser: Browser, stage_id: int, on_date: str = "04/06/2024") -> TestResponse:
    """Send the form of a payment."""
    return browser.submit(
        f"/disbursements/{stage_id}/pay", submission_key=new_key(), on_date=on_date
    )


def test_what_waits_for_a_purse_stands_apart_from_what_waits_elsewhere(
    sqlite_store: Store, made: make.World
) -> None:
    house_id = house(made)
    own, granted = decided(made, house_id), building.granted(made, house_id)
    prepared(building.secretary(made), own, 1_000_000)
    prepared(building.board(made), granted, 2_000_000)

    at_office = browse(sqlite_store, building.office(made)).get("/disbursements").text
    mine, theirs = at_office.split("Chờ chi tại các đơn vị")
    assert ("Đợt 2000000" in mine, "Đợt 1000000" in mine) == (True, False)
    assert "Đợt 1000000" in theirs
    at_commune = browse(sqlite_store, building.treasurer(made)).get("/disbursements").text
    assert "Chờ chi tại các đơn vị" not in at_commune
    assert "Đợt 1000000" in at_commune


def test_an_agency_unit_spends_nothing_33(client: Browser, made: make.World) -> None:
    decision_id = decided(made, house(made))
    stage_id = prepared(building.secretary(made), decision_id, 1_000_000)
    client.log_in(username_of(Role.AGENCY_TREASURER))
    for answer in (
        client.get("/disbursements"),
        client.get(f"/disbursements/new?decision={decision_id}"),
        prepare(client, decision_id),
        pay(client, stage_id),
    ):
        assert answer.status_code == 403
        assert "Khối cơ quan nộp về Văn phòng Huyện ủy; không chi tại đơn vị." in words_of(
            answer.text
        )


def test_a_stage_above_the_decision_is_refused_with_what_is_left_34(
    sqlite_store: Store, made: make.World
) -> None:
    decision_id = decided(made, house(made))
    prepared(building.secretary(made), decision_id, 45_000_000)
    secretary = browse(sqlite_store, building.secretary(made))
    refused = prepare(secretary, decision_id, amount_vnd="5.000.001", receiver="Lê Văn Hồ")
    assert refused.status_code == 422
    words = words_of(refused.text)
    assert "Quyết định số 12-QĐ/ĐU còn lại 5.000.000 đồng." in words
    assert "Chưa ghi sổ khoản nào." in words
    kept = next(form for form in forms_of(refused.text) if form.action == "/disbursements")
    assert kept.get("amount_vnd") == "5.000.001"
    assert kept.get("receiver") == "Lê Văn Hồ"
    assert kept.get("accepted_on") == "03/06/2024"
    assert kept.get("stage") == "Đợt 1: xong phần móng"


def test_no_stage_without_a_confirmed_decision_or_after_its_last_day_34(
    sqlite_store: Store, made: make.World
) -> None:
    secretary = browse(sqlite_store, building.secretary(made))
    waiting = entered(made, house(made))
    refused = prepare(secretary, waiting)
    assert refused.status_code == 422
    assert "Quyết định số 12-QĐ/ĐU còn lại 0 đồng." in words_of(refused.text)
    late = decided(
        made, house(made, "Ngôi nhà số 02"), paper(number="13-QĐ/ĐU", expires_on=building.DAY)
    )
    expired = prepare(secretary, late)
    assert expired.status_code == 422
    assert "Quyết định số 13-QĐ/ĐU còn lại 0 đồng." in words_of(expired.text)


def test_minutes_come_first(sqlite_store: Store, made: make.World) -> None:
    decision_id = decided(made, house(made))
    secretary = browse(sqlite_store, building.secretary(made))
    refused = prepare(secretary, decision_id, accepted_on="")
    assert refused.status_code == 422
    assert "Chưa nhập ngày của biên bản nghiệm thu." in words_of(refused.text)
    stage_id = prepared(building.secretary(made), decision_id, 1_000_000)
    treasurer = browse(sqlite_store, building.treasurer(made))
    early = pay(treasurer, stage_id, "02/06/2024")
    assert early.status_code == 422
    assert "Ngày chi không được trước ngày nghiệm thu 03/06/2024." in words_of(early.text)
    kept = next(form for form in forms_of(early.text) if form.action.endswith("/pay"))
    assert kept.get("on_date") == "02/06/2024"


def test_who_prepared_does_not_pay_35(sqlite_store: Store, made: make.World) -> None:
    decision_id = decided(made, house(made))
    stage_id = prepared(building.treasurer(made), decision_id, 20_000_000)
    treasurer = browse(sqlite_store, building.treasurer(made))
    shown = treasurer.get(f"/disbursements/{stage_id}").text
    assert "Bạn đã chuẩn bị khoản này nên người khác chi." in shown
    assert not [form for form in forms_of(shown) if form.action.endswith("/pay")]
    refused = pay(treasurer, stage_id)
    assert refused.status_code == 403
    assert "Người đề nghị không được tự duyệt." in words_of(refused.text)
    assert held(made.commune_book_id) == 60_000_000


def test_a_stage_is_paid_once_and_leaves_a_phieu_chi(sqlite_store: Store, made: make.World) -> None:
    decision_id = decided(made, house(made))
    secretary = browse(sqlite_store, building.secretary(made))
    here = prepare(secretary, decision_id).location
    stage_id = int(re.findall(r"\d+$", here)[0])
    assert pay(secretary, stage_id).status_code == 403
    treasurer = browse(sqlite_store, building.treasurer(made))
    assert pay(treasurer, stage_id).location == here
    assert held(made.commune_book_id) == 40_000_000
    assert "PC 0001/2024" in words_of(treasurer.get(here).text)
    again = pay(treasurer, stage_id)
    assert again.status_code == 409
    assert "Khoản này đã chi ngày 04/06/2024." in words_of(again.text)


def test_more_than_the_purse_holds_is_not_paid(sqlite_store: Store, made: make.World) -> None:
    decision_id = decided(made, house(made), paper(90_000_000))
    stage_id = prepared(building.secretary(made), decision_id, 60_000_001)
    treasurer = browse(sqlite_store, building.treasurer(made))
    refused = pay(treasurer, stage_id)
    assert refused.status_code == 422
    assert "60.000.000" in words_of(refused.text)
    assert held(made.commune_book_id) == 60_000_000
