"""What a stranger types into the screens, row by row: said in words, kept, and nothing recorded.

Cases are named by the rows of the specification of bad inputs. Every case goes the way of a
browser: the page is opened, filled and sent; then what was wrong is put right on the answered page
and sent from there, which must be recorded once. All rows of the database are compared meanwhile.

Proved elsewhere, or about screens that do not exist yet: 14 (closing a period), 30 to 35
(remittances, spending, approvals), 44 to 46 and 51 to 54 (``tests/unit/test_intake_workbooks.py``),
57 and 58 (checking a receipt by its code), 25 to 29 and 36 to 41 (``test_bad_clicks.py``), 59 to
62 (``test_failing_store.py``), 65 (``test_headers.py``).
"""

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping
from io import BytesIO

import openpyxl
import pytest

from tests.unit.make_files import raw_xlsx, xlsx_of
from tests.web.pages import agreed_in, form_with, without_tokens, words_of
from tests.web.town import MONEY, NOT_SENT_BACK, NOTHING, SCREENS, STRANGE, Town, send

Case = tuple[str, str, dict[str, str], str]
"""Rows of the specification, the screen, what is typed wrongly, the sentence."""

DIGITS = "Số tiền chỉ gồm chữ số, ví dụ 500.000."
DOTS = "Dùng dấu chấm ngăn hàng nghìn: 500.000. Sổ không ghi số lẻ dưới 1 đồng."
TOO_MUCH = "Số tiền vượt mức tối đa 1.000.000.000.000 đồng một lần ghi."
AMOUNTS = (
    ("1", "", "Chưa nhập số tiền."),
    ("1", "   ", "Chưa nhập số tiền."),
    ("2", "abc", DIGITS),
    ("2", "500 nghìn", DIGITS),
    ("3", "-500000", "Số tiền phải lớn hơn 0. Nếu cần sửa khoản đã ghi, dùng «Hủy phiếu»."),
    ("4", "0", "Số tiền phải lớn hơn 0."),
    ("5", "500,000", DOTS),
    ("5", "1,5", DOTS),
    ("6", "1.5", DOTS),
    ("6", "10.00", DOTS),
    ("7", "1e6", DIGITS),
    ("7", "NaN", DIGITS),
    ("7", "Infinity", DIGITS),
    ("7", "0x10", DIGITS),
    ("7", "1_000", DIGITS),
    ("8", "１２３", "Có ký tự số lạ ở vị trí 1; hãy gõ lại bằng bàn phím."),
    ("8", "٣", "Có ký tự số lạ ở vị trí 1; hãy gõ lại bằng bàn phím."),
    ("8", "5²", "Có ký tự số lạ ở vị trí 2; hãy gõ lại bằng bàn phím."),
    ("8", "500\u200b000", "Có ký tự số lạ ở vị trí 4; hãy gõ lại bằng bàn phím."),
    ("8", "500\u00a0000", "Có ký tự số lạ ở vị trí 4; hãy gõ lại bằng bàn phím."),
    ("9", "999999999999999999", TOO_MUCH),
    ("9", "9" * 5000, TOO_MUCH),
)
AMOUNT_BOXES = {
    "gift": "amount_vnd",
    "firm": "amount_vnd",
    "sheet": "amount[{entry}]",
    "correction": "amount_vnd",
    "opening": "cash_vnd",
    "member": "pay_amount",
    "level": "suggested_vnd",
}
MAY_BE_EMPTY = frozenset({"sheet", "opening", "level"})

DAYS = (
    ("11", "29/02/2023", "Ngày 29/02/2023 không có trong lịch."),
    ("11", "31/04/2024", "Ngày 31/04/2024 không có trong lịch."),
    ("11", "00/01/2024", "Ngày 00/01/2024 không có trong lịch."),
    ("12", "12/31/2024", "Ngày theo thứ tự ngày/tháng/năm."),
    ("15", "01/01/0001", "Ngày 01/01/0001 không có trong lịch."),
    ("15", "31/12/9999", "Ngày 31/12/9999 không có trong lịch."),
    ("15", "2022-W52-6", "Ngày 2022-W52-6 không có trong lịch."),
    ("15", "20221231", "Ngày 20221231 không có trong lịch."),
)
DAY_BOXES = {
    "gift": "received_on",
    "sheet": "received_on",
    "opening": "on_date",
    "leaving": "left_on",
    "campaign": "ends_on",
    "extension": "issued_on",
    "unit": "starts_on",
}
LATER: tuple[Case, ...] = (
    ("13", "gift", {"received_on": "21/12/2024"},
     "Ngày thu không được sau hôm nay (20/12/2024)."),
    ("13", "sheet", {"received_on": "21/12/2024"},
     "Ngày thu không được sau hôm nay (20/12/2024)."),
    ("13", "opening", {"on_date": "21/12/2024"},
     "Ngày kiểm kê không được sau hôm nay (20/12/2024)."),
    ("13", "leaving", {"left_on": "21/12/2024"},
     "Ngày rời danh sách không được sau hôm nay (20/12/2024)."),
)  # fmt: skip

