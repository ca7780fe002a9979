"""State houses: how far each has come, what was decided and paid, and its papers.

A house is seen by whoever sees its unit, by the unit whose member it is for, and by agency units if
it is built with the office's money, which is theirs too. Nobody's name stands on it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from ledger.db import db
from ledger.errors import NotFound
from ledger.models.books import Account, AccountKind, Book, Rule
from ledger.models.contributions import Method
from ledger.models.decisions import ConfirmationOutcome, Decision, DecisionConfirmation
from ledger.models.houses import PHOTOS, House, HousePaper, HousePaperKind, HouseStatus
from ledger.models.housing_needs import HousingNeed, NeedKind
from ledger.models.party_units import LOCALITIES, NameKind, PartyUnit
from ledger.models.users import Role
from ledger.reports import disbursements, house_sources, money_trails
from ledger.reports.attachments import KeptFile, kept_files
from ledger.reports.decision_standings import Standing, standings
from ledger.reports.decisions import DecisionLine, decisions_of_house
from ledger.reports.disbursements import StageLine
from ledger.reports.house_sources import SourceLine
from ledger.reports.money_trails import Trail
from ledger.reports.scope import Actor, below, named, names_on

PAGE_SIZE = 50
OF_AGENCIES = frozenset({Role.AGENCY_TREASURER, Role.SECRETARY})
KEEPING_FILES = frozenset({Role.COMMUNE_TREASURER, Role.SECRETARY, Role.ORGANISATION_BOARD})
"""Who keeps houses' files: the services ask the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseLine:
    """State one house of a list, in đồng."""

    id: int
    unit_id: int
    unit_name: str
    name: str
    kind: NeedKind | None
    status: HouseStatus
    need_id: int | None
    need_code: str
    cost_vnd: int
    decided_vnd: int
    paid_vnd: int
    """Spent on it, whoever's money; a grant counts where it is spent."""
    planned_on: date | None
    started_on: date | None
    accepted_on: date | None
    handed_over_on: date | None
    settled_vnd: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseList:
    """State a page of houses, with how many there are in each state."""

    lines: tuple[HouseLine, ...]
    counts: dict[HouseStatus, int]
    status: HouseStatus | None
    next_before: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """State one paper of a house with what was scanned of it."""

    id: int
    kind: HousePaperKind
    number: str
    issued_on: date
    title: str
    files: tuple[KeptFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantLine:
    """State the book earmarked for a house, in đồng."""

    book_id: int
    cash_vnd: int
    bank_vnd: int
    closed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HousePage:
    """State one house with all around it, and what the actor may do."""

    line: HouseLine
    photo_consent: str
    decided_on: date | None
    """The day of the first decision that is confirmed."""
    decisions: tuple[DecisionLine, ...]
    standings: dict[int, Standing]
    stages: tuple[StageLine, ...]
    sources: tuple[SourceLine, ...]
    papers: tuple[PaperLine, ...]
    grants: tuple[GrantLine, ...]
    trail: Trail
    keeps_file: bool
    """Whether the actor keeps this house's file."""
    own_unit: bool
    in_scope: bool
    """Whether the house's unit is the actor's or below it, and its decisions may be opened."""

    @property
    def others_vnd(self) -> int:
        """What others gave, as far as it has come."""
        return sum(source.received_vnd for source in self.sources)

    @property
    def planned_vnd(self) -> int:
        """What all sources together are to give: decided, and promised by others."""
        promised = sum(source.planned_vnd for source in self.sources if not source.dropped_reason)
        return self.line.decided_vnd + promised

    @property
    def short_vnd(self) -> int:
        """What the planned cost is above what is decided and promised."""
        return max(0, self.line.cost_vnd - self.planned_vnd)

    @property
    def open_grant(self) -> GrantLine | None:
        """The standing book earmarked for the house."""
        return next((grant for grant in self.grants if grant.closed_on is None), None)


def visible(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition that a ``House`` may be seen by the actor."""
    needs = sa.select(HousingNeed.id).where(below(actor, HousingNeed.party_unit_id))
    seen = sa.or_(below(actor, House.party_unit_id), House.need_id.in_(needs))
    if actor.role not in OF_AGENCIES:
        return seen
    root_id = int(actor.path.strip("/").split("/")[0])
    remits = sa.exists().where(Book.party_unit_id == actor.party_unit_id, Book.rule == Rule.REMIT)
    common = (
        sa.select(Decision.house_id)
        .join(Book, Book.id == Decision.book_id)
        .join(DecisionConfirmation, DecisionConfirmation.decision_id == Decision.id)
        .where(
            Book.party_unit_id == root_id,
            Book.rule == Rule.OFFICE,
            DecisionConfirmation.outcome == ConfirmationOutcome.CONFIRMED,
        )
    )
    return sa.or_(seen, sa.and_(remits, House.id.in_(common)))


def house_in_scope(actor: Actor, house_id: int) -> House:
    """Return a house that the actor may see.

    Raises:
        NotFound: no such house, or not for the actor's eyes.

    """
    house = db.session.scalar(sa.select(House).where(House.id == house_id, visible(actor)))
    if house is None:
        raise NotFound
    return house


def grant_book(house_id: int) -> Book | None:
    """Return the standing book earmarked for a house."""
    query = sa.select(Book).where(
        Book.house_id == house_id, Book.rule == Rule.GRANT, Book.closed_on.is_(None)
    )
    return db.session.scalars(query.order_by(Book.id.desc())).first()


def list_houses(
    actor: Actor, *, status: HouseStatus | None = None, before: int | None = None
) -> HouseList:
    """Return a page of the houses that the actor sees, newest first."""
    state = sa.func.coalesce(House.status, HouseStatus.PLANNED.value)
    counted = db.session.execute(
        sa.select(state, sa.func.count()).where(visible(actor)).group_by(state)
    ).all()
    query = _query().where(visible(actor)).limit(PAGE_SIZE + 1)
    if status is not None:
        query = query.where(state == status.value)
    if before is not None:
        query = query.where(House.id < before)
    lines = _lines(query)
    return HouseList(
        lines=lines[:PAGE_SIZE],
        counts={HouseStatus(word): count for word, count in counted},
        status=status,
        next_before=lines[PAGE_SIZE - 1].id if len(lines) > PAGE_SIZE else None,
    )


def house_page(actor: Actor, house_id: int) -> HousePage:
    """Return one house with all around it.

    Raises:
        NotFound: no such house for the actor.

    """
    in_scope = below(actor, House.party_unit_id).label("in_scope")
    asked = _query().add_columns(in_scope).where(House.id == house_id, visible(actor))
    row = db.session.execute(asked).one_or_none()
    if row is None:
        raise NotFound
    house: House = row.House
    decided = decisions_of_house(house.id)
    days = [
        each.issued_on
        for each in decided
        if each.outcome is ConfirmationOutcome.CONFIRMED and not each.is_change
    ]
    stages = disbursements.stages_of_house(house.id)
    found, trail = standings(Decision.house_id == house.id), money_trails.trail_of(stages)
    papers, read = _papers(house.id), house_sources.read_sources(house.id)
    files = kept_files(_owners(house, papers, read))
    own_unit = actor.party_unit_id == house.party_unit_id
    return HousePage(
        line=_line(row, sum(map(_decided, found.values())), trail.paid_vnd),
        photo_consent=house.photo_consent or "",
        decided_on=min(days, default=None),
        decisions=decided,
        standings=found,
        stages=stages,
        sources=house_sources.lines_of(read, files),
        papers=tuple(_paper(paper, files) for paper in papers),
        grants=_grants(house.id),
        trail=trail,
        keeps_file=actor.role is Role.ORGANISATION_BOARD
        or (actor.role in KEEPING_FILES and own_unit),
        own_unit=own_unit,
        in_scope=row.in_scope,
    )


def shown_files(actor: Actor, house_id: int) -> tuple[KeptFile, ...]:
    """Return the papers and pictures of a house that its page leads to.

    Raises:
        NotFound: no such house for the actor.

    """
    house = house_in_scope(actor, house_id)
    owners = _owners(house, _papers(house_id), house_sources.read_sources(house_id))
    return tuple(file for some in kept_files(owners).values() for file in some)


def ready_needs(actor: Actor) -> tuple[tuple[int, str], ...]:
    """Return the needs of a scope for which a house may be planned, by their codes."""
    taken = sa.select(House.need_id).where(House.need_id.is_not(None))
    query = (
        sa.select(HousingNeed.id, HousingNeed.code)
        .join(PartyUnit, PartyUnit.id == HousingNeed.party_unit_id)
        .where(
            PartyUnit.path.like(f"{actor.path}%"),
            HousingNeed.state.in_(("eligible", "planned")),
            HousingNeed.id.not_in(taken),
        )
        .order_by(HousingNeed.board_order, HousingNeed.id)
        .limit(200)
    )
    return tuple((row.id, row.code) for row in db.session.execute(query))


def building_units(actor: Actor) -> tuple[tuple[int, str], ...]:
    """Return the localities in which the actor may plan a house, in printed order."""
    query = (
        sa.select(PartyUnit.id)
        .where(
            PartyUnit.path.like(f"{actor.path}%"),
            PartyUnit.kind.in_(LOCALITIES),
            PartyUnit.ends_before.is_(None),
        )
        .order_by(PartyUnit.position, PartyUnit.id)
    )
    if actor.role is not Role.ORGANISATION_BOARD:
        query = query.where(PartyUnit.id == actor.party_unit_id)
    ids = db.session.scalars(query).all()
    names = names_on(list(ids), (NameKind.ORGANISATION,))
    return tuple((one, names.get((one, NameKind.ORGANISATION), "")) for one in ids)


def _query() -> sa.Select[*tuple[Any, ...]]:
    """Read houses with their unit and need, newest first, one row each."""
    return (
        sa.select(
            House,
            HousingNeed.code,
            named(House.party_unit_id, NameKind.ORGANISATION).label("unit_name"),
        )
        .outerjoin(HousingNeed, HousingNeed.id == House.need_id)
        .order_by(House.id.desc())
    )


def _lines(query: sa.Select[*tuple[Any, ...]]) -> tuple[HouseLine, ...]:
    rows = db.session.execute(query).all()
    decided, paid = money_of([row.House.id for row in rows])
    return tuple(_line(row, decided[row.House.id], paid[row.House.id]) for row in rows)


def _line(row: Any, decided_vnd: int, paid_vnd: int) -> HouseLine:  # noqa: ANN401
    house: House = row.House
    return HouseLine(
        id=house.id,
        unit_id=house.party_unit_id,
        unit_name=row.unit_name,
        name=house.name,
        kind=house.kind,
        status=house.status or HouseStatus.PLANNED,
        need_id=house.need_id,
        need_code=row.code or "",
        cost_vnd=house.cost_vnd or 0,
        decided_vnd=decided_vnd,
        paid_vnd=paid_vnd,
        planned_on=house.planned_on,
        started_on=house.started_on,
        accepted_on=house.accepted_on,
        handed_over_on=house.handed_over_on,
        settled_vnd=house.settled_vnd,
    )


def money_of(house_ids: Sequence[int]) -> tuple[dict[int, int], dict[int, int]]:
    """Return what was decided for each house, and what was spent on it, in đồng."""
    decided: dict[int, int] = defaultdict(int)
    for standing in standings(Decision.house_id.in_(house_ids)).values():
        decided[standing.house_id] += _decided(standing)
    paid: dict[int, int] = defaultdict(int)
    for (house_id, _book_id), spent_vnd in money_trails.spent_by_book(house_ids).items():
        paid[house_id] += spent_vnd
    return decided, paid


def _decided(standing: Standing) -> int:
    """Return what a decision comes to for its house: withdrawn, what was paid before."""
    return standing.paid_vnd if standing.withdrawn else standing.amount_vnd


def _papers(house_id: int) -> Sequence[HousePaper]:
    query = (
        sa.select(HousePaper)
        .where(HousePaper.house_id == house_id, HousePaper.removed_reason.is_(None))
        .order_by(HousePaper.issued_on, HousePaper.id)
    )
    return db.session.scalars(query).all()


def _paper(paper: HousePaper, files: dict[str, tuple[KeptFile, ...]]) -> PaperLine:
    return PaperLine(
        id=paper.id,
        kind=paper.kind,
        number=paper.number,
        issued_on=paper.issued_on,
        title=paper.title,
        files=files.get(_owner(paper), ()),
    )


def _owners(
    house: House, papers: Sequence[HousePaper], read: house_sources.Rows
) -> tuple[str, ...]:
    """Return by which names files are kept; pictures stay closed without the family's word."""
    shown = (paper for paper in papers if house.photo_consent or paper.kind not in PHOTOS)
    return (*map(_owner, shown), *house_sources.owners_of(read))


def _owner(paper: HousePaper) -> str:
    return f"house_paper:{paper.id}"


def _grants(house_id: int) -> tuple[GrantLine, ...]:
    held = Account.debits_vnd - Account.credits_vnd
    query = (
        sa.select(Book.id, Book.closed_on, Account.kind, held.label("held_vnd"))
        .join(Account, Account.book_id == Book.id)
        .where(Book.house_id == house_id, Account.kind.in_((AccountKind.CASH, AccountKind.BANK)))
        .order_by(Book.id)
    )
    closed: dict[int, date | None] = {}
    sums: dict[tuple[int, str], int] = {}
    for row in db.session.execute(query):
        closed[row.id] = row.closed_on
        sums[row.id, row.kind.value] = row.held_vnd
    return tuple(
        GrantLine(
            book_id=book_id,
            cash_vnd=sums[book_id, Method.CASH.value],
            bank_vnd=sums[book_id, Method.BANK.value],
            closed_on=closed_on,
        )
        for book_id, closed_on in closed.items()
    )
