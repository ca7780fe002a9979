"""Campaigns: drafted, extended, closed; one per committee and year."""

import json
import threading
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.db import db, run
from ledger.errors import (
    CampaignClosed,
    CampaignExists,
    CampaignNotDraft,
    CampaignStillDraft,
    NoBasePay,
    NotFound,
    RuleBroken,
)
from ledger.models.audit_events import AuditEvent
from ledger.models.campaigns import Campaign, CampaignState, CampaignUnit
from ledger.models.party_units import UnitKind
from ledger.models.users import Role
from ledger.reports import campaign_totals, lists
from ledger.reports import campaigns as reports
from ledger.reports.campaigns import effective_end
from ledger.services import campaigns
from ledger.wages import Divisor
from tests import collecting, make
from tests.conftest import Store

AFTER = date(2025, 1, 6)
"""A working day after the window of 2024."""


def audited(action: str) -> list[dict[str, Any]]:
    query = sa.select(AuditEvent.after).where(AuditEvent.action == action).order_by(AuditEvent.id)
    return [json.loads(text or "{}") for text in db.session.scalars(query)]


def test_every_unit_with_a_purse_of_its_own_takes_part(store: Store) -> None:
    made = make.world()

    campaign_id = make.draft_campaign(made)

    query = sa.select(CampaignUnit.party_unit_id, CampaignUnit.book_id).where(
        CampaignUnit.campaign_id == campaign_id
    )
    assert {tuple(row) for row in db.session.execute(query)} == {
        (made.commune_id, made.commune_book_id),
        (made.agency_id, made.agency_book_id),
    }
    assert audited("campaign.draft")[0]["year"] == 2024


def test_a_second_campaign_of_the_year_is_refused(store: Store) -> None:
    made = make.world()
    make.draft_campaign(made)

    with pytest.raises(CampaignExists, match="Năm 2024 đã có đợt vận động"):
        make.draft_campaign(made)

    assert make.draft_campaign(made, 2025)


def test_two_boards_in_one_moment_make_one_campaign(store: Store) -> None:
    made = make.world()
    make.draft_campaign(made, 2023)  # the programme and the base pay are there
    by, start, outcomes = make.board(made), threading.Barrier(2), list[str]()

    def draft() -> None:
        with store.app.app_context():
            start.wait()
            try:
                run(campaigns.draft_campaign, by, **make.settings(2024))
                outcomes.append("made")
            except CampaignExists:
                outcomes.append("refused")

    threads = [threading.Thread(target=draft) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["made", "refused"]


def test_a_committee_without_a_programme_drafts_nothing(store: Store) -> None:
    made = make.world()

    with pytest.raises(RuleBroken, match="chưa có chương trình"):
        run(campaigns.draft_campaign, make.board(made), **make.settings())


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"starts_on": date(2023, 12, 31)}, "starts_on"),
        ({"ends_on": date(2024, 9, 30)}, "ends_on"),
        ({"hand_in_on": date(2024, 9, 30)}, "hand_in_on"),
    ],
)
def test_days_that_do_not_fit_are_refused(
    sqlite_store: Store, changed: dict[str, Any], field: str
) -> None:
    made = make.world()

    with pytest.raises(RuleBroken) as refused:
        make.draft_campaign(made, **changed)

    assert refused.value.field == field


def test_a_month_before_the_first_known_base_pay_is_refused(sqlite_store: Store) -> None:
    made = make.world()

    with pytest.raises(NoBasePay, match="tháng 6/2019"):
        make.draft_campaign(made, pay_month=date(2019, 6, 1))


def test_a_draft_can_be_edited_but_not_into_a_year_that_is_taken(store: Store) -> None:
    made = make.world()
    make.draft_campaign(made, 2023)
    campaign_id = make.draft_campaign(made, 2024)
    changed = make.settings(2024) | {"title": "Đợt mới", "divisor": Divisor.D26}

    run(campaigns.edit_draft, make.board(made), campaign_id, **changed)

    campaign = db.session.get_one(Campaign, campaign_id)
    assert (campaign.title, campaign.divisor) == ("Đợt mới", Divisor.D26)
    with pytest.raises(CampaignExists):
        run(campaigns.edit_draft, make.board(made), campaign_id, **make.settings(2023))


def test_only_the_committee_itself_has_its_campaign_to_change(store: Store) -> None:
    made = make.world()
    make.member(made.agency_id, "Lê Minh Chi")
    campaign_id = make.draft_campaign(made)

    for verb in (campaigns.open_campaign, campaigns.close_campaign, campaigns.plan_opening):
        with pytest.raises(NotFound):
            run(verb, make.actor(made.commune_id, Role.OFFICE), campaign_id)


