"""Party units, and the names of units, organs and signers as dated data."""

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of


class UnitKind(StrEnum):
    """What sort of party organisation a unit is."""

    DISTRICT_COMMITTEE = "district_committee"
    COMMUNE_COMMITTEE = "commune_committee"
    TOWN_COMMITTEE = "town_committee"
    WARD_COMMITTEE = "ward_committee"
    AGENCY_COMMITTEE = "agency_committee"
    AGENCY_CELL = "agency_cell"
    CELL = "cell"


LOCALITIES = frozenset(
    {UnitKind.COMMUNE_COMMITTEE, UnitKind.TOWN_COMMITTEE, UnitKind.WARD_COMMITTEE}
)
AGENCIES = frozenset({UnitKind.AGENCY_COMMITTEE, UnitKind.AGENCY_CELL})


class NameKind(StrEnum):
    """What a dated name stands for."""

    ORGANISATION = "organisation"
    """The organisation: Đảng bộ xã Long Sơn; Chi bộ ấp Tân Lập."""
    COMMITTEE = "committee"
    """Its committee, as papers are headed: Đảng ủy xã Long Sơn."""
    SHORT = "short"
    """The place or body alone: xã Long Sơn."""
    ADDRESS = "address"
    OFFICE = "office"
    STANDING_COMMITTEE = "standing_committee"
    ORGANISATION_BOARD = "organisation_board"
    PROPAGANDA_BOARD = "propaganda_board"
    INSPECTION_COMMITTEE = "inspection_committee"
    HEAD_TITLE = "head_title"
    """How the unit's head signs: Bí thư."""
    HEAD = "head"
    ACCOUNTANT = "accountant"
    CASHIER = "cashier"


class ReceiptTitle(StrEnum):
    """What the unit calls the paper it hands to a giver."""

    PHIEU_THU = "phieu_thu"
    BIEN_LAI = "bien_lai"


class ReceiptsPer(StrEnum):
    """Whether each giver gets a receipt, or the signed list of a cell gets one (B6)."""

    PERSON = "person"
    LIST = "list"


class PartyUnit(Model):
    """Tổ chức đảng: a node of the tree, with the dates between which it exists."""

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("party_unit.id"), index=True)
    path: Mapped[str]
    """The ids from the root to this unit, as ``/1/7/``: a scope is a prefix of it."""
    kind: Mapped[UnitKind] = mapped_column(Code(UnitKind))
    position: Mapped[int]
    """The place among its siblings on every list and paper."""
    starts_on: Mapped[date]
    ends_before: Mapped[date | None]
    receipt_title: Mapped[ReceiptTitle] = mapped_column(
        Code(ReceiptTitle), default=ReceiptTitle.PHIEU_THU
    )
    receipts_per: Mapped[ReceiptsPer] = mapped_column(Code(ReceiptsPer), default=ReceiptsPer.PERSON)
    receipt_form: Mapped[str] = mapped_column(default="")
    """The “Mẫu số” line of the unit's receipts; empty prints none."""

    __table_args__ = (
        sa.UniqueConstraint("path"),
        one_of("kind", UnitKind),
        one_of("receipt_title", ReceiptTitle),
        one_of("receipts_per", ReceiptsPer),
        sa.CheckConstraint("ends_before IS NULL OR ends_before > starts_on", name="dates"),
    )


class DatedName(Model):
    """Tên gọi theo thời gian: the text in force from a day on, until the next one."""

    id: Mapped[int] = mapped_column(primary_key=True)
    party_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"))
    kind: Mapped[NameKind] = mapped_column(Code(NameKind))
    starts_on: Mapped[date]
    text: Mapped[str]

    __table_args__ = (
        sa.UniqueConstraint("party_unit_id", "kind", "starts_on"),
        one_of("kind", NameKind),
    )


class AmountWording(Model):
    """Cách viết số tiền bằng chữ: a unit's habits from a day on, each 1 or 0 (C3)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    party_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"))
    starts_on: Mapped[date]
    linh: Mapped[int]
    """“linh” for “lẻ”."""
    ngan: Mapped[int]
    """“ngàn” for “nghìn”."""
    ti: Mapped[int]
    """“tỉ” for “tỷ”."""
    even: Mapped[int]
    """“chẵn” after whole thousands."""

    __table_args__ = (
        sa.UniqueConstraint("party_unit_id", "starts_on"),
        sa.CheckConstraint(
            "linh IN (0, 1) AND ngan IN (0, 1) AND ti IN (0, 1) AND even IN (0, 1)", name="choices"
        ),
    )
