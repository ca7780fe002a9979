"""Files of contributions go in through the screen: doubts are asked, then all or nothing."""

import mimetypes
import re
from io import BytesIO

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from ledger import jobs
from ledger.db import db, run
from ledger.models.contributions import Contribution
from ledger.models.contributors import Contributor
from ledger.models.installation import Installation
from ledger.models.users import Role
from ledger.web import contribution_imports
from tests import collecting, importing, make
from tests.conftest import Store
from tests.importing import Commune, csv_of, sample
from tests.unit.make_files import xlsx_of
from tests.web.browser import Browser
from tests.web.conftest import browser_on


@pytest.fixture
def at(sqlite_store: Store) -> Commune:
    """The commune of the samples; every request happens on the last day of its campaign."""
    run(lambda: db.session.add(Installation(id=1, demo_on=importing.DAY)))
    return importing.commune()


@pytest.fixture
def client(sqlite_store: Store, at: Commune) -> Browser:
    """The commune's treasurer at work."""
    browser = browser_on(sqlite_store)
    browser.log_in(at.treasurer.username)
    return browser


def plain(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", html).split())


def upload(
    client: Browser, at: Commune, body: bytes, filename: str = "ds.csv", on: str = ""
) -> TestResponse:
    fields: dict[str, object] = {
        "file": (BytesIO(body), filename),
        "campaign_id": str(at.campaign_id),
        "received_on": on,
        "method": "cash",
    }
    return client.submit_fields("/contribution-imports", fields)


def kept(client: Browser, at: Commune, body: bytes, filename: str = "ds.csv", on: str = "") -> str:
    answer = upload(client, at, body, filename, on)
    assert answer.status_code == 303, answer.text
    return answer.location


def confirm(client: Browser, address: str, **changed: object) -> TestResponse:
    page = client.get(address).text
    shown = dict(re.findall(r'name="(sha256|plan)" value="(\w+)"', page))
    shown["submission_key"] = collecting.new_key()
    return client.submit_fields(f"{address}/confirm", shown | changed)


def count() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Contribution)) or 0


def test_the_sample_goes_from_the_file_to_its_receipts(client: Browser, at: Commune) -> None:
    sheets = client.get("/collection-sheets").text
    assert f'href="/contribution-imports/new?campaign_id={at.campaign_id}"' in sheets
    assert client.get("/contribution-imports/new").status_code == 200
    address = kept(client, at, sample("contributions.xlsx"), "danh sách.xlsx")
    page = plain(client.get(address).text)
    assert "51 dòng · 7.650.000 đồng , khớp dòng tổng của tệp" in page
    assert "Cột không đọc 01 ngày lương" in page
    assert count() == 0

    assert confirm(client, address).status_code == 303
    assert count() == 51
    page = client.get(address).text
    assert "51 phiếu 1–51" in page
    (submission,) = re.findall(r'href="(/submissions/\d+)"', page)
    receipts = client.get(submission)
    assert "Đã ghi 51 khoản" in receipts.text
    assert "ngày thu 01/10/2022 – 28/12/2022" in plain(receipts.text)
    assert client.get(f"{submission}/receipts.pdf").mimetype == "application/pdf"


def test_the_same_file_is_recognised_until_it_is_undone(client: Browser, at: Commune) -> None:
    body = csv_of("Lê Minh Khoẻ;;50.000;20/11/2022", "Kim Ngọc Liên;;60.000;20/11/2022")
    address = kept(client, at, body)
    assert kept(client, at, body) == address  # it waits: the same preview
    confirm(client, address)
    again = upload(client, at, body)
    assert again.status_code == 409
    assert "Tệp này đã nhập ngày 31/12/2022 (2 phiếu 1–2)." in again.text
    assert confirm(client, address, sha256="0" * 64).status_code == 303  # once is once
    assert count() == 2

    (submission,) = re.findall(r'href="(/submissions/\d+)"', client.get(address).text)
    undone = client.submit(
        f"{submission}/undo",
        submission_key=collecting.new_key(),
        reason="Nhầm tệp",
        donor_copy="not_given",
    )
    assert undone.status_code == 303
    assert confirm(client, kept(client, at, body)).status_code == 303


