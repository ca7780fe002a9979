"""Read the rows of one sheet of contributions: each is a gift, has no sum, or has errors.

R1  Totals that the sheet states are compared with the rows since the last total of their kind.
R2  In a list that we made ourselves a row is known by its code, never by its name.
R3  Sums and totals are in one unit, which a person has confirmed if it is not đồng.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from ledger.clock import BadDate
from ledger.intake import tables, values
from ledger.intake.amount_units import AmountUnit
from ledger.intake.legacy_text import Repaired
from ledger.intake.tables import BodyRow, RowError, Table, TotalRow
from ledger.intake.values import BadCell
from ledger.intake.workbooks import Cell, CellError
from ledger.likeness import TypedName
from ledger.money import BadAmount, format_vnd
from ledger.names import BadName, clean_name, clean_organisation
from ledger.row_codes import BadCode, entry_of

#: The first title of each field is the one that messages and our own lists use.
COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "order": ("STT", "TT", "Số TT", "Số thứ tự"),
    "code": ("Mã dòng",),
    "full_name": (
        "Họ và tên",
        "Họ tên",
        "Họ, tên",
        "Tên đảng viên",
        "Người ủng hộ",
        "Người nộp",
        "Tên người nộp",
        "Tên người ủng hộ",
        "Cá nhân, tập thể ủng hộ",
    ),
    "birth_year": ("Năm sinh", "Sinh năm", "Ngày sinh", "Ngày tháng năm sinh"),
    "cell": ("Chi bộ", "Tên chi bộ", "Sinh hoạt tại chi bộ"),
    "amount": (
        "Số tiền",
        "Số tiền ủng hộ",
        "Số tiền nộp",
        "Số tiền đã nộp",
        "Số tiền thu",
        "Số tiền đóng góp",
        "Tiền ủng hộ",
        "Mức ủng hộ",
        "Thực nộp",
        "Đã nộp",
        "Thu lần này",
    ),
    "received_on": (
        "Ngày nộp",
        "Ngày thu",
        "Ngày ủng hộ",
        "Ngày đóng góp",
        "Ngày nộp tiền",
        "Ngày, tháng",
        "Ngày",
    ),
    "paper_number": ("Số phiếu giấy", "Số biên lai", "Số phiếu thu", "Số phiếu"),
    "note": ("Ghi chú",),
}
REQUIRED: Final = ("full_name", "amount")

LONGEST_PAPER_NUMBER: Final = 30

_SAME_AS_ABOVE = frozenset({'"', "''", "”", "“", "″", "〃", "nt", "-nt-", "như trên", "- nt -"})

_T = TypeVar("_T")


@dataclass(frozen=True)
class GiftRow:
    """Hold one row that names a sum; ``number`` counts such rows from 1 through the whole file."""

    number: int
    row: int
    full_name: str
    original_name: str
    birth_year: int | None
    cell_name: str
    amount_vnd: int
    amount_text: str
    received_on: date | None
    paper_number: str | None
    note: str
    #: The line of a campaign's list that the row's code stands for (R2).
    list_entry_id: int | None
    sheet: str = ""


class SheetReader:
    """Read the rows of one table, collecting gifts and errors."""

    def __init__(
        self, table: Table, sheet: str, repaired: Repaired, unit: AmountUnit = AmountUnit.DONG
    ) -> None:
        self.table = table
        self.sheet = sheet
        self.rows: list[GiftRow] = []
        self.errors: list[RowError] = []
        self.blank = 0
        self.stated_vnd: int | None = None
        self._originals = repaired.originals
        self._times = unit.times
        #: What stood last in each column; people without a sum leave gaps.
        self._above: dict[str, Cell] = {}
        self._comma_groups = values.has_comma_groups(row.cells["amount"] for row in table.body)
        #: The sum of each row; None where it cannot be read.
        self._sums: dict[int, int | None] = {}

    def read(self) -> None:
        """Read every row, then compare the totals that the list states with the rows."""
        for body_row in self.table.body:
            self._read_gift(body_row)
        self._check_totals()

    def _read_gift(self, body_row: BodyRow) -> None:
        cells = self._with_repeats(body_row.cells)
        self._above |= {name: cell for name, cell in cells.items() if cell is not None}
        row, before = body_row.number, len(self.errors)
        amount_vnd = self._take(row, cells, "amount", self._read_amount)
        self._sums[row] = None if len(self.errors) > before else amount_vnd or 0
        if amount_vnd is None and len(self.errors) == before:
            self.blank += 1
            return
        entry_id = self._take(row, cells, "code", _read_code)
        if "code" in cells and entry_id is None and len(self.errors) == before:
            self._fault(
                row,
                self.table.titles["code"],
                "dòng này không có mã dòng; người ngoài danh sách thì ghi ở «Ghi một khoản»",
            )
        typed = TypedName(tables.text_of(cells["full_name"]))
        full_name = self._take(row, cells, "full_name", lambda cell: _read_giver(cell, typed))
        birth_year = self._take(row, cells, "birth_year", values.read_birth_year)
        cell_name = self._take(row, cells, "cell", values.read_line)
        received_on = self._take(row, cells, "received_on", values.read_day)
        paper_number = self._take(row, cells, "paper_number", _read_paper_number)
        note = self._take(row, cells, "note", values.read_note)
        if len(self.errors) > before or amount_vnd is None or full_name is None:
            return
        self.rows.append(
            GiftRow(
                number=0,
                row=row,
                full_name=full_name,
                original_name=self._original(row, "full_name", cells),
                birth_year=birth_year or typed.birth_year,
                cell_name=cell_name or body_row.group or self.sheet,
                amount_vnd=amount_vnd,
                amount_text=tables.text_of(cells["amount"]),
                received_on=received_on,
                paper_number=paper_number or None,
                note=note or "",
                list_entry_id=entry_id,
                sheet=self.sheet,
            )
        )

    def _read_amount(self, cell: Cell) -> int | None:
        return values.read_gift(cell, comma_groups=self._comma_groups, times=self._times)

    def _original(self, row: int, field_name: str, cells: Mapping[str, Cell]) -> str:
        """Return what stands in a cell of the file, before old letters were read."""
        place = (row - 1, self.table.columns[field_name])
        return self._originals.get(place) or tables.text_of(cells[field_name])

    def _with_repeats(self, cells: Mapping[str, Cell]) -> dict[str, Cell]:
        """Replace ditto marks in the columns where offices use them by the value above."""
        return {
            name: self._above.get(name)
            if name in {"cell", "received_on"} and tables.text_of(cell).casefold() in _SAME_AS_ABOVE
            else cell
            for name, cell in cells.items()
        }

    def _take(
        self, row: int, cells: Mapping[str, Cell], name: str, read: Callable[[Cell], _T | None]
    ) -> _T | None:
        """Read one cell; a fault is noted with its place and gives None."""
        if name not in cells:
            return None
        cell, title = cells[name], self.table.titles[name] or COLUMNS[name][0]
        if isinstance(cell, CellError):
            self._fault(row, title, cell.message)
            return None
        try:
            return read(cell)
        except (BadCell, BadName, BadAmount, BadDate, BadCode) as fault:
            self._fault(row, title, str(fault))
            return None

    def _fault(self, row: int, column: str, message: str) -> None:
        self.errors.append(RowError(row, column, message, self.sheet))

    def _check_totals(self) -> None:
        """Compare each total with the rows since the last one, or since the last of its kind.

        Rows whose sum cannot be read have an error of their own; a total over them says nothing.
        """
        since_total: list[int | None] = []
        since_grand: list[int | None] = []
        totals = {total.number: total for total in self.table.totals}
        for number in sorted([*self._sums, *totals]):
            if number in self._sums:
                since_total.append(self._sums[number])
                since_grand.append(self._sums[number])
                continue
            total = totals[number]
            stated_vnd = self._stated(total)
            if stated_vnd is not None:
                spans = [since_grand] if total.is_grand else [since_total, since_grand]
                self._compare(total, stated_vnd, [*spans, list(self._sums.values())])
            if total.is_grand:
                since_grand = []
            since_total = []

    def _compare(
        self, total: TotalRow, stated_vnd: int, spans: Sequence[Sequence[int | None]]
    ) -> None:
        if any(None in span for span in spans):
            return
        sums = [sum(filter(None, span)) for span in spans]
        if stated_vnd in sums:
            self.stated_vnd = stated_vnd
            return
        word = "Dòng tổng" if total.is_grand else "Dòng cộng"
        self._fault(
            total.number,
            self.table.titles["amount"],
            f"{word} {format_vnd(stated_vnd)} ≠ cộng {format_vnd(sums[0])}",
        )

    def _stated(self, total: TotalRow) -> int | None:
        cell = total.cells["amount"]
        if isinstance(cell, CellError):
            return None
        try:
            return self._read_amount(cell)
        except (BadCell, BadAmount):
            return None


def _read_code(cell: Cell) -> int | None:
    text = tables.text_of(cell)
    return entry_of(text) if text else None


def _read_giver(cell: Cell, typed: TypedName) -> str:
    """Return a person's name, tidied; if it is none, the name of a business or a collective."""
    text = tables.text_of(cell)
    if "\n" in text or "\r" in text:
        raise BadCell("ô có nhiều dòng; mỗi người ghi một dòng riêng")
    try:
        return clean_name(typed.name)
    except BadName as fault:
        try:
            return clean_organisation(text)
        except BadName:
            raise fault from None


def _read_paper_number(cell: Cell) -> str:
    text = values.read_line(cell)
    if len(text) > LONGEST_PAPER_NUMBER:
        raise BadCell(f"số phiếu giấy dài quá {LONGEST_PAPER_NUMBER} ký tự")
    return text
