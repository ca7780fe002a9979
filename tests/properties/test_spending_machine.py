"""Spending agrees with a model of it, whoever tries what in whichever order (P16)."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from ledger.book import checks
from ledger.db import db
from tests import building, make
from tests.conftest import Store
from tests.properties.spending_machine import SpendingMachine


def live(examples: int, steps: int) -> None:
    """Let the machine run the same way every time, and prove the books afterwards."""
    SpendingMachine.steps.clear()
    SpendingMachine.world = make.world()
    building.name_bodies(SpendingMachine.world)
    run_state_machine_as_test(
        SpendingMachine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert min(SpendingMachine.steps["taken"], SpendingMachine.steps["refused"]) > 0
    db.session.rollback()
    assert checks.verify().findings == ()


def test_spending_agrees_with_a_model_of_it_on_sqlite(sqlite_store: Store) -> None:
    live(examples=8, steps=45)


def test_spending_agrees_with_a_model_of_it_on_postgresql(postgres_store: Store) -> None:
    live(examples=6, steps=35)