def test_faults_are_told_and_the_clear_rows_are_recorded_by_decision(
    client: Browser, at: Commune
) -> None:
    address = kept(client, at, sample("contributions_with_errors.xlsx"), "loi.xlsx")
    page = plain(client.get(address).text)
    for sentence in (
        "4 lỗi trong tệp",
        "3 Số tiền Số tiền phải lớn hơn 0.",
        "6 Ngày nộp Ngày 31/11/2022 không có trong lịch.",
        "9 Họ và tên ô công thức chưa có giá trị",
        "2 dòng chưa rõ là ai",
        "Vẫn ghi Đỗ Thị Hoà, 100.000 đồng, dòng 8 – giống dòng 7",
        "Ghi 2 dòng đúng, gửi lại 6 dòng",
        "500 nghìn",
    ):
        assert sentence in page

    refused = confirm(client, address)
    assert refused.status_code == 422
    assert "Còn 6 dòng chưa ghi được." in refused.text
    assert count() == 0

    assert confirm(client, address, leave_out="1").status_code == 303
    assert count() == 2
    page = client.get(address).text
    assert "Còn các dòng chưa ghi" in page
    rest = client.get(f"{address}/returned.xlsx")
    book = load_workbook(BytesIO(rest.data))
    rows = [[cell.value for cell in row] for row in book["Sheet"].iter_rows()]
    assert rows[0] == ["STT", "Họ và tên", "Số tiền", "Ngày nộp", "Lý do chưa ghi"]
    assert [row[1] for row in rows[1:]] == [
        "Dương Bá Vinh", "Không Có Tên Này", "Dương Thúy Quý", "Kim Ngọc Liên", None, "Hồ Ngọc Hoà",
    ]  # fmt: skip
    assert rows[2][4] == "không tìm thấy «Không Có Tên Này» trong danh sách của đơn vị"


def test_doubtful_rows_are_answered_on_the_page(client: Browser, at: Commune) -> None:
    body = csv_of(
        "Hồ Ngọc Hoà;;100.000;07/11/2022",
        "Cửa hàng Minh Anh 2;;2 triệu;08/11/2022",
        "Lê Minh Khoẻ;;250k;",
    )
    address = kept(client, at, body)
    page = client.get(address).text
    assert "Hồ Ngọc Hoà (1962), Chi bộ ấp Hòa Bình" in page
    assert "chọn ngày chung cho các dòng không ghi ngày" in page
    (older,) = re.findall(r'value="(entry:\d+)">Hồ Ngọc Hoà \(1962\)', page)
    answer = client.submit_fields(
        f"{address}/decisions",
        {"received_on": "09/11/2022", "method": "bank", "who[1]": older, "who[2]": "kind:business"},
    )
    assert answer.status_code == 303
    page = client.get(address).text
    assert f'<option value="{older}" selected>' in page
    assert "Ghi 3 khoản và in phiếu thu" in page
    assert confirm(client, address).status_code == 303
    assert db.session.scalars(sa.select(Contributor.name)).all() == ["Cửa hàng Minh Anh 2"]
    query = sa.select(Contribution.amount_vnd).order_by(Contribution.transfer_id)
    assert db.session.scalars(query).all() == [100_000, 2_000_000, 250_000]


def test_what_was_typed_stays_when_a_decision_is_refused(client: Browser, at: Commune) -> None:
    address = kept(client, at, csv_of("Không Có Tên Này;;100.000;"))
    refused = client.submit_fields(
        f"{address}/decisions",
        {"received_on": "31/11/2022", "method": "bank", "who[1]": "kind:staff"},
    )
    assert refused.status_code == 422
    assert "Ngày 31/11/2022 không có trong lịch." in refused.text
    assert 'value="31/11/2022"' in refused.text
    assert '<option value="kind:staff" selected>' in refused.text
    for wrong in ("kind:anonymous", "entry:0", "entry:x", "drop table"):
        answer = client.submit_fields(f"{address}/decisions", {"method": "cash", "who[1]": wrong})
        assert answer.status_code == 422


