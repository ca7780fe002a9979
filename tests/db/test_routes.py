"""Every movement between every pair of accounts of every rule, and every passage between books.

What is legal is written here a second time, from the design's two tables, so that a slip in the
application's own table (P8) does not agree with itself.
"""

from itertools import product

import pytest

from tests.conftest import ENGINES
from tests.db.arena import Arena
from tests.db.forge import NEW, following, insert, movement, passage, transfer, voucher

CLAIM = {"keep": "fund", "remit": "due", "office": "office_fund", "grant": "grant_fund"}
MONEY = ("cash", "bank")
ACCOUNTS = (*MONEY, "transit", *CLAIM.values())
KINDS = (
    "opening", "contribution", "remittance_sent", "remittance_returned", "remittance_settled",
    "remittance_received", "refund_out", "refund_in", "grant_out", "grant_in", "grant_return_out",
    "grant_return_in", "deposit", "withdrawal", "interest", "fee", "cash_over", "cash_short",
    "disbursement", "hand_over_out", "hand_over_in",
)  # fmt: skip
PASSAGES = {
    "remittance_settled": ("remittance_received", {("remit", "office")}),
    "refund_out": ("refund_in", {("office", "remit")}),
    "grant_out": ("grant_in", {("office", "grant")}),
    "grant_return_out": ("grant_return_in", {("grant", "office")}),
    "hand_over_out": ("hand_over_in", {(rule, rule) for rule in CLAIM} | {("office", "keep")}),
}
"""How money leaves a book, how it arrives, and between which rules."""
BOOKS = tuple(f"{rule}{place}" for rule in CLAIM for place in (1, 2))
OPENED = {
    ("remittance_settled", "remit1", "office1"), ("remittance_settled", "remit2", "office1"),
    ("refund_out", "office1", "remit1"), ("refund_out", "office1", "remit2"),
    ("grant_out", "office1", "grant1"), ("grant_out", "office1", "grant2"),
    ("grant_return_out", "grant1", "office1"), ("grant_return_out", "grant2", "office1"),
    ("hand_over_out", "keep1", "keep2"),
}  # fmt: skip
"""The routes of the scene."""


def pairs(debits: tuple[str, ...], credits_: tuple[str, ...]) -> set[tuple[str, str]]:
    """Return every debit with every credit."""
    return set(product(debits, credits_))


def legal(kind: str, rule: str) -> set[tuple[str, str]]:
    """Return which (debit, credit) a movement may have alone in a book of a rule."""
    claim = (CLAIM[rule],)
    anywhere = {
        "opening": pairs(MONEY, claim),
        "deposit": {("bank", "cash")},
        "withdrawal": {("cash", "bank")},
        "interest": pairs(("bank",), claim),
        "fee": pairs(claim, ("bank",)),
        "cash_over": pairs(("cash",), claim),
        "cash_short": pairs(claim, ("cash",)),
    }
    somewhere = {
        ("contribution", "keep"): pairs(MONEY, claim),
        ("contribution", "office"): pairs(MONEY, claim),
        ("contribution", "remit"): pairs(ACCOUNTS[:3], claim),
        ("remittance_sent", "remit"): pairs(("transit",), MONEY),
        ("remittance_returned", "remit"): pairs(MONEY, ("transit",)),
        ("disbursement", "keep"): pairs(claim, MONEY),
        ("disbursement", "office"): pairs(claim, MONEY),
        ("disbursement", "grant"): pairs(claim, MONEY),
    }
    return anywhere.get(kind, set()) | somewhere.get((kind, rule), set())


def assets(rule: str) -> tuple[str, ...]:
    """Return the accounts of a rule that hold money."""
    return ACCOUNTS[:3] if rule == "remit" else MONEY


@pytest.mark.parametrize(
    ("arena", "kind", "rule"),
    list(product(ENGINES, KINDS, CLAIM)),
    indirect=["arena"],
)
def test_a_movement_exists_between_its_own_accounts_only(
    arena: Arena, kind: str, rule: str
) -> None:
    # An opening balance needs a book that has not begun; everything else one that holds money.
    book = arena.scene.books[f"{rule}{2 if kind == 'opening' else 1}"]
    choices = list(product(ACCOUNTS, ACCOUNTS))
    answers = arena.accepts(
        "app",
        [movement(arena.scene, transfer(book, kind, *choice)) for choice in choices],
    )
    assert {choice for choice, yes in zip(choices, answers, strict=True) if yes} == legal(
        kind, rule
    )
    assert arena.fingerprint() == arena.untouched


def crossing(
    arena: Arena, kind: str, sender: str, receiver: str, legs: tuple[str, str, str, str]
) -> list[str]:
    """Return the statements of a passage between two books, or within one."""
    books = arena.scene.books
    leaving, arriving = passage(
        books[sender], books[receiver], (kind, PASSAGES[kind][0]), legs[:2], legs[2:]
    )
    if sender != receiver:
        return movement(arena.scene, leaving, arriving)
    arriving |= {**following(leaving), "voucher_id": NEW}
    return movement(arena.scene, leaving, arriving, vouchers=(voucher(books[sender]),))


def opening_routes(arena: Arena, kind: str, sender: str, receiver: str) -> list[str]:
    """Return the statements that an attacker adds to have a route for a passage."""
    books = arena.scene.books
    if (kind, sender, receiver) in OPENED:
        return []
    return [
        insert(
            "route",
            {
                "book_id": books[book],
                "other_book_id": books[other],
                "kind": half,
                "rule": book[:-1],
                "other_rule": other[:-1],
            },
        )
        for book, other, half in (
            (sender, receiver, kind),
            (receiver, sender, PASSAGES[kind][0]),
        )
    ]


def leg_choices(sender: str, receiver: str) -> list[tuple[str, str, str, str]]:
    """Return every way to take money out of one book's assets and into another's."""
    out, into = sender[:-1], receiver[:-1]
    return [(CLAIM[out], from_, to, CLAIM[into]) for from_ in assets(out) for to in assets(into)]


def may_pass(kind: str, sender: str, receiver: str, legs: tuple[str, str, str, str]) -> bool:
    """Say whether the design lets money go this way, given a route."""
    out = ("transit",) if kind == "remittance_settled" else MONEY
    between = (sender[:-1], receiver[:-1]) in PASSAGES[kind][1]
    return between and sender != receiver and legs[1] in out and legs[2] in MONEY


@pytest.mark.parametrize("forged", [False, True], ids=["by its routes", "with forged routes"])
@pytest.mark.parametrize(
    ("arena", "kind", "rule"),
    list(product(ENGINES, PASSAGES, CLAIM)),
    indirect=["arena"],
)
def test_money_leaves_a_book_by_its_own_passages_only(
    arena: Arena, kind: str, rule: str, *, forged: bool
) -> None:
    sender = f"{rule}1"
    ways = [(receiver, legs) for receiver in BOOKS for legs in leg_choices(sender, receiver)]
    answers = arena.accepts(
        "app",
        [
            [
                *(opening_routes(arena, kind, sender, receiver) if forged else ()),
                *crossing(arena, kind, sender, receiver, legs),
            ]
            for receiver, legs in ways
        ],
    )
    accepted = {way for way, yes in zip(ways, answers, strict=True) if yes}
    assert accepted == {
        (receiver, legs)
        for receiver, legs in ways
        if may_pass(kind, sender, receiver, legs) and (forged or (kind, sender, receiver) in OPENED)
    }
    assert arena.fingerprint() == arena.untouched
