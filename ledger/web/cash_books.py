"""The cash book of each purse: on screen, as a paper, as a spreadsheet."""

import flask
from werkzeug.wrappers import Response

from ledger.documents.cash_book import cash_book_pdf, cash_book_xlsx
from ledger.models.users import Role
from ledger.reports import cash_book as reports
from ledger.reports import purses
from ledger.web import inspected
from ledger.web.access import access, actor
from ledger.web.asked import asked_id
from ledger.web.files import paint

bp = flask.Blueprint("cash_books", __name__, url_prefix="/cash-books")

READERS = (
    Role.COMMUNE_TREASURER,
    Role.AGENCY_TREASURER,
    Role.SECRETARY,
    Role.OFFICE,
    Role.INSPECTOR,
)


@bp.get("")
@access(*READERS)
def list_() -> str | Response:
    """List the purses in scope; who has one only is taken to it."""
    books = purses.books_in_scope(actor())
    if len(books) == 1:
        return flask.redirect(flask.url_for("cash_books.show", book_id=books[0].book_id))
    return flask.render_template("cash_books/list.html", books=books)


@bp.get("/<int:book_id>")
@access(*READERS)
def show(book_id: int) -> str:
    """Show a page of a year's cash book."""
    inspected.note_book(book_id)
    page = reports.cash_book_page(actor(), book_id, year=asked_id("year"), page=asked_id("page"))
    return flask.render_template("cash_books/show.html", page=page, book=page.book)


@bp.get("/<int:book_id>/cash-book.pdf")
@access(*READERS)
def pdf(book_id: int) -> Response:
    """Print a year's cash book."""
    inspected.note_book(book_id)
    book = reports.cash_book(actor(), book_id, asked_id("year"))
    return paint(lambda: cash_book_pdf(book), f"so-quy-{book_id}-{book.starts_on.year}.pdf")


@bp.get("/<int:book_id>/cash-book.xlsx")
@access(*READERS)
def xlsx(book_id: int) -> Response:
    """Give a year's cash book as a spreadsheet."""
    inspected.note_book(book_id)
    book = reports.cash_book(actor(), book_id, asked_id("year"))
    return paint(lambda: cash_book_xlsx(book), f"so-quy-{book_id}-{book.starts_on.year}.xlsx")