def test_two_columns_of_sums_are_asked_about(client: Browser, at: Commune) -> None:
    body = csv_of("1;Lê Minh Khoẻ;158.000;200.000", header="STT;Họ và tên;Số tiền;Số tiền ủng hộ")
    address = kept(client, at, body, on="20/11/2022")
    page = client.get(address).text
    assert "Có 2 cột cùng là «Số tiền»" in page
    assert '<option value="2" selected>B – Họ và tên</option>' in page
    incomplete = client.submit_fields(
        f"{address}/columns", {"sheet": "1", "header_row": "1", "at_full_name": "2"}
    )
    assert incomplete.status_code == 422
    assert "Chọn cột «Số tiền»." in incomplete.text
    assert '<option value="2" selected>' in incomplete.text
    answer = client.submit_fields(
        f"{address}/columns",
        {"sheet": "1", "header_row": "1", "at_full_name": "2", "at_amount": "4"},
    )
    assert answer.status_code == 303
    assert "1 dòng · 200.000 đồng" in plain(client.get(address).text)


def test_old_letters_without_a_font_are_shown_both_ways_first(client: Browser, at: Commune) -> None:
    names = ("§ç ThÞ Hoµ", "Vâ Thanh Dòng", "Lª Minh KhoÎ", "Lý Xu©n S¸ng")
    body = xlsx_of([["STT", "Hä vµ tªn", "Sè tiÒn"], *([1, name, 50_000] for name in names)])
    address = kept(client, at, body, "tcvn3.xlsx", on="20/11/2022")
    page = plain(client.get(address).text)
    assert "Tệp dùng bảng mã TCVN3 (font .VnTime). Chọn «Chuyển sang Unicode» rồi xem lại." in page
    assert "Vâ Thanh Dòng Võ Thanh Dũng" in page
    assert client.submit(f"{address}/letters", letters="utf-7").status_code == 422
    assert client.submit(f"{address}/letters", letters="tcvn3").status_code == 303
    page = plain(client.get(address).text)
    assert "Ghi 4 khoản và in phiếu thu" in page
    assert "trong tệp: Vâ Thanh Dòng" in page


def test_sums_in_thousands_are_shown_both_ways_and_multiplied_only_when_told(
    client: Browser, at: Commune
) -> None:
    rows: list[list[object]] = [
        ["Đơn vị tính: nghìn đồng"],
        ["STT", "Họ và tên", "Số tiền"],
        [1, "Lê Minh Khoẻ", 250],
        [2, "Kim Ngọc Liên", 1500],
        [None, "Tổng cộng", 1750],
    ]
    address = kept(client, at, xlsx_of(rows), "nghin.xlsx", on="20/11/2022")
    page = plain(client.get(address).text)
    assert "Tệp ghi «Đơn vị tính: nghìn đồng». Số tiền trong tệp là nghìn đồng, hay" in page
    assert "3 Lê Minh Khoẻ 250 không đọc được 250.000 250.000.000" in page
    assert "Cả tệp (đồng) 1.500 1.750.000 1.750.000.000" in page
    assert client.submit(f"{address}/unit", stated="thousand", unit="x").status_code == 422
    assert client.submit(f"{address}/unit", stated="thousand", unit="thousand").status_code == 303
    page = plain(client.get(address).text)
    assert "tệp ghi «Đơn vị tính: nghìn đồng»: đã nhân với 1.000 ;" in page
    assert "2 dòng · 1.750.000 đồng , khớp dòng tổng của tệp" in page
    assert "1.500.000 1500" in page

    assert "Số là nghìn đồng: nhân với 1.000" in client.get(f"{address}?unit=ask").text
    assert client.submit(f"{address}/unit", stated="thousand", unit="dong").status_code == 303
    page = plain(client.get(address).text)
    assert "số tiền đọc là đồng" in page
    assert "số tiền 250 đồng quá nhỏ" in page
    client.submit(f"{address}/unit", stated="thousand", unit="thousand")
    assert confirm(client, address).status_code == 303
    query = sa.select(Contribution.amount_vnd).order_by(Contribution.transfer_id)
    assert db.session.scalars(query).all() == [250_000, 1_500_000]


def test_a_changed_plan_or_file_is_not_confirmed(client: Browser, at: Commune) -> None:
    address = kept(client, at, csv_of("Lê Minh Khoẻ;;50.000;20/11/2022"))
    other = confirm(client, address, sha256="0" * 64)
    assert other.status_code == 409
    assert "Tệp đã đổi; xem lại." in other.text
    stale = confirm(client, address, plan="0" * 64)
    assert stale.status_code == 409
    assert count() == 0


