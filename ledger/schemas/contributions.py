"""The forms of collecting: a cell's sheet, and one contribution."""

from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from ledger.models.contributions import Method
from ledger.models.contributors import ContributorKind
from ledger.models.receipts import DonorCopy
from ledger.names import BadName, clean_name, clean_organisation
from ledger.schemas.fields import (
    ById,
    CodeField,
    DayField,
    FormSchema,
    IdField,
    KeyField,
    NameField,
    NumberField,
    ParsedField,
    TextField,
    VndField,
)

LONGEST_PAPER_NUMBER = 30
LONGEST_PLACE = 150
LONGEST_PASTE = 20_000
LONGEST_CODE = 20


class SheetForm(FormSchema):
    """A collection sheet: what each person gave, by the id of their line.

    ``level`` is the amount of a ticked «ghi đúng mức», as the page showed it, so that the same
    form sent twice says the same; ``amount`` is what was typed, and counts before it.
    """

    submission_key = KeyField()
    received_on = DayField(required=True, empty="Chưa nhập ngày thu.")
    method = CodeField(Method, required=True)
    brought_by = NameField()
    counted_vnd = VndField()
    amount = ById(VndField())
    level = ById(VndField())
    paper = ById(TextField(LONGEST_PAPER_NUMBER))
    agreed = fields.List(fields.String(), load_default=list)

    @validates_schema
    def _require_amounts(self, values: dict[str, Any], **_rest: Any) -> None:  # noqa: ANN401
        bare = values["paper"].keys() - values["amount"].keys() - values["level"].keys()
        if bare:
            sentence = "Chưa nhập số tiền của phiếu giấy này."
            raise ValidationError({"amount": {row: [sentence] for row in sorted(bare)}})


def _lines(text: str) -> str:
    if len(text) > LONGEST_PASTE:
        raise ValueError("Dán quá nhiều; hãy dán từng chi bộ, hoặc dùng «Nhập từ Excel».")
    return text


class PasteForm(FormSchema):
    """Lines pasted from a spreadsheet, tabs and all."""

    pasted = ParsedField(_lines, required=True, empty="Chưa dán dòng nào.")


class ContributionForm(FormSchema):
    """One contribution of a person of the list, of a known or of a new contributor."""

    submission_key = KeyField()
    campaign_id = IdField(required=True, empty="Chưa chọn đợt vận động.")
    list_entry_id = IdField()
    visitor_code = TextField(LONGEST_CODE)
    contributor_id = IdField()
    kind = CodeField(ContributorKind)
    name = ParsedField(str, empty="Chưa nhập tên.")
    place = TextField(LONGEST_PLACE)
    received_on = DayField(required=True, empty="Chưa nhập ngày thu.")
    method = CodeField(Method, required=True)
    amount_vnd = VndField(required=True)
    paper_number = TextField(LONGEST_PAPER_NUMBER)
    agreed = fields.List(fields.String(), load_default=list)

    @validates_schema(skip_on_field_errors=False)
    def _require_giver(self, values: dict[str, Any], **_rest: Any) -> None:  # noqa: ANN401
        if any(values.get(name) for name in ("list_entry_id", "visitor_code", "contributor_id")):
            return
        kind = values.get("kind")
        if kind is None:
            raise ValidationError("Chọn người nộp thuộc diện nào.", "kind")
        if kind is ContributorKind.ANONYMOUS:
            values["name"] = ""
            return
        clean = clean_name if kind is ContributorKind.STAFF else clean_organisation
        try:
            values["name"] = clean(values.get("name") or "")
        except BadName as error:
            raise ValidationError(str(error), "name") from error


class VisitorSearch(FormSchema):
    """Who stands at the counter: a member of another unit, known by name and year of birth."""

    campaign_id = IdField(required=True, empty="Chưa chọn đợt vận động.")
    full_name = NameField(required=True)
    birth_year = NumberField(1900, 2100, required=True, empty="Chưa nhập năm sinh.")


class UndoForm(FormSchema):
    """Why receipts are cancelled, and where the givers' copies are."""

    submission_key = KeyField()
    reason = TextField(200, required=True, empty="Chưa nhập lý do.")
    donor_copy = CodeField(DonorCopy, required=True, empty="Chưa chọn liên của người nộp ở đâu.")
