"""The first page of each role."""

from datetime import date

import pytest
import time_machine

from ledger.db import run
from ledger.models.contributions import Method
from ledger.models.party_units import UnitKind
from ledger.models.users import Role
from ledger.reports import home
from ledger.reports.scope import Actor
from ledger.services.contributions import SheetLine, record_sheet
from tests import collecting, make
from tests.conftest import Store
from tests.web.browser import Browser
from tests.web.conftest import browser_on

DAY = "2024-12-20T05:00:00+00:00"


@pytest.fixture
def season(sqlite_store: Store) -> collecting.Season:
    """An open campaign; four of nine people of one cell have given."""
    with time_machine.travel(DAY, tick=False):
        made = collecting.season(people=9)
        run(
            record_sheet,
            made.treasurer,
            key="k" * 20,
            campaign_id=made.campaign_id,
            cell_id=made.cell_id,
            received_on=date(2024, 12, 20),
            method=Method.CASH,
            lines=[
                SheetLine(list_entry_id=entry, amount_vnd=150_000) for entry in made.entries[:4]
            ],
        )
    return made


def page_for(store: Store, actor: Actor) -> str:
    client: Browser = browser_on(store)
    with time_machine.travel(DAY, tick=False):
        client.log_in(actor.username)
        return client.get("/").text


def test_a_treasurer_sees_people_money_and_cells(
    sqlite_store: Store, season: collecting.Season
) -> None:
    page = page_for(sqlite_store, season.treasurer)

    assert "từ <time" in page
    assert "còn 11 ngày" in page
    assert "4 / 10 người" in page
    assert "40 %" in page
    assert "600.000 đ" in page
    assert "Chi bộ ấp Tân Lập" in page
    assert "Chi bộ ấp Hòa Bình" in page


def test_those_above_see_counts_and_sums_but_no_cell(
    sqlite_store: Store, season: collecting.Season
) -> None:
    office = make.actor(season.world.district_id, Role.OFFICE)
    board = make.actor(season.world.district_id, Role.STANDING_COMMITTEE)

    for page in (page_for(sqlite_store, office), page_for(sqlite_store, board)):
        assert "4 / 11 người" in page
        assert "600.000 đ" in page
        assert "Chi bộ ấp" not in page
    assert "Quỹ đang giữ" in page_for(sqlite_store, office)
    assert "Đơn vị đã có tiền" in page_for(sqlite_store, board)


def test_a_cells_secretary_sees_the_cell(sqlite_store: Store, season: collecting.Season) -> None:
    secretary = make.actor(season.cell_id, Role.SECRETARY)

    page = page_for(sqlite_store, secretary)

    assert "4 / 9 người" in page
    assert "Chi bộ ấp Hòa Bình" not in page


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2024-12-31T05:00:00+00:00", "hôm nay là ngày cuối"),
        ("2025-01-05T05:00:00+00:00", "đã hết thời hạn"),
    ],
)
def test_the_window_is_told_in_words(
    sqlite_store: Store, season: collecting.Season, day: str, sentence: str
) -> None:
    client = browser_on(sqlite_store)
    with time_machine.travel(day, tick=False):
        client.log_in(season.treasurer.username)
        assert sentence in client.get("/").text


@pytest.mark.parametrize("role", Role)
def test_an_empty_district_says_what_to_do_next(role: Role, client: Browser) -> None:
    client.log_in("quantri" if role is Role.ADMIN else role.value)

    page = client.get("/").text

    assert "Chưa có đợt vận động nào." in page


def test_a_role_without_a_book_has_no_purse(sqlite_store: Store) -> None:
    world = make.world()
    inspector = make.actor(world.district_id, Role.INSPECTOR)
    treasurer = make.actor(world.agency_id, Role.AGENCY_TREASURER)

    assert home.first_page(inspector).purse is None
    purse = home.first_page(treasurer).purse
    assert purse is not None
    assert purse.book_id == world.agency_book_id
    assert purse.held_vnd == 0
    assert home.first_page(treasurer).next_cell is None


def test_an_office_whose_book_is_not_open_yet_has_no_purse(sqlite_store: Store) -> None:
    def found() -> int:
        return make.unit(None, UnitKind.DISTRICT_COMMITTEE, "Đảng bộ huyện Tân Hòa").id

    office = make.actor(run(found), Role.OFFICE)

    assert home.first_page(office).purse is None


def test_the_next_cell_is_the_first_where_somebody_has_not_given(
    season: collecting.Season,
) -> None:
    page = home.first_page(season.treasurer)

    assert page.next_cell is not None
    assert page.next_cell.cell_id == season.cell_id
    assert page.not_yet == 6
