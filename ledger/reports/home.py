"""What waits for each role on its first page, and what the bar of every page says."""

from datetime import date

import sqlalchemy as sa

from ledger.db import db
from ledger.models.installation import Installation
from ledger.models.programmes import Programme

USUAL_NAME = "Ngôi nhà cấp ủy"
"""What the programme is called until its own name is entered."""


def demo_day() -> date | None:
    """Return the fixed working day of a demo database, None for a real one."""
    return db.session.scalar(sa.select(Installation.demo_on))


def programme_name() -> str:
    """Return the programme's own name."""
    return db.session.scalar(sa.select(Programme.name).order_by(Programme.id)) or USUAL_NAME
