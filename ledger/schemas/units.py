"""The administrator's forms for units, their dated names and their receipts."""

from ledger.models.party_units import NameKind, ReceiptsPer, ReceiptTitle, UnitKind
from ledger.schemas.fields import (
    CodeField,
    DayField,
    FormSchema,
    NameField,
    NumberField,
    OrganisationField,
    TextField,
)

EVERY_UNIT = (
    NameKind.ORGANISATION,
    NameKind.COMMITTEE,
    NameKind.SHORT,
    NameKind.ADDRESS,
    NameKind.HEAD_TITLE,
    NameKind.HEAD,
    NameKind.ACCOUNTANT,
    NameKind.CASHIER,
)
ORGANS = (
    NameKind.OFFICE,
    NameKind.STANDING_COMMITTEE,
    NameKind.ORGANISATION_BOARD,
    NameKind.PROPAGANDA_BOARD,
    NameKind.INSPECTION_COMMITTEE,
)
"""Only the committee at the root of the tree has these."""


def name_kinds(kind: UnitKind, *, is_root: bool) -> tuple[NameKind, ...]:
    """Return which names a unit of a kind has."""
    if kind is UnitKind.CELL:
        return (NameKind.ORGANISATION, NameKind.HEAD_TITLE, NameKind.HEAD)
    return (*EVERY_UNIT, *ORGANS) if is_root else EVERY_UNIT


class UnitNames(FormSchema):
    """Names from a day on; each field is a ``NameKind``."""

    starts_on = DayField(empty="Chưa nhập ngày áp dụng.", required=True)
    organisation = OrganisationField(required=True)
    committee = OrganisationField()
    short = OrganisationField()
    address = TextField(150)
    office = OrganisationField()
    standing_committee = OrganisationField()
    organisation_board = OrganisationField()
    propaganda_board = OrganisationField()
    inspection_committee = OrganisationField()
    head_title = TextField(60)
    head = NameField()
    accountant = NameField()
    cashier = NameField()


class NewUnit(FormSchema):
    """A unit below another one."""

    kind = CodeField(UnitKind, empty="Chưa chọn loại tổ chức.", required=True)
    starts_on = DayField(empty="Chưa nhập ngày thành lập.", required=True)
    organisation = OrganisationField(required=True)
    committee = OrganisationField()
    short = OrganisationField()
    address = TextField(150)


class UnitReceipts(FormSchema):
    """What a unit calls the paper it hands to a giver, and whether each giver gets one."""

    receipt_title = CodeField(ReceiptTitle, empty="Chưa chọn tên phiếu.", required=True)
    receipt_form = TextField(60)
    receipts_per = CodeField(ReceiptsPer, empty="Chưa chọn cách lập phiếu.", required=True)


class UnitWording(FormSchema):
    """How a unit writes amounts in words from a day on; each choice is 0 or 1."""

    wording_from = DayField(empty="Chưa nhập ngày áp dụng.", required=True)
    linh = NumberField(0, 1, empty="Chưa chọn cách đọc.", required=True)
    ngan = NumberField(0, 1, empty="Chưa chọn cách đọc.", required=True)
    ti = NumberField(0, 1, empty="Chưa chọn cách đọc.", required=True)
    even = NumberField(0, 1, empty="Chưa chọn cách đọc.", required=True)
