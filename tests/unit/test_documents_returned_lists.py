"""Lists go back in their sender's layout, and out with codes; no text becomes a formula."""

from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from ledger.documents.returned_lists import REASON, returned_list_xlsx
from ledger.documents.travelling_lists import travelling_list_xlsx
from ledger.intake.contribution_lists import ContributionList, Reading, read_contributions
from ledger.intake.workbooks import CellError, Sheet, Workbook, read_file
from ledger.models.campaigns import CampaignState
from ledger.reports.campaigns import CampaignLine
from ledger.reports.travelling_lists import TravellingLine, TravellingList
from ledger.row_codes import row_code

ROWS = (
    ("DANH SÁCH",),
    ("STT", "Họ và tên", "Số tiền", "Ngày nộp"),
    ("I", "Chi bộ ấp Tân Lập"),
    (1, "=HYPERLINK(1)", 150_000, date(2022, 11, 20)),
    (2, "Hå Ngäc", CellError("ô báo lỗi #REF!"), True),
    (3, "Lê An", 50_000, None),
    (None, "Tổng cộng", 200_000),
)


def returned(*, only_faulty: bool = False) -> tuple[Workbook, list[list[object]], object]:
    book = Workbook((Sheet("Trang 1", ROWS, fonts={(4, 1): "tcvn3"}),))
    read = read_contributions(book, Reading())
    assert isinstance(read, ContributionList)
    reasons: dict[tuple[str, int], list[str]] = {}
    for error in read.errors:
        reasons.setdefault(("", error.row), []).append(error.message)
    body = returned_list_xlsx(book, read.sheets, reasons, only_faulty=only_faulty)
    sheet = load_workbook(BytesIO(body))["Trang 1"]
    again = read_file(body, "a.xlsx")
    return again, [[cell.value for cell in row] for row in sheet.iter_rows()], sheet


def test_every_cell_stands_where_it_stood_beside_the_reasons() -> None:
    again, rows, sheet = returned()
    assert rows[1] == ["STT", "Họ và tên", "Số tiền", "Ngày nộp", REASON]
    assert rows[3][1] == "=HYPERLINK(1)"
    assert sheet["B4"].data_type == "s"  # type: ignore[index]  # the reader's loose types
    assert rows[4][:4] == [2, "Hå Ngäc", None, True]
    assert "ô báo lỗi #REF!" in str(rows[4][4])
    assert rows[6][:3] == [None, "Tổng cộng", 200_000]
    assert again.sheets[0].fonts == {(4, 1): "tcvn3"}


def test_only_the_faulty_rows_keep_their_titles_and_groups() -> None:
    again, rows, _ = returned(only_faulty=True)
    assert [row[1] for row in rows] == [
        None, "Họ và tên", "Chi bộ ấp Tân Lập", "=HYPERLINK(1)", "Hå Ngäc",
    ]  # fmt: skip
    assert again.sheets[0].fonts == {(4, 1): "tcvn3"}


def test_the_travelling_list_is_locked_checked_and_read_back_by_its_codes() -> None:
    campaign = CampaignLine(
        id=1, year=2022, title="Đợt 2022", state=CampaignState.OPEN,
        starts_on=date(2022, 10, 1), ends_on=date(2022, 12, 31),
    )  # fmt: skip
    lines = tuple(
        TravellingLine(
            code=row_code(number), name=f"Lê Văn {name}", birth_year=1970,
            cell_name="Chi bộ ấp Tân Lập", asked_vnd=None if number == 2 else 158_000,
        )
        for number, name in enumerate(("An", "Bình", "Chi"), start=1)
    )  # fmt: skip
    listed = TravellingList(
        campaign=campaign, unit_name="Đảng bộ xã", cell_name="Chi bộ [ấp]: Tân Lập", lines=lines
    )
    body = travelling_list_xlsx(listed)
    assert body == travelling_list_xlsx(listed)
    book = load_workbook(BytesIO(body))
    sheet = book.active
    assert sheet is not None
    assert sheet.protection.sheet
    assert len(sheet.data_validations.dataValidation) == 2
    top = next(row[0].row for row in sheet.iter_rows() if row[0].value == "STT")
    locked = [sheet.cell(top + 1, column).protection.locked for column in range(1, 11)]
    assert locked == [True] * 6 + [False] * 4
    sheet.cell(top + 2, 7, 90_000)
    filled = BytesIO()
    book.save(filled)
    found = read_contributions(read_file(filled.getvalue(), "ve.xlsx"), Reading())
    assert isinstance(found, ContributionList)
    (row,) = found.rows
    assert (row.list_entry_id, row.amount_vnd, found.blank) == (2, 90_000, 2)
    assert found.has_codes
