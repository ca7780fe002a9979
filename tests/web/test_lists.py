"""Pages of a unit's list: who has not given yet, below and above; late additions."""

import re

import pytest

from ledger.db import db, run
from ledger.models.books import Rule
from ledger.models.party_members import MemberStanding, NotAskedReason
from ledger.models.party_units import PartyUnit, UnitKind
from ledger.models.users import Role
from ledger.services import campaign_units, campaigns, members
from ledger.services.members import NewMember
from ledger.web import installation
from tests import collecting, make
from tests.collecting import Season
from tests.conftest import Store
from tests.web.browser import Browser
from tests.web.conftest import browser_on


@pytest.fixture
def at(sqlite_store: Store) -> Season:
    """A season with six people in the first cell; the third and the sixth live in the village."""
    installation.forget(sqlite_store.app)
    return collecting.season(people=6)


@pytest.fixture
def client(sqlite_store: Store, at: Season) -> Browser:
    """A browser in that season's district; nobody is logged in."""
    return browser_on(sqlite_store)


def people(page: str) -> list[str]:
    """Return the names in the table of people, in order."""
    table = page.partition('aria-labelledby="people"')[2]
    return [name.strip() for name in re.findall(r'<th scope="row">([^<(]+)', table)]


def test_the_roll_shows_levels_sums_and_who_has_not_given(client: Browser, at: Season) -> None:
    collecting.give(at, 248_891, 100_000, 70_000)
    client.log_in(at.treasurer.username)

    page = client.get(f"/campaigns/{at.campaign_id}/list").text

    assert people(page) == [*(collecting.name(place) for place in range(6)), "Đặng Thị Lan"]
    assert "2,34 × 2.340.000 ÷ 22 = 248.891" in page
    for words in (
        "Tất cả (7)",
        "Chưa ủng hộ (4)",
        "Dưới mức vận động (1)",
        "Trên mức (1)",
        "Cộng 2 chi bộ",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("which=not_yet", [3, 4, 5]),
        ("which=below", [1]),
        ("which=above", [2]),
        ("which=password", [0, 1, 2, 3, 4, 5]),
        ("page=-1", [0, 1, 2, 3, 4, 5]),
        ("page=x&which=", [0, 1, 2, 3, 4, 5]),
        ("page=99999999999999999999", [0, 1, 2, 3, 4, 5]),
    ],
)
def test_a_choice_narrows_the_list_and_nonsense_is_left_out(
    client: Browser, at: Season, query: str, places: list[int]
) -> None:
    collecting.give(at, 248_891, 100_000, 70_000)
    client.log_in(at.treasurer.username)

    page = client.get(f"/campaigns/{at.campaign_id}/list?cell={at.cell_id}&{query}")

    assert page.status_code == 200
    assert people(page.text) == [collecting.name(place) for place in places]


def test_a_cell_of_another_unit_does_not_exist(client: Browser, at: Season) -> None:
    client.log_in(at.treasurer.username)

    for cell in (at.world.agency_id, 10**18):
        assert client.get(f"/campaigns/{at.campaign_id}/list?cell={cell}").status_code == 404
    assert client.get("/campaigns/999/list").status_code == 404


def test_an_empty_choice_says_so(client: Browser, at: Season) -> None:
    client.log_in(at.treasurer.username)

    page = client.get(f"/campaigns/{at.campaign_id}/list?which=above")

    assert "Không có ai ở mục này." in page.text


def test_names_stay_inside_the_unit(client: Browser, at: Season) -> None:
    path = f"/campaigns/{at.campaign_id}/list"
    inside = make.actor(at.world.commune_id, Role.SECRETARY)
    client.log_in(inside.username)
    assert collecting.name(0) in client.get(path).text
    client.log_out()

    above = make.actor(at.world.district_id, Role.SECRETARY)
    client.log_in(above.username)
    page = client.get(path)
    assert page.status_code == 403
    assert "chỉ mở cho thủ quỹ và bí thư của chính đơn vị" in page.text


def test_a_draft_has_no_list_yet(client: Browser, at: Season) -> None:
    draft = make.draft_campaign(at.world, 2025)
    client.log_in(at.treasurer.username)

    page = client.get(f"/campaigns/{draft}/list").text

    assert "Đợt vận động chưa mở nên chưa có danh sách." in page
    assert "không thêm người được" in client.get(f"/campaigns/{draft}/list/new").text


