"""Take back what a house did not need of the office's money, and close its book (H6).

The office records what comes back, all of it at once; the book earmarked for the house is then empty
and closes, so that nothing is spent or cancelled in it any more.
"""

from datetime import date

from ledger import clock
from ledger.book import journal, rules
from ledger.db import db
from ledger.errors import NotFound, StateRefused
from ledger.models.books import AccountKind, Book
from ledger.models.houses import House
from ledger.models.journal import Submission
from ledger.models.party_units import NameKind
from ledger.reports.disbursements import waiting_count
from ledger.reports.houses import grant_book, house_in_scope
from ledger.reports.scope import Actor, name_on, own_purse
from ledger.services import audit
from ledger.services.purses import begin_movement, require_day, require_office

_MONEY = (AccountKind.CASH, AccountKind.BANK)


def return_rest(
    actor: Actor, house_id: int, *, key: str, on_date: date, bringer: str, reason: str
) -> Submission:
    """Take the rest of a house's grant back into the office's book, and close the house's.

    Cash comes back as cash, money at the bank by the bank; ``bringer`` is who brings it, or the
    bank's reference. Both books get their numbers.

    Raises:
        NotAllowed, SubmissionChanged, NotFound, StateRefused (a stage waits, nothing is left),
        InTheFuture, TooLongAgo.

    """
    require_office(actor)
    body = ("return grant", house_id, on_date, bringer, reason)
    submission, is_new = begin_movement(actor, key, body)
    if not is_new:
        return submission
    house, book = _granted(actor, house_id)
    office = own_purse(actor)
    journal.lock_books([book.id, office.id])
    _require_settled(book)
    require_day(on_date, field="on_date", what="Ngày thu hồi")
    held = {account: journal.balances(book.id)[account] for account in _MONEY}
    if not any(held.values()):
        raise StateRefused("Ngôi nhà này không còn kinh phí thừa; hãy đóng sổ.")
    unit_name = name_on(house.party_unit_id, NameKind.ORGANISATION, on_date)
    sender, receiver = rules.Purse(book.id, book.rule), rules.Purse(office.id, office.rule)
    drafts = [
        rules.Draft(
            on_date=on_date,
            purpose=f"Thu hồi kinh phí thừa của {unit_name} sau khi xây dựng {house.name}",
            legs=rules.return_grant(sender, receiver, rest_vnd, out_of=account, into=account),
            house_id=house.id,
            reason=reason or None,
            party=rules.Party(name=bringer, place=unit_name),
        )
        for account, rest_vnd in held.items()
        if rest_vnd
    ]
    journal.post(drafts, submission_id=submission.id, by_id=actor.user_id, at=clock.now())
    _close(actor, book, {"returned_vnd": sum(held.values())})
    return submission


def close_grant(actor: Actor, house_id: int) -> Book:
    """Close the book of a house whose grant was spent to the last đồng. Flushes.

    Raises:
        NotAllowed, NotFound, StateRefused (money is left, or a stage waits).

    """
    require_office(actor)
    _house, book = _granted(actor, house_id)
    journal.lock_books([book.id])
    _require_settled(book)
    if any(journal.balances(book.id)[account] for account in _MONEY):
        raise StateRefused("Sổ của ngôi nhà còn tiền; hãy thu hồi kinh phí thừa.")
    _close(actor, book, {"returned_vnd": 0})
    return book


def _granted(actor: Actor, house_id: int) -> tuple[House, Book]:
    house = house_in_scope(actor, house_id)
    book = grant_book(house.id)
    if book is None:
        raise NotFound
    return house, book


def _require_settled(book: Book) -> None:
    if book.closed_on is not None:
        raise StateRefused("Sổ của ngôi nhà đã đóng.")
    if waiting_count(book.id):
        raise StateRefused(
            "Còn khoản chi của ngôi nhà đang chờ; đơn vị chi hoặc trả lại khoản đó trước."
        )


def _close(actor: Actor, book: Book, facts: audit.Facts) -> None:
    db.session.expire(book)
    book.closed_on = clock.today()
    db.session.flush()
    audit.record(
        actor, "book.close", f"book:{book.id}", party_unit_id=book.party_unit_id, after=facts
    )
