"""One contribution on screen: the giver is found or described, the form keeps what was typed."""

import pytest
import sqlalchemy as sa

from ledger.db import db
from ledger.models.contributors import Contributor
from ledger.models.journal import EventParty, Voucher
from ledger.models.users import Role
from tests import collecting, make
from tests.collecting import Season
from tests.web.browser import Browser

Fields = dict[str, object]


def fields_of(season: Season, **more: object) -> Fields:
    """Return a filled form but for its giver."""
    return {
        "submission_key": collecting.new_key(),
        "campaign_id": season.campaign_id,
        "received_on": "20/12/2024",
        "method": "bank",
        "amount_vnd": "500.000",
    } | more


def printed() -> list[str]:
    """Return the names on the receipts."""
    return list(db.session.scalars(sa.select(EventParty.name).order_by(EventParty.event_id)))


def test_people_are_found_without_marks_inside_the_unit(season: Season, treasurer: Browser) -> None:
    page = treasurer.get("/contributions/new?q=binh tran").text
    assert "Trần Thị Bình" in page
    assert "Chi bộ ấp Tân Lập" in page
    assert f"entry_id={season.entries[1]}" in page
    assert "Lê Thị Hà" not in treasurer.get("/contributions/new?q=ha").text


def test_one_letter_is_too_little_to_search_for(season: Season, treasurer: Browser) -> None:
    assert "ít nhất 2 chữ cái" in treasurer.get("/contributions/new?q=b").text


@pytest.mark.parametrize("typed", ["' OR 1=1 --", "%%", "__", "\x00\x00", "<script>"])
def test_a_strange_search_finds_nothing(season: Season, treasurer: Browser, typed: str) -> None:
    answer = treasurer.get("/contributions/new", query_string={"q": typed})
    assert answer.status_code == 200
    assert "entry_id=" not in answer.text


def test_a_person_of_the_list_is_recorded(season: Season, treasurer: Browser) -> None:
    entry_id = season.entries[0]
    page = treasurer.get(f"/contributions/new?entry_id={entry_id}").text
    assert f'name="list_entry_id" value="{entry_id}"' in page
    fields = fields_of(season, list_entry_id=entry_id, paper_number="77")
    answer = treasurer.submit_fields("/contributions", fields)
    assert answer.status_code == 303
    assert printed() == ["Nguyễn Văn An"]
    assert db.session.scalar(sa.select(Voucher.paper_number)) == "77"
    again = treasurer.submit_fields("/contributions", fields)
    assert again.location == answer.location


def test_another_giver_is_recorded_and_found_the_next_time(
    season: Season, treasurer: Browser
) -> None:
    page = treasurer.get("/contributions/new?other=1").text
    assert "Người nộp là" in page
    fields = fields_of(season, kind="business", name="Công ty TNHH 2-9", place="Ấp Tân Lập")
    assert treasurer.submit_fields("/contributions", fields).status_code == 303
    contributor_id = db.session.scalars(sa.select(Contributor.id)).one()
    page = treasurer.get("/contributions/new?q=cong ty").text
    assert f"contributor_id={contributor_id}" in page
    page = treasurer.get(f"/contributions/new?contributor_id={contributor_id}").text
    assert "Công ty TNHH 2-9" in page
    fields = fields_of(season, contributor_id=contributor_id, amount_vnd="1.000.000")
    assert treasurer.submit_fields("/contributions", fields).status_code == 303
    assert printed() == ["Công ty TNHH 2-9"] * 2


def test_an_anonymous_giver_needs_no_name(season: Season, treasurer: Browser) -> None:
    fields = fields_of(season, kind="anonymous", name="", place="")
    assert treasurer.submit_fields("/contributions", fields).status_code == 303
    assert printed() == ["Người ủng hộ không nêu tên"]


