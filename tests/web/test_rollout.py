"""Rollout on screen: units report for themselves, the board sees what is missing and prints it."""

import io
import re

import openpyxl
import pypdf
import pytest

from ledger.db import db, run
from ledger.models.books import Rule
from ledger.models.party_units import PartyUnit, UnitKind
from ledger.models.users import Role
from tests import collecting, make
from tests.attachments import PDF
from tests.collecting import Season
from tests.conftest import Store
from tests.web.browser import Browser
from tests.web.conftest import browser_on
from tests.web.pages import forms_of, words_of

PLAN = {"number": "05-KH/ĐU", "issued_on": "05/10/2024", "expected_vnd": "20.000.000"}
SURVEY = {"surveyed_on": "08/10/2024", "answer": "none"}
DEED = {"done_on": "01/11/2024", "kind": "article", "title": "Long Sơn vận động xây nhà"}


def person(store: Store, at: Season, role: Role, unit_id: int | None = None) -> Browser:
    """Log somebody with a role in, at the district unless a unit is named."""
    browser = browser_on(store)
    browser.log_in(make.actor(unit_id or at.world.district_id, role).username)
    return browser


@pytest.fixture
def board(sqlite_store: Store, season: Season) -> Browser:
    """Ban Tổ chức, logged in."""
    return person(sqlite_store, season, Role.ORGANISATION_BOARD)


def place(at: Season, unit_id: int | None = None) -> str:
    """Return the address of a unit's rollout, the commune's if none is named."""
    return f"/rollout/{at.campaign_id}/units/{unit_id or at.world.commune_id}"


def shown(browser: Browser, path: str) -> str:
    """Return the words of a page, wherever its address leads."""
    answer = browser.get(path, follow_redirects=True)
    assert answer.status_code == 200
    return words_of(answer.text)


def test_a_treasurer_reports_everything_and_the_board_sees_it(
    season: Season, treasurer: Browser, board: Browser
) -> None:
    here = place(season)
    assert shown(treasurer, "/rollout").count("chưa báo cáo") == 3
    assert treasurer.submit(f"{here}/plan", **PLAN).location == here
    assert treasurer.submit(f"{here}/survey", **SURVEY).location == here
    log = treasurer.submit(f"{here}/propaganda", **DEED).location
    assert "Long Sơn vận động xây nhà" in shown(treasurer, log)

    words = shown(board, "/rollout")

    assert "05-KH/ĐU" in words
    assert "chưa có trường hợp" in words
    assert "1 việc" in words
    assert words.count("1 / 2 đơn vị") == 3
    assert "còn 1/2 đơn vị chưa báo cáo" in words
    assert "20.000.000 đồng" in words


def test_a_correction_shows_what_was_there_before(season: Season, treasurer: Browser) -> None:
    here = place(season)
    treasurer.submit(f"{here}/plan", **PLAN)
    form = next(f for f in forms_of(treasurer.get(f"{here}/plan").text) if "number" in f.boxes)
    assert dict(form.pairs)["number"] == "05-KH/ĐU"
    version = dict(form.pairs)["replaces_id"]
    again = PLAN | {"number": "06-KH/ĐU", "replaces_id": version}
    assert treasurer.submit(f"{here}/plan", **again).status_code == 303
    words = shown(treasurer, here)
    assert "06-KH/ĐU ngày 05/10/2024" in words
    assert "Lịch sử kế hoạch (2 bản)" in words

    stale = treasurer.submit(f"{here}/plan", **again | {"number": "07-KH/ĐU"})
    assert stale.status_code == 409
    assert "vừa được người khác sửa" in stale.text
    assert 'value="07-KH/ĐU"' in stale.text


def test_a_plan_is_taken_back_with_a_reason(season: Season, treasurer: Browser) -> None:
    here = place(season)
    treasurer.submit(f"{here}/plan", **PLAN)
    version = re.search(r'name="replaces_id" value="(\d+)"', treasurer.get(f"{here}/plan").text)
    assert version
    bare = treasurer.submit(f"{here}/plan/withdraw", replaces_id=version[1], reason=" ")
    assert bare.status_code == 422
    assert "Chưa nhập lý do rút lại." in bare.text
    answer = treasurer.submit(f"{here}/plan/withdraw", replaces_id=version[1], reason="nhầm năm")
    assert answer.status_code == 303
    assert "rút lại, lý do: nhầm năm" in shown(treasurer, here)


