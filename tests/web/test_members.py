"""Members on screen: found, kept, asked about when they resemble someone, pay for the few."""

import re

import pytest
import sqlalchemy as sa

from ledger.db import db, run
from ledger.models.party_members import MemberStanding, PartyMember
from ledger.models.party_units import PartyUnit
from ledger.models.users import Role
from ledger.services.members import NewMember, add_members
from tests import make
from tests.web.browser import Browser


def typed(cell_id: int, **changed: object) -> dict[str, object]:
    return {
        "cell_id": cell_id,
        "full_name": "Nguyễn Văn An",
        "birth_year": "1975",
        "position": "",
        "standing": "working",
        "pay_kind": "coefficient",
        "coefficient": "3,66",
        "allowance": "0,20",
        "pay_amount": "",
        "not_asked_reason": "",
        "not_asked_decided_by": "",
        **changed,
    }


def add(client: Browser, cell_id: int, **changed: object) -> int:
    answer = client.submit_fields("/members", typed(cell_id, **changed))
    assert answer.status_code == 303, answer.text
    return int(answer.location.rpartition("/")[2])


def plain(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", html).split())


def count() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(PartyMember)) or 0


def fill(world: make.World, number: int) -> None:
    people = [
        NewMember(
            full_name=f"Nguyễn Thị Thanh {'ABCDEGHIK'[n % 9]}",
            birth_year=1940 + n % 60,
            standing=MemberStanding.RESIDENTIAL,
        )
        for n in range(number)
    ]

    def work() -> None:
        add_members(None, db.session.get_one(PartyUnit, world.cell_ids[0]), people)

    run(work)


def test_a_treasurer_adds_a_member_and_reads_the_pay_again(
    both_client: Browser, both_world: make.World
) -> None:
    both_client.log_in("commune_treasurer")
    assert both_client.get("/members/new").status_code == 200
    member_id = add(both_client, both_world.cell_ids[0])
    page = plain(both_client.get(f"/members/{member_id}").text)
    assert "Đã thêm Nguyễn Văn An." in page
    assert "hệ số 3,66 + phụ cấp 0,20" in page
    assert "thêm vào danh sách – Người dùng commune_treasurer" in page
    listed = plain(both_client.get("/members").text)
    assert "Nguyễn Văn An (1975) Chi bộ ấp Tân Lập đang công tác" in listed


def test_the_form_of_a_member_shows_what_is_recorded_and_changes_it(
    client: Browser, world: make.World
) -> None:
    client.log_in("commune_treasurer")
    member_id = add(client, world.cell_ids[0])
    form = client.get(f"/members/{member_id}/edit").text
    for value in ('value="Nguyễn Văn An"', 'value="1975"', 'value="3,66"', 'value="0,20"'):
        assert value in form
    answer = client.submit_fields(
        f"/members/{member_id}/edit",
        typed(
            world.cell_ids[1],
            full_name="Nguyễn Văn Ân",
            pay_kind="monthly_pay",
            pay_amount="7.450.000",
            not_asked_reason="away",
            not_asked_decided_by="Đảng ủy xã",
        ),
    )
    assert answer.status_code == 303
    page = plain(client.get(f"/members/{member_id}").text)
    assert "Nguyễn Văn Ân" in page
    assert "lương tháng 7.450.000 đồng" in page
    assert "không vận động: vắng mặt ở địa phương (do Đảng ủy xã quyết định)" in page
    assert "sửa lương" in page
    assert 'value="7.450.000"' in client.get(f"/members/{member_id}/edit").text


def test_what_was_typed_stays_when_something_is_wrong(client: Browser, world: make.World) -> None:
    client.log_in("commune_treasurer")
    answer = client.submit_fields(
        "/members", typed(world.cell_ids[0], full_name="  ", coefficient="abc")
    )
    assert answer.status_code == 422
    assert 'href="#f-full_name">Chưa nhập họ tên.' in answer.text
    assert 'value="abc"' in answer.text
    assert "«abc» không phải là số" in answer.text
    member_id = add(client, world.cell_ids[0])
    answer = client.submit_fields(
        f"/members/{member_id}/edit", typed(world.cell_ids[0], birth_year="x")
    )
    assert answer.status_code == 422
    assert 'value="x"' in answer.text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"full_name": "\u200b"}, "Chưa nhập họ tên."),
        ({"full_name": "Nguyễn Văn \u0410"}, "Họ tên có ký tự lạ: “\u0410” (vị trí 12)."),
        ({"full_name": "Lê\u202e A"}, "Họ tên có ký tự ẩn; đã đánh dấu để sửa."),
        ({"full_name": "NguyÔn ThÞ Hßa"}, "Tệp dùng bảng mã TCVN3"),
        ({"full_name": "A" * 10_000}, "Họ tên tối đa 150 ký tự."),
        ({"full_name": "<script>"}, "Họ tên chỉ gồm chữ cái, dấu cách, dấu nháy và gạch nối."),
        ({"full_name": "{{7*7}}"}, "Họ tên chỉ gồm chữ cái, dấu cách, dấu nháy và gạch nối."),
        ({"is_admin": "1"}, "Dữ liệu gửi lên có trường lạ."),
        ({"role": "admin"}, "Dữ liệu gửi lên có trường lạ."),
        ({"party_unit_id": "1"}, "Dữ liệu gửi lên có trường lạ."),
    ],
)
def test_bad_names_and_strange_fields_are_answered_in_words(
    client: Browser, world: make.World, changed: dict[str, str], sentence: str
) -> None:
    client.log_in("commune_treasurer")
    answer = client.submit_fields("/members", typed(world.cell_ids[0], **changed))
    assert answer.status_code == 422
    assert sentence in plain(answer.text)
    assert count() == 0