@pytest.mark.parametrize(
    ("kind", "name", "sentence"),
    [
        ("", "Trần Văn Bảy", "Chọn người nộp thuộc diện nào."),
        ("king", "Trần Văn Bảy", "Lựa chọn này không có trong danh sách."),
        ("staff", "", "Chưa nhập họ tên."),
        ("staff", "\u200b", "Chưa nhập họ tên."),
        ("staff", "Nguyễn Văn \u0410", "Họ tên có ký tự lạ: “\u0410” (vị trí 12)."),
        ("staff", "Trần\u202eVăn", "Họ tên có ký tự ẩn; đã đánh dấu để sửa."),
        ("staff", "<script>", "Họ tên chỉ gồm chữ cái, dấu cách, dấu nháy và gạch nối."),
        ("staff", "A" * 10_000, "Họ tên tối đa 150 ký tự."),
        ("business", "", "Chưa nhập tên tổ chức."),
        ("business", "Công ty <b>", "Tên tổ chức chỉ gồm"),
    ],
)
def test_a_giver_without_a_proper_name_is_refused(
    season: Season, treasurer: Browser, kind: str, name: str, sentence: str
) -> None:
    answer = treasurer.submit_fields("/contributions", fields_of(season, kind=kind, name=name))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Chưa ghi sổ khoản nào." in answer.text
    assert printed() == []


def test_a_name_in_separate_marks_is_stored_whole(season: Season, treasurer: Browser) -> None:
    fields = fields_of(season, kind="staff", name="Trâ\u0300n Thi\u0323 Ha\u0300")
    assert treasurer.submit_fields("/contributions", fields).status_code == 303
    assert printed() == ["Trần Thị Hà"]


def test_all_that_is_wrong_is_said_at_once_and_kept(season: Season, treasurer: Browser) -> None:
    fields = fields_of(season, kind="staff", name="Trần 1", amount_vnd="", received_on="31/04/2024")
    page = treasurer.submit_fields("/contributions", fields).text
    for sentence in ("Chưa nhập số tiền.", "Ngày 31/04/2024 không có trong lịch.", "Họ tên chỉ"):
        assert page.count(sentence) == 2
    assert 'value="Trần 1"' in page


def test_a_repetition_is_asked_about(season: Season, treasurer: Browser) -> None:
    fields = fields_of(season, list_entry_id=season.entries[0])
    treasurer.submit_fields("/contributions", fields)
    again = fields_of(season, list_entry_id=season.entries[0])
    answer = treasurer.submit_fields("/contributions", again)
    assert answer.status_code == 422
    assert "Có thể trùng phiếu số 1 hôm nay" in answer.text
    assert "Nguyễn Văn An" in answer.text


def test_a_changed_form_under_one_key_is_refused(season: Season, treasurer: Browser) -> None:
    fields = fields_of(season, list_entry_id=season.entries[0])
    treasurer.submit_fields("/contributions", fields)
    answer = treasurer.submit_fields("/contributions", fields | {"amount_vnd": "600.000"})
    assert answer.status_code == 409
    assert "Phiếu này đã được ghi với 500.000 đồng." in answer.text


def test_givers_of_another_unit_do_not_exist(season: Season, treasurer: Browser) -> None:
    entry_id = season.agency_entries[0]
    assert treasurer.get(f"/contributions/new?entry_id={entry_id}").status_code == 404
    assert treasurer.get("/contributions/new?contributor_id=9").status_code == 404
    answer = treasurer.submit_fields("/contributions", fields_of(season, list_entry_id=entry_id))
    assert answer.status_code == 404
    assert printed() == []


def test_smuggled_fields_are_refused(season: Season, treasurer: Browser) -> None:
    fields = fields_of(season, list_entry_id=season.entries[0], party_unit_id=1)
    answer = treasurer.submit_fields("/contributions", fields)
    assert answer.status_code == 422
    assert "Dữ liệu gửi lên có trường lạ." in answer.text


def test_without_a_campaign_the_page_says_so(client: Browser, world: make.World) -> None:
    client.log_in(Role.COMMUNE_TREASURER.value)
    assert "Chưa có đợt vận động nào" in client.get("/contributions/new").text


def test_late_money_can_be_given_to_an_older_campaign(season: Season, treasurer: Browser) -> None:
    older = make.open_campaign(season.world, 2023)
    page = treasurer.get(f"/contributions/new?campaign_id={older}").text
    assert "<strong>Đợt vận động năm 2023</strong>" in page
    entry_id = collecting.entries_of(older, season.cell_id)[0]
    fields = fields_of(season, campaign_id=older, list_entry_id=entry_id)
    answer = treasurer.submit_fields("/contributions", fields)
    assert "nộp sau thời hạn" in treasurer.get(answer.location).text
