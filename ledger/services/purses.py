"""What every movement of a purse begins with: who keeps it, the key of the click, the lock."""

from datetime import date

from ledger import clock
from ledger.book import journal
from ledger.errors import InTheFuture, NotAllowed, NotEnough, TooLongAgo
from ledger.models.books import AccountKind, Book
from ledger.models.journal import Submission, SubmissionKind
from ledger.models.users import Role
from ledger.reports.scope import Actor, own_purse
from ledger.services.submissions import begin, digest_body
from ledger.services.treasurers import sum_text

KEEPERS = frozenset({Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER, Role.OFFICE})
"""Who keeps a purse: the units' treasurers and the committee's office, each its own."""

EARLIEST = date(2000, 1, 1)
"""The first day that a voucher may bear."""


def begin_movement(actor: Actor, key: str, body: tuple[object, ...]) -> tuple[Submission, bool]:
    """Claim the key of a click that moves money; return its submission and whether it is new.

    Raises:
        SubmissionChanged: the key was used for something else.

    """
    return begin(
        actor,
        key=key,
        kind=SubmissionKind.MOVEMENT,
        body_digest=digest_body(body),
        describe=sum_text,
    )


def require_keeper(actor: Actor) -> None:
    """Let those pass who keep a purse: treasurers and the committee's office.

    Raises:
        NotAllowed: anyone else.

    """
    if actor.role not in KEEPERS:
        raise NotAllowed


def require_office(actor: Actor) -> None:
    """Let the committee's office pass.

    Raises:
        NotAllowed: anyone else.

    """
    if actor.role is not Role.OFFICE:
        raise NotAllowed


def lock_purse(actor: Actor, book_id: int | None = None) -> Book:
    """Take the lock of the actor's own purse, or of the unit's book that is named.

    Raises:
        NotFound: the actor's unit has no such open book.

    """
    return journal.lock_books([own_purse(actor, book_id).id]).popitem()[1]


def require_day(on: date, *, field: str, what: str = "Ngày ghi") -> None:
    """Make sure that a day is one that money can have moved on.

    Raises:
        InTheFuture, TooLongAgo.

    """
    if on > clock.today():
        raise InTheFuture(today=clock.today(), field=field, what=what)
    if on < EARLIEST:
        raise TooLongAgo(field=field)


def require_held(book_id: int, account: AccountKind, wanted_vnd: int, *, doing: str) -> None:
    """Make sure that an account of a locked book holds enough, in đồng.

    Raises:
        NotEnough.

    """
    held_vnd = journal.balances(book_id)[account]
    if held_vnd < wanted_vnd:
        raise NotEnough(held_vnd=held_vnd, wanted_vnd=wanted_vnd, doing=doing)
