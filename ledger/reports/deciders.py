"""Who enters, confirms, prepares and pays: by whose money it is (P16).

The office's money: entered by the office or the organisation board, confirmed by the Standing
Committee. A unit's own: entered by its treasurer and confirmed by its secretary, or the reverse.
Whoever did the first half of a thing never does the second.
"""

from ledger.models.books import Book, Rule
from ledger.models.users import Role
from ledger.reports.scope import Actor

ENTERING = {
    Rule.OFFICE: frozenset({Role.OFFICE, Role.ORGANISATION_BOARD}),
    Rule.KEEP: frozenset({Role.COMMUNE_TREASURER, Role.SECRETARY}),
    Rule.GRANT: frozenset({Role.COMMUNE_TREASURER, Role.SECRETARY}),
}
"""Who enters decisions on a book's money, and prepares payments from it."""

CONFIRMING = {
    Rule.OFFICE: frozenset({Role.STANDING_COMMITTEE}),
    Rule.KEEP: frozenset({Role.COMMUNE_TREASURER, Role.SECRETARY}),
}
PAYING = {
    Rule.OFFICE: frozenset({Role.OFFICE}),
    Rule.KEEP: frozenset({Role.COMMUNE_TREASURER}),
    Rule.GRANT: frozenset({Role.COMMUNE_TREASURER}),
}


def may_enter(actor: Actor, book: Book) -> bool:
    """Say whether the actor enters decisions on this money."""
    return book.rule is not Rule.GRANT and may_prepare(actor, book)


def may_confirm(actor: Actor, book: Book, *, entered_by: Role) -> bool:
    """Say whether the actor's role confirms what a role entered; the person is asked besides."""
    here = actor.party_unit_id == book.party_unit_id
    return here and actor.role in CONFIRMING.get(book.rule, ()) and actor.role is not entered_by


def may_prepare(actor: Actor, book: Book) -> bool:
    """Say whether the actor prepares payments from this money."""
    return actor.party_unit_id == book.party_unit_id and actor.role in ENTERING.get(book.rule, ())


def may_pay(actor: Actor, book: Book) -> bool:
    """Say whether the actor keeps this purse."""
    return actor.party_unit_id == book.party_unit_id and actor.role in PAYING.get(book.rule, ())