LETTERS = "Họ tên chỉ gồm chữ cái, dấu cách, dấu nháy và gạch nối."
NAMES = (
    ("16", "", "Chưa nhập họ tên."),
    ("16", "   ", "Chưa nhập họ tên."),
    ("16", "\u200b\u200b", "Chưa nhập họ tên."),
    ("18", "Nguyễn Văn \u0410", "Họ tên có ký tự lạ: “\u0410” (vị trí 12)."),
    ("19", "Nguyễn\u202e Văn An", "Họ tên có ký tự ẩn; đã đánh dấu để sửa."),
    ("19", "Nguyễn\u200b Văn An", "Họ tên có ký tự ẩn; đã đánh dấu để sửa."),
    ("19", "Nguyễn\x07 Văn An", "Họ tên có ký tự ẩn; đã đánh dấu để sửa."),
    ("20", "NguyÔn ThÞ Hßa", "Tệp dùng bảng mã TCVN3 (font .VnTime)."),
    ("21", "A" * 10_000, "Họ tên tối đa 150 ký tự."),
    ("22", "<script>alert(1)</script>", LETTERS),
    ("22", "{{7*7}}", LETTERS),
    ("22", "<font color=red>An</font>", LETTERS),
    ("22", "Nguyễn Văn An 2", LETTERS),
)
NAME_BOXES = {
    "stranger": "name",
    "sheet": "brought_by",
    "correction": "payer_name",
    "member": "full_name",
    "unit's names": "head",
    "user": "full_name",
}
NAME_MAY_BE_EMPTY = frozenset({"sheet", "unit's names"})

OTHERS: tuple[Case, ...] = (
    ("15", "opening", {"on_date": "31/12/1999"}, "Ngày này quá xa trong quá khứ"),
    ("15", "opening", {"on_date": "01/01/1900"}, "Ngày này quá xa trong quá khứ"),
    ("16", "firm", {"name": " "}, "Chưa nhập tên tổ chức."),
    ("22", "firm", {"name": "<script>"}, "Tên tổ chức chỉ gồm chữ cái, chữ số"),
    ("19", "void", {"reason": "Ghi\u202e nhầm"}, "Nội dung có ký tự ẩn; đã đánh dấu để sửa."),
    ("19", "gift", {"paper_number": "00\x0012"}, "Nội dung có ký tự ẩn; đã đánh dấu để sửa."),
    ("21", "void", {"reason": "a" * 201}, "Nội dung tối đa 200 ký tự."),
    ("21", "opening", {"paper": "a" * 10_000}, "Nội dung tối đa 200 ký tự."),
    ("16", "void", {"reason": "\t "}, "Chưa nhập lý do."),
    ("16", "undo", {"reason": ""}, "Chưa nhập lý do."),
    ("27", "gift", {"submission_key": "short"}, "Mã gửi của biểu mẫu không hợp lệ."),
    ("27", "gift", {"submission_key": ""}, "Biểu mẫu thiếu mã gửi."),
    ("1", "sheet", {"amount[{entry}]": "", "counted_vnd": ""}, "Chưa nhập khoản nào."),
    ("1", "sheet with papers", {"amount[{entry}]": ""}, "Chưa nhập số tiền của phiếu giấy này."),
    ("2", "sheet with papers", {"amount[{entry}]": "abc"}, DIGITS),
    ("1", "opening", {"cash_vnd": "", "bank_vnd": ""}, "Nhập số dư tiền mặt hoặc tiền gửi."),
    *(
        ("42", screen, {"password": password},
         "Mật khẩu này dễ đoán; hãy dùng một câu dài từ 15 ký tự.")
        for screen in ("user", "password")
        for password in ("123456789012345", "Đảng bộ huyện Tân Hòa", "ngoinhacapuy2022")
    ),
)  # fmt: skip

