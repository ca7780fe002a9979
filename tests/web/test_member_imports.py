"""A unit's own list goes in through the screen: every row shown, then all or nothing."""

import hashlib
import re
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from ledger.db import db
from ledger.models.party_members import MemberStanding, PartyMember
from tests import make
from tests.unit.make_files import xlsx_of
from tests.web.browser import Browser

SAMPLE = Path(__file__).parents[1] / "samples" / "members.xlsx"
HEADER = "Họ và tên;Năm sinh;Chi bộ;Đối tượng;Hệ số lương"


def plain(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", html).split())


def csv_of(*lines: str) -> bytes:
    return "\n".join((HEADER, *lines)).encode("utf-8-sig")


def upload(client: Browser, body: bytes, filename: str = "ds.csv") -> TestResponse:
    return client.submit("/member-imports", file=(BytesIO(body), filename))


def kept(client: Browser, body: bytes, filename: str = "ds.csv") -> str:
    answer = upload(client, body, filename)
    assert answer.status_code == 303, answer.text
    return answer.location


def confirm(client: Browser, address: str, **changed: object) -> TestResponse:
    page = client.get(address).text
    fields: dict[str, object] = {
        name: value
        for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)"', page)
        if name != "csrf_token"
    }
    ticked = re.findall(r'name="(cells\[\d+\])"[^>]*checked', page)
    fields |= dict.fromkeys(ticked, "1")
    return client.submit_fields(f"{address}/confirm", fields | changed)


def people() -> list[PartyMember]:
    return list(db.session.scalars(sa.select(PartyMember).order_by(PartyMember.id)))


def test_the_sample_list_comes_in_through_the_screen(
    both_client: Browser, both_world: make.World
) -> None:
    both_client.log_in("commune_treasurer")
    assert both_client.get("/member-imports/new").status_code == 200
    address = kept(both_client, SAMPLE.read_bytes(), "members.xlsx")
    page = plain(both_client.get(address).text)
    assert "61 người, khớp dòng tổng của tệp; đọc được 61, trong đó 28 đang công tác" in page
    assert "Chi bộ Trường THCS – 11 người" in page
    assert "Sẽ thêm 61 người." in page
    assert "trong tệp: đ/c Lý Thanh Yến" in page
    assert "hệ số 4,65 + phụ cấp 0,50" in page
    assert "người có thể đã có" not in page
    assert people() == []
    second = plain(both_client.get(f"{address}?page=2").text)
    assert "trang 2/2" in second
    assert "Nhập danh sách đảng viên từ tệp" not in second

    assert confirm(both_client, address).status_code == 303

    found = people()
    assert len(found) == 61
    assert sum(member.standing is MemberStanding.WORKING for member in found) == 28
    done = plain(both_client.get(address).text)
    assert "Đã nhập 61 đảng viên" in done
    assert "61 người" in plain(both_client.get("/members").text)
    twins = plain(both_client.get("/members?q=ho ngoc hoa").text)
    assert "Hồ Ngọc Hoà (1962)" in twins
    assert "Hồ Ngọc Hoà (1969)" in twins


def test_every_error_is_shown_at_once_and_nothing_is_recorded(
    client: Browser, world: make.World
) -> None:
    client.log_in("commune_treasurer")
    body = csv_of(
        "Lê Văn Ba;1970;Chi bộ ấp Tân Lập;Khu dân cư;",
        ";1970;Chi bộ ấp Tân Lập;Khu dân cư;",
        "Lê Văn Tư;1970;;Khu dân cư;",
        "Lê Văn Năm;1970;Chi bộ ấp Tân Lập;sinh viên;",
    )
    address = kept(client, body)
    page = plain(client.get(address).text)
    assert "3 lỗi phải sửa" in page
    assert "Chưa nhập dòng nào." in page
    assert "3 Họ và tên Chưa nhập họ tên." in page
    assert "4 Chi bộ chưa ghi chi bộ" in page
    assert "không rõ đối tượng «sinh viên»" in page
    assert "Nhập danh sách" not in page
    answer = client.submit(f"{address}/confirm", sha256="0" * 64, plan="0" * 64)
    assert answer.status_code == 409
    sha256 = hashlib.sha256(body).hexdigest()
    answer = client.submit(f"{address}/confirm", sha256=sha256, plan="0" * 64)
    assert answer.status_code == 422
    assert "Danh sách còn 3 lỗi nên chưa nhập được dòng nào." in plain(answer.text)
    assert people() == []


