"""Receipts on screen: found, printed, printed again, cancelled, corrected, taken back whole."""

from datetime import date

import pytest
import sqlalchemy as sa

from ledger.db import db, run
from ledger.models.journal import EventParty, Voucher, VoucherSeries
from ledger.models.users import Role
from ledger.web import installation
from tests import collecting, make
from tests.collecting import Season, give, vouchers_of
from tests.conftest import Store
from tests.web.browser import Browser, without_token
from tests.web.conftest import browser_on

Fields = dict[str, object]


@pytest.fixture
def submission_id(season: Season) -> int:
    """Three people have given."""
    return give(season, 158_000, 225_000, 50_000)


@pytest.fixture
def voucher_id(submission_id: int) -> int:
    """The first of their receipts."""
    return vouchers_of(submission_id)[0]


def void_fields(**more: object) -> Fields:
    """Return a filled form that cancels."""
    return {
        "submission_key": collecting.new_key(),
        "reason": "ghi nhầm người",
        "donor_copy": "returned",
    } | more


def correction_fields(**more: object) -> Fields:
    """Return a filled form that corrects."""
    facts: Fields = {
        "payer_name": "Nguyễn Văn Ân",
        "payer_place": "Chi bộ ấp Tân Lập",
        "amount_vnd": "158.000",
        "paper_number": "",
    }
    return void_fields() | facts | more


def adjustments() -> int:
    """Count the adjustment vouchers."""
    query = sa.select(sa.func.count()).where(Voucher.series == VoucherSeries.ADJUSTMENT)
    return db.session.scalar(query) or 0


def move_on(store: Store, day: str) -> None:
    """Let the working day be another one."""
    with store.app.app_context():
        programme = installation.installed().programme
    moved = installation.Installed(date.fromisoformat(day), programme)
    store.app.extensions["ledger.installation"] = moved


def test_receipts_are_listed_and_found(treasurer: Browser, voucher_id: int) -> None:
    page = treasurer.get("/receipts").text
    assert page.index("0003/2024") < page.index("0001/2024")
    found = treasurer.get("/receipts?q=chi").text
    assert "Lê Minh Chi" in found
    assert "Nguyễn Văn An" not in found
    for number in ("2", "0002/2024", "PT 0002/2024", "pt2"):
        found = treasurer.get("/receipts", query_string={"q": number}).text
        assert "Trần Thị Bình" in found
        assert "Lê Minh Chi" not in found
    assert "Không có phiếu nào" in treasurer.get("/receipts?q=zzz").text


@pytest.mark.parametrize(
    "query", ["before=-1", "before=abc", "year=0", "year=x", "q=%00", f"before={10**30}"]
)
def test_strange_questions_get_ordinary_answers(
    treasurer: Browser, voucher_id: int, query: str
) -> None:
    assert treasurer.get(f"/receipts?{query}").status_code == 200


def test_a_unit_without_receipts_says_what_to_do(season: Season, treasurer: Browser) -> None:
    assert "Đơn vị chưa có phiếu thu nào" in treasurer.get("/receipts").text


def test_a_receipt_shows_what_it_says(treasurer: Browser, voucher_id: int) -> None:
    page = treasurer.get(f"/receipts/{voucher_id}").text
    for words in (
        "Phiếu 0001/2024",
        "Nguyễn Văn An",
        "158.000",
        "Một trăm năm mươi tám nghìn đồng chẵn",
        "Ủng hộ xây dựng “Ngôi nhà cấp ủy” năm 2024",
        "Mã đối chiếu sổ",
    ):
        assert words in page


def test_the_original_is_printed_today(treasurer: Browser, voucher_id: int) -> None:
    for layout in ("a5", "a4_two", "nonsense"):
        pdf = treasurer.get(f"/receipts/{voucher_id}/receipt.pdf?layout={layout}")
        assert pdf.mimetype == "application/pdf"
        assert pdf.data.startswith(b"%PDF")
    assert "phieu-thu-0001-2024.pdf" in pdf.headers["Content-Disposition"]


def test_from_the_next_day_only_counted_copies_are_printed(
    sqlite_store: Store, treasurer: Browser, submission_id: int, voucher_id: int
) -> None:
    move_on(sqlite_store, "2024-12-21")
    answer = treasurer.get(f"/receipts/{voucher_id}/receipt.pdf")
    assert answer.status_code == 409
    assert "Bản chính chỉ in trong ngày ghi sổ" in answer.text
    assert "Mở bản in" not in treasurer.get(f"/receipts/{voucher_id}").text
    answer = treasurer.submit(f"/receipts/{voucher_id}/reprint", after="0", layout="a5")
    assert answer.status_code == 303
    assert answer.location == f"/receipts/{voucher_id}/copies/1.pdf?layout=a5"
    assert treasurer.get(answer.location).data.startswith(b"%PDF")
    assert "Lần 1" in treasurer.get(f"/receipts/{voucher_id}").text


