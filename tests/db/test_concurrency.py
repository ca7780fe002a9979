"""Many hands at once: no gap, no repeat, no double click, no deadlock, nothing below zero (P4, P5, P7).

Every thread has an application context, and so a session and a connection, of its own. All of
them wait at a barrier, so that they really meet.
"""

import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TypeVar

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger import db as engines
from ledger.book import checks, journal, rules
from ledger.db import db, run
from ledger.errors import BookBroken, NotEnough
from ledger.models.books import AccountKind, Rule
from ledger.models.disbursements import Disbursement
from ledger.models.journal import Event, SubmissionKind, Voucher
from ledger.models.users import UserAccount
from ledger.reports.scope import actor_of
from ledger.services import submissions
from tests import deciding, make
from tests.conftest import Store
from tests.db.soundness import broken

T = TypeVar("T")
CASH = AccountKind.CASH
DAY = date(2024, 10, 1)


class GivenUp(Exception):
    """A writer changes its mind after it has written."""


def together(store: Store, *works: Callable[[], T]) -> list[T]:
    """Do every work in a thread of its own, all from the same moment, and return their answers."""
    barrier = threading.Barrier(len(works))

    def one(work: Callable[[], T]) -> T:
        with store.app.app_context():
            barrier.wait()
            return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def post(world: make.World, *legs: rules.Leg, pays: Disbursement | None = None) -> journal.Posted:
    """Post one event of these legs, without committing."""
    draft = rules.Draft(on_date=DAY, purpose="Thu, chi", legs=legs)
    return journal.post(
        [deciding.paying(draft, pays)],
        submission_id=make.submission(world.user_id).id,
        by_id=world.user_id,
        at=clock.now(),
    )[0]


def purses(world: make.World) -> tuple[rules.Purse, rules.Purse, rules.Purse]:
    """Return the commune's, the agency unit's and the office's purse."""
    return (
        rules.Purse(world.commune_book_id, Rule.KEEP),
        rules.Purse(world.agency_book_id, Rule.REMIT),
        rules.Purse(world.office_book_id, Rule.OFFICE),
    )


def assert_sound(count: int | None = None) -> None:
    """Check the whole database twice: by the application's own proof and by plain questions."""
    db.session.rollback()
    assert broken(lambda question: db.session.execute(sa.text(question))) == []
    assert checks.verify().findings == ()
    if count is not None:
        assert db.session.scalar(sa.select(sa.func.count(Event.id))) == count
    db.session.rollback()


WRITERS, ROUNDS = 20, 8


def test_writers_who_give_up_leave_no_gap_and_no_repeat(store: Store) -> None:
    world = make.world()
    commune, agency, office = purses(world)
    run(post, world, *rules.opening(agency, cash_vnd=10_000_000, bank_vnd=0))
    kinds: Sequence[tuple[rules.Leg, ...]] = (
        (rules.cash_over(commune, 1_000),),
        (rules.cash_over(agency, 5_000),),
        (
            rules.send_remittance(agency, 2_000, out_of=CASH),
            *arriving_after_one(agency, office, 2_000),
        ),
    )

    def write(dice: random.Random) -> int:
        done = 0
        for _ in range(ROUNDS):
            legs, give_up = dice.choice(kinds), dice.random() < 0.2

            def work(legs: tuple[rules.Leg, ...] = legs, *, give_up: bool = give_up) -> None:
                post(world, *legs)
                if give_up:
                    raise GivenUp

            try:
                run(work)
            except GivenUp:
                continue
            done += 1
        return done

    dice = map(random.Random, range(WRITERS))
    done = together(store, *(partial(write, one) for one in dice))
    assert 0 < sum(done) < WRITERS * ROUNDS
    assert_sound(1 + sum(done))
    numbers = db.session.execute(
        sa.select(Voucher.book_id, Voucher.series, Voucher.number).order_by(Voucher.number)
    ).all()
    for key in {(row.book_id, row.series) for row in numbers}:
        taken = [row.number for row in numbers if (row.book_id, row.series) == key]
        assert taken == list(range(1, len(taken) + 1))


def arriving_after_one(
    agency: rules.Purse, office: rules.Purse, amount_vnd: int
) -> tuple[rules.Leg, rules.Leg]:
    """Return a passage to the office that follows one other leg in its event."""
    settled, received = rules.receive_remittance(agency, office, amount_vnd, into=CASH)
    return replace(settled, partner=2), replace(received, partner=1)


SPENDERS, SHARES, SHARE_VND = 50, 20, 50_000


def prepare_stages(world: make.World) -> list[Disbursement]:
    """Decide on and prepare as many shares as there are spenders."""
    stages = [
        deciding.stage(world.commune_book_id, SHARE_VND, by_id=world.user_id)
        for _ in range(SPENDERS)
    ]
    db.session.flush()
    for one in stages:
        db.session.refresh(one)
        db.session.expunge(one)
    return stages


