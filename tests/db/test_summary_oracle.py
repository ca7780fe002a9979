"""The summary, computed once more by beancount and by hledger from the exported journal.

Both know nothing of ours but postings with their accounts, movements and campaigns. Every figure
of money is a sum of postings of certain accounts and movements; people are not in the journal.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from beancount.core import data

from ledger import clock
from ledger.book import checks, journal
from ledger.db import db, run
from ledger.models.books import AccountKind, Movement
from ledger.models.cash_counts import DENOMINATIONS_VND
from ledger.models.contributions import Method
from ledger.models.contributors import ContributorKind
from ledger.models.journal import Event
from ledger.models.receipts import DonorCopy
from ledger.models.users import Role
from ledger.reports import summaries
from ledger.reports.figures import Figures
from ledger.services.bank_movements import record_movement, void_movement
from ledger.services.cash_counts import record_count
from ledger.services.contributions import SheetLine, record_contribution, record_sheet
from ledger.services.contributors import NewContributor
from ledger.services.grants import return_rest
from ledger.services.openings import post_opening
from ledger.services.receipts import void_receipt
from ledger.services.remittances import send, send_deductions
from tests import building, collecting, make, remitting
from tests.collecting import DAY, new_key, vouchers_of
from tests.db.test_export import (
    book_of,
    everything,
    exported,
    hledger,
    number,
    read_beancount,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ledger.reports.scope import Actor
    from tests.conftest import Store

Sums = dict[str, int]
"""Book (“S12”) → debits less credits, in đồng."""

Books = tuple[str, ...]
"""The books that one line of a summary or a statement is about."""

CLAIMS = "Fund|OfficeFund|GrantFund|Due"
MONEY = "Cash|Bank"


@dataclass(frozen=True, slots=True)
class Query:
    """A figure as a sum of postings: debits less credits of accounts, times ``sign``."""

    sign: int
    accounts: str
    movements: str = ""
    """Of these movements only; empty: of all."""
    earmarked: bool | None = None
    """Of books with a claim of a house only, or without; None: of all."""


QUERIES = {
    "given_vnd": Query(-1, CLAIMS, "contribution"),
    "opening_vnd": Query(-1, CLAIMS, "opening"),
    "handed_in_vnd": Query(1, CLAIMS, "remittance_settled|remittance_received"),
    "refunded_vnd": Query(-1, CLAIMS, "refund_in|refund_out"),
    "on_its_way_vnd": Query(1, "Transit"),
    "gains_vnd": Query(-1, CLAIMS, "interest|cash_over"),
    "losses_vnd": Query(1, CLAIMS, "fee|cash_short"),
    "spent_vnd": Query(1, CLAIMS, "disbursement"),
    "passed_on_vnd": Query(
        1, CLAIMS,
        "hand_over_out|hand_over_in",
    ),
    "granted_vnd": Query(-1, CLAIMS, "grant_out|grant_in|grant_return_in|grant_return_out"),
    "held_vnd": Query(1, MONEY, earmarked=False),
    "held_for_houses_vnd": Query(1, MONEY, earmarked=True),
}  # fmt: skip

PEOPLE = {"asked", "not_asked", "given"}

ALL, NONE = "all", "none"
"""What is chosen beside a year: everything, and what belongs to no campaign."""


def test_every_figure_of_money_is_asked_for() -> None:
    assert {field.name for field in fields(Figures)} == QUERIES.keys() | PEOPLE
    named = {word for query in QUERIES.values() for word in query.movements.split("|") if word}
    kept_inside = {
        Movement.REMITTANCE_SENT,
        Movement.REMITTANCE_RETURNED,
        Movement.DEPOSIT,
        Movement.WITHDRAWAL,
    }
    assert named | kept_inside == set(Movement)


@pytest.fixture(params=["story", "everything"])
def overseer(request: pytest.FixtureRequest, store: Store) -> Iterator[Actor]:
    """Money in every state: as people move it, and as the journal can hold it."""
    with clock.at_day(date(2025, 12, 20)):
        if request.param == "story":
            yield story()
        else:
            everything()
            yield make.actor(1, Role.OFFICE)


def test_beancount_computes_the_same_summary(overseer: Actor) -> None:
    entries = [e for e in read_beancount(exported("beancount")) if isinstance(e, data.Transaction)]

    def ask(query: Query, chosen: str) -> Sums:
        sums: Sums = defaultdict(int)
        for entry in entries:
            year = entry.meta.get("campaign", NONE)
            movement = entry.meta["movement"]
            if chosen not in (ALL, year) or movement not in (query.movements or movement).split(
                "|"
            ):
                continue
            for posting in entry.postings:
                if posting.account.split(":")[2] in query.accounts.split("|"):
                    sums[book_of(posting)] += number(posting)
        return sums

    compare(overseer, ask)


def test_hledger_computes_the_same_summary(overseer: Actor, tmp_path: Path) -> None:
    file = written(tmp_path, exported("hledger"))

    def ask(query: Query, chosen: str) -> Sums:
        asked = [f"acct::({query.accounts})$"]
        if query.movements:
            asked.append(f"tag:movement=^({query.movements})$")
        if chosen != ALL:
            asked.append("not:tag:campaign" if chosen == NONE else f"tag:campaign=^{chosen}$")
        said = hledger("balance", "--flat", "--no-total", "-O", "csv", *asked, file=file)
        sums: Sums = defaultdict(int)
        for row in csv.DictReader(io.StringIO(said)):
            sums[row["account"].split(":")[1]] += int(row["balance"].removesuffix(" VND"))
        return sums

    compare(overseer, ask)


def test_the_story_has_money_in_every_state(store: Store) -> None:
    with clock.at_day(date(2025, 12, 20)):
        summary = summaries.summarise(story(), None)
        assert checks.verify().findings == ()
        first, second = (
            summaries.summarise(make.actor(1, Role.OFFICE), year.campaign_id)
            for year in summary.years
        )
    assert summary.office
    later = {"passed_on_vnd"}
    shown = [*(line.figures for line in summary.lines), summary.office, summary.houses_total]
    assert [
        name for name in QUERIES.keys() - later if not any(getattr(row, name) for row in shown)
    ] == []
    assert first.units_total.given_vnd > second.units_total.given_vnd > 0
    assert second.units_total.on_its_way_vnd > 0
    assert summary.adds_up


def compare(overseer: Actor, ask: Callable[[Query, str], Sums]) -> None:
    """Compare every figure of the summary, by campaign, of none and in all, with an answer."""
    shown = shown_by_books(overseer)
    assert {chosen for chosen, _ in shown} == {"2024", "2025", ALL, NONE}
    earmarked = ask(Query(1, "GrantFund"), ALL).keys()
    for name, query in QUERIES.items():
        for chosen in ("2024", "2025", ALL, NONE):
            found = ask(query, chosen)
            if query.earmarked is not None:
                found = {
                    b: sum_ for b, sum_ in found.items() if (b in earmarked) is query.earmarked
                }
            ours = {
                books: getattr(figures, name)
                for (of, books), figures in shown.items()
                if of == chosen and getattr(figures, name)
            }
            theirs = {
                books: query.sign * sum(found.get(book, 0) for book in books)
                for books in {books for of, books in shown if of == chosen}
            }
            assert ours == {b: v for b, v in theirs.items() if v}, (name, chosen)
    places_lose_nothing(overseer, ask)


def shown_by_books(overseer: Actor) -> dict[tuple[str, Books], Figures]:
    """Return what summaries and statements show: chosen year and books → figures."""
    whole = summaries.summarise(overseer, None)
    shown: dict[tuple[str, Books], Figures] = {}
    for year in (*whole.years, None):
        summary = summaries.summarise(overseer, year.campaign_id) if year else whole
        chosen = str(year.year) if year else ALL
        assert summary.office
        assert summary.adds_up
        for line in summary.lines:
            shown[chosen, (f"S{line.book_id}",)] = line.figures
        for unit_id in {overseer.party_unit_id, *(line.unit_id for line in summary.lines)}:
            statement = summaries.statement(overseer, unit_id)
            own = tuple(f"S{book.book_id}" for book in statement.books if book.house_id is None)
            if unit_id == overseer.party_unit_id:
                shown[chosen, own] = summary.office
            for one in statement.lines:
                shown[str(one.year or NONE), own] = one.figures
            for book in statement.books:
                shown[ALL, (f"S{book.book_id}",)] = book.figures
        for houses in summary.houses:
            books = summaries.statement(overseer, houses.unit_id).houses
            shown[chosen, tuple(f"S{book.book_id}" for book in books)] = houses.figures
    return shown


def places_lose_nothing(overseer: Actor, ask: Callable[[Query, str], Sums]) -> None:
    """Compare where every đồng lies with what all books hold, and with all that came and went."""
    summary = summaries.summarise(overseer, None)
    whole = summary.whole
    came = Query(-1, CLAIMS, "contribution|opening|interest|cash_over|fee|cash_short")
    told = {
        whole.own_vnd: came,
        whole.held_vnd: Query(1, f"{MONEY}|Transit"),
        whole.spent_vnd: QUERIES["spent_vnd"],
    }
    for vnd, query in told.items():
        assert vnd == query.sign * sum(ask(query, ALL).values())
    assert whole.received_vnd == whole.sent_vnd
    assert whole.adds_up
    assert all(place.adds_up for place in summary.places)


def story() -> Actor:
    """Let two units and the office do all they can do with money, in two campaigns."""
    with clock.at_day(DAY):
        at = remitting.way()
        _openings(at)
        _keep(at)
        _hand_in(at)
        _at_the_bank(at.treasurer)
        _at_the_bank(at.office)
        _count(at.office, at.world.office_book_id)
    make.member(at.world.cell_ids[0], "Đinh Văn Núp")
    with clock.at_day(DAY):
        _build(at)
    _next_year(at)
    return at.office


def _build(at: remitting.Way) -> None:
    """Spend on two houses from every purse; one grant is spent in part, of the other some is back."""
    made = at.world
    building.name_bodies(made)
    first, second = building.house(made), building.house(made, "Ngôi nhà số 02 xã Long Sơn")
    own = building.decided(made, first, building.paper(900_009))
    building.paid(
        building.treasurer(made), building.prepared(building.secretary(made), own, 500_005)
    )
    for house_id, amount_vnd, spent_vnd in (
        (first, 2_000_002, 700_007),
        (second, 1_000_001, 400_004),
    ):
        says = building.grant_paper(amount_vnd, number=f"{house_id}-QĐ/HU")
        decision_id = building.granted(made, house_id, says)
        granted = building.prepared(building.board(made), decision_id, amount_vnd)
        building.paid(building.office(made), granted)
        stage = building.prepared(building.secretary(made), decision_id, spent_vnd)
        building.paid(building.treasurer(made), stage)
    run(
        return_rest,
        building.office(made),
        second,
        key=new_key(),
        on_date=DAY,
        bringer="Lê Thị Hà",
        reason="",
    )


def _openings(at: remitting.Way) -> None:
    for actor, book_id, cash_vnd in (
        (at.commune_treasurer, at.world.commune_book_id, 1_234_567),
        (at.treasurer, at.world.agency_book_id, 300_003),
        (at.office, at.world.office_book_id, 7_000_700),
    ):
        run(
            post_opening,
            actor,
            key=new_key(),
            book_id=book_id,
            on_date=date(2024, 1, 2),
            cash_vnd=cash_vnd,
            bank_vnd=50_005,
            paper="Biên bản kiểm kê quỹ số 01/BB",
        )


def _keep(at: remitting.Way) -> None:
    """Let a firm and a household give to the commune; the household's receipt is cancelled."""
    for kind, name, amount_vnd in (
        (ContributorKind.BUSINESS, "Công ty TNHH Tân Hòa", 5_000_001),
        (ContributorKind.HOUSEHOLD, "Hộ bà Lê Thị Sáu", 77_007),
    ):
        given = run(
            record_contribution,
            at.commune_treasurer,
            key=new_key(),
            campaign_id=at.campaign_id,
            party_unit_id=at.world.commune_id,
            received_on=DAY,
            method=Method.CASH,
            amount_vnd=amount_vnd,
            new_contributor=NewContributor(kind=kind, name=name),
        )
        last = given.id
    _void(at.commune_treasurer, vouchers_of(last)[0])


