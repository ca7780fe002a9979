"""Say what an uploaded member list would do, before anything is recorded (P10).

I1  ``plan_import`` is what both the preview shows and the import carries out; its ``digest`` is
    confirmed, so nobody agrees to one plan and gets another.
I2  Same name and year of birth equal or unknown: likely the same person, asked about. Namesakes
    with different years are different people.
I3  Nothing here writes, and the file is read in a child process, never inside a transaction.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from ledger.db import db
from ledger.intake.member_lists import MemberList, MemberRow, read_members
from ledger.intake.tables import RowError
from ledger.intake.workbooks import read_file
from ledger.models.imports import ImportKind
from ledger.models.party_members import PartyMember
from ledger.models.party_units import NameKind, PartyUnit
from ledger.names import BadName, clean_organisation, name_key, search_key
from ledger.reports.import_files import file_in_scope, open_body
from ledger.reports.members import HOLDS_MEMBERS, Namesake
from ledger.reports.scope import Actor, name_on, names_on

PAGE_ROWS = 60
ERRORS_SHOWN = 100
TWINS_SHOWN = 60
WARNINGS_SHOWN = 20

_CELL_COLUMN = "Chi bộ"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadList:
    """A list as it was read; ``detected`` says how a text file was understood."""

    members: MemberList
    detected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """One person of the file: where they go, and whom they may be the same as."""

    number: int
    row: MemberRow
    cell_id: int | None
    """None: the cell is new and is founded by the import."""
    cell_name: str
    twin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCell:
    """A cell that the file names and the unit does not have yet."""

    number: int
    name: str
    people: int
    resembles: str
    """A standing cell whose name differs in marks only: likely a slip of the pen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything an import would do; with any error it does nothing."""

    rows: tuple[PlannedRow, ...]
    new_cells: tuple[NewCell, ...]
    errors: tuple[RowError, ...]
    digest: str

    @property
    def twins(self) -> tuple[PlannedRow, ...]:
        """The rows that are left out unless somebody asks for them."""
        return tuple(row for row in self.rows if row.twin)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What the screen shows of a file that waits for confirmation, or was imported."""

    file_id: int
    filename: str
    sha256: str
    uploaded_at: datetime
    imported_at: datetime | None
    outcome: str | None
    unit_name: str
    detected: str = ""
    members: MemberList | None = None
    plan: Plan | None = None


def read_list(body: bytes, filename: str) -> ReadList:
    """Read a file into people and faults; takes up to 20 s, so hold no transaction open.

    Raises:
        Unreadable: the whole file cannot be used, with the sentence of bad inputs 43 to 52.

    """
    workbook = read_file(body, filename)
    return ReadList(members=read_members(workbook), detected=workbook.detected)


def stored_list(actor: Actor, file_id: int) -> ReadList | None:
    """Read a kept file again; None once it was imported, for then its body is gone.

    Raises:
        NotFound: no such file, or not in scope.

    """
    file = file_in_scope(actor, file_id, ImportKind.MEMBERS)
    if file.body_sealed is None:
        return None
    body, filename = open_body(file.body_sealed, file.sha256), file.filename
    db.session.rollback()  # the child may take its time; let the database go meanwhile
    return read_list(body, filename)


def preview(actor: Actor, file_id: int) -> Preview:
    """Return what confirming a kept file would do.

    Raises:
        NotFound: no such file, or not in scope.

    """
    read = stored_list(actor, file_id)
    file = file_in_scope(actor, file_id, ImportKind.MEMBERS)
    unit = db.session.get_one(PartyUnit, file.party_unit_id)
    return Preview(
        file_id=file.id,
        filename=file.filename,
        sha256=file.sha256,
        uploaded_at=file.uploaded_at,
        imported_at=file.imported_at,
        outcome=file.outcome,
        unit_name=name_on(unit.id, NameKind.ORGANISATION),
        detected=read.detected if read else "",
        members=read.members if read else None,
        plan=plan_import(unit, read.members) if read else None,
    )


def plan_import(unit: PartyUnit, members: MemberList) -> Plan:
    """Decide for every person of a list where they go in a unit and whom they resemble."""
    planner = _Planner(unit)
    for row in members.rows:
        planner.place(row)
    rows, new_cells = tuple(planner.rows), planner.new_cells()
    errors = tuple(sorted((*members.errors, *planner.errors), key=lambda e: (e.sheet, e.row)))
    decided = "\n".join(
        [
            *(f"{row.number}:{row.cell_id}:{row.cell_name}:{bool(row.twin)}" for row in rows),
            *(cell.name for cell in new_cells),
        ]
    )
    return Plan(
        rows=rows,
        new_cells=new_cells,
        errors=errors,
        digest=hashlib.sha256(decided.encode()).hexdigest(),
    )


