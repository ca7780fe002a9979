"""Show a unit's list to the unit itself: who gave, who has not yet, who below or above their level.

R1  Names, pay and single amounts stay inside the unit: its treasurers and its secretary see them,
    and a cell's secretary sees that cell. Everybody else has ``campaigns``: counts and money.
R2  A page is bounded: at most ``PAGE_SIZE`` lines, a fixed number of statements.
"""

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from ledger import crypto, wages
from ledger.db import data_key, db
from ledger.errors import NamesStayInside, NotFound
from ledger.models.campaigns import CampaignUnit
from ledger.models.contributions import Contribution
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import MemberStanding, NotAskedReason, PartyMember
from ledger.models.party_units import NameKind, PartyUnit, ReceiptsPer
from ledger.models.users import Role
from ledger.reports.campaign_totals import is_late, signed_vnd
from ledger.reports.campaigns import CampaignLine, campaign_line
from ledger.reports.persons import folds, given_in
from ledger.reports.scope import Actor, names_on, within
from ledger.wages import DayWage

PAGE_SIZE = 60
INSIDERS = frozenset({Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER, Role.SECRETARY})


class Which(StrEnum):
    """Which lines of a list are shown."""

    ALL = "all"
    NOT_YET = "not_yet"
    BELOW = "below"
    ABOVE = "above"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellCounts:
    """Count the people of one cell's list, or of several together; money in đồng.

    ``given`` and ``not_yet`` part those who are asked; who gave unasked is on the list itself.
    """

    cell_id: int
    name: str
    listed: int
    asked: int
    given: int
    not_yet: int
    below: int
    above: int
    given_vnd: int

    @property
    def not_asked(self) -> int:
        """How many are not asked."""
        return self.listed - self.asked

    def of(self, which: Which) -> int:
        """Return how many lines a choice shows."""
        numbers = {
            Which.ALL: self.listed,
            Which.NOT_YET: self.not_yet,
            Which.BELOW: self.below,
            Which.ABOVE: self.above,
        }
        return numbers[which]


