"""Let an inspector read names where a decision opens them; each page that they see is noted.

The note is a short write of its own before the page is read: what cannot be noted is not shown.
"""

import flask
from werkzeug.wrappers import Response

from ledger.db import reading, run
from ledger.models.users import Role
from ledger.reports import inspections as reports
from ledger.reports.scope import Actor
from ledger.services import inspections
from ledger.web.access import actor


def is_inspector() -> bool:
    """Say whether names are open to whoever asks by a decision only."""
    return actor().role is Role.INSPECTOR


def way_to_decisions() -> Response:
    """Lead an inspector who has named no unit to what is open to them."""
    return flask.redirect(flask.url_for("inspections.list_"), 303)


def note_reading(unit_id: int) -> None:
    """Note that this page of a unit's names is read by an inspector.

    Raises:
        NotFound: no such unit in scope.
        NamesStayInside: no decision of theirs is in force there.

    """
    run(inspections.note_reading, actor(), unit_id, page=flask.request.path)
    reading(True)


def reader_inside(unit_id: int) -> Actor:
    """Note the reading and return the inspector as a reader in the unit.

    Raises:
        NotFound, NamesStayInside: as ``note_reading``.

    """
    note_reading(unit_id)
    return reports.inside(actor(), unit_id)


def note_book(book_id: int) -> None:
    """Note that an inspector reads a book, if a decision of theirs opens the names in it.

    Raises:
        NotFound: no such book in scope.

    """
    if is_inspector():
        unit_id = reports.unit_of_book(actor(), book_id)
        if reports.opens(actor(), unit_id):
            note_reading(unit_id)
