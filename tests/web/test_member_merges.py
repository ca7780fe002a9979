"""Records of one person on screen: shown side by side, merged, told apart, taken apart."""

import re
from collections.abc import Callable

import pytest

from ledger.db import db
from ledger.models.party_members import PartyMember
from tests import make, visiting
from tests.collecting import Season
from tests.web.browser import Browser

LogIn = Callable[[str], Browser]


@pytest.fixture
def pair(season: Season) -> tuple[int, int]:
    """Two records of one person in the commune."""
    again = make.member(season.world.cell_ids[1], "Nguyễn Văn An", birth_year=1960)
    return visiting.member_of(season, 0), again


def merged_into(member_id: int) -> int | None:
    db.session.rollback()
    return db.session.get_one(PartyMember, member_id, populate_existing=True).merged_into_id


def test_a_pair_is_looked_at_and_merged_and_taken_apart(
    season: Season, pair: tuple[int, int], log_in: LogIn
) -> None:
    browser = log_in("commune_treasurer")
    assert "1 cặp cần xem" in browser.get("/member-merges").text
    page = browser.get(f"/member-merges/new?first={pair[0]}&second={pair[1]}").text
    assert "Chi bộ ấp Hòa Bình" in page
    assert "khác" in page

    answer = browser.submit(
        "/member-merges", first_id=pair[0], second_id=pair[1], kept_id=pair[0], reason="Lý lịch"
    )

    assert answer.location == f"/member-merges/{pair[1]}"
    assert merged_into(pair[1]) == pair[0]
    shown = browser.get(answer.location).text
    assert "Đang đứng tên" in shown
    assert "đã gộp vào hồ sơ khác" in browser.get(f"/members/{pair[1]}").text
    assert "Đưa trở lại danh sách" not in browser.get(f"/members/{pair[1]}").text
    assert "gộp hồ sơ" in browser.get(f"/members/{pair[0]}").text
    listed = browser.get("/member-merges").text
    assert "Không có cặp hồ sơ nào" in listed
    assert f"/member-merges/{pair[1]}" in listed
    assert browser.submit(f"/member-merges/{pair[1]}/undo", reason="").status_code == 422
    assert browser.submit(f"/member-merges/{pair[1]}/undo", reason="Nhầm").status_code == 303
    assert merged_into(pair[1]) is None
    assert browser.get(f"/member-merges/{pair[1]}").status_code == 404


def test_what_is_likely_a_mistake_is_asked_about_on_the_form(season: Season, log_in: LogIn) -> None:
    one, other = (
        visiting.member_of(season, 0),
        make.member(season.cell_id, "Nguyễn Văn Ân Em", birth_year=None),
    )
    browser = log_in("commune_treasurer")
    facts = {"first_id": one, "second_id": other, "kept_id": one, "reason": "Lý lịch"}

    asked = browser.submit("/member-merges", **facts)

    assert asked.status_code in {409, 422}
    token = re.search(r'name="agreed" value="([^"]+)"', asked.text)
    assert token
    assert "Họ tên khác nhau" in asked.text
    assert browser.submit("/member-merges", **facts, agreed=token[1]).status_code == 303


def test_two_people_are_not_asked_about_again(
    season: Season, pair: tuple[int, int], log_in: LogIn
) -> None:
    browser = log_in("commune_treasurer")

    answer = browser.submit("/member-merges/tell-apart", first_id=pair[0], second_id=pair[1])

    assert answer.status_code == 303
    assert "Không có cặp hồ sơ nào" in browser.get("/member-merges").text
    assert merged_into(pair[1]) is None
    assert browser.submit("/member-merges/tell-apart", first_id="x").status_code == 422


def test_the_board_sees_pairs_of_different_units_without_amounts(
    season: Season, pair: tuple[int, int], log_in: LogIn
) -> None:
    abroad = make.member(season.world.agency_id, "NGUYỄN VĂN AN", birth_year=None)
    board = log_in("organisation_board")

    listed = board.get("/member-merges").text

    assert f"first={pair[0]}&amp;second={abroad}" in listed
    assert f"first={pair[0]}&amp;second={pair[1]}" not in listed
    page = board.get(f"/member-merges/new?first={pair[0]}&second={abroad}").text
    assert "248.891" not in page
    answer = board.submit(
        "/member-merges", first_id=pair[0], second_id=abroad, kept_id=pair[0], reason="Lý lịch"
    )
    assert answer.status_code == 303
    assert merged_into(abroad) == pair[0]
    treasurer = log_in("agency_treasurer")
    assert treasurer.get(f"/member-merges/new?first={pair[0]}&second={abroad}").status_code == 404


def test_another_name_of_the_same_person_is_searched_for(
    season: Season, pair: tuple[int, int], log_in: LogIn
) -> None:
    browser = log_in("commune_treasurer")

    found = browser.get(f"/member-merges/search?member_id={pair[0]}&q=tran thi binh").text
    nobody = browser.get(f"/member-merges/search?member_id={pair[0]}&q=khong co").text

    assert "Trần Thị Bình" in found
    assert f"first={pair[0]}" in found
    assert "Không có ai khác" in nobody


def test_which_record_stands_must_be_one_of_the_two(
    season: Season, pair: tuple[int, int], log_in: LogIn
) -> None:
    browser = log_in("commune_treasurer")

    no_choice = browser.submit("/member-merges", first_id=pair[0], second_id=pair[1], reason="x")
    third = browser.submit(
        "/member-merges",
        first_id=pair[0],
        second_id=pair[1],
        kept_id=visiting.member_of(season, 1),
        reason="x",
    )

    assert no_choice.status_code == 422
    assert "Chưa chọn hồ sơ được giữ" in no_choice.text
    assert third.status_code == 422
    assert merged_into(pair[1]) is None