def test_a_name_in_nfd_is_stored_in_nfc_and_found(client: Browser, world: make.World) -> None:
    import unicodedata

    client.log_in("commune_treasurer")
    add(client, world.cell_ids[0], full_name=unicodedata.normalize("NFD", "Hồ Ngọc Hoà"))
    assert "Hồ Ngọc Hoà" in client.get("/members?q=hòa").text
    assert db.session.scalar(sa.select(PartyMember.full_name)) == "Hồ Ngọc Hoà"


def test_free_text_is_shown_literally(client: Browser, world: make.World) -> None:
    client.log_in("commune_treasurer")
    member_id = add(
        client,
        world.cell_ids[0],
        not_asked_reason="unit_decision",
        not_asked_decided_by="<b>=HYPERLINK()</b>",
    )
    assert "&lt;b&gt;=HYPERLINK()&lt;/b&gt;" in client.get(f"/members/{member_id}").text


def test_a_doubled_click_asks_instead_of_adding_the_person_twice(
    client: Browser, world: make.World
) -> None:
    client.log_in("commune_treasurer")
    add(client, world.cell_ids[0])
    answer = client.submit_fields("/members", typed(world.cell_ids[1]))
    assert answer.status_code == 422
    assert "Có thể trùng với Nguyễn Văn An (1975), Chi bộ ấp Tân Lập." in plain(answer.text)
    assert 'name="is_another_person"' in answer.text
    assert count() == 1
    add(client, world.cell_ids[1], is_another_person="1")
    assert count() == 2


def test_members_of_other_units_and_unknown_ones_are_the_same_nothing(
    client: Browser, world: make.World
) -> None:
    client.log_in("commune_treasurer")
    member_id = add(client, world.cell_ids[0])
    client.log_out()
    client.log_in("agency_treasurer")
    assert client.get(f"/members/{10**30}").status_code == 404
    for number in (member_id, 999_999):
        for answer in (
            client.get(f"/members/{number}"),
            client.get(f"/members/{number}/edit"),
            client.submit_fields(f"/members/{number}/edit", typed(world.agency_id)),
            client.submit(f"/members/{number}/leave", left_on="01/01/2022"),
            client.submit(f"/members/{number}/come-back"),
        ):
            assert answer.status_code == 404
            assert "Không tìm thấy." in answer.text
    assert client.get(f"/members?unit_id={world.commune_id}").status_code == 404
    answer = client.submit_fields("/members", typed(world.cell_ids[0]))
    assert answer.status_code == 404
    assert count() == 1


def test_the_inspector_reads_names_and_never_pay(client: Browser, world: make.World) -> None:
    client.log_in("commune_treasurer")
    member_id = add(client, world.cell_ids[0])
    add(client, world.cell_ids[0], full_name="Lê Thị Hà", pay_kind="", coefficient="", allowance="")
    client.log_out()
    client.log_in("inspector")
    page = client.get(f"/members/{member_id}").text
    assert "Nguyễn Văn An" in page
    listed = client.get("/members").text
    assert "Lê Thị Hà" in listed
    for text in (page, listed, client.get("/members?show=without_pay").text):
        assert "3,66" not in text
        assert "hệ số" not in text
        assert "chưa có lương" not in text
    assert client.get(f"/members/{member_id}/edit").status_code == 403


def test_the_secretary_reads_pay_and_changes_nothing(client: Browser, world: make.World) -> None:
    client.log_in("commune_treasurer")
    member_id = add(client, world.cell_ids[0])
    client.log_out()
    client.log_in("secretary")
    page = client.get(f"/members/{member_id}").text
    assert "hệ số 3,66" in page
    assert "/edit" not in page
    assert client.submit(f"/members/{member_id}/leave", left_on="01/01/2022").status_code == 403


