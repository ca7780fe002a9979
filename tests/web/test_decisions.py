"""Decisions on paper through the screens: two people, exact refusals, nothing typed is lost."""

import pytest
from werkzeug.test import TestResponse

from ledger.db import db, run
from ledger.models.books import Rule
from ledger.models.decisions import DecisionKind
from ledger.models.houses import HousePaperKind
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.users import Role
from ledger.reports.houses import house_page
from ledger.reports.scope import Actor
from ledger.services import decisions, houses
from tests import building, make
from tests.attachments import scan
from tests.building import DAY, decided, fund, granted, house, paid, paper, prepared
from tests.collecting import counted_statements
from tests.conftest import Store
from tests.web.browser import Browser
from tests.web.conftest import browser_on
from tests.web.pages import forms_of, words_of

MOST_STATEMENTS = 12


@pytest.fixture
def made(world: make.World) -> make.World:
    """A commune with 60 million in cash; its district's bodies have their names."""
    building.name_bodies(world)
    fund(world, world.commune_book_id, cash_vnd=60_000_000)
    return world


def browse(store: Store, who: Actor) -> Browser:
    """Let somebody sit down at a browser."""
    browser = browser_on(store)
    browser.log_in(who.username)
    return browser


def entered(made: make.World, house_id: int) -> int:
    """Let the treasurer enter a decision; nobody has confirmed it."""
    row = run(
        decisions.enter_decision,
        building.treasurer(made),
        house_id=house_id,
        book_id=made.commune_book_id,
        paper=paper(),
    )
    return row.id


def enter(browser: Browser, made: make.World, house_id: int, **changed: object) -> TestResponse:
    """Send the form of a decision, with other values in some of its boxes."""
    typed: dict[str, object] = {
        "house_id": str(house_id),
        "book_id": str(made.commune_book_id),
        "kind": DecisionKind.SUPPORT.value,
        "number": "12-QĐ/ĐU",
        "issued_on": "03/06/2024",
        "issuer": NameKind.COMMITTEE.value,
        "signer": "Nguyễn Văn Phúc",
        "summary": "Về việc hỗ trợ kinh phí xây dựng nhà",
        "amount_vnd": "50.000.000",
    }
    return browser.submit_fields("/decisions", typed | changed)


def test_an_agency_unit_enters_no_decision_33(sqlite_store: Store, made: make.World) -> None:
    house_id = house(made)
    agency = browse(sqlite_store, make.actor(made.agency_id, Role.SECRETARY))
    refused = enter(agency, made, house_id, book_id=str(made.agency_book_id))
    assert refused.status_code == 403
    assert "Khối cơ quan nộp về Văn phòng Huyện ủy; không chi tại đơn vị." in words_of(refused.text)


def test_what_was_typed_is_kept_and_the_fault_named(sqlite_store: Store, made: make.World) -> None:
    treasurer = browse(sqlite_store, building.treasurer(made))
    refused = enter(treasurer, made, house(made), amount_vnd="", number="  7-QĐ/ĐU ", signer="")
    assert refused.status_code == 422
    words = words_of(refused.text)
    assert "Chưa nhập người ký." in words
    kept = next(form for form in forms_of(refused.text) if form.action == "/decisions")
    assert kept.get("number").strip() == "7-QĐ/ĐU"
    assert kept.get("issued_on") == "03/06/2024"
    assert kept.get("summary") == "Về việc hỗ trợ kinh phí xây dựng nhà"
    bare = enter(treasurer, made, house(made), amount_vnd="")
    assert bare.status_code == 422
    assert "Chưa nhập số tiền." in words_of(bare.text)


def test_who_entered_does_not_confirm_35(sqlite_store: Store, made: make.World) -> None:
    decision_id = entered(made, house(made))
    treasurer = browse(sqlite_store, building.treasurer(made))
    here = f"/decisions/{decision_id}"
    assert "Bạn đã nhập quyết định này nên người khác xác nhận." in treasurer.get(here).text
    for act, typed in (("confirm", {"compared": "1"}), ("refuse", {"reason": "sai số"})):
        refused = treasurer.submit_fields(f"{here}/{act}", dict(typed))
        assert refused.status_code == 403
        assert "Người đề nghị không được tự duyệt." in words_of(refused.text)


def test_a_decision_is_compared_before_it_is_confirmed(
    sqlite_store: Store, made: make.World
) -> None:
    decision_id = entered(made, house(made))
    secretary = browse(sqlite_store, building.secretary(made))
    here = f"/decisions/{decision_id}"
    blind = secretary.submit(f"{here}/confirm")
    assert blind.status_code == 422
    assert "Đánh dấu là đã đối chiếu với quyết định." in words_of(blind.text)
    wordless = secretary.submit(f"{here}/refuse", reason="")
    assert wordless.status_code == 422
    assert "Chưa nhập chỗ chưa đúng." in words_of(wordless.text)
    assert secretary.submit(f"{here}/confirm", compared="1").location == here
    again = secretary.submit(f"{here}/confirm", compared="1")
    assert again.status_code == 409
    assert "Quyết định số 12-QĐ/ĐU đã xác nhận ngày" in words_of(again.text)


