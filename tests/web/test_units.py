"""Units on screen: the tree by levels, counts without names, names that change from a day."""

import re

import pytest
import sqlalchemy as sa

from ledger.db import db, run
from ledger.models.books import Book, Rule
from ledger.models.party_members import MemberStanding
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.users import Role
from ledger.reports.scope import name_on
from ledger.services.members import NewMember, add_members
from ledger.services.units import found_unit
from tests import make
from tests.web.browser import Browser
from tests.web.conftest import username_of


def plain(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", html).split())


def people_in(cell_id: int, number: int) -> None:
    people = [
        NewMember(full_name="Hồ Thị Bí Mật", birth_year=1970, standing=MemberStanding.WORKING)
    ] * number

    def work() -> None:
        add_members(None, db.session.get_one(PartyUnit, cell_id), people)

    run(work)


def names(**changed: str) -> dict[str, object]:
    return {
        "starts_on": "01/07/2025",
        "organisation": "Đảng bộ xã Long Sơn",
        "committee": "Đảng ủy xã Long Sơn",
        "short": "",
        "address": "",
        "head_title": "",
        "head": "",
        "accountant": "",
        "cashier": "",
        **changed,
    }


@pytest.mark.parametrize("role", Role)
def test_everybody_looks_at_their_own_part_of_the_tree(
    client: Browser, world: make.World, role: Role
) -> None:
    people_in(world.cell_ids[0], 3)
    client.log_in(username_of(role))
    page = client.get("/units").text
    assert "Hồ Thị Bí Mật" not in page
    own = {
        Role.COMMUNE_TREASURER: ("Đảng bộ xã Long Sơn", "Chi bộ ấp Tân Lập"),
        Role.SECRETARY: ("Đảng bộ xã Long Sơn", "Chi bộ ấp Hòa Bình"),
        Role.AGENCY_TREASURER: ("Chi bộ Phòng Tài chính – Kế hoạch", "nộp về Văn phòng"),
    }.get(role, ("Đảng bộ huyện Tân Hòa", "Đảng bộ xã Long Sơn"))
    assert own[0] in page
    assert own[1] in page


def test_a_unit_shows_counts_money_and_names(both_client: Browser, both_world: make.World) -> None:
    people_in(both_world.cell_ids[0], 3)
    both_client.log_in("commune_treasurer")
    page = plain(both_client.get(f"/units/{both_world.commune_id}").text)
    assert "đang công tác 3 · khu dân cư 0" in page
    assert "Quỹ đang giữ 0 đ" in page
    assert "Chi bộ ấp Tân Lập 3 3" in page
    assert "3 người chưa có lương" in page
    assert "Tên cấp ủy Đảng ủy xã Long Sơn 01/01/2022" in page
    both_client.log_out()
    both_client.log_in("standing_committee")
    assert "chưa có lương" not in both_client.get(f"/units/{both_world.commune_id}").text
    district = plain(both_client.get("/units").text)
    assert "Đảng bộ xã Long Sơn Đảng bộ xã 2 3 3 0" in district


def test_other_units_and_unknown_ones_are_the_same_nothing(
    client: Browser, world: make.World
) -> None:
    client.log_in("commune_treasurer")
    for number in (world.agency_id, world.district_id, 999_999, 10**30):
        answer = client.get(f"/units/{number}")
        assert answer.status_code == 404
        assert "Không tìm thấy." in answer.text
    client.log_out()
    client.log_in("quantri")
    assert client.get("/units/999999/edit").status_code == 404
    assert client.get("/units/999999/below/new").status_code == 404
    assert client.submit_fields("/units/999999/names", names()).status_code == 404


def test_the_administrator_adds_a_commune_with_its_book(
    both_client: Browser, both_world: make.World
) -> None:
    both_client.log_in("quantri")
    district = both_world.district_id
    assert both_client.get(f"/units/{district}/below/new").status_code == 200
    answer = both_client.submit(
        f"/units/{district}/below",
        kind="town_committee",
        organisation="Đảng bộ thị trấn Tân Hòa",
        committee="Đảng ủy thị trấn Tân Hòa",
        short="thị trấn Tân Hòa",
        address="Khu phố 1",
        starts_on="01/01/2022",
    )
    assert answer.status_code == 303
    page = plain(both_client.get(answer.location).text)
    assert "Đảng bộ thị trấn Tân Hòa" in page
    assert "Sổ: sử dụng tại đơn vị." in page
    assert "Trực thuộc: Đảng bộ huyện Tân Hòa" in page
    unit_id = int(answer.location.rpartition("/")[2])
    rule = db.session.scalar(sa.select(Book.rule).where(Book.party_unit_id == unit_id))
    assert rule is Rule.KEEP
    assert "Chưa có tổ chức trực thuộc nào." in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"organisation": " "}, "Chưa nhập tên tổ chức."),
        ({"organisation": "<b>"}, "Tên tổ chức chỉ gồm chữ cái"),
        ({"organisation": "Chi bộ ấp Hoà Bình"}, "Đã có «Chi bộ ấp Hoà Bình» ở đây."),
        ({"kind": "agency_cell"}, "Loại tổ chức này không trực thuộc"),
        ({"kind": "empire"}, "Lựa chọn này không có trong danh sách."),
        ({"starts_on": "12/31/2022"}, "Ngày theo thứ tự ngày/tháng/năm."),
        ({"rule": "remit"}, "Dữ liệu gửi lên có trường lạ."),
        ({"parent_id": "1"}, "Dữ liệu gửi lên có trường lạ."),
    ],
)
def test_a_unit_that_cannot_be_is_refused_in_words(
    client: Browser, world: make.World, changed: dict[str, str], sentence: str
) -> None:
    client.log_in("quantri")
    typed = {
        "kind": "cell",
        "organisation": "Chi bộ Trạm Y tế",
        "committee": "",
        "short": "",
        "address": "Ấp 2",
        "starts_on": "01/01/2022",
    }
    answer = client.submit_fields(f"/units/{world.commune_id}/below", {**typed, **changed})
    assert answer.status_code == 422
    assert sentence in plain(answer.text)
    assert 'value="Ấp 2"' in answer.text