FIRST_AMOUNTS = {"", "500,000", "１２３"}
FIRST_DAYS = {"29/02/2023", "20221231"}
FIRST_NAMES = {"\u200b\u200b", "Nguyễn\x07 Văn An", "<script>alert(1)</script>"}


def spread(
    table: Iterable[tuple[str, str, str]],
    boxes: Mapping[str, str],
    some: Container[str],
    optional: Container[str] = (),
) -> Iterator[Case]:
    """Type the whole table into the first screen, and some of it into the others."""
    first = next(iter(boxes))
    for row, typed, sentence in table:
        for screen, box in boxes.items():
            blank_is_fine = screen in optional and not typed.strip()
            if (screen == first or typed in some) and not blank_is_fine:
                yield row, screen, {box: typed}, sentence


CASES: tuple[Case, ...] = (
    *spread(AMOUNTS, AMOUNT_BOXES, FIRST_AMOUNTS, MAY_BE_EMPTY),
    *spread(DAYS, DAY_BOXES, FIRST_DAYS),
    *spread(NAMES, NAME_BOXES, FIRST_NAMES, NAME_MAY_BE_EMPTY),
    *LATER,
    *OTHERS,
)


def name_of(case: Case) -> str:
    """Return how a case is called: row, screen, and the beginning of what is typed."""
    row, screen, typed, _sentence = case
    shown = ",".join(ascii(value)[1:13] for value in typed.values())
    return f"row{row}-{screen}-{shown}"


@pytest.mark.parametrize("screen", SCREENS)
def test_each_form_filled_well_is_recorded(town: Town, screen: str) -> None:
    before = town.rows()
    browser, form = town.open(screen)
    answer = send(browser, form)
    assert answer.status_code == 303, words_of(answer.text)
    assert browser.get(answer.location).status_code == 200
    assert town.rows() != before


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_bad_input_is_said_kept_and_not_recorded(town: Town, case: Case) -> None:
    _row, screen, changed, sentence = case
    browser, good = town.open(screen)
    before = town.rows()
    typed = town.texts(changed)
    sent = good.filled(typed)

    answer = send(browser, sent)

    words = words_of(answer.text)
    assert answer.status_code == 422, words
    assert sentence in words
    assert NOTHING in words or screen not in MONEY
    assert town.rows() == before
    again = form_with(answer.text, town.path(SCREENS[screen].box))
    assert again.differing(sent, but=NOT_SENT_BACK) == []
    mended = again.filled({name: good.get(name) for name in [*typed, *again.boxes & {"password"}]})
    assert send(browser, mended).status_code == 303
    assert town.rows() != before


def test_the_first_wrong_box_has_the_focus_1(town: Town) -> None:
    browser, form = town.open("gift")
    page = send(browser, form.filled({"amount_vnd": ""})).text
    assert re.search(r'id="f-amount_vnd"[^>]* autofocus', page)
    assert page.count("autofocus") == 1
    assert '<a href="#f-amount_vnd">Chưa nhập số tiền.</a>' in page


@pytest.mark.parametrize("screen", ["gift", "sheet", "correction", "opening"])
def test_an_amount_with_zeros_too_many_is_asked_about_in_words_10(town: Town, screen: str) -> None:
    browser, form = town.open(screen)
    box = town.path(AMOUNT_BOXES[screen])
    slip = {box: "50.000.000.000"} | ({"counted_vnd": ""} if screen == "sheet" else {})
    before = town.rows()
    asked = send(browser, form.filled(slip))
    assert asked.status_code == 422
    assert "Năm mươi tỷ đồng – xác nhận?" in words_of(asked.text)
    again = form_with(asked.text, box)
    # Agreeing to one sum agrees to no other.
    larger = send(browser, again.filled({box: "60.000.000.000"} | agreed_in(asked.text)))
    assert "Sáu mươi tỷ đồng – xác nhận?" in words_of(larger.text)
    assert town.rows() == before
    assert send(browser, again.filled(agreed_in(asked.text))).status_code == 303
    assert 50_000_000_000 in [value for row in town.rows()["transfer"] for value in row]


