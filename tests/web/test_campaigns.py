"""Pages of campaigns: drafted, looked at, opened, extended, closed; the levels of a unit."""

import re
from datetime import date

import pytest
from werkzeug.test import TestResponse

from ledger import clock
from ledger.db import db, run
from ledger.models.campaigns import Campaign, CampaignState, CampaignUnit
from ledger.models.party_members import MemberStanding
from ledger.services import campaigns
from ledger.wages import Divisor
from tests import collecting, make
from tests.web.browser import Browser

DRAFT = {
    "year": "2024",
    "title": "Đợt vận động năm 2024",
    "legal_basis": "Công văn ngày 04/10/2022",
    "resolution": "",
    "starts_on": "01/10/2024",
    "ends_on": "31/12/2024",
    "pay_month": "10/2024",
    "divisor": "22",
    "rounding": "dong",
    "floor_vnd": "",
    "hand_in_on": "10/01/2025",
}


def post(client: Browser, path: str, **fields: object) -> TestResponse:
    return client.submit_fields(path, dict(fields))


def value_of(page: TestResponse, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*? value="([^"]*)"', page.text)
    assert found, name
    return found[1]


def prepare(made: make.World) -> None:
    """Let the committee have its programme and the base pay, as a season before leaves them."""
    make.draft_campaign(made, 2023)


def test_the_board_drafts_a_campaign(client: Browser, world: make.World) -> None:
    prepare(world)
    client.log_in("organisation_board")

    answer = post(client, "/campaigns", **DRAFT | {"floor_vnd": "200.000"})

    assert answer.status_code == 303
    page = client.get(answer.location)
    assert "Đợt vận động năm 2024" in page.text
    assert "đang chuẩn bị" in page.text
    assert 'thấp nhất <span class="num">200.000</span> đồng' in page.text
    assert "Chi bộ Phòng Tài chính – Kế hoạch" in page.text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"ends_on": "12/31/2024"}, "Ngày theo thứ tự ngày/tháng/năm."),
        ({"starts_on": "29/02/2023"}, "Ngày 29/02/2023 không có trong lịch."),
        ({"ends_on": "30/09/2024"}, "Ngày kết thúc không được trước ngày bắt đầu."),
        ({"title": "   "}, "Chưa nhập tên đợt vận động."),
        ({"floor_vnd": "200,000"}, "Dùng dấu chấm ngăn hàng nghìn: 500.000."),
        ({"pay_month": "6/2019"}, "Chưa có mức lương cơ sở của tháng 6/2019"),
    ],
)
def test_a_slip_in_a_draft_is_said_and_what_was_typed_stays(
    client: Browser, world: make.World, changed: dict[str, str], sentence: str
) -> None:
    prepare(world)
    client.log_in("office")

    answer = post(client, "/campaigns", **DRAFT | changed)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert value_of(answer, "legal_basis") == DRAFT["legal_basis"]
    assert value_of(answer, "hand_in_on") == DRAFT["hand_in_on"]


def test_a_second_campaign_of_the_year_is_refused_with_its_reason(
    client: Browser, world: make.World
) -> None:
    prepare(world)
    client.log_in("organisation_board")

    answer = post(client, "/campaigns", **DRAFT | {"year": "2023", "starts_on": "01/10/2023"})

    assert answer.status_code == 409
    assert "Năm 2023 đã có đợt vận động; mỗi năm chỉ vận động một lần." in answer.text


def test_next_years_draft_begins_as_last_years(client: Browser, world: make.World) -> None:
    make.draft_campaign(
        world, 2024, ends_on=date(2024, 12, 30), floor_vnd=150_000, pay_month=date(2024, 2, 1)
    )
    client.log_in("organisation_board")

    page = client.get("/campaigns/new")

    assert value_of(page, "year") == "2025"
    assert value_of(page, "title") == "Đợt vận động năm 2025"
    assert value_of(page, "ends_on") == "30/12/2025"
    assert value_of(page, "pay_month") == "02/2025"
    assert value_of(page, "floor_vnd") == "150.000"


def test_the_very_first_draft_begins_with_this_year(client: Browser, world: make.World) -> None:
    client.log_in("office")
    with clock.at_day(date(2022, 9, 20)):
        page = client.get("/campaigns/new")

    # The browser is another person: time stands still for the test alone.
    assert value_of(page, "year") == str(clock.today().year)
    assert client.get("/campaigns").status_code == 200
    answer = post(client, "/campaigns", **DRAFT)
    assert "chưa có chương trình" in answer.text


def test_a_draft_is_edited_until_it_opens(client: Browser, world: make.World) -> None:
    make.member(world.agency_id, "Lê Minh Chi")
    campaign_id = make.draft_campaign(world)
    client.log_in("office")
    page = client.get(f"/campaigns/{campaign_id}/edit")
    assert value_of(page, "title") == "Đợt vận động năm 2024"

    slip = post(client, f"/campaigns/{campaign_id}/edit", **DRAFT | {"divisor": "23"})
    answer = post(client, f"/campaigns/{campaign_id}/edit", **DRAFT | {"divisor": "26"})

    assert slip.status_code == 422
    assert "Lựa chọn này không có trong danh sách." in slip.text
    assert answer.status_code == 303
    assert db.session.get_one(Campaign, campaign_id).divisor is Divisor.D26
    run(campaigns.open_campaign, make.board(world), campaign_id)
    again = post(client, f"/campaigns/{campaign_id}/edit", **DRAFT)
    assert again.status_code == 409
    assert "đã mở; danh sách và cách tính đã chốt" in again.text


