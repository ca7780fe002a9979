"""Read a list of who gave what: every row that names a sum, and every fault at once.

C1  No row is lost: each row of the table is a gift, has no sum and is counted, or has errors.
C2  Nothing is guessed: where letters, columns or the unit of the sums leave doubt, the answer is a
    question (`AskLetters`, `AskColumns`, `AskUnit`), and what was read stays beside what stood in
    the cell.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from ledger.intake import amount_units, legacy_text, tables
from ledger.intake.amount_units import AmountUnit, AskUnit, TakenUnit
from ledger.intake.contribution_rows import COLUMNS, REQUIRED, GiftRow, SheetReader
from ledger.intake.legacy_text import LegacyCode, Repaired
from ledger.intake.tables import Chosen, RowError, Table, Unsure
from ledger.intake.workbooks import Unreadable, Workbook

_SAMPLE_ROWS = 12
_SAMPLE_TEXTS = 8


@dataclass(frozen=True)
class Reading:
    """Say how a file is to be read, as far as somebody has said so.

    ``letters``: None: nobody has; “keep”: they are Unicode; else a `LegacyCode`. ``chosen`` and
    ``skipped`` name sheets by their position from 0. ``units`` says what the sums of the sheets
    that state one unit (`DONG`: that state none) really are in.
    """

    letters: str | None = None
    chosen: Mapping[int, Chosen] = field(default_factory=dict)
    skipped: frozenset[int] = frozenset()
    units: Mapping[AmountUnit, AmountUnit] = field(default_factory=dict)


KEEP_LETTERS: Final = "keep"


@dataclass(frozen=True)
class AskLetters:
    """Ask whether single-byte texts are of an old code, showing some of them as both."""

    code: LegacyCode
    samples: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AskColumns:
    """Ask which row is the header of a sheet and which columns are meant."""

    sheet: int
    sheet_name: str
    sentence: str
    header_row: int
    claims: Mapping[str, tuple[int, ...]]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    width: int

    @property
    def titles(self) -> tuple[str, ...]:
        """What stands in the header row that was made out, by column; empty where none was."""
        row = next((cells for number, cells in self.rows if number == self.header_row), ())
        return tuple(row[place] if place < len(row) else "" for place in range(self.width))


@dataclass(frozen=True)
class ReadSheet:
    """Hold where a sheet was read, for sending it back; rows by their numbers.

    ``title`` is what errors call it: empty where it is the only one.
    """

    index: int
    title: str
    header_row: int
    people: frozenset[int]
    totals: frozenset[int]


@dataclass(frozen=True)
class ContributionList:
    """Hold a whole list as it was understood."""

    rows: tuple[GiftRow, ...]
    errors: tuple[RowError, ...]
    ignored_columns: tuple[str, ...]
    ignored_sheets: tuple[str, ...]
    sheets: tuple[ReadSheet, ...]
    #: How many rows name nobody's sum and are passed over.
    blank: int
    #: How many texts were read from an old code.
    repaired: int
    has_codes: bool
    #: What the last grand total states, if it agrees with the rows.
    stated_vnd: int | None
    #: What somebody said about the units of the sums.
    units: tuple[TakenUnit, ...] = ()

    @property
    def faulty_rows(self) -> int:
        """How many rows have errors; one row may have several."""
        return len({(error.sheet, error.row) for error in self.errors})

    @property
    def sum_vnd(self) -> int:
        """What the readable rows add up to."""
        return sum(row.amount_vnd for row in self.rows)


def read_contributions(
    workbook: Workbook, reading: Reading
) -> ContributionList | AskLetters | AskColumns | AskUnit:
    """Read a list of contributions out of a workbook, or ask what its reader must be told.

    Raises:
        Unreadable: nothing in it, or no row that names a sum.

    """
    filled = {
        index: sheet
        for index, sheet in enumerate(workbook.sheets)
        if index not in reading.skipped
        and any(tables.text_of(cell) for row in sheet.rows for cell in row)
    }
    if not filled:
        raise Unreadable("Tệp không có dòng nào.")
    visible = {index: sheet for index, sheet in filled.items() if not sheet.hidden}
    if reading.letters is None:
        texts = [t for sheet in visible.values() for t in legacy_text.texts_without_proof(sheet)]
        if code := legacy_text.suspect(texts):
            return AskLetters(code, tuple(_samples(texts, code)))
    known = reading.letters not in {None, KEEP_LETTERS}
    letters = LegacyCode(reading.letters or "") if known else None
    repaired = {index: legacy_text.repair(sheet, letters) for index, sheet in visible.items()}
    found, question = _tables(repaired, reading)
    if question is not None:
        return question
    stated = amount_units.stated_units(
        {index: (repaired[index].sheet, table) for index, table in found.items()}
    )
    unsaid = next((each for each in stated.values() if each.unit not in reading.units), None)
    if unsaid is not None:
        asked = [found[index] for index, each in stated.items() if each.unit is unsaid.unit]
        return amount_units.ask(unsaid, asked)
    units = {index: reading.units[each.unit] for index, each in stated.items()}
    readers = _read_all(found, repaired, units)
    if not any(reader.rows or reader.errors for reader in readers):
        raise Unreadable("Danh sách chưa có dòng nào ghi số tiền.")
    ignored = [sheet.name for index, sheet in enumerate(workbook.sheets)
               if index in filled and index not in found]  # fmt: skip
    return ContributionList(
        rows=tuple(
            replace(row, number=number)
            for number, row in enumerate((row for one in readers for row in one.rows), start=1)
        ),
        errors=tuple(error for reader in readers for error in reader.errors),
        ignored_columns=tuple({text: None for reader in readers for text in reader.table.ignored}),
        ignored_sheets=tuple(ignored),
        sheets=tuple(
            ReadSheet(
                index,
                title=reader.sheet,
                header_row=table.header_row,
                people=frozenset(row.number for row in table.body),
                totals=frozenset(total.number for total in table.totals),
            )
            for (index, table), reader in zip(found.items(), readers, strict=True)
        ),
        blank=sum(reader.blank for reader in readers),
        repaired=sum(len(each.originals) for each in repaired.values()),
        has_codes=any("code" in table.columns for table in found.values()),
        stated_vnd=next((one.stated_vnd for one in reversed(readers) if one.stated_vnd), None),
        units=tuple({TakenUnit(each, units[index]): None for index, each in stated.items()}),
    )


def _tables(
    repaired: Mapping[int, Repaired], reading: Reading
) -> tuple[dict[int, Table], AskColumns | None]:
    """Find the table of each sheet; ask about the first that is in doubt.

    Where one sheet has a list, the others without a header are cover sheets and the like; one with
    a header in doubt is asked about in any case, for it may hold money.
    """
    found: dict[int, Table] = {}
    doubtful: AskColumns | None = None
    headless: AskColumns | None = None
    for index, each in repaired.items():
        try:
            table = tables.find_table(
                each.sheet,
                COLUMNS,
                required=REQUIRED,
                name="full_name",
                chosen=reading.chosen.get(index),
            )
            found[index] = amount_units.without_unit_row(table)
        except Unsure as doubt:
            question = _ask(index, each, doubt)
            if "amount" in doubt.claims:
                doubtful = doubtful or question
            headless = headless or question
    return found, doubtful or (None if found else headless)


def _ask(index: int, each: Repaired, doubt: Unsure) -> AskColumns:
    filled = [
        (number, tuple(" ".join(tables.text_of(cell).split())[:40] for cell in row))
        for number, row in enumerate(each.sheet.rows, start=1)
        if any(tables.text_of(cell) for cell in row)
    ]
    first = max(0, next((i for i, row in enumerate(filled) if row[0] == doubt.header_row), 0) - 3)
    shown = filled[first : first + _SAMPLE_ROWS]
    return AskColumns(
        sheet=index,
        sheet_name=each.sheet.name,
        sentence=str(doubt),
        header_row=doubt.header_row,
        claims=doubt.claims,
        rows=tuple(shown),
        width=max(len(row) for _, row in shown),
    )


def _samples(texts: Sequence[str], code: LegacyCode) -> Iterator[tuple[str, str]]:
    shown = dict.fromkeys(text for text in texts if legacy_text.read_legacy(text, code) != text)
    for text in list(shown)[:_SAMPLE_TEXTS]:
        yield text[:60], legacy_text.read_legacy(text, code)[:60]


def _read_all(
    found: Mapping[int, Table],
    repaired: Mapping[int, Repaired],
    units: Mapping[int, AmountUnit],
) -> list[SheetReader]:
    readers = []
    for index, table in found.items():
        name = repaired[index].sheet.name if len(found) > 1 else ""
        reader = SheetReader(table, name, repaired[index], unit=units.get(index, AmountUnit.DONG))
        reader.read()
        readers.append(reader)
    return readers
