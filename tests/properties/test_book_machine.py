"""The book and its model live through the same random lives, the same every time (P1–P5, P8)."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from ledger import db as engines
from tests.conftest import Store
from tests.properties.book_machine import BookMachine


def live(examples: int, steps: int) -> int:
    """Let the machine run the same way every time, and return how many deeds were tried."""
    BookMachine.steps.clear()
    run_state_machine_as_test(
        BookMachine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert min(BookMachine.steps["taken"], BookMachine.steps["refused"]) > 0
    return BookMachine.steps.total()


def test_the_book_agrees_with_a_model_of_it_on_sqlite(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "TRIES", 1)  # what a guard refuses, no retry can help
    assert live(examples=32, steps=58) > 1_500


def test_the_book_agrees_with_a_model_of_it_on_postgresql(
    postgres_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "TRIES", 1)
    assert live(examples=6, steps=45) > 200
