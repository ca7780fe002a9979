"""Fixtures of the web tests: a district with one user of each role, and browsers.

Users are named after their roles (``commune_treasurer``, ``office`` …); the administrator of the
smallest world is ``quantri``.
"""

from collections.abc import Callable

import pytest

from ledger.db import db, run
from ledger.models.party_units import PartyUnit
from ledger.models.users import Role
from ledger.web import installation
from tests import collecting, make
from tests.collecting import Season
from tests.conftest import SqliteStore, Store
from tests.web import town as town_of
from tests.web.browser import Browser


def username_of(role: Role) -> str:
    """Return the user name that stands for a role in these tests."""
    return "quantri" if role is Role.ADMIN else role.value


def settle(store: Store) -> make.World:
    """Make the smallest world with one user of each role in a fresh database."""
    installation.forget(store.app)
    world = make.world()
    run(_add_users, world)
    return world


def browser_on(store: Store) -> Browser:
    """Return a browser that nobody has logged in with."""
    store.app.test_client_class = Browser
    browser = store.app.test_client()
    assert isinstance(browser, Browser)
    return browser


@pytest.fixture
def world(sqlite_store: Store) -> make.World:
    """A district with one user of each role, on SQLite."""
    return settle(sqlite_store)


@pytest.fixture
def client(sqlite_store: Store, world: make.World) -> Browser:
    """A browser in that district; nobody is logged in."""
    return browser_on(sqlite_store)


@pytest.fixture
def new_client(sqlite_store: Store, world: make.World) -> Callable[[], Browser]:
    """A maker of more browsers, for a second person."""
    return lambda: browser_on(sqlite_store)


@pytest.fixture
def both_world(store: Store) -> make.World:
    """The same district, on each engine in turn."""
    return settle(store)


@pytest.fixture
def both_client(store: Store, both_world: make.World) -> Browser:
    """A browser in that district, on each engine in turn."""
    return browser_on(store)


@pytest.fixture
def season(sqlite_store: Store) -> Season:
    """A campaign on its working day, with five people in the first cell."""
    installation.forget(sqlite_store.app)
    collecting.stand_still()
    return collecting.season()


@pytest.fixture
def treasurer(sqlite_store: Store, season: Season) -> Browser:
    """The commune's treasurer of that season, logged in."""
    browser = browser_on(sqlite_store)
    browser.log_in(season.treasurer.username)
    return browser


@pytest.fixture
def log_in(sqlite_store: Store, season: Season) -> Callable[[str], Browser]:
    """A maker of browsers in that season, each logged in with a role."""

    def made(role: str) -> Browser:
        at = {
            Role.COMMUNE_TREASURER: season.world.commune_id,
            Role.SECRETARY: season.world.commune_id,
            Role.AGENCY_TREASURER: season.world.agency_id,
        }.get(Role(role), season.world.district_id)
        browser = browser_on(sqlite_store)
        browser.log_in(make.actor(at, Role(role)).username)
        return browser

    return made


@pytest.fixture(scope="module")
def built_town(
    sqlite_template: SqliteStore, tmp_path_factory: pytest.TempPathFactory
) -> town_of.Kept:
    """The town that a module's tests copy."""
    return town_of.build(sqlite_template, tmp_path_factory.mktemp("town") / "town.db")


@pytest.fixture
def town(built_town: town_of.Kept, sqlite_template: SqliteStore) -> town_of.Town:
    """A fresh copy of a town with everything in it, its people logged in."""
    return town_of.Town(sqlite_template, built_town)


def _add_users(world: make.World) -> None:
    places = {
        Role.COMMUNE_TREASURER: world.commune_id,
        Role.SECRETARY: world.commune_id,
        Role.AGENCY_TREASURER: world.agency_id,
    }
    for role in Role:
        if role is not Role.ADMIN:
            at = db.session.get_one(PartyUnit, places.get(role, world.district_id))
            make.user(at, role, username_of(role))