def _hand_in(at: remitting.Way) -> None:
    """Hand in in part, in cash and by deduction; refund; cancel; leave some on its way."""
    third = vouchers_of(remitting.collect(at))[2]
    remitting.count_in(at, remitting.send_cash(at, 6_200_000), remitting.COUNTED)
    remitting.give_back(at, 50_000)
    _void(at.treasurer, third)
    for amount_vnd in (12_345, 23_456):
        deducted = run(
            send_deductions,
            at.treasurer,
            key=new_key(),
            campaign_id=at.campaign_id,
            cell_id=at.world.agency_id,
            sent_on=DAY,
            reference=f"FT{amount_vnd}",
            lines=remitting.lines(at, amount_vnd, amount_vnd + 1),
        )
        if amount_vnd == 12_345:
            remitting.count_in(at, deducted.id, received_vnd=20_000, reason="thiếu một người")


def _at_the_bank(actor: Actor) -> None:
    """Move money at the bank every way, and take the last entry back."""
    for kind, amount_vnd in (
        (Movement.DEPOSIT, 90_009),
        (Movement.WITHDRAWAL, 40_004),
        (Movement.INTEREST, 1_503),
        (Movement.FEE, 1_101),
        (Movement.INTEREST, 15_030),
    ):
        last = run(
            record_movement,
            actor,
            key=new_key(),
            kind=kind,
            amount_vnd=amount_vnd,
            on_date=DAY,
        )
    event_id = db.session.scalars(sa.select(Event.id).where(Event.submission_id == last.id)).one()
    run(void_movement, actor, event_id, key=new_key(), reason="gõ thừa một số")


