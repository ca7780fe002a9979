"""Builders for the time after 01/07/2025: a commune's committee is the root of its tree.

«Đảng bộ xã Hòa Hưng» has 33 cells and 783 members, and keeps what it collects. Names are invented
and put together from few parts.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from ledger import clock
from ledger.db import db, run
from ledger.models.books import Rule
from ledger.models.installation import Installation
from ledger.models.party_members import MemberStanding
from ledger.models.party_units import NameKind, PartyUnit, UnitKind
from ledger.models.users import Role
from ledger.reports.scope import purse_of
from ledger.services import base_pay, members, programmes, units
from ledger.services.members import NewMember
from ledger.wages import Coefficient
from tests import make

REFORM = date(2025, 7, 1)
"""Since then there are provinces and communes, and nothing between them."""

DAY = date(2025, 12, 20)
"""The working day of these tests."""

CELLS, MEMBERS = 33, 783

ROLES = tuple(role for role in Role if role is not Role.AGENCY_TREASURER)
"""The roles that a commune alone has: it has no unit that hands in."""

NAMES = {
    NameKind.ORGANISATION: "Đảng bộ xã Hòa Hưng",
    NameKind.COMMITTEE: "Đảng ủy xã Hòa Hưng",
    NameKind.SHORT: "xã Hòa Hưng",
    NameKind.ADDRESS: "Ấp 1, xã Hòa Hưng",
    NameKind.OFFICE: "Văn phòng Đảng ủy",
    NameKind.STANDING_COMMITTEE: "Ban Thường vụ Đảng ủy",
    NameKind.ORGANISATION_BOARD: "Ban Xây dựng Đảng",
    NameKind.PROPAGANDA_BOARD: "Ban Xây dựng Đảng",
    NameKind.INSPECTION_COMMITTEE: "Ủy ban Kiểm tra Đảng ủy",
    NameKind.HEAD_TITLE: "Bí thư",
    NameKind.HEAD: "Trần Văn Phúc",
    NameKind.CASHIER: "Lê Thị Hà",
}

_FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô")
_MIDDLES = ("Văn", "Thị", "Minh", "Ngọc", "Thanh", "Hữu", "Kim")
_GIVEN = ("An", "Bình", "Chi", "Dung", "Đức", "Giang", "Hải", "Khoa", "Lan", "Mai", "Nam", "Oanh")


@dataclass(frozen=True, slots=True)
class Commune:
    """The commune; ids only."""

    unit_id: int
    book_id: int
    cell_ids: tuple[int, ...]


def commune() -> Commune:
    """Make the commune with its cells, members, programme and a user of each of its roles."""
    with clock.at_day(DAY):
        return run(_commune)


def username_of(role: Role) -> str:
    """Return the name that a role logs in with at the commune."""
    return f"{role}.hoahung"


def campaign_form() -> dict[str, object]:
    """Return what the campaign of 2025 says, as its form has it."""
    return {
        "year": "2025",
        "title": "Đợt vận động năm 2025",
        "legal_basis": "Kế hoạch số 06-KH/ĐU ngày 15/09/2025 của Ban Thường vụ Đảng ủy",
        "resolution": "",
        "starts_on": "01/10/2025",
        "ends_on": "31/12/2025",
        "pay_month": "10/2025",
        "divisor": "22",
        "rounding": "dong",
        "floor_vnd": "",
        "hand_in_on": "31/12/2025",
    }


def _commune() -> Commune:
    root = units.found_unit(
        None,
        parent=None,
        kind=UnitKind.COMMUNE_COMMITTEE,
        names=NAMES,
        starts_on=REFORM,
        rule=Rule.KEEP,
    )
    cells = [
        units.found_unit(
            None,
            parent=root,
            kind=UnitKind.CELL,
            names={NameKind.ORGANISATION: f"Chi bộ ấp {number}"},
            starts_on=REFORM,
        )
        for number in range(1, CELLS + 1)
    ]
    for place, cell in enumerate(cells):
        count = MEMBERS // CELLS + (place < MEMBERS % CELLS)
        first = sum(divmod(MEMBERS, CELLS)[0] + (other < MEMBERS % CELLS) for other in range(place))
        members.add_members(None, cell, [_person(first + number) for number in range(count)])
    programmes.found_programme(
        None,
        committee=root,
        name="Căn nhà cấp ủy",
        legal_basis="Kế hoạch số 06-KH/ĐU",
        first_year=2025,
        last_year=2030,
    )
    base_pay.seed_base_pay(None)
    for role in ROLES:
        make.user(root, role, username_of(role))
    make.user(cells[0], Role.SECRETARY, "bithu.ap1")
    db.session.add(Installation(id=1, demo_on=DAY))
    book = purse_of(root)
    assert book is not None
    return Commune(root.id, book.id, tuple(cell.id for cell in cells))


def _person(place: int) -> NewMember:
    working = place % 3 != 2
    family, rest = _FAMILIES[place % len(_FAMILIES)], place // len(_FAMILIES)
    middle, given = _MIDDLES[rest % len(_MIDDLES)], _GIVEN[rest // len(_MIDDLES) % len(_GIVEN)]
    return NewMember(
        full_name=f"{family} {middle} {given}",
        birth_year=1955 + place % 45,
        standing=MemberStanding.WORKING if working else MemberStanding.RESIDENTIAL,
        pay=Coefficient(Decimal("2.34") + Decimal(place % 9) * Decimal("0.33"))
        if working
        else None,
    )


def members_of(unit_id: int) -> int:
    """Count the members of a unit and of all below it."""
    path = db.session.get_one(PartyUnit, unit_id).path
    return (
        db.session.scalar(
            sa.text(
                "SELECT count(*) FROM party_member m JOIN party_unit u ON u.id = m.cell_id"
                " WHERE u.path LIKE :path"
            ),
            {"path": f"{path}%"},
        )
        or 0
    )