def test_what_opening_freezes_is_shown_first_then_opened_by_one_button(
    client: Browser, world: make.World
) -> None:
    make.member(world.cell_ids[0], "Nguyễn Văn An", pay=None)
    make.member(world.cell_ids[0], "Trần Thị Bình", standing=MemberStanding.RESIDENTIAL)
    make.member(world.agency_id, "Lê Minh Chi")
    campaign_id = make.draft_campaign(world)
    client.log_in("organisation_board")

    page = client.get(f"/campaigns/{campaign_id}/open")

    assert "chưa có hệ số lương, 1 người" in page.text
    assert "chưa đặt mức, 1 người" in page.text
    assert "chốt danh sách 3 người" in page.text
    assert "248.891" not in page.text  # one day's pay alone would tell the pay
    assert "Lê Minh Chi" not in page.text
    answer = post(client, f"/campaigns/{campaign_id}/open", submission_key=collecting.new_key())
    assert answer.status_code == 303
    assert "Đã mở đợt vận động" in client.get(answer.location).text
    assert db.session.get_one(Campaign, campaign_id).state is CampaignState.OPEN
    again = post(client, f"/campaigns/{campaign_id}/open", submission_key=collecting.new_key())
    assert again.status_code == 409
    assert client.get(f"/campaigns/{campaign_id}/open").status_code == 409


def test_an_empty_list_is_not_opened(client: Browser, world: make.World) -> None:
    campaign_id = make.draft_campaign(world)
    client.log_in("organisation_board")

    answer = post(client, f"/campaigns/{campaign_id}/open", submission_key=collecting.new_key())

    assert answer.status_code == 422
    assert "Chưa có đảng viên nào để vận động" in answer.text


def test_a_campaign_is_extended_by_a_paper_and_closed(client: Browser, world: make.World) -> None:
    make.member(world.agency_id, "Lê Minh Chi")
    campaign_id = make.open_campaign(world)
    client.log_in("office")
    paper = {"paper": "Công văn số 12-CV/HU", "issued_on": "20/12/2024"}

    wrong = post(client, f"/campaigns/{campaign_id}/extend", **paper, ends_on="31/12/2024")
    right = post(client, f"/campaigns/{campaign_id}/extend", **paper, ends_on="31/01/2025")

    assert wrong.status_code == 422
    assert "Ngày kết thúc mới phải sau ngày 31/12/2024." in wrong.text
    assert value_of(wrong, "paper") == "Công văn số 12-CV/HU"
    page = client.get(right.location)
    assert "Công văn số 12-CV/HU" in page.text
    assert 'đến hết <time datetime="2025-01-31">' in page.text
    assert "không mở lại được" in client.get(f"/campaigns/{campaign_id}/close").text
    closed = post(client, f"/campaigns/{campaign_id}/close")
    assert "đã kết thúc" in client.get(closed.location).text
    assert post(client, f"/campaigns/{campaign_id}/close").status_code == 409
    assert client.get(f"/campaigns/{campaign_id}/extend").status_code == 200


@pytest.mark.parametrize(
    "path", ["/campaigns", "/campaigns/{}/open", "/campaigns/{}/extend", "/campaigns/{}/close"]
)
def test_fields_that_a_form_does_not_have_are_refused(
    client: Browser, world: make.World, path: str
) -> None:
    make.member(world.agency_id, "Lê Minh Chi")
    campaign_id = make.draft_campaign(world)
    client.log_in("office")

    answer = post(client, path.format(campaign_id), committee_id="7")

    assert answer.status_code == 422
    assert "Dữ liệu gửi lên có trường lạ." in answer.text
    assert db.session.get_one(Campaign, campaign_id).state is CampaignState.DRAFT


def test_everybody_reads_campaigns_but_only_their_own_units_totals(
    client: Browser, world: make.World
) -> None:
    at = seeded(world)
    client.log_in("standing_committee")
    page = client.get(f"/campaigns/{at}")
    assert "Đảng bộ xã Long Sơn" in page.text
    assert "Chi bộ Phòng Tài chính – Kế hoạch" in page.text
    assert "Nguyễn Văn An" not in page.text
    client.log_out()

    client.log_in("commune_treasurer")
    page = client.get(f"/campaigns/{at}")
    assert "Đảng bộ xã Long Sơn" in page.text
    assert "Chi bộ Phòng Tài chính – Kế hoạch" not in page.text
    assert client.get(f"/campaigns/{at + 1}").status_code == 404


def test_a_title_is_shown_as_it_was_typed(client: Browser, world: make.World) -> None:
    prepare(world)
    client.log_in("office")
    hostile = "<script>alert(1)</script> {{ 7*7 }}"

    answer = post(client, "/campaigns", **DRAFT | {"title": hostile})

    page = client.get(answer.location)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in page.text


