"""What waits for each role on its first page, and what the bar of every page says."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.models.books import ASSETS, Account, AccountKind, Rule
from ledger.models.campaigns import CampaignState, CampaignUnit
from ledger.models.installation import Installation
from ledger.models.journal import Event
from ledger.models.list_entries import ListEntry
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.programmes import Programme
from ledger.models.remittances import Remittance, RemittanceArrival
from ledger.models.users import Role
from ledger.reports import (
    bank_lines,
    campaign_totals,
    campaigns,
    decisions,
    delegations,
    disbursements,
    housing_needs,
    member_moves,
    plan_decisions,
)
from ledger.reports.campaign_totals import Totals
from ledger.reports.campaigns import CampaignLine
from ledger.reports.persons import folds, given_by_line
from ledger.reports.scope import Actor, names_on, purse_query, within
from ledger.reports.target_headlines import Headline, headline

USUAL_NAME = "Ngôi nhà cấp ủy"
"""What the programme is called until its own name is entered."""

COLLECTING = frozenset({Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER, Role.SECRETARY})
"""Those whose first page is about the cells of one unit."""
WITH_PURSE = COLLECTING | {Role.OFFICE}
WITH_TARGET = frozenset({Role.STANDING_COMMITTEE, Role.ORGANISATION_BOARD})
"""Those who answer for the target."""
CONFIRMING = frozenset({Role.COMMUNE_TREASURER, Role.SECRETARY, Role.STANDING_COMMITTEE})
"""Those for whose word decisions may wait."""
PAYING = frozenset({Role.COMMUNE_TREASURER, Role.OFFICE})
"""Those who pay prepared stages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """What the actor's book holds, in đồng."""

    book_id: int
    cash_vnd: int
    bank_vnd: int
    transit_vnd: int

    @property
    def held_vnd(self) -> int:
        """All of it."""
        return self.cash_vnd + self.bank_vnd + self.transit_vnd


@dataclass(frozen=True, slots=True, kw_only=True)
class CellProgress:
    """How many of a cell's list were asked, and how many of those have given."""

    cell_id: int
    name: str
    asked: int
    given: int

    @property
    def not_yet(self) -> int:
        """How many have not given yet."""
        return self.asked - self.given


@dataclass(frozen=True, slots=True, kw_only=True)
class OnItsWay:
    """What units have sent and the office has not counted yet."""

    count: int
    amount_vnd: int
    oldest_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPage:
    """The facts of a first page; what a role does not need is empty."""

    campaign: CampaignLine | None
    days_left: int
    """Whole days until the last day of the window; below zero when it is over."""
    totals: Totals
    units: int
    """How many units of the actor's scope take part."""
    units_without_money: int
    locality_id: int | None
    """The actor's own unit where it keeps what it collects: the target counts such units."""
    purse: Purse | None
    cells: tuple[CellProgress, ...]
    on_its_way: OnItsWay | None
    """For the office: what waits to be counted; None where nothing does."""
    entries_to_confirm: int
    """How often the office has entered lists that the unit has not confirmed yet."""
    target: Headline | None
    """The target in one line, for those who answer for it."""
    plan_decisions_to_confirm: int
    members_to_take_in: int
    """How many members other units have proposed to the actor's."""
    transfers_to_record: int
    """How many transfers to the actor's unit are not yet recorded for anybody."""
    needs: housing_needs.Waiting | None
    """What waits in the need files, for those who keep them."""
    decisions_to_confirm: int
    """How many decisions wait for the actor's word."""
    stages_to_pay: int
    """How many prepared stages the actor can pay."""

    @property
    def asked(self) -> int:
        """How many people are asked: in the actor's cells, or in all units of the scope."""
        return sum(cell.asked for cell in self.cells) if self.cells else self.totals.asked

    @property
    def given(self) -> int:
        """How many of them have given."""
        return sum(cell.given for cell in self.cells) if self.cells else self.totals.given

    @property
    def not_yet(self) -> int:
        """How many of them have not given yet."""
        return self.asked - self.given

    @property
    def next_cell(self) -> CellProgress | None:
        """The first cell where somebody has not given yet."""
        return next((cell for cell in self.cells if cell.not_yet), None)


def first_page(actor: Actor) -> FirstPage:
    """Return what waits for the actor, in a fixed number of statements."""
    lines = campaigns.campaigns_of(actor)
    open_ = (line for line in lines if line.state is CampaignState.OPEN)
    campaign = next(open_, lines[0] if lines else None)
    units = campaign_totals.unit_totals(actor, campaign.id, line=campaign) if campaign else ()
    (entries, arriving, transfers, to_confirm, to_pay), needs = _counts(actor)
    return FirstPage(
        campaign=campaign,
        days_left=(campaign.ends_on - clock.today()).days if campaign else 0,
        totals=campaign_totals.sum_totals(units),
        units=len(units),
        units_without_money=sum(not unit.totals.received_vnd for unit in units),
        locality_id=next(
            (
                unit.unit_id
                for unit in units
                if unit.unit_id == actor.party_unit_id and unit.rule is Rule.KEEP
            ),
            None,
        ),
        purse=_purse(actor) if actor.role in WITH_PURSE else None,
        cells=_cells(actor, campaign.id) if campaign and actor.role in COLLECTING else (),
        on_its_way=_on_its_way(actor) if actor.role is Role.OFFICE else None,
        entries_to_confirm=entries,
        needs=needs,
        target=headline(actor) if actor.role in WITH_TARGET else None,
        plan_decisions_to_confirm=(
            plan_decisions.count_waiting(actor) if actor.role is Role.STANDING_COMMITTEE else 0
        ),
        members_to_take_in=arriving,
        decisions_to_confirm=to_confirm,
        stages_to_pay=to_pay,
        transfers_to_record=transfers,
    )


