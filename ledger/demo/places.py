"""The invented district of Tân Hòa: its units, books, papers and the nine people who log in."""

from dataclasses import dataclass, field
from datetime import date

from ledger.db import db
from ledger.models.books import Rule
from ledger.models.party_units import NameKind, PartyUnit, UnitKind
from ledger.models.users import Role, UserAccount
from ledger.reports.scope import Actor, actor_of
from ledger.services import programmes, units, users

FOUNDED_ON = date(2020, 1, 1)

COMMUNES = (
    "Long Sơn", "Tân Phú", "An Thạnh", "Mỹ Hòa", "Phước Hưng", "Bình Lợi",
    "Thạnh Đức", "Vĩnh Thuận", "Đại Phước", "Hiệp Thành", "Nhơn Mỹ", "Kim Hòa",
)  # fmt: skip
TOWNS = ("Tân Hòa", "Mỹ An")
HAMLETS = (
    "Tân Lập", "Hòa Bình", "Sóc Ruộng", "Giồng Lớn", "Cây Da", "Vĩnh Hội", "Bà Trầm",
    "Rạch Kiến", "Xóm Chòi", "Đầu Bờ",
)  # fmt: skip
AGENCIES: tuple[tuple[str, int], ...] = (
    ("Chi bộ Văn phòng Huyện ủy", 0),
    ("Chi bộ Ban Tổ chức Huyện ủy", 0),
    ("Chi bộ Ủy ban Kiểm tra Huyện ủy", 0),
    ("Chi bộ Mặt trận và các đoàn thể", 0),
    ("Chi bộ Văn phòng HĐND và UBND huyện", 0),
    ("Chi bộ Phòng Tài chính – Kế hoạch", 0),
    ("Chi bộ Phòng Giáo dục và Đào tạo", 0),
    ("Chi bộ Tòa án nhân dân huyện", 0),
    ("Chi bộ Viện kiểm sát nhân dân huyện", 0),
    ("Chi bộ Kho bạc Nhà nước Tân Hòa", 0),
    ("Chi bộ Bảo hiểm xã hội huyện", 0),
    ("Đảng bộ Công an huyện", 5),
    ("Đảng bộ Quân sự huyện", 3),
    ("Đảng bộ Trung tâm Y tế huyện", 4),
)
"""Each agency unit with the number of cells below it; 0: it is itself a cell."""

LOGINS: dict[str, Role] = {
    "quantri": Role.ADMIN,
    "thuquy.xa": Role.COMMUNE_TREASURER,
    "thuquy.coquan": Role.AGENCY_TREASURER,
    "bithu.xa": Role.SECRETARY,
    "vanphong": Role.OFFICE,
    "bantochuc": Role.ORGANISATION_BOARD,
    "thuongvu": Role.STANDING_COMMITTEE,
    "tuyengiao": Role.PROPAGANDA_BOARD,
    "kiemtra": Role.INSPECTOR,
}

_FULL_NAMES = {
    "quantri": "Trần Quốc Bảo",
    "thuquy.xa": "Lê Thị Thu Hà",
    "thuquy.coquan": "Phạm Ngọc Diệp",
    "bithu.xa": "Nguyễn Văn Thành",
    "vanphong": "Võ Thị Kim Loan",
    "bantochuc": "Huỳnh Minh Đức",
    "thuongvu": "Đặng Hữu Phước",
    "tuyengiao": "Ngô Thanh Trúc",
    "kiemtra": "Bùi Quang Vinh",
}


@dataclass(slots=True)
class District:
    """Ids of what was founded; rows may have expired."""

    root_id: int = 0
    money_units: list[int] = field(default_factory=list)
    cells: list[int] = field(default_factory=list)
    agency_cells: set[int] = field(default_factory=set)
    money_unit_of: dict[int, int] = field(default_factory=dict)
    """Cell → the unit whose book its money goes to."""
    first_commune_id: int = 0
    first_cell_id: int = 0
    finance_cell_id: int = 0