@pytest.mark.parametrize("careful", [True, False], ids=["who look first", "who do not look"])
def test_a_fund_is_spent_to_nothing_and_no_further(
    store: Store, monkeypatch: pytest.MonkeyPatch, *, careful: bool
) -> None:
    # A spender who does not look is refused by the guard, which a retry cannot help.
    refusal = NotEnough if careful else BookBroken
    monkeypatch.setattr(engines, "TRIES", 5 if careful else 1)
    world = make.world()
    commune, _, _ = purses(world)
    run(post, world, rules.cash_over(commune, SHARES * SHARE_VND))
    stages = run(prepare_stages, world)

    def spend(pays: Disbursement) -> bool:
        def work() -> None:
            journal.lock_books([commune.book_id])
            held_vnd = journal.balances(commune.book_id)[CASH]
            if careful and held_vnd < SHARE_VND:
                raise NotEnough(held_vnd=held_vnd, wanted_vnd=SHARE_VND, doing="chi")
            post(world, rules.disbursement(commune, SHARE_VND, out_of=CASH), pays=pays)

        try:
            run(work)
        except refusal:
            return False
        return True

    answers = Counter(together(store, *[partial(spend, one) for one in stages]))
    assert answers == {True: SHARES, False: SPENDERS - SHARES}
    assert set(journal.balances(commune.book_id).values()) == {0}
    assert_sound(SHARES + 1)


KEYS, CLICKS = 20, 6


def test_one_click_is_recorded_once_however_often_it_is_sent(store: Store) -> None:
    world = make.world()
    commune, _, _ = purses(world)
    actor = actor_of(db.session.get_one(UserAccount, world.user_id))
    db.session.rollback()

    def click(key: str) -> tuple[str, int]:
        def work() -> tuple[str, int]:
            submission, new = submissions.begin(
                actor,
                key=key,
                kind=SubmissionKind.MOVEMENT,
                body_digest="0" * 64,
                describe=lambda _submission: "",
            )
            if new:
                draft = rules.Draft(
                    on_date=DAY,
                    purpose="Thu",
                    legs=(rules.cash_over(commune, 1_000),),
                )
                journal.post(
                    [draft], submission_id=submission.id, by_id=actor.user_id, at=submission.made_at
                )
            found = sa.select(Event.id).where(Event.submission_id == submission.id)
            return key, db.session.scalars(found).one()

        return run(work)

    keys = [f"{number:016d}" for number in range(KEYS)]
    answers: list[tuple[str, int]] = []
    for start in range(0, KEYS, 5):
        some = keys[start : start + 5] * CLICKS
        answers += together(store, *(partial(click, key) for key in some))
    assert len(answers) == KEYS * CLICKS
    assert len(set(answers)) == KEYS
    assert len({event_id for _, event_id in answers}) == KEYS
    assert_sound(KEYS)


def test_passages_in_both_directions_never_wait_for_each_other(store: Store) -> None:
    world = make.world()
    _, agency, office = purses(world)
    for purse in (agency, office):
        run(post, world, *rules.opening(purse, cash_vnd=10_000_000, bank_vnd=0))

    def hand_in() -> None:
        for _ in range(5):
            sent = rules.send_remittance(agency, 3_000, out_of=CASH)
            run(post, world, sent, *arriving_after_one(agency, office, 3_000))

    def refund() -> None:
        for _ in range(5):
            run(post, world, *rules.refund(office, agency, 1_000, out_of=CASH, into=CASH))

    together(store, *[hand_in, refund] * 10)
    assert journal.balances(office.book_id)[CASH] == 10_000_000 + 50 * 3_000 - 50 * 1_000
    assert journal.balances(agency.book_id)[CASH] == 10_000_000 - 50 * 3_000 + 50 * 1_000
    assert_sound(102)


def test_a_book_that_closes_takes_nothing_more(store: Store) -> None:
    world = make.world()
    commune, _, _ = purses(world)

    def close() -> str:
        def work() -> None:
            book = journal.lock_books([commune.book_id])[commune.book_id]
            book.closed_on = DAY

        try:
            run(work)
        except BookBroken:
            return "not closed"
        return "closed"

    def give() -> str:
        try:
            run(post, world, rules.cash_over(commune, 1_000))
        except BookBroken:
            return "not given"
        return "given"

    answers = Counter(together(store, close, *[give] * 9))
    assert answers in (
        {"closed": 1, "not given": 9},
        {"not closed": 1, "given": 9},
        *({"closed": 1, "not given": 9 - n, "given": n} for n in range(1, 9)),
    )
    assert_sound()
