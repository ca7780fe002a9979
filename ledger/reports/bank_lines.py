"""Show the lines of a unit's statements: what waits, what became of the others, and the balance.

B1  A line's remark names private people and their accounts; it is opened for the unit's own
    treasurer only.
B2  A line waits as long as something of it is not used. A use counts while it was not released and
    its event was not cancelled, so that nobody has to put a line back by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger import clock, crypto
from ledger.banks import bank_name
from ledger.db import data_key, db
from ledger.errors import NotFound
from ledger.labels import voucher_number
from ledger.likeness import plain_words
from ledger.models.bank_accounts import BankAccount
from ledger.models.bank_lines import BankLine, BankLineRelease, BankLineUse, BankUseKind, OtherMoney
from ledger.models.journal import Event, EventParty, Transfer, Voucher
from ledger.models.users import UserAccount
from ledger.reports.scope import Actor

PAGE_SIZE = 40
_RETURN_WORDS = (
    "hoan tra",
    "tra lai",
    "hoan tien",
    "chuyen tra",
    "refund",
    "reversal",
    "thoai tra",
)
_INTEREST_WORDS = ("lai tien gui", "lai nhap goc", "tra lai tk", "interest")


class Shown(StrEnum):
    """Which lines a list shows."""

    WAITING = "waiting"
    DONE = "done"
    OUT = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class UseLine:
    """State one use of a line; ``ended`` says why it counts no more, empty while it does."""

    id: int
    kind: BankUseKind
    amount_vnd: int
    reason: OtherMoney | None
    note: str
    voucher_id: int | None
    number: str
    who: str
    made_by: str
    made_at: datetime
    ended: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """State one line of a statement, in đồng, with what is still open of it."""

    id: int
    account_id: int
    account: str
    on: date
    sign: int
    amount_vnd: int
    open_vnd: int
    balance_vnd: int | None
    reference: str
    remark: str
    occurrence: int
    filename: str = ""
    uses: tuple[UseLine, ...] = ()

    @property
    def age_days(self) -> int:
        """How long the money has been there."""
        return (clock.today() - self.on).days

    @property
    def is_return(self) -> bool:
        """Whether the remark speaks of money that came back."""
        return not self.is_interest and any(word in self._words for word in _RETURN_WORDS)

    @property
    def is_interest(self) -> bool:
        """Whether the remark speaks of interest."""
        return any(word in self._words for word in _INTEREST_WORDS)

    @property
    def _words(self) -> str:
        return " ".join(plain_words(self.remark))


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePage:
    """State a page of lines; ``after`` is where the next page begins."""

    lines: tuple[LineFacts, ...]
    after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Count what waits of the money that came in: lines, đồng, days of the oldest."""

    count: int
    amount_vnd: int
    oldest_days: int


def list_lines(actor: Actor, shown: Shown, *, after: int | None = None) -> LinePage:
    """Return a page of the lines of the actor's own unit: what waits from the oldest on."""
    open_vnd = _open_vnd()
    query = _lines(actor)
    place = sa.func.row_number().over(order_by=(BankLine.on_date, BankLine.id))
    match shown:
        case Shown.WAITING:
            query = query.where(BankLine.sign == 1, open_vnd > 0)
        case Shown.DONE:
            query = query.where(BankLine.sign == 1, open_vnd == 0)
            place = sa.func.row_number().over(
                order_by=(BankLine.on_date.desc(), BankLine.id.desc())
            )
        case Shown.OUT:
            query = query.where(BankLine.sign == -1)
            place = sa.func.row_number().over(
                order_by=(BankLine.on_date.desc(), BankLine.id.desc())
            )
    numbered = query.add_columns(place.label("place")).subquery()
    page = (
        sa.select(numbered)
        .where(numbered.c.place > (after or 0))
        .order_by(numbered.c.place)
        .limit(PAGE_SIZE + 1)
    )
    rows = db.session.execute(page).all()
    lines = [_facts(row) for row in rows[:PAGE_SIZE]]
    uses = _uses([line.id for line in lines]) if shown is not Shown.WAITING else {}
    return LinePage(
        lines=tuple(replace(line, uses=tuple(uses.get(line.id, ()))) for line in lines),
        after=rows[PAGE_SIZE - 1].place if len(rows) > PAGE_SIZE else None,
    )


def get_line(actor: Actor, line_id: int) -> LineFacts:
    """Return one line of the actor's own unit with everything that became of it.

    Raises:
        NotFound: no such line, or another unit's.

    """
    return get_lines(actor, [line_id])[0]


def get_lines(actor: Actor, line_ids: Sequence[int]) -> list[LineFacts]:
    """Return lines of the actor's own unit as they are now, in the order of their days.

    Raises:
        NotFound: one of them does not exist, or is another unit's.

    """
    query = _lines(actor).where(BankLine.id.in_(line_ids))
    rows = db.session.execute(query.order_by(BankLine.on_date, BankLine.id)).all()
    if len(rows) != len(set(line_ids)):
        raise NotFound
    uses = _uses([row.id for row in rows])
    return [replace(_facts(row), uses=tuple(uses.get(row.id, ()))) for row in rows]


