"""Above the unit there are counts and money, never a member's pay or amount (product rule 2).

Everything that links lead to, and every address open to the role that can be guessed, is read as
each of the five roles above the units: pages, papers and spreadsheets.

What is told and what is not: the sum that a unit's purse took in a campaign or in a year is the
unit's money and is always told, without a name, even where only one person gave; anything finer
(a voucher, a cell, what came late, what is expected of fewer than three) is not. An inspector reads
members' names, but no sum beside them until a decision opens the unit.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import flask
import pytest

from ledger import clock
from ledger.db import db, run
from ledger.models.books import Rule as PurseRule
from ledger.models.contributions import Method
from ledger.models.party_members import MemberStanding
from ledger.models.party_units import PartyUnit, UnitKind
from ledger.models.receipts import DonorCopy
from ledger.models.users import Role
from ledger.money import format_vnd, vnd_in_words
from ledger.reports.lists import show_roll
from ledger.reports.scope import Actor
from ledger.services.contributions import SheetLine, record_sheet
from ledger.services.receipts import Mended, correct_receipt, void_receipt
from ledger.services.refunds import refund
from ledger.services.remittance_arrivals import receive
from ledger.services.remittances import send, send_deductions
from ledger.wages import Coefficient
from ledger.web.access import Open, mark_of
from tests import collecting, make
from tests.collecting import DAY, entries_of, new_key, vouchers_of
from tests.conftest import SqliteStore, Store
from tests.web.conftest import browser_on
from tests.web.crawl import Found, crawl, text_of
from tests.web.kept import bring_back, build_once

ABOVE = (
    Role.OFFICE,
    Role.ORGANISATION_BOARD,
    Role.STANDING_COMMITTEE,
    Role.PROPAGANDA_BOARD,
    Role.INSPECTOR,
)
LATE = date(2025, 1, 7)
"""After the window: what comes then is marked."""

COMMUNE_PEOPLE = ("Nguyễn Văn Khuỳu", "Trần Thị Ngoẹo", "Lê Minh Thoắt", "Phạm Thị Vẹn")
AGENCY_PEOPLE = ("Đỗ Văn Quyểnh", "Bùi Thị Nghệt", "Hồ Minh Choắt")
SOLE = "Võ Thị Khoèo"
"""The only one who gives in her unit."""
NAMES = (*COMMUNE_PEOPLE, *AGENCY_PEOPLE, SOLE)

PAYS = ("3.66", "4.07", "5.13", "2.71", "3.28", "4.45", "5.78", "6.04")
"""Coefficients, one for each name."""

COMMUNE_VND = (123_457, 234_589, 345_701, 98_713)
AGENCY_VND = (456_821, 187_643, 365_259)
MENDED_VND = 234_598
SOLE_VND = 777_331
LATE_VND = (51_237, 62_341)
DEDUCTED_VND = (71_359, 82_463)
AMOUNTS = (*COMMUNE_VND, *AGENCY_VND, MENDED_VND, *LATE_VND, *DEDUCTED_VND)
"""What single people gave; the sole giver's is her unit's sum as well."""


@dataclass(frozen=True, slots=True)
class District:
    """A district in which everything has been done that leaves a trace; ids only."""

    world: make.World
    campaign_id: int
    sole_unit_id: int
    levels: tuple[int, ...]
    """The day's pays that were worked out, in đồng."""


@pytest.fixture(scope="module")
def built(sqlite_template: SqliteStore) -> District:
    """The district, built once."""
    return build_once(sqlite_template, "privacy", district)


@pytest.fixture
def at(built: District, sqlite_store: Store) -> District:
    """The district on its day."""
    bring_back(sqlite_store, "privacy")
    return built


def district() -> District:
    """Let members of three units give, and everything happen that can happen to it."""
    world = make.world()
    sole_unit_id = run(_add_unit, world)
    cells = [world.cell_ids[0]] * 4 + [world.agency_id] * 3 + [sole_unit_id]
    for name, pay, cell_id in zip(NAMES, PAYS, cells, strict=True):
        make.member(cell_id, name, pay=Coefficient(Decimal(pay)))
    make.member(world.cell_ids[1], "Ngô Văn Loằng", standing=MemberStanding.RESIDENTIAL)
    campaign_id = make.open_campaign(world, 2024, suggested_vnd=50_500)
    levels = [
        line.asked_vnd or 0
        for unit_id in (world.commune_id, world.agency_id, sole_unit_id)
        for line in show_roll(make.actor(unit_id, Role.SECRETARY), campaign_id).lines
        if line.wage_sum
    ]
    at = District(world, campaign_id, sole_unit_id, tuple(levels))
    with clock.at_day(DAY):
        _collect(at)
        _hand_in(at)
    with clock.at_day(LATE):
        _give(at, world.commune_id, world.cell_ids[0], LATE_VND, on=LATE)
    collecting.stand_still()
    return at


