"""Understand lines pasted from a spreadsheet as the boxes of a collection sheet (F2).

S1  A line with a name is for the one person of the sheet who can be meant; lines that hold sums
    only are for the people in printed order, an empty line for somebody who gave nothing.
S2  What is not understood is given back as it was pasted; nothing is recorded here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.intake import values
from ledger.intake.values import BadCell
from ledger.money import BadAmount, format_vnd
from ledger.reports.collection_sheets import SheetPage, SheetRow
from ledger.reports.people_search import Directory, Person

_SHOWN = 80
_YEAR = re.compile("(19|20)[0-9]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """What pasted lines say: sums in đồng by the line of the list, and the lines left over."""

    amounts: dict[int, int]
    left: tuple[str, ...]

    @property
    def boxes(self) -> dict[str, str]:
        """The sheet's boxes as they are to be shown."""
        return {f"amount[{id_}]": format_vnd(vnd) for id_, vnd in self.amounts.items()}


def understand(sheet: SheetPage, text: str) -> Pasted:
    """Return what pasted lines mean on a page of a sheet."""
    lines = [
        [cell.strip() for cell in line.split("\t")] for line in text.rstrip("\r\n").splitlines()
    ]
    comma_groups = values.has_comma_groups(cell for line in lines for cell in line)
    if any(_name_of(line) for line in lines):
        return _by_name(sheet.rows, lines, comma_groups=comma_groups)
    return _in_order(sheet.rows, lines, comma_groups=comma_groups)


def _by_name(
    rows: Sequence[SheetRow], lines: Sequence[Sequence[str]], *, comma_groups: bool
) -> Pasted:
    people = Directory(
        Person(
            member_id=row.entry_id,
            list_entry_id=row.entry_id,
            full_name=row.name,
            birth_year=row.birth_year,
            cell_id=0,
            cell_name="",
        )
        for row in rows
    )
    amounts: dict[int, int] = {}
    left = []
    for line in lines:
        amount_vnd = _amount_of(line, comma_groups=comma_groups)
        if amount_vnd is None and not any(_is_sum_like(cell) for cell in line[1:]):
            continue  # a header, or somebody who gave nothing
        person = people.find(_name_of(line)).person
        entry_id = person.list_entry_id if person else None
        if entry_id is None or amount_vnd is None or entry_id in amounts:
            left.append(" · ".join(filter(None, line))[:_SHOWN])
        else:
            amounts[entry_id] = amount_vnd
    return Pasted(amounts=amounts, left=tuple(left))


def _in_order(
    rows: Sequence[SheetRow], lines: Sequence[Sequence[str]], *, comma_groups: bool
) -> Pasted:
    amounts: dict[int, int] = {}
    left = []
    for place, line in enumerate(lines):
        amount_vnd = _amount_of(line, comma_groups=comma_groups)
        if amount_vnd is not None and place < len(rows):
            amounts[rows[place].entry_id] = amount_vnd
        elif any(line):
            left.append(" · ".join(filter(None, line))[:_SHOWN])
    return Pasted(amounts=amounts, left=tuple(left))


def _name_of(line: Sequence[str]) -> str:
    """Return the first cell that may be a name: two words at least, no digits."""
    return next(
        (cell for cell in line if " " in cell and not any(sign.isdigit() for sign in cell)), ""
    )


def _is_sum_like(cell: str) -> bool:
    return any(sign.isdigit() for sign in cell) and not _YEAR.fullmatch(cell)


def _amount_of(line: Sequence[str], *, comma_groups: bool) -> int | None:
    """Return the last cell that reads as a sum; a running number or a year of birth is none."""
    for cell in reversed(line):
        if _YEAR.fullmatch(cell):
            continue
        try:
            amount_vnd = values.read_gift(cell, comma_groups=comma_groups)
        except (BadCell, BadAmount):
            continue
        if amount_vnd is not None:
            return amount_vnd
    return None
