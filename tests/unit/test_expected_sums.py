"""What a purse will take: the average of what it took, or what somebody says instead."""

from __future__ import annotations

from datetime import UTC, datetime

from ledger.reports.expected_sums import Collected, Estimate, Said, average_of, estimate

M = 1_000_000


def took(year: int, given_vnd: int, *, closed: bool = True) -> Collected:
    return Collected(year=year, given_vnd=given_vnd, closed=closed)


def word(amount_vnd: int | None) -> Said:
    return Said(
        amount_vnd=amount_vnd, reason="doanh nghiệp đã hứa", by="Huỳnh Minh Đức",
        at=datetime(2024, 12, 1, tzinfo=UTC),
    )  # fmt: skip


def years(collected: list[Collected], said: dict[int, Said] | None = None) -> list[Estimate]:
    return list(estimate(collected, said or {}, first_year=2024, last_year=2026))


def test_the_last_three_closed_campaigns_are_averaged_and_rounded_down() -> None:
    collected = [took(2020, 90 * M), took(2021, 1 * M), took(2022, 2 * M), took(2023, 4_099_999)]
    assert average_of(collected) == 2_300_000


def test_before_the_first_campaign_is_closed_the_open_one_counts() -> None:
    assert average_of([took(2024, 3_210_000, closed=False)]) == 3_210_000
    assert average_of([]) == 0


def test_what_this_year_brought_is_not_expected_once_more() -> None:
    this = took(2024, 15 * M, closed=False)
    found = years([took(2023, 20 * M), this])
    assert [one.amount_vnd for one in found] == [20 * M, 20 * M, 20 * M]
    assert [one.rest_vnd for one in found] == [5 * M, 20 * M, 20 * M]


def test_a_closed_year_and_one_above_the_average_bring_nothing_more() -> None:
    assert years([took(2023, 20 * M), took(2024, 9 * M)])[0].rest_vnd == 0
    assert years([took(2023, 20 * M), took(2024, 30 * M, closed=False)])[0].rest_vnd == 0


def test_somebodys_word_counts_instead_and_is_told_apart() -> None:
    found = years([took(2023, 20 * M)], {2025: word(70 * M), 2026: word(None)})
    assert [one.amount_vnd for one in found] == [20 * M, 70 * M, 20 * M]
    assert [one.is_said for one in found] == [False, True, False]
    assert found[1].average_vnd == 20 * M
    assert found[2].said is not None
