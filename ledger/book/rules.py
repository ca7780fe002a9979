"""The movements as drafts: pure functions from facts to what the journal is asked to write.

A draft is one event. Its legs name books, accounts and amounts; the journal gives them numbers,
links and hashes. Nothing here reads the database: who may do a thing, and whether the purse holds
enough, the services decide after taking the lock.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ledger.models.books import ARRIVAL_OF, CLAIM_OF, AccountKind, Movement, Rule
from ledger.models.journal import VoucherSeries

CASH, BANK, TRANSIT = AccountKind.CASH, AccountKind.BANK, AccountKind.TRANSIT


@dataclass(frozen=True, slots=True)
class Purse:
    """A book as the rules see it."""

    book_id: int
    rule: Rule

    @property
    def claim(self) -> AccountKind:
        """The account that says whose money it is."""
        return CLAIM_OF[self.rule]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One transfer to be: within one book, from ``credit`` to ``debit``, in đồng."""

    book_id: int
    kind: Movement
    debit: AccountKind
    credit: AccountKind
    amount_vnd: int
    series: VoucherSeries
    other_book_id: int | None = None
    partner: int | None = None
    """The index, in the same draft, of the leg that is the other half of a passage."""
    reverses_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A person or organisation as the paper names them."""

    name: str
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Giver:
    """Whose contribution it is: a line of the list, or another contributor."""

    campaign_unit_id: int
    list_entry_id: int | None = None
    contributor_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One event to be posted."""

    on_date: date
    purpose: str
    legs: tuple[Leg, ...]
    campaign_id: int | None = None
    house_id: int | None = None
    reason: str | None = None
    reverses_event_id: int | None = None
    party: Party | None = None
    giver: Giver | None = None
    paper_number: str | None = None
    pays_disbursement_id: int | None = None
    """The prepared stage that this event pays; without one nothing is spent or granted (P16)."""
    voucher_group: str | None = None
    """Drafts of one posting with the same group share one voucher per book and series."""


def contribution(purse: Purse, amount_vnd: int, *, into: AccountKind) -> Leg:
    """Money given: into cash or bank, or (agency units) straight to the office's account."""
    return _leg(purse, Movement.CONTRIBUTION, into, purse.claim, amount_vnd, VoucherSeries.RECEIPT)


def opening(purse: Purse, *, cash_vnd: int, bank_vnd: int) -> tuple[Leg, ...]:
    """The balance a book begins with, backed by a signed cash count."""
    return tuple(
        _leg(purse, Movement.OPENING, account, purse.claim, amount_vnd, VoucherSeries.NOTE)
        for account, amount_vnd in ((CASH, cash_vnd), (BANK, bank_vnd))
        if amount_vnd
    )


def send_remittance(purse: Purse, amount_vnd: int, *, out_of: AccountKind) -> Leg:
    """An agency unit's money on its way to the office."""
    return _leg(purse, Movement.REMITTANCE_SENT, TRANSIT, out_of, amount_vnd, VoucherSeries.HAND_IN)


def return_remittance(purse: Purse, amount_vnd: int, *, into: AccountKind) -> Leg:
    """What the office did not take comes back to the unit."""
    return _leg(
        purse, Movement.REMITTANCE_RETURNED, into, TRANSIT, amount_vnd, VoucherSeries.RECEIPT
    )


def receive_remittance(
    unit: Purse, office: Purse, amount_vnd: int, *, into: AccountKind
) -> tuple[Leg, Leg]:
    """The office takes what it counted, and the unit's due is settled by as much."""
    settled = _leg(
        unit, Movement.REMITTANCE_SETTLED, unit.claim, TRANSIT, amount_vnd, VoucherSeries.NOTE
    )
    received = _leg(
        office, Movement.REMITTANCE_RECEIVED, into, office.claim, amount_vnd, VoucherSeries.RECEIPT
    )
    return _passage(settled, received)


def refund(
    office: Purse,
    unit: Purse,
    amount_vnd: int,
    *,
    out_of: AccountKind,
    into: AccountKind,
) -> tuple[Leg, Leg]:
    """The office gives money back to a unit after hand-in."""
    return _cross(Movement.REFUND_OUT, office, unit, amount_vnd, out_of=out_of, into=into)


