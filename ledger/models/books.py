"""Books, their accounts, and the only movements that exist (design: the book).

A book is one purse: a party unit under one rule, or one grant for one house. Which accounts a
rule has, and which pairs of accounts a movement may touch, are written into the schema, so that
a wrong route cannot be represented:

* ``due`` has no spending movement: an agency unit cannot spend.
* a ``keep`` book has no ``due`` and no ``transit``: a commune cannot hand money in.
* ``office_fund`` and ``grant_fund`` are kinds of their own: nobody else can invent an arrival,
  and nothing but its grant can fill a book earmarked for a house.
"""

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of


class Rule(StrEnum):
    """What becomes of a book's money."""

    KEEP = "keep"
    """Communes, towns, wards: used at home."""
    REMIT = "remit"
    """Agency units: handed to the committee's office."""
    OFFICE = "office"
    """The committee's office."""
    GRANT = "grant"
    """Earmarked for one house."""


class AccountKind(StrEnum):
    """The accounts a book may have; the first three are assets, the rest claims on them."""

    CASH = "cash"
    BANK = "bank"
    TRANSIT = "transit"
    FUND = "fund"
    OFFICE_FUND = "office_fund"
    GRANT_FUND = "grant_fund"
    DUE = "due"


ASSETS = frozenset({AccountKind.CASH, AccountKind.BANK, AccountKind.TRANSIT})

CLAIM_OF = {
    Rule.KEEP: AccountKind.FUND,
    Rule.REMIT: AccountKind.DUE,
    Rule.OFFICE: AccountKind.OFFICE_FUND,
    Rule.GRANT: AccountKind.GRANT_FUND,
}
"""The one claim of each rule: whose money the book's assets are."""

CHART = {
    rule: (
        AccountKind.CASH,
        AccountKind.BANK,
        *((AccountKind.TRANSIT,) if rule is Rule.REMIT else ()),
        claim,
    )
    for rule, claim in CLAIM_OF.items()
}
"""The accounts of each rule."""


class Movement(StrEnum):
    """Why money moved."""

    OPENING = "opening"
    CONTRIBUTION = "contribution"
    REMITTANCE_SENT = "remittance_sent"
    REMITTANCE_RETURNED = "remittance_returned"
    REMITTANCE_SETTLED = "remittance_settled"
    REMITTANCE_RECEIVED = "remittance_received"
    REFUND_OUT = "refund_out"
    REFUND_IN = "refund_in"
    GRANT_OUT = "grant_out"
    GRANT_IN = "grant_in"
    GRANT_RETURN_OUT = "grant_return_out"
    GRANT_RETURN_IN = "grant_return_in"
    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    INTEREST = "interest"
    FEE = "fee"
    CASH_OVER = "cash_over"
    CASH_SHORT = "cash_short"
    DISBURSEMENT = "disbursement"
    HAND_OVER_OUT = "hand_over_out"
    HAND_OVER_IN = "hand_over_in"


_CASH, _BANK, _TRANSIT = AccountKind.CASH, AccountKind.BANK, AccountKind.TRANSIT
_MONEY = (_CASH, _BANK)
_ALL_CLAIMS = tuple(CLAIM_OF.values())
_FUND, _DUE = AccountKind.FUND, AccountKind.DUE
_OFFICE, _GRANT = AccountKind.OFFICE_FUND, AccountKind.GRANT_FUND


def _pairs(
    debits: tuple[AccountKind, ...], credits_: tuple[AccountKind, ...]
) -> frozenset[tuple[AccountKind, AccountKind]]:
    return frozenset((debit, credit) for debit in debits for credit in credits_)


MOVEMENTS: dict[Movement, frozenset[tuple[AccountKind, AccountKind]]] = {
    Movement.OPENING: _pairs(_MONEY, _ALL_CLAIMS),
    # Transit to due: a contribution that the giver paid straight to the office's account.
    Movement.CONTRIBUTION: _pairs(_MONEY, (_FUND, _DUE, _OFFICE)) | {(_TRANSIT, _DUE)},
    Movement.REMITTANCE_SENT: _pairs((_TRANSIT,), _MONEY),
    Movement.REMITTANCE_RETURNED: _pairs(_MONEY, (_TRANSIT,)),
    Movement.REMITTANCE_SETTLED: frozenset({(_DUE, _TRANSIT)}),
    Movement.REMITTANCE_RECEIVED: _pairs(_MONEY, (_OFFICE,)),
    Movement.REFUND_OUT: _pairs((_OFFICE,), _MONEY),
    Movement.REFUND_IN: _pairs(_MONEY, (_DUE,)),
    Movement.GRANT_OUT: _pairs((_OFFICE,), _MONEY),
    Movement.GRANT_IN: _pairs(_MONEY, (_GRANT,)),
    Movement.GRANT_RETURN_OUT: _pairs((_GRANT,), _MONEY),
    Movement.GRANT_RETURN_IN: _pairs(_MONEY, (_OFFICE,)),
    Movement.DEPOSIT: frozenset({(_BANK, _CASH)}),
    Movement.WITHDRAWAL: frozenset({(_CASH, _BANK)}),
    Movement.INTEREST: _pairs((_BANK,), _ALL_CLAIMS),
    Movement.FEE: _pairs(_ALL_CLAIMS, (_BANK,)),
    Movement.CASH_OVER: _pairs((_CASH,), _ALL_CLAIMS),
    Movement.CASH_SHORT: _pairs(_ALL_CLAIMS, (_CASH,)),
    Movement.DISBURSEMENT: _pairs((_FUND, _OFFICE, _GRANT), _MONEY),
    Movement.HAND_OVER_OUT: _pairs(_ALL_CLAIMS, _MONEY),
    Movement.HAND_OVER_IN: _pairs(_MONEY, _ALL_CLAIMS),
}
"""Each movement's allowed (debit, credit); a reversal has them swapped."""

