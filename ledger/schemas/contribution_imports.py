"""The forms of importing contributions: the file, how it is read, whose rows are, the decision."""

import re
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from ledger.intake.amount_units import AmountUnit
from ledger.intake.contribution_lists import KEEP_LETTERS
from ledger.intake.contribution_rows import COLUMNS, REQUIRED
from ledger.intake.legacy_text import LegacyCode
from ledger.intake.workbooks import MAX_COLUMNS, MAX_ROWS
from ledger.models.contributions import Method
from ledger.models.contributors import ContributorKind
from ledger.reports.contribution_choices import ENTRY, KIND, SKIP
from ledger.schemas.fields import (
    NOT_LISTED,
    ById,
    CodeField,
    DayField,
    FormSchema,
    IdField,
    KeyField,
    NumberField,
    ParsedField,
    TextField,
    TickField,
)

KINDS = (
    ContributorKind.STAFF,
    ContributorKind.HOUSEHOLD,
    ContributorKind.BUSINESS,
    ContributorKind.COLLECTIVE,
)
"""What a name that is not on the list may be; a list that names people has nobody unnamed."""

LETTERS = (LegacyCode.TCVN3.value, LegacyCode.VNI.value, KEEP_LETTERS)
MAPPED = tuple(name for name in COLUMNS if name != "order")
"""The fields whose column a person can say."""

_WHO = re.compile(
    rf"{SKIP}|{ENTRY}:[1-9][0-9]{{0,17}}|{KIND}:({'|'.join(kind.value for kind in KINDS)})"
)
_MISSING = "Biểu mẫu thiếu mã tệp. Mở lại trang này."


def _who(text: str) -> str:
    if not _WHO.fullmatch(text.strip()):
        raise ValueError(NOT_LISTED)
    return text.strip()


def _kind(text: str) -> ContributorKind:
    found = next((kind for kind in KINDS if kind.value == text.strip()), None)
    if found is None:
        raise ValueError(NOT_LISTED)
    return found


class Upload(FormSchema):
    """A file, the campaign it is for, and what its rows do not say."""

    campaign_id = IdField(required=True, empty="Chưa chọn đợt vận động.")
    received_on = DayField()
    method = CodeField(Method, required=True)


class Letters(FormSchema):
    """Whether the texts are of an old code."""

    letters = TextField(20, required=True, empty="Chọn cách đọc chữ.")

    @validates_schema
    def _require_known(self, values: dict[str, Any], **_rest: Any) -> None:  # noqa: ANN401
        if values["letters"] not in LETTERS:
            raise ValidationError(NOT_LISTED, "letters")


class Unit(FormSchema):
    """What the sums of the sheets that state one unit really are in."""

    stated = CodeField(AmountUnit, required=True)
    unit = CodeField(AmountUnit, required=True)


class Columns(FormSchema):
    """Where a sheet's list is: its header row (0: none) and columns, both as a spreadsheet counts.

    ``skip``: the sheet holds no list.
    """

    sheet = NumberField(1, 200, required=True, empty="Biểu mẫu thiếu trang. Mở lại trang này.")
    header_row = NumberField(0, MAX_ROWS)
    at_code = NumberField(1, MAX_COLUMNS)
    at_full_name = NumberField(1, MAX_COLUMNS)
    at_birth_year = NumberField(1, MAX_COLUMNS)
    at_cell = NumberField(1, MAX_COLUMNS)
    at_amount = NumberField(1, MAX_COLUMNS)
    at_received_on = NumberField(1, MAX_COLUMNS)
    at_paper_number = NumberField(1, MAX_COLUMNS)
    at_note = NumberField(1, MAX_COLUMNS)
    skip = TickField()

    @validates_schema
    def _require_places(self, values: dict[str, Any], **_rest: Any) -> None:  # noqa: ANN401
        if values["skip"]:
            return
        if values["header_row"] is None:
            raise ValidationError("Nhập số dòng của tiêu đề; không có thì nhập 0.", "header_row")
        for name in REQUIRED:
            if not values[f"at_{name}"]:
                raise ValidationError(f"Chọn cột «{COLUMNS[name][0]}».", f"at_{name}")
        places = [values[f"at_{name}"] for name in MAPPED if values[f"at_{name}"]]
        if len(set(places)) < len(places):
            raise ValidationError("Mỗi cột chỉ chọn một lần.", "header_row")


class Decisions(FormSchema):
    """What the rows do not say, whose the doubtful rows are, and which repeats are none.

    ``shown`` names the repeats that the form had boxes for, so that an empty box is an answer.
    """

    received_on = DayField()
    method = CodeField(Method, required=True)
    others = ParsedField(_kind, empty=NOT_LISTED)
    who = ById(ParsedField(_who, empty=NOT_LISTED))
    again = ById(TickField())
    shown = fields.List(IdField(), load_default=list)


class Confirmation(FormSchema):
    """Which file and which plan were seen, and what is agreed to."""

    submission_key = KeyField()
    sha256 = TextField(64, empty=_MISSING, required=True)
    plan = TextField(64, empty=_MISSING, required=True)
    leave_out = TickField()
    agreed = fields.List(fields.String(), load_default=list)