def test_the_plans_scan_is_kept_and_shown_to_whom_it_concerns(
    sqlite_store: Store, season: Season, treasurer: Browser, board: Browser
) -> None:
    here = place(season)
    file = (io.BytesIO(PDF), "ke hoach.pdf")
    assert treasurer.submit(f"{here}/plan", **PLAN, file=file).status_code == 303
    (link,) = re.findall(rf'href="({here}/plan/files/\d+)"', treasurer.get(here).text)
    for reader in (treasurer, board):
        assert reader.get(link).data == PDF
    propaganda = person(sqlite_store, season, Role.PROPAGANDA_BOARD)
    agency = person(sqlite_store, season, Role.AGENCY_TREASURER, season.world.agency_id)
    for stranger in (propaganda, agency):
        assert stranger.get(link).status_code == 404
    assert treasurer.get(f"{here}/plan/files/999").status_code == 404
    bad = treasurer.submit(f"{here}/plan", **PLAN, file=(io.BytesIO(b"MZ"), "x.pdf"))
    assert bad.status_code == 422


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"number": " "}, "Chưa nhập số kế hoạch."),
        ({"issued_on": "21/12/2024"}, "Ngày kế hoạch không được sau hôm nay (20/12/2024)."),
        ({"expected_vnd": "-1"}, "Số tiền"),
        ({"model_name": "Mô hình"}, "Đăng ký mô hình cần cả tên và loại: mới hay nhân rộng."),
        ({"model_kind": "old"}, "Lựa chọn này không có trong danh sách."),
        ({"entered_paper": "CV 1"}, "Số và ngày văn bản chỉ ghi khi Ban Tổ chức nhập thay."),
    ],
)
def test_a_wrong_plan_is_said_beside_its_box(
    season: Season, treasurer: Browser, changed: dict[str, object], sentence: str
) -> None:
    answer = treasurer.submit(f"{place(season)}/plan", **PLAN | changed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "chưa báo cáo" in shown(treasurer, place(season))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"answer": ""}, "Chưa chọn kết quả rà soát."),
        ({"answer": "some"}, "Chưa nhập số trường hợp."),
        ({"cases": "2"}, "Đã chọn chưa có trường hợp mà lại có số; hãy xem lại."),
        ({"answer": "some", "cases": "0"}, "Nhập một số từ 1 đến 9999."),
        ({"surveyed_on": "08/10/2020"}, "Ngày này quá xa trong quá khứ"),
    ],
)
def test_a_wrong_survey_is_said_beside_its_box(
    season: Season, treasurer: Browser, changed: dict[str, object], sentence: str
) -> None:
    answer = treasurer.submit(f"{place(season)}/survey", **SURVEY | changed)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_cells_answer_on_the_units_form(season: Season, treasurer: Browser) -> None:
    here, (one, two) = place(season), season.world.cell_ids
    wrong: dict[str, object] = {
        "surveyed_on": "08/10/2024", "answer": "some", "cases": "3",
        f"by_cell[{one}]": "1", f"by_cell[{two}]": "1",
    }  # fmt: skip
    answer = treasurer.submit_fields(f"{here}/survey", wrong)
    assert answer.status_code == 422
    assert "Các chi bộ cộng lại 2 trường hợp, khác với 3 trường hợp" in answer.text
    right = wrong | {f"by_cell[{two}]": "2"}
    assert treasurer.submit_fields(f"{here}/survey", right).status_code == 303
    assert "2/2 chi bộ đã trả lời" in shown(treasurer, f"{here}/survey")


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "ftp://a.example/x", "bao.example/1", "http://", "https://a b"]
)
def test_a_link_is_of_the_web_or_refused(season: Season, treasurer: Browser, link: str) -> None:
    answer = treasurer.submit(f"{place(season)}/propaganda", **DEED, link=link)
    assert answer.status_code == 422
    assert "Đường dẫn bắt đầu bằng http:// hoặc https://" in answer.text


def test_a_link_is_text_and_leads_nowhere(season: Season, treasurer: Browser) -> None:
    here = place(season)
    log = treasurer.submit(
        f"{here}/propaganda", **DEED, link="HTTPS://bao.example/1?a=b&c"
    ).location
    page = treasurer.get(log).text
    assert "https://bao.example/1?a=b&amp;c" in page
    assert 'href="https://bao' not in page


