"""Follow money from units' totals through a fund and its decisions to a house; never names (H9).

T1  Money in a purse has no marks: what one purse paid is said as one sum, and beside it whose money
    the purse is made of, unit by unit, up to the last day on which it paid for this house.
T2  A share of a unit is its part of that purse applied to the sum, split so that nothing is lost
    (P13). It is a share, not a claim that these very notes were used.
T3  A grant is followed to the office's purse that it came from.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger.db import db
from ledger.models.books import Book, Movement, Rule
from ledger.models.disbursements import Disbursement, DisbursementPayment, StageState
from ledger.models.journal import Event, Transfer
from ledger.models.party_units import NameKind
from ledger.money import split_vnd
from ledger.reports.disbursements import StageLine
from ledger.reports.scope import named


@dataclass(frozen=True, slots=True, kw_only=True)
class Giver:
    """State one unit's part of a purse, and the share of the house that it comes to, in đồng."""

    unit_name: str
    gave_vnd: int
    share_vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """State what one purse paid for a house, and whose money the purse is made of."""

    book_id: int
    purse_name: str
    by_grant_vnd: int
    """How much of it went by way of the book earmarked for the house."""
    paid_vnd: int
    last_on: date
    givers: tuple[Giver, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """State the whole way of a house's money, purse by purse."""

    legs: tuple[Leg, ...]

    @property
    def paid_vnd(self) -> int:
        """What was spent on the house."""
        return sum(leg.paid_vnd for leg in self.legs)


_MIRROR = aliased(Event)


def spent_by_book(house_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """Return what each book spent on each house and did not get back, in đồng."""
    query = (
        sa.select(Disbursement.house_id, Disbursement.book_id, sa.func.sum(Disbursement.amount_vnd))
        .join(DisbursementPayment, DisbursementPayment.disbursement_id == Disbursement.id)
        .outerjoin(_MIRROR, _MIRROR.reverses_event_id == DisbursementPayment.event_id)
        .where(
            Disbursement.house_id.in_(house_ids),
            Disbursement.kind == Movement.DISBURSEMENT,
            _MIRROR.id.is_(None),
        )
        .group_by(Disbursement.house_id, Disbursement.book_id)
    )
    return {(row[0], row[1]): int(row[2]) for row in db.session.execute(query)}


def trail_of(stages: Sequence[StageLine]) -> Trail:
    """Return the way of a house's money, from all its stages; one statement."""
    by_fund: dict[int, list[StageLine]] = defaultdict(list)
    for stage in stages:
        if stage.kind is Movement.DISBURSEMENT and stage.state is StageState.PAID:
            by_fund[stage.fund_id].append(stage)
    last = {
        fund_id: max(stage.paid_on for stage in paid if stage.paid_on)
        for fund_id, paid in by_fund.items()
    }
    gave = _given(last)
    return Trail(
        legs=tuple(
            Leg(
                book_id=fund_id,
                purse_name=paid[0].fund_name,
                by_grant_vnd=sum(each.amount_vnd for each in paid if each.rule is Rule.GRANT),
                paid_vnd=sum(each.amount_vnd for each in paid),
                last_on=last[fund_id],
                givers=_shares(sum(each.amount_vnd for each in paid), gave[fund_id]),
            )
            for fund_id, paid in sorted(by_fund.items())
        )
    )


def _given(last: dict[int, date]) -> dict[int, list[tuple[str, int]]]:
    """Return what each unit put into each purse by its last payment, less what it got back."""
    other = aliased(Book)
    source = sa.func.coalesce(other.party_unit_id, Book.party_unit_id)
    out = Transfer.kind == Movement.REFUND_OUT
    signed = Transfer.sign * Transfer.amount_vnd
    until = sa.or_(
        *(
            sa.and_(Transfer.book_id == book_id, Event.on_date <= day)
            for book_id, day in last.items()
        ),
        sa.false(),
    )
    gave = (
        sa.select(
            Transfer.book_id,
            source.label("unit_id"),
            sa.func.sum(sa.case((out, -signed), else_=signed)).label("gave_vnd"),
        )
        .join(Event, Event.id == Transfer.event_id)
        .join(Book, Book.id == Transfer.book_id)
        .outerjoin(other, other.id == Transfer.other_book_id)
        .where(
            Transfer.book_id.in_(last),
            Transfer.kind.in_(
                (
                    Movement.OPENING,
                    Movement.CONTRIBUTION,
                    Movement.REMITTANCE_RECEIVED,
                    Movement.REFUND_OUT,
                    Movement.HAND_OVER_IN,
                )
            ),
            until,
        )
        .group_by(Transfer.book_id, source)
        .subquery()
    )
    name = named(gave.c.unit_id, NameKind.ORGANISATION)
    query = sa.select(gave.c.book_id, name, gave.c.gave_vnd).where(gave.c.gave_vnd > 0)
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for book_id, unit_name, vnd in db.session.execute(
        query.order_by(gave.c.book_id, gave.c.unit_id)
    ):
        found[book_id].append((unit_name, int(vnd)))
    return found


def _shares(paid_vnd: int, gave: Sequence[tuple[str, int]]) -> tuple[Giver, ...]:
    if not gave:
        return ()
    shares = split_vnd(paid_vnd, [vnd for _, vnd in gave])
    return tuple(
        Giver(unit_name=unit_name, gave_vnd=vnd, share_vnd=share_vnd)
        for (unit_name, vnd), share_vnd in zip(gave, shares, strict=True)
    )