def found_district() -> District:
    """Found the district, its fourteen localities and fourteen agency units."""
    district = District()
    root = units.found_unit(
        None,
        parent=None,
        kind=UnitKind.DISTRICT_COMMITTEE,
        names={
            NameKind.ORGANISATION: "Đảng bộ huyện Tân Hòa",
            NameKind.COMMITTEE: "Huyện ủy Tân Hòa",
            NameKind.SHORT: "huyện Tân Hòa",
            NameKind.OFFICE: "Văn phòng Huyện ủy",
            NameKind.STANDING_COMMITTEE: "Ban Thường vụ Huyện ủy",
            NameKind.ORGANISATION_BOARD: "Ban Tổ chức Huyện ủy",
            NameKind.PROPAGANDA_BOARD: "Ban Tuyên giáo Huyện ủy",
            NameKind.INSPECTION_COMMITTEE: "Ủy ban Kiểm tra Huyện ủy",
            NameKind.ADDRESS: "Khóm 2, thị trấn Tân Hòa",
            NameKind.HEAD_TITLE: "Chánh Văn phòng",
        },
        starts_on=FOUNDED_ON,
        rule=Rule.OFFICE,
    )
    district.root_id = root.id
    programmes.found_programme(
        None,
        committee=root,
        name="Ngôi nhà cấp ủy",
        legal_basis="Kế hoạch số 24-KH/HU ngày 27/4/2021; văn bản ngày 04/10/2022",
        first_year=2021,
        last_year=2025,
        houses_per_locality=1,
    )
    for name in COMMUNES:
        _found_locality(district, root, UnitKind.COMMUNE_COMMITTEE, "xã", name, "ấp")
    for name in TOWNS:
        _found_locality(district, root, UnitKind.TOWN_COMMITTEE, "thị trấn", name, "khóm")
    for name, cells in AGENCIES:
        _found_agency(district, root, name, cells)
    return district


def add_login(district: District, *, username: str, role: Role, password: str) -> None:
    """Add one of the nine demo accounts at its place in the tree."""
    at = {
        "thuquy.xa": district.first_commune_id,
        "bithu.xa": district.first_commune_id,
        "thuquy.coquan": district.finance_cell_id,
    }.get(username, district.root_id)
    users.add_user(
        None,
        username=username,
        full_name=_FULL_NAMES[username],
        role=role,
        party_unit_id=at,
        password=password,
    )


def actor(username: str) -> Actor:
    """Return a demo account as an actor."""
    account = db.session.query(UserAccount).filter_by(username=username).one()
    return actor_of(account)


def treasurer_at(unit_id: int) -> Actor:
    """Return somebody who may record for a unit: the account that works there in the demo."""
    base = actor("thuquy.xa")
    unit = db.session.get_one(PartyUnit, unit_id)
    agency = unit.kind in (UnitKind.AGENCY_CELL, UnitKind.AGENCY_COMMITTEE)
    return Actor(
        user_id=base.user_id,
        username=base.username,
        full_name=base.full_name,
        role=Role.AGENCY_TREASURER if agency else Role.COMMUNE_TREASURER,
        party_unit_id=unit.id,
        path=unit.path,
    )


def _found_locality(
    district: District, root: PartyUnit, kind: UnitKind, sort: str, name: str, hamlet: str
) -> None:
    short = f"{sort} {name}"
    unit = units.found_unit(
        None,
        parent=root,
        kind=kind,
        names={
            NameKind.ORGANISATION: f"Đảng bộ {short}",
            NameKind.COMMITTEE: f"Đảng ủy {short}",
            NameKind.SHORT: short,
            NameKind.ADDRESS: f"Trụ sở Đảng ủy {short}, huyện Tân Hòa",
            NameKind.HEAD_TITLE: "Bí thư",
        },
        starts_on=FOUNDED_ON,
        rule=Rule.KEEP,
    )
    district.money_units.append(unit.id)
    names = [f"Chi bộ {hamlet} {place}" for place in HAMLETS[:6]]
    names += ["Chi bộ Trường THCS", f"Chi bộ Quân sự {sort}", f"Chi bộ Cơ quan UBND {sort}"]
    for cell_name in names:
        _found_cell(district, unit, cell_name)
    if not district.first_commune_id:
        district.first_commune_id = unit.id
        district.first_cell_id = district.cells[0]


def _found_agency(district: District, root: PartyUnit, name: str, cells: int) -> None:
    unit = units.found_unit(
        None,
        parent=root,
        kind=UnitKind.AGENCY_COMMITTEE if cells else UnitKind.AGENCY_CELL,
        names={
            NameKind.ORGANISATION: name,
            NameKind.COMMITTEE: name.replace("Đảng bộ", "Đảng ủy"),
            NameKind.SHORT: name.split(" ", 2)[2],
            NameKind.HEAD_TITLE: "Bí thư",
        },
        starts_on=FOUNDED_ON,
        rule=Rule.REMIT,
    )
    district.money_units.append(unit.id)
    if name.endswith("Kế hoạch"):
        district.finance_cell_id = unit.id
    if cells:
        for number in range(1, cells + 1):
            district.agency_cells.add(_found_cell(district, unit, f"Chi bộ {number}"))
    else:
        district.cells.append(unit.id)
        district.agency_cells.add(unit.id)
        district.money_unit_of[unit.id] = unit.id


def _found_cell(district: District, parent: PartyUnit, name: str) -> int:
    cell = units.found_unit(
        None,
        parent=parent,
        kind=UnitKind.CELL,
        names={NameKind.ORGANISATION: name},
        starts_on=FOUNDED_ON,
    )
    district.cells.append(cell.id)
    district.money_unit_of[cell.id] = parent.id
    return cell.id
