"""The collection sheet in a browser without script: one form, one click, nothing lost."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from ledger.db import db
from ledger.models.journal import Voucher
from ledger.models.users import Role
from ledger.web import installation
from tests import collecting, make
from tests.collecting import Season
from tests.conftest import Store
from tests.web.browser import Browser
from tests.web.conftest import browser_on

Fields = dict[str, object]


def path_of(at: Season) -> str:
    """Return the address of the first cell's sheet."""
    return f"/collection-sheets/{at.campaign_id}/{at.cell_id}"


def fields_of(at: Season, *amounts: str, **more: object) -> Fields:
    """Return a filled sheet; amounts go to the first people of the list."""
    fields: Fields = {
        "submission_key": collecting.new_key(),
        "received_on": "20/12/2024",
        "method": "cash",
    }
    for entry_id, amount in zip(at.entries, amounts, strict=False):
        fields[f"amount[{entry_id}]"] = amount
    return fields | more


def vouchers() -> int:
    """Count the receipts."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(Voucher)) or 0


def test_everybody_of_the_cell_is_on_the_sheet_with_their_level(
    season: Season, treasurer: Browser
) -> None:
    page = treasurer.get(path_of(season)).text
    for name in collecting.NAMES:
        assert name in page
    assert "khu dân cư" in page
    assert "50.000" in page
    assert 'value="20/12/2024"' in page
    assert "cách tính" in page
    assert "÷ 22" in page


def test_a_filled_sheet_leads_to_its_receipts(season: Season, treasurer: Browser) -> None:
    answer = treasurer.submit_fields(
        path_of(season), fields_of(season, "158.000", "225000", "50.000")
    )
    assert answer.status_code == 303
    page = treasurer.get(answer.location).text
    assert "Đã ghi 3 khoản" in page
    assert "Phiếu 0001/2024 – 0003/2024" in page
    assert "433.000 đồng" in page
    pdf = treasurer.get(f"{answer.location}/receipts.pdf")
    assert pdf.mimetype == "application/pdf"
    assert pdf.data.startswith(b"%PDF")


def test_a_ticked_level_counts_where_nothing_is_typed(season: Season, treasurer: Browser) -> None:
    first, second = season.entries[:2]
    fields = fields_of(season, "99.000")
    fields |= {f"level[{first}]": "158000", f"level[{second}]": "225000"}
    answer = treasurer.submit_fields(path_of(season), fields)
    assert "324.000 đồng" in treasurer.get(answer.location).text


def test_the_level_is_what_is_left_of_it(season: Season, treasurer: Browser) -> None:
    treasurer.submit_fields(path_of(season), fields_of(season, "", "", "20.000"))
    page = treasurer.get(path_of(season)).text
    assert f'name="level[{season.entries[2]}]" value="30000"' in page
    treasurer.submit_fields(path_of(season), fields_of(season, "", "", "30.000"))
    page = treasurer.get(path_of(season)).text
    assert f"level[{season.entries[2]}]" not in page
    assert "đủ" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("abc", "Số tiền chỉ gồm chữ số, ví dụ 500.000."),
        ("500 nghìn", "Số tiền chỉ gồm chữ số, ví dụ 500.000."),
        ("-500000", "Số tiền phải lớn hơn 0. Nếu cần sửa khoản đã ghi, dùng «Hủy phiếu»."),
        ("0", "Số tiền phải lớn hơn 0."),
        ("500,000", "Dùng dấu chấm ngăn hàng nghìn: 500.000. Sổ không ghi số lẻ dưới 1 đồng."),
        ("1.5", "Dùng dấu chấm ngăn hàng nghìn: 500.000. Sổ không ghi số lẻ dưới 1 đồng."),
        ("1e6", "Số tiền chỉ gồm chữ số, ví dụ 500.000."),
        ("١٢٣", "Có ký tự số lạ ở vị trí 1; hãy gõ lại bằng bàn phím."),
        ("9" * 18, "Số tiền vượt mức tối đa 1.000.000.000.000 đồng một lần ghi."),
    ],
)
def test_a_wrong_amount_is_said_beside_its_row(
    season: Season, treasurer: Browser, typed: str, sentence: str
) -> None:
    answer = treasurer.submit_fields(path_of(season), fields_of(season, typed, "225.000"))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'href="#f-amount[{season.entries[0]}]"' in answer.text
    assert f'value="{typed}"' in answer.text
    assert 'value="225.000"' in answer.text
    assert "Chưa ghi sổ khoản nào." in answer.text
    assert vouchers() == 0


def test_all_wrong_rows_are_said_at_once(season: Season, treasurer: Browser) -> None:
    fields = fields_of(season, "abc", "225.000", "0", received_on="31/04/2024", brought_by="Lê 1")
    page = treasurer.submit_fields(path_of(season), fields).text
    for sentence in (
        "Số tiền chỉ gồm chữ số, ví dụ 500.000.",
        "Số tiền phải lớn hơn 0.",
        "Ngày 31/04/2024 không có trong lịch.",
        "Họ tên chỉ gồm chữ cái, dấu cách, dấu nháy và gạch nối.",
    ):
        assert page.count(sentence) == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("29/02/2023", "Ngày 29/02/2023 không có trong lịch."),
        ("12/31/2024", "Ngày theo thứ tự ngày/tháng/năm."),
        ("21/12/2024", "Ngày thu không được sau hôm nay (20/12/2024)."),
        ("20241220", "Ngày 20241220 không có trong lịch."),
        ("30/09/2024", "ngày thu không được trước ngày đó."),
        ("", "Chưa nhập ngày thu."),
    ],
)
def test_a_wrong_day_is_said_beside_its_box(
    season: Season, treasurer: Browser, typed: str, sentence: str
) -> None:
    answer = treasurer.submit_fields(
        path_of(season), fields_of(season, "158.000", received_on=typed)
    )
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'href="#f-received_on"' in answer.text


def test_an_empty_sheet_says_what_to_do(season: Season, treasurer: Browser) -> None:
    answer = treasurer.submit_fields(path_of(season), fields_of(season))
    assert answer.status_code == 422
    assert "Gõ số tiền hoặc đánh dấu" in answer.text


def test_a_wrong_count_is_shown_before_anything_is_recorded(
    season: Season, treasurer: Browser
) -> None:
    fields = fields_of(season, "6.000.000", "318.000", counted_vnd="6.300.000")
    answer = treasurer.submit_fields(path_of(season), fields)
    assert answer.status_code == 422
    assert "Đếm được 6.300.000, cộng danh sách 6.318.000: thiếu 18.000 đồng." in answer.text
    assert vouchers() == 0
    token = boxes(answer.text)
    assert treasurer.submit_fields(path_of(season), fields | {"agreed": token}).status_code == 303
    assert vouchers() == 2


def test_the_count_may_be_corrected_instead(season: Season, treasurer: Browser) -> None:
    fields = fields_of(season, "100.000", counted_vnd="90.000")
    assert treasurer.submit_fields(path_of(season), fields).status_code == 422
    fields["counted_vnd"] = "100.000"
    assert treasurer.submit_fields(path_of(season), fields).status_code == 303


def boxes(page: str) -> list[str]:
    """Return the values of the boxes that agree to doubts."""
    return re.findall(r'name="agreed" value="([^"]+)"', page)


def test_ten_billion_is_asked_about_in_words(season: Season, treasurer: Browser) -> None:
    fields = fields_of(season, "50.000.000.000")
    answer = treasurer.submit_fields(path_of(season), fields)
    assert "Năm mươi tỷ đồng – xác nhận?" in answer.text
    agreed = boxes(answer.text)
    assert treasurer.submit_fields(path_of(season), fields | {"agreed": agreed}).status_code == 303


def test_the_same_person_and_sum_of_the_day_is_asked_about(
    season: Season, treasurer: Browser
) -> None:
    treasurer.submit_fields(path_of(season), fields_of(season, "158.000"))
    fields = fields_of(season, "158.000")
    answer = treasurer.submit_fields(path_of(season), fields)
    assert answer.status_code == 422
    assert "Có thể trùng phiếu số 1 hôm nay" in answer.text
    fields["agreed"] = boxes(answer.text)
    assert treasurer.submit_fields(path_of(season), fields).status_code == 303


def test_a_doubled_click_leads_to_the_same_page(season: Season, treasurer: Browser) -> None:
    fields = fields_of(season, "158.000", counted_vnd="158.000")
    first = treasurer.submit_fields(path_of(season), fields)
    again = treasurer.submit_fields(path_of(season), fields)
    assert again.status_code == 303
    assert again.location == first.location
    assert vouchers() == 1


def test_a_changed_form_under_the_same_key_says_what_was_recorded(
    season: Season, treasurer: Browser
) -> None:
    fields = fields_of(season, "500.000")
    treasurer.submit_fields(path_of(season), fields)
    fields[f"amount[{season.entries[0]}]"] = "600.000"
    answer = treasurer.submit_fields(path_of(season), fields)
    assert answer.status_code == 409
    assert "Phiếu này đã được ghi với 500.000 đồng." in answer.text
    assert "Mở phiếu mới" in answer.text
    assert vouchers() == 1


def test_numbers_of_paper_receipts_go_with_their_rows(season: Season, treasurer: Browser) -> None:
    page = treasurer.get(f"{path_of(season)}?paper=1").text
    assert f'name="paper[{season.entries[0]}]"' in page
    fields = fields_of(season, "158.000")
    fields[f"paper[{season.entries[0]}]"] = "0004512"
    answer = treasurer.submit_fields(path_of(season), fields)
    assert answer.status_code == 303
    assert db.session.scalar(sa.select(Voucher.paper_number)) == "0004512"


def test_a_paper_receipt_without_an_amount_is_asked_about(
    season: Season, treasurer: Browser
) -> None:
    fields = fields_of(season, "158.000")
    fields[f"paper[{season.entries[1]}]"] = "0004513"
    answer = treasurer.submit_fields(f"{path_of(season)}?paper=1", fields)
    assert answer.status_code == 422
    assert "Chưa nhập số tiền của phiếu giấy này." in answer.text
    assert 'value="0004513"' in answer.text


def test_fields_that_the_form_does_not_have_are_refused(season: Season, treasurer: Browser) -> None:
    for smuggled in ("unit_id", "is_admin", "role"):
        fields = fields_of(season, "158.000", **{smuggled: "1"})
        answer = treasurer.submit_fields(path_of(season), fields)
        assert answer.status_code == 422
        assert "Dữ liệu gửi lên có trường lạ." in answer.text
    assert vouchers() == 0


def test_lines_of_another_unit_do_not_exist(season: Season, treasurer: Browser) -> None:
    fields = fields_of(season, "158.000")
    fields[f"amount[{season.agency_entries[0]}]"] = "10.000"
    assert treasurer.submit_fields(path_of(season), fields).status_code == 404
    elsewhere = f"/collection-sheets/{season.campaign_id}/{season.world.agency_id}"
    assert treasurer.get(elsewhere).status_code == 404
    assert treasurer.submit_fields(elsewhere, fields_of(season, "1.000")).status_code == 404
    assert treasurer.get(f"/collection-sheets/999/{season.cell_id}").status_code == 404
    assert vouchers() == 0


def test_the_cells_are_listed_with_what_they_gave(season: Season, treasurer: Browser) -> None:
    treasurer.submit_fields(path_of(season), fields_of(season, "158.000"))
    page = treasurer.get("/collection-sheets").text
    assert "Chi bộ ấp Tân Lập" in page
    assert "Chi bộ ấp Hòa Bình" in page
    assert "158.000" in page
    assert path_of(season) in page


def test_without_an_open_campaign_the_list_says_who_opens_one(
    client: Browser, world: make.World
) -> None:
    client.log_in(Role.COMMUNE_TREASURER.value)
    assert "Chưa có đợt vận động nào đang mở" in client.get("/collection-sheets").text


def test_the_blank_list_is_printed(season: Season, treasurer: Browser) -> None:
    pdf = treasurer.get(f"{path_of(season)}/blank.pdf")
    assert pdf.data.startswith(b"%PDF")


def test_strange_pages_are_the_first_page(season: Season, treasurer: Browser) -> None:
    for page in ("-1", "abc", "999"):
        assert treasurer.get(f"{path_of(season)}?page={page}").status_code == 200


@pytest.fixture
def sixty(sqlite_store: Store) -> Callable[[int], tuple[Season, Browser]]:
    """A maker of cells of many people, with their treasurer logged in."""

    def make_cell(people: int) -> tuple[Season, Browser]:
        installation.forget(sqlite_store.app)
        collecting.stand_still()
        at = collecting.season(people=people)
        browser = browser_on(sqlite_store)
        browser.log_in(at.treasurer.username)
        return at, browser

    return make_cell


def test_a_sheet_of_sixty_is_light_and_takes_few_statements(
    sixty: Callable[[int], tuple[Season, Browser]],
) -> None:
    at, browser = sixty(60)
    browser.get(path_of(at))
    with collecting.counted_statements() as seen:
        answer = browser.get(path_of(at))
    assert len(answer.data) < 50_000
    assert len(seen) <= 12, "\n".join(seen)
    wrong = browser.submit_fields(path_of(at), fields_of(at, *["abc"] * 10, *["1.000"] * 50))
    assert wrong.status_code == 422
    assert len(wrong.data) < 50_000


def test_a_larger_cell_is_paged_and_each_page_is_recorded_by_itself(
    sixty: Callable[[int], tuple[Season, Browser]],
) -> None:
    at, browser = sixty(63)
    first = browser.get(path_of(at)).text
    assert "Trang 1 / 2" in first
    assert f"amount[{at.entries[62]}]" not in first
    second = browser.get(f"{path_of(at)}?page=2").text
    assert f"amount[{at.entries[62]}]" in second
    fields = fields_of(at)
    fields[f"amount[{at.entries[62]}]"] = "abc"
    wrong = browser.submit_fields(f"{path_of(at)}?page=2", fields)
    assert f'href="#f-amount[{at.entries[62]}]"' in wrong.text
    assert 'value="abc"' in wrong.text


def boxes_of(page: str) -> dict[str, str]:
    """Return the sums that the boxes of a sheet show."""
    return dict(re.findall(r'name="(amount\[\d+\])" value="([^"]+)"', page))


def test_pasted_names_and_sums_are_shown_in_their_boxes_first(
    season: Season, treasurer: Browser
) -> None:
    lines = (
        "STT\tHọ và tên\tNăm sinh\tSố tiền",
        "1\tTran Thi Binh\t1961\t225.000 đ",
        "2\tNguyễn Văn An\t1960\t250k",
        "3\tLê Minh Chi\t1962\t",
        "4\tKhông Có Tên\t1970\t90.000",
    )
    page = treasurer.submit(f"{path_of(season)}/paste", pasted="\r\n".join(lines))
    assert page.status_code == 200
    assert boxes_of(page.text) == {
        f"amount[{season.entries[0]}]": "250.000",
        f"amount[{season.entries[1]}]": "225.000",
    }
    assert "Đã hiểu 2 dòng" in page.text
    assert "4 · Không Có Tên · 1970 · 90.000" in page.text
    assert vouchers() == 0


def test_a_pasted_column_of_sums_goes_down_the_list(season: Season, treasurer: Browser) -> None:
    column = "158.000\r\n\r\n50,000\r\n"
    page = treasurer.submit(f"{path_of(season)}/paste", pasted=column).text
    assert boxes_of(page) == {f"amount[{season.entries[0]}]": "158.000"}
    assert "1 dòng chưa rõ" in page
    page = treasurer.submit(f"{path_of(season)}/paste", pasted="158,000\n\n50,000").text
    assert list(boxes_of(page).values()) == ["158.000", "50.000"]


def test_nothing_pasted_and_too_much_pasted_are_told(season: Season, treasurer: Browser) -> None:
    for pasted, sentence in (("", "Chưa dán dòng nào."), ("1\n" * 10_001, "Dán quá nhiều")):
        refused = treasurer.submit(f"{path_of(season)}/paste", pasted=pasted)
        assert refused.status_code == 422
        assert sentence in refused.text
