"""Need files on the screen: from the đơn to the list, hidden from all but the named roles."""

import io
import json
import re

import openpyxl
import pypdfium2
import pytest
import sqlalchemy as sa

from ledger.db import db
from ledger.models.attachments import Attachment
from ledger.models.audit_events import AuditEvent
from ledger.models.users import Role
from tests import make
from tests.attachments import PDF, bomb, phone_picture
from tests.conftest import Store
from tests.web.browser import Browser
from tests.web.conftest import browser_on, username_of

NAME = "Nguyễn Văn Khổ"
DAY = "20/11/2024"


@pytest.fixture
def member_id(sqlite_store: Store, world: make.World) -> int:
    """A member of the commune who hands in a đơn."""
    return make.member(world.cell_ids[0], NAME, birth_year=1961)


def logged_in(store: Store, role: Role) -> Browser:
    browser = browser_on(store)
    browser.log_in(username_of(role))
    return browser


@pytest.fixture
def secretary(sqlite_store: Store, member_id: int) -> Browser:
    return logged_in(sqlite_store, Role.SECRETARY)


@pytest.fixture
def board(sqlite_store: Store, member_id: int) -> Browser:
    return logged_in(sqlite_store, Role.ORGANISATION_BOARD)


def sent(body: bytes, name: str = "don.pdf") -> tuple[io.BytesIO, str]:
    return io.BytesIO(body), name


def apply(browser: Browser, member_id: int, **changed: object) -> str:
    """Send a đơn; return the address of the file, or the page that refuses it."""
    fields: dict[str, object] = {
        "member_id": member_id,
        "kind": "new_house",
        "applied_on": DAY,
        "address": "Số 12, ấp Tân Lập",
        "other_programme": "not_asked_for",
        "wish": "xin xây lại căn nhà dột",
        "estimated_cost_vnd": "120.000.000",
        "wanted_support_vnd": "60.000.000",
    }
    answer = browser.submit_fields("/housing-needs", fields | changed)
    return answer.location if answer.status_code == 303 else answer.text


def take(browser: Browser, file: str, act: str, **fields: object) -> str:
    """Enter one act by its form."""
    page = browser.get(f"{file}/step?act={act}").text
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    boxes = {"act": act, "seen": seen[1], "on_date": DAY, **fields}
    answer = browser.submit_fields(f"{file}/steps", boxes)
    return answer.location if answer.status_code == 303 else answer.text


SURVEY: dict[str, object] = {
    "surveyed_on": DAY,
    "kind": "new_house",
    "estimated_cost_vnd": "120.000.000",
    "wanted_support_vnd": "60.000.000",
    "address": "Số 12, ấp Tân Lập",
    "household_size": "4",
    "poverty": "near_poor",
    "joined_party_on": "19/05/1994",
    "house_note": "vách lá, mái tôn thủng",
}


def test_a_need_goes_from_the_letter_to_the_list(
    secretary: Browser, board: Browser, member_id: int
) -> None:
    found = secretary.get("/housing-needs/new?q=kho").text
    assert f'href="/housing-needs/new?member={member_id}"' in found
    assert NAME in secretary.get(f"/housing-needs/new?member={member_id}").text
    file = apply(secretary, member_id, file=sent(PDF))
    assert "Ghi: chi bộ họp xét" in secretary.get(file).text

    votes = {"votes_present": "21", "votes_for": "20"}
    assert take(secretary, file, "cell_review", paper="05-BB/CB", **votes) == file
    assert take(secretary, file, "nominate", paper="12-BB/ĐU", **votes) == file
    assert "Ghi: Ban Tổ chức nhận, khảo sát" not in secretary.get(file).text
    assert take(board, file, "take_up") == file
    assert "Ghi kết quả khảo sát" in board.get(file).text
    assert board.submit_fields(f"{file}/survey", SURVEY).status_code == 303
    assert 'value="19/05/1994"' in board.get(f"{file}/survey").text
    assert take(board, file, "verify", reason="đúng như đơn") == file
    assert take(board, file, "list", paper="33-TB/HU") == file
    assert take(board, file, "plan", year="2025") == file

    page = board.get(file).text
    for words in ("đưa vào lộ trình", "năm 2025", "hộ cận nghèo", "vách lá", "05-BB/CB", "20/21"):
        assert words in page
    listed = board.get("/housing-needs?state=planned&year=2025").text
    assert NAME in listed
    assert "thiếu 3 giấy tờ" in board.get("/housing-needs?papers=1").text
    assert "Không có hồ sơ nào như vậy" in board.get("/housing-needs?state=died").text