def grant(
    office: Purse, house: Purse, amount_vnd: int, *, out_of: AccountKind, into: AccountKind
) -> tuple[Leg, Leg]:
    """The office's money, earmarked for one house."""
    return _cross(Movement.GRANT_OUT, office, house, amount_vnd, out_of=out_of, into=into)


def return_grant(
    house: Purse, office: Purse, amount_vnd: int, *, out_of: AccountKind, into: AccountKind
) -> tuple[Leg, Leg]:
    """What a house did not need goes back to the office."""
    return _cross(Movement.GRANT_RETURN_OUT, house, office, amount_vnd, out_of=out_of, into=into)


def hand_over(
    old: Purse, successor: Purse, amount_vnd: int, *, account: AccountKind
) -> tuple[Leg, Leg]:
    """A unit's money goes to its successor, out of and into the same kind of account."""
    return _cross(Movement.HAND_OVER_OUT, old, successor, amount_vnd, out_of=account, into=account)


def disbursement(purse: Purse, amount_vnd: int, *, out_of: AccountKind) -> Leg:
    """Money spent on a house."""
    return _leg(
        purse, Movement.DISBURSEMENT, purse.claim, out_of, amount_vnd, VoucherSeries.PAYMENT
    )


def deposit(purse: Purse, amount_vnd: int) -> Leg:
    """Cash brought to the bank."""
    return _leg(purse, Movement.DEPOSIT, BANK, CASH, amount_vnd, VoucherSeries.PAYMENT)


def withdrawal(purse: Purse, amount_vnd: int) -> Leg:
    """Cash fetched from the bank."""
    return _leg(purse, Movement.WITHDRAWAL, CASH, BANK, amount_vnd, VoucherSeries.RECEIPT)


def interest(purse: Purse, amount_vnd: int) -> Leg:
    """Interest that the bank paid."""
    return _leg(purse, Movement.INTEREST, BANK, purse.claim, amount_vnd, VoucherSeries.NOTE)


def fee(purse: Purse, amount_vnd: int) -> Leg:
    """A fee that the bank took."""
    return _leg(purse, Movement.FEE, purse.claim, BANK, amount_vnd, VoucherSeries.NOTE)


def cash_over(purse: Purse, amount_vnd: int) -> Leg:
    """More cash counted than the book says, with the reason on the event."""
    return _leg(purse, Movement.CASH_OVER, CASH, purse.claim, amount_vnd, VoucherSeries.RECEIPT)


def cash_short(purse: Purse, amount_vnd: int) -> Leg:
    """Less cash counted than the book says, with the reason on the event."""
    return _leg(purse, Movement.CASH_SHORT, purse.claim, CASH, amount_vnd, VoucherSeries.PAYMENT)


def mirror(legs: Sequence[tuple[Leg, int]]) -> tuple[Leg, ...]:
    """Return the legs that take an event back: the same kinds, accounts swapped.

    ``legs`` are the original legs in order, each with its transfer's id; partners are kept.
    """
    return tuple(
        replace(
            leg,
            debit=leg.credit,
            credit=leg.debit,
            series=VoucherSeries.ADJUSTMENT,
            reverses_id=transfer_id,
        )
        for leg, transfer_id in legs
    )


def _leg(
    purse: Purse,
    kind: Movement,
    debit: AccountKind,
    credit: AccountKind,
    amount_vnd: int,
    series: VoucherSeries,
) -> Leg:
    return Leg(
        book_id=purse.book_id,
        kind=kind,
        debit=debit,
        credit=credit,
        amount_vnd=amount_vnd,
        series=series,
    )


def _cross(
    kind: Movement,
    sender: Purse,
    receiver: Purse,
    amount_vnd: int,
    *,
    out_of: AccountKind,
    into: AccountKind,
) -> tuple[Leg, Leg]:
    leaving = _leg(sender, kind, sender.claim, out_of, amount_vnd, VoucherSeries.PAYMENT)
    arriving = _leg(
        receiver, ARRIVAL_OF[kind], into, receiver.claim, amount_vnd, VoucherSeries.RECEIPT
    )
    return _passage(leaving, arriving)


def _passage(leaving: Leg, arriving: Leg) -> tuple[Leg, Leg]:
    """Let two legs name each other; as a draft's only legs they are its first and second."""
    return (
        replace(leaving, other_book_id=arriving.book_id, partner=1),
        replace(arriving, other_book_id=leaving.book_id, partner=0),
    )
