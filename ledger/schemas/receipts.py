"""The forms about a receipt: cancelling it, correcting it, printing it again."""

from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from ledger.schemas.contributions import LONGEST_PAPER_NUMBER, LONGEST_PLACE, UndoForm
from ledger.schemas.fields import (
    FormSchema,
    IdField,
    NameField,
    NumberField,
    OrganisationField,
    TextField,
    VndField,
)

MOST_COPIES = 10_000


class CorrectionFacts(UndoForm):
    """What the new receipt shall say, besides why the old one is cancelled.

    Either another person of the list is chosen, or the payer is written as it should be.
    """

    list_entry_id = IdField()
    payer_place = TextField(LONGEST_PLACE + 100)
    amount_vnd = VndField(required=True)
    paper_number = TextField(LONGEST_PAPER_NUMBER)
    agreed = fields.List(fields.String(), load_default=list)

    @validates_schema(skip_on_field_errors=False)
    def _require_payer(self, values: dict[str, Any], **_rest: Any) -> None:  # noqa: ANN401
        if values.get("list_entry_id") is None and values.get("payer_name", "") is None:
            raise ValidationError("Chưa nhập họ tên.", "payer_name")


class CorrectionForm(CorrectionFacts):
    """For a giver beside the list, who may be an organisation."""

    payer_name = OrganisationField()


class PersonCorrectionForm(CorrectionFacts):
    """For a person of the list, whose name has no digits."""

    payer_name = NameField()


class ReprintForm(FormSchema):
    """One more copy after the last one that the page showed; how it is laid out."""

    after = NumberField(0, MOST_COPIES, required=True)
    layout = fields.String(load_default="a5")