def test_who_reads_a_file_stands_on_it(
    sqlite_store: Store, secretary: Browser, member_id: int
) -> None:
    file = apply(secretary, member_id)
    committee = logged_in(sqlite_store, Role.STANDING_COMMITTEE)

    assert committee.get(file).status_code == 200

    assert "Người dùng standing_committee, Ban Thường vụ" in secretary.get(file).text


OUTSIDE = sorted(
    set(Role) - {Role.SECRETARY, Role.ORGANISATION_BOARD, Role.STANDING_COMMITTEE, Role.INSPECTOR}
)


@pytest.mark.parametrize("role", [*OUTSIDE, Role.INSPECTOR])
def test_for_others_a_file_does_not_exist(
    sqlite_store: Store, secretary: Browser, member_id: int, role: Role
) -> None:
    file = apply(secretary, member_id, file=sent(PDF))
    paper = db.session.scalars(sa.select(Attachment.id)).one()
    stranger = logged_in(sqlite_store, role)

    for address in (file, f"{file}/papers/{paper}", f"{file}/survey"):
        assert stranger.get(address).status_code == 404, address
    assert stranger.submit(f"{file}/steps", act="die").status_code == 404
    assert "Khó khăn nhà ở" not in stranger.get("/").text or role is Role.INSPECTOR


def test_an_inspector_reads_by_a_decision(
    sqlite_store: Store, secretary: Browser, member_id: int, world: make.World
) -> None:
    file = apply(secretary, member_id)
    inspector = logged_in(sqlite_store, Role.INSPECTOR)
    assert inspector.get("/housing-needs").location == "/inspections"
    assert inspector.get(f"/housing-needs?unit_id={world.commune_id}").status_code == 404

    inspector.submit(
        "/inspections",
        party_unit_id=world.commune_id,
        paper="12-QĐ/UBKT",
        decided_on="01/11/2026",
        ends_on="30/11/2026",
    )

    assert NAME in inspector.get(file).text
    listed = inspector.get(f"/housing-needs?unit_id={world.commune_id}").text
    assert NAME in listed
    assert file in listed
    read = sa.select(AuditEvent.after).where(AuditEvent.action == "inspection.read")
    assert json.loads(db.session.scalars(read).one() or "") == {"page": "/housing-needs"}
    assert inspector.get(f"/housing-needs?unit_id={world.agency_id}").status_code == 404


def test_lists_name_codes_to_those_above(
    sqlite_store: Store, secretary: Browser, member_id: int
) -> None:
    file = apply(secretary, member_id)
    committee = logged_in(sqlite_store, Role.STANDING_COMMITTEE)

    listed = committee.get("/housing-needs").text

    assert NAME not in listed
    assert f'href="{file}"' in listed
    assert NAME in secretary.get("/housing-needs").text
    assert "Không có hồ sơ" in committee.get("/housing-needs?q=Khổ").text


def test_what_is_typed_stays_in_a_refused_form(secretary: Browser, member_id: int) -> None:
    page = apply(secretary, member_id, applied_on="32/13/2024", kind="", wish="mái dột")

    assert "Chưa chọn xây mới hay sửa chữa" in page
    assert "mái dột" in page
    assert 'value="32/13/2024"' in page


def test_a_doubt_is_agreed_to_by_a_tick(
    sqlite_store: Store, secretary: Browser, member_id: int, world: make.World
) -> None:
    apply(secretary, member_id)
    wife = make.member(world.cell_ids[0], "Lê Thị Hiền", birth_year=1963)

    page = apply(secretary, wife)
    assert "Cùng một nhà (trùng địa chỉ)" in page
    token = re.search(r'name="agreed" value="([^"]+)"', page)
    assert token

    assert apply(secretary, wife, agreed=[token[1]]).startswith("/housing-needs/")