def test_hundreds_of_errors_are_counted_and_the_first_hundred_shown(client: Browser) -> None:
    client.log_in("commune_treasurer")
    body = csv_of(*(f"Lê Văn Ba;{n};Chi bộ ấp Tân Lập;sinh viên;x" for n in range(1, 251)))
    page = client.get(kept(client, body)).text
    assert "750 lỗi phải sửa" in page
    assert "100 lỗi đầu tiên" in page
    assert page.count('<td class="num">') == 100  # and below 50 kB


def test_a_large_list_stays_a_light_page(client: Browser) -> None:
    client.log_in("commune_treasurer")
    body = csv_of(
        *(
            f"Nguyễn Thị Thanh {'ABCDEG'[n % 6]};{1950 + n % 40};Chi bộ ấp Số Hai Mươi {'ABCDEGHIK'[n % 9]};"
            "Đang công tác;3,66"
            for n in range(900)
        )
    )
    address = kept(client, body)
    first = plain(client.get(address).text)
    assert "Dưới đây là 60 dòng đầu" in first
    assert "trang 1/15" in first
    last = client.get(f"{address}?page=15").text
    assert last.count("<tr>") == 61
    for odd in ("0", "16", "-1", "x", "²", "9" * 5000):
        assert "trang 1/15" in plain(client.get(address, query_string={"page": odd}).text)


def test_likely_duplicates_are_added_only_when_ticked(
    both_client: Browser, both_world: make.World
) -> None:
    both_client.log_in("commune_treasurer")
    first = csv_of("Hồ Ngọc Hoà;1962;Chi bộ ấp Tân Lập;Khu dân cư;")
    assert confirm(both_client, kept(both_client, first)).status_code == 303
    second = csv_of(
        "Hồ Ngọc Hòa;1962;Chi bộ ấp Tân Lập;Khu dân cư;",
        "Hồ Ngọc Hoà;;Chi bộ ấp Tân Lập;Khu dân cư;",
        "Hồ Ngọc Hoà;1970;Chi bộ ấp Tân Lập;Khu dân cư;",
    )
    address = kept(both_client, second)
    page = plain(both_client.get(address).text)
    assert "3 người có thể đã có" in page
    assert "Vẫn thêm Hồ Ngọc Hòa (1962), dòng 2 – trùng với Hồ Ngọc Hoà (1962)" in page
    assert "Sẽ thêm 0 người, bỏ qua 3 dòng nếu không đánh dấu." in page
    assert confirm(both_client, address, **{"twins[3]": "1"}).status_code == 303
    assert [member.birth_year for member in people()] == [1962, 1970]


def test_a_new_cell_that_is_not_agreed_to_stops_the_import(
    client: Browser, world: make.World
) -> None:
    client.log_in("commune_treasurer")
    address = kept(client, csv_of("Lê Văn Ba;1970;Chi bộ ấp Tan Lap;Khu dân cư;"))
    page = plain(client.get(address).text)
    assert "Chi bộ ấp Tan Lap – 1 người (gần giống «Chi bộ ấp Tân Lập» đã có)" in page
    answer = confirm(client, address, **{"cells[1]": None})
    assert answer.status_code == 422
    assert "Đơn vị chưa có «Chi bộ ấp Tan Lap»." in plain(answer.text)
    assert people() == []


def test_the_same_file_again_is_recognised(client: Browser, world: make.World) -> None:
    client.log_in("commune_treasurer")
    body = csv_of("Lê Văn Ba;1970;Chi bộ ấp Tân Lập;Khu dân cư;")
    address = kept(client, body)
    assert kept(client, body) == address
    assert confirm(client, address).status_code == 303
    again = upload(client, body, "ten-khac.csv")
    assert again.status_code == 409
    assert re.search(r"Tệp này đã nhập ngày \d\d/\d\d/\d{4} \(1 đảng viên\)\.", again.text)


def test_a_confirmation_sent_twice_imports_once(client: Browser, world: make.World) -> None:
    client.log_in("commune_treasurer")
    address = kept(client, csv_of("Lê Văn Ba;1970;Chi bộ ấp Tân Lập;Khu dân cư;"))
    for _ in range(2):
        assert confirm(client, address).status_code == 303
    assert len(people()) == 1


def test_a_file_that_is_not_the_previewed_one_is_refused(
    client: Browser, world: make.World
) -> None:
    client.log_in("commune_treasurer")
    address = kept(client, csv_of("Lê Văn Ba;1970;Chi bộ ấp Tân Lập;Khu dân cư;"))
    answer = confirm(client, address, sha256="0" * 64)
    assert answer.status_code == 409
    assert "Tệp đã đổi; xem lại." in answer.text
    answer = confirm(client, address, plan="0" * 64)
    assert answer.status_code == 409
    assert "Hãy xem lại rồi xác nhận." in answer.text
    assert people() == []


