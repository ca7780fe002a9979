"""The office gives money back to a unit after hand-in."""

from collections.abc import Iterator
from datetime import date

import pytest

from ledger import clock
from ledger.db import run
from ledger.errors import (
    BeforeCampaign,
    InTheFuture,
    KeepsAtHome,
    NotAllowed,
    NotEnough,
    NotFound,
    OverRefund,
)
from ledger.models.books import AccountKind
from ledger.models.contributions import Method
from ledger.reports import refunds
from ledger.services.refunds import refund
from tests import make, remitting
from tests.collecting import DAY, new_key
from tests.conftest import Store
from tests.remitting import COUNTED, Way, collect, count_in, give_back, send_cash

CASH, BANK, TRANSIT = AccountKind.CASH, AccountKind.BANK, AccountKind.TRANSIT


@pytest.fixture
def at(store: Store) -> Iterator[Way]:
    """A district on its working day, on both engines."""
    made = remitting.way()
    with clock.at_day(DAY):
        yield made


def test_the_office_gives_back_at_most_what_it_got(at: Way) -> None:
    collect(at)
    count_in(at, send_cash(at, 6_200_000), COUNTED)
    with pytest.raises(OverRefund) as caught:
        give_back(at, 6_100_001)
    assert str(caught.value) == (
        "Đơn vị đã nộp trong đợt này 6.100.000 đồng; không trả lại 6.100.001 đồng được."
    )
    key = new_key()
    assert give_back(at, 6_000_000, key=key) == give_back(at, 6_000_000, key=key)
    assert at.office_holds(CASH) == 100_000
    with pytest.raises(OverRefund):
        give_back(at, 100_001)
    with pytest.raises(NotEnough):
        give_back(at, 1_000, method=Method.BANK)


@pytest.mark.parametrize(
    ("who", "where", "day", "error"),
    [
        ("office", "commune", DAY, KeepsAtHome),
        ("office", "nowhere", DAY, NotFound),
        ("office", "agency", date(2024, 9, 1), BeforeCampaign),
        ("office", "agency", date(2024, 12, 21), InTheFuture),
        ("treasurer", "agency", DAY, NotAllowed),
    ],
)
def test_a_refund_needs_the_office_a_remitting_unit_and_a_day(
    at: Way, who: str, where: str, day: date, error: type[Exception]
) -> None:
    units = {
        "commune": make.campaign_unit_id(at.campaign_id, at.world.commune_id),
        "agency": at.campaign_unit_id,
        "nowhere": 10_000,
    }
    with pytest.raises(error):
        run(
            refund,
            at.office if who == "office" else at.treasurer,
            key=new_key(),
            campaign_unit_id=units[where],
            method=Method.CASH,
            amount_vnd=1_000,
            on_date=day,
            receiver="Lê Thị Hà",
            reason="x",
        )


def test_refunds_are_paged(at: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    collect(at)
    count_in(at, send_cash(at, 6_200_000), COUNTED)
    for amount_vnd in (1_000, 2_000, 3_000):
        give_back(at, amount_vnd)
    monkeypatch.setattr(refunds, "PAGE_SIZE", 2)
    first = refunds.list_refunds(at.office)
    rest = refunds.list_refunds(at.office, before=first.next_before)
    assert [line.amount_vnd for line in (*first.lines, *rest.lines)] == [3_000, 2_000, 1_000]
    assert rest.next_before is None
    assert [unit.handed_in_vnd for unit in first.units] == [6_094_000]