def waiting_query(actor: Actor) -> sa.Select[int]:
    """Select the number of transfers to the actor's own unit that are not recorded whole."""
    return _waiting(actor, sa.func.count())


def count_waiting(actor: Actor) -> Waiting | None:
    """Count the transfers to the actor's own unit of which nobody knows yet whose they are."""
    oldest = sa.func.min(BankLine.on_date)
    query = _waiting(actor, sa.func.count(), sa.func.sum(_open_vnd()), oldest)
    count, amount_vnd, oldest_on = db.session.execute(query).one()
    if not count:
        return None
    return Waiting(
        count=count, amount_vnd=int(amount_vnd), oldest_days=(clock.today() - oldest_on).days
    )


def remark_about(fingerprint: str) -> str:
    """Name the owner of a line's sealed remark."""
    return f"bank_line:{fingerprint}"


def is_live() -> sa.ColumnElement[bool]:
    """Return the condition that a ``BankLineUse`` counts (B2)."""
    cancelled = aliased(Event)
    return sa.and_(
        ~sa.exists().where(BankLineRelease.use_id == BankLineUse.id),
        ~sa.exists().where(cancelled.reverses_event_id == BankLineUse.event_id),
    )


def _waiting(actor: Actor, *figures: sa.ColumnElement[Any]) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(*figures)
        .select_from(BankLine)
        .join(BankAccount, BankAccount.id == BankLine.bank_account_id)
        .where(
            BankAccount.party_unit_id == actor.party_unit_id, BankLine.sign == 1, _open_vnd() > 0
        )
    )


def _open_vnd() -> sa.ColumnElement[int]:
    """Return what of a ``BankLine`` is not used."""
    used = (
        sa.select(sa.func.coalesce(sa.func.sum(BankLineUse.amount_vnd), 0))
        .where(BankLineUse.bank_line_id == BankLine.id, is_live())
        .scalar_subquery()
    )
    return BankLine.amount_vnd - used


def _lines(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            BankLine.id,
            BankLine.bank_account_id,
            BankAccount.bin,
            BankAccount.number,
            BankLine.on_date,
            BankLine.sign,
            BankLine.amount_vnd,
            _open_vnd().label("open_vnd"),
            BankLine.balance_vnd,
            BankLine.reference,
            BankLine.remark_sealed,
            BankLine.fingerprint,
            BankLine.occurrence,
        )
        .join(BankAccount, BankAccount.id == BankLine.bank_account_id)
        .where(BankAccount.party_unit_id == actor.party_unit_id)
    )


def _facts(row: sa.Row[*tuple[Any, ...]]) -> LineFacts:
    return LineFacts(
        id=row.id,
        account_id=row.bank_account_id,
        account=f"{bank_name(row.bin)} {row.number}",
        on=row.on_date,
        sign=row.sign,
        amount_vnd=row.amount_vnd,
        open_vnd=int(row.open_vnd),
        balance_vnd=row.balance_vnd,
        reference=row.reference,
        remark=crypto.unseal(
            row.remark_sealed, key=data_key(), about=remark_about(row.fingerprint)
        ),
        occurrence=row.occurrence,
    )


def _uses(line_ids: Sequence[int]) -> dict[int, list[UseLine]]:
    """Return what became of some lines, in the order in which it was decided."""
    mirror = aliased(Event)
    query = (
        sa.select(
            BankLineUse,
            UserAccount.full_name,
            Voucher.id.label("voucher_id"),
            Voucher.series,
            Voucher.year,
            Voucher.number,
            EventParty.name,
            mirror.on_date.label("cancelled_on"),
            BankLineRelease.released_at,
        )
        .join(UserAccount, UserAccount.id == BankLineUse.made_by_id)
        .outerjoin(BankLineRelease, BankLineRelease.use_id == BankLineUse.id)
        .outerjoin(
            Transfer, sa.and_(Transfer.event_id == BankLineUse.event_id, Transfer.position == 1)
        )
        .outerjoin(Voucher, Voucher.id == Transfer.voucher_id)
        .outerjoin(EventParty, EventParty.event_id == BankLineUse.event_id)
        .outerjoin(mirror, mirror.reverses_event_id == BankLineUse.event_id)
        .where(BankLineUse.bank_line_id.in_(line_ids))
        .order_by(BankLineUse.id)
    )
    found: dict[int, list[UseLine]] = {}
    for row in db.session.execute(query):
        use = row.BankLineUse
        number = voucher_number(row.series, row.year, row.number) if row.voucher_id else ""
        ended = ""
        if row.cancelled_on:
            ended = f"đã hủy ngày {clock.format_date(row.cancelled_on)}"
        elif row.released_at:
            ended = "đã bỏ ghép"
        found.setdefault(use.bank_line_id, []).append(
            UseLine(
                id=use.id,
                kind=use.kind,
                amount_vnd=use.amount_vnd,
                reason=use.reason,
                note=use.note,
                voucher_id=row.voucher_id,
                number=number,
                who=row.name or "",
                made_by=row.full_name,
                made_at=use.made_at,
                ended=ended,
            )
        )
    return found
