"""Every figure of a scope, by book and campaign: counts of people and sums of đồng.

Never a member's amount. Each cell adds up by itself::

    held = opening + given + interest and cash over − fees and cash short − handed in
           − on its way + refunded + granted − handed over to a successor − spent

What the office grants for a house lies in a book of the house's own: it is held there, apart from
what a unit has of its own. Collecting comes from the contributions, the rest from the few transfers
that are not collecting.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

import sqlalchemy as sa

from ledger.db import db
from ledger.models.books import Account, AccountKind, Book, Movement, Rule
from ledger.models.campaigns import Campaign, CampaignState, CampaignUnit
from ledger.models.contributions import Contribution
from ledger.models.houses import House
from ledger.models.journal import Event, Transfer
from ledger.models.list_entries import ListEntry
from ledger.models.party_units import NameKind, PartyUnit
from ledger.reports.persons import folds, given_by_line
from ledger.reports.scope import Actor, names_on, within

_MONEY = (AccountKind.CASH, AccountKind.BANK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What every row and every total shows: people, and đồng."""

    asked: int = 0
    not_asked: int = 0
    given: int = 0
    """People who are asked and have given; who gave unasked counts in the money alone."""
    given_vnd: int = 0
    """Everything given, members and others."""
    opening_vnd: int = 0
    handed_in_vnd: int = 0
    """Taken by the office, before refunds."""
    refunded_vnd: int = 0
    on_its_way_vnd: int = 0
    gains_vnd: int = 0
    """Interest, and cash found over."""
    losses_vnd: int = 0
    """Bank fees, and cash found short."""
    spent_vnd: int = 0
    granted_vnd: int = 0
    """What houses' own books got of the office less what it took back; at the office below zero."""
    passed_on_vnd: int = 0
    """Handed over to a successor, less what came so."""
    held_vnd: int = 0
    """Cash and bank of a purse of its own."""
    held_for_houses_vnd: int = 0
    """Cash and bank of books earmarked for a house."""

    @property
    def not_yet(self) -> int:
        """Asked and not given yet."""
        return self.asked - self.given

    @property
    def adds_up(self) -> bool:
        """Say whether what came in less what went out is what is held."""
        came = (
            self.opening_vnd
            + self.given_vnd
            + self.gains_vnd
            + self.refunded_vnd
            + self.granted_vnd
        )
        went = (
            self.handed_in_vnd
            + self.on_its_way_vnd
            + self.losses_vnd
            + self.spent_vnd
            + self.passed_on_vnd
        )
        return came - went == self.held_vnd + self.held_for_houses_vnd


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """A book as summaries show it."""

    book_id: int
    unit_id: int
    rule: Rule
    name: str
    """The unit's name today."""
    house_id: int | None
    house: str
    """What the house is called for which it is earmarked."""
    is_closed: bool

    def holding(self, figures: Figures, held_vnd: int) -> Figures:
        """Return figures with what this book holds, in its place."""
        if self.rule is Rule.GRANT:
            return replace(figures, held_for_houses_vnd=held_vnd)
        return replace(figures, held_vnd=held_vnd)


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A campaign as the head of a column or the choice of a page."""

    campaign_id: int
    year: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Every figure of a scope: by book and campaign; None is what belongs to no campaign."""

    purses: tuple[Purse, ...]
    years: tuple[Year, ...]
    cells: dict[tuple[int, int | None], Figures]
    held: dict[int, int]
    """Cash and bank of each book, from its maintained totals."""

    def of(self, purse: Purse, campaign_id: int | None) -> Figures:
        """Return one book's figures in one campaign."""
        return self.cells.get((purse.book_id, campaign_id), Figures())

    def in_all(self, purse: Purse) -> Figures:
        """Return one book's figures since it began; what it holds is what its accounts say."""
        rows = (figures for (book, _), figures in self.cells.items() if book == purse.book_id)
        return purse.holding(total(rows), self.held.get(purse.book_id, 0))


