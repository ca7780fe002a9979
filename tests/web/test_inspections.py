"""Pages that a decision opens to an inspector, and those that stay shut."""

import pytest
import sqlalchemy as sa

from ledger.db import db
from ledger.models.audit_events import AuditEvent
from ledger.models.users import Role
from tests import collecting, make
from tests.collecting import Season
from tests.conftest import Store
from tests.web.browser import Browser
from tests.web.conftest import browser_on

NAME = collecting.NAMES[0]


@pytest.fixture
def inspector(sqlite_store: Store, season: Season) -> Browser:
    """The committee's inspector, logged in; two people of the commune have given."""
    collecting.give(season, 100_000, 200_000)
    made = make.actor(season.world.district_id, Role.INSPECTOR)
    browser = browser_on(sqlite_store)
    browser.log_in(made.username)
    return browser


def enter(browser: Browser, season: Season, **changed: object) -> str:
    """Enter the decision on the commune and return the page that comes after."""
    fields: dict[str, object] = {
        "paper": "12-QĐ/UBKT",
        "decided_on": "18/12/2024",
        "party_unit_id": season.world.commune_id,
        "ends_on": "31/01/2025",
    }
    answer = browser.submit_fields("/inspections", fields | changed)
    return browser.get(answer.location).text if answer.status_code == 303 else answer.text


def pages(season: Season) -> list[str]:
    """Return the addresses that name givers."""
    unit = season.world.commune_id
    voucher = collecting.vouchers_of(1)[0]
    return [
        f"/campaigns/{season.campaign_id}/list?unit={unit}",
        f"/receipts?unit={unit}",
        f"/receipts/{voucher}",
        f"/cash-books/{season.book_id}",
    ]


def readings() -> list[str | None]:
    """Return what was noted of readings."""
    query = sa.select(AuditEvent.after).where(AuditEvent.action == "inspection.read")
    return list(db.session.scalars(query.order_by(AuditEvent.id)))


def test_without_a_decision_names_stay_inside_and_the_way_is_shown(
    season: Season, inspector: Browser
) -> None:
    unit = season.world.commune_id
    for path in pages(season)[:3]:
        page = inspector.get(path)
        assert page.status_code == 403
        assert "chỉ mở cho thủ quỹ và bí thư của chính đơn vị" in page.text
        assert 'href="/inspections/new' in page.text
        assert NAME not in page.text
    assert NAME not in inspector.get(pages(season)[3]).text
    assert f"/inspections/new?unit={unit}" in inspector.get(pages(season)[0]).text
    assert readings() == []


def test_a_decision_opens_the_units_list_receipts_and_book(
    season: Season, inspector: Browser
) -> None:
    shown = enter(inspector, season)
    assert "12-QĐ/UBKT" in shown
    assert "còn hiệu lực" in shown
    for path in (*pages(season)[:2], pages(season)[3]):
        assert f'href="{path}"' in shown

    for path in pages(season):
        page = inspector.get(path)
        assert page.status_code == 200
        assert NAME in page.text
        assert "÷ 22" not in page.text
        assert "2.340.000" not in page.text

    assert readings() == [f'{{"page": "{path.partition("?")[0]}"}}' for path in pages(season)]
    for paper in ("pdf", "xlsx"):
        assert inspector.get(f"{pages(season)[3]}/cash-book.{paper}").status_code == 200
    assert len(readings()) == len(pages(season)) + 2


def test_an_inspector_prints_and_changes_no_receipt(season: Season, inspector: Browser) -> None:
    enter(inspector, season)
    receipt = pages(season)[2]

    page = inspector.get(receipt).text

    for words in ("In lại", "Sửa phiếu", "Hủy phiếu", "Mở bản in", "lần ghi này", ".pdf"):
        assert words not in page
    for path in (f"{receipt}/receipt.pdf", f"{receipt}/void", f"{receipt}/correct"):
        assert inspector.get(path).status_code == 403
    assert inspector.submit(f"{receipt}/void", reason="x").status_code == 403
    assert "Thêm người vào danh sách" not in inspector.get(pages(season)[0]).text


def test_choices_and_searches_stay_in_the_unit(season: Season, inspector: Browser) -> None:
    enter(inspector, season)
    unit = season.world.commune_id

    roll = inspector.get(pages(season)[0]).text
    found = inspector.get(f"/receipts?unit={unit}&q={NAME}").text

    assert f"which=not_yet&amp;unit={unit}" in roll
    assert f'name="unit" value="{unit}"' in found
    assert NAME in found
    assert collecting.NAMES[1] not in found


def test_another_unit_and_unnamed_units_stay_shut(season: Season, inspector: Browser) -> None:
    enter(inspector, season)
    agency = season.world.agency_id

    assert inspector.get(f"/receipts?unit={agency}").status_code == 403
    assert inspector.get(f"/campaigns/{season.campaign_id}/list?unit={agency}").status_code == 403
    assert inspector.get("/receipts?unit=999999").status_code == 404
    assert inspector.get("/receipts/999999").status_code == 404
    for path in ("/receipts", "/receipts?unit=x", f"/campaigns/{season.campaign_id}/list"):
        assert inspector.get(path).location == "/inspections"
    assert readings() == []


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"paper": " "}, "Chưa nhập số quyết định kiểm tra."),
        ({"party_unit_id": ""}, "Chưa chọn đơn vị được kiểm tra."),
        ({"decided_on": "21/12/2024"}, "Ngày quyết định không được sau hôm nay (20/12/2024)."),
        ({"decided_on": "18/12/2022"}, "Ngày này quá xa trong quá khứ; hãy kiểm tra lại năm."),
        ({"ends_on": "31/05/2025"}, "Ngày cuối từ hôm nay đến 20/03/2025 (không quá 90 ngày)."),
        ({"ends_on": "19/12/2024"}, "Ngày cuối từ hôm nay đến 20/03/2025 (không quá 90 ngày)."),
    ],
)
def test_a_wrong_decision_is_said_beside_its_box(
    season: Season, inspector: Browser, changed: dict[str, object], sentence: str
) -> None:
    page = enter(inspector, season, **changed)

    assert page.count(sentence) == 2
    assert inspector.get(pages(season)[1]).status_code == 403


def test_the_menu_leads_to_decisions_instead_of_receipts(inspector: Browser) -> None:
    page = inspector.get("/").text

    assert 'href="/inspections"' in page
    assert "Chưa có quyết định kiểm tra nào" in inspector.get("/inspections").text
    side = page.partition('<nav class="side"')[2].partition("</nav>")[0]
    assert 'href="/receipts"' not in side
