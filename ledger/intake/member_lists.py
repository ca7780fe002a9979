"""Read a unit's list of party members: every person, and every fault at once.

L1  No row is lost: each row of the table is a person or has errors, and the total that the list
    itself states is compared with the count.
L2  Nothing is guessed: a value that can be read two ways is an error with its place.
L3  Card numbers are not collected (row 24); every column that is not read is named.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeVar

from ledger.intake import amount_units, tables, values
from ledger.intake.legacy_text import repair
from ledger.intake.tables import BodyRow, RowError, Table, TotalRow
from ledger.intake.values import BadCell
from ledger.intake.workbooks import Cell, CellError, Sheet, Unreadable, Workbook
from ledger.money import BadAmount
from ledger.names import BadName
from ledger.wages import Coefficient, DayPay, MonthlyPay, PartyFee, PayBasis

#: The first title of each field is the one that messages ask for.
COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "order": ("STT", "TT", "Số TT", "Số thứ tự"),
    "full_name": ("Họ và tên", "Họ tên", "Tên đảng viên", "Họ, tên"),
    "birth_year": (
        "Năm sinh",
        "Sinh năm",
        "Ngày sinh",
        "Ngày tháng năm sinh",
        "Ngày, tháng, năm sinh",
    ),
    "cell": ("Chi bộ", "Tên chi bộ", "Sinh hoạt tại chi bộ"),
    "standing": ("Đối tượng", "Diện", "Loại đảng viên", "Tình trạng công tác"),
    "coefficient": ("Hệ số lương", "Hệ số", "HS lương", "HSL"),
    "allowance": ("PC chức vụ", "Phụ cấp chức vụ", "Phụ cấp", "Hệ số phụ cấp", "HSPC", "PCCV"),
    "monthly_pay": ("Mức lương tháng", "Lương tháng", "Tiền lương tháng"),
    "party_fee": ("Đảng phí", "Mức đảng phí", "Mức đóng đảng phí"),
    "day_pay": ("01 ngày lương", "1 ngày lương", "Một ngày lương"),
    "note": ("Ghi chú",),
}
REQUIRED: Final = ("full_name", "standing")

_SAME_AS_ABOVE = frozenset({'"', "''", "”", "“", "″", "〃", "nt", "-nt-", "như trên", "- nt -"})
# At most four digits: sums of money are longer, and lists are not.
_PEOPLE = re.compile(
    r"(?<![0-9.])([0-9]{1,4}|[0-9]\.[0-9]{3})\s*(?:đảng viên|đồng chí|đ/c|người|đv)\b"
)
_LAST_NUMBER = re.compile(r"(?:^|:|\bcộng|\bsố)\s*([0-9]{1,4})\s*[./]*$")
_MONEY_FIELDS = ("monthly_pay", "party_fee", "day_pay")
_PAY_FIELDS = ("coefficient", "allowance", *_MONEY_FIELDS)

_T = TypeVar("_T")


@dataclass(frozen=True)
class MemberRow:
    """Hold one person (đảng viên) of an imported list, with the row it stands on."""

    row: int
    full_name: str
    original_name: str
    birth_year: int | None
    cell_name: str
    standing: str
    pay: PayBasis | None
    note: str
    #: The sheet's name when the list fills several sheets.
    sheet: str = ""


@dataclass(frozen=True)
class MemberList:
    """Hold a whole list; with any error nothing of it may be recorded (P10)."""

    rows: tuple[MemberRow, ...]
    errors: tuple[RowError, ...]
    warnings: tuple[RowError, ...]
    ignored_columns: tuple[str, ...]
    ignored_sheets: tuple[str, ...]
    #: How many people the list says it holds, if it says so.
    declared_total: int | None
    #: How many rows are about people, faulty ones included.
    counted: int


def read_members(workbook: Workbook) -> MemberList:
    """Read the member list out of a workbook; a list may have a sheet for each cell (chi bộ).

    Raises:
        Unreadable: no visible sheet holds a complete header (row 49), or no people.

    """
    found, ignored = _tables(workbook)
    several = len(found) > 1
    readers = [_SheetReader(table, sheet.name if several else "") for sheet, table in found]
    for (sheet, _table), reader in zip(found, readers, strict=True):
        reader.refuse_units(sheet)
        reader.read()
    if not any(reader.counted for reader in readers):
        raise Unreadable("Danh sách không có đảng viên nào dưới dòng tiêu đề.")
    declared = [reader.declared for reader in readers]
    columns = {text: None for reader in readers for text in reader.table.ignored}
    return MemberList(
        rows=tuple(row for reader in readers for row in reader.rows),
        errors=tuple(error for reader in readers for error in reader.errors),
        warnings=tuple(warning for reader in readers for warning in reader.warnings),
        ignored_columns=tuple(columns),
        ignored_sheets=ignored,
        declared_total=None if None in declared else sum(filter(None, declared)),
        counted=sum(reader.counted for reader in readers),
    )


def _tables(workbook: Workbook) -> tuple[list[tuple[Sheet, Table]], tuple[str, ...]]:
    """Return the visible sheets with a complete header, and the names of the other filled ones."""
    found: list[tuple[Sheet, Table]] = []
    ignored: list[str] = []
    refusal = Unreadable("Tệp không có dòng nào.")
    for raw in reversed(workbook.sheets):
        sheet = repair(raw).sheet
        if not any(tables.text_of(cell) for row in sheet.rows for cell in row):
            continue
        if sheet.hidden:
            ignored.append(sheet.name)
            continue
        try:
            table = tables.find_table(sheet, COLUMNS, required=REQUIRED, name="full_name")
        except Unreadable as reason:
            refusal = reason  # the first sheet's reason is the last one kept
            ignored.append(sheet.name)
        else:
            found.append((sheet, table))
    if not found:
        raise refusal
    return found[::-1], tuple(ignored[::-1])


class _SheetReader:
    """Read the rows of one table, collecting people, errors and warnings."""

    def __init__(self, table: Table, sheet: str) -> None:
        self.table = table
        self.rows: list[MemberRow] = []
        self.errors: list[RowError] = []
        self.warnings: list[RowError] = []
        self.counted = 0
        self.declared: int | None = None
        self._sheet = sheet
        self._above: Mapping[str, Cell] = {}

    def read(self) -> None:
        """Read every row, then compare the count with the list's own total."""
        for body_row in self.table.body:
            self._read_person(body_row)
        self.counted = len(self.table.body)
        total = self._stated_total()
        if total is None:
            return
        row, self.declared = total
        if self.declared != self.counted:
            self._fault(
                row, "", f"dòng tổng ghi {self.declared} đảng viên ≠ đếm được {self.counted}"
            )

    def refuse_units(self, sheet: Sheet) -> None:
        """Note a fault for each column of money that the list states to be in no đồng."""
        for field in _MONEY_FIELDS:
            if field in self.table.columns:
                stated = amount_units.stated_unit(sheet, self.table, field)
                if stated.words:
                    message = f"tệp ghi «{stated.words}»; hãy đổi số tiền ra đồng rồi nhập lại"
                    self._fault(self.table.header_row, self.table.titles[field], message)

    def _read_person(self, body_row: BodyRow) -> None:
        cells = self._with_repeats(body_row.cells)
        self._above = cells
        row, before = body_row.number, len(self.errors)
        full_name = self._take(row, cells, "full_name", values.read_name)
        birth_year = self._take(row, cells, "birth_year", values.read_birth_year)
        cell_name = self._take(row, cells, "cell", values.read_line)
        standing = self._take(row, cells, "standing", values.read_standing)
        pay = self._read_pay(row, cells)
        note = self._take(row, cells, "note", values.read_note)
        if len(self.errors) > before or full_name is None or standing is None:
            return
        if standing == values.WORKING and pay is None:
            message = "đang công tác nhưng chưa có lương để tính mức vận động"
            self.warnings.append(RowError(row, "", message, self._sheet))
        self.rows.append(
            MemberRow(
                row=row,
                full_name=full_name,
                original_name=tables.text_of(cells["full_name"]),
                birth_year=birth_year,
                cell_name=cell_name or body_row.group,
                standing=standing,
                pay=pay,
                note=note or "",
                sheet=self._sheet,
            )
        )

    def _with_repeats(self, cells: Mapping[str, Cell]) -> dict[str, Cell]:
        """Replace ditto marks in the columns where offices use them by the value above."""
        return {
            field: self._above.get(field)
            if field in {"cell", "standing"} and tables.text_of(cell).casefold() in _SAME_AS_ABOVE
            else cell
            for field, cell in cells.items()
        }

    def _read_pay(self, row: int, cells: Mapping[str, Cell]) -> PayBasis | None:
        """Read every pay column, then keep the one nearest the rule: the salary coefficient."""
        coefficient = self._take(row, cells, "coefficient", values.read_coefficient)
        allowance = self._take(row, cells, "allowance", values.read_allowance)
        monthly_vnd = self._take(row, cells, "monthly_pay", values.read_amount)
        fee_vnd = self._take(row, cells, "party_fee", values.read_amount)
        day_vnd = self._take(row, cells, "day_pay", values.read_amount)
        if coefficient is not None:
            return Coefficient(coefficient, allowance or Decimal(0))
        if allowance and not isinstance(cells.get("coefficient"), CellError):
            title = self.table.titles["allowance"]
            self._fault(row, title, "có phụ cấp nhưng không có hệ số lương")
        if monthly_vnd is not None:
            return MonthlyPay(monthly_vnd)
        if fee_vnd is not None:
            return PartyFee(fee_vnd)
        return None if day_vnd is None else DayPay(day_vnd)

    def _take(
        self, row: int, cells: Mapping[str, Cell], field: str, read: Callable[[Cell], _T | None]
    ) -> _T | None:
        """Read one cell; a fault is noted with its place and gives None."""
        if field not in cells:
            return None
        cell, title = cells[field], self.table.titles[field]
        if isinstance(cell, CellError):
            self._fault(row, title, cell.message)
            return None
        try:
            return read(cell)
        except (BadCell, BadName, BadAmount) as fault:
            self._fault(row, title, str(fault))
            return None

    def _fault(self, row: int, column: str, message: str) -> None:
        self.errors.append(RowError(row, column, message, self._sheet))

    def _stated_total(self) -> tuple[int, int] | None:
        """Return the row and number of people of the last grand total that states one."""
        grand = [total for total in self.table.totals if total.is_grand]
        for total in reversed(grand or self.table.totals[-1:]):
            number = _people_in(total)
            if number is not None and (grand or len(self.table.totals) == 1):
                return total.number, number
        return None


def _people_in(total: TotalRow) -> int | None:
    """Return how many people a total row states, in its words or in a column that is no money."""
    texts = [total.text] + [
        tables.text_of(cell) for field, cell in total.cells.items() if field not in _PAY_FIELDS
    ]
    for pattern in (_PEOPLE, _LAST_NUMBER):
        for text in texts:
            if found := pattern.search(" ".join(text.casefold().split())):
                return int(found[1].replace(".", ""))
    return None