@pytest.mark.parametrize(
    ("body", "filename", "sentence"),
    [
        (b"", "a.xlsx", "Tệp không mở được như Excel (.xlsx)."),
        (b"PK\x03\x04 cut", "a.xlsx", "Tệp không mở được như Excel (.xlsx)."),
        (b"text", "a.xls", "Tệp không mở được như Excel (.xlsx)."),
        (b"text", "a.xlsm", "Không nhận tệp có macro."),
        (b"text", "a.pdf", "Chỉ nhận tệp .xlsx, .xls, .ods hoặc .csv."),
        (b"", "", "Chưa chọn tệp."),
        ("Họ và tên;Năm sinh\nLê Văn Ba;1970\n".encode(), "a.csv", "Thiếu cột «Đối tượng»."),
        (b"\n".join([HEADER.encode()] + [b"a;;;;"] * 5001), "a.csv", "Tệp có hơn 5.000 dòng"),
        ('Họ và tên;Đối tượng\n"Lê;x\n'.encode(), "a.csv", "dấu nháy chưa đóng"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    client: Browser, body: bytes, filename: str, sentence: str
) -> None:
    client.log_in("commune_treasurer")
    answer = upload(client, body, filename)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_eleven_megabytes_are_refused_in_words(client: Browser) -> None:
    client.log_in("commune_treasurer")
    answer = client.post(
        "/member-imports",
        data=b"x" * 11 * 1024 * 1024,
        content_type="multipart/form-data; boundary=part",
    )
    assert answer.status_code == 413
    assert "Tệp quá 10 MB." in answer.text


def test_how_a_text_file_was_understood_is_shown(client: Browser, world: make.World) -> None:
    client.log_in("commune_treasurer")
    body = csv_of("Lê Văn Ba;1970;Chi bộ ấp Tân Lập;Khu dân cư;").decode("utf-8-sig")
    address = kept(client, body.encode("utf-16"), "../../ds.csv")
    page = plain(client.get(address).text)
    assert "đọc theo: " in page
    assert "UTF-16" in page
    assert "Tệp ds.csv" in page


def test_what_is_not_read_is_named(client: Browser, world: make.World) -> None:
    client.log_in("commune_treasurer")
    header = [*HEADER.split(";"), "Số thẻ đảng viên"]
    row = ["Lê Văn Ba", 1970, "Chi bộ ấp Tân Lập", "Đang công tác", None, "123456789"]
    address = kept(client, xlsx_of([header, row], [["ghi chú"]]), "a.xlsx")
    page = plain(client.get(address).text)
    assert "Cột không đọc Số thẻ đảng viên" in page
    assert "Trang không đọc Sheet2" in page
    assert "1 điều cần biết" in page
    assert "123456789" not in page


def test_other_units_files_and_unknown_ones_are_the_same_nothing(
    client: Browser, world: make.World
) -> None:
    client.log_in("commune_treasurer")
    address = kept(client, csv_of("Lê Văn Ba;1970;Chi bộ ấp Tân Lập;Khu dân cư;"))
    client.log_out()
    client.log_in("agency_treasurer")
    for path in (address, "/member-imports/999999"):
        assert client.get(path).status_code == 404
        answer = client.submit(f"{path}/confirm", sha256="0" * 64, plan="0" * 64)
        assert answer.status_code == 404


def test_strange_fields_are_refused(client: Browser, world: make.World) -> None:
    client.log_in("commune_treasurer")
    address = kept(client, csv_of("Lê Văn Ba;1970;Chi bộ ấp Tân Lập;Khu dân cư;"))
    assert confirm(client, address, unit_id="1").status_code == 422
    body = BytesIO(csv_of("Lê Văn Tư;1970;Chi bộ ấp Tân Lập;Khu dân cư;"))
    answer = client.submit("/member-imports", file=(body, "a.csv"), is_admin="1")
    assert answer.status_code == 422
    assert "Dữ liệu gửi lên có trường lạ." in answer.text
    # A name with line ends breaks the part's header: its body arrives as a field, and stays away.
    answer = upload(client, csv_of("Lê Văn Năm;1970;;Khu dân cư;\x00"), "a\r\nSet-Cookie: b.csv")
    assert answer.status_code == 422
    assert "Lê Văn Năm" not in answer.text
    assert "b.csv" not in str(answer.headers)
    assert people() == []