def test_a_name_typed_in_pieces_is_the_same_name_17(town: Town) -> None:
    browser, form = town.open("member")
    typed = unicodedata.normalize("NFD", "Nguyễn Thị Sáu")
    answer = send(browser, form.filled({"full_name": typed, "birth_year": "1980"}))
    assert answer.status_code == 422
    assert "Có thể trùng với Nguyễn Thị Sáu (1980)" in words_of(answer.text)
    answer = send(browser, form.filled({"full_name": typed, "birth_year": "1981"}))
    browser.get(answer.location)  # says who was added
    assert browser.get("/members?q=sau").text.count(unicodedata.normalize("NFC", typed)) == 2


@pytest.mark.parametrize("note", ['=HYPERLINK("http://evil.example";"x")', "+84912345678", "@x"])
def test_notes_may_begin_like_formulas_and_leave_as_text_23(town: Town, note: str) -> None:
    browser, form = town.open("correction")
    sent = {"reason": note, "payer_place": note, "paper_number": note[:30]}
    answer = send(browser, form.filled(sent))
    assert answer.status_code == 303
    assert note in words_of(browser.get(answer.location).text)
    file = browser.get(town.path("/cash-books/{commune_book}/cash-book.xlsx")).data
    cells = [
        cell
        for sheet in openpyxl.load_workbook(BytesIO(file))
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert any(note in str(cell.value) for cell in cells)
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)


def test_numbers_of_member_cards_are_ignored_and_said_so_24(town: Town) -> None:
    browser = town.browser()
    header = ["Họ và tên", "Năm sinh", "Chi bộ", "Đối tượng", "Số thẻ đảng viên"]
    row = ["Lê Văn Ba", 1970, "Chi bộ ấp Tân Lập", "Khu dân cư", "12345678901"]
    body = BytesIO(xlsx_of([header, row]))
    answer = browser.submit("/member-imports", file=(body, "ds.xlsx"))
    page = browser.get(answer.location).text
    assert "Cột không đọc Số thẻ đảng viên" in words_of(page)
    assert "12345678901" not in page
    assert "12345678901" not in str(town.rows())


NOT_EXCEL = "Tệp không mở được như Excel (.xlsx). Hãy lưu lại bằng «Save As → Excel Workbook»."
ODD = "Tệp nén bất thường; không đọc."
HEADER = ["Họ và tên", "Năm sinh", "Chi bộ", "Đối tượng"]
ENTITIES = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
FILES: tuple[tuple[str, str, bytes, str], ...] = (
    ("43", "a.xlsx", b"", NOT_EXCEL),
    ("43", "a.xlsx", xlsx_of([HEADER])[:400], NOT_EXCEL),
    ("43", "a.xlsx", b"<html>no zip</html>", NOT_EXCEL),
    ("43", "a.xls", xlsx_of([HEADER]), NOT_EXCEL),
    ("44", "a.xlsx", raw_xlsx("", {"xl/sharedStrings.xml": b"<a>" + b"0" * 5_000_000}), ODD),
    ("45", "a.xlsx", raw_xlsx("", {"xl/sharedStrings.xml": ENTITIES}), ODD),
    ("46", "a.csv", b"\n".join([";".join(HEADER).encode()] + [b"a;;;"] * 5001),
     "Tệp có hơn 5.000 dòng; hãy tách."),
    ("48", "a.xlsm", xlsx_of([HEADER]), "Không nhận tệp có macro."),
    ("48", "a.xlsx", raw_xlsx("", {"xl/vbaProject.bin": b"x"}), "Không nhận tệp có macro."),
    ("49", "a.xlsx", xlsx_of([HEADER[:3], ["Lê Văn Ba", 1970, "x"]]), "Thiếu cột «Đối tượng»."),
    ("49", "a.xlsx", xlsx_of([[*HEADER, "Họ tên"], ["Lê Văn Ba", 1970, "x", "y", "z"]]),
     "Hãy để lại một cột."),
    ("52", "a.csv", 'Họ và tên;Đối tượng\n"Lê;x\n'.encode(), "Dòng 2: dấu nháy chưa đóng."),
    ("52", "a.csv", "Họ và tên;Đối tượng\nLê\x00;x\n".encode(), "ký tự rỗng (NUL)"),
    ("52", "a.csv", f"Họ và tên;Đối tượng\n{'a' * 131_073};x\n".encode(),
     "ô dài quá 131.072 ký tự"),
    ("56", "a\r\nSet-Cookie: b=1.csv", b"x", STRANGE),
    ("56", "../../etc/passwd", b"x", "Chỉ nhận tệp .xlsx, .xls, .ods hoặc .csv."),
    ("56", "a" * 300, b"x", "Chỉ nhận tệp .xlsx, .xls, .ods hoặc .csv."),
)  # fmt: skip


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"row{file[0]}-{ascii(file[1])[1:20]}")
def test_a_file_that_cannot_be_read_is_refused_in_words(
    town: Town, file: tuple[str, str, bytes, str]
) -> None:
    _row, filename, body, sentence = file
    browser = town.browser()
    before = town.rows()
    answer = browser.submit("/member-imports", file=(BytesIO(body), filename))
    assert answer.status_code == 422
    assert sentence in words_of(answer.text)
    assert "b=1" not in str(answer.headers)
    assert town.rows() == before


