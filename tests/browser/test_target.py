"""A house is handed over, and its locality's tile on the target board changes, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from ledger import clock
from ledger.app import create_app
from ledger.db import db, run
from ledger.models.party_units import PartyUnit
from ledger.models.users import Role
from tests import make, planning
from tests.browser.conftest import Site, log_in, look
from tests.conftest import make_config

pytestmark = pytest.mark.xdist_group("browser")


def test_a_house_handed_over_changes_its_localitys_tile(page: Page, site: Site) -> None:
    house_id = _build(site)
    log_in(page, site, "bantochuc")
    expect(page.get_by_text("0/2 địa phương đạt")).to_be_visible()
    page.get_by_role("link", name="Chỉ tiêu nhà").click()
    look(page)
    expect(page.locator(".tile.building")).to_contain_text("đang xây")

    page.goto(f"{site.url}/houses/{house_id}")
    page.get_by_role("link", name="Ghi bàn giao").click()
    page.fill("[name=on_date]", clock.format_date(clock.today()))
    page.fill("[name=number]", "02/BB-BG")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(f"{site.url}/houses/{house_id}")

    page.goto(f"{site.url}/targets")
    expect(page.get_by_text("1/2 địa phương đạt")).to_be_visible()
    expect(page.locator(".tile.met")).to_contain_text(f"đã bàn giao ({clock.today().year})")
    look(page)
    page.locator(".tile.met").click()
    expect(page.get_by_text("1/1 nhà theo chỉ tiêu")).to_be_visible()
    look(page)


def _build(site: Site) -> int:
    """Bring a house of another locality to its acceptance; let the organisation board log in."""
    app = create_app(make_config(f"sqlite:///{site.database}"), TESTING=True)
    with app.app_context():
        run(_settle, site.world)
        town = planning.locality(site.world, "Một", vnd=90 * planning.M)
        house_id = planning.house(town, decided_vnd=60 * planning.M, until="accepted")
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
    return house_id


def _settle(world: make.World) -> None:
    district = db.session.get_one(PartyUnit, world.district_id)
    make.user(district, Role.ORGANISATION_BOARD, "bantochuc")