def test_a_doubled_click_prints_one_more_copy(treasurer: Browser, voucher_id: int) -> None:
    path = f"/receipts/{voucher_id}/reprint"
    first = treasurer.submit(path, after="0", layout="a5")
    assert treasurer.submit(path, after="0", layout="a5").location == first.location
    assert "copies/2.pdf" in treasurer.submit(path, after="1", layout="a5").location
    assert treasurer.get(f"/receipts/{voucher_id}/copies/9.pdf").status_code == 404


def test_a_reprint_without_its_count_goes_on_from_the_last(
    treasurer: Browser, voucher_id: int
) -> None:
    answer = treasurer.submit(f"/receipts/{voucher_id}/reprint", after="x")
    assert "copies/1.pdf" in answer.location


def test_a_whole_sheet_is_printed_again(
    sqlite_store: Store, treasurer: Browser, submission_id: int
) -> None:
    move_on(sqlite_store, "2024-12-21")
    path = f"/submissions/{submission_id}"
    assert treasurer.get(f"{path}/receipts.pdf").status_code == 409
    assert treasurer.get(f"{path}/copies.pdf").status_code == 409
    answer = treasurer.submit(f"{path}/reprint", after="0", layout="a4_two")
    assert answer.location == f"{path}/copies.pdf?layout=a4_two"
    assert treasurer.get(answer.location).data.startswith(b"%PDF")
    assert "gần nhất" in treasurer.get(path).text
    assert treasurer.submit(f"{path}/reprint", after="-1").status_code == 422


def test_a_cancelled_receipt_keeps_its_number_and_says_so(
    treasurer: Browser, voucher_id: int
) -> None:
    assert "Lý do hủy" in treasurer.get(f"/receipts/{voucher_id}/void").text
    answer = treasurer.submit_fields(f"/receipts/{voucher_id}/void", void_fields())
    assert answer.location == f"/receipts/{voucher_id}"
    page = treasurer.get(answer.location).text
    assert "ĐÃ HỦY ngày" in page
    assert "ĐC 0001/2024" in page
    assert "ghi nhầm người" in page
    assert "đã thu lại" in page
    assert "đã hủy" in treasurer.get("/receipts").text


def test_cancelling_asks_why_and_where_the_givers_copy_is(
    treasurer: Browser, voucher_id: int
) -> None:
    fields = void_fields(reason=" ", donor_copy="")
    answer = treasurer.submit_fields(f"/receipts/{voucher_id}/void", fields)
    assert answer.status_code == 422
    assert "Chưa nhập lý do." in answer.text
    assert "Chưa chọn liên của người nộp ở đâu." in answer.text
    assert adjustments() == 0


def test_cancelling_twice_says_when_it_was_done(treasurer: Browser, voucher_id: int) -> None:
    path = f"/receipts/{voucher_id}/void"
    fields = void_fields()
    first = treasurer.submit_fields(path, fields)
    assert treasurer.submit_fields(path, fields).location == first.location
    answer = treasurer.submit_fields(path, void_fields())
    assert answer.status_code == 409
    sentence = "Phiếu này đã hủy ngày 20/12/2024 (chứng từ điều chỉnh số ĐC 0001/2024)."
    assert sentence in answer.text
    assert adjustments() == 1
    for view in ("void", "correct"):
        assert "Phiếu này đã hủy ngày" in treasurer.get(f"/receipts/{voucher_id}/{view}").text


def test_a_reason_with_signs_is_shown_literally(treasurer: Browser, voucher_id: int) -> None:
    fields = void_fields(reason="<script>{{7*7}}</script> =1+1")
    treasurer.submit_fields(f"/receipts/{voucher_id}/void", fields)
    page = treasurer.get(f"/receipts/{voucher_id}").text
    assert "&lt;script&gt;{{7*7}}&lt;/script&gt; =1+1" in page


def test_a_wrong_name_gives_a_new_receipt_and_cancels_the_old(
    treasurer: Browser, voucher_id: int
) -> None:
    path = f"/receipts/{voucher_id}/correct"
    assert 'value="Nguyễn Văn An"' in treasurer.get(path).text
    fields = correction_fields()
    answer = treasurer.submit_fields(path, fields)
    assert answer.status_code == 303
    new = treasurer.get(answer.location).text
    assert "Phiếu 0004/2024" in new
    assert "Nguyễn Văn Ân" in new
    assert f'href="/receipts/{voucher_id}"' in new
    old = treasurer.get(f"/receipts/{voucher_id}").text
    assert "Thay bằng" in old
    assert f'href="{answer.location}"' in old
    assert treasurer.submit_fields(path, fields).location == answer.location


