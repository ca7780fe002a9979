"""Two people at one thing: one does it, the other reads why not, and nothing is doubled.

The first holds its transaction open until the second has ended or waits for it, so that what is
read without a lock shows every time, on both engines.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pytest
import sqlalchemy as sa

from ledger.db import db, run
from ledger.errors import LedgerError, NotFound
from ledger.models.books import Book, Rule
from ledger.models.decisions import Decision, DecisionConfirmation, DecisionKind
from ledger.models.disbursements import Disbursement, DisbursementPayment, DisbursementReturn
from ledger.models.house_sources import HouseSource, HouseSourceReceipt, SourceForm, SourceKind
from ledger.models.houses import House, HouseStatus
from ledger.models.housing_needs import NeedKind
from ledger.reports.houses import house_page
from ledger.services import decisions, disbursements, grants, house_sources, houses
from ledger.services.house_sources import Promise
from tests import building, make
from tests.building import DAY, decided, fund, granted, held, house, new_key, paid, prepared, stage
from tests.conftest import Store
from tests.db.test_concurrency import assert_sound

WAITS_SECONDS = 0.3
"""How long the first holds on: the second has met its lock by then, or is through."""

SPONSOR = Promise(
    kind=SourceKind.SPONSOR,
    form=SourceForm.MONEY,
    name="Ngân hàng Nông nghiệp",
    what="",
    planned_vnd=70_000_000,
    planned_days=0,
)


def meet(
    store: Store,
    first: Callable[[], Any],
    second: Callable[[], Any],
    *,
    on: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> list[str]:
    """Do two works that meet; return what each was refused with, empty for what was done."""
    begun, ended = threading.Event(), threading.Event()
    db.session.remove()

    def hold() -> None:
        try:
            first()
            db.session.flush()
        finally:
            begun.set()
        ended.wait(WAITS_SECONDS)

    def attempt(work: Callable[[], Any]) -> str:
        with store.app.app_context(), on():
            try:
                run(work)
            except LedgerError as refusal:
                return str(refusal)
            return ""

    def follow() -> str:
        begun.wait()
        try:
            return attempt(second)
        finally:
            ended.set()

    with ThreadPoolExecutor(2) as pool:
        works = [pool.submit(attempt, hold), pool.submit(follow)]
        return [work.result() for work in works]


def count(table: type) -> int:
    found = db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
    db.session.rollback()
    return found


@pytest.fixture
def made(store: Store) -> make.World:
    """A commune and an office with 100 million each."""
    world = make.world()
    building.name_bodies(world)
    for book_id in (world.commune_book_id, world.office_book_id):
        fund(world, book_id, cash_vnd=100_000_000)
    return world


def test_a_decision_gets_one_word(store: Store, made: make.World) -> None:
    house_id = house(made)
    entered = run(
        decisions.enter_decision,
        building.treasurer(made),
        house_id=house_id,
        book_id=made.commune_book_id,
        paper=building.paper(),
    ).id
    by = building.secretary(made)
    answers = meet(
        store,
        lambda: decisions.confirm_decision(by, entered),
        lambda: decisions.refuse_decision(by, entered, reason="sai số tiền"),
    )
    assert answers[0] == ""
    assert answers[1].startswith("Quyết định số 12-QĐ/ĐU đã xác nhận ngày")
    assert count(DecisionConfirmation) == 1


def test_a_paper_is_entered_once(store: Store, made: make.World) -> None:
    house_id = house(made)

    def enter(by: Any) -> Callable[[], Any]:  # noqa: ANN401
        return lambda: decisions.enter_decision(
            by, house_id=house_id, book_id=made.commune_book_id, paper=building.paper()
        )

    by, other = building.treasurer(made), building.secretary(made)
    assert meet(store, enter(by), enter(by)) == ["", ""]
    assert count(Decision) == 1
    answers = meet(store, enter(by), enter(other))
    assert "đã được nhập cho" in answers[1]
    assert count(Decision) == 1


def test_a_stage_is_prepared_once_and_within_the_decision(store: Store, made: make.World) -> None:
    decision_id, by = decided(made, house(made)), building.secretary(made)

    def prepare(amount_vnd: int) -> Callable[[], Any]:
        return lambda: disbursements.prepare(by, decision_id, stage(amount_vnd))

    assert meet(store, prepare(30_000_000), prepare(30_000_000)) == ["", ""]
    assert count(Disbursement) == 1
    answers = meet(store, prepare(20_000_000), prepare(19_000_000))
    assert answers == ["", "Quyết định số 12-QĐ/ĐU còn lại 0 đồng."]


def test_a_stage_is_paid_once_or_sent_back(store: Store, made: make.World) -> None:
    decision_id = decided(made, house(made))
    by = building.treasurer(made)

    def pay(stage_id: int) -> Callable[[], Any]:
        return lambda: disbursements.pay(by, stage_id, key=new_key(), on_date=DAY)

    one, other = (prepared(building.secretary(made), decision_id, vnd) for vnd in (1_000, 2_000))
    assert meet(store, pay(one), pay(one)) == ["", "Khoản này đã chi ngày 03/06/2024."]
    answers = meet(
        store, pay(other), lambda: disbursements.send_back(by, other, reason="chưa nghiệm thu")
    )
    assert answers == ["", "Khoản này đã chi ngày 03/06/2024."]
    assert (count(DisbursementPayment), count(DisbursementReturn)) == (2, 0)
    assert held(made.commune_book_id) == 100_000_000 - 3_000
    assert_sound()


def test_a_payment_is_cancelled_once(store: Store, made: make.World) -> None:
    by = building.treasurer(made)
    stage_id = prepared(building.secretary(made), decided(made, house(made)), 1_000)
    paid(by, stage_id)

    def cancel() -> None:
        disbursements.cancel(by, stage_id, key=new_key(), reason="thợ trả lại tiền")

    answers = meet(store, cancel, cancel)
    assert answers[0] == ""
    assert answers[1].startswith("Khoản chi này đã hủy ngày")
    assert held(made.commune_book_id) == 100_000_000
    assert_sound()


def test_two_grants_for_a_house_come_into_one_book(store: Store, made: make.World) -> None:
    house_id = house(made)
    decision_id = granted(made, house_id)
    by = building.office(made)
    stages = [prepared(building.board(made), decision_id, vnd) for vnd in (1_000, 2_000)]
    works = [
        lambda stage_id=stage_id: disbursements.pay(by, stage_id, key=new_key(), on_date=DAY)
        for stage_id in stages
    ]
    assert meet(store, *works) == ["", ""]
    books = db.session.scalars(sa.select(Book.id).where(Book.rule == Rule.GRANT)).all()
    assert [held(book_id) for book_id in books] == [3_000]
    assert_sound()


def test_the_rest_of_a_grant_comes_back_once(store: Store, made: make.World) -> None:
    house_id = house(made)
    decision_id, by = granted(made, house_id), building.office(made)
    paid(by, prepared(building.board(made), decision_id, 5_000))
    secretary = building.secretary(made)

    def take_back() -> None:
        grants.return_rest(by, house_id, key=new_key(), on_date=DAY, bringer="Lê Thị Hà", reason="")

    done, refused = meet(store, take_back, take_back)
    assert (done, refused) in {("", "Sổ của ngôi nhà đã đóng."), ("", str(NotFound()))}
    paid(by, prepared(building.board(made), decision_id, 6_000))
    done, refused = meet(
        store, take_back, lambda: disbursements.prepare(secretary, decision_id, stage(1_000))
    )
    closed = "Sổ của ngôi nhà đã đóng; không chuẩn bị khoản chi được nữa."
    assert (done, refused) in {("", closed), ("", str(NotFound()))}
    assert held(made.office_book_id) == 100_000_000
    assert_sound()


def test_an_amendment_and_a_payment_of_the_same_money_wait_for_each_other(
    store: Store, made: make.World
) -> None:
    house_id = house(made)
    decision_id, by = decided(made, house_id), building.treasurer(made)
    stage_id = prepared(building.secretary(made), decision_id, 40_000_000)
    lower = run(
        decisions.enter_decision,
        by,
        house_id=house_id,
        book_id=made.commune_book_id,
        paper=building.paper(30_000_000, kind=DecisionKind.AMENDMENT, number="13-QĐ/ĐU"),
        changes_id=decision_id,
    ).id
    answers = meet(
        store,
        lambda: disbursements.pay(by, stage_id, key=new_key(), on_date=DAY),
        lambda: decisions.confirm_decision(building.secretary(made), lower),
    )
    assert answers == ["", "Quyết định số 12-QĐ/ĐU còn lại 10.000.000 đồng."]
    assert_sound()


def test_a_house_is_planned_once(store: Store, made: make.World) -> None:
    by = building.secretary(made)

    def plan() -> House:
        return houses.plan_house(
            by,
            party_unit_id=made.commune_id,
            name="Ngôi nhà số 01",
            kind=NeedKind.NEW_HOUSE,
            cost_vnd=None,
        )

    assert meet(store, plan, plan) == ["", ""]
    assert count(House) == 1


def test_a_house_that_is_begun_is_not_put_back_by_a_decision(
    store: Store, made: make.World
) -> None:
    house_id, by = house(made), building.secretary(made)
    run(house_sources.add_source, by, house_id, SPONSOR)
    entered = run(
        decisions.enter_decision,
        building.treasurer(made),
        house_id=house_id,
        book_id=made.commune_book_id,
        paper=building.paper(),
    ).id
    answers = meet(
        store,
        lambda: houses.start_house(by, house_id, on_date=DAY, number="01"),
        lambda: decisions.confirm_decision(by, entered),
    )
    assert answers == ["", ""]
    assert house_page(by, house_id).line.status is HouseStatus.BUILDING


def test_what_others_give_is_written_down_once(store: Store, made: make.World) -> None:
    house_id, by = house(made), building.secretary(made)

    def promise() -> None:
        house_sources.add_source(by, house_id, SPONSOR)

    assert meet(store, promise, promise) == ["", ""]
    assert count(HouseSource) == 1
    source_id = db.session.scalars(sa.select(HouseSource.id)).one()

    def receive() -> None:
        house_sources.record_source_receipt(
            by,
            house_id,
            source_id,
            received_on=DAY,
            value_vnd=70_000_000,
            days=0,
            evidence="Biên bản giao nhận",
        )

    assert meet(store, receive, receive) == ["", ""]
    assert count(HouseSourceReceipt) == 1