def test_the_unit_itself_reads_all_that_is_hidden_above(sqlite_store: Store, at: District) -> None:
    found = [*crawl_as(sqlite_store, make.treasurer(at.world).username)]
    read = "\n".join(page.text for page in found)
    for told in (*COMMUNE_PEOPLE, *map(format_vnd, (*COMMUNE_VND, MENDED_VND, *LATE_VND))):
        assert told in read, told
    assert {secret for page in found for secret in telling(at, page)} >= {
        "÷", "3,66", format_vnd(at.levels[0]), str(COMMUNE_VND[0]), *map(format_vnd, LATE_VND),
    }  # fmt: skip


@pytest.mark.parametrize("role", ABOVE)
def test_nothing_above_the_unit_tells_a_pay_or_an_amount(
    sqlite_store: Store, at: District, role: Role
) -> None:
    user = make.actor(at.world.district_id, role)
    linked = [*crawl_as(sqlite_store, user.username)]
    guessed = [*guess_as(sqlite_store, user)]
    assert len(linked) > 10
    assert sum(page.status == 200 for page in guessed) > 10
    assert [
        (page.path, telling(at, page)) for page in (*linked, *guessed) if telling(at, page)
    ] == []
    named = [page.path for page in (*linked, *guessed) if any(n in page.text for n in NAMES)]
    if role is Role.INSPECTOR:
        assert all(path.startswith("/members") for path in named)
    else:
        assert named == []


@pytest.mark.parametrize("role", [Role.OFFICE, Role.INSPECTOR])
def test_a_unit_with_one_giver_tells_its_sum_and_no_name(
    sqlite_store: Store, at: District, role: Role
) -> None:
    user = make.actor(at.world.district_id, role)
    told = [
        page
        for page in crawl_as(sqlite_store, user.username)
        if format_vnd(SOLE_VND) in page.text or str(SOLE_VND) in page.text
    ]
    assert told
    assert [page.path for page in told if SOLE in page.text] == []
    statement = next(page for page in told if page.path == f"/statements/{at.sole_unit_id}")
    assert format_vnd(SOLE_VND) in statement.text


def test_few_who_came_late_are_counted_but_not_summed(sqlite_store: Store, at: District) -> None:
    browser = browser_on(sqlite_store)
    browser.log_in(make.board(at.world).username)
    page = browser.get(f"/campaigns/{at.campaign_id}").text
    assert "2 khoản" in page
    assert format_vnd(sum(LATE_VND)) not in page


def telling(at: District, page: Found) -> list[str]:
    """Return what an answer tells that nobody above a unit may read."""
    secrets = {words for amount in AMOUNTS for words in spellings(amount)}
    secrets |= {words for level in at.levels for words in spellings(level)}
    secrets |= {pay.replace(".", ",") for pay in PAYS} | set(PAYS)
    return sorted(
        secret
        for secret in secrets
        if secret in page.text
        and re.search(rf"(?<![\w.,]){re.escape(secret)}(?![\w,]|\.\d)", page.text)
    ) + (["÷"] if "÷" in page.text else [])


def spellings(amount_vnd: int) -> set[str]:
    """Return the ways in which an amount may be written."""
    words = vnd_in_words(amount_vnd)
    return {format_vnd(amount_vnd), str(amount_vnd), words, words[:1].upper() + words[1:]}


def crawl_as(store: Store, username: str) -> Iterator[Found]:
    """Read all that links lead to."""
    browser = browser_on(store)
    browser.log_in(username)
    return crawl(browser, of_a_kind=12)


def guess_as(store: Store, user: Actor) -> Iterator[Found]:
    """Read every address that is open to a role, with small numbers in it."""
    browser = browser_on(store)
    browser.log_in(user.username)
    for path in _addresses(store.app, user.role):
        answer = browser.get(path)
        yield Found(path, answer.status_code, text_of(answer))


