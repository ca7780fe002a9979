"""Ask the database whether it is there."""

import sqlalchemy as sa

from ledger.db import db


def ask_both_engines() -> None:
    """Read one row through each engine.

    Raises:
        StoreError: one of them does not answer.

    """
    for engine in db.engines.values():
        with engine.connect() as connection:
            connection.execute(sa.text("SELECT 1"))