def test_the_treasurer_sets_the_units_level(client: Browser, world: make.World) -> None:
    prepare(world)
    campaign_id = make.draft_campaign(world)
    path = f"/campaigns/{campaign_id}/units/{world.commune_id}"
    client.log_in("commune_treasurer")
    blank = {"divisor": "", "floor_vnd": "", "override_reason": ""}

    slip = post(client, path, suggested_vnd="50,000", suggested_by="Nghị quyết 5", **blank)
    nobody = post(client, path, suggested_vnd="50.000", suggested_by="", **blank)
    saved = post(client, path, suggested_vnd="50.000", suggested_by="Nghị quyết 5", **blank)

    assert slip.status_code == 422
    assert "Dùng dấu chấm ngăn hàng nghìn: 500.000." in slip.text
    assert value_of(slip, "suggested_vnd") == "50,000"
    assert nobody.status_code == 422
    assert "Chưa nhập văn bản hoặc nơi quyết định mức này." in nobody.text
    assert value_of(nobody, "suggested_vnd") == "50.000"
    assert saved.status_code == 303
    page = client.get(path)
    assert value_of(page, "suggested_vnd") == "50.000"
    assert "theo Nghị quyết 5" in page.text


def test_a_units_own_divisor_needs_its_reason(client: Browser, world: make.World) -> None:
    campaign_id = make.draft_campaign(world)
    path = f"/campaigns/{campaign_id}/units/{world.agency_id}"
    client.log_in("agency_treasurer")
    own = {"suggested_vnd": "", "suggested_by": "", "divisor": "26", "floor_vnd": "0"}

    refused = post(client, path, **own, override_reason="")
    post(client, path, **own, override_reason="Làm việc 6 ngày một tuần")

    assert "Chưa nhập lý do tính khác với cả đợt." in refused.text
    page = client.get(path)
    assert "chia cho 26 ngày" in page.text
    assert value_of(page, "floor_vnd") == "0"
    unit_id = make.campaign_unit_id(campaign_id, world.agency_id)
    assert db.session.get_one(CampaignUnit, unit_id).floor_vnd == 0


def test_a_new_level_reaches_the_frozen_list_by_a_button(
    client: Browser, world: make.World
) -> None:
    campaign_id = seeded(world)
    path = f"/campaigns/{campaign_id}/units/{world.commune_id}"
    client.log_in("commune_treasurer")
    blank = {"divisor": "", "floor_vnd": "", "override_reason": ""}

    post(client, path, suggested_vnd="70.000", suggested_by="Nghị quyết 6", **blank)

    assert "Danh sách đã chốt khác với mức hiện nay: 1 người" in client.get(path).text
    answer = post(client, f"{path}/recompute")
    page = client.get(answer.location)
    assert "Đã cập nhật mức của 1 người" in page.text
    assert "Danh sách đã chốt khác" not in page.text
    assert post(client, f"{path}/recompute", extra="1").status_code == 422


def test_others_read_a_units_terms_and_strangers_do_not(client: Browser, world: make.World) -> None:
    campaign_id = seeded(world)
    path = f"/campaigns/{campaign_id}/units/{world.commune_id}"
    client.log_in("secretary")
    page = client.get(path)
    assert "50.000" in page.text
    assert 'name="suggested_vnd"' not in page.text
    client.log_out()

    client.log_in("agency_treasurer")
    assert client.get(path).status_code == 404
    assert post(client, path, suggested_vnd="1").status_code == 404


def test_pages_without_a_campaign_say_what_to_do_next(client: Browser, world: make.World) -> None:
    client.log_in("organisation_board")
    assert "Soạn đợt vận động" in client.get("/campaigns").text
    client.log_out()

    client.log_in("secretary")
    assert "Ban Tổ chức hoặc Văn phòng của cấp ủy soạn và mở đợt." in client.get("/campaigns").text


def seeded(world: make.World) -> int:
    """Open a campaign with one member in work, one in the village and one at the agency."""
    make.member(world.cell_ids[0], "Nguyễn Văn An")
    make.member(world.cell_ids[0], "Trần Thị Bình", standing=MemberStanding.RESIDENTIAL)
    make.member(world.agency_id, "Lê Minh Chi")
    return make.open_campaign(world, suggested_vnd=50_000)


def test_every_page_asks_the_database_a_bounded_number_of_times(
    client: Browser, world: make.World
) -> None:
    campaign_id = seeded(world)
    draft = make.draft_campaign(world, 2025)
    unit = f"/campaigns/{campaign_id}/units/{world.commune_id}"

    def statements(path: str) -> int:
        with collecting.counted_statements() as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    client.log_in("organisation_board")
    pages = [
        "/campaigns",
        "/campaigns/new",
        f"/campaigns/{campaign_id}",
        f"/campaigns/{draft}/open",
    ]
    counts = {path: statements(path) for path in pages}
    client.log_out()
    client.log_in("commune_treasurer")
    counts |= {path: statements(path) for path in (unit, f"/campaigns/{campaign_id}/list")}

    assert max(counts.values()) <= 12, counts
