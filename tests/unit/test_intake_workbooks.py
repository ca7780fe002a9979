"""Files from strangers become cells with their places, or one Vietnamese sentence in seconds."""

from __future__ import annotations

import struct
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import Workbook as OpenpyxlWorkbook
from openpyxl.styles import PatternFill

from ledger.intake import confined, workbooks
from ledger.intake.workbooks import CellError, Unreadable, read_file
from tests.unit.make_files import OLE2_MAGIC, ods_of, raw_xlsx, xlsx_of, zip_of

SAMPLES = Path(__file__).parents[1] / "samples"
NO_VALUE = CellError("ô công thức chưa có giá trị")


def refusal(body: bytes, filename: str) -> str:
    """Return the sentence of a refusal."""
    with pytest.raises(Unreadable) as caught:
        read_file(body, filename)
    return str(caught.value)


def test_cells_keep_their_types_and_their_places() -> None:
    at = datetime(2022, 10, 1, 7, 30)  # noqa: DTZ001 - a cell has no time zone
    body = xlsx_of(
        [
            [],
            [None, "Họ và tên", 1962, 4.65, True, date(2022, 10, 1), at],
        ]
    )
    (sheet,) = read_file(body, "a.xlsx").sheets
    assert not any(sheet.rows[0])
    on = date(2022, 10, 1)
    assert sheet.rows[1] == (None, "Họ và tên", 1962, 4.65, True, on, on)
    assert [type(cell) for cell in sheet.rows[1][2:5]] == [int, float, bool]


@pytest.mark.parametrize("name", ["contributions.xls", "contributions.ods"])
def test_xls_and_ods_give_the_same_cells_as_excel_shows(name: str) -> None:
    (sheet,) = read_file((SAMPLES / name).read_bytes(), name).sheets
    assert sheet.name == "Ủng hộ"
    assert len(sheet.rows) == 68
    assert sheet.rows[5][1] == "Họ và tên"
    assert sheet.rows[7][:6] == (2, "Đỗ Thị Hoà", 1997, None, "227.000 đ", date(2022, 10, 1))


def test_hidden_sheets_are_marked() -> None:
    book = OpenpyxlWorkbook()
    book.active["A1"] = "x"
    book.create_sheet("Nháp").sheet_state = "hidden"
    file = BytesIO()
    book.save(file)
    assert [sheet.hidden for sheet in read_file(file.getvalue(), "a.xlsx").sheets] == [False, True]


