"""Base pay by date: the value of the month whose pay is given (domain 2.3)."""

from datetime import date

import pytest
import sqlalchemy as sa

from ledger.db import db, run
from ledger.errors import BasePayExists, NoBasePay
from ledger.models.audit_events import AuditEvent
from ledger.models.base_pay import BasePay
from ledger.services import base_pay
from tests.conftest import Store


@pytest.mark.parametrize(
    ("month", "amount_vnd"),
    [
        (date(2022, 10, 1), 1_490_000),
        (date(2023, 6, 30), 1_490_000),
        (date(2023, 7, 1), 1_800_000),
        (date(2024, 6, 30), 1_800_000),
        (date(2024, 7, 31), 2_340_000),
        (date(2026, 6, 30), 2_340_000),
        (date(2026, 7, 1), 2_530_000),
    ],
)
def test_the_month_whose_pay_is_given_decides(store: Store, month: date, amount_vnd: int) -> None:
    run(base_pay.seed_base_pay, None)
    assert base_pay.base_pay_for(month) == amount_vnd


def test_seeding_again_changes_nothing(store: Store) -> None:
    run(base_pay.seed_base_pay, None)
    run(base_pay.seed_base_pay, None)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(BasePay)) == 4
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) == 4


def test_a_new_value_follows_and_a_second_one_for_the_day_is_refused(store: Store) -> None:
    run(base_pay.seed_base_pay, None)
    run(_add)
    assert base_pay.base_pay_for(date(2027, 8, 1)) == 2_700_000
    with pytest.raises(BasePayExists, match="01/07/2027"):
        run(_add)


def _add() -> None:
    base_pay.add_base_pay(
        None, starts_on=date(2027, 7, 1), amount_vnd=2_700_000, legal_basis="Nghị định 1"
    )


def test_a_month_before_every_value_is_refused_in_words(store: Store) -> None:
    run(base_pay.seed_base_pay, None)
    with pytest.raises(NoBasePay, match="6/2019"):
        base_pay.base_pay_for(date(2019, 6, 1))
