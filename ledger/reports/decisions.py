"""State decisions: what each says, who entered and confirmed it, and what it leaves to be paid."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger import clock
from ledger.db import db
from ledger.errors import NotFound, SpendsNothing
from ledger.models.books import Book, Rule
from ledger.models.decisions import (
    CHANGES,
    ConfirmationOutcome,
    Decision,
    DecisionConfirmation,
    DecisionKind,
)
from ledger.models.houses import House
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.users import UserAccount
from ledger.reports import deciders
from ledger.reports.attachments import KeptFile, files_of
from ledger.reports.decision_standings import Standing, standings
from ledger.reports.scope import Actor, below, name_on, named, within

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """State one decision as it was entered, and what the second person said."""

    id: int
    kind: DecisionKind
    number: str
    issued_on: date
    issued_by: str
    signer: str
    summary: str
    amount_vnd: int
    expires_on: date | None
    book_id: int
    purse_name: str
    """Whose money it is: the unit's name today."""
    rule: Rule
    house_id: int
    house_name: str
    changes_id: int | None
    changes_number: str
    replaces_id: int | None
    replaced_by_id: int | None
    entered_by: str
    entered_at: datetime
    outcome: ConfirmationOutcome | None
    by: str
    at: datetime | None
    reason: str

    @property
    def is_change(self) -> bool:
        """Whether it is about another decision."""
        return self.kind in CHANGES


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPage:
    """State one decision for its page: what it leaves, its scans, and what the actor may do."""

    line: DecisionLine
    standing: Standing | None
    """Of the first decision, once confirmed."""
    changes: tuple[DecisionLine, ...]
    scans: tuple[KeptFile, ...]
    may_confirm: bool
    may_prepare: bool
    """Whether the actor's unit can pay under it: from its own purse, or from the house's."""
    own: bool
    """Whether the actor entered it, and may therefore not confirm it."""
    may_enter: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionList:
    """State a page of decisions, newest first."""

    lines: tuple[DecisionLine, ...]
    standings: dict[int, Standing]
    next_before: int | None


_BY, _ENTERER = aliased(UserAccount), aliased(UserAccount)
_NEXT, _FIRST = aliased(Decision), aliased(Decision)