GOOD = raw_xlsx('<row r="1"><c r="A1"><v>1</v></c></row>')


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"", "a.xlsx"),
        (b"", "a.csv"),
        (GOOD[: len(GOOD) // 2], "a.xlsx"),
        (GOOD[:-30], "a.xlsx"),
        (b"not a zip at all", "a.xlsx"),
        (zip_of({"a.txt": b"x"}), "a.xlsx"),
        (zip_of({"a.txt": b"x"}), "a.ods"),
        (GOOD, "a.xls"),
        (GOOD, "a.csv"),
        ((SAMPLES / "contributions.xls").read_bytes(), "a.xlsx"),
        ((SAMPLES / "contributions.xls").read_bytes()[:2000], "a.xls"),
        (b"<html><table><tr><td>STT</td></tr></table></html>", "a.xls"),
        (OLE2_MAGIC + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le"), "a.xlsx"),
        (OLE2_MAGIC + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le"), "a.xls"),
        (raw_xlsx("<row><c></row>"), "a.xlsx"),
        (raw_xlsx('<row r="một"/>'), "a.xlsx"),
        (ods_of("", {"META-INF/manifest.xml": b"<m><encryption-data/></m>"}), "a.ods"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_with_the_remedy(body: bytes, name: str) -> None:
    assert refusal(body, name) == (
        "Tệp không mở được như Excel (.xlsx). Hãy lưu lại bằng «Save As → Excel Workbook»."
    )


def test_an_encrypted_entry_is_no_spreadsheet_for_us() -> None:
    body = bytearray(GOOD)
    at = body.index(b"PK\x01\x02")
    body[at + 8] |= 1
    assert refusal(bytes(body), "a.xlsx") == workbooks.NOT_EXCEL


def test_a_package_of_an_unknown_zip_version_is_no_spreadsheet_for_us() -> None:
    body = bytearray(GOOD)
    body[body.index(b"PK\x01\x02") + 6] = 88
    assert refusal(bytes(body), "a.xlsx") == workbooks.NOT_EXCEL


def _lying_bomb() -> bytes:
    """Declare 100 bytes for a part that unpacks to 20 MB."""
    body = raw_xlsx("", {"xl/sharedStrings.xml": b"<a>" + b"0" * 20_000_000})
    true_size, told_size = struct.pack("<I", 20_000_003), struct.pack("<I", 100)
    return body.replace(true_size, told_size)


def test_a_lying_header_is_not_believed() -> None:
    assert refusal(_lying_bomb(), "a.xlsx") == workbooks.NOT_EXCEL


DTD = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'
XXE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
# About 40 to 1: below the ratio, above the sum.
LONG_STRINGS = b"".join(b"<si><t>%d</t></si>" % (n // 20) for n in range(1_500_000))


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/sharedStrings.xml", b"<a>" + b"0" * 5_000_000),
        ("xl/media/image1.bmp", b"\0" * 31_000_000),
        ("xl/sharedStrings.xml", LONG_STRINGS),
        ("xl/sharedStrings.xml", DTD),
        ("xl/worksheets/sheet1.xml", DTD),
        ("xl/workbook.xml", XXE),
        ("docProps/app.xml", DTD.decode().encode("utf-16")),
        ("docProps/app.xml", b"\xef\xbb\xbf\n" + XXE),
    ],
)
def test_bombs_and_entities_are_not_read(part: str, content: bytes) -> None:
    body = raw_xlsx("", {part: content})
    assert len(body) < workbooks.MAX_FILE_BYTES
    assert refusal(body, "a.xlsx") == "Tệp nén bất thường; không đọc."


def test_too_many_entries_or_two_of_one_name_are_not_read() -> None:
    many = {f"xl/media/{number}.png": b"x" for number in range(200)}
    assert refusal(raw_xlsx("", many), "a.xlsx") == workbooks.ODD_ARCHIVE
    assert refusal(raw_xlsx("", {"XL/Workbook.xml": b"<a/>"}), "a.xlsx") == workbooks.ODD_ARCHIVE


def test_a_million_rows_are_too_many() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 1_000_001))
    assert refusal(raw_xlsx(rows), "a.xlsx") == "Tệp có hơn 5.000 dòng; hãy tách."


def test_a_cell_in_the_last_corner_is_too_far() -> None:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write("A1", "Họ và tên")
        sheet.write("XFD1048576", 1)
    assert refusal(file.getvalue(), "a.xlsx") == workbooks.TOO_MANY_ROWS


def test_repeats_in_an_ods_count_as_the_cells_they_stand_for() -> None:
    cell = '<table:table-cell office:value-type="float" office:value="1"{}/>'
    rows = (
        f'<table:table-row table:number-rows-repeated="1048576">{cell.format("")}</table:table-row>'
    )
    assert refusal(ods_of(rows), "a.ods") == workbooks.TOO_MANY_ROWS
    wide = cell.format(' table:number-columns-repeated="1024"')
    columns = f"<table:table-row>{wide}</table:table-row>"
    assert refusal(ods_of(columns), "a.ods") == workbooks.TOO_MANY_COLUMNS


def test_row_5001_and_column_40_are_the_last_ones() -> None:
    last = raw_xlsx('<row r="5001"><c r="AN5001"><v>1</v></c></row>')
    assert read_file(last, "a.xlsx").sheets[0].rows[5000][39] == 1
    below = raw_xlsx('<row r="5002"><c r="A5002"><v>1</v></c></row>')
    assert refusal(below, "a.xlsx") == workbooks.TOO_MANY_ROWS
    beside = raw_xlsx('<row r="1"><c r="AO1"><v>1</v></c></row>')
    assert refusal(beside, "a.xlsx") == "Tệp có hơn 40 cột; hãy bỏ bớt các cột không dùng."


def test_paint_without_values_takes_no_room() -> None:
    book = OpenpyxlWorkbook()
    book.active["A1"] = "x"
    book.active["XFD1048576"].fill = PatternFill("solid", "FFFF00")
    file = BytesIO()
    book.save(file)
    assert read_file(file.getvalue(), "a.xlsx").sheets[0].rows == (("x",),)


def test_eleven_megabytes_are_too_much() -> None:
    assert refusal(b"PK\x03\x04" + b"0" * 11_000_000, "a.xlsx") == "Tệp quá 10 MB."


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (GOOD, "a.xlsm"),
        (raw_xlsx("", {"xl/vbaProject.bin": b"x"}), "a.xlsx"),
        (raw_xlsx("", {"xl/macrosheets/sheet1.xml": b"<a/>"}), "a.xlsx"),
        (raw_xlsx("", {"[Content_Types].xml": b"<a>sheet.macroEnabled.main</a>"}), "a.xlsx"),
        (raw_xlsx("", {"xl/externalLinks/externalLink1.xml": b"<a/>"}), "a.xlsx"),
        (ods_of("", {"Basic/Standard/Module1.xml": b"<a/>"}), "a.ods"),
        (OLE2_MAGIC + b"\0" * 504 + "_VBA_PROJECT_CUR".encode("utf-16-le"), "a.xls"),
    ],
)
def test_macros_and_links_to_other_files_are_refused(body: bytes, name: str) -> None:
    assert refusal(body, name).startswith("Không nhận tệp có macro.")


def test_other_kinds_of_files_are_named() -> None:
    assert refusal(b"%PDF-1.7", "a.pdf") == "Chỉ nhận tệp .xlsx, .xls, .ods hoặc .csv."
    assert refusal(b"x", "members") == workbooks.UNKNOWN_KIND


@pytest.mark.parametrize(
    "name", ["../../etc/x.xlsx", "a\r\nSet-Cookie: b=1.XLSX", "x" * 300 + ".xlsx"]
)
def test_a_file_name_is_never_used(name: str) -> None:
    assert read_file(GOOD, name).sheets[0].rows == ((1,),)


def test_formulas_without_a_value_and_errors_are_no_empty_cells() -> None:
    body = raw_xlsx(
        '<row r="9"><c r="A9"><f>1+1</f></c><c r="B9"><f>1+1</f><v></v></c>'
        '<c r="C9" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="D9" t="e"><v>#REF!</v></c>'
        '<c r="E9"><f>1+1</f><v>2</v></c><c r="F9" t="str"><f>""</f><v></v></c></row>'
    )
    assert read_file(body, "a.xlsx").sheets[0].rows[8] == (
        NO_VALUE,
        NO_VALUE,
        CellError("ô báo lỗi #DIV/0!"),
        CellError("ô báo lỗi #REF!"),
        2,
        None,
    )


def test_cells_without_references_are_counted() -> None:
    body = raw_xlsx("<row><c><v>1</v></c></row><row><c><v>2</v></c><c><f>1</f></c></row>")
    assert read_file(body, "a.xlsx").sheets[0].rows == ((1,), (2, NO_VALUE))


def test_ods_formulas_without_a_value_and_errors_are_no_empty_cells() -> None:
    body = ods_of(
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        '<table:table-row><table:table-cell table:formula="of:=1+1"/>'
        '<table:table-cell table:number-columns-repeated="2"/>'
        '<table:table-cell table:formula="of:=1/0" office:value-type="string"'
        ' calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=2" office:value-type="float" office:value="2"/>'
        "</table:table-row>"
    )
    rows = read_file(body, "a.ods").sheets[0].rows
    assert rows[2] == (NO_VALUE, None, None, CellError("ô báo lỗi #DIV/0!"), 2)


LINES = "STT;Họ và tên;Hệ số lương\r\n1;Nguyễn Thị Thủy;3,66\r\n"


@pytest.mark.parametrize(
    ("body", "detected"),
    [
        (LINES.encode("utf-8-sig"), "Bảng mã UTF-8, các cột ngăn bằng dấu chấm phẩy."),
        (LINES.encode(), "Bảng mã UTF-8, các cột ngăn bằng dấu chấm phẩy."),
        (
            LINES.replace(";", "\t").encode("utf-16"),
            "Bảng mã UTF-16, các cột ngăn bằng dấu tab.",
        ),
        (
            LINES.replace(";", "\t").encode("utf-16-le"),
            "Bảng mã UTF-16, các cột ngăn bằng dấu tab.",
        ),
        (
            LINES.replace("ễ", "ê\u0303").replace("ị", "i\u0323").replace("ủ", "u\u0309")
            .replace("ọ", "o\u0323").replace("ệ", "ê\u0323").replace("ố", "ô\u0301")
            .encode("cp1258"),
            "Bảng mã Windows-1258, các cột ngăn bằng dấu chấm phẩy.",
        ),
        (
            LINES.replace("3,66", '"3,66"').replace(";", ",").encode(),
            "Bảng mã UTF-8, các cột ngăn bằng dấu phẩy.",
        ),
    ],
)  # fmt: skip
def test_csv_encoding_and_delimiter_are_detected_and_told(body: bytes, detected: str) -> None:
    book = read_file(body, "ds.csv")
    assert book.detected == detected
    assert book.sheets[0].rows == (
        ("STT", "Họ và tên", "Hệ số lương"),
        ("1", "Nguyễn Thị Thủy", "3,66"),
    )


def test_csv_rows_keep_their_places() -> None:
    rows = read_file(b'A;B\n\n;"x\ny"\n', "a.csv").sheets[0].rows
    assert rows == (("A", "B"), (), (None, "x\ny"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a;b\n" * 11 + '1;"Nguyễn\n' + "a;b\n" * 9, "Dòng 12: dấu nháy chưa đóng."),
        ("a;b\n" * 11 + '1;"Nguyễn\n' + 'a;"b"\n' * 9, "Dòng 12: dấu nháy chưa đóng."),
        ("a;b\n" * 11 + '1;"Nguyễn\n' + "a;b\n" * 90_000, "Dòng 12: dấu nháy chưa đóng."),
        ("a;b\n" * 2 + "x" * 140_000, "Dòng 3: có ô dài quá 131.072 ký tự."),
        ("a;b\nc\0;d\n", "Dòng 2: có ký tự rỗng (NUL). Hãy lưu lại tệp từ Excel."),
        ("a;b\n" * 5_002, "Tệp có hơn 5.000 dòng; hãy tách."),
        ("a;" * 41 + "b\n", "Tệp có hơn 40 cột; hãy bỏ bớt các cột không dùng."),
    ],
)
def test_csv_faults_name_their_line(text: str, sentence: str) -> None:
    assert refusal(text.encode(), "ds.csv") == sentence


def test_csv_in_no_known_encoding_is_refused() -> None:
    assert refusal(b"STT;\x81\x8d\xd2\xff\n", "a.csv").startswith("Không nhận ra bảng mã")
    assert refusal(b"\xff\xfeS\x00T", "a.csv").startswith("Không nhận ra bảng mã")


def test_a_reader_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "_START_CHILD", "import time; time.sleep(60)")
    monkeypatch.setattr(confined, "MAX_SECONDS", 0.2)
    assert refusal(GOOD, "a.xlsx") == workbooks.OVER_LIMITS