def _count(actor: Actor, book_id: int) -> None:
    """Find the cash of a purse short, and at the next count over."""
    for difference_vnd in (-1_000, 700):
        held_vnd = journal.balances(book_id)[AccountKind.CASH] // 100 * 100 + difference_vnd
        notes = dict(_in_notes(held_vnd))
        run(
            record_count,
            actor,
            key=new_key(),
            denominations=notes,
            reason="trả nhầm tiền lẻ",
            conclusion="",
            witnesses="",
            book_difference=True,
        )


def _in_notes(amount_vnd: int) -> Iterator[tuple[int, int]]:
    for note_vnd in sorted(DENOMINATIONS_VND, reverse=True):
        yield note_vnd, amount_vnd // note_vnd
        amount_vnd %= note_vnd


def _next_year(at: remitting.Way) -> None:
    """Open 2025: one gift at each unit, the agency's is on its way."""
    day = date(2025, 12, 19)
    campaign_id = make.open_campaign(at.world, 2025)
    for actor, cell_id, amount_vnd in (
        (at.commune_treasurer, at.world.cell_ids[0], 158_158),
        (at.treasurer, at.world.agency_id, 99_099),
    ):
        entries = collecting.entries_of(campaign_id, cell_id)
        run(
            record_sheet,
            actor,
            key=new_key(),
            campaign_id=campaign_id,
            cell_id=cell_id,
            received_on=day,
            method=Method.CASH,
            lines=[SheetLine(list_entry_id=entries[0], amount_vnd=amount_vnd)],
        )
    run(
        send,
        at.treasurer,
        key=new_key(),
        campaign_id=campaign_id,
        method=Method.CASH,
        amount_vnd=99_000,
        sent_on=day,
        carrier="Lê Thị Hà",
    )


def _void(actor: Actor, voucher_id: int) -> None:
    run(
        void_receipt,
        actor,
        voucher_id,
        key=new_key(),
        reason="ghi nhầm",
        donor_copy=DonorCopy.RETURNED,
    )
