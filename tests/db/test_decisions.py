"""Decisions: entered by one, confirmed or refused by another, changed only by another paper (H5)."""

from typing import Any

import pytest

from ledger.book import checks
from ledger.db import db, run
from ledger.errors import (
    DecisionEntered,
    NotAllowed,
    NotFound,
    OverDecision,
    OwnProposal,
    RuleBroken,
    StateRefused,
    WordGiven,
)
from ledger.models.decisions import Decision, DecisionKind
from ledger.models.houses import HouseStatus
from ledger.reports import decisions as reports
from ledger.reports.decision_standings import Standing, standings
from ledger.reports.houses import house_page
from ledger.services import decisions, houses
from tests import building, make
from tests.building import decided, fund, granted, house, paid, prepared
from tests.conftest import Store


@pytest.fixture
def made(store: Store) -> make.World:
    """A commune and an office with 100 million each."""
    world = make.world()
    building.name_bodies(world)
    for book_id in (world.commune_book_id, world.office_book_id):
        fund(world, book_id, cash_vnd=100_000_000)
    return world


def enter(made: make.World, house_id: int, **changed: Any) -> int:  # noqa: ANN401
    """Let the commune's treasurer enter a decision on its own money."""
    links = {name: changed.pop(name) for name in ("changes_id", "replaces_id") if name in changed}
    entered = run(
        decisions.enter_decision,
        building.treasurer(made),
        house_id=house_id,
        book_id=made.commune_book_id,
        paper=building.paper(**changed),
        **links,
    )
    return entered.id


def standing(decision_id: int) -> Standing:
    """Return what a decision allows now."""
    found = standings(Decision.id == decision_id)[decision_id]
    db.session.rollback()
    return found


def test_an_entry_is_refused_corrected_and_confirmed(made: make.World) -> None:
    house_id = house(made)
    first = enter(made, house_id, amount_vnd=5_000_000)
    secretary = building.secretary(made)
    assert [line.id for line in reports.waiting_for(secretary)] == [first]
    run(decisions.refuse_decision, secretary, first, reason="số tiền trên giấy là 50.000.000")
    again = enter(made, house_id, replaces_id=first)
    run(decisions.confirm_decision, secretary, again)
    page = reports.decision_page(secretary, first)
    assert (page.line.replaced_by_id, page.standing) == (again, None)
    assert standing(again).left_vnd == 50_000_000
    assert house_page(secretary, house_id).line.status is HouseStatus.APPROVED
    with pytest.raises(StateRefused, match="đã được nhập lại"):
        enter(made, house_id, number="13-QĐ/ĐU", replaces_id=first)


def test_who_entered_a_decision_does_not_confirm_it(made: make.World) -> None:
    entered = enter(made, house(made))
    with pytest.raises(OwnProposal, match=r"^Người đề nghị không được tự duyệt\.$"):
        run(decisions.confirm_decision, building.treasurer(made), entered)
    for actor in (building.board(made), building.committee(made)):
        with pytest.raises(NotAllowed):
            run(decisions.confirm_decision, actor, entered)
    run(decisions.confirm_decision, building.secretary(made), entered)
    with pytest.raises(WordGiven, match="đã xác nhận ngày"):
        run(decisions.confirm_decision, building.secretary(made), entered)


def test_the_same_paper_is_entered_once(made: make.World) -> None:
    house_id = house(made)
    first = enter(made, house_id)
    assert enter(made, house_id) == first
    with pytest.raises(DecisionEntered, match="đã được nhập cho"):
        enter(made, house_id, amount_vnd=60_000_000)