def test_an_extension_moves_the_end_on_by_a_paper(store: Store) -> None:
    made = make.world()
    make.member(made.agency_id, "Lê Minh Chi")
    campaign_id = make.open_campaign(made)

    with clock.at_day(date(2024, 12, 20)):
        extend(made, campaign_id, date(2025, 1, 31))
        extend(made, campaign_id, date(2025, 2, 10))

    assert effective_end(db.session.get_one(Campaign, campaign_id)) == date(2025, 2, 11)
    assert audited("campaign.extend")[0]["paper"] == "Công văn số 12-CV/HU"


def test_an_extension_that_does_not_extend_is_refused(store: Store) -> None:
    made = make.world()
    make.member(made.agency_id, "Lê Minh Chi")
    campaign_id = make.open_campaign(made)

    with clock.at_day(date(2024, 12, 20)):
        with pytest.raises(RuleBroken, match="phải sau ngày 31/12/2024") as same_end:
            extend(made, campaign_id, date(2024, 12, 31))
        with pytest.raises(RuleBroken) as tomorrow:
            extend(made, campaign_id, date(2025, 1, 31), issued_on=date(2024, 12, 21))

    assert [same_end.value.field, tomorrow.value.field] == ["ends_on", "issued_on"]


def test_a_campaign_goes_from_draft_to_open_to_closed_and_never_back(store: Store) -> None:
    made = make.world()
    make.member(made.agency_id, "Lê Minh Chi")
    campaign_id = make.draft_campaign(made)
    with pytest.raises(CampaignStillDraft):
        run(campaigns.close_campaign, make.board(made), campaign_id)
    with pytest.raises(CampaignStillDraft):
        extend(made, campaign_id, date(2025, 1, 31))
    run(campaigns.open_campaign, make.board(made), campaign_id)

    run(campaigns.close_campaign, make.board(made), campaign_id)

    assert db.session.get_one(Campaign, campaign_id).state is CampaignState.CLOSED
    with pytest.raises(CampaignClosed):
        run(campaigns.close_campaign, make.board(made), campaign_id)
    with pytest.raises(CampaignClosed):
        extend(made, campaign_id, date(2025, 1, 31))
    with pytest.raises(CampaignNotDraft):
        run(campaigns.open_campaign, make.board(made), campaign_id)


def extend(
    made: make.World,
    campaign_id: int,
    ends_on: date,
    *,
    issued_on: date = date(2024, 12, 20),
) -> None:
    run(
        campaigns.extend_campaign,
        make.board(made),
        campaign_id,
        paper="Công văn số 12-CV/HU",
        issued_on=issued_on,
        ends_on=ends_on,
    )


def test_campaigns_are_listed_newest_first_for_everybody_below_and_above(store: Store) -> None:
    at = collecting.season()
    make.draft_campaign(at.world, 2025)

    for who in (
        make.actor(at.world.district_id, Role.OFFICE),
        at.treasurer,
        make.actor(at.cell_id, Role.SECRETARY),
    ):
        years = [(line.year, line.state) for line in reports.campaigns_of(who)]
        assert years == [(2025, CampaignState.DRAFT), (2024, CampaignState.OPEN)]
        current = reports.current(who)
        assert current is not None
        assert current.id == at.campaign_id


def test_without_an_open_campaign_there_is_no_current_one(sqlite_store: Store) -> None:
    made = make.world()
    make.draft_campaign(made)

    assert reports.current(make.treasurer(made)) is None


def test_a_campaign_tells_all_it_was_set_to(store: Store) -> None:
    at = collecting.season()
    run(
        campaigns.extend_campaign,
        make.board(at.world),
        at.campaign_id,
        paper="Công văn số 12-CV/HU",
        issued_on=date(2024, 12, 30),
        ends_on=AFTER,
    )

    facts = reports.campaign_facts(at.treasurer, at.campaign_id)

    assert facts.programme_name == "Ngôi nhà cấp ủy"
    assert (facts.first_ends_on, facts.line.ends_on) == (date(2024, 12, 31), AFTER)
    assert (facts.base_pay_vnd, facts.pay_month) == (2_340_000, date(2024, 10, 1))
    assert [extension.paper for extension in facts.extensions] == ["Công văn số 12-CV/HU"]
    assert facts.opened_at is not None
    with pytest.raises(NotFound):
        reports.campaign_facts(at.treasurer, 10**9)


def test_a_campaign_of_another_tree_does_not_exist(store: Store) -> None:
    at = collecting.season()
    elsewhere = run(_another_district)
    stranger = make.actor(elsewhere, Role.OFFICE)

    assert reports.campaigns_of(stranger) == ()
    with pytest.raises(NotFound):
        campaign_totals.unit_totals(stranger, at.campaign_id)
    with pytest.raises(NotFound):
        lists.show_roll(stranger, at.campaign_id)


def _another_district() -> int:
    return make.unit(None, UnitKind.DISTRICT_COMMITTEE, "Đảng bộ huyện Bình Hòa").id