def test_the_right_person_of_the_list_is_searched_for(
    season: Season, treasurer: Browser, voucher_id: int
) -> None:
    path = f"/receipts/{voucher_id}/correct"
    right = season.entries[3]
    assert f"entry_id={right}" in treasurer.get(f"{path}?q=dung").text
    page = treasurer.get(f"{path}?entry_id={right}").text
    assert f'name="list_entry_id" value="{right}"' in page
    assert 'name="payer_name"' not in page
    fields = correction_fields(list_entry_id=right, payer_name=None, payer_place=None)
    answer = treasurer.submit_fields(path, fields)
    assert answer.status_code == 303
    assert "Phạm Ngọc Dung" in treasurer.get(answer.location).text
    stranger = correction_fields(list_entry_id=season.agency_entries[0])
    assert treasurer.submit_fields(path, stranger).status_code == 404


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("payer_name", "", "Chưa nhập họ tên."),
        ("payer_name", "An 1", "Họ tên chỉ gồm chữ cái, dấu cách, dấu nháy và gạch nối."),
        ("amount_vnd", "1,5", "Sổ không ghi số lẻ dưới 1 đồng."),
        ("reason", "", "Chưa nhập lý do."),
    ],
)
def test_a_wrong_correction_is_said_beside_its_box(
    treasurer: Browser, voucher_id: int, field: str, typed: str, sentence: str
) -> None:
    fields = correction_fields(**{field: typed})
    answer = treasurer.submit_fields(f"/receipts/{voucher_id}/correct", fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'href="#f-{field}"' in answer.text


def test_a_correction_that_changes_nothing_is_refused(treasurer: Browser, voucher_id: int) -> None:
    fields = correction_fields(payer_name="Nguyễn Văn An")
    answer = treasurer.submit_fields(f"/receipts/{voucher_id}/correct", fields)
    assert answer.status_code == 422
    assert "Chưa sửa gì" in answer.text


def test_a_whole_sheet_is_taken_back_with_a_reason(treasurer: Browser, submission_id: int) -> None:
    path = f"/submissions/{submission_id}"
    assert "Hoàn tác cả lần ghi này" in treasurer.get(path).text
    assert treasurer.submit_fields(f"{path}/undo", void_fields(reason="")).status_code == 422
    answer = treasurer.submit_fields(f"{path}/undo", void_fields())
    assert answer.location == path
    assert "Đã hủy toàn bộ lần ghi này" in treasurer.get(path).text
    assert adjustments() == 3
    answer = treasurer.submit_fields(f"{path}/undo", void_fields())
    assert answer.status_code == 409
    assert "đã hủy hết" in answer.text


def test_a_click_that_cancelled_leads_to_what_it_cancelled(
    treasurer: Browser, submission_id: int, voucher_id: int
) -> None:
    treasurer.submit_fields(f"/receipts/{voucher_id}/void", void_fields())
    treasurer.submit_fields(f"/submissions/{submission_id}/undo", void_fields())
    assert treasurer.get(f"/submissions/{submission_id + 1}").location == f"/receipts/{voucher_id}"
    undone = treasurer.get(f"/submissions/{submission_id + 2}")
    assert undone.location == f"/submissions/{submission_id}"


def test_receipts_of_another_unit_do_not_exist(
    sqlite_store: Store, season: Season, treasurer: Browser, submission_id: int, voucher_id: int
) -> None:
    stranger = browser_on(sqlite_store)
    stranger.log_in(season.agency_treasurer.username)
    missing = stranger.get("/receipts/99999")
    for path in (
        f"/receipts/{voucher_id}",
        f"/receipts/{voucher_id}/receipt.pdf",
        f"/receipts/{voucher_id}/copies/1.pdf",
        f"/receipts/{voucher_id}/void",
        f"/receipts/{voucher_id}/correct",
        f"/submissions/{submission_id}",
        f"/submissions/{submission_id}/receipts.pdf",
        f"/submissions/{submission_id}/copies.pdf",
    ):
        answer = stranger.get(path)
        assert answer.status_code == 404
        assert "Không tìm thấy." in answer.text
    hidden = stranger.get(f"/receipts/{voucher_id}")
    assert without_token(missing.text) == without_token(hidden.text)
    after: Fields = {"after": "0"}
    for path, fields in (
        (f"/receipts/{voucher_id}/void", void_fields()),
        (f"/receipts/{voucher_id}/correct", correction_fields()),
        (f"/receipts/{voucher_id}/reprint", after),
        (f"/submissions/{submission_id}/undo", void_fields()),
        (f"/submissions/{submission_id}/reprint", after),
    ):
        assert stranger.submit_fields(path, fields).status_code == 404
    assert adjustments() == 0


def test_a_secretary_reads_and_changes_nothing(
    sqlite_store: Store, season: Season, submission_id: int, voucher_id: int
) -> None:
    reader = browser_on(sqlite_store)
    reader.log_in(make.actor(season.world.commune_id, Role.SECRETARY).username)
    page = reader.get(f"/receipts/{voucher_id}").text
    assert "Nguyễn Văn An" in page
    assert "Hủy phiếu" not in page.replace("«Hủy phiếu»", "")
    assert "Hoàn tác" not in reader.get(f"/submissions/{submission_id}").text
    for path in ("void", "correct"):
        assert reader.get(f"/receipts/{voucher_id}/{path}").status_code == 403


def test_an_erased_name_is_shown_as_erased(treasurer: Browser, voucher_id: int) -> None:
    def erase() -> None:
        db.session.execute(sa.update(EventParty).values(name="", place="", salt=""))

    run(erase)
    assert "(đã xóa tên)" in treasurer.get(f"/receipts/{voucher_id}").text