def _addresses(app: flask.Flask, role: Role) -> list[str]:
    """Return every address with one number up to 10, or with two up to 4 each."""
    found = []
    for rule in app.url_map.iter_rules():
        pattern, count = re.subn(r"<int:\w+>", "{}", rule.rule)
        mark = mark_of(app, rule.endpoint)
        is_open = isinstance(mark, Open) or (mark is not None and role in mark)
        if count and is_open and "GET" in (rule.methods or ()):
            numbers = itertools.product(range(1, 11 if count == 1 else 5), repeat=count)
            found += [pattern.format(*chosen) for chosen in numbers]
    return found


def _add_unit(world: make.World) -> int:
    district = db.session.get_one(PartyUnit, world.district_id)
    return make.unit(district, UnitKind.AGENCY_CELL, "Chi bộ Trạm Thú y", rule=PurseRule.REMIT).id


def _give(
    at: District, unit_id: int, cell_id: int, amounts_vnd: tuple[int, ...], *, on: date = DAY
) -> int:
    role = Role.COMMUNE_TREASURER if unit_id == at.world.commune_id else Role.AGENCY_TREASURER
    entries = entries_of(at.campaign_id, cell_id)
    recorded = run(
        record_sheet,
        make.actor(unit_id, role),
        key=new_key(),
        campaign_id=at.campaign_id,
        cell_id=cell_id,
        received_on=on,
        method=Method.CASH,
        lines=[
            SheetLine(list_entry_id=entry, amount_vnd=amount_vnd)
            for entry, amount_vnd in zip(entries, amounts_vnd, strict=False)
        ],
    )
    return recorded.id


def _collect(at: District) -> None:
    """Take everybody's gift; cancel one receipt and correct another, with names in the reasons."""
    sheet = _give(at, at.world.commune_id, at.world.cell_ids[0], COMMUNE_VND)
    _give(at, at.world.agency_id, at.world.agency_id, AGENCY_VND)
    _give(at, at.sole_unit_id, at.sole_unit_id, (SOLE_VND,))
    first, second = vouchers_of(sheet)[:2]
    treasurer = make.treasurer(at.world)
    run(
        void_receipt,
        treasurer,
        first,
        key=new_key(),
        reason=f"{COMMUNE_PEOPLE[0]} ghi hai lần",
        donor_copy=DonorCopy.RETURNED,
    )
    run(
        correct_receipt,
        treasurer,
        second,
        key=new_key(),
        reason=f"{COMMUNE_PEOPLE[1]} đưa {MENDED_VND}",
        donor_copy=DonorCopy.RETURNED,
        mended=Mended(
            payer_name=COMMUNE_PEOPLE[1],
            payer_place="Chi bộ ấp Tân Lập",
            amount_vnd=MENDED_VND,
            list_entry_id=entries_of(at.campaign_id, at.world.cell_ids[0])[1],
        ),
    )


def _hand_in(at: District) -> None:
    """Let both agencies hand in, the office count, return and refund; two pay by deduction."""
    office = make.actor(at.world.district_id, Role.OFFICE)
    for unit_id in (at.world.agency_id, at.sole_unit_id):
        sent = run(
            send,
            make.actor(unit_id, Role.AGENCY_TREASURER),
            key=new_key(),
            campaign_id=at.campaign_id,
            method=Method.CASH,
            amount_vnd=700_000,
            sent_on=DAY,
            carrier="Đặng Thị Lan",
        )
        run(
            receive,
            office,
            sent.id,
            key=new_key(),
            received_on=DAY,
            denominations={200_000: 3},
            reason="một tờ rách",
        )
    run(
        send_deductions,
        make.actor(at.world.agency_id, Role.AGENCY_TREASURER),
        key=new_key(),
        campaign_id=at.campaign_id,
        cell_id=at.world.agency_id,
        sent_on=DAY,
        reference="FT24355009",
        lines=[
            SheetLine(list_entry_id=entry, amount_vnd=amount_vnd)
            for entry, amount_vnd in zip(
                entries_of(at.campaign_id, at.world.agency_id), DEDUCTED_VND, strict=False
            )
        ],
    )
    run(
        refund,
        office,
        key=new_key(),
        campaign_unit_id=make.campaign_unit_id(at.campaign_id, at.world.agency_id),
        method=Method.CASH,
        amount_vnd=55_000,
        on_date=DAY,
        receiver="Đặng Thị Lan",
        reason="đơn vị ghi nhầm một phiếu",
    )
