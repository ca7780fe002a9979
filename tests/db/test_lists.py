"""What campaigns' reports say: counts and money for all, names only inside the unit."""

from datetime import date
from typing import Any

import pytest

from ledger import clock
from ledger.book import rules
from ledger.db import db, run
from ledger.errors import NamesStayInside, NotFound
from ledger.models.books import Rule
from ledger.models.contributions import Method
from ledger.models.contributors import ContributorKind
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import MemberStanding, NotAskedReason
from ledger.models.party_units import PartyUnit
from ledger.models.receipts import DonorCopy
from ledger.models.users import Role
from ledger.reports import campaign_totals, lists
from ledger.reports import campaigns as reports
from ledger.reports.campaign_totals import Totals
from ledger.reports.lists import Which
from ledger.reports.scope import Actor
from ledger.services import campaign_units, campaigns, contributions, members
from ledger.services.contributors import NewContributor
from ledger.services.members import NewMember
from tests import collecting, make
from tests.collecting import Season
from tests.conftest import Store

AFTER = date(2025, 1, 6)
"""A working day after the window of 2024."""


def give_one(at: Season, by: Actor, unit_id: int, amount_vnd: int, **giver: Any) -> int:  # noqa: ANN401
    """Record one contribution and return its submission's id."""
    on = giver.pop("on", collecting.DAY)

    def work() -> int:
        return contributions.record_contribution(
            by,
            key=collecting.new_key(),
            campaign_id=at.campaign_id,
            party_unit_id=unit_id,
            received_on=on,
            method=Method.CASH,
            amount_vnd=amount_vnd,
            **giver,
        ).id

    with clock.at_day(on):
        return run(work)


def give_to(
    made: make.World, campaign_id: int, book_id: int, member_id: int, amount_vnd: int
) -> None:
    """Post what a member of any list gives into the purse of any unit."""
    at_commune = book_id == made.commune_book_id
    purse = rules.Purse(book_id, Rule.KEEP if at_commune else Rule.REMIT)
    unit_id = made.commune_id if at_commune else made.agency_id
    giver = rules.Giver(
        campaign_unit_id=make.campaign_unit_id(campaign_id, unit_id),
        list_entry_id=make.entry_of(member_id).id,
    )
    draft = rules.Draft(
        on_date=collecting.DAY,
        purpose="Ủng hộ",
        legs=(rules.contribution(purse, amount_vnd, into=rules.CASH),),
        campaign_id=campaign_id,
        party=rules.Party(name="Người ủng hộ"),
        giver=giver,
    )
    make.post(made, draft)


def undo(at: Season, submission_id: int, *, on: date) -> None:
    with clock.at_day(on):
        run(
            contributions.undo_submission,
            at.treasurer,
            submission_id,
            key=collecting.new_key(),
            reason="Ghi nhầm",
            donor_copy=DonorCopy.RETURNED,
        )


def totals(at: Season, who: Actor) -> dict[int, Totals]:
    units = campaign_totals.unit_totals(who, at.campaign_id)
    return {unit.unit_id: unit.totals for unit in units}


def office(at: Season) -> Actor:
    return make.actor(at.world.district_id, Role.OFFICE)


def test_totals_count_people_and_money_of_each_unit(store: Store) -> None:
    at = collecting.season(people=4)
    make.member(
        at.cell_id,
        "Không Vận Động",
        not_asked_reason=NotAskedReason.AWAY,
        not_asked_decided_by="Chi ủy",
    )
    late_comer = make.member(at.cell_id, "Người Bị Sót")
    run(campaign_units.add_to_list, at.treasurer, at.campaign_id, late_comer, "Bỏ sót")
    collecting.give(at, 248_891, 100_000)
    give_one(
        at,
        at.treasurer,
        at.world.commune_id,
        500_000,
        new_contributor=NewContributor(
            kind=ContributorKind.BUSINESS, name="Hợp tác xã Long Sơn", place=""
        ),
    )

    found = totals(at, office(at))

    assert found[at.world.commune_id] == Totals(
        asked=6,
        given=2,
        not_asked=0,
        given_unasked=0,
        expected_vnd=5 * 248_891 + 50_000,
        received_vnd=848_891,
        others_vnd=500_000,
        late_vnd=0,
    )
    assert (
        campaign_totals.sum_totals(campaign_totals.unit_totals(office(at), at.campaign_id)).given
        == 2
    )


