"""Fixtures: the scene of the attacks, arranged once a run and copied for each module."""

from collections.abc import Iterator

import pytest

from ledger.db import db
from tests.conftest import ENGINES, PostgresStore, SqliteStore
from tests.db import scene as scenes
from tests.db.arena import Arena, PostgresArena, SqliteArena
from tests.db.scene import Scene


@pytest.fixture(scope="session")
def sqlite_scene(sqlite_template: SqliteStore) -> tuple[bytes, Scene]:
    """The bytes of a SQLite database with the scene in it."""
    sqlite_template.reset()
    with sqlite_template.app.app_context():
        scene = scenes.arrange()
        db.session.remove()
    sqlite_template.dispose()
    return sqlite_template.path.read_bytes(), scene


@pytest.fixture(scope="session")
def postgres_scene(postgres_template: PostgresStore) -> Scene:
    """The scene in the PostgreSQL database ``scene_ledger``."""
    postgres_template.reset()
    with postgres_template.app.app_context():
        scene = scenes.arrange()
        db.session.remove()
    postgres_template.dispose()
    postgres_template.server.drop_database("scene_ledger")
    postgres_template.server.create_database("scene_ledger", template="test_ledger")
    return scene


@pytest.fixture(scope="module")
def sqlite_arena(
    sqlite_template: SqliteStore, sqlite_scene: tuple[bytes, Scene]
) -> Iterator[Arena]:
    """The scene on SQLite; whatever changes it must restore it."""
    arena = SqliteArena(sqlite_template, *sqlite_scene)
    yield arena
    arena.close()


@pytest.fixture(scope="module")
def postgres_arena(postgres_template: PostgresStore, postgres_scene: Scene) -> Iterator[Arena]:
    """The scene on PostgreSQL; whatever changes it must restore it."""
    arena = PostgresArena(postgres_template, postgres_scene)
    yield arena
    arena.close()


@pytest.fixture(scope="module", params=ENGINES)
def arena(request: pytest.FixtureRequest) -> Arena:
    """The scene on each engine in turn."""
    name = "sqlite_arena" if request.param == "sqlite" else "postgres_arena"
    made: Arena = request.getfixturevalue(name)
    return made