def test_eleven_megabytes_are_refused_in_words_47(town: Town) -> None:
    browser = town.browser()
    before = town.rows()
    body, kind = b"x" * 11 * 1024 * 1024, "multipart/form-data; boundary=part"
    answer = browser.post("/member-imports", data=body, content_type=kind)
    assert answer.status_code == 413
    assert "Tệp quá 10 MB." in words_of(answer.text)
    assert town.rows() == before


def test_all_errors_of_a_file_are_said_at_once_and_a_formula_is_no_value_50_51(town: Town) -> None:
    browser = town.browser()
    rows = [["Lê Văn Ba", 1970 + n, "Chi bộ ấp Tân Lập", "Khu dân cư"] for n in range(20)]
    rows[3][3], rows[7][0], rows[12][1] = "sinh viên", "=CONCAT(A1)", "#REF!"
    before = town.count("party_member")
    answer = browser.submit(
        "/member-imports", file=(BytesIO(xlsx_of([HEADER, *rows])), "danh sach.xlsx")
    )
    words = words_of(browser.get(answer.location).text)
    assert "3 lỗi phải sửa" in words
    assert "5 Đối tượng không rõ đối tượng «sinh viên»" in words
    assert "9 Họ và tên ô công thức chưa có giá trị" in words
    assert "14 Năm sinh" in words
    assert "Chưa nhập dòng nào." in words
    assert town.count("party_member") == before


SEARCHES = ("/members", "/receipts", "/contributions/new", "/receipts/{voucher}/correct")
INJECTIONS = ("' OR 1=1 --", "') OR ('1'='1", "\x00", "%", "_", "%%", '"', "*", "\\", "��")


@pytest.mark.parametrize("path", SEARCHES)
@pytest.mark.parametrize("typed", INJECTIONS)
def test_a_search_for_signs_finds_nothing_and_says_so_63(town: Town, path: str, typed: str) -> None:
    browser = town.browser()
    answer = browser.get(town.path(path), query_string={"q": typed})
    assert answer.status_code == 200
    words = words_of(answer.text)
    assert "Nguyễn Thị Sáu" not in words  # the people of the list
    assert "Lê Minh Chi" not in words
    assert "225.000" not in words  # the receipts


LISTS = (
    "/members", "/receipts", "/collection-sheets/{campaign}/{cell}", "/campaigns/{campaign}/list",
    "/cash-books/{commune_book}", "/contributions/new", "/campaigns", "/units",
)  # fmt: skip
NONSENSE = (
    "page=-1&year=0&before=-1&after=-1&cell=-1&sort=password&limit=1000000000",
    "page=0&year=-2024&before=x&after=x&which=nobody&show=password&campaign_id=x&order=1;drop",
    "page=1e9&year=99999&before=1.5&after=%00&which=&cell=%C2%B2&entry_id=%E2%80%8B",
    (
        "page=99999999999999999999&year=9999999999999999999999&before=99999999999999999999999"
        "&after=99999999999999999999999&campaign_id=99999999999999999999999"
    ),
    "page=1&page=2&q=&q=x&year=&before=",
)


@pytest.mark.parametrize("path", LISTS)
def test_what_an_address_says_wrongly_is_left_out_64(town: Town, path: str) -> None:
    browser = town.browser()
    plain = without_tokens(browser.get(town.path(path)).text)
    for nonsense in NONSENSE:
        answer = browser.get(f"{town.path(path)}?{nonsense}")
        assert answer.status_code == 200, nonsense
        assert without_tokens(answer.text) == plain, nonsense