@pytest.mark.parametrize(
    ("body", "name", "sentence"),
    [
        (bomb(), "a.png", "hơn 50 triệu điểm ảnh"),
        (b"MZ this is a program", "anh.jpg", "không phải ảnh"),
        (b"%PDF-1.7 cut", "don.pdf", "Tệp PDF bị hỏng"),
        (b"", "don.pdf", "Tệp trống"),
        (b"hello", "../../etc/passwd", "Chỉ nhận ảnh"),
    ],
)
def test_a_bad_file_gets_its_sentence_and_nothing_is_recorded(
    secretary: Browser, member_id: int, body: bytes, name: str, sentence: str
) -> None:
    page = apply(secretary, member_id, file=sent(body, name))

    assert sentence in page
    assert NAME in page
    assert "Chưa có hồ sơ nào" in secretary.get("/housing-needs").text


def test_pictures_wait_for_consent_and_go_with_it(secretary: Browser, member_id: int) -> None:
    file = apply(secretary, member_id)
    photo = {"kind": "photo", "on_date": DAY}

    refused = secretary.submit_fields(f"{file}/papers", {**photo, "file": sent(phone_picture())})
    assert "Chưa có văn bản đồng ý" in refused.text
    secretary.submit(f"{file}/consent", scope="papers", on_date=DAY, paper="Giấy chủ hộ ký")
    added = secretary.submit_fields(f"{file}/papers", {**photo, "file": sent(phone_picture())})
    assert added.status_code == 303
    page = secretary.get(f"{file}/papers").text
    source = re.search(r'<img src="([^"]+)"', page)
    assert source

    shown = secretary.get(source[1])
    assert shown.mimetype == "image/jpeg"
    assert b"SECRET" not in shown.data
    assert shown.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"

    secretary.submit(f"{file}/consent", scope="none", on_date=DAY, paper="Giấy rút đồng ý")
    assert secretary.get(source[1]).status_code == 404


def test_a_scan_is_handed_out_to_be_kept(secretary: Browser, member_id: int) -> None:
    file = apply(secretary, member_id, file=sent(PDF, "ung-thu.pdf"))
    paper = db.session.scalars(sa.select(Attachment.id)).one()

    answer = secretary.get(f"{file}/papers/{paper}")

    assert answer.data == PDF
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename=giay-")
    assert "ung-thu" not in disposition
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert secretary.get(f"{file}/papers/{paper + 1}").status_code == 404


def test_a_paper_goes_with_a_reason(secretary: Browser, member_id: int) -> None:
    file = apply(secretary, member_id, file=sent(PDF))
    remove = re.search(r'href="([^"]+/remove)"', secretary.get(f"{file}/papers").text)
    assert remove

    assert "Chưa nhập lý do" in secretary.submit(remove[1]).text
    assert secretary.submit(remove[1], reason="quét nhầm").status_code == 303

    assert "Chưa có giấy tờ nào" in secretary.get(f"{file}/papers").text


def test_a_member_is_answered_in_time_and_a_file_can_be_erased(
    secretary: Browser, member_id: int
) -> None:
    file = apply(secretary, member_id, file=sent(PDF))
    secretary.submit(f"{file}/requests", kind="delete", received_on=DAY, words="xóa giúp tôi")
    page = secretary.get(file).text
    assert "xóa giúp tôi" in page
    assert "quá hạn" in page
    request = re.search(rf'href="({file}/requests/\d+)"', page)
    assert request

    assert secretary.submit(f"{request[1]}/acknowledge").status_code == 303
    assert "ghi rút đơn trước" in secretary.submit(f"{file}/erase", reason="yêu cầu").text
    take(secretary, file, "withdraw", reason="đã tự xây được")
    answered = secretary.submit(f"{request[1]}/answer", answered_on="27/11/2026", answer="đã xóa")
    assert answered.status_code == 303
    assert secretary.submit(f"{file}/erase", reason="yêu cầu ngày 20/11/2024").status_code == 303

    page = secretary.get(file).text
    assert "Dữ liệu cá nhân đã xóa" in page
    for gone in (NAME, "xin xây lại", "đã tự xây được", "xóa giúp tôi"):
        assert gone not in page
    assert "rút đơn" in page


def test_criteria_are_asked_of_every_need(
    sqlite_store: Store, secretary: Browser, board: Browser, member_id: int, world: make.World
) -> None:
    make.draft_campaign(world)  # the programme comes with it
    file = apply(secretary, member_id)
    board.submit("/need-criteria", text="Không thể tự xây")
    assert "đã có trong danh sách" in board.submit("/need-criteria", text="không thể tự xây").text
    form = board.get(f"{file}/survey").text
    box = re.search(r'name="(criteria\[\d+\])"', form)
    assert box

    board.submit_fields(f"{file}/survey", {**SURVEY, box[1]: "con còn nhỏ"})
    assert "con còn nhỏ" in board.get(file).text

    retire = re.search(r'action="(/need-criteria/\d+/retire)"', board.get("/need-criteria").text)
    assert retire
    board.submit(retire[1])
    assert "Chưa có tiêu chí nào" in board.get("/need-criteria").text
    assert "con còn nhỏ" in board.get(file).text, "an older file keeps its notes"