def test_who_gives_unasked_is_counted_beside_those_who_were_asked(store: Store) -> None:
    made = make.world()
    willing = make.member(
        made.cell_ids[0],
        "Nguyễn Văn An",
        not_asked_reason=NotAskedReason.AWAY,
        not_asked_decided_by="Chi ủy",
    )
    make.member(made.cell_ids[0], "Trần Thị Bình")
    campaign_id = make.open_campaign(made)
    give_to(made, campaign_id, made.commune_book_id, willing, 20_000)

    (unit,) = campaign_totals.unit_totals(make.treasurer(made), campaign_id)
    roll = lists.show_roll(make.treasurer(made), campaign_id)

    counted = unit.totals
    assert (counted.asked, counted.given, counted.not_yet) == (1, 0, 1)
    assert (counted.not_asked, counted.given_unasked, counted.received_vnd) == (1, 1, 20_000)
    assert (roll.total.given, roll.total.not_yet, roll.total.given_vnd) == (0, 1, 20_000)


def test_a_sum_that_would_tell_one_members_pay_stays_unsaid(store: Store) -> None:
    at = collecting.season()

    found = totals(at, office(at))

    assert found[at.world.agency_id].asked == 1
    assert found[at.world.agency_id].expected_vnd is None
    assert found[at.world.commune_id].expected_vnd == 5 * 248_891 + 50_000


def test_treasurers_see_the_totals_of_their_own_unit_only(store: Store) -> None:
    at = collecting.season()

    assert list(totals(at, at.treasurer)) == [at.world.commune_id]
    assert list(totals(at, at.agency_treasurer)) == [at.world.agency_id]


def test_a_person_counts_where_listed_and_money_where_taken(store: Store) -> None:
    at = collecting.season()

    member_id = db.session.get_one(ListEntry, at.entries[0]).member_id
    give_to(at.world, at.campaign_id, at.world.agency_book_id, member_id, 300_000)

    found = totals(at, office(at))
    commune, agency = found[at.world.commune_id], found[at.world.agency_id]
    assert (commune.given, commune.received_vnd) == (1, 0)
    assert (agency.given, agency.received_vnd) == (0, 300_000)
    assert lists.show_roll(at.treasurer, at.campaign_id).lines[0].given_vnd == 300_000


def test_part_payments_add_up_and_what_was_taken_back_does_not_count(store: Store) -> None:
    at = collecting.season()
    collecting.give(at, 100_000)
    undone = collecting.give(at, 50_000, 70_000)
    collecting.give(at, 20_000)
    undo(at, undone, on=collecting.DAY)

    roll = lists.show_roll(at.treasurer, at.campaign_id)

    assert [line.given_vnd for line in roll.lines[:2]] == [120_000, 0]
    assert totals(at, office(at))[at.world.commune_id].given == 1
    assert totals(at, office(at))[at.world.commune_id].received_vnd == 120_000


def test_late_money_is_told_by_its_true_day_and_an_extension_makes_it_timely(store: Store) -> None:
    at = collecting.season()
    timely = collecting.give(at, 100_000)
    collecting.give(at, 150_000, on=AFTER, day=AFTER)
    undone = collecting.give(at, 40_000, on=AFTER, day=AFTER)
    undo(at, undone, on=AFTER)
    undo(at, timely, on=AFTER)  # its reversal bears a late day, but takes nothing late away

    assert totals(at, office(at))[at.world.commune_id].late_vnd == 150_000
    assert lists.show_roll(at.treasurer, at.campaign_id).lines[0].late_vnd == 150_000
    run(
        campaigns.extend_campaign,
        make.board(at.world),
        at.campaign_id,
        paper="Công văn số 12-CV/HU",
        issued_on=date(2024, 12, 30),
        ends_on=AFTER,
    )
    assert totals(at, office(at))[at.world.commune_id].late_vnd == 0
    line = reports.campaign_line(at.treasurer, at.campaign_id)
    assert (line.ends_on, line.effective_end) == (AFTER, date(2025, 1, 7))


def test_the_roll_parts_who_gave_from_who_has_not_yet(store: Store) -> None:
    at = collecting.season(people=6)  # the third and the sixth live in the village: 50.000
    collecting.give(at, 248_891, 100_000, 70_000)

    def names(which: Which) -> list[str]:
        roll = lists.show_roll(at.treasurer, at.campaign_id, which=which, cell_id=at.cell_id)
        return [line.name for line in roll.lines]

    assert names(Which.ALL) == [collecting.name(place) for place in range(6)]
    assert names(Which.NOT_YET) == [collecting.name(place) for place in (3, 4, 5)]
    assert names(Which.BELOW) == [collecting.name(1)]
    assert names(Which.ABOVE) == [collecting.name(2)]
    total = lists.show_roll(at.treasurer, at.campaign_id).total
    assert (total.listed, total.asked, total.given, total.not_yet) == (7, 7, 3, 4)
    assert (total.below, total.above, total.given_vnd) == (1, 1, 418_891)
    assert [total.of(which) for which in Which] == [7, 4, 1, 1]


