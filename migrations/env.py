"""Run migrations: one transaction, foreign keys off on SQLite while it runs and checked after.

With foreign keys on, rebuilding a table on SQLite deletes the rows that point at it. On PostgreSQL
the tables belong to ``ledger_owner``, which nobody can log in as.
"""

import sys
from pathlib import Path

import sqlalchemy as sa
from alembic import context
from flask import current_app

# The migrations share a module, and an installed ``ngoinha`` starts in any folder.
sys.path.insert(0, str(Path(__file__).parents[1]))

config = context.config
target_metadata = current_app.extensions["migrate"].db.metadata


def run() -> None:
    """Connect and migrate."""
    url = current_app.config["MIGRATION_URL"]
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET lock_timeout = '15s'")
            connection.exec_driver_sql("SET ROLE ledger_owner")
        context.configure(
            connection=connection,
            target_metadata=target_metadata,
            # Alembic thinks that SQLite cannot, and would commit after each migration of several.
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()
            if engine.dialect.name == "sqlite":
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    message = f"the migration would leave rows pointing nowhere: {broken[:5]}"
                    raise RuntimeError(message)
        connection.commit()
    engine.dispose()


def _prepare_sqlite(engine: sa.Engine) -> None:
    @sa.event.listens_for(engine, "connect")
    def _connect(connection: object, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute("PRAGMA foreign_keys = OFF")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


run()
