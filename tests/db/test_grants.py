"""The office's money for a house that a commune builds: there, spent, the rest back (H6)."""

import pytest

from ledger.book import checks
from ledger.db import db, run
from ledger.errors import NotEnough, NotFound, OverDecision, StateRefused
from ledger.models.contributions import Method
from ledger.models.decisions import DecisionKind
from ledger.models.house_sources import SourceForm, SourceKind
from ledger.models.houses import HouseStatus
from ledger.models.users import Role
from ledger.reports.house_sources import main_source
from ledger.reports.houses import grant_book, house_page, list_houses
from ledger.services import disbursements, grants, house_sources, houses
from ledger.services.house_sources import Promise
from tests import building, make
from tests.building import DAY, fund, granted, held, house, new_key, paid, prepared
from tests.conftest import Store


@pytest.fixture
def made(store: Store) -> make.World:
    """An office with 100 million in cash."""
    world = make.world()
    building.name_bodies(world)
    fund(world, world.office_book_id, cash_vnd=100_000_000)
    return world


def give(made: make.World, decision_id: int, amount_vnd: int) -> int:
    """Let the board prepare a grant and the office hand it over; return the house's book."""
    stage_id = prepared(building.board(made), decision_id, amount_vnd)
    paid(building.office(made), stage_id)
    return stage_id


def book_of(house_id: int) -> int:
    """Return the standing book of a house."""
    book = grant_book(house_id)
    assert book is not None
    found = book.id
    db.session.rollback()
    return found


def test_a_grant_is_spent_in_stages_and_its_rest_comes_back(made: make.World) -> None:
    house_id = house(made)
    decision_id = granted(made, house_id)
    with pytest.raises(NotFound):
        prepared(building.secretary(made), decision_id, 1_000)  # nothing has come yet
    give(made, decision_id, 40_000_000)
    book_id = book_of(house_id)
    assert (held(made.office_book_id), held(book_id)) == (60_000_000, 40_000_000)
    for amount_vnd in (25_000_000, 13_000_000):
        paid(building.treasurer(made), prepared(building.secretary(made), decision_id, amount_vnd))
    run(
        grants.return_rest,
        building.office(made),
        house_id,
        key=new_key(),
        on_date=DAY,
        bringer="Lê Thị Hà",
        reason="",
    )
    assert (held(made.office_book_id), held(book_id)) == (62_000_000, 0)
    page = house_page(building.office(made), house_id)
    assert (page.open_grant, page.line.paid_vnd) == (None, 38_000_000)
    assert [(leg.book_id, leg.paid_vnd, leg.by_grant_vnd) for leg in page.trail.legs] == [
        (made.office_book_id, 38_000_000, 38_000_000)
    ]
    assert sum(giver.share_vnd for giver in page.trail.legs[0].givers) == 38_000_000
    assert checks.verify().findings == ()


def test_a_grant_stays_within_its_decision_and_its_book(made: make.World) -> None:
    house_id = house(made)
    decision_id = granted(made, house_id)
    give(made, decision_id, 20_000_000)
    with pytest.raises(OverDecision, match=r"còn lại 30\.000\.000 đồng"):
        prepared(building.board(made), decision_id, 30_000_001)
    stage_id = prepared(building.secretary(made), decision_id, 20_000_001)
    with pytest.raises(NotEnough):
        paid(building.treasurer(made), stage_id)
    with pytest.raises(StateRefused, match="đang chờ"):
        run(
            grants.return_rest,
            building.office(made),
            house_id,
            key=new_key(),
            on_date=DAY,
            bringer="Lê Thị Hà",
            reason="",
        )


def test_a_grant_is_cancelled_while_the_house_still_holds_it(made: make.World) -> None:
    house_id = house(made)
    decision_id = granted(made, house_id)
    grant_id = give(made, decision_id, 20_000_000)
    stage_id = prepared(building.secretary(made), decision_id, 5_000_000)
    paid(building.treasurer(made), stage_id)
    office, treasurer = building.office(made), building.treasurer(made)
    with pytest.raises(NotEnough, match="thu hồi"):
        run(disbursements.cancel, office, grant_id, key=new_key(), reason="cấp nhầm")
    run(disbursements.cancel, treasurer, stage_id, key=new_key(), reason="chi nhầm")
    run(disbursements.cancel, office, grant_id, key=new_key(), reason="cấp nhầm")
    assert held(made.office_book_id) == 100_000_000
    run(grants.close_grant, office, house_id)
    assert checks.verify().findings == ()