def test_a_line_shows_how_its_day_of_pay_comes_about(store: Store) -> None:
    at = collecting.season(people=3)

    working, _, residential = lists.show_roll(at.treasurer, at.campaign_id).lines[:3]

    assert working.wage_sum == "2,34 × 2.340.000 ÷ 22 = 248.891"
    assert (residential.wage_sum, residential.asked_vnd) == ("", 50_000)
    assert not working.pay_unknown


def test_who_is_not_asked_is_neither_late_nor_below(store: Store) -> None:
    made = make.world()
    make.member(
        made.cell_ids[0],
        "Nguyễn Văn An",
        not_asked_reason=NotAskedReason.EXEMPT_FROM_DUTIES,
        not_asked_decided_by="Chi ủy",
    )
    make.member(made.cell_ids[0], "Trần Thị Bình", pay=None)
    campaign_id = make.open_campaign(made)

    roll = lists.show_roll(make.treasurer(made), campaign_id)

    assert (roll.total.not_asked, roll.total.not_yet, roll.total.below) == (1, 1, 0)
    assert roll.lines[0].not_asked_reason is NotAskedReason.EXEMPT_FROM_DUTIES
    assert [line.pay_unknown for line in roll.lines] == [False, True]


def test_pages_are_bounded_and_so_are_the_statements(store: Store) -> None:
    made = make.world()
    run(_fill, made.cell_ids[0], 130)
    campaign_id = make.open_campaign(made)
    treasurer = make.treasurer(made)

    with collecting.counted_statements() as seen:
        roll = lists.show_roll(treasurer, campaign_id, page=3)

    assert len(seen) <= 6
    assert (roll.page, roll.pages, len(roll.lines)) == (3, 3, 10)
    assert roll.lines[0].position == 121
    assert lists.show_roll(treasurer, campaign_id, page=-1).page == 1
    assert lists.show_roll(treasurer, campaign_id, page=10**9).page == 3
    assert len(lists.show_roll(treasurer, campaign_id).lines) == lists.PAGE_SIZE


def test_a_cells_secretary_sees_that_cell_only(store: Store) -> None:
    at = collecting.season()
    other_cell = at.world.cell_ids[1]
    secretary = make.actor(at.cell_id, Role.SECRETARY)

    roll = lists.show_roll(secretary, at.campaign_id)

    assert [cell.cell_id for cell in roll.cells] == [at.cell_id]
    assert {line.cell_id for line in roll.lines} == {at.cell_id}
    with pytest.raises(NotFound):
        lists.show_roll(secretary, at.campaign_id, cell_id=other_cell)


@pytest.mark.parametrize(
    "role",
    [
        Role.OFFICE,
        Role.ORGANISATION_BOARD,
        Role.STANDING_COMMITTEE,
        Role.PROPAGANDA_BOARD,
        Role.INSPECTOR,
        Role.ADMIN,
        Role.SECRETARY,
    ],
)
def test_above_the_unit_nobody_sees_names(sqlite_store: Store, role: Role) -> None:
    at = collecting.season()
    above = make.actor(at.world.district_id, role)

    with pytest.raises(NamesStayInside, match="chỉ mở cho thủ quỹ và bí thư"):
        lists.show_roll(above, at.campaign_id)
    with pytest.raises(NamesStayInside):
        lists.find_candidates(above, at.campaign_id)


def test_inside_the_unit_other_roles_see_no_names(sqlite_store: Store) -> None:
    at = collecting.season()

    with pytest.raises(NamesStayInside):
        lists.show_roll(make.actor(at.world.commune_id, Role.INSPECTOR), at.campaign_id)


def test_candidates_are_members_the_list_misses_with_where_they_are_listed(store: Store) -> None:
    at = collecting.season()
    forgotten = make.member(at.cell_id, "Người Bị Sót", standing=MemberStanding.RESIDENTIAL)
    moved = make.member(at.world.agency_id, "Người Chuyển Đến")
    run(campaign_units.add_to_list, at.agency_treasurer, at.campaign_id, moved, "Bỏ sót")
    run(make.move, moved, at.world.cell_ids[1])

    found = lists.find_candidates(at.treasurer, at.campaign_id)

    assert [(one.member_id, one.listed_at) for one in found] == [
        (forgotten, ""),
        (moved, "Chi bộ Phòng Tài chính – Kế hoạch"),
    ]


def _fill(cell_id: int, count: int) -> None:
    people = [
        NewMember(full_name="Nguyễn Văn An", birth_year=1960, standing=MemberStanding.RESIDENTIAL)
        for _ in range(count)
    ]
    members.add_members(None, db.session.get_one(PartyUnit, cell_id), people)
