"""Write a unit's list to be filled in without a network and read back by its codes (F7).

What identifies a row is locked; the boxes for the sum and the day check what is typed in them. The
protection has no password: it is there against slips, not against people.
"""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

from ledger.documents import spreadsheets, text
from ledger.intake.contribution_rows import COLUMNS
from ledger.money import MAX_AMOUNT_VND

if TYPE_CHECKING:
    from ledger.reports.travelling_lists import TravellingLine, TravellingList

_LEAST_VND = 1_000
_LAST_DAY = date(2099, 12, 31)
_TITLES = ("STT", COLUMNS["code"][0], COLUMNS["full_name"][0], COLUMNS["birth_year"][0],
           COLUMNS["cell"][0], "Mức vận động", COLUMNS["amount"][0], COLUMNS["received_on"][0],
           COLUMNS["paper_number"][0], COLUMNS["note"][0])  # fmt: skip
_WIDTHS = (6, 12, 28, 10, 26, 14, 16, 14, 16, 28)
_AMOUNT, _DAY, _PAPER, _NOTE = 6, 7, 8, 9
_HOW = (
    "Chỉ điền các ô nền vàng: số tiền người đó nộp lần này (đồng) và ngày nộp. Ai chưa nộp thì để trống.",
    "Không sửa cột Mã dòng: phần mềm nhận ra từng người theo mã, không theo tên.",
    "Điền xong, gửi lại chính tệp này; thủ quỹ tải lên ở «Nhập từ Excel».",
)


def travelling_list_xlsx(listed: TravellingList) -> bytes:
    """Return the list as a spreadsheet that the import reads back."""
    stream = io.BytesIO()
    title = f"Danh sách ủng hộ – {listed.cell_name or listed.unit_name}"
    book = spreadsheets.new_book(stream, title)
    page = book.add_worksheet(spreadsheets.sheet_name(listed.cell_name or "Danh sách"))
    looks = _Looks(book)
    top = _write_head(page, listed, looks)
    for place, line in enumerate(listed.lines, start=1):
        _write_line(page, top + place, place, line, looks)
    last = top + len(listed.lines)
    _write_total(page, top, last, looks)
    _check_boxes(page, listed, top + 1, last)
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
    page.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
    page.freeze_panes(top + 1, 3)
    page.repeat_rows(top)
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    book.close()
    return stream.getvalue()


class _Looks:
    """The looks of cells, made once."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401  # xlsxwriter has no types
        face = {"font_name": "Times New Roman", "font_size": 12}
        cell = face | {"border": 1, "valign": "top"}
        box = cell | {"locked": False, "bg_color": "#FFF8D6"}
        self.line = book.add_format(face)
        self.title = book.add_format(face | {"bold": True, "font_size": 14})
        self.head = book.add_format(cell | {"bold": True, "text_wrap": True, "align": "center"})
        self.words = book.add_format(cell | {"text_wrap": True})
        self.code = book.add_format(cell | {"font_name": "Courier New", "font_size": 10})
        self.plain = book.add_format(cell | {"num_format": "0"})
        self.number = book.add_format(cell | {"num_format": "#,##0"})
        self.sum = book.add_format(cell | {"num_format": "#,##0", "bold": True})
        self.amount_box = book.add_format(box | {"num_format": "#,##0"})
        self.day_box = book.add_format(box | {"num_format": "dd/mm/yyyy"})
        self.text_box = book.add_format(box | {"num_format": "@", "text_wrap": True})


def _write_head(page: Any, listed: TravellingList, looks: _Looks) -> int:  # noqa: ANN401
    """Write what the list is and how it is filled in; return the row of the titles."""
    page.write_string(0, 0, text.printable(listed.unit_name).upper(), looks.line)
    page.write_string(1, 0, "DANH SÁCH ỦNG HỘ", looks.title)
    campaign = text.printable(listed.campaign.title)
    page.write_string(2, 0, " · ".join(filter(None, [campaign, listed.cell_name])), looks.line)
    for place, sentence in enumerate(_HOW, start=3):
        page.write_string(place, 0, sentence, looks.line)
    top = 4 + len(_HOW)
    for column, title in enumerate(_TITLES):
        page.write_string(top, column, title, looks.head)
    return top


def _write_line(page: Any, row: int, place: int, line: TravellingLine, looks: _Looks) -> None:  # noqa: ANN401
    page.write_number(row, 0, place, looks.plain)
    page.write_string(row, 1, line.code, looks.code)
    page.write_string(row, 2, text.printable(line.name), looks.words)
    _write_number(page, row, 3, line.birth_year, looks.plain)
    page.write_string(row, 4, text.printable(line.cell_name), looks.words)
    _write_number(page, row, 5, line.asked_vnd, looks.number)
    page.write_blank(row, _AMOUNT, None, looks.amount_box)
    page.write_blank(row, _DAY, None, looks.day_box)
    page.write_blank(row, _PAPER, None, looks.text_box)
    page.write_blank(row, _NOTE, None, looks.text_box)


def _write_number(page: Any, row: int, column: int, number: int | None, look: Any) -> None:  # noqa: ANN401
    if number is None:
        page.write_blank(row, column, None, look)
    else:
        page.write_number(row, column, number, look)


def _write_total(page: Any, top: int, last: int, looks: _Looks) -> None:  # noqa: ANN401
    """Write a sum that grows as the boxes are filled; the import compares it with the rows."""
    for column in range(len(_TITLES)):
        page.write_blank(last + 1, column, None, looks.words)
    page.write_string(last + 1, 2, "Tổng cộng", looks.head)
    letter = "ABCDEFGHIJ"[_AMOUNT]
    page.write_formula(last + 1, _AMOUNT, f"=SUM({letter}{top + 2}:{letter}{last + 1})", looks.sum)


def _check_boxes(page: Any, listed: TravellingList, first: int, last: int) -> None:  # noqa: ANN401
    """Let the spreadsheet program itself refuse what the import would refuse."""
    page.data_validation(
        first,
        _AMOUNT,
        last,
        _AMOUNT,
        {
            "validate": "integer",
            "criteria": "between",
            "minimum": _LEAST_VND,
            "maximum": MAX_AMOUNT_VND,
            "error_title": "Số tiền",
            "error_message": "Số tiền là số nguyên đồng, từ 1.000 trở lên, ví dụ 150000.",
        },
    )
    page.data_validation(
        first,
        _DAY,
        last,
        _DAY,
        {
            "validate": "date",
            "criteria": "between",
            "minimum": listed.campaign.starts_on,
            "maximum": _LAST_DAY,
            "error_title": "Ngày nộp",
            "error_message": "Ngày nộp theo thứ tự ngày/tháng/năm, không trước ngày bắt đầu vận động.",
        },
    )
