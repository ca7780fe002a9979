"""Find in what a list counts its money: in đồng, or in thousands or millions of them.

U1  What a list states is never taken for granted: templates go on saying “nghìn đồng” over sums
    that somebody typed in đồng. A person looks at the sums both ways and says which is meant.
U2  Sums that are too small to be đồng are asked about even if the list states nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import Final

from ledger import names
from ledger.intake import tables, values
from ledger.intake.tables import BodyRow, Table
from ledger.intake.values import BadCell
from ledger.intake.workbooks import Cell, CellError, Sheet
from ledger.money import BadAmount

SAMPLES = 8
LONGEST_SHOWN = 80
#: Sums below the first are no đồng; a list with one of the second or more is not in thousands.
_TOO_SMALL: Final = 1_000
_NOT_COUNTED: Final = 10_000


class AmountUnit(StrEnum):
    """What one of the numbers in a column of sums stands for."""

    DONG = "dong"
    THOUSAND = "thousand"
    MILLION = "million"

    @property
    def times(self) -> int:
        """How many đồng it is."""
        return _TIMES[self]


_TIMES: Final = {
    AmountUnit.DONG: 1,
    AmountUnit.THOUSAND: 1_000,
    AmountUnit.MILLION: 1_000_000,
}


@dataclass(frozen=True)
class Stated:
    """What a list says of its unit, in its own words; without words it states nothing."""

    unit: AmountUnit = AmountUnit.DONG
    words: str = ""


@dataclass(frozen=True)
class UnitSample:
    """Show one row as it would be in each unit, in đồng; None where it cannot be."""

    row: int
    name: str
    text: str
    sums_vnd: Mapping[AmountUnit, int | None]


@dataclass(frozen=True)
class AskUnit:
    """Ask what the sums are in, showing the first rows and all of them together in each unit."""

    stated: Stated
    samples: tuple[UnitSample, ...]
    sums_vnd: Mapping[AmountUnit, int]


@dataclass(frozen=True)
class TakenUnit:
    """Say what somebody took the sums to be in, and what the list states."""

    stated: Stated
    unit: AmountUnit


# All in the letters of ``names.search_key``: without marks, đ as d. Without đồng behind it a word
# must end what is said: “Đơn vị: Triệu Phong” is a place.
_DONG = r"(?:dong|d|vnd)\b"
_END = r"(?=\s*(?:[).,;]|$))"
_WORDS: Final = {
    AmountUnit.MILLION: rf"(?:1[.,]?000[.,]?000(?![.,]?[0-9])(?:\s*{_DONG})?"
    rf"|(?:trieu|tr)\.?\s*{_DONG}|trieu{_END})",
    AmountUnit.THOUSAND: rf"(?:1[.,]?000(?![.,]?[0-9])(?:\s*{_DONG})?"
    rf"|(?:nghin|ngan|ngh|ng|n|k)\.?\s*{_DONG}|(?:nghin|ngan){_END})",
    AmountUnit.DONG: rf"(?:viet nam dong|{_DONG})",
}
_LEAD = r"\b(?:don vi(?: tinh)?|dvt|dv tinh|tinh (?:bang|theo))\s*[:;.,(]*\s*(?:la\s+)?"
_AFTER_LEAD = {unit: re.compile(_LEAD + words) for unit, words in _WORDS.items()}
_ALONE = {unit: re.compile(rf"\(?\s*(?:{_LEAD})?{words}\s*[.)]*") for unit, words in _WORDS.items()}
_IN_TITLE = {unit: re.compile(rf"(?<![0-9.,a-z]){words}") for unit, words in _WORDS.items()}
_TIMES_SIGN = re.compile(r"\bx\s*(?=1[.,]?000)")


def stated_units(found: Mapping[int, tuple[Sheet, Table]]) -> dict[int, Stated]:
    """Return what each sheet states, by its place; those in đồng beyond doubt are left out."""
    all_stated = (
        (index, stated_unit(sheet, table), table) for index, (sheet, table) in found.items()
    )
    return {
        index: stated for index, stated, table in all_stated if stated.words or _look_counted(table)
    }


def stated_unit(sheet: Sheet, table: Table, field: str = "amount") -> Stated:
    """Return the unit that a list states for a column: in its title, around or above the table.

    A unit other than đồng wins over đồng, for then there is something to ask.
    """
    found = filter(None, _places(sheet, table, field))
    return next((stated for stated in found if stated.unit is not AmountUnit.DONG), Stated())


def without_unit_row(table: Table) -> Table:
    """Return a table without the row under its header that says the units of the columns."""
    body = tuple(row for row in table.body if not _is_unit(row.cells["amount"]))
    return table if len(body) == len(table.body) else replace(table, body=body)


def ask(stated: Stated, found: Sequence[Table]) -> AskUnit:
    """Show the sums of tables that state the same unit, in each unit."""
    rows: list[tuple[BodyRow, Mapping[AmountUnit, int | None]]] = []
    for table in found:
        commas = values.has_comma_groups(row.cells["amount"] for row in table.body)
        rows += [(row, _in_each(row.cells["amount"], comma_groups=commas)) for row in table.body]
    samples = (
        UnitSample(
            row=row.number,
            name=tables.text_of(row.cells["full_name"])[:LONGEST_SHOWN],
            text=tables.text_of(row.cells["amount"])[:LONGEST_SHOWN],
            sums_vnd=sums_vnd,
        )
        for row, sums_vnd in rows
        if any(sums_vnd.values())
    )
    return AskUnit(
        stated,
        samples=tuple(islice(samples, SAMPLES)),
        sums_vnd={unit: sum(sums_vnd[unit] or 0 for _row, sums_vnd in rows) for unit in AmountUnit},
    )


def _in_each(cell: Cell, *, comma_groups: bool) -> dict[AmountUnit, int | None]:
    found: dict[AmountUnit, int | None] = {}
    for unit in AmountUnit:
        try:
            found[unit] = (
                None
                if isinstance(cell, CellError)
                else values.read_gift(cell, comma_groups=comma_groups, times=unit.times)
            )
        except (BadCell, BadAmount):
            found[unit] = None
    return found


def _look_counted(table: Table) -> bool:
    """Tell whether sums are so small that they must be thousands or millions (U2)."""
    cells = (row.cells["amount"] for row in table.body)
    numbers = [number for cell in cells if (number := values.bare_number(cell))]
    return bool(numbers) and 0 < min(numbers) < _TOO_SMALL and max(numbers) < _NOT_COUNTED


def _places(sheet: Sheet, table: Table, field: str) -> Iterator[Stated | None]:
    """Yield what each place says where a unit is stated, the nearest to the column first."""
    yield _found(table.titles[field], _IN_TITLE)
    people = {row.number for row in table.body}
    for number, row in enumerate(sheet.rows, start=1):
        if number in people:
            continue
        for place, cell in enumerate(row):
            if not isinstance(cell, str) or len(cell) > tables.MAX_TITLE_LENGTH:
                continue
            yield _found(cell, _AFTER_LEAD)
            if number <= table.header_row + 1 and place == table.columns[field]:
                yield _found(cell, _IN_TITLE)
            elif number < table.header_row:
                yield _found(cell, _ALONE, whole=True)


def _found(
    text: str, patterns: dict[AmountUnit, re.Pattern[str]], *, whole: bool = False
) -> Stated | None:
    key = _TIMES_SIGN.sub("", names.search_key(text))
    for unit, pattern in patterns.items():
        if pattern.fullmatch(key) if whole else pattern.search(key):
            return Stated(unit, " ".join(text.split())[:LONGEST_SHOWN])
    return None


def _is_unit(cell: Cell) -> bool:
    return isinstance(cell, str) and _found(cell, _ALONE, whole=True) is not None
