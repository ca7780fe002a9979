"""State how a unit writes amounts in words, on a day."""

from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.models.party_units import AmountWording
from ledger.money import WordStyle


def wording_on(unit_id: int, on: date | None = None) -> WordStyle:
    """Return the habits in force on a day (today if not given), the usual ones if none was set."""
    query = (
        sa.select(AmountWording)
        .where(
            AmountWording.party_unit_id == unit_id, AmountWording.starts_on <= (on or clock.today())
        )
        .order_by(AmountWording.starts_on.desc())
        .limit(1)
    )
    found = db.session.scalar(query)
    if found is None:
        return WordStyle()
    return WordStyle(
        linh=bool(found.linh), ngan=bool(found.ngan), ti=bool(found.ti), even=bool(found.even)
    )