def test_another_units_decision_is_not_there(sqlite_store: Store, made: make.World) -> None:
    decision_id = entered(made, house(made))
    other = run(_neighbour, made)
    stranger = browse(sqlite_store, make.actor(other, Role.SECRETARY))
    assert stranger.get(f"/decisions/{decision_id}").status_code == 404
    assert stranger.get(f"/decisions/new?replaces={decision_id}").status_code == 404
    assert stranger.get(f"/disbursements/new?decision={decision_id}").status_code == 404
    for act, typed in (("confirm", {"compared": "1"}), ("refuse", {"reason": "sai"})):
        answer = stranger.submit_fields(f"/decisions/{decision_id}/{act}", dict(typed))
        assert answer.status_code == 404


def _neighbour(made: make.World) -> int:
    commune = db.session.get_one(PartyUnit, made.commune_id)
    parent = db.session.get_one(PartyUnit, made.district_id)
    return make.unit(parent, commune.kind, "Đảng bộ xã Bình Minh", rule=Rule.KEEP).id


def test_pictures_go_with_the_familys_consent(sqlite_store: Store, made: make.World) -> None:
    house_id = house(made)
    keeper = building.secretary(made)
    run(houses.set_photo_consent, keeper, house_id, words="Giấy đồng ý ngày 03/06/2024")
    for kind in (HousePaperKind.PHOTO_AFTER, HousePaperKind.ACCEPTANCE):
        run(
            houses.add_paper, keeper, house_id,
            kind=kind, number="01", issued_on=DAY, title="", files=[scan(kind.value)],
        )  # fmt: skip
    page = house_page(keeper, house_id)
    files = {each.kind: each.files[0].id for each in page.papers}
    photo = f"/houses/{house_id}/files/{files[HousePaperKind.PHOTO_AFTER]}"
    minutes = f"/houses/{house_id}/files/{files[HousePaperKind.ACCEPTANCE]}"
    browser = browse(sqlite_store, keeper)
    assert photo in browser.get(f"/houses/{house_id}").text
    assert browser.get(photo).status_code == 200

    browser.submit(f"/houses/{house_id}/photo-consent", words="")

    shown = browser.get(f"/houses/{house_id}").text
    assert photo not in shown
    assert "ảnh không hiện" in shown
    assert minutes in shown
    assert (browser.get(photo).status_code, browser.get(minutes).status_code) == (404, 200)


def test_pages_of_spending_ask_the_same_at_any_size(sqlite_store: Store, made: make.World) -> None:
    fund(made, made.office_book_id, cash_vnd=100_000_000)
    secretary, treasurer = building.secretary(made), building.treasurer(made)
    house_id = house(made)
    decision_id = decided(made, house_id)
    paid(treasurer, prepared(secretary, decision_id, 1_000_000))
    prepared(secretary, decision_id, 1_500_000)
    grant_id = granted(made, house_id)
    paid(building.office(made), prepared(building.board(made), grant_id, 5_000_000))
    stage_id = prepared(secretary, grant_id, 1_000_000)
    paths = (
        f"/houses/{house_id}", f"/decisions/{decision_id}", f"/disbursements/{stage_id}",
        f"/disbursements/new?decision={decision_id}", "/decisions/new",
        "/houses", "/decisions", "/disbursements",
    )  # fmt: skip
    roles = (secretary, treasurer, building.office(made), building.board(made))
    browsers = {who.username: browse(sqlite_store, who) for who in roles}
    before = count(browsers, paths)
    for turn in range(2, 6):
        more = decided(made, house(made, f"Ngôi nhà số {turn}"), paper(number=f"{turn}-QĐ/ĐU"))
        paid(treasurer, prepared(secretary, more, turn * 1_000_000))
        paid(treasurer, prepared(secretary, decision_id, turn * 1_000_000))
        prepared(secretary, grant_id, turn * 100_000)
        run(
            decisions.enter_decision, secretary, house_id=house_id, book_id=made.commune_book_id,
            paper=paper(number=f"{turn}-BC"),
        )  # fmt: skip
    after = count(browsers, paths)
    assert after == before
    assert {key: asked for key, asked in after.items() if asked > MOST_STATEMENTS} == {}


def count(browsers: dict[str, Browser], paths: tuple[str, ...]) -> dict[tuple[str, str], int]:
    """Return how many statements each page takes for each person who may open it."""
    found = {}
    for name, browser in browsers.items():
        for path in paths:
            browser.get("/login")
            with counted_statements() as asked:
                answer = browser.get(path)
            if answer.status_code == 200:
                found[name, path] = len(asked)
    return found