def test_under_a_decision_is_spent_what_was_granted_under_it(made: make.World) -> None:
    house_id = house(made)
    one = granted(made, house_id)
    other = granted(made, house_id, building.grant_paper(number="102-QĐ/HU"))
    give(made, one, 40_000_000)
    other_grant = give(made, other, 30_000_000)
    secretary, treasurer = building.secretary(made), building.treasurer(made)
    early = prepared(secretary, one, 15_000_000)
    beyond = prepared(secretary, one, 25_000_001)
    paid(treasurer, early)
    with pytest.raises(StateRefused, match=r"theo Quyết định số 101-QĐ/HU còn 25\.000\.000 đồng"):
        paid(treasurer, beyond)  # the book holds as much, but of the other decision's money
    paid(treasurer, prepared(secretary, other, 10_000_000))
    with pytest.raises(StateRefused, match=r"102-QĐ/HU đã chi 10\.000\.000 đồng"):
        run(
            disbursements.cancel,
            building.office(made),
            other_grant,
            key=new_key(),
            reason="cấp nhầm",
        )
    lower = building.grant_paper(40_000_000, kind=DecisionKind.AMENDMENT, number="103-QĐ/HU")
    granted(made, house_id, lower, changes_id=one)
    assert checks.verify().findings == ()


def test_a_house_goes_from_decision_to_hand_over(made: make.World) -> None:
    house_id, secretary = house(made), building.secretary(made)
    with pytest.raises(StateRefused, match="Chỉ khởi công khi"):
        run(houses.start_house, secretary, house_id, on_date=DAY, number="01")
    granted(made, house_id)
    run(houses.start_house, secretary, house_id, on_date=DAY, number="01")
    with pytest.raises(StateRefused, match="Chỉ bàn giao"):
        run(
            houses.hand_over_house,
            secretary,
            house_id,
            on_date=DAY,
            number="03",
            settled_vnd=None,
        )
    run(houses.accept_house, secretary, house_id, on_date=DAY, number="02")
    run(houses.hand_over_house, secretary, house_id, on_date=DAY, number="03", settled_vnd=1_000)
    assert house_page(secretary, house_id).line.status is HouseStatus.HANDED_OVER


def test_a_sponsors_house_needs_no_decision_and_says_whose_it_is(made: make.World) -> None:
    house_id, secretary = house(made), building.secretary(made)
    promise = Promise(
        kind=SourceKind.SPONSOR,
        form=SourceForm.MONEY,
        name="Ngân hàng Nông nghiệp",
        what="",
        planned_vnd=70_000_000,
        planned_days=0,
    )
    source_id = run(house_sources.add_source, secretary, house_id, promise).id
    assert run(house_sources.add_source, secretary, house_id, promise).id == source_id
    run(
        house_sources.record_source_receipt,
        secretary,
        house_id,
        source_id,
        received_on=DAY,
        value_vnd=70_000_000,
        days=0,
        evidence="Biên bản giao nhận",
    )
    run(houses.start_house, secretary, house_id, on_date=DAY, number="01")
    assert main_source([house_id]) == {house_id: SourceKind.SPONSOR}


def test_an_agency_unit_sees_the_houses_that_its_money_built(made: make.World) -> None:
    house_id = house(made)
    agency = make.actor(made.agency_id, Role.AGENCY_TREASURER)
    with pytest.raises(NotFound):
        house_page(agency, house_id)
    granted(made, house_id)
    assert [line.id for line in list_houses(agency).lines] == [house_id]
    assert not house_page(agency, house_id).in_scope


def test_a_bank_grant_is_paid_from_the_bank(made: make.World) -> None:
    decision_id = granted(made, house(made))
    stage_id = prepared(building.board(made), decision_id, 1_000_000, method=Method.BANK)
    with pytest.raises(NotEnough):
        paid(building.office(made), stage_id)