def test_a_member_leaves_from_a_day_and_comes_back(client: Browser, world: make.World) -> None:
    client.log_in("commune_treasurer")
    member_id = add(client, world.cell_ids[0])
    for day, sentence in (
        ("31/12/2099", "Ngày rời danh sách không được sau hôm nay"),
        ("29/02/2023", "Ngày 29/02/2023 không có trong lịch."),
        ("", "Chưa nhập ngày."),
    ):
        answer = client.submit(f"/members/{member_id}/leave", left_on=day)
        assert answer.status_code == 422
        assert sentence in answer.text
    assert client.submit(f"/members/{member_id}/leave", left_on="01/05/2022").status_code == 303
    page = plain(client.get(f"/members/{member_id}").text)
    assert "đã rời danh sách từ 01/05/2022" in page
    assert "✓ Đã đưa ra khỏi danh sách." in page
    assert "Nguyễn Văn An" not in client.get("/members").text
    assert "Nguyễn Văn An" in client.get("/members?show=left").text
    assert 'value="1"' not in client.get(f"/members/{member_id}/edit").text
    assert client.submit(f"/members/{member_id}/come-back").status_code == 303
    assert "Nguyễn Văn An" in client.get("/members").text
    assert client.submit(f"/members/{member_id}/come-back", x="1").status_code == 422


def test_a_long_list_is_paged_and_every_page_is_light(client: Browser, world: make.World) -> None:
    fill(world, 130)
    client.log_in("commune_treasurer")
    address, seen, pages = "/members", 0, 0
    while address:
        page = client.get(address).text
        seen += page.count('<th scope="row">')
        pages += 1
        found = re.search(r'href="([^"]+)" rel="next"', page)
        address = found[1].replace("&amp;", "&") if found else ""
    assert (seen, pages) == (130, 3)
    assert "Người thứ 121 đến 130 trong 130 người" in plain(page)


@pytest.mark.parametrize(
    "query",
    [
        "?after=-1",
        "?after=9999999999999999999999",
        "?unit_id=abc",
        "?show=password",
        "?after=' OR 1=1 --",
        "?page=-1&limit=1000000000",
    ],
)
def test_odd_parameters_mean_the_first_page(client: Browser, world: make.World, query: str) -> None:
    fill(world, 3)
    client.log_in("commune_treasurer")
    answer = client.get(f"/members{query}")
    assert answer.status_code == 200
    assert "3 người" in plain(answer.text)


def test_a_number_in_the_bars_search_leads_to_the_receipts(
    client: Browser, world: make.World
) -> None:
    client.log_in("commune_treasurer")
    answer = client.get("/members?q=129/2022")
    assert (answer.status_code, answer.location) == (303, "/receipts?q=129/2022")
    assert 'href="/receipts?q=An"' in client.get("/members?q=An").text


@pytest.mark.parametrize("search", ["' OR 1=1 --", "\x00", "%", "_", "a" * 5000])
def test_strange_searches_are_ordinary_and_empty(
    client: Browser, world: make.World, search: str
) -> None:
    fill(world, 3)
    client.log_in("commune_treasurer")
    answer = client.get("/members", query_string={"q": search})
    assert answer.status_code == 200
    assert "Không có ai khớp" in answer.text


def test_an_empty_list_says_what_to_do_next(client: Browser) -> None:
    client.log_in("commune_treasurer")
    page = client.get("/members").text
    assert "Chưa có đảng viên nào" in page
    assert 'href="/member-imports/new"' in page
    client.log_out()
    client.log_in("secretary")
    assert "Thủ quỹ của đơn vị thêm" in client.get("/members").text


def test_a_cells_list_is_in_printed_order_and_offers_to_add_there(
    client: Browser, world: make.World
) -> None:
    client.log_in("commune_treasurer")
    for name in ("Trần Văn Tý", "Lê Thị Ánh"):
        add(client, world.cell_ids[0], full_name=name)
    client.get("/members")  # says what was added last
    page = client.get(f"/members?unit_id={world.cell_ids[0]}").text
    assert page.index("Trần Văn Tý") < page.index("Lê Thị Ánh")
    assert f'href="/members/new?cell_id={world.cell_ids[0]}"' in page
    form = client.get(f"/members/new?cell_id={world.cell_ids[0]}").text
    assert f'<option value="{world.cell_ids[0]}" selected>' in form


@pytest.mark.parametrize(
    "role",
    [
        role
        for role in Role
        if role
        not in {Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER, Role.SECRETARY, Role.INSPECTOR}
    ],
)
def test_names_are_not_for_offices_above_the_unit(
    client: Browser, world: make.World, role: Role
) -> None:
    client.log_in("quantri" if role is Role.ADMIN else role.value)
    assert client.get("/members").status_code == 403


def test_a_members_page_leads_to_recording_and_to_receipts(
    client: Browser, world: make.World
) -> None:
    client.log_in("commune_treasurer")
    member_id = add(client, world.cell_ids[0])
    page = client.get(f"/members/{member_id}").text
    assert 'href="/contributions/new?q=Nguy' in page
    assert 'href="/receipts?q=Nguy' in page
    client.log_out()
    client.log_in("secretary")
    page = client.get(f"/members/{member_id}").text
    assert "/contributions/new" not in page
    assert 'href="/receipts?q=Nguy' in page
