"""Many clicks in one moment, through the whole of the server: one click, one receipt (P5, P7).

Every thread is a browser of its own with a session of its own of the same treasurer; all of them
wait at a barrier with their form filled in. ``tests/db/test_concurrency.py`` does the same below
the screens, in greater numbers.
"""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from ledger.db import db
from ledger.models.journal import Submission, Transfer, Voucher, VoucherSeries
from ledger.models.receipts import ReceiptVoid
from ledger.web import installation
from tests import collecting
from tests.collecting import Season
from tests.conftest import Store
from tests.db.soundness import broken
from tests.web.pages import PageForm
from tests.web.town import new_browser, send

HANDS = 10

Clicks = Callable[[Callable[[int], PageForm]], list[TestResponse]]
"""Send the form of each hand, all in one moment."""


@pytest.fixture
def at(store: Store) -> Season:
    """A season on each engine in turn."""
    installation.forget(store.app)
    collecting.stand_still()
    return collecting.season()


@pytest.fixture
def clicks(store: Store, at: Season) -> Clicks:
    """Ten browsers of the commune's treasurer that click together."""
    browsers = [new_browser(store.app) for _hand in range(HANDS)]
    for browser in browsers:
        browser.log_in(at.treasurer.username)
    tokens = [browser.token() for browser in browsers]

    def click(form_of: Callable[[int], PageForm]) -> list[TestResponse]:
        db.session.rollback()  # the test itself lets go of the write lock
        barrier = threading.Barrier(HANDS)

        def one(hand: int) -> TestResponse:
            form = form_of(hand).filled({"csrf_token": tokens[hand]})
            barrier.wait()
            return send(browsers[hand], form)

        with ThreadPoolExecutor(HANDS) as pool:
            answers = list(pool.map(one, range(HANDS)))
        db.session.rollback()
        return answers

    return click


def gift(at: Season, *, key: str, amount: str = "500.000", entry: int = 0) -> PageForm:
    """Return a filled form for one contribution."""
    fields = {
        "submission_key": key,
        "campaign_id": str(at.campaign_id),
        "list_entry_id": str(at.entries[entry]),
        "received_on": "20/12/2024",
        "method": "cash",
        "amount_vnd": amount,
    }
    return PageForm("post", "/contributions", list(fields.items()))


def count(table: type[Submission | Transfer | Voucher | ReceiptVoid]) -> int:
    """Count the rows of a table."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def sound() -> bool:
    """Say whether the books are what books must be."""
    return broken(lambda query: db.session.execute(sa.text(query)).all()) == []


def test_ten_clicks_with_one_key_are_one_receipt_p7(at: Season, clicks: Clicks) -> None:
    key = collecting.new_key()
    answers = clicks(lambda _hand: gift(at, key=key))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert (count(Submission), count(Voucher), count(Transfer)) == (1, 1, 1)
    assert sound()


def test_ten_forms_under_one_key_are_one_receipt_and_nine_refusals_p7(
    at: Season, clicks: Clicks
) -> None:
    key = collecting.new_key()
    answers = clicks(lambda hand: gift(at, key=key, amount=f"{hand + 1}.000"))
    assert Counter(answer.status_code for answer in answers) == {303: 1, 409: HANDS - 1}
    assert count(Transfer) == 1
    recorded = db.session.scalars(sa.select(Transfer.amount_vnd)).one()
    shown = f"{recorded:,}".replace(",", ".")
    for answer in answers:
        assert answer.status_code == 303 or f"đã được ghi với {shown} đồng." in answer.text


def test_ten_givers_in_one_moment_have_ten_numbers_p5(at: Season, clicks: Clicks) -> None:
    answers = clicks(
        lambda hand: gift(at, key=collecting.new_key(), amount=f"{hand + 1}.000", entry=hand % 5)
    )
    assert {answer.status_code for answer in answers} == {303}
    numbers = sa.select(Voucher.number).where(Voucher.series == VoucherSeries.RECEIPT)
    assert sorted(db.session.scalars(numbers)) == list(range(1, HANDS + 1))
    assert sound()


def test_ten_cancellations_in_one_moment_are_one_p3(at: Season, clicks: Clicks) -> None:
    (voucher,) = collecting.vouchers_of(collecting.give(at, 158_000))

    def void(_hand: int) -> PageForm:
        fields = {
            "submission_key": collecting.new_key(),
            "reason": "Ghi nhầm",
            "donor_copy": "returned",
        }
        return PageForm("post", f"/receipts/{voucher}/void", list(fields.items()))

    answers = clicks(void)
    assert Counter(answer.status_code for answer in answers) == {303: 1, 409: HANDS - 1}
    assert (count(ReceiptVoid), count(Transfer)) == (1, 2)
    assert sound()
