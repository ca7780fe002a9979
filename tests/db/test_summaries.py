"""The summary adds up in both directions and agrees with an independent count of the journal."""

from datetime import date

import sqlalchemy as sa

from ledger.book import rules
from ledger.db import db, run
from ledger.models.books import AccountKind, Rule
from ledger.models.contributions import Method
from ledger.models.party_members import NotAskedReason
from ledger.models.users import Role
from ledger.reports import summaries
from ledger.reports.figures import Figures
from ledger.reports.scope import Actor
from ledger.services import contributions
from tests import make
from tests.collecting import counted_statements
from tests.conftest import Store

ON = date(2024, 10, 5)


def _overseer(world: make.World) -> Actor:
    return make.actor(world.district_id, Role.OFFICE)


def _season(world: make.World) -> int:
    """Open a campaign in which one person of the agency gave 500.000 đồng in cash."""
    member_id = make.member(world.agency_id, "Trần Thị Bình")
    campaign_id = make.open_campaign(world, year=2024)
    entry_id = make.entry_of(member_id).id
    treasurer = make.actor(world.agency_id, Role.AGENCY_TREASURER)
    run(
        contributions.record_contribution,
        treasurer,
        key="a" * 20,
        campaign_id=campaign_id,
        party_unit_id=world.agency_id,
        received_on=ON,
        method=Method.CASH,
        amount_vnd=500_000,
        list_entry_id=entry_id,
    )
    return campaign_id


def _hand_in(world: make.World, campaign_id: int) -> None:
    """Send 400.000; the office takes 300.000, 60.000 come back, 40.000 stay on their way."""
    unit = rules.Purse(world.agency_book_id, Rule.REMIT)
    office = rules.Purse(world.office_book_id, Rule.OFFICE)
    cash = AccountKind.CASH
    for legs in (
        (rules.send_remittance(unit, 400_000, out_of=cash),),
        rules.receive_remittance(unit, office, 300_000, into=cash),
        (rules.return_remittance(unit, 60_000, into=cash),),
    ):
        make.post(
            world,
            rules.Draft(on_date=ON, purpose="Nộp kinh phí", legs=legs, campaign_id=campaign_id),
        )
    make.post(
        world,
        rules.Draft(
            on_date=ON,
            purpose="Trả lại",
            legs=rules.refund(office, unit, 50_000, out_of=cash, into=cash),
            campaign_id=campaign_id,
        ),
    )


def test_every_row_adds_up_and_the_office_took_what_units_handed_in(store: Store) -> None:
    world = make.world()
    campaign_id = _season(world)
    _hand_in(world, campaign_id)
    for chosen in (campaign_id, None):
        summary = summaries.summarise(_overseer(world), chosen)
        line = next(line for line in summary.lines if line.unit_id == world.agency_id)
        f = line.figures
        assert (f.asked, f.given, f.not_yet) == (1, 1, 0)
        assert (f.given_vnd, f.handed_in_vnd, f.refunded_vnd) == (500_000, 300_000, 50_000)
        assert (f.on_its_way_vnd, f.held_vnd) == (40_000, 210_000)
        assert summary.office is not None
        assert summary.office.held_vnd == 250_000
        assert summary.adds_up


def test_who_gives_unasked_counts_in_the_money_and_not_among_the_people(store: Store) -> None:
    world = make.world()
    make.member(world.agency_id, "Lê Thị Hà")
    unasked = make.member(
        world.agency_id,
        "Trần Thị Bình",
        not_asked_reason=NotAskedReason.AWAY,
        not_asked_decided_by="Chi bộ",
    )
    campaign_id = make.open_campaign(world, year=2024)
    run(
        contributions.record_contribution,
        make.actor(world.agency_id, Role.AGENCY_TREASURER),
        key="u" * 20,
        campaign_id=campaign_id,
        party_unit_id=world.agency_id,
        received_on=ON,
        method=Method.CASH,
        amount_vnd=70_000,
        list_entry_id=make.entry_of(unasked).id,
    )
    f = summaries.summarise(_overseer(world), campaign_id).units_total
    assert (f.asked, f.given, f.not_yet, f.not_asked) == (1, 0, 1, 1)
    assert f.given_vnd == 70_000


def test_a_sum_that_was_changed_no_longer_adds_up() -> None:
    assert not Figures(given_vnd=1, held_vnd=2).adds_up


def test_the_statement_of_a_unit_shows_what_belongs_to_no_campaign_by_itself(store: Store) -> None:
    world = make.world()
    campaign_id = _season(world)
    unit = rules.Purse(world.agency_book_id, Rule.REMIT)
    make.post(
        world,
        rules.Draft(on_date=ON, purpose="Gửi ngân hàng", legs=(rules.deposit(unit, 100_000),)),
        rules.Draft(on_date=ON, purpose="Lãi", legs=(rules.interest(unit, 700),)),
        rules.Draft(on_date=ON, purpose="Phí", legs=(rules.fee(unit, 200),)),
    )
    statement = summaries.statement(_overseer(world), world.agency_id)
    assert [line.campaign_id for line in statement.lines] == [campaign_id, None]
    outside = statement.lines[1].figures
    assert (outside.gains_vnd, outside.losses_vnd, outside.held_vnd) == (700, 200, 500)
    assert statement.total.held_vnd == 500_500
    assert statement.total.adds_up


def test_a_summary_costs_the_same_few_statements_whatever_there_is(store: Store) -> None:
    world = make.world()
    campaign_id = _season(world)
    overseer = _overseer(world)
    with counted_statements() as few:
        summaries.summarise(overseer, campaign_id)
    _hand_in(world, campaign_id)
    with counted_statements() as many:
        summaries.summarise(overseer, campaign_id)
    assert len(few) == len(many)
    assert len(many) <= 12


def test_comparing_years_needs_campaigns_of_the_committee(store: Store) -> None:
    world = make.world()
    first = _season(world)
    second = make.open_campaign(world, year=2025)
    db.session.rollback()
    one, two, rows = summaries.compare(_overseer(world), first, second)
    assert (one.year, two.year) == (2024, 2025)
    agency = next(row for row in rows if row.unit_id == world.agency_id)
    assert (agency.first.given_vnd, agency.second.given_vnd) == (500_000, 0)
    assert db.session.scalar(sa.text("SELECT count(*) FROM campaign")) == 2
