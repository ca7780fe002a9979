"""Name the house that a book's money is earmarked for, as lists and papers of purses do.

Whoever keeps or reads purses may not know whose need it is, so the need stands there by its code.
"""

import sqlalchemy as sa

from ledger.db import db
from ledger.labels import earmark_text
from ledger.models.books import Book
from ledger.models.houses import House
from ledger.models.housing_needs import HousingNeed


def earmark_of(book: Book) -> str:
    """Return what a book's money is for, empty for a unit's own; asks only where there is one."""
    if book.house_id is None:
        return ""
    query = (
        sa.select(House.name, HousingNeed.code)
        .outerjoin(HousingNeed, HousingNeed.id == House.need_id)
        .where(House.id == book.house_id)
    )
    name, code = db.session.execute(query).one()
    return earmark_text(name, code or "")