def decision_in_scope(actor: Actor, decision_id: int) -> Decision:
    """Return a decision on money, or on a house, of the actor's scope.

    Raises:
        NotFound: no such decision, or not in scope.

    """
    query = (
        sa.select(Decision)
        .join(Book, Book.id == Decision.book_id)
        .join(House, House.id == Decision.house_id)
        .where(Decision.id == decision_id, _readable(actor))
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def _readable(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition that a ``Decision``, with its book and house, is in the scope."""
    return sa.or_(below(actor, Book.party_unit_id), below(actor, House.party_unit_id))


def spends_nothing(actor: Actor) -> SpendsNothing:
    """Return what somebody is told whose unit hands its money in (bad input 33)."""
    root_id = int(actor.path.strip("/").split("/")[0])
    return SpendsNothing(office=name_on(root_id, NameKind.OFFICE) or "Văn phòng cấp ủy")


def list_decisions(actor: Actor, *, before: int | None = None) -> DecisionList:
    """Return a page of the decisions of a scope."""
    query = _query().where(within(actor)).limit(PAGE_SIZE + 1)
    if before is not None:
        query = query.where(Decision.id < before)
    lines = _lines(query)
    shown = lines[:PAGE_SIZE]
    return DecisionList(
        lines=shown,
        standings=standings(Decision.id.in_([line.id for line in shown])),
        next_before=shown[-1].id if len(lines) > PAGE_SIZE else None,
    )


def decision_page(actor: Actor, decision_id: int) -> DecisionPage:
    """Return one decision with all around it.

    Raises:
        NotFound: no such decision in scope.

    """
    decision = decision_in_scope(actor, decision_id)
    first_id = decision.changes_id or decision.id
    lines = _lines(_query().where(sa.or_(Decision.id == first_id, Decision.changes_id == first_id)))
    line = next(line for line in lines if line.id == decision_id)
    book = db.session.get_one(Book, decision.book_id)
    entered_by = db.session.get_one(UserAccount, decision.entered_by_id)
    waiting = line.outcome is None
    house_unit_id = db.session.get_one(House, decision.house_id).party_unit_id
    # The unit that builds prepares from the house's own book, which the first grant opens.
    granted = sa.exists().where(Book.house_id == decision.house_id, Book.closed_on.is_(None))
    builds = (
        line.kind is DecisionKind.GRANT
        and actor.party_unit_id == house_unit_id
        and bool(db.session.scalar(sa.select(granted)))
    )
    return DecisionPage(
        line=line,
        standing=standings(Decision.id == first_id).get(first_id),
        changes=tuple(one for one in lines if one.changes_id == first_id and one is not line),
        scans=files_of(f"decision:{decision_id}"),
        may_confirm=waiting and deciders.may_confirm(actor, book, entered_by=entered_by.role),
        may_prepare=deciders.may_prepare(actor, book)
        or (builds and actor.role in deciders.ENTERING[Rule.GRANT]),
        own=entered_by.id == actor.user_id,
        may_enter=deciders.may_enter(actor, book),
    )


def decision_line(actor: Actor, decision_id: int) -> DecisionLine:
    """Return what one decision says.

    Raises:
        NotFound: no such decision in scope.

    """
    lines = _lines(_query().where(Decision.id == decision_id, _readable(actor)))
    if not lines:
        raise NotFound
    return lines[0]


def decisions_of_house(house_id: int) -> tuple[DecisionLine, ...]:
    """Return the decisions on a house that the caller has loaded through a scope."""
    return _lines(_query().where(Decision.house_id == house_id))


def waiting_for(actor: Actor) -> tuple[DecisionLine, ...]:
    """Return the decisions that wait for the actor's word, oldest first."""
    return tuple(reversed(_lines(_query().where(_waits_for(actor)).limit(PAGE_SIZE))))


def count_query(actor: Actor) -> sa.Select[int]:
    """Select how many decisions wait for the actor's word."""
    return (
        sa.select(sa.func.count())
        .select_from(Decision)
        .join(Book, Book.id == Decision.book_id)
        .join(_ENTERER, _ENTERER.id == Decision.entered_by_id)
        .outerjoin(DecisionConfirmation, DecisionConfirmation.decision_id == Decision.id)
        .where(_waits_for(actor))
    )


def _waits_for(actor: Actor) -> sa.ColumnElement[bool]:
    rules = [rule for rule, roles in deciders.CONFIRMING.items() if actor.role in roles]
    return sa.and_(
        Book.party_unit_id == actor.party_unit_id,
        Book.rule.in_(rules),
        DecisionConfirmation.decision_id.is_(None),
        Decision.entered_by_id != actor.user_id,
        _ENTERER.role != actor.role,
    )


def reserved_by_book(path: str) -> dict[int, int]:
    """Return what decisions in force leave to be paid today, by book below a path, in đồng."""
    books = (
        sa.select(Book.id)
        .join(PartyUnit, PartyUnit.id == Book.party_unit_id)
        .where(PartyUnit.path.like(f"{path}%"))
    )
    reserved: dict[int, int] = defaultdict(int)
    for standing in standings(Decision.book_id.in_(books)).values():
        reserved[standing.book_id] += standing.left_on(clock.today())
    return dict(reserved)


def _query() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Decision,
            DecisionConfirmation,
            Book.rule,
            named(Book.party_unit_id, NameKind.ORGANISATION).label("purse_name"),
            House.name.label("house_name"),
            _ENTERER.full_name.label("entered_by"),
            _BY.full_name.label("confirmed_by"),
            _NEXT.id.label("next_id"),
            _FIRST.number.label("first_number"),
        )
        .join(Book, Book.id == Decision.book_id)
        .join(PartyUnit, PartyUnit.id == Book.party_unit_id)
        .join(House, House.id == Decision.house_id)
        .join(_ENTERER, _ENTERER.id == Decision.entered_by_id)
        .outerjoin(DecisionConfirmation, DecisionConfirmation.decision_id == Decision.id)
        .outerjoin(_BY, _BY.id == DecisionConfirmation.by_id)
        .outerjoin(_NEXT, _NEXT.replaces_id == Decision.id)
        .outerjoin(_FIRST, _FIRST.id == Decision.changes_id)
        .order_by(Decision.id.desc())
    )


def _lines(query: sa.Select[*tuple[Any, ...]]) -> tuple[DecisionLine, ...]:
    rows = db.session.execute(query).all()
    return tuple(
        DecisionLine(
            id=row.Decision.id,
            kind=row.Decision.kind,
            number=row.Decision.number,
            issued_on=row.Decision.issued_on,
            issued_by=row.Decision.issued_by,
            signer=row.Decision.signer,
            summary=row.Decision.summary,
            amount_vnd=row.Decision.amount_vnd,
            expires_on=row.Decision.expires_on,
            book_id=row.Decision.book_id,
            purse_name=row.purse_name,
            rule=row.rule,
            house_id=row.Decision.house_id,
            house_name=row.house_name,
            changes_id=row.Decision.changes_id,
            changes_number=row.first_number or "",
            replaces_id=row.Decision.replaces_id,
            replaced_by_id=row.next_id,
            entered_by=row.entered_by,
            entered_at=row.Decision.entered_at,
            outcome=row.DecisionConfirmation and row.DecisionConfirmation.outcome,
            by=row.confirmed_by or "",
            at=row.DecisionConfirmation and row.DecisionConfirmation.at,
            reason=row.DecisionConfirmation.reason if row.DecisionConfirmation else "",
        )
        for row in rows
    )


def decided_by_need(path: str) -> dict[int, int]:
    """Return what decisions in force are worth for the house of each need, paid or not."""
    books = (
        sa.select(Book.id)
        .join(PartyUnit, PartyUnit.id == Book.party_unit_id)
        .where(PartyUnit.path.like(f"{path}%"))
    )
    found = standings(Decision.book_id.in_(books))
    house_ids = {standing.house_id for standing in found.values()}
    query = sa.select(House.id, House.need_id).where(
        House.id.in_(house_ids), House.need_id.is_not(None)
    )
    needs = {house_id: need_id or 0 for house_id, need_id in db.session.execute(query)}
    decided: dict[int, int] = defaultdict(int)
    for standing in found.values():
        if standing.house_id in needs and not standing.withdrawn:
            decided[needs[standing.house_id]] += standing.amount_vnd
    return dict(decided)