class _Planner:
    """Place rows one by one, remembering who came before."""

    def __init__(self, unit: PartyUnit) -> None:
        self.rows: list[PlannedRow] = []
        self.errors: list[RowError] = []
        self._is_cell = unit.kind in HOLDS_MEMBERS
        self._cells = _cells_below(unit)
        self._by_key = {_cell_key(name): cell_id for cell_id, name in self._cells.items()}
        self._new: dict[str, str] = {}
        self._known = _known_people(unit, self._cells)
        self._seen: dict[str, list[MemberRow]] = {}

    def place(self, row: MemberRow) -> None:
        """Add one person to the plan, or an error if their cell cannot be told."""
        found = self._cell_of(row)
        if found is None:
            return
        cell_id, cell_name = found
        self.rows.append(
            PlannedRow(
                number=len(self.rows) + 1,
                row=row,
                cell_id=cell_id,
                cell_name=cell_name,
                twin=self._twin_of(row),
            )
        )
        self._seen.setdefault(name_key(row.full_name), []).append(row)

    def new_cells(self) -> tuple[NewCell, ...]:
        """Return the cells to be founded, in the order in which the file names them."""
        plain = {search_key(_cell_key(name)): name for name in self._cells.values()}
        return tuple(
            NewCell(
                number=number,
                name=name,
                people=sum(row.cell_id is None and row.cell_name == name for row in self.rows),
                resembles=plain.get(search_key(key), ""),
            )
            for number, (key, name) in enumerate(self._new.items(), start=1)
        )

    def _cell_of(self, row: MemberRow) -> tuple[int | None, str] | None:
        key = _cell_key(row.cell_name)
        if not key:
            if len(self._cells) == 1:
                return next(iter(self._cells.items()))
            self._fault(row, "chưa ghi chi bộ")
            return None
        if key in self._by_key:
            cell_id = self._by_key[key]
            return cell_id, self._cells[cell_id]
        if self._is_cell:
            own = next(iter(self._cells.values()))
            self._fault(row, f"«{row.cell_name}» không phải là «{own}»")
            return None
        if key not in self._new:
            try:
                self._new[key] = clean_organisation(_whole_cell_name(row.cell_name))
            except BadName as fault:
                self._fault(row, str(fault))
                return None
        return None, self._new[key]

    def _fault(self, row: MemberRow, message: str) -> None:
        self.errors.append(RowError(row.row, _CELL_COLUMN, message, row.sheet))

    def _twin_of(self, row: MemberRow) -> str:
        key = name_key(row.full_name)
        for known in self._known.get(key, ()):
            if _same_year(known.birth_year, row.birth_year):
                return str(known)
        for other in self._seen.get(key, ()):
            if _same_year(other.birth_year, row.birth_year):
                where = f"trang «{other.sheet}», dòng" if other.sheet else "dòng"
                return f"{where} {other.row} của tệp"
        return ""


def _same_year(one: int | None, other: int | None) -> bool:
    return one is None or other is None or one == other


def _cell_key(name: str) -> str:
    """Return the key by which a cell's name is known: "ấp Tân Lập" is "Chi bộ ấp Tân Lập"."""
    key = name_key(name).replace("–", "-").removeprefix("chi bộ").strip()
    return " ".join(key.replace("-", " - ").split())


def _whole_cell_name(name: str) -> str:
    words = " ".join(name.split())
    is_whole = name_key(words).startswith(("chi bộ", "đảng bộ"))
    return words if is_whole else f"Chi bộ {words}"


def _cells_below(unit: PartyUnit) -> dict[int, str]:
    """Return the standing cells of a unit in printed order; a cell is its own only one."""
    query = (
        sa.select(PartyUnit.id)
        .where(
            PartyUnit.path.like(f"{unit.path}%"),
            PartyUnit.kind.in_(HOLDS_MEMBERS),
            PartyUnit.ends_before.is_(None),
        )
        .order_by(PartyUnit.position, PartyUnit.id)
    )
    ids = list(db.session.scalars(query))
    names = names_on(ids, (NameKind.ORGANISATION,))
    return {cell_id: names.get((cell_id, NameKind.ORGANISATION), "") for cell_id in ids}


def _known_people(unit: PartyUnit, cells: Mapping[int, str]) -> dict[str, list[Namesake]]:
    """Return everyone who is or was on the unit's lists, by the key of their name."""
    query = (
        sa.select(
            PartyMember.name_key,
            PartyMember.id,
            PartyMember.full_name,
            PartyMember.birth_year,
            PartyMember.cell_id,
            PartyMember.left_at,
        )
        .join(PartyUnit, PartyUnit.id == PartyMember.cell_id)
        .where(PartyUnit.path.like(f"{unit.path}%"))
        .order_by(PartyMember.left_at.is_not(None), PartyMember.id)
    )
    people: dict[str, list[Namesake]] = {}
    for key, member_id, full_name, birth_year, cell_id, left_at in db.session.execute(query):
        namesake = Namesake(
            id=member_id,
            full_name=full_name,
            birth_year=birth_year,
            cell_name=cells.get(cell_id, ""),
            has_left=left_at is not None,
        )
        people.setdefault(key, []).append(namesake)
    return people