def gather(actor: Actor) -> Gathered:
    """Read everything a summary needs of a scope, in six statements whatever its size."""
    purses = _purses(actor)
    years = years_of(actor)
    people, given = _people(actor), _given(actor)
    moved = _moved([purse.book_id for purse in purses])
    by_id = {purse.book_id: purse for purse in purses}
    return Gathered(
        purses=purses,
        years=years,
        cells={
            key: _figures(
                by_id[key[0]], people.get(key, (0, 0, 0)), given.get(key, 0), moved.get(key, [])
            )
            for key in people.keys() | given.keys() | moved.keys()
            if key[0] in by_id
        },
        held=_held(actor),
    )


def total(rows: Iterable[Figures]) -> Figures:
    """Return the column totals of rows."""
    sums: dict[str, int] = defaultdict(int)
    for row in rows:
        for field in fields(Figures):
            sums[field.name] += getattr(row, field.name)
    return Figures(**sums)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moved:
    """What one book's transfers of one kind come to, with reversals taken off."""

    kind: Movement
    net_vnd: int
    transit_vnd: int
    """What they leave on the transit account."""
    money_vnd: int
    """What they leave in cash and bank."""


def _figures(
    purse: Purse, people: tuple[int, int, int], given_vnd: int, moves: list[_Moved]
) -> Figures:
    net: dict[Movement, int] = defaultdict(int)
    for move in moves:
        net[move.kind] += move.net_vnd
    # Contributions among the moves are those that never were in the unit's hands.
    in_hand_vnd = given_vnd - net[Movement.CONTRIBUTION]
    asked, not_asked, gave = people
    figures = Figures(
        asked=asked,
        not_asked=not_asked,
        given=gave,
        given_vnd=given_vnd,
        opening_vnd=net[Movement.OPENING],
        handed_in_vnd=net[Movement.REMITTANCE_SETTLED] - net[Movement.REMITTANCE_RECEIVED],
        refunded_vnd=net[Movement.REFUND_IN] - net[Movement.REFUND_OUT],
        on_its_way_vnd=sum(move.transit_vnd for move in moves),
        gains_vnd=net[Movement.INTEREST] + net[Movement.CASH_OVER],
        losses_vnd=net[Movement.FEE] + net[Movement.CASH_SHORT],
        spent_vnd=net[Movement.DISBURSEMENT],
        granted_vnd=(
            net[Movement.GRANT_IN]
            - net[Movement.GRANT_RETURN_OUT]
            - net[Movement.GRANT_OUT]
            + net[Movement.GRANT_RETURN_IN]
        ),
        passed_on_vnd=net[Movement.HAND_OVER_OUT] - net[Movement.HAND_OVER_IN],
    )
    return purse.holding(figures, in_hand_vnd + sum(move.money_vnd for move in moves))


def _purses(actor: Actor) -> tuple[Purse, ...]:
    """Return the books of the scope, in the order of every list."""
    query = (
        sa.select(Book, House.name)
        .join(PartyUnit, PartyUnit.id == Book.party_unit_id)
        .outerjoin(House, House.id == Book.house_id)
        .where(within(actor))
        .order_by(PartyUnit.parent_id.is_not(None), PartyUnit.position, PartyUnit.id, Book.id)
    )
    rows = db.session.execute(query).all()
    names = names_on([book.party_unit_id for book, _ in rows], (NameKind.ORGANISATION,))
    return tuple(
        Purse(
            book_id=book.id,
            unit_id=book.party_unit_id,
            rule=book.rule,
            name=names.get((book.party_unit_id, NameKind.ORGANISATION), ""),
            house_id=book.house_id,
            house=house or "",
            is_closed=book.closed_on is not None,
        )
        for book, house in rows
    )


def years_of(actor: Actor) -> tuple[Year, ...]:
    """Return the opened campaigns of the committee above or within the scope, oldest first."""
    query = (
        sa.select(Campaign.id, Campaign.year, Campaign.title)
        .join(PartyUnit, PartyUnit.id == Campaign.committee_id)
        .where(
            Campaign.state != CampaignState.DRAFT,
            sa.or_(within(actor), sa.literal(actor.path).startswith(PartyUnit.path)),
        )
        .order_by(Campaign.year, Campaign.id)
    )
    return tuple(
        Year(campaign_id=campaign_id, year=year, title=title)
        for campaign_id, year, title in db.session.execute(query)
    )


