"""Opening a campaign: who is listed, what each is asked, and what the preview says first."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from ledger.db import db, run
from ledger.errors import (
    BookBroken,
    CampaignNotDraft,
    RuleBroken,
)
from ledger.models.audit_events import AuditEvent
from ledger.models.books import Rule
from ledger.models.campaigns import Campaign, CampaignState, CampaignUnit
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import MemberStanding, NotAskedReason, PartyMember
from ledger.models.party_units import PartyUnit, UnitKind
from ledger.reports.lists import unseal_wage
from ledger.reports.scope import Actor
from ledger.services import campaign_units, campaigns, members
from ledger.services.members import NewMember
from ledger.wages import Coefficient, DayPay, Divisor, MonthlyPay, PartyFee, PayBasis
from tests import make
from tests.conftest import Store

RESIDENTIAL = MemberStanding.RESIDENTIAL


def test_opening_freezes_everyone_in_printed_order(store: Store) -> None:
    made = make.world()
    first = make.member(made.cell_ids[0], "Nguyễn Văn An")
    gone = make.member(made.cell_ids[0], "Đã Chuyển Đi")
    second = make.member(made.cell_ids[0], "Trần Thị Bình", standing=RESIDENTIAL)
    third = make.member(made.agency_id, "Lê Minh Chi")
    run(members.mark_left, make.treasurer(made), gone, left_on=date(2024, 1, 1))

    campaign_id = make.open_campaign(made, suggested_vnd=50_000)

    query = sa.select(ListEntry.member_id, ListEntry.position, ListEntry.asked_vnd)
    assert [tuple(row) for row in db.session.execute(query.order_by(ListEntry.id))] == [
        (first, 1, 248_891),
        (second, 2, 50_000),
        (third, 1, 248_891),
    ]
    campaign = db.session.get_one(Campaign, campaign_id)
    assert campaign.state is CampaignState.OPEN
    assert campaign.opened_at is not None
    assert audited("campaign.open") == [{"listed": 3}]


@pytest.mark.parametrize(
    ("pay", "month", "divisor", "asked_vnd"),
    [
        # domain.md 2.7: coefficient, base pay of the month, divisor
        (Coefficient(Decimal("1.86")), date(2022, 10, 1), Divisor.D22, 125_973),
        (Coefficient(Decimal("2.34")), date(2022, 10, 1), Divisor.D26, 134_100),
        (Coefficient(Decimal("3.66"), Decimal("0.20")), date(2022, 10, 1), Divisor.D22, 261_427),
        (Coefficient(Decimal("6.78"), Decimal("0.80")), date(2026, 7, 1), Divisor.D30, 639_247),
        # 11.1: the switches of the base pay
        (Coefficient(Decimal("2.34")), date(2023, 6, 1), Divisor.D22, 158_482),
        (Coefficient(Decimal("2.34")), date(2023, 7, 1), Divisor.D22, 191_455),
        (Coefficient(Decimal("2.34")), date(2024, 6, 1), Divisor.D22, 191_455),
        (Coefficient(Decimal("2.34")), date(2024, 7, 1), Divisor.D22, 248_891),
        (Coefficient(Decimal("2.34")), date(2026, 6, 1), Divisor.D22, 248_891),
        (Coefficient(Decimal("2.34")), date(2026, 7, 1), Divisor.D22, 269_100),
        # 11.2: the party fee × 100
        (PartyFee(59_202), date(2026, 7, 1), Divisor.D22, 269_100),
        (PartyFee(84_249), date(2026, 7, 1), Divisor.D22, 382_950),
        (PartyFee(125_994), date(2026, 7, 1), Divisor.D22, 572_700),
        # a month's pay over that month's working days; a day's pay as the unit says
        (MonthlyPay(8_000_000), date(2024, 10, 1), Divisor.WORKING_DAYS, 347_826),
        (DayPay(300_000), date(2024, 10, 1), Divisor.D30, 300_000),
    ],
)
def test_a_days_pay_is_that_of_the_month_given(
    sqlite_store: Store, pay: PayBasis, month: date, divisor: Divisor, asked_vnd: int
) -> None:
    made = make.world()
    member_id = make.member(made.agency_id, "Lê Minh Chi", pay=pay)

    make.open_campaign(made, pay_month=month, divisor=divisor)

    assert make.entry_of(member_id).asked_vnd == asked_vnd


def test_a_floor_lifts_what_is_below_it_and_nothing_else(sqlite_store: Store) -> None:
    made = make.world()
    low = make.member(made.agency_id, "Lê Minh Chi", pay=Coefficient(Decimal("1.86")))
    high = make.member(made.agency_id, "Phạm Thị Dung", pay=Coefficient(Decimal("4.98")))

    make.open_campaign(
        made, 2026, pay_month=date(2026, 7, 1), divisor=Divisor.D30, floor_vnd=200_000
    )

    assert [make.entry_of(low).asked_vnd, make.entry_of(high).asked_vnd] == [200_000, 419_980]


def test_a_units_own_divisor_and_floor_come_first(store: Store) -> None:
    made = make.world()
    here = make.member(made.cell_ids[0], "Nguyễn Văn An")
    there = make.member(made.agency_id, "Lê Minh Chi")
    campaign_id = make.draft_campaign(made, floor_vnd=100_000)

    set_level(
        make.treasurer(made),
        make.campaign_unit_id(campaign_id, made.commune_id),
        divisor=Divisor.D26,
        floor_vnd=220_000,
        override_reason="Đơn vị làm việc 6 ngày một tuần",
    )
    run(campaigns.open_campaign, make.board(made), campaign_id)

    assert [make.entry_of(here).asked_vnd, make.entry_of(there).asked_vnd] == [220_000, 248_891]
    entry, member = make.entry_of(here), db.session.get_one(PartyMember, here)
    wage = unseal_wage(campaign_id, member.code, entry.wage_sealed)
    assert wage is not None
    assert wage.sum_text() == "2,34 × 2.340.000 ÷ 26 = 210.600 → ≥ 220.000"


def test_without_pay_level_or_asking_there_is_no_figure_and_the_preview_says_so(
    store: Store,
) -> None:
    made = make.world()
    cell_id = made.cell_ids[0]
    no_pay = make.member(cell_id, "Nguyễn Văn An", pay=None)
    no_level = make.member(cell_id, "Trần Thị Bình", standing=RESIDENTIAL)
    not_asked = make.member(
        cell_id,
        "Phạm Văn Cường",
        not_asked_reason=NotAskedReason.AWAY,
        not_asked_decided_by="Chi ủy",
    )
    slip = make.member(cell_id, "Lê Thị Dần", pay=MonthlyPay(5))
    campaign_id = make.draft_campaign(made)

    plan = campaigns.plan_opening(make.board(made), campaign_id)
    run(campaigns.open_campaign, make.board(made), campaign_id)

    commune = next(one for one in plan.units if one.unit_id == made.commune_id)
    assert (commune.listed, commune.not_asked) == (4, 1)
    assert (commune.without_pay, commune.without_level) == (2, 1)
    assert (plan.without_pay, plan.without_level, plan.not_asked) == (2, 1, 1)
    for member_id in (no_pay, no_level, not_asked, slip):
        assert make.entry_of(member_id).asked_vnd is None
        assert make.entry_of(member_id).wage_sealed is None
    assert make.entry_of(not_asked).not_asked_reason is NotAskedReason.AWAY


def test_the_preview_counts_writes_nothing_and_names_cells_without_a_purse(store: Store) -> None:
    made = make.world()
    make.member(made.agency_id, "Lê Minh Chi")
    campaign_id = make.draft_campaign(made)
    lost = run(_found, made.district_id, "Chi bộ Văn phòng", None)
    late = run(_found, made.district_id, "Chi bộ Kho bạc", Rule.REMIT)
    make.member(lost, "Nguyễn Văn An")
    make.member(late, "Trần Thị Bình")

    plan = campaigns.plan_opening(make.board(made), campaign_id)

    assert plan.outside == (("Chi bộ Văn phòng", 1),)
    assert [(one.unit_id, one.listed, one.expected_vnd) for one in plan.units] == [
        (made.commune_id, 0, 0),
        (made.agency_id, 1, None),  # one day's pay alone would tell the pay
        (late, 1, None),
    ]
    assert (plan.listed, plan.not_asked, plan.expected_vnd) == (2, 0, 0)
    db.session.commit()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ListEntry)) == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CampaignUnit)) == 2
    run(campaigns.open_campaign, make.board(made), campaign_id)
    assert make.campaign_unit_id(campaign_id, late)


def test_a_days_pay_is_sealed_with_all_it_was_made_of(store: Store) -> None:
    made = make.world()
    member_id = make.member(
        made.agency_id, "Lê Minh Chi", pay=Coefficient(Decimal("3.66"), Decimal("0.20"))
    )

    campaign_id = make.open_campaign(made)

    entry, member = make.entry_of(member_id), db.session.get_one(PartyMember, member_id)
    wage = unseal_wage(campaign_id, member.code, entry.wage_sealed)
    assert wage is not None
    assert wage.sum_text() == "(3,66 + 0,20) × 2.340.000 ÷ 22 = 410.564"
    assert "3.66" not in (entry.wage_sealed or "")


def test_nobody_to_ask_and_a_second_opening_are_refused(store: Store) -> None:
    made = make.world()
    campaign_id = make.draft_campaign(made)

    with pytest.raises(RuleBroken, match="Chưa có đảng viên nào"):
        run(campaigns.open_campaign, make.board(made), campaign_id)
    make.member(made.agency_id, "Lê Minh Chi")
    run(campaigns.open_campaign, make.board(made), campaign_id)
    for verb in (campaigns.open_campaign, campaigns.plan_opening):
        with pytest.raises(CampaignNotDraft, match="danh sách và cách tính đã chốt"):
            run(verb, make.board(made), campaign_id)
    with pytest.raises(CampaignNotDraft):
        run(campaigns.edit_draft, make.board(made), campaign_id, **make.settings())


@pytest.mark.parametrize("column", ["floor_vnd = 1", "state = 'draft', opened_at = NULL"])
def test_the_schema_keeps_what_an_open_campaign_asks(store: Store, column: str) -> None:
    made = make.world()
    make.member(made.agency_id, "Lê Minh Chi")
    make.open_campaign(made)

    with pytest.raises(BookBroken):
        run(db.session.execute, sa.text(f"UPDATE campaign SET {column}"))


def test_a_district_of_2500_opens_in_a_bounded_number_of_statements(store: Store) -> None:
    made = make.world()
    for cell_id in made.cell_ids:
        run(_fill, cell_id, 1_250)
    campaign_id = make.draft_campaign(made)
    statements: list[str] = []

    def count(*facts: Any) -> None:  # noqa: ANN401  (what SQLAlchemy tells)
        statements.append(facts[2])

    by = make.board(made)
    sa.event.listen(db.engine, "before_cursor_execute", count)
    try:
        run(campaigns.open_campaign, by, campaign_id)
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", count)

    assert len(statements) <= 12
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ListEntry)) == 2_500


def set_level(by: Actor, campaign_unit_id: int, **facts: Any) -> None:  # noqa: ANN401  (of set_level)
    run(
        campaign_units.set_level,
        by,
        campaign_unit_id,
        **{
            "suggested_vnd": None,
            "suggested_by": "",
            "divisor": None,
            "floor_vnd": None,
            "override_reason": "",
        }
        | facts,
    )


def audited(action: str) -> list[dict[str, Any]]:
    query = sa.select(AuditEvent.after).where(AuditEvent.action == action).order_by(AuditEvent.id)
    return [json.loads(text or "{}") for text in db.session.scalars(query)]


def _found(parent_id: int, name: str, rule: Rule | None) -> int:
    parent = db.session.get_one(PartyUnit, parent_id)
    return make.unit(parent, UnitKind.AGENCY_CELL, name, rule=rule).id


def _fill(cell_id: int, count: int) -> None:
    people = [
        NewMember(
            full_name=f"Nguyễn Văn {chr(ord('A') + number % 26)}",
            birth_year=1960 + number % 40,
            standing=MemberStanding.WORKING,
            pay=make.STARTER_PAY,
        )
        for number in range(count)
    ]
    members.add_members(None, db.session.get_one(PartyUnit, cell_id), people)
