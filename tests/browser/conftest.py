"""A real browser on a real server: one small district, served by waitress in a thread."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
import waitress.server
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from ledger.app import create_app
from ledger.db import db, run
from ledger.models.party_members import MemberStanding
from ledger.models.party_units import PartyUnit
from ledger.models.users import Role
from ledger.services import members
from ledger.wages import Coefficient
from tests import make
from tests.browser.find_browser import find_browser
from tests.conftest import make_config, migrate

PEOPLE = 42
"""The first cell: forty will give the minimum, two something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where the server listens, and what is in it."""

    url: str
    world: make.World
    campaign_id: int
    database: Path


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a file of journeys; a missing one is a failure with its remedy.

    It is let go before other files run: Playwright drives from one thread only once at a time.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A district of its own for every test, on a free port."""
    database = tmp_path / "site.db"
    migrate(f"sqlite:///{database}")
    app = create_app(make_config(f"sqlite:///{database}"))
    with app.app_context():
        world = make.world()
        run(_settle, world)
        campaign_id = make.open_campaign(world, suggested_vnd=50_000)
        db.session.remove()
    listener = socket.create_server(("127.0.0.1", 0))
    server = waitress.server.create_server(app, sockets=[listener], threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    port = listener.getsockname()[1]
    yield Site(
        url=f"http://127.0.0.1:{port}", world=world, campaign_id=campaign_id, database=database
    )
    server.close()
    thread.join(timeout=5)
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh page at the size of an office screen; anything on its console is a failure."""
    yield from _page(chromium, javascript=True)


@pytest.fixture
def plain_page(chromium: Browser) -> Iterator[Page]:
    """A fresh page without script, as small as a phone."""
    yield from _page(chromium, javascript=False, width=360)


def _page(chromium: Browser, *, javascript: bool, width: int = 1366) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": width, "height": 768},
        java_script_enabled=javascript,
        locale="vi-VN",
        accept_downloads=True,
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    # A refused form is a 4xx, which the console notes; everything else is ours to mend.
    assert [text for text in complaints if "status of 4" not in text] == []


def log_in(page: Page, site: Site, username: str) -> None:
    """Log in as somebody of the district."""
    page.goto(f"{site.url}/login")
    page.fill("[name=username]", username)
    page.fill("[name=password]", make.PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"{site.url}/")


def width_of(page: Page) -> int:
    """Return how wide a page is, once it is there: a click does not wait for the next one."""
    page.wait_for_load_state()
    main = page.locator("main").first
    return int(main.evaluate("main => main.ownerDocument.documentElement.scrollWidth"))


def look(page: Page) -> None:
    """Check what every page must be: nothing for axe to say, nothing wider than the screen."""
    size = page.viewport_size
    assert size
    assert width_of(page) <= size["width"]
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def _settle(world: make.World) -> None:
    """Let people live in the district and let two of them log in."""
    commune = db.session.get_one(PartyUnit, world.commune_id)
    agency = db.session.get_one(PartyUnit, world.agency_id)
    make.user(commune, Role.COMMUNE_TREASURER, "thuquy.xa")
    make.user(commune, Role.SECRETARY, "bithu.xa")
    make.user(agency, Role.AGENCY_TREASURER, "thuquy.coquan")
    make.user(db.session.get_one(PartyUnit, world.district_id), Role.OFFICE, "vanphong")
    first = db.session.get_one(PartyUnit, world.cell_ids[0])
    people = [
        members.NewMember(
            full_name=f"Nguyễn Văn {name}",
            birth_year=1970 + place % 30,
            standing=MemberStanding.WORKING if place % 2 else MemberStanding.RESIDENTIAL,
            pay=Coefficient(Decimal("3.33"), Decimal(0)) if place % 2 else None,
        )
        for place, name in enumerate(_names())
    ]
    members.add_members(None, first, people)
    members.add_members(None, agency, people[:3])


def _names() -> list[str]:
    given = ["An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Khoa"]
    second = ["Thanh", "Minh", "Quốc", "Hữu", "Đức", "Xuân"]
    return [f"{middle} {name}" for middle in second for name in given][:PEOPLE]
