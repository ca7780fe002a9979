"""The forms of a statement's lines: whose they are, over whom they are split, or why they are not."""

from enum import StrEnum
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from ledger.models.bank_lines import OtherMoney
from ledger.models.contributors import ContributorKind
from ledger.names import BadName, clean_name, clean_organisation
from ledger.schemas.fields import (
    ById,
    CodeField,
    FormSchema,
    IdField,
    KeyField,
    NameField,
    ParsedField,
    TextField,
    TickField,
    VndField,
)

LONGEST_PLACE = 150


class CertainForm(FormSchema):
    """Lines that are recorded by their references, in one click."""

    submission_key = KeyField()
    campaign_id = IdField(required=True)
    line = fields.List(IdField(required=True), load_default=list)
    agreed = fields.List(fields.String(), load_default=list)


class GiverForm(FormSchema):
    """One giver of a line: of the list, known to the unit, or new."""

    submission_key = KeyField()
    campaign_id = IdField(required=True, empty="Chưa chọn đợt vận động.")
    list_entry_id = IdField()
    contributor_id = IdField()
    kind = CodeField(ContributorKind)
    name = ParsedField(str, empty="Chưa nhập tên.")
    place = TextField(LONGEST_PLACE)
    agreed = fields.List(fields.String(), load_default=list)

    @validates_schema(skip_on_field_errors=False)
    def _require_giver(self, values: dict[str, Any], **_rest: Any) -> None:  # noqa: ANN401
        if values.get("list_entry_id") or values.get("contributor_id"):
            return
        kind = values.get("kind")
        if kind is None:
            raise ValidationError(
                "Chọn người ủng hộ trong gợi ý, hoặc nêu người ủng hộ khác.", "kind"
            )
        if kind is ContributorKind.ANONYMOUS:
            values["name"] = ""
            return
        clean = clean_name if kind is ContributorKind.STAFF else clean_organisation
        try:
            values["name"] = clean(values.get("name") or "")
        except BadName as error:
            raise ValidationError(str(error), "name") from error


class Fill(StrEnum):
    """With what the boxes of ticked people are filled before anything is recorded."""

    EVEN = "even"
    LEVEL = "level"


class SplitForm(FormSchema):
    """The parts of a line by people of the list; ``fill`` only fills the boxes of the ticked."""

    submission_key = KeyField()
    brought_by = NameField()
    amount = ById(VndField())
    among = ById(TickField())
    fill = CodeField(Fill)
    agreed = fields.List(fields.String(), load_default=list)


class LinkForm(FormSchema):
    """The receipts that a line stands behind."""

    event = fields.List(IdField(required=True), load_default=list)


class SetAsideForm(FormSchema):
    """Why a line is no contribution."""

    reason = CodeField(OtherMoney, required=True, empty="Chọn đây là khoản gì.")
    note = TextField(200)


class KeyForm(FormSchema):
    """A button that records something once."""

    submission_key = KeyField()