def _people(actor: Actor) -> dict[tuple[int, int | None], tuple[int, int, int]]:
    """Return (book, campaign) → (asked, not asked, asked and given) people of the list."""
    given, fold = given_by_line(), folds()
    is_asked = ListEntry.not_asked_reason.is_(None)
    asked = sa.func.count(sa.case((is_asked, 1)))
    gave = sa.func.count(sa.case((sa.and_(is_asked, given.c.given_vnd > 0), 1)))
    query = (
        sa.select(
            CampaignUnit.book_id,
            CampaignUnit.campaign_id,
            asked,
            sa.func.count() - asked,
            gave,
        )
        .select_from(ListEntry)
        .join(CampaignUnit, CampaignUnit.id == ListEntry.campaign_unit_id)
        .join(PartyUnit, PartyUnit.id == CampaignUnit.party_unit_id)
        .outerjoin(given, given.c.entry_id == ListEntry.id)
        .outerjoin(fold.lines, fold.of_entry(ListEntry.id.expression))
        .where(within(actor), fold.counts())
        .group_by(CampaignUnit.book_id, CampaignUnit.campaign_id)
    )
    return {(row[0], row[1]): (row[2], row[3], row[4]) for row in db.session.execute(query)}


def _given(actor: Actor) -> dict[tuple[int, int | None], int]:
    """Return (book, campaign) → everything given, members and others, in đồng."""
    query = (
        sa.select(
            CampaignUnit.book_id,
            CampaignUnit.campaign_id,
            sa.func.sum(Contribution.sign * Contribution.amount_vnd),
        )
        .join(CampaignUnit, CampaignUnit.id == Contribution.campaign_unit_id)
        .join(PartyUnit, PartyUnit.id == CampaignUnit.party_unit_id)
        .where(within(actor))
        .group_by(CampaignUnit.book_id, CampaignUnit.campaign_id)
    )
    return {(row[0], row[1]): int(row[2]) for row in db.session.execute(query)}


def _moved(book_ids: list[int]) -> dict[tuple[int, int | None], list[_Moved]]:
    """Return (book, campaign) → what is not plain collecting, from the small index kept for it."""

    def left_on(kinds: tuple[AccountKind, ...]) -> sa.ColumnElement[int]:
        into = sa.case((Transfer.debit.in_(kinds), Transfer.amount_vnd), else_=0)
        out = sa.case((Transfer.credit.in_(kinds), Transfer.amount_vnd), else_=0)
        return sa.func.sum(into - out)

    query = (
        sa.select(
            Transfer.book_id,
            Event.campaign_id,
            Transfer.kind,
            sa.func.sum(Transfer.sign * Transfer.amount_vnd),
            left_on((AccountKind.TRANSIT,)),
            left_on(_MONEY),
        )
        .join(Event, Event.id == Transfer.event_id)
        .where(
            Transfer.book_id.in_(book_ids),
            # The words of the index, so that the engines see that it serves.
            sa.text("(kind <> 'contribution' OR debit = 'transit' OR credit = 'transit')"),
        )
        .group_by(Transfer.book_id, Event.campaign_id, Transfer.kind)
    )
    found: dict[tuple[int, int | None], list[_Moved]] = defaultdict(list)
    for book_id, campaign_id, kind, net, on_transit, in_money in db.session.execute(query):
        found[book_id, campaign_id].append(
            _Moved(
                kind=kind, net_vnd=int(net), transit_vnd=int(on_transit), money_vnd=int(in_money)
            )
        )
    return found


def _held(actor: Actor) -> dict[int, int]:
    """Return book → cash and bank from the maintained totals, in đồng."""
    query = (
        sa.select(Account.book_id, sa.func.sum(Account.debits_vnd - Account.credits_vnd))
        .join(Book, Book.id == Account.book_id)
        .join(PartyUnit, PartyUnit.id == Book.party_unit_id)
        .where(within(actor), Account.kind.in_(_MONEY))
        .group_by(Account.book_id)
    )
    return {row[0]: int(row[1]) for row in db.session.execute(query)}
