"""Payments in stages: never without, above, after, from elsewhere or alone (H6, P16)."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from ledger.book import checks
from ledger.db import db, run
from ledger.errors import (
    NotAllowed,
    NotEnough,
    NotFound,
    OverDecision,
    OwnProposal,
    RuleBroken,
    SpendsNothing,
    StateRefused,
)
from ledger.models.decisions import Decision
from ledger.models.disbursements import StageState
from ledger.models.journal import Voucher, VoucherSeries
from ledger.models.users import Role
from ledger.reports import disbursements as reports
from ledger.reports.cash_book import cash_book
from ledger.reports.decision_standings import standings
from ledger.reports.payment_papers import payment_paper
from ledger.services import decisions, disbursements
from tests import building, make
from tests.building import DAY, decided, fund, held, house, new_key, paid, prepared
from tests.conftest import Store


@pytest.fixture
def made(store: Store) -> make.World:
    """A commune with 40 million in cash and 30 at the bank."""
    world = make.world()
    building.name_bodies(world)
    fund(world, world.commune_book_id, cash_vnd=40_000_000, bank_vnd=30_000_000)
    return world


def left(decision_id: int) -> int:
    """Return what a decision leaves."""
    found = standings(Decision.id == decision_id)[decision_id].left_vnd
    db.session.rollback()
    return found


def test_a_house_is_paid_in_two_stages_each_with_its_phieu_chi(made: make.World) -> None:
    decision_id = decided(made, house(made))
    for number, amount_vnd in enumerate((20_000_000, 15_000_000), start=1):
        stage_id = prepared(building.secretary(made), decision_id, amount_vnd)
        paid(building.treasurer(made), stage_id)
        line = reports.stage_page(building.treasurer(made), stage_id).line
        assert (line.state, line.number) == (StageState.PAID, f"PC {number:04d}/2024")
    assert held(made.commune_book_id) == 35_000_000
    assert left(decision_id) == 15_000_000
    assert checks.verify().findings == ()


def test_the_stages_together_stay_within_the_decision(made: make.World) -> None:
    decision_id = decided(made, house(made))
    prepared(building.secretary(made), decision_id, 45_000_000)
    with pytest.raises(OverDecision, match=r"^Quyết định số 12-QĐ/ĐU còn lại 5\.000\.000 đồng\.$"):
        prepared(building.secretary(made), decision_id, 5_000_001)
    prepared(building.secretary(made), decision_id, 5_000_000)


def test_a_decision_that_nobody_confirmed_allows_nothing(made: make.World) -> None:
    entered = run(
        decisions.enter_decision,
        building.treasurer(made),
        house_id=house(made),
        book_id=made.commune_book_id,
        paper=building.paper(),
    )
    with pytest.raises(OverDecision, match=r"còn lại 0 đồng\. Quyết định chưa được xác nhận"):
        prepared(building.secretary(made), entered.id, 1_000)


def test_an_expired_decision_leaves_nothing(made: make.World) -> None:
    says = building.paper(expires_on=DAY + timedelta(days=10))
    decision_id = decided(made, house(made), says)
    with pytest.raises(OverDecision, match=r"còn lại 0 đồng\. Quyết định hết hiệu lực ngày"):
        prepared(building.secretary(made), decision_id, 1_000)


def test_a_stage_is_paid_within_the_decisions_days(made: make.World) -> None:
    decision_id = decided(made, house(made))
    stage_id = prepared(building.secretary(made), decision_id, 1_000, accepted_on=date(2024, 1, 5))
    with pytest.raises(OverDecision, match=r"còn lại 0 đồng\. Quyết định ban hành ngày 03/06/2024"):
        paid(building.treasurer(made), stage_id, DAY - timedelta(days=1))


def test_who_prepared_a_stage_does_not_pay_it(made: make.World) -> None:
    decision_id = decided(made, house(made))
    own = prepared(building.treasurer(made), decision_id, 1_000_000)
    with pytest.raises(OwnProposal, match="không được tự duyệt"):
        paid(building.treasurer(made), own)
    with pytest.raises(NotAllowed):
        paid(building.secretary(made), own)
    assert db.session.scalar(reports.count_query(building.treasurer(made))) == 0


def test_a_stage_is_paid_from_what_the_purse_holds(made: make.World) -> None:
    decision_id = decided(made, house(made))
    stage_id = prepared(building.secretary(made), decision_id, 50_000_000)
    with pytest.raises(NotEnough, match=r"Quỹ còn 40\.000\.000 đồng, không đủ chi 50\.000\.000"):
        paid(building.treasurer(made), stage_id)
    run(disbursements.send_back, building.treasurer(made), stage_id, reason="chia hai đợt")
    with pytest.raises(StateRefused, match="đã trả lại người chuẩn bị"):
        paid(building.treasurer(made), stage_id)


def test_a_stage_rests_on_minutes_and_is_not_paid_before_them(made: make.World) -> None:
    decision_id = decided(made, house(made))
    for missing in ({"accepted_on": None}, {"acceptance_number": ""}):
        with pytest.raises(RuleBroken, match="biên bản nghiệm thu"):
            prepared(building.secretary(made), decision_id, 1_000, **missing)
    later = DAY + timedelta(days=2)
    stage_id = prepared(building.secretary(made), decision_id, 1_000, accepted_on=later)
    with pytest.raises(RuleBroken, match="không được trước ngày nghiệm thu"):
        paid(building.treasurer(made), stage_id, DAY)


def test_a_click_pays_once(made: make.World) -> None:
    decision_id = decided(made, house(made))
    stage_id = prepared(building.secretary(made), decision_id, 1_000_000)
    assert prepared(building.secretary(made), decision_id, 1_000_000) == stage_id
    key = new_key()
    for _ in range(2):
        run(disbursements.pay, building.treasurer(made), stage_id, key=key, on_date=DAY)
    with pytest.raises(StateRefused, match="đã chi ngày 03/06/2024"):
        paid(building.treasurer(made), stage_id)
    assert held(made.commune_book_id) == 69_000_000


def test_a_cancelled_payment_frees_its_decision_and_keeps_its_number(made: make.World) -> None:
    decision_id = decided(made, house(made))
    stage_id = prepared(building.secretary(made), decision_id, 10_000_000)
    paid(building.treasurer(made), stage_id)
    run(
        disbursements.cancel,
        building.treasurer(made),
        stage_id,
        key=new_key(),
        reason="thợ trả lại tiền",
    )
    line = reports.stage_page(building.treasurer(made), stage_id).line
    assert (line.state, line.number) == (StageState.CANCELLED, "PC 0001/2024")
    assert line.adjustment.startswith("ĐC 0001/")
    assert left(decision_id) == 50_000_000
    with pytest.raises(StateRefused, match="đã hủy ngày"):
        run(disbursements.cancel, building.treasurer(made), stage_id, key=new_key(), reason="nữa")
    again = prepared(building.secretary(made), decision_id, 10_000_000)
    assert again != stage_id
    paid(building.treasurer(made), again)
    assert held(made.commune_book_id) == 60_000_000
    assert checks.verify().findings == ()


def test_an_agency_unit_does_not_spend(made: make.World) -> None:
    decision_id = decided(made, house(made))
    for role in (Role.SECRETARY, Role.AGENCY_TREASURER):
        actor = make.actor(made.agency_id, role)
        with pytest.raises(
            SpendsNothing, match="Khối cơ quan nộp về Văn phòng Huyện ủy; không chi tại đơn vị"
        ):
            prepared(actor, decision_id, 1_000)


def test_other_units_and_roles_find_nothing(made: make.World) -> None:
    decision_id = decided(made, house(made))
    stage_id = prepared(building.secretary(made), decision_id, 1_000_000)
    for actor in (building.office(made), building.board(made)):
        with pytest.raises(NotFound):
            prepared(actor, decision_id, 1_000)
    with pytest.raises(NotFound):
        paid(building.office(made), stage_id)
    stranger = make.actor(made.agency_id, Role.SECRETARY)
    with pytest.raises(NotFound):
        reports.stage_page(stranger, stage_id)


def test_the_phieu_chi_says_who_what_and_by_which_decision(made: make.World) -> None:
    decision_id = decided(made, house(made))
    stage_id = prepared(building.secretary(made), decision_id, 20_000_000, stage="Đợt 1: móng")
    treasurer = building.treasurer(made)
    with pytest.raises(NotFound):
        payment_paper(treasurer, stage_id)
    paid(treasurer, stage_id)
    paper = payment_paper(treasurer, stage_id)
    assert (paper.title, paper.number_text, paper.amount_vnd) == (
        "PHIẾU CHI", "0001/2024", 20_000_000,
    )  # fmt: skip
    assert paper.receiver == "Trần Văn Thợ"
    assert paper.purpose == (
        "Chi hỗ trợ Ngôi nhà số 01 xã Long Sơn theo Quyết định số 12-QĐ/ĐU ngày 03/06/2024: "
        "Đợt 1: móng"
    )
    assert run(disbursements.reprint, treasurer, stage_id, after=0) == 1
    assert payment_paper(treasurer, stage_id, copy_no=1).copy_no == 1
    with pytest.raises(StateRefused, match="Bản chính"):
        payment_paper(treasurer, stage_id)


def test_the_cash_book_has_the_payment(made: make.World) -> None:
    decision_id = decided(made, house(made))
    paid(building.treasurer(made), prepared(building.secretary(made), decision_id, 20_000_000))
    book = cash_book(building.treasurer(made), made.commune_book_id, 2024)
    line = book.lines[-1]
    assert (line.payment_number, line.out_vnd) == ("0001/2024", 20_000_000)
    assert line.balance_vnd == 20_000_000
    numbers = sa.select(sa.func.count()).where(Voucher.series == VoucherSeries.PAYMENT)
    assert db.session.scalar(numbers) == 1
