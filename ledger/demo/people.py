"""Invented party members: Vietnamese names, ages, standings and pay."""

import random
from decimal import Decimal

from ledger.db import db
from ledger.demo.places import District
from ledger.models.party_members import MemberStanding, NotAskedReason
from ledger.models.party_units import PartyUnit
from ledger.services import members
from ledger.wages import Coefficient, DayPay, PayBasis

TOTAL = 2_500
FIRST_CELL = 42
"""The cell whose evening the README walks through: forty at the minimum, two exceptions."""

_FAMILIES = (
    ["Nguyễn"] * 8 + ["Trần"] * 4 + ["Lê"] * 4 + ["Phạm"] * 3 + ["Huỳnh"] * 3
    + ["Võ", "Vũ", "Phan", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Thạch", "Kim", "Sơn"]
)  # fmt: skip
_MIDDLE_MEN = ["Văn", "Hữu", "Minh", "Quốc", "Thanh", "Đình", "Công", "Hoàng", "Xuân", "Trọng"]
_GIVEN_MEN = [
    "An", "Bình", "Cường", "Dũng", "Đạt", "Hải", "Hiếu", "Hùng", "Khánh", "Long", "Nam", "Nghĩa",
    "Phúc", "Quân", "Sáng", "Tâm", "Thắng", "Tuấn", "Vinh", "Lộc", "Tài", "Khoa", "Đức", "Phong",
]  # fmt: skip
_MIDDLE_WOMEN = ["Thị", "Thị Kim", "Ngọc", "Thị Thu", "Mỹ", "Thúy", "Thị Hồng", "Bích", "Thanh"]
_GIVEN_WOMEN = [
    "Anh", "Chi", "Diệp", "Hà", "Hạnh", "Hoa", "Hương", "Lan", "Liên", "Loan", "Mai", "Nga",
    "Ngân", "Nhung", "Oanh", "Phương", "Quyên", "Thảo", "Thủy", "Trang", "Trúc", "Uyên", "Yến",
]  # fmt: skip
SYLLABLES = (
    "sông", "đồng", "lúa", "nắng", "gió", "mưa", "trăng", "biển", "ruộng", "vườn", "bưởi", "dừa",
    "xoài", "chuối", "cầu", "thuyền", "chợ", "trường", "sách", "bút", "áo", "nón", "trà", "gạo",
    "tre", "sen", "cò", "vịt", "trâu", "diều", "kênh", "rạch", "mía", "ngô", "khoai", "muối",
)  # fmt: skip
_COEFFICIENTS = ("1.86", "2.34", "2.67", "3.00", "3.33", "3.66", "3.99", "4.32", "4.65", "4.98")
_ALLOWANCES = ("0", "0", "0", "0.15", "0.20", "0.25", "0.30", "0.50")


def settle(district: District, dice: random.Random) -> int:
    """Let the district's members live in its cells; return how many there are."""
    remaining, cells = TOTAL - FIRST_CELL, len(district.cells) - 1
    total = 0
    for cell_id in district.cells:
        if cell_id == district.first_cell_id:
            size = FIRST_CELL
        else:
            size = round(remaining / cells) + (dice.randint(-4, 4) if cells > 1 else 0)
            size = max(5, size) if cells > 1 else remaining
            remaining, cells = remaining - size, cells - 1
        working_share = 0.97 if cell_id in district.agency_cells else 0.35
        rows = [_person(dice, working_share) for _ in range(size)]
        if cell_id == district.first_cell_id:
            rows = [_settled(row) for row in rows]
        members.add_members(None, db.session.get_one(PartyUnit, cell_id), rows)
        total += size
    return total


def _person(dice: random.Random, working_share: float) -> members.NewMember:
    woman = dice.random() < 0.38
    middle, given = (
        (dice.choice(_MIDDLE_WOMEN), dice.choice(_GIVEN_WOMEN))
        if woman
        else (dice.choice(_MIDDLE_MEN), dice.choice(_GIVEN_MEN))
    )
    works = dice.random() < working_share
    exempt = not works and dice.random() < 0.05
    return members.NewMember(
        full_name=f"{dice.choice(_FAMILIES)} {middle} {given}",
        birth_year=dice.randint(1965, 2001) if works else dice.randint(1941, 1985),
        standing=MemberStanding.WORKING if works else MemberStanding.RESIDENTIAL,
        pay=_pay(dice) if works else None,
        not_asked_reason=NotAskedReason.EXEMPT_FROM_DUTIES if exempt else None,
        not_asked_decided_by="Nghị quyết chi bộ tháng 9/2022" if exempt else None,
    )


def _settled(row: members.NewMember) -> members.NewMember:
    """In the first cell everybody is asked, so that its evening is the one in the README."""
    return members.NewMember(
        full_name=row.full_name,
        birth_year=row.birth_year,
        standing=row.standing,
        pay=row.pay,
        not_asked_reason=None,
        not_asked_decided_by=None,
    )


def _pay(dice: random.Random) -> PayBasis:
    if dice.random() < 0.04:
        return DayPay(dice.randrange(250_000, 600_000, 5_000))
    return Coefficient(Decimal(dice.choice(_COEFFICIENTS)), Decimal(dice.choice(_ALLOWANCES)))