def test_the_log_is_corrected_and_taken_back_and_counted(
    season: Season, treasurer: Browser, board: Browser
) -> None:
    here = place(season)
    log = treasurer.submit(f"{here}/propaganda", **DEED).location
    (row,) = re.findall(r'href="(/rollout/propaganda/\d+)"', treasurer.get(log).text)
    changed = DEED | {"title": "Tên đúng", "kind": "meeting"}
    assert treasurer.submit(row, **changed).status_code == 303
    words = shown(treasurer, log)
    assert "Tên đúng" in words
    assert "1 việc : sinh hoạt chi bộ, hội nghị 1" in words
    (row,) = re.findall(r'href="(/rollout/propaganda/\d+)"', treasurer.get(log).text)
    assert "Long Sơn vận động xây nhà" in shown(treasurer, row)
    assert treasurer.submit(f"{row}/withdraw", reason="ghi hai lần").status_code == 303
    assert "Chưa ghi việc tuyên truyền nào" in shown(treasurer, log)
    assert "rút lại vì: ghi hai lần" in shown(treasurer, f"{log}&which=withdrawn")
    file = board.get(f"/rollout/{season.campaign_id}/propaganda.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(file.data)).active
    assert sheet is not None
    assert sheet.max_row == 4  # title, campaign, blank, heads


def test_another_units_rollout_does_not_exist(
    sqlite_store: Store, season: Season, treasurer: Browser
) -> None:
    there = place(season, season.world.agency_id)
    for path in ("", "/plan", "/survey", "/propaganda"):
        assert treasurer.get(f"{there}{path}").status_code == 404, path
    for path, fields in (("plan", PLAN), ("survey", SURVEY), ("propaganda", DEED)):
        assert treasurer.submit(f"{there}/{path}", **fields).status_code == 404, path
    cell = person(sqlite_store, season, Role.SECRETARY, season.cell_id)
    assert cell.get(place(season)).status_code == 404
    assert cell.submit(f"{place(season)}/plan", **PLAN).status_code == 404
    assert treasurer.get(f"/rollout/{season.campaign_id + 9}").status_code == 404


def test_the_organisation_board_enters_from_a_paper(
    season: Season, treasurer: Browser, board: Browser
) -> None:
    here = place(season)
    assert "Nhập thay đơn vị" in board.get(f"{here}/plan").text
    assert "Nhập thay đơn vị" not in treasurer.get(f"{here}/plan").text
    bare = board.submit(f"{here}/survey", **SURVEY)
    assert bare.status_code == 422
    assert "Chưa nhập số văn bản mà đơn vị gửi." in bare.text
    answer = board.submit(f"{here}/survey", **SURVEY, entered_paper="CV số 3")
    assert answer.status_code == 303
    assert "Ban Tổ chức nhập thay theo CV số 3" in shown(treasurer, here)


def test_deadlines_make_what_is_missing_overdue_and_printable(
    season: Season, treasurer: Browser, board: Browser
) -> None:
    root = f"/rollout/{season.campaign_id}"
    due = {"plan": "01/12/2024", "survey": "25/12/2024", "paper": "Công văn số 15-CV/BTC"}
    assert board.submit(f"{root}/deadlines", **due | {"paper": ""}).status_code == 422
    assert board.submit(f"{root}/deadlines", **due).status_code == 303
    treasurer.submit(f"{place(season)}/plan", **PLAN)
    words = shown(board, root)
    assert "báo cáo" in words
    assert "quá hạn 19 ngày" in words
    assert "(sau hạn)" in words
    text = (
        pypdf.PdfReader(io.BytesIO(board.get(f"{root}/reminder.pdf").data)).pages[0].extract_text()
    )
    text = " ".join(text.split())
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in text
    assert "còn 1/2 đơn vị chưa báo cáo kế hoạch của đơn vị (hạn 01/12/2024)" in text
    assert "Chi bộ Phòng Tài chính – Kế hoạch" in text
    rows = list(openpyxl.load_workbook(io.BytesIO(board.get(f"{root}/reminder.xlsx").data)).active)
    found = [[cell.value for cell in row] for row in rows][-7:]
    assert [row[2] for row in found] == [
        "kế hoạch của đơn vị", "kết quả rà soát nhà ở", "tuyên truyền", "bắt đầu thu",
        "kết quả rà soát nhà ở", "tuyên truyền", "bắt đầu thu",
    ]  # fmt: skip
    assert [row[4] for row in found] == [19, *[None] * 6]


def test_the_propaganda_board_sees_no_plan_and_no_need(
    sqlite_store: Store, season: Season, treasurer: Browser
) -> None:
    treasurer.submit(f"{place(season)}/plan", **PLAN)
    treasurer.submit(f"{place(season)}/survey", **SURVEY | {"answer": "some", "cases": "7"})
    browser = person(sqlite_store, season, Role.PROPAGANDA_BOARD)
    for path in (f"/rollout/{season.campaign_id}", place(season)):
        words = shown(browser, path)
        assert "KH/ĐU" not in words
        assert "7 trường hợp" not in words
        assert "tuyên truyền" in words.casefold()
    own = f"/rollout/{season.campaign_id}/units/{season.world.district_id}/propaganda"
    assert browser.submit(own, **DEED).status_code == 303
    assert browser.submit(f"{place(season)}/propaganda", **DEED).status_code == 404


def test_commendations_are_proposed_from_facts_and_never_from_sums(
    sqlite_store: Store, season: Season, treasurer: Browser, board: Browser
) -> None:
    root = f"/commendations/{season.campaign_id}"
    assert "Có thể đề xuất" not in shown(board, root)
    collecting.give(season, *[1_000] * 5)
    secretary = person(sqlite_store, season, Role.SECRETARY, season.world.commune_id)
    words = shown(secretary, root)
    assert "Chi bộ ấp Tân Lập (5/5 người)" in words
    assert "Chi bộ ấp Hòa Bình" not in words
    assert "Có thể đề xuất" not in shown(board, root), "one cell of two is not the whole commune"
    unit = season.cell_id
    assert 'value="Chi bộ ấp Tân Lập"' in secretary.get(f"{root}/new?unit={unit}").text
    facts: dict[str, object] = {
        "recipient_kind": "collective", "party_unit_id": unit, "recipient": "Chi bộ ấp Tân Lập",
        "form": "Giấy khen", "issuer": "Đảng ủy xã", "number": "3-QĐ/ĐU",
        "decided_on": "15/12/2024", "merit": "Đủ 100 %",
    }  # fmt: skip
    for _click in range(2):
        assert secretary.submit(root, **facts).location == root
    words = shown(secretary, root)
    assert "1 tập thể, 0 cá nhân" in words
    assert "Có thể đề xuất" not in words
    assert secretary.submit(root, **facts | {"number": ""}).status_code == 422
    assert treasurer.submit(root, **facts).status_code == 403
    outside = facts | {"party_unit_id": season.world.agency_id}
    assert secretary.submit(root, **outside).status_code == 404
    (row,) = re.findall(r'href="(/commendations/papers/\d+)"', secretary.get(root).text)
    assert secretary.submit(row, **facts | {"number": "4-QĐ/ĐU"}).status_code == 303
    (row,) = re.findall(r'href="(/commendations/papers/\d+)"', secretary.get(root).text)
    assert "Lịch sử (2 bản)" in shown(secretary, row)
    assert secretary.submit(f"{row}/withdraw", reason="ghi nhầm").status_code == 303
    assert "lý do rút lại: ghi nhầm" in shown(secretary, root)
    assert board.get(f"{root}/commendations.xlsx").status_code == 200


def test_a_board_of_fifty_units_stays_light(
    sqlite_store: Store, season: Season, board: Browser
) -> None:
    run(_add_units, season, 48)
    make.draft_campaign(season.world, 2025)
    import sqlalchemy as sa

    from ledger.models.campaigns import Campaign

    campaign_id = db.session.scalars(sa.select(Campaign.id).where(Campaign.year == 2025)).one()
    with collecting.counted_statements() as statements:
        page = board.get(f"/rollout/{campaign_id}")
    assert page.text.count("<tr>") > 50
    assert len(page.data) < 50_000
    assert len(statements) <= 12


def _add_units(at: Season, count: int) -> None:
    district = db.session.get_one(PartyUnit, at.world.district_id)
    for number in range(count):
        name = f"Đảng bộ xã Vĩnh Thạnh Trung số {number}"
        make.unit(district, UnitKind.COMMUNE_COMMITTEE, name, rule=Rule.KEEP)