@dataclass(frozen=True, slots=True, kw_only=True)
class RollLine:
    """State one person of the list; ``asked_vnd`` None: not asked, or no level."""

    entry_id: int
    member_id: int
    cell_id: int
    position: int
    name: str
    birth_year: int | None
    standing: MemberStanding
    not_asked_reason: NotAskedReason | None
    asked_vnd: int | None
    wage_sum: str
    """How a day's pay comes about, in numbers and signs; empty where there is none."""
    given_vnd: int
    late_vnd: int
    """The part that came after the window."""
    elsewhere_vnd: int
    """The part that another unit's purse took."""
    added_reason: str | None

    @property
    def pay_unknown(self) -> bool:
        """Whether the day's pay is missing because the pay was not known."""
        asked = self.not_asked_reason is None
        return asked and self.standing is MemberStanding.WORKING and self.asked_vnd is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """State one page of a unit's list."""

    campaign: CampaignLine
    campaign_unit_id: int
    unit_id: int
    unit_name: str
    receipts_per: ReceiptsPer
    cells: tuple[CellCounts, ...]
    total: CellCounts
    shown: CellCounts
    """The one cell that is chosen, or the total."""
    which: Which
    cell_id: int | None
    """The one cell that is shown; None: all that the reader may see."""
    page: int
    pages: int
    lines: tuple[RollLine, ...]

    def cell_name(self, cell_id: int) -> str:
        """Return the name of one of the cells."""
        return next(cell.name for cell in self.cells if cell.cell_id == cell_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """State a member of the unit who is not on its list of this campaign."""

    member_id: int
    name: str
    birth_year: int | None
    cell_name: str
    listed_at: str
    """The cell on whose list they are elsewhere; empty: nowhere, so they can be added."""


def unit_inside(actor: Actor, campaign_id: int) -> tuple[CampaignUnit, PartyUnit]:
    """Return the campaign's unit that the actor belongs to, as its treasurer or secretary.

    Raises:
        NamesStayInside: the actor has another role, or stands above the units (R1).

    """
    at = [int(part) for part in actor.path.strip("/").split("/")]
    query = (
        sa.select(CampaignUnit, PartyUnit)
        .join(PartyUnit, PartyUnit.id == CampaignUnit.party_unit_id)
        .where(CampaignUnit.campaign_id == campaign_id, PartyUnit.id.in_(at))
        .order_by(sa.func.length(PartyUnit.path).desc())
        .limit(1)
    )
    row = db.session.execute(query).first() if actor.role in INSIDERS else None
    if row is None:
        raise NamesStayInside
    unit, place = row
    return unit, place


def show_roll(
    actor: Actor,
    campaign_id: int,
    *,
    which: Which = Which.ALL,
    cell_id: int | None = None,
    page: int = 1,
) -> Roll:
    """Return one page of the actor's own unit's list.

    Raises:
        NotFound: no such campaign above the actor, or no such cell on the list they may see.
        NamesStayInside: the actor is not the unit's treasurer or secretary.

    """
    campaign = campaign_line(actor, campaign_id)
    unit, place = unit_inside(actor, campaign_id)
    people = _people(actor, campaign, unit)
    counts = _counts(people)
    names = names_on([place.id, *counts], (NameKind.ORGANISATION,))
    cells = tuple(
        _cell(id_, names.get((id_, NameKind.ORGANISATION), ""), counts[id_]) for id_ in counts
    )
    if cell_id is not None and cell_id not in counts:
        raise NotFound
    total = _sum(cells, place.id)
    shown = next((cell for cell in cells if cell.cell_id == cell_id), total)
    pages = max(1, -(-shown.of(which) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    query = sa.select(people).order_by(
        people.c.cell_position, people.c.cell_id, people.c.position, people.c.entry_id
    )
    if which is not Which.ALL:
        query = query.where(_choice(people)[which])
    if cell_id is not None:
        query = query.where(people.c.cell_id == cell_id)
    rows = db.session.execute(query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
    return Roll(
        campaign=campaign,
        campaign_unit_id=unit.id,
        unit_id=place.id,
        unit_name=names.get((place.id, NameKind.ORGANISATION), ""),
        receipts_per=place.receipts_per,
        cells=cells,
        total=total,
        shown=shown,
        which=which,
        cell_id=cell_id,
        page=page,
        pages=pages,
        lines=tuple(_roll_line(campaign_id, row) for row in rows),
    )


def find_candidates(actor: Actor, campaign_id: int) -> tuple[Candidate, ...]:
    """Return the members whom the list of the actor's unit misses, in printed order.

    Raises:
        NotFound: no such campaign above the actor.
        NamesStayInside: the actor is not the unit's treasurer or secretary.

    """
    campaign_line(actor, campaign_id)
    _, place = unit_inside(actor, campaign_id)
    unit_ids = sa.select(CampaignUnit.id).where(CampaignUnit.party_unit_id == place.id)
    query = (
        sa.select(PartyMember, ListEntry.cell_id)
        .join(PartyUnit, PartyUnit.id == PartyMember.cell_id)
        .outerjoin(
            ListEntry,
            sa.and_(ListEntry.member_id == PartyMember.id, ListEntry.campaign_id == campaign_id),
        )
        .where(
            within(actor),
            PartyMember.left_at.is_(None),
            sa.or_(ListEntry.id.is_(None), ListEntry.campaign_unit_id.not_in(unit_ids)),
        )
        .order_by(PartyUnit.position, PartyUnit.id, PartyMember.position, PartyMember.id)
        .limit(PAGE_SIZE)
    )
    rows = db.session.execute(query).all()
    cell_ids = {row[0].cell_id for row in rows} | {row[1] for row in rows if row[1]}
    names = names_on(sorted(cell_ids), (NameKind.ORGANISATION,))
    return tuple(
        Candidate(
            member_id=member.id,
            name=member.full_name,
            birth_year=member.birth_year,
            cell_name=names.get((member.cell_id, NameKind.ORGANISATION), ""),
            listed_at=names.get((listed_at, NameKind.ORGANISATION), "") if listed_at else "",
        )
        for member, listed_at in rows
    )


def unseal_wage(campaign_id: int, member_code: str, sealed: str | None) -> DayWage | None:
    """Open the day's pay of a line; only for the member's own unit (R1)."""
    if sealed is None:
        return None
    about = wage_about(campaign_id, member_code)
    return wages.wage_from_json(crypto.unseal(sealed, key=data_key(), about=about))


def wage_about(campaign_id: int, member_code: str) -> str:
    """Name the owner of a line's sealed day's pay."""
    return f"list_entry:{campaign_id}:{member_code}"


def _people(actor: Actor, campaign: CampaignLine, unit: CampaignUnit) -> sa.Subquery:
    """Return the lines of a unit's list that the actor may see, each with what was given."""
    late = sa.case((is_late(campaign.effective_end), Contribution.amount_vnd), else_=0)
    elsewhere = sa.case((Contribution.campaign_unit_id != unit.id, signed_vnd()), else_=0)
    fold = folds("gifts")
    counted = fold.counted(Contribution.list_entry_id.expression)
    given = (
        sa.select(
            counted.label("entry_id"),
            sa.func.sum(signed_vnd()).label("given_vnd"),
            sa.func.sum(late).label("late_vnd"),
            sa.func.sum(elsewhere).label("elsewhere_vnd"),
        )
        .outerjoin(fold.lines, fold.of_entry(Contribution.list_entry_id.expression))
        .join(ListEntry, ListEntry.id == counted)
        .where(given_in(campaign.id), ListEntry.campaign_unit_id == unit.id)
        .group_by(counted)
        .subquery()
    )
    fold = folds()
    return (
        sa.select(
            ListEntry.id.label("entry_id"),
            ListEntry.member_id,
            ListEntry.cell_id,
            PartyUnit.position.label("cell_position"),
            ListEntry.position,
            ListEntry.standing,
            ListEntry.not_asked_reason,
            ListEntry.asked_vnd,
            ListEntry.wage_sealed,
            ListEntry.added_reason,
            PartyMember.code,
            PartyMember.full_name,
            PartyMember.birth_year,
            sa.func.coalesce(given.c.given_vnd, 0).label("given_vnd"),
            sa.func.coalesce(given.c.late_vnd, 0).label("late_vnd"),
            sa.func.coalesce(given.c.elsewhere_vnd, 0).label("elsewhere_vnd"),
        )
        .join(PartyMember, PartyMember.id == ListEntry.member_id)
        .join(PartyUnit, PartyUnit.id == ListEntry.cell_id)
        .outerjoin(given, given.c.entry_id == ListEntry.id)
        .outerjoin(fold.lines, fold.of_entry(ListEntry.id.expression))
        .where(ListEntry.campaign_unit_id == unit.id, within(actor), fold.counts())
        .subquery()
    )


def _choice(people: sa.Subquery) -> dict[Which, sa.ColumnElement[bool]]:
    given_vnd, asked_vnd = people.c.given_vnd, people.c.asked_vnd
    return {
        Which.NOT_YET: sa.and_(people.c.not_asked_reason.is_(None), given_vnd <= 0),
        Which.BELOW: sa.and_(given_vnd > 0, given_vnd < asked_vnd),
        Which.ABOVE: given_vnd > asked_vnd,
    }


def _counts(people: sa.Subquery) -> dict[int, list[int]]:
    """Count the people by cell, in printed order; one statement."""
    choice = _choice(people)
    conditions = (
        people.c.not_asked_reason.is_(None),
        sa.and_(people.c.not_asked_reason.is_(None), people.c.given_vnd > 0),
        choice[Which.NOT_YET],
        choice[Which.BELOW],
        choice[Which.ABOVE],
    )
    query = (
        sa.select(
            people.c.cell_id,
            sa.func.count(),
            *(sa.func.sum(sa.case((condition, 1), else_=0)) for condition in conditions),
            sa.func.sum(people.c.given_vnd),
        )
        .group_by(people.c.cell_id, people.c.cell_position)
        .order_by(people.c.cell_position, people.c.cell_id)
    )
    return {row[0]: [int(number) for number in row[1:]] for row in db.session.execute(query)}


def _cell(cell_id: int, name: str, numbers: list[int]) -> CellCounts:
    listed, asked, given, not_yet, below, above, given_vnd = numbers
    return CellCounts(
        cell_id=cell_id,
        name=name,
        listed=listed,
        asked=asked,
        given=given,
        not_yet=not_yet,
        below=below,
        above=above,
        given_vnd=given_vnd,
    )


def _sum(cells: tuple[CellCounts, ...], unit_id: int) -> CellCounts:
    fields = ("listed", "asked", "given", "not_yet", "below", "above", "given_vnd")
    numbers = [sum(getattr(cell, field) for cell in cells) for field in fields]
    return _cell(unit_id, "", numbers)


def _roll_line(campaign_id: int, row: sa.Row[*tuple[object, ...]]) -> RollLine:
    wage = unseal_wage(campaign_id, row.code, row.wage_sealed)
    return RollLine(
        entry_id=row.entry_id,
        member_id=row.member_id,
        cell_id=row.cell_id,
        position=row.position,
        name=row.full_name,
        birth_year=row.birth_year,
        standing=row.standing,
        not_asked_reason=row.not_asked_reason,
        asked_vnd=row.asked_vnd,
        wage_sum=wage.sum_text() if wage else "",
        given_vnd=int(row.given_vnd),
        late_vnd=int(row.late_vnd),
        elsewhere_vnd=int(row.elsewhere_vnd),
        added_reason=row.added_reason,
    )