def test_a_forgotten_member_is_added_with_the_reason(client: Browser, at: Season) -> None:
    path = f"/campaigns/{at.campaign_id}/list"
    client.log_in(at.treasurer.username)
    assert "Mọi đảng viên của đơn vị đã có trong danh sách." in client.get(f"{path}/new").text
    member_id = make.member(at.cell_id, "Người Bị Sót")
    assert "Người Bị Sót (1980) – Chi bộ ấp Tân Lập" in client.get(f"{path}/new").text

    refused = client.submit(path, member_id=member_id, reason=" ")
    added = client.submit(path, member_id=member_id, reason="Bỏ sót khi lập")
    again = client.submit(path, member_id=member_id, reason="Bỏ sót khi lập")

    assert refused.status_code == 422
    assert "Chưa nhập lý do thêm vào danh sách." in refused.text
    assert "thêm sau khi mở: Bỏ sót khi lập" in client.get(added.location).text
    assert again.status_code == 409
    assert "mỗi đảng viên được tính một lần trong năm" in again.text


def test_who_is_listed_elsewhere_is_named_and_not_offered(client: Browser, at: Season) -> None:
    moved = make.member(at.world.agency_id, "Người Chuyển Đến")
    run(campaign_units.add_to_list, at.agency_treasurer, at.campaign_id, moved, "Bỏ sót")
    run(make.move, moved, at.cell_id)
    client.log_in(at.treasurer.username)

    page = client.get(f"/campaigns/{at.campaign_id}/list/new").text

    assert "Đã có ở danh sách khác" in page
    assert "Người Chuyển Đến (1980) – Chi bộ Phòng Tài chính – Kế hoạch" in page
    assert f'value="{moved}"' not in page


def test_a_pay_entered_later_makes_the_level_by_a_button(client: Browser, at: Season) -> None:
    member_id = make.member(at.cell_id, "Người Mới", pay=None)
    path = f"/campaigns/{at.campaign_id}/list"
    client.log_in(at.treasurer.username)
    client.submit(path, member_id=member_id, reason="Bỏ sót")
    entry_id = make.entry_of(member_id).id
    assert "chưa có hệ số lương" in client.get(path).text

    still = client.submit(f"{path}/{entry_id}/recompute")
    assert "Vẫn chưa có hệ số lương" in client.get(still.location).text
    run(
        members.edit_member,
        at.treasurer,
        member_id,
        cell_id=at.cell_id,
        full_name="Người Mới",
        birth_year=1980,
        standing=MemberStanding.WORKING,
        pay=make.STARTER_PAY,
    )
    done = client.submit(f"{path}/{entry_id}/recompute")

    assert "Đã tính lại mức." in client.get(done.location).text
    assert make.entry_of(member_id).asked_vnd == 248_891
    assert client.submit(f"{path}/{entry_id}/recompute", more="1").status_code == 422
    assert client.submit(f"/campaigns/999/list/{entry_id}/recompute").status_code == 404
    run(campaigns.close_campaign, make.board(at.world), at.campaign_id)
    assert client.submit(f"{path}/{entry_id}/recompute").status_code == 409


def test_a_full_page_of_a_big_unit_stays_light(client: Browser, at: Season) -> None:
    world = run(_big_commune, at)
    year = make.open_campaign(at.world, 2025, suggested_vnd=50_000)
    treasurer = make.actor(world, Role.COMMUNE_TREASURER)
    client.log_in(treasurer.username)

    with collecting.counted_statements() as seen:
        page = client.get(f"/campaigns/{year}/list")  # the browser checks its size

    assert len(people(page.text)) == 60
    assert "Trang 1 / 15" in page.text
    assert "Trang sau →" in page.text
    assert "← Trang trước" in client.get(f"/campaigns/{year}/list?page=2").text
    assert len(seen) <= 12


def _big_commune(at: Season) -> int:
    district = db.session.get_one(PartyUnit, at.world.district_id)
    commune = make.unit(
        district, UnitKind.COMMUNE_COMMITTEE, "Đảng bộ xã Thạnh Đức", rule=Rule.KEEP
    )
    for place in range(20):
        cell = make.unit(commune, UnitKind.CELL, f"Chi bộ ấp Thạnh Hòa số {place + 1}")
        people = [
            NewMember(
                full_name="Nguyễn Hoàng Phương Thảo",
                birth_year=1960,
                standing=MemberStanding.WORKING,
                pay=make.STARTER_PAY,
                not_asked_reason=NotAskedReason.EXEMPT_FROM_DUTIES if number % 7 == 0 else None,
                not_asked_decided_by="Chi ủy" if number % 7 == 0 else None,
            )
            for number in range(45)
        ]
        members.add_members(None, cell, people)
    return commune.id
