"""Units of a campaign: their levels, and their lists mended after the opening."""

import json
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from ledger.db import db, run
from ledger.errors import AlreadyListed, CampaignClosed, CampaignStillDraft, NotFound, RuleBroken
from ledger.models.audit_events import AuditEvent
from ledger.models.books import Rule
from ledger.models.party_members import MemberStanding
from ledger.models.party_units import PartyUnit, UnitKind
from ledger.models.users import Role
from ledger.reports.scope import Actor
from ledger.services import campaign_units, campaigns, members
from tests import make
from tests.conftest import Store

RESIDENTIAL = MemberStanding.RESIDENTIAL


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


def test_a_level_needs_who_set_it_and_an_override_its_reason(store: Store) -> None:
    made = make.world()
    unit_id = make.campaign_unit_id(make.draft_campaign(made), made.commune_id)

    with pytest.raises(RuleBroken) as nobody:
        set_level(make.treasurer(made), unit_id, suggested_vnd=50_000)
    with pytest.raises(RuleBroken) as no_reason:
        set_level(make.treasurer(made), unit_id, floor_vnd=0)

    assert [nobody.value.field, no_reason.value.field] == ["suggested_by", "override_reason"]


def test_a_new_level_changes_the_frozen_list_only_when_the_unit_says_so(store: Store) -> None:
    made = make.world()
    member_id = make.member(made.cell_ids[0], "Trần Thị Bình", standing=RESIDENTIAL)
    campaign_id = make.open_campaign(made, suggested_vnd=50_000)
    unit_id = make.campaign_unit_id(campaign_id, made.commune_id)

    set_level(
        make.treasurer(made), unit_id, suggested_vnd=70_000, suggested_by="Nghị quyết số 5-NQ/ĐU"
    )
    assert make.entry_of(member_id).asked_vnd == 50_000

    assert run(campaign_units.recompute_unit, make.treasurer(made), unit_id) == 1
    assert make.entry_of(member_id).asked_vnd == 70_000
    assert run(campaign_units.recompute_unit, make.treasurer(made), unit_id) == 0
    assert audited("list_entry.recompute") == [{"level_vnd": 70_000}]
    assert audited("campaign_unit.set_level")[-1]["suggested_vnd"] == 70_000


def test_pay_that_came_later_makes_a_level_for_that_line_alone(store: Store) -> None:
    made = make.world()
    known = make.member(made.cell_ids[0], "Nguyễn Văn An", pay=None)
    other = make.member(made.cell_ids[0], "Trần Thị Bình", pay=None)
    make.open_campaign(made)
    for member_id, name in ((known, "Nguyễn Văn An"), (other, "Trần Thị Bình")):
        run(
            members.edit_member,
            make.treasurer(made),
            member_id,
            cell_id=made.cell_ids[0],
            full_name=name,
            birth_year=1980,
            standing=MemberStanding.WORKING,
            pay=make.STARTER_PAY,
        )

    run(campaign_units.recompute_entry, make.treasurer(made), make.entry_of(known).id)

    assert make.entry_of(known).asked_vnd == 248_891
    assert make.entry_of(other).asked_vnd is None
    # A day's pay tells the pay: the audit says that the line changed, never to what.
    assert audited("list_entry.recompute") == [{"level_vnd": None}]


def test_lines_outside_the_actors_scope_do_not_exist(store: Store) -> None:
    made = make.world()
    there = make.member(made.agency_id, "Lê Minh Chi")
    campaign_id = make.open_campaign(made)
    agency_unit = make.campaign_unit_id(campaign_id, made.agency_id)

    with pytest.raises(NotFound):
        run(campaign_units.recompute_entry, make.treasurer(made), make.entry_of(there).id)
    with pytest.raises(NotFound):
        run(campaign_units.recompute_entry, make.treasurer(made), 10**9)
    for verb in (campaign_units.recompute_unit, campaign_units.count_changes):
        with pytest.raises(NotFound):
            run(verb, make.treasurer(made), agency_unit)
    with pytest.raises(NotFound):
        set_level(make.treasurer(made), agency_unit)
    with pytest.raises(NotFound):
        run(campaign_units.add_to_list, make.treasurer(made), campaign_id, there, "Bỏ sót")
    here = make.member(made.cell_ids[0], "Nguyễn Văn An")
    with pytest.raises(NotFound):
        run(campaign_units.add_to_list, make.treasurer(made), 10**9, here, "Bỏ sót")


