"""``create_app``: the one place where the rooms are joined."""

from pathlib import Path
from typing import Any

import flask
from flask_migrate import Migrate

import ledger.models  # noqa: F401  (the tables register themselves)
from ledger import web
from ledger.book import manifest
from ledger.config import Config, read_config
from ledger.db import db, engine_settings, prepare_engines

ROOT = Path(__file__).parents[1]


def create_app(
    config: Config | None = None,
    *,
    check_guards: bool = True,
    **overrides: Any,  # noqa: ANN401
) -> flask.Flask:
    """Return the application; it never migrates and never changes the database by starting.

    ``check_guards=False`` is for the commands that make or mend the schema.

    Raises:
        BadConfig: a setting is missing.
        GuardsMissing: the database's guards are not those of this version (P20).

    """
    config = config or read_config()
    app = flask.Flask(
        "ledger",
        root_path=str(ROOT / "ledger"),
        template_folder=str(ROOT / "templates"),
        instance_path=str(ROOT / "instance"),
    )
    app.config.from_mapping(
        SECRET_KEY=config.secret_key,
        LEDGER=config,
        MIGRATION_URL=config.database_url,
        **engine_settings(config.database_url),
    )
    app.config.from_mapping(overrides)
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    web.register(app)
    with app.app_context():
        prepare_engines()
        if check_guards:
            manifest.require_guards()
    return app