def test_a_decision_is_amended_and_withdrawn_by_others(made: make.World) -> None:
    decision_id = decided(made, house_id := house(made))
    paid(building.treasurer(made), prepared(building.secretary(made), decision_id, 20_000_000))
    with pytest.raises(OverDecision, match="không được thấp hơn số đã chi"):
        decided(
            made,
            house_id,
            building.paper(19_999_999, kind=DecisionKind.AMENDMENT, number="20-QĐ/ĐU"),
            changes_id=decision_id,
        )
    for number, kind, vnd, left_vnd in (
        ("20-QĐ/ĐU", DecisionKind.AMENDMENT, 30_000_000, 10_000_000),
        ("21-QĐ/ĐU", DecisionKind.AMENDMENT, 60_000_000, 40_000_000),
        ("22-QĐ/ĐU", DecisionKind.WITHDRAWAL, 0, 0),
    ):
        says = building.paper(vnd, kind=kind, number=number)
        decided(made, house_id, says, changes_id=decision_id)
        assert standing(decision_id).left_vnd == left_vnd
    with pytest.raises(OverDecision, match="đã được thu hồi"):
        prepared(building.secretary(made), decision_id, 1_000)
    with pytest.raises(StateRefused, match="đã được thu hồi"):
        enter(
            made, house_id, kind=DecisionKind.AMENDMENT, number="23-QĐ/ĐU", changes_id=decision_id
        )
    assert checks.verify().findings == ()


def test_a_withdrawal_sent_twice_is_entered_once(made: make.World) -> None:
    house_id = house(made)
    decision_id = decided(made, house_id)
    paid(building.treasurer(made), prepared(building.secretary(made), decision_id, 20_000_000))
    facts = {"kind": DecisionKind.WITHDRAWAL, "number": "20-QĐ/ĐU", "changes_id": decision_id}
    first = enter(made, house_id, amount_vnd=0, **facts)
    assert enter(made, house_id, amount_vnd=0, **facts) == first


def test_a_house_stays_approved_while_another_decision_stands(made: make.World) -> None:
    house_id = house(made)
    withdrawn = decided(made, house_id)
    granted(made, house_id)
    says = building.paper(0, kind=DecisionKind.WITHDRAWAL, number="20-QĐ/ĐU")
    decided(made, house_id, says, changes_id=withdrawn)
    assert house_page(building.secretary(made), house_id).line.status is HouseStatus.APPROVED
    run(houses.start_house, building.secretary(made), house_id, on_date=building.DAY, number="01")


def test_a_house_is_planned_again_when_its_last_decision_is_withdrawn(made: make.World) -> None:
    house_id = house(made)
    says = building.paper(0, kind=DecisionKind.WITHDRAWAL, number="20-QĐ/ĐU")
    decided(made, house_id, says, changes_id=decided(made, house_id))
    assert house_page(building.secretary(made), house_id).line.status is HouseStatus.PLANNED


def test_an_entry_replaces_only_one_of_its_own_money(made: make.World) -> None:
    house_id = house(made)
    refused = enter(made, house_id)
    run(decisions.refuse_decision, building.secretary(made), refused, reason="sai số tiền")
    with pytest.raises(NotFound):
        granted(made, house_id, replaces_id=refused)
    assert enter(made, house_id, replaces_id=refused) != refused


def test_a_units_money_serves_its_own_houses_by_its_own_people(made: make.World) -> None:
    house_id = house(made)
    with pytest.raises(NotFound):
        run(
            decisions.enter_decision,
            building.board(made),
            house_id=house_id,
            book_id=made.commune_book_id,
            paper=building.paper(),
        )
    with pytest.raises(RuleBroken, match="Chỉ kinh phí tại Văn phòng"):
        enter(made, house_id, kind=DecisionKind.GRANT)


def test_what_is_reserved_is_what_decisions_leave(made: make.World) -> None:
    house_id = house(made)
    decision_id = decided(made, house_id)
    granted(made, house_id)
    paid(building.treasurer(made), prepared(building.secretary(made), decision_id, 20_000_000))
    assert reports.reserved_by_book(building.board(made).path) == {
        made.commune_book_id: 30_000_000,
        made.office_book_id: 50_000_000,
    }