def test_a_forgotten_member_joins_the_end_of_the_list_with_the_reason(store: Store) -> None:
    made = make.world()
    make.member(made.cell_ids[0], "Nguyễn Văn An")
    campaign_id = make.open_campaign(made)
    member_id = make.member(made.cell_ids[0], "Trần Thị Bình")

    run(campaign_units.add_to_list, make.treasurer(made), campaign_id, member_id, "Bỏ sót khi lập")

    entry = make.entry_of(member_id)
    assert (entry.position, entry.asked_vnd, entry.added_reason) == (2, 248_891, "Bỏ sót khi lập")
    assert audited("list_entry.add") == [{"reason": "Bỏ sót khi lập"}]
    with pytest.raises(AlreadyListed):
        run(campaign_units.add_to_list, make.treasurer(made), campaign_id, member_id, "Lần nữa")


def test_a_member_who_moved_is_counted_where_the_list_froze_them(store: Store) -> None:
    made = make.world()
    member_id = make.member(made.agency_id, "Lê Minh Chi")
    campaign_id = make.open_campaign(made)
    run(make.move, member_id, made.cell_ids[1])

    with pytest.raises(AlreadyListed, match="Lê Minh Chi đã có trong danh sách vận động năm 2024"):
        run(
            campaign_units.add_to_list,
            make.treasurer(made),
            campaign_id,
            member_id,
            "Mới chuyển đến",
        )

    # The old unit's line stays as it was: the member's pay is no longer its business.
    agency = make.actor(made.agency_id, Role.AGENCY_TREASURER)
    assert (
        run(
            campaign_units.recompute_unit,
            agency,
            make.campaign_unit_id(campaign_id, made.agency_id),
        )
        == 0
    )
    assert make.entry_of(member_id).asked_vnd == 248_891


def test_who_has_left_or_has_no_purse_above_is_not_added(store: Store) -> None:
    made = make.world()
    make.member(made.agency_id, "Lê Minh Chi")
    campaign_id = make.open_campaign(made)
    gone = make.member(made.cell_ids[0], "Nguyễn Văn An")
    run(members.mark_left, make.treasurer(made), gone, left_on=date(2024, 1, 1))
    lost = make.member(run(_found, made.district_id, "Chi bộ Văn phòng", None), "Trần Thị Bình")
    new_unit = run(_found, made.district_id, "Chi bộ Kho bạc", Rule.REMIT)
    new = make.member(new_unit, "Phạm Thị Dung")

    with pytest.raises(RuleBroken, match="đã chuyển đi"):
        run(campaign_units.add_to_list, make.treasurer(made), campaign_id, gone, "Bỏ sót")
    above = make.actor(made.district_id, Role.AGENCY_TREASURER)
    with pytest.raises(RuleBroken, match="chưa thuộc đơn vị nào có sổ thu"):
        run(campaign_units.add_to_list, above, campaign_id, lost, "Bỏ sót")
    run(campaign_units.add_to_list, above, campaign_id, new, "Đơn vị mới lập")

    assert make.entry_of(new).campaign_unit_id == make.campaign_unit_id(campaign_id, new_unit)


def test_a_draft_has_no_list_to_add_to_and_a_closed_one_stays(store: Store) -> None:
    made = make.world()
    member_id = make.member(made.cell_ids[0], "Nguyễn Văn An")
    campaign_id = make.draft_campaign(made)
    unit_id = make.campaign_unit_id(campaign_id, made.commune_id)
    with pytest.raises(CampaignStillDraft):
        run(campaign_units.add_to_list, make.treasurer(made), campaign_id, member_id, "Sớm")
    run(campaigns.open_campaign, make.board(made), campaign_id)
    late = make.member(made.cell_ids[0], "Trần Thị Bình")
    run(campaigns.close_campaign, make.board(made), campaign_id)

    with pytest.raises(CampaignClosed):
        run(campaign_units.add_to_list, make.treasurer(made), campaign_id, late, "Muộn")
    with pytest.raises(CampaignClosed):
        run(campaign_units.recompute_unit, make.treasurer(made), unit_id)
    with pytest.raises(CampaignClosed):
        set_level(make.treasurer(made), unit_id)


def _found(parent_id: int, name: str, rule: Rule | None) -> int:
    parent = db.session.get_one(PartyUnit, parent_id)
    return make.unit(parent, UnitKind.AGENCY_CELL, name, rule=rule).id