ARRIVAL_OF = {
    Movement.REMITTANCE_SETTLED: Movement.REMITTANCE_RECEIVED,
    Movement.REFUND_OUT: Movement.REFUND_IN,
    Movement.GRANT_OUT: Movement.GRANT_IN,
    Movement.GRANT_RETURN_OUT: Movement.GRANT_RETURN_IN,
    Movement.HAND_OVER_OUT: Movement.HAND_OVER_IN,
}
"""The movements by which money leaves a book, each with the one by which it arrives."""

PARTNER_OF = ARRIVAL_OF | {arrival: leaving for leaving, arrival in ARRIVAL_OF.items()}
"""Both halves of every passage between two books."""

_SAME = tuple((rule, rule) for rule in Rule)
ROUTES: dict[Movement, tuple[tuple[Rule, Rule], ...]] = {
    Movement.REMITTANCE_SETTLED: ((Rule.REMIT, Rule.OFFICE),),
    Movement.REFUND_OUT: ((Rule.OFFICE, Rule.REMIT),),
    Movement.GRANT_OUT: ((Rule.OFFICE, Rule.GRANT),),
    Movement.GRANT_RETURN_OUT: ((Rule.GRANT, Rule.OFFICE),),
    # Along a succession only: to the same kind of purse, or from a dissolved office to a commune.
    Movement.HAND_OVER_OUT: (*_SAME, (Rule.OFFICE, Rule.KEEP)),
}
"""Between which rules money may leave a book."""


def _chart_check() -> str:
    return " OR ".join(
        f"(rule = '{rule}' AND kind IN ({', '.join(repr(str(kind)) for kind in kinds)}))"
        for rule, kinds in CHART.items()
    )


def _route_check() -> str:
    rows = [
        (kind, rule, other)
        for leaving, pairs in ROUTES.items()
        for sender, receiver in pairs
        for kind, rule, other in (
            (leaving, sender, receiver),
            (ARRIVAL_OF[leaving], receiver, sender),
        )
    ]
    texts = ", ".join(f"'{kind}:{rule}:{other}'" for kind, rule, other in rows)
    return f"kind || ':' || rule || ':' || other_rule IN ({texts})"


class Book(Model):
    """Sổ: one purse. Its last sequence number and head move only with the journal."""

    id: Mapped[int] = mapped_column(primary_key=True)
    party_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"))
    rule: Mapped[Rule] = mapped_column(Code(Rule))
    house_id: Mapped[int | None] = mapped_column(sa.ForeignKey("house.id"))
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    last_seq: Mapped[int]
    head: Mapped[str]
    """The hash of the last link; 64 zeros before the first."""

    __table_args__ = (
        sa.UniqueConstraint("id", "rule"),
        sa.Index(
            "uq_book_purse",
            "party_unit_id",
            "rule",
            unique=True,
            sqlite_where=sa.text("house_id IS NULL AND closed_on IS NULL"),
            postgresql_where=sa.text("house_id IS NULL AND closed_on IS NULL"),
        ),
        sa.Index("ix_book_house", "house_id"),
        one_of("rule", Rule),
        sa.CheckConstraint("(rule = 'grant') = (house_id IS NOT NULL)", name="grant_has_house"),
        sa.CheckConstraint("last_seq >= 0", name="last_seq"),
        sa.CheckConstraint("length(head) = 64", name="head"),
    )


class Account(Model):
    """Tài khoản: the totals of one kind of account in one book, kept by the journal's trigger."""

    book_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[AccountKind] = mapped_column(Code(AccountKind), primary_key=True)
    rule: Mapped[Rule] = mapped_column(Code(Rule))
    debits_vnd: Mapped[int]
    credits_vnd: Mapped[int]

    __table_args__ = (
        sa.ForeignKeyConstraint(["book_id", "rule"], ["book.id", "book.rule"]),
        sa.CheckConstraint(_chart_check(), name="chart"),
        sa.CheckConstraint("debits_vnd >= 0 AND credits_vnd >= 0", name="totals"),
        sa.CheckConstraint(
            "CASE WHEN kind IN ('cash', 'bank', 'transit')"
            " THEN debits_vnd >= credits_vnd ELSE credits_vnd >= debits_vnd END",
            name="not_below_zero",
        ),
    )

    @property
    def balance_vnd(self) -> int:
        """What the account holds, in đồng: never below zero."""
        difference = self.debits_vnd - self.credits_vnd
        return difference if self.kind in ASSETS else -difference


class Route(Model):
    """Đường tiền giữa hai sổ: the only ways money leaves a book, one row for each half."""

    book_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    other_book_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[Movement] = mapped_column(Code(Movement), primary_key=True)
    rule: Mapped[Rule] = mapped_column(Code(Rule))
    other_rule: Mapped[Rule] = mapped_column(Code(Rule))

    __table_args__ = (
        sa.ForeignKeyConstraint(["book_id", "rule"], ["book.id", "book.rule"]),
        sa.ForeignKeyConstraint(["other_book_id", "other_rule"], ["book.id", "book.rule"]),
        sa.CheckConstraint(_route_check(), name="between_rules"),
        sa.CheckConstraint("book_id <> other_book_id", name="two_books"),
    )