def test_another_units_file_does_not_exist(
    client: Browser, at: Commune, sqlite_store: Store
) -> None:
    address = kept(client, at, csv_of("Lê Minh Khoẻ;;50.000;20/11/2022"))
    stranger = make.actor(at.world.agency_id, Role.AGENCY_TREASURER)
    theirs = browser_on(sqlite_store)
    theirs.log_in(stranger.username)
    for path in (address, f"{address}/returned.xlsx", "/contribution-imports/999999"):
        assert theirs.get(path).status_code == 404
    assert theirs.submit(f"{address}/letters", letters="keep").status_code == 404


def test_the_list_that_travels_comes_back_by_its_codes(client: Browser, at: Commune) -> None:
    sent = client.get(f"/travelling-lists/{at.campaign_id}")
    assert sent.mimetype == mimetypes.guess_type("a.xlsx")[0]
    book = load_workbook(BytesIO(sent.data))
    sheet = book.active
    assert sheet is not None
    assert sheet.protection.sheet
    top = next(row for row in sheet.iter_rows() if row[0].value == "STT")[0].row
    assert [cell.value for cell in sheet[top]][:4] == ["STT", "Mã dòng", "Họ và tên", "Năm sinh"]
    first, second = top + 1, top + 2
    assert sheet.cell(first, 3).protection.locked
    assert not sheet.cell(first, 7).protection.locked
    sheet.cell(first, 7, 150_000)
    sheet.cell(first, 8, importing.DAY)
    sheet.cell(second, 3, "Tên Đã Sửa")
    sheet.cell(second, 7, 200_000)
    sheet.cell(second, 8, importing.DAY)
    filled = BytesIO()
    book.save(filled)

    address = kept(client, at, filled.getvalue(), "ve.xlsx")
    page = plain(client.get(address).text)
    assert "nhận ra từng người theo mã dòng, không theo tên" in page
    assert "2 dòng · 350.000 đồng" in page
    assert "trong tệp: Tên Đã Sửa" in page
    assert confirm(client, address).status_code == 303
    assert count() == 2

    sheet.cell(top + 3, 7, 90_000)
    sheet.cell(top + 3, 8, importing.DAY)
    more = BytesIO()
    book.save(more)
    page = plain(client.get(kept(client, at, more.getvalue(), "ve2.xlsx")).text)
    assert "Ghi 1 khoản và in phiếu thu" in page
    assert "giống phiếu số 1 ngày 31/12/2022" in page


def test_many_receipts_of_one_file_are_shown_page_by_page(client: Browser, at: Commune) -> None:
    lines = [f"Cửa hàng số {number};;50.000;20/11/2022" for number in range(130)]
    address = kept(client, at, csv_of(*lines))
    client.submit_fields(f"{address}/decisions", {"method": "cash", "others": "business"})
    assert client.get(f"{address}?page=3").status_code == 200
    assert confirm(client, address).status_code == 303
    (submission,) = re.findall(r'href="(/submissions/\d+)"', client.get(address).text)
    first, last = client.get(submission).text, client.get(f"{submission}?page=3").text
    assert "Đã ghi 130 khoản" in first
    assert first.count('<th scope="row"><a href="/receipts/') == 60
    assert last.count('<th scope="row"><a href="/receipts/') == 10


def test_a_long_file_is_recorded_by_the_worker(
    client: Browser, at: Commune, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contribution_imports, "LONG", 1)
    body = csv_of(
        "Lê Minh Khoẻ;;50.000;20/11/2022", "Kim Ngọc Liên;;60k;20/11/2022", "Lạ Lùng;;1k;"
    )
    address = kept(client, at, body)
    answer = confirm(client, address, leave_out="1")
    assert answer.status_code == 303
    assert count() == 0
    db.session.rollback()
    assert jobs.work_off(sqlite_store.app) == 1
    page = client.get(answer.location).text
    assert "Đã ghi 2 phiếu 1–2." in page
    assert f'href="{address}"' in page
    assert count() == 2
    assert client.get(f"{address}/returned.xlsx").status_code == 200