def demo_day() -> date | None:
    """Return the fixed working day of a demo database, None for a real one."""
    return db.session.scalar(sa.select(Installation.demo_on))


def programme_name() -> str:
    """Return the programme's own name."""
    return db.session.scalar(sa.select(Programme.name).order_by(Programme.id)) or USUAL_NAME


def _counts(actor: Actor) -> tuple[list[int], housing_needs.Waiting | None]:
    """Count in one statement what waits: entries, members, transfers, decisions, stages, needs."""
    collects, decides = actor.role in COLLECTING, actor.role in CONFIRMING | PAYING
    queries = [
        delegations.waiting_query(actor) if collects else None,
        member_moves.waiting_query(actor) if collects else None,
        bank_lines.waiting_query(actor) if collects else None,
        decisions.count_query(actor) if decides else None,
        disbursements.count_query(actor) if decides else None,
    ]
    needs = housing_needs.waiting_queries(actor) if actor.role in housing_needs.KEEPERS else ()
    if not needs and not any(query is not None for query in queries):
        return [0] * len(queries), None
    columns = [sa.literal(0) if query is None else query.scalar_subquery() for query in queries]
    counts: list[int] = list(db.session.execute(sa.select(*columns, *needs)).one())
    waiting = housing_needs.Waiting(*counts[len(queries) :]) if needs else None
    return counts[: len(queries)], waiting


def _on_its_way(actor: Actor) -> OnItsWay | None:
    taken_back = sa.exists().where(Event.reverses_event_id == Remittance.sent_event_id)
    query = (
        sa.select(
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(Remittance.amount_vnd), 0),
            sa.func.min(Remittance.sent_on),
        )
        .select_from(Remittance)
        .join(CampaignUnit, CampaignUnit.id == Remittance.campaign_unit_id)
        .join(PartyUnit, PartyUnit.id == CampaignUnit.party_unit_id)
        .outerjoin(RemittanceArrival, RemittanceArrival.remittance_id == Remittance.id)
        .where(within(actor), RemittanceArrival.remittance_id.is_(None), ~taken_back)
    )
    count, amount_vnd, oldest_on = db.session.execute(query).one()
    if not count:
        return None
    return OnItsWay(
        count=count, amount_vnd=int(amount_vnd), oldest_days=(clock.today() - oldest_on).days
    )


def _purse(actor: Actor) -> Purse | None:
    own = purse_query(actor.path).subquery()
    query = sa.select(Account).join(own, own.c.id == Account.book_id)
    accounts = db.session.scalars(query.where(Account.kind.in_(ASSETS))).all()
    if not accounts:
        return None
    held = {account.kind: account.balance_vnd for account in accounts}
    return Purse(
        book_id=accounts[0].book_id,
        cash_vnd=held.get(AccountKind.CASH, 0),
        bank_vnd=held.get(AccountKind.BANK, 0),
        transit_vnd=held.get(AccountKind.TRANSIT, 0),
    )


def _cells(actor: Actor, campaign_id: int) -> tuple[CellProgress, ...]:
    """Count the people of each cell's list in scope, in printed order."""
    given, fold = given_by_line(campaign_id), folds()
    gave = sa.case((given.c.given_vnd > 0, 1))
    query = (
        sa.select(PartyUnit.id, sa.func.count(), sa.func.count(gave))
        .select_from(ListEntry)
        .join(PartyUnit, PartyUnit.id == ListEntry.cell_id)
        .outerjoin(given, given.c.entry_id == ListEntry.id)
        .outerjoin(fold.lines, fold.of_entry(ListEntry.id.expression))
        .where(
            ListEntry.campaign_id == campaign_id,
            ListEntry.not_asked_reason.is_(None),
            within(actor),
            fold.counts(),
        )
        .group_by(PartyUnit.id, PartyUnit.position)
        .order_by(PartyUnit.position, PartyUnit.id)
    )
    rows = db.session.execute(query).all()
    names = names_on([row[0] for row in rows], (NameKind.ORGANISATION,))
    return tuple(
        CellProgress(
            cell_id=row[0],
            name=names.get((row[0], NameKind.ORGANISATION), ""),
            asked=row[1],
            given=row[2],
        )
        for row in rows
    )