def words_of(body: bytes) -> str:
    """Return the words of a PDF, one line after another."""
    paper = pypdfium2.PdfDocument(body)
    return " ".join(page.get_textpage().get_text_bounded() for page in paper).replace("\r\n", " ")


def test_a_member_gets_a_courteous_answer_on_paper(
    secretary: Browser, board: Browser, member_id: int
) -> None:
    file = apply(secretary, member_id)
    take(board, file, "not_yet", reason="đất đang tranh chấp")
    words = "Đảng ủy mong đồng chí chia sẻ.\nHồ sơ sẽ được xét lại khi đất được hòa giải xong."
    take(secretary, file, "answer", paper="07-CV/ĐU", reason=words)
    letter = re.search(r'href="([^"]+/answers/\d+\.pdf)"', secretary.get(file).text)
    assert letter

    answer = secretary.get(letter[1])

    assert answer.mimetype == "application/pdf"
    text = words_of(answer.data)
    for said in ("Số 07-CV/ĐU", "ĐẢNG CỘNG SẢN VIỆT NAM", f"Đồng chí {NAME}", "20/11/2024",
                 "chưa đủ điều kiện hỗ trợ trong thời gian này", "hòa giải xong", "trân trọng",
                 "T/M ĐẢNG ỦY XÃ LONG SƠN"):  # fmt: skip
        assert said in text, said
    assert secretary.get(letter[1].replace("answers/", "answers/9")).status_code == 404


def test_a_member_gets_an_extract_with_pictures_only_by_consent(
    secretary: Browser, board: Browser, member_id: int
) -> None:
    file = apply(secretary, member_id, wish="dài " * 400 + "hết đơn")
    board.submit_fields(f"{file}/survey", SURVEY)
    sheet = {"kind": "photo", "on_date": DAY}
    secretary.submit(f"{file}/consent", scope="file", on_date=DAY, paper="Giấy chủ hộ ký")
    secretary.submit_fields(f"{file}/papers", {**sheet, "file": sent(phone_picture())})

    without = secretary.get(f"{file}/extract.pdf")
    secretary.submit(f"{file}/consent", scope="papers", on_date=DAY, paper="Giấy chủ hộ ký")
    printed = secretary.get(f"{file}/extract.pdf")

    text = words_of(without.data)
    for said in (
        "BẢN TRÍCH HỒ SƠ",
        NAME,
        "vách lá",
        "hộ cận nghèo",
        "Số 12, ấp Tân Lập",
        "hết đơn",
    ):
        assert said in text
    assert b"/Subtype /Image" not in without.data
    assert b"/Subtype /Image" in printed.data


def test_the_list_is_printed_with_names_or_with_codes(
    sqlite_store: Store, secretary: Browser, board: Browser, member_id: int
) -> None:
    file = apply(secretary, member_id)
    board.submit_fields(f"{file}/survey", SURVEY)
    committee = logged_in(sqlite_store, Role.STANDING_COMMITTEE)

    for browser, named in ((board, True), (secretary, True), (committee, False)):
        text = words_of(browser.get("/housing-needs/list.pdf?state=proposed").data)
        assert (NAME.split(maxsplit=1)[0] in text.replace("Ngôi", "")) == named
        for said in ("Đảng bộ xã Long Sơn", "vách lá", "120.000.000"):
            assert said in text, said
        rows = openpyxl.load_workbook(
            io.BytesIO(browser.get("/housing-needs/list.xlsx").data)
        ).active
        assert rows is not None
        told = [str(cell) for row in rows.iter_rows(values_only=True) for cell in row]
        assert (NAME in told) == named
        assert ("1961" in told) == named
    assert committee.get("/housing-needs/list.pdf?state=died").status_code == 200
    taken = db.session.scalars(
        sa.select(AuditEvent.after).where(AuditEvent.action == "housing_need.export")
    ).all()
    assert len(taken) == 7