def test_a_cell_takes_nothing_below_it(client: Browser, world: make.World) -> None:
    client.log_in("quantri")
    page = client.get(f"/units/{world.cell_ids[0]}/below/new").text
    assert "không có tổ chức trực thuộc" in page
    assert "/below/new" not in client.get(f"/units/{world.cell_ids[0]}").text


def test_a_name_changes_from_a_day(both_client: Browser, both_world: make.World) -> None:
    both_client.log_in("quantri")
    unit_id = both_world.commune_id
    form = both_client.get(f"/units/{unit_id}/edit").text
    assert 'value="Đảng bộ xã Long Sơn"' in form
    assert "f-office" not in form
    answer = both_client.submit_fields(
        f"/units/{unit_id}/names", names(starts_on="01/07/2099", cashier="Lê Thị Hà")
    )
    assert answer.status_code == 303
    page = plain(both_client.get(f"/units/{unit_id}").text)
    assert "Thủ quỹ Lê Thị Hà (áp dụng từ ngày tới) 01/07/2099" in page
    assert "✓ Đã lưu tên gọi." in page
    assert name_on(unit_id, NameKind.CASHIER) == ""


def test_a_districts_organs_are_named_too_and_a_cell_has_few_names(
    client: Browser, world: make.World
) -> None:
    client.log_in("quantri")
    district = client.get(f"/units/{world.district_id}/edit").text
    assert "f-standing_committee" in district
    cell = client.get(f"/units/{world.cell_ids[0]}/edit").text
    assert "f-committee" not in cell
    assert "f-receipt_title" not in cell
    answer = client.submit_fields(
        f"/units/{world.cell_ids[0]}/names",
        {"starts_on": "01/07/2022", "organisation": "Chi bộ Hai", "head_title": "", "head": ""},
    )
    assert answer.status_code == 303
    assert name_on(world.cell_ids[0], NameKind.ORGANISATION) == "Chi bộ Hai"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"organisation": ""}, "Chưa nhập tên tổ chức."),
        ({"starts_on": ""}, "Chưa nhập ngày áp dụng."),
        ({"starts_on": "01/01/2020"}, "Tổ chức này bắt đầu từ ngày 01/01/2022."),
        ({"head": "A1"}, "Họ tên chỉ gồm chữ cái"),
        ({"unit_id": "3"}, "Dữ liệu gửi lên có trường lạ."),
    ],
)
def test_names_that_cannot_be_are_refused_in_words(
    client: Browser, world: make.World, changed: dict[str, str], sentence: str
) -> None:
    client.log_in("quantri")
    answer = client.submit_fields(
        f"/units/{world.commune_id}/names", names(address="Ấp 2", **changed)
    )
    assert answer.status_code == 422
    assert sentence in plain(answer.text)
    assert 'value="Ấp 2"' in answer.text


def test_receipts_take_the_name_that_the_unit_uses(client: Browser, world: make.World) -> None:
    client.log_in("quantri")
    answer = client.submit(
        f"/units/{world.commune_id}/receipts",
        receipt_title="bien_lai",
        receipt_form="C45-BB",
        receipts_per="list",
    )
    assert answer.status_code == 303
    page = plain(client.get(f"/units/{world.commune_id}").text)
    assert "Biên lai thu tiền – mẫu C45-BB" in page
    assert "mỗi danh sách ký nộp một phiếu thu" in page
    answer = client.submit(f"/units/{world.commune_id}/receipts", receipt_title="bill")
    assert answer.status_code == 422
    assert "Lựa chọn này không có trong danh sách." in answer.text


def test_a_large_district_stays_a_light_page(client: Browser, world: make.World) -> None:
    def work() -> None:
        from ledger.models.party_units import UnitKind

        district = db.session.get_one(PartyUnit, world.district_id)
        for number in range(60):
            found_unit(
                None,
                parent=district,
                kind=UnitKind.COMMUNE_COMMITTEE,
                names={NameKind.ORGANISATION: f"Đảng bộ xã Rất Là Dài Tên Số {number}"},
                starts_on=make.START,
                rule=Rule.KEEP,
            )

    run(work)
    client.log_in("quantri")
    assert client.get("/units").text.count('<th scope="row">') == 62  # and below 50 kB