def test_a_reader_has_one_gigabyte_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    hungry = (
        "import sys; sys.path.insert(0, sys.argv[1]); from ledger.intake import child;"
        ' child.limit_resources(); bytearray({}); print(\'{{"refused": "đọc được"}}\')'
    )
    monkeypatch.setattr(workbooks, "_START_CHILD", hungry.format(2**30))
    assert refusal(GOOD, "a.xlsx") == workbooks.OVER_LIMITS
    monkeypatch.setattr(workbooks, "_START_CHILD", hungry.format(2**20))
    assert refusal(GOOD, "a.xlsx") == "đọc được"


def test_a_reader_sees_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGER_SECRET_KEY", "bí mật")
    tell = "import json, os; print(json.dumps({'refused': ' '.join(os.environ)}))"
    monkeypatch.setattr(workbooks, "_START_CHILD", tell)
    assert "LEDGER" not in refusal(GOOD, "a.xlsx")


@pytest.mark.parametrize(
    "answer",
    ["", "[]", "{}", "7", '{"sheets": [{}], "detected": ""}',
     '{"sheets": [{"name": "a", "hidden": false, "rows": [[[]]]}], "detected": ""}',
     '{"sheets": [{"name": "a", "hidden": false, "rows": [[{"date": "x"}]]}], "detected": ""}',
     "x" * 2000],
)  # fmt: skip
def test_an_answer_of_the_wrong_shape_is_refused(
    monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr(workbooks, "_START_CHILD", f"print({answer!r})")
    monkeypatch.setattr(workbooks, "MAX_ANSWER_BYTES", 1000)
    assert refusal(GOOD, "a.xlsx") == workbooks.OVER_LIMITS


def test_bytes_before_the_archive_do_not_confuse_the_parser() -> None:
    leading = b"PK\x03\x04junk before the archive" + GOOD
    assert read_file(leading, "a.xlsx").sheets[0].rows == ((1,),)
