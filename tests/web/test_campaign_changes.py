"""The next year's draft shows what changed, and offers each unit its level of last year."""

from collections.abc import Callable

from tests import make
from tests.collecting import Season
from tests.web.browser import Browser
from tests.web.pages import forms_of

LogIn = Callable[[str], Browser]


def test_the_board_sees_numbers_and_the_unit_names(season: Season, log_in: LogIn) -> None:
    make.member(season.cell_id, "Võ Thị Sáu")
    following = make.draft_campaign(season.world, 2025)
    board, treasurer = log_in("organisation_board"), log_in("commune_treasurer")

    assert f"/campaigns/{following}/changes" in board.get(f"/campaigns/{following}/open").text
    numbers = board.get(f"/campaigns/{following}/changes").text
    names = treasurer.get(f"/campaigns/{following}/changes").text

    assert "Đảng bộ xã Long Sơn" in numbers
    assert "Võ Thị Sáu" not in numbers
    assert "Mới có trong danh sách" in names
    assert "Võ Thị Sáu" in names
    first = treasurer.get(f"/campaigns/{season.campaign_id}/changes").text
    assert "Chưa có đợt nào trước đợt này" in first
    assert treasurer.get("/campaigns/999/changes").status_code == 404


def test_last_years_level_is_filled_in_and_counts_once_saved(season: Season, log_in: LogIn) -> None:
    following = make.draft_campaign(season.world, 2025)
    treasurer = log_in("commune_treasurer")
    address = f"/campaigns/{following}/units/{season.world.commune_id}"

    page = treasurer.get(address).text

    assert "điền sẵn theo năm 2024, chưa lưu" in page
    assert "chưa đặt mức" in page
    form = next(form for form in forms_of(page) if form.action == address)
    assert (form.get("suggested_vnd"), form.get("suggested_by")) == ("50.000", "Nghị quyết chi bộ")
    saved = treasurer.submit(
        address, suggested_vnd="60.000", suggested_by="Nghị quyết số 7 năm 2025"
    )
    assert saved.status_code == 303
    again = treasurer.get(address).text
    assert "điền sẵn" not in again
    assert "60.000" in again
